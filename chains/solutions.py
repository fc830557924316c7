"""Answers to queries in the formats that the W3C recommends, term by term as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import pyoxigraph as ox

from chains.names import PREFIXES
from chains.tabulate import dump_json, require_format

__all__ = ["SOLUTION_FORMATS", "format_boolean", "format_solutions", "format_triples"]

_Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_STRING: Final = PREFIXES["xsd"] + "string"
_UNWRITTEN: Final = frozenset({_STRING, PREFIXES["rdf"] + "langString", PREFIXES["rdf"] + "type"})

SOLUTION_FORMATS: Final = ("csv", "tsv", "json", "xml")
"""Formats of :func:`format_solutions`."""


def format_solutions(columns: Sequence[str], rows: Iterable[Sequence[_Node | None]], format: str) -> str:  # noqa: A002
    """Return the answer to a SELECT query in a W3C SPARQL 1.1 results format: csv, tsv, json or xml.

    Terms are written as they are, as the standards want it: a text that begins with ``=`` stays so.  CSV has the line
    ends CR LF, TSV has LF.

    Raises:
        UnknownName: there is no such format.

    Source: W3C Recommendations of 21 March 2013: SPARQL 1.1 Query Results JSON; CSV and TSV; XML (second edition).
    """
    require_format(format, SOLUTION_FORMATS)
    found = [
        {name: _binding(node) for name, node in zip(columns, row, strict=True) if node is not None} for row in rows
    ]
    whole = {"head": {"vars": list(columns)}, "results": {"bindings": found}}
    text = dump_json(whole)
    return text if format == "json" else _convert(text, format)


def _convert(text: str, name: str) -> str:
    formats = {"csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV, "xml": ox.QueryResultsFormat.XML}
    answer = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    written = (answer.serialize(format=formats[name]) or b"").decode()
    return written if written.endswith("\n") else f"{written}\n"


def _binding(node: _Node) -> dict[str, Any]:
    if isinstance(node, ox.NamedNode):
        return {"type": "uri", "value": node.value}
    if isinstance(node, ox.BlankNode):
        return {"type": "bnode", "value": node.value}
    if isinstance(node, ox.Triple):
        ends = {"subject": node.subject, "predicate": node.predicate, "object": node.object}
        return {"type": "triple", "value": {name: _binding(end) for name, end in ends.items()}}
    plain = {"type": "literal", "value": node.value}
    if node.language:
        return plain | {"xml:lang": node.language}
    kind = node.datatype.value
    return plain if kind == _STRING else plain | {"datatype": kind}


def format_boolean(answer: bool, format: str) -> str:  # noqa: A002, FBT001
    """Return the answer to an ASK query: in its W3C format for json and xml, else the word ``true`` or ``false``."""
    word = str(answer).lower()
    if format == "json":
        return f'{{"head": {{}}, "boolean": {word}}}\n'
    if format == "xml":
        space = "http://www.w3.org/2005/sparql-results#"
        return f'<?xml version="1.0"?><sparql xmlns="{space}"><head></head><boolean>{word}</boolean></sparql>\n'
    return f"{word}\n"


def format_triples(triples: Sequence[ox.Triple]) -> str:
    """Return triples as Turtle with the prefixes that they need, in one order whatever the run."""
    nodes = {node.value for triple in triples for node in triple if isinstance(node, ox.NamedNode)}
    nodes |= {node.datatype.value for triple in triples for node in triple if isinstance(node, ox.Literal)}
    nodes -= _UNWRITTEN
    used = {name: base for name, base in PREFIXES.items() if any(node.startswith(base) for node in nodes)}
    lines = (
        (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=used) or b"")
        .decode()
        .removesuffix("\n")
        .split("\n")
    )
    # The writer declares prefixes in a new order on every run.
    return "\n".join([*sorted(lines[: len(used)]), *lines[len(used) :]])
