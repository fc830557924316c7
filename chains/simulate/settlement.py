"""Where things are: provinces, cities, and the organisations of each city with their industry chain and segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from chains.simulate import figures
from chains.simulate.draft import Kind, Organisations
from chains.simulate.draws import Pools, draw_counts, draw_on_line

if TYPE_CHECKING:
    from numpy.random import Generator

    from chains.simulate.draft import Flags, Floats, Ints, Vocabulary

__all__ = ["Settlement", "draw_groups_asked", "draw_organisations", "draw_settlement"]

_SOUTH, _WEST = 18.0, 150.0
"""Corner of the region: open water of the Pacific, so that nobody takes it for a real place."""
_HEIGHT, _WIDTH = 7.5, 6.8
"""Its extent in degrees, that of the shipped region."""


class Settlement(NamedTuple):
    """Cities by number: place, and how much of everything they have."""

    province: Ints
    latitude: Floats
    longitude: Floats
    institutions: Ints
    enterprises: Ints
    institutes: Ints
    platforms: Ints


def draw_settlement(rng: Generator, cities: int, scale: float) -> Settlement:
    """Return the cities of a region, those of a province beside each other, from west to east."""
    provinces = max(1, round(cities / figures.CITIES_OF_A_PROVINCE))
    sizes = draw_counts(rng, figures.INSTITUTIONS, cities)
    return Settlement(
        province=np.arange(cities) * provinces // cities,
        latitude=np.round(_SOUTH + _HEIGHT * rng.random(cities), 5),
        longitude=np.round(_WEST + _WIDTH * np.sort(rng.random(cities)), 5),
        institutions=np.maximum(np.rint(sizes * scale), figures.INSTITUTIONS.low).astype(np.int64),
        enterprises=draw_on_line(rng, figures.ENTERPRISES, sizes, scale),
        institutes=draw_on_line(rng, figures.INSTITUTES, sizes, scale),
        platforms=draw_on_line(rng, figures.PLATFORMS, sizes, scale),
    )


def draw_organisations(rng: Generator, cities: Settlement, vocabulary: Vocabulary) -> Organisations:
    """Return the organisations: all institutions by city, then the enterprises, then the research institutes."""
    parts = (cities.institutions, cities.enterprises, cities.institutes)
    city = np.concatenate([np.repeat(np.arange(len(counts)), counts) for counts in parts])
    university = rng.random(int(cities.institutions.sum())) < figures.UNIVERSITY_SHARE
    kind = np.concatenate(
        [
            np.where(university, int(Kind.UNIVERSITY), int(Kind.COLLEGE)),
            np.full(int(cities.enterprises.sum()), int(Kind.ENTERPRISE)),
            np.full(int(cities.institutes.sum()), int(Kind.INSTITUTE)),
        ]
    )
    nothing = np.full(len(city), -1, dtype=np.int64)
    found = Organisations(kind, city, rng.lognormal(0.0, figures.ACTIVITY_SPREAD, len(city)), nothing, nothing.copy())
    firms = np.flatnonzero(found.industry)
    found.chain[firms] = _draw_chains(rng, cities.enterprises, vocabulary.chains)
    found.segment[firms] = _draw_segments(rng, found.chain[firms], vocabulary.segment_chain)
    return found


def _draw_chains(rng: Generator, enterprises: Ints, chains: int) -> Ints:
    """Return the industry chain of each enterprise, city by city: at least two of each chain that a city has."""
    popular = rng.lognormal(0.0, figures.CHAIN_SPREAD, chains)
    found = []
    for count in enterprises.tolist():
        here = min(chains, count // 2, max(2, round(0.8 * count**0.5)))
        chosen = rng.choice(chains, here, replace=False, p=popular / popular.sum())
        shares = popular[chosen] * rng.gamma(2.0, size=here)
        rest = rng.choice(chosen, count - 2 * here, p=shares / shares.sum())
        found.append(np.concatenate([chosen, chosen, rest]))
    return np.concatenate(found)


def _draw_segments(rng: Generator, chain: Ints, segment_chain: Ints) -> Ints:
    weights = rng.lognormal(0.0, figures.SEGMENT_SPREAD, len(segment_chain))
    found = Pools(segment_chain, weights).pick(rng, chain)
    return np.where(rng.random(len(chain)) < figures.SEGMENT_KNOWN, found, -1)


def draw_groups_asked(rng: Generator, organisations: Organisations, vocabulary: Vocabulary, cities: int) -> Flags:
    """Return cities × groups: the groups of occupations that a city knows, at least one of each chain it has.

    Larger cities know more of them.
    """
    firms = organisations.industry
    present = np.zeros((cities, vocabulary.chains), dtype=bool)
    present[organisations.city[firms], organisations.chain[firms]] = True
    size = np.bincount(organisations.city[firms], minlength=cities)
    likely = size / (size + 20.0)
    keys = rng.random((cities, vocabulary.groups))
    first = np.zeros_like(keys, dtype=bool)
    for chain in range(vocabulary.chains):
        groups = np.flatnonzero(vocabulary.group_chain == chain)
        first[np.arange(cities), groups[keys[:, groups].argmin(axis=1)]] = True
    return np.asarray(present[:, vocabulary.group_chain] & (first | (keys < likely[:, None])))
