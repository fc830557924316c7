"""The counts of many invented regions as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from planted_regions import FIRST, SUGGESTED, Planted
from planted_tests import LEVEL, UNTESTED, Untouched

from chains.gaps import load_kinds
from chains.simulate.naive import NAIVE
from chains.simulate.naive_partners import NAIVE_PARTNERS
from chains.simulate.score import add_tallies, score_interval

RECALL, NAIVE_RECALL = 0.9, 0.6
ALL_OR_NOTHING = {"institution", "bridge", "way"}
"""Forms that are there or not, whatever the effect."""
TESTED = ("skill_shortage", "skill_surplus", "sparse_chain_pair", "thin_passage")
"""Kinds with a chance."""


def _share(part: int, whole: int) -> str:
    if not whole:
        return "–"
    low, high = score_interval(part, whole)
    return f"{part / whole:.3f} [{low:.2f}, {high:.2f}]"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def _sum(regions: Sequence[Untouched], name: str) -> Counter[str]:
    return sum((getattr(region, name) for region in regions), Counter())


def report_untouched(regions: Sequence[Untouched]) -> Iterator[str]:
    """Yield what was reported where nothing is planted."""
    yield f"### Nothing planted: {len(regions)} regions\n"
    tests, small, gaps = (_sum(regions, name) for name in ("tests", "small", "gaps"))
    rows = []
    for name in tests:
        hits = [region.alarms[name] for region in regions]
        rows.append(
            (f"`{name}`", f"{tests[name]:,}", _share(small[name], tests[name]), sum(hits), sum(map(bool, hits)))
        )
    head = ("kind with a chance", "tests", "share with p ≤ 0.05", "alarms (adjusted p ≤ 0.05)", "regions with an alarm")
    yield _table(head, rows)
    yield "\nReported as gaps: " + ", ".join(f"{gaps[name]} × `{name}`" for name in TESTED) + ".\n"
    cities = _sum(regions, "cities")
    yield (
        f"`coordination_conflict` compares {cities['compared']:,} cities and names {cities['named']}: "
        f"{_share(cities['named'], cities['compared'])}; stated is one in twenty.\n"
    )
    fields = _sum(regions, "fields")
    yield (
        f"`absent_related_field` looks at {fields['looked at']:,} absent fields and suggests {fields['suggested']}: "
        f"{_share(fields['suggested'], fields['looked at'])}.\n"
    )
    facts: Counter[tuple[str, str]] = sum((region.facts for region in regions), Counter())
    yield _table(("kind by rule", "gaps in all regions"), [(f"`{kind}`", gaps[kind]) for kind in UNTESTED])
    yield "\n" + "".join(f"Of these, by the rule `{null}`: {count}. " for (_, null), count in sorted(facts.items()))
    steps = _sum(regions, "steps")
    yield f"\n`weakest_step` names a step for {steps['named']:,} cities; in {steps['tied']:,} of them another is as weak."


def report_recall(regions: Sequence[Planted]) -> Iterator[str]:
    """Yield how many of the plants were found, by form and effect, beside the naive ranking."""
    yield "### Recall, beside the naive ranking\n"
    rows = []
    effects = sorted({region.effect for region in regions})
    for form, (naive, _) in NAIVE.items():
        groups = [tuple(effects)] if form[1] in ALL_OR_NOTHING else [(effect,) for effect in effects]
        for group in groups:
            engine, other = (
                _sum_pairs(getattr(region, who).get(form) for region in regions if region.effect in group)
                for who in ("engine", "naive")
            )
            name = "any" if form[1] in ALL_OR_NOTHING else f"{group[0]:g}"
            shares = (engine[1], _share(*engine), _share(*other), naive)
            rows.append((f"`{form[0]}`: {form[1]}", name, *shares, _judge(engine, other)))
    yield _table(("plant", "effect", "planted", "engine", "naive", "naive ranking by", "goal"), rows)


def _judge(engine: tuple[int, int], naive: tuple[int, int]) -> str:
    """Return whether at least nine in ten are found where the naive ranking finds less than six in ten."""
    if not engine[1] or naive[0] >= NAIVE_RECALL * naive[1]:
        return "–"
    return "yes" if engine[0] >= RECALL * engine[1] else "**no**"


def _sum_pairs(pairs: Iterable[tuple[int, int] | None]) -> tuple[int, int]:
    known = [pair for pair in pairs if pair is not None]
    return sum(part for part, _ in known), sum(whole for _, whole in known)


def report_suggestions(regions: Sequence[Planted]) -> Iterator[str]:
    """Yield how many of the partners to be linked stand among the first rows, by effect and ranking."""
    yield f"### Suggestions: `{SUGGESTED}`\n"
    rows = []
    for effect in sorted({region.effect for region in regions}):
        for name in ("engine", *NAIVE_PARTNERS):
            own = [region for region in regions if region.effect == effect]
            counts = [_sum_pairs(region.first.get((name, first)) for region in own) for first in FIRST]
            rows.append((f"{effect:g}", name, counts[0][1], *(_share(*pair) for pair in counts)))
    heads = [f"among the first {first} of its city" for first in FIRST]
    yield _table(("effect", "ranking", "planted", *heads), rows)


def report_precision(regions: Sequence[Planted]) -> Iterator[str]:
    """Yield how much of what was reported is false, by kind and effect."""
    yield "### False discoveries\n"
    rows = []
    for kind in load_kinds():
        for effect in sorted({region.effect for region in regions}) if kind != SUGGESTED else ():
            own = [region.tallies[kind] for region in regions if region.effect == effect]
            tally, mean = add_tallies(own), np.mean([part.false / max(part.listed, 1) for part in own])
            kept = score_interval(tally.false, tally.listed)[0] <= LEVEL
            row = (f"`{kind}`", f"{effect:g}", tally.listed, tally.true, tally.brought, tally.false)
            shares = (_share(tally.false, tally.listed), f"{mean:.3f}", _share(tally.false, tally.judged))
            rows.append((*row, *shares, "yes" if kept else "**no**"))
    shares = ("false of all reported", "mean of regions", "false of those that do not follow")
    yield _table(("kind", "effect", "reported", "planted", "follow", "false", *shares, "goal"), rows)
