"""Links that would close a broken or weak step of a passage, as suggestions by rule."""

from __future__ import annotations

from typing import Final

import numpy as np

from chains.gaps.reading.passages import Passage
from chains.gaps.reading.survey import Survey
from chains.measures.metapath import find_dead_ends, reach_nodes

__all__ = ["MOST_LINKS", "Link", "close_step", "join_outcomes", "offer_programme"]

Link = tuple[str, str, str]
"""Subject IRI, link kind, object IRI."""

MOST_LINKS: Final = 3
"""So many links are suggested for one gap."""


def close_step(survey: Survey, passage: Passage, step: int) -> tuple[Link, ...]:
    """Return links that would help a step: what ends dead before it, joined to what fits behind it."""
    return (_close_programmes, _close_occupations, _close_enterprises)[step - 1](survey, passage)


def _close_programmes(survey: Survey, passage: Passage) -> tuple[Link, ...]:
    """Programmes that lead to occupations asked for and not yet led to, at institutions that offer the like."""
    waiting = np.flatnonzero(np.asarray(passage.layers[0].sum(axis=0)) == 0)
    order = waiting[np.argsort(-passage.postings[waiting], kind="stable")]
    found = (offer_programme(survey, passage, int(occupation)) for occupation in passage.occupations[order])
    return tuple(dict.fromkeys(link for links in found for link in links))[:MOST_LINKS]


def offer_programme(survey: Survey, passage: Passage, occupation: int) -> tuple[Link, ...]:
    """Return the link that would lead to an occupation: a programme offered elsewhere, at an institution here like those."""
    found = survey.candidates.programme_for(occupation, passage.region or "")
    if found is None or passage.region is None:
        return ()
    school = survey.candidates.institution_like(found[0], passage.region)
    return () if school is None else ((survey.things.iri(school), "offers", survey.things.iri(found[0])),)


def _close_occupations(survey: Survey, passage: Passage) -> tuple[Link, ...]:
    """Institutions with enterprises: of industry chains that ask and have none here, and with outcomes that none leads to."""
    dead = find_dead_ends(passage.layers)[1]
    links: list[Link] = []
    for chain in survey.passages.asked.chains_asking(passage.region, passage.occupations[dead]):
        links += _partners(survey, passage, chain, survey.candidates.enterprises_of(chain, passage.region, 1))
    waiting = (np.diff(passage.layers[2].indptr) > 0) & ~reach_nodes(passage.layers)[2]
    for firm in survey.by_prominence(passage.enterprises[waiting]):
        chains = survey.passages.active[[firm]].indices.tolist()
        links += _partners(survey, passage, chains[0] if chains else None, [firm])
    return tuple(links[:MOST_LINKS])


def _partners(survey: Survey, passage: Passage, chain: int | None, firms: list[int]) -> list[Link]:
    schools = survey.candidates.institutions_for(chain, passage.region, 1)
    return [
        (survey.things.iri(school), "partners-with", survey.things.iri(firm))
        for school in schools
        for firm in firms
        if not survey.ties.between[school, firm]
    ]


def _close_enterprises(survey: Survey, passage: Passage) -> tuple[Link, ...]:
    """Enterprises that programmes lead to and that have no outcome, with a platform or project of their city."""
    dead = find_dead_ends(passage.layers)[2] & reach_nodes(passage.layers)[2]
    return join_outcomes(survey, survey.by_prominence(passage.enterprises[dead]))


def join_outcomes(survey: Survey, enterprises: list[int]) -> tuple[Link, ...]:
    """Return links that join enterprises, in their order, to platforms and projects of their region that fit them.

    Each is given the best known one that no enterprise before it was given, and the best known if all were; none where
    nothing fits (:class:`~chains.gaps.reading.outcomes.OutcomeFit`).
    """
    used: set[int] = set()
    links: list[Link] = []
    for firm in enterprises:
        if len(links) == MOST_LINKS:
            break
        fitting = survey.outcome_fit.choose(firm, survey.outcomes_in(survey.city_of(firm)))
        if fitting:
            outcome = next((one for one in fitting if one not in used), fitting[0])
            used.add(outcome)
            links.append(_outcome_link(survey, firm, outcome))
    return tuple(links)


def _outcome_link(survey: Survey, firm: int, outcome: int) -> Link:
    if survey.passages.projects[outcome]:
        return (survey.things.iri(firm), "participates-in", survey.things.iri(outcome))
    return (survey.things.iri(outcome), "hosted-by", survey.things.iri(firm))
