"""Statistics of the cities that agree with their links, but for chance.

Each city has a share of its organisations that work with one of another chain in the city.  What is counted is taken
as a sample: the share behind it is drawn from Beta(k + 1/2, n - k + 1/2).  The city's rank by that share, as a normal
score, is what every indicator tells, each with a noise of its own; none tells another city's rank.  So the standing of a
city by its statistics and by its links are one, which is the null of :mod:`chains.gaps.coordination.finder`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from chains.simulate import figures
from chains.simulate.draft import unique_pairs
from chains.summary import CHAINS

if TYPE_CHECKING:
    from numpy.random import Generator

    from chains.simulate.draft import Flags, Floats, Ints, Organisations, Ties

__all__ = ["BEST", "WORST", "draw_statistics", "mark_linked", "place_cities"]

WORST, BEST = 0.0, 100.0
"""The reference range of every indicator."""
_MARGIN: Final = 0.05
"""Values keep so far from the ends of the range, as a part of it."""


def mark_linked(ties: Ties, everyone: Organisations) -> Flags:
    """Return which organisations share a bond with one of another chain that lies in their city."""
    side = np.select([everyone.education, everyone.industry], [0, 1], 2)
    first, second, _ = ties.pairs()
    crossing = (everyone.city[first] == everyone.city[second]) & (side[first] != side[second])
    found = np.zeros(len(side), dtype=bool)
    found[unique_pairs(first[crossing], second[crossing])[0]] = True
    return found


def draw_statistics(rng: Generator, ties: Ties, everyone: Organisations, cities: int) -> Floats:
    """Return the values of cities × indicators, those of one chain beside each other, in the order of the chains."""
    from scipy.special import ndtr

    whole = np.bincount(everyone.city, minlength=cities)
    linked = np.bincount(everyone.city[mark_linked(ties, everyone)], minlength=cities)
    score = _to_normal(rng.beta(linked + 0.5, whole - linked + 0.5))
    noise = rng.normal(0.0, figures.INDICATOR_NOISE, (cities, len(CHAINS) * figures.INDICATORS_OF_A_CHAIN))
    share = ndtr((score[:, None] + noise) / np.hypot(1.0, figures.INDICATOR_NOISE))
    return np.asarray(np.round(WORST + (BEST - WORST) * (_MARGIN + (1.0 - 2.0 * _MARGIN) * share), 2))


def _to_normal(values: Floats) -> Floats:
    from scipy.special import ndtri

    ranks: Ints = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray(ndtri((ranks + 0.5) / len(values)))


def place_cities(statistics: Floats) -> Floats:
    """Return the share of the other cities that each surpasses by its statistics, in [0, 1]; 1 for a single city.

    Cities are ranked by the geometric mean of the means of the four chains: that is how the standard coordination
    degree ranks them if all indicators of a chain weigh the same.
    """
    means = statistics.reshape(len(statistics), len(CHAINS), -1).mean(axis=2)
    ranks = np.argsort(np.argsort(np.log(means).mean(axis=1), kind="stable"), kind="stable")
    return np.asarray(ranks / max(len(means) - 1, 1) if len(means) > 1 else np.ones(1))
