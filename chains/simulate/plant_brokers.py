"""One organisation that stands alone between two chains of a city."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.errors import Text
from chains.simulate.draft import Bond
from chains.simulate.keys import iri, iris
from chains.simulate.planter import Planter
from chains.simulate.truth import Consequence, Plant

if TYPE_CHECKING:
    from chains.simulate.draft import Flags, Ints

__all__ = ["plant_brokers"]

_MOST: Final = (4, 6)
_LEAST: Final = (2, 3)
"""Institutions and enterprises whom a broker is made to join: at effect 1, and at least."""


def plant_brokers(planter: Planter) -> Iterator[Plant]:
    """Yield research institutes that alone join the institutions and the enterprises of their city from now on.

    Links of the city's institutions and enterprises lead elsewhere, and what other institutes of the city share with its
    institutions goes to the broker.  *Effect* is the size: the broker works with *effect* times four institutions and
    six enterprises (two and three at least), besides those that it worked with before.
    """
    everyone = planter.draft.organisations
    sizes = [max(least, round(planter.effect * most)) for most, least in zip(_MOST, _LEAST, strict=True)]
    while True:
        schools, firms, institutes = map(
            planter.count_by_city, (everyone.education, everyone.industry, everyone.innovation)
        )
        fit = (schools >= sizes[0]) & (firms >= sizes[1]) & (institutes > 0)
        city = next(iter(planter.free_cities(fit, small=True)), None)
        if city is None:
            return
        broker = int(planter.rng.choice(everyone.in_city(city, everyone.innovation)))
        planter.taken[city] = True
        _lead_elsewhere(planter, city)
        _give_to_broker(planter, city, broker)
        ends = _join(planter, city, broker, sizes)
        place = planter.city_iri(city)
        what = Text(
            "该市院校与企业只有通过这家研究院才有共同伙伴", "only the institute joins institutions and enterprises"
        )
        subject = (iri("organisation", broker), *iris("organisation", ends.tolist()))
        brings = (
            Consequence("lone_broker", place),
            Consequence("sparse_chain_pair", place),
            Consequence("single_point_of_failure", place),
            Consequence("broken_chain", place),
            Consequence("coordination_conflict", place),
            *planter.thin_ways(city),
        )
        yield Plant("lone_broker", "institute", subject, place, (), planter.effect, what, brings)


def _lead_elsewhere(planter: Planter, city: int) -> None:
    """Put institutions of cities without a plant in the place of the city's, in bonds with its enterprises."""
    ties = planter.draft.ties
    bonds = planter.with_side(_flag(planter, planter.firms(city)))
    rows = bonds[ties.bond] & np.isin(ties.member, planter.schools(city))
    planter.hand_over(np.flatnonzero(rows).tolist(), planter.helpers(planter.draft.organisations.education))


def _give_to_broker(planter: Planter, city: int, broker: int) -> None:
    """Put the broker in the place of the city's other institutes, in bonds with its institutions."""
    ties, everyone = planter.draft.ties, planter.draft.organisations
    bonds = planter.with_side(_flag(planter, planter.schools(city)))
    others = np.setdiff1d(everyone.in_city(city, everyone.innovation), [broker])
    rows = bonds[ties.bond] & np.isin(ties.member, others)
    planter.hand_over(np.flatnonzero(rows).tolist(), np.array([broker]))


def _join(planter: Planter, city: int, broker: int, sizes: list[int]) -> Ints:
    """Tie so many institutions and enterprises of the city to the broker and return them."""
    schools, firms = (
        np.sort(planter.rng.choice(members, size, replace=False))
        for members, size in zip((planter.schools(city), planter.firms(city)), sizes, strict=True)
    )
    for school in schools.tolist():
        planter.tie(Bond.ALLIANCE, broker, school, city=city)
    for firm in firms.tolist():
        planter.tie(Bond.PROJECT, broker, firm)
    planter.mend()
    return np.concatenate([schools, firms])


def _flag(planter: Planter, members: Ints) -> Flags:
    chosen = np.zeros(len(planter.set_apart), dtype=bool)
    chosen[members] = True
    return chosen
