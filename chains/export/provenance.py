"""The source of every statement in formats that have no named graphs: Turtle, N-Triples, RDF/XML.

Each statement is described by a node of its own: an ``rdf:Statement`` with its subject, predicate and object, and
``prov:wasDerivedFrom`` each source that makes it.  Why this way: it is RDF 1.1, so every parser and every SPARQL engine
reads it; the statement itself stays, so that a reader who does not care about sources loses nothing; and the sources are
``prov:Entity``, as the graph describes them.  Annotations of RDF 1.2 would be shorter, but most tools refuse them; a
``dct:source`` on each thing would not tell which statement is whose.  The price is about six times the statements.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from chains.export.statements import canonical_quads, canonical_triples, is_canonical, sort_triples
from chains.names import ID, expand_term

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["STATEMENT_NODES", "plain_triples", "restore_sources", "triples_with_sources"]

STATEMENT_NODES: Final = ID + "statement/"
"""What the names of described statements begin with; they end in a digest of the statement."""

_TYPE: Final = ox.NamedNode(expand_term("rdf:type"))
_STATEMENT: Final = ox.NamedNode(expand_term("rdf:Statement"))
_PARTS: Final = tuple(ox.NamedNode(expand_term(f"rdf:{part}")) for part in ("subject", "predicate", "object"))
_SOURCE: Final = ox.NamedNode(expand_term("prov:wasDerivedFrom"))

_Facts: TypeAlias = dict[ox.NamedNode, set[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]


def plain_triples(graph: KnowledgeGraph, *, sources: bool) -> Iterator[ox.Triple]:
    """Iterate over the distinct triples in canonical order, with *sources* over the descriptions of them too."""
    return triples_with_sources(graph) if sources else canonical_triples(graph)


def triples_with_sources(graph: KnowledgeGraph) -> Iterator[ox.Triple]:
    """Iterate over the distinct triples, then over the description of each that has a source.

    A statement outside every named graph has no source, and no description.

    Raises:
        InputError: blank nodes are too much alike to be named.
    """
    by_triple = groupby(canonical_quads(graph), lambda quad: quad.triple)
    grouped = ((triple, [quad.graph_name for quad in own]) for triple, own in by_triple)
    if not is_canonical(graph):
        return sort_triples(fact for triple, homes in grouped for fact in (triple, *_describe(triple, homes)))
    return chain(canonical_triples(graph), (fact for triple, homes in grouped for fact in _describe(triple, homes)))


def _describe(triple: ox.Triple, homes: Iterable[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]) -> Iterator[ox.Triple]:
    sources = [home for home in homes if not isinstance(home, ox.DefaultGraph)]
    if not sources:
        return
    node = ox.NamedNode(STATEMENT_NODES + hashlib.sha256(f"{triple} .\n".encode()).hexdigest()[:32])
    yield ox.Triple(node, _TYPE, _STATEMENT)
    for name, part in zip(_PARTS, triple, strict=True):
        yield ox.Triple(node, name, part)
    for source in sources:
        yield ox.Triple(node, _SOURCE, source)


def restore_sources(triples: Iterable[ox.Triple]) -> list[ox.Quad]:
    """Return the statements with their sources as named graphs, sorted, from triples that describe them.

    The inverse of :func:`triples_with_sources`: descriptions go, statements without one lie in the default graph.
    """
    plain: set[ox.Triple] = set()
    nodes: dict[ox.NamedNode | ox.BlankNode | ox.Triple, _Facts] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(STATEMENT_NODES):
            nodes.setdefault(triple.subject, {}).setdefault(triple.predicate, set()).add(triple.object)
        else:
            plain.add(triple)
    quads = {quad for facts in nodes.values() for quad in _state(facts)}
    told = {quad.triple for quad in quads}
    quads |= {ox.Quad(*triple) for triple in plain - told}
    return sorted(quads, key=str)


def _state(facts: _Facts) -> Iterator[ox.Quad]:
    (subject,), (predicate,), (value,) = (facts[part] for part in _PARTS)
    for source in facts[_SOURCE]:
        yield ox.Quad(subject, predicate, value, source)  # type: ignore[arg-type]  # each was a part of a statement
