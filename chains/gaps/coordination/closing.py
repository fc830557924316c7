"""Partnerships that would link a city across chains: suggestions by rule, not findings."""

from __future__ import annotations

import numpy as np

from chains.gaps.closing import MOST_LINKS, Link
from chains.gaps.coordination.standings import LinkedCity
from chains.gaps.reading.fitting import Fitting
from chains.gaps.reading.survey import Survey

__all__ = ["close_city"]


def close_city(survey: Survey, fitting: Fitting, city: LinkedCity) -> tuple[Link, ...]:
    """Return partnerships of institutions with enterprises of the city where both work with no other chain there.

    The pairs that fit best (:mod:`chains.gaps.reading.fitting`) come first, each organisation in one of them only, so that
    every link serves two; of equal ones the best known.  What shows no sign of fitting is not suggested.
    """
    alone = city.here.nodes[~city.linked]
    first, second = (np.flatnonzero(np.isin(nodes, alone)) for nodes in (fitting.institutions, fitting.enterprises))
    one, other = (ends.ravel() for ends in np.meshgrid(first, second, indexing="ij"))
    fits = fitting.fit(one, other)
    known = survey.candidates.prominence
    renown = known[fitting.institutions[one]] + known[fitting.enterprises[other]]
    links: list[Link] = []
    taken: set[int] = set()
    for place in np.lexsort((other, one, -renown, -fits)):
        school, firm = int(fitting.institutions[one[place]]), int(fitting.enterprises[other[place]])
        if fits[place] <= 1.0 or len(links) == MOST_LINKS:
            break
        if not taken & {school, firm}:
            taken |= {school, firm}
            links.append((survey.things.iri(school), "partners-with", survey.things.iri(firm)))
    return tuple(links)
