"""Supply of skills against demand: plain measures on arrays, one entry for each cell and skill.

All inputs are arrays of one shape, or scalars that stretch to it.  A share is a number in [0, 1].
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chains.measures.discrete import Steps, list_table_steps

__all__ = [
    "FAR_LESS",
    "count_surely",
    "count_unseen",
    "list_mix_tests",
    "round_mix",
    "score_distance_km",
    "score_lack",
    "score_mix_chance",
    "score_shares",
]

FAR_LESS: Final = 0.5
"""A skill counts as short or in surplus when one share is less than this part of the other; a convention of ours."""

_EARTH_RADIUS_KM: Final = 6371.0088

Floats = NDArray[np.float64]


def score_shares(amounts: ArrayLike, totals: ArrayLike) -> Floats:
    """Return each skill's share of the total amount of its cell, in [0, 1].

    ``amount / total``; where the total is 0 there is no mix to have a share of, and the share is 0.

    >>> score_shares([1.0, 3.0, 0.0], [4.0, 4.0, 0.0]).tolist()
    [0.25, 0.75, 0.0]
    """
    amount, total = np.broadcast_arrays(np.asarray(amounts, dtype=float), np.asarray(totals, dtype=float))
    return np.asarray(np.divide(amount, total, out=np.zeros(amount.shape), where=total > 0))


def score_lack(has: ArrayLike, should: ArrayLike) -> Floats:
    """Return which part of the share that a skill should have is lacking, in [0, 1].

    ``1 - has / should``, and 0 where it has as much or more, or where it should have none.

    >>> score_lack([0.0, 0.02, 0.3], [0.1, 0.1, 0.1]).tolist()
    [1.0, 0.8, 0.0]
    """
    part, whole = np.broadcast_arrays(np.asarray(has, dtype=float), np.asarray(should, dtype=float))
    ratio = np.divide(part, whole, out=np.ones(part.shape), where=whole > 0)
    return np.asarray(np.clip(1.0 - ratio, 0.0, 1.0))


def score_mix_chance(asked: ArrayLike, all_asked: ArrayLike, taught: ArrayLike, all_taught: ArrayLike) -> Floats:
    """Return the two-sided chance, in (0, 1], of shares so far apart if demand and teaching had one mix of skills.

    *asked* of *all_asked* mentions in postings are of the skill, and *taught* of *all_taught* skills of offerings; all
    are counts, and estimates are rounded so that the shares come nearer to each other.  Given ``asked + taught`` of the
    skill among ``all_asked + all_taught``, ``taught`` follows the hypergeometric distribution; p is twice the smaller
    tail.  Nothing asked or nothing taught at all gives 1.

    A posting names a skill once at most, so if postings are drawn independently the number that name it spreads less
    than is assumed here: the chance errs on the high side.  It says whether the numbers are too small to tell, not
    whether the postings stand for all demand.

    >>> score_mix_chance([5.0], 10, [0.0], 10).round(4).tolist()
    [0.0325]

    Source: Fisher 1935, J. R. Stat. Soc. 98:39 (the exact test of a 2 x 2 table).
    """
    return list_mix_tests(asked, all_asked, taught, all_taught)[0]


def list_mix_tests(
    asked: ArrayLike, all_asked: ArrayLike, taught: ArrayLike, all_taught: ArrayLike
) -> tuple[Floats, list[Steps], NDArray[np.int64]]:
    """Return the chances of :func:`score_mix_chance`, what tests of these sizes can give, and which is whose.

    The last two are what :func:`~chains.measures.discrete.adjust_discrete_p` takes; tests of the same sizes share theirs.
    """
    x, n, t, m = round_mix(asked, all_asked, taught, all_taught)
    tables, which = np.unique(np.stack([x + t, n, m]).reshape(3, -1).astype(np.int64), axis=1, return_inverse=True)
    steps, which = list_table_steps(*tables), which.ravel()
    places = (t - np.maximum(0, x + t - n)).astype(np.int64).ravel()
    told = np.array([steps[number][0][place] for number, place in zip(which.tolist(), places.tolist(), strict=True)])
    told = np.where((n > 0) & (m > 0), told.reshape(x.shape), 1.0)
    return np.asarray(np.clip(told, np.finfo(float).tiny, 1.0)), steps, which


def round_mix(
    asked: ArrayLike, all_asked: ArrayLike, taught: ArrayLike, all_taught: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the four counts as whole numbers, rounded so that the share asked for and the share taught come nearer.

    >>> [float(part) for part in round_mix(2.5, 10, 1, 20.5)]
    [2.0, 10.0, 1.0, 20.0]
    """
    wide = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (asked, all_asked, taught, all_taught)))
    x, n, t, m = wide
    n, m = np.floor(n), np.floor(m)
    more = score_shares(x, n) > score_shares(t, m)
    x = np.minimum(np.where(more, _floor(x), _ceil(x)), n)
    return x, n, np.minimum(np.where(more, _ceil(t), _floor(t)), m), m


def _floor(values: Floats) -> Floats:
    # A sum of rates may miss a whole number by the last bits: ten times 0.1 is 0.9999999999999999.
    return np.asarray(np.floor(values + 1e-9))


def _ceil(values: Floats) -> Floats:
    return np.asarray(np.ceil(values - 1e-9))


def count_unseen(amounts: ArrayLike, totals: ArrayLike, wanted: ArrayLike) -> NDArray[np.int64]:
    """Return the fewest further units of a skill that lift its share to *wanted* or above; at least 0.

    The smallest whole ``u`` with ``(amount + u) / (total + u) >= wanted``.  A wanted share of 1 or more cannot be
    reached from below unless nothing else is there: it gives the largest integer.

    >>> count_unseen([0, 3], [20, 20], [0.1, 0.1]).tolist()
    [3, 0]
    """
    wide = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (amounts, totals, wanted)))
    amount, total, share = wide
    lack = share * total - amount
    reachable = (share < 1.0) | (lack <= 0)
    steps = np.divide(lack, 1.0 - share, out=np.zeros(lack.shape), where=(share < 1.0) & (lack > 0))
    unseen = np.maximum(_ceil(steps), 0.0).astype(np.int64)
    # An empty cell reaches any share with its first unit, and no share without one.
    unseen = np.where((total <= 0) & (share > 0), 1, unseen)
    return np.where(reachable | (total <= 0), unseen, np.iinfo(np.int64).max)


def count_surely(counts: ArrayLike, chance: float = 0.025) -> Floats:
    """Return how many things there surely are behind counts of a sample: the lower confidence bound of each count.

    The mean of a Poisson distribution that gives as many or more with probability *chance*: below the count, near it
    where the count is large; 0 for 0.  Estimates that are no whole numbers lie between their neighbours.

    Raises:
        ValueError: a count is negative or not finite, or *chance* does not lie between 0 and 1.

    >>> count_surely([0, 4, 466]).round(1).tolist()
    [0.0, 1.1, 424.6]

    Source: Garwood 1936, Biometrika 28:437.
    """
    from scipy.special import gammaincinv

    values = np.asarray(counts, dtype=float)
    if not np.isfinite(values).all() or (values < 0).any():
        raise ValueError("counts must be finite and not negative")
    if not 0.0 < chance < 1.0:
        raise ValueError(f"the chance must lie between 0 and 1, not be {chance!r}")
    return np.asarray(np.where(values > 0, gammaincinv(np.where(values > 0, values, 1.0), chance), 0.0))


def score_distance_km(latitudes: ArrayLike, longitudes: ArrayLike) -> Floats:
    """Return the great-circle distances between all places, in km, as a square matrix; ``nan`` without coordinates.

    Haversine formula on a sphere of the Earth's mean radius; coordinates in degrees.

    >>> score_distance_km([31.81, 31.57], [119.97, 120.30]).round().tolist()
    [[0.0, 41.0], [41.0, 0.0]]
    """
    latitude, longitude = (np.radians(np.asarray(part, dtype=float)) for part in (latitudes, longitudes))
    rise = np.sin((latitude[:, None] - latitude[None, :]) / 2.0) ** 2
    turn = np.sin((longitude[:, None] - longitude[None, :]) / 2.0) ** 2
    inner = rise + np.cos(latitude)[:, None] * np.cos(latitude)[None, :] * turn
    return np.asarray(2.0 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(inner, 0.0, 1.0))))
