"""A route in two halves, from its ends to the industry chains, which are told apart by the place where they are met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from scipy import sparse

from chains.gaps.reading.metapaths import Metapath
from chains.gaps.reading.survey import Survey
from chains.measures.metapath import to_ones

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Nodes = NDArray[np.int64]

__all__ = ["Half", "LocalChains", "name_layers", "split_route"]

_ASKS: Final = "chain-asks-occupation"


@dataclass(frozen=True)
class LocalChains:
    """Industry chains told apart by place: of each the region (IRI), and which of the industry chains it is."""

    regions: tuple[str, ...]
    chains: Nodes


@dataclass(frozen=True)
class Half:
    """The part of a route from one end to its hinge, the industry chains (or to the other end, if it has none).

    Attributes:
        layers: from the end towards the hinge; none where the hinge is the end.  The columns of the last one are
            industry chains told apart by place, where ``local`` tells which.
        stations: numbers of the stations passed, from the end on.
        names: what each layer is, whichever way it is read.
        local: the places and industry chains of these columns.
        asked: whether they are reached by what they ask for.
    """

    layers: tuple[sparse.csr_array, ...]
    stations: tuple[int, ...]
    names: tuple[str, ...]
    local: LocalChains | None = None
    asked: bool = False

    @property
    def groups(self) -> Nodes | None:
        """Which columns of the last layer are one industry chain; ``None`` where each is one."""
        return None if self.local is None else self.local.chains


def split_route(
    survey: Survey, metapath: Metapath, layers: tuple[sparse.csr_array, ...], nodes: Sequence[Nodes], hinge: int | None
) -> tuple[Half, ...]:
    """Return a route in two, each from its end to the hinge (station *hinge*, the industry chains); in one without it."""
    last = len(layers)
    if hinge is None:
        return (Half(layers, tuple(range(last + 1)), name_layers(metapath, range(last + 1))),)
    back = tuple(sparse.csr_array(layer.T) for layer in reversed(layers[hinge:]))
    sides = ((layers[:hinge], tuple(range(hinge + 1))), (back, tuple(range(last, hinge - 1, -1))))
    return tuple(_split(survey, metapath, side, places, nodes) for side, places in sides)


def _split(
    survey: Survey,
    metapath: Metapath,
    layers: tuple[sparse.csr_array, ...],
    places: tuple[int, ...],
    nodes: Sequence[Nodes],
) -> Half:
    """Return a half with its industry chains told apart by the place of the demand, or of the organisations."""
    names = name_layers(metapath, places)
    if not layers:
        return Half(layers, places, names)
    asked = _ASKS in metapath.legs[min(places[-2:])].kinds
    rows = _demand(survey) if asked else _activity(survey, layers[-1], nodes[places[-2]], nodes[places[-1]])
    beside, chains = nodes[places[-2]], nodes[places[-1]]
    known = rows.filter(pl.col("node").is_in(beside.tolist()) & pl.col("chain").is_in(chains.tolist()))
    if known.is_empty():
        return Half(layers, places, names, asked=asked)
    cells = known.select("region", "chain").unique().sort("region", "chain")
    numbered = known.join(cells.with_row_index("cell"), on=["region", "chain"])
    ends = (np.searchsorted(beside, numbered["node"].to_numpy()), numbered["cell"].to_numpy())
    ones = np.ones(numbered.height, dtype=np.int64)
    layer = to_ones(sparse.csr_array((ones, ends), shape=(len(beside), cells.height)))
    local = LocalChains(tuple(cells["region"]), np.searchsorted(chains, cells["chain"].to_numpy()))
    return Half((*layers[:-1], layer), places, names, local, asked)


def _demand(survey: Survey) -> pl.DataFrame:
    """Return which industry chain asks where for which occupation: ``region``, ``chain``, ``node``."""
    rows = survey.passages.asked.demand.drop_nulls()
    return rows.select("region", "chain", node="occupation").cast({"chain": pl.Int64, "node": pl.Int64})


def _activity(survey: Survey, layer: sparse.csr_array, organisations: Nodes, chains: Nodes) -> pl.DataFrame:
    """Return which organisation of which region is active in which industry chain: ``region``, ``chain``, ``node``."""
    links = sparse.coo_array(layer)
    nodes = organisations[links.coords[0]]
    regions = survey.network.nodes.get_column("region").gather(nodes)
    return pl.DataFrame({"region": regions, "chain": chains[links.coords[1]], "node": nodes}).drop_nulls()


def name_layers(metapath: Metapath, places: Sequence[int]) -> tuple[str, ...]:
    """Return a name for each layer between stations that follow each other: its two sets and its kinds of link."""
    return tuple(
        " ".join([*sorted(metapath.stations[place].key for place in pair), *metapath.legs[min(pair)].kinds])
        for pair in pairwise(places)
    )
