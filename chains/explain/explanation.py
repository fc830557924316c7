"""Everything that there is to say about one gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chains.build import ontology_terms
from chains.errors import Text
from chains.explain.certainty import say_certainty, say_rank
from chains.explain.facts import FactTable, find_facts
from chains.explain.nulls import explain_null
from chains.explain.sources import Reference, cite_sources
from chains.gaps.wording import UNITS
from chains.graph import KnowledgeGraph
from chains.naming import GraphNames, name_code, word_chains
from chains.records import Gap

__all__ = ["SHOWN_ROWS", "Explanation", "explain_gap"]

SHOWN_ROWS: Final = 8
"""So many rows of each part of the evidence are shown to people; JSON has them all."""

_COUNTERS: Final = ("个", "条", "家", "项", "对")
"""Measure words: a unit that begins with one stands behind its number."""


@dataclass(frozen=True)
class Explanation:
    """One gap in plain words.

    Attributes:
        gap: the record.
        title: what it is about and where.
        kind, kind_means: name and definition of its kind.
        rank: its severity among all gaps.
        seen, expected, certainty, overturn: sentences.
        facts: the rows of its evidence query.
        references: its sources, those of the first rows of each part of the evidence first.
        closing: links that would close it, in words.
    """

    gap: Gap
    title: Text
    kind: Text
    kind_means: Text
    chains: Text
    rank: Text
    seen: tuple[Text, ...]
    expected: tuple[Text, ...]
    certainty: tuple[Text, ...]
    overturn: Text
    facts: tuple[FactTable, ...]
    references: tuple[Reference, ...]
    closing: tuple[Text, ...]


def explain_gap(gap: Gap, graph: KnowledgeGraph, gaps: Sequence[Gap]) -> Explanation:
    """Return all that there is to say about a gap of a graph; *gaps* are all gaps of the graph."""
    network, names = graph.network(), GraphNames(graph)
    facts = find_facts(gap, graph, names)
    shown = [source for table in facts for fact in table.rows[:SHOWN_ROWS] for source in fact.sources]
    term = ontology_terms().get(f"gap-kinds/{gap.kind}")
    return Explanation(
        gap=gap,
        title=_title(gap, names),
        kind=name_code("gap-kinds", gap.kind),
        kind_means=term.definition if term else Text("", ""),
        chains=word_chains(gap.chains),
        rank=say_rank(gap, gaps),
        seen=(gap.sentence, _say_numbers(gap)),
        expected=explain_null(gap.null),
        certainty=say_certainty(gap, network),
        overturn=gap.overturn,
        facts=facts,
        references=cite_sources(graph, shown, gap.sources),
        closing=tuple(_word_links(gap, graph, names)),
    )


def _title(gap: Gap, names: GraphNames) -> Text:
    place = names.place(gap.region)
    zh = gap.label.zh if place.zh in gap.label.zh else f"{place.zh}：{gap.label.zh}"
    return Text(zh, gap.label.en if place.en in gap.label.en else f"{place.en}: {gap.label.en}")


def _say_numbers(gap: Gap) -> Text:
    unit = UNITS.get(gap.unit, Text(gap.unit, gap.unit))
    observed, expected = _number(gap.observed), _number(gap.expected)
    if unit.zh.startswith(_COUNTERS):
        zh = f"实际 {observed} {unit.zh}，预期 {expected} {unit.zh}。"
    else:
        zh = f"实际 {observed}，预期 {expected}；单位：{unit.zh}。"
    return Text(zh, f"Observed {observed}, expected {expected} ({unit.en}).")


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0") if abs(value) >= 10 or value == round(value) else f"{value:.2g}"  # noqa: PLR2004


def _word_links(gap: Gap, graph: KnowledgeGraph, names: GraphNames) -> Iterator[Text]:
    nodes = graph.network().nodes
    regions: Mapping[str, str | None] = dict(nodes.select("iri", "region").iter_rows())
    for start, kind, end in gap.closing:
        first, last, link = (
            _placed(start, names, regions),
            _placed(end, names, regions),
            name_code("link-kinds", kind),
        )
        yield Text(f"{first.zh} —{link.zh}→ {last.zh}", f"{first.en} —{link.en}→ {last.en}")


def _placed(iri: str, names: GraphNames, regions: Mapping[str, str | None]) -> Text:
    name, region = names(iri), regions.get(iri)
    if region is None:
        return name
    place = names.place(region)
    return Text(f"{name.zh}（{place.zh}）", f"{name.en} ({place.en})")
