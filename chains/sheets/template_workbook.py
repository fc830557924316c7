"""The workbook that `chains new` writes: a first sheet that explains, then one sheet for each table."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Final

from chains.errors import Lang, Text
from chains.sheets.convert import EXPLANATION
from chains.sheets.template import TemplateColumn, TemplateTable
from chains.sheets.workbook_scan import column_letters
from chains.tabulate import display_width

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["without_clock", "write_workbook"]

_ROWS: Final = 5_000
"""So many rows get drop-down lists."""
_CODES: Final = "codes"
_WIDEST: Final = 40
_HEADER: Final = ("1F4E5F", "5B7C8D")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_HOW: Final = (
    Text("怎样填写", "How to fill this in"),
    Text(
        "每张工作表是一张表，表名和列名请保留；列的次序可以改，不用的工作表可以删。",
        "Each sheet is a table: keep its name and the names of its columns; their order is free, and a sheet that is not used may go.",
    ),
    Text(
        "深色列必填，浅色列选填。第二行是说明，灰色的是示例：示例行不会读入，可以删除。",
        "Dark columns must be filled, light ones may be. The second row explains; grey rows are examples, which are not read and can be deleted.",
    ),
    Text(
        "先填前面几张：地区、组织、专业、布点、职业、技能、需求、校企合作。其余的有什么填什么。",
        "Begin with the first sheets: regions, organisations, programmes, offerings, occupations, skills, demands, partnerships. Fill of the others what you have.",
    ),
    Text(
        "一行招聘写一条广告，一格里的多个技能用分号隔开；相同的会自动合计。",
        "One advertisement a row, several skills in one cell with semicolons between them; equal ones are added up.",
    ),
    Text(
        "组织、职业、技能等用名称互相引用，例如校企合作表里写院校的名称。",
        "Rows refer to each other by name: a partnership names the college and the enterprise.",
    ),
    Text(
        "现成的表格不必抄进来：把 .xlsx 或 .csv 放在同一文件夹，运行 chains map-columns 即可说明各列的含义。",
        "Spreadsheets you have need not be copied in: put them into the same folder and say with `chains map-columns` what their columns are.",
    ),
    Text(
        "填好后依次运行：chains check 文件夹（每一处错误和解决办法），chains atlas 文件夹（图集）。",
        "Then run `chains check FOLDER` (every fault and what to do) and `chains atlas FOLDER` (the atlas).",
    ),
)


def write_workbook(tables: list[TemplateTable], lang: Lang) -> bytes:
    """Return the workbook of the templates; the same tables give the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    codes = book.create_sheet(_CODES)
    lists = _write_codes(codes, tables, lang)
    for table in tables:
        _write_table(book.create_sheet(table.title), table, lang, lists, {one.table.name: one for one in tables})
    _write_how(first, tables, lang)
    book.move_sheet(codes, len(tables))
    codes.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return without_clock(out.getvalue())


def _write_how(sheet: Worksheet, tables: list[TemplateTable], lang: Lang) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.title = "说明 How to"
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 90
    sheet.append([f"{EXPLANATION} {_HOW[0].zh} · {_HOW[0].en}"])
    sheet["A1"].font = Font(bold=True, size=14)
    for text in _HOW[1:]:
        sheet.append(["", text.say(lang)])
        sheet.cell(sheet.max_row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.append([])
    for table in tables:
        sheet.append([table.title, table.table.description.say(lang)])
        cell = sheet.cell(sheet.max_row, 1)
        cell.hyperlink = f"#'{table.title}'!A1"
        cell.style = "Hyperlink"
        sheet.cell(sheet.max_row, 2).alignment = Alignment(wrap_text=True, vertical="top")


def _write_codes(sheet: Worksheet, tables: list[TemplateTable], lang: Lang) -> dict[tuple[Text, ...], str]:
    """Write every list of choices into a column of its own; return where each one stands."""
    sheet["A1"] = f"{EXPLANATION} {_CODES}"
    places: dict[tuple[Text, ...], str] = {}
    for table in tables:
        for column in table.columns:
            if column.choices and column.choices not in places:
                letter = column_letters(len(places))
                for row, choice in enumerate(column.choices, start=2):
                    sheet[f"{letter}{row}"] = choice.say(lang)
                places[column.choices] = f"{_CODES}!${letter}$2:${letter}${len(column.choices) + 1}"
    return places


def _write_table(
    sheet: Worksheet,
    table: TemplateTable,
    lang: Lang,
    lists: dict[tuple[Text, ...], str],
    tables: dict[str, TemplateTable],
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet.append([column.header for column in table.columns])
    sheet.append(table.explanation(lang))
    for row in table.rows():
        sheet.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    for place, column in enumerate(table.columns):
        letter = column_letters(place)
        head = sheet[f"{letter}1"]
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor=_HEADER[0] if column.required else _HEADER[1])
        for line in (1, 2):
            sheet[f"{letter}{line}"].alignment = Alignment(wrap_text=True, vertical="top")
        for line in range(2, sheet.max_row + 1):
            sheet[f"{letter}{line}"].font = Font(italic=True, color="7F7F7F")
        sheet.column_dimensions[letter].width = min(max(display_width(column.header) + 2, 14), _WIDEST)
        _add_list(sheet, letter, column, lists, tables)
    sheet.freeze_panes = "A3"
    sheet.row_dimensions[2].height = 48


def _add_list(
    sheet: Worksheet,
    letter: str,
    column: TemplateColumn,
    lists: dict[tuple[Text, ...], str],
    tables: dict[str, TemplateTable],
) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if column.choices:
        source, strict = lists[column.choices], column.field.separator is None
    elif column.refers:
        target = tables[column.refers]
        place = next(n for n, one in enumerate(target.columns) if one.field.name in {"name_zh", "id"})
        named = column_letters(place)
        source, strict = f"'{target.title}'!${named}$3:${named}${_ROWS}", False
    else:
        return
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=strict)
    rule.errorStyle = "warning"
    rule.error = "不在列表中 not in the list"
    rule.errorTitle = "四链 Four Chains"
    rule.add(f"{letter}3:{letter}{_ROWS}")
    sheet.add_data_validation(rule)


def without_clock(raw: bytes) -> bytes:
    """Return a workbook without the time at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>2025-01-01T00:00:00Z", data)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data)
    return out.getvalue()
