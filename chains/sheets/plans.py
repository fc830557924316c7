"""Which table a sheet is, and which of its columns say what: found from its names, or told by a mapping file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from chains.errors import Text, nearest_names
from chains.schema import Schema, Table
from chains.sheets.grids import Grid, Rejection
from chains.sheets.headers import Certainty, ColumnPlan, find_header
from chains.sheets.vocabulary import Vocabulary, has_names, name_key

__all__ = ["SheetPlan", "guess_plan"]

_ENOUGH: Final = 2
_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """How the rows of one sheet become rows of one table.

    Attributes:
        header: the line of the header.
        unknown: headers of columns that nothing is read from.
        fill: what the sheet says of every row, by column of the table.
        sparse: the place of a column whose empty cells are no rows of this plan.
        fill_down: places of columns where an empty cell means the value above it.
    """

    file: str
    sheet: str
    table: str
    header: int
    columns: tuple[ColumnPlan, ...]
    unknown: tuple[str, ...] = ()
    fill: Mapping[str, str] = field(default_factory=dict)
    fill_down: tuple[int, ...] = ()
    certainty: Certainty = "known"
    sparse: int | None = None


def guess_plan(grid: Grid, words: Vocabulary) -> tuple[SheetPlan | None, list[Rejection]]:
    """Return how a sheet is to be read, and what stands in the way; no plan for one that is no table."""
    named = _named_table(grid, words)
    candidates = [words.schema[named[0]]] if named else list(words.schema.values())
    plans: list[tuple[float, SheetPlan]] = []
    for table in candidates:
        header, columns, unknown = find_header(grid, table, words)
        plan = SheetPlan(grid.file, grid.sheet, table.name, header, columns, unknown, named[1] if named else {})
        if columns and _enough(plan, words, named=named is not None):
            plans.append((_score(table, columns, unknown), plan))
    if not plans:
        return None, [_not_a_table(grid, words)]
    plan = max(plans, key=lambda item: item[0])[1]
    faults = [*_double_headers(grid, plan), *_merged_header(grid, plan), *_missing_columns(grid, plan, words)]
    if any(fault.level == "fault" for fault in faults):
        return None, faults
    if named is None:
        plan = replace(plan, certainty="guessed")
    return plan, [*faults, *_guess_notes(plan, words, named is None)]


def _named_table(grid: Grid, words: Vocabulary) -> tuple[str, Mapping[str, str]] | None:
    stem = grid.file.rpartition(".")[0]
    for name in (grid.sheet, stem) if grid.sheet else (stem,):
        key = name_key(name)
        if key in words.sheets:
            return words.sheets[key]
        inside = [known for known in words.sheets if len(known) > 1 and known in key and not known.isascii()]
        if inside:
            return words.sheets[max(inside, key=lambda known: (len(known), known))]
    return None


def _score(table: Table, columns: Sequence[ColumnPlan], unknown: Sequence[str]) -> float:
    found = {column.field for column in columns if column.certainty != "guessed"}
    needed = [one.name for one in table.fields if one.required and one.role != "graph" and one.name != "id"]
    met = sum(name in found for name in needed) / (len(needed) or 1)
    return met + len(found) / (len(columns) + len(unknown) + 0.5) + 0.01 * len(found)


def _enough(plan: SheetPlan, words: Vocabulary, *, named: bool) -> bool:
    if named:
        return True
    found = {column.field for column in plan.columns}
    table = words.schema[plan.table]
    needed = {one.name for one in table.fields if one.required and one.references and one.role != "graph"}
    return len(found) >= _ENOUGH and needed <= found and len(plan.columns) >= len(plan.unknown)


def _double_headers(grid: Grid, plan: SheetPlan) -> list[Rejection]:
    counts = Counter(column.field for column in plan.columns)
    faults = []
    for name, count in counts.items():
        if count > 1:
            headers = [column.header for column in plan.columns if column.field == name]
            shown = "、".join(dict.fromkeys(headers))
            what = Text(f"有 {count} 列都是“{name}”：{shown}", f"{count} columns are “{name}”: {', '.join(headers)}")
            remedy = Text(
                "请只保留一列，或用 chains map-columns 写明各列的含义",
                "keep one of them, or say with `chains map-columns` what each of them is",
            )
            faults.append(
                Rejection("repeated-column", grid.file, grid.sheet, plan.header, headers[-1], "", what, remedy, "sheet")
            )
    return faults


def _merged_header(grid: Grid, plan: SheetPlan) -> list[Rejection]:
    used = {column.place for column in plan.columns}
    for block in grid.merged:
        if (
            block.top <= plan.header <= block.bottom
            and block.right > block.left
            and used & set(range(block.left, block.right + 1))
        ):
            what = Text("表头有跨列的合并单元格，看不出各列的含义", "cells of the header are joined across columns")
            remedy = Text(
                "请取消合并，让每一列在同一行有自己的名称",
                "split them, so that every column has a name of its own in one row",
            )
            return [Rejection("merged-header", grid.file, grid.sheet, block.top, "", "", what, remedy, "sheet")]
    return []


def _missing_columns(grid: Grid, plan: SheetPlan, words: Vocabulary) -> list[Rejection]:
    """Return the columns without which no row of the table means anything: its name, or what it links."""
    table = words.schema[plan.table]
    found = {column.field for column in plan.columns} | set(plan.fill)
    if has_names(table):
        names = [one for one in table.fields if one.property == "skos:prefLabel" or one.name == "id"]
        missing = [] if found & {one.name for one in names} else names[1:2]
    else:
        missing = [one for one in table.fields if one.required and one.references and one.role != "graph"]
    others = "、".join(plan.unknown[:_SHOWN])
    return [
        Rejection(
            "missing-column",
            grid.file,
            grid.sheet,
            plan.header,
            f"{one.title.zh} {one.title.en}",
            others,
            Text(
                f"“{table.title.zh}”表缺少“{one.title.zh}”列",
                f"the sheet of “{table.title.en}” has no column “{one.title.en}”",
            ),
            Text(
                f"请加上，或用 chains map-columns 写明是哪一列（不认识的列：{others or '无'}）",
                f"add it, or say with `chains map-columns` which it is (columns that are not known: {others or 'none'})",
            ),
            "sheet",
        )
        for one in missing
        if one.name not in found
    ]


def _guess_notes(plan: SheetPlan, words: Vocabulary, guessed: bool) -> list[Rejection]:  # noqa: FBT001
    table = words.schema[plan.table]
    confirm = Text("若不对，请用 chains map-columns 写明", "if that is wrong, say what it is with `chains map-columns`")
    notes = []
    if guessed:
        what = Text(f"按列名看作“{table.title.zh}”表", f"by its columns it is read as “{table.title.en}”")
        notes.append(Rejection("table-guessed", plan.file, plan.sheet, 0, "", "", what, confirm, "sheet", "note"))
    for column in plan.columns:
        if column.certainty == "guessed":
            title = table.field(column.field).title
            what = Text(f"看作“{title.zh}”（{column.field}）", f"read as “{title.en}” ({column.field})")
            notes.append(
                Rejection(
                    "column-guessed",
                    plan.file,
                    plan.sheet,
                    plan.header,
                    column.header,
                    "",
                    what,
                    confirm,
                    "sheet",
                    "note",
                )
            )
    for header in plan.unknown:
        if name_key(header) in words.ignored:
            continue
        near = nearest_names(
            header, sorted({one.title.zh for one in table.fields} | {one.title.en for one in table.fields}), 1
        )
        what = Text("不认识这一列，未读取", "the column is not known; it was not read")
        remedy = (
            Text(f"最接近的列：{near[0]}", f"nearest: {near[0]}")
            if near
            else Text(
                "如有用，请用 chains map-columns 写明含义", "if it matters, say what it is with `chains map-columns`"
            )
        )
        notes.append(
            Rejection("unknown-column", plan.file, plan.sheet, plan.header, header, "", what, remedy, "sheet", "note")
        )
    return notes


def _not_a_table(grid: Grid, words: Vocabulary) -> Rejection:
    known: Schema = words.schema
    titles = sorted({table.title.zh for table in known.values()} | set(known))
    near = nearest_names(grid.sheet or grid.file.rpartition(".")[0], titles, 1)
    hint = Text(f"最接近的表：{near[0]}；", f"nearest: {near[0]}; ") if near else Text("", "")
    what = Text("看不出是哪一张表，未读取", "it cannot be told which table this is; it was not read")
    remedy = Text(
        f"{hint.zh}请把工作表改名为表名（见 chains terms --tables），或用 chains map-columns 写明，或在其中列为 skip",
        f"{hint.en}name the sheet after a table (`chains terms --tables`), or say what it is with `chains map-columns`",
    )
    return Rejection("unknown-table", grid.file, grid.sheet, 0, "", "", what, remedy, "sheet")
