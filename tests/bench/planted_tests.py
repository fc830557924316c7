"""How often the tests of the engine raise an alarm in a region in which nothing is planted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from chains.gaps.continuity.thin import compare_routes
from chains.gaps.coordination.comparing import UPPER_HALF, compare_cities
from chains.gaps.density.finder import compare_pairs
from chains.gaps.reading.layers import LAYERS
from chains.gaps.reading.survey import Survey
from chains.gaps.skills.finder import compare_skills
from chains.gaps.specialisation.compare import compare_fields
from chains.gaps.specialisation.fields import count_fields
from chains.measures.discrete import adjust_discrete_p, list_table_steps
from chains.measures.metapath import score_completions
from chains.measures.shares import score_mix_chance
from chains.network import Network
from chains.records import Gap

LEVEL = 0.05
UNTESTED = ("isolated", "dead_end", "broken_chain", "single_point_of_failure", "lone_broker")
"""Kinds without a chance: each gap is a fact of the data."""


@dataclass
class Untouched:
    """One region without plants, by kind.

    Attributes:
        tests, small, alarms: tests, those with p up to 0.05, those with adjusted p up to 0.05.
        gaps: what was reported.
        facts: of the kinds by rule, also by rule.
        steps: cities whose weakest step is named, and those of them in which another is as weak.
        cities: cities that could be named for a conflict, and those of them that are.
        fields: absent fields that could be suggested, and those that are.
    """

    tests: Counter[str] = field(default_factory=Counter)
    small: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    gaps: Counter[str] = field(default_factory=Counter)
    facts: Counter[tuple[str, str]] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    cities: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)


def count_tests(network: Network, gaps: Sequence[Gap], seed: int) -> Untouched:
    """Return the counts of a network and of its gaps, thin passages left out: these are read from the tests."""
    found, survey = Untouched(), Survey.of(network)
    found.gaps.update(gap.kind for gap in gaps)
    found.facts.update((gap.kind, gap.null) for gap in gaps if gap.kind in UNTESTED)
    _count_skills(survey, found, np.random.default_rng([seed, 2]))
    _count_pairs(survey, found, np.random.default_rng([seed, 3]))
    _count_thin(survey, found)
    _count_fields(survey, found)
    _count_cities(survey, gaps, found)
    _count_steps(survey, gaps, found)
    return found


def _count(found: Untouched, name: str, p: Sequence[float | None], adjusted: Sequence[float | None]) -> None:
    known = [value for value in p if value is not None]
    found.tests[name] += len(known)
    found.small[name] += sum(value <= LEVEL for value in known)
    found.alarms[name] += sum((1.0 if value is None else value) <= LEVEL for value in adjusted)


def _count_skills(survey: Survey, found: Untouched, rng: np.random.Generator) -> None:
    """Count the tests of skills; and such whose null holds exactly, demand and teaching drawn from one mix."""
    rows = compare_skills(survey.network, survey.places).drop_nulls("p")
    more = pl.col("asked_share") > pl.col("taught_share")
    for kind, side in (("skill_shortage", more), ("skill_surplus", ~more)):
        # The two sides of one test: on the other side it raises no alarm.
        told = [pl.when(side).then(name).otherwise(1.0).alias(name) for name in ("p", "p_adjusted")]
        one = rows.with_columns(told)
        _count(found, kind, one["p"].to_list(), one["p_adjusted"].to_list())
    drawn: list[tuple[np.ndarray, ...]] = []
    for cell in rows.partition_by("cell", maintain_order=True):
        asked, taught = int(cell["all_asked"][0]), int(cell["all_taught"][0])
        mix = cell["taught_share"].to_numpy() / cell["taught_share"].sum()
        x, t = rng.multinomial(asked, mix), rng.multinomial(taught, mix)
        kept = (x + t) > 0
        drawn.append((x[kept], np.full(kept.sum(), asked), t[kept], np.full(kept.sum(), taught)))
    x, n, t, m = (np.concatenate(part) for part in zip(*drawn, strict=True))
    p = score_mix_chance(x, n, t, m).tolist()
    _count(found, "skills, one mix drawn", p, adjust_discrete_p(p, list_table_steps(x + t, n, m), range(len(p))))


def _count_pairs(survey: Survey, found: Untouched, rng: np.random.Generator) -> None:
    """Count the tests of pairs of chains; and such whose null holds exactly, labels of chains shuffled."""
    layers = {name: make(survey.network, survey.places) for name, make in LAYERS.items()}
    for (name,), part in compare_pairs(layers).group_by("layer", maintain_order=True):
        _count(found, f"sparse_chain_pair, {name}", part["p"].to_list(), part["p_adjusted"].to_list())
    layer = layers["cooperation"]
    mixed = layer.nodes.with_columns(key=pl.Series(rng.random(layer.nodes.height)))
    labels = mixed.sort("cell", "key").get_column("chain")
    shuffled = replace(layer, nodes=layer.nodes.sort("cell").with_columns(chain=labels))
    rows = compare_pairs({"cooperation": shuffled})
    _count(found, "sparse_chain_pair, labels shuffled", rows["p"].to_list(), rows["p_adjusted"].to_list())


def _count_thin(survey: Survey, found: Untouched) -> None:
    cells = compare_routes(survey)
    found.gaps["thin_passage"] += sum((cell.p_adjusted or 1.0) <= LEVEL and cell.lost > 0 for cell in cells)
    for route in dict.fromkeys(cell.ways.route.metapath for cell in cells):
        own = [cell for cell in cells if cell.ways.route.metapath is route]
        name = f"thin_passage, {'>'.join(route.chains)}"
        _count(found, name, [cell.p for cell in own], [cell.p_adjusted for cell in own])


def _count_fields(survey: Survey, found: Untouched) -> None:
    test = compare_fields(count_fields(survey.network, survey.places, "segments"))
    found.fields["looked at"] += int(test.eligible.sum())
    found.fields["suggested"] += found.gaps["absent_related_field"]


def _count_cities(survey: Survey, gaps: Sequence[Gap], found: Untouched) -> None:
    compared = compare_cities(survey)
    if compared is not None and compared.standings is not None:
        found.cities["compared"] += len(compared.standings.cities)
        found.cities["high"] += int((compared.standings.by_statistics >= UPPER_HALF).sum())
        found.cities["named"] += sum(gap.kind == "coordination_conflict" for gap in gaps)


def _count_steps(survey: Survey, gaps: Sequence[Gap], found: Untouched) -> None:
    for gap in gaps:
        if gap.kind == "weakest_step" and gap.region is not None and gap.subject == (gap.region,):
            shares = np.sort(score_completions(survey.passages.through_region(gap.region).layers))[::-1]
            found.steps["named"] += 1
            found.steps["tied"] += bool(np.isclose(shares[0], shares[1]))
