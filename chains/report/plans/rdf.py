"""A plan as RDF: the plan, its actions, and the gaps that they answer.

An action is a ``ch:Action``, a kind of ``ch:MissingLink``, and nothing else: who asks the graph for offerings, partnerships
or members does not meet it, and no measure reads it.  PROV says what it came from: the gaps, and the graph as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from chains.errors import Text
from chains.facts import Fact, code, decimal, integer, quad, term, texts
from chains.inputs import package_version
from chains.names import ID, quote_key
from chains.plan.supposing import SUPPOSED
from chains.plan.telling import Step, say_certificate

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph
    from chains.plan.planning import Plan
    from chains.plan.running import Wish

__all__ = ["plan_to_quads"]


def plan_to_quads(graph: KnowledgeGraph, plan: Plan, wish: Wish, steps: Sequence[Step]) -> list[ox.Quad]:
    """Return a plan as sorted statements in the named graph of what is supposed (:data:`~chains.plan.supposing.SUPPOSED`)."""
    own = ox.NamedNode(SUPPOSED)
    facts = {*_describe_plan(graph, plan, wish, steps), *_describe_graph(graph)}
    for step in steps:
        facts |= set(_describe_step(step))
    return sorted((quad(fact, own) for fact in facts), key=str)


def _plan_iri(graph: KnowledgeGraph, wish: Wish, steps: Sequence[Step]) -> str:
    named = "\0".join([graph.digest, wish.objective, *(step.id for step in steps)])
    return f"{ID}plan/{quote_key(graph.name)}-{hashlib.sha256(named.encode()).hexdigest()[:12]}"


def _describe_plan(graph: KnowledgeGraph, plan: Plan, wish: Wish, steps: Sequence[Step]) -> Iterator[Fact]:
    own = _plan_iri(graph, wish, steps)
    yield own, "rdf:type", term("ch:Plan")
    yield own, "objectiveName", ox.Literal(wish.objective)
    # Rounded down: what is said must not be more than what is certain.
    share = 1.0 if plan.solution.is_optimal else int(1e6 * plan.solution.guaranteed) / 1e6
    yield own, "guaranteedShare", decimal(share)
    if wish.budget is not None:
        yield own, "budget", decimal(wish.budget)
    yield from ((own, name, value) for name, value in texts("rdfs:comment", say_certificate(plan, wish.objective)))
    yield own, "prov:wasDerivedFrom", ox.NamedNode(f"{ID}dataset/{quote_key(graph.name)}")
    yield from ((own, "hasAction", ox.NamedNode(_action_iri(step))) for step in steps)


def _describe_step(step: Step) -> Iterator[Fact]:
    own, (first, link, last) = _action_iri(step), step.link
    yield own, "rdf:type", term("ch:MissingLink")
    yield own, "rdf:type", term("ch:Action")
    yield own, "dct:identifier", ox.Literal(step.id)
    yield own, "kind", code("action-kinds", step.kind)
    yield own, "linkFrom", ox.NamedNode(first)
    yield own, "linkKind", code("link-kinds", link)
    yield own, "linkTo", ox.NamedNode(last)
    yield own, "linkRank", integer(step.rank)
    yield own, "actionCost", decimal(step.cost)
    yield own, "actionGain", ox.Literal(f"{step.gain:.9g}", datatype=term("xsd:double"))
    yield from ((own, name, value) for name, value in texts("rdfs:label", step.sentence))
    if step.skill is not None:
        yield own, "addsSkill", ox.NamedNode(step.skill)
    for gap in step.gaps:
        for name in ("answersGap", "prov:wasDerivedFrom"):
            yield own, name, ox.NamedNode(f"{ID}gap/{gap}")


def _describe_graph(graph: KnowledgeGraph) -> Iterator[Fact]:
    version = package_version()
    title = Text(f"{graph.title.zh}的行动方案", f"Plans for {graph.title.en}")
    method = Text(
        f"由 Four Chains {version} 建议的措施：是设想，不是事实；费用是假定。",
        f"Actions proposed by Four Chains {version}: supposed, no facts; costs are assumptions.",
    )
    yield SUPPOSED, "rdf:type", term("ch:Source")
    yield SUPPOSED, "rdf:type", term("prov:Entity")
    yield SUPPOSED, "publisherName", ox.Literal(f"Four Chains {version}")
    yield SUPPOSED, "confidence", code("confidence-classes", "derived")
    yield from ((SUPPOSED, name, value) for name, value in texts("skos:prefLabel", title))
    yield from ((SUPPOSED, name, value) for name, value in texts("skos:note", method))


def _action_iri(step: Step) -> str:
    return f"{ID}missing-link/{step.id}"
