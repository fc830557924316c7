"""Links that would close a gap: candidates from what is near and what fits.

An institution *fits* an industry chain by the number of its programmes that lead to an occupation which the chain asks
for anywhere; so it fits an enterprise of that chain.  Candidates come from the same city where it has any that fit,
else from the nearest city that has.  They are suggestions by rule, not findings.

That is the fit on the way from programmes through occupations, whose gaps these links would close.  Which two would be
the best partners is another question: it is scored in :mod:`chains.gaps.reading.fitting`, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy import sparse

from chains.gaps.reading.passages import Passages
from chains.measures.shares import score_distance_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Candidates"]


class Candidates:
    """What could be linked to what."""

    def __init__(self, passages: Passages) -> None:
        self._passages = passages
        self._size = passages.network.nodes.height

    @cached_property
    def _by_city(self) -> Mapping[str, NDArray[np.int64]]:
        regions = self._passages.network.nodes.select(region="region", node=pl.int_range(pl.len()))
        groups = regions.drop_nulls().partition_by("region", as_dict=True)
        return {str(key[0]): part.get_column("node").to_numpy() for key, part in groups.items()}

    def nodes_in(self, city: str) -> NDArray[np.int64]:
        """Return the nodes that lie in a city itself, by number."""
        return self._by_city.get(city, np.zeros(0, dtype=np.int64))

    @cached_property
    def _distances(self) -> tuple[Mapping[str, int], NDArray[np.float64]]:
        regions = self._passages.network.regions.filter(pl.col("kind") == "city").sort("iri")
        places = {iri: place for place, iri in enumerate(regions.get_column("iri"))}
        kilometres = score_distance_km(regions["latitude"].to_numpy(), regions["longitude"].to_numpy())
        return places, kilometres

    def distance_km(self, first: str, second: str) -> float:
        """Return the great-circle distance between two cities; ``nan`` where one has no coordinates or is no city."""
        places, kilometres = self._distances
        if first not in places or second not in places:
            return float("nan")
        return float(kilometres[places[first], places[second]])

    def nearest(self, city: str | None, cities: Iterable[str]) -> list[str]:
        """Return cities by their distance from *city*, itself first; those at an unknown distance last, by IRI."""
        known = {other: self.distance_km(city or "", other) for other in cities}
        return sorted(known, key=lambda iri: (iri != city, np.isnan(known[iri]), np.nan_to_num(known[iri]), iri))

    def _order(self, city: str | None) -> list[str]:
        if city not in self._orders:
            self._orders[city] = self.nearest(city, self._passages.places.cities)
        return self._orders[city]

    @cached_property
    def _orders(self) -> dict[str | None, list[str]]:
        return {}

    @cached_property
    def fit(self) -> sparse.csc_array:
        """Institutions × industry chains, by node number: programmes that lead to an occupation which the chain asks for."""
        demand = self._passages.asked.demand.drop_nulls().select("occupation", "chain").unique()
        ends = (demand["occupation"].to_numpy(), demand["chain"].to_numpy())
        asks = sparse.csr_array((np.ones(demand.height, dtype=np.int64), ends), shape=(self._size, self._size))
        serves = sparse.csr_array(self._passages.leads @ asks != 0).astype(np.int64)
        return sparse.csc_array(self._passages.offers @ serves)

    def institutions_for(self, chain: int | None, city: str | None, most: int = 3) -> list[int]:
        """Return institutions that fit an industry chain, best first: those of the city, else of the nearest with any.

        Without a chain, institutions fit by the number of their programmes.
        """
        fits = np.diff(self._passages.offers.indptr) if chain is None else self.fit[:, [chain]].toarray().ravel()
        return self._best(fits, city, most)

    def enterprises_for(self, institution: int, city: str | None, most: int = 3) -> list[int]:
        """Return enterprises that an institution fits, best first: those of the city, else of the nearest with any.

        An enterprise of several industry chains counts by the one that fits best.
        """
        chains = sparse.csr_array(self.fit[[institution]])
        fits = np.asarray(self._passages.active.multiply(chains).max(axis=1).toarray()).ravel()
        return self._best(np.where(self._passages.industry, fits, 0), city, most)

    def chain_joining(self, institution: int, enterprise: int) -> int:
        """Return the industry chain of an enterprise that an institution fits best; of equal ones the first."""
        chains = self._passages.active[[enterprise]].indices
        return int(chains[self.fit[[institution]].toarray().ravel()[chains].argmax()])

    def enterprises_of(self, chain: int, city: str | None, most: int = 3) -> list[int]:
        """Return enterprises of an industry chain, most linked first: those of the city, else of the nearest with any."""
        return self._best(np.where(self.members(chain), self.prominence, 0), city, most)

    def members(self, chain: int) -> NDArray[np.bool_]:
        """Return which nodes are organisations that are active in an industry chain."""
        if chain not in self._members:
            active = self._passages.active[:, [chain]].toarray().ravel() > 0
            self._members[chain] = active & self._passages.industry
        return self._members[chain]

    @cached_property
    def _members(self) -> dict[int, NDArray[np.bool_]]:
        return {}

    @cached_property
    def prominence(self) -> NDArray[np.int64]:
        """Number of links on record of each node: what is known best is named first."""
        edges = self._passages.network.edges
        ends = np.concatenate([edges["source"].to_numpy(), edges["target"].to_numpy()]).astype(np.int64)
        return np.bincount(ends, minlength=self._size)

    def _best(self, fits: NDArray[np.int64], city: str | None, most: int) -> list[int]:
        for place in self._order(city):
            nodes = self.nodes_in(place)
            fitting = nodes[fits[nodes] > 0]
            if len(fitting):
                order = np.lexsort((fitting, -self.prominence[fitting], -fits[fitting]))
                return [int(node) for node in fitting[order][:most]]
        return []

    def programme_for(self, occupation: int, city: str) -> tuple[int, str | None] | None:
        """Return the programme that leads to an occupation and is offered most, and the nearest city that offers one.

        ``None`` where no programme that is offered anywhere leads to the occupation.
        """
        leading = self._passages.leads[:, [occupation]].toarray().ravel() > 0
        offered = np.asarray(self._passages.offers.sum(axis=0)) * leading
        if not offered.any():
            return None
        teaching = np.asarray(self._passages.offers @ leading.astype(np.int64)) > 0
        regions = self._passages.network.nodes.get_column("region").gather(np.flatnonzero(teaching))
        cities = set(regions.drop_nulls()) & set(self._passages.places.cities)
        return int(offered.argmax()), next(iter(self.nearest(city, cities - {city})), None)

    def institution_like(self, programme: int, city: str) -> int | None:
        """Return the institution of a city whose programmes are most like those offered beside a programme.

        Likeness is the cosine between its programmes and the number of times each is offered by an institution that
        offers *programme*.  ``None`` where no institution of the city offers any of them.
        """
        offers = self._passages.offers
        beside = np.asarray(offers[:, [programme]].toarray().ravel() @ offers)
        nodes = self.nodes_in(city)
        sizes = np.diff(offers.indptr)[nodes]
        likeness = (offers[nodes] @ beside) / np.sqrt(np.maximum(sizes, 1))
        return int(nodes[likeness.argmax()]) if len(nodes) and likeness.max() > 0 else None
