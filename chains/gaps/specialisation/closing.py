"""Which links would bring an absent field to a city: suggestions by rule, not findings.

Organisations of the city come first that have most of what goes with the field, each field weighed by how much nearer
it is than chance.  An institution is given the programme of the class that is offered most at a level it already
offers; an organisation is given the segment itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from chains.gaps.reading.things import Things
from chains.gaps.specialisation.compare import Comparison

__all__ = ["FieldCloser"]

_MOST: Final = 3
_LINKS: Final[Mapping[str, str]] = {
    "bachelor": "offers",
    "vocational": "offers",
    "segments": "active-in-segment",
}


class FieldCloser:
    """Suggests links for the absent fields of one comparison."""

    def __init__(self, comparison: Comparison, things: Things) -> None:
        self._found, self._test, self._things = comparison.found, comparison.test, things

    def close(self, place: int, field: int) -> tuple[tuple[str, str, str], ...]:
        """Return at most three links, best first; none where nothing in the city goes with the field."""
        link = _LINKS[self._found.kind]
        links: list[tuple[str, str, str]] = []
        for holder in self._rank(place, field):
            thing = self._choose(holder, field)
            if thing is not None and len(links) < _MOST:
                links.append((self._things.iri(holder), link, self._things.iri(thing)))
        return tuple(links)

    def _rank(self, place: int, field: int) -> list[int]:
        rows = self._by_region.get(self._found.places[place])
        if rows is None:
            return []
        excess = np.maximum(self._test.near[field] - self._test.near_expected[field], 0.0)
        weights = pl.DataFrame({"key": self._keys, "weight": excess.round(9)})
        fits = rows.select("holder", "key").unique().join(weights, on="key").group_by("holder").agg(pl.sum("weight"))
        best = fits.filter(pl.col("weight") > 0).with_columns(pl.col("weight").round(6))
        return best.sort("weight", "holder", descending=[True, False]).get_column("holder").to_list()

    def _choose(self, holder: int, field: int) -> int | None:
        levels = self._levels[holder]
        things = self._things_of[self._keys[field]]
        return next((thing for thing, level in things if level is None or level in levels), None)

    @property
    def _keys(self) -> list[str]:
        return [field.key for field in self._found.fields]

    @cached_property
    def _by_region(self) -> Mapping[str, pl.DataFrame]:
        parts = self._found.rows.partition_by("region", as_dict=True)
        return {str(key[0]): part for key, part in parts.items()}

    @cached_property
    def _levels(self) -> Mapping[int, frozenset[str | None]]:
        groups = self._found.rows.group_by("holder").agg("level")
        return {holder: frozenset(levels) for holder, levels in groups.iter_rows()}

    @cached_property
    def _things_of(self) -> Mapping[str, list[tuple[int, str | None]]]:
        """What can stand for each field, with its level, that with the largest count first."""
        counts = self._found.rows.group_by("key", "thing", "level").agg(pl.col("n").sum())
        ordered = counts.sort("n", "thing", "level", descending=[True, False, False])
        groups = ordered.group_by("key", maintain_order=True).agg("thing", "level")
        return {key: list(zip(things, levels, strict=True)) for key, things, levels in groups.iter_rows()}
