"""The overview: a bubble for each tile and chain, the links between bubbles, and the gaps as dashed missing links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl

from chains.draw.members import Members
from chains.draw.tiles import Tile, number_tiles
from chains.network import Network
from chains.records import Gap
from chains.summary import CHAINS

__all__ = ["SLOTS", "Bubble", "Overview", "chain_slots", "make_overview"]

SLOTS: Final = (*CHAINS, None)
"""The chains in their order, then what belongs to none; a *slot* is a number in this list."""

Pair = tuple[int, int, int, int]
"""Two bubbles, the smaller first: tile and slot of one, tile and slot of the other."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """The things of one chain in one tile: how many lie there, and how many shared ones are linked to them."""

    tile: int
    slot: int
    located: int
    linked: int


@dataclass(frozen=True)
class Overview:
    """What the overview shows.

    Attributes:
        bubbles: those that hold anything, by tile and slot.
        links: distinct pairs of linked things behind each pair of bubbles, by kind of link: first tile and slot,
            second tile and slot, ``kind``, ``count``.  Links between two bubbles of one tile join two chains.
        gaps: numbers of the gaps (in the given order) that show as a missing link between two bubbles.
    """

    bubbles: tuple[Bubble, ...]
    links: pl.DataFrame
    gaps: Mapping[Pair, tuple[int, ...]]


def chain_slots(network: Network) -> pl.Series:
    """Return the slot of each node."""
    slots = {chain: slot for slot, chain in enumerate(CHAINS)}
    return network.nodes["chain"].replace_strict(slots, default=len(CHAINS), return_dtype=pl.Int32).rename("slot")


def make_overview(network: Network, tiles: Sequence[Tile], members: Members, gaps: Sequence[Gap]) -> Overview:
    """Return the bubbles, their links and the gaps between them."""
    slots = chain_slots(network)
    bubbles = _count_bubbles(slots, members)
    return Overview(bubbles, _count_links(network, slots, members), _place_gaps(gaps, tiles, bubbles))


def _count_bubbles(slots: pl.Series, members: Members) -> tuple[Bubble, ...]:
    node, tile = members.belongs.nonzero()
    frame = pl.DataFrame(
        {"tile": tile.astype(np.int32), "slot": slots.to_numpy()[node], "located": members.tile[node] >= 0}
    )
    counts = frame.group_by("tile", "slot").agg(pl.col("located").sum(), (~pl.col("located")).sum().alias("linked"))
    return tuple(Bubble(*row) for row in counts.sort("tile", "slot").iter_rows())


def _count_links(network: Network, slots: pl.Series, members: Members) -> pl.DataFrame:
    pairs = network.edges.select("source", "target", "kind").unique(maintain_order=True)
    drawn = members.things[pairs["source"].to_numpy()] & members.things[pairs["target"].to_numpy()]
    pairs = pairs.filter(pl.Series(drawn))
    parts = [_links_within(pairs, members), _links_between(pairs, members)]
    ends = pl.concat(parts).with_columns(
        slot_a=slots.gather(pl.concat(parts)["source"]), slot_b=slots.gather(pl.concat(parts)["target"])
    )
    first = (pl.col("tile_a") < pl.col("tile_b")) | (
        (pl.col("tile_a") == pl.col("tile_b")) & (pl.col("slot_a") <= pl.col("slot_b"))
    )
    ordered = ends.select(
        "kind",
        *(
            pl.when(first).then(f"{name}_{one}").otherwise(f"{name}_{other}").alias(f"{name}_{one}")
            for name in ("tile", "slot")
            for one, other in (("a", "b"), ("b", "a"))
        ),
    ).filter((pl.col("tile_a") != pl.col("tile_b")) | (pl.col("slot_a") != pl.col("slot_b")))
    key = ["tile_a", "slot_a", "tile_b", "slot_b", "kind"]
    return ordered.group_by(key).agg(pl.len().cast(pl.Int32).alias("count")).sort(key)


def _links_within(pairs: pl.DataFrame, members: Members) -> pl.DataFrame:
    source, target = pairs["source"].to_numpy(), pairs["target"].to_numpy()
    row, tile = members.belongs[source].multiply(members.belongs[target]).nonzero()
    tiles = pl.Series(tile.astype(np.int32))
    return pairs.select(pl.all().gather(pl.Series(row))).with_columns(tile_a=tiles, tile_b=tiles)


def _links_between(pairs: pl.DataFrame, members: Members) -> pl.DataFrame:
    lies = pl.Series(members.tile)
    both = pairs.with_columns(tile_a=lies.gather(pairs["source"]), tile_b=lies.gather(pairs["target"]))
    located = (pl.col("tile_a") >= 0) & (pl.col("tile_b") >= 0)
    return both.filter(located & (pl.col("tile_a") != pl.col("tile_b")))


def _place_gaps(gaps: Sequence[Gap], tiles: Sequence[Tile], bubbles: Sequence[Bubble]) -> dict[Pair, tuple[int, ...]]:
    """Return the gaps behind each pair of bubbles; a gap of the whole graph stands in no tile."""
    places = number_tiles(tiles)
    shown = {(bubble.tile, bubble.slot) for bubble in bubbles}
    found: defaultdict[Pair, list[int]] = defaultdict(list)
    for number, gap in enumerate(gaps):
        tile = places.get(gap.region or "")
        slots = sorted(CHAINS.index(chain) for chain in gap.chains if chain in CHAINS)
        for first, second in pairwise(slots):
            if tile is not None and {(tile, first), (tile, second)} <= shown:
                found[tile, first, tile, second].append(number)
    return {pair: tuple(numbers) for pair, numbers in sorted(found.items())}
