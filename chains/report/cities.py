"""What each city has on record: the rows of the table of cities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from chains.gaps.reading.actors import classes_under
from chains.network import Network
from chains.records import Gap
from chains.report.entries import Listing

__all__ = ["CityRow", "count_cities"]


@dataclass(frozen=True, slots=True)
class CityRow:
    """One city: counts of what lies in it or is linked to what lies in it.

    Attributes:
        city: its IRI.
        institutions, enterprises: educational institutions and enterprises in it.
        programmes: distinct programmes that its institutions offer.
        projects: distinct projects that an organisation in it leads or takes part in.
        partnerships: partnerships with an end in it, established or intended.
        gaps: gaps measured in it.
        entries: what all lists of the atlas say of it.
    """

    city: str
    institutions: int
    programmes: int
    enterprises: int
    projects: int
    partnerships: int
    gaps: int
    entries: int


def count_cities(network: Network, gaps: Iterable[Gap], listings: Iterable[Listing] = ()) -> list[CityRow]:
    """Return a row for each city, by IRI."""
    nodes = network.nodes.select("cls", "region", node=pl.int_range(pl.len(), dtype=pl.UInt32))
    counted = [
        _things(nodes, "EducationalInstitution"),
        _linked(network, nodes, "offers", ends=("source",), what="target"),
        _things(nodes, "Enterprise"),
        _linked(network, nodes, "participates-in", ends=("source",), what="target"),
        _linked(network, nodes, "partners-with", ends=("source", "target"), what="link"),
        Counter(gap.region for gap in gaps),
        Counter(entry.place for listing in listings for entry in listing.entries),
    ]
    cities = network.regions.filter(pl.col("kind") == "city").get_column("iri").sort()
    return [CityRow(city, *(counts[city] for counts in counted)) for city in cities]


def _things(nodes: pl.DataFrame, cls: str) -> Counter[str | None]:
    return Counter(nodes.filter(pl.col("cls").is_in(classes_under(cls))).get_column("region"))


def _linked(network: Network, nodes: pl.DataFrame, kind: str, *, ends: Sequence[str], what: str) -> Counter[str | None]:
    links = network.links(kind)
    placed = [
        links.join(nodes, left_on=end, right_on="node").select(region=pl.col("region_right"), what=pl.col(what))
        for end in ends
    ]
    return Counter(pl.concat(placed).drop_nulls().unique().get_column("region"))
