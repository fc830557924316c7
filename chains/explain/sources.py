"""Sources as a reader looks them up: title, publisher, date, address, and how far each can be relied on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from chains.errors import Text
from chains.graph import KnowledgeGraph
from chains.names import compact_id, expand_term
from chains.records import Source

__all__ = ["Reference", "cite_sources"]

_RANK: Final = {"stated": 0, "reported": 1, "derived": 2}


@dataclass(frozen=True)
class Reference:
    """One source that a gap rests on.

    Attributes:
        source: title, confidence class and address.
        publisher, date: as the graph has them; empty where it has not.
        cited: whether a row of the evidence that was counted as shown comes from it.
    """

    source: Source
    publisher: str
    date: str
    cited: bool


def cite_sources(graph: KnowledgeGraph, cited: Sequence[str], read: Iterable[str]) -> tuple[Reference, ...]:
    """Return references for sources: first the cited ones in their order, then the others that were read.

    These stand by confidence class, stated before reported before derived, then by IRI.
    """
    known = graph.sources()
    first = list(dict.fromkeys(cited))
    rest = sorted(set(read) - set(first), key=lambda iri: (_rank(known.get(iri)), iri))
    return tuple(_refer(graph, known, iri, cited=place < len(first)) for place, iri in enumerate([*first, *rest]))


def _rank(source: Source | None) -> int:
    return _RANK[source.confidence] if source else len(_RANK)


def _refer(graph: KnowledgeGraph, known: dict[str, Source], iri: str, *, cited: bool) -> Reference:
    name = compact_id(iri)
    source = known.get(iri) or Source(iri, Text(name, name), "reported")
    return Reference(source, _value(graph, iri, "publisherName"), _value(graph, iri, "dct:issued"), cited)


def _value(graph: KnowledgeGraph, iri: str, name: str) -> str:
    quads = graph.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(expand_term(name)), None, ox.DefaultGraph())
    return min((quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)), default="")
