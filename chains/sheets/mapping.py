"""The mapping file ``columns.toml``: how sheets with layouts of their own are read, as a person has confirmed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from chains.errors import Text, UnknownName, UnreadableInput
from chains.schema import Schema, Table
from chains.sheets.files import MAPPING
from chains.sheets.grids import Grid, Rejection
from chains.sheets.headers import ColumnPlan
from chains.sheets.plans import SheetPlan
from chains.sheets.toml_files import check_keys, quote_toml, read_toml
from chains.sheets.vocabulary import name_key

__all__ = ["SheetMapping", "apply_mapping", "read_mapping", "write_mapping"]

_KEYS: Final = ("file", "sheet", "table", "skip", "header", "fill", "fill_down", "columns")
_COLUMN_KEYS: Final = ("to", "split", "header")
_SETTING: Final = Text("设置项", "setting")
_REMEDY: Final = Text(
    "请改正，或删去后用 chains map-columns 重写", "correct it, or delete it and run `chains map-columns`"
)

SheetMapping = Mapping[str, Any]
"""One ``[[sheet]]`` of the file, checked."""


def read_mapping(folder: Path, schema: Schema) -> list[SheetMapping]:
    """Return what the mapping file of a folder says, sheet by sheet; nothing where there is none.

    Raises:
        UnreadableInput: it is no TOML, has a value of the wrong sort, or names a file outside the folder.
        UnknownName: it has an unknown key, table or column; carries the nearest.
    """
    path = folder / MAPPING
    if not path.is_file():
        return []
    raw = read_toml(path, _REMEDY)
    check_keys(raw, ("sheet",), _SETTING, path)
    entries = raw.get("sheet", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _wrong(path, Text("sheet 应写作 [[sheet]]", "write each sheet as [[sheet]]"))
    for entry in entries:
        _check_entry(entry, schema, folder, path)
    return entries


def _check_entry(entry: dict[str, Any], schema: Schema, folder: Path, path: Path) -> None:
    check_keys(entry, _KEYS, _SETTING, path)
    sorts = {
        "file": str,
        "sheet": str,
        "table": str,
        "skip": bool,
        "header": int,
        "fill": dict,
        "fill_down": list,
        "columns": dict,
    }
    for key, value in entry.items():
        if not isinstance(value, sorts[key]):
            raise _wrong(
                path, Text(f"{key} 的值不对：{value!r}", f"the value of {key} is of the wrong sort: {value!r}")
            )
    if "file" not in entry:
        raise _wrong(path, Text("有一个 [[sheet]] 没有写 file", "a [[sheet]] names no file"))
    if not (folder / entry["file"]).resolve().is_relative_to(folder.resolve()):
        raise _wrong(
            path, Text(f"文件不在本文件夹内：{entry['file']}", f"the file lies outside the folder: {entry['file']}")
        )
    if entry.get("skip"):
        return
    if entry.get("table") not in schema:
        raise UnknownName(
            str(entry.get("table", "")), schema, kind=Text("表", "table"), listing="chains terms --tables"
        )
    table = schema[entry["table"]]
    for value in entry.get("columns", {}).values():
        if isinstance(value, dict):
            check_keys(value, _COLUMN_KEYS, _SETTING, path)
        _check_field(value.get("to", "") if isinstance(value, dict) else value, table)
        _check_field(value.get("header", "") if isinstance(value, dict) else "", table)
    for name in entry.get("fill", {}):
        _check_field(name, table)


def _check_field(name: object, table: Table) -> None:
    known = [field.name for field in table.fields]
    if name not in ("", *known):
        raise UnknownName(str(name), known, kind=Text(f"列（{table.name}）", f"column of {table.name}"))


def _wrong(path: Path, what: Text) -> UnreadableInput:
    return UnreadableInput(what, where=str(path), remedy=_REMEDY)


def apply_mapping(grid: Grid, entry: SheetMapping) -> tuple[list[SheetPlan], list[Rejection]]:
    """Return the plans that the mapping file has for a sheet; none where it is to be skipped, or has no such header.

    Columns whose header is itself a value, such as one for each year, give a plan each.
    """
    if entry.get("skip"):
        return [], []
    wanted = {name_key(header): value for header, value in entry.get("columns", {}).items()}
    line, cells = _header_line(grid, entry.get("header"), wanted)
    columns, spread, unknown = [], [], []
    for place, cell in enumerate(cells):
        value = wanted.get(name_key(cell)) if cell.strip() else None
        told = value if isinstance(value, dict) else {"to": value or ""}
        if told.get("to"):
            column = ColumnPlan(place, cell.strip(), told["to"], "given", told.get("split", ""))
            if told.get("header"):
                spread.append((column, told["header"]))
            else:
                columns.append(column)
        elif cell.strip() and value is None:
            unknown.append(cell.strip())
    found = {name_key(cell) for cell in cells}
    faults = [_missing(grid, line, header) for header in entry.get("columns", {}) if name_key(header) not in found]
    down = {name_key(header) for header in entry.get("fill_down", [])}
    places = tuple(place for place, cell in enumerate(cells) if name_key(cell) in down and cell.strip())
    fill = {name: str(value) for name, value in entry.get("fill", {}).items()}
    plan = SheetPlan(grid.file, grid.sheet, entry["table"], line, tuple(columns), tuple(unknown), fill, places, "given")
    if spread:
        return [
            replace(plan, columns=(*columns, column), fill={**fill, name: column.header}, sparse=column.place)
            for column, name in spread
        ], faults
    return [plan] if columns else [], faults


def _header_line(grid: Grid, given: int | None, wanted: Mapping[str, object]) -> tuple[int, list[str]]:
    head = grid.head(given or 50)
    if given is not None:
        return next(((line, cells) for line, cells in head if line == given), (given, []))
    return max(head, key=lambda item: (sum(name_key(cell) in wanted for cell in item[1]), -item[0]), default=(0, []))


def _missing(grid: Grid, line: int, header: str) -> Rejection:
    what = Text(f"{MAPPING} 中的列在表里找不到", f"{MAPPING} names this column, and the sheet has none of that name")
    remedy = Text(f"请改正 {MAPPING} 或表头", f"correct {MAPPING} or the header")
    return Rejection("missing-column", grid.file, grid.sheet, line, header, "", what, remedy, "sheet")


_HEAD: Final = """\
# 各工作表如何读取。本文件由 chains map-columns 写出，请检查带“请确认”的行，改好后保存。
# How each sheet is read.  Written by `chains map-columns`; check the lines marked “confirm”, then save.
#
# table      哪一张表（chains terms --tables）      which table (`chains terms --tables`)
# skip       true：不读这张工作表                    true: do not read this sheet
# header     表头在第几行                            the line of the header
# fill       表中没写时，每一行都是这个值            what every row says that does not say otherwise
# fill_down  这些列的空格表示与上一行相同            in these columns an empty cell means the value above
# columns    列名 = 填入哪一列；"" 为不读            header = the column it fills; "" is not read
#            { to = "skill", split = "/" } 一格多值的分隔符  the marks between several values of one cell
#            { to = "value", header = "year" } 列名本身是值（如各年一列）  the header itself is a value, as of a column a year
# 同一工作表可写几个 [[sheet]]，填入几张表。          A sheet may have several [[sheet]], one for each table it fills.
"""


def write_mapping(plans: Iterable[tuple[Grid, SheetPlan | None]], schema: Schema) -> str:
    """Return a mapping file that says how sheets are read, each guess marked for a person to confirm."""
    parts = [_HEAD]
    for grid, plan in plans:
        lines = ["", "[[sheet]]", f"file = {quote_toml(grid.file)}"]
        if grid.sheet:
            lines.append(f"sheet = {quote_toml(grid.sheet)}")
        parts += [f"{line}\n" for line in [*lines, *_plan_lines(grid, plan, schema)]]
    return "".join(parts)


def _plan_lines(grid: Grid, plan: SheetPlan | None, schema: Schema) -> list[str]:
    if plan is None:
        cells = next((cells for _, cells in grid.head(1)), [])
        shown = "、".join(cell for cell in cells if cell.strip())[:80].replace("\n", " ")
        return [f"skip = true  # 看不出是哪张表 it cannot be told which table this is: {shown}"]
    mark = "  # 请确认 confirm" if plan.certainty == "guessed" else ""
    lines = [f"table = {quote_toml(plan.table)}{mark}", f"header = {plan.header}"]
    if plan.fill:
        lines.append(
            "fill = { " + ", ".join(f"{name} = {quote_toml(value)}" for name, value in plan.fill.items()) + " }"
        )
    lines.append("[sheet.columns]")
    for column in plan.columns:
        title = schema[plan.table].field(column.field).title
        check = " 请确认 confirm:" if column.certainty == "guessed" else ""
        lines.append(f"{quote_toml(column.header)} = {quote_toml(column.field)}  #{check} {title.zh} {title.en}")
    lines += [f'{quote_toml(header)} = ""' for header in dict.fromkeys(plan.unknown)]
    return lines
