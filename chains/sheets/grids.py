"""What is read from one sheet before it is understood: cells as text, and what was refused on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import polars as pl

from chains.errors import Text
from chains.records import Fault
from chains.tables import ROW

__all__ = [
    "MOST_BYTES",
    "MOST_CELLS",
    "MOST_COLUMNS",
    "MOST_LINE",
    "MOST_ROWS",
    "Grid",
    "Merged",
    "Rejection",
    "make_rows",
    "refuse_file",
]

MOST_BYTES: Final = 512 * 1024 * 1024
"""The largest file that is read, and the most that a workbook may hold once it is unpacked."""
MOST_CELLS: Final = 20_000_000
MOST_ROWS: Final = 2_000_000
MOST_COLUMNS: Final = 512
MOST_LINE: Final = 1_000_000
"""The longest line of a text file, in characters."""

Scope = Literal["row", "cell", "sheet", "file"]


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something that was not used, where it stands, why, and what to do.

    ``scope`` tells how much was left out: a whole file or sheet, a row, or a cell of a row that was used otherwise.
    ``row`` is the line a spreadsheet shows; 0 stands for the whole file or sheet.
    """

    code: str
    file: str
    sheet: str
    row: int
    column: str
    value: str
    what: Text
    remedy: Text
    scope: Scope = "row"
    level: Literal["fault", "note"] = "fault"
    number: int = -1
    """The row's number among all that were read; negative for what is no row."""

    def fault(self) -> Fault:
        """Return it in the form in which all faults are told."""
        file = f"{self.file}[{self.sheet}]" if self.sheet else self.file
        return Fault(self.code, file, self.row, self.column, self.value, self.what, self.remedy, self.level)


@dataclass(frozen=True, slots=True)
class Merged:
    """A block of joined cells: rows as a spreadsheet counts them (from 1), columns from 0; both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet of a workbook, or of one text file (whose ``sheet`` is empty).

    ``rows`` has the line of each row and its cells ``c0``, ``c1``, … as text, null where they are empty; rows without
    a filled cell are left out.  ``read`` counts the filled rows of the sheet, those refused here included.
    """

    file: str
    sheet: str
    rows: pl.DataFrame
    merged: tuple[Merged, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    read: int = field(default=0)

    @property
    def width(self) -> int:
        """The number of columns."""
        return self.rows.width - 1

    @property
    def name(self) -> str:
        """What a person calls it: the file, with the sheet in brackets."""
        return f"{self.file}[{self.sheet}]" if self.sheet else self.file

    def head(self, count: int) -> list[tuple[int, list[str]]]:
        """Return the first rows, each with its line and its cells, empty ones as empty text."""
        rows = self.rows.head(count).fill_null("").iter_rows()
        return [(row[0], list(row[1:])) for row in rows]


def refuse_file(path: Path, code: str, what: Text, remedy: Text) -> Grid:
    """Return what stands for a file that is not read: no rows, and the reason."""
    rejection = Rejection(code, path.name, "", 0, "", "", what, remedy, "file")
    return Grid(path.name, "", make_rows((), (), 0), rejections=(rejection,))


def make_rows(lines: Sequence[int], rows: Sequence[Sequence[str]], width: int) -> pl.DataFrame:
    """Return rows of text as columns; a short row is filled up with nulls.  Empty cells are null."""
    padded = [[*row, *[""] * (width - len(row))] if len(row) < width else row for row in rows]
    columns = list(zip(*padded, strict=True)) or [()] * width
    frame = pl.DataFrame(
        {ROW: pl.Series(lines, dtype=pl.UInt32)}
        | {f"c{place}": pl.Series(column, dtype=pl.String) for place, column in enumerate(columns)}
    )
    texts = pl.col(pl.String)
    return frame.with_columns(pl.when(texts.str.strip_chars() == "").then(None).otherwise(texts).name.keep())
