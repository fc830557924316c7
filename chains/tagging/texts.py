"""Texts out of files: lines of a text file, cells of a column of CSV or of a workbook, paragraphs of a document."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import Final

from chains.errors import Text, UnknownName, UnreadableInput
from chains.sheets.grids import MOST_LINE, Grid
from chains.sheets.text_files import find_delimiter, find_encoding
from chains.sheets.workbooks import WORKBOOKS, read_workbook
from chains.tables import ROW
from chains.tagging.docx import read_paragraphs
from chains.tagging.rows import Columns, SourceText, find_places, take_row

__all__ = ["TABLES", "read_texts"]

TABLES: Final = (".csv", ".tsv", *WORKBOOKS)
"""Files of rows: each row is a text of its own.  In other files the whole file is one text."""

_SAMPLE: Final = 256 * 1024
_TOLD_EVERY: Final = 1_000
Progress = Callable[[int], None]
"""Is told how many bytes more were read."""


def _silent(_bytes: int) -> None:
    """Tell nobody."""


def read_texts(path: Path, columns: Columns | None = None, progress: Progress = _silent) -> Iterator[SourceText]:
    """Iterate over the texts of a file; memory does not grow with a text file, CSV file or document.

    Raises:
        UnreadableInput: there is no such file, it is empty or broken, or no text in a known encoding.
        UnknownName: a column or sheet that was named is not there.
    """
    columns = columns or Columns()
    if not path.is_file():
        raise UnreadableInput(
            Text("没有这个文件", "there is no such file"), where=str(path), remedy=Text("请检查路径", "check the path")
        )
    size = path.stat().st_size
    if size == 0:
        raise UnreadableInput(
            Text("文件是空的", "the file is empty"),
            where=str(path),
            remedy=Text("请给出有内容的文件", "give one that has text"),
        )
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        yield from _read_grid(path, columns)
        progress(size)
    elif suffix == ".docx":
        paragraphs = enumerate(read_paragraphs(path), start=1)
        yield from (SourceText(path.name, row, path.stem, text, {}) for row, text in paragraphs if text.strip())
        progress(size)
    elif suffix in TABLES:
        yield from _read_csv(path, columns, progress)
    else:
        lines = enumerate(_lines(path, progress), start=1)
        yield from (
            SourceText(path.name, row, path.stem, line.rstrip("\r\n"), {}) for row, line in lines if line.strip()
        )


def _lines(path: Path, progress: Progress) -> Iterator[str]:
    """Iterate over the lines of a text file.

    Raises:
        UnreadableInput: it is no text, or has a line that is longer than any text.
    """
    with path.open("rb") as file:
        encoding = find_encoding(file.read(_SAMPLE))
    if encoding is None:
        raise _no_text(path)
    told = number = 0
    with path.open(encoding=encoding, newline="") as text:
        try:
            while line := text.readline(MOST_LINE):
                number += 1
                if len(line) >= MOST_LINE:
                    raise _too_long(path, number)
                if "\x00" in line:
                    raise _no_text(path)
                yield line
                if number % _TOLD_EVERY == 0:
                    told = _tell(text, told, progress)
        except UnicodeDecodeError as error:
            raise _no_text(path, number + 1) from error
        _tell(text, told, progress)


def _tell(text: TextIOWrapper, told: int, progress: Progress) -> int:
    # The text itself cannot be asked while it is read by lines.
    place = int(os.lseek(text.fileno(), 0, os.SEEK_CUR))
    progress(place - told)
    return place


def _read_csv(path: Path, columns: Columns, progress: Progress) -> Iterator[SourceText]:
    lines = _lines(path, progress)
    head = list(islice(lines, 50))
    delimiter = "\t" if path.suffix.lower() == ".tsv" else find_delimiter(head)
    reader = csv.reader(chain(head, lines), delimiter=delimiter, strict=True)
    row = 1
    try:
        header = [cell.strip().removeprefix("\ufeff") for cell in next(reader)]
        places = find_places(header, columns, path)
        for row, cells in enumerate(reader, start=2):
            yield from take_row(path.name, row, cells, places, columns)
    except csv.Error as error:
        raise UnreadableInput(
            Text(
                "从这一行起引号不成对，或单元格过长", "from here on a double quote is not closed, or a cell is too long"
            ),
            where=f"{path}:{row + 1}",
            remedy=Text('文字里的双引号请写成两个（""）', 'write a double quote within text twice ("")'),
        ) from error


def _read_grid(path: Path, columns: Columns) -> Iterator[SourceText]:
    grid = _choose_sheet(path, read_workbook(path), columns.sheet)
    names = [name for name in grid.rows.columns if name != ROW]
    rows = grid.rows.select(ROW, *names).fill_null("").iter_rows()
    first = next(rows, None)
    if first is None:
        raise UnreadableInput(
            Text("工作表里没有内容", "the sheet has no cells"),
            where=grid.name,
            remedy=Text("请换一张工作表", "choose another with --sheet"),
        )
    places = find_places([cell.strip() for cell in first[1:]], columns, path)
    for line, *cells in rows:
        yield from take_row(path.name, line, cells, places, columns)


def _choose_sheet(path: Path, grids: Sequence[Grid], name: str | None) -> Grid:
    refused = next(
        (one for grid in grids for one in grid.rejections if one.scope == "file" and one.level == "fault"), None
    )
    if refused is not None:
        raise UnreadableInput(refused.what, where=str(path), remedy=refused.remedy)
    if name is not None:
        for grid in grids:
            if grid.sheet == name:
                return grid
        raise UnknownName(name, [grid.sheet for grid in grids], kind=Text("工作表", "sheet"))
    filled = [grid for grid in grids if grid.rows.height]
    return filled[0] if filled else grids[0]


def _no_text(path: Path, line: int = 0) -> UnreadableInput:
    return UnreadableInput(
        Text("不是 UTF-8、UTF-16 或 GB18030 编码的文本", "this is no text in UTF-8, UTF-16 or GB18030"),
        where=f"{path}:{line}" if line else str(path),
        remedy=Text("请另存为 UTF-8 文本，或给出 .docx、.xlsx", "save it as text in UTF-8, or give a .docx or .xlsx"),
    )


def _too_long(path: Path, line: int) -> UnreadableInput:
    return UnreadableInput(
        Text(f"这一行超过 {MOST_LINE:,} 字", f"the line is longer than {MOST_LINE:,} characters"),
        where=f"{path}:{line}",
        remedy=Text("请分成多行，一行一段", "break it into lines, one for each paragraph"),
    )
