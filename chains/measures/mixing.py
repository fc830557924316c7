"""How the links of a graph mix the groups of its nodes.

The graph is simple and undirected: a symmetric 0/1 matrix without a diagonal.  Groups are numbers from 0, one for each
node.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

__all__ = ["count_mixing", "score_assortativity", "score_ei", "score_mixing"]

Floats = NDArray[np.float64]


def count_mixing(graph: sparse.csr_array, groups: ArrayLike, number: int | None = None) -> NDArray[np.int64]:
    """Return how many links join two groups: groups × groups, symmetric; a link within a group counts once.

    Raises:
        ValueError: the groups are not one number for each node.
    """
    labels = np.asarray(groups, dtype=np.int64)
    if labels.shape != (graph.shape[0],):
        raise ValueError("there must be one group for each node")
    size = int(labels.max(initial=-1)) + 1 if number is None else number
    rows, columns = sparse.triu(graph, 1).nonzero()
    counts = np.zeros((size, size), dtype=np.int64)
    np.add.at(counts, (labels[rows], labels[columns]), 1)
    return np.asarray(counts + counts.T - np.diag(np.diag(counts)))


def score_mixing(counts: ArrayLike) -> Floats:
    """Return the mixing matrix: the share of link ends of each pair of groups, symmetric, of sum 1; nan without links.

    A link within a group has both of its ends there, and counts twice.  Source: Newman 2003, Phys. Rev. E 67:026126.

    >>> score_mixing([[1, 2], [2, 0]]).round(3).tolist()
    [[0.333, 0.333], [0.333, 0.0]]
    """
    links = np.asarray(counts, dtype=float)
    ends = links + np.diag(np.diag(links))
    total = ends.sum()
    return ends / total if total else np.full(ends.shape, np.nan)


def score_assortativity(counts: ArrayLike) -> float:
    """Return Newman's assortativity of the groups, in [-1, 1]: 1 if all links stay within groups, 0 as by chance.

    ``nan`` without links, and where all ends belong to one group: there is nothing to mix.  networkx and igraph give
    the same number (networkx divides by 0 for one group).

    >>> score_assortativity([[1, 0], [0, 1]]), round(score_assortativity([[0, 2], [2, 0]]), 6)
    (1.0, -1.0)
    """
    mixing = score_mixing(counts)
    chance = float((mixing.sum(axis=1) ** 2).sum())
    if not np.isfinite(chance) or np.isclose(chance, 1.0):
        return float("nan")
    return (float(np.trace(mixing)) - chance) / (1.0 - chance)


def score_ei(counts: ArrayLike) -> Floats:
    """Return the E-I index of each group: (links to others - links within) / all of its links, in [-1, 1].

    -1: only within; 1: only to others; ``nan`` for a group without links.  Source: Krackhardt & Stern 1988, Soc. Psychol.
    Q. 51:123.

    >>> score_ei([[3, 1], [1, 0]]).tolist()
    [-0.5, 1.0]
    """
    links = np.asarray(counts, dtype=float)
    within = np.diag(links)
    outside = links.sum(axis=1) - within
    whole = within + outside
    return np.asarray(np.divide(outside - within, whole, out=np.full(within.shape, np.nan), where=whole > 0))
