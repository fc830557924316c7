"""Which links are missing?  Scores for pairs that are not linked, on any sparse matrices.

A *two-mode* graph is a matrix, rows × columns (say institutions × enterprises); a *one-mode* graph a symmetric one.  Any
entry other than 0 is a link.  In a two-mode graph no row shares a neighbour with a column: rows are linked to columns
only.  So every score that counts common neighbours (Jaccard, Adamic-Adar, resource allocation) is 0 for every
pair, by construction, and tells nothing.  The shortest detour from a row to a column that it is not linked to has three
steps: hence :func:`score_l3_two_mode`.

A score has no unit; only its order counts.  Scores are rounded to twelve decimals, so that what is equal on paper is a
tie and not decided by the last bit of a sum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from chains.measures.metapath import to_ones

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Nodes = NDArray[np.int64]

__all__ = [
    "count_degrees",
    "factorise_links",
    "pick_pairs",
    "score_factors",
    "score_frequency",
    "score_l3",
    "score_l3_two_mode",
    "score_nearness",
]

_DECIMALS: Final = 12
_DENSE: Final = 1000
"""Up to so many linked rows or columns a dense solver is used: it never misses one of several equal singular values."""
_EQUAL: Final = 1e-9
_NOTHING: Final = 1e-6
"""Singular values nearer to each other than this, or smaller against the first, are equal, or 0."""


def score_l3(
    graph: sparse.csr_array, rows: ArrayLike | None = None, columns: ArrayLike | None = None
) -> sparse.csr_array:
    """Return the degree-weighted number of paths of length three between unlinked nodes of a one-mode graph.

    ``L3(u, v) = sum over c and r of a_uc a_cr a_rv / sqrt(k_c k_r)``, with k the degrees: two nodes are likely to be
    linked if the one is like the other's neighbours.  A pair that is linked already, and a node with itself, has no
    score.  For an unlinked pair each such walk is a path: it could only turn back along the link that is not there.

    Args:
        graph: symmetric, n × n; links of a node to itself do not count.
        rows: the nodes u, by number; all without it.
        columns: the nodes v, by number; all without it.

    Returns:
        One row for each of *rows*, one column for each of *columns*; 0 or more.  A graph without links gives no entry.

    Raises:
        ValueError: the graph is not symmetric.

    Source: Kovács et al. 2019, Nat. Commun. 10:1240, equation 2.
    """
    links = to_ones(sparse.csr_array(graph))
    if links.shape[0] != links.shape[1] or (links != links.T).nnz:
        raise ValueError("a one-mode graph is a symmetric matrix")
    first, second = _choose(rows), _choose(columns)
    loops = sparse.diags_array(links.diagonal(), dtype=np.int64)
    clean = sparse.csr_array(links - loops).astype(float)
    clean.eliminate_zeros()
    weights = sparse.diags_array(_root_weights(clean.sum(axis=1)))
    paths = clean[first] @ weights @ clean @ weights @ clean[:, second]
    masked = sparse.csr_array(clean + sparse.eye_array(clean.shape[0]))[first][:, second]
    return _unlinked(paths, masked)


def score_l3_two_mode(
    links: sparse.csr_array, rows: ArrayLike | None = None, columns: ArrayLike | None = None
) -> sparse.csr_array:
    """Return :func:`score_l3` of a two-mode graph: rows × columns; ``A D_c^-½ Aᵀ D_r^-½ A`` where A has no link.

    The same as that of the one-mode graph of rows and columns together, without building it.  With *rows* or *columns*
    only these, by number.

    >>> links = sparse.csr_array([[1, 1, 0], [0, 1, 1]])
    >>> score_l3_two_mode(links).toarray().tolist()
    [[0.0, 0.0, 0.5], [0.5, 0.0, 0.0]]
    """
    ones = to_ones(sparse.csr_array(links)).astype(float)
    row_weights, column_weights = (sparse.diags_array(_root_weights(ones.sum(axis=axis))) for axis in (1, 0))
    first, second = _choose(rows), _choose(columns)
    after = ones.T @ row_weights @ ones[:, second]
    return _unlinked(ones[first] @ column_weights @ after, ones[first][:, second])


def _choose(numbers: ArrayLike | None) -> Nodes | slice:
    return slice(None) if numbers is None else np.asarray(numbers, dtype=np.int64)


def _root_weights(degrees: ArrayLike) -> Floats:
    return np.asarray(1.0 / np.sqrt(np.maximum(np.asarray(degrees, dtype=float), 1.0)))


def _unlinked(scores: sparse.csr_array, links: sparse.csr_array) -> sparse.csr_array:
    found = sparse.csr_array(scores)
    found = sparse.csr_array(found - found.multiply(links != 0))
    found.data = found.data.round(_DECIMALS)
    found.eliminate_zeros()
    return found


def pick_pairs(scores: sparse.csr_array, first: ArrayLike, second: ArrayLike) -> Floats:
    """Return the scores of pairs, row *first* and column *second*; 0 where the matrix has no entry."""
    rows, columns = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    # Without a pair scipy gives a sparse array instead.
    return np.asarray(sparse.csr_array(scores)[rows, columns]).ravel() if len(rows) else np.zeros(0)


def factorise_links(links: sparse.csr_array, rank: int) -> tuple[Floats, Floats]:
    """Return the two factors of the best approximation of a two-mode graph of a given rank (truncated SVD).

    ``A ≈ L Rᵀ`` with L rows × q and R columns × q; q is *rank*, or less: singular values equal to the first one left
    out are left out with it, since which of their vectors came first would be arbitrary.  So the approximation does
    not depend on the order of rows and columns.  Both factors hold the root of the singular values; each vector's sign
    makes its largest entry in L positive (of equal ones the first).

    Raises:
        ValueError: *rank* is not positive.

    Source: Eckart & Young 1936, Psychometrika 1:211; as a score of links: Menon & Elkan 2011, ECML PKDD.
    """
    if rank < 1:
        raise ValueError("the rank must be positive")
    ones = to_ones(sparse.csr_array(links)).astype(float)
    rows, columns = np.flatnonzero(ones.sum(axis=1)), np.flatnonzero(ones.sum(axis=0))
    left, values, right = _decompose(ones[rows][:, columns], rank)
    roots = np.sqrt(values)
    factors = np.zeros((ones.shape[0], len(values))), np.zeros((ones.shape[1], len(values)))
    factors[0][rows], factors[1][columns] = left * roots, right * roots
    return factors


def _decompose(matrix: sparse.csr_array, rank: int) -> tuple[Floats, Floats, Floats]:
    size = min(matrix.shape)
    if not size:
        return np.zeros((matrix.shape[0], 0)), np.zeros(0), np.zeros((matrix.shape[1], 0))
    if matrix.shape[0] > matrix.shape[1]:
        right, values = _find_vectors(sparse.csr_array(matrix.T), min(rank + 1, size))
        left = matrix @ right / values
    else:
        left, values = _find_vectors(matrix, min(rank + 1, size))
        right = matrix.T @ left / values
    after = values[rank] if len(values) > rank else 0.0
    kept = (np.arange(len(values)) < rank) & (values > after * (1.0 + _EQUAL))
    left, values, right = left[:, kept], values[kept], right[:, kept]
    # Entries that differ by rounding only are equal: the first of them decides the sign.
    signs = np.sign(left[np.abs(left).round(9).argmax(axis=0), np.arange(len(values))])
    return left * signs, values, right * signs


def _find_vectors(matrix: sparse.csr_array, count: int) -> tuple[Floats, Floats]:
    """Return the first left vectors of a matrix that is not taller than wide, and its singular values, none of them 0."""
    size = matrix.shape[0]
    if size <= max(_DENSE, count):
        from scipy.linalg import eigh

        squares, vectors = eigh((matrix @ matrix.T).toarray(), subset_by_index=[size - count, size - 1])
        vectors, values = vectors[:, ::-1], np.sqrt(np.maximum(squares[::-1], 0.0))
    else:
        from scipy.sparse.linalg import svds

        # A fixed start: by default it is drawn at random, and the last digits with it.
        vectors, values, _ = svds(matrix, k=count, v0=np.ones(size), solver="arpack", return_singular_vectors="u")
        order = np.argsort(-values, kind="stable")
        vectors, values = vectors[:, order], values[order]
    known = values > values[0] * _NOTHING
    return vectors[:, known], values[known]


def score_factors(factors: tuple[Floats, Floats], first: ArrayLike, second: ArrayLike) -> Floats:
    """Return the value that the approximation of :func:`factorise_links` gives each pair; may be negative."""
    left, right = factors[0][np.asarray(first, dtype=np.int64)], factors[1][np.asarray(second, dtype=np.int64)]
    # The approximation is good to about nine decimals: what is left of a 0 must not rank the pairs.
    return np.asarray(np.einsum("ij,ij->i", left, right).round(9) + 0.0)


def count_degrees(links: sparse.csr_array) -> tuple[Nodes, Nodes]:
    """Return the number of links of each row and of each column of a two-mode graph."""
    ones = to_ones(sparse.csr_array(links))
    return np.asarray(ones.sum(axis=1)), np.asarray(ones.sum(axis=0))


def score_frequency(links: sparse.csr_array, first: ArrayLike, second: ArrayLike) -> Floats:
    """Return how often both ends of each pair are linked, ``(k_u + 1)(k_v + 1)``: the baseline "most frequent".

    Preferential attachment; 1 is added so that an end without a link does not hide the other's.

    Source: Liben-Nowell & Kleinberg 2007, J. Am. Soc. Inf. Sci. 58:1019.
    """
    rows, columns = count_degrees(links)
    degrees = rows[np.asarray(first, dtype=np.int64)] + 1, columns[np.asarray(second, dtype=np.int64)] + 1
    return np.asarray((degrees[0] * degrees[1]).astype(float))


def score_nearness(km: ArrayLike) -> Floats:
    """Return minus the distance: the baseline "nearest".  An unknown distance (``nan``) is the worst: minus infinity."""
    distance = np.asarray(km, dtype=float)
    return np.asarray(np.where(np.isnan(distance), -np.inf, -distance))
