"""The list of names to decide about: a spreadsheet that one fills in and leaves where it is."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from chains.atomic import replace_file
from chains.errors import Lang, Text
from chains.matching.questions import PLACES, Question
from chains.sheets.files import ASKED
from chains.sheets.template_workbook import without_clock
from chains.sheets.workbook_scan import column_letters
from chains.tabulate import format_rows

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["COLUMNS", "MOST_ASKED", "WORDS", "tell_questions", "write_questions"]

MOST_ASKED: Final = 10_000
"""The list holds so many names, the most frequent first; the others come once these are decided."""
_SHOWN: Final = 3
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
    *(name.format(place, place) for place in range(1, _SHOWN + 1) for name in _CANDIDATE),
)
_NOTE: Final = Text(
    "“决定”一列：相同＝就是候选1；新的＝都不是，作为新的；其他＝在“标识”列写出它的标识、IRI 或名称。填好保存，再运行同一命令。",
    "Column “decision”: same = it is candidate 1; new = none of them; other = give an id, IRI or name in the column “id”. "
    "Save it and run the same command again.",
)
_WIDTHS: Final = (14, 34, 12, 24, 8, 30)
_TO_FILL: Final = COLUMNS[2:4]


def _cells(asked: Question, lang: Lang) -> list[str | int | float | None]:
    """Return its row of the list; nothing is decided yet."""
    shown = "; ".join(asked.places[:PLACES]) + (" …" if asked.times > min(PLACES, len(asked.places)) else "")
    row: list[str | int | float | None] = [asked.table, asked.match.written, None, None, asked.times, shown]
    for one in asked.match.candidates[:_SHOWN]:
        row += [one.label, one.key, one.score, _why(one.label, one.name, one.why, lang)]
    return row + [None] * (len(COLUMNS) - len(row))


def _why(label: str, name: str, why: Text, lang: Lang) -> str:
    return why.say(lang) if name == label else f"{why.say(lang)}：{name}" if lang == "zh" else f"{why.en}: {name}"


def tell_questions(folder: Path, questions: Sequence[Question], lang: Lang, left_out: int = 0) -> list[Text]:
    """Write the lists of names to decide about into a folder, and return what to say of them; nothing if there is none.

    *left_out* are further names that were not kept.

    Raises:
        OutputError: the folder cannot be written.
    """
    more = write_questions(folder, questions, lang) + left_out
    if not questions:
        return []
    lists = Text(" 或 ".join(str(folder / name) for name in ASKED), " or ".join(str(folder / name) for name in ASKED))
    count = len(questions)
    said = [
        Text(
            f"{count:,} 个名称待定，见 {lists.zh}：填好其中一份，再运行一次",
            f"{count:,} names to decide about, in {lists.en}: fill in one of the two, and run again",
        )
    ]
    if more:
        said.append(
            Text(
                f"还有 {more:,} 个没有列出，最常见的在前", f"{more:,} more are not listed; the most frequent come first"
            )
        )
    return said


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
    rows = [_cells(one, lang) for one in ordered[:MOST_ASKED]]
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
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, name in enumerate(COLUMNS):
        letter = column_letters(place)
        head = sheet[f"{letter}1"]
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor="1F4E5F" if name in _TO_FILL else "5B7C8D")
        sheet.column_dimensions[letter].width = _WIDTHS[place] if place < len(_WIDTHS) else 22
    sheet["C1"].comment = Comment(_NOTE.say(lang), "Four Chains", height=120, width=420)
    sheet.freeze_panes = "E2"
    rule = DataValidation(
        type="list", formula1=f'"{",".join(word.say(lang) for word in WORDS.values())}"', allow_blank=True
    )
    rule.error = _NOTE.say(lang)[:250]
    rule.add(f"C2:C{count + 1}")
    sheet.add_data_validation(rule)
