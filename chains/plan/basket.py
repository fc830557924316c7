"""Items chosen one after the other, and what the limits leave room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from chains.plan.limits import Limits

__all__ = ["Basket"]


class Basket:
    """Items in the order in which they are taken: no more than budget, number and groups allow.

    What must be chosen, what is excluded and the least of a quota are for those to see to who choose.

    Attributes:
        items: their numbers.
    """

    def __init__(self, limits: Limits, costs: NDArray[np.float64]) -> None:
        self.items: list[int] = []
        self._limits, self._costs = limits, costs
        self._cheapest, self._spent = float(costs.min(initial=np.inf)), 0.0
        self._room = [np.inf if group.most is None else group.most for group in limits.groups]
        # Every item of a group that is full is marked, so that it need not be asked for again.
        self._closed = bytearray(len(costs))
        for number, room in enumerate(self._room):
            if room < 1:
                self._close(number)

    def is_full(self) -> bool:
        """Return whether the number or the budget leaves no room for any item."""
        if self._limits.most is not None and len(self.items) >= self._limits.most:
            return True
        return not self._limits.affords(self._spent + self._cheapest)

    def fits(self, item: int) -> bool:
        """Return whether the budget and every group leave room for an item."""
        return not self._closed[item] and self._limits.affords(self._spent + self._costs[item])

    def take(self, item: int) -> None:
        """Take an item, whether it fits or not."""
        self.items.append(item)
        self._spent += float(self._costs[item])
        for group in self._limits.groups_of.get(item, ()):
            self._room[group] -= 1
            if self._room[group] < 1:
                self._close(group)

    def _close(self, group: int) -> None:
        for item in self._limits.groups[group].members:
            self._closed[item] = 1
