"""Does the way from education to innovation run through, and where does it break?

Kinds: ``broken_chain`` (no programme of a region is joined to any project or platform of it, or segments of an
industry chain are linked to one side only), ``weakest_step`` (the step whose completion would join the most) and
``dead_end`` (what is reached and leads nowhere).  Sets and layers are those of :mod:`chains.gaps.reading.passages`, measures
those of :mod:`chains.measures.metapath`; each region is a city, a province of several cities, or the whole area.

A break is only as sure as the demand that it was seen through: the loss counts ``n / (n + 5)``, with *n* the
occupations on record as asked for.  A region without any demand on record is listed with severity 0: nothing can be
said of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chains.gaps.closing import close_step
from chains.gaps.continuity import words
from chains.gaps.continuity.dead_ends import find_dead_end_gaps
from chains.gaps.continuity.queries import ask_demand, ask_joined_enterprises, ask_joined_outcomes
from chains.gaps.continuity.segments import find_segment_gaps
from chains.gaps.continuity.thin import find_thin_passages
from chains.gaps.contract import GapKind, order_chains, weigh_severity
from chains.gaps.reading.coverage import grade_share
from chains.gaps.reading.passages import STEPS, Passage
from chains.gaps.reading.survey import Survey
from chains.measures.metapath import (
    find_weakest_step,
    join_ends,
    reach_nodes,
    score_complete_share,
    score_completions,
)
from chains.measures.shrinkage import shrink
from chains.measures.unseen import count_missing_links, count_step_links
from chains.network import Network
from chains.records import CoverageGrade, Gap
from chains.summary import CHAINS

__all__ = ["KINDS", "find_continuity_gaps", "find_passage_gaps"]


def find_continuity_gaps(network: Network) -> list[Gap]:
    """Return where the way from education to innovation breaks, is weakest, and ends dead; in no order."""
    survey = Survey.of(network)
    return [*find_passage_gaps(survey), *find_dead_end_gaps(survey), *find_segment_gaps(survey)]


def find_passage_gaps(survey: Survey) -> list[Gap]:
    """Return for each region, and for each industry chain that is asked for, where its passage breaks or is weakest."""
    found = [_judge(survey, passage) for passage in _passages(survey)]
    return [gap for gap in found if gap is not None]


def _passages(survey: Survey) -> Iterator[Passage]:
    for region in survey.places.names:
        if survey.is_cell(region):
            yield survey.passages.through_region(region)
    for chain in survey.passages.industry_chains:
        passage = survey.passages.through_chain(int(chain))
        if len(passage.occupations) and len(passage.enterprises):
            yield passage


def _judge(survey: Survey, passage: Passage) -> Gap | None:
    if not len(passage.programmes) and not len(passage.enterprises) and not len(passage.outcomes):
        return None
    if not len(passage.occupations):
        return _without_demand(survey, passage)
    if not join_ends(passage.layers).nnz:
        return _broken(survey, passage)
    return _weakest(survey, passage)


def grade_passage(survey: Survey, passage: Passage) -> CoverageGrade:
    """Return how complete the sources behind a passage are: the worst of these shares, as a grade.

    Those of :class:`~chains.gaps.reading.coverage.Coverage` for the four chains; the occupations asked for here among all that
    are asked for anywhere; the projects that name more than one organisation among those of the region.
    """
    seen = len(passage.occupations) / max(int(survey.passages.asked.seen.sum()), 1)
    shared = survey.passages.share_of_shared_projects(passage)
    shares = [survey.coverage.share(passage.region, chain) or 0.0 for chain in CHAINS]
    return grade_share(min([seen, *shares, *([] if shared is None else [shared])]))


def _support(passage: Passage) -> float:
    return shrink(len(passage.occupations), len(passage.occupations))


def _subject(survey: Survey, passage: Passage) -> tuple[str, ...]:
    if passage.industry_chain is not None:
        return (survey.things.iri(passage.industry_chain),)
    return (passage.region,) if passage.region else ()


def _evidence(survey: Survey, passage: Passage) -> str:
    if passage.industry_chain is not None:
        return ask_joined_enterprises(survey.things.iri(passage.industry_chain))
    return ask_joined_outcomes(passage.region or "")


def _without_demand(survey: Survey, passage: Passage) -> Gap:
    return Gap(
        kind="broken_chain",
        subject=_subject(survey, passage),
        label=words.label(survey, passage),
        region=passage.region,
        chains=CHAINS,
        observed=0.0,
        expected=1.0,
        unit="joined_pairs",
        null="any_pair_joined",
        z=None,
        p=None,
        p_adjusted=None,
        severity=0.0,
        fragility=count_missing_links(passage.layers),
        coverage="D",
        evidence=ask_demand(passage.region or ""),
        sources=survey.sources_of(passage),
        sentence=words.say_no_demand(survey, passage),
        overturn=words.overturn_no_demand(),
    )


def _broken(survey: Survey, passage: Passage) -> Gap:
    reached = reach_nodes(passage.layers)
    step = next((place for place, nodes in enumerate(reached) if place and not nodes.any()), len(passage.layers))
    grade = grade_passage(survey, passage)
    missing = count_missing_links(passage.layers)
    return Gap(
        kind="broken_chain",
        subject=_subject(survey, passage),
        label=words.label(survey, passage),
        region=passage.region,
        chains=CHAINS,
        observed=0.0,
        expected=1.0,
        unit="joined_pairs",
        null="any_pair_joined",
        z=None,
        p=None,
        p_adjusted=None,
        severity=weigh_severity(_support(passage), grade),
        fragility=missing,
        coverage=grade,
        evidence=_evidence(survey, passage),
        sources=survey.sources_of(passage),
        sentence=words.say_broken(survey, passage, step),
        overturn=words.overturn_broken(survey, passage, missing),
        closing=survey.unseen(close_step(survey, passage, step)),
    )


def _weakest(survey: Survey, passage: Passage) -> Gap | None:
    step = find_weakest_step(passage.layers)
    if step is None:
        return None
    share = score_complete_share(passage.layers)
    completed = float(score_completions(passage.layers)[step - 1])
    grade = grade_passage(survey, passage)
    links = count_step_links(passage.layers, step)
    return Gap(
        kind="weakest_step",
        subject=_subject(survey, passage),
        label=words.label(survey, passage),
        region=passage.region,
        chains=order_chains(STEPS[step - 1]),
        observed=round(100 * share, 4),
        expected=round(100 * completed, 4),
        unit="percent_of_pairs",
        null="step_completed",
        z=None,
        p=None,
        p_adjusted=None,
        severity=weigh_severity((completed - share) * _support(passage), grade),
        fragility=links or 0,
        coverage=grade,
        evidence=_evidence(survey, passage),
        sources=survey.sources_of(passage),
        sentence=words.say_weakest(survey, passage, step, share, completed),
        overturn=words.overturn_weakest(survey, passage, step, links),
        closing=survey.unseen(close_step(survey, passage, step)),
    )


KINDS: Final = (
    GapKind("broken_chain", find_continuity_gaps),
    GapKind("weakest_step", find_continuity_gaps),
    GapKind("dead_end", find_continuity_gaps),
    GapKind("thin_passage", find_thin_passages),
)
