"""What is left of a network when its nodes leave, one after the other.

Networks are symmetric sparse matrices; an entry other than 0 is a link.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

__all__ = ["order_removals", "score_random_robustness", "score_robustness", "trace_removals"]


def order_removals(links: sparse.csr_array) -> list[int]:
    """Return the nodes in the order of a targeted attack: each time the one with most links to those still there.

    Of equal ones the lowest number goes first.
    """
    degrees = np.diff(links.indptr).astype(np.int64)
    queue = [(-int(degree), node) for node, degree in enumerate(degrees)]
    heapify(queue)
    gone, order = np.zeros(len(degrees), dtype=bool), []
    while queue:
        degree, node = heappop(queue)
        if gone[node] or -degree != degrees[node]:
            continue
        gone[node] = True
        order.append(node)
        for other in links.indices[links.indptr[node] : links.indptr[node + 1]]:
            if not gone[other]:
                degrees[other] -= 1
                heappush(queue, (-int(degrees[other]), int(other)))
    return order


def trace_removals(links: sparse.csr_array, order: list[int]) -> NDArray[np.int64]:
    """Return the size of the largest connected group after each removal, in this order; one number for each.

    Worked out backwards: nodes are added, and groups joined, from the last removal to the first.
    """
    groups = _Groups(links)
    largest = groups.add(np.setdiff1d(np.arange(links.shape[0]), order).tolist())
    found = [largest]
    for node in reversed(order[1:]):
        largest = max(largest, groups.add([node]))
        found.append(largest)
    return np.array(found[::-1] if order else [], dtype=np.int64)


class _Groups:
    """Connected groups of the nodes that are there, which grow as nodes are added (union by size, paths halved)."""

    def __init__(self, links: sparse.csr_array) -> None:
        starts, ends = links.indptr.tolist(), links.indices.tolist()
        self._neighbours = [ends[start:stop] for start, stop in pairwise(starts)]
        # A node that is not there yet has no parent.
        self._parents = [-1] * links.shape[0]
        self._sizes = [1] * links.shape[0]

    def add(self, nodes: list[int]) -> int:
        """Add nodes; return the size of the largest group that any of them belongs to."""
        largest = 0
        for node in nodes:
            self._parents[node] = node
            for other in self._neighbours[node]:
                if self._parents[other] >= 0:
                    self._unite(node, other)
            largest = max(largest, self._sizes[self._root(node)])
        return largest

    def _root(self, node: int) -> int:
        parents = self._parents
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    def _unite(self, first: int, second: int) -> None:
        low, high = self._root(first), self._root(second)
        if low == high:
            return
        if self._sizes[low] > self._sizes[high]:
            low, high = high, low
        self._parents[low] = high
        self._sizes[high] += self._sizes[low]


def score_robustness(links: sparse.csr_array) -> float:
    """Return the robustness R of a network against the loss of its most linked nodes, in [0, 1/2].

    ``R = (1/n) Σ_q s(q)``, *s(q)* the share of all nodes in the largest connected group after *q* nodes are gone, the
    most linked of those still there first, for *q* = 1 … n.  A star of many nodes is near 0, a complete network at
    ``(n - 1)/2n``.  ``nan`` without a node.

    Source: Schneider et al. 2011, doi:10.1073/pnas.1009440108.
    """
    size = links.shape[0]
    if not size:
        return float("nan")
    return float(trace_removals(links, order_removals(links)).sum()) / float(size * size)


def score_random_robustness(links: sparse.csr_array, random: np.random.Generator, draws: int = 99) -> float:
    """Return the mean of R if nodes leave in random order, over so many orders; ``nan`` without a node.

    R as in :func:`score_robustness`.  How far R under attack lies below it tells how much hangs on the most linked nodes.
    """
    size = links.shape[0]
    if not size:
        return float("nan")
    sums = [int(trace_removals(links, random.permutation(size).tolist()).sum()) for _ in range(draws)]
    return float(np.mean(sums)) / float(size * size)
