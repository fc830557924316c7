"""A region before it is written: arrays of things and of the links between them, by number."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

__all__ = ["Bond", "Draft", "Kind", "Organisations", "Ties", "Vocabulary", "unique_pairs"]


class Kind(IntEnum):
    """Kinds of organisation."""

    UNIVERSITY = 0
    COLLEGE = 1
    ENTERPRISE = 2
    INSTITUTE = 3


class Bond(IntEnum):
    """What organisations belong to together."""

    PARTNERSHIP = 0
    PROJECT = 1
    PLATFORM = 2
    ALLIANCE = 3


@dataclass
class Vocabulary:
    """What is the same in the whole region.

    Attributes:
        chains: number of industry chains.
        segment_chain: the industry chain of each segment.
        group_chain, occupation_group, programme_group: industry chain of each group of occupations, group of each
            occupation, group of each programme (-1: nothing is on record of it but who offers it).
        occupation_weight: popularity of each occupation within its group.
        pool: groups × skills: which skills belong to a group.
        develops: programmes × skills; targets: programmes × occupations.
        popularity: of each programme.
        bachelor: which programmes are of that level.
        technology_skills: technologies × skills; technology_weight: popularity of each technology.
    """

    chains: int
    segment_chain: Ints
    group_chain: Ints
    occupation_group: Ints
    occupation_weight: Floats
    pool: Flags
    programme_group: Ints
    develops: Flags
    targets: Flags
    popularity: Floats
    bachelor: Flags
    technology_skills: Flags
    technology_weight: Floats

    @property
    def groups(self) -> int:
        """Number of groups of occupations."""
        return len(self.group_chain)

    @property
    def recorded(self) -> Flags:
        """Which programmes have skills and occupations on record."""
        return np.asarray(self.programme_group >= 0)

    def add_programme(self, skills: Flags, occupations: Flags, like: int, *, group: int) -> int:
        """Add a programme that nobody offers yet, of the level of another one, and return its number."""
        self.develops = np.vstack([self.develops, skills[None]])
        self.targets = np.vstack([self.targets, occupations[None]])
        self.programme_group = np.append(self.programme_group, group)
        self.popularity = np.append(self.popularity, 0.0)
        self.bachelor = np.append(self.bachelor, self.bachelor[like])
        return len(self.programme_group) - 1


@dataclass
class Organisations:
    """One entry for each organisation; ``chain`` and ``segment`` are -1 where there is none."""

    kind: Ints
    city: Ints
    weight: Floats
    chain: Ints
    segment: Ints

    @property
    def education(self) -> Flags:
        """Which are institutions."""
        return np.asarray(self.kind <= Kind.COLLEGE)

    @property
    def industry(self) -> Flags:
        """Which are enterprises."""
        return np.asarray(self.kind == Kind.ENTERPRISE)

    @property
    def innovation(self) -> Flags:
        """Which are research institutes."""
        return np.asarray(self.kind == Kind.INSTITUTE)

    def in_city(self, city: int, chosen: Flags) -> Ints:
        """Return those of the *chosen* that lie in a city, by number."""
        return np.flatnonzero((self.city == city) & chosen)


def unique_pairs(first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Return distinct pairs of numbers, none negative, sorted by the first and then the second.

    >>> [part.tolist() for part in unique_pairs(np.array([1, 0, 1]), np.array([2, 5, 2]))]
    [[0, 1], [5, 2]]
    """
    width = int(second.max(initial=0)) + 1
    found = np.unique(first * width + second)
    return found // width, found % width


def _none() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass
class Ties:
    """Who belongs to what together: a row for each organisation and bond.

    ``bond_kind`` and ``bond_city`` have one entry for each bond; ``bond`` and ``member`` one for each row.
    """

    bond_kind: Ints = field(default_factory=_none)
    bond_city: Ints = field(default_factory=_none)
    bond: Ints = field(default_factory=_none)
    member: Ints = field(default_factory=_none)

    def add(self, kind: Bond, city: Ints, *members: Ints) -> Ints:
        """Add bonds of one kind and return their numbers; each of *members* gives one member of every bond, or -1."""
        first = len(self.bond_kind)
        bonds = np.arange(first, first + len(city))
        self.bond_kind = np.concatenate([self.bond_kind, np.full(len(city), int(kind))])
        self.bond_city = np.concatenate([self.bond_city, city])
        for place, part in enumerate(members):
            # Nobody is a member of a new bond but those before.
            new = (part >= 0) & ~np.any([part == before for before in members[:place]], axis=0)
            self.bond = np.concatenate([self.bond, bonds[new]])
            self.member = np.concatenate([self.member, part[new]])
        return bonds

    def join(self, bonds: Ints, members: Ints) -> None:
        """Make organisations members of bonds, pair by pair; whoever is one already stays one."""
        self.bond, self.member = unique_pairs(
            np.concatenate([self.bond, bonds]), np.concatenate([self.member, members])
        )

    def keep(self, rows: Flags) -> None:
        """Drop all rows but these."""
        self.bond, self.member = self.bond[rows], self.member[rows]

    def rows_of(self, members: Ints, *kinds: Bond) -> Ints:
        """Return the rows of some organisations, in bonds of these kinds (of any kind without)."""
        chosen = np.isin(self.member, members)
        return np.flatnonzero(chosen & np.isin(self.bond_kind[self.bond], kinds) if kinds else chosen)

    def pairs(self, *kinds: Bond) -> tuple[Ints, Ints, Ints]:
        """Return every two members of a bond, in both orders, with the bond: (first, second, bond)."""
        rows = np.flatnonzero(np.isin(self.bond_kind[self.bond], kinds)) if kinds else np.arange(len(self.bond))
        bond, member = self.bond[rows], self.member[rows]
        order = np.argsort(bond, kind="stable")
        bond, member = bond[order], member[order]
        sizes = np.bincount(bond, minlength=len(self.bond_kind))[bond]
        starts = np.searchsorted(bond, bond, "left")
        first = np.repeat(np.arange(len(bond)), sizes)
        second = np.arange(len(first)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(starts, sizes)
        apart = first != second
        return member[first[apart]], member[second[apart]], bond[first[apart]]


@dataclass
class Draft:
    """A whole region.

    Attributes:
        province, latitude, longitude: one entry for each city.
        city_groups: cities × groups: what is taught and asked for in each city.
        offers: institutions and programmes, two rows of numbers.
        postings: cities × occupations.
        posting_chain: cities × occupations: the industry chain that asks, -1 where none is named.
        named: occupations × skills: postings of the whole region that name the skill.
        works: projects and platforms (numbers of bonds) and technologies, two rows of numbers.
        statistics: cities × indicators, see :mod:`chains.simulate.indicators`.
    """

    seed: int
    scale: float
    province: Ints
    latitude: Floats
    longitude: Floats
    vocabulary: Vocabulary
    organisations: Organisations
    city_groups: Flags
    offers: Ints
    postings: Ints
    posting_chain: Ints
    named: Ints
    ties: Ties
    works: Ints
    statistics: Floats

    @property
    def teaching(self) -> Flags:
        """Which programmes develop any skill."""
        return np.asarray(self.vocabulary.develops.any(axis=1))

    @property
    def cities(self) -> int:
        """Number of cities."""
        return len(self.province)

    def asked(self) -> Floats:
        """Return cities × skills: the postings that name a skill, as far as the counts tell.

        A city asks for what its occupations ask for in the whole region.
        """
        whole = np.maximum(self.postings.sum(axis=0), 1)
        return np.asarray(self.postings @ (self.named / whole[:, None]))

    def taught(self) -> Ints:
        """Return cities × skills: the offerings that develop a skill."""
        place = self.organisations.city[self.offers[0]]
        teaching = np.flatnonzero(self.teaching)
        width = len(self.vocabulary.programme_group)
        counts = np.bincount(place * width + self.offers[1], minlength=self.cities * width).reshape(self.cities, width)
        # Counts are whole numbers far below what a float holds exactly.
        taught = counts[:, teaching].astype(np.float64) @ self.vocabulary.develops[teaching].astype(np.float64)
        return np.asarray(taught.round(), dtype=np.int64)
