"""Cities whose links fall behind their statistics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.errors import Text
from chains.simulate.draft import Bond
from chains.simulate.indicators import mark_linked, place_cities
from chains.simulate.planter import Planter
from chains.simulate.truth import Consequence, Plant

if TYPE_CHECKING:
    from chains.simulate.draft import Floats, Ints

__all__ = ["plant_conflicts"]

_HIGH: Final = 0.7
"""By its statistics a city surpasses at least this share of the others."""
_LEAST_ORGANISATIONS: Final = 20


def plant_conflicts(planter: Planter) -> Iterator[Plant]:
    """Yield cities whose statistics are fine and whose organisations work with other chains elsewhere from now on.

    Organisations give their places in bonds with other chains of the city to others elsewhere, until the city's
    standing by links is at most 1 - *effect* times that by statistics: at 1 no city has a lower share of organisations
    that are linked across chains.
    """
    everyone = planter.draft.organisations
    whole = np.bincount(everyone.city, minlength=planter.draft.cities)
    standing = place_cities(planter.draft.statistics)
    while True:
        fit = (standing >= _HIGH) & (whole >= _LEAST_ORGANISATIONS)
        city = next(iter(planter.free_cities(fit)), None)
        if city is None:
            return
        planter.taken[city] = True
        _unlink(planter, city, (1.0 - planter.effect) * float(standing[city]))
        place = planter.city_iri(city)
        what = Text(
            "该市统计指标靠前，但本地跨链合作的单位减少",
            "the statistics are high, and fewer organisations work with other chains of the city",
        )
        kinds = ("sparse_chain_pair", "lone_broker", "single_point_of_failure", "broken_chain")
        brings = (*(Consequence(kind, place) for kind in kinds), *planter.thin_ways(city))
        yield Plant("coordination_conflict", "unlinked", (place,), place, (), planter.effect, what, brings)


def _unlink(planter: Planter, city: int, standing: float) -> None:
    """Lead links across chains elsewhere until the city surpasses at most this share of the others by its links."""
    everyone = planter.draft.organisations
    here = np.flatnonzero(everyone.city == city)
    others = np.delete(_share_linked(planter), city)
    for member in planter.rng.permutation(here).tolist():
        linked = mark_linked(planter.draft.ties, everyone)
        share = linked[here].mean()
        # A tie counts half, as it does where standings are told.
        if ((others < share) + 0.5 * (others == share)).mean() <= standing + 1e-9:
            break
        if linked[member]:
            _leave(planter, city, member)
    planter.mend()


def _share_linked(planter: Planter) -> Floats:
    everyone, cities = planter.draft.organisations, planter.draft.cities
    linked = np.bincount(everyone.city[mark_linked(planter.draft.ties, everyone)], minlength=cities)
    return np.asarray(linked / np.bincount(everyone.city, minlength=cities))


def _leave(planter: Planter, city: int, member: int) -> None:
    """Give the places of an organisation in bonds with other chains of its city to others of its side elsewhere."""
    ties, everyone = planter.draft.ties, planter.draft.organisations
    sides = (everyone.education, everyone.industry, everyone.innovation)
    own = next(side for side in sides if side[member])
    bonds = planter.with_side((everyone.city == city) & ~own)
    rows: Ints = np.flatnonzero(bonds[ties.bond] & (ties.member == member))
    heirs = planter.helpers(own)
    planter.hand_over(rows.tolist(), heirs)
    if own is not sides[2] and not planter.has_outcome(np.array([member])).any():
        planter.tie(Bond.PROJECT, member, int(planter.rng.choice(planter.helpers(everyone.industry))))
