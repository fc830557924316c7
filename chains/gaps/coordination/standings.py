"""Where the cities stand by their statistics and by their links, each with what chance and choice would change.

*By statistics*: the standard coordination degree D, in the last year in which it is known for most cities.  *By links*: the
share of the city's organisations that work with an organisation of another chain in the city, on record
(:mod:`chains.gaps.reading.cooperation`).  A city's standing is the share of the other compared cities that it surpasses.

Both are drawn anew together: the indicators that D is made of, and for each city the share that would explain the links on
record (few organisations leave much room).  The band of the difference between the two standings holds nine tenths of
the draws.  It is beyond the band if it has the same sign in 95 of 100 draws: of the cities whose standings are in truth
alike, about one in twenty is still expected to be named on each side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.gaps.coordination.scores import BAND, DRAWS, YearScores, score_year, weigh_panel
from chains.gaps.reading.cooperation import Cooperation
from chains.gaps.reading.indicators import Panel
from chains.measures.resampling import draw_shares, find_band
from chains.measures.standing import count_joining_links, score_standing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["FEWEST", "LinkedCity", "Standings", "compare_standings", "count_linked", "score_latest"]

FEWEST: Final = 5
"""So many cities are compared at least: among fewer a standing says little."""

_SEED: Final = 19460501


@dataclass(frozen=True)
class LinkedCity:
    """How much of a city is linked across chains.

    Attributes:
        here: its organisations and their ties in the city.
        linked: which of them have a tie to one of another chain.
    """

    here: Cooperation
    linked: NDArray[np.bool_]

    @property
    def share(self) -> float:
        """Share of the organisations that are linked; ``nan`` where fewer than two chains have any."""
        return float(self.linked.mean()) if self.comparable else float("nan")

    @property
    def comparable(self) -> bool:
        """Whether organisations of two chains are on record, so that any could be linked."""
        return len(np.unique(self.here.chains)) > 1

    @property
    def unlinked(self) -> Ints:
        """Number of the organisations of each chain that are not linked, by the name of the chain."""
        names, places = np.unique(self.here.chains, return_inverse=True)
        return np.bincount(places[~self.linked], minlength=len(names))


def count_linked(here: Cooperation) -> LinkedCity:
    """Return which organisations of a cell have a tie there to one of another chain."""
    first, second = here.links.nonzero()
    crossing = here.chains[first] != here.chains[second]
    linked = np.zeros(len(here.nodes), dtype=bool)
    linked[first[crossing]] = True
    return LinkedCity(here, linked)


def score_latest(panel: Panel, scheme: str) -> tuple[int, YearScores]:
    """Return the last of the years in which D is known for most regions, and its scores."""
    weights = weigh_panel(panel, scheme)
    years = {year: score_year(panel, weights, year) for year in np.unique(panel.years).tolist()}
    best = max(years, key=lambda year: (int((~np.isnan(years[year].d["standard"])).sum()), year))
    return best, years[best]


@dataclass(frozen=True)
class Standings:
    """The standings of the compared cities; arrays are by city, or have a row for each draw.

    Attributes:
        cities: IRIs, sorted.
        places: place of each city in the scores of the year.
        linked: its links.
        by_statistics, by_links: standings in [0, 1].
        low, high: ends of the band of ``by_statistics - by_links``.
        drawn, drawn_links: both standings in each draw.
        shares: linked share in each draw.
        uniform: the random numbers that these came from.
    """

    cities: tuple[str, ...]
    places: Ints
    linked: tuple[LinkedCity, ...]
    by_statistics: Floats
    by_links: Floats
    low: Floats
    high: Floats
    drawn: Floats
    drawn_links: Floats
    shares: Floats
    uniform: Floats

    def count_links_to_overturn(self, city: int) -> int:
        """Return the fewest further ties across chains in a city with which the band of its difference reaches 0.

        Ties are added where they link most organisations that had none, all else kept: exact, for a larger linked share
        never lowers the standing by links in any draw.
        """
        linked = self.linked[city]
        now, whole = int(linked.linked.sum()), len(linked.linked)
        few, many = now, whole
        while few < many:
            middle = (few + many) // 2
            if self._lags(city, middle):
                few = middle + 1
            else:
                many = middle
        return count_joining_links(linked.unlinked, few - now)

    def _lags(self, city: int, linked: int) -> bool:
        whole = len(self.linked[city].linked)
        own = draw_shares(linked, whole, self.uniform[:, city])[:, None]
        others = np.delete(self.shares, city, axis=1)
        standing = ((others < own) + 0.5 * (others == own)).mean(axis=1)
        return bool(find_band(self.drawn[:, city] - standing, BAND)[0] > 0)


def compare_standings(scores: YearScores, regions: Iterable[str], linked: dict[str, LinkedCity]) -> Standings | None:
    """Return the standings of the cities that have both a D with its band and organisations of two chains.

    Args:
        scores: of one year.
        regions: IRI of the region of each place in the scores.
        linked: the links of each city, by IRI.

    ``None`` where fewer than :data:`FEWEST` cities can be compared.
    """
    known = ~np.isnan(scores.low)
    found = {
        city: place for place, city in enumerate(regions) if known[place] and city in linked and linked[city].comparable
    }
    if len(found) < FEWEST:
        return None
    cities = tuple(sorted(found))
    places = np.array([found[city] for city in cities])
    own = tuple(linked[city] for city in cities)
    counts, totals = (
        [int(value) for value in column]
        for column in zip(*((one.linked.sum(), len(one.linked)) for one in own), strict=True)
    )
    uniform = np.random.default_rng(_SEED).uniform(size=(DRAWS, len(cities)))
    shares = draw_shares(counts, totals, uniform)
    drawn, drawn_links = score_standing(scores.drawn[:, places]), score_standing(shares)
    low, high = find_band(drawn - drawn_links, BAND)
    return Standings(
        cities,
        places,
        own,
        score_standing(scores.d["standard"][places]),
        score_standing([one.share for one in own]),
        low,
        high,
        drawn,
        drawn_links,
        shares,
        uniform,
    )
