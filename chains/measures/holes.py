"""Structural holes: how far a node's contacts are linked to each other, so that it cannot stand between them.

Links are any sparse square matrix of weights; an entry (i, j) is a link from i to j.  Both directions of a pair add up,
loops do not count.  A node without a link has no contacts, so its measures are ``nan``, not 0.

Source: Burt 1992, Structural Holes, Harvard University Press.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from chains.measures.brokerage import check_network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["score_constraint", "score_effective_size"]


def score_constraint(weights: sparse.csr_array) -> Floats:
    """Return Burt's constraint of each node: ``Σ_j (p_ij + Σ_q p_iq p_qj)²`` over its contacts *j*.

    ``p_ij`` is the share of *j* in all links of *i*.  About 1 with one contact or contacts that are all linked to each
    other (up to 9/8 in a small clique), near 0 with many that are not.  ``nan`` for a node without a link.  Equal to
    ``constraint`` of networkx; igraph sums over the same contacts.

    Raises:
        ValueError: the matrix is not square, or a weight is negative or no number.
    """
    both = _add_directions(weights)
    shares = _divide_rows(both, np.asarray(both.sum(axis=1)).ravel())
    # The mask first: far fewer nodes are linked than are joined by two steps.
    invested = shares + (shares @ shares).multiply(both != 0)
    return _mark_isolates(both, np.asarray(invested.multiply(invested).sum(axis=1)).ravel())


def score_effective_size(weights: sparse.csr_array) -> Floats:
    """Return the effective size of each node's neighbourhood: ``Σ_j (1 - Σ_q p_iq m_jq)`` over its contacts *j*.

    ``p_iq`` is the share of *q* in all links of *i*, ``m_jq`` the weight of the pair *j*, *q* over the largest of *j*.
    Between 1 and the number of contacts; with links of one weight it is that number less the mean number of links that a
    contact has to the others.  ``nan`` for a node without a link.  Equal to ``effective_size`` of networkx with ``nodes=G``,
    which leaves out nodes that links only lead to; without ``nodes``, networkx 3.6 divides by the largest weight of *q*, not
    *j*, where pairs have different weights.

    Raises:
        ValueError: the matrix is not square, or a weight is negative or no number.
    """
    both = _add_directions(weights)
    shares = _divide_rows(both, np.asarray(both.sum(axis=1)).ravel())
    largest = both.max(axis=1).toarray().ravel() if both.nnz else np.zeros(both.shape[0])
    marginal = _divide_rows(both, largest)
    redundant = (shares @ marginal.T).multiply(both != 0)
    contacts = np.diff(both.indptr)
    return _mark_isolates(both, contacts - np.asarray(redundant.sum(axis=1)).ravel())


def _add_directions(weights: sparse.csr_array) -> sparse.csr_array:
    """Return the weight of each pair, both directions together, without loops."""
    check_network(weights)
    given = sparse.csr_array(weights, dtype=np.float64)
    if not (given.data >= 0).all():
        raise ValueError("weights of links must be numbers of at least 0")
    both = sparse.csr_array(given + given.T)
    both.setdiag(0.0)
    both.eliminate_zeros()
    return both


def _divide_rows(matrix: sparse.csr_array, by: Floats) -> sparse.csr_array:
    inverse = np.divide(1.0, by, out=np.zeros(len(by)), where=by > 0)
    return sparse.csr_array(sparse.diags_array(inverse) @ matrix)


def _mark_isolates(both: sparse.csr_array, values: Floats) -> Floats:
    return np.where(np.diff(both.indptr) > 0, values, np.nan)
