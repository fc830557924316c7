"""Links that would close a broken or weak step of a passage, as suggestions by rule."""

from __future__ import annotations

from typing import Final

import numpy as np

from chains.gaps.metapath import find_dead_ends, reach_nodes
from chains.gaps.passages import Passage
from chains.gaps.survey import Survey

__all__ = ["MOST_LINKS", "Link", "close_step", "join_outcomes"]

Link = tuple[str, str, str]
"""Subject IRI, link kind, object IRI."""

MOST_LINKS: Final = 3
"""So many links are suggested for one gap."""


def close_step(survey: Survey, passage: Passage, step: int) -> tuple[Link, ...]:
    """Return links that would help a step: what ends dead before it, joined to what fits behind it."""
    return (_close_programmes, _close_occupations, _close_enterprises)[step - 1](survey, passage)


def _close_programmes(survey: Survey, passage: Passage) -> tuple[Link, ...]:
    """Programmes that lead nowhere, to the occupation asked for that shares most skills with them."""
    dead = find_dead_ends(passage.layers)[0]
    programmes = passage.programmes[dead][np.argsort(-passage.offerings[dead], kind="stable")]
    if not len(programmes) or not len(passage.occupations):
        return ()
    shared = survey.passages.shared_skills(programmes, passage.occupations)
    best = shared.argmax(axis=1)
    chosen = [place for place in range(len(programmes)) if shared[place, best[place]] > 0][:MOST_LINKS]
    return tuple(
        (
            survey.things.iri(programmes[place]),
            "targets-occupation",
            survey.things.iri(passage.occupations[best[place]]),
        )
        for place in chosen
    )


def _close_occupations(survey: Survey, passage: Passage) -> tuple[Link, ...]:
    """Institutions of the place with enterprises, here or nearest, of the industry chains that ask."""
    dead = find_dead_ends(passage.layers)[1]
    chains = survey.passages.chains_asking(passage, passage.occupations[dead])
    links: list[Link] = []
    for chain in chains:
        firms = survey.candidates.enterprises_of(chain, passage.region, 1)
        schools = survey.candidates.institutions_for(chain, passage.region, 1)
        links += [
            (survey.things.iri(school), "partners-with", survey.things.iri(firm))
            for school in schools
            for firm in firms
        ]
    return tuple(links[:MOST_LINKS])


def _close_enterprises(survey: Survey, passage: Passage) -> tuple[Link, ...]:
    """Enterprises that programmes lead to and that have no outcome, with a platform or project of their city."""
    dead = find_dead_ends(passage.layers)[2] & reach_nodes(passage.layers)[2]
    return join_outcomes(survey, survey.by_prominence(passage.enterprises[dead]))


def join_outcomes(survey: Survey, enterprises: list[int]) -> tuple[Link, ...]:
    """Return links that join enterprises, in their order, to the best known platform or project of their city."""
    links: list[Link] = []
    for firm in enterprises:
        outcome = survey.outcome_near(firm)
        if outcome is not None:
            links.append(_outcome_link(survey, firm, outcome))
        if len(links) == MOST_LINKS:
            break
    return tuple(links)


def _outcome_link(survey: Survey, firm: int, outcome: int) -> Link:
    if survey.passages.projects[outcome]:
        return (survey.things.iri(firm), "participates-in", survey.things.iri(outcome))
    return (survey.things.iri(outcome), "hosted-by", survey.things.iri(firm))
