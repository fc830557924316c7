"""What tests of spreadsheets share: writing them, and reading a folder of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl
from openpyxl import Workbook

from chains.build import open_sheets
from chains.sheets.reading import SheetSet
from chains.tables import ROW

Rows = Iterable[Sequence[object]]


def write_csv(folder: Path, name: str, rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Write a text table."""
    path = folder / name
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return path


def write_book(folder: Path, name: str, sheets: dict[str, Rows]) -> Path:
    """Write a workbook of plain sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(folder / name)
    return folder / name


def table(sheets: SheetSet, name: str) -> list[dict[str, str]]:
    """Return the rows of a table, without what is empty and without its sources."""
    frame: pl.DataFrame = sheets.tables.frames[name].drop(ROW)
    return [
        {column: value for column, value in row.items() if value is not None and "source" not in column}
        for row in frame.iter_rows(named=True)
    ]


def codes(sheets: SheetSet, level: str = "fault") -> list[str]:
    """Return the codes of what was told, of one level, sorted."""
    return sorted(one.code for one in sheets.account.rejections if one.level == level)


def check_account(sheets: SheetSet) -> None:
    """Every row is used or rejected, and each rejected one has its reason."""
    account = sheets.account
    rejected = [one for one in account.rejections if one.scope == "row"]
    whole = sum(one.scope in {"sheet", "file"} and one.level == "fault" for one in account.rejections)
    numbered = {one.number for one in rejected if one.number >= 0}
    unnumbered = sum(one.number < 0 for one in rejected)
    assert account.read == account.used + account.rejected
    assert whole or account.rejected == len(numbered) + unnumbered
    assert all(one.what.zh and one.what.en and one.remedy.zh and one.remedy.en for one in account.rejections)


def read(folder: Path) -> SheetSet:
    """Read a folder of spreadsheets; the account must come out even, and the tables be without fault."""
    sheets = open_sheets(folder)
    check_account(sheets)
    return sheets
