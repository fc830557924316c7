"""How the links of a graph mix the groups of its nodes.

The graph is simple and undirected.  All measures start from the *mixing counts*: how many links join each two groups,
as :func:`count_mixing` counts them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from chains.measures.cross_links import score_cross_null
from chains.measures.metapath import to_ones

__all__ = ["count_mixing", "score_assortativity", "score_ei", "score_ei_null", "score_mixing", "score_whole_ei"]

Floats = NDArray[np.float64]


def count_mixing(graph: sparse.csr_array, groups: ArrayLike, number: int | None = None) -> NDArray[np.int64]:
    """Return how many links join each two groups: groups × groups, symmetric; a link within a group counts once.

    Args:
        graph: nodes × nodes; any entry but 0, on either side of the diagonal, is one link.  The diagonal is left out.
        groups: the group of each node, numbers from 0.
        number: how many groups there are; without it, as many as the highest number tells.

    Raises:
        ValueError: there is not one group for each node, or a group is negative or too high.
    """
    labels = np.asarray(groups, dtype=np.int64)
    if labels.shape != (graph.shape[0],):
        message = (
            f"there must be one group for each of the {graph.shape[0]} nodes, not an array of shape {labels.shape}"
        )
        raise ValueError(message)
    size = int(labels.max(initial=-1)) + 1 if number is None else number
    if len(labels) and not (labels.min() >= 0 and labels.max() < size):
        message = f"groups must be numbers from 0 to {size - 1}"
        raise ValueError(message)
    first, second = sparse.triu(to_ones(sparse.csr_array(graph != 0) + sparse.csr_array(graph.T != 0)), 1).coords
    counts = np.bincount(labels[first] * size + labels[second], minlength=size**2).reshape(size, size)
    return np.asarray(counts + counts.T - np.diag(np.diag(counts)), dtype=np.int64)


def score_mixing(counts: ArrayLike) -> Floats:
    """Return the mixing matrix: the share of link ends in each two groups, symmetric, of sum 1; ``nan`` without links.

    A link within a group has both ends there and counts twice, one between groups once on either side of the diagonal;
    networkx does the same.  Source: Newman 2003, Phys. Rev. E 67:026126.

    >>> score_mixing([[1, 2], [2, 0]]).round(3).tolist()
    [[0.333, 0.333], [0.333, 0.0]]
    """
    links = np.asarray(counts, dtype=float)
    ends = links + np.diag(np.diag(links))
    total = ends.sum()
    return np.asarray(ends / total) if total else np.full(ends.shape, np.nan)


def score_assortativity(counts: ArrayLike) -> float:
    """Return Newman's assortativity of the groups, ``(Σ e_aa - Σ a_a²) / (1 - Σ a_a²)``; at most 1.

    1 if all links stay within groups; 0 if as many do as when ends were paired at random; below 0, but seldom -1, if
    fewer do.  ``nan`` without links, and where all ends belong to one group: there is nothing to mix.  igraph agrees;
    networkx says 0 without links, and warns of a division by 0 for one group.

    >>> score_assortativity([[1, 0], [0, 1]]), round(score_assortativity([[0, 2], [2, 0]]), 6)
    (1.0, -1.0)

    Source: Newman 2003, Phys. Rev. E 67:026126.
    """
    mixing = score_mixing(counts)
    if not mixing.size or np.isnan(mixing).any():
        return float("nan")
    chance = float((mixing.sum(axis=1) ** 2).sum())
    return float("nan") if np.isclose(chance, 1.0) else (float(np.trace(mixing)) - chance) / (1.0 - chance)


def score_ei(counts: ArrayLike) -> Floats:
    """Return the E–I index of each group, ``(links to others - links within) / all its links``, in [-1, 1].

    -1: only within; 1: only to others; ``nan`` for a group without links.

    >>> score_ei([[3, 1], [1, 0]]).tolist()
    [-0.5, 1.0]

    Source: Krackhardt & Stern 1988, Soc. Psychol. Q. 51:123.
    """
    links = np.asarray(counts, dtype=float)
    within = np.diag(links)
    outside = links.sum(axis=1) - within
    whole = within + outside
    return np.asarray(np.divide(outside - within, whole, out=np.full(within.shape, np.nan), where=whole > 0))


def score_whole_ei(counts: ArrayLike) -> float:
    """Return the E–I index of the graph, ``(links between groups - links within) / links``; ``nan`` without links.

    >>> score_whole_ei([[3, 1], [1, 0]])
    -0.5

    Source: Krackhardt & Stern 1988, Soc. Psychol. Q. 51:123.
    """
    links = np.asarray(counts, dtype=float)
    within, whole = float(np.trace(links)), float(np.triu(links).sum())
    return (whole - 2 * within) / whole if whole else float("nan")


def score_ei_null(sizes: ArrayLike, links: int, turns: int) -> tuple[float, float]:
    """Return mean and standard deviation of the graph's E–I index when the groups are shuffled over its nodes, exactly.

    The graph stays as it is; every way of handing out the groups is equally likely.  The index is ``2 X / m - 1`` with *X*
    links between groups of *m*; see :func:`chains.measures.cross_links.score_cross_null` for the moments of *X*.  Krackhardt
    & Stern simulate this null.

    Args:
        sizes: how many nodes each group has.
        links: how many links the graph has.
        turns: sum of ``degree * (degree - 1)`` over its nodes.

    Without links both are ``nan``.  With one group, or if every node is linked to every other, the deviation is 0:
    nothing can be tested.

    >>> mean, deviation = score_ei_null([2, 2], 3, 4)  # a path of four nodes
    >>> round(mean, 6), round(deviation, 6)
    (0.333333, 0.544331)
    """
    if not links:
        return float("nan"), float("nan")
    mean, variance = score_cross_null(sizes, links, turns)
    return 2 * mean / links - 1, 2 * float(np.sqrt(variance)) / links
