"""Industry chains of a city through which fewer ways lead than their links would give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.errors import Text
from chains.simulate.draft import Bond
from chains.simulate.keys import iri
from chains.simulate.planter import OUTCOMES, Planter
from chains.simulate.truth import Consequence, Plant

if TYPE_CHECKING:
    from chains.simulate.draft import Ints

__all__ = ["plant_thin"]

_LEAST_FIRMS: Final = 10


def plant_thin(planter: Planter) -> Iterator[Plant]:
    """Yield industry chains of cities whose enterprises take part in fewer projects and platforms from now on.

    Enterprises elsewhere take their places.  *Effect* is the part that is then missing of the places that as many
    enterprises of the region have on average; at 1 none is left, and all of the enterprises are dead ends.
    """
    draft = planter.draft
    while True:
        found = _find_chain(planter)
        if found is None:
            return
        city, chain, firms = found
        planter.taken[city] = True
        usual = len(draft.ties.rows_of(np.flatnonzero(draft.organisations.industry), *OUTCOMES))
        left = (1.0 - planter.effect) * len(firms) * usual / int(draft.organisations.industry.sum())
        rows = planter.rng.permutation(draft.ties.rows_of(firms, *OUTCOMES))
        chosen = rows[: max(len(rows) - round(left), 0)]
        planter.hand_over(chosen.tolist(), planter.helpers(draft.organisations.industry))
        _mend_without_projects(planter, city, firms)
        place = planter.city_iri(city)
        what = Text(
            "该市这条产业链的企业较少参加项目和平台", "its enterprises take part in fewer projects and platforms"
        )
        subject = (iri("chain", chain),)
        brings = (
            Consequence("dead_end", place, ("industry", "innovation")),
            Consequence("sparse_chain_pair", place),
            Consequence("broken_chain", place),
            Consequence("coordination_conflict", place),
            *planter.thin_ways(city, chain),
        )
        yield Plant("thin_passage", "projects", subject, place, (), planter.effect, what, brings)


def _find_chain(planter: Planter) -> tuple[int, int, Ints] | None:
    everyone = planter.draft.organisations
    for city in planter.free_cities(planter.count_by_city(everyone.industry) >= 2 * _LEAST_FIRMS):
        for chain in planter.rng.permutation(np.unique(everyone.chain[planter.firms(city)])).tolist():
            firms = planter.firms(city, chain)
            if len(firms) >= _LEAST_FIRMS:
                return city, int(chain), firms
    return None


def _mend_without_projects(planter: Planter, city: int, firms: Ints) -> None:
    """Give two partnerships to each of some enterprises that was left with one partner."""
    alone = firms[planter.count_partners()[firms] < 2]  # noqa: PLR2004  # see Planter.mend
    schools = planter.schools(city)
    for firm in alone.tolist():
        for school in planter.rng.choice(schools, min(2, len(schools)), replace=False).tolist():
            planter.tie(Bond.PARTNERSHIP, school, firm)
