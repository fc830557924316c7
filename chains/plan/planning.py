"""A plan: actions chosen for an objective under limits, with its certificate and what other plans would gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from chains.plan.costs import read_costs
from chains.plan.greedy import choose_greedily
from chains.plan.limits import Group, Limits
from chains.plan.objectives import Setting, make_problem
from chains.plan.problem import Problem
from chains.plan.solving import Solution, solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from chains.plan.costs import Cost

    Floats = NDArray[np.float64]

__all__ = ["Plan", "Point", "Verdict", "list_curve", "list_plans", "make_plan", "score_stability"]

Verdict = Literal["optimal", "guaranteed", "heuristic"]

_BUDGETS: Final = 10
_DRAWS: Final = 50
_SPREAD: Final = 0.3
"""Costs and weights are redrawn with so much of a standard deviation of their logarithm: about a third more or less."""
_HOLES: Final = 0.1
"""Share of the elements that is left out of a draw, as if nothing were on record of them."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Actions in the order of what each adds.

    Attributes:
        setting: all actions that came into question, and what they close.
        problem: the same as arrays.
        limits: what the plan keeps to.
        solution: the actions chosen (rows of ``setting.actions``), and the bound on what any plan could gain.
    """

    setting: Setting
    problem: Problem
    limits: Limits
    solution: Solution

    @property
    def verdict(self) -> Verdict:
        """Whether no plan gains more, or this one at least a known part of what any could."""
        return "optimal" if self.solution.is_optimal else "guaranteed"

    @property
    def costs(self) -> tuple[float, ...]:
        """The cost of each action."""
        return tuple(self.problem.costs[list(self.solution.items)].tolist())

    @property
    def open(self) -> float:
        """The weight of all that is not closed without any action."""
        return float(self.problem.weights @ (1.0 - self.problem.start))

    def closed_by(self, place: int) -> list[tuple[int, float]]:
        """Return what the action at a place closes that those before it left open: elements with their gain, largest first."""
        before = self.problem.cover(self.solution.items[:place])
        after = self.problem.cover(self.solution.items[: place + 1])
        gains = self.problem.weights * (after - before)
        order = np.argsort(-gains, kind="stable")
        return [(int(element), float(gains[element])) for element in order if gains[element] > 0]


@dataclass(frozen=True, slots=True)
class Point:
    """What a budget buys: the gain of a plan, and what no plan could exceed."""

    budget: float
    gain: float
    bound: float


def make_plan(
    setting: Setting, limits: Limits, costs: Mapping[str, Cost] | None = None, *, seconds: float = 10.0
) -> Plan:
    """Return the best plan found within the limits, see :func:`~chains.plan.solving.solve`.

    Args:
        setting: the actions that come into question.
        limits: what the plan must keep to, by row numbers of ``setting.actions``.
        costs: of each kind of action; the shipped assumptions unless given.
        seconds: how long the exact search may take; 0 for none.

    Raises:
        ValueError: no plan keeps to the limits.
    """
    problem = make_problem(setting, costs or read_costs())
    return Plan(setting, problem, limits, solve(problem, limits, seconds=seconds))


def list_plans(plan: Plan, *, seconds: float = 1.0) -> list[Plan]:
    """Return the plans of ten even budgets up to the plan's own, which is the last; each searched for so long at most.

    Smaller budgets need not keep what must be chosen, nor the least of a quota: these may cost more.  Without a budget
    it is the plan after each of its actions.
    """
    if plan.limits.budget is None:
        sizes = range(1, len(plan.solution.items) + 1)
        return [replace(plan, solution=_cut(plan.solution, size)) for size in sizes]
    free = Limits(None, plan.limits.most, _without_least(plan.limits), frozenset(), plan.limits.excluded)
    found = []
    for step in range(1, _BUDGETS):
        limits = replace(free, budget=plan.limits.budget * step / _BUDGETS)
        found.append(replace(plan, limits=limits, solution=solve(plan.problem, limits, seconds=seconds)))
    return [*found, plan]


def _cut(solution: Solution, size: int) -> Solution:
    return replace(solution, items=solution.items[:size], gains=solution.gains[:size])


def list_curve(plans: Sequence[Plan]) -> list[Point]:
    """Return what each of some plans costs at most, gains, and what no plan within its limits could exceed."""
    return [
        Point(
            sum(plan.costs) if plan.limits.budget is None else plan.limits.budget,
            plan.solution.gain,
            plan.solution.bound,
        )
        for plan in plans
    ]


def _without_least(limits: Limits) -> tuple[Group, ...]:
    return tuple(replace(group, least=0) for group in limits.groups if group.most is not None)


def score_stability(plan: Plan, *, draws: int = _DRAWS, seed: int = 0) -> Floats:
    """Return for each action of a plan the share of redrawn plans that it is in, in [0, 1].

    In each draw the costs of the kinds of action and the weights of the elements are multiplied by random factors of about a
    third more or less (log-normal), and a tenth of the elements, taken for holes in the record, are left out.  An action
    that stays does not hang on the numbers that were assumed.  Of actions that add the same, those of the plan stay.  Draws
    in which the limits cannot be kept are not counted; without any other the shares are ``nan``.
    """
    rng = np.random.default_rng(seed)
    kinds, which = np.unique(plan.setting.actions["kind"].to_numpy(), return_inverse=True)
    counts = np.zeros(len(plan.solution.items))
    made = 0
    for _ in range(draws):
        costs = plan.problem.costs * np.exp(rng.normal(0.0, _SPREAD, len(kinds)))[which]
        weights = plan.problem.weights * np.exp(rng.normal(0.0, _SPREAD, len(plan.problem.weights)))
        weights = weights * (rng.random(len(weights)) >= _HOLES)
        redrawn = Problem(plan.problem.contributions, weights, costs, plan.problem.start)
        try:
            found = set(choose_greedily(redrawn, plan.limits, first=plan.solution.items).items)
        except ValueError:  # what must be chosen costs more than the budget in this draw
            continue
        made += 1
        counts += [item in found for item in plan.solution.items]
    return counts / made if made else np.full(len(counts), np.nan)
