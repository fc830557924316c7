"""From the store's terms to rdflib's."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pyoxigraph as ox
import rdflib

from chains.names import PREFIXES

__all__ = ["to_rdflib"]


def to_rdflib(statements: Iterable[ox.Quad] | Iterable[ox.Triple], *, named: bool) -> rdflib.Graph:
    """Return an rdflib Graph of triples, or with *named* a Dataset of quads; our prefixes are bound."""
    graph: rdflib.Graph = rdflib.Dataset() if named else rdflib.Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, replace=True)
    for statement in statements:
        terms = [_convert(term) for term in (statement.subject, statement.predicate, statement.object)]
        if isinstance(statement, ox.Quad) and named:
            home = None if isinstance(statement.graph_name, ox.DefaultGraph) else _convert(statement.graph_name)
            graph.add((*terms, home))  # type: ignore[arg-type]
        else:
            graph.add((terms[0], terms[1], terms[2]))
    return graph


# The same predicates, classes and graphs recur in most statements.
@lru_cache(maxsize=65536)
def _convert(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> rdflib.term.Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=None if datatype == rdflib.XSD.string else datatype)
