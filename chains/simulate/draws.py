"""Random draws on whole columns: counts, popularity, choices within pools, choices without repetition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chains.simulate.figures import Line, LogNormal

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Pools", "choose_columns", "draw_counts", "draw_on_line", "fill_cells", "weigh_zipf"]

_ROWS: int = 512
"""Rows of a matrix that are drawn at a time, so that memory does not grow with the region."""


def weigh_zipf(count: int, exponent: float) -> Floats:
    """Return the shares of *count* things, the most popular first, by Zipf's law; they sum to 1.

    >>> weigh_zipf(3, 1.0).round(3).tolist()
    [0.545, 0.273, 0.182]
    """
    weights = np.arange(1, count + 1, dtype=np.float64) ** -exponent
    return np.asarray(weights / weights.sum())


def draw_counts(rng: Generator, law: LogNormal, size: int) -> Ints:
    """Return *size* counts of a log-normal law, whole and within its bounds."""
    drawn = np.rint(rng.lognormal(law.mean, law.spread, size))
    return np.clip(drawn, law.low, law.high).astype(np.int64)


def draw_on_line(rng: Generator, line: Line, institutions: Ints, scale: float) -> Ints:
    """Return one count for each city, from its number of institutions (at scale 1) and the scale."""
    rest = rng.normal(0.0, line.spread, len(institutions))
    counts = np.expm1(line.intercept + line.slope * np.log1p(institutions) + rest)
    return np.maximum(np.rint(counts * scale), line.low).astype(np.int64)


class Pools:
    """Things to choose from, in pools: each choice falls within one pool, by weight.

    >>> pools = Pools(np.array([0, 0, 1]), np.array([1.0, 0.0, 1.0]))
    >>> pools.pick(np.random.default_rng(1), np.array([0, 1, 2])).tolist()
    [0, 2, -1]
    """

    def __init__(self, pools: Ints, weights: Floats) -> None:
        self._order = np.argsort(pools, kind="stable")
        self._pools = pools[self._order]
        self._sums = np.concatenate([[0.0], np.cumsum(weights[self._order])])

    def pick(self, rng: Generator, wanted: Ints) -> Ints:
        """Return the place of one thing for each wanted pool; -1 where the pool is empty."""
        first = np.searchsorted(self._pools, wanted, "left")
        last = np.searchsorted(self._pools, wanted, "right")
        low, high = self._sums[first], self._sums[last]
        aim = low + rng.random(len(wanted)) * (high - low)
        place = np.clip(np.searchsorted(self._sums, aim, "right") - 1, first, np.maximum(last - 1, first))
        found = np.where(last > first, place, 0)
        return np.where(last > first, self._order[found] if len(self._order) else -1, -1)


def choose_columns(rng: Generator, weights: Floats, counts: Ints) -> tuple[Ints, Ints]:
    """Return for each row so many distinct columns, by weight without replacement, as pairs of row and column.

    Columns of weight 0 are never chosen; a row with too few others gets all of them.  Drawing the largest of
    log(weight) plus a Gumbel variate is the same as drawing one after the other (Efraimidis & Spirakis 2006).
    """
    rows, columns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for start in range(0, len(weights), _ROWS):
        part = weights[start : start + _ROWS]
        with np.errstate(divide="ignore"):
            keys = np.log(part) + rng.gumbel(size=part.shape)
        most = np.minimum(counts[start : start + _ROWS], (part > 0).sum(axis=1))
        order = np.argsort(-keys, axis=1, kind="stable")
        row, place = np.nonzero(np.arange(part.shape[1]) < most[:, None])
        rows.append(row + start)
        columns.append(order[row, place])
    return np.concatenate(rows), np.concatenate(columns)


def fill_cells(rng: Generator, expected: Floats) -> Ints:
    """Return a count for each cell with these means: Poisson."""
    return rng.poisson(np.maximum(expected, 0.0)).astype(np.int64)
