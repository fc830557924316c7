"""How sure a composite score is: its indicators drawn anew, and shares of small numbers drawn anew.

The indicators of a system are taken as a sample of those that could describe it.  A band from these draws says how far
the score depends on which indicators happen to be at hand.  It does not say how well each was measured, nor whether the
reference ranges are the right ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chains.measures.composite import check_weights, score_weighted

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["draw_scores", "draw_shares", "draw_weights", "find_band"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def draw_weights(weights: ArrayLike, draws: int, rng: np.random.Generator) -> Floats:
    """Return the weights of the indicators of one system in each draw, shape (draws, indicators).

    Of the k indicators that weigh anything, k - 1 are drawn with replacement; each weighs its weight times how often
    it was drawn.  Drawing k - 1, not k, makes the variance of an evenly weighted mean unbiased, which matters where k
    is 2 or 3.  A system with one such indicator keeps it in every draw: see :func:`draw_scores`.

    Raises:
        ValueError: a weight is negative.

    >>> draw_weights([1.0, 1.0, 1.0, 0.0], 4, np.random.default_rng(1)).sum(axis=1).tolist()
    [2.0, 2.0, 2.0, 2.0]

    Source: the bootstrap of size n - 1 (McCarthy & Snowden 1985; Rao & Wu 1988, J. Am. Stat. Assoc. 83:231).
    """
    w = check_weights(weights, np.asarray(weights, dtype=float).shape[-1])
    weighing = np.flatnonzero(w > 0)
    if len(weighing) < 2:  # noqa: PLR2004  # nothing to choose from
        return np.tile(w, (draws, 1))
    counts = np.zeros((draws, len(w)))
    counts[:, weighing] = rng.multinomial(len(weighing) - 1, np.full(len(weighing), 1.0 / len(weighing)), size=draws)
    return counts * w


def draw_scores(
    scaled: ArrayLike, weights: ArrayLike, systems: Sequence[ArrayLike], draws: int, rng: np.random.Generator
) -> Floats:
    """Return the scores of the systems in each draw of indicators, shape (draws, rows, systems).

    All rows share a draw, so that like is compared with like.  A system with a single indicator cannot tell how much
    another would differ.  Its doubt is borrowed: in each draw a pair of indicators of another system is taken at random,
    and each row's score moves by the difference of the two there, divided by the square root of 2 (the spread of one
    around the mean of many), cut to [0, 1].  Where no system has two indicators nothing can be borrowed, and such a
    system has ``nan`` in every draw.  A row that lacks what was drawn has ``nan`` in that draw.

    Args:
        scaled: scores in [0, 1], shape (rows, indicators), ``nan`` where unknown.
        weights: one for each indicator.
        systems: the places of the indicators of each system.
        draws: how many.
        rng: random numbers.

    Raises:
        ValueError: a score lies outside [0, 1], or a weight is negative.
    """
    x = np.asarray(scaled, dtype=float)
    w = check_weights(weights, x.shape[-1])
    columns = [np.asarray(system, dtype=np.int64) for system in systems]
    weighing = [places[w[places] > 0] for places in columns]
    drawn = np.full((draws, x.shape[0], len(columns)), np.nan)
    for place, own in enumerate(columns):
        drawn[:, :, place] = score_weighted(x[:, own], draw_weights(w[own], draws, rng))[0]
    for place, own in enumerate(weighing):
        if len(own) == 1:
            lenders = [other for at, other in enumerate(weighing) if at != place and len(other) > 1]
            drawn[:, :, place] = np.clip(drawn[:, :, place] + _borrow(x, lenders, draws, rng), 0.0, 1.0)
    return drawn


def _borrow(x: Floats, lenders: Sequence[Ints], draws: int, rng: np.random.Generator) -> Floats:
    """Return by how much each row's score moves in each draw, shape (draws, rows)."""
    if not lenders:
        return np.full((draws, x.shape[0]), np.nan)
    pairs = np.array([(one, two) for own in lenders for one in own for two in own if one != two])
    first, second = pairs[rng.integers(len(pairs), size=draws)].T
    return np.asarray((x[:, first] - x[:, second]).T / np.sqrt(2.0))


def draw_shares(counts: ArrayLike, totals: ArrayLike, uniform: ArrayLike) -> Floats:
    """Return shares that would explain counts of so many among so many: draws from Beta(k + 1/2, n - k + 1/2).

    The more were counted the nearer they lie to k / n, and 0 of 5 leaves more room than 0 of 500.  With the same
    *uniform* numbers a larger count gives a larger share in every draw.  A total of 0 gives ``nan``.

    Args:
        counts: k, shape (things,).
        totals: n, shape (things,).
        uniform: numbers in (0, 1), shape (draws, things), or any that stretches with the others.

    Raises:
        ValueError: a count is negative or above its total.

    >>> draw_shares([0, 5], [10, 10], [[0.5, 0.5]]).round(3).tolist()
    [[0.022, 0.5]]

    Source: Jeffreys 1946, as in Brown, Cai & DasGupta 2001, Stat. Sci. 16:101.
    """
    from scipy.special import betaincinv

    k, n, u = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (counts, totals, uniform)))
    if (k < 0).any() or (k > n).any():
        raise ValueError("a count must lie between 0 and its total")
    return np.asarray(np.where(n > 0, betaincinv(k + 0.5, n - k + 0.5, u), np.nan))


def find_band(drawn: ArrayLike, level: float = 0.9) -> tuple[Floats, Floats]:
    """Return the ends between which the middle *level* of the draws lies, for each place on the further axes.

    Draws of ``nan`` are left out; where more than half are so, both ends are ``nan``: too few draws tell anything.

    >>> low, high = find_band(np.linspace(0.0, 1.0, 101))
    >>> round(float(low), 2), round(float(high), 2)
    (0.05, 0.95)
    """
    values = np.asarray(drawn, dtype=float)
    usable = (~np.isnan(values)).mean(axis=0) >= 0.5 if len(values) else np.zeros(values.shape[1:], dtype=bool)  # noqa: PLR2004  # half
    filled = np.where(usable, values, 0.0)
    low, high = (
        np.nanquantile(filled, q, axis=0) if len(values) else np.full(values.shape[1:], np.nan)
        for q in ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
    )
    return np.where(usable, low, np.nan), np.where(usable, high, np.nan)
