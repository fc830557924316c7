"""``chains match``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from chains.cli.console import data_option, lang_option, open_data, say, write_pieces
from chains.errors import Lang, Text
from chains.tabulate import format_rows

if TYPE_CHECKING:
    from chains.matching import KnownNames, NameMatch
    from chains.matching.decisions import Decision
    from chains.tagging.rows import SourceText

_KINDS: Final = ("organisations", "regions", "programmes", "occupations", "skills", "industries")
_HEADER: Final = ("file", "row", "written", "outcome", "iri", "name", "score", "why")
_ROWS: Final = 5_000


@click.command("match")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--column", metavar="NAME", help="Column that holds the names; may be left out if there is one.")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook; by default the first with rows.")
@click.option(
    "--as", "table", type=click.Choice(_KINDS), default="organisations", show_default=True, help="What is named."
)
@data_option
@click.option("-o", "--output", default="-", metavar="FILE", help="List of all rows (CSV); by default standard output.")
@click.option(
    "--review",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write the names to decide about into this folder, and use what was decided there.",
)
@lang_option
def command(
    file: Path,
    column: str | None,
    sheet: str | None,
    table: str,
    data: Path | None,
    output: str,
    review: Path | None,
    lang: Lang,
) -> None:
    """Match the names in a table with known institutions, enterprises, cities, occupations, skills, … of the graph.

    把表格里的名称与图谱中已知的院校、企业、城市、职业、技能、行业、专业对应起来。

    Each name is sure (by code, name, other or former name, or but for marks, legal form and the like), to decide (it is like
    known ones, which are given with a score and the reason), or new.  Nothing is merged by likeness alone.

    With --review the names to decide about are written as names-to-decide.csv and .xlsx: fill in one of the two (same, new,
    or other with an id), save it there, and run the command again.  Decisions are kept in names-decided.csv.

    \b
    chains match partners.xlsx --column 企业名称 --review review -o matched.csv
    chains match ads.csv --column 城市 --as regions
    """
    from chains.matching.decisions import resolve_decisions
    from chains.matching.graph_names import read_known
    from chains.sheets.asking import tell_questions
    from chains.sheets.deciding import read_decisions, remember_decisions
    from chains.tagging.rows import Columns
    from chains.tagging.texts import read_texts

    decided = read_decisions(review) if review is not None and review.is_dir() else []
    known = read_known(open_data(data), table)
    work = _Matching(table, known, resolve_decisions(decided, table, known))
    write_pieces(work.chunks(read_texts(file, Columns(column, None, sheet)), lang), output)
    if review is not None:
        remember_decisions(review, decided)
        for sentence in tell_questions(review, work.questions.questions(), lang, work.questions.left_out):
            say(sentence)
    say(work.summary())


class _Matching:
    """Matches row after row, each name of some thousand rows once, and counts what came of them."""

    def __init__(self, table: str, known: KnownNames, decisions: Mapping[str, Decision]) -> None:
        from chains.matching.questions import QuestionList

        self.questions = QuestionList()
        self._table = table
        self._known = known
        self._decisions = decisions
        self._counts: Counter[str] = Counter()

    def chunks(self, texts: Iterable[SourceText], lang: Lang) -> Iterator[str]:
        """Iterate over the list as CSV, its header first."""
        from chains.matching import find_matches

        yield format_rows(_HEADER, [], "csv")
        rest = iter(texts)
        while rows := list(islice(rest, _ROWS)):
            names = list(dict.fromkeys(row.text.strip() for row in rows))
            found = dict(zip(names, find_matches(names, self._known, self._decisions), strict=True))
            cells = [self._row(row, found[row.text.strip()], lang) for row in rows]
            yield format_rows(_HEADER, cells, "csv").split("\n", 1)[1]

    def _row(self, row: SourceText, match: NameMatch, lang: Lang) -> list[str | int | float | None]:
        self._counts[match.outcome] += 1
        if match.outcome == "ask":
            self.questions.add(self._table, match, f"{row.document}:{row.row}")
        best = match.candidates[0] if match.candidates else None
        cells: list[str | int | float | None] = [row.document, row.row, match.written, match.outcome, match.key]
        return [*cells, best.label if best else None, best.score if best else None, match.why.say(lang)]

    def summary(self) -> Text:
        """Return how many rows are sure, to decide and new."""
        sure, ask, new = (self._counts[outcome] for outcome in ("sure", "ask", "new"))
        return Text(
            f"{sure + ask + new:,} 个名称：确定 {sure:,}，待定 {ask:,}，新的 {new:,}",
            f"{sure + ask + new:,} names: {sure:,} sure, {ask:,} to decide, {new:,} new",
        )
