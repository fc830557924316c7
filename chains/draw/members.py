"""What belongs to which tile: the things that lie there, and the shared ones that are linked to them.

A programme, a skill or an industry chain lies nowhere.  It belongs to a tile

1. if it is linked to something that lies there, or to the region itself (a demand), or its link names the region;
2. or if a shared thing of another chain that belongs there by 1 leads to it (a programme to the skills it develops).

What belongs to no other tile belongs to the last one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from chains.draw.tiles import Tile, number_tiles
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

__all__ = ["Members", "find_members"]


@dataclass(frozen=True)
class Members:
    """Which things belong to which tiles.

    Attributes:
        things: for each node, whether it is drawn (regions are not: they are tiles).
        tile: for each node the tile it lies in; -1 for a shared thing, and for a region its own tile.
        belongs: 0/1 matrix, nodes × tiles; a thing that lies in a tile belongs to that one only.
    """

    things: NDArray[np.bool_]
    tile: NDArray[np.int32]
    belongs: csr_array


def find_members(network: Network, tiles: Sequence[Tile]) -> Members:
    """Return which things belong to which tiles."""
    from scipy.sparse import coo_array, csr_array

    places = number_tiles(tiles)
    regions = network.nodes["iri"].is_in(network.regions["iri"].implode()).to_numpy()
    own = pl.when(pl.Series(regions)).then("iri").otherwise("region")
    tile = network.nodes.select(own.replace_strict(places, default=-1, return_dtype=pl.Int32)).to_series().to_numpy()
    rows = np.flatnonzero(tile >= 0)
    shape = (network.nodes.height, len(tiles))
    lies: csr_array = coo_array((np.ones(len(rows), np.int32), (rows, tile[rows])), shape=shape).tocsr()
    shared = csr_array(np.where((tile < 0) & ~regions, 1, 0)[:, None])
    near = _mask(shared, _adjacency(network) @ lies + _named_places(network, places, shape))
    led = _mask(shared, _leading(network).T @ near)
    belongs = _mask(csr_array(np.where(regions, 0, 1)[:, None]), lies) + near + led
    left = np.flatnonzero(~regions & (belongs.sum(axis=1) == 0))
    last = coo_array((np.ones(len(left), np.int32), (left, np.full(len(left), len(tiles) - 1))), shape=shape)
    return Members(~regions, tile, _binary(belongs + last.tocsr()))


def _binary(matrix: csr_array) -> csr_array:
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    matrix.data[:] = 1
    return matrix


def _mask(rows: csr_array, matrix: csr_array) -> csr_array:
    return _binary(matrix.multiply(rows).tocsr())


def _adjacency(network: Network) -> csr_array:
    forward = network.to_sparse().astype(np.int32)
    return (forward + forward.T).tocsr()


def _leading(network: Network) -> csr_array:
    """Return the links from a chain to another one, nodes × nodes."""
    chains = network.nodes["chain"]
    across = chains.gather(network.edges["source"]) != chains.gather(network.edges["target"])
    return Network(network.nodes, network.edges.filter(across.fill_null(value=False))).to_sparse().astype(np.int32)


def _named_places(network: Network, places: dict[str, int], shape: tuple[int, int]) -> csr_array:
    from scipy.sparse import coo_array

    named = network.edges.select(
        "source", "target", tile=pl.col("region").replace_strict(places, default=None, return_dtype=pl.Int32)
    ).drop_nulls()
    ends = np.concatenate([named["source"].to_numpy(), named["target"].to_numpy()])
    tiles = np.concatenate([named["tile"].to_numpy()] * 2)
    return coo_array((np.ones(len(ends), np.int32), (ends, tiles)), shape=shape).tocsr()
