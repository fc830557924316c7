"""The named queries as RDF, in the terms of SHACL and SHACL-AF, so that other tools find and run them.

A query is an ``sh:SPARQLSelectExecutable`` (or Ask, Construct): its text without comments and prologue, the prefixes
declared once for all of them, an ``sh:Parameter`` for each ``$name``, and its columns as a schema of CSV on the Web.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import rdflib
from rdflib.namespace import CSVW, DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD

from chains.errors import Text
from chains.names import BASE, CODE, ONTOLOGY, PREFIXES
from chains.queries import NamedQuery, Parameter
from chains.sparql import find_parameters

__all__ = ["LIBRARY", "QUERY", "describe_queries", "write_queries"]

QUERY: Final = BASE + "query/"
LIBRARY: Final = BASE + "queries"
"""The library as a whole, which declares the prefixes."""

_PROLOGUE: Final = re.compile(r"\A(?:[ \t]*(?:#.*|PREFIX\s.*)?\n)*", re.IGNORECASE)
_PREFIX: Final = re.compile(r"^PREFIX\s+(\w+):\s*<", re.MULTILINE | re.IGNORECASE)
_FORMS: Final = {
    "SELECT": (SH.SPARQLSelectExecutable, SH.select),
    "ASK": (SH.SPARQLAskExecutable, SH.ask),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, SH.construct),
}
_CODES: Final = "codes/"
_TITLE: Final = Text("四链命名查询", "Named queries of Four Chains")
_LANG: Final = Text("名称的语言，zh 或 en", "language of names, zh or en")

_Triple = tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef | rdflib.Literal]


def describe_queries(queries: Iterable[NamedQuery]) -> rdflib.Graph:
    """Return the queries as RDF, without blank nodes.

    Raises:
        ValueError: a query is of a form that SHACL has no word for (DESCRIBE).
    """
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, space in sorted({**{name: PREFIXES[name] for name in _SHOWN}, "csvw": str(CSVW)}.items()):
        graph.bind(prefix, space)
    queries = list(queries)
    for triple in (*_library(queries), *(triple for query in queries for triple in _query(query))):
        graph.add(triple)
    return graph


def write_queries(queries: Iterable[NamedQuery]) -> str:
    """Return the queries as Turtle: the same queries give the same text."""
    return describe_queries(queries).serialize(format="turtle").rstrip("\n") + "\n"


_SHOWN: Final = ("ch", "code", "dct", "owl", "rdf", "rdfs", "sh", "skos", "xsd")


def _library(queries: list[NamedQuery]) -> Iterator[_Triple]:
    library = rdflib.URIRef(LIBRARY)
    yield library, RDF.type, OWL.Ontology
    yield from _say(library, DCTERMS.title, _TITLE)
    for prefix in sorted({name for query in queries for name in _PREFIX.findall(query.sparql)}):
        declared = rdflib.URIRef(f"{LIBRARY}/prefix/{prefix}")
        yield library, SH.declare, declared
        yield declared, RDF.type, SH.PrefixDeclaration
        yield declared, SH.prefix, rdflib.Literal(prefix)
        yield declared, SH.namespace, rdflib.Literal(PREFIXES[prefix], datatype=XSD.anyURI)


def _query(query: NamedQuery) -> Iterator[_Triple]:
    this = rdflib.URIRef(QUERY + query.name)
    text = query.sparql[_PROLOGUE.match(query.sparql).end() :].strip()  # type: ignore[union-attr]  # it matches nothing at least
    form = re.split(r"\W", text, maxsplit=1)[0].upper()
    if form not in _FORMS:
        raise ValueError(f"{query.name}: SHACL has no executable for {form or 'nothing'}")
    kind, holds = _FORMS[form]
    yield this, RDF.type, kind
    yield this, holds, rdflib.Literal(text)
    yield this, SH.prefixes, rdflib.URIRef(LIBRARY)
    yield this, RDFS.isDefinedBy, rdflib.URIRef(LIBRARY)
    yield this, SKOS.notation, rdflib.Literal(query.name)
    yield from _say(this, RDFS.label, query.title)
    yield from _say(this, RDFS.comment, query.question)
    if query.note:
        yield from _say(this, SKOS.note, query.note)
    yield from _columns(query, this)
    used = find_parameters(text)
    if used:
        yield this, RDF.type, SH.Parameterizable
    known = {one.name: one for one in query.parameters}
    for order, name in enumerate([*known, *(name for name in used if name not in known)]):
        one = rdflib.URIRef(f"{this}/parameter/{name}")
        yield this, SH.parameter, one
        yield one, RDF.type, SH.Parameter
        # By SHACL-AF the name of the variable is the local name of the path.
        yield one, SH.path, rdflib.URIRef(f"{LIBRARY}/parameter/{name}")
        yield one, SH.order, rdflib.Literal(order)
        yield from _parameter(one, known[name]) if name in known else _language(one)


def _parameter(this: rdflib.URIRef, parameter: Parameter) -> Iterator[_Triple]:
    yield from _say(this, SH.name, parameter.title)
    yield this, SH.optional, rdflib.Literal(not parameter.required)
    yield this, SKOS.example, rdflib.Literal(parameter.default or parameter.example)
    if parameter.kind == "year":
        yield this, SH.datatype, XSD.gYear
        return
    yield this, SH.nodeKind, SH.IRI
    if parameter.kind.startswith(_CODES):
        yield this, SH["class"], SKOS.Concept
        yield this, RDFS.seeAlso, rdflib.URIRef(CODE + parameter.kind.removeprefix(_CODES))
    elif parameter.kind != "any":
        yield this, SH["class"], rdflib.URIRef(ONTOLOGY + parameter.kind)


def _language(this: rdflib.URIRef) -> Iterator[_Triple]:
    yield from _say(this, SH.name, _LANG)
    yield this, SH.datatype, XSD.string
    yield this, SH.optional, rdflib.Literal("true", datatype=XSD.boolean)
    yield this, SH.defaultValue, rdflib.Literal("en")


def _columns(query: NamedQuery, this: rdflib.URIRef) -> Iterator[_Triple]:
    schema = rdflib.URIRef(f"{this}/columns")
    yield this, CSVW.tableSchema, schema
    yield schema, RDF.type, CSVW.Schema
    for order, column in enumerate(query.columns):
        one = rdflib.URIRef(f"{schema}/{column.name}")
        yield schema, CSVW.column, one
        yield one, RDF.type, CSVW.Column
        yield one, CSVW.name, rdflib.Literal(column.name)
        yield one, SH.order, rdflib.Literal(order)
        yield from _say(one, CSVW.title, column.title)


def _say(this: rdflib.URIRef, name: rdflib.URIRef, text: Text) -> Iterator[_Triple]:
    yield this, name, rdflib.Literal(text.zh, lang="zh")
    yield this, name, rdflib.Literal(text.en, lang="en")
