"""The SHACL shapes as people read them: what each demands, of which classes and properties."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from chains.constraints import SH, Node, ShapeFacts
from chains.errors import Text
from chains.names import BASE, CODE, ONTOLOGY, expand_term

__all__ = ["Shape", "read_shapes"]

_SHAPE: Final = BASE + "shape/"
_OWN: Final = re.compile(r"\bch:([A-Za-z]\w*)")
_PATHS: Final = frozenset(SH + name for name in ("path", "targetSubjectsOf", "targetObjectsOf"))
_COMMENT: Final = expand_term("rdfs:comment")


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape.

    Attributes:
        id: ``S01``, ``S02``, ...
        label: the rule in a few words.
        rules: what is wrong where it is broken, each with what to do about it (``None``: by the kind of constraint).
        classes: IRIs of the classes whose things it looks at.
        properties: IRIs of the properties that it looks at.
        schemes: by IRI of a property, the names of the code lists that its values must come from.
        note: whether all that it says are notes: worth saying, and the graph can be used.
    """

    id: str
    label: Text
    rules: tuple[tuple[Text, Text | None], ...]
    classes: tuple[str, ...]
    properties: tuple[str, ...]
    schemes: Mapping[str, tuple[str, ...]]
    note: bool


def read_shapes(path: Path) -> tuple[Shape, ...]:
    """Return the shapes of a file, by id."""
    facts = ShapeFacts(path)
    return tuple(_read(facts, node) for node in facts.named(_SHAPE))


def _read(facts: ShapeFacts, shape: ox.NamedNode) -> Shape:
    id_ = shape.value.removeprefix(_SHAPE)
    nodes = list(_closure(facts, shape))
    said = [(message, facts.text(node, _COMMENT)) for node in nodes if (message := facts.text(node, SH + "message"))]
    severities = [facts.first(node, SH + "severity") for node in nodes if facts.all(node, SH + "message")]
    classes = [node.value for node in facts.all(shape, SH + "targetClass")]
    return Shape(
        id_,
        facts.text(shape, expand_term("rdfs:label")) or Text(id_, id_),
        tuple(dict.fromkeys(said)),
        tuple(sorted(classes)),
        tuple(sorted(_properties(facts, nodes))),
        _schemes(facts, nodes),
        bool(severities) and all(severity == ox.NamedNode(SH + "Warning") for severity in severities),
    )


def _closure(facts: ShapeFacts, node: Node) -> Iterator[Node]:
    """Iterate over a node and the blank nodes below it, in the order of the file."""
    yield node
    for predicate in facts.predicates(node):
        for other in facts.all(node, predicate):
            if isinstance(other, ox.BlankNode):
                yield from _closure(facts, other)


def _properties(facts: ShapeFacts, nodes: list[Node]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        for predicate in _PATHS:
            for path in facts.all(node, predicate):
                found |= _named(facts, path)
        for query in facts.all(node, SH + "select"):
            found |= {ONTOLOGY + name for name in _OWN.findall(query.value) if name[0].islower()}
    return found


def _named(facts: ShapeFacts, path: Node) -> set[str]:
    below = [
        other
        for node in _closure(facts, path)
        for predicate in facts.predicates(node)
        for other in facts.all(node, predicate)
    ]
    return {node.value for node in (path, *below) if isinstance(node, ox.NamedNode) and node.value.startswith(ONTOLOGY)}


def _schemes(facts: ShapeFacts, nodes: list[Node]) -> Mapping[str, tuple[str, ...]]:
    """Return the code lists by property: those that a constraint beside the property's path names."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        for path in _named_path(facts, node):
            values = {value.value for below in _closure(facts, node) for value in facts.all(below, SH + "hasValue")}
            found[path] |= {
                iri.removeprefix(CODE) for iri in values if iri.startswith(CODE) and iri.count("/") == CODE.count("/")
            }
    return {path: tuple(sorted(schemes)) for path, schemes in found.items() if schemes}


def _named_path(facts: ShapeFacts, node: Node) -> set[str]:
    path = facts.first(node, SH + "path")
    return set() if path is None else _named(facts, path)
