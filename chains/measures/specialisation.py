"""What a place is specialised in: counts of places × fields, compared with the mix of all places.

Fields are whatever is counted in places: classes of programmes, segments of an industry, occupations asked for.  A
matrix of counts is a numpy array or a sparse array, of whole numbers or of amounts.  How fields relate to each other
stands in :mod:`chains.measures.relatedness`, how complex places are in :mod:`chains.measures.complexity`.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

__all__ = ["Matrix", "mark_specialised", "score_location_quotients", "score_sample_coverage", "to_dense"]

Matrix: TypeAlias = ArrayLike | sparse.sparray
"""Places × fields."""


def score_location_quotients(counts: Matrix) -> NDArray[np.float64]:
    """Return the location quotient of each place and field, also called revealed comparative advantage.

    ``(X_cp / X_c.) / (X_.p / X_..)``: the share of field *p* in place *c* over its share in all places together; 0 or
    more, 1 for the common share.  ``nan`` for a place or a field with nothing counted: it has no share.

    Worked out as ``X_cp X_.. / (X_c. X_.p)``, so that counts which make exactly the common share give exactly 1.

    Args:
        counts: places × fields, not negative.

    Raises:
        ValueError: *counts* is not a matrix, or holds a negative or infinite number or ``nan``.

    >>> score_location_quotients([[3, 1], [1, 3]]).tolist()
    [[1.5, 0.5], [0.5, 1.5]]

    Source: Balassa 1965, Manchester Sch. 33:99; in regional science Florence 1939, as the location quotient.
    """
    amounts = to_dense(counts)
    rows, columns = amounts.sum(axis=1, keepdims=True), amounts.sum(axis=0, keepdims=True)
    product = rows * columns
    unknown = np.full(amounts.shape, np.nan)
    return np.asarray(np.divide(amounts * amounts.sum(), product, out=unknown, where=product > 0))


def mark_specialised(quotients: ArrayLike, least: float = 1.0) -> NDArray[np.bool_]:
    """Return where a place is specialised in a field: a location quotient of at least *least*.

    Where the quotient is ``nan`` it is not.

    >>> mark_specialised([[1.0, 0.99], [float("nan"), 2.0]]).tolist()
    [[True, False], [False, True]]
    """
    return np.asarray(np.nan_to_num(np.asarray(quotients, dtype=float), nan=-np.inf) >= least)


def score_sample_coverage(counts: Matrix) -> NDArray[np.float64]:
    """Return for each place the share of all its units, counted or not, that belong to fields seen there, in [0, 1].

    ``1 - f_1 / n``: *f_1* fields are seen once, *n* units are counted in all.  Its complement is the chance that the
    next unit put on record belongs to a field not yet seen there.  An estimate: it holds if units come on record
    independently, as likely from one field as from another of its size.  ``nan`` for a place with nothing counted.

    Args:
        counts: places × fields, whole numbers.

    >>> score_sample_coverage([[3, 1, 0], [1, 1, 1]]).tolist()
    [0.75, 0.0]

    Source: Good 1953, Biometrika 40:237, after Turing.
    """
    amounts = to_dense(counts)
    totals, once = amounts.sum(axis=1), (amounts == 1).sum(axis=1)
    return np.asarray(1 - np.divide(once, totals, out=np.full(totals.shape, np.nan), where=totals > 0))


def to_dense(matrix: Matrix) -> NDArray[np.float64]:
    """Return a matrix of counts as a numpy array.

    Raises:
        ValueError: it is not a matrix, or holds a negative or infinite number or ``nan``.
    """
    given: Any = matrix
    amounts = np.asarray(given.toarray() if sparse.issparse(given) else given, dtype=float)
    if amounts.ndim != 2:  # noqa: PLR2004  # a matrix has two axes
        raise ValueError(f"expected a matrix of places × fields, not {amounts.ndim} axes")
    if not np.isfinite(amounts).all() or (amounts < 0).any():
        raise ValueError("counts must be finite and not negative")
    return amounts
