"""Tables are settled: the same row twice becomes one, what still is at fault goes, lists are added up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import polars as pl

from chains.errors import Text
from chains.faults import CodeLists, find_faults
from chains.records import Fault
from chains.schema import Schema, Table
from chains.sheets.complete import content_ids
from chains.sheets.draft import Draft
from chains.sheets.vocabulary import Sum, Vocabulary
from chains.tables import ROW, TableSet

__all__ = ["settle"]

_ROUNDS: Final = 20
_APART: Final = (
    Text(
        "公开来源的同一项没有这个值；它来自私有来源，未并入",
        "it is of a private source, and was not added to the row of a public one",
    ),
    Text("如可公开，请写进公开的表", "if it may be shown, write it into the public table"),
)


def settle(draft: Draft, words: Vocabulary, codes: CodeLists) -> tuple[Mapping[str, pl.DataFrame], set[int]]:
    """Return the tables without any fault, in the order of the schema, and the numbers of the rows that were used."""
    for name in list(draft.frames):
        if name in words.sums:
            row = pl.col(ROW).cast(pl.String) + pl.int_range(pl.len()).over(ROW).cast(pl.String)
            frame = draft.frames[name]
            draft.frames[name] = frame.with_columns(
                __given__=pl.col("id").is_not_null(), id=pl.col("id").fill_null("row-" + row)
            )
    content_ids(draft, words)
    merged: dict[str, dict[int, int]] = {name: _merge(draft, words.schema[name], words) for name in list(draft.frames)}
    _drop_faulty(draft, words.schema, codes)
    used: set[int] = set()
    for name, frame in draft.frames.items():
        kept = set(frame.get_column(ROW))
        used |= kept | {number for number, into in merged[name].items() if into in kept}
    for name, rule in words.sums.items():
        if name in draft.frames:
            draft.frames[name] = _add_up(draft.frames[name], words.schema[name], rule)
    content_ids(draft, words)
    frames = {}
    for name, table in words.schema.items():
        if name in draft.frames and not draft.frames[name].is_empty():
            frame = draft.frames[name].sort(list(table.key), nulls_last=False, maintain_order=True)
            number = (pl.int_range(pl.len(), dtype=pl.UInt32) + 2).alias(ROW)
            frames[name] = frame.with_columns(number).select(ROW, *(field.name for field in table.fields))
    return frames, used


def _merge(draft: Draft, table: Table, words: Vocabulary) -> dict[int, int]:
    """Make one row of those with the same key; return which row each of the others went into.

    A later row that says something else in a column is refused: which of the two is right, only a person knows.
    """
    frame = _public_first(draft, table)
    key = [pl.col(name).fill_null("") for name in table.key]
    # A row without a key is like no other.
    bare = pl.all_horizontal(pl.col(name).is_null() for name in table.key)
    own = pl.concat_str(pl.lit("\x1e"), pl.col(ROW).cast(pl.String))
    mark = pl.when(bare).then(own).otherwise(pl.concat_str(key, separator="\x1f"))
    marked = frame.with_columns(__key__=mark).with_row_index("__place__")
    again = marked.filter(pl.col("__key__").is_duplicated())
    if again.is_empty():
        return {}
    into: dict[int, int] = {}
    kept: dict[str, dict[str, str | None]] = {}
    numbers: dict[str, int] = {}
    refused: set[int] = set()
    gone: list[int] = []
    columns = [field.name for field in table.fields]
    for row in again.iter_rows(named=True):
        mark, number = row["__key__"], row[ROW]
        if mark not in kept:
            kept[mark] = {name: row[name] for name in columns}
            numbers[mark] = number
            continue
        gone.append(row["__place__"])
        first = kept[mark]
        other = [
            name
            for name in columns
            if not _is_source(table, name) and first[name] and row[name] and first[name] != row[name]
        ]
        if other and number != numbers[mark]:
            refused |= _refuse(draft, table, number, numbers[mark], other, first, row, words)
            continue
        new = [name for name in columns if row[name] and not first[name]]
        if _may_fill(draft, table, first, row):
            first |= {name: row[name] for name in new}
        elif new:
            draft.reject("kept-apart", table, new[0], [(number, row[new[0]])], _APART, scope="cell", level="note")
        into[number] = numbers[mark]
    rest = marked.filter(~pl.col("__place__").is_in(gone))
    for name in columns:
        said = [first[name] for first in kept.values()]
        if any(said):
            values = rest.get_column("__key__").replace_strict(list(kept), said, default=None, return_dtype=pl.String)
            rest = rest.with_columns(pl.col(name).fill_null(values))
    draft.frames[table.name] = rest.drop("__key__", "__place__")
    return into


def _public_first(draft: Draft, table: Table) -> pl.DataFrame:
    """Return the rows of a table, those of private sources after the others."""
    frame, source = draft.frames[table.name], table.source_field
    if source is None or not draft.private:
        return frame
    return frame.sort(pl.col(source.name).is_in(sorted(draft.private)).fill_null(value=False), maintain_order=True)


def _may_fill(draft: Draft, table: Table, first: Mapping[str, str | None], row: Mapping[str, str | None]) -> bool:
    """Return whether a row may fill another: what only a private source says must not stand under a public one."""
    source = table.source_field
    return source is None or row[source.name] not in draft.private or first[source.name] in draft.private


def _is_source(table: Table, name: str) -> bool:
    return table.field(name).references == "sources" or table.field(name).role == "graph"


def _refuse(
    draft: Draft,
    table: Table,
    number: int,
    first: int,
    other: list[str],
    kept: Mapping[str, str | None],
    row: Mapping[str, str | None],
    words: Vocabulary,
) -> set[int]:
    place = draft.place(first)
    shown = [
        (
            table.field(name).title,
            _name(draft, table, name, kept[name], words),
            _name(draft, table, name, row[name], words),
        )
        for name in other[:3]
    ]
    zh = "；".join(f"{title.zh}：{before.zh} / {after.zh}" for title, before, after in shown)
    en = "; ".join(f"{title.en}: {before.en} / {after.en}" for title, before, after in shown)
    what = Text(f"与 {place} 是同一项，内容却不同（{zh}）", f"it is the same as {place}, and says otherwise ({en})")
    remedy = Text("请合并这两行，或给其中一行不同的标识", "merge the two rows, or give one of them another id")
    label = kept.get("name_zh") or kept.get(table.key[0])
    return draft.reject("says-otherwise", table, other[0], [(number, label)], (what, remedy))


def _name(draft: Draft, table: Table, column: str, value: str | None, words: Vocabulary) -> Text:
    """Return how a person calls a value: a code by its name, a reference by the name of what it refers to."""
    field, text = table.field(column), value or ""
    if field.codes and text in words.terms.notations(field.codes):
        return words.terms.code(field.codes, text).label
    target = draft.frames.get(field.references or "")
    if target is not None and "name_zh" in target.columns:
        found = target.filter(pl.col("id") == text).get_column("name_zh")
        text = str(found[0]) if len(found) else text
    return Text(text, text)


def _drop_faulty(draft: Draft, schema: Schema, codes: CodeLists) -> None:
    """Take out what is at fault, and then what referred to it, until nothing is."""
    for number in range(_ROUNDS):
        frames = {name: draft.frames[name] for name in schema if name in draft.frames}
        faults = [fault for fault in find_faults(TableSet(frames, ()), schema, codes) if fault.level == "fault"]
        if not faults:
            return
        for name in frames:
            own = [fault for fault in faults if fault.file == f"{name}.csv"]
            if own and number < _ROUNDS // 2:
                _drop_own(draft, schema[name], own)
            elif own:
                # What still stands now is not told by one cell.
                draft.drop(name, (fault.row for fault in own))


def _drop_own(draft: Draft, table: Table, faults: list[Fault]) -> None:
    """Take what is at fault out of one table: the cell, or the row where the column must be filled.

    Of a row that became several, only those go that have the fault.
    """
    known = {field.name: field for field in table.fields}
    lost: dict[tuple[str, bool], list[tuple[int, str | None]]] = {}
    for fault in faults:
        field = known.get(fault.column)
        whole = field is None or field.required or fault.column in table.key
        scope: Literal["row", "cell"] = "row" if whole else "cell"
        column = fault.column if field else ""
        draft.reject(fault.code, table, column, [(fault.row, fault.value)], _say(fault), scope=scope)
        lost.setdefault((column, whole), []).append((fault.row, fault.value or None))
    for (column, whole), cells in lost.items():
        frame = draft.frames[table.name]
        if not column:
            draft.drop(table.name, (number for number, _ in cells))
            continue
        schema = {ROW: pl.UInt32, column: pl.String}
        marked = pl.DataFrame(cells, schema=schema, orient="row").unique().with_columns(__wrong__=True)
        frame = frame.join(marked, on=[ROW, column], how="left", nulls_equal=True, maintain_order="left")
        wrong = pl.col("__wrong__").is_not_null()
        frame = frame.filter(~wrong) if whole else frame.with_columns(pl.when(~wrong).then(column).alias(column))
        draft.frames[table.name] = frame.drop("__wrong__")


def _say(fault: Fault) -> tuple[Text, Text]:
    if fault.code in {"unknown-reference", "missing-table"}:
        return (
            Text(f"所指的“{fault.value}”没有被采用", f"what it refers to, “{fault.value}”, was not used"),
            Text("请先改正那一行", "correct that row first"),
        )
    if fault.code == "empty-cell":
        remedy = Text(
            "请填写，或在 chains.toml 的 [defaults] 中写明", "fill it in, or give it in chains.toml under [defaults]"
        )
        return fault.what, remedy
    return fault.what, fault.remedy


def _add_up(frame: pl.DataFrame, table: Table, rule: Sum) -> pl.DataFrame:
    """Add up the rows that say the same but for their number; rows with an id of their own stay as they are."""
    columns = [field.name for field in table.fields]
    given = frame.filter("__given__").select(ROW, *columns)
    rest = frame.filter(~pl.col("__given__"))
    one = pl.when(pl.col(rule.unit).is_in(list(rule.ones))).then(pl.lit("1"))
    rest = rest.with_columns(pl.col(rule.number).fill_null(one))
    same = [name for name in columns if name not in {"id", rule.number}]
    number = pl.col(rule.number).cast(pl.Int64)
    total = pl.when(number.is_not_null().any()).then(number.sum()).cast(pl.String).alias(rule.number)
    summed = rest.group_by(same, maintain_order=True).agg(pl.col(ROW).first(), total)
    summed = summed.with_columns(pl.lit(None, dtype=pl.String).alias("id")).select(ROW, *columns)
    return pl.concat([given, summed])
