"""Which fields go together, and how much of what goes with a field a place has, against a null model.

A 0/1 matrix, places × fields, tells which fields a place has, say is specialised in
(:func:`chains.measures.specialisation.mark_specialised`).  Two fields are near if the places that have the one have the
other.  The density around a field in a place is the share of what is near to the field that the place has.

**The diagonal.**  Packages differ on whether a field is near to itself.  With ``itself=True`` (the convention of
Hidalgo et al. 2007 and of the package ecomplexity) the proximity of a field to itself is 1: then the density is
higher where the field itself is there.  With ``itself=False`` it is 0, and the density tells of the other fields
alone, as it must if it is to say anything of a field that is absent.

Raw density follows from how many fields a place has and how many places have a field (Nomaler & Verspagen 2023,
arXiv:2303.14458), so :func:`compare_density` sets it against matrices with the same row and column sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chains.measures.curveball import draw_margins
from chains.measures.specialisation import Matrix, to_dense

__all__ = ["DensityTest", "compare_density", "score_density", "score_proximity"]

Floats: TypeAlias = NDArray[np.float64]

_TIE: Final = 1e-9
"""Densities nearer than this are equal: sums of the same terms may differ in their last bits."""
_CELLS: Final = 4_000_000
"""So many numbers are held at once for a batch of draws."""


def score_proximity(present: Matrix, *, itself: bool = True) -> Floats:
    """Return how near each two fields are, in [0, 1]: fields × fields, symmetric.

    ``φ_pq = Σ_c M_cp M_cq / max(k_p, k_q)`` with *k* the number of places that have a field: the smaller of the two
    conditional shares.  A field that no place has is near to nothing, itself included: 0.

    Args:
        present: places × fields; whatever is not 0 counts as 1.
        itself: whether the proximity of a field to itself is 1 or 0.

    >>> score_proximity([[1, 1, 0], [1, 0, 1]]).tolist()
    [[1.0, 0.5, 0.5], [0.5, 1.0, 0.0], [0.5, 0.0, 1.0]]

    Source: Hidalgo et al. 2007, doi:10.1126/science.1144581.
    """
    marks = _to_marks(present)
    return np.asarray(marks.T @ marks * _weigh(marks, itself=itself))


def score_density(present: Matrix, *, itself: bool = True) -> Floats:
    """Return the relatedness density around each field in each place, in [0, 1]: places × fields.

    ``ω_cp = Σ_q M_cq φ_pq / Σ_q φ_pq``, with :func:`score_proximity`.  ``nan`` for a place that has no field, of which
    nothing is known, and for a field to which nothing is near.

    >>> score_density([[1, 1, 0], [1, 0, 1]]).tolist()
    [[0.75, 1.0, 0.3333333333333333], [0.75, 0.3333333333333333, 1.0]]
    >>> score_density([[1, 1, 0], [1, 0, 1]], itself=False).tolist()
    [[0.5, 1.0, 1.0], [0.5, 1.0, 1.0]]

    Source: Hidalgo et al. 2007, doi:10.1126/science.1144581.
    """
    marks = _to_marks(present)
    return _density(marks, _weigh(marks, itself=itself))


@dataclass(frozen=True, eq=False)
class DensityTest:
    """Relatedness density against matrices with the same margins; arrays of places × fields.

    Attributes:
        density: as :func:`score_density` tells it.
        expected: mean of the draws that a cell is compared with.
        deviation: their standard deviation (with *n - 1*).
        z: ``(density - expected) / deviation``.
        p_above: chance, in (0, 1], of a density as high as the one found or higher: ``(b + 1) / (draws + 1)``.
        p_below: chance of one as low or lower.
        draws: how many draws each cell is compared with.
        near: proximity of each two fields; fields × fields.
        near_expected: mean proximity of each two fields over all draws.
    """

    density: Floats
    expected: Floats
    deviation: Floats
    z: Floats
    p_above: Floats
    p_below: Floats
    draws: NDArray[np.int64]
    near: Floats
    near_expected: Floats


def compare_density(
    present: Matrix, *, draws: int = 999, seed: int = 0, itself: bool = False, alike: bool = True
) -> DensityTest:
    """Return the density of each cell against that of random matrices with the same row and column sums.

    Each place keeps its number of fields, each field its number of places; all such matrices are equally likely.  They
    are drawn by curveball trades (:mod:`chains.measures.curveball`), and proximities worked out anew for each of them.

    With *alike*, a cell is compared only with the draws in which it is as it is: a field that a place lacks with draws
    in which the place lacks it.  Where only absent cells are looked at, this is the honest chance: a draw in which the
    place has the field leaves it one field fewer to be near.  How many draws are left stands in ``draws``.

    A cell whose density is the same in all its draws, as in a matrix that the margins leave no choice, cannot be
    tested: ``z`` and both chances are ``nan``, as they are where the density is.

    Args:
        present: places × fields; whatever is not 0 counts as 1.
        draws: number of random matrices.
        seed: of the random generator; the same seed gives the same numbers.
        itself: whether a field is near to itself, see above.
        alike: whether a cell is compared only with draws in which it is as it is.

    Source: Strona et al. 2014, Nat. Commun. 5:4114 (curveball); Phipson & Smyth 2010 (chances from draws).
    """
    marks = _to_marks(present)
    weights = _weigh(marks, itself=itself)
    observed = _density(marks, weights)
    tally = _Tally(marks, weights, observed, alike=alike)
    if marks.any():
        matrices = draw_margins(sparse.csr_array(marks.astype(np.int64)), draws, np.random.default_rng(seed))
        for batch in _batches(matrices, marks.shape):
            tally.add(batch)
    return tally.close()


class _Tally:
    """Sums over draws, as differences from what was observed: small numbers, so that nothing cancels."""

    def __init__(self, marks: Floats, weights: Floats, observed: Floats, *, alike: bool) -> None:
        self._marks, self._weights, self._alike = marks, weights, alike
        self._observed = observed
        self._count = np.zeros(marks.shape, dtype=np.int64)
        self._above, self._below = self._count.copy(), self._count.copy()
        self._sum, self._squares = np.zeros(marks.shape), np.zeros(marks.shape)
        self._near, self._all = np.zeros(weights.shape), 0

    def add(self, stack: Floats) -> None:
        """Add a batch of matrices: draws × places × fields."""
        near = stack.transpose(0, 2, 1) @ stack * self._weights
        drawn = _spread(stack, near)
        counted = np.isfinite(self._observed + drawn) & ((stack == self._marks) | (not self._alike))
        gap = np.where(counted, drawn - self._observed, 0.0)
        self._count += counted.sum(axis=0)
        self._above += (counted & (gap >= -_TIE)).sum(axis=0)
        self._below += (counted & (gap <= _TIE)).sum(axis=0)
        self._sum += gap.sum(axis=0)
        self._squares += (gap**2).sum(axis=0)
        self._near += near.sum(axis=0)
        self._all += len(stack)

    def close(self) -> DensityTest:
        """Return the test."""
        mean = _ratio(self._sum, self._count)
        variance = _ratio(self._squares - self._sum * np.nan_to_num(mean), self._count - 1)
        deviation = np.sqrt(np.maximum(variance, 0.0))
        told = deviation > _TIE
        return DensityTest(
            density=self._observed,
            expected=self._observed + mean,
            deviation=deviation,
            z=np.divide(-mean, deviation, out=np.full(mean.shape, np.nan), where=told),
            p_above=np.where(told, (self._above + 1) / (self._count + 1), np.nan),
            p_below=np.where(told, (self._below + 1) / (self._count + 1), np.nan),
            draws=self._count,
            near=self._marks.T @ self._marks * self._weights,
            near_expected=_ratio(self._near, np.full(self._near.shape, self._all)),
        )


def _to_marks(present: Matrix) -> Floats:
    return np.asarray((to_dense(present) != 0).astype(float))


def _weigh(marks: Floats, *, itself: bool) -> Floats:
    """Return 1 over the larger number of places of each two fields; 0 where no place has either."""
    places = marks.sum(axis=0)
    larger = np.maximum.outer(places, places)
    weights = np.divide(1.0, larger, out=np.zeros(larger.shape), where=larger > 0)
    if not itself:
        np.fill_diagonal(weights, 0.0)
    return np.asarray(weights)


def _density(marks: Floats, weights: Floats) -> Floats:
    found = _spread(marks, marks.T @ marks * weights)
    found[marks.sum(axis=1) == 0] = np.nan
    return found


def _spread(marks: Floats, near: Floats) -> Floats:
    """Return the share of what is near to each field that each place has, for one matrix or a stack of them."""
    totals = near.sum(axis=-2, keepdims=True)
    amounts = marks @ near
    return np.asarray(np.divide(amounts, totals, out=np.full(amounts.shape, np.nan), where=totals > 0))


def _ratio(part: Floats, whole: NDArray[np.int64]) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))


def _batches(matrices: Iterable[sparse.csr_array], shape: tuple[int, ...]) -> Iterator[Floats]:
    """Yield matrices as stacks of arrays that fit into memory."""
    places, fields = shape
    size = max(1, _CELLS // max(fields * (fields + places), 1))
    source = iter(matrices)
    while batch := list(islice(source, size)):
        yield np.stack([matrix.toarray() for matrix in batch]).astype(float)
