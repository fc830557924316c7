"""What the first page of an atlas shows, gathered from the graph, its gaps and the lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chains.build import ontology_terms
from chains.errors import Text
from chains.graph import KnowledgeGraph
from chains.naming import Names, name_code
from chains.part import Part
from chains.records import Gap
from chains.report.cities import CityRow, count_cities
from chains.report.entries import Listing
from chains.report.findings import Finding, find_headlines
from chains.report.parts import describe_part
from chains.summary import CHAINS, Summary, summarise

__all__ = ["ChainCard", "Confidence", "Overview", "PairBar", "gather_overview"]

_CLASSES_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class ChainCard:
    """One chain (or what stands across them: ``name`` is ``None``) with its number of things, by class."""

    name: str | None
    label: Text
    about: Text
    total: int
    classes: tuple[tuple[Text, int], ...]


@dataclass(frozen=True, slots=True)
class PairBar:
    """Two chains and the number of pairs linked across them; ``share`` of the largest such number, in [0, 1]."""

    first: str
    second: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Confidence:
    """One confidence class: its number of sources and of the statements that they make."""

    label: Text
    about: Text
    sources: int
    statements: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the first page shows; ``scope`` says what a part is a part of."""

    title: Text
    summary: Summary
    things: int
    links: int
    chains: tuple[ChainCard, ...]
    pairs: tuple[PairBar, ...]
    confidence: tuple[Confidence, ...]
    findings: tuple[Finding, ...]
    gap_count: int
    listings: tuple[Listing, ...]
    cities: tuple[CityRow, ...]
    samples: tuple[Text, ...]
    names: Names
    scope: Text | None = None


def gather_overview(
    graph: KnowledgeGraph,
    gaps: Sequence[Gap],
    listings: Sequence[Listing],
    statements: Mapping[str, int],
    part: Part | None = None,
) -> Overview:
    """Return what the first page shows; *statements* counts those of each source by its IRI.

    With a *part*, *graph* is its graph, and of the cities only its own are listed.
    """
    network, summary = graph.network(), summarise(graph)
    samples = network.samples.select("note_zh", "note_en").unique().sort("note_zh").iter_rows()
    return Overview(
        title=graph.title,
        summary=summary,
        things=network.nodes.height,
        links=network.edges.height,
        chains=tuple(_describe_chain(chain, summary) for chain in (*CHAINS, None)),
        pairs=_compare_pairs(summary),
        confidence=_count_confidence(graph, statements),
        findings=tuple(find_headlines(gaps, network)),
        gap_count=len(gaps),
        listings=tuple(listings),
        cities=tuple(row for row in count_cities(network, gaps, listings) if part is None or row.city in part.cities),
        samples=tuple(Text(zh or en, en or zh) for zh, en in samples),
        names=Names(network),
        scope=None if part is None else describe_part(part),
    )


def _describe_chain(chain: str | None, summary: Summary) -> ChainCard:
    classes = summary.nodes.get(chain, {})
    ranked = sorted(classes.items(), key=lambda item: (-item[1], item[0]))
    terms = ontology_terms()
    named = [(terms[name].label, count) for name, count in ranked[:_CLASSES_SHOWN]]
    rest = sum(count for _, count in ranked[_CLASSES_SHOWN:])
    if rest:
        named.append((Text("其他", "Others"), rest))
    if chain is None:
        label, about = (
            Text("跨链", "Across the chains"),
            Text("地区、联盟、政策等", "Regions, alliances, policies and others"),
        )
    else:
        code = terms.code("chains", chain)
        label, about = code.label, code.definition
    return ChainCard(chain, label, about, sum(classes.values()), tuple(named))


def _compare_pairs(summary: Summary) -> tuple[PairBar, ...]:
    pairs = [(first, second) for place, first in enumerate(CHAINS) for second in CHAINS[place + 1 :]]
    largest = max(summary.pairs.values(), default=0)
    counts = [(first, second, summary.pairs.get((first, second), 0)) for first, second in pairs]
    return tuple(PairBar(first, second, count, count / largest if largest else 0.0) for first, second, count in counts)


def _count_confidence(graph: KnowledgeGraph, statements: Mapping[str, int]) -> tuple[Confidence, ...]:
    sources = graph.sources()
    made: Counter[str] = Counter()
    for iri, source in sources.items():
        made[source.confidence] += statements.get(iri, 0)
    number = Counter(source.confidence for source in sources.values())
    terms = ontology_terms()
    return tuple(
        Confidence(
            name_code("confidence-classes", name),
            terms.code("confidence-classes", name).definition,
            number[name],
            made[name],
        )
        for name in ("stated", "reported", "derived")
    )
