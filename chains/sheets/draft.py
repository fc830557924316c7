"""Tables in the making: each row knows where it was read, and whatever is refused is written down."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

from chains.errors import Text
from chains.matching.decisions import Decision
from chains.matching.questions import QuestionList
from chains.schema import Table
from chains.sheets.grids import Grid, Rejection
from chains.sheets.headers import ColumnPlan
from chains.sheets.plans import SheetPlan
from chains.tables import ROW

__all__ = ["MADE", "Change", "Draft", "Origins"]

MADE: Final = 1 << 31
"""Rows from this number on were read nowhere: they were made for names that stand in no table."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that was read as something else than what stands there, without any doubt."""

    file: str
    sheet: str
    row: int
    place: int
    header: str
    before: str
    after: str


class Origins:
    """Where each row comes from: rows are numbered through all sheets, in the order in which they are read."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._grids: list[Grid] = []
        self._plans: dict[tuple[int, str], SheetPlan] = {}
        self._next = 0

    def add(self, grid: Grid) -> int:
        """Number the rows of a sheet, and return the first number."""
        start = self._next
        self._starts.append(start)
        self._grids.append(grid)
        self._next += max(grid.rows.height, 1)
        return start

    def note_plan(self, start: int, plan: SheetPlan) -> None:
        """Remember under which headers the columns of a table stand in the sheet that begins with this number."""
        self._plans[start, plan.table] = plan

    def grid(self, number: int) -> Grid:
        """Return the sheet that a row was read from."""
        return self._grids[bisect_right(self._starts, number) - 1]

    def line(self, number: int) -> int:
        """Return the line of a row in its sheet."""
        place = bisect_right(self._starts, number) - 1
        return int(self._grids[place].rows.get_column(ROW)[number - self._starts[place]])

    def column(self, number: int, table: str, name: str) -> ColumnPlan | None:
        """Return the column of the row's sheet that fills a column of a table."""
        plan = self._plans.get((self._starts[bisect_right(self._starts, number) - 1], table))
        return next((one for one in plan.columns if one.field == name), None) if plan else None

    def starts(self) -> list[tuple[int, Grid]]:
        """Return the first number of each sheet."""
        return list(zip(self._starts, self._grids, strict=True))


@dataclass(slots=True)
class Draft:
    """The tables so far (column ``__row__``: number of the row in the origins), and everything that was refused."""

    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    origins: Origins = field(default_factory=Origins)
    rejections: list[Rejection] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    read: set[int] = field(default_factory=set)
    decisions: list[Decision] = field(default_factory=list)
    questions: QuestionList = field(default_factory=QuestionList)
    private: frozenset[str] = frozenset()
    """Keys of the sources that are private."""
    unplaced: int = 0
    """Rows that were read and never numbered: lines that could not be split into cells, sheets that are no table."""

    def reject(
        self,
        code: str,
        table: Table,
        column: str,
        rows: Iterable[tuple[int, str | None]],
        say: Mapping[str, tuple[Text, Text]] | tuple[Text, Text],
        *,
        scope: Literal["row", "cell"] = "row",
        level: Literal["fault", "note"] = "fault",
    ) -> set[int]:
        """Write down rows or cells of a table that are refused, and return their numbers."""
        numbers = set()
        for number, value in rows:
            numbers.add(number)
            what, remedy = say if isinstance(say, tuple) else say[value or ""]
            if number >= MADE:
                continue
            grid = self.origins.grid(number)
            header = self._header(number, table, column)
            line = self.origins.line(number)
            self.rejections.append(
                Rejection(code, grid.file, grid.sheet, line, header, value or "", what, remedy, scope, level, number)
            )
        return numbers

    def _header(self, number: int, table: Table, column: str) -> str:
        """Return the header of a column in the row's sheet; where it has none, the column's names."""
        found = self.origins.column(number, table.name, column)
        if found is not None or not column:
            return found.header if found else ""
        title = table.field(column).title
        return f"{title.zh} {title.en}"

    def drop(self, table: str, numbers: Iterable[int]) -> None:
        """Take rows out of a table."""
        gone = pl.Series(sorted(set(numbers)), dtype=pl.UInt32)
        if len(gone):
            self.frames[table] = self.frames[table].filter(~pl.col(ROW).is_in(gone.implode()))

    def find_cells(self, table: str, column: str, cells: Iterable[str]) -> list[tuple[int, str]]:
        """Return the number of each row of a table that has one of these cells in a column, with that cell."""
        return self.frames[table].filter(pl.col(column).is_in(list(cells))).select(ROW, column).rows()

    def place(self, number: int) -> str:
        """Return where a row stands, in short: file, sheet and line."""
        if number >= MADE:
            return ""
        return f"{self.origins.grid(number).name} {self.origins.line(number)}"
