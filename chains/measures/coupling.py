"""The coupling coordination degree (耦合协调度): how high and how even the scores of several systems are.

Every function takes the scores U of the systems in [0, 1] along the last axis of an array of any shape (``(regions,
chains)`` as a rule) and returns one number for each place on the other axes.  A place with a score that is not known
(``nan``) has no result: it is ``nan``, never 0.

What the degree does *not* measure is any link between the systems.  With equal weights the standard D is the square root
of the geometric mean of U: C is GM / AM and T is AM, so ``C T`` is GM.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chains.errors import Text

__all__ = [
    "COUPLINGS",
    "GRADES",
    "grade_coordination",
    "score_coordination",
    "score_coupling",
    "score_development",
    "score_fan_coupling",
    "score_wang_coupling",
]

Floats = NDArray[np.float64]

GRADES: Final = (
    Text("极度失调", "extreme imbalance"),
    Text("严重失调", "severe imbalance"),
    Text("中度失调", "moderate imbalance"),
    Text("轻度失调", "slight imbalance"),
    Text("濒临失调", "on the verge of imbalance"),
    Text("勉强协调", "bare coordination"),
    Text("初级协调", "primary coordination"),
    Text("中级协调", "intermediate coordination"),
    Text("良好协调", "good coordination"),
    Text("优质协调", "superior coordination"),
)
"""Names of the ten grades of D, cut every 0.1 from 0 to 1 (Liao 1999, Tropical Geography 19:171)."""


def score_coupling(scores: ArrayLike) -> Floats:
    """Return the standard coupling degree C in [0, 1]: geometric mean over arithmetic mean.

    1 where all scores are equal and above 0, 0 where any of them is 0; ``nan`` where all are 0 (there is nothing that
    could be even) or any is ``nan``.

    Raises:
        ValueError: a score lies outside [0, 1], or there are fewer than two systems.

    >>> score_coupling([[0.4, 0.4], [0.9, 0.1], [0.0, 0.5]]).round(6).tolist()
    [1.0, 0.6, 0.0]

    Source: the normative form in Wang, Kong, Ren et al. 2021, J. Nat. Resour. 36:793, doi:10.31497/zrzyxb.20210319.
    """
    shares = _share_of_highest(_check(scores))
    return _ratio(_geometric_mean(shares), shares.mean(axis=-1))


def score_wang_coupling(scores: ArrayLike) -> Floats:
    """Return the coupling degree of Wang et al. in [0, 1], which spreads the values that the standard one crowds near 1.

    ``sqrt((1 - mean over pairs of |U_i - U_j|) * (prod_i U_i / max U) ** (1 / (n - 1)))`` for n systems.  1 where all
    scores are equal and above 0, 0 where any is 0, ``nan`` where all are 0 or any is ``nan``.

    Raises:
        ValueError: as in :func:`score_coupling`.

    >>> round(float(score_wang_coupling([0.9, 0.1])), 6)  # sqrt((1 - 0.8) * (1 / 9))
    0.149071

    Source: Wang, Kong, Ren et al. 2021, J. Nat. Resour. 36:793, doi:10.31497/zrzyxb.20210319.
    """
    u = _check(scores)
    systems = u.shape[-1]
    first, second = np.triu_indices(systems, 1)
    apart = np.abs(u[..., first] - u[..., second]).mean(axis=-1)
    shares = np.prod(_share_of_highest(u), axis=-1)
    return np.asarray(np.sqrt((1.0 - apart) * shares ** (1.0 / (systems - 1))))


def score_fan_coupling(scores: ArrayLike) -> Floats:
    """Return the coupling degree of Fan et al. in [0, 1]: ``1 - 2 sd(U)``.

    The standard deviation is that of the population (divided by n): it is at most 1/2 for scores in [0, 1], so the
    result reaches both ends; rounding is cut off.  Unlike the other two it is 1 where all scores are 0.

    Raises:
        ValueError: as in :func:`score_coupling`.

    >>> score_fan_coupling([[0.9, 0.1], [1.0, 0.0]]).round(6).tolist()
    [0.2, 0.0]

    Source: Fan, Ke & Cao 2024, Stat. Decis. 40(22):41, doi:10.13546/j.cnki.tjyjc.2024.22.007.
    """
    return np.asarray(np.clip(1.0 - 2.0 * _check(scores).std(axis=-1), 0.0, 1.0))


COUPLINGS: Final = {"standard": score_coupling, "wang": score_wang_coupling, "fan": score_fan_coupling}
"""The three variants of C, by name."""


def score_development(scores: ArrayLike, shares: ArrayLike | None = None) -> Floats:
    """Return the development index T in [0, 1]: the mean of the scores, weighted by *shares* (equal ones by default).

    Raises:
        ValueError: as in :func:`score_coupling`; or the shares are not one for each system, are negative, or do not sum
            to 1 (tolerance 1e-9).

    >>> round(float(score_development([0.2, 0.6], [0.25, 0.75])), 6)
    0.5
    """
    u = _check(scores)
    a = np.full(u.shape[-1], 1.0 / u.shape[-1]) if shares is None else np.asarray(shares, dtype=float)
    if a.shape != u.shape[-1:]:
        raise ValueError("there must be one share for each system")
    if not (a >= 0).all() or abs(a.sum() - 1.0) > 1e-9:  # noqa: PLR2004  # the tolerance that the docstring names
        raise ValueError("shares must not be negative and must sum to 1")
    return np.asarray(u @ a)


def score_coordination(coupling: ArrayLike, development: ArrayLike) -> Floats:
    """Return the coordination degree D in [0, 1]: ``sqrt(C T)``; ``nan`` where either is.

    Where all scores are 0 the coupling is not defined, but T is 0 and so is D: its limit, whatever way they fall to 0.

    >>> score_coordination([0.6, float("nan")], [0.5, 0.0]).round(6).tolist()
    [0.547723, 0.0]
    """
    c, t = np.broadcast_arrays(np.asarray(coupling, dtype=float), np.asarray(development, dtype=float))
    return np.sqrt(np.where(t == 0, 0.0, c * t))


def grade_coordination(degrees: ArrayLike) -> NDArray[np.int64]:
    """Return the grade of each D as a place in :data:`GRADES`, 0 to 9; -1 where D is ``nan``.

    A grade begins at its lower cut: 0.1 is ``严重失调``, and 1 belongs to the last.  What lies within 1e-9 below a cut
    counts as the cut, for 0.3 may come out of a sum as 0.29999999999999999.

    Raises:
        ValueError: a degree lies outside [0, 1].

    >>> grade_coordination([0.0, 0.1, 0.3 - 1e-16, 1.0, float("nan")]).tolist()
    [0, 1, 3, 9, -1]
    """
    d = np.asarray(degrees, dtype=float)
    _check_bounds(d)
    known = np.where(np.isnan(d), 0.0, d)
    grades = np.minimum(np.floor(known * len(GRADES) + 1e-8), len(GRADES) - 1).astype(np.int64)
    return np.where(np.isnan(d), -1, grades)


def _check(scores: ArrayLike) -> Floats:
    u = np.asarray(scores, dtype=float)
    if u.ndim == 0 or u.shape[-1] < 2:  # noqa: PLR2004  # one system has nothing to be coupled with
        raise ValueError("there must be at least two systems")
    _check_bounds(u)
    return u


def _check_bounds(values: Floats) -> None:
    if (values < 0).any() or (values > 1).any():
        raise ValueError("scores must lie between 0 and 1")


def _share_of_highest(u: Floats) -> Floats:
    # Both means scale with the scores; as shares they stay what they are even where their mean would round to 0.
    return _ratio(u, u.max(axis=-1, keepdims=True))


def _geometric_mean(u: Floats) -> Floats:
    # Not the root of the product: that of many small scores would be 0.
    logs = np.log(u, out=np.full(u.shape, -np.inf), where=u > 0)
    return np.asarray(np.exp(np.where(np.isnan(u), np.nan, logs).mean(axis=-1)))


def _ratio(top: Floats, bottom: Floats) -> Floats:
    wide_top, wide_bottom = np.broadcast_arrays(top, bottom)
    # A mean of equal numbers may miss them by the last bit, which would put the ratio above 1.
    ratio = np.divide(wide_top, wide_bottom, out=np.full(wide_top.shape, np.nan), where=wide_bottom > 0)
    return np.asarray(np.minimum(ratio, 1.0))
