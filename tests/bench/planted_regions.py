"""What the engine and the naive rankings say of one invented region, as counts that can be added up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

from planted_tests import Untouched, count_tests

from chains.gaps import find_gaps, load_kinds
from chains.gaps.continuity import finder
from chains.network import Network
from chains.records import Gap
from chains.simulate import Plant, default_orders, simulate_region
from chains.simulate.naive import count_naively_found
from chains.simulate.naive_partners import count_within, rank_partners
from chains.simulate.score import Tally, count_found, read_network, score_region

SUGGESTED = "missing_partnership"
"""The kind that suggests and has no null: it is judged by its first rows."""
BY_RULE = ("single_point_of_failure", "lone_broker")
"""Kinds by rule that a region may have without a plant."""
FIRST = (1, 3, 10)
"""So many of the first suggestions for a city are looked at."""

Form = tuple[str, str]


@dataclass
class Planted:
    """One region with plants: counts by kind, plants found by form, and plants among the first rows by ranking."""

    effect: float
    tallies: dict[str, Tally]
    engine: dict[Form, tuple[int, int]]
    naive: dict[Form, tuple[int, int]]
    first: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)


@contextmanager
def without_step_links() -> Iterator[None]:
    """Leave out how many links would lift a weakest step: that takes most of a search, and is not scored here."""
    with patch.object(finder, "count_step_links", lambda _layers, _step: None):
        yield


def look_at_planted(seed: int, effect: float) -> Planted:
    """Return the counts of one region with plants of every kind."""
    region = simulate_region(seed, orders=default_orders(effect))
    network = read_network(region.tables)
    with without_step_links():
        gaps = _leave_out(list(find_gaps(network)), seed)
    forms: dict[Form, list[int]] = {}
    for plant in region.truth.plants:
        forms.setdefault((plant.kind, plant.form), []).append(count_found([plant], gaps))
    engine = {form: (sum(found), len(found)) for form, found in forms.items()}
    tallies = {kind: score_region(gaps, region.truth, kind) for kind in load_kinds()}
    first = _count_first(network, list(gaps), list(region.truth.of_kind(SUGGESTED)))
    return Planted(effect, tallies, engine, count_naively_found(network, region.truth.plants), first)


def _leave_out(gaps: list[Gap], seed: int) -> list[Gap]:
    """Return gaps without those by rule that the region has before anything is planted: they are facts of it."""
    before = find_gaps(read_network(simulate_region(seed, orders=()).tables), kinds=BY_RULE)
    known = {(gap.kind, gap.region, gap.subject[:1], gap.chains) for gap in before}
    return [gap for gap in gaps if (gap.kind, gap.region, gap.subject[:1], gap.chains) not in known]


def _count_first(network: Network, gaps: list[Gap], plants: list[Plant]) -> dict[tuple[str, int], tuple[int, int]]:
    own = [(gap.region, frozenset(gap.subject)) for gap in gaps if gap.kind == SUGGESTED]
    rankings = {"engine": own, **rank_partners(network)}
    return {
        (name, first): (count_within(ranking, plants, first), len(plants))
        for name, ranking in rankings.items()
        for first in FIRST
    }


def look_at_untouched(seed: int) -> Untouched:
    """Return the counts of one region without plants."""
    network = read_network(simulate_region(seed, orders=()).tables)
    with without_step_links():
        gaps = find_gaps(network, kinds=[kind for kind in load_kinds() if kind != "thin_passage"])
    return count_tests(network, list(gaps), seed)
