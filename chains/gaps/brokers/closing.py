"""Links that would give a lone broker a second beside it: suggestions by rule, not findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chains.gaps.closing import MOST_LINKS, Link
from chains.gaps.reading.cooperation import Cooperation
from chains.gaps.reading.survey import Survey
from chains.measures.mediation import Mediation, measure_mediation
from chains.measures.mediation_fragility import score_link_effects

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Flags = NDArray[np.bool_]

__all__ = ["close_mediation"]


def close_mediation(survey: Survey, here: Cooperation, pair: tuple[str, str], mediation: Mediation) -> tuple[Link, ...]:
    """Return partnerships that bring down the broker's share, the one that does most first, until it is no longer alone.

    A partnership joins an institution with any organisation that is not one.  Of equal ones that of the best known ends.
    Where no single one helps, two of one institution with an end on each side.
    """
    first, second = (here.chains == chain for chain in pair)
    links, chosen = here.links, []
    allowed = _allow(here, mediation)
    for _ in range(MOST_LINKS):
        found = _pick_best(survey, here, links, (first, second), mediation, allowed)
        if found is None:
            break
        chosen.append(found)
        links = _add(links, *found)
        if not measure_mediation(links, first, second).is_lone():
            break
    ends = chosen or _begin(survey, here, (first, second), mediation)
    return tuple(
        (survey.things.iri(here.nodes[one]), "partners-with", survey.things.iri(here.nodes[other]))
        for one, other in ends
    )


def _allow(here: Cooperation, mediation: Mediation) -> Flags:
    """Return which new partnerships can be: institution × others, without the broker."""
    schools = here.chains == "education"
    free = np.arange(len(here.nodes)) != mediation.broker
    return np.outer(schools & free, ~schools & free)


def _pick_best(
    survey: Survey,
    here: Cooperation,
    links: csr_array,
    groups: tuple[Flags, Flags],
    mediation: Mediation,
    allowed: Flags,
) -> tuple[int, int] | None:
    effects = np.where(allowed, score_link_effects(links, *groups, mediation.broker or 0), 0)
    if effects.max(initial=0) <= 0:
        return None
    rows, columns = np.nonzero(effects == effects.max())
    known = survey.candidates.prominence[here.nodes]
    best = np.lexsort((columns, rows, -(known[rows] + known[columns])))[0]
    return int(rows[best]), int(columns[best])


def _add(links: csr_array, one: int, other: int) -> csr_array:
    more = links.tolil(copy=True)
    more[one, other] = more[other, one] = 1
    return more.tocsr()


def _begin(
    survey: Survey, here: Cooperation, groups: tuple[Flags, Flags], mediation: Mediation
) -> list[tuple[int, int]]:
    """Return the links of the best known other institution with one of those that the broker joins, on each side."""
    schools = [place for place in np.flatnonzero(here.chains == "education").tolist() if place != mediation.broker]
    if not schools or (here.chains[groups[0] | groups[1]] == "education").any():
        return []
    known = survey.candidates.prominence[here.nodes]
    school = max(schools, key=lambda place: (known[place], -place))
    ends = np.union1d(mediation.pairs.first, mediation.pairs.second)
    sides = [ends[group[ends]] for group in groups]
    return [(school, int(side[np.lexsort((side, -known[side]))[0]])) for side in sides]
