"""What is asked for: postings by city and occupation, and by occupation and skill, with one mix of what is taught."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chains.simulate import figures
from chains.simulate.draft import Draft, Organisations, Vocabulary, unique_pairs

if TYPE_CHECKING:
    from numpy.random import Generator

    from chains.simulate.draft import Flags, Floats, Ints

__all__ = ["draw_named", "draw_postings", "teach_what_is_asked"]

_MOST_NAMED = 0.85
"""No skill is named by more than this share of an occupation's postings."""


def draw_postings(
    rng: Generator, organisations: Organisations, vocabulary: Vocabulary, offers: Ints, cities: int, scale: float
) -> Ints:
    """Return postings as cities × occupations.

    A city has postings in proportion to the skills that its offerings teach, more or less.  It asks for groups of occupations in the proportions in which it teaches them (skills taught by its offerings,
    for a posting names as many of every group), and at least once for each that it teaches.
    """
    taught = np.zeros((cities, vocabulary.groups))
    group, depth = vocabulary.programme_group[offers[1]], vocabulary.develops[offers[1]].sum(axis=1)
    known = group >= 0
    # A skill is a mention: an offering counts once for each skill that it teaches.
    np.add.at(taught, (organisations.city[offers[0]][known], group[known]), depth[known])
    shares = taught / taught.sum(axis=1, keepdims=True)
    size = taught.sum(axis=1) * rng.lognormal(0.0, figures.POSTINGS_SPREAD, cities)
    expected = figures.POSTINGS_OF_A_CITY * scale * cities * size / size.sum()
    postings = np.maximum(np.rint(expected), figures.LEAST_POSTINGS).astype(np.int64)
    by_group = np.maximum(rng.multinomial(postings, shares), taught > 0)
    found = np.zeros((cities, len(vocabulary.occupation_group)), dtype=np.int64)
    for number in range(vocabulary.groups):
        here = np.flatnonzero(vocabulary.occupation_group == number)
        found[:, here] = rng.multinomial(by_group[:, number], vocabulary.occupation_weight[here])
    return found


def draw_named(rng: Generator, vocabulary: Vocabulary, offers: Ints, postings: Ints) -> Ints:
    """Return occupations × skills: the postings of the whole region that name a skill.

    Within a group the postings name skills in the proportions in which all its offerings teach them; which occupation
    of the group names which skill how often is drawn.
    """
    rates = _draw_rates(rng, vocabulary, _mix_of_groups(vocabulary, offers))
    whole = postings.sum(axis=0)
    named = rng.binomial(whole[:, None], rates)
    # An occupation of which no posting named a skill would stand in with all that it requires.
    silent = np.flatnonzero((named.sum(axis=1) == 0) & (whole > 0))
    named[silent, rates[silent].argmax(axis=1)] = 1
    return np.asarray(named, dtype=np.int64)


def _mix_of_groups(vocabulary: Vocabulary, offers: Ints) -> Floats:
    """Return groups × skills: the share of each skill in what a group's offerings teach."""
    times = np.bincount(offers[1], minlength=len(vocabulary.programme_group))
    counts = np.zeros((vocabulary.groups, vocabulary.develops.shape[1]))
    known = vocabulary.recorded
    np.add.at(counts, vocabulary.programme_group[known], vocabulary.develops[known] * times[known, None])
    return np.asarray(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0))


def _draw_rates(rng: Generator, vocabulary: Vocabulary, mix: Floats) -> Floats:
    """Return occupations × skills: the share of an occupation's postings that name a skill."""
    group, weight = vocabulary.occupation_group, vocabulary.occupation_weight
    taste = rng.gamma(1.5, size=(len(group), mix.shape[1]))
    taste *= rng.random(taste.shape) < figures.NAMED_BY_AN_OCCUPATION
    whole = np.zeros_like(mix)
    np.add.at(whole, group, taste * weight[:, None])
    # Where no occupation of the group took to a skill, all of them name it alike.
    lost = whole[group] == 0
    taste, whole = np.where(lost, 1.0, taste), np.where(whole == 0, 1.0, whole)
    wanted = figures.MENTIONS_OF_A_POSTING * mix
    return _level(wanted[group] * taste / whole[group], wanted, vocabulary)


def _level(rates: Floats, wanted: Floats, vocabulary: Vocabulary) -> Floats:
    """Return rates cut to the largest possible; what is cut off, the other occupations of the group name instead."""
    group, weight = vocabulary.occupation_group, vocabulary.occupation_weight[:, None]
    for _ in range(figures.OCCUPATIONS_OF_A_GROUP):
        rates = np.clip(rates, 0.0, _MOST_NAMED)
        reached, room = np.zeros_like(wanted), np.zeros_like(wanted)
        np.add.at(reached, group, rates * weight)
        np.add.at(room, group, weight * (rates < _MOST_NAMED))
        more = (wanted - reached) / np.where(room > 0, room, 1.0)
        rates = np.where(rates < _MOST_NAMED, rates + more[group], rates)
    return np.asarray(np.clip(rates, 0.0, _MOST_NAMED))


def teach_what_is_asked(rng: Generator, draft: Draft) -> None:
    """Add offerings until every skill that at least one posting of a city asks for is taught in the city."""
    lacking = (draft.asked() >= 1.0 - 1e-9) & (draft.taught() == 0)
    added: list[tuple[int, int]] = []
    for city in np.flatnonzero(lacking.any(axis=1)).tolist():
        schools = draft.organisations.in_city(city, draft.organisations.education)
        added += [(int(rng.choice(schools)), programme) for programme in _cover(draft, city, lacking[city])]
    if added:
        draft.offers = np.stack(unique_pairs(*np.concatenate([draft.offers, np.array(added).T], axis=1)))


def _cover(draft: Draft, city: int, lacking: Flags) -> list[int]:
    """Return programmes of the city's groups that teach the lacking skills: each time the one that teaches most."""
    words = draft.vocabulary
    fitting = np.flatnonzero(words.recorded & draft.city_groups[city][words.programme_group])
    open_, found = lacking.copy(), []
    while open_.any():
        gains = words.develops[fitting] @ open_.astype(np.int64)
        best = int(fitting[gains.argmax()])
        if not gains.max():
            break
        found.append(best)
        open_ &= ~words.develops[best]
    return found
