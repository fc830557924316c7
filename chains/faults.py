"""What can be wrong in tables, found as whole columns: every fault at once, each with its place and remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final, Protocol

import polars as pl

from chains.errors import Text, nearest_names
from chains.records import Fault
from chains.schema import Field, Schema, Table
from chains.tables import ROW, TableSet

__all__ = ["CodeLists", "find_faults"]

CodeLists = Mapping[str, frozenset[str]]

_PATTERNS: Final = {
    "integer": r"^[+-]?[0-9]+$",
    "number": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$",
    "year": r"^(1[5-9]|20|21)[0-9]{2}$",
    "date": r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
    "url": r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+$",
}
_EXAMPLES: Final = {
    "integer": "42",
    "number": "31.81",
    "year": "2025",
    "date": "2025-06-20",
    "url": "https://example.org/page",
}
_CONTROL: Final = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]"
_ADVISED_VALUES: Final = 40
"""How many distinct unknown values of a column get their nearest names; looking for more would take long."""


class _Say(Protocol):
    def __call__(self, value: str) -> tuple[Text, Text]: ...


def find_faults(tables: TableSet, schema: Schema, codes: CodeLists) -> list[Fault]:
    """Return every fault of the tables: of their form first, then table by table, row by row.

    *codes* gives the notations of each code scheme.  A table that could not be read is passed over, and so are
    references to it (its own fault is said already).
    """
    found = chain.from_iterable(
        _table_faults(frame, schema[name], tables, schema, codes) for name, frame in tables.frames.items()
    )
    return [*tables.faults, *found]


def _table_faults(
    frame: pl.DataFrame, table: Table, tables: TableSet, schema: Schema, codes: CodeLists
) -> Iterator[Fault]:
    faults = list(_key_faults(frame, table))
    for field in table.fields:
        faults += _required_faults(frame, table, field)
        faults += _value_faults(frame, table, field)
        faults += _list_faults(frame, table, field, codes)
        faults += _reference_faults(frame, table, field, tables, schema)
    order = {field.name: place for place, field in enumerate(table.fields)}
    return iter(sorted(faults, key=lambda fault: (fault.row, order.get(fault.column, -1), fault.code)))


def _rows(frame: pl.DataFrame, wrong: pl.Expr, column: str) -> list[tuple[int, str]]:
    return frame.filter(wrong).select(ROW, pl.col(column).fill_null("")).rows()


def _build(table: Table, code: str, field: Field, rows: list[tuple[int, str]], say: _Say) -> Iterator[Fault]:
    messages: dict[str, tuple[Text, Text]] = {}
    for row, value in rows:
        if value not in messages:
            messages[value] = say(value)
        what, remedy = messages[value]
        yield Fault(code, f"{table.name}.csv", row, field.name, value, what, remedy)


def _key_faults(frame: pl.DataFrame, table: Table) -> Iterator[Fault]:
    columns = [pl.col(name).fill_null("") for name in table.key]
    keyed = frame.select(ROW, key=pl.concat_str(columns, separator=" · "))
    again = keyed.with_columns(first=pl.col(ROW).min().over("key")).filter(pl.col(ROW) != pl.col("first"))
    for row, key, first in again.select(ROW, "key", "first").iter_rows():
        what = Text(f"键“{key}”与第 {first} 行重复", f"the key “{key}” stands in row {first} already")
        remedy = Text("请合并这两行，或改正其中一行", "merge the two rows, or correct one of them")
        yield Fault("duplicate-key", f"{table.name}.csv", row, ", ".join(table.key), key, what, remedy)


def _required_faults(frame: pl.DataFrame, table: Table, field: Field) -> Iterator[Fault]:
    if not field.required:
        return iter(())
    source = field.role == "graph"
    what = (
        Text("这一行没有来源", "the row has no source")
        if source
        else Text(f"{field.title.zh}不能为空", f"“{field.title.en}” must not be empty")
    )
    remedy = (
        Text("请填 sources.csv 中的来源标识", "give the id of a row in sources.csv")
        if source
        else Text("请填写", "fill it in")
    )
    rows = _rows(frame, pl.col(field.name).is_null(), field.name)
    return _build(table, "missing-source" if source else "empty-cell", field, rows, lambda _: (what, remedy))


def _value_faults(frame: pl.DataFrame, table: Table, field: Field) -> Iterator[Fault]:
    column = pl.col(field.name)
    pattern = _PATTERNS.get(field.type)
    typed = column.str.contains(pattern) if pattern else pl.lit(value=True)
    wrong_type = _build(table, "wrong-type", field, _rows(frame, ~typed, field.name), _type_message(field))
    control = _rows(frame, column.str.contains(_CONTROL), field.name)
    return chain(
        wrong_type,
        _range_faults(frame.filter(typed), table, field),
        _pattern_faults(frame, table, field),
        _build(table, "control-character", field, control, _control_message),
    )


def _type_message(field: Field) -> _Say:
    names = {
        "integer": Text("整数", "a whole number"),
        "number": Text("数字", "a number"),
        "year": Text("四位年份", "a year of four digits"),
        "date": Text("日期（年-月-日）", "a date (year-month-day)"),
        "url": Text("网址", "a URL without spaces"),
    }
    name = names.get(field.type, Text("文字", "text"))
    example = _EXAMPLES.get(field.type, "")

    def say(value: str) -> tuple[Text, Text]:
        what = Text(f"“{value}”不是{name.zh}", f"“{value}” is not {name.en}")
        return what, Text(f"例如 {example}", f"write it like {example}")

    return say


def _control_message(value: str) -> tuple[Text, Text]:
    return (
        Text("单元格里有看不见的控制字符", "the cell holds an invisible control character"),
        Text(f"请重新输入：{value!r}", f"type it again: {value!r}"),
    )


def _range_faults(frame: pl.DataFrame, table: Table, field: Field) -> Iterator[Fault]:
    if field.minimum is None and field.maximum is None:
        return iter(())
    number = pl.col(field.name).cast(pl.Float64, strict=False)
    low = number < field.minimum if field.minimum is not None else pl.lit(value=False)
    high = number > field.maximum if field.maximum is not None else pl.lit(value=False)
    place = field.name in {"latitude", "longitude"}
    limits = f"{'' if field.minimum is None else f'{field.minimum:g}'} … {'' if field.maximum is None else f'{field.maximum:g}'}"

    def say(value: str) -> tuple[Text, Text]:
        what = Text(f"{field.title.zh} {value} 不可能", f"{field.title.en.lower()} {value} is not possible")
        swapped = Text("；经纬度是否写反了？", "; are latitude and longitude swapped?") if place else Text("", "")
        return what, Text(f"应在 {limits} 之间{swapped.zh}", f"it must lie in {limits}{swapped.en}")

    return _build(
        table, "impossible-coordinate" if place else "out-of-range", field, _rows(frame, low | high, field.name), say
    )


def _pattern_faults(frame: pl.DataFrame, table: Table, field: Field) -> Iterator[Fault]:
    if field.pattern is None:
        return iter(())

    def say(value: str) -> tuple[Text, Text]:
        what = Text(f"“{value}”不是合法的{field.title.zh}", f"“{value}” is no valid {field.title.en.lower()}")
        return what, Text(f"格式：{field.pattern}", f"its form is: {field.pattern}")

    wrong = ~pl.col(field.name).str.contains(f"^(?:{field.pattern})$")
    return _build(table, "bad-code", field, _rows(frame, wrong, field.name), say)


def _list_faults(frame: pl.DataFrame, table: Table, field: Field, codes: CodeLists) -> Iterator[Fault]:
    allowed = codes.get(field.codes, frozenset()) if field.codes else frozenset(field.enum)
    if not field.codes and not field.enum:
        return iter(())
    listing = f"chains terms --codes {field.codes}" if field.codes else ", ".join(field.enum)
    say = _unknown_message(Text("代码", "code"), sorted(allowed), listing)
    rows = _rows(_split(frame, field), ~pl.col(field.name).is_in(sorted(allowed)), field.name)
    return _build(table, "bad-code", field, rows, say)


def _split(frame: pl.DataFrame, field: Field) -> pl.DataFrame:
    if field.separator is None:
        return frame
    column = pl.col(field.name).str.split(field.separator)
    return frame.with_columns(column).explode(field.name).with_columns(pl.col(field.name).str.strip_chars())


def _reference_faults(
    frame: pl.DataFrame, table: Table, field: Field, tables: TableSet, schema: Schema
) -> Iterator[Fault]:
    if field.references is None or field.name not in frame.columns:
        return iter(())
    target = tables.frames.get(field.references)
    if target is None:
        return _absent_table_faults(frame, table, field, tables)
    known = target.get_column(schema[field.references].key[0]).drop_nulls()
    wrong = ~pl.col(field.name).is_in(known.implode())
    say = _unknown_message(
        Text(f"{field.references}.csv 中的标识", f"key of {field.references}.csv"),
        known.unique().sort().to_list(),
        f"{field.references}.csv",
    )
    return _build(table, "unknown-reference", field, _rows(_split(frame, field), wrong, field.name), say)


def _absent_table_faults(frame: pl.DataFrame, table: Table, field: Field, tables: TableSet) -> Iterator[Fault]:
    missing = f"{field.references}.csv"
    if any(fault.file == missing and fault.level == "fault" for fault in tables.faults):
        return iter(())
    rows = frame.filter(pl.col(field.name).is_not_null()).select(ROW, field.name).head(1).rows()
    what = Text(f"引用了 {missing}，但没有这张表", f"refers to {missing}, and there is no such table")
    remedy = Text(f"请添加 {missing}，或清空这一列", f"add {missing}, or empty this column")
    return _build(table, "missing-table", field, rows, lambda _: (what, remedy))


def _unknown_message(kind: Text, known: list[str], listing: str) -> _Say:
    advised = 0

    def say(value: str) -> tuple[Text, Text]:
        nonlocal advised
        advised += 1
        near = nearest_names(value, known) if advised <= _ADVISED_VALUES else []
        what = Text(f"没有{kind.zh}“{value}”", f"there is no {kind.en} “{value}”")
        hint = f"nearest: {', '.join(near)}" if near else f"see {listing}"
        return what, Text(f"最接近的：{', '.join(near)}" if near else f"见 {listing}", hint)

    return say
