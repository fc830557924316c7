"""The last links of a region: chains are linked as densely as anything else, in every city and in the whole.

Floors (an enterprise for every platform, an institution for every enterprise) favour some pairs of chains; what the
others lack is added here.  Density is counted as :mod:`chains.gaps.reading.layers` counts cooperation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from chains.simulate.builder import Builder
from chains.simulate.draft import Bond, Draft, Organisations, Ties, unique_pairs

if TYPE_CHECKING:
    from chains.simulate.draft import Floats, Ints

__all__ = ["balance_ties", "count_links", "expect_links"]

_E, _I, _R, _P = range(4)
_SIDES: Final = "eirp"


def count_links(ties: Ties, everyone: Organisations, cities: int) -> tuple[Floats, Floats]:
    """Return how many distinct links each two sides have: in each city (cities × 4 × 4), and in all (4 × 4).

    Sides are institutions, enterprises, research institutes and platforms, in this order.
    """
    side = np.select([everyone.education, everyone.industry], [_E, _I], _R)
    first, second, _ = ties.pairs(Bond.PARTNERSHIP, Bond.PROJECT, Bond.ALLIANCE)
    pairs = unique_pairs(first[first < second], second[first < second])
    hosts = ties.bond_kind[ties.bond] == Bond.PLATFORM
    one = np.concatenate([pairs[0], ties.member[hosts]])
    city = np.concatenate([everyone.city[pairs[1]], ties.bond_city[ties.bond[hosts]]])
    other = np.concatenate([side[pairs[1]], np.full(int(hosts.sum()), _P)])
    here, whole = np.zeros((cities, 4, 4)), np.zeros((4, 4))
    near = everyone.city[one] == city
    np.add.at(here, (city[near], side[one[near]], other[near]), 1.0)
    np.add.at(whole, (side[one], other), 1.0)
    return _both_ways(here), _both_ways(whole)


def expect_links(draft: Draft) -> tuple[Floats, Floats]:
    """Return for each city how many links of an institution and an enterprise chance would leave, and its chance of one.

    The second is the chance that any one link of the city joins an institution and an enterprise if it falls without
    regard to chains.
    """
    ties, everyone = draft.ties, draft.organisations
    links, _ = count_links(ties, everyone, draft.cities)
    platforms = ties.bond_city[ties.bond_kind == Bond.PLATFORM]
    size = sum(np.bincount(part, minlength=draft.cities) for part in (everyone.city, platforms))
    schools, firms = (
        np.bincount(everyone.city[part], minlength=draft.cities) for part in (everyone.education, everyone.industry)
    )
    # The counts of both orders of two sides are the same: half of them, and all within a side.
    total = np.triu(links).sum(axis=(1, 2))
    chance = 2.0 * schools * firms / (size * (size - 1.0))
    return np.asarray(total * chance), np.asarray(chance)


def _both_ways(counts: Floats) -> Floats:
    same = np.eye(4, dtype=bool)
    return np.where(same, counts, counts + np.swapaxes(counts, -1, -2))


def balance_ties(work: Builder) -> None:
    """Add links of innovation in every city, and links between cities, until no pair of chains is thinner than others."""
    here, _ = count_links(work.ties, work.all, work.cities)
    known = work.pairs_here("e", "e") + work.pairs_here("e", "i") + work.pairs_here("i", "i")
    density = (here[:, _E, _E] + here[:, _E, _I] + here[:, _I, _I]) / known
    for side, base in (("e", None), ("i", here[:, _I, _R] + here[:, _I, _P])):
        pairs = work.pairs_here(side, "r") + work.pairs_here(side, "p")
        # What was drawn with the density of the city is a sample of that; so is what is added.
        there = work.density * pairs if base is None else base
        _link_innovation(work, side, np.repeat(np.arange(work.cities), work.fill(density * pairs - there)), far=False)
    _balance_whole(work)


def _balance_whole(work: Builder) -> None:
    _, links = count_links(work.ties, work.all, work.cities)
    pairs = {
        key: work.pairs_here(*key).sum() + work.pairs_apart(*key) for key in ("ee", "ei", "ii", "er", "ep", "ir", "ip")
    }
    alike = (links[_E, _E] + links[_I, _I]) / (pairs["ee"] + pairs["ii"])
    lacking = int(max(round(alike * pairs["ei"] - links[_E, _I]), 0))
    work.ties.add(Bond.PARTNERSHIP, work.nowhere(lacking), work.anyone("e", lacking), work.anyone("i", lacking))
    density = (links[_E, _E] + links[_I, _I] + links[_E, _I] + lacking) / (pairs["ee"] + pairs["ei"] + pairs["ii"])
    for side, place in (("e", _E), ("i", _I)):
        wanted = density * (pairs[side + "r"] + pairs[side + "p"]) - links[place, _R] - links[place, _P]
        count = int(max(round(wanted), 0))
        cities = work.rng.choice(work.cities, count, p=work.sizes[side] / work.sizes[side].sum())
        _link_innovation(work, side, cities, far=True)


def _link_innovation(work: Builder, side: str, cities: Ints, *, far: bool) -> None:
    """Link an actor of a side in each of these cities to a platform or institute: there, or anywhere if *far*."""
    platforms = np.flatnonzero(work.ties.bond_kind == Bond.PLATFORM)
    place = np.concatenate([work.all.city[work.institutes], work.ties.bond_city[platforms]])
    actors = work.pick(side, cities)
    chosen = work.choose(place, None if far else cities, len(cities))
    hosted = chosen >= len(work.institutes)
    work.ties.join(platforms[chosen[hosted] - len(work.institutes)], actors[hosted])
    partners = work.institutes[chosen[~hosted]]
    kind = Bond.ALLIANCE if side == "e" else Bond.PROJECT
    work.ties.add(kind, work.nowhere(len(partners)), actors[~hosted], partners)
