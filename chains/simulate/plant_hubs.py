"""Institutions on whom too much hangs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.errors import Text
from chains.simulate.draft import Bond
from chains.simulate.keys import iri, iris
from chains.simulate.planter import Planter, take_turns
from chains.simulate.truth import Consequence, Plant

if TYPE_CHECKING:
    from chains.simulate.draft import Flags, Ints

__all__ = ["plant_hubs"]

_MOST_DEPENDENTS: Final = 8
_LEAST_DEPENDENTS: Final = 2
_BRIDGE: Final = (3, 12)
"""An institution is made the only bridge in cities with so many institutions."""


def plant_hubs(planter: Planter) -> Iterator[Plant]:
    """Yield institutions that are single points of failure from now on.

    By turns one on which enterprises depend (*effect* times eight of them, two at least, have no other tie), and one
    through which all links between education and industry of its city go (whatever the effect).
    """
    return take_turns(planter, _make_dependents(planter), _make_bridge(planter))


def _make_dependents(planter: Planter) -> Iterator[Plant]:
    wanted = max(_LEAST_DEPENDENTS, round(planter.effect * _MOST_DEPENDENTS))
    while True:
        large = planter.count_by_city(planter.draft.organisations.industry) >= wanted + 4
        city = next(iter(planter.free_cities(large)), None)
        if city is None:
            return
        school = int(planter.rng.choice(planter.schools(city)))
        firms = planter.firms(city)
        chosen = np.sort(planter.rng.choice(firms, wanted, replace=False))
        planter.hand_over(planter.draft.ties.rows_of(chosen).tolist(), np.setdiff1d(firms, chosen))
        for firm in chosen.tolist():
            planter.tie(Bond.PARTNERSHIP, school, firm)
            planter.tie(Bond.PROJECT, firm, school)
        planter.taken[city], planter.set_apart[chosen] = True, True
        place = planter.city_iri(city)
        what = Text("这些企业只与这所院校有联系", "the enterprises have no tie but to the institution")
        subject = iris("organisation", (school, *chosen.tolist()))
        brings = planter.thin_ways(city)
        yield Plant("single_point_of_failure", "dependents", subject, place, (), planter.effect, what, brings)


def _make_bridge(planter: Planter) -> Iterator[Plant]:
    everyone = planter.draft.organisations
    size = planter.count_by_city(everyone.education)
    while True:
        city = next(iter(planter.free_cities((size >= _BRIDGE[0]) & (size <= _BRIDGE[1]), small=True)), None)
        if city is None:
            return
        schools = planter.schools(city)
        bridge = int(planter.rng.choice(schools))
        _leave_other_plants(planter, city)
        planter.taken[city] = True
        _give_links_of_firms(planter, city, bridge)
        _give_links_of_schools(planter, city, bridge)
        for firm in planter.firms(city).tolist():
            planter.tie(Bond.PARTNERSHIP, bridge, firm)
        # The others lose their enterprises; a ring of alliances keeps them among each other.
        for school, other in zip(schools.tolist(), np.roll(schools, 1).tolist(), strict=True):
            planter.tie(Bond.ALLIANCE, school, other, city=city)
        place = planter.city_iri(city)
        what = Text(
            "该市院校与企业的联系都经过这所院校", "all links of the city's institutions and enterprises go through it"
        )
        subject = (iri("organisation", bridge),)
        kinds = ("lone_broker", "coordination_conflict")
        brings = (*(Consequence(kind, place) for kind in kinds), *planter.thin_ways(city))
        yield Plant("single_point_of_failure", "bridge", subject, place, (), 1.0, what, brings)


def _flag(planter: Planter, members: Ints) -> Flags:
    chosen = np.zeros(len(planter.set_apart), dtype=bool)
    chosen[members] = True
    return chosen


def _leave_other_plants(planter: Planter, city: int) -> None:
    """Put enterprises elsewhere in the place of the city's, in bonds with organisations of cities that have a plant."""
    ties, everyone = planter.draft.ties, planter.draft.organisations
    bonds = planter.with_side(planter.taken[everyone.city])
    rows = bonds[ties.bond] & np.isin(ties.member, planter.firms(city))
    heirs = np.setdiff1d(planter.helpers(everyone.industry), planter.firms(city))
    planter.hand_over(np.flatnonzero(rows).tolist(), heirs)


def _give_links_of_firms(planter: Planter, city: int, bridge: int) -> None:
    """Put the bridge in the place of every other institution that shares a bond with an enterprise of the city."""
    bonds = planter.with_side(_flag(planter, planter.firms(city)))
    ties = planter.draft.ties
    rows = bonds[ties.bond] & planter.draft.organisations.education[ties.member] & (ties.member != bridge)
    planter.hand_over(np.flatnonzero(rows).tolist(), np.array([bridge]))


def _give_links_of_schools(planter: Planter, city: int, bridge: int) -> None:
    """Put institutions elsewhere in the place of the city's others, in bonds with enterprises elsewhere."""
    ties, everyone = planter.draft.ties, planter.draft.organisations
    others = np.setdiff1d(planter.schools(city), [bridge])
    bonds = planter.with_side(everyone.industry)
    rows = bonds[ties.bond] & np.isin(ties.member, others)
    planter.hand_over(np.flatnonzero(rows).tolist(), planter.helpers(everyone.education))
