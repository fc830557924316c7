"""The way from education to innovation, broken, weak at one step, or ending dead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.errors import Text
from chains.simulate.draft import Bond
from chains.simulate.keys import iri, iris
from chains.simulate.passage import reach_shares
from chains.simulate.planter import OUTCOMES, Planter, take_turns
from chains.simulate.truth import Consequence, Plant

if TYPE_CHECKING:
    from chains.simulate.draft import Ints

__all__ = ["plant_broken", "plant_dead_ends", "plant_weakest"]

_LEAST_FIRMS: Final = 6
_HALF: Final = 0.5
_ASKS: Final = ("talent", "industry")


def plant_broken(planter: Planter) -> Iterator[Plant]:
    """Yield industry chains of cities, and cities, whose way to innovation is broken from now on.

    By turns an industry chain, of whose segments in the city the share *effect* has no enterprise any more that works
    with an institution; and a city whose demand names no industry chain (whatever the effect).
    """
    return take_turns(planter, _break_segments(planter), _break_way(planter))


def _break_segments(planter: Planter) -> Iterator[Plant]:
    everyone = planter.draft.organisations
    while True:
        found = _find_segments(planter)
        if found is None:
            return
        city, chain, segments = found
        chosen = planter.rng.permutation(segments)[: max(1, round(planter.effect * len(segments)))]
        firms = planter.firms(city, chain)
        targets = firms[np.isin(everyone.segment[firms], chosen)]
        _leave_education(planter, city, targets)
        planter.taken[city] = True
        place = planter.city_iri(city)
        what = Text(
            "该市这条产业链的这些环节不再有与院校合作的企业",
            "no enterprise of these segments works with an institution",
        )
        subject = (iri("chain", chain), *iris("segment", sorted(chosen.tolist())))
        brings = (Consequence("coordination_conflict", place), *planter.thin_ways(city, chain))
        yield Plant("broken_chain", "segments", subject, place, (), planter.effect, what, brings)


def _find_segments(planter: Planter) -> tuple[int, int, Ints] | None:
    """Return a city, an industry chain, and its segments there: two or more, with enough enterprises besides."""
    everyone = planter.draft.organisations
    for city in planter.free_cities(planter.count_by_city(everyone.industry) >= _LEAST_FIRMS):
        here = planter.firms(city)
        for chain in planter.rng.permutation(np.unique(everyone.chain[here])).tolist():
            segments = np.unique(everyone.segment[here[everyone.chain[here] == chain]])
            segments = segments[segments >= 0]
            others = len(here) - int(np.isin(everyone.segment[here], segments).sum())
            if len(segments) > 1 and others >= 3:  # noqa: PLR2004  # those who get the ties
                return city, int(chain), segments
    return None


def _leave_education(planter: Planter, city: int, targets: Ints) -> None:
    """Give the bonds of enterprises with institutions to others of the city; each keeps a project."""
    ties = planter.draft.ties
    heirs = np.setdiff1d(planter.firms(city), targets)
    bonds = planter.with_side(planter.draft.organisations.education)
    planter.hand_over(np.flatnonzero(bonds[ties.bond] & np.isin(ties.member, targets)).tolist(), heirs)
    for firm in targets[~planter.has_outcome(targets)].tolist():
        planter.tie(Bond.PROJECT, firm, int(planter.rng.choice(heirs)))


def _break_way(planter: Planter) -> Iterator[Plant]:
    while True:
        city = next(iter(planter.free_cities(np.ones(planter.draft.cities, dtype=bool), small=True)), None)
        if city is None:
            return
        planter.draft.posting_chain[city] = -1
        planter.taken[city] = True
        place = planter.city_iri(city)
        what = Text("该市的需求不再写明产业链", "demand of the city names no industry chain")
        brings = (Consequence("sparse_chain_pair", place, _ASKS), *planter.thin_ways(city))
        yield Plant("broken_chain", "way", (place,), place, (), 1.0, what, brings)


def plant_weakest(planter: Planter) -> Iterator[Plant]:
    """Yield cities in which one step of the way is the weakest from now on.

    By turns the step from education to talent (programmes that lead to no occupation asked for here) and that from
    talent to industry (industry chains that the demand does not name).  Of the programmes at most 1 - *effect* / 2 of
    what the other steps let through comes through the step.
    """
    return take_turns(planter, _weaken_first(planter), _weaken_second(planter))


def _weaken_first(planter: Planter) -> Iterator[Plant]:
    words = planter.draft.vocabulary
    while True:
        asked = planter.draft.posting_chain >= 0
        silent = np.array([~np.isin(np.arange(words.groups), words.occupation_group[row]).all() for row in asked])
        city = next(iter(planter.free_cities(silent, small=True)), None)
        if city is None:
            return
        arriving, _, reached = reach_shares(planter.draft, city)
        programmes = _comparable(planter, city)
        share = reached * (1.0 - _HALF * planter.effect) * arriving
        more = int(np.ceil(len(programmes) * (1.0 / share - 1.0)))
        unasked = np.flatnonzero(~np.isin(words.occupation_group, words.occupation_group[asked[city]]))
        elsewhere = unasked[planter.draft.postings[:, unasked].sum(axis=0) > 0]
        _offer_aimless(planter, city, planter.rng.choice(elsewhere, more))
        planter.taken[city] = True
        place = planter.city_iri(city)
        what = Text(
            "该市许多专业不通向本地需求的职业", "many programmes of the city lead to no occupation that it asks for"
        )
        pair = ("education", "talent")
        kinds = ("dead_end", "sparse_chain_pair")
        brings = (*(Consequence(kind, place, pair) for kind in kinds), *planter.thin_ways(city))
        yield Plant("weakest_step", "programmes", (place,), place, pair, planter.effect, what, brings)


def _comparable(planter: Planter, city: int) -> Ints:
    draft = planter.draft
    programmes = np.unique(draft.offers[1][draft.organisations.city[draft.offers[0]] == city])
    return np.asarray(programmes[draft.vocabulary.targets[programmes].sum(axis=1) > 0])


def _offer_aimless(planter: Planter, city: int, occupations: Ints) -> None:
    """Offer new programmes in a city that lead to these occupations and develop no skill."""
    draft, words = planter.draft, planter.draft.vocabulary
    nothing, found = np.zeros(words.develops.shape[1], dtype=bool), []
    for occupation in occupations.tolist():
        leads = np.arange(len(words.occupation_group)) == occupation
        programme = words.add_programme(nothing, leads, 0, group=int(words.occupation_group[occupation]))
        found.append((int(planter.rng.choice(planter.schools(city))), programme))
    draft.offers = np.concatenate([draft.offers, np.array(found, dtype=np.int64).reshape(-1, 2).T], axis=1)


def _weaken_second(planter: Planter) -> Iterator[Plant]:
    draft = planter.draft
    while True:
        several = np.array([len(np.unique(row[row >= 0])) > 2 for row in draft.posting_chain])  # noqa: PLR2004
        city = next((place for place in planter.free_cities(several) if _silence_chains(planter, place)), None)
        if city is None:
            return
        planter.taken[city] = True
        place = planter.city_iri(city)
        what = Text("该市的需求大多不写明产业链", "most demand of the city names no industry chain")
        brings = (Consequence("sparse_chain_pair", place, _ASKS), *planter.thin_ways(city))
        yield Plant("weakest_step", "demand", (place,), place, _ASKS, planter.effect, what, brings)


def _silence_chains(planter: Planter, city: int) -> bool:
    """Let demand name fewer industry chains until the step is weak enough; say whether it could be done."""
    draft = planter.draft
    before = draft.posting_chain[city].copy()
    chains = planter.rng.permutation(np.unique(before[before >= 0]))
    for chain in chains[:-1].tolist():
        draft.posting_chain[city][before == chain] = -1
        arriving, from_demand, reached = reach_shares(draft, city)
        if max(arriving, from_demand) <= reached * (1.0 - _HALF * planter.effect):
            return True
    draft.posting_chain[city] = before
    return False


def plant_dead_ends(planter: Planter) -> Iterator[Plant]:
    """Yield what the way enters and does not leave from now on, by turns in three forms.

    An occupation to which no programme of the city leads any more, and an industry chain that asks for occupations and
    has no enterprise in the city: the group of occupations is chosen whose share of the city's postings is nearest to
    *effect* times that of the largest.  Enterprises without a project or platform: the share *effect* of those of an
    industry chain, less those that their segments cannot spare.
    """
    return take_turns(planter, _untaught(planter), _hostless(planter), _idle(planter))


def _choose_group(planter: Planter, city: int, groups: Ints) -> int:
    words = planter.draft.vocabulary
    size = np.zeros(words.groups)
    np.add.at(size, words.occupation_group, planter.draft.postings[city])
    return int(groups[np.abs(size[groups] - planter.effect * size.max()).argmin()])


def _untaught(planter: Planter) -> Iterator[Plant]:
    draft, words = planter.draft, planter.draft.vocabulary
    while True:
        city = next(iter(planter.free_cities(draft.city_groups.sum(axis=1) > 2, small=True)), None)  # noqa: PLR2004
        if city is None:
            return
        elsewhere = np.delete(draft.city_groups, city, axis=0).any(axis=0)
        group = _choose_group(planter, city, np.flatnonzero(draft.city_groups[city] & elsewhere))
        here = draft.organisations.city[draft.offers[0]] == city
        for programme in np.unique(draft.offers[1][here & (words.programme_group[draft.offers[1]] == group)]).tolist():
            nothing = np.zeros(len(words.occupation_group), dtype=bool)
            variant = words.add_programme(words.develops[programme], nothing, programme, group=group)
            draft.offers[1, here & (draft.offers[1] == programme)] = variant
        planter.taken[city] = True
        place = planter.city_iri(city)
        what = Text("该市没有专业再通向这个职业", "no programme of the city leads to the occupation any more")
        asked = np.flatnonzero((words.occupation_group == group) & (draft.postings[city] > 0))
        others = (Consequence("dead_end", place, ("education", "talent")),) if len(asked) > 1 else ()
        brings = (*others, *planter.thin_ways(city))
        subject = (iri("occupation", int(asked[draft.postings[city, asked].argmax()])),)
        yield Plant("dead_end", "occupation", subject, place, (), planter.effect, what, brings)


def _hostless(planter: Planter) -> Iterator[Plant]:
    draft, words = planter.draft, planter.draft.vocabulary
    firms = draft.organisations.industry
    while True:
        present = np.zeros((draft.cities, words.chains), dtype=bool)
        present[draft.organisations.city[firms], draft.organisations.chain[firms]] = True
        fit = ~present.all(axis=1) & (draft.city_groups.sum(axis=1) > 2)  # noqa: PLR2004
        city = next(iter(planter.free_cities(fit, small=True)), None)
        if city is None:
            return
        group = _choose_group(planter, city, np.flatnonzero(draft.city_groups[city]))
        chain = int(planter.rng.choice(np.flatnonzero(~present[city] & present.any(axis=0))))
        asking = (words.occupation_group == group) & (draft.posting_chain[city] >= 0)
        draft.posting_chain[city, asking] = chain
        planter.taken[city] = True
        place = planter.city_iri(city)
        what = Text(
            "该市需求写明的这条产业链在本地没有企业",
            "demand names an industry chain that has no enterprise in the city",
        )
        brings = planter.thin_ways(city)
        yield Plant("dead_end", "chain", (iri("chain", chain),), place, (), planter.effect, what, brings)


def _idle(planter: Planter) -> Iterator[Plant]:
    draft = planter.draft
    while True:
        found = planter.find_spare_firms()
        if found is None:
            return
        city, chosen = found
        rows = draft.ties.rows_of(chosen, *OUTCOMES).tolist()
        heirs = np.setdiff1d(planter.firms(city), chosen)
        planter.hand_over(rows, heirs)
        for firm in chosen.tolist():
            planter.tie(Bond.ALLIANCE, firm, int(planter.rng.choice(heirs)), city=city)
            planter.tie(Bond.PARTNERSHIP, int(planter.rng.choice(planter.schools(city))), firm)
        planter.taken[city] = True
        place = planter.city_iri(city)
        what = Text("这些企业不再有项目或平台", "the enterprises have no project or platform any more")
        subject, brings = (
            iris("organisation", chosen.tolist()),
            planter.thin_ways(city, int(draft.organisations.chain[chosen[0]])),
        )
        yield Plant("dead_end", "enterprises", subject, place, (), planter.effect, what, brings)
