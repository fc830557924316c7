"""The tables' schema, which is also their mapping to RDF: read from ``ontology/tables/*.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from chains.errors import Text

__all__ = ["Field", "Schema", "Table", "load_schema"]

FieldType = Literal["string", "integer", "number", "year", "date", "url"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table: what it may hold, and what it says in RDF.

    Attributes:
        property: prefixed name of the property, or ``None`` if the column itself makes no statement.
        lang, lang_from: language of a text: fixed, or taken from another column.
        references: the table whose key the value must be.
        codes: the SKOS scheme whose notation the value must be.
        role: ``class`` (the code denotes the row's class), ``graph`` (the row's source), or ``None``.
        source_from: the column whose source holds for this column's statement, where it is filled.
        separator: several values stand in one cell, separated by this.
    """

    name: str
    type: FieldType
    title: Text
    required: bool = False
    property: str | None = None
    lang: str | None = None
    lang_from: str | None = None
    references: str | None = None
    codes: str | None = None
    role: Literal["class", "graph"] | None = None
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    separator: str | None = None
    source_from: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table.  It makes a node for each row (``cls``), or speaks of a node that exists (``subject``)."""

    name: str
    title: Text
    description: Text
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    cls: str | None = None
    segment: str | None = None
    subject: str | None = None
    catalogue: bool = False

    def field(self, name: str) -> Field:
        """Return the field of that name."""
        return next(field for field in self.fields if field.name == name)

    @property
    def source_field(self) -> Field | None:
        """The column that names each row's source, or ``None`` for the table of sources."""
        return next((field for field in self.fields if field.role == "graph"), None)


Schema = Mapping[str, Table]


def _read_text(raw: Mapping[str, str]) -> Text:
    return Text(raw["zh"], raw["en"])


def _read_field(name: str, raw: Mapping[str, Any]) -> Field:
    plain = {key: value for key, value in raw.items() if key not in {"title", "as", "list", "enum"}}
    return Field(
        name=name,
        title=_read_text(raw["title"]),
        role=raw.get("as"),
        separator=raw.get("list"),
        enum=tuple(raw.get("enum", ())),
        **plain,
    )


def _read_table(name: str, raw: Mapping[str, Any]) -> Table:
    return Table(
        name=name,
        title=_read_text(raw["title"]),
        description=_read_text(raw["description"]),
        key=tuple(raw["key"]),
        fields=tuple(_read_field(field, value) for field, value in raw["fields"].items()),
        cls=raw.get("class"),
        segment=raw.get("segment"),
        subject=raw.get("subject"),
        catalogue=raw.get("graph") == "catalogue",
    )


@cache
def load_schema(folder: Path) -> Schema:
    """Return every table of the schema, by name, in the order of the files and of the tables in them.

    *folder* is the ontology folder; its ``tables/*.toml`` are read.
    """
    tables: dict[str, Table] = {}
    for path in sorted((folder / "tables").glob("*.toml")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        tables |= {name: _read_table(name, value) for name, value in raw.items()}
    return tables
