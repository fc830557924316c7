"""The cells of a sheet become values of a table's columns; each distinct cell is looked at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import polars as pl

from chains.errors import Text
from chains.schema import Field, Table
from chains.sheets.amounts import Read, read_date
from chains.sheets.draft import Change, Draft
from chains.sheets.grids import Grid
from chains.sheets.headers import ColumnPlan
from chains.sheets.plans import SheetPlan
from chains.sheets.sifting import drop_others
from chains.sheets.values import clean_text, read_value
from chains.sheets.vocabulary import Vocabulary, all_names, name_key
from chains.tables import ROW

__all__ = ["EXPLANATION", "add_sheet"]

EXPLANATION: Final = "※"
"""How each cell of a row of explanation begins."""


def add_sheet(draft: Draft, start: int, grid: Grid, plan: SheetPlan, words: Vocabulary) -> None:
    """Add the rows of a sheet, whose first row has the number *start*, to its table in the draft.

    A cell that cannot be read is left out; where the column is required, the row is.
    """
    table = words.schema[plan.table]
    draft.origins.note_plan(start, plan)
    body = _fill_down(_body(start, grid, plan), grid, plan)
    draft.read |= set(body.get_column(ROW))
    body = drop_others(draft, body, plan, table, words)
    if plan.sparse is not None:
        body = body.filter(pl.col(f"c{plan.sparse}").is_not_null())
    columns: dict[str, pl.Series] = {ROW: body.get_column(ROW)}
    refused: set[int] = set()
    for column in plan.columns:
        field = table.field(column.field)
        values, wrong = _read_column(draft, body, grid, column, field, words)
        columns[field.name] = values
        scope: Literal["row", "cell"] = (
            "row" if field.required and field.role != "graph" and field.name != "id" else "cell"
        )
        for message, rows in wrong.items():
            numbers = draft.reject("wrong-value", table, field.name, rows, message, scope=scope)
            refused |= numbers if scope == "row" else set()
    frame = pl.DataFrame(columns).with_columns(
        pl.lit(None, dtype=pl.String).alias(field.name) for field in table.fields if field.name not in columns
    )
    frame = _fill(frame.filter(~pl.col(ROW).is_in(sorted(refused))), plan, table, words)
    frame = frame.select(ROW, *(field.name for field in table.fields))
    known = draft.frames.get(table.name)
    if frame.is_empty():
        return
    draft.frames[table.name] = frame if known is None else pl.concat([known, frame])


def _body(start: int, grid: Grid, plan: SheetPlan) -> pl.DataFrame:
    cells = [pl.col(f"c{place}") for place in range(grid.width)]
    numbered = grid.rows.with_columns(line=pl.col(ROW)).with_columns(
        (pl.int_range(pl.len(), dtype=pl.UInt32) + start).alias(ROW)
    )
    explains = pl.all_horizontal(cell.is_null() | cell.str.starts_with(EXPLANATION) for cell in cells)
    return numbered.filter(pl.col("line") > plan.header, ~explains)


def _fill_down(body: pl.DataFrame, grid: Grid, plan: SheetPlan) -> pl.DataFrame:
    """Write the value of joined cells into each row that they span, and that of the row above where the plan says so."""
    for block in grid.merged:
        if block.top <= plan.header or block.bottom == block.top:
            continue
        for column in plan.columns:
            if block.left <= column.place <= block.right:
                name = f"c{block.left}"
                value = body.filter(pl.col("line") == block.top).get_column(name)
                inside = pl.col("line").is_between(block.top, block.bottom) & pl.col(f"c{column.place}").is_null()
                text = value[0] if len(value) else None
                body = body.with_columns(
                    pl.when(inside)
                    .then(pl.lit(text, dtype=pl.String))
                    .otherwise(f"c{column.place}")
                    .alias(f"c{column.place}")
                )
    return body.with_columns(pl.col(f"c{place}").forward_fill() for place in plan.fill_down)


def _read_column(
    draft: Draft, body: pl.DataFrame, grid: Grid, column: ColumnPlan, field: Field, words: Vocabulary
) -> tuple[pl.Series, dict[tuple[Text, Text], list[tuple[int, str]]]]:
    """Return the values of a column, and the rows of each thing that is wrong in it."""
    cells = body.get_column(f"c{column.place}")
    codes = words.codes(field)
    reads: dict[str, Read] = {
        cell: read_value(cell, field, codes) for cell in cells.drop_nulls().unique(maintain_order=True)
    }
    values = cells.replace_strict(
        list(reads), [read.value for read in reads.values()], default=None, return_dtype=pl.String
    )
    wrong: dict[tuple[Text, Text], list[tuple[int, str]]] = {}
    faulty = {cell: read.wrong for cell, read in reads.items() if read.wrong is not None}
    if faulty:
        rows = body.filter(cells.is_in(list(faulty)).fill_null(value=False)).select(ROW, f"c{column.place}")
        for number, cell in rows.iter_rows():
            wrong.setdefault(faulty[cell], []).append((number, cell))
    _note_changes(draft, body, grid, column, reads, field, words)
    return values, wrong


def _note_changes(
    draft: Draft,
    body: pl.DataFrame,
    grid: Grid,
    column: ColumnPlan,
    reads: Mapping[str, Read],
    field: Field,
    words: Vocabulary,
) -> None:
    changed = {
        cell: after
        for cell, read in reads.items()
        if read.value and (after := _corrected(cell, read, field, words)) != cell
    }
    if not changed:
        return
    cells = body.get_column(f"c{column.place}")
    rows = body.filter(cells.is_in(list(changed)).fill_null(value=False)).select("line", f"c{column.place}")
    draft.changes.extend(
        Change(grid.file, grid.sheet, line, column.place, column.header, cell, changed[cell])
        for line, cell in rows.iter_rows()
    )


def _corrected(cell: str, read: Read, field: Field, words: Vocabulary) -> str:
    """Return how a cell is to be written: nothing that it says is lost."""
    if field.codes:
        plain = clean_text(cell)
        label = words.terms.code(field.codes, read.value).label if field.separator is None and read.value else None
        # The names of a code are as good as the code; another name becomes one of them.
        if label is None or name_key(plain) in map(name_key, all_names(read.value or "", label)):
            return plain
        return label.en if plain.isascii() else label.zh
    if field.enum:
        return clean_text(cell)
    if field.type == "year":
        # A day or month says more than the year that is read.
        return read_date(cell, year_only=False).value or cell
    return read.value or cell


def _fill(frame: pl.DataFrame, plan: SheetPlan, table: Table, words: Vocabulary) -> pl.DataFrame:
    said = dict(plan.fill)
    for column in plan.columns:
        for name, value in words.said_by(table.name, column.header).items():
            said.setdefault(name, value)
    for name, text in said.items():
        field = table.field(name)
        value = read_value(text, field, words.codes(field)).value or text
        frame = frame.with_columns(pl.col(name).fill_null(pl.lit(value)))
    return frame
