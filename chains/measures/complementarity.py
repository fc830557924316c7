"""Which skills are used together by the same occupations.

Skills are complementary if the occupations that use the one more than others do also use the other.  Occupations ×
skills are amounts, say of postings that name a skill, as an array or a sparse array.  How far a place is from a skill
that it does not teach stands in :mod:`chains.measures.reach`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from scipy import sparse

from chains.measures.specialisation import Matrix

__all__ = ["count_shared", "mark_advantages", "score_complementarity", "to_csr"]

_SAME: Final = 1e-9
"""Products nearer than this part of them are equal: sums of the same terms may differ in their last bits."""


def mark_advantages(amounts: Matrix) -> sparse.csr_array:
    """Return where an occupation uses a skill more than all occupations do on average: a sparse array of 0 and 1.

    1 where the revealed comparative advantage ``(x_js / x_j) / (x_s / x)`` is above 1.  It is compared as ``x_js x`` with
    ``x_j x_s``, to nine digits, so that amounts which make just the average are not above it: a single occupation has no
    advantage.

    Raises:
        ValueError: *amounts* is not a matrix, or holds a negative or infinite number or ``nan``.

    >>> mark_advantages([[3, 1], [1, 3]]).toarray().tolist()
    [[1, 0], [0, 1]]
    """
    given = to_csr(amounts)
    rows, columns = np.asarray(given.sum(axis=1)), np.asarray(given.sum(axis=0))
    lines = np.repeat(np.arange(given.shape[0]), np.diff(given.indptr))
    above = given.data * given.data.sum() > rows[lines] * columns[given.indices] * (1.0 + _SAME)
    ends = (lines[above], given.indices[above])
    return sparse.csr_array((np.ones(int(above.sum()), dtype=np.int64), ends), shape=given.shape)


def count_shared(amounts: Matrix) -> sparse.csr_array:
    """Return how many occupations have an advantage in both of each two skills: skills × skills, sparse, symmetric.

    On the diagonal stands how many have one in the skill itself.
    """
    marks = mark_advantages(amounts)
    shared = sparse.csr_array(marks.T @ marks)
    shared.sort_indices()
    return shared


def score_complementarity(amounts: Matrix, least_shared: int = 1) -> sparse.csr_array:
    """Return the complementarity of each two skills, in [0, 1]: skills × skills, sparse, symmetric, diagonal 1.

    ``θ(s, s') = Σ_j e_js e_js' / max(Σ_j e_js, Σ_j e_js')`` with *e* from :func:`mark_advantages`: the smaller of the two
    shares of occupations that, having an advantage in one skill, have one in the other.  A skill in which no occupation
    has an advantage has nothing, not even itself.  It is the proximity of
    :func:`chains.measures.relatedness.score_proximity` with occupations for places, kept sparse.

    Args:
        amounts: occupations × skills, not negative.
        least_shared: pairs that fewer occupations share are left out: of two skills that only one occupation uses, 1
            says nothing.

    >>> score_complementarity([[3, 3, 0], [0, 1, 4], [1, 1, 2]]).toarray().tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]

    Source: Alabdulkareem et al. 2018, Sci. Adv. 4:eaao6030.
    """
    shared = count_shared(amounts)
    own = shared.diagonal()
    lines = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr))
    kept = shared.data >= least_shared
    lines, others, both = lines[kept], shared.indices[kept], shared.data[kept]
    values = both / np.maximum(own[lines], own[others])
    return sparse.csr_array((values, (lines, others)), shape=shared.shape)


def to_csr(matrix: Matrix) -> sparse.csr_array:
    """Return a matrix of amounts as a sparse array without stored noughts, in order.

    Raises:
        ValueError: it is not a matrix, or holds a negative or infinite number or ``nan``.
    """
    given: Any = matrix
    values = given if sparse.issparse(given) else np.asarray(given, dtype=float)
    if values.ndim != 2:  # noqa: PLR2004  # a matrix has two axes
        raise ValueError(f"expected a matrix, not {values.ndim} axes")
    found = sparse.csr_array(values, dtype=float, copy=True)
    if not np.isfinite(found.data).all() or (found.data < 0).any():
        raise ValueError("amounts must be finite and not negative")
    found.sum_duplicates()
    found.eliminate_zeros()
    return found
