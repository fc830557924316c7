"""What was on record up to a year: a network without the links and things that are dated later.

A link has the year that its source shows for it.  One without a year has that of the thing it joins that began last (a
project, platform or cluster with a year, an organisation with the year of its founding), for it cannot be older.  A
link that neither tells stays: nothing says that it came later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl
import pyoxigraph as ox

from chains.errors import EmptyGraph, Text
from chains.names import ONTOLOGY
from chains.network import Network

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["Cut", "cut_at_year", "read_beginnings"]

_BEGINNINGS: Final = ("year", "founded")
_YEAR: Final = slice(4)


@dataclass(frozen=True)
class Cut:
    """A network as it was on record up to a year.

    Attributes:
        year: the last year that counts.
        network: what is left, in the order that :class:`~chains.network.Network` promises.
        later: how many links were left out, by kind; most of them first.
        things: how many things were left out because they began later.
        dated: links that are left and have a year.
        undated: links that are left because nothing tells their year.
    """

    year: int
    network: Network
    later: Mapping[str, int]
    things: int
    dated: int
    undated: int


def read_beginnings(graph: KnowledgeGraph) -> dict[str, int]:
    """Return the first year that a graph gives for each of its things, by IRI."""
    found: dict[str, int] = {}
    for name in _BEGINNINGS:
        for quad in graph.store.quads_for_pattern(None, ox.NamedNode(ONTOLOGY + name), None, ox.DefaultGraph()):
            thing, text = quad.subject, quad.object
            if isinstance(thing, ox.NamedNode) and isinstance(text, ox.Literal) and text.value[_YEAR].isdecimal():
                year = int(text.value[_YEAR])
                found[thing.value] = min(year, found.get(thing.value, year))
    return found


def cut_at_year(network: Network, year: int, beginnings: Mapping[str, int] | None = None) -> Cut:
    """Return what was on record up to a year, that year included.

    Args:
        network: the nodes, links and regions of a graph.
        year: the last year that counts.
        beginnings: the year in which things began, by IRI (see :func:`read_beginnings`); without it a link without a
            year stays, whatever it joins.

    Raises:
        EmptyGraph: nothing is dated, or everything that is dated is later.
    """
    begun = _begun(network, beginnings or {})
    links = _date_links(network, begun)
    _check_year(year, network.edges.get_column("year").drop_nulls(), begun.drop_nulls())
    later = pl.col("date") > year
    kept = links.filter(~later.fill_null(value=False))
    gone = links.filter(later).group_by("kind").len().sort("len", "kind", descending=[True, False])
    stays = (begun <= year).fill_null(value=True)
    seen = network.observations.filter(pl.col("year") <= year)
    left = replace(_renumber(network, kept.drop("date"), stays), observations=seen)
    undated = kept.get_column("date").null_count()
    return Cut(year, left, dict(gone.iter_rows()), int((~stays).sum()), kept.height - undated, undated)


def _begun(network: Network, beginnings: Mapping[str, int]) -> pl.Series:
    known = [beginnings.get(iri) for iri in network.nodes.get_column("iri")]
    return pl.Series("date", known, dtype=pl.Int32)


def _date_links(network: Network, begun: pl.Series) -> pl.DataFrame:
    """Return the links with their year as ``date``; one that joins something that began later has that later year."""
    ends = [begun.gather(network.edges[name]).alias(name) for name in ("source", "target")]
    begins = pl.DataFrame(ends).select(pl.max_horizontal("source", "target")).to_series()
    return network.edges.with_columns(date=pl.max_horizontal(pl.col("year"), begins))


def _check_year(year: int, of_links: pl.Series, of_things: pl.Series) -> None:
    # What was founded a century ago tells nothing of when its links came on record.
    years = (of_things if of_links.is_empty() else of_links).sort().to_list()
    if not years:
        raise EmptyGraph(
            Text("图谱里没有任何年份", "nothing in the graph has a year"),
            remedy=Text("请去掉 --year", "leave out --year"),
        )
    first, last = years[0], years[-1]
    if first > year:
        raise EmptyGraph(
            Text(f"{year} 年以前没有任何带年份的记录", f"nothing that has a year was on record by {year}"),
            remedy=Text(f"图谱里的年份为 {first}–{last}", f"the years on record are {first} to {last}"),
        )


def _renumber(network: Network, edges: pl.DataFrame, stays: pl.Series) -> Network:
    numbers = (stays.cast(pl.UInt32).cum_sum() - 1).cast(pl.UInt32)
    moved = edges.with_columns(numbers.gather(edges[name]).alias(name) for name in ("source", "target"))
    counted = moved.filter(pl.col("weight").is_not_null()).get_column("graph").unique().implode()
    samples = network.samples.filter(pl.col("graph").is_in(counted))
    return replace(network, nodes=network.nodes.filter(stays), edges=moved, samples=samples)
