"""Links that would widen a thin passage, as suggestions by rule."""

from __future__ import annotations

from chains.gaps.closing import MOST_LINKS, Link, join_outcomes, offer_programme
from chains.gaps.continuity.along import find_beside_hinge
from chains.gaps.continuity.thin_words import thinner_half
from chains.gaps.continuity.ways import CellNull, Ways
from chains.gaps.reading.survey import Survey

__all__ = ["close_passage"]


def close_passage(survey: Survey, ways: Ways, null: CellNull, row: int, column: int) -> tuple[Link, ...]:
    """Return links for what the thin half of a route does not reach, the best known first; none without a hinge."""
    if ways.route.hinge is None:
        return ()
    number = thinner_half(ways, null, row, column)
    half = ways.route.halves[number]
    nodes, reached = find_beside_hinge(ways, number, row, column)
    waiting = survey.by_prominence(nodes[~reached])
    if half.asked:
        return _teach(survey, ways.regions[row], waiting)
    if ways.route.metapath.stations[half.stations[0]].chain == "innovation":
        return join_outcomes(survey, waiting)
    return _partner(survey, ways.chains[column], waiting)


def _teach(survey: Survey, region: str | None, occupations: list[int]) -> tuple[Link, ...]:
    """Programmes that lead to occupations which none offered here leads to."""
    if region is None:
        return ()
    passage = survey.passages.through_region(region)
    found = (offer_programme(survey, passage, occupation) for occupation in occupations)
    return tuple(dict.fromkeys(link for links in found for link in links))[:MOST_LINKS]


def _partner(survey: Survey, chain: int | None, enterprises: list[int]) -> tuple[Link, ...]:
    """Enterprises without a partner, each with the institution of its city, or the nearest, that fits the chain best."""
    links: list[Link] = []
    for firm in enterprises:
        schools = survey.candidates.institutions_for(chain, survey.city_of(firm), 1) if len(links) < MOST_LINKS else []
        links += [
            (survey.things.iri(school), "partners-with", survey.things.iri(firm))
            for school in schools
            if not survey.ties.between[school, firm]
        ]
    return tuple(links)
