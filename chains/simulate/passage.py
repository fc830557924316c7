"""How far the way through a city reaches, read from a draft: shares that decide which of its steps is the weakest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chains.simulate.draft import Bond, Draft

if TYPE_CHECKING:
    from chains.simulate.draft import Ints

__all__ = ["list_outcomes", "reach_shares"]


def list_outcomes(draft: Draft, city: int) -> Ints:
    """Return the projects and platforms of a city (numbers of bonds): of its organisations, or lying there."""
    ties = draft.ties
    here = draft.organisations.city[ties.member] == city
    kinds = np.isin(ties.bond_kind, (Bond.PROJECT, Bond.PLATFORM))
    lying = np.flatnonzero((ties.bond_kind == Bond.PLATFORM) & (ties.bond_city == city))
    return np.union1d(np.unique(ties.bond[here & kinds[ties.bond]]), np.intersect1d(lying, ties.bond))


def reach_shares(draft: Draft, city: int) -> tuple[float, float, float]:
    """Return three shares of a city's way from education to innovation.

    The share of its comparable programmes that lead to an enterprise of the city; the share of its projects and
    platforms that the occupations asked for lead to; the share of them with any enterprise of the city.
    """
    words, ties, everyone = draft.vocabulary, draft.ties, draft.organisations
    asked = np.flatnonzero(draft.postings[city] > 0)
    named = asked[draft.posting_chain[city, asked] >= 0]
    firms = everyone.in_city(city, everyone.industry)
    named = named[np.isin(draft.posting_chain[city, named], everyone.chain[firms])]
    programmes = np.unique(draft.offers[1][everyone.city[draft.offers[0]] == city])
    groups = words.targets[programmes] @ np.eye(words.groups, dtype=np.int64)[words.occupation_group] > 0
    leading, goals = groups.any(axis=1), list_outcomes(draft, city)
    arriving = groups[:, np.unique(words.occupation_group[named])].any(axis=1)
    reached = firms[np.isin(everyone.chain[firms], draft.posting_chain[city, named])]
    shares = [np.isin(goals, ties.bond[np.isin(ties.member, part)]) for part in (reached, firms)]
    return (
        float(arriving.sum() / max(leading.sum(), 1)),
        *(float(share.sum() / max(len(goals), 1)) for share in shares),
    )  # type: ignore[return-value]
