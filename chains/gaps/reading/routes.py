"""A metapath as sparse 0/1 layers of a network, in whole and by region and industry chain.

Every layer holds the links on record of the kinds of its step (an intended partnership is none yet), between the nodes
of its two stations.  Two readings are those of :mod:`chains.gaps.reading.passages`: a programme leads to the occupations
near those that it names; organisations of the industry chain are those active in an industry chain, too.

By region, industry chains are told apart by place: what stands next to occupations is the demand of the chain in each
city, what stands next to enterprises is the chain as it is present in each city.  So a null that keeps the number of
links of every node keeps how much each chain asks for, and how many enterprises it has, in each city.

Left out are organisations that lie in no region of the graph, and entries of catalogues (programmes, occupations,
skills, …) without a link on both sides of their station: the record could not have seen a way through them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from scipy import sparse

from chains.build import ontology_terms
from chains.gaps.reading.halves import Half, name_layers, split_route
from chains.gaps.reading.layers import INTENDED
from chains.gaps.reading.metapaths import INDUSTRY_CHAIN, Leg, Metapath, Station
from chains.gaps.reading.survey import Survey
from chains.gaps.reading.ties import find_organisations
from chains.measures.metapath import to_ones
from chains.names import ONTOLOGY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Nodes = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Route", "Router"]

_LEADS: Final = "targets-occupation"


@dataclass(frozen=True)
class Route:
    """A metapath in a network.

    Attributes:
        nodes: node numbers of each station.
        everyone: the same with what has no link at all.
        layers: one fewer, rows and columns in the order of ``nodes``; for a reader that needs no regions.
        hinge: number of the station that holds the industry chains; ``None`` without one.
        halves: the route in two, each from its end to the hinge; in one, where it has none.
        kinds: the kinds of link that have any link at each step.
    """

    metapath: Metapath
    nodes: tuple[Nodes, ...]
    everyone: tuple[Nodes, ...]
    layers: tuple[sparse.csr_array, ...]
    hinge: int | None
    halves: tuple[Half, ...]
    kinds: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What each layer is, whichever way it is read."""
        return name_layers(self.metapath, range(len(self.layers) + 1))

    @property
    def repeats(self) -> bool:
        """Whether a set of nodes stands more than once on it."""
        keys = [station.key for station in self.metapath.stations]
        return len(set(keys)) < len(keys)


class Router:
    """Finds the routes of a network."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self._network = survey.network
        self._size = survey.network.nodes.height

    def find(self, metapath: Metapath) -> Route:
        """Return a metapath as layers; they are empty where the network has no such links."""
        found = [self._layer(leg, *ends) for leg, ends in self._steps(metapath)]
        layers, masks = [layer for layer, _ in found], [self._mask(station) for station in metapath.stations]
        nodes = self._keep(metapath, layers, masks)
        kinds = tuple(kinds for _, kinds in found)
        places = [place for place, station in enumerate(metapath.stations) if station.classes == (INDUSTRY_CHAIN,)]
        cut = tuple(
            sparse.csr_array(layer[first][:, last])
            for layer, first, last in zip(layers, nodes[:-1], nodes[1:], strict=True)
        )
        hinge = places[0] if places else None
        halves = split_route(self.survey, metapath, cut, nodes, hinge)
        everyone = tuple(np.flatnonzero(mask) for mask in masks)
        return Route(metapath, tuple(nodes), everyone, cut, hinge, halves, kinds)

    @staticmethod
    def _steps(metapath: Metapath) -> list[tuple[Leg, tuple[Station, Station]]]:
        pairs = zip(metapath.stations[:-1], metapath.stations[1:], strict=True)
        return list(zip(metapath.legs, pairs, strict=True))

    def _layer(self, leg: Leg, before: Station, after: Station) -> tuple[sparse.csr_array, tuple[str, ...]]:
        """Return all links of a step, by node number, and the kinds that have any."""
        first, last = self._mask(before), self._mask(after)
        whole = sparse.csr_array((self._size, self._size), dtype=np.int64)
        kinds: list[str] = []
        for names, turned in ((leg.forward, False), (leg.backward, True)):
            for name in names:
                links = self._matrix(name)
                there = _restrict(links.T.tocsr() if turned else links, first, last)
                if there.nnz:
                    whole, kinds = whole + there, [*kinds, name]
        return to_ones(whole), tuple(sorted(set(kinds)))

    def _matrix(self, kind: str) -> sparse.csr_array:
        if kind not in self._matrices:
            settled = pl.col("status").is_null() | (pl.col("status") != INTENDED)
            pairs = self._network.links(kind).filter(settled).select("source", "target").unique().to_numpy()
            ends = (pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64))
            ones = np.ones(len(pairs), dtype=np.int64)
            known = sparse.csr_array((ones, ends), shape=(self._size, self._size))
            self._matrices[kind] = to_ones(self.survey.passages.leads) if kind == _LEADS else known
        return self._matrices[kind]

    @cached_property
    def _matrices(self) -> dict[str, sparse.csr_array]:
        return {}

    def _mask(self, station: Station) -> NDArray[np.bool_]:
        """Return which nodes stand at a station."""
        if station.key not in self._masks:
            terms, classes = ontology_terms(), self._network.nodes.get_column("cls")
            own = [name for name in terms.classes if {name, *terms.superclasses(name)} & set(station.classes)]
            found = classes.is_in(own).fill_null(value=False).to_numpy()
            found = self.survey.passages.industry if station.chain == "industry" else found
            self._masks[station.key] = found & (self._placed | ~self._organisations)
        return self._masks[station.key]

    @cached_property
    def _masks(self) -> dict[str, NDArray[np.bool_]]:
        return {}

    @cached_property
    def _organisations(self) -> NDArray[np.bool_]:
        return find_organisations(self._network)

    @cached_property
    def _placed(self) -> NDArray[np.bool_]:
        known = list(self.survey.places.names)
        return self._network.nodes.get_column("region").is_in(known).fill_null(value=False).to_numpy()

    def _keep(
        self, metapath: Metapath, layers: Sequence[sparse.csr_array], masks: Sequence[NDArray[np.bool_]]
    ) -> list[Nodes]:
        """Return the nodes of each station: all that have a link, entries of catalogues those with one on each side."""
        actors = self._actors()
        kept = [mask.copy() for mask in masks]
        changed = True
        while changed:
            changed = False
            for place, station in enumerate(metapath.stations):
                sides = [layers[place - 1].T @ kept[place - 1].astype(np.int64)] if place else []
                sides += [layers[place] @ kept[place + 1].astype(np.int64)] if place < len(layers) else []
                linked = [np.asarray(side) > 0 for side in sides]
                either = np.any(linked, axis=0) if actors.issuperset(station.classes) else np.all(linked, axis=0)
                changed = changed or bool((kept[place] & ~either).any())
                kept[place] &= either
        # Where a set stands twice, it is one set: what is kept at either place.
        keys = [station.key for station in metapath.stations]
        return [
            np.flatnonzero(np.any([kept[other] for other, name in enumerate(keys) if name == key], axis=0))
            for key in keys
        ]

    @staticmethod
    def _actors() -> set[str]:
        """Return the classes whose nodes lie somewhere, projects, industry chains: what they lack is a fact about them."""
        terms = ontology_terms()
        placed = {end for kind in terms.link_kinds if kind.notation == "located-in" for end in kind.from_classes}
        tops = {end.removeprefix(ONTOLOGY) for end in placed}
        return {name for name in terms.classes if {name, *terms.superclasses(name)} & tops} | {
            "Project",
            INDUSTRY_CHAIN,
        }


def _restrict(links: sparse.csr_array, rows: NDArray[np.bool_], columns: NDArray[np.bool_]) -> sparse.csr_array:
    entries = sparse.coo_array(links)
    kept = rows[entries.coords[0]] & columns[entries.coords[1]]
    ends = (entries.coords[0][kept], entries.coords[1][kept])
    return sparse.csr_array((np.ones(int(kept.sum()), dtype=np.int64), ends), shape=links.shape)
