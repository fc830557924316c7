"""Who stands alone: institutions, enterprises, projects and platforms without a link to another chain.

* An institution without any tie (partnership, training, alliance, project, platform) is one gap if it has offerings on
  record; those without, and research institutes, are told together for each city.
  What is lost is the geometric mean of its share of the offerings of its city and of its size beside the largest
  institution: the large one on which its city depends comes first.
* Enterprises without any tie are told together, for each industry chain of a city that has at least three of them; what
  is left of a city, together once more.
* Projects and platforms of a city in which no enterprise takes part are told together.

Most sources list only some partners, and only the leaders of projects; so the coverage grade counts the share of those
of the same kind and place that have any tie on record.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.gaps.closing import MOST_LINKS, Link
from chains.gaps.contract import weigh_severity
from chains.gaps.failure import isolation_words as words
from chains.gaps.failure.isolation_queries import ask_outcomes, ask_ties, ask_untied
from chains.gaps.reading.coverage import grade_share
from chains.gaps.reading.survey import Survey
from chains.measures.shrinkage import shrink
from chains.records import CoverageGrade, Gap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Nodes = NDArray[np.int64]

__all__ = ["find_isolated"]

_CHAINS: Final = ("education", "industry", "innovation")
_LEAST_ENTERPRISES: Final = 3
_CHOICE: Final = 30
"""Among so many of the best fitting enterprises, so that not all institutions of a city are told the same three."""


def find_isolated(survey: Survey) -> list[Gap]:
    """Return every isolated institution, and the isolated enterprises, projects and platforms of every region."""
    regions = sorted(survey.places.names)
    institutions = [gap for region in regions for gap in _institutions(survey, region)]
    enterprises = [gap for region in regions for gap in _enterprises(survey, region)]
    outcomes = [gap for city in survey.places.cities for gap in _outcomes(survey, city)]
    return [*institutions, *enterprises, *outcomes]


def _grade(survey: Survey, region: str, chain: str, known: float) -> CoverageGrade:
    if region not in survey.places.cities:
        return "D"
    return grade_share(min(survey.coverage.share(region, chain) or 0.0, known))


def _institutions(survey: Survey, region: str) -> Iterator[Gap]:
    here, sizes = survey.candidates.nodes_in(region), np.diff(survey.passages.offers.indptr)
    for chain in ("education", "innovation"):
        peers = here[survey.ties.organisations_of(chain)[here]]
        alone = peers[~survey.ties.tied[peers]]
        offering = alone[sizes[alone] > 0]
        order = np.argsort(-sizes[offering], kind="stable")
        for place, node in enumerate(offering[order].tolist()):
            yield _institution_gap(survey, node, region, peers, place)
        if rest := alone[sizes[alone] == 0].tolist():
            yield _institutions_gap(survey, rest, region, peers, chain)


def _institution_gap(survey: Survey, node: int, region: str, peers: Nodes, place: int) -> Gap:
    sizes, firms = np.diff(survey.passages.offers.indptr), _partners(survey, node, region, place)
    local, largest = int(sizes[survey.candidates.nodes_in(region)].sum()), int(sizes.max())
    grade = _grade(survey, region, "education", survey.ties.share_tied(region, "education"))
    return Gap(
        kind="isolated",
        subject=(survey.things.iri(node),),
        label=survey.things.name(node),
        region=region,
        chains=_CHAINS,
        observed=0.0,
        expected=1.0,
        unit="links",
        null="any_tie",
        z=None,
        p=None,
        p_adjusted=None,
        severity=weigh_severity(sqrt(sizes[node] / local * sizes[node] / largest), grade),
        fragility=1,
        coverage=grade,
        evidence=ask_ties(survey.things.iri(node)),
        sources=survey.things.sources(((*survey.ties.kinds, "offers"), peers)),
        sentence=words.say_institution(survey, node, region, peers, firms),
        overturn=words.overturn_institution(),
        closing=survey.unseen((survey.things.iri(node), "partners-with", survey.things.iri(firm)) for firm in firms),
    )


def _institutions_gap(survey: Survey, nodes: list[int], region: str, peers: Nodes, chain: str) -> Gap:
    """Institutions of which nothing but their name is on record, together: of schools that says nothing, so 0 is lost."""
    ordered = survey.by_prominence(nodes)
    grade = _grade(survey, region, chain, survey.ties.share_tied(region, chain))
    lost = 0.0 if chain == "education" else shrink(len(nodes), len(peers))
    return Gap(
        kind="isolated",
        subject=survey.things.iris_of(ordered),
        label=words.label_institutions(survey, region, chain),
        region=region,
        chains=_CHAINS,
        observed=float(len(peers) - len(nodes)),
        expected=float(len(peers)),
        unit="organisations",
        null="any_tie",
        z=None,
        p=None,
        p_adjusted=None,
        severity=weigh_severity(lost, grade),
        fragility=len(nodes),
        coverage=grade,
        evidence=ask_untied(survey.things.iris_of(ordered)),
        sources=survey.things.sources(((*survey.ties.kinds, "offers"), peers)),
        sentence=words.say_institutions(survey, ordered, region, chain, len(peers)),
        overturn=words.overturn_enterprises(len(nodes)),
    )


def _partners(survey: Survey, institution: int, region: str, place: int) -> list[int]:
    """Return enterprises of one industry chain for the institution at this place of a list: each begins further on."""
    firms = survey.candidates.enterprises_for(institution, region, _CHOICE)
    if not firms:
        return []
    start = place * MOST_LINKS % len(firms)
    members = survey.candidates.members(survey.candidates.chain_joining(institution, firms[start]))
    return [firm for firm in (*firms[start:], *firms[:start]) if members[firm]][:MOST_LINKS]


def _enterprises(survey: Survey, region: str) -> Iterator[Gap]:
    here = survey.candidates.nodes_in(region)
    peers = here[survey.ties.organisations_of("industry")[here]]
    alone = peers[~survey.ties.tied[peers]]
    left = set(alone.tolist())
    members = survey.passages.active
    chains = survey.passages.industry_chains
    for chain in sorted(chains.tolist(), key=lambda chain: (-int(members[alone][:, [chain]].sum()), chain)):
        whole = peers[members[peers][:, [chain]].toarray().ravel() > 0].tolist()
        part = [node for node in whole if node in left]
        if len(part) >= _LEAST_ENTERPRISES:
            left -= set(part)
            yield _enterprise_gap(survey, region, chain, part, whole)
    if left:
        yield _enterprise_gap(survey, region, None, sorted(left), peers.tolist())


def _enterprise_gap(survey: Survey, region: str, chain: int | None, alone: list[int], whole: list[int]) -> Gap:
    grade = _grade(survey, region, "industry", survey.ties.share_tied(region, "industry"))
    ordered = survey.by_prominence(alone)
    # A province as the place of things whose city is not known has no neighbours.
    schools = survey.candidates.institutions_for(chain, region) if region in survey.places.cities else []
    return Gap(
        kind="isolated",
        subject=survey.things.iris_of(ordered),
        label=words.label_enterprises(survey, region, chain),
        region=region,
        chains=_CHAINS,
        observed=float(len(whole) - len(alone)),
        expected=float(len(whole)),
        unit="enterprises",
        null="any_tie",
        z=None,
        p=None,
        p_adjusted=None,
        severity=weigh_severity(shrink(len(alone), len(whole)), grade),
        fragility=len(alone),
        coverage=grade,
        evidence=ask_untied(survey.things.iris_of(ordered)),
        sources=survey.things.sources(((*survey.ties.kinds, "active-in-chain"), whole)),
        sentence=words.say_enterprises(survey, region, chain, ordered, whole, schools),
        overturn=words.overturn_enterprises(len(alone)),
        closing=tuple(
            (survey.things.iri(school), "partners-with", survey.things.iri(firm))
            for firm, school in zip(ordered, schools * MOST_LINKS, strict=False)
        )[:MOST_LINKS],
    )


def _outcomes(survey: Survey, city: str) -> Iterator[Gap]:
    passage = survey.passages.through_region(city)
    firms = survey.ties.organisations_of("industry").astype(np.int64)
    without = passage.outcomes[np.asarray(firms @ survey.passages.outcomes)[passage.outcomes] == 0]
    if not len(without):
        return
    shared = survey.passages.share_of_shared_projects(passage)
    grade = _grade(survey, city, "innovation", 1.0 if shared is None else shared)
    yield Gap(
        kind="isolated",
        subject=survey.things.iris_of(without),
        label=words.label_outcomes(survey, city),
        region=city,
        chains=("industry", "innovation"),
        observed=float(len(passage.outcomes) - len(without)),
        expected=float(len(passage.outcomes)),
        unit="outcomes",
        null="any_tie",
        z=None,
        p=None,
        p_adjusted=None,
        severity=weigh_severity(shrink(len(without), len(passage.outcomes)), grade),
        fragility=len(without),
        coverage=grade,
        evidence=ask_outcomes(city),
        sources=survey.things.sources((("participates-in", "hosted-by"), passage.outcomes)),
        sentence=words.say_outcomes(survey, passage, without),
        overturn=words.overturn_outcomes(len(without)),
        closing=survey.unseen(_match_technologies(survey, city, without)),
    )


def _match_technologies(survey: Survey, city: str, outcomes: Nodes) -> tuple[Link, ...]:
    """Enterprises of the city with the projects or platforms whose technologies they already work on elsewhere."""
    here = survey.candidates.nodes_in(city)
    firms = here[survey.ties.organisations_of("industry")[here]]
    uses = survey.passages.technologies
    shared = ((survey.passages.outcomes[firms] @ uses) @ uses[outcomes].T).tocoo()
    ranked = sorted(zip((-shared.data).tolist(), *(axis.tolist() for axis in shared.coords), strict=True))
    links: list[Link] = []
    used: set[int] = set()
    for _, firm, outcome in ranked:
        if firm not in used and len(links) < MOST_LINKS:
            used.add(firm)
            ends = survey.things.iri(firms[firm]), survey.things.iri(outcomes[outcome])
            project = survey.passages.projects[outcomes[outcome]]
            links.append((ends[0], "participates-in", ends[1]) if project else (ends[1], "hosted-by", ends[0]))
    return tuple(links)
