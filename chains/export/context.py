"""The JSON-LD context of the graph: short names for every property of the ontology, and what their values are.

``ontology/context.jsonld`` is what :func:`write_context` makes of the ontology and its tables; a test keeps it so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from chains.names import CODE, ID, ONTOLOGY, PREFIXES, expand_term, shorten
from chains.schema import Field, load_schema
from chains.terms import Terms, load_terms

__all__ = ["CONTEXT_FILE", "load_context", "make_context", "write_context"]

CONTEXT_FILE: Final = "context.jsonld"

_LITERAL: Final = expand_term("rdfs:Literal")
_TEXTS: Final = (expand_term("rdf:langString"), expand_term("rdf:PlainLiteral"))
_LANGUAGE: Final = {"@container": "@language"}
_IRI: Final = {"@type": "@id"}
# A column of dates holds years, months or days: their literals say their type themselves.
_FIELD_TYPES: Final = {"integer": "xsd:integer", "number": "xsd:decimal", "year": "xsd:gYear"}


@cache
def load_context(folder: Path) -> Mapping[str, Any]:
    """Return the context that an ontology folder has, as it stands under ``@context`` in a document."""
    context: Mapping[str, Any] = json.loads((folder / CONTEXT_FILE).read_text(encoding="utf-8"))["@context"]
    return context


def write_context(folder: Path) -> str:
    """Return the text of ``context.jsonld`` for an ontology folder: one name a line."""
    context = make_context(folder)
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in context.items())
    return f'{{"@context": {{\n{lines}\n}}}}\n'


def make_context(folder: Path) -> dict[str, Any]:
    """Return the context of an ontology: prefixes, then each property by its local name.

    Links are plain IRIs, texts are maps by language, numbers and years have their type; a bare name is a term of the
    ontology.  Where a name is a prefix already, the property keeps its prefixed name.
    """
    terms, fields = load_terms(folder), list(_fields(folder))
    prefixes = _prefixes(terms, folder)
    named = {expand_term(field.property): _of_field(field) for field in fields if field.property}
    named |= {
        terms[name].iri: _of_range(terms[name].range, named.get(terms[name].iri, {}))
        for name in terms
        if terms[name].kind == "property"
    }
    properties = {}
    for iri in sorted(named):
        local = iri.rpartition("#")[2].rpartition("/")[2]
        taken = local in prefixes or local in properties
        if iri != expand_term("rdf:type"):
            properties[shorten(iri) if taken else local] = {"@id": iri} | named[iri]
    return {"@version": 1.1, "@vocab": ONTOLOGY} | dict(sorted(prefixes.items())) | properties


def _fields(folder: Path) -> Iterator[Field]:
    for table in load_schema(folder).values():
        yield from table.fields


def _prefixes(terms: Terms, folder: Path) -> dict[str, str]:
    segments = {table.segment for table in load_schema(folder).values() if table.segment}
    found = {segment: f"{ID}{segment}/" for segment in segments}
    found |= {scheme: f"{CODE}{scheme}/" for scheme in terms.schemes if scheme not in found}
    properties = {name for name in terms if terms[name].kind == "property"}
    return {name: base for name, base in found.items() if name not in properties | PREFIXES.keys()} | PREFIXES


def _of_field(field: Field) -> dict[str, str]:
    if field.lang or field.lang_from:
        return _LANGUAGE
    if field.type == "url" or field.codes or field.references:
        return _IRI
    return {"@type": _FIELD_TYPES[field.type]} if field.type in _FIELD_TYPES else {}


def _of_range(iri: str | None, of_field: dict[str, str]) -> dict[str, str]:
    if iri is None or iri == _LITERAL:
        return of_field
    if iri in _TEXTS:
        return _LANGUAGE
    if iri.startswith(PREFIXES["xsd"]):
        name = shorten(iri)
        return {} if name == "xsd:string" else {"@type": name}
    return _IRI
