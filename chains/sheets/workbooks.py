"""Workbooks (.xlsx, .xlsm, .xls): every sheet as a grid of text, with what a cell does not show said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from chains.errors import Text
from chains.sheets.grids import MOST_BYTES, MOST_CELLS, Grid, Merged, Rejection, make_rows, refuse_file
from chains.sheets.unpacking import WorkbookTooLarge, WorkbookUnreadable
from chains.sheets.workbook_scan import SheetScan, column_letters, scan_workbook

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["WORKBOOKS", "read_workbook"]

WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls")
_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_MOST_OLD: Final = 64 * 1024 * 1024


def read_workbook(path: Path) -> list[Grid]:
    """Return a grid for each sheet, in the order of the workbook; one that has no cells has a rejection instead.

    A formula's stored value is read.  A file that cannot be read is one grid without rows.
    """
    refused = _refuse(path)
    if refused is not None:
        return [refuse_file(path, *refused)]
    try:
        scans = scan_workbook(path) if _begin(path).startswith(b"PK") else {}
        return list(_read(path, scans))
    except WorkbookTooLarge as error:
        return [refuse_file(path, "too-large", _too_large(str(error)), _CLEAN_UP)]
    except WorkbookUnreadable as error:
        what = Text(f"工作簿已损坏：{error}", f"the workbook is broken: {error}")
        return [refuse_file(path, "broken-workbook", what, _SAVE_AGAIN)]


_SAVE_AGAIN: Final = Text("请用表格软件打开，另存为新的 .xlsx", "open it in a spreadsheet and save it as a new .xlsx")
_CLEAN_UP: Final = Text(
    "请删去数据区以外的内容，或拆成几个文件", "delete what stands beyond the data, or split it into several files"
)
_UNLOCK: Final = Text("请去掉密码后另存", "save it without a password")


def _begin(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def _refuse(path: Path) -> tuple[str, Text, Text] | None:
    """Return why a file is not even opened, ``None`` if it may be."""
    begin, size = _begin(path), path.stat().st_size
    if begin.startswith(_OLD):
        if size > _MOST_OLD:
            return "too-large", _too_large(""), _CLEAN_UP
        if _LOCKED in path.read_bytes():
            return "encrypted", Text("工作簿有密码保护，打不开", "the workbook is protected by a password"), _UNLOCK
        return None
    if not begin.startswith(b"PK"):
        what = Text("不是 Excel 工作簿（内容与后缀不符）", "this is no workbook, whatever its name says")
        return "not-a-workbook", what, _SAVE_AGAIN
    return ("too-large", _too_large(""), _CLEAN_UP) if size > MOST_BYTES else None


def _too_large(place: str) -> Text:
    zh = f"有内容远在 {place}" if place else f"展开后超过 {MOST_BYTES // 1024 // 1024} MB"
    en = f"something stands as far out as {place}" if place else f"it unpacks to more than {MOST_BYTES >> 20} MB"
    return Text(f"工作簿太大（{zh}），未读取", f"the workbook is larger than is read ({en})")


def _read(path: Path, scans: dict[str, SheetScan]) -> Iterator[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        with CalamineWorkbook.from_path(path) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.typ == SheetTypeEnum.WorkSheet:
                    yield _read_sheet(path, workbook, sheet.name, scans.get(sheet.name))
    except PasswordError:
        yield refuse_file(
            path, "encrypted", Text("工作簿有密码保护", "the workbook is protected by a password"), _UNLOCK
        )
    except (CalamineError, OSError, ValueError) as error:
        raise WorkbookUnreadable(str(error)) from error


def _read_sheet(path: Path, workbook: CalamineWorkbook, name: str, scan: SheetScan | None) -> Grid:
    sheet = workbook.get_sheet_by_name(name)
    notes = list(_notes(path.name, name, scan))
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise WorkbookTooLarge(name)
    lines, rows = _filled_rows(sheet)
    merged = tuple(
        Merged(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    if not rows and scan is not None and scan.pictures:
        notes.append(_only_pictures(path.name, name))
    return Grid(path.name, name, make_rows(lines, rows, sheet.total_width), merged, tuple(notes), len(rows))


def _filled_rows(sheet: CalamineSheet) -> tuple[list[int], list[list[str]]]:
    lines: list[int] = []
    rows: list[list[str]] = []
    # Rows come from the first filled one on, cells from the first column on.
    first = sheet.start[0] if sheet.start else 0
    left = sheet.start[1] if sheet.start else 0
    for line, row in enumerate(sheet.to_python(skip_empty_area=True), start=first + 1):
        cells = [""] * left + [_show(cell) for cell in row]
        if any(cell.strip() for cell in cells):
            lines.append(line)
            rows.append(cells)
    return lines, rows


def _show(cell: object) -> str:
    """Return a cell as text: whole numbers without a point, dates as year-month-day."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004  # exact below
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def _notes(file: str, sheet: str, scan: SheetScan | None) -> Iterator[Rejection]:
    if scan is None:
        return
    if scan.formulas:
        what = Text(
            f"{scan.formulas:,} 个单元格是公式，已采用保存的结果",
            f"{scan.formulas:,} cells are formulas; their stored results were read",
        )
        remedy = Text("如有改动，请在表格软件中重算并保存", "calculate and save it in a spreadsheet if it has changed")
        yield Rejection("formula", file, sheet, 0, "", "", what, remedy, "sheet", "note")
    for row, column in scan.unstored:
        what = Text("公式没有保存过结果，按空单元格处理", "the formula has no stored result; it is read as empty")
        remedy = Text("请用表格软件打开并保存一次", "open the workbook in a spreadsheet once and save it")
        yield Rejection("formula-unstored", file, sheet, row, column_letters(column), "", what, remedy, "cell")
    for row, column, value in scan.errors:
        what = Text("公式出错，按空单元格处理", "the formula has failed; it is read as empty")
        remedy = Text("请改正公式，或填入数值", "correct the formula, or type the value")
        yield Rejection("formula-error", file, sheet, row, column_letters(column), value, what, remedy, "cell")


def _only_pictures(file: str, sheet: str) -> Rejection:
    what = Text("这张工作表只有图片，没有单元格内容", "the sheet has only pictures and no cells")
    remedy = Text("请把图片中的内容录入单元格", "type what the picture shows into cells")
    return Rejection("only-pictures", file, sheet, 0, "", "", what, remedy, "sheet")
