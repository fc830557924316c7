"""What the graph says of its sources, for a description of what is published: who, when, under which licence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chains.errors import Text
from chains.names import CATALOGUE

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["SourceFacts", "read_source_facts"]


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """One source: its IRI and title, and what is known of it.

    Attributes:
        confidence: ``stated``, ``reported`` or ``derived``.
        publisher: who published it.
        date: when, as a year, month or day.
        licence: its licence in the words of the catalogue, e.g. ``CC-BY-4.0`` or ``not stated``.
    """

    iri: str
    title: Text
    confidence: str
    url: str | None = None
    publisher: str | None = None
    date: str | None = None
    licence: str | None = None


_QUERY: Final = f"""
SELECT ?source (MIN(STR(?who)) AS ?publisher) (MAX(STR(?day)) AS ?date) (MIN(STR(?right)) AS ?licence) WHERE {{
  GRAPH <{CATALOGUE}> {{
    ?source a ch:Source .
    OPTIONAL {{ ?source ch:publisherName ?who }}
    OPTIONAL {{ ?source dct:issued ?day }}
    OPTIONAL {{ ?source dct:rights ?right }}
  }}
}} GROUP BY ?source ORDER BY ?source"""


def read_source_facts(graph: KnowledgeGraph) -> list[SourceFacts]:
    """Return the sources that the graph describes, sorted by IRI."""
    known = graph.sources()
    found = []
    for iri, publisher, date, licence in graph.query(_QUERY).values():
        if iri in known:
            source = known[iri]
            facts = SourceFacts(source.iri, source.title, source.confidence, source.url, publisher, date, licence)
            found.append(facts)
    return found
