"""What the graph says of one thing, for people: facts, what points to it, who states it, and its gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

import pyoxigraph as ox

from chains.build import ONTOLOGY_GRAPH, ontology_terms
from chains.errors import Text
from chains.gaps.keeping import gaps_of
from chains.graph import KnowledgeGraph
from chains.names import BASE, ID, ONTOLOGY, PREFIXES, compact_id, expand_term
from chains.naming import GraphNames
from chains.records import Gap, Source

__all__ = ["Facts", "Group", "Reader", "Value", "address_of"]

_SHOWN: Final = 40
"""So many values of a property stand on a page; the rest is counted."""
_COUNTED: Final = 20_000
_TYPE: Final = PREFIXES["rdf"] + "type"
_DEFAULT: Final = ox.DefaultGraph()
_KNOWN: Final = {
    expand_term(name): text
    for name, text in {
        "skos:prefLabel": Text("名称", "name"),
        "skos:altLabel": Text("别名", "other name"),
        "skos:notation": Text("代码", "code"),
        "skos:definition": Text("定义", "definition"),
        "skos:note": Text("说明", "note"),
        "skos:broader": Text("上位概念", "broader"),
        "skos:inScheme": Text("所属代码表", "in scheme"),
        "rdfs:label": Text("名称", "name"),
        "rdfs:comment": Text("说明", "comment"),
        "rdfs:subClassOf": Text("上位类", "subclass of"),
        "rdfs:domain": Text("定义域", "domain"),
        "rdfs:range": Text("值域", "range"),
        "rdfs:isDefinedBy": Text("定义于", "defined by"),
        "rdf:type": Text("类别", "type"),
        "geo:lat": Text("纬度", "latitude"),
        "geo:long": Text("经度", "longitude"),
        "dct:source": Text("来源", "source"),
    }.items()
}
"""Names of terms of other vocabularies, which our ontology does not name."""
_FIRST: Final = tuple(map(expand_term, ("skos:prefLabel", "skos:altLabel", "skos:notation", "skos:definition")))
_LAST: Final = tuple(map(expand_term, ("geo:lat", "geo:long", "dct:source")))

_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Value:
    """One value: what it is called, and the address of its page, if it has one."""

    text: Text
    href: str | None = None
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Values of one property: its name and address, those that are shown, and how many there are."""

    label: Text
    href: str
    values: tuple[Value, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one thing.

    Attributes:
        iri, name: of the thing.
        classes: what it is, most specific first.
        says, said: what it says of others, and what others say of it, by property.
        sources: the sources that state it.
        gaps: the gaps that concern it, most severe first.
    """

    iri: str
    name: Text
    classes: tuple[Value, ...]
    says: tuple[Group, ...]
    said: tuple[Group, ...]
    sources: tuple[Source, ...]
    gaps: tuple[Gap, ...]


class Reader:
    """Reads what a graph says of things."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph
        self._names = GraphNames(graph)

    @cached_property
    def _gaps(self) -> dict[str, list[Gap]]:
        found: dict[str, list[Gap]] = {}
        for gap in gaps_of(self._graph):
            for thing in dict.fromkeys((*gap.subject, *([gap.region] if gap.region else []))):
                found.setdefault(thing, []).append(gap)
        return found

    def knows(self, iri: str) -> bool:
        """Return whether the graph says anything of a thing."""
        node = ox.NamedNode(iri)
        patterns = ((node, None), (None, node))
        return any(
            next(self._graph.store.quads_for_pattern(one, None, other, _DEFAULT), None) for one, other in patterns
        )

    def triples(self, iri: str) -> list[ox.Triple]:
        """Return the statements about a thing, sorted."""
        quads = self._graph.store.quads_for_pattern(ox.NamedNode(iri), None, None, _DEFAULT)
        return sorted((quad.triple for quad in quads), key=str)

    def read(self, iri: str) -> Facts:
        """Return what is known of a thing."""
        triples = self.triples(iri)
        classes = [str(triple.object.value) for triple in triples if triple.predicate.value == _TYPE]  # type: ignore[union-attr]
        return Facts(
            iri,
            self._names(iri),
            tuple(self._value(ox.NamedNode(cls)) for cls in self._order(classes)),
            self._group(
                (triple.predicate.value, triple.object) for triple in triples if triple.predicate.value != _TYPE
            ),
            self._group(self._pointing(iri), iri),
            self._sources(iri),
            tuple(islice(self._gaps.get(iri, ()), _SHOWN)),
        )

    def _order(self, classes: Sequence[str]) -> list[str]:
        terms = ontology_terms()
        names = {cls: cls.removeprefix(ONTOLOGY) for cls in classes}
        depth = {cls: len(terms.superclasses(name)) for cls, name in names.items() if name in terms}
        return sorted(classes, key=lambda cls: (-depth.get(cls, 0), cls))

    def _pointing(self, iri: str) -> Iterator[tuple[str, _Term]]:
        quads = self._graph.store.quads_for_pattern(None, None, ox.NamedNode(iri), _DEFAULT)
        found = [(quad.predicate.value, quad.subject) for quad in islice(quads, _COUNTED)]
        yield from sorted(found, key=str)

    def _group(self, pairs: Iterable[tuple[str, _Term]], thing: str = "") -> tuple[Group, ...]:
        found: dict[str, list[_Term]] = {}
        for predicate, term in pairs:
            found.setdefault(predicate, []).append(term)
        return tuple(
            Group(
                _KNOWN.get(predicate) or self._names(predicate),
                address_of(predicate),
                tuple(self._value(term, thing) for term in terms[:_SHOWN]),
                len(terms),
            )
            for predicate, terms in sorted(found.items(), key=lambda item: _rank(item[0]))
        )

    def _value(self, term: _Term, thing: str = "") -> Value:
        if isinstance(term, ox.NamedNode):
            return Value(self._call(term.value, thing), address_of(term.value))
        if isinstance(term, ox.Literal):
            return Value(Text(term.value, term.value), None, term.language or "")
        return Value(Text(str(term), str(term)))

    def _call(self, iri: str, thing: str) -> Text:
        """Return the name of a thing; what has none, as an offering, is called by what it joins to *thing*."""
        name = self._names(iri)
        if not thing or name.zh != compact_id(iri):
            return name
        quads = self._graph.store.quads_for_pattern(ox.NamedNode(iri), None, None, _DEFAULT)
        joined = sorted({quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)} - {thing})
        ends = [self._names(other) for other in joined if other.startswith(ID)]
        return Text("、".join(end.zh for end in ends), ", ".join(end.en for end in ends)) if ends else name

    def _sources(self, iri: str) -> tuple[Source, ...]:
        quads = self._graph.store.quads_for_pattern(ox.NamedNode(iri), None, None, None)
        graphs = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
        known = self._graph.sources()
        return tuple(known[one] for one in sorted(graphs - {ONTOLOGY_GRAPH}) if one in known)


def _rank(predicate: str) -> int:
    """Return where a property stands on a page: what a thing is called first, where it lies last."""
    if predicate in _FIRST:
        return _FIRST.index(predicate) - len(_FIRST)
    return _LAST.index(predicate) + 1 if predicate in _LAST else 0


def address_of(iri: str) -> str:
    """Return where a person finds a thing: on this server if it is ours, else at its own address.

    >>> address_of("https://w3id.org/fourchains/id/skill/java"), address_of("http://example.org/")
    ('/id/skill/java', 'http://example.org/')
    """
    return iri.removeprefix(BASE.removesuffix("/")) if iri.startswith(BASE) else iri
