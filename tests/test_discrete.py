"""P values of counts, adjusted for how few values each test can give."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import hypergeom

from chains.measures.discrete import adjust_bounded_p, adjust_discrete_p, list_table_steps
from chains.measures.inference import adjust_p
from chains.measures.shares import round_mix, score_mix_chance

COIN = (np.array([0.25, 1.0]), np.array([0.25, 0.75]))
SINGLE = (np.array([1.0]), np.array([1.0]))


def test_tests_that_cannot_be_significant_cost_nothing():
    """A p of 1/4 beside two tests that always give 1 is adjusted to its odds: 1/4 over 3/4."""
    assert adjust_discrete_p([0.25, 1.0, 1.0], [COIN, SINGLE], [0, 1, 1]) == [0.333333, 1.0, 1.0]
    assert adjust_p([0.25, 1.0, 1.0])[0] == 0.75


def test_tests_not_made_stay_none_and_do_not_count():
    """``None`` stays, wherever it stands, and its place in the steps has no meaning."""
    assert adjust_discrete_p([None, 0.25, None], [COIN], [0, 0, 0]) == [None, 0.333333, None]
    assert adjust_discrete_p([], [], []) == []
    assert adjust_discrete_p([None], [], [0]) == [None]


def test_steps_up_as_worked_by_hand():
    """Two tests of four and of ten values: sums of odds over ranks, never more than that of a larger p."""
    quarters = (np.array([0.25, 0.5, 0.75, 1.0]), np.full(4, 0.25))
    tenths = (np.arange(1, 11) / 10, np.full(10, 0.1))
    # At the level 0.05 no p from 0.1 on could be significant: (1/10)/(9/10) is more than 2 x 0.05.
    # At 0.1: (1/10)/(9/10) = 1/9, of one.  At 0.25: (1/4)/(3/4) + (2/10)/(8/10) = 7/12, of two 7/24.
    found = adjust_discrete_p([0.25, 0.1], [quarters, tenths], [0, 1])
    assert found == [pytest.approx(7 / 24, abs=1e-6), pytest.approx(1 / 9, abs=1e-6)]
    # Of two that give 0.25 the odds are 2 x 1/3, of two 1/3; with a third that gives 0.1 (1/9) it is 1/3 again or less.
    assert adjust_discrete_p([0.25, 0.25], [quarters], [0, 0]) == [0.333333, 0.333333]


def test_of_tests_that_reach_every_p_little_changes():
    """Where each test reaches a thousand values the adjusted p is that of Benjamini & Hochberg, but for 1 - F."""
    rng = np.random.default_rng(5)
    fine = (np.arange(1, 1001) / 1000, np.full(1000, 0.001))
    values = np.concatenate([np.ceil(rng.random(200) * 1000) / 1000, np.full(20, 0.001)]).tolist()
    found, usual = adjust_discrete_p(values, [fine], [0] * 220), adjust_p(values)
    small = [(one, other) for one, other in zip(found, usual, strict=True) if other is not None and other <= 0.05]
    assert small
    assert all(one == pytest.approx(other, rel=0.12) for one, other in small)


@pytest.mark.parametrize(("marked", "first", "second"), [(5, 7, 9), (0, 3, 3), (12, 7, 9), (40, 300, 120), (4, 0, 6)])
def test_steps_of_a_table_are_those_of_scipy(marked: int, first: int, second: int):
    """Each outcome of a table has the p of the exact test, and the chance of the hypergeometric distribution."""
    [(reach, chance)] = list_table_steps([marked], [first], [second])
    outcomes = np.arange(max(0, marked - first), min(marked, second) + 1)
    assert chance == pytest.approx(hypergeom.pmf(outcomes, first + second, marked, second), rel=1e-9)
    expected = score_mix_chance(marked - outcomes, first, outcomes, second)
    if first and second:
        assert reach == pytest.approx(expected, rel=1e-9)


def test_false_findings_keep_to_the_level_and_true_ones_are_more():
    """Over many families of small tables, of which a few differ, 5 % of what is called different is not, and more is found."""
    rng = np.random.default_rng(11)
    shares, found, usual = [], 0, 0
    for _ in range(60):
        mean = np.concatenate([rng.gamma(0.5, 4.0, 380), np.full(20, 24.0)])
        taught = np.concatenate([mean[:380], np.full(20, 5.0)])
        n, m = np.full(400, 2000), np.full(400, 2000)
        x, t = rng.binomial(n, mean / n), rng.binomial(m, taught / m)
        p = score_mix_chance(x, n, t, m).tolist()
        steps = list_table_steps(x + t, n, m)
        hits = np.array(adjust_discrete_p(p, steps, range(400))) <= 0.05
        found += int(hits[380:].sum())
        usual += sum((value or 1.0) <= 0.05 for value in adjust_p(p)[380:])
        shares.append(hits[:380].sum() / max(hits.sum(), 1))
    assert np.mean(shares) <= 0.05
    assert found > 1.1 * usual


def test_mix_is_rounded_towards_the_null():
    """What is estimated counts as whole things, so that the shares come nearer, whichever is larger."""
    assert [float(part) for part in round_mix(2.5, 10, 1.5, 20)] == [2.0, 10.0, 2.0, 20.0]
    assert [float(part) for part in round_mix(0.5, 10, 9.5, 20)] == [1.0, 10.0, 9.0, 20.0]


def test_bounded_tests_are_charged_from_their_least_p_on():
    """Tests that cannot reach a p as small cost nothing; those that can cost as much as their p says."""
    # At 0.02 the first alone can be; at 0.3 both: (3/10)/(7/10) twice, over two.
    found = adjust_bounded_p([0.02, 0.3, None], [0.01, 0.25, 0.1])
    assert found == [pytest.approx(0.02 / 0.98, abs=1e-6), pytest.approx(3 / 7, abs=1e-6), None]
    assert adjust_p([0.02, 0.3])[0] == 0.04


def test_bounded_tests_keep_the_share_of_false_findings():
    """Of a hundred families of tests in which nothing is there, at most about one in twenty has a finding."""
    rng = np.random.default_rng(8)
    alarms = 0
    for _ in range(200):
        least = rng.choice([0.001, 0.02, 0.04], 100)
        p = np.maximum(rng.random(100), least)
        alarms += any((value or 1.0) <= 0.05 for value in adjust_bounded_p(p.tolist(), least.tolist()))
    assert alarms <= 200 * 0.05 + 2 * np.sqrt(200 * 0.05 * 0.95)
