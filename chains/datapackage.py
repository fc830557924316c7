"""The Frictionless description of a folder of tables, made from the schema.

``python -m chains.datapackage FOLDER ...`` writes ``datapackage.json`` into each folder.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chains.build import ontology_terms
from chains.inputs import package_version
from chains.resources import ontology_folder
from chains.schema import Field, Table, load_schema
from chains.terms import Terms

__all__ = ["describe_folder", "write_datapackage"]

_DATE = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"


def describe_folder(folder: Path) -> dict[str, Any]:
    """Return the Data Package descriptor of the tables that lie in a folder.

    Every table has its fields with titles in both languages, types, units, code lists as enumerations, keys and
    foreign keys.  A column that may hold a year or month in place of a day is described as text with a pattern.

    Source: Data Package, Table Schema (https://specs.frictionlessdata.io/).
    """
    present = {
        name: table for name, table in load_schema(ontology_folder()).items() if (folder / f"{name}.csv").is_file()
    }
    terms = ontology_terms()
    return {
        "profile": "tabular-data-package",
        "name": folder.resolve().name,
        "title": f"Four Chains tables: {folder.resolve().name}",
        "version": package_version(),
        "resources": [_describe_table(table, present, terms) for table in present.values()],
    }


def _describe_table(table: Table, present: Mapping[str, Table], terms: Terms) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_describe_field(field, terms) for field in table.fields],
        "missingValues": [""],
    }
    # A primary key may hold no empty value; a key that does is checked by `chains check` alone.
    if all(table.field(name).required for name in table.key):
        schema["primaryKey"] = list(table.key)
    foreign = [_foreign_key(field, table, present) for field in table.fields if field.references in present]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title.en,
        "title_zh": table.title.zh,
        "description": table.description.en,
        "description_zh": table.description.zh,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _foreign_key(field: Field, table: Table, present: Mapping[str, Table]) -> dict[str, Any]:
    target = field.references or ""
    resource = "" if target == table.name else target
    return {"fields": [field.name], "reference": {"resource": resource, "fields": [present[target].key[0]]}}


def _describe_field(field: Field, terms: Terms) -> dict[str, Any]:
    kinds = {"url": "string", "date": "string"}
    described: dict[str, Any] = {
        "name": field.name,
        "type": kinds.get(field.type, field.type),
        "title": field.title.en,
        "title_zh": field.title.zh,
    }
    if field.type == "url":
        described["format"] = "uri"
    if field.unit:
        described["unit"] = field.unit
    constraints = _constraints(field, terms)
    return described | ({"constraints": constraints} if constraints else {})


def _constraints(field: Field, terms: Terms) -> dict[str, Any]:
    limits = {"minimum": field.minimum, "maximum": field.maximum}
    found: dict[str, Any] = {name: value for name, value in limits.items() if value is not None}
    if field.required:
        found["required"] = True
    pattern = _DATE if field.type == "date" else field.pattern
    if pattern:
        found["pattern"] = pattern
    allowed = sorted(terms.notations(field.codes)) if field.codes else list(field.enum)
    if allowed and field.separator is not None:
        one = f"({'|'.join(map(re.escape, allowed))})"
        found["pattern"] = f"{one}( *{re.escape(field.separator)} *{one})*"
    elif allowed:
        found["enum"] = allowed
    return found


def write_datapackage(folder: Path) -> None:
    """Write ``datapackage.json`` into a folder of tables."""
    text = json.dumps(describe_folder(folder), ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write_datapackage(Path(name))
