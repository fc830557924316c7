"""A part of a graph as a graph of its own: what concerns a region, an alliance, an industry chain, a chain, some classes.

A part holds the things that were chosen and, unless only these are wanted, whatever is linked to them directly; all
links among these; the regions that they lie in; and the sources of what is left.  A statement about a thing that stays
is left out only if it names a thing that goes.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyoxigraph as ox

from chains.build import build_graph
from chains.cache import cache_folder, mark_used
from chains.errors import EmptyGraph, QueryError, Text
from chains.graph import KnowledgeGraph
from chains.inputs import STATEMENTS, GraphInput, is_built
from chains.network import Network
from chains.statements import parse_statements, write_statements

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

__all__ = ["add_linked", "build_part", "choose_things", "construct_graph", "keep_statements", "subset_graph"]


def choose_things(
    network: Network,
    *,
    regions: Iterable[str] | None = None,
    things: Iterable[str] | None = None,
    chains: Iterable[str] | None = None,
    classes: Iterable[str] | None = None,
) -> Mask:
    """Return which nodes are meant; conditions that are given must all hold.

    Args:
        network: the graph as columns.
        regions: lies in one of these regions (IRIs), or is one.
        things: is one of these (IRIs), or is linked to one of them (a member of an alliance, active in a chain).
        chains: belongs to one of these chains.
        classes: its most specific class is one of these local names.
    """
    nodes = network.nodes
    chosen = np.ones(nodes.height, dtype=bool)
    if regions is not None:
        inside = list(regions)
        chosen &= (
            nodes.select(pl.col("region").is_in(inside).fill_null(value=False) | pl.col("iri").is_in(inside))
            .to_series()
            .to_numpy()
        )
    if things is not None:
        chosen &= add_linked(network, nodes.get_column("iri").is_in(list(things)).to_numpy())
    if chains is not None:
        chosen &= nodes.get_column("chain").is_in(list(chains)).fill_null(value=False).to_numpy()
    if classes is not None:
        chosen &= nodes.get_column("cls").is_in(list(classes)).to_numpy()
    return chosen


def add_linked(network: Network, chosen: Mask) -> Mask:
    """Return the nodes that were chosen with all that a link joins to one of them; links of classification count not.

    A link that is a node itself may join more than two things: a demand a region, an occupation and an industry chain.
    """
    edges = network.edges.filter(pl.col("kind") != "narrower-than")
    source, target = edges.get_column("source").to_numpy(), edges.get_column("target").to_numpy()
    found = chosen.copy()
    found[target[chosen[source]]] = True
    found[source[chosen[target]]] = True
    numbers = edges.select(pl.col("link").rank("dense")).to_series().fill_null(0).cast(pl.Int64).to_numpy()
    touched = np.zeros(numbers.max(initial=0) + 1, dtype=bool)
    touched[numbers[chosen[source] | chosen[target]]] = True
    touched[0] = False  # no link of their own
    found[source[touched[numbers]]] = True
    found[target[touched[numbers]]] = True
    return found


def subset_graph(graph: KnowledgeGraph, chosen: Mask, about: Text) -> KnowledgeGraph:
    """Return the part of a graph that holds the chosen nodes (and their regions), built into the cache folder.

    *about* becomes its title.  The same part of the same graph is built once.

    Raises:
        EmptyGraph: nothing was chosen.
    """
    if not chosen.any():
        raise EmptyGraph(
            Text("这一部分里什么也没有", "this part of the graph holds nothing"),
            where=about.zh,
            remedy=Text("请换一个范围", "choose another part"),
        )
    kept = _with_regions(graph.network(), chosen)
    return build_part(graph, np.packbits(kept).tobytes().hex(), about, lambda: keep_statements(graph, kept))


def build_part(
    graph: KnowledgeGraph, key: str, about: Text | None, statements: Callable[[], pl.DataFrame]
) -> KnowledgeGraph:
    """Return the graph of some of another's statements, built once into the cache folder; *key* tells which they are."""
    folder = cache_folder() / hashlib.sha256(f"{graph.digest} {key}".encode()).hexdigest()[:32]
    if not is_built(folder):
        with tempfile.TemporaryDirectory() as work:
            part = Path(work) / f"{graph.name}.nq"
            write_statements(statements(), part)
            build_graph(GraphInput("rdf", part), folder, keep=True)
    mark_used(folder)
    return replace(KnowledgeGraph(folder), about=about)


def construct_graph(graph: KnowledgeGraph, queries: Sequence[str]) -> KnowledgeGraph:
    """Return the graph that SPARQL CONSTRUCT queries make of another: exactly the triples of their templates.

    A triple that the graph states keeps its sources; one that is new has none.  Descriptions of sources come only if
    a query asks for them.  The same queries of the same graph are built once.

    Raises:
        QueryError: a query has a fault, or is no CONSTRUCT.
        EmptyGraph: they make no triple.
    """
    triples = {triple for query in queries for triple in _construct(graph, query)}
    if not triples:
        raise EmptyGraph(
            Text("CONSTRUCT 没有产生任何陈述", "the CONSTRUCT makes no statement"),
            where=graph.title.en,
            remedy=Text("请先用 chains query 试试它的条件", "try its conditions with `chains query` first"),
        )
    lines = [f"{triple} ." for triple in sorted(triples, key=str)]
    return build_part(graph, "\0".join(lines), graph.title, lambda: _with_sources(graph, "\n".join(lines)))


def _construct(graph: KnowledgeGraph, query: str) -> Sequence[ox.Triple]:
    found = graph.query(query).triples
    if found is None:
        raise QueryError(
            Text("这个查询不是 CONSTRUCT", "this query is no CONSTRUCT"),
            where="--subset",
            remedy=Text("请写 CONSTRUCT { … } WHERE { … }", "write CONSTRUCT { … } WHERE { … }"),
        )
    return found


def _with_sources(graph: KnowledgeGraph, triples: str) -> pl.DataFrame:
    stated = parse_statements((graph.folder / STATEMENTS).read_bytes())
    return parse_statements(triples).drop("g").join(stated, on=["s", "p", "o"], how="left", maintain_order="left_right")


def _with_regions(network: Network, chosen: Mask) -> Mask:
    """Return the nodes with the regions that they lie in, and those that these lie in."""
    parents = dict(network.regions.select("iri", "part_of").iter_rows())
    found: set[str] = set()
    rows = network.nodes.filter(pl.Series(chosen)).select("iri", "region").iter_rows()
    for place in {place for row in rows for place in row if place}:
        region: str | None = place
        while region is not None and region in parents and region not in found:
            found.add(region)
            region = parents[region]
    return np.asarray(chosen | network.nodes.get_column("iri").is_in(sorted(found)).to_numpy())


def keep_statements(graph: KnowledgeGraph, kept: Mask) -> pl.DataFrame:
    """Return the statements of the part of a graph that holds these nodes, in their order."""
    network, staying = graph.network(), pl.Series(kept)
    edges = network.edges.drop_nulls("link")
    stays = staying.gather(edges["source"]) & staying.gather(edges["target"])
    links = edges.select("link", stays=stays).group_by("link").agg(pl.col("stays").all())
    things = pl.concat(
        [network.nodes.select("iri", stays=staying), links.select("stays", iri="link").select("iri", "stays")]
    )
    known, gone = _bracket(things["iri"]), _bracket(things.filter(~pl.col("stays"))["iri"])

    rows = parse_statements((graph.folder / STATEMENTS).read_bytes())
    rows = rows.with_columns(lost=pl.col("o").is_in(gone.implode()))
    # A thing of another sort, such as an observation, goes as a whole if what it is about goes.
    other = rows.filter("lost" & ~pl.col("s").is_in(known.implode())).get_column("s").unique()
    left = rows.filter(~pl.col("lost") & ~pl.col("s").is_in(pl.concat([gone, other]).implode()))
    sources = _bracket(pl.Series(sorted(graph.sources()), dtype=pl.String))
    used = left.filter(~pl.col("s").is_in(sources.implode())).get_column("g").unique()
    idle = sources.filter(~sources.is_in(used.implode()))
    return left.filter(~pl.col("s").is_in(idle.implode())).drop("lost")


def _bracket(iris: pl.Series) -> pl.Series:
    """Return IRIs as they stand in N-Quads."""
    return "<" + iris + ">"
