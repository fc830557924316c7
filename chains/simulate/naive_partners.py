"""Which partners one would suggest without looking at what they teach and need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.network import Network
from chains.simulate.look import Look, Unit
from chains.simulate.truth import Plant

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
    regions = look.network.nodes.get_column("region").to_list()
    return {
        name: [(regions[firm], pairs[firm]) for firm in _order(look, firms, highest=highest)]
        for name, highest in NAIVE_PARTNERS.items()
    }


def _order(look: Look, firms: NDArray[np.int64], *, highest: bool) -> list[int]:
    keys = -look.degree[firms] if highest else look.degree[firms]
    return [int(firm) for firm in firms[np.argsort(keys, kind="stable")]]


def _find_best(look: Look) -> Iterator[tuple[int, int]]:
    regions = look.network.nodes.get_column("region").to_list()
    schools: dict[str | None, list[int]] = {}
    for school in look.nodes("University", "VocationalCollege").tolist():
        schools.setdefault(regions[school], []).append(school)
    ties = look.survey.ties.between
    for firm in look.nodes("Enterprise").tolist():
        known = set(ties[[firm]].indices.tolist())
        open_ = [school for school in schools.get(regions[firm], ()) if school not in known]
        if regions[firm] is not None and open_:
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
