"""Reads what the page of the ontology tells out of the ontology's files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from chains.build import ontology_terms
from chains.constraints import ShapeFacts
from chains.errors import Text
from chains.names import ONTOLOGY, expand_term
from chains.report.ontology.alignments import group_alignments, list_files
from chains.report.ontology.record import Entry, Head, Ontology, Section
from chains.report.ontology.shapes import read_shapes
from chains.report.ontology.words import CHARACTERISTICS, SECTIONS, SORTS
from chains.resources import ontology_folder
from chains.terms import LinkKind, Term, load_terms

__all__ = ["gather_ontology"]

_IRI: Final = ox.NamedNode(ONTOLOGY.removesuffix("#"))
_BANNER: Final = re.compile(r"^# --- (.+?) -+\s*$")
_BLOCK: Final = re.compile(r"^ch:([A-Za-z]\w*)\s")
_OTHERS: Final = "others"


def gather_ontology(folder: Path) -> Ontology:
    """Return what an ontology folder tells: ``chains.ttl``, ``codes/``, ``shapes.ttl`` and ``alignments/``.

    Terms stand in the order of the file, classes before properties, under its banners.

    Raises:
        UnreadableInput: a file is missing or is no valid Turtle.
    """
    return _Gatherer(folder).gather()


class _Gatherer:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._terms = ontology_terms() if folder == ontology_folder() else load_terms(folder)
        self._facts = ShapeFacts(folder / "chains.ttl")
        self._shapes = read_shapes(folder / "shapes.ttl")
        self._files = list_files(folder / "alignments")
        self._alignments = group_alignments(self._files)

    def gather(self) -> Ontology:
        sections = [
            Section(key, SECTIONS.get(key, Text(key, key.capitalize())), tuple(self._entry(name) for name in names))
            for key, names in self._order().items()
            if names
        ]
        return Ontology(self._head(), self._terms, tuple(sections), self._shapes, self._files, self._alignments)

    def _order(self) -> dict[str, list[str]]:
        """Return the names of the terms by banner, classes first, each in the order of the file."""
        places: dict[str, str] = {}
        banner = _OTHERS
        for line in (self._folder / "chains.ttl").read_text(encoding="utf-8").splitlines():
            if found := _BANNER.match(line):
                banner = found[1]
            elif found := _BLOCK.match(line):
                places.setdefault(found[1], banner)
        ours = [name for name, term in self._terms.items() if term.kind in {"class", "property"}]
        order: dict[str, list[str]] = {key: [] for key in (*dict.fromkeys(places.values()), _OTHERS)}
        for kind in ("class", "property"):
            for name in (*places, *(name for name in ours if name not in places)):
                if name in ours and self._terms[name].kind == kind:
                    order[places.get(name, _OTHERS)].append(name)
        return order

    def _head(self) -> Head:
        facts = self._facts

        def one(term: str) -> str:
            found = facts.first(_IRI, expand_term(term) if term in _KNOWN else _VANN + term)
            return "" if found is None else found.value

        empty = Text("", "")
        return Head(
            facts.text(_IRI, expand_term("dct:title")) or empty,
            facts.text(_IRI, expand_term("dct:description")) or empty,
            _IRI.value,
            one("owl:versionInfo"),
            one("owl:versionIRI"),
            one("preferredNamespacePrefix"),
            one("preferredNamespaceUri"),
            one("dct:license"),
            one("dct:creator"),
            one("dct:created")[:10],
        )

    def _entry(self, name: str) -> Entry:
        term = self._terms[name]
        node = ox.NamedNode(term.iri)
        types = [found.value for found in self._facts.all(node, expand_term("rdf:type"))]
        return Entry(
            term=term,
            sort=next((SORTS[kind] for kind in SORTS if expand_term(kind) in types), SORTS["owl:Class"]),
            children=tuple(self._children[term.iri]),
            inverse_of=self._iris(node, "owl:inverseOf"),
            inverses=tuple(sorted({*self._iris(node, "owl:inverseOf"), *self._inverses[term.iri]})),
            characteristics=tuple(words for kind, words in CHARACTERISTICS.items() if expand_term(kind) in types),
            compositions=self._compositions(node),
            disjoint=tuple(sorted(self._disjoint[term.iri] - {term.iri})),
            subjects=tuple(self._properties["domain", term.iri]),
            objects=tuple(self._properties["range", term.iri]),
            links=tuple(kind.notation for kind in self._terms.link_kinds if term.iri in _parts(kind)),
            schemes=tuple(sorted({one for shape in self._shapes for one in shape.schemes.get(term.iri, ())})),
            alignments=tuple(self._alignments.get(term.iri, ())),
            shapes=self._constraining(term),
        )

    def _iris(self, node: ox.NamedNode, predicate: str) -> tuple[str, ...]:
        found = self._facts.all(node, expand_term(predicate))
        return tuple(one.value for one in found if isinstance(one, ox.NamedNode))

    def _compositions(self, node: ox.NamedNode) -> tuple[tuple[str, ...], ...]:
        chains = self._facts.all(node, expand_term("owl:propertyChainAxiom"))
        return tuple(tuple(step.value for step in self._facts.items(chain)) for chain in chains)

    def _constraining(self, term: Term) -> tuple[str, ...]:
        if term.kind == "property":
            return tuple(shape.id for shape in self._shapes if term.iri in shape.properties)
        above = {term.iri, *(ONTOLOGY + name for name in self._terms.superclasses(term.name))}
        return tuple(shape.id for shape in self._shapes if above & set(shape.classes))

    @cached_property
    def _properties(self) -> Mapping[tuple[str, str | None], list[str]]:
        """The properties that start (*domain*) and that end (*range*) at each class."""
        found: dict[tuple[str, str | None], list[str]] = defaultdict(list)
        for term in self._terms.values():
            if term.kind == "property":
                found["domain", term.domain].append(term.iri)
                found["range", term.range].append(term.iri)
        return found

    @cached_property
    def _children(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for term in self._terms.values():
            for parent in term.parents:
                found[parent].append(term.iri)
        return found

    @cached_property
    def _disjoint(self) -> Mapping[str, set[str]]:
        """The classes that no thing of a class may belong to, by class: said in pairs or of many at once."""
        facts = self._facts
        groups = [
            [node, *facts.all(node, expand_term("owl:disjointWith"))]
            for node in facts.having(expand_term("owl:disjointWith"))
        ]
        members = expand_term("owl:members")
        groups += [list(facts.items(facts.all(node, members)[0])) for node in facts.having(members)]
        found: dict[str, set[str]] = defaultdict(set)
        for group in groups:
            for one in group:
                found[one.value] |= {other.value for other in group if isinstance(other, ox.NamedNode)}
        return found

    @cached_property
    def _inverses(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for term in self._terms.values():
            for other in self._iris(ox.NamedNode(term.iri), "owl:inverseOf"):
                found[other].add(term.iri)
        return found


_VANN: Final = "http://purl.org/vocab/vann/"
_KNOWN: Final = frozenset({"owl:versionInfo", "owl:versionIRI", "dct:license", "dct:creator", "dct:created"})


def _parts(kind: LinkKind) -> set[str | None]:
    own = {kind.via_property, kind.via_class, kind.source_property, kind.target_property}
    return {*own, kind.weight_property, kind.qualifier_property, *kind.from_classes, *kind.to_classes}
