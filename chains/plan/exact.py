"""The best plan there is, by mixed-integer linear programming (HiGHS), where it can be found in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from chains.plan.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from chains.plan.problem import Problem

    Floats = NDArray[np.float64]

__all__ = ["Exact", "find_cheapest", "find_conflict", "solve_exactly"]

_NO_SOLUTION: Final = (2,)
"""Status of HiGHS for a model that cannot be solved."""
_WHOLE: Final = 1e4
"""What all that is open weighs for the solver."""


@dataclass(frozen=True)
class Exact:
    """What was found in the time given.

    Attributes:
        items: the best set found, sorted; ``None`` where none was found in time.
        bound: no set gains more than this.
    """

    items: tuple[int, ...] | None
    bound: float


def solve_exactly(problem: Problem, limits: Limits, *, seconds: float = 10.0) -> Exact:
    """Return the best set of items within the limits, or the best found within so many seconds with an upper bound.

    With ``x`` the items and ``y`` what is closed of each element beyond the start, it maximises ``w · y`` with
    ``y_j ≤ Σ_i a_ij x_i`` and ``0 ≤ y_j ≤ 1 − s_j``.

    Raises:
        ValueError: no set keeps to the limits.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    items, elements = problem.contributions.shape
    covers = sparse.hstack([-problem.contributions.T, sparse.eye_array(elements)], format="csr")
    rules, low, high = _list_rules(limits, problem.costs)
    rules = sparse.hstack([rules, sparse.csr_array((rules.shape[0], elements))], format="csr")
    least, most = _bound_items(limits, items)
    ceiling = float(problem.weights @ (1.0 - problem.start))
    # HiGHS stops at an absolute gap of 1e-6: small weights are made large, or the best would not be known to be.
    scale = _WHOLE / ceiling if ceiling > 0 else 1.0
    found = milp(
        -np.concatenate([np.zeros(items), problem.weights * scale]),
        integrality=np.concatenate([np.ones(items), np.zeros(elements)]),
        bounds=Bounds(
            np.concatenate([least, np.zeros(elements)]), np.concatenate([most, np.maximum(1.0 - problem.start, 0.0)])
        ),
        constraints=[LinearConstraint(covers, -np.inf, 0.0), LinearConstraint(rules, low, high)],
        options={"time_limit": seconds, "mip_rel_gap": 1e-9},
    )
    if found.status in _NO_SOLUTION:
        raise ValueError("no set of items keeps to the limits")
    bound = ceiling if found.mip_dual_bound is None else min(-float(found.mip_dual_bound) / scale, ceiling)
    if found.x is None:
        return Exact(None, bound)
    return Exact(tuple(np.flatnonzero(found.x[:items] > 0.5).tolist()), bound)  # noqa: PLR2004  # 0 or 1, rounded


def find_cheapest(costs: Floats, limits: Limits) -> tuple[int, ...] | None:
    """Return the cheapest set of items that keeps to the limits, sorted; ``None`` if there is none."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    items = len(costs)
    if not items:
        return () if limits.is_kept((), costs) else None
    rules, low, high = _list_rules(limits, costs)
    bounds = Bounds(*_bound_items(limits, items))
    if (bounds.lb > bounds.ub).any():
        return None
    found = milp(costs, integrality=np.ones(items), bounds=bounds, constraints=[LinearConstraint(rules, low, high)])
    if found.x is None:
        return None
    return tuple(np.flatnonzero(found.x > 0.5).tolist())  # noqa: PLR2004  # 0 or 1, rounded


def find_conflict(costs: Floats, limits: Limits) -> tuple[str, ...]:
    """Return limits that cannot be kept together, though without any one of them they could; none if all can.

    Their keys are those of :meth:`Limits.single`.  The set contains no smaller one that is in conflict, but there may be
    another with fewer limits.  It takes some ``k log(n / k)`` searches for *k* of *n* limits.

    Source: Junker 2004, AAAI-04:167 (QuickXplain).
    """
    parts = dict(limits.single())
    keys = list(parts)

    def is_kept(chosen: list[str]) -> bool:
        return find_cheapest(costs, Limits.join(parts[key] for key in chosen)) is not None

    if is_kept(keys):
        return ()
    found = set(_explain(is_kept, [], keys, fresh=False))
    return tuple(key for key in keys if key in found)


def _explain(is_kept: Callable[[list[str]], bool], given: list[str], keys: list[str], *, fresh: bool) -> list[str]:
    """Return which of some limits are in conflict beside those given; *fresh* if something was given since the last look."""
    if fresh and not is_kept(given):
        return []
    if len(keys) == 1:
        return keys
    first, second = keys[: len(keys) // 2], keys[len(keys) // 2 :]
    late = _explain(is_kept, [*given, *first], second, fresh=True)
    early = _explain(is_kept, [*given, *late], first, fresh=bool(late))
    return [*early, *late]


def _bound_items(limits: Limits, items: int) -> tuple[Floats, Floats]:
    least, most = np.zeros(items), np.ones(items)
    least[sorted(limits.musts)] = 1.0
    most[sorted(limits.excluded)] = 0.0
    return least, most


def _list_rules(limits: Limits, costs: Floats) -> tuple[sparse.csr_array, Floats, Floats]:
    """Return budget, number and quotas as rows of a linear constraint, with their lower and upper bounds."""
    items = len(costs)
    pairs = [(group, item) for item, groups in limits.groups_of.items() for group in groups]
    ends = tuple(np.array(pairs, dtype=np.int64).reshape(-1, 2).T)
    groups = sparse.csr_array((np.ones(len(pairs)), ends), shape=(len(limits.groups), items))
    rows = sparse.vstack([costs[None, :], np.ones((1, items)), groups], format="csr")
    least = [group.least for group in limits.groups]
    most = [np.inf if group.most is None else group.most for group in limits.groups]
    budget = np.inf if limits.budget is None else limits.budget * (1 + 1e-9)
    number = np.inf if limits.most is None else limits.most
    return rows, np.array([-np.inf, 0.0, *least]), np.array([budget, number, *most])
