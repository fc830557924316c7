"""Dead ends: what the way from education to innovation enters and does not leave, in each city.

Four findings, each told once for a city (or, the second, once for an occupation):

* programmes that lead to no occupation asked for here; only where a quarter or more of the occupations asked for
  anywhere are asked for here, else the sample is too small to miss anything in;
* an occupation asked for to which no programme offered here leads, though one offered elsewhere does; where none does
  anywhere, that is told once for the whole area;
* an industry chain that asks for occupations here and has no enterprise on record here;
* enterprises that programmes lead to and that have no project or platform.

A share lost counts ``n / (n + 5)``, with *n* the postings, programmes or enterprises it was counted on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from chains.gaps.closing import Link, close_step, offer_programme
from chains.gaps.continuity import dead_end_words as words
from chains.gaps.continuity.queries import ask_chain_enterprises, ask_demand, ask_enterprises, ask_leading_programmes
from chains.gaps.contract import order_chains, weigh_severity
from chains.gaps.reading.coverage import grade_share
from chains.gaps.reading.passages import STEPS, Passage
from chains.gaps.reading.survey import Survey
from chains.measures.metapath import find_dead_ends, reach_nodes
from chains.measures.shrinkage import shrink
from chains.measures.unseen import count_cover
from chains.records import COVERAGE_GRADES, Gap

if TYPE_CHECKING:
    from chains.errors import Text

__all__ = ["find_dead_end_gaps"]


@dataclass(frozen=True)
class _Finding:
    """What tells one dead end from another; the rest of the record is the same for all."""

    step: int
    subject: tuple[int, ...]
    label: Text
    observed: float
    expected: float
    unit: str
    null: str
    lost: float
    fragility: int
    evidence: str
    sentence: Text
    overturn: Text
    closing: tuple[Link, ...]


def find_dead_end_gaps(survey: Survey) -> list[Gap]:
    """Return the dead ends of every city, and of the whole area those that no city can be told."""
    found: list[Gap] = []
    for region in survey.places.cities:
        passage = survey.passages.through_region(region)
        if len(passage.occupations):
            found += [_record(survey, passage, finding) for finding in _in_city(survey, passage)]
    area = survey.places.area
    if area is not None:
        passage = survey.passages.through_region(area)
        found += [_record(survey, passage, finding) for finding in _untaught(survey, passage)]
    return found


def _record(survey: Survey, passage: Passage, finding: _Finding) -> Gap:
    chains = order_chains(STEPS[finding.step - 1])
    shares = [survey.coverage.share(passage.region, chain) or 0.0 for chain in chains]
    grade = grade_share(min([_seen(survey, passage), _listed(survey, passage, finding.step), *shares]))
    return Gap(
        kind="dead_end",
        subject=survey.things.iris_of(finding.subject),
        label=finding.label,
        region=passage.region,
        chains=chains,
        observed=finding.observed,
        expected=finding.expected,
        unit=finding.unit,
        null=finding.null,
        z=None,
        p=None,
        p_adjusted=None,
        severity=weigh_severity(finding.lost, grade),
        fragility=finding.fragility,
        coverage=grade,
        evidence=finding.evidence,
        sources=survey.sources_of(passage),
        sentence=finding.sentence,
        overturn=finding.overturn,
        closing=survey.unseen(finding.closing),
    )


def _seen(survey: Survey, passage: Passage) -> float:
    """Return the share of the occupations asked for anywhere that are asked for here."""
    return len(passage.occupations) / max(int(survey.passages.asked.seen.sum()), 1)


def _listed(survey: Survey, passage: Passage, step: int) -> float:
    """Return for the last step the share of projects that name more than one organisation; 1 for other steps."""
    shared = survey.passages.share_of_shared_projects(passage) if step == len(STEPS) else None
    return 1.0 if shared is None else shared


def _share_of_demand(postings: float, total: float) -> float:
    # What is asked for without a number, such as on a list of shortages, stands by itself: as one of one.
    return shrink(postings, total) if postings else shrink(1, 1)


def _in_city(survey: Survey, passage: Passage) -> Iterator[_Finding]:
    yield from _aimless(survey, passage)
    yield from _untaught(survey, passage)
    yield from _hostless(survey, passage)
    yield from _idle(survey, passage)


def _aimless(survey: Survey, passage: Passage) -> Iterator[_Finding]:
    """Programmes that lead to no occupation asked for here."""
    dead = find_dead_ends(passage.layers)[0]
    if not dead.any() or _seen(survey, passage) < COVERAGE_GRADES["C"]:
        return
    order = np.argsort(-passage.offerings[dead], kind="stable")
    chosen, offerings = passage.programmes[dead][order], int(passage.offerings[dead].sum())
    needed = count_cover(survey.passages.leads[chosen].T.tocsr(), len(chosen)) or 0
    yield _Finding(
        step=1,
        subject=tuple(chosen.tolist()),
        label=words.label_programmes(survey, passage),
        observed=float((~dead).sum()),
        expected=float(len(dead)),
        unit="programmes",
        null="each_leads_on",
        lost=shrink(offerings, int(passage.offerings.sum())),
        fragility=needed,
        evidence=ask_demand(passage.region or ""),
        sentence=words.say_programmes(survey, passage, chosen, offerings),
        overturn=words.overturn_programmes(needed),
        closing=close_step(survey, passage, 1),
    )


def _untaught(survey: Survey, passage: Passage) -> Iterator[_Finding]:
    """Occupations asked for to which no programme offered here leads."""
    here = np.asarray(passage.layers[0].sum(axis=0)) > 0
    whole = passage.region == survey.places.area
    total = float(passage.postings.sum())
    for place in np.flatnonzero(~here):
        occupation, postings = int(passage.occupations[place]), float(passage.postings[place])
        found = survey.candidates.programme_for(occupation, passage.region or "")
        if (found is None) != whole:
            continue
        programme, city = found or (None, None)
        yield _Finding(
            step=1,
            subject=(occupation,),
            label=survey.things.name(occupation),
            observed=0.0,
            expected=1.0,
            unit="programmes",
            null="any_leads_here",
            lost=_share_of_demand(postings, total),
            fragility=1,
            evidence=ask_leading_programmes(passage.region or "", survey.things.iri(occupation)),
            sentence=words.say_untaught(survey, passage, occupation, postings, programme, city),
            overturn=words.overturn_untaught(),
            closing=offer_programme(survey, passage, occupation),
        )


def _hostless(survey: Survey, passage: Passage) -> Iterator[_Finding]:
    """Industry chains that ask for occupations here and have no enterprise here."""
    total = float(passage.postings.sum())
    for chain, postings in survey.passages.asked.postings_by_chain(passage.region).items():
        present = survey.passages.active[passage.enterprises][:, [chain]].sum()
        if present:
            continue
        firms = survey.candidates.enterprises_of(chain, passage.region)
        schools = survey.candidates.institutions_for(chain, passage.region, 1)
        yield _Finding(
            step=2,
            subject=(chain,),
            label=survey.things.name(chain),
            observed=0.0,
            expected=1.0,
            unit="enterprises",
            null="any_enterprise_here",
            lost=_share_of_demand(postings, total),
            fragility=1,
            evidence=ask_chain_enterprises(passage.region or "", survey.things.iri(chain)),
            sentence=words.say_hostless(survey, passage, chain, postings, firms),
            overturn=words.overturn_hostless(),
            closing=tuple(
                (survey.things.iri(school), "partners-with", survey.things.iri(firm))
                for school in schools
                for firm in firms
            ),
        )


def _idle(survey: Survey, passage: Passage) -> Iterator[_Finding]:
    """Enterprises that programmes lead to and that have no project or platform."""
    dead, reached = find_dead_ends(passage.layers)[2], reach_nodes(passage.layers)[2]
    if not dead.any():
        return
    chosen, entered = survey.by_prominence(passage.enterprises[dead]), int(reached.sum())
    yield _Finding(
        step=3,
        subject=tuple(chosen),
        label=words.label_enterprises(survey, passage),
        observed=float(entered - len(chosen)),
        expected=float(entered),
        unit="enterprises",
        null="each_leads_on",
        lost=shrink(len(chosen), entered),
        fragility=len(chosen),
        evidence=ask_enterprises(passage.region or ""),
        sentence=words.say_idle(survey, passage, chosen, passage.enterprises[reached].tolist()),
        overturn=words.overturn_idle(len(chosen)),
        closing=close_step(survey, passage, 3),
    )
