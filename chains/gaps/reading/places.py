"""Regions as the gaps need them: found by any of their names, and which lie within which."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import polars as pl

from chains.errors import Text, UnknownName
from chains.names import compact_id
from chains.network import Network

__all__ = ["Places"]

_SUFFIXES: Final = ("特别行政区", "自治区", "自治州", "地区", "市", "省", "盟")


class Places:
    """The regions of a network."""

    def __init__(self, network: Network) -> None:
        self._rows: dict[str, dict[str, Any]] = {row["iri"]: row for row in network.regions.iter_rows(named=True)}

    @cached_property
    def names(self) -> Mapping[str, Text]:
        """Name of each region by its IRI."""
        return {iri: Text(row["label_zh"], row["label_en"]) for iri, row in self._rows.items()}

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """IRIs of the cities, sorted."""
        return tuple(sorted(iri for iri, row in self._rows.items() if row["kind"] == "city"))

    @cached_property
    def area(self) -> str | None:
        """IRI of the region that everything lies in; ``None`` where there is no single one."""
        tops = [iri for iri, row in self._rows.items() if row["part_of"] not in self._rows]
        return tops[0] if len(tops) == 1 else None

    def name(self, iri: str | None) -> Text:
        """Return the name of a region; without one, what stands for the whole graph."""
        whole = Text("全域", "the whole area")
        return whole if iri is None else self.names.get(iri, Text(compact_id(iri), compact_id(iri)))

    def above(self, iri: str) -> tuple[str, ...]:
        """Return a region and those that it lies in, nearest first.

        >>> from chains.names import ID
        >>> from chains.resources import data_folder
        >>> from chains.graph import open_graph
        >>> places = Places(open_graph(data_folder("small")).network())
        >>> [compact_id(region) for region in places.above(places.find("常州"))]
        ['region/320400', 'region/320000', 'region/yangtze-delta']
        """
        found: dict[str, None] = {}
        place: str | None = iri
        while place is not None and place not in found:
            found[place] = None
            place = self._rows[place]["part_of"] if place in self._rows else None
        return tuple(found)

    @cached_property
    def within(self) -> pl.DataFrame:
        """Each region (``region``) with itself and every region that it lies in (``cell``), as IRIs, sorted."""
        pairs = [(iri, cell) for iri in self._rows for cell in self.above(iri)]
        return pl.DataFrame(pairs, schema={"region": pl.String, "cell": pl.String}, orient="row").sort("region", "cell")

    @cached_property
    def cells(self) -> pl.DataFrame:
        """The cells that gaps are measured in: each region (``region``) with its city and the whole area (``cell``)."""
        whole = {self.area} if self.area else set()
        return self.within.filter(pl.col("cell").is_in([*self.cities, *sorted(whole - set(self.cities))]))

    def find(self, name: str) -> str:
        """Return the IRI of a region by its name in Chinese (with or without 市, 省) or English, its code or IRI.

        Where a province and a city of it share a name, the province is meant: it holds the city.

        Raises:
            UnknownName: no region is called so; carries the nearest names.
        """
        wanted = name.strip().casefold()
        known = [(iri, self._names_of(iri)) for iri in self._rows]
        found = [iri for iri, names in known if wanted in names]
        if not found:
            labels = {label for text in self.names.values() for label in (_shorten(text.zh), text.en)}
            raise UnknownName(name, labels, kind=Text("地区", "region"))
        return min(found, key=lambda iri: (len(self.above(iri)), iri))

    def _names_of(self, iri: str) -> set[str]:
        text = self.names[iri]
        return {
            word.casefold()
            for word in (text.zh, _shorten(text.zh), text.en, iri, compact_id(iri), iri.rsplit("/", 1)[-1])
        }


def _shorten(name: str) -> str:
    return next((name.removesuffix(end) for end in _SUFFIXES if name.endswith(end)), name)
