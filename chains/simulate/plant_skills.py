"""Skills short and in surplus, by what programmes teach in one city; what is asked for stays as it is.

Programmes are the same everywhere, so a city is given variants of them: programmes that differ in the one skill.
Where the city is a large part of the region, the mix of the region changes with it.
*Effect* is the part of the larger share that the smaller one lacks: 0.75 for a skill with a quarter of the share of
teaching that it has of demand; 1 for one that is not taught (not asked for) at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.errors import Text
from chains.names import mint_iri
from chains.simulate.keys import iri
from chains.simulate.labels import AREA
from chains.simulate.planter import Planter
from chains.simulate.truth import Consequence, Plant

if TYPE_CHECKING:
    from chains.simulate.draft import Flags, Ints

__all__ = ["plant_shortage", "plant_surplus"]

_LEAST: Final = 24
"""A skill is made short where so many postings ask for it and so many offerings teach it: less could be chance."""
_EVEN: Final = 1.5
"""... and where its two shares differ by less than this factor before."""
_COMMON: Final = 0.0125
"""A skill is brought into surplus that at least this share of all postings names (the family looks from 0.01 on)."""
_OFFERINGS: Final = 60


def plant_shortage(planter: Planter) -> Iterator[Plant]:
    """Yield skills that a city asks for and teaches less from now on."""
    asked, taught = planter.draft.asked(), planter.draft.taught()
    share = asked / asked.sum(axis=1, keepdims=True), taught / taught.sum(axis=1, keepdims=True)
    even = (share[0] < _EVEN * share[1]) & (share[1] < _EVEN * share[0])
    fit = (asked >= _LEAST) & (taught >= _LEAST) & even
    for city, skill in planter.rng.permutation(np.argwhere(fit)).tolist():
        if _is_used(planter, city, skill):
            continue
        now = planter.draft.taught()[city]
        left = round((1.0 - planter.effect) * float(share[0][city, skill]) * int(now.sum()))
        offers = _offers(planter, city, skill)
        chosen = planter.rng.permutation(offers)[: max(len(offers) - left, 0)]
        _switch(planter, chosen, skill, taught=False)
        yield _record(planter, "skill_shortage", "taught_less", skill, city)


def plant_surplus(planter: Planter) -> Iterator[Plant]:
    """Yield skills that a city teaches more from now on than it asks for."""
    draft = planter.draft
    asked, taught = draft.asked(), draft.taught()
    common = draft.named.sum(axis=0) / draft.postings.sum() >= _COMMON
    share = asked / asked.sum(axis=1, keepdims=True)
    recorded = np.bincount(
        draft.organisations.city[draft.offers[0][draft.teaching[draft.offers[1]]]],
        minlength=draft.cities,
    )
    # So many postings would ask for it if they asked for as much as is taught.
    expected = asked / (1.0 - planter.effect) if planter.effect < 1.0 else np.full(asked.shape, float(_LEAST))
    rare = (asked > 0) == (planter.effect < 1.0)
    fit = rare & common & (expected >= _LEAST) & (recorded >= _OFFERINGS)[:, None]
    for city, skill in planter.rng.permutation(np.argwhere(fit)).tolist():
        wanted = _surplus(planter, float(share[city, skill]), int(taught[city].sum()), float(asked[city].sum()))
        offers = _offers(planter, city, skill, taught=False)
        more = wanted - int(draft.taught()[city, skill])
        if _is_used(planter, city, skill) or more < _LEAST or more > len(offers) / 2:
            continue
        _switch(planter, planter.rng.permutation(offers)[:more], skill, taught=True)
        yield _record(planter, "skill_surplus", "taught_more", skill, city)


def _surplus(planter: Planter, share: float, taught: int, asked: float) -> int:
    """Return how many offerings must teach a skill so that its share of demand lacks the effect.

    Where it is not asked for at all, so many that one would expect at least 24 postings to ask for it.
    """
    wanted = _LEAST / asked if planter.effect == 1.0 else share / (1.0 - planter.effect)
    return int(np.ceil(wanted * taught))


def _is_used(planter: Planter, city: int, skill: int) -> bool:
    mine = {iri("skill", skill), planter.city_iri(city)}
    return any(mine <= {*plant.subject, plant.region} for plant in planter.plants)


def _offers(planter: Planter, city: int, skill: int, *, taught: bool = True) -> Ints:
    """Return the places, among all offerings, of a city's offerings on record that teach a skill, or do not."""
    draft = planter.draft
    here = draft.organisations.city[draft.offers[0]] == city
    develops = draft.vocabulary.develops[draft.offers[1]]
    return np.flatnonzero(here & develops.any(axis=1) & (develops[:, skill] == taught))


def _switch(planter: Planter, offers: Ints, skill: int, *, taught: bool) -> None:
    """Replace programmes of offerings by variants that teach a skill, or do not."""
    draft, words = planter.draft, planter.draft.vocabulary
    for programme in np.unique(draft.offers[1][offers]).tolist():
        skills: Flags = words.develops[programme].copy()
        skills[skill] = taught
        group = int(words.programme_group[programme])
        variant = words.add_programme(skills, words.targets[programme], programme, group=group)
        chosen = offers[draft.offers[1][offers] == programme]
        draft.offers[1, chosen] = variant


def _record(planter: Planter, kind: str, form: str, skill: int, city: int) -> Plant:
    what = {
        "taught_less": Text(
            "该市的专业不再（或较少）培养这项技能", "programmes of the city teach the skill no more, or less"
        ),
        "taught_more": Text("该市较多专业另外培养这项技能", "more programmes of the city teach the skill besides"),
    }[form]
    place, area, thing = planter.city_iri(city), mint_iri("region", AREA), iri("skill", skill)
    brings = (Consequence(kind, area, (), (thing, area)),)
    return Plant(kind, form, (thing, place), place, (), planter.effect, what, brings)
