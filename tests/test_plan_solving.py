"""Choosing under limits: against every set there is, on small problems drawn at random."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from chains.plan.bounds import score_bound
from chains.plan.exact import find_cheapest, find_conflict, solve_exactly
from chains.plan.greedy import choose_greedily
from chains.plan.limits import Group, Limits
from chains.plan.problem import Problem
from chains.plan.solving import solve

EVERY = ("number", "budget", "quotas", "musts", "excluded", "all")
"""Kinds of limits; each is tried on many problems."""


def draw_problem(rng: np.random.Generator, *, whole: bool = False) -> Problem:
    """A small problem; with *whole*, items close elements wholly or not at all."""
    items, elements = int(rng.integers(1, 9)), int(rng.integers(1, 9))
    parts = np.ones((items, elements)) if whole else rng.integers(1, 5, (items, elements)) / 4
    table = np.where(rng.random((items, elements)) < 0.4, parts, 0.0)
    start = np.where(rng.random(elements) < 0.2, 0.5, 0.0) * (not whole)
    return Problem(sparse.csr_array(table), rng.integers(0, 9, elements) + 0.0, rng.integers(1, 6, items) + 0.0, start)


def draw_limits(rng: np.random.Generator, items: int, kind: str) -> Limits:
    """Limits of one kind, or of all kinds."""
    numbers = rng.permutation(items).tolist()
    half = tuple(sorted(numbers[: max(items // 2, 1)]))
    other = tuple(sorted(numbers[max(items // 3, 1) :]))
    group = Group("half", half, int(rng.integers(0, 3)), int(rng.integers(0, 4)))
    more = Group("other", other, 0, int(rng.integers(1, 4)))
    return Limits(
        budget=float(rng.integers(1, 13)) if kind in {"budget", "all"} else None,
        most=int(rng.integers(1, 5)) if kind in {"number", "all"} else None,
        groups=(group, more) if kind in {"quotas", "all"} else (),
        musts=frozenset(numbers[:1]) if kind in {"musts", "all"} and rng.random() < 0.7 else frozenset(),
        excluded=frozenset(numbers[-1:]) if kind in {"excluded", "all"} and rng.random() < 0.7 else frozenset(),
    )


def list_kept(problem: Problem, limits: Limits) -> list[tuple[int, ...]]:
    """Every set of items that keeps to the limits."""
    numbers = range(len(problem.costs))
    sets = [chosen for size in range(len(numbers) + 1) for chosen in combinations(numbers, size)]
    return [chosen for chosen in sets if limits.is_kept(chosen, problem.costs)]


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("seed", range(60))
def test_certificate_is_true(kind: str, seed: int):
    """The plan keeps to the limits, the bound is at least the best of all sets, and what is called optimal is."""
    rng = np.random.default_rng([seed, EVERY.index(kind)])
    problem = draw_problem(rng, whole=seed % 2 == 0)
    limits = draw_limits(rng, len(problem.costs), kind)
    kept = list_kept(problem, limits)
    if not kept:
        with pytest.raises(ValueError, match="keeps to the limits"):
            solve(problem, limits)
        assert find_conflict(problem.costs, limits)
        return
    best = max(problem.score(chosen) for chosen in kept)
    quick, found = solve(problem, limits, seconds=0), solve(problem, limits)
    for solution in (quick, found):
        assert limits.is_kept(solution.items, problem.costs)
        assert solution.gain == pytest.approx(problem.score(solution.items))
        assert solution.gain <= best + 1e-9
        assert solution.bound >= best - 1e-6
        assert solution.gain >= solution.guaranteed * best - 1e-6
        assert not solution.is_optimal or solution.gain == pytest.approx(best)
    assert found.is_optimal
    assert find_conflict(problem.costs, limits) == ()


@pytest.mark.parametrize("seed", range(40))
def test_greedy_keeps_its_promise(seed: int):
    """Under a number of items alone the greedy plan gains at least 1 - 1/e of the best, under a budget half of that."""
    rng = np.random.default_rng([seed, 99])
    problem = draw_problem(rng)
    for limits, share in ((Limits(most=3), 1 - 1 / np.e), (Limits(budget=6.0), (1 - 1 / np.e) / 2)):
        best = max(problem.score(chosen) for chosen in list_kept(problem, limits))
        assert problem.score(choose_greedily(problem, limits).items) >= share * best - 1e-9


@pytest.mark.parametrize("seed", range(20))
def test_lazy_choice_is_the_plain_one(seed: int):
    """Looking again only at the best gives the items that looking at all of them every time gives, with less work."""
    rng = np.random.default_rng([seed, 7])
    table = sparse.csr_array(np.where(rng.random((60, 40)) < 0.1, rng.random((60, 40)), 0.0))
    problem = Problem(table, rng.random(40), np.ones(60), np.zeros(40))
    chosen: list[int] = []
    for _ in range(12):
        gains = [problem.score([*chosen, item]) - problem.score(chosen) for item in range(60)]
        chosen.append(int(np.argmax(gains)))
    found = choose_greedily(problem, Limits(most=12))
    assert problem.score(found.items) == pytest.approx(problem.score(chosen))
    assert found.evaluations < 12 * 60 / 4


def test_gain_is_that_of_two_lines():
    """Two items that close half and three quarters of one element of weight 8 close the whole of it, and no more."""
    problem = Problem(sparse.csr_array([[0.5], [0.75]]), np.array([8.0]), np.ones(2), np.zeros(1))
    assert [problem.score(items) for items in ([], [0], [1], [0, 1])] == [0.0, 4.0, 6.0, 8.0]
    found = solve(problem, Limits(most=1), seconds=0)
    assert (found.items, found.gain, found.bound) == ((1,), 6.0, 6.0)
    assert found.is_optimal


def test_bound_is_that_of_half_a_budget():
    """Of two items that cost 2 a budget of 3 buys one and a half: that is the bound, and one is what it buys."""
    problem = Problem(sparse.csr_array(np.eye(2)), np.array([4.0, 4.0]), np.array([2.0, 2.0]), np.zeros(2))
    assert score_bound(problem, Limits(budget=3.0), ()) == pytest.approx(6.0)
    exact = solve_exactly(problem, Limits(budget=3.0))
    assert (len(exact.items or ()), exact.bound) == (1, pytest.approx(4.0))


def test_bound_counts_no_more_of_a_group_than_may_be_chosen():
    """Of three items of one actor, of whom one may be chosen, a budget for all buys the best alone, beside another's."""
    problem = Problem(sparse.csr_array(np.eye(4)), np.array([4.0, 3.0, 2.0, 1.0]), np.ones(4), np.zeros(4))
    groups = (Group("actor", (0, 1, 2), most=1), Group("all", (0, 1, 2, 3), most=3))
    assert score_bound(problem, Limits(budget=4.0, groups=groups), ()) == pytest.approx(5.0)
    assert score_bound(problem, Limits(most=4, groups=groups), ()) == pytest.approx(5.0)
    assert solve(problem, Limits(budget=4.0, groups=groups), seconds=0).is_optimal


def test_small_weights_are_solved_to_the_end():
    """Weights far below one, as in a mix of many elements, are told apart: the best is found and known to be."""
    rng = np.random.default_rng(3)
    table = sparse.csr_array(np.where(rng.random((12, 10)) < 0.4, 0.5, 0.0))
    problem = Problem(table, rng.random(10) * 1e-9, rng.integers(1, 6, 12) + 0.0, np.zeros(10))
    limits = Limits(budget=9.0)
    best = max(problem.score(chosen) for chosen in list_kept(problem, limits))
    exact = solve_exactly(problem, limits)
    assert problem.score(exact.items or ()) == pytest.approx(best, rel=1e-7)
    assert exact.bound == pytest.approx(best, rel=1e-7)


def test_what_adds_nothing_is_left_out():
    """An item that closes what is closed already is not bought, though the budget would allow it."""
    problem = Problem(
        sparse.csr_array([[1.0, 0.0], [1.0, 0.0]]), np.array([1.0, 1.0]), np.ones(2), np.array([0.0, 1.0])
    )
    assert solve(problem, Limits(budget=10.0)).items == (0,)


def test_conflict_names_no_more_than_it_takes():
    """Two items that must be chosen cost more than the budget; the third limit has no part in it."""
    costs = np.array([3.0, 3.0, 1.0])
    limits = Limits(budget=5.0, most=2, musts=frozenset({0, 1}))
    assert find_conflict(costs, limits) == ("budget", "must:0", "must:1")


def test_conflict_is_searched_for_once(monkeypatch: pytest.MonkeyPatch):
    """Two of three hundred limits in conflict take some tens of searches, not one for each limit."""
    calls: list[Limits] = []

    def count(costs: np.ndarray, limits: Limits) -> tuple[int, ...] | None:
        calls.append(limits)
        return find_cheapest(costs, limits)

    monkeypatch.setattr("chains.plan.exact.find_cheapest", count)
    actors = tuple(Group(f"actor {item}", (item,), most=1) for item in range(300))
    limits = Limits(budget=2.0, groups=(*actors, Group("all", tuple(range(300)), least=3)))
    assert find_conflict(np.ones(300), limits) == ("budget", "least:all")
    assert len(calls) < 40


def test_conflict_of_quotas():
    """A quota of three of a group of two cannot be kept by itself."""
    assert find_conflict(np.ones(4), Limits(groups=(Group("a", (0, 1), least=3),))) == ("least:a",)
    both = Limits(most=1, groups=(Group("a", (0, 1), least=1), Group("b", (2, 3), least=1)))
    assert find_conflict(np.ones(4), both) == ("most", "least:a", "least:b")
    one = Limits(musts=frozenset({1}), excluded=frozenset({1}))
    assert find_conflict(np.ones(4), one) == ("must:1", "exclude:1")


def test_cheapest_set_that_keeps_the_quotas():
    """The cheaper of two items of a group is enough for a quota of one; without limits nothing is bought."""
    costs = np.array([3.0, 2.0, 1.0])
    assert find_cheapest(costs, Limits(groups=(Group("a", (0, 1), least=1),))) == (1,)
    assert find_cheapest(costs, Limits()) == ()
    assert find_cheapest(np.zeros(0), Limits()) == ()


def test_without_items_nothing_is_gained():
    """A problem without items, or without elements, has the empty plan, and it is the best."""
    for items, elements in ((0, 3), (3, 0), (0, 0)):
        problem = Problem(sparse.csr_array((items, elements)), np.ones(elements), np.ones(items), np.zeros(elements))
        found = solve(problem, Limits(budget=2.0))
        assert (found.items, found.gain, found.guaranteed) == ((), 0.0, 1.0)


@pytest.mark.parametrize(
    ("costs", "weights", "start"),
    [
        ([0.0], [1.0], [0.0]),
        ([-1.0], [1.0], [0.0]),
        ([np.nan], [1.0], [0.0]),
        ([1.0], [-1.0], [0.0]),
        ([1.0], [1.0], [2.0]),
    ],
)
def test_numbers_out_of_range_are_refused(costs: list[float], weights: list[float], start: list[float]):
    """Costs are above 0, weights at least 0, and what is closed lies between 0 and 1."""
    with pytest.raises(ValueError, match="out of range"):
        Problem(sparse.csr_array([[1.0]]), np.array(weights), np.array(costs), np.array(start))


def test_shapes_that_do_not_agree_are_refused():
    """Two costs for one item are an error that names both numbers."""
    with pytest.raises(ValueError, match="1 items and 1 elements"):
        Problem(sparse.csr_array([[1.0]]), np.ones(1), np.ones(2), np.zeros(1))
