"""What no plan could exceed: an upper bound on the gain of any set of items within the limits.

For any set ``S``, whatever the best set ``O`` is, ``f(O) ≤ f(S) + Σ_{i ∈ O} δ_i`` with ``δ_i`` what *i* would add to ``S``
(the online bound; Leskovec et al. 2007, doi:10.1145/1281192.1281239): it holds for the problem at hand, and is mostly far
better than 1 − 1/e.  The largest such sum that the limits allow is bounded by Lagrangian relaxation: whatever the price
``λ ≥ 0``, it is at most ``λB + Σ_groups Σ_{p largest} max(δ_i − λ c_i, 0)`` for a budget ``B`` and at most *p* items of a group
(Fisher 1981, doi:10.1287/mnsc.27.1.1).  The search for the best price need not find it: every price gives a true bound.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from chains.plan.limits import Limits
    from chains.plan.problem import Problem

    Floats = NDArray[np.float64]

__all__ = ["score_bound"]

_PRICES: Final = 30
"""So many prices are tried: the interval shrinks to some millionth of what it was."""
_GOLDEN: Final = (5**0.5 - 1) / 2


def score_bound(problem: Problem, limits: Limits, order: Iterable[int]) -> float:
    """Return an upper bound on the gain of any set of items within the limits.

    It is the smallest of the online bounds of some beginnings of *order* and the weight of all that is open.
    """
    chosen = list(order)
    steps = sorted({0, len(chosen) // 4, len(chosen) // 2, 3 * len(chosen) // 4, len(chosen)})
    ceiling = float(problem.weights @ (1.0 - problem.start))
    return min([ceiling, *(_bound_from(problem, limits, chosen[:step]) for step in steps)])


def _bound_from(problem: Problem, limits: Limits, chosen: list[int]) -> float:
    covered = problem.cover(chosen)
    gains = problem.score_each(covered)
    gains[chosen] = 0.0
    gains[sorted(limits.excluded)] = 0.0
    rooms = _Rooms(limits, gains)
    sums = [rooms.sum_largest(gains)]
    if limits.budget is not None:
        # Sums of the same costs may differ in their last bits: see Limits.affords.
        sums.append(rooms.sum_within(gains, problem.costs, limits.budget * (1 + 1e-9)))
    if limits.most is not None:
        sums.append(rooms.sum_within(gains, np.ones(len(gains)), float(limits.most)))
    return float(problem.weights @ (covered - problem.start)) + min(sums)


class _Rooms:
    """How many items of each group may be chosen.  Of an item of several groups the smallest counts: so the bound stays true."""

    def __init__(self, limits: Limits, gains: Floats) -> None:
        size = len(gains)
        caps = [(group.most, group.members) for group in limits.groups if group.most is not None]
        self._group = np.arange(size) + len(caps)
        self._room = np.ones(size)
        for number, (most, members) in reversed(list(enumerate(caps))):
            rows = np.array(members, dtype=np.int64)
            tight = rows[(self._group[rows] >= len(caps)) | (self._room[rows] >= most)]
            self._group[tight], self._room[tight] = number, most

    def sum_largest(self, values: Floats) -> float:
        """Return the sum of the largest values above 0, of each group no more than may be chosen."""
        above = np.flatnonzero(values > 0)
        order = above[np.lexsort((-values[above], self._group[above]))]
        groups = self._group[order]
        first = np.flatnonzero(np.diff(groups, prepend=-1))
        rank = np.arange(len(order)) - np.repeat(first, np.diff(first, append=len(order)))
        return float(values[order[rank < self._room[order]]].sum())

    def sum_within(self, gains: Floats, costs: Floats, budget: float) -> float:
        """Return an upper bound on the sum of gains that a budget buys, of each group no more than may be chosen."""
        above = gains > 0
        if not above.any():
            return 0.0

        def bound(price: float) -> float:
            return price * budget + self.sum_largest(gains - price * costs)

        # The bound is convex in the price: golden-section search between no price and one that nothing is worth.
        low, high = 0.0, float((gains[above] / costs[above]).max())
        inner = [high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)]
        values = [bound(price) for price in inner]
        best = min(*values, bound(low), bound(high))
        for _ in range(_PRICES):
            if values[0] <= values[1]:
                high, inner[1], values[1] = inner[1], inner[0], values[0]
                inner[0] = high - _GOLDEN * (high - low)
                values[0] = bound(inner[0])
            else:
                low, inner[0], values[0] = inner[0], inner[1], values[1]
                inner[1] = low + _GOLDEN * (high - low)
                values[1] = bound(inner[1])
            best = min(best, *values)
        return best
