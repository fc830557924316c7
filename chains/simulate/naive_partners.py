"""Which partners one would suggest without looking at what they teach and need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from chains.network import Network
from chains.simulate.look import Look, Unit
from chains.simulate.truth import Plant

__all__ = ["NAIVE_PARTNERS", "Suggestion", "count_within", "rank_partners"]

NAIVE_PARTNERS: Final[Mapping[str, bool]] = {
    "enterprises with fewest links": False,
    "enterprises with most links": True,
}
"""Naive rankings by name, and whether the enterprise with most links comes first."""


Suggestion = tuple[str | None, Unit]
"""The city of an enterprise, and the pair of the enterprise and an institution."""


def rank_partners(network: Network) -> dict[str, list[Suggestion]]:
    """Return by name rankings of pairs of an institution and an enterprise that are not tied, first those to link.

    Each enterprise is named once, with the institution of its city that has most links of those it has no tie to.
    """
    look = Look(network)
    best = dict(_find_best(look))
    firms = np.array(sorted(best), dtype=np.int64)
    pairs = {firm: frozenset({look.iris[firm], look.iris[school]}) for firm, school in best.items()}
    return {
        name: [(look.survey.city_of(firm), pairs[firm]) for firm in look.by_degree(firms, highest=highest)]
        for name, highest in NAIVE_PARTNERS.items()
    }


def _find_best(look: Look) -> Iterator[tuple[int, int]]:
    schools: dict[str | None, list[int]] = {}
    for school in look.nodes("University", "VocationalCollege").tolist():
        schools.setdefault(look.survey.city_of(school), []).append(school)
    ties = look.survey.ties.between
    for firm in look.nodes("Enterprise").tolist():
        known, city = set(ties[[firm]].indices.tolist()), look.survey.city_of(firm)
        open_ = [school for school in schools.get(city, ()) if school not in known]
        if city is not None and open_:
            yield firm, max(open_, key=lambda school: (look.degree[school], -school))


def count_within(ranking: Iterable[Suggestion], plants: Sequence[Plant], first: int) -> int:
    """Return how many plants stand among the first so many suggestions for their city."""
    places: Counter[str | None] = Counter()
    top: set[Suggestion] = set()
    for city, unit in ranking:
        places[city] += 1
        if places[city] <= first:
            top.add((city, unit))
    return sum((plant.region, frozenset(plant.subject)) in top for plant in plants)
