"""Which links would close a skill shortage: suggestions by rule, not findings.

If any programme on record develops the skill, institutions of the cell could offer it: those with the most offerings
that develop a skill of the sample come first, each with the commonest such programme of a level that it already
offers; not one that teaches so much besides that the skill's share of teaching would fall.  If no programme does, programmes of the cell could take the skill in: those first that teach most of the
skills that postings ask for together with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, Final

import polars as pl

from chains.gaps.reading.demand import SAMPLE, asked_occupations, naming_rates
from chains.gaps.reading.places import Places
from chains.gaps.reading.teaching import list_offerings
from chains.gaps.reading.things import Things
from chains.network import Network

__all__ = ["SkillCloser"]

_MOST: Final = 3
_Link = tuple[str, str, str]


class SkillCloser:
    """Suggests links for the rows of :func:`chains.gaps.skills.compare.compare_skills`."""

    def __init__(self, network: Network, places: Places, things: Things) -> None:
        self._network = network
        self._places = places
        self._things = things

    def close(self, row: Mapping[str, Any]) -> tuple[_Link, ...]:
        """Return at most three links, best first; none for a surplus, or where nothing fits."""
        if row["kind"] != "skill_shortage":
            return ()
        links = self._new_offerings if row["skill"] in self._teachers else self._new_contents
        return tuple(islice(links(row), _MOST))

    def _new_offerings(self, row: Mapping[str, Any]) -> Iterator[_Link]:
        cell, skill = row["cell"], row["skill"]
        for institution in self._institutions.get(cell, ()):
            levels, own = self._levels[institution], self._own[institution]
            fits = (
                code
                for code, level in self._teachers[skill]
                if level in levels and code not in own and self._raises(row, code)
            )
            programme = next(fits, None)
            if programme is not None:
                yield self._things.iri(institution), "offers", self._things.iri(programme)

    def _raises(self, row: Mapping[str, Any], programme: int) -> bool:
        """Return whether one more such offering raises the skill's share of teaching, for all that it teaches besides."""
        return bool(row["taught"] * len(self._skills[programme]) <= row["all_taught"])

    def _new_contents(self, row: Mapping[str, Any]) -> Iterator[_Link]:
        cell, skill = row["cell"], row["skill"]
        near = self._companions.get(skill, {})
        offered = self._offered.get(cell, ())
        scores = {code: sum(near.get(other, 0.0) for other in self._skills.get(code, ())) for code in offered}
        for code in sorted(offered, key=lambda code: (-round(scores[code], 6), code)):
            if scores[code] > 0:
                yield self._things.iri(code), "develops-skill", self._things.iri(skill)

    @cached_property
    def _offerings(self) -> pl.DataFrame:
        return list_offerings(self._network)

    @cached_property
    def _skills(self) -> Mapping[int, frozenset[int]]:
        """The skills of each programme."""
        found: dict[int, set[int]] = defaultdict(set)
        for programme, skill in self._network.links("develops-skill").select("source", "target").iter_rows():
            found[programme].add(skill)
        return {programme: frozenset(skills) for programme, skills in found.items()}

    @cached_property
    def _teachers(self) -> Mapping[int, list[tuple[int, str | None]]]:
        """The programmes that develop each skill and are offered anywhere, commonest first, with each level."""
        counts = self._offerings.group_by("programme", "level").len().sort("len", "programme", descending=[True, False])
        found: dict[int, list[tuple[int, str | None]]] = defaultdict(list)
        for programme, level, _ in counts.iter_rows():
            for skill in self._skills.get(programme, ()):
                found[skill].append((programme, level))
        return dict(found)

    @cached_property
    def _own(self) -> Mapping[int, frozenset[int]]:
        groups = self._offerings.group_by("institution").agg("programme")
        return {institution: frozenset(programmes) for institution, programmes in groups.iter_rows()}

    @cached_property
    def _levels(self) -> Mapping[int, frozenset[str | None]]:
        groups = self._offerings.group_by("institution").agg(pl.col("level").unique())
        return {institution: frozenset(levels) for institution, levels in groups.iter_rows()}

    @cached_property
    def _in_cells(self) -> pl.DataFrame:
        known = pl.col("programme").is_in(list(self._skills))
        return self._offerings.filter(known).join(self._places.cells, on="region")

    @cached_property
    def _institutions(self) -> Mapping[str, list[int]]:
        """The institutions of each cell, those with the most offerings that develop any skill first."""
        counts = (
            self._in_cells.group_by("cell", "institution").len().sort("len", "institution", descending=[True, False])
        )
        return dict(counts.group_by("cell", maintain_order=True).agg("institution").iter_rows())

    @cached_property
    def _offered(self) -> Mapping[str, list[int]]:
        pairs = self._in_cells.select("cell", "programme").unique().sort("cell", "programme")
        return dict(pairs.group_by("cell", maintain_order=True).agg("programme").iter_rows())

    @cached_property
    def _companions(self) -> Mapping[int, Mapping[int, float]]:
        """How many postings name each two skills, by the occupations that name both."""
        rates = naming_rates(self._network, asked_occupations(self._network), self._places)
        pairs = rates.join(rates, on=[*SAMPLE, "occupation"], suffix="_other", nulls_equal=True)
        sums = pairs.group_by("skill", "skill_other").agg(both=(pl.col("rate") * pl.col("rate_other")).sum())
        found: dict[int, dict[int, float]] = defaultdict(dict)
        for skill, other, both in sums.iter_rows():
            found[skill][other] = both
        return dict(found)
