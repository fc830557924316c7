"""Headline numbers of regions: what is on record there, which is what their gaps were seen in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from chains.errors import Text
from chains.gaps.reading.coverage import Coverage
from chains.gaps.reading.demand import SAMPLE, asked_occupations
from chains.gaps.reading.places import Places
from chains.naming import name_code
from chains.network import Network
from chains.summary import CHAINS

__all__ = ["Figure", "Figures"]

_PLACED: Final = (
    ("education", Text("院校", "institutions")),
    ("industry", Text("企业及行业组织", "enterprises and associations")),
    ("innovation", Text("科研机构与平台", "research institutes and platforms")),
)


@dataclass(frozen=True)
class Figure:
    """One number for each region.

    Attributes:
        title: what it counts.
        values: in the order of the regions; ``None`` where nothing is known.
        unit: ``""`` for counts, ``"%"`` for shares of 100.
    """

    title: Text
    values: tuple[float | None, ...]
    unit: str = ""


class Figures:
    """The numbers of a network's regions."""

    def __init__(self, network: Network, places: Places, coverage: Coverage) -> None:
        self._network = network
        self._places = places
        self._coverage = coverage
        numbered = network.nodes.select("region", "chain", node=pl.int_range(pl.len(), dtype=pl.UInt32))
        self._placed = numbered.join(places.within, on="region").select("cell", "chain", "node")

    def of(self, regions: Sequence[str]) -> tuple[Figure, ...]:
        """Return the figures of some regions."""

        def each(title: Text, count: Callable[[str], float | None], unit: str = "") -> Figure:
            return Figure(title, tuple(count(region) for region in regions), unit)

        return (
            *(each(title, lambda region, chain=chain: self._things(region, chain)) for chain, title in _PLACED),  # type: ignore[misc]
            each(Text("专业布点", "offerings"), lambda region: self._links(region, "offers")),
            each(
                Text("校企合作（一方在此）", "partnerships with a party here"),
                lambda region: self._links(region, "partners-with"),
            ),
            each(Text("招聘条数（最新样本）", "postings in the newest sample"), self._postings),
            *(each(_cover(chain), lambda region, chain=chain: self._share(region, chain), "%") for chain in CHAINS),  # type: ignore[misc]
        )

    def _here(self, region: str) -> pl.DataFrame:
        return self._placed.filter(pl.col("cell") == region)

    def _things(self, region: str, chain: str) -> int:
        return self._here(region).filter(pl.col("chain") == chain).height

    def _links(self, region: str, kind: str) -> int:
        here = self._here(region).get_column("node").implode()
        pairs = self._network.links(kind).select("source", "target").unique()
        return pairs.filter(pl.col("source").is_in(here) | pl.col("target").is_in(here)).height

    def _postings(self, region: str) -> float | None:
        inside = self._places.within.filter(pl.col("cell") == region).get_column("region").implode()
        asked = asked_occupations(self._network).filter(pl.col("region").is_in(inside))
        sizes = asked.group_by(SAMPLE).agg(pl.col("n").sum())
        newest = sizes.sort("year", "n", "graph", descending=[True, True, False], nulls_last=True)
        return round(newest["n"][0]) if newest.height else None

    def _share(self, region: str, chain: str) -> float | None:
        share = self._coverage.share(region, chain)
        return None if share is None else round(100 * share, 1)


def _cover(chain: str) -> Text:
    name = name_code("chains", chain)
    return Text(f"{name.zh}有记录的比例", f"{name.en}: share with anything on record")
