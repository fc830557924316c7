"""How well does what one side has fit what the other asks for, and how much does distance take away?

Plain measures on arrays and sparse matrices; *teachers* are those who have skills to give, *askers* those who ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from chains.measures.metapath import to_ones

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = ["score_covered", "score_decay", "score_fit"]

_DECIMALS: Final = 12
"""Sums that are equal on paper are made equal, so that they are ties."""


def score_decay(km: ArrayLike, scale_km: float) -> Floats:
    """Return what a link over a distance weighs, ``exp(-km / scale)``, in [0, 1]; an unknown distance (``nan``) is 0.

    Over each further *scale_km* the weight falls to 37 %.

    >>> score_decay([0.0, 50.0, float("nan")], 50.0).round(2).tolist()
    [1.0, 0.37, 0.0]

    Raises:
        ValueError: the scale is not positive.
    """
    if not scale_km > 0:
        raise ValueError("the scale of the decay must be positive")
    distance = np.asarray(km, dtype=float)
    return np.asarray(np.where(np.isnan(distance), 0.0, np.exp(-np.nan_to_num(distance) / scale_km)))


def score_covered(taught: sparse.csr_array, asked: sparse.csr_array) -> Floats:
    """Return the share of what each asks for that each other teaches: teachers × askers, in [0, 1].

    ``sum of asked_k over the skills k that are taught / sum of asked_k``.  ``nan`` where nothing is asked for.

    Args:
        taught: teachers × skills; any entry other than 0 is taught.
        asked: askers × skills; weights, 0 or more, such as postings.

    >>> score_covered(sparse.csr_array([[1, 0], [1, 1]]), sparse.csr_array([[3.0, 1.0], [0.0, 0.0]])).tolist()
    [[0.75, nan], [1.0, nan]]
    """
    weights = sparse.csr_array(asked).astype(float)
    covered = (to_ones(sparse.csr_array(taught)).astype(float) @ weights.T).toarray()
    totals = np.broadcast_to(np.asarray(weights.sum(axis=1)), covered.shape)
    shares = np.divide(covered, totals, out=np.full(covered.shape, np.nan), where=totals > 0)
    return np.asarray(shares.round(_DECIMALS))


def score_fit(programmes: ArrayLike, covered: ArrayLike) -> Floats:
    """Return how well a teacher fits an asker: ``(1 + covered)(1 + ln(1 + programmes))``; 1 without any sign of fit.

    *programmes* counts those meant for the asker's field, *covered* is the share of :func:`score_covered` (an
    unknown share, ``nan``, counts as 0).  Both raise the fit, neither is needed, and the tenth programme adds less than
    the first: our own rule.
    """
    share = np.nan_to_num(np.asarray(covered, dtype=float))
    return np.asarray(((1.0 + share) * (1.0 + np.log1p(np.asarray(programmes, dtype=float)))).round(_DECIMALS))
