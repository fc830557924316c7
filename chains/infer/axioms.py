"""What the ontology says follows from what: its OWL 2 RL axioms, read from its statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

import pyoxigraph as ox

from chains.names import expand_term, shorten

__all__ = ["Axioms", "Chain", "read_axioms"]

Pairs = tuple[tuple[str, str], ...]

_TYPE: Final = expand_term("rdf:type")
_NIL: Final = expand_term("rdf:nil")
_CHAIN: Final = expand_term("owl:propertyChainAxiom")

_REFUSED: Final = frozenset(
    expand_term(f"owl:{name}")
    for name in (
        "FunctionalProperty",
        "InverseFunctionalProperty",
        "Restriction",
        "allValuesFrom",
        "complementOf",
        "hasKey",
        "hasValue",
        "intersectionOf",
        "maxCardinality",
        "oneOf",
        "sameAs",
        "someValuesFrom",
        "unionOf",
    )
)
"""Constructs of OWL 2 RL from which statements would follow that the rules here do not infer."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Who follows the *steps*, properties one after another, comes to a value of *target*."""

    target: str
    steps: tuple[str, ...]
    rule: str = "prp-spo2"


@dataclass(frozen=True, slots=True)
class Axioms:
    """The axioms by which statements about things follow; all IRIs, each field sorted.

    Attributes:
        superclasses: class and superclass, with all that is above; likewise *superproperties*.
        domains: property and the class of whatever has it; likewise *ranges* of its values.
        inverses: property and its inverse, in both directions; a symmetric property is its own.
        chains: property chains; a transitive property is a chain of itself.
        disjoint: classes that no thing may both be of, each pair once.
    """

    superclasses: Pairs = ()
    superproperties: Pairs = ()
    domains: Pairs = ()
    ranges: Pairs = ()
    inverses: Pairs = ()
    symmetric: tuple[str, ...] = ()
    chains: tuple[Chain, ...] = ()
    disjoint: Pairs = ()

    @property
    def properties(self) -> frozenset[str]:
        """Properties from whose statements something can follow."""
        pairs = (self.superproperties, self.domains, self.ranges, self.inverses)
        single = {name for one in pairs for name, _ in one} | set(self.symmetric) | {_TYPE}
        return frozenset(single | {step for chain in self.chains for step in chain.steps})


@dataclass(slots=True)
class _Facts:
    by_predicate: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def pairs(self, term: str) -> list[tuple[str, str]]:
        return self.by_predicate.get(expand_term(term), [])

    def of_type(self, term: str) -> set[str]:
        wanted = expand_term(term)
        return {subject for subject, kind in self.by_predicate.get(_TYPE, []) if kind == wanted}


def read_axioms(quads: Iterable[ox.Quad]) -> Axioms:
    """Return the axioms of an ontology; what annotates (labels, annotation properties) says nothing about things.

    Raises:
        ValueError: the ontology uses a construct whose consequences would be left out, or a broken list.
    """
    facts = _Facts()
    for quad in quads:
        if not isinstance(quad.object, ox.Literal):
            facts.by_predicate[quad.predicate.value].append((_key(quad.subject), _key(quad.object)))
    _refuse_unknown(facts)
    notes = facts.of_type("owl:AnnotationProperty")
    same_class = [*facts.pairs("owl:equivalentClass"), *_turned(facts.pairs("owl:equivalentClass"))]
    same_property = [*facts.pairs("owl:equivalentProperty"), *_turned(facts.pairs("owl:equivalentProperty"))]
    inverses = facts.pairs("owl:inverseOf")
    return Axioms(
        superclasses=_closed([*facts.pairs("rdfs:subClassOf"), *same_class]),
        superproperties=_closed([*facts.pairs("rdfs:subPropertyOf"), *same_property]),
        domains=tuple(sorted({pair for pair in facts.pairs("rdfs:domain") if pair[0] not in notes})),
        ranges=tuple(sorted({pair for pair in facts.pairs("rdfs:range") if _is_of_things(pair, notes)})),
        inverses=tuple(sorted({*inverses, *_turned(inverses)})),
        symmetric=tuple(sorted(facts.of_type("owl:SymmetricProperty"))),
        chains=tuple(sorted(_chains(facts), key=lambda chain: (chain.target, chain.steps))),
        disjoint=tuple(sorted({(min(pair), max(pair)) for pair in _disjoint(facts)})),
    )


def _key(term: ox.NamedNode | ox.BlankNode | ox.Triple | ox.Literal) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _refuse_unknown(facts: _Facts) -> None:
    used = {kind for _, kind in facts.by_predicate.get(_TYPE, [])} | set(facts.by_predicate)
    unknown = sorted(shorten(name) for name in used & _REFUSED)
    if unknown:
        raise ValueError(f"no rule here infers what follows from {', '.join(unknown)}")


def _turned(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(second, first) for first, second in pairs]


def _is_of_things(pair: tuple[str, str], notes: set[str]) -> bool:
    """Return whether a range is a class: a datatype types no thing."""
    data = (expand_term("xsd:"), expand_term("rdf:PlainLiteral"), expand_term("rdfs:Literal"))
    return pair[0] not in notes and not pair[1].startswith(data)


def _closed(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Return each term with all that is above it, itself left out."""
    direct: dict[str, set[str]] = defaultdict(set)
    for below, above in pairs:
        direct[below].add(above)
    found = set()
    for start in sorted(direct):
        waiting, seen = list(direct[start]), {start}
        while waiting:
            above = waiting.pop()
            if above not in seen:
                seen.add(above)
                found.add((start, above))
                waiting += direct.get(above, ())
    return tuple(sorted(found))


def _disjoint(facts: _Facts) -> Iterable[tuple[str, str]]:
    yield from facts.pairs("owl:disjointWith")
    for _, head in facts.pairs("owl:members"):
        yield from combinations(_read_list(head, facts), 2)


def _chains(facts: _Facts) -> Iterable[Chain]:
    for target, head in facts.by_predicate.get(_CHAIN, []):
        yield Chain(target, _read_list(head, facts))
    for name in facts.of_type("owl:TransitiveProperty"):
        yield Chain(name, (name, name), "prp-trp")


def _read_list(head: str, facts: _Facts) -> tuple[str, ...]:
    first, rest = dict(facts.pairs("rdf:first")), dict(facts.pairs("rdf:rest"))
    steps: list[str] = []
    seen: set[str] = set()
    while head != _NIL:
        if head not in first or head in seen or first[head].startswith("_:"):
            raise ValueError("a property chain or a set of disjoint classes is no list of named terms")
        seen.add(head)
        steps.append(first[head])
        head = rest.get(head, _NIL)
    return tuple(steps)
