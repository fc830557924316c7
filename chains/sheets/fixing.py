"""A corrected copy of a project's spreadsheets: what was read without doubt in another form is written in that form."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from chains.atomic import replace_folder
from chains.errors import OutputError, Text
from chains.sheets.draft import Change
from chains.sheets.files import MAPPING, sheet_files
from chains.sheets.settings import SETTINGS
from chains.sheets.text_files import read_text_grid
from chains.sheets.workbooks import WORKBOOKS
from chains.tables import ROW
from chains.tabulate import format_rows

__all__ = ["CHANGES", "write_corrected"]

CHANGES: Final = "changes.csv"
_HEADER: Final = ("file", "sheet", "row", "column", "before", "after")
_OLD: Final = ".xls"


def write_corrected(folder: Path, target: Path, changes: Sequence[Change]) -> list[str]:
    """Write copies of the spreadsheets of *folder* into a new folder, corrected; return the names of its files.

    Workbooks keep their form; text files become UTF-8 with commas; an old .xls, which cannot be written, is copied as
    it is, and its changes are only listed.  ``changes.csv`` lists every change.

    Raises:
        OutputError: *target* is or lies in the folder, holds something, or cannot be written.
    """
    if target.resolve().is_relative_to(folder.resolve()):
        raise OutputError(
            Text("改正后的副本不能放在原文件夹里", "the corrected copy cannot lie in the folder itself"),
            where=str(target),
            remedy=Text("请给一个别处的新文件夹", "give a new folder elsewhere"),
        )
    with replace_folder(target, lambda _: False, Text("改正后的副本", "a corrected copy")) as work:
        for path in sheet_files(folder):
            own = [change for change in changes if change.file == path.name]
            _copy(path, work / path.name, own)
        for name in (SETTINGS, MAPPING):
            if (folder / name).is_file():
                shutil.copyfile(folder / name, work / name)
        (work / CHANGES).write_text(_list(changes), encoding="utf-8")
    return sorted(path.name for path in target.iterdir())


def _copy(path: Path, target: Path, changes: Sequence[Change]) -> None:
    suffix = path.suffix.lower()
    if not changes or suffix == _OLD:
        shutil.copyfile(path, target)
    elif suffix in WORKBOOKS:
        _copy_workbook(path, target, changes)
    else:
        _copy_text(path, target, changes)


def _copy_workbook(path: Path, target: Path, changes: Iterable[Change]) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path, keep_vba=path.suffix.lower() == ".xlsm")
    for change in changes:
        cell = book[change.sheet].cell(change.row, change.place + 1)
        # A formula stays one; its stored value was read.
        if cell.data_type != "f":
            cell.value = _typed(change.after)
    book.save(target)


def _typed(text: str) -> str | int:
    return int(text) if text.isdigit() and (text == "0" or not text.startswith("0")) and len(text) < 10 else text  # noqa: PLR2004


def _copy_text(path: Path, target: Path, changes: Iterable[Change]) -> None:
    grid = read_text_grid(path)
    by_row: dict[int, dict[int, str]] = {}
    for change in changes:
        by_row.setdefault(change.row, {})[change.place] = change.after
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [name for name in grid.rows.columns if name != ROW]
    for line, *cells in grid.rows.select(ROW, *names).fill_null("").iter_rows():
        fixed = by_row.get(line, {})
        writer.writerow([fixed.get(place, cell) for place, cell in enumerate(cells)])
    target.write_text("\ufeff" + out.getvalue(), encoding="utf-8")


def _list(changes: Sequence[Change]) -> str:
    rows = [(one.file, one.sheet, one.row, one.header, one.before, one.after) for one in changes]
    return "\ufeff" + format_rows(_HEADER, rows, "csv")
