"""Any RDF file by a mapping: which class makes the rows of a table, and which property fills a column."""

from __future__ import annotations

import re
import tomllib
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final

import polars as pl
import pyoxigraph as ox

from chains.errors import Text, UnknownName, UnreadableInput
from chains.imports.layout import broken_file
from chains.imports.result import Imported, make_frame
from chains.inputs import parse_rdf, rdf_suffix
from chains.names import PREFIXES
from chains.schema import Schema

__all__ = ["read_mapped"]

_KEYS: Final = ("class", "prefix", "columns")
_OWN: Final = ("source", "prefixes")
_LAST: Final = re.compile(r"([^/#]+)[/#]?$")

Things = Mapping[str, Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]]


@dataclass(frozen=True, slots=True)
class _Column:
    """How a column is filled: by a constant, by the thing's own identity, or by a property (texts of one language)."""

    name: str
    constant: str | None = None
    itself: bool = False
    iri: str = ""
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    table: str
    cls: str
    prefix: str
    columns: tuple[_Column, ...]


def read_mapped(path: Path, mapping: Path, schema: Schema) -> Imported:
    """Return the tables that a mapping makes of an RDF file (.ttl .nt .nq .trig .jsonld .rdf, with or without .gz).

    The mapping is TOML.  ``[source]`` has the columns of the row in the table of sources.  ``[prefixes]`` adds to the
    known ones.  Every other section is a table: ``class`` names the class whose things make rows, ``prefix`` stands
    before their keys, and ``[table.columns]`` says what fills each column: ``"@id"`` the thing's key (the last part of
    its IRI), ``"=text"`` the same text everywhere, ``"skos:prefLabel@en"`` a property, of one language where that is
    named; an IRI becomes the key of what it names, and in a column of web addresses it stays.  Several values of a
    column of the key make several rows, of another column the first counts.

    Raises:
        UnreadableInput: file or mapping cannot be read, or nothing in the file is of the classes.
        UnknownName: the mapping names a table, column or prefix that is not known.
    """
    raw = _read_mapping(mapping)
    rules = _read_rules(raw, mapping, schema)
    wanted = {column.iri for rule in rules for column in rule.columns if column.iri}
    things, types = _read_things(path, wanted)
    source = raw["source"]["id"]
    tables: dict[str, pl.DataFrame] = {
        "sources": pl.DataFrame({name: [str(value)] for name, value in raw["source"].items()})
    }
    prefixes = {iri: rule.prefix for rule in reversed(rules) for iri in types.get(rule.cls, ())}
    for rule in rules:
        rows = [row for iri in types.get(rule.cls, ()) for row in _rows(iri, rule, things, prefixes, schema)]
        columns = [column.name for column in rule.columns]
        frame = make_frame(columns, rows).with_columns(source=pl.lit(source))
        tables[rule.table] = pl.concat([tables[rule.table], frame], how="diagonal") if rule.table in tables else frame
    if not any(frame.height for name, frame in tables.items() if name != "sources"):
        raise UnreadableInput(
            Text("文件中没有映射所说的类", "nothing in the file is of the classes of the mapping"),
            where=str(path),
            remedy=Text("请检查映射文件中的 class", "check “class” in the mapping"),
        )
    return Imported(tables)


def _read_mapping(path: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        raw["source"]["id"].strip()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableInput(
            Text(f"映射文件无法读取：{error}", f"the mapping cannot be read: {error}"),
            where=str(path),
            remedy=Text(
                "请写成 TOML，并在 [source] 中给出 id、title_en、publisher、confidence",
                "write it as TOML; [source] has id, title_en, publisher, confidence",
            ),
        ) from error
    return raw


def _read_rules(raw: Mapping[str, Any], path: Path, schema: Schema) -> list[_Rule]:
    prefixes = PREFIXES | raw.get("prefixes", {})
    _refuse_unknown(raw["source"], [one.name for one in schema["sources"].fields])
    rules = []
    for name, told in raw.items():
        if name in _OWN:
            continue
        _refuse_unknown({name: None}, list(schema))
        _refuse_unknown(told, _KEYS)
        if "class" not in told or "columns" not in told:
            raise UnreadableInput(
                Text(f"[{name}] 缺少 class 或 columns", f"[{name}] lacks “class” or “columns”"), where=str(path)
            )
        _refuse_unknown(told["columns"], [one.name for one in schema[name].fields])
        columns = tuple(_read_column(column, value, prefixes) for column, value in told["columns"].items())
        rules.append(_Rule(name, _expand(told["class"], prefixes), told.get("prefix", ""), columns))
    return rules


def _refuse_unknown(given: Mapping[str, object], known: list[str] | tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            raise UnknownName(
                name, known, kind=Text("映射中的名称", "name in the mapping"), listing="chains terms --tables"
            )


def _read_column(name: str, value: str, prefixes: Mapping[str, str]) -> _Column:
    if value == "@id":
        return _Column(name, itself=True)
    if value.startswith("="):
        return _Column(name, constant=value[1:])
    term, _, lang = value.partition("@")
    return _Column(name, iri=_expand(term, prefixes), lang=lang or None)


def _expand(term: str, prefixes: Mapping[str, str]) -> str:
    if "://" in term:
        return term.strip("<>")
    prefix, _, local = term.partition(":")
    if prefix not in prefixes:
        raise UnknownName(prefix, prefixes, kind=Text("前缀", "prefix"))
    return prefixes[prefix] + local


def _read_things(path: Path, wanted: set[str]) -> tuple[Things, dict[str, list[str]]]:
    """Return the wanted values of every thing, and the things of every class, in order."""
    suffix = rdf_suffix(path)
    if suffix is None:
        raise broken_file(path, path.suffix)
    things: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    types: dict[str, set[str]] = defaultdict(set)
    try:
        for quad in parse_rdf(path, suffix):
            predicate = quad.predicate.value
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            if predicate == PREFIXES["rdf"] + "type" and isinstance(quad.object, ox.NamedNode):
                types[quad.object.value].add(quad.subject.value)
            if predicate in wanted:
                things[quad.subject.value][predicate].append(quad.object)
    except (SyntaxError, ValueError, OSError, EOFError, zlib.error) as error:
        raise broken_file(path, str(error)) from error
    return things, {cls: sorted(found) for cls, found in types.items()}


def _rows(
    iri: str, rule: _Rule, things: Things, prefixes: Mapping[str, str], schema: Schema
) -> Iterator[tuple[str | None, ...]]:
    table = schema[rule.table]
    cells: list[list[str | None]] = []
    for column in rule.columns:
        address = table.field(column.name).type == "url"
        values = _values(iri, column, things, prefixes, address=address)
        several = column.name in table.key
        if several and not values:
            return
        cells.append([*values] if several else [next(iter(values), None)])
    yield from product(*cells)


def _values(iri: str, column: _Column, things: Things, prefixes: Mapping[str, str], *, address: bool) -> list[str]:
    if column.constant is not None:
        return [column.constant]
    if column.itself:
        return [iri if address else _key(iri, prefixes)]
    found = set()
    for value in things.get(iri, {}).get(column.iri, ()):
        if isinstance(value, ox.NamedNode):
            found.add(value.value if address else _key(value.value, prefixes))
        elif isinstance(value, ox.Literal) and column.lang in {None, (value.language or "").partition("-")[0]}:
            found.add(value.value)
    return sorted(found)


def _key(iri: str, prefixes: Mapping[str, str]) -> str:
    last = _LAST.search(iri)
    return prefixes.get(iri, "") + (last[1] if last else iri)
