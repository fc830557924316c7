"""Choosing the item that adds most, again and again.

The gain of :class:`~chains.plan.problem.Problem` is submodular: an item adds no more later than it would have added
before.  So what an item would have added when it was last looked at is an upper bound, and only the items whose bound
is highest need be looked at again (lazy evaluation; Minoux 1978, doi:10.1007/BFb0006528).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.plan.basket import Basket
from chains.plan.exact import find_cheapest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from chains.plan.limits import Limits
    from chains.plan.problem import Problem

    Floats = NDArray[np.float64]

__all__ = ["Greedy", "choose_greedily"]

_NOTHING: Final = 1e-12
"""A gain up to this part of the weight of all elements is none: sums of the same terms may differ in their last bits."""


@dataclass(frozen=True)
class Greedy:
    """Items in the order in which they were chosen.

    Attributes:
        items: their numbers.
        gains: what each added when it was chosen.
        evaluations: how often the gain of an item was worked out.
    """

    items: tuple[int, ...]
    gains: tuple[float, ...]
    evaluations: int


def choose_greedily(problem: Problem, limits: Limits, *, first: Sequence[int] = ()) -> Greedy:
    """Return items that keep to the limits, those first that add most.

    It chooses by gain, and by gain for the cost, and returns the better of the two.  Under a number of items alone it gains
    at least 1 − 1/e of the best set (Nemhauser, Wolsey & Fisher 1978), under a budget alone at least (1 − 1/e)/2
    (Leskovec et al. 2007).  What must be chosen comes first; then quotas are filled.  Of items that add the same, those
    of *first* are taken, else the one with the lower number.

    Raises:
        ValueError: no set of items keeps to the limits.
    """
    alone = problem.score_each(problem.start)
    prices = [problem.costs] if len(np.unique(problem.costs)) <= 1 else [problem.costs, np.ones(len(problem.costs))]
    ranks = np.arange(len(alone))
    ranks[list(first)] -= len(alone)
    runs = [_Run(problem, limits, price, alone, ranks) for price in prices]
    for run in runs:
        run.fill()
    best = max(runs, key=lambda run: sum(run.gains))
    return Greedy(tuple(best.items), tuple(best.gains), len(alone) + sum(run.evaluations for run in runs))


class _Run:
    """One run: what is chosen so far, and what the limits leave room for."""

    def __init__(
        self, problem: Problem, limits: Limits, prices: Floats, alone: Floats, ranks: NDArray[np.int64]
    ) -> None:
        self._problem, self._limits, self._prices, self._ranks = problem, limits, prices, ranks
        # What each item would have added when it was last looked at: an upper bound of what it adds now.
        self._known = alone.copy()
        self._looked = np.zeros(len(alone), dtype=np.int64)
        self._basket = Basket(limits, problem.costs)
        self.gains: list[float] = []
        self.evaluations = 0
        self._covered = problem.start.copy()
        self._least = _NOTHING * float(problem.weights.sum())

    @property
    def items(self) -> list[int]:
        """The items chosen, in their order."""
        return self._basket.items

    def fill(self) -> None:
        """Take what must be taken, then whatever adds most."""
        for item in sorted(self._limits.musts):
            self._take(item)
        self._fill_quotas()
        free = set(range(len(self._prices))) - self._limits.excluded - set(self.items)
        self._choose(free)

    def _fill_quotas(self) -> None:
        musts, covered = list(self.items), self._covered.copy()
        for group in self._limits.groups:
            lacking = group.least - len(set(group.members).intersection(self.items))
            if lacking > 0:
                free = set(group.members) - self._limits.excluded - set(self.items)
                self._choose(free, most=lacking, least=-1.0)
        if not self._limits.is_kept(self.items, self._problem.costs):
            # What adds most was too dear, or took the room of another group: the cheapest set is.
            self._basket, self._covered = Basket(self._limits, self._problem.costs), covered
            for item in musts:
                self._basket.take(item)
            del self.gains[len(musts) :]
            # Less is chosen now, so what was looked at since adds more than is known.
            self._known = self._problem.score_each(self._covered)
            self._looked[:] = len(musts)
            self.evaluations += len(self._known)
            cheapest = find_cheapest(self._problem.costs, self._limits)
            if cheapest is None:
                raise ValueError("no set of items keeps to the limits")
            for item in sorted(set(cheapest) - set(self.items)):
                self._take(item)

    def _choose(self, free: Iterable[int], *, most: int | None = None, least: float | None = None) -> None:
        """Choose from some items, so many at most, as long as they add more than *least*."""
        bar = self._least if least is None else least
        numbers = np.array(sorted(free), dtype=np.int64)
        numbers = numbers[self._known[numbers] > bar]
        keys = -self._known[numbers] / self._prices[numbers]
        # The rank breaks ties, so that the order does not depend on the heap.
        heap = list(zip(keys.round(12).tolist(), self._ranks[numbers].tolist(), numbers.tolist(), strict=True))
        heapq.heapify(heap)
        stop = None if most is None else len(self.items) + most
        while heap and (stop is None or len(self.items) < stop) and not self._basket.is_full():
            _, rank, item = heapq.heappop(heap)
            if not self._basket.fits(item):
                continue
            if self._looked[item] < len(self.items):
                self._look(item)
                if self._known[item] > bar:
                    heapq.heappush(heap, (round(-self._known[item] / self._prices[item], 12), rank, item))
                continue
            self._take(item)

    def _look(self, item: int) -> None:
        self._known[item] = self._problem.score_item(item, self._covered)
        self._looked[item] = len(self.items)
        self.evaluations += 1

    def _take(self, item: int) -> None:
        self.gains.append(self._problem.score_item(item, self._covered))
        self._basket.take(item)
        columns, parts = self._problem.row(item)
        self._covered[columns] = np.minimum(1.0, self._covered[columns] + parts)
