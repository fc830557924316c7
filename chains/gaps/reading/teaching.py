"""What a region teaches, by skill: the offerings of its institutions whose programme develops it.

An offering is one institution with one programme, whatever the year; it counts once for each skill that the programme
develops, and once in all for the offerings of its cell.  Places are mostly unknown, so an offering weighs 1.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from chains.gaps.reading.places import Places
from chains.network import Network

__all__ = ["count_offerings", "count_teaching", "list_offerings", "related_skills"]

_FARTHEST: Final = 3
"""How many steps up a broader skill still counts as related."""


def list_offerings(network: Network) -> pl.DataFrame:
    """Return each pair of ``institution`` and ``programme`` (row numbers of nodes) with the institution's ``region``.

    ``level`` is a level that the offering has, the first by name; institutions without a region are left out.
    """
    offers = network.links("offers").group_by(institution="source", programme="target")
    places = network.nodes.select("region", institution=pl.int_range(pl.len(), dtype=pl.UInt32))
    pairs = offers.agg(level=pl.col("qualifier").min()).join(places.drop_nulls(), on="institution")
    return pairs.sort("institution", "programme")


def count_teaching(network: Network, places: Places) -> pl.DataFrame:
    """Return how many offerings of each cell develop each skill: ``cell``, ``skill``, ``taught``; sorted."""
    develops = _develops(network)
    cells = list_offerings(network).join(places.cells, on="region")
    return cells.join(develops, on="programme").group_by("cell", "skill").agg(taught=pl.len()).sort("cell", "skill")


def _develops(network: Network) -> pl.DataFrame:
    return network.links("develops-skill").select(programme="source", skill="target").unique()


def count_offerings(network: Network, places: Places, skills: pl.DataFrame) -> pl.DataFrame:
    """Return how many offerings each cell has that develop any of *its* given skills: ``cell``, ``offerings``; sorted.

    *skills* has the columns ``cell`` and ``skill``.
    """
    cells = list_offerings(network).join(places.cells, on="region").select("cell", "institution", "programme")
    taught = skills.select("cell", "skill").unique().join(_develops(network), on="skill").select("cell", "programme")
    matched = cells.join(taught.unique(), on=["cell", "programme"], how="semi")
    return matched.group_by("cell").agg(offerings=pl.len()).sort("cell")


def related_skills(network: Network) -> pl.DataFrame:
    """Return the skills near each skill: ``skill``, ``related``, ``steps``, ``broader`` (whether it is the broader one).

    Related are the broader skills up to three steps away, and those that are one step narrower.
    """
    upward = network.links("narrower-than").select(skill="source", related="target").unique()
    layers = [upward.with_columns(steps=pl.lit(1))]
    for steps in range(2, _FARTHEST + 1):
        above = layers[-1].select("skill", middle="related").join(upward, left_on="middle", right_on="skill")
        layers.append(above.select("skill", "related", steps=pl.lit(steps)))
    broader = pl.concat(layers).with_columns(broader=pl.lit(value=True))
    narrower = upward.select(skill="related", related="skill", steps=pl.lit(1), broader=pl.lit(value=False))
    pairs = pl.concat([broader, narrower]).filter(pl.col("skill") != pl.col("related"))
    ordered = pairs.sort("skill", "related", "steps", "broader", descending=[False, False, False, True])
    return ordered.unique(["skill", "related"], keep="first", maintain_order=True)
