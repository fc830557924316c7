"""Scores of a system from its indicators: scaling on fixed ranges, entropy weights, weighted means, obstacle degrees.

Tables of indicators are arrays with a row for each region and year and a column for each indicator.  What was not
observed is ``nan``.  It is left out with its weight, and every function tells or documents how much was left out; it never
counts as 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["check_weights", "scale_values", "score_obstacles", "score_weighted", "weigh_by_entropy"]

Floats = NDArray[np.float64]

_ROUNDING = 1e-12


def scale_values(values: ArrayLike, worst: ArrayLike, best: ArrayLike) -> Floats:
    """Return values on a fixed range as scores in [0, 1]: ``(x - worst) / (best - worst)``, cut to [0, 1].

    Where *best* is below *worst* less is better (a cost indicator).  The range is given, not taken from the values: a
    region's score stays what it is when others are added.  ``nan`` stays ``nan``.

    Args:
        values: shape (rows, indicators), or any that the ranges stretch to.
        worst: the value of each indicator that scores 0.
        best: the value of each that scores 1.

    Raises:
        ValueError: a range is empty or not finite.

    >>> scale_values([[1.5, 30.0], [4.0, 60.0]], [0.0, 50.0], [3.0, 10.0]).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    x, low, high = (np.asarray(part, dtype=float) for part in (values, worst, best))
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        raise ValueError("the ends of a reference range must be finite")
    if (low == high).any():
        raise ValueError("a reference range must not be empty: worst and best are equal")
    return np.asarray(np.clip((x - low) / (high - low), 0.0, 1.0))


def weigh_by_entropy(scaled: ArrayLike) -> Floats:
    """Return the entropy weight of each indicator; they sum to 1.

    ``P_ij = x_ij / sum_i x_ij``, ``e_j = -(1 / ln m) sum_i P_ij ln P_ij`` with ``0 ln 0 = 0`` and m rows with a value,
    ``w_j = (1 - e_j) / sum (1 - e)``: the more unevenly an indicator is spread over the rows, the more it weighs.

    An indicator that is the same in every row, 0 everywhere, or known in fewer than two rows tells no row from
    another: its weight is 0.  If all are so there is nothing to weigh by, and every weight is ``nan``.

    Args:
        scaled: scores in [0, 1], shape (rows, indicators).

    Raises:
        ValueError: a score lies outside [0, 1], or the array is not of two dimensions.

    >>> weigh_by_entropy([[0.0, 0.5, 0.4], [1.0, 0.5, 0.4]]).tolist()
    [1.0, 0.0, 0.0]
    >>> weigh_by_entropy([[0.5], [0.5]]).tolist()
    [nan]

    Source: the entropy method of Hwang & Yoon 1981, Multiple Attribute Decision Making, ch. 3.
    """
    x = _check_scores(scaled)
    known = ~np.isnan(x)
    filled = np.where(known, x, 0.0)
    rows, totals = known.sum(axis=0), filled.sum(axis=0)
    shares = np.divide(filled, totals, out=np.zeros(x.shape), where=totals > 0)
    logs = np.log(shares, out=np.zeros(x.shape), where=shares > 0)
    usable = (rows > 1) & (totals > 0)
    entropy = np.divide(-(shares * logs).sum(axis=0), np.log(np.maximum(rows, 2)))
    spread = np.where(usable, 1.0 - entropy, 0.0)
    spread = np.where(spread > _ROUNDING, spread, 0.0)
    whole = spread.sum()
    return np.asarray(spread / whole if whole > 0 else np.full(x.shape[1], np.nan))


def score_weighted(scaled: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats]:
    """Return the weighted mean of the known scores of each row, in [0, 1], and the share of the weight that was known.

    ``U_i = sum_j w_j x_ij / sum_j w_j`` over the indicators known in row i.  A row in which nothing that weighs is known
    has ``nan`` and the share 0.  Weights of ``nan`` (see :func:`weigh_by_entropy`) give ``nan`` and 0 everywhere.

    Args:
        scaled: scores in [0, 1], shape (rows, indicators).
        weights: one for each indicator; or several sets, shape (sets, indicators): then both results have the shape
            (sets, rows).

    Raises:
        ValueError: a score lies outside [0, 1], a weight is negative, or the shapes do not fit.

    >>> scores, known = score_weighted([[0.2, 0.8], [0.2, float("nan")]], [0.5, 0.5])
    >>> scores.tolist(), known.tolist()
    ([0.5, 0.2], [1.0, 0.5])
    """
    x = _check_scores(scaled)
    w = check_weights(weights, x.shape[1])
    known = ~np.isnan(x)
    used = w @ known.T.astype(float)
    sums = w @ np.where(known, x, 0.0).T
    scores = np.divide(sums, used, out=np.full(sums.shape, np.nan), where=used > 0)
    whole = w.sum(axis=-1)[..., None]
    shares = np.divide(used, whole, out=np.zeros(used.shape), where=whole > 0)
    return np.asarray(np.clip(scores, 0.0, 1.0)), np.asarray(np.clip(shares, 0.0, 1.0))


def score_obstacles(scaled: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the obstacle degree of each indicator in each row: its share of what the row lacks to score 1 in all.

    ``O_ij = w_j (1 - x_ij) / sum_j w_j (1 - x_ij)``; the known ones of a row sum to 1.  An unknown indicator has
    ``nan``, and so has a row that lacks nothing.

    Args:
        scaled: scores in [0, 1], shape (rows, indicators).
        weights: one for each indicator; they need not sum to 1.

    Raises:
        ValueError: as in :func:`score_weighted`.

    This is the obstacle degree (障碍度) that Chinese regional studies report beside entropy weights.

    >>> score_obstacles([[0.5, 0.75], [1.0, 1.0]], [0.5, 0.5]).round(4).tolist()
    [[0.6667, 0.3333], [nan, nan]]
    """
    x = _check_scores(scaled)
    lacks = check_weights(weights, x.shape[1]) * (1.0 - x)
    whole = np.nansum(lacks, axis=1, keepdims=True)
    return np.asarray(np.divide(lacks, whole, out=np.full(x.shape, np.nan), where=whole > _ROUNDING))


def check_weights(weights: ArrayLike, indicators: int) -> Floats:
    """Return weights as an array whose last axis has one for each indicator.

    Raises:
        ValueError: there are more or fewer, or one is negative.
    """
    w = np.asarray(weights, dtype=float)
    if w.ndim == 0 or w.shape[-1] != indicators:
        raise ValueError("there must be one weight for each indicator")
    if (w < 0).any():
        raise ValueError("a weight must not be negative")
    return w


def _check_scores(scaled: ArrayLike) -> Floats:
    x = np.asarray(scaled, dtype=float)
    if x.ndim != 2:  # noqa: PLR2004  # rows and indicators
        raise ValueError("scores must have two dimensions: rows and indicators")
    if (x < 0).any() or (x > 1).any():
        raise ValueError("scores must lie between 0 and 1")
    return x
