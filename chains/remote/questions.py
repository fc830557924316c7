"""What an endpoint is asked: how many things of our vocabulary it has, which they are, what is said of them.

A thing is whatever has a class of the ontology, or a confidence class (the description of a source).  Of its statements
those are asked for whose property is in our namespace or in the tables, so that the rest of what an endpoint holds,
however much, is neither counted nor sent.  Every question starts at the things: none scans the whole store.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from chains.build import ONTOLOGY_GRAPH, ontology_terms
from chains.extract import network_predicates
from chains.infer import INFERRED_GRAPH
from chains.names import ONTOLOGY, expand_term
from chains.resources import ontology_folder
from chains.schema import load_schema

__all__ = ["CONFIDENCE", "Place", "Questions", "known_marks", "known_properties"]

Place = Literal["graphs", "default", "both"]
"""Where an endpoint keeps the statements: in named graphs, in the default graph, or in both."""

CONFIDENCE: Final = ONTOLOGY + "confidence"
"""The property that marks the description of a source, whatever its class."""
_TYPE: Final = expand_term("rdf:type")


@cache
def known_marks() -> tuple[str, ...]:
    """Return what marks a thing of ours: the IRIs of the classes of the ontology and :data:`CONFIDENCE`, sorted."""
    return tuple(sorted({CONFIDENCE, *(ONTOLOGY + name for name in ontology_terms().classes)}))


@cache
def known_properties() -> tuple[str, ...]:
    """Return the IRIs of the properties outside our namespace that tables or measures read, sorted."""
    fields = (field.property for table in load_schema(ontology_folder()).values() for field in table.fields)
    named = {expand_term(name) for name in fields if name} | network_predicates(ontology_terms()) | {_TYPE}
    return tuple(sorted(iri for iri in named if not iri.startswith(ONTOLOGY)))


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions for an endpoint that keeps its statements in one place or the other."""

    place: Place

    def count_classes(self) -> str:
        """Ask how many things (``n``) have each mark (``c``)."""
        return f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {_marked(self.place, known_marks())} }} GROUP BY ?c"

    def find_plain(self) -> str:
        """Ask for one thing, wherever it has its mark, of which the default graph says something."""
        return f"SELECT ?s WHERE {{ {{ {_marked('both', known_marks())} }} {_said('default')} }} LIMIT 1"

    def measure(self) -> str:
        """Ask for the number of statements, and of the characters in all their objects."""
        things = f"SELECT DISTINCT ?s WHERE {{ {_marked(self.place, known_marks())} }}"
        return (
            "SELECT (COUNT(*) AS ?statements) (SUM(STRLEN(STR(?o))) AS ?characters) "
            f"WHERE {{ {{ {things} }} {_said(self.place)} }}"
        )

    def list_at_once(self, marks: Sequence[str], most: int) -> str:
        """Ask which things (``s``) have each of these marks (``c``), in whatever order: sorting is dear."""
        return f"SELECT DISTINCT ?s ?c WHERE {{ {_marked(self.place, marks)} }} LIMIT {most}"

    def list_page(self, mark: str, after: str | None, most: int) -> str:
        """Ask which things (``s``) have a mark, from the next after *after* on, in the order of their IRIs."""
        later = "" if after is None else f"FILTER(STR(?s) > {_text(after)})"
        return f"SELECT DISTINCT ?s WHERE {{ {_marked(self.place, [mark])} {later} }} ORDER BY ?s LIMIT {most}"

    def list_statements(self, things: Iterable[str], most: int) -> str:
        """Ask what is said of these things; a last row has ``end`` alone, so that a cut answer is seen to be cut."""
        said = f"{_values('s', things)} {_said(self.place)}"
        return (
            f"SELECT ?s ?p ?o ?g ?end WHERE {{ {{ {said} }} UNION {{ BIND(1 AS ?end) }} }} "
            f"ORDER BY ?end LIMIT {most + 1}"
        )


def _marked(place: Place, marks: Sequence[str]) -> str:
    """Return the pattern of things (``s``) with one of these marks (``c``)."""
    classes = [iri for iri in marks if iri != CONFIDENCE]
    parts = [f"{_values('c', classes)} {_in_graphs(place, '?s a ?c')}"] if classes else []
    if CONFIDENCE in marks:
        parts.append(f"{_in_graphs(place, f'?s <{CONFIDENCE}> ?x')} BIND(<{CONFIDENCE}> AS ?c)")
    return " UNION ".join(f"{{ {part} }}" for part in parts)


def _in_graphs(place: Place, pattern: str) -> str:
    if place == "default":
        return pattern
    named = f"GRAPH ?h {{ {pattern} }}"
    return named if place == "graphs" else f"{{ {named} }} UNION {{ {pattern} }}"


def _said(place: Place) -> str:
    """Return the pattern of the statements of ``?s``; a triple that lies in a named graph too counts there."""
    others = ", ".join(f"<{iri}>" for iri in known_properties())
    known = f"FILTER(STRSTARTS(STR(?p), {_text(ONTOLOGY)}) || ?p IN ({others}))"
    if place == "default":
        return f"?s ?p ?o {known}"
    # What is inferred can be inferred again; the ontology is our own.
    named = f"GRAPH ?g {{ ?s ?p ?o }} FILTER(?g NOT IN (<{ONTOLOGY_GRAPH}>, <{INFERRED_GRAPH}>))"
    if place == "graphs":
        return f"{named} {known}"
    plain = "?s ?p ?o FILTER NOT EXISTS { GRAPH ?h { ?s ?p ?o } }"
    return f"{{ {named} }} UNION {{ {plain} }} {known}"


def _values(name: str, iris: Iterable[str]) -> str:
    return f"VALUES ?{name} {{ {' '.join(f'<{iri}>' for iri in iris)} }}"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
