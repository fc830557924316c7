"""What the endpoint says of itself: SPARQL 1.1 Service Description (W3C Recommendation of 21 March 2013)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from chains.graph import KnowledgeGraph
from chains.names import PREFIXES

__all__ = ["describe_service", "write_triples"]

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_RESULTS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "N-Quads",
    "TriG",
    "RDF_XML",
    "JSON-LD",
)
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")


def describe_service(graph: KnowledgeGraph, address: str) -> list[ox.Triple]:
    """Return the description of the endpoint at an address: language, formats, and the dataset with its graphs."""
    return list(_describe(graph, address))


def _describe(graph: KnowledgeGraph, address: str) -> Iterator[ox.Triple]:
    service, dataset, default = (ox.NamedNode(address + part) for part in ("", "#dataset", "#default-graph"))

    def tell(subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(subject, ox.NamedNode(_SD + name), value)

    yield ox.Triple(service, _TYPE, ox.NamedNode(_SD + "Service"))
    yield tell(service, "endpoint", service)
    yield tell(service, "supportedLanguage", ox.NamedNode(_SD + "SPARQL11Query"))
    for name in _RESULTS:
        yield tell(service, "resultFormat", ox.NamedNode(_FORMATS + name))
    yield tell(service, "defaultDataset", dataset)
    yield ox.Triple(dataset, _TYPE, ox.NamedNode(_SD + "Dataset"))
    yield tell(dataset, "defaultGraph", default)
    yield ox.Triple(default, _TYPE, ox.NamedNode(_SD + "Graph"))
    for source in sorted(graph.sources()):
        entry = ox.NamedNode(f"{address}#graph-{source.rpartition('/')[2]}")
        yield tell(dataset, "namedGraph", entry)
        yield ox.Triple(entry, _TYPE, ox.NamedNode(_SD + "NamedGraph"))
        yield tell(entry, "name", ox.NamedNode(source))


def write_triples(triples: Iterable[ox.Triple], format_name: str) -> bytes:
    """Return triples in a format, by pyoxigraph's name for it."""
    return ox.serialize(triples, format=getattr(ox.RdfFormat, format_name), prefixes=PREFIXES | {"sd": _SD}) or b""
