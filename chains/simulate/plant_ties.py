"""Chains of a city linked less, and organisations that stand alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.errors import Text
from chains.simulate.balance import expect_links
from chains.simulate.draft import Bond, unique_pairs
from chains.simulate.keys import iri, iris
from chains.simulate.planter import Planter, take_turns
from chains.simulate.truth import Consequence, Plant

if TYPE_CHECKING:
    from chains.simulate.draft import Ints

__all__ = ["plant_isolated", "plant_sparse"]

_LEAST_LINKS: Final = 12
"""Links are taken from cities where chance alone would leave so many: of fewer, none at all could be chance."""
_LEAST_SCHOOLS: Final = 4
_JOINT: Final = (Bond.PARTNERSHIP, Bond.PROJECT)


def plant_sparse(planter: Planter) -> Iterator[Plant]:
    """Yield cities whose links between education and industry lead elsewhere from now on.

    A link of the city and a link between two other cities exchange their institutions: everybody keeps the number of
    ties.  *Effect* is the part that is then missing of the links that chance alone would leave.
    """
    tried = np.zeros(planter.draft.cities, dtype=bool)
    while True:
        expected, chance = expect_links(planter.draft)
        city = next(iter(planter.free_cities((expected >= _LEAST_LINKS) & ~tried)), None)
        if city is None:
            return
        tried[city] = planter.taken[city] = True
        here, apart = _joint_pairs(planter)
        pairs = planter.rng.permutation(np.stack(unique_pairs(*here[city][:, :2].T), axis=1))
        left = 1.0 - planter.effect
        # Links that are taken away are missing in the count and in what chance would leave.
        taken = (len(pairs) - left * expected[city]) / (1.0 - left * chance[city])
        chosen = pairs[: max(round(taken), 0)]
        rows = [row for row in here[city].tolist() if row[:2] in chosen.tolist()]
        if len(rows) > len(apart):
            planter.taken[city] = False
            continue
        for near, far in zip(rows, planter.rng.permutation(apart).tolist(), strict=False):
            _exchange(planter, near, far)
        place = planter.city_iri(city)
        kinds = ("coordination_conflict", "lone_broker")
        yield Plant(
            "sparse_chain_pair",
            "rewired",
            (place,),
            place,
            ("education", "industry"),
            planter.effect,
            Text(
                "该市院校与企业的联系改为与外地之间", "links of the city's institutions and enterprises lead elsewhere"
            ),
            (*(Consequence(kind, place) for kind in kinds), *planter.thin_ways(city)),
        )


def _joint_pairs(planter: Planter) -> tuple[dict[int, Ints], Ints]:
    """Return the bonds of one institution and one enterprise as (institution, enterprise, bond): by city, and others.

    The others join two cities, neither of which has a plant.
    """
    first, second, bond = planter.draft.ties.pairs(*_JOINT)
    everyone = planter.draft.organisations
    chosen = everyone.education[first] & everyone.industry[second]
    rows = np.stack([first[chosen], second[chosen], bond[chosen]], axis=1)
    one, other = everyone.city[rows[:, 0]], everyone.city[rows[:, 1]]
    near = {int(city): rows[(one == city) & (other == city)] for city in np.unique(one)}
    return near, rows[(one != other) & ~planter.taken[one] & ~planter.taken[other]]


def _exchange(planter: Planter, near: list[int], far: list[int]) -> None:
    """Exchange the institutions of two bonds."""
    ties = planter.draft.ties
    one = (ties.bond == near[2]) & (ties.member == near[0])
    other = (ties.bond == far[2]) & (ties.member == far[0])
    ties.member[one], ties.member[other] = far[0], near[0]


def plant_isolated(planter: Planter) -> Iterator[Plant]:
    """Yield organisations that stand alone from now on; others of the city get their ties.

    By turns an institution (whatever the effect: it has a tie or none), and enterprises of an industry chain, of which
    *effect* is the share that stands alone; every segment keeps one that does not.
    """
    return take_turns(planter, _isolate_school(planter), _isolate_firms(planter))


def _isolate_school(planter: Planter) -> Iterator[Plant]:
    draft = planter.draft
    offering = np.bincount(draft.offers[0], minlength=len(planter.set_apart))
    while True:
        city = next(
            iter(
                planter.free_cities(planter.count_by_city(draft.organisations.education) >= _LEAST_SCHOOLS, small=True)
            ),
            None,
        )
        if city is None:
            return
        schools = planter.schools(city)
        known = schools[offering[schools] > 0]
        school = int(planter.rng.choice(known))
        planter.hand_over(draft.ties.rows_of(np.array([school])).tolist(), np.setdiff1d(schools, [school]))
        planter.taken[city], planter.set_apart[school] = True, True
        place = planter.city_iri(city)
        what = Text("这所院校不再有任何联系", "the institution has no tie any more")
        yield Plant("isolated", "institution", (iri("organisation", school),), place, (), 1.0, what)


def _isolate_firms(planter: Planter) -> Iterator[Plant]:
    draft = planter.draft
    while True:
        found = planter.find_spare_firms()
        if found is None:
            return
        city, chosen = found
        heirs = np.setdiff1d(planter.firms(city), chosen)
        planter.hand_over(draft.ties.rows_of(chosen).tolist(), heirs)
        planter.taken[city], planter.set_apart[chosen] = True, True
        place = planter.city_iri(city)
        what = Text("这些企业不再有任何联系", "the enterprises have no tie any more")
        chain = int(draft.organisations.chain[chosen[0]])
        brings = (
            Consequence("dead_end", place, ("industry", "innovation")),
            Consequence("coordination_conflict", place),
            *planter.thin_ways(city, chain),
        )
        subject = iris("organisation", chosen.tolist())
        yield Plant("isolated", "enterprises", subject, place, (), planter.effect, what, brings)
