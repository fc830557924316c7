"""Cells that refer to other tables: names become keys, several values of a cell become rows, new names new rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from chains.errors import Text
from chains.schema import Field, Schema, Table
from chains.sheets.complete import add_rows, slug
from chains.sheets.draft import MADE, Change, Draft
from chains.sheets.identify import Match, Names, collect_names, is_known, match_names, name_new, spelling
from chains.sheets.likening import ask_names, liken_names
from chains.sheets.settings import Settings
from chains.sheets.values import split_values
from chains.sheets.vocabulary import Vocabulary, has_names
from chains.tables import ROW

__all__ = ["Added", "link_tables"]

Added = dict[str, list[str]]
"""Names that were added to each table, in the order in which they were met."""

_SOURCES: Final = "sources"
_ALIASES: Final = "_aliases"
_AGAIN: Final = "__parts__"


def link_tables(draft: Draft, settings: Settings, words: Vocabulary, splits: Mapping[tuple[str, str], str]) -> Added:
    """Replace every name that refers to another table by the key it means, and return the names that were added.

    A cell that means nothing is left out, and its row where the column is required.  Of several values of a cell, each
    that means something gives a row of its own, unless the row is a thing with a name.  *splits* are marks that
    separate values, by table and column, where the mapping file says so.
    """
    added: Added = {}
    for name in sorted(draft.frames):
        if name.endswith(_ALIASES):
            table = words.schema[name]
            _link(draft, words.schema[_target(table)], [(table, table.field(table.key[0]))], words, splits)
    for target in words.schema.values():
        fields = [
            (words.schema[name], field)
            for name in sorted(draft.frames)
            for field in words.schema[name].fields
            if field.references == target.name != _SOURCES
        ]
        if fields:
            found = _link(draft, target, fields, words, splits, settings.new.get(target.name))
            if found:
                added[target.name] = found
    return added


def _target(table: Table) -> str:
    return table.field(table.key[0]).references or ""


def _link(
    draft: Draft,
    target: Table,
    fields: list[tuple[Table, Field]],
    words: Vocabulary,
    splits: Mapping[tuple[str, str], str],
    new: Mapping[str, str] | None = None,
) -> list[str]:
    """Link all columns that refer to one table, and return the names that were added to it."""
    aliases = _aliases(draft, target.name, words.schema)
    names = collect_names(target, draft.frames.get(target.name), aliases, words.raw["places"])
    parts: list[dict[str, list[str]]] = []
    for table, field in fields:
        cells = draft.frames[table.name].get_column(field.name).drop_nulls().unique(maintain_order=True).to_list()
        parts.append(_split_cells(cells, names, table, splits.get((table.name, field.name), "")))
    values = dict.fromkeys(value for found in parts for listed in found.values() for value in listed)
    matches = match_names(values, names)
    likened, asked = liken_names(draft, target, aliases, matches)
    matches |= likened
    added: list[str] = []
    found: dict[str, str] = {}
    if new is not None:
        unknown = [value for value, match in matches.items() if match.outcome == "unknown"]
        found, added = name_new(unknown, names)
        latin = target.field("id").pattern is not None
        keys = {value: slug(value) if latin else value for value in added}
        add_rows(draft, target, [{"id": keys[value], "name_zh": value, **new} for value in added])
        matches |= {value: Match("sure", keys[name]) for value, name in found.items()}
    for (table, field), pieces in zip(fields, parts, strict=True):
        if pieces:
            ask_names(draft, table, field, pieces, asked, target, found)
            _note_changes(draft, table, field, pieces, matches, names)
            _tell_unknown(draft, table, field, pieces, matches)
            _replace(draft, table, field, pieces, matches, words)
    return added


def _aliases(draft: Draft, target: str, schema: Schema) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in sorted(draft.frames):
        if name.endswith(_ALIASES) and _target(schema[name]) == target:
            found += draft.frames[name].select(schema[name].key[0], "alias").drop_nulls().iter_rows()
    return found


def _split_cells(cells: list[str], names: Names, table: Table, marks: str) -> dict[str, list[str]]:
    """Return the values of each cell: the cell itself where that is a name, or the row is a thing with a name."""
    if has_names(table):
        return {cell: [cell] for cell in cells}
    return {cell: [cell] if is_known(cell, names) else (split_values(cell, marks) or [cell]) for cell in cells}


def _tell_unknown(
    draft: Draft, table: Table, field: Field, parts: Mapping[str, list[str]], matches: Mapping[str, Match]
) -> None:
    lost = [cell for cell, pieces in parts.items() if any(matches[piece].key is None for piece in pieces)]
    if not lost:
        return
    for number, cell in draft.find_cells(table.name, field.name, lost):
        left = [piece for piece in parts[cell] if matches[piece].key is None]
        whole = field.required and len(left) == len(parts[cell])
        for piece in left:
            match = matches[piece]
            say = (match.what or Text("", ""), match.remedy or Text("", ""))
            code = "ambiguous-name" if match.outcome == "ambiguous" else "unknown-reference"
            draft.reject(code, table, field.name, [(number, piece)], say, scope="row" if whole else "cell")


def _note_changes(
    draft: Draft,
    table: Table,
    field: Field,
    parts: Mapping[str, list[str]],
    matches: Mapping[str, Match],
    names: Names,
) -> None:
    """Write down the cells whose one name is spelt otherwise than in its own table, such as with other brackets."""
    changed = {}
    for cell, pieces in parts.items():
        label = names.labels.get(matches[cell].key or "") if pieces == [cell] else None
        if label and cell not in names.exact and spelling(cell) == spelling(label):
            changed[cell] = label
    if not changed:
        return
    for number, cell in draft.find_cells(table.name, field.name, changed):
        place = draft.origins.column(number, table.name, field.name) if number < MADE else None
        if place is not None:
            grid, line = draft.origins.grid(number), draft.origins.line(number)
            draft.changes.append(Change(grid.file, grid.sheet, line, place.place, place.header, cell, changed[cell]))


def _replace(
    draft: Draft,
    table: Table,
    field: Field,
    parts: Mapping[str, list[str]],
    matches: Mapping[str, Match],
    words: Vocabulary,
) -> None:
    frame = draft.frames[table.name]
    keys = {
        cell: [key for piece in pieces if (key := matches[piece].key) is not None] for cell, pieces in parts.items()
    }
    if field.separator is not None:
        keys = {cell: [field.separator.join(found)] if found else [] for cell, found in keys.items()}
    sums = words.sums.get(table.name)
    lists = pl.DataFrame(
        {field.name: list(keys), _AGAIN: list(keys.values())},
        schema={field.name: pl.String, _AGAIN: pl.List(pl.String)},
    )
    frame = frame.join(lists, on=field.name, how="left", maintain_order="left")
    if field.required:
        frame = frame.filter(pl.col(field.name).is_null() | (pl.col(_AGAIN).list.len() > 0))
    frame = frame.with_columns(pl.when(pl.col(_AGAIN).list.len() > 0).then(_AGAIN))
    columns = [column for column in frame.columns if column != _AGAIN]
    linked = frame.with_columns(pl.col(_AGAIN).alias(field.name)).select(columns).explode(field.name)
    if sums is not None and sums.apart == field.name:
        # An advertisement counts once for itself, and once for each skill that it names.
        itself = frame.filter(pl.col(_AGAIN).list.len() > 0, pl.col("id").is_null())
        others = [one.name for one in table.fields if one.references and one.name not in {field.name, "region"}]
        itself = itself.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in others if name != "source"))
        alone = itself.with_columns(pl.lit(None, dtype=pl.String).alias(field.name)).select(columns)
        linked = pl.concat([alone, linked]).sort(ROW, maintain_order=True)
    draft.frames[table.name] = linked
