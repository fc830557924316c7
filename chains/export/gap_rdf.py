"""Gaps as RDF: every field of the record as statements in a named graph of its own, and back again.

A gap is a finding, not a fact.  It is a ``ch:Gap`` and nothing else, says ``ch:gapRegion`` instead of ``ch:inRegion``
and has an ``rdfs:label`` instead of a ``skos:prefLabel``: whoever asks the graph for things in a place or by their name
does not meet it, and no measure reads it.  The named graph is described as a derived source with PROV: by which version
of which software, from which graph, and without a time, so that the same gaps give the same statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from chains.errors import OutputError, Text
from chains.facts import Fact, Object, code, decimal, double, integer, quad, term, texts
from chains.inputs import package_version
from chains.names import CATALOGUE, ID, quote_key
from chains.records import Gap

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["gap_graph", "gap_iri", "gaps_to_quads"]


_AGENT: Final = ID + "agent/fourchains"


def gap_iri(gap: Gap) -> str:
    """Return the IRI of a gap, which ends in its identifier."""
    return f"{ID}gap/{gap.id}"


def gap_graph(graph: KnowledgeGraph, year: int | None = None) -> str:
    """Return the IRI of the named graph that holds the gaps of a graph, or those that it had up to a year."""
    return f"{ID}source/gaps-{quote_key(graph.name)}" + ("" if year is None else f"-{year}")


def gaps_to_quads(gaps: Sequence[Gap], graph: KnowledgeGraph, *, year: int | None = None) -> list[ox.Quad]:
    """Return gaps as sorted statements, with the description of the named graph that they lie in.

    Args:
        gaps: gaps of the graph.
        graph: where they were found.
        year: the last year that counted, if they are those of an earlier state.

    Raises:
        OutputError: two different gaps have one identifier.
    """
    _refuse_twins(gaps)
    own, catalogue = ox.NamedNode(gap_graph(graph, year)), ox.NamedNode(CATALOGUE)
    quads = {quad(fact, own) for gap in gaps for fact in _describe_gap(gap)}
    quads |= {quad(fact, catalogue) for fact in _describe_graph(graph, own.value, year)}
    return sorted(quads, key=str)


def _refuse_twins(gaps: Sequence[Gap]) -> None:
    seen: dict[str, Gap] = {}
    for gap in gaps:
        if seen.setdefault(gap.id, gap) != gap:
            raise OutputError(
                Text(f"两个不同的断点有同一标识 {gap.id}", f"two different gaps have the identifier {gap.id}"),
                remedy=Text("请分开写出", "write them apart"),
            )


def _describe_gap(gap: Gap) -> Iterator[Fact]:
    facts: list[tuple[str, Object]] = [
        ("rdf:type", term("ch:Gap")),
        ("dct:identifier", ox.Literal(gap.id)),
        ("kind", code("gap-kinds", gap.kind)),
        *(("gapSubject", ox.NamedNode(iri)) for iri in gap.subject),
        *texts("rdfs:label", gap.label),
        *(("concernsChain", code("chains", chain)) for chain in gap.chains),
        ("observed", double(gap.observed)),
        ("expected", double(gap.expected)),
        ("measuredQuantity", ox.Literal(gap.unit)),
        ("nullModel", ox.Literal(gap.null)),
        ("severity", decimal(gap.severity)),
        ("fragility", integer(gap.fragility)),
        ("coverageGrade", code("coverage-grades", gap.coverage)),
        ("evidenceQuery", ox.Literal(gap.evidence)),
        *(("prov:wasDerivedFrom", ox.NamedNode(iri)) for iri in gap.sources),
        *texts("dct:description", gap.sentence),
        *texts("overturnedBy", gap.overturn),
    ]
    chances = (("zScore", gap.z), ("pValue", gap.p), ("adjustedPValue", gap.p_adjusted))
    facts += [(name, double(value)) for name, value in chances if value is not None]
    if gap.region is not None:
        facts.append(("gapRegion", ox.NamedNode(gap.region)))
    if len(gap.subject) > 1:
        facts.append(("subjectOrder", ox.Literal(" ".join(gap.subject))))
    own = gap_iri(gap)
    yield from ((own, name, value) for name, value in facts)
    yield from _describe_closing(gap)


def _describe_closing(gap: Gap) -> Iterator[Fact]:
    for rank, (start, kind, end) in enumerate(gap.closing, start=1):
        link = f"{ID}missing-link/{gap.id}_{rank}"
        yield gap_iri(gap), "closedBy", ox.NamedNode(link)
        yield link, "rdf:type", term("ch:MissingLink")
        yield link, "linkFrom", ox.NamedNode(start)
        yield link, "linkKind", code("link-kinds", kind)
        yield link, "linkTo", ox.NamedNode(end)
        yield link, "linkRank", integer(rank)


def _describe_graph(graph: KnowledgeGraph, own: str, year: int | None) -> Iterator[Fact]:
    version = package_version()
    dataset, activity = f"{ID}dataset/{quote_key(graph.name)}", own.replace(f"{ID}source/", f"{ID}activity/find-")
    until = Text("", "") if year is None else Text(f"（截至 {year} 年的记录）", f" (on record up to {year})")
    title = Text(f"{graph.title.zh}的断点{until.zh}", f"Gaps of {graph.title.en}{until.en}")
    method = Text(
        f"由 Four Chains {version} 依据图谱推导的断点，是结论，不是事实；每个断点附有证据查询与所读的来源。",
        f"Gaps derived from the graph by Four Chains {version}: findings, no facts; each has its evidence query and the "
        "sources that were read.",
    )
    about: dict[str, list[tuple[str, Object]]] = {
        own: [
            ("rdf:type", term("ch:Source")),
            ("rdf:type", term("prov:Entity")),
            *texts("skos:prefLabel", title),
            *texts("skos:note", method),
            ("publisherName", ox.Literal(f"Four Chains {version}")),
            ("confidence", code("confidence-classes", "derived")),
            ("prov:wasDerivedFrom", ox.NamedNode(dataset)),
            ("prov:wasGeneratedBy", ox.NamedNode(activity)),
        ],
        activity: [
            ("rdf:type", term("prov:Activity")),
            *texts("rdfs:label", Text("查找断点", "finding the gaps")),
            ("prov:used", ox.NamedNode(dataset)),
            ("prov:wasAssociatedWith", ox.NamedNode(_AGENT)),
        ],
        _AGENT: [
            ("rdf:type", term("prov:SoftwareAgent")),
            ("rdfs:label", ox.Literal("Four Chains")),
            ("schema:softwareVersion", ox.Literal(version)),
        ],
        dataset: [
            ("rdf:type", term("prov:Entity")),
            ("dct:identifier", ox.Literal(graph.digest)),
        ],
    }
    yield from ((subject, name, value) for subject, facts in about.items() for name, value in facts)
