"""Two-mode graphs drawn at random with the degrees of both sides kept: curveball trades.

The ensemble is that of all 0/1 matrices with the given row and column sums, each equally likely ("fixed margins").  The
maximum-entropy ensemble (BiCM) keeps the sums only on average: same means, another spread.

A trade (Strona et al. 2014, doi:10.1038/ncomms5114) takes two rows; the columns that only one of them has are dealt out
anew between the two at random, each row keeping its number.  Here all rows are paired off at random and every pair
trades at once, round after round (Carstens, Berger & Strona 2018, doi:10.1007/s41109-018-0083-1: the same stationary
distribution), so that a round is a few passes over all ones, without a loop over rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from chains.measures.metapath import to_ones

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["draw_margins", "shuffle_margins"]

_STACKED: Final = 16_384
"""Chains of a small matrix advance side by side, so many ones, rows and columns in all: more would leave the cache."""
_CELLS: Final = 1 << 24
"""So many cells of paired rows have a place in memory; in larger matrices common columns are found by sorting."""


def shuffle_margins(
    matrix: sparse.csr_array, rng: np.random.Generator, *, trades_per_row: int = 10
) -> sparse.csr_array:
    """Return one random 0/1 matrix with the row and column sums of *matrix*: integers, indices sorted.

    Args:
        matrix: rows × columns; whatever is not 0 counts as 1.
        rng: the source of randomness; the same state gives the same matrix.
        trades_per_row: how many trades each row takes part in at least, 1 or more; take 10 or more.

    A matrix that its margins determine (empty, full, a single row) comes back as it is.

    Raises:
        ValueError: fewer than one trade.
    """
    return next(draw_margins(matrix, 1, rng, trades_per_row=trades_per_row))


def draw_margins(
    matrix: sparse.csr_array, draws: int, rng: np.random.Generator, *, trades_per_row: int = 10
) -> Iterator[sparse.csr_array]:
    """Return so many random 0/1 matrices with the row and column sums of *matrix*, one after the other.

    They are states of Markov chains.  Between any two lie *trades_per_row* trades of each row (the thinning).  A small
    matrix has several chains, which advance side by side and take turns.

    Before the first state of each chain lie more trades, so that it forgets *matrix* (the burn-in).  A link of the row
    with most links hardly moves if the other rows have few: of what is dealt out between it and another, the other takes
    the share ``q = mean(d / (d + max(d)))``, with *d* the sums of all rows.  So columns trade instead of rows if their
    *q* is larger, and ``trades_per_row / (2 q)`` trades come first: *trades_per_row* if all sums are alike.  (Ten trades
    of the shorter side, whatever the sums, left up to seven times as many links of real layers in place as is right.)

    Arguments and errors are those of :func:`shuffle_margins`.
    """
    if trades_per_row < 1:
        message = f"trades_per_row must be at least 1, not {trades_per_row}"
        raise ValueError(message)
    return _draw(to_ones(matrix), draws, rng, trades_per_row)


def _draw(matrix: sparse.csr_array, draws: int, rng: np.random.Generator, rounds: int) -> Iterator[sparse.csr_array]:
    ease = [_score_ease(matrix.sum(axis=axis)) for axis in (1, 0)]
    chains = max(1, min(draws, _STACKED // max(matrix.nnz + sum(matrix.shape), 1)))
    stack = _Stack(matrix, chains, rng, turned=ease[1] > ease[0])
    for _ in range(math.ceil(rounds / (2 * max(ease))) - rounds):
        stack.trade()
    for first in range(0, draws, chains):
        for _ in range(rounds):
            stack.trade()
        yield from stack.split(min(chains, draws - first))


def _score_ease(degrees: Ints) -> float:
    """Return how much of what is dealt between it and the row of most ones another row takes on average, at most 1/2."""
    used = degrees[degrees > 0]
    return float((used / (used + used.max())).mean()) if len(used) else 0.5


class _Stack:
    """Matrices with the same margins side by side: the row of each one, column by column."""

    def __init__(self, matrix: sparse.csr_array, chains: int, rng: np.random.Generator, *, turned: bool) -> None:
        self._shape, self._links, self._indptr, self._rng = matrix.shape, matrix.nnz, matrix.indptr, rng
        self._turned = turned
        links = matrix if turned else sparse.csr_array(matrix.T)  # columns × rows that trade
        self._used, numbers = np.unique(links.indices, return_inverse=True)
        # To an odd number of rows an empty one is added: whoever is paired with it keeps what it has.
        self._height, width = len(self._used) + len(self._used) % 2, links.shape[0]
        tops = np.arange(chains)[:, None]
        self._rows = (numbers + tops * self._height).ravel()
        self._columns = np.repeat(np.arange(width), np.diff(links.indptr))
        self._order = np.arange(chains * self._height).reshape(chains, self._height)
        self._degrees = np.bincount(self._rows, minlength=self._order.size)
        # Pairs are numbered through all matrices; each has a cell for every column.
        pairs = self._height // 2
        self._pairs = np.arange(self._order.size) // 2
        self._kind = np.min_scalar_type(self._order.size // 2)
        self._cells = (tops * pairs * (width - 1) + self._columns * pairs).ravel()
        self._find_common = _choose_finder(len(self._rows), chains * pairs * width)

    def trade(self) -> None:
        """Pair all rows of each matrix off at random, and let each pair trade."""
        order = self._rng.permuted(self._order, axis=1).ravel()
        pair_of = np.empty(len(order), dtype=self._kind)
        pair_of[order] = self._pairs
        pair = pair_of.take(self._rows)
        common = self._find_common(self._cells + pair)
        pair[common] = len(order) // 2  # behind all pairs: these ones stay where they are
        free = (self._degrees - np.bincount(self._rows.take(common), minlength=len(order)))[order]
        dealt = np.repeat(order, free)
        self._rows[self._deal(pair, free)[: len(dealt)]] = dealt

    def _deal(self, pair: NDArray[np.integer], free: Ints) -> Ints:
        """Return the ones by pair, in an order such that those for the first row of the pair are chosen at random."""
        numbers = _draw_numbers(self._rng, len(pair))
        found = _sort(numbers, pair)
        # Equal numbers are in no random order; it matters only where they go to both rows of a pair, which is rare.
        both = np.flatnonzero((free[::2] > 0) & (free[1::2] > 0))
        seconds = free.cumsum()[::2][both]
        last, first = found.take(seconds - 1), found.take(seconds)
        for number in np.flatnonzero(numbers.take(last) == numbers.take(first)).tolist():
            start, pair_of = seconds[number], 2 * both[number]
            whole = slice(start - free[pair_of], start + free[pair_of + 1])
            alike = whole.start + np.flatnonzero(numbers.take(found[whole]) == numbers[first[number]])
            found[alike] = self._rng.permutation(found[alike])
        return found

    def split(self, count: int) -> Iterator[sparse.csr_array]:
        """Yield the first so many of the matrices."""
        kind, other = (np.min_scalar_type(size) for size in (self._height, len(self._indptr)))
        for number, rows in enumerate(self._rows.reshape(len(self._order), -1)[:count]):
            low = (rows - number * self._height).astype(kind)
            if self._turned:
                indices = self._used.take(low.take(_sort(low, self._columns.astype(other))))
            else:
                indices = self._columns.take(np.argsort(low, kind="stable"))
            ends = (np.ones(self._links, dtype=np.int64), indices.astype(self._indptr.dtype), self._indptr.copy())
            drawn = sparse.csr_array(ends, shape=self._shape)
            drawn.has_canonical_format = True
            yield drawn


def _draw_numbers(rng: np.random.Generator, count: int) -> NDArray[np.uint16]:
    """Return random numbers of 16 bits: these are sorted by radix, several times faster than others."""
    words = rng.integers(0, np.iinfo(np.uint64).max, count // 4 + 1, dtype=np.uint64, endpoint=True)
    return words.view(np.uint16)[:count]


def _sort(minor: NDArray[np.integer], major: NDArray[np.integer]) -> Ints:
    """Return the order by *major*, equal ones by *minor*; quick where both are of 8 or 16 bits: radix sorts."""
    order = np.argsort(minor, kind="stable")
    return order.take(np.argsort(major.take(order), kind="stable"))


def _choose_finder(links: int, cells: int) -> Callable[[Ints], Ints]:
    """Return a function that finds the places of all numbers (below *cells*) that occur twice; none occurs more often."""
    if cells > _CELLS:
        return _find_by_sorting
    places = np.arange(links, dtype=np.min_scalar_type(links))
    last = np.zeros(cells, dtype=places.dtype)

    def find(numbers: Ints) -> Ints:
        last[numbers] = places
        seen = last.take(numbers)
        earlier = np.flatnonzero(seen != places)
        return np.concatenate([earlier, seen[earlier].astype(np.int64)])

    return find


def _find_by_sorting(numbers: Ints) -> Ints:
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    twice = np.flatnonzero(ordered[1:] == ordered[:-1])
    return np.concatenate([order[twice], order[twice + 1]])
