"""A plan as RDF: the plan, its actions, and the gaps that they answer.

An action is a ``ch:Action``, a kind of ``ch:MissingLink``, and nothing else: who asks the graph for offerings, partnerships
or members does not meet it, and no measure reads it.  PROV says what it came from: the gaps, and the graph as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from chains.errors import Text
from chains.inputs import package_version
from chains.names import CODE, ID, expand_term, quote_key
from chains.plan.supposing import SUPPOSED
from chains.plan.telling import Step, say_certificate

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph
    from chains.plan.planning import Plan
    from chains.plan.running import Wish

__all__ = ["plan_to_quads", "write_turtle"]

_Object: TypeAlias = ox.NamedNode | ox.Literal
_Fact: TypeAlias = tuple[str, str, _Object]
_PREFIXES: Final = {
    "ch": "ch:",
    "dct": "dct:",
    "prov": "prov:",
    "rdfs": "rdfs:",
    "skos": "skos:",
    "xsd": "xsd:",
}


def plan_to_quads(graph: KnowledgeGraph, plan: Plan, wish: Wish, steps: Sequence[Step]) -> list[ox.Quad]:
    """Return a plan as sorted statements in the named graph of what is supposed (:data:`~chains.plan.supposing.SUPPOSED`)."""
    own = ox.NamedNode(SUPPOSED)
    facts = {*_describe_plan(graph, plan, wish, steps), *_describe_graph(graph)}
    for step in steps:
        facts |= set(_describe_step(step))
    quads = [ox.Quad(ox.NamedNode(first), ox.NamedNode(expand_term(name)), last, own) for first, name, last in facts]
    return sorted(quads, key=str)


def write_turtle(quads: Sequence[ox.Quad]) -> str:
    """Return statements as Turtle, without their named graph."""
    triples = [quad.triple for quad in quads]
    prefixes = {prefix: expand_term(f"{name}x").removesuffix("x") for prefix, name in _PREFIXES.items()}
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()


def _plan_iri(graph: KnowledgeGraph, wish: Wish, steps: Sequence[Step]) -> str:
    named = "\0".join([graph.digest, wish.objective, *(step.id for step in steps)])
    return f"{ID}plan/{quote_key(graph.name)}-{hashlib.sha256(named.encode()).hexdigest()[:12]}"


def _describe_plan(graph: KnowledgeGraph, plan: Plan, wish: Wish, steps: Sequence[Step]) -> Iterator[_Fact]:
    own = _plan_iri(graph, wish, steps)
    yield own, "rdf:type", _term("ch:Plan")
    yield own, "objectiveName", ox.Literal(wish.objective)
    # Rounded down: what is said must not be more than what is certain.
    share = 1.0 if plan.solution.is_optimal else int(1e6 * plan.solution.guaranteed) / 1e6
    yield own, "guaranteedShare", _decimal(share)
    if wish.budget is not None:
        yield own, "budget", _decimal(wish.budget)
    yield from ((own, name, value) for name, value in _texts("rdfs:comment", say_certificate(plan, wish.objective)))
    yield own, "prov:wasDerivedFrom", ox.NamedNode(f"{ID}dataset/{quote_key(graph.name)}")
    yield from ((own, "hasAction", ox.NamedNode(_action_iri(step))) for step in steps)


def _describe_step(step: Step) -> Iterator[_Fact]:
    own, (first, link, last) = _action_iri(step), step.link
    yield own, "rdf:type", _term("ch:MissingLink")
    yield own, "rdf:type", _term("ch:Action")
    yield own, "dct:identifier", ox.Literal(step.id)
    yield own, "kind", ox.NamedNode(f"{CODE}action-kinds/{step.kind}")
    yield own, "linkFrom", ox.NamedNode(first)
    yield own, "linkKind", ox.NamedNode(f"{CODE}link-kinds/{link}")
    yield own, "linkTo", ox.NamedNode(last)
    yield own, "linkRank", ox.Literal(str(step.rank), datatype=_term("xsd:integer"))
    yield own, "actionCost", _decimal(step.cost)
    yield own, "actionGain", ox.Literal(f"{step.gain:.9g}", datatype=_term("xsd:double"))
    yield from ((own, name, value) for name, value in _texts("rdfs:label", step.sentence))
    if step.skill is not None:
        yield own, "addsSkill", ox.NamedNode(step.skill)
    for gap in step.gaps:
        yield own, "answersGap", ox.NamedNode(f"{ID}gap/{gap}")
        yield own, "prov:wasDerivedFrom", ox.NamedNode(f"{ID}gap/{gap}")


def _describe_graph(graph: KnowledgeGraph) -> Iterator[_Fact]:
    version = package_version()
    title = Text(f"{graph.title.zh}的行动方案", f"Plans for {graph.title.en}")
    method = Text(
        f"由 Four Chains {version} 建议的措施：是设想，不是事实；费用是假定。",
        f"Actions proposed by Four Chains {version}: supposed, no facts; costs are assumptions.",
    )
    yield SUPPOSED, "rdf:type", _term("ch:Source")
    yield SUPPOSED, "rdf:type", _term("prov:Entity")
    yield SUPPOSED, "publisherName", ox.Literal(f"Four Chains {version}")
    yield SUPPOSED, "confidence", ox.NamedNode(f"{CODE}confidence-classes/derived")
    yield from ((SUPPOSED, name, value) for name, value in _texts("skos:prefLabel", title))
    yield from ((SUPPOSED, name, value) for name, value in _texts("skos:note", method))


def _action_iri(step: Step) -> str:
    return f"{ID}missing-link/{step.id}"


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand_term(name))


def _texts(name: str, text: Text) -> list[tuple[str, _Object]]:
    return [(name, ox.Literal(text.zh, language="zh")), (name, ox.Literal(text.en, language="en"))]


def _decimal(value: float) -> ox.Literal:
    return ox.Literal(f"{Decimal(repr(float(value))):f}", datatype=_term("xsd:decimal"))
