"""Partners that would fit and do not work together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.errors import Text
from chains.simulate.draft import Bond
from chains.simulate.keys import iris
from chains.simulate.planter import Planter
from chains.simulate.truth import Consequence, Plant

if TYPE_CHECKING:
    from chains.simulate.draft import Ints

__all__ = ["plant_unlinked"]

_LEAST_SCHOOLS: Final = 4


def plant_unlinked(planter: Planter) -> Iterator[Plant]:
    """Yield an institution and an enterprise of one city that fit each other best and have no link from now on.

    They are the institution and the industry chain for which it has most offerings, and of the chain's enterprises the one
    with most ties.  Where the two are linked, another enterprise of the city takes the place.  *Effect* is the part of
    the enterprise's other partnerships that is handed on as well: at 1 it has none left.
    """
    draft = planter.draft
    fit = _count_fitting(planter)
    for city in planter.free_cities(planter.count_by_city(draft.organisations.education) >= _LEAST_SCHOOLS, small=True):
        schools, firms = planter.schools(city), planter.firms(city)
        chains = np.unique(draft.organisations.chain[firms])
        row, column = np.unravel_index(fit[np.ix_(schools, chains)].argmax(), (len(schools), len(chains)))
        school, wanted = int(schools[row]), planter.firms(city, int(chains[column]))
        firm = int(wanted[_count_ties(planter)[wanted].argmax()])
        heirs = np.setdiff1d(firms, [firm])
        planter.hand_over(_rows_of_both(planter, firm, school), heirs)
        others = planter.rng.permutation(draft.ties.rows_of(np.array([firm]), Bond.PARTNERSHIP))
        planter.hand_over(others[: round(planter.effect * len(others))].tolist(), heirs)
        if not planter.has_outcome(np.array([firm])).any():
            planter.tie(Bond.PROJECT, firm, int(planter.rng.choice(heirs)))
        planter.taken[city] = True
        planter.mend()
        place = planter.city_iri(city)
        what = Text("最合适的院校与企业之间没有联系", "the institution and the enterprise that fit best are not linked")
        brings = (Consequence("broken_chain", place), Consequence("coordination_conflict", place))
        subject = iris("organisation", (school, firm))
        yield Plant("missing_partnership", "unlinked", subject, place, (), planter.effect, what, brings)


def _rows_of_both(planter: Planter, firm: int, school: int) -> list[int]:
    """Return the rows of the enterprise in bonds that it shares with the institution."""
    ties = planter.draft.ties
    mine, theirs = (ties.bond[ties.rows_of(np.array([end]))] for end in (firm, school))
    return np.flatnonzero(np.isin(ties.bond, np.intersect1d(mine, theirs)) & (ties.member == firm)).tolist()


def _count_ties(planter: Planter) -> Ints:
    """Return how many bonds each organisation belongs to."""
    return np.bincount(planter.draft.ties.member, minlength=len(planter.set_apart))


def _count_fitting(planter: Planter) -> Ints:
    """Return organisations × industry chains: offerings whose programme is for a chain."""
    words, offers = planter.draft.vocabulary, planter.draft.offers
    group = words.programme_group[offers[1]]
    counts = np.zeros((len(planter.set_apart), words.chains), dtype=np.int64)
    np.add.at(counts, (offers[0][group >= 0], words.group_chain[group[group >= 0]]), 1)
    return counts
