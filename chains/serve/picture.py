"""An answer as picture: the things of its rows, and the links between them, as a map of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from chains.draw import draw_map
from chains.errors import Lang, Text
from chains.graph import KnowledgeGraph
from chains.network import Network

__all__ = ["draw_answer"]


def draw_answer(graph: KnowledgeGraph, answer: bytes, lang: Lang) -> str | None:
    """Return the map of an answer to a SELECT, in SPARQL JSON; ``None`` if its rows name no two things.

    Every thing of the graph's network that a row names is on the map, and every link of the network that joins two
    things of one row.
    """
    network = graph.network()
    rows = [[network.index[iri] for iri in row if iri in network.index] for row in _read_rows(answer)]
    pairs = {(one, other) for row in rows for one in row for other in row if one != other}
    if not pairs:
        return None
    part = _cut(network, sorted({number for row in rows for number in row}), pairs)
    title = Text(f"{graph.title.zh}：查询结果", f"{graph.title.en}: answer to a query")
    return draw_map(part, [], lang=lang, title=title, sources=graph.sources())


def _read_rows(answer: bytes) -> list[list[str]]:
    found = json.loads(answer).get("results", {}).get("bindings", [])
    return [[term["value"] for term in row.values() if term["type"] == "uri"] for row in found]


def _cut(network: Network, kept: Sequence[int], pairs: Iterable[tuple[int, int]]) -> Network:
    """Return the network of these nodes, their regions, and the links of these pairs."""
    ends = pl.DataFrame(sorted(pairs), schema={"source": pl.UInt32, "target": pl.UInt32}, orient="row")
    links = network.edges.join(ends, on=["source", "target"], how="semi", maintain_order="left")
    regions = network.nodes[list(kept)]["region"].drop_nulls().unique()
    wanted = pl.col("iri").is_in(network.nodes[list(kept)]["iri"].implode()) | pl.col("iri").is_in(regions.implode())
    nodes = network.nodes.with_row_index("number").filter(wanted)
    places = dict(zip(nodes["number"], range(nodes.height), strict=True))
    moved = links.with_columns(pl.col("source", "target").replace_strict(places, return_dtype=pl.UInt32))
    return replace(network, nodes=nodes.drop("number"), edges=moved)
