"""Institutions and enterprises as pairs: where both lie, whether they work together, what surrounds them.

Distances lead from city centre to city centre.  How well a pair fits is told by
:class:`~chains.gaps.reading.fitting.Fitting`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from scipy import sparse

from chains.gaps.reading.actors import Actors
from chains.gaps.reading.fitting import Fitting
from chains.gaps.reading.layers import INTENDED
from chains.measures.metapath import to_ones
from chains.measures.shares import score_distance_km
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

__all__ = ["UNPLACED", "Pairing"]

UNPLACED: Final = -1
"""Stands for a city that is not known."""


class Pairing:
    """The institutions and enterprises of a network; both are counted from 0, in the order of their nodes.

    Attributes:
        fitting: how well they fit.
        institutions, enterprises: node number of each.
        homes, cities: where each institution and each enterprise lies, as a place in ``places.cities``, or
            :data:`UNPLACED`.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.actors = Actors(network)
        self.places = self.actors.places
        self.fitting = Fitting(self.actors)
        self.institutions, self.enterprises = self.fitting.institutions, self.fitting.enterprises
        self.homes, self.cities = (self._locate(rows) for rows in (self.actors.institutions, self.actors.enterprises))

    def _locate(self, rows: pl.DataFrame) -> Numbers:
        known = {city: place for place, city in enumerate(self.places.cities)}
        return np.array([known.get(city, UNPLACED) for city in rows.get_column("region")], dtype=np.int64)

    @cached_property
    def classes(self) -> Numbers:
        """Number of the class of each institution: university, college, school."""
        names = self.actors.network.nodes.get_column("cls").gather(self.institutions).to_list()
        order = {name: number for number, name in enumerate(sorted(set(names)))}
        return np.array([order[name] for name in names], dtype=np.int64)

    @cached_property
    def city_km(self) -> Floats:
        """Distance between each two of ``places.cities``, in km; 0 in the same one, ``nan`` where it is not known."""
        regions = self.network.regions.filter(pl.col("kind") == "city").sort("iri")
        kilometres = score_distance_km(regions["latitude"].to_numpy(), regions["longitude"].to_numpy())
        np.fill_diagonal(kilometres, 0.0)
        return kilometres

    def km(self, first: ArrayLike, second: ArrayLike) -> Floats:
        """Return the distance of pairs (numbers of institutions and enterprises), ``nan`` where it is not known."""
        homes, cities = self.homes[np.asarray(first)], self.cities[np.asarray(second)]
        placed = (homes != UNPLACED) & (cities != UNPLACED)
        found = np.full(placed.shape, np.nan)
        found[placed] = self.city_km[homes[placed], cities[placed]]
        return found

    @cached_property
    def partnerships(self) -> pl.DataFrame:
        """Pairs that work together: ``first``, ``second`` (numbers), ``year`` (the first on record) and ``graphs``."""
        agreed = pl.col("status").is_null() | (pl.col("status") != INTENDED)
        rows = self._number(self.network.links("partners-with").filter(agreed))
        groups = rows.group_by("first", "second").agg(pl.col("year").min(), graphs=pl.col("graph").unique().sort())
        return groups.sort("first", "second")

    @cached_property
    def on_record(self) -> sparse.csr_array:
        """Institutions × enterprises: with any partnership, also an intended one, a training, a project or a platform."""
        direct = self._number(self.network.links("partners-with", "trains-for"))
        together = self._ventures[self.institutions] @ self._ventures[self.enterprises].T
        return to_ones(sparse.csr_array(self.to_matrix(direct) + together))

    @cached_property
    def partners(self) -> Numbers:
        """Number of institutions that each enterprise works, or means to work, with."""
        rows = self._number(self.network.links("partners-with")).select("first", "second").unique()
        counts = np.bincount(rows.get_column("second").to_numpy(), minlength=len(self.enterprises))
        return np.asarray(counts.astype(np.int64))

    @cached_property
    def ventures(self) -> Numbers:
        """Number of projects and platforms of each enterprise."""
        return np.asarray(np.diff(self._ventures[self.enterprises].indptr).astype(np.int64))

    @cached_property
    def links(self) -> Numbers:
        """Number of links of each enterprise, of any kind."""
        ends = pl.concat([self.network.edges.get_column(end) for end in ("source", "target")]).to_numpy()
        return np.asarray(np.bincount(ends, minlength=self.network.nodes.height)[self.enterprises].astype(np.int64))

    @cached_property
    def _ventures(self) -> sparse.csr_array:
        """Organisations × projects and platforms, by node number."""
        return to_ones(self.network.to_sparse("participates-in") + self.network.to_sparse("hosted-by").T)

    def to_matrix(self, pairs: pl.DataFrame) -> sparse.csr_array:
        """Return pairs (``first``, ``second``) as a 0/1 matrix, institutions × enterprises."""
        ends = tuple(pairs.get_column(name).to_numpy().astype(np.int64) for name in ("first", "second"))
        shape = (len(self.institutions), len(self.enterprises))
        return to_ones(sparse.csr_array((np.ones(pairs.height, dtype=np.int64), ends), shape=shape))

    def _number(self, links: pl.DataFrame) -> pl.DataFrame:
        for name, number, nodes in (("source", "first", self.institutions), ("target", "second", self.enterprises)):
            known = pl.DataFrame({name: nodes, number: np.arange(len(nodes))}, schema_overrides={name: pl.UInt32})
            links = links.join(known, on=name)
        return links

    def join_surroundings(self, links: sparse.csr_array) -> sparse.csr_array:
        """Return links (institutions × enterprises) and what surrounds them as a one-mode graph of all nodes.

        Surroundings are the industry chains and segments of enterprises, and the projects, platforms and alliances of
        both ends.
        """
        pairs = sparse.coo_array(links)
        ends = (self.institutions[pairs.coords[0]], self.enterprises[pairs.coords[1]])
        whole = sparse.csr_array((np.ones(pairs.nnz, dtype=np.int64), ends), shape=self._surroundings.shape)
        return to_ones(self._surroundings + whole + whole.T)

    @cached_property
    def _surroundings(self) -> sparse.csr_array:
        one_way = self.network.to_sparse("active-in-chain", "active-in-segment", "member-of") + self._ventures
        return to_ones(one_way + one_way.T)
