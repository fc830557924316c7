"""What draws the ties of a region: its actors by side, their activity, and the density of links between them.

The sides are ``e`` (institutions), ``i`` (enterprises), ``r`` (research institutes) and ``p`` (platforms).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chains.simulate import figures
from chains.simulate.draft import Organisations, Ties
from chains.simulate.draws import Pools, fill_cells

if TYPE_CHECKING:
    from numpy.random import Generator

    from chains.simulate.draft import Floats, Ints

__all__ = ["Builder"]


class Builder:
    """Draws the ties of a region, kind by kind."""

    def __init__(self, rng: Generator, organisations: Organisations, fit: Floats, platforms: Ints) -> None:
        self.rng = rng
        self.ties = Ties()
        self.all = organisations
        self.fit = fit
        self.cities = len(platforms)
        self.schools, self.firms, self.institutes = (
            np.flatnonzero(chosen)
            for chosen in (organisations.education, organisations.industry, organisations.innovation)
        )
        self.sizes = {
            "e": self._count(self.schools),
            "i": self._count(self.firms),
            "r": self._count(self.institutes),
            "p": platforms.astype(np.float64),
        }
        self.pools = {
            "e": self._pool(self.schools),
            "i": self._pool(self.firms),
            "r": self._pool(self.institutes),
        }
        self.members = {"e": self.schools, "i": self.firms, "r": self.institutes}
        self.density = figures.SAME_CITY / self.sizes["e"]
        self.wide = 1.0 / self.sizes["e"].sum()

    def _count(self, members: Ints) -> Floats:
        return np.bincount(self.all.city[members], minlength=self.cities).astype(np.float64)

    def _pool(self, members: Ints) -> Pools:
        return Pools(self.all.city[members], self.all.weight[members])

    def pick(self, side: str, cities: Ints) -> Ints:
        """Return an actor of one side in each of these cities, by activity."""
        return self.members[side][self.pools[side].pick(self.rng, cities)]

    def pairs_here(self, first: str, second: str) -> Floats:
        """Return the number of pairs of two sides in each city."""
        one, other = self.sizes[first], self.sizes[second]
        return np.maximum(one * (one - 1) / 2 if first == second else one * other, 0.0)

    def pairs_apart(self, first: str, second: str) -> float:
        """Return the number of pairs of two sides that lie in two cities."""
        one, other = self.sizes[first].sum(), self.sizes[second].sum()
        whole = one * (one - 1) / 2 if first == second else one * other
        return float(whole - self.pairs_here(first, second).sum())

    def far(self, first: str, second: str) -> tuple[Ints, Ints]:
        """Return actors of two sides in two cities each, as many as the density of the whole region still lacks."""
        here = (self.density * self.pairs_here(first, second)).sum()
        whole = self.wide * (self.pairs_here(first, second).sum() + self.pairs_apart(first, second))
        count = int(self.rng.poisson(max(whole - here, 0.0)))
        one, other = (self.anyone(side, count) for side in (first, second))
        apart = self.all.city[one] != self.all.city[other]
        return one[apart], other[apart]

    def anyone(self, side: str, count: int) -> Ints:
        """Return so many actors of a side, wherever they lie, by activity; they may repeat."""
        members = self.members[side]
        weights = self.all.weight[members]
        return np.asarray(self.rng.choice(members, count, p=weights / weights.sum()))

    def local(self, first: str, second: str, floor: Floats | float = 0.0) -> Ints:
        """Return the city of each further link of two sides: what the density asks for beyond what is there."""
        counts = fill_cells(self.rng, self.density * self.pairs_here(first, second) - floor)
        return np.repeat(np.arange(self.cities), counts)

    def fill(self, expected: Floats) -> Ints:
        """Return a count for each city with these means, none below 0."""
        return fill_cells(self.rng, expected)

    def choose(self, places: Ints, cities: Ints | None, count: int) -> Ints:
        """Return one of *places* in each of these cities, or *count* of them anywhere: all alike likely."""
        if cities is None:
            return self.rng.integers(0, len(places), count)
        return Pools(places, np.ones(len(places))).pick(self.rng, cities)

    def nowhere(self, count: int) -> Ints:
        """Return -1 as the city of so many bonds."""
        return np.full(count, -1, dtype=np.int64)
