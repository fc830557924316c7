"""What every plant needs: a draft to change, cities to do it in, and ties that are handed on, not lost.

A plant changes one city and leaves the rest whole.  Ties that somebody loses are handed on to others, so that the
number of ties of a city and the partners of everybody else stay as they are; where partners far away are needed, they
lie in cities without a plant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.names import mint_iri
from chains.simulate.draft import Bond, Draft, unique_pairs
from chains.simulate.keys import iri
from chains.simulate.labels import AREA
from chains.simulate.truth import Consequence, Plant

if TYPE_CHECKING:
    from numpy.random import Generator

    from chains.simulate.draft import Flags, Ints

__all__ = ["OUTCOMES", "Planter", "take_turns"]

OUTCOMES: Final = (Bond.PROJECT, Bond.PLATFORM)
_LEAST_PARTNERS: Final = 2
_LEAST_FIRMS: Final = 6


class Planter:
    """Changes a draft.

    Attributes:
        draft: what is changed.
        effect: how strong the plants are, above 0 and at most 1.
        plants: what was planted so far.
        taken: cities that have a plant of ties or ways.
        set_apart: organisations that stand alone, or depend on one other, by plan.
    """

    def __init__(self, draft: Draft, rng: Generator) -> None:
        self.draft = draft
        self.rng = rng
        self.effect = 1.0
        self.plants: list[Plant] = []
        self.taken = np.zeros(draft.cities, dtype=bool)
        self.set_apart = np.zeros(len(draft.organisations.kind), dtype=bool)

    # Places ----------------------------------------------------------------------------------------------------

    def free_cities(self, fit: Flags, *, small: bool = False) -> list[int]:
        """Return the cities without a plant that are *fit*, in random order; with *small* the smaller half of all first.

        One city in ten, and at least one, stays without: whoever needs a partner far away finds it there.
        """
        if (~self.taken).sum() <= max(1, self.draft.cities // 10):
            return []
        found = self.rng.permutation(np.flatnonzero(fit & ~self.taken))
        sizes = np.bincount(self.draft.organisations.city, minlength=self.draft.cities)
        large = (sizes > np.median(sizes))[found] & small
        return list(map(int, found[np.argsort(large, kind="stable")]))

    def count_by_city(self, chosen: Flags) -> Ints:
        """Return how many of the chosen organisations lie in each city."""
        return np.bincount(self.draft.organisations.city[chosen], minlength=self.draft.cities)

    def city_iri(self, city: int) -> str:
        """Return the IRI of a city."""
        return iri("city", city)

    def thin_ways(self, city: int, chain: int | None = None) -> tuple[Consequence, ...]:
        """Return what follows where fewer ways lead through a city: through one industry chain there, or through any.

        So do fewer through its province, and through the whole area.
        """
        subject = () if chain is None else (iri("chain", chain),)
        above = iri("province", int(self.draft.province[city])), mint_iri("region", AREA)
        return tuple(Consequence("thin_passage", place, (), subject) for place in (self.city_iri(city), *above))

    # Organisations ---------------------------------------------------------------------------------------------

    def firms(self, city: int, chain: int | None = None) -> Ints:
        """Return the enterprises of a city, or those of one industry chain."""
        everyone = self.draft.organisations
        return everyone.in_city(city, everyone.industry & (True if chain is None else everyone.chain == chain))

    def schools(self, city: int) -> Ints:
        """Return the institutions of a city."""
        return self.draft.organisations.in_city(city, self.draft.organisations.education)

    def helpers(self, chosen: Flags) -> Ints:
        """Return the chosen organisations of all cities without a plant."""
        return np.flatnonzero(chosen & ~self.taken[self.draft.organisations.city] & ~self.set_apart)

    def spare(self, firms: Ints, count: int) -> Ints:
        """Return at most *count* of some enterprises such that every segment with one of them keeps another."""
        segment = self.draft.organisations.segment
        found: list[int] = []
        left = {int(number): int((segment[firms] == number).sum()) for number in np.unique(segment[firms])}
        for firm in self.rng.permutation(firms).tolist():
            number = int(segment[firm])
            if len(found) < count and (number < 0 or left[number] > 1):
                left[number] -= 1
                found.append(firm)
        return np.array(sorted(found), dtype=np.int64)

    def find_spare_firms(self) -> tuple[int, Ints] | None:
        """Return a city without a plant, and the share *effect* of its enterprises of an industry chain, if there is one.

        The chain has six enterprises or more there, the city twice as many; every segment keeps one.
        """
        everyone = self.draft.organisations
        for city in self.free_cities(self.count_by_city(everyone.industry) >= 2 * _LEAST_FIRMS):
            for chain in self.rng.permutation(np.unique(everyone.chain[self.firms(city)])).tolist():
                firms = self.firms(city, chain)
                chosen = self.spare(firms, max(1, round(self.effect * len(firms))))
                if len(firms) >= _LEAST_FIRMS and len(chosen):
                    return city, chosen
        return None

    # Ties ------------------------------------------------------------------------------------------------------

    def hand_over(self, rows: Iterable[int], heirs: Ints) -> None:
        """Give the place of the member in each of these rows to one of the heirs, who is not in that bond yet."""
        ties = self.draft.ties
        members = ties.member.copy()
        for row in rows:
            bond = int(ties.bond[row])
            fitting = np.setdiff1d(heirs, members[ties.bond == bond])
            members[row] = self.rng.choice(fitting) if len(fitting) else -1
        ties.member = members
        ties.keep(ties.member >= 0)
        ties.join(np.zeros(0, np.int64), np.zeros(0, np.int64))

    def tie(self, kind: Bond, *members: int, city: int = -1) -> int:
        """Add one bond between organisations and return its number; a project works on some technology."""
        parts = [np.array([member]) for member in members]
        bond = int(self.draft.ties.add(kind, np.array([city]), *parts)[0])
        if kind == Bond.PROJECT:
            works = np.array([[bond], [self.rng.integers(len(self.draft.vocabulary.technology_weight))]])
            self.draft.works = np.concatenate([self.draft.works, works], axis=1)
        return bond

    def with_side(self, chosen: Flags, *kinds: Bond) -> Flags:
        """Return which bonds (of these kinds) have one of the chosen organisations as a member."""
        ties = self.draft.ties
        found = np.zeros(len(ties.bond_kind), dtype=bool)
        found[ties.bond[chosen[ties.member]]] = True
        return found & np.isin(ties.bond_kind, kinds) if kinds else found

    def has_outcome(self, members: Ints) -> Flags:
        """Return which of these organisations take part in a project or host a platform."""
        return np.isin(members, self.draft.ties.member[self.draft.ties.rows_of(members, *OUTCOMES)])

    def count_partners(self) -> Ints:
        """Return with how many distinct others each organisation shares a bond."""
        first, second, _ = self.draft.ties.pairs()
        return np.bincount(unique_pairs(first, second)[0], minlength=len(self.set_apart))

    def mend(self) -> None:
        """Give a project with an enterprise of a city without a plant to whoever has been left with one partner."""
        alone = np.flatnonzero((self.count_partners() < _LEAST_PARTNERS) & ~self.set_apart)
        firms = self.helpers(self.draft.organisations.industry)
        for member in alone.tolist():
            for partner in self.rng.choice(np.setdiff1d(firms, [member]), _LEAST_PARTNERS, replace=False).tolist():
                self.tie(Bond.PROJECT, member, partner)


def take_turns(planter: Planter, *forms: Iterator[Plant]) -> Iterator[Plant]:
    """Yield one plant of each form after the other; a form that finds no more places is passed over."""
    left = list(forms)
    for turn in count():
        if not left:
            return
        form = left[turn % len(left)]
        plant = next(form, None)
        if plant is None:
            left.remove(form)
            continue
        planter.mend()
        yield plant
