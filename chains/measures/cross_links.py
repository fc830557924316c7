"""Links between any two different groups when the group labels are shuffled over a fixed graph.

The null is that of :mod:`chains.measures.permutation`; here all pairs of groups are counted together, so that one number
tells how much a graph joins its groups at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["count_cross_links", "score_cross_null", "score_cross_z"]


def count_cross_links(links: csr_array, groups: ArrayLike) -> int:
    """Return the number of links of a simple undirected graph that join nodes of different groups.

    *links* is symmetric 0/1 without a diagonal, *groups* has the label of each node.
    """
    first, second = links.nonzero()
    labels = np.asarray(groups)
    return int((labels[first] != labels[second]).sum()) // 2


def score_cross_null(sizes: ArrayLike, m: int, turns: int) -> tuple[float, float]:
    """Return the exact mean and variance of the number of links between different groups under shuffled labels.

    With group sizes n_a that sum to n, m links, *turns* the sum of ``degree * (degree - 1)``, B = m (m - 1) - turns and
    falling factorials ``(n)_k``::

        mean = m (1 - w),  w = sum_a (n_a)_2 / (n)_2
        var  = mean + turns p2 + B p3 - mean^2
        p2   = sum_a n_a (n - n_a)_2 / (n)_3
        p3   = 1 - 2 w + [sum_a (n_a)_4 + sum_{a != b} (n_a)_2 (n_b)_2] / (n)_4

    A variance that is 0 but for rounding is returned as 0.

    >>> mean, variance = score_cross_null([2, 2], 3, 4)  # a path of four nodes, labels 2 and 2
    >>> round(mean, 6), round(variance, 6)
    (2.0, 0.666667)

    Source: as :func:`chains.measures.permutation.score_pair_null`.
    """
    groups = np.asarray(sizes, dtype=float)
    n = groups.sum()
    within = _ratio(float(_falling(groups, 2).sum()), float(_falling(n, 2)))
    mean = m * (1.0 - within) if n > 1 else 0.0
    p2 = _ratio(float((groups * _falling(n - groups, 2)).sum()), float(_falling(n, 3)))
    pairs = _falling(groups, 2)
    both = float(_falling(groups, 4).sum() + pairs.sum() ** 2 - (pairs**2).sum())
    p3 = 1.0 - 2.0 * within + _ratio(both, float(_falling(n, 4)))
    variance = mean + turns * p2 + (m * (m - 1) - turns) * p3 - mean**2
    return mean, variance if variance > 1e-9 * max(mean, 1.0) ** 2 else 0.0


def score_cross_z(links: csr_array, groups: ArrayLike) -> float:
    """Return how many standard deviations the links between groups lie from their mean under shuffled labels.

    Below 0 the groups keep to themselves.  ``nan`` where there is no link or no spread, as with a single group.
    """
    degrees = np.asarray(links.sum(axis=1), dtype=np.int64)
    sizes = np.unique(np.asarray(groups), return_counts=True)[1]
    mean, variance = score_cross_null(sizes, int(degrees.sum()) // 2, int((degrees * (degrees - 1)).sum()))
    return (count_cross_links(links, groups) - mean) / float(np.sqrt(variance)) if variance > 0 else float("nan")


def _falling(values: ArrayLike, steps: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return ``v (v - 1) ... (v - steps + 1)``, 0 where there are too few."""
    v = np.asarray(values, dtype=float)
    return np.asarray(np.prod([np.maximum(v - step, 0.0) for step in range(steps)], axis=0))


def _ratio(top: float, bottom: float) -> float:
    return top / bottom if bottom > 0 else 0.0
