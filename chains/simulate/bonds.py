"""Who works with whom: partnerships, projects, platforms and alliances, without regard to chains.

In a city all pairs of actors (institutions, enterprises, research institutes, platforms) are linked with one density,
whatever chains they belong to, and so are the pairs of two cities; only two platforms cannot be linked.  Labels of
chains could thus be shuffled, which is what the null of :mod:`chains.gaps.density.finder` says.  How the links of a kind are
spread over the actors follows their activity, with the floors that :mod:`chains.simulate.figures` names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.simulate import figures
from chains.simulate.balance import balance_ties
from chains.simulate.builder import Builder
from chains.simulate.draft import Bond, Organisations, Ties, Vocabulary, unique_pairs
from chains.simulate.draws import Pools, draw_counts

if TYPE_CHECKING:
    from numpy.random import Generator

    from chains.simulate.draft import Flags, Floats, Ints

__all__ = ["draw_ties", "fit_chains"]

_LEAST_FIT: Final = 0.15
"""Weight of an institution for an enterprise of an industry chain that it teaches nothing for."""


def fit_chains(organisations: Organisations, vocabulary: Vocabulary, offers: Ints) -> Floats:
    """Return organisations × industry chains: the share of an institution's offerings on record that are for a chain."""
    group = vocabulary.programme_group[offers[1]]
    counts = np.zeros((len(organisations.kind), vocabulary.chains))
    np.add.at(counts, (offers[0][group >= 0], vocabulary.group_chain[group[group >= 0]]), 1.0)
    return np.asarray(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0))


def draw_ties(
    rng: Generator, organisations: Organisations, vocabulary: Vocabulary, offers: Ints, platforms: Ints
) -> Ties:
    """Return the ties of a region."""
    work = Builder(rng, organisations, fit_chains(organisations, vocabulary, offers), platforms)
    _join_schools_and_firms(work)
    _host_platforms(work, platforms)
    _join_institutes(work)
    _join_like(work)
    _raise_floors(work)
    balance_ties(work)
    _add_solo_projects(work)
    return work.ties


def _join_schools_and_firms(work: Builder) -> None:
    """Give every enterprise a partner in education, near or far, and every institution an enterprise near it."""
    rng, everyone = work.rng, work.all
    near = rng.random(len(work.firms)) < figures.SAME_CITY
    schools = np.where(near, _fitting_schools(work, work.firms), work.anyone("e", len(work.firms)))
    alone = np.setdiff1d(work.schools, schools[near])
    pairs = (np.concatenate([schools, alone]), np.concatenate([work.firms, work.pick("i", everyone.city[alone])]))
    first_project = np.concatenate([np.zeros(len(schools), bool), np.ones(len(alone), bool)])
    joint = first_project | (rng.random(len(pairs[0])) < figures.JOINT_PROJECTS)
    joint &= everyone.city[pairs[0]] == everyone.city[pairs[1]]
    for kind, chosen in ((Bond.PROJECT, joint), (Bond.PARTNERSHIP, ~joint)):
        work.ties.add(kind, work.nowhere(int(chosen.sum())), pairs[0][chosen], pairs[1][chosen])


def _fitting_schools(work: Builder, firms: Ints) -> Ints:
    """Return for each enterprise an institution of its city, by activity and by what it teaches for its chain."""
    chains = work.fit.shape[1]
    weights = work.all.weight[work.schools, None] * (_LEAST_FIT + work.fit[work.schools])
    keys = work.all.city[work.schools, None] * chains + np.arange(chains)
    place = Pools(keys.ravel(), weights.ravel()).pick(work.rng, work.all.city[firms] * chains + work.all.chain[firms])
    return np.asarray(work.schools[place // chains])


def _host_platforms(work: Builder, platforms: Ints) -> None:
    """Give every platform an enterprise as host, and further hosts of every side as the density asks."""
    place = np.repeat(np.arange(work.cities), platforms)
    bonds = work.ties.add(Bond.PLATFORM, place, work.pick("i", place))
    pool = Pools(place, np.ones(len(place)))
    nothing = np.zeros(work.cities)
    floors = {"i": work.sizes["p"], "e": nothing, "r": nothing}
    for side, floor in floors.items():
        cities = work.local("p", side, floor)
        chosen = pool.pick(work.rng, cities)
        work.ties.join(bonds[chosen], work.pick(side, cities))
        here = (work.density * work.pairs_here("p", side)).sum()
        whole = work.wide * work.sizes["p"].sum() * work.sizes[side].sum()
        more = int(work.rng.poisson(max(whole - max(here, len(bonds) if side == "i" else 0), 0.0)))
        work.ties.join(work.rng.choice(bonds, more), work.anyone(side, more))


def _join_institutes(work: Builder) -> None:
    """Join research institutes to enterprises in projects, and to institutions and each other in alliances."""
    place = work.all.city[work.institutes]
    work.ties.add(Bond.PROJECT, work.nowhere(len(place)), work.institutes, work.pick("i", place))
    cities = work.local("r", "i", work.sizes["r"])
    work.ties.add(Bond.PROJECT, work.nowhere(len(cities)), work.pick("r", cities), work.pick("i", cities))
    one, other = work.far("r", "i")
    work.ties.add(Bond.PROJECT, work.nowhere(len(one)), one, other)
    for side in ("e", "r"):
        cities = work.local("r", side)
        pair = work.pick("r", cities), work.pick(side, cities)
        apart = pair[0] != pair[1]
        work.ties.add(Bond.ALLIANCE, cities[apart], pair[0][apart], pair[1][apart])
        one, other = work.far("r", side)
        work.ties.add(Bond.ALLIANCE, work.nowhere(len(one)), one, other)


def _join_like(work: Builder) -> None:
    """Join institutions to institutions in alliances, enterprises to enterprises in alliances and projects."""
    firms = work.firms
    partners = work.pick("i", work.all.city[firms])
    idle = ~np.isin(firms, work.ties.member[work.ties.rows_of(firms, Bond.PROJECT, Bond.PLATFORM)])
    chosen = idle & (partners != firms)
    work.ties.add(Bond.PROJECT, work.nowhere(int(chosen.sum())), firms[chosen], partners[chosen])
    spent = np.bincount(work.all.city[firms[chosen]], minlength=work.cities)
    for side, less in (("e", np.zeros(work.cities)), ("i", spent.astype(np.float64))):
        _ally(work, side, np.maximum(work.density * work.pairs_here(side, side) - less, 0.0))


def _ally(work: Builder, side: str, pairs: Floats) -> None:
    """Add alliances within cities, and one after the other without a city, whose members make so many pairs."""
    drawn: list[tuple[int, Ints]] = []
    for city in np.flatnonzero(pairs >= 1).tolist():
        here = work.members[side][work.all.city[work.members[side]] == city]
        drawn += [(city, members) for members in _draw_alliances(work, here, int(work.rng.poisson(pairs[city])))]
    apart = len(work.far(side, side)[0])
    drawn += [(-1, members) for members in _draw_alliances(work, work.members[side], apart)]
    bonds = work.ties.add(Bond.ALLIANCE, np.array([city for city, _ in drawn], dtype=np.int64))
    sizes = [len(members) for _, members in drawn]
    work.ties.join(np.repeat(bonds, sizes), np.concatenate([work.nowhere(0), *(members for _, members in drawn)]))


def _draw_alliances(work: Builder, members: Ints, pairs: int) -> Iterator[Ints]:
    """Yield the members of alliances, by activity, until no pair is left over."""
    weights = work.all.weight[members]
    while pairs > 0:
        drawn = int(draw_counts(work.rng, figures.ALLIANCE_MEMBERS, 1)[0])
        count = int(min(drawn, len(members), (1 + (1 + 8 * pairs) ** 0.5) // 2))
        if count < 2:  # noqa: PLR2004  # an alliance has two members
            return
        yield np.asarray(work.rng.choice(members, count, replace=False, p=weights / weights.sum()))
        pairs -= count * (count - 1) // 2


def _raise_floors(work: Builder) -> None:
    """Give a project with an enterprise to whoever lacks one, or has ties to fewer than two others.

    The enterprise lies near, unless that was tried twice: the only one near may be a partner already.
    """
    for far in (False, False, True, True):
        _give_projects(work, ~_has_outcome(work) & (work.all.education | work.all.industry), far=far)
        _give_projects(work, _count_partners(work.ties, len(work.all.kind)) < 2, far=far)  # noqa: PLR2004  # see above


def _give_projects(work: Builder, lacking: Flags, *, far: bool) -> None:
    members = np.flatnonzero(lacking)
    partners = work.anyone("i", len(members)) if far else work.pick("i", work.all.city[members])
    apart = members != partners
    work.ties.add(Bond.PROJECT, work.nowhere(int(apart.sum())), members[apart], partners[apart])


def _has_outcome(work: Builder) -> Flags:
    found = np.zeros(len(work.all.kind), dtype=bool)
    rows = np.isin(work.ties.bond_kind[work.ties.bond], (Bond.PROJECT, Bond.PLATFORM))
    found[work.ties.member[rows]] = True
    return found


def _count_partners(ties: Ties, organisations: int) -> Ints:
    """Return with how many distinct others each organisation shares a bond."""
    first, second, _ = ties.pairs()
    return np.bincount(unique_pairs(first, second)[0], minlength=organisations)


def _add_solo_projects(work: Builder) -> None:
    """Add projects of single enterprises: more in the cities whose enterprises take part in fewer, most of the most active.

    So enterprises take part in as many projects and platforms everywhere, or as nearly as these projects can make it.
    """
    count = int(work.rng.poisson(figures.SOLO_PROJECTS * len(work.firms)))
    rows = work.ties.rows_of(work.firms, Bond.PROJECT, Bond.PLATFORM)
    there = np.bincount(work.all.city[work.ties.member[rows]], minlength=work.cities)
    usual = (len(rows) + count) / len(work.firms)
    lacking = np.maximum(usual * work.sizes["i"] - there, 0.0)
    cities = work.rng.choice(work.cities, count, p=lacking / lacking.sum())
    work.ties.add(Bond.PROJECT, work.nowhere(count), work.pick("i", cities))
