"""Weak segments to mend (补链): where an industry chain has few enterprises, no partner college, no project.

Two looks at the same supply chain, both our own definition:

* **The whole graph.**  A segment is weak if fewer than :data:`FEW` enterprises are on record in it, or if none of
  them works with an educational institution, or if none takes part in a project or hosts a platform.  The more of the
  three is missing, the higher it stands; then the fewer enterprises.
* **A city.**  A segment is a *missing middle* if the city has enterprises in a segment that supplies it and in one
  that it supplies, and none in the segment itself.  The more enterprises stand next to the hole, weighed by how many
  of the city's enterprises have their segment on record, the higher it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from chains.gaps.contract import GRADE_WEIGHTS
from chains.gaps.reading.actors import Actors
from chains.gaps.reading.coverage import grade_share

__all__ = ["FEW", "MissingMiddle", "SegmentState", "find_missing_middles", "find_weak_segments"]

FEW: Final = 3
"""A segment with fewer enterprises on record than this has few."""


@dataclass(frozen=True, slots=True)
class SegmentState:
    """One segment in the whole graph: node numbers of its enterprises, and of those with a partner or a venture.

    ``coverage`` is the share of the industry chain's enterprises whose segment is on record, in [0, 1].
    """

    segment: int
    chain: int
    enterprises: tuple[int, ...]
    partnered: tuple[int, ...]
    venturing: tuple[int, ...]
    coverage: float

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is missing: any of ``enterprises``, ``institutions``, ``projects``."""
        found = {
            "enterprises": len(self.enterprises) < FEW,
            "institutions": not self.partnered,
            "projects": not self.venturing,
        }
        return tuple(name for name, missing in found.items() if missing)


@dataclass(frozen=True, slots=True)
class MissingMiddle:
    """A segment without a local enterprise between segments that have some: their numbers by segment."""

    segment: int
    chain: int
    city: str
    suppliers: Mapping[int, int]
    customers: Mapping[int, int]
    coverage: float

    @property
    def neighbours(self) -> int:
        """Number of local enterprises in the segments before and after, each segment counted once."""
        return sum((dict(self.suppliers) | dict(self.customers)).values())


def find_weak_segments(actors: Actors) -> list[SegmentState]:
    """Return the weak segments of the whole graph, weakest first; empty without segments."""
    states = [_state(actors, segment, chain) for segment, chain in actors.segments.select("node", "chain").iter_rows()]
    weak = [state for state in states if state.lacks]
    return sorted(weak, key=lambda state: (-len(state.lacks), len(state.enterprises), state.segment))


def _state(actors: Actors, segment: int, chain: int) -> SegmentState:
    inside = set(actors.in_segment.filter(pl.col("segment") == segment).get_column("enterprise"))
    partnered = inside & set(actors.partnerships.get_column("enterprise"))
    venturing = inside & set(actors.ventures.get_column("enterprise"))
    known = actors.known_segments.get((None, chain), 0.0)
    return SegmentState(
        segment, chain, tuple(sorted(inside)), tuple(sorted(partnered)), tuple(sorted(venturing)), known
    )


def find_missing_middles(actors: Actors) -> list[MissingMiddle]:
    """Return the segments that cities miss between segments that they have, the most neighbours first."""
    placed = actors.in_segment.select("enterprise", "segment", "region").unique()
    found = []
    for city in actors.places.cities:
        local = Counter(placed.filter(pl.col("region") == city).get_column("segment"))
        found += list(_middles_of(actors, city, local))
    return sorted(found, key=lambda middle: (-_weight(middle), middle.city, middle.segment))


def _weight(middle: MissingMiddle) -> float:
    return middle.neighbours * GRADE_WEIGHTS[grade_share(middle.coverage)]


def _middles_of(actors: Actors, city: str, local: Mapping[int, int]) -> Iterator[MissingMiddle]:
    before, after = _neighbours(actors)
    for segment, chain in actors.segments.select("node", "chain").iter_rows():
        suppliers = {one: local[one] for one in before.get(segment, ()) if local.get(one)}
        customers = {one: local[one] for one in after.get(segment, ()) if local.get(one)}
        if suppliers and customers and not local.get(segment):
            known = actors.known_segments.get((city, chain), 0.0)
            yield MissingMiddle(segment, chain, city, suppliers, customers, known)


def _neighbours(actors: Actors) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    before: dict[int, list[int]] = {}
    after: dict[int, list[int]] = {}
    for segment, to in actors.supplies.select("segment", "to").unique().sort("segment", "to").iter_rows():
        if segment != to:
            before.setdefault(to, []).append(segment)
            after.setdefault(segment, []).append(to)
    return before, after
