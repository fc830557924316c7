"""The tiles of the overview: one for each city, at a schematic position, and some for what lies in no city.

No boundary and no true outline is drawn: every city gets a cell of a square grid, so that its neighbours stay about
where they are on a map while all cities have the same room.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from chains.errors import Text
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TILE_SIZE", "Tile", "lay_tiles", "number_tiles", "place_on_grid"]

TILE_SIZE: Final = 200
"""Distance between the centres of two neighbouring tiles, in units of the picture."""

_ASPECT: Final = 1.1  # width : height
_SPARE: Final = 1.3  # cells for each city, so that a coast or a corner can stay empty
_EVENED: Final = 0.7  # 0: true distances; 1: only the order of the cities from west to east and south to north counts


@dataclass(frozen=True, slots=True)
class Tile:
    """One place in the overview.

    Attributes:
        region: IRI of the region; ``None`` for the tile of what belongs to no place.
        kind: ``city``, ``province``, ``area`` or ``shared``.
        x, y: centre, in units of the picture; y grows downwards.
    """

    region: str | None
    kind: str
    name: Text
    x: int
    y: int


def number_tiles(tiles: Sequence[Tile]) -> dict[str, int]:
    """Return the number of each region's tile, by IRI; a tile without a region is left out."""
    return {tile.region: number for number, tile in enumerate(tiles) if tile.region is not None}


def place_on_grid(longitude: Sequence[float], latitude: Sequence[float]) -> list[tuple[int, int]]:
    """Return column and row of a cell for each place, west to east and north to south, no cell twice.

    The assignment moves the places as little as possible (least sum of squared distances, solved exactly), after
    the crowded parts of the map were widened.  Empty input gives an empty list.

    >>> place_on_grid([118.8, 120.6, 121.5], [32.1, 31.3, 31.2])
    [(0, 0), (1, 1), (2, 1)]
    """
    from scipy.optimize import linear_sum_assignment

    count = len(longitude)
    if not count:
        return []
    columns = math.ceil(math.sqrt(count * _SPARE * _ASPECT))
    rows = math.ceil(count * _SPARE / columns)
    x = _even_out(np.asarray(longitude, dtype=float)) * (columns - 1)
    y = _even_out(-np.asarray(latitude, dtype=float)) * (rows - 1)
    cells = np.array([(column, row) for row in range(rows) for column in range(columns)])
    cost = np.square(x[:, None] - cells[:, 0]) + np.square(y[:, None] - cells[:, 1])
    chosen = linear_sum_assignment(cost)[1]
    return [(int(column), int(row)) for column, row in cells[chosen]]


def _even_out(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values within [0, 1], between their true distances and even ones."""
    if values.max() == values.min():
        return np.full(len(values), 0.5)
    true = (values - values.min()) / (values.max() - values.min())
    # Equal values share their mean rank, so that the order in which they come does not matter.
    _, place, shared = np.unique(values, return_inverse=True, return_counts=True)
    rank = (np.cumsum(shared) - (shared + 1) / 2)[place] / (len(values) - 1)
    return np.asarray((1 - _EVENED) * true + _EVENED * rank)


def lay_tiles(network: Network) -> list[Tile]:
    """Return the tiles: cities, larger regions, and one for what belongs to no place.

    The cities stand in the order of their IRIs; of the larger regions those in which something lies; the last tile is
    always there.  A city without coordinates stands in the column beside the others, with the larger regions.
    """
    cities = network.regions.filter(pl.col("kind") == "city").sort("iri")
    placed = cities.filter(pl.col("longitude").is_not_null() & pl.col("latitude").is_not_null())
    cells = place_on_grid(placed["longitude"].to_list(), placed["latitude"].to_list())
    tiles = [_tile(row, *cell) for row, cell in zip(placed.iter_rows(named=True), cells, strict=True)]
    beside = max((column for column, _ in cells), default=-1) + (1.25 if cells else 1)
    others = [*cities.join(placed, on="iri", how="anti").iter_rows(named=True), *_larger_regions(network)]
    last = [_tile(row, beside, line) for line, row in enumerate(others)]
    shared = Tile(None, "shared", Text("不限地区", "Not tied to a place"), *_centre(beside, len(others)))
    return [*tiles, *last, shared]


def _larger_regions(network: Network) -> list[dict[str, Any]]:
    used = network.nodes.get_column("region").drop_nulls().unique()
    larger = network.regions.filter((pl.col("kind") != "city") & pl.col("iri").is_in(used.implode()))
    return list(larger.sort("iri").iter_rows(named=True))


def _tile(row: dict[str, Any], column: float, line: float) -> Tile:
    name = Text(row["label_zh"], row["label_en"])
    if row["kind"] == "province":
        name = Text(f"{name.zh}（未分市）", f"{name.en} (no city)")
    return Tile(row["iri"], row["kind"], name, *_centre(column, line))


def _centre(column: float, line: float) -> tuple[int, int]:
    return round(column * TILE_SIZE), round(line * TILE_SIZE)
