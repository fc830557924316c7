"""What a plan is for: some cities, perhaps one industry chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from chains.errors import Text, UnknownName
from chains.gaps.contract import SUGGESTIONS
from chains.gaps.reading.places import Places

if TYPE_CHECKING:
    from chains.network import Network
    from chains.records import Gap

__all__ = ["Scope", "find_industry", "set_scope"]


@dataclass(frozen=True, eq=False)
class Scope:
    """What a plan is for.

    Attributes:
        network: the nodes, links and regions.
        gaps: the gaps of the network.
        cities: IRIs of the cities that are to gain, and of what they lie in if all of it is; ``None`` for all.
        industry: node number of the industry chain that is to gain; ``None`` for all.
        names: what the region and the industry chain are called, if they were named.
    """

    network: Network
    gaps: Sequence[Gap]
    cities: frozenset[str] | None = None
    industry: int | None = None
    names: tuple[Text, ...] = ()

    def has(self, city: str | None) -> bool:
        """Return whether a region is to gain."""
        return self.cities is None or city in self.cities

    @cached_property
    def chosen(self) -> list[Gap]:
        """The gaps of the regions and the industry chain, in their order; suggestions are none."""
        own = self._own_things
        return [
            gap
            for gap in self.gaps
            if gap.kind not in SUGGESTIONS
            and self.has(gap.region)
            and (own is None or any(iri in own for iri in gap.subject))
        ]

    @cached_property
    def skills(self) -> pl.Series | None:
        """Node numbers of the skills that the industry chain asks for; ``None`` for all."""
        if self.industry is None:
            return None
        links = self.network.links
        asked = links("chain-asks-occupation").filter(pl.col("source") == self.industry).select(occupation="target")
        names = links("requires-skill", "postings-name-skill").select(occupation="source", skill="target")
        return names.join(asked.unique(), on="occupation").get_column("skill").unique().sort()

    @cached_property
    def enterprises(self) -> pl.Series | None:
        """Node numbers of the organisations that are active in the industry chain; ``None`` for all."""
        if self.industry is None:
            return None
        rows = self.network.links("active-in-chain").filter(pl.col("target") == self.industry)
        return rows.get_column("source").unique().sort()

    @cached_property
    def _own_things(self) -> frozenset[str] | None:
        if self.industry is None or self.enterprises is None or self.skills is None:
            return None
        segments = self.network.links("segment-of").filter(pl.col("target") == self.industry).get_column("source")
        nodes = pl.concat([self.enterprises, self.skills, segments, pl.Series([self.industry], dtype=pl.UInt32)])
        return frozenset(self.network.nodes.get_column("iri").gather(nodes.unique()))


def set_scope(network: Network, gaps: Sequence[Gap], *, city: str | None = None, chain: str | None = None) -> Scope:
    """Return the scope of a plan by names: of a region (with all that lies in it) and of an industry chain.

    Raises:
        UnknownName: there is no such region or industry chain; carries the nearest names.
    """
    industry = None if chain is None else find_industry(network, chain)
    row = None if industry is None else network.nodes.row(industry, named=True)
    own = () if row is None else (Text(row["label_zh"], row["label_en"]),)
    if city is None:
        return Scope(network, gaps, None, industry, own)
    places = Places(network)
    cell = places.find(city)
    inside = places.within.filter(pl.col("cell") == cell).get_column("region")
    return Scope(network, gaps, frozenset(inside), industry, (places.name(cell), *own))


def find_industry(network: Network, name: str) -> int:
    """Return the node number of an industry chain by its name in Chinese or English, its key or IRI.

    Raises:
        UnknownName: there is no such industry chain; carries the nearest names.
    """
    numbered = network.nodes.with_row_index("node").filter(pl.col("cls") == "IndustryChain").sort("iri")
    known: dict[str, int] = {}
    for node, iri, zh, en in numbered.select("node", "iri", "label_zh", "label_en").iter_rows():
        known |= dict.fromkeys((iri, iri.rsplit("/", 1)[-1], zh, zh.removesuffix("产业链"), en.casefold()), node)
    wanted = name.strip()
    found = known.get(wanted, known.get(wanted.casefold()))
    if found is None:
        labels = numbered.get_column("label_zh").to_list() + numbered.get_column("label_en").to_list()
        raise UnknownName(name, labels, kind=Text("产业链", "industry chain"))
    return found
