"""Does the engine find what was planted, and nothing else?  Prints the proof on invented regions as Markdown.

Run: ``python tests/bench/bench_planted.py [SEEDS] [PROCESSES]`` (20 and 1 unless told).  Each seed gives one region in
which nothing is planted and one for each effect.  Goals: of what is reported at most 5 % (plus sampling error) is
neither planted nor follows from it; recall is at least 0.9 at effects where the naive ranking finds less than 0.6;
where nothing is planted, at most 5 % of the tests raise an alarm.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import polars as pl

from chains.gaps import find_gaps, load_kinds
from chains.gaps.density.finder import compare_pairs
from chains.gaps.reading.layers import LAYERS
from chains.gaps.reading.survey import Survey
from chains.gaps.skills.finder import compare_skills
from chains.measures.inference import adjust_p
from chains.measures.metapath import score_completions
from chains.measures.shares import score_mix_chance
from chains.network import Network
from chains.records import Gap
from chains.simulate import default_orders, simulate_region
from chains.simulate.naive import NAIVE, count_naively_found
from chains.simulate.score import Tally, add_tallies, count_found, read_network, score_interval, score_region

LEVEL = 0.05
RECALL, NAIVE_RECALL = 0.9, 0.6
EFFECTS = (0.5, 0.75, 0.9, 1.0)
ALL_OR_NOTHING = {"institution", "bridge", "way"}
"""Forms that are there or not, whatever the effect."""
UNTESTED = ("isolated", "dead_end", "broken_chain", "single_point_of_failure")
"""Kinds without a chance: each gap is a fact of the data."""

Form = tuple[str, str]


@dataclass
class Planted:
    """One region with plants: counts by kind, and plants found by form, by the engine and by the naive ranking."""

    effect: float
    tallies: dict[str, Tally]
    engine: dict[Form, tuple[int, int]]
    naive: dict[Form, tuple[int, int]]


@dataclass
class Untouched:
    """One region without plants: tests, tests with p up to 0.05, and alarms by kind; gaps that are facts, by rule."""

    tests: Counter[str] = field(default_factory=Counter)
    small: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    gaps: Counter[str] = field(default_factory=Counter)
    facts: Counter[tuple[str, str]] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)


def look_at_planted(seed: int, effect: float) -> Planted:
    """Return the counts of one region with plants of every kind."""
    region = simulate_region(seed, orders=default_orders(effect))
    network = read_network(region.tables)
    gaps = find_gaps(network)
    forms: dict[Form, list[int]] = {}
    for plant in region.truth.plants:
        if plant.kind in load_kinds():
            forms.setdefault((plant.kind, plant.form), []).append(count_found([plant], gaps))
    engine = {form: (sum(found), len(found)) for form, found in forms.items()}
    tallies = {kind: score_region(gaps, region.truth, kind) for kind in load_kinds()}
    return Planted(effect, tallies, engine, count_naively_found(network, region.truth.plants))


def look_at_untouched(seed: int) -> Untouched:
    """Return the counts of one region without plants."""
    network = read_network(simulate_region(seed, orders=()).tables)
    gaps, found = find_gaps(network), Untouched()
    _count_tests(network, found)
    _count_exact_null(network, found, np.random.default_rng([seed, 2]))
    found.gaps.update(gap.kind for gap in gaps)
    found.facts.update((gap.kind, gap.null) for gap in gaps if gap.kind in UNTESTED)
    _count_steps(network, gaps, found)
    return found


def _count_tests(network: Network, found: Untouched) -> None:
    survey = Survey.of(network)
    skills = compare_skills(network, survey.places).drop_nulls("p")
    more = pl.col("asked_share") > pl.col("taught_share")
    for kind, side in (("skill_shortage", more), ("skill_surplus", ~more)):
        _count(found, kind, skills.with_columns(p=pl.when(side).then("p").otherwise(1.0)))
    pairs = compare_pairs({name: make(network, survey.places) for name, make in LAYERS.items()})
    for layer in LAYERS:
        _count(found, f"sparse_chain_pair, {layer}", pairs.filter(pl.col("layer") == layer))


def _count_exact_null(network: Network, found: Untouched, rng: np.random.Generator) -> None:
    """Count tests whose null holds exactly: labels of chains shuffled, and demand and teaching drawn from one mix."""
    survey = Survey.of(network)
    layer = LAYERS["cooperation"](network, survey.places)
    mixed = layer.nodes.with_columns(key=pl.Series(rng.random(layer.nodes.height)))
    labels = mixed.sort("cell", "key").get_column("chain")
    pairs = compare_pairs({"cooperation": replace(layer, nodes=layer.nodes.sort("cell").with_columns(chain=labels))})
    _count(found, "sparse_chain_pair, labels shuffled", pairs)
    for rows in compare_skills(network, survey.places).partition_by("cell"):
        asked, taught = int(rows["all_asked"][0]), int(rows["all_taught"][0])
        mix = rows["taught_share"].to_numpy() / rows["taught_share"].sum()
        drawn = rng.multinomial(asked, mix), rng.multinomial(taught, mix)
        chance = score_mix_chance(drawn[0], asked, drawn[1], taught)
        _count(found, "skills, one mix drawn", pl.DataFrame({"p": chance[(drawn[0] + drawn[1]) > 0]}))


def _count(found: Untouched, name: str, rows: pl.DataFrame) -> None:
    found.tests[name] += rows.height
    found.small[name] += rows.filter(pl.col("p") <= LEVEL).height
    found.alarms[name] += sum((value or 1.0) <= LEVEL for value in adjust_p(rows["p"].to_list()))


def _count_steps(network: Network, gaps: Sequence[Gap], found: Untouched) -> None:
    """Count the cities whose weakest step is named, and those of them in which another step is as weak."""
    passages = Survey.of(network).passages
    for gap in gaps:
        if gap.kind == "weakest_step" and gap.region is not None and gap.subject == (gap.region,):
            shares = np.sort(score_completions(passages.through_region(gap.region).layers))[::-1]
            found.steps["named"] += 1
            found.steps["tied"] += bool(np.isclose(shares[0], shares[1]))


def _share(part: int, whole: int) -> str:
    if not whole:
        return "–"
    low, high = score_interval(part, whole)
    return f"{part / whole:.3f} [{low:.2f}, {high:.2f}]"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def report_untouched(regions: Sequence[Untouched]) -> Iterator[str]:
    """Yield what was reported where nothing is planted."""
    yield f"### Nothing planted: {len(regions)} regions\n"
    tests, small = (sum((getattr(region, name) for region in regions), Counter()) for name in ("tests", "small"))
    rows = []
    for name in tests:
        hits = [region.alarms[name] for region in regions]
        rows.append(
            (f"`{name}`", f"{tests[name]:,}", _share(small[name], tests[name]), sum(hits), sum(map(bool, hits)))
        )
    head = ("kind with a chance", "tests", "share with p ≤ 0.05", "alarms (adjusted p ≤ 0.05)", "regions with an alarm")
    yield _table(head, rows)
    reported: Counter[str] = sum((region.gaps for region in regions), Counter())
    names = ("skill_shortage", "skill_surplus", "sparse_chain_pair")
    yield "\nReported as gaps: " + ", ".join(f"{reported[name]} × `{name}`" for name in names) + ".\n"
    facts: Counter[tuple[str, str]] = sum((region.facts for region in regions), Counter())
    rows = [(f"`{kind}`", sum(count for (name, _), count in facts.items() if name == kind)) for kind in UNTESTED]
    yield "\n" + _table(("kind by rule", "gaps in all regions"), rows)
    yield "\n" + "".join(f"Of these, by the rule `{null}`: {count}. " for (_, null), count in sorted(facts.items()))
    steps: Counter[str] = sum((region.steps for region in regions), Counter())
    yield f"\n`weakest_step` names a step for {steps['named']:,} cities; in {steps['tied']:,} of them another is as weak."


def report_recall(regions: Sequence[Planted]) -> Iterator[str]:
    """Yield how many of the plants were found, by form and effect, beside the naive ranking."""
    yield "### Recall, beside the naive ranking\n"
    rows = []
    for form, (naive, _) in NAIVE.items():
        groups = [tuple(EFFECTS)] if form[1] in ALL_OR_NOTHING else [(effect,) for effect in EFFECTS]
        for effects in groups:
            counts = [_sum_pairs(r.engine.get(form) for r in regions if r.effect in effects)]
            counts.append(_sum_pairs(r.naive.get(form) for r in regions if r.effect in effects))
            name = "any" if len(effects) > 1 else f"{effects[0]:g}"
            rows.append((f"`{form[0]}`: {form[1]}", name, counts[0][1], *(_share(*pair) for pair in counts), naive))
    yield _table(("plant", "effect", "planted", "engine", "naive", "naive ranking by"), rows)


def _sum_pairs(pairs: Iterable[tuple[int, int] | None]) -> tuple[int, int]:
    known = [pair for pair in pairs if pair is not None]
    return sum(part for part, _ in known), sum(whole for _, whole in known)


def report_precision(regions: Sequence[Planted]) -> Iterator[str]:
    """Yield how much of what was reported is false, by kind and effect."""
    yield "### False discoveries\n"
    rows = []
    for kind in load_kinds():
        for effect in EFFECTS:
            tally = add_tallies(region.tallies[kind] for region in regions if region.effect == effect)
            mean = np.mean([region.tallies[kind].false_share for region in regions if region.effect == effect])
            false = _share(tally.false, tally.judged)
            kept = score_interval(tally.false, tally.judged)[0] <= LEVEL
            row = (f"`{kind}`", f"{effect:g}", tally.listed, tally.brought, tally.false, false, f"{mean:.3f}")
            rows.append((*row, _share(tally.true, tally.judged), "yes" if kept else "**no**"))
    yield _table(
        ("kind", "effect", "reported", "of these, follow", "false", "false share", "mean", "precision", "goal"), rows
    )


def run(seeds: int, processes: int) -> tuple[list[Untouched], list[Planted]]:
    """Return the counts of all regions, in the order of seeds and effects."""
    with ProcessPoolExecutor(processes) as pool:
        untouched = pool.map(look_at_untouched, range(seeds))
        planted = [pool.map(partial(look_at_planted, effect=effect), range(seeds)) for effect in EFFECTS]
        return list(untouched), [region for part in planted for region in part]


def main() -> None:
    """Print the report."""
    seeds, processes = (int(sys.argv[place]) if len(sys.argv) > place else usual for place, usual in ((1, 20), (2, 1)))
    untouched, planted = run(seeds, processes)
    for part in (report_untouched(untouched), report_recall(planted), report_precision(planted)):
        print("\n".join(part), end="\n\n")


if __name__ == "__main__":
    main()
