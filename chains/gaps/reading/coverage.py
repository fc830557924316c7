"""How complete the sources behind a cell are: the coverage grade of a region and chains.

A missing statement is not a fact, so a gap found where little was recorded says little.  The rule, for each chain:

=========== ==========================================================================================================
education   share of the institutions in the region with any offering on record
talent      share of the offerings in the region whose programme has any skill or occupation on record, counting only
            regions in which any demand is on record
industry    share of the enterprises (associations, clusters) in the region with any industry chain, segment,
            partnership, project or alliance on record
innovation  share of the research institutes, platforms and other things of the chain in the region with any host,
            project, technology, partnership or alliance on record
=========== ==========================================================================================================

A cell is as well covered as the worst of its chains; its grade is A from three quarters, B from a half, C from a
quarter, and D below that or where there is nothing to count.  The rule is our own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

import polars as pl

from chains.gaps.reading.places import Places
from chains.network import Network
from chains.records import COVERAGE_GRADES, CoverageGrade

__all__ = ["Coverage", "grade_share"]

_TIES: Final = ("partners-with", "programme-serves", "participates-in", "member-of", "trains-for", "hosted-by")
_COUNTED: Final[Mapping[str, tuple[str, ...]]] = {
    "education": ("offers",),
    "industry": ("active-in-chain", "active-in-segment", *_TIES),
    "innovation": ("uses-technology", *_TIES),
}
_TAUGHT: Final = ("develops-skill", "targets-occupation")
_ASKED: Final = ("region-asks-occupation", "region-asks-skill")


def grade_share(share: float | None) -> CoverageGrade:
    """Return the grade of a share in [0, 1]; nothing to count (``None``) is ``D``.

    >>> grade_share(0.75), grade_share(0.3), grade_share(None)
    ('A', 'C', 'D')
    """
    known = 0.0 if share is None else share
    return next((grade for grade, least in COVERAGE_GRADES.items() if known >= least), "D")


class Coverage:
    """The coverage of every region of a network."""

    def __init__(self, network: Network, places: Places | None = None) -> None:
        self._network = network
        self._places = places or Places(network)

    def share(self, region: str | None, chain: str) -> float | None:
        """Return the share of a chain's things in a region with anything on record; ``None`` if there are none.

        *region* is an IRI, or ``None`` for everything, also what lies in no region.
        """
        counted, covered = self._counts.get((region, chain), (0, 0))
        return covered / counted if counted else None

    def grade(self, region: str | None, chains: Iterable[str]) -> CoverageGrade:
        """Return the grade of a region for some chains: that of the worst covered one; no chain gives ``D``."""
        shares = [self.share(region, chain) or 0.0 for chain in chains]
        return grade_share(min(shares, default=None))

    @cached_property
    def _counts(self) -> Mapping[tuple[str | None, str], tuple[int, int]]:
        rows = pl.concat([self._placed_things(), self._offerings()])
        whole = rows.with_columns(cell=pl.lit(None, dtype=pl.String))
        cells = rows.join(self._places.within, on="region", how="inner")
        totals = pl.concat([cells.select("cell", "chain", "known"), whole.select("cell", "chain", "known")])
        counts = totals.group_by("cell", "chain").agg(pl.len(), covered=pl.col("known").sum())
        return {(cell, chain): (counted, covered) for cell, chain, counted, covered in counts.iter_rows()}

    def _numbered(self) -> pl.DataFrame:
        return self._network.nodes.select("chain", "region", node=pl.int_range(pl.len(), dtype=pl.UInt32))

    def _placed_things(self) -> pl.DataFrame:
        nodes = self._numbered().filter(pl.col("region").is_not_null())
        parts = [
            nodes.filter(pl.col("chain") == chain).with_columns(known=pl.col("node").is_in(self._linked(*kinds)))
            for chain, kinds in _COUNTED.items()
        ]
        return pl.concat(parts).select("region", "chain", "known")

    def _linked(self, *kinds: str) -> pl.Series:
        links = self._network.links(*kinds)
        return pl.concat([links.get_column("source"), links.get_column("target")]).unique().implode()

    def _offerings(self) -> pl.DataFrame:
        offers = self._network.links("offers").select("source", "target").unique()
        taught = self._network.links(*_TAUGHT).get_column("source").unique().implode()
        asking = self._network.links(*_ASKED).get_column("region").unique().implode()
        rows = offers.join(self._numbered(), left_on="source", right_on="node").filter(pl.col("region").is_not_null())
        known = pl.col("target").is_in(taught) & pl.col("region").is_in(asking)
        return rows.select("region", chain=pl.lit("talent"), known=known)
