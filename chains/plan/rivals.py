"""What plans would gain that choose by a simple rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from chains.measures.shares import score_distance_km
from chains.plan.basket import Basket

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from chains.network import Network
    from chains.plan.planning import Plan
    from chains.plan.problem import Problem

    Floats = NDArray[np.float64]

__all__ = ["list_rivals", "measure_ways"]


def list_rivals(plan: Plan, ways: Floats | None = None, *, seed: int = 0) -> dict[str, float]:
    """Return what plans gain that choose by a simple rule: largest gap first, cheapest first, nearest first, at random.

    Each takes one action after the other in its order, wherever it fits; the first takes for each element, heaviest
    first, the action that closes most of it.  Nearest is told if *ways* are given (:func:`measure_ways`); actions of unknown
    distance come last.  The random one is the mean of twenty.
    """
    rng = np.random.default_rng(seed)
    size = len(plan.problem.costs)
    orders: dict[str, Callable[[], Sequence[int]]] = {
        "largest": lambda: _order_by_elements(plan.problem),
        "cheapest": lambda: np.argsort(plan.problem.costs, kind="stable").tolist(),
    }
    if ways is not None:
        orders["nearest"] = lambda: np.argsort(np.nan_to_num(ways, nan=np.inf), kind="stable").tolist()
    found = {name: plan.problem.score(_take_in_order(plan, order())) for name, order in orders.items()}
    drawn = [plan.problem.score(_take_in_order(plan, rng.permutation(size).tolist())) for _ in range(20)]
    return {**found, "random": float(np.mean(drawn)) if drawn else 0.0}


def _order_by_elements(problem: Problem) -> list[int]:
    """Return items in the order of the elements, heaviest first: of each element the one that closes most of it."""
    columns = problem.contributions.tocsc()
    heavy = np.argsort(-problem.weights * (1.0 - problem.start), kind="stable")
    found: dict[int, None] = {}
    for element in heavy.tolist():
        part = slice(columns.indptr[element], columns.indptr[element + 1])
        if part.start != part.stop:
            found.setdefault(int(columns.indices[part][columns.data[part].argmax()]))
    return list(found)


def _take_in_order(plan: Plan, order: Sequence[int]) -> list[int]:
    """Return the items of an order that fit, one after the other."""
    basket = Basket(plan.limits, plan.problem.costs)
    for item in order:
        if basket.is_full():
            break
        if item not in plan.limits.excluded and basket.fits(item):
            basket.take(item)
    return basket.items


def measure_ways(actions: pl.DataFrame, network: Network) -> Floats:
    """Return how far apart the ends of each action lie, in km from city centre to city centre; ``nan`` where it is not known.

    It is the way from the actor to the enterprise or host, or to the city that gains; 0 in the same city.  What has no
    place, as a project, counts as lying in the city that gains.
    """
    regions, homes = network.regions, network.nodes.get_column("region")
    numbers = {iri: number for number, iri in enumerate(regions.get_column("iri").to_list())}
    km = score_distance_km(regions["latitude"].to_numpy(), regions["longitude"].to_numpy())
    np.fill_diagonal(km, 0.0)
    ends = homes.gather(actions["actor"]), homes.gather(actions["thing"]), actions["city"]
    found = np.full(actions.height, np.nan)
    for row, (start, place, city) in enumerate(zip(*ends, strict=True)):
        first, last = numbers.get(start), numbers.get(place or city)
        if first is not None and last is not None:
            found[row] = km[first, last]
    return found
