"""How much of what a city has of a kind of field is on record.

Two things are told: how many of its organisations have anything on record, of the classes that a kind of field mostly
comes from (universities for the bachelor catalogue, vocational colleges for the vocational ones, enterprises for
segments); and how likely it is that what is not on record belongs to fields not seen yet
(:func:`~chains.measures.specialisation.score_sample_coverage`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from chains.gaps.specialisation.fields import FieldCounts
from chains.measures.specialisation import score_sample_coverage
from chains.network import Network

__all__ = ["Record", "Records"]

_RIVALS: Final = {"bachelor": "vocational", "vocational": "bachelor"}


@dataclass(frozen=True, slots=True)
class Record:
    """What is on record of a city.

    Attributes:
        organisations: how many lie there.
        known: how many of them have anything of the kind on record.
        counted: how much they have, say offerings.
        seen: estimated share of all they have, on record or not, that belongs to fields seen there; 0 without any.
    """

    organisations: int
    known: int
    counted: int
    seen: float

    @property
    def share(self) -> float:
        """Share of the organisations with anything of the kind on record, in [0, 1]; 0 without any."""
        return self.known / self.organisations if self.organisations else 0.0


class Records:
    """The record of each city, for one kind of field.

    Args:
        network: the nodes, links and regions of a graph.
        counts: the kinds of field that were counted, by kind; a class of organisations belongs to the kind of which it
            has most.
    """

    def __init__(self, network: Network, counts: Mapping[str, FieldCounts]) -> None:
        self._nodes = network.nodes.select("cls", "region", holder=pl.int_range(pl.len(), dtype=pl.UInt32))
        self._counts = counts

    def of(self, kind: str, region: str) -> Record:
        """Return the record of a city for a kind of field."""
        return self._records[kind].get(region, Record(0, 0, 0, 0.0))

    @cached_property
    def _records(self) -> Mapping[str, Mapping[str, Record]]:
        return {kind: self._record(kind) for kind in self._counts}

    def _record(self, kind: str) -> Mapping[str, Record]:
        rows = self._counts[kind].rows.group_by("holder").agg(pl.col("n").sum())
        placed = self._nodes.drop_nulls("region").join(rows, on="holder", how="left")
        own = placed.filter(pl.col("cls").is_in(self._classes[kind]) | pl.col("n").is_not_null())
        cities = own.group_by("region").agg(pl.len(), known=pl.col("n").count(), counted=pl.col("n").sum())
        found = self._counts[kind]
        seen = dict(zip(found.places, np.nan_to_num(score_sample_coverage(found.counts)).tolist(), strict=True))
        return {
            city: Record(size, known, counted, seen.get(city, 0.0)) for city, size, known, counted in cities.iter_rows()
        }

    @cached_property
    def _classes(self) -> Mapping[str, list[str]]:
        amounts = {kind: self._amounts(found) for kind, found in self._counts.items()}
        none: Mapping[str, int] = {}
        return {
            kind: [cls for cls, n in own.items() if n > amounts.get(_RIVALS.get(kind, ""), none).get(cls, 0)]
            for kind, own in amounts.items()
        }

    def _amounts(self, found: FieldCounts) -> dict[str, int]:
        totals = found.rows.join(self._nodes.select("cls", "holder"), on="holder").group_by("cls")
        return dict(totals.agg(pl.col("n").sum()).sort("cls").iter_rows())
