"""Links between two groups of nodes when the group labels are shuffled over a fixed graph.

The graph is simple and undirected: n nodes (those without a link included), m links.  n_a nodes carry the label a, n_b
the label b.  Under the null every way of handing out the labels is equally likely; the graph itself, and so the degree
of each node, stays as it is.  X is the number of links that join an a to a b.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["count_unseen_links", "list_null", "score_chance_below", "score_pair_null", "score_within_null"]

Floats = NDArray[np.float64]

EXACT_NODES: Final = 8
"""Up to so many linked nodes the null is worked out in full: at most 3 ** 8 = 6,561 ways to label them."""


def score_pair_null(
    n_a: ArrayLike, n_b: ArrayLike, n: ArrayLike, m: ArrayLike, turns: ArrayLike
) -> tuple[Floats, Floats]:
    """Return the exact mean and variance of X, one entry for each graph.

    *turns* is the sum of ``degree * (degree - 1)`` over the nodes, which counts ordered pairs of links with a common
    end.  With falling factorials ``(n)_k``::

        mean = m p,                        p  = 2 n_a n_b / (n)_2
        var  = m p + A p2 + B p3 - mean^2  A  = turns,  B = m (m - 1) - A
        p2   = n_a n_b (n_a + n_b - 2) / (n)_3
        p3   = 4 (n_a)_2 (n_b)_2 / (n)_4

    A term that would divide by 0 (fewer than 2, 3 or 4 nodes) belongs to pairs of links that do not exist, and is 0.
    A variance that is 0 but for rounding is returned as 0.

    >>> mean, variance = score_pair_null(2, 2, 4, 3, 4)  # a path of four nodes
    >>> round(float(mean), 6), round(float(variance), 6)
    (2.0, 0.666667)

    Source: moments of a matrix correlation under permutation of the labels, as in join-count statistics: Cliff & Ord
    1973, Spatial Autocorrelation; Mantel 1967, Cancer Res. 27:209.
    """
    arrays = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (n_a, n_b, n, m, turns)))
    a, b, size, links, common = arrays
    apart = links * (links - 1) - common
    mean = links * _ratio(2 * a * b, size * (size - 1))
    p2 = _ratio(a * b * (a + b - 2), size * (size - 1) * (size - 2))
    p3 = _ratio(4 * a * (a - 1) * b * (b - 1), size * (size - 1) * (size - 2) * (size - 3))
    variance = mean + common * p2 + apart * p3 - mean**2
    return mean, np.where(variance > 1e-9 * np.maximum(mean, 1.0) ** 2, variance, 0.0)


def score_within_null(n_a: ArrayLike, n: ArrayLike, m: ArrayLike, turns: ArrayLike) -> tuple[Floats, Floats]:
    """Return the exact mean and variance of the number of links that join two nodes of the group a.

    As :func:`score_pair_null`, with ``p = (n_a)_2 / (n)_2``, ``p2 = (n_a)_3 / (n)_3`` and ``p3 = (n_a)_4 / (n)_4``.

    >>> mean, variance = score_within_null(2, 4, 3, 4)  # a path of four nodes
    >>> round(float(mean), 6), round(float(variance), 6)
    (0.5, 0.25)
    """
    arrays = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (n_a, n, m, turns)))
    a, size, links, common = arrays
    apart = links * (links - 1) - common
    p1, p2, p3 = (_ratio(_falling(a, k), _falling(size, k)) for k in (2, 3, 4))
    mean = links * p1
    variance = mean + common * p2 + apart * p3 - mean**2
    return mean, np.where(variance > 1e-9 * np.maximum(mean, 1.0) ** 2, variance, 0.0)


def _falling(values: Floats, steps: int) -> Floats:
    """Return ``v (v - 1) ... (v - steps + 1)``, 0 where there are too few."""
    return np.asarray(np.prod([np.maximum(values - step, 0.0) for step in range(steps)], axis=0))


def _ratio(top: Floats, bottom: Floats) -> Floats:
    return np.asarray(np.divide(top, bottom, out=np.zeros(top.shape), where=bottom > 0))


def list_null(links: NDArray[np.int64], n_a: int, n_b: int, n: int) -> Floats:
    """Return the exact distribution of X: the probabilities of 0, 1, ... m links between a and b.

    *links* is an array of shape (m, 2) with node numbers; the nodes that occur in it are labelled in every way, each
    way weighed by the number of ways to label the nodes without links.  Meant for small graphs: the work grows as 3 to
    the number of linked nodes.

    >>> list_null(np.array([[0, 1], [1, 2], [2, 3]]), 2, 2, 4).round(4).tolist()
    [0.0, 0.3333, 0.3333, 0.3333]
    """
    from scipy.special import gammaln

    names, ends = np.unique(links, return_inverse=True)
    ends = ends.reshape(-1, 2)
    labels = np.stack(np.meshgrid(*[np.arange(3)] * len(names), indexing="ij"), axis=-1).reshape(-1, len(names))
    used = np.stack([(labels == label).sum(axis=1) for label in (1, 2, 0)], axis=1)
    left = np.array([n_a, n_b, n - n_a - n_b]) - used
    possible = (left >= 0).all(axis=1)
    labels, left = labels[possible], left[possible]
    # The free nodes can be labelled in (n - v)! / (left_a! left_b! left_c!) ways.
    ways = gammaln(n - len(names) + 1) - gammaln(left + 1).sum(axis=1)
    whole = gammaln(n + 1) - gammaln(np.array([n_a, n_b, n - n_a - n_b]) + 1).sum()
    joined = (labels[:, ends].prod(axis=2) == 2).sum(axis=1)  # noqa: PLR2004  # label 1 times label 2
    return np.asarray(np.bincount(joined, weights=np.exp(ways - whole), minlength=len(links) + 1), dtype=np.float64)


def score_chance_below(observed: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> Floats:
    """Return the chance, in (0, 1], of at most *observed* links, from the null's mean and variance.

    The null's distribution is taken to be the count distribution with that mean and variance: binomial where the
    variance is below the mean, Poisson where it equals it, negative binomial above.  Unlike the normal curve it knows
    that counts are not negative.  On the shipped region it lies within a third of simulated tails between 0.01 and
    0.5, and within a factor of two at 0.001.  Without variance the chance is ``nan``: nothing can be tested.

    >>> score_chance_below([0, 3], [3.0, 3.0], [3.0, 0.0]).round(4).tolist()
    [0.0498, nan]

    Source: the (a, b, 0) family of Katz 1965; matching it to permutation moments is our own.
    """
    from scipy.special import betainc, pdtr

    arrays = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (observed, mean, variance)))
    count, average, spread = (np.array(part, dtype=float) for part in arrays)
    result = np.full(count.shape, np.nan)
    tested = (spread > 0) & (average > 0)
    even = tested & np.isclose(spread, average, rtol=1e-9)
    result[even] = pdtr(count[even], average[even])
    wide = tested & ~even & (spread > average)
    share = average[wide] / spread[wide]
    result[wide] = betainc(average[wide] * share / (1 - share), count[wide] + 1, share)
    narrow = tested & ~even & (spread < average)
    chance = 1 - spread[narrow] / average[narrow]
    trials = average[narrow] / chance
    room = trials - count[narrow]
    result[narrow] = np.where(room > 0, betainc(np.maximum(room, 1e-12), count[narrow] + 1, 1 - chance), 1.0)
    return np.asarray(np.where(np.isnan(result), np.nan, np.clip(result, np.finfo(float).tiny, 1.0)))


def count_unseen_links(observed: int, chances: Floats, level: float = 0.05) -> int:
    """Return the fewest further links that lift the count above the lower *level* of the null; at least 0.

    *chances* holds the chance of at most 0, 1, 2, ... links.  The null is left as it is: a handful of links hardly
    moves it.

    >>> count_unseen_links(0, np.array([0.01, 0.04, 0.2, 0.6, 1.0]))
    2
    """
    above = np.flatnonzero(chances > level)
    first = int(above[0]) if len(above) else len(chances)
    return max(first - observed, 0)
