"""What is on record of the organisations of a network, read once for the pages of all places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

import polars as pl

from chains.gaps.reading.actors import classes_under
from chains.network import Network

__all__ = ["Partnership", "Record"]

_Key = TypeVar("_Key", int, str)


class Partnership(NamedTuple):
    """One partnership: its ends (nodes), and the notations of its kind and its status."""

    first: int
    second: int
    kind: str | None
    status: str | None


@dataclass(frozen=True)
class Record:
    """The links of a network, by the node at their end.  Nodes are row numbers; every list is sorted."""

    network: Network

    @cached_property
    def regions(self) -> list[str | None]:
        """The region (IRI) that each node lies in."""
        return self.network.nodes.get_column("region").to_list()

    @cached_property
    def classes(self) -> list[str]:
        """The class of each node."""
        return self.network.nodes.get_column("cls").to_list()

    @cached_property
    def chains(self) -> list[str | None]:
        """The chain of each node."""
        return self.network.nodes.get_column("chain").to_list()

    @cached_property
    def by_region(self) -> Mapping[str, list[int]]:
        """The nodes that lie in each region itself."""
        return _group((region, node) for node, region in enumerate(self.regions) if region is not None)

    @cached_property
    def offers(self) -> Mapping[int, list[int]]:
        """The programmes of each institution."""
        return self._ends("offers")

    @cached_property
    def active(self) -> Mapping[int, list[int]]:
        """The industry chains of each organisation."""
        return self._ends("active-in-chain")

    @cached_property
    def active_in(self) -> Mapping[int, list[int]]:
        """The organisations, nearly all of them enterprises, that are active in each industry chain."""
        return _turn(self.active)

    @cached_property
    def members(self) -> Mapping[int, list[int]]:
        """The members of each alliance."""
        found = _turn(self._ends("member-of"))
        return {node: members for node, members in found.items() if self.classes[node] == "Alliance"}

    @cached_property
    def roles(self) -> Mapping[tuple[int, int], str]:
        """The role (notation) of each member in each alliance, where one is on record; of several the first."""
        rows = self.network.links("member-of").select("source", "target", "qualifier").drop_nulls().unique()
        ordered = rows.sort("source", "target", "qualifier", descending=[False, False, True])
        return {(alliance, member): role for member, alliance, role in ordered.iter_rows()}

    @cached_property
    def memberships(self) -> Mapping[int, list[int]]:
        """The alliances of each organisation."""
        return _turn(self.members)

    @cached_property
    def ventures(self) -> Mapping[int, list[int]]:
        """The projects that each organisation takes part in, and the platforms that it hosts."""
        pairs = [*self._pairs("participates-in"), *((host, venture) for venture, host in self._pairs("hosted-by"))]
        return _group(sorted(set(pairs)))

    @cached_property
    def actors(self) -> Mapping[int, list[int]]:
        """The organisations of each project and platform."""
        return _turn(self.ventures)

    @cached_property
    def partnerships(self) -> Mapping[int, list[Partnership]]:
        """The partnerships of each organisation, established ones first; a pair may have several kinds."""
        rows = self.network.links("partners-with").select("source", "target", "qualifier", "status").unique()
        ordered = rows.sort("status", "source", "target", "qualifier", nulls_last=True)
        found: dict[int, list[Partnership]] = defaultdict(list)
        for row in ordered.iter_rows():
            link = Partnership(*row)
            for end in sorted({link.first, link.second}):
                found[end].append(link)
        return found

    @cached_property
    def institutions(self) -> frozenset[int]:
        """All educational institutions."""
        return self._of_class("EducationalInstitution")

    @cached_property
    def enterprises(self) -> frozenset[int]:
        """All enterprises."""
        return self._of_class("Enterprise")

    def _of_class(self, name: str) -> frozenset[int]:
        wanted = set(classes_under(name))
        return frozenset(node for node, cls in enumerate(self.classes) if cls in wanted)

    def _pairs(self, kind: str) -> Iterable[tuple[int, int]]:
        return self.network.links(kind).select("source", "target").unique().sort(pl.all()).iter_rows()

    def _ends(self, kind: str) -> dict[int, list[int]]:
        return _group(self._pairs(kind))


def _group(pairs: Iterable[tuple[_Key, int]]) -> dict[_Key, list[int]]:
    found: dict[_Key, list[int]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def _turn(links: Mapping[int, list[int]]) -> dict[int, list[int]]:
    return _group(sorted((end, start) for start, ends in links.items() for end in ends))
