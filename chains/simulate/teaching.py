"""Who offers what: the programmes of every institution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chains.simulate import figures
from chains.simulate.draft import Kind, Organisations, Vocabulary, unique_pairs
from chains.simulate.draws import choose_columns, draw_counts

if TYPE_CHECKING:
    from numpy.random import Generator

    from chains.simulate.draft import Flags, Ints

__all__ = ["draw_offers"]

_FOCUS = 0.5
"""Spread of the logarithm of how much an institution is given to a group of occupations."""


def draw_offers(rng: Generator, organisations: Organisations, vocabulary: Vocabulary, city_groups: Flags) -> Ints:
    """Return institutions and programmes, two rows of numbers: each pair is an offering.

    A programme on record is offered only where its group of occupations is known, and every such group is taught.
    """
    schools = np.flatnonzero(organisations.education)
    counts = _draw_sizes(rng, organisations, schools)
    focus = rng.lognormal(0.0, _FOCUS, (len(schools), vocabulary.groups)) * city_groups[organisations.city[schools]]
    taste = np.concatenate([focus, np.ones((len(schools), 1))], axis=1)[:, vocabulary.programme_group]
    rows, programmes = choose_columns(rng, taste * vocabulary.popularity, counts)
    offers = np.stack([schools[rows], programmes])
    filled = _fill_groups(rng, organisations, vocabulary, city_groups, offers)
    return np.stack(unique_pairs(*np.concatenate([offers, filled], axis=1)))


def _draw_sizes(rng: Generator, organisations: Organisations, schools: Ints) -> Ints:
    university = organisations.kind[schools] == Kind.UNIVERSITY
    many = draw_counts(rng, figures.UNIVERSITY_OFFERINGS, len(schools))
    few = draw_counts(rng, figures.COLLEGE_OFFERINGS, len(schools))
    silent = rng.random(len(schools)) < np.where(university, figures.SILENT_UNIVERSITIES, figures.SILENT_COLLEGES)
    # The first institution of a city always tells what it offers.
    first = np.concatenate([[True], np.diff(organisations.city[schools]) > 0])
    return np.where(silent & ~first, 0, np.where(university, many, few))


def _fill_groups(
    rng: Generator, organisations: Organisations, vocabulary: Vocabulary, city_groups: Flags, offers: Ints
) -> Ints:
    """Return one offering for each group that a city knows and does not teach."""
    group = vocabulary.programme_group[offers[1]]
    taught = np.zeros_like(city_groups)
    taught[organisations.city[offers[0]][group >= 0], group[group >= 0]] = True
    found = []
    for city, lacking in np.argwhere(city_groups & ~taught).tolist():
        programmes = np.flatnonzero(vocabulary.programme_group == lacking)
        weights = vocabulary.popularity[programmes]
        programme = rng.choice(programmes, p=weights / weights.sum())
        found.append((rng.choice(organisations.in_city(city, organisations.education)), programme))
    return np.array(found, dtype=np.int64).reshape(-1, 2).T
