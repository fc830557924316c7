"""What a graph holds, in numbers: things by class and chain, links by kind, sources by confidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from chains.build import ontology_terms
from chains.errors import Lang, Text
from chains.graph import KnowledgeGraph

__all__ = ["CHAINS", "Summary", "chain_links", "format_summary", "summarise"]

CHAINS: Final = ("education", "talent", "industry", "innovation")


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of one graph.

    Attributes:
        statements: statements, each counted once for each source that makes it.
        nodes: number of things by chain (``None`` for those that cross chains), then by class.
        links: number of links by kind.
        pairs: number of links whose ends lie in two chains, by the pair in the order education, talent, industry,
            innovation.
        cities: number of cities.
        sources: number of sources by confidence class.
    """

    title: Text
    statements: int
    nodes: Mapping[str | None, Mapping[str, int]]
    links: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    cities: int
    sources: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain JSON values."""
        return {
            "title": {"zh": self.title.zh, "en": self.title.en},
            "statements": self.statements,
            "nodes": {chain or "none": dict(classes) for chain, classes in self.nodes.items()},
            "links": dict(self.links),
            "pairs": {f"{first}:{second}": count for (first, second), count in self.pairs.items()},
            "cities": self.cities,
            "sources": dict(self.sources),
        }


def summarise(graph: KnowledgeGraph) -> Summary:
    """Return the counts of a graph."""
    network = graph.network()
    links = network.edges.group_by("kind").len().sort("kind")
    return Summary(
        title=graph.title,
        statements=len(graph),
        nodes=_count_nodes(network.nodes),
        links=dict(links.iter_rows()),
        pairs=chain_links(network.nodes, network.edges),
        cities=network.regions.filter(pl.col("kind") == "city").height,
        sources=dict(sorted(Counter(source.confidence for source in graph.sources().values()).items())),
    )


def _count_nodes(nodes: pl.DataFrame) -> dict[str | None, dict[str, int]]:
    rows = nodes.group_by("chain", "cls").len().sort("cls").rows()
    counts: dict[str | None, dict[str, int]] = {chain: {} for chain in (*CHAINS, None)}
    for chain, cls, count in rows:
        counts.setdefault(chain, {})[cls] = count
    return {chain: classes for chain, classes in counts.items() if classes}


def chain_links(nodes: pl.DataFrame, edges: pl.DataFrame) -> dict[tuple[str, str], int]:
    """Return how many distinct pairs of things are linked across each pair of chains."""
    chains = nodes.get_column("chain")
    rank = {chain: place for place, chain in enumerate(CHAINS)}
    ends = edges.select("source", "target").unique()
    frame = pl.DataFrame({"first": chains.gather(ends["source"]), "second": chains.gather(ends["target"])})
    found: Counter[tuple[str, str]] = Counter()
    for first, second, count in frame.drop_nulls().group_by("first", "second").len().iter_rows():
        if first != second and first in rank and second in rank:
            pair = (first, second) if rank[first] < rank[second] else (second, first)
            found[pair] += count
    return {pair: found[pair] for pair in sorted(found, key=lambda pair: (rank[pair[0]], rank[pair[1]]))}


def format_summary(summary: Summary, lang: Lang) -> str:
    """Return the counts as text for a person."""
    say = _Words(lang)
    lines = [
        summary.title.say(lang),
        say.count(Text("陈述", "statements"), summary.statements),
        say.count(Text("城市", "cities"), summary.cities),
        "",
        say.head(Text("各链事物", "Things by chain")),
    ]
    for chain, classes in summary.nodes.items():
        lines.append(say.count(say.chain(chain), sum(classes.values())))
        lines += [say.count(say.term(cls), count, depth=1) for cls, count in classes.items()]
    lines += ["", say.head(Text("链间链接", "Pairs linked across chains"))]
    lines += [say.count(say.pair(pair), count) for pair, count in summary.pairs.items()]
    lines += ["", say.head(Text("各类链接", "Links by kind"))]
    lines += [say.count(say.code("link-kinds", kind), count) for kind, count in summary.links.items()]
    lines += ["", say.head(Text("来源按可信等级", "Sources by confidence"))]
    lines += [say.count(say.code("confidence-classes", kind), count) for kind, count in summary.sources.items()]
    return "\n".join(lines) + "\n"


class _Words:
    """Puts names and numbers into lines of one language."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._terms = ontology_terms()

    def head(self, text: Text) -> str:
        return text.say(self._lang)

    def count(self, text: Text, count: int, depth: int = 0) -> str:
        return f"{'  ' * depth}{count:>10,}  {text.say(self._lang)}"

    def term(self, name: str) -> Text:
        return self._terms[name].label

    def code(self, scheme: str, notation: str) -> Text:
        return self._terms.code(scheme, notation).label

    def chain(self, chain: str | None) -> Text:
        return self.code("chains", chain) if chain else Text("跨链", "across chains")

    def pair(self, pair: tuple[str, str]) -> Text:
        first, second = (self.chain(chain) for chain in pair)
        return Text(f"{first.zh}—{second.zh}", f"{first.en} — {second.en}")
