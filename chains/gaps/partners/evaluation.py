"""How good each scorer is: its measures under every protocol, with bands, and what it gains on the baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.gaps.partners.pairing import Pairing
from chains.gaps.partners.protocols import FOLDS, LEAST, PROTOCOLS, Questions, Trial, ask_questions, first_hidden_year
from chains.gaps.partners.scorers import BASELINES, SCORERS
from chains.measures.ranking import (
    count_rivals,
    draw_weights,
    find_band,
    find_ranks,
    score_average_precision,
    score_hits,
    score_mean,
    score_reciprocal_ranks,
    score_roc_areas,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["HITS", "MEASURES", "SCOPES", "Estimate", "Evaluation", "evaluate_scorers"]

HITS: Final = 10
DRAWS: Final = 999
MEASURES: Final = ("mrr", "hits", "ap", "auc")
SCOPES: Final = ("region", "city")
"""Among whom the right institution must be found: those of its class in the whole region, or in its own city."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % band: a bootstrap over reports, or over partnerships where few reports tell of all."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Evaluation:
    """One scorer under one protocol.

    Attributes:
        protocol: key of :data:`~chains.gaps.partners.protocols.PROTOCOLS`.
        scope: one of :data:`SCOPES`.
        scorer: key of :data:`~chains.gaps.partners.scorers.SCORERS`.
        year: first hidden year, of a back-test.
        questions, reports: how many partnerships were to be found, and how many (groups of) reports tell of them.
        candidates: mean number of candidates for each.
        measures: by the names in :data:`MEASURES`; empty where there were too few questions.
        gain: mean reciprocal rank minus that of the better baseline; ``None`` where there were too few questions.
    """

    protocol: str
    scope: str
    scorer: str
    year: int | None
    questions: int
    reports: int
    candidates: float
    measures: Mapping[str, Estimate]
    gain: Estimate | None


def evaluate_scorers(pairing: Pairing) -> list[Evaluation]:
    """Return every scorer under every protocol, in the order of protocols, scopes and scorers."""
    questions = ask_questions(pairing)
    found: list[Evaluation] = []
    for protocol, hide in PROTOCOLS.items():
        year = first_hidden_year(questions) if protocol == "years" else None
        runs = [_run(pairing, questions, trials) for trials in hide(pairing, questions)]
        for scope in SCOPES:
            found += _judge(questions, runs, protocol, scope, year)
    return found


@dataclass(frozen=True, eq=False)
class _Run:
    """One repeat: which candidates were asked about, and their scores by scorer."""

    asked: NDArray[np.bool_]
    scores: Mapping[str, Floats]


def _run(pairing: Pairing, questions: Questions, trials: Sequence[Trial]) -> _Run:
    scores = {scorer: np.full(len(questions.question), np.nan) for scorer in SCORERS}
    second = questions.pairs.get_column("second").to_numpy().astype(np.int64)
    asked = np.zeros(len(questions.question), dtype=bool)
    for trial in trials:
        chosen = trial.asked[questions.question]
        asked |= chosen
        ends = questions.institution[chosen], second[questions.question[chosen]]
        for name, scorer in SCORERS.items():
            scores[name][chosen] = scorer.score(pairing, trial.links, *ends)
    return _Run(asked, scores)


def _judge(questions: Questions, runs: Sequence[_Run], protocol: str, scope: str, year: int | None) -> list[Evaluation]:
    chosen = _choose(questions, runs[0], scope) if runs else np.zeros(len(questions.question), dtype=bool)
    numbers, places = np.unique(questions.question[chosen], return_inverse=True)
    groups = np.unique(questions.groups[questions.partnership[numbers]], return_inverse=True)[1].astype(np.int64)
    reports = int(groups.max(initial=-1)) + 1
    size = len(places) / len(numbers) if len(numbers) else float("nan")
    points: dict[str, dict[str, float]] = {}
    draws: dict[str, dict[str, Floats]] = {}
    if len(numbers) >= LEAST:
        # A register tells of all partnerships alike: with so few groups, questions are drawn one by one.
        weights = draw_weights(groups if reports >= FOLDS else np.arange(len(groups)), DRAWS, seed=0)
        right = questions.right[chosen]
        for name in SCORERS:
            flat = [(run.scores[name][chosen], places, right) for run in runs]
            points[name] = {key: float(value) for key, value in _measure(flat, None).items()}
            draws[name] = _measure(flat, weights)
    best = max(BASELINES, key=lambda name: points[name]["mrr"]) if points else None
    return [
        Evaluation(
            protocol,
            scope,
            name,
            year,
            len(numbers),
            reports,
            size,
            {key: Estimate(points[name][key], *find_band(draws[name][key])) for key in MEASURES} if best else {},
            _compare(points, draws, name, best) if best else None,
        )
        for name in SCORERS
    ]


def _choose(questions: Questions, run: _Run, scope: str) -> NDArray[np.bool_]:
    """Return the candidates of a scope, of those questions for which there is more than one."""
    chosen = run.asked & (questions.local if scope == "city" else True)
    counts = np.bincount(questions.question[chosen], minlength=questions.pairs.height)
    return np.asarray(chosen & (counts[questions.question] > 1))


def _measure(
    flat: Sequence[tuple[Floats, NDArray[np.int64], NDArray[np.bool_]]], weights: Floats | None
) -> dict[str, Floats]:
    """Return the measures, each the mean over the repeats."""
    parts = []
    for candidates in flat:
        ranks, sizes = find_ranks(*candidates)
        each = (
            score_mean(score_reciprocal_ranks(ranks), weights),
            score_mean(score_hits(ranks, HITS), weights),
            score_average_precision(*count_rivals(*candidates), weights),
            score_mean(score_roc_areas(ranks, sizes), weights),
        )
        parts.append(each)
    return {name: np.mean([part[place] for part in parts], axis=0) for place, name in enumerate(MEASURES)}


def _compare(
    points: Mapping[str, Mapping[str, float]], draws: Mapping[str, Mapping[str, Floats]], name: str, best: str
) -> Estimate:
    gains = draws[name]["mrr"] - draws[best]["mrr"]
    return Estimate(points[name]["mrr"] - points[best]["mrr"], *find_band(gains))
