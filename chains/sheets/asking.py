"""The list of names to decide about: a spreadsheet that one fills in and leaves where it is."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from chains.atomic import replace_file
from chains.errors import Lang, Text
from chains.matching.matches import NameMatch
from chains.sheets.template_workbook import without_clock
from chains.tabulate import format_rows

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = [
    "ASKED",
    "COLUMNS",
    "DECIDED",
    "MOST_ASKED",
    "SHOWN",
    "WORDS",
    "Question",
    "QuestionList",
    "is_own_list",
    "write_questions",
]

ASKED: Final = ("names-to-decide.csv", "names-to-decide.xlsx")
"""Names of the list in a project folder, as text and as workbook: one of the two is filled in."""
DECIDED: Final = "names-decided.csv"
"""What was decided, kept in the project folder."""
MOST_ASKED: Final = 10_000
"""The list holds so many names, the most frequent first; the others come once these are decided."""
SHOWN: Final = 3
WORDS: Final = {
    "same": Text("相同", "same"),
    "new": Text("新的", "new"),
    "other": Text("其他", "other"),
}
"""What can be decided: the first candidate, something new, or what the last column names."""
_CANDIDATE: Final = ("候选{} candidate {}", "标识{} id {}", "分数{} score {}", "依据{} why {}")
COLUMNS: Final = (
    "表 table",
    "写法 written",
    "决定 decision",
    "标识 id",
    "次数 times",
    "位置 where",
    *(name.format(place, place) for place in range(1, SHOWN + 1) for name in _CANDIDATE),
)
_NOTE: Final = Text(
    "“决定”一列：相同＝就是候选1；新的＝都不是，作为新的；其他＝在“标识”列写出它的标识、IRI 或名称。填好保存，再运行同一命令。",
    "Column “decision”: same = it is candidate 1; new = none of them; other = give an id, IRI or name in the column “id”. "
    "Save it and run the same command again.",
)
_WIDTHS: Final = (14, 34, 12, 24, 8, 30)
_PLACES: Final = 3
_KEPT: Final = 50_000


@dataclass(frozen=True, slots=True)
class Question:
    """A name that may mean one of several things: how often it was written, and the first places where."""

    table: str
    match: NameMatch
    times: int
    places: tuple[str, ...]

    def cells(self, lang: Lang) -> list[str | int | float | None]:
        """Return its row of the list; nothing is decided yet."""
        shown = "; ".join(self.places[:_PLACES]) + (" …" if self.times > min(_PLACES, len(self.places)) else "")
        row: list[str | int | float | None] = [self.table, self.match.written, None, None, self.times, shown]
        for one in self.match.candidates[:SHOWN]:
            row += [one.label, one.key, one.score, _why(one.label, one.name, one.why, lang)]
        return row + [None] * (len(COLUMNS) - len(row))


class QuestionList:
    """Collects names to decide about, each once; beyond the number that is kept, names are only counted."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[NameMatch, list[str]]] = {}
        self._times: Counter[tuple[str, str]] = Counter()
        self.left_out = 0
        """So many times a name was met that is not kept, because there are too many."""

    def add(self, table: str, match: NameMatch, place: str) -> None:
        """Note that a name stands at a place."""
        mark = (table, match.written)
        if mark not in self._found:
            if len(self._found) >= _KEPT:
                self.left_out += 1
                return
            self._found[mark] = (match, [])
        self._times[mark] += 1
        places = self._found[mark][1]
        if len(places) < _PLACES:
            places.append(place)

    def questions(self) -> list[Question]:
        """Return the names that were met, in the order of their first mention."""
        return [
            Question(mark[0], match, self._times[mark], tuple(places)) for mark, (match, places) in self._found.items()
        ]


def _why(label: str, name: str, why: Text, lang: Lang) -> str:
    return why.say(lang) if name == label else f"{why.say(lang)}：{name}" if lang == "zh" else f"{why.en}: {name}"


def is_own_list(path: Path) -> bool:
    """Return whether a file of a project folder is a list that we write, and no table to read."""
    return path.name in (*ASKED, DECIDED)


def write_questions(folder: Path, questions: Iterable[Question], lang: Lang) -> int:
    """Write the lists of names to decide about into a folder, and return how many names do not fit in.

    Most frequent first.  Without a question, lists that are there are taken away.

    Raises:
        OutputError: the folder cannot be written.
    """
    ordered = sorted(questions, key=lambda one: (-one.times, one.table, one.match.written))
    if not ordered:
        for name in ASKED:
            (folder / name).unlink(missing_ok=True)
        return 0
    rows = [one.cells(lang) for one in ordered[:MOST_ASKED]]
    for name, data in zip(ASKED, (_as_text(rows), _as_workbook(rows, lang)), strict=True):
        with replace_file(folder / name) as out:
            out.write(data)
    return len(ordered) - len(rows)


def _as_text(rows: Sequence[Sequence[str | int | float | None]]) -> bytes:
    # Without a byte order mark Excel garbles Chinese.
    return b"\xef\xbb\xbf" + format_rows(COLUMNS, rows, "csv").encode()


def _as_workbook(rows: Sequence[Sequence[str | int | float | None]], lang: Lang) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "names"
    sheet.append(list(COLUMNS))
    for number, row in enumerate(rows, start=2):
        for place, cell in enumerate(row, start=1):
            if cell is None:
                continue
            field = sheet.cell(number, place)
            field.value = cell
            if isinstance(cell, str):
                # A name that begins with = is no formula.
                field.data_type = "s"
    _dress(sheet, len(rows), lang)
    out = io.BytesIO()
    book.save(out)
    return without_clock(out.getvalue())


def _dress(sheet: Worksheet, count: int, lang: Lang) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for place in range(1, len(COLUMNS) + 1):
        letter = get_column_letter(place)
        head = sheet[f"{letter}1"]
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor="1F4E5F" if 3 <= place <= 4 else "5B7C8D")  # noqa: PLR2004  # to fill in
        sheet.column_dimensions[letter].width = _WIDTHS[place - 1] if place <= len(_WIDTHS) else 22
    sheet["C1"].comment = Comment(_NOTE.say(lang), "Four Chains", height=120, width=420)
    sheet.freeze_panes = "E2"
    rule = DataValidation(
        type="list", formula1=f'"{",".join(word.say(lang) for word in WORDS.values())}"', allow_blank=True
    )
    rule.error = _NOTE.say(lang)[:250]
    rule.add(f"C2:C{count + 1}")
    sheet.add_data_validation(rule)
