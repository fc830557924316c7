"""The SHACL shapes of the ontology as rules, each with the SPARQL that finds what breaks it.

A rule is asked of the whole graph at once by its own store: a region takes seconds, where a validator that goes thing
by thing over another copy of the graph takes many minutes.  A test compares the verdicts with pyshacl's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pyoxigraph as ox

from chains.constraints import SH, Constraints, Node, ShapeFacts, Subclasses
from chains.errors import Text
from chains.names import BASE, expand_term

__all__ = ["SHAPE", "Rule", "load_rules"]

SHAPE: Final = BASE + "shape/"
"""Where the IRIs of shapes start; the rest is the shape's id, such as ``S01``."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One constraint of a shape.

    Attributes:
        shape: id of the shape it belongs to, such as ``S19``.
        component: local name of the SHACL constraint, such as ``minCount``; ``sparql`` for a query of its own.
        parameter: what the constraint is given, such as the class that values must be of; ``None`` for ``sparql``.
        path: IRI of the property concerned; ``None`` where the rule is on the thing itself or its answer names one.
        scheme: IRI of the code scheme that values of the property must be in, or ``None``.
        message: what is wrong.
        remedy: what to do, where the shape says it.
        level: ``note`` where the shape only warns.
        query: a SELECT whose rows are the violations: ``?this``, and where known ``?value`` and ``?path``.
    """

    shape: str
    component: str
    parameter: Node | None
    path: str | None
    scheme: str | None
    message: Text
    remedy: Text | None
    level: Literal["fault", "note"]
    query: str


def load_rules(folder: Path, subclasses: Subclasses) -> tuple[Rule, ...]:
    """Return the rules of the ontology folder's ``shapes.ttl``, by shape, property and constraint.

    *subclasses* gives the IRIs of a class and of all its subclasses in the graph that will be asked.

    Raises:
        ValueError: a shape uses a construct that is not known here, or lacks its message.
    """
    facts = ShapeFacts(folder / "shapes.ttl")
    rules = [rule for shape in facts.named(SHAPE) for rule in _read_shape(facts, shape, subclasses)]
    return tuple(sorted(rules, key=lambda rule: (rule.shape, rule.path or "", rule.component, rule.query)))


def _read_shape(facts: ShapeFacts, shape: ox.NamedNode, subclasses: Subclasses) -> Iterator[Rule]:
    constraints = Constraints(facts, shape, subclasses)
    for node in (shape, *facts.all(shape, SH + "property")):
        for component, parameter in constraints.listed(node):
            query = constraints.query(node, component, parameter)
            yield _rule(facts, shape, node, component, parameter, constraints.path(node), query)
        for constraint in facts.all(node, SH + "sparql"):
            yield _rule(facts, shape, node, "sparql", None, constraints.path(node), constraints.select(constraint))


def _rule(
    facts: ShapeFacts,
    shape: ox.NamedNode,
    node: Node,
    component: str,
    parameter: Node | None,
    path: str | None,
    query: str,
) -> Rule:
    severity = facts.first(node, SH + "severity") or facts.first(shape, SH + "severity")
    message = facts.text(node, SH + "message") or facts.text(shape, SH + "message")
    if message is None:
        raise ValueError(f"{shape.value} has no sh:message in Chinese and English")
    comment = expand_term("rdfs:comment")
    return Rule(
        shape=shape.value.removeprefix(SHAPE),
        component=component,
        parameter=parameter,
        path=path.strip("(^").partition("|")[0].strip("<>") if path else None,
        scheme=_scheme(facts, node),
        message=message,
        remedy=facts.text(node, comment) or facts.text(shape, comment),
        level="fault" if severity is None or severity.value == SH + "Violation" else "note",
        query=query,
    )


def _scheme(facts: ShapeFacts, node: Node) -> str | None:
    inner = facts.first(node, SH + "node")
    member = None if inner is None else facts.first(inner, SH + "property")
    scheme = None if member is None else facts.first(member, SH + "hasValue")
    return None if scheme is None else scheme.value
