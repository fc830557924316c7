"""What people call things in spreadsheets: names of tables, columns and codes, read from the ontology folder."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from chains.errors import Text
from chains.schema import Field, Schema, Table
from chains.terms import Terms

__all__ = ["EXAMPLE", "Inference", "Sum", "Vocabulary", "all_names", "has_names", "load_vocabulary", "name_key"]

EXAMPLE: Final = re.compile(r"示例|Example ")
"""How a cell of an example row begins."""

_BRACKETS: Final = re.compile(r"[(\[（【].*?[)\]）】]")
_DROPPED: Final = re.compile(r"[\s*＊:：、/_\-—·.]+")


def name_key(text: str, *, brackets: bool = False) -> str:
    """Return what two spellings of one name share: case, width, spaces and stars make no difference.

    What stands in brackets makes none either, unless *brackets* asks to keep it.

    >>> name_key(" 招生 计划数（人）* ") == name_key("招生计划数")
    True
    """
    plain = unicodedata.normalize("NFKC", text)
    return _DROPPED.sub("", plain if brackets else _BRACKETS.sub("", plain) or plain).casefold()


def all_names(name: str, title: Text) -> tuple[str, ...]:
    """Return what a table, column or code may be called: its own name, its title in each language, and in both."""
    return name, title.zh, title.en, f"{title.zh} {title.en}"


@dataclass(frozen=True, slots=True)
class Sum:
    """How rows of one kind of a table are added up: see ``ontology/sheets.toml``."""

    number: str
    apart: str
    unit: str
    ones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inference:
    """What the text of one column tells of an empty cell of another."""

    table: str
    column: str
    source: str
    patterns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Vocabulary:
    """All names by which tables, columns and codes are known."""

    schema: Schema
    terms: Terms
    raw: Mapping[str, Any]

    @cached_property
    def sheets(self) -> Mapping[str, tuple[str, Mapping[str, str]]]:
        """Table, and what such a sheet says of its rows, by the key of a sheet's name."""
        found: dict[str, tuple[str, Mapping[str, str]]] = {}
        for entry in self.raw["sheets"]:
            for name in entry["names"]:
                found.setdefault(name_key(name), (entry["table"], entry.get("fill", {})))
        for table in self.schema.values():
            for name in all_names(table.name, table.title):
                found[name_key(name)] = (table.name, {})
        return found

    def headers(self, table: Table) -> Mapping[str, str]:
        """Return the columns of a table by the keys of all names they go by; the nearest meaning wins."""
        return self._headers[table.name]

    @cached_property
    def _headers(self) -> Mapping[str, Mapping[str, str]]:
        return {name: self._find_headers(table) for name, table in self.schema.items()}

    def _find_headers(self, table: Table) -> dict[str, str]:
        found: dict[str, str] = {}
        for brackets in (True, False):
            for field in table.fields:
                for name in all_names(field.name, field.title):
                    found.setdefault(name_key(name, brackets=brackets), field.name)
        names = {field.name for field in table.fields}
        for synonyms in (self.raw["columns"].get(table.name, {}), self.raw["columns"]):
            for column, words in synonyms.items():
                if column in names and not isinstance(words, Mapping):
                    for word in words:
                        found.setdefault(name_key(word), column)
        return found

    def column_of(self, table: Table, header: str) -> str | None:
        """Return the column of a table that a header names; of several lines of a header, one may do so."""
        known = self._headers[table.name]
        for text in (header, *header.splitlines()):
            found = known.get(name_key(text, brackets=True)) or known.get(name_key(text))
            if found:
                return found
        return None

    def said_by(self, table: str, header: str) -> Mapping[str, str]:
        """Return what a column of this name says of every row beside its own cells."""
        key = name_key(header)
        for entry in self.raw["says"]:
            if entry["table"] == table and any(name_key(name) == key for name in entry["names"]):
                return dict(entry["fill"])
        return {}

    def codes(self, field: Field) -> Mapping[str, str]:
        """Return the codes a field may hold by the keys of their names; empty for a field without a list."""
        if field.codes:
            return self._codes(field.codes)
        return {name_key(value): value for value in field.enum}

    @cached_property
    def _known_codes(self) -> dict[str, Mapping[str, str]]:
        return {}

    def _codes(self, scheme: str) -> Mapping[str, str]:
        if scheme not in self._known_codes:
            found: dict[str, str] = {}
            labels = {notation: self.terms.code(scheme, notation).label for notation in self.terms.notations(scheme)}
            for notation, label in labels.items():
                for name in all_names(notation, label):
                    found.setdefault(name_key(name), notation)
            for notation, names in self.raw["codes"].get(scheme, {}).items():
                for name in names:
                    found.setdefault(name_key(name), notation)
            self._known_codes[scheme] = found
        return self._known_codes[scheme]

    @cached_property
    def sums(self) -> Mapping[str, Sum]:
        """How tables are added up, by name."""
        return {name: Sum(**{**entry, "ones": tuple(entry["ones"])}) for name, entry in self.raw["sums"].items()}

    @cached_property
    def inferences(self) -> tuple[Inference, ...]:
        """What names tell of empty cells."""
        return tuple(
            Inference(
                entry["table"], entry["column"], entry["from"], tuple((code, rule) for code, rule in entry["patterns"])
            )
            for entry in self.raw["infers"]
        )

    @cached_property
    def ignored(self) -> frozenset[str]:
        """Keys of headers that are known to say nothing of ours, such as serial numbers and remarks."""
        return frozenset(name_key(name) for name in self.raw["ignored"])

    @cached_property
    def spoken_for(self) -> frozenset[str]:
        """Keys of all headers that mean something somewhere; none of them is a misspelling of another."""
        return self.ignored.union(*self._headers.values())

    @property
    def begin(self) -> tuple[str, ...]:
        """The tables to begin with, in order."""
        return tuple(self.raw["begin"])

    def examples(self, table: str) -> list[Mapping[str, str]]:
        """Return the example rows that are written down for a table; most have none."""
        return list(self.raw["examples"].get(table, []))


def has_names(table: Table) -> bool:
    """Return whether the rows of a table are things with a name; others are links between things, or facts."""
    return table.key == ("id",) and any(field.required and field.property == "skos:prefLabel" for field in table.fields)


def load_vocabulary(ontology: Path, schema: Schema, terms: Terms) -> Vocabulary:
    """Return the names of ``sheets.toml`` in the ontology folder, with those of the schema and the code lists."""
    raw = tomllib.loads((ontology / "sheets.toml").read_text(encoding="utf-8"))
    return Vocabulary(schema, terms, raw)
