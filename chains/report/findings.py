"""The headline gaps of an atlas: the most severe of different kinds and about different things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chains.gaps.places import Places
from chains.network import Network
from chains.records import Gap

__all__ = ["MOST_FINDINGS", "Finding", "find_headlines"]

MOST_FINDINGS: Final = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """One headline: a gap, and in how many other cities the same gap was found about the same thing."""

    gap: Gap
    elsewhere: int


def find_headlines(gaps: Sequence[Gap], network: Network, most: int = MOST_FINDINGS) -> list[Finding]:
    """Return at most so many headlines of gaps that come most severe first.

    Gaps of one kind about one thing are one headline: the one measured in the widest region stands for all, else the
    most severe.  The kinds take turns, the one with the most severe gap first, so that one kind does not fill the page.
    """
    places = Places(network)
    groups: dict[tuple[str, tuple[str, ...]], list[Gap]] = defaultdict(list)
    for gap in gaps:
        groups[gap.kind, gap.subject[:1]].append(gap)
    by_kind: dict[str, list[Finding]] = defaultdict(list)
    for (kind, _), found in groups.items():
        by_kind[kind].append(_summarise(found, places))
    return _take_turns(list(by_kind.values()), most)


def _summarise(gaps: Sequence[Gap], places: Places) -> Finding:
    # The first of the widest: gaps come most severe first, and min keeps the first of equal ones.
    chosen = min(gaps, key=lambda gap: 0 if gap.region is None else len(places.above(gap.region)))
    cities = {gap.region for gap in gaps} & set(places.cities)
    return Finding(chosen, len(cities - {chosen.region}))


def _take_turns(groups: Sequence[Sequence[Finding]], most: int) -> list[Finding]:
    turns = max(map(len, groups), default=0)
    ordered = [group[turn] for turn in range(turns) for group in groups if turn < len(group)]
    return ordered[:most]
