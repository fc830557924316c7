"""How unusual is a weighted path count?  Tails of a gamma hurdle fitted to its values under a permutation null.

Under permuted links a weighted path count is 0 in some draws, and follows a right-skewed curve in the others.  So its
null is a hurdle, ``λ`` = share of draws above 0, and a gamma curve behind it, fitted by its first two moments: a few
hundred draws give tails that counting would need many thousands for.

Source: Himmelstein et al. 2023, doi:10.1093/gigascience/giad047 (hetnet connectivity search).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = [
    "NullMoments",
    "Pools",
    "can_be_low",
    "score_hurdle_tails",
    "score_least_chance",
    "score_lower_bound",
]

_FLAT: Final = 1e-9
"""Values above 0 whose standard deviation is at most this part of their mean are one and the same value."""


class Pools:
    """Pairs of ends, pooled by the degrees of both: under a degree-preserving null such pairs are exchangeable.

    Attributes:
        sizes: number of pairs in each pool; pools without a pair have 0.
    """

    def __init__(self, rows: ArrayLike, columns: ArrayLike, *, same: bool = False) -> None:
        """Take the degrees of the rows and columns; *same* if both are one set, whose nodes make no pair with themselves."""
        known, self._columns = np.unique(np.asarray(columns), return_inverse=True)
        _, self._rows = np.unique(np.asarray(rows), return_inverse=True)
        self._width, self._same = max(len(known), 1), same
        count = (int(self._rows.max(initial=-1)) + 1) * self._width
        first = np.bincount(self._rows, minlength=count // self._width)
        pairs = np.outer(first, np.bincount(self._columns, minlength=self._width)).ravel()
        if same:
            alone = self._rows * self._width + self._columns
            pairs = pairs - np.bincount(alone, minlength=count)
        self.sizes: Floats = pairs.astype(np.float64)

    def of(self, rows: ArrayLike, columns: ArrayLike) -> NDArray[np.int64]:
        """Return the number of the pool of each of some pairs; -1 for a node with itself."""
        first, second = np.asarray(rows), np.asarray(columns)
        numbers = self._rows[first] * self._width + self._columns[second]
        return np.where(self._same & (first == second), -1, numbers)


@dataclass
class NullMoments:
    """What is kept of the draws of a null, for each cell or pool: their number, and sums of their values.

    Attributes:
        draws: number of values drawn.
        nonzero: how many of them were above 0.
        total, squares: their sum, and the sum of their squares.
    """

    draws: Floats
    nonzero: Floats
    total: Floats
    squares: Floats

    @classmethod
    def empty(cls, shape: int | tuple[int, ...]) -> NullMoments:
        """Return moments of no draw, for an array of cells."""
        return cls(*(np.zeros(shape) for _ in range(4)))

    def add(self, values: ArrayLike) -> None:
        """Count some draws: an array with one more axis, the first, along which the draws stand; values of at least 0."""
        drawn = np.asarray(values, dtype=np.float64)
        self.draws += len(drawn)
        self.nonzero += (drawn > 0).sum(axis=0)
        self.total += drawn.sum(axis=0)
        self.squares += (drawn**2).sum(axis=0)

    def add_pairs(self, values: sparse.csr_array, pools: Pools) -> None:
        """Count one draw of the values of all pairs of ends, a matrix; pairs of one pool are draws of one null."""
        found = sparse.coo_array(values)
        numbers, drawn = pools.of(*found.coords), np.asarray(found.data, dtype=np.float64)
        kept = (drawn > 0) & (numbers >= 0)
        numbers, drawn = numbers[kept], drawn[kept]
        size = len(pools.sizes)
        self.draws += pools.sizes
        self.nonzero += np.bincount(numbers, minlength=size)
        self.total += np.bincount(numbers, weights=drawn, minlength=size)
        self.squares += np.bincount(numbers, weights=drawn**2, minlength=size)

    def take(self, numbers: ArrayLike) -> NullMoments:
        """Return the moments of some cells or pools, by their numbers."""
        chosen = np.asarray(numbers)
        return NullMoments(self.draws[chosen], self.nonzero[chosen], self.total[chosen], self.squares[chosen])

    @property
    def mean(self) -> Floats:
        """Mean of all draws, those at 0 included; ``nan`` without a draw."""
        return _divide(self.total, self.draws)

    @property
    def spread(self) -> Floats:
        """Standard deviation of all draws, 0 where they are all alike; ``nan`` without a draw."""
        return _deviation(self.draws, self.total, self.squares)

    def curve(self) -> tuple[Floats, Floats]:
        """Return shape and rate of the gamma curve of the values above 0: ``α = mean²/sd²``, ``β = mean/sd²``.

        ``inf`` where all of them are one value, ``nan`` where there is none.
        """
        mean = _divide(self.total, self.nonzero)
        spread = _deviation(self.nonzero, self.total, self.squares)
        with np.errstate(divide="ignore"):
            return (mean / spread) ** 2, mean / spread**2


def _divide(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))


def _deviation(count: Floats, total: Floats, squares: Floats) -> Floats:
    mean = _divide(total, count)
    variance = _divide(np.maximum(squares - count * mean**2, 0.0), np.maximum(count - 1, 1.0))
    return np.where(variance > (_FLAT * mean) ** 2, np.sqrt(variance), np.where(np.isnan(mean), np.nan, 0.0))


def score_hurdle_tails(observed: ArrayLike, null: NullMoments) -> tuple[Floats, Floats]:
    """Return the chance of a value as low as the observed one, and of one as high; both in (0, 1].

    With *m* draws of which *n* are above 0, and α, β of :meth:`NullMoments.curve`::

        p_many = λ Q(α, β x),   λ = n / m             1 at x = 0; 1/(m + 1) where no draw is above 0
        p_few  = ζ + (1 - ζ) P(α, β x),  ζ = (m - n + 1) / (m + 1)

    P and Q are the regularised incomplete gamma functions.  The lower tail never falls below the share of zeros that
    the draws leave open, so a value of 0 is no less likely than one just above it.  Where all values above 0 are one
    value, the curve is a step there.  ``nan`` without a draw.
    """
    from scipy.special import gammainc, gammaincc

    value = np.asarray(observed, dtype=np.float64)
    shape, rate = null.curve()
    usual = np.isfinite(shape) & (value > 0)
    safe = np.where(usual, shape, 1.0), np.where(usual, rate, 1.0) * np.where(usual, value, 1.0)
    one = _divide(null.total, null.nonzero)
    below = np.where(usual, gammainc(*safe), np.where(value >= one * (1 - _FLAT), 1.0, 0.0))
    above = np.where(usual, gammaincc(*safe), np.where(value <= one * (1 + _FLAT), 1.0, 0.0))
    zeros, least = score_least_chance(null), 1.0 / (null.draws + 1.0)
    few = np.where(value > 0, zeros + (1.0 - zeros) * np.where(null.nonzero > 0, below, 1.0), zeros)
    many = np.where(value > 0, np.where(null.nonzero > 0, _divide(null.nonzero, null.draws) * above, least), 1.0)
    # A gamma curve has a tail where a step has none: there the draws themselves are the bound.
    many = np.where((value > 0) & ~usual, np.maximum(many, least), many)
    known = null.draws > 0
    tiny = np.finfo(float).tiny
    return np.where(known, np.clip(few, tiny, 1.0), np.nan), np.where(known, np.clip(many, tiny, 1.0), np.nan)


def score_least_chance(null: NullMoments) -> Floats:
    """Return the smallest ``p_few`` that a cell can have, that of no path at all: ``(zeros + 1) / (draws + 1)``.

    Where this exceeds the level of a test the cell cannot be found thin, whatever is observed; leaving it out of the
    family depends on the null alone, so it costs no validity and saves power.  ``nan`` without a draw.

    Source: Tarone 1990, Biometrics 46:515; Gilbert 2005, doi:10.1111/j.1467-9876.2005.00475.x.
    """
    chance = (null.draws - null.nonzero + 1.0) / (null.draws + 1.0)
    return np.where(null.draws > 0, chance, np.nan)


def can_be_low(null: NullMoments, level: float) -> NDArray[np.bool_]:
    """Return for which cells an observed value can be unusually low: the draws differ, and 0 is rare enough.

    Depends on the null alone.
    """
    return np.asarray((score_least_chance(null) <= level) & (null.spread > 0))


def score_lower_bound(null: NullMoments, level: float) -> Floats:
    """Return the largest value at which ``p_few`` is still at most *level*; ``nan`` where even 0 is likelier.

    A value above it is no longer unusually low.
    """
    from scipy.special import gammaincinv

    zeros, (shape, rate) = score_least_chance(null), null.curve()
    part = np.divide(level - zeros, 1.0 - zeros, out=np.zeros(zeros.shape), where=zeros < 1.0)
    usual = np.isfinite(shape)
    bound = gammaincinv(np.where(usual, shape, 1.0), np.clip(part, 0.0, 1.0)) / np.where(usual, rate, 1.0)
    # Where all values above 0 are one value, anything below that value is unusual.
    step = _divide(null.total, null.nonzero) * (1 - 2 * _FLAT)
    return np.where(zeros <= level, np.where(usual, bound, step), np.nan)
