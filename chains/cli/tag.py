"""``chains tag``."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from chains.cli.console import Data, data_option, lang_option, open_data, say, write_pieces
from chains.errors import Lang, Text

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph
    from chains.tagging.tally import Kind, Tally

_GRAPHS: Final = (".nq", ".trig")


@click.command("tag")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@data_option
@click.option("--column", metavar="NAME", help="Column of a table that holds the texts.")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook; by default the first with rows.")
@click.option("--id-column", metavar="NAME", help="Column that says what a row is called; for supply: its programme.")
@click.option("--region-column", metavar="NAME", help="For demand: column with the city or province of a row.")
@click.option("--occupation-column", metavar="NAME", help="For demand: column with the occupation of a row.")
@click.option(
    "--each-line", is_flag=True, help="Count each line or paragraph as a text; by default the whole file is one."
)
@click.option("-o", "--output", default="-", metavar="FILE", help="List of spans (CSV); by default standard output.")
@click.option("--as", "kind", type=click.Choice(["demand", "supply"]), help="What the texts say, for --graph.")
@click.option("--graph", metavar="FILE", help="Write the statements too (.nq .trig), for --data of other commands.")
@click.option(
    "--whole", is_flag=True, help="Add the statements to those of the graph, instead of a graph of their own."
)
@click.option("--region", metavar="NAME", help="For demand: where it is; by default the whole region.")
@click.option("--year", type=click.IntRange(1900, 2100), help="For demand: the year of the texts.")
@click.option(
    "--source", metavar="KEY", help="Key of the source of the statements; by default made of the first file's name."
)
@click.option("--publisher", metavar="NAME", help="Whose texts they are.")
@lang_option
def command(
    files: tuple[Path, ...],
    data: Data | None,
    column: str | None,
    sheet: str | None,
    id_column: str | None,
    region_column: str | None,
    occupation_column: str | None,
    each_line: bool,
    output: str,
    kind: Kind | None,
    graph: str | None,
    whole: bool,
    region: str | None,
    year: int | None,
    source: str | None,
    publisher: str | None,
    lang: Lang,
) -> None:
    """Link texts to skills of the graph: job advertisements, course descriptions, abstracts (.txt .csv .xlsx .docx).

    把招聘广告、课程描述、项目摘要中的技能与图谱对应，给出原文位置作为证据。

    Each row of a table is a text; a text file or document is one text, whose rows are its lines or paragraphs.  What a
    text takes back (无需 Java 经验) is listed with the polarity ``negative`` and not counted.  The column ``rule`` tells how a
    skill was found: its ``label``, an ``alias``, another ``spelling``, a ``short`` form, or from a ``list`` that says a shared part
    once; then the word that spoke for a doubtful name (by) and the word that takes it back (not).

    \b
    chains tag ads.csv --column 职位描述 -o tags.csv
    chains tag ads.csv --column 职位描述 --region-column 城市 --as demand --year 2025 --graph demand.nq
    chains tag courses.xlsx --column 简介 --id-column 专业代码 --as supply --graph supply.nq --whole
    chains gaps --data supply.nq
    """
    from chains.tagging import read_skills
    from chains.tagging.rows import Columns
    from chains.tagging.spans import SpanList

    _check_options(kind, graph, year, whole=whole)
    opened = open_data(data)
    given = {"region": region_column, "occupation": occupation_column}
    columns = Columns(column, id_column, sheet, {what: name for what, name in given.items() if name})
    tally = _make_tally(opened, kind, files, region, year, source, publisher) if kind else None
    work = SpanList(read_skills(opened), columns, tally, lang, each_line=each_line)
    with _byte_bar(files) as progress:
        write_pieces(work.chunks(files, progress), output)
    for sentence in work.summary():
        say(sentence)
    if tally is not None and graph is not None:
        _write_graph(opened, tally, Path(graph), whole=whole)


def _check_options(kind: str | None, graph: str | None, year: int | None, *, whole: bool) -> None:
    if (kind is None) != (graph is None):
        raise click.UsageError("--as and --graph go together: what the texts say, and where to write it.")
    if whole and graph is None:
        raise click.UsageError("--whole is about --graph, which is not given.")
    if kind == "demand" and year is None:
        raise click.UsageError("Demand has a year: give --year.")
    if graph is not None and Path(graph).suffix.lower() not in _GRAPHS:
        raise click.UsageError(f"--graph writes {' or '.join(_GRAPHS)}, which keep the source of each statement.")


def _make_tally(
    graph: KnowledgeGraph,
    kind: Kind,
    files: Sequence[Path],
    region: str | None,
    year: int | None,
    source: str | None,
    publisher: str | None,
) -> Tally:
    from chains.tagging.stating import source_key
    from chains.tagging.tally import Origin, Tally
    from chains.tagging.things import default_region, find_region

    place = None
    if kind == "demand":
        place = find_region(graph, region) if region else default_region(graph)
    kinds = {"demand": Text("技能需求", "Demand for skills"), "supply": Text("技能供给", "Supply of skills")}
    first, others = files[0].stem, len(files) - 1
    name = Text(f"{first} 等 {len(files)} 个文件", f"{first} and {others} more") if others else Text(first, first)
    title = Text(f"{kinds[kind].zh}：{name.zh}", f"{kinds[kind].en}: {name.en}")
    key = source_key(source, f"tag-{kind}", first)
    return Tally(graph, kind, Origin(key, title, publisher or "自有文本 own texts", year, place))


@contextlib.contextmanager
def _byte_bar(files: Sequence[Path]) -> Iterator[Callable[[int], None]]:
    """Show how much of the files was read, on a terminal."""
    if not sys.stderr.isatty():
        yield lambda _bytes: None
        return
    size = sum(path.stat().st_size for path in files if path.is_file())
    with click.progressbar(length=size, file=sys.stderr, show_pos=False) as bar:
        yield bar.update


def _write_graph(graph: KnowledgeGraph, tally: Tally, path: Path, *, whole: bool) -> None:
    from chains.tagging.stating import write_tally

    count = write_tally(graph, tally, path, whole=whole)
    say(Text(f"{count:,} 条陈述写入 {path}", f"Statements: {count:,}, in {path}"))
