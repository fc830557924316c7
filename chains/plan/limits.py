"""What a plan must keep to: a budget, how many items, quotas of groups, what must be in it and what must not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Group", "Limits"]


@dataclass(frozen=True)
class Group:
    """Items of which so many are to be chosen: those of a city, or of one actor.

    Attributes:
        name: what it is called where it is in conflict.
        members: the items, by number.
        least, most: how many of them at least and at most; ``None`` for no upper bound.
    """

    name: str
    members: tuple[int, ...]
    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Limits:
    """What a plan must keep to; nothing by default.

    Attributes:
        budget: the costs of all items together, at most.
        most: how many items at most.
        groups: quotas; an item may be of several groups.
        musts: items that must be chosen.
        excluded: items that must not be.
    """

    budget: float | None = None
    most: int | None = None
    groups: tuple[Group, ...] = ()
    musts: frozenset[int] = field(default_factory=frozenset)
    excluded: frozenset[int] = field(default_factory=frozenset)

    def is_kept(self, items: Sequence[int], costs: NDArray[np.float64]) -> bool:
        """Return whether a set of items keeps to all limits."""
        chosen = set(items)
        if chosen & self.excluded or not self.musts <= chosen:
            return False
        if self.most is not None and len(chosen) > self.most:
            return False
        if self.budget is not None and not self.affords(float(costs[sorted(chosen)].sum())):
            return False
        counts = [len(chosen.intersection(group.members)) for group in self.groups]
        return all(
            group.least <= count and (group.most is None or count <= group.most)
            for group, count in zip(self.groups, counts, strict=True)
        )

    def affords(self, cost: float) -> bool:
        """Return whether a cost is within the budget: sums of the same costs may differ in their last bits."""
        return self.budget is None or cost <= self.budget * (1 + 1e-9)

    @cached_property
    def groups_of(self) -> Mapping[int, list[int]]:
        """The groups of each item that is of any, by number."""
        found: dict[int, list[int]] = {}
        for number, group in enumerate(self.groups):
            for item in group.members:
                found.setdefault(item, []).append(number)
        return found

    def single(self) -> Iterator[tuple[str, Limits]]:
        """Yield each limit alone, with a key: ``budget``, ``most``, ``must:7``, ``exclude:7``, ``least:name``, ``most:name``.

        What is excluded but need not be chosen is one limit, ``exclude``.
        """
        if self.budget is not None:
            yield "budget", Limits(budget=self.budget)
        if self.most is not None:
            yield "most", Limits(most=self.most)
        for item in sorted(self.musts):
            yield f"must:{item}", Limits(musts=frozenset({item}))
        for item in sorted(self.excluded & self.musts):
            yield f"exclude:{item}", Limits(excluded=frozenset({item}))
        if self.excluded - self.musts:
            yield "exclude", Limits(excluded=self.excluded - self.musts)
        for group in self.groups:
            if group.least:
                yield f"least:{group.name}", Limits(groups=(replace(group, most=None),))
            if group.most is not None:
                yield f"most:{group.name}", Limits(groups=(replace(group, least=0),))

    @staticmethod
    def join(parts: Iterable[Limits]) -> Limits:
        """Return all limits of several as one."""
        found = Limits()
        for part in parts:
            found = Limits(
                part.budget if found.budget is None else found.budget,
                part.most if found.most is None else found.most,
                (*found.groups, *part.groups),
                found.musts | part.musts,
                found.excluded | part.excluded,
            )
        return found
