"""Rows of a sheet that are no data: examples of a template, totals, remarks, headers that come again."""

from __future__ import annotations

from typing import Final

import polars as pl

from chains.errors import Text
from chains.schema import Table
from chains.sheets.draft import Draft
from chains.sheets.plans import SheetPlan
from chains.sheets.vocabulary import EXAMPLE, Vocabulary
from chains.tables import ROW

__all__ = ["drop_others"]

_SAYS: Final = {
    "example-row": (
        Text("这是模板里的示例行，未读取", "this is an example row of the template; it was not read"),
        Text(
            "可以删除；若是您自己的数据，请改掉以“示例”开头的单元格",
            "delete it; if it is your own, change the cell that begins with “示例” or “Example”",
        ),
    ),
    "header-again": (
        Text("这一行又是表头，未读取", "this row is the header again; it was not read"),
        Text("可以删除", "it can be deleted"),
    ),
    "total-row": (
        Text("这是合计行，未读取", "this is a row of totals; it was not read"),
        Text("可以删除；程序会自己合计", "it can be deleted; the program adds up by itself"),
    ),
    "blank-row": (
        Text("这一行没有填写内容", "nothing is filled in on this row"),
        Text("可以删除", "it can be deleted"),
    ),
    "remark-row": (
        Text("这一行只有说明文字，未读取", "this row holds a remark only; it was not read"),
        Text("可以删除，或移到表外", "delete it, or move it out of the table"),
    ),
}


def drop_others(draft: Draft, body: pl.DataFrame, plan: SheetPlan, table: Table, words: Vocabulary) -> pl.DataFrame:
    """Return the rows of a sheet that are data; the others are told, each with what it is."""
    cells = [pl.col(f"c{column.place}") for column in plan.columns]
    every = [pl.col(name) for name in body.columns if name not in {ROW, "line"}]
    first = pl.coalesce(every).str.strip_chars()
    filled = pl.sum_horizontal(cell.is_not_null() for cell in every)
    again = pl.sum_horizontal(
        (cell.str.strip_chars() == column.header).fill_null(value=False)
        for cell, column in zip(cells, plan.columns, strict=True)
    )
    rules = words.raw["rows"]
    found = {
        "example-row": pl.any_horizontal(_matches(cell, EXAMPLE.pattern) for cell in cells),
        "header-again": (again >= 2) & (again == filled.clip(upper_bound=len(cells))),  # noqa: PLR2004  # one is chance
        "total-row": pl.any_horizontal(_matches(cell, f"(?:{rules['totals']})$") for cell in every),
        "remark-row": (filled == 1) & _matches(first, rules["remarks"]),
        "blank-row": pl.all_horizontal(cell.is_null() for cell in cells),
    }
    for code, rule in found.items():
        marked = body.filter(rule)
        if marked.is_empty():
            continue
        shown = pl.coalesce(pl.when(_matches(cell, EXAMPLE.pattern)).then(cell) for cell in cells)
        rows = marked.select(ROW, pl.coalesce(shown, first)).rows()
        draft.reject(code, table, "", rows, _SAYS[code], level="note")
        body = body.filter(~pl.col(ROW).is_in(marked.get_column(ROW).implode()))
    return body


def _matches(cell: pl.Expr, pattern: str) -> pl.Expr:
    return cell.str.strip_chars().str.contains(f"^(?:{pattern})").fill_null(value=False)
