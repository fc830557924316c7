"""What was found against what was planted: recall, precision and false discovery rate, with their uncertainty.

A gap that was found *is* a plant if it has its kind and region, names everything that the plant is about, and, where
the plant is about a pair of chains, the same pair.  A gap that follows from a plant is told apart and counts neither
way.  Every other gap of the kind is a false discovery.  The kind ``weakest_step`` names a step for every region, also
where nothing is planted; it is judged in the regions that have a plant of the kind, by the step that it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import polars as pl

from chains.build import ontology_terms
from chains.extract import extract_network, network_predicates
from chains.network import Network
from chains.records import Gap
from chains.resources import ontology_folder
from chains.schema import load_schema
from chains.simulate.truth import Consequence, Plant, Truth
from chains.statements import map_tables

__all__ = ["Tally", "add_tallies", "count_found", "is_found", "read_network", "score_interval", "score_region"]

RANKED = "weakest_step"
"""The kind that names something for every region."""


def read_network(tables: dict[str, pl.DataFrame]) -> Network:
    """Return the network of tables without building a store."""
    terms, schema = ontology_terms(), load_schema(ontology_folder())
    known = [f"<{predicate}>" for predicate in sorted(network_predicates(terms))]
    parts = map_tables(tables, schema, terms.denoted)
    return extract_network(pl.concat([part.filter(pl.col("p").is_in(known)) for part in parts]), terms)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one kind of gap, of one region or of several.

    Attributes:
        planted, recalled: plants, and those of them that were found.
        listed: gaps that were found and judged.
        true, brought: those of them that are a plant, and those that only follow from one.
    """

    planted: int = 0
    recalled: int = 0
    listed: int = 0
    true: int = 0
    brought: int = 0

    @property
    def judged(self) -> int:
        """Gaps that are right or wrong: all but those that follow from a plant."""
        return self.listed - self.brought

    @property
    def false(self) -> int:
        """False discoveries."""
        return self.judged - self.true

    @property
    def recall(self) -> float:
        """Share of the plants that were found; ``nan`` without plants."""
        return self.recalled / self.planted if self.planted else float("nan")

    @property
    def precision(self) -> float:
        """Share of the judged gaps that are a plant; ``nan`` if none was judged."""
        return self.true / self.judged if self.judged else float("nan")

    @property
    def false_share(self) -> float:
        """Share of the judged gaps that are false discoveries; 0 if none was judged, as the rate is defined."""
        return self.false / self.judged if self.judged else 0.0


def score_region(gaps: Iterable[Gap], truth: Truth, kind: str) -> Tally:
    """Return the counts of one kind in one region."""
    plants = truth.of_kind(kind)
    places = {plant.region for plant in plants}
    found = [gap for gap in gaps if gap.kind == kind and (kind != RANKED or _is_city_of(gap, places))]
    brought = [follows for plant in truth.plants for follows in plant.brings if follows.kind == kind]
    true = [any(is_found(plant, gap) for plant in plants) for gap in found]
    only_brought = [
        not right and any(_follows(consequence, gap) for consequence in brought)
        for right, gap in zip(true, found, strict=True)
    ]
    return Tally(len(plants), count_found(plants, found), len(found), sum(true), sum(only_brought))


def _is_city_of(gap: Gap, places: set[str]) -> bool:
    return gap.region in places and gap.subject == (gap.region,)


def is_found(plant: Plant, gap: Gap) -> bool:
    """Return whether a gap is what was planted."""
    same = gap.kind == plant.kind and gap.region == plant.region and set(plant.subject) <= set(gap.subject)
    return same and (not plant.chains or gap.chains == plant.chains)


def count_found(plants: Sequence[Plant], gaps: Sequence[Gap]) -> int:
    """Return how many of the plants are among the gaps."""
    return sum(any(is_found(plant, gap) for gap in gaps) for plant in plants)


def _follows(consequence: Consequence, gap: Gap) -> bool:
    same = (gap.kind, gap.region) == (consequence.kind, consequence.region)
    named = set(consequence.subject) <= set(gap.subject)
    return same and named and (not consequence.chains or gap.chains == consequence.chains)


def add_tallies(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of counts.

    >>> add_tallies([Tally(3, 2, 4, 2, 1), Tally(1, 1, 1, 1, 0)])
    Tally(planted=4, recalled=3, listed=5, true=3, brought=1)
    """
    parts = list(tallies)
    sums = [sum(getattr(part, name) for part in parts) for name in Tally.__slots__]
    return Tally(*sums)


def score_interval(successes: int, trials: int, z: float = 1.959964) -> tuple[float, float]:
    """Return the Wilson interval of a share, 95 % unless told; from 0 to 1 without trials.

    It holds its level for small numbers and shares near 0 or 1, where the usual interval has no width.

    >>> low, high = score_interval(20, 20)
    >>> round(low, 3), round(high, 3)
    (0.839, 1.0)

    Source: Wilson 1927, J. Am. Stat. Assoc. 22:209.
    """
    if not trials:
        return 0.0, 1.0
    share, square = successes / trials, z * z
    middle = share + square / (2 * trials)
    width = z * sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    whole = 1 + square / trials
    return max((middle - width) / whole, 0.0), min((middle + width) / whole, 1.0)
