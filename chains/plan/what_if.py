"""What some actions would change: every gap and every index, worked out again on the supposed network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chains.diff.matching import match_gaps
from chains.gaps import find_gaps
from chains.plan.objectives import OBJECTIVES
from chains.plan.scope import Scope
from chains.plan.supposing import Action, is_known, suppose

if TYPE_CHECKING:
    from chains.network import Network
    from chains.records import Gap

__all__ = ["Consequences", "Index", "find_consequences"]

LEAST: Final = 0.01
"""A gap whose severity moved by so much has changed."""


@dataclass(frozen=True, slots=True)
class Index:
    """What is open of one objective before and after, of all that it counts (``whole``)."""

    objective: str
    whole: float
    before: float
    after: float


@dataclass(frozen=True, eq=False)
class Consequences:
    """What actions would change.

    Attributes:
        actions: those that were supposed.
        known: those that are on record already, and change nothing.
        left_out: those that are no link of the graph, and change nothing here.
        network: the supposed network.
        gaps: its gaps.
        closed, opened: gaps that are there only before, and only after.
        changed: gaps whose severity moved, before and after; those that moved most come first.
        indices: what is open of each objective.
    """

    actions: tuple[Action, ...]
    known: tuple[Action, ...]
    left_out: tuple[Action, ...]
    network: Network
    gaps: Sequence[Gap]
    closed: tuple[Gap, ...]
    opened: tuple[Gap, ...]
    changed: tuple[tuple[Gap, Gap], ...]
    indices: tuple[Index, ...]


def find_consequences(
    network: Network, gaps: Sequence[Gap], actions: Sequence[Action], *, cities: frozenset[str] | None = None
) -> Consequences:
    """Return what some actions would change, by finding every gap again.

    Args:
        network: the nodes, links and regions.
        gaps: the gaps of the network.
        actions: what is supposed.
        cities: IRIs of the regions whose gaps and indices are told; all unless given.

    Raises:
        UnknownName: an action names what is not there; carries the nearest names.
    """
    known = tuple(action for action in actions if is_known(network, action))
    fresh = tuple(action for action in actions if action.is_modelled and action not in known)
    supposed = suppose(network, fresh)
    after = find_gaps(supposed) if fresh else gaps
    before, later = Scope(network, gaps, cities), Scope(supposed, after, cities)
    closed, opened, changed = _compare(before.chosen, later.chosen)
    return Consequences(
        actions=fresh,
        known=known,
        left_out=tuple(action for action in actions if not action.is_modelled),
        network=supposed,
        gaps=after,
        closed=closed,
        opened=opened,
        changed=changed,
        indices=tuple(_index(name, before, later) for name in OBJECTIVES),
    )


def _compare(
    before: Sequence[Gap], after: Sequence[Gap]
) -> tuple[tuple[Gap, ...], tuple[Gap, ...], tuple[tuple[Gap, Gap], ...]]:
    closed, opened, changed = [], [], []
    for old, new in match_gaps(before, after):
        if old is None and new is not None:
            opened.append(new)
        elif new is None and old is not None:
            closed.append(old)
        elif old is not None and new is not None and abs(new.severity - old.severity) >= LEAST:
            changed.append((old, new))
    changed.sort(key=lambda pair: (pair[1].severity - pair[0].severity, pair[0].id))
    return tuple(closed), tuple(opened), tuple(changed)


def _index(name: str, before: Scope, after: Scope) -> Index:
    first, last = (OBJECTIVES[name].read(scope).elements for scope in (before, after))
    whole, old = float(first["weight"].sum()), float((first["weight"] * (1.0 - first["start"])).sum())
    return Index(name, whole, old, float((last["weight"] * (1.0 - last["start"])).sum()))
