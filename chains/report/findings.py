"""The headline gaps of an atlas: the most severe of different kinds and about different things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chains.gaps.reading.places import Places
from chains.network import Network
from chains.records import Gap

__all__ = ["MOST_FINDINGS", "Finding", "find_headlines"]

MOST_FINDINGS: Final = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """One headline: a gap, its rank among all (from 1), and in how many other cities the same was found."""

    gap: Gap
    rank: int
    elsewhere: int


def find_headlines(gaps: Sequence[Gap], network: Network, most: int = MOST_FINDINGS) -> list[Finding]:
    """Return at most so many headlines of gaps that come most severe first.

    Gaps of one kind about one thing that is in no place (a skill, an industry chain), or about the regions themselves
    and the same chains, are one headline: the one measured in the widest region stands for all, else the most severe.
    The kinds take turns, the one with the most severe gap first, so that one kind does not fill the page.
    """
    places = Places(network)
    placed = frozenset(network.nodes.filter(network.nodes["region"].is_not_null()).get_column("iri"))
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[int, Gap]]] = defaultdict(list)
    for rank, gap in enumerate(gaps, start=1):
        groups[gap.kind, _matter(gap, placed)].append((rank, gap))
    by_kind: dict[str, list[Finding]] = defaultdict(list)
    for (kind, _), found in groups.items():
        by_kind[kind].append(_summarise(found, places))
    return _take_turns(list(by_kind.values()), most)


def _matter(gap: Gap, placed: frozenset[str]) -> tuple[str, ...]:
    """Return what a gap is about wherever it was measured; what lies in a place is about nothing elsewhere."""
    if gap.subject[:1] == (gap.region,):
        return gap.chains
    return gap.subject if placed & set(gap.subject[:1]) else gap.subject[:1]


def _summarise(gaps: Sequence[tuple[int, Gap]], places: Places) -> Finding:
    # The first of the widest: gaps come most severe first, and min keeps the first of equal ones.
    rank, chosen = min(gaps, key=lambda pair: 0 if pair[1].region is None else len(places.above(pair[1].region)))
    cities = {gap.region for _, gap in gaps} & set(places.cities)
    return Finding(chosen, rank, len(cities - {chosen.region}))


def _take_turns(groups: Sequence[Sequence[Finding]], most: int) -> list[Finding]:
    turns = max(map(len, groups), default=0)
    ordered = [group[turn] for turn in range(turns) for group in groups if turn < len(group)]
    return ordered[:most]
