"""Two-mode graphs drawn at random with the degrees of both sides kept: curveball trades.

The ensemble is that of all 0/1 matrices with the given row and column sums, each equally likely ("fixed margins").  The
maximum-entropy ensemble (BiCM) keeps the sums only on average: same means, another spread.

A trade (Strona et al. 2014, doi:10.1038/ncomms5114) takes two rows; the columns that only one of them has are dealt out
anew between the two at random, each row keeping its number.  Here all rows are paired off at random and every pair
trades at once, round after round (Carstens, Berger & Strona 2018, doi:10.1007/s41109-018-0083-1: the same stationary
distribution), so that a round is a few sorts of all ones, without a loop over rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["draw_margins", "shuffle_margins"]


def shuffle_margins(
    matrix: sparse.csr_array, rng: np.random.Generator, *, trades_per_row: int = 10
) -> sparse.csr_array:
    """Return one random 0/1 matrix with the row and column sums of *matrix*.

    Args:
        matrix: rows × columns; whatever is not 0 counts as 1.
        rng: the source of randomness; the same state gives the same matrix.
        trades_per_row: how many trades each row takes part in, at least 1; 10 and more forget the start in practice.

    A matrix that its margins determine (empty, full, a single row) comes back as it is.

    Raises:
        ValueError: fewer than one trade.
    """
    return next(draw_margins(matrix, 1, rng, trades_per_row=trades_per_row))


def draw_margins(
    matrix: sparse.csr_array, draws: int, rng: np.random.Generator, *, trades_per_row: int = 10
) -> Iterator[sparse.csr_array]:
    """Yield so many random 0/1 matrices with the row and column sums of *matrix*.

    They are successive states of one chain: *trades_per_row* trades of each row lie before the first and between any
    two.  Arguments and errors are those of :func:`shuffle_margins`.
    """
    if trades_per_row < 1:
        raise ValueError("trades_per_row must be at least 1")
    flipped = matrix.shape[0] > matrix.shape[1]
    work = sparse.csr_array(matrix.T if flipped else matrix)
    work.eliminate_zeros()
    work.sum_duplicates()
    rows, columns = np.divmod(_keys(work), max(work.shape[1], 1))
    for _ in range(draws):
        for _ in range(trades_per_row):
            rows, columns = _trade(rows, columns, work.shape, rng)
        drawn = (columns, rows) if flipped else (rows, columns)
        ones = np.ones(len(rows), dtype=np.int8)
        yield sparse.csr_array((ones, drawn), shape=matrix.shape)


def _keys(matrix: sparse.csr_array) -> Ints:
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    return np.asarray(rows * matrix.shape[1] + matrix.indices, dtype=np.int64)


def _trade(rows: Ints, columns: Ints, shape: tuple[int, int], rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return the ones after one round: every row, but one where their number is odd, trades with its partner."""
    height, width = shape
    pairs = height // 2
    if not pairs or not len(rows):
        return rows, columns
    order = rng.permutation(height)
    pair_of = np.empty(height, dtype=np.int64)
    pair_of[order] = np.arange(height) // 2  # the odd row out is alone in the last pair
    key = pair_of[rows] * width + columns
    sorting = np.argsort(key, kind="stable")
    key, rows = key[sorting], rows[sorting]
    same = key[1:] == key[:-1]
    shared = np.zeros(len(key), dtype=bool)
    shared[1:] |= same
    shared[:-1] |= same
    free = np.flatnonzero(~shared)
    rows[free] = _deal(rows[free], key[free] // width, rng)
    return rows, key % width


def _deal(rows: Ints, pair: Ints, rng: np.random.Generator) -> Ints:
    """Return the rows of the columns that only one of each pair has, dealt out anew; *pair* is sorted."""
    # Each pair's own rows are put into a random order: so each keeps its number, and who gets which column is chance.
    mixed = np.argsort(pair + rng.random(len(pair)), kind="stable")
    return rows[mixed]
