"""Invented regions whose gaps are known: made from a seed, at any size, to prove the gap engine on.

:func:`simulate_region` returns the tables and the truth; :func:`write_region` writes both into a folder that every
other command takes with ``--data``.  :mod:`chains.simulate.score` compares what was found with what was planted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from chains.atomic import replace_folder
from chains.errors import InputError, Text
from chains.simulate.frames import list_tables
from chains.simulate.planting import KINDS, Order, default_orders, parse_order, plant_gaps
from chains.simulate.region import draw_region
from chains.simulate.truth import TRUTH_FILE, Plant, Truth, read_truth, write_truth

__all__ = [
    "KINDS",
    "Order",
    "Plant",
    "Region",
    "Truth",
    "default_orders",
    "parse_order",
    "read_truth",
    "simulate_region",
    "write_region",
]

_LARGEST = 1000.0


@dataclass(frozen=True)
class Region:
    """An invented region: its tables by name, each cell as text, and what was planted in it."""

    tables: dict[str, pl.DataFrame]
    truth: Truth


def simulate_region(
    seed: int, *, cities: int = 41, scale: float = 1.0, orders: Sequence[Order] | None = None
) -> Region:
    """Return an invented region; the same seed and sizes give the same region on every run.

    Args:
        seed: whole number, 0 or more.
        cities: number of cities, 1 or more.
        scale: how many times as many institutions, enterprises, platforms and postings a city has as one of the
            shipped region; what is the same everywhere (skills, programmes, industry chains) grows with its square root.
        orders: what to plant; nothing if empty, of every kind some if not given.  The region before planting does not
            depend on it.

    Raises:
        InputError: *seed*, *cities* or *scale* is out of bounds, or there is no room for what was ordered.

    >>> region = simulate_region(7, cities=3, orders=())
    >>> region.tables["regions"].height, region.truth.plants
    (5, ())
    """
    _check_bounds(seed, cities, scale)
    draft = draw_region(np.random.default_rng(seed), seed, cities, scale)
    plants = plant_gaps(draft, default_orders() if orders is None else orders, seed)
    return Region(list_tables(draft), Truth(seed, cities, scale, tuple(plants)))


def _check_bounds(seed: int, cities: int, scale: float) -> None:
    if seed < 0:
        raise InputError(Text("种子应不小于 0", "the seed must be 0 or more"), where=str(seed))
    if cities < 1:
        raise InputError(Text("城市数应至少为 1", "there must be at least one city"), where=str(cities))
    if not 0.0 < scale <= _LARGEST:
        raise InputError(
            Text(f"规模应大于 0、不大于 {_LARGEST:g}", f"the scale must be above 0 and at most {_LARGEST:g}"),
            where=str(scale),
        )


def write_region(region: Region, folder: Path) -> None:
    """Write the tables of a region as CSV into a folder, and ``truth.json`` beside them.

    Raises:
        OutputError: the folder cannot be written, or holds something else than an invented region.
    """
    with replace_folder(folder, _is_ours, Text("虚构区域", "an invented region")) as work:
        for name, frame in region.tables.items():
            frame.write_csv(work / f"{name}.csv")
        write_truth(region.truth, work)


def _is_ours(folder: Path) -> bool:
    return (folder / TRUTH_FILE).is_file()
