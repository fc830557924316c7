"""What two graphs state differently: triples with their sources, things, links.

Gaps that were written into a graph are findings, not statements of a source: they are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from chains.extract import UNSTATED
from chains.graph import KnowledgeGraph
from chains.inputs import STATEMENTS
from chains.names import ID, expand_term
from chains.network import Network
from chains.statements import parse_statements

__all__ = ["Changes", "Statement", "compare_statements"]

_TYPE: Final = f"<{expand_term('rdf:type')}>"
_FINDINGS: Final = [f"<{expand_term(name)}>" for name in ("ch:Gap", "ch:MissingLink")]
_ABOUT: Final = tuple(f"<{ID}{segment}/" for segment in ("activity", "agent", "dataset"))


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple that only one of two graphs has.

    Attributes:
        sign: ``"+"`` if the new graph has it, ``"-"`` if the old one.
        subject, predicate, object: N-Triples terms.
        sources: IRIs of the named graphs that state it, sorted.
    """

    sign: str
    subject: str
    predicate: str
    object: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What differs between two graphs.

    Attributes:
        statements: the triples that only one of them has, sorted, the added ones first for each subject.
        moved: how many triples both have, from other sources.
        things: how many things were added and removed, by class.
        links: how many links were added and removed, by kind.
        sources: IRIs of the sources that were added and removed.
    """

    statements: tuple[Statement, ...]
    moved: int
    things: Mapping[str, tuple[int, int]]
    links: Mapping[str, tuple[int, int]]
    sources: tuple[tuple[str, ...], tuple[str, ...]]

    @cached_property
    def added(self) -> int:
        """Number of triples added."""
        return sum(one.sign == "+" for one in self.statements)

    @property
    def removed(self) -> int:
        """Number of triples removed."""
        return len(self.statements) - self.added


def compare_statements(old: KnowledgeGraph, new: KnowledgeGraph) -> Changes:
    """Return what two graphs state differently."""
    before, after = _read_facts(old), _read_facts(new)
    quads = ["s", "p", "o", "g"]
    gone, come = before.join(after, on=quads, how="anti"), after.join(before, on=quads, how="anti")
    triples = ["s", "p", "o"]
    lost, won = gone.join(after, on=triples, how="anti"), come.join(before, on=triples, how="anti")
    found = [*_collect(won, "+"), *_collect(lost, "-")]
    moved = pl.concat([gone.join(after, on=triples, how="semi"), come.join(before, on=triples, how="semi")])
    known = [set(_graphs(frame)) for frame in (before, after)]
    return Changes(
        statements=tuple(sorted(found, key=lambda one: (one.subject, one.sign, one.predicate, one.object))),
        moved=moved.select(triples).n_unique(),
        things=_count(_things(old.network()), _things(new.network())),
        links=_count(_links(old.network()), _links(new.network())),
        sources=(tuple(sorted(known[1] - known[0])), tuple(sorted(known[0] - known[1]))),
    )


def _read_facts(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return the statements of a graph but those that describe gaps; ``g`` is the source's IRI in angle brackets."""
    frame = parse_statements((graph.folder / STATEMENTS).read_bytes()).with_columns(
        pl.col("g").fill_null(f"<{UNSTATED}>")
    )
    findings = frame.filter((pl.col("p") == _TYPE) & pl.col("o").is_in(_FINDINGS))
    if findings.is_empty():
        return frame
    own = pl.concat([findings.get_column("s"), findings.get_column("g")]).unique().implode()
    about = pl.any_horizontal(pl.col("s").str.starts_with(prefix) for prefix in _ABOUT)
    return frame.filter(~pl.col("s").is_in(own) & ~about)


def _collect(frame: pl.DataFrame, sign: str) -> list[Statement]:
    grouped = frame.group_by("s", "p", "o").agg(pl.col("g").unique().sort())
    return [
        Statement(sign, subject, predicate, value, tuple(graph[1:-1] for graph in graphs))
        for subject, predicate, value, graphs in grouped.iter_rows()
    ]


def _graphs(frame: pl.DataFrame) -> list[str]:
    return [graph[1:-1] for graph in frame.get_column("g").unique()]


def _things(network: Network) -> pl.DataFrame:
    return network.nodes.select("iri", name="cls")


def _links(network: Network) -> pl.DataFrame:
    iris = network.nodes.get_column("iri")
    edges = network.edges
    return edges.select(
        iris.gather(edges["source"]).alias("first"), iris.gather(edges["target"]).alias("last"), "link", name="kind"
    ).unique()


def _count(old: pl.DataFrame, new: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """Return how many rows were added and removed, by name, most first."""
    keys = old.columns
    parts = [
        one.join(other, on=keys, how="anti", nulls_equal=True).group_by("name").len()
        for one, other in ((new, old), (old, new))
    ]
    joined = parts[0].join(parts[1], on="name", how="full", coalesce=True, suffix="_lost").fill_null(0)
    ordered = joined.with_columns(both=pl.col("len") + pl.col("len_lost")).sort(
        "both", "name", descending=[True, False]
    )
    return {name: (come, gone) for name, come, gone in ordered.select("name", "len", "len_lost").iter_rows()}
