"""The best plan that can be found in the time given, and how good it is for certain."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from chains.plan.bounds import score_bound
from chains.plan.exact import solve_exactly
from chains.plan.greedy import choose_greedily

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chains.plan.limits import Limits
    from chains.plan.problem import Problem

__all__ = ["Solution", "solve"]

_EXACT_ITEMS: Final = 20_000
"""With more items than this the exact search is not tried: HiGHS would take minutes before it looks at the clock."""
_SAME: Final = 1e-7
"""A bound so little above what is gained, as a part of it, is reached: the solver works to such a tolerance."""


@dataclass(frozen=True)
class Solution:
    """A plan with its certificate.

    Attributes:
        items: the items, those first that add most.
        gains: what each adds to those before it.
        bound: no plan within the limits gains more than this.
        evaluations: how often the gain of an item was worked out.
        searched: whether the exact search was made.
    """

    items: tuple[int, ...]
    gains: tuple[float, ...]
    bound: float
    evaluations: int
    searched: bool

    @property
    def gain(self) -> float:
        """What the plan gains."""
        return float(sum(self.gains))

    @property
    def is_optimal(self) -> bool:
        """Whether no plan within the limits gains more."""
        return self.gain >= self.bound * (1.0 - _SAME)

    @property
    def guaranteed(self) -> float:
        """The part of the best possible gain that the plan gains at least, in [0, 1]; 1 where nothing can be gained."""
        return 1.0 if self.is_optimal else min(self.gain / self.bound, 1.0)


def solve(problem: Problem, limits: Limits, *, seconds: float = 10.0) -> Solution:
    """Return the better of the greedy plan and the one that the exact search finds in so many seconds.

    The exact search is left out where *seconds* is 0, where the greedy plan is known to be the best, or where the problem
    is too large for it.

    Raises:
        ValueError: no set of items keeps to the limits (:func:`chains.plan.exact.find_conflict` tells which).
    """
    greedy = choose_greedily(problem, limits)
    bound = score_bound(problem, limits, greedy.items)
    found = Solution(greedy.items, greedy.gains, bound, greedy.evaluations, searched=False)
    if found.is_optimal or not seconds or len(problem.costs) > _EXACT_ITEMS:
        return found
    exact = solve_exactly(problem, limits, seconds=seconds)
    bound = min(bound, exact.bound)
    items = greedy.items
    # The solver keeps limits to a tolerance only: what it found must be within them to the last.
    kept = exact.items is not None and limits.is_kept(exact.items, problem.costs)
    if kept and exact.items is not None and problem.score(exact.items) > found.gain * (1.0 + _SAME):
        items = _order(problem, exact.items)
    return Solution(items, _list_gains(problem, items), bound, greedy.evaluations, searched=True)


def _order(problem: Problem, items: Sequence[int]) -> tuple[int, ...]:
    """Return items in the order in which each adds most to those before it; equal ones by number."""
    covered, rest, found = problem.start.copy(), sorted(items), []
    while rest:
        best = max(rest, key=lambda item: (round(problem.score_item(item, covered), 12), -item))
        rest.remove(best)
        found.append(best)
        covered = problem.cover(found)
    return tuple(found)


def _list_gains(problem: Problem, items: Sequence[int]) -> tuple[float, ...]:
    scores = [problem.score(items[:size]) for size in range(len(items) + 1)]
    return tuple(after - before for before, after in pairwise(scores))
