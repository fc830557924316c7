"""Indices of two mixes: by hand, against scipy, and for input that has no answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial.distance import jensenshannon

from chains.measures import balance
from chains.measures.shares import count_surely

DEMAND, SUPPLY = [6, 3, 1, 0], [2, 2, 0, 4]
"""Shares of demand 0.6, 0.3, 0.1, 0; of supply 0.25, 0.25, 0, 0.5."""

BOUNDED = (balance.score_overlap, balance.score_dissimilarity, balance.score_divergence, balance.score_mismatch)
PAIRED = (*BOUNDED, balance.score_entropy_gap)
"""Indices that need the mix of both sides."""
EVERY = (*PAIRED, balance.score_coverage, balance.score_share_gap, balance.score_structural_deviation)

amounts = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12).filter(
    lambda pairs: all(sum(side) for side in zip(*pairs, strict=True))
)


def split(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Demand and supply of some pairs of amounts."""
    demand, supply = np.array(pairs, dtype=float).T
    return demand, supply


# --- by hand ---


def test_share_gap_by_hand():
    """Points of demand less points of supply."""
    assert balance.score_share_gap(DEMAND, SUPPLY) == pytest.approx([35, 5, 10, -50])


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (balance.score_coverage, 0.9),
        (balance.score_overlap, 0.5),
        (balance.score_dissimilarity, 0.5),
        (balance.score_mismatch, 1 - (math.sqrt(0.6 * 0.25) + math.sqrt(0.3 * 0.25))),
        (
            balance.score_entropy_gap,
            -(0.6 * math.log2(0.6) + 0.3 * math.log2(0.3) + 0.1 * math.log2(0.1)) - 1.5,
        ),
    ],
)
def test_indices_by_hand(score: Callable[..., Any], expected: float):
    """Each index of the two mixes above is what paper gives."""
    assert score(DEMAND, SUPPLY) == pytest.approx(expected)


def test_elasticity_weighs_the_vacancies():
    """The exponents of the index of Şahin et al. are the elasticity for vacancies and the rest for seekers."""
    expected = 1 - (0.6**0.7 * 0.25**0.3 + 0.3**0.7 * 0.25**0.3)
    assert balance.score_mismatch(DEMAND, SUPPLY, 0.7) == pytest.approx(expected)


def test_deviation_is_positive_where_demand_exceeds():
    """What is asked for more than its part is above 0, what nobody asks for is -1, what nobody supplies has no number."""
    assert balance.score_structural_deviation(DEMAND, SUPPLY) == pytest.approx([1.4, 0.2, math.nan, -1], nan_ok=True)


def test_vacancy_ratio_by_hand():
    """Vacancies for each seeker; without seekers there is none."""
    assert balance.score_vacancy_ratio([3, 0, 2], [2, 5, 0]) == pytest.approx([1.5, 0, math.nan], nan_ok=True)


# --- against scipy ---


@given(amounts)
def test_divergence_is_that_of_scipy(pairs: list[tuple[int, int]]):
    """The Jensen-Shannon divergence is the square of scipy's distance."""
    demand, supply = split(pairs)
    # scipy takes the root of a sum that may be a hair below 0: then it has no answer.
    with np.errstate(invalid="ignore"):
        other = float(jensenshannon(demand, supply, base=2)) ** 2
    assert balance.score_divergence(demand, supply) == pytest.approx(0 if math.isnan(other) else other, abs=1e-9)


@given(amounts)
def test_entropies_are_those_of_scipy(pairs: list[tuple[int, int]]):
    """The entropy gap is the difference of scipy's entropies."""
    demand, supply = split(pairs)
    expected = stats.entropy(demand, base=2) - stats.entropy(supply, base=2)
    assert balance.score_entropy_gap(demand, supply) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("units", [1, 2, 4, 7, 30])
def test_chance_dissimilarity_sums_the_binomials(units: int):
    """The expected dissimilarity is the sum over all outcomes of every binomial."""
    shares, counts = np.array(SUPPLY) / 8, np.arange(units + 1)
    expected = sum(stats.binom.pmf(counts, units, share) @ abs(counts / units - share) for share in shares) / 2
    assert balance.score_chance_dissimilarity(units + 0.6, SUPPLY) == pytest.approx(expected)


# --- whatever the amounts ---


@given(amounts)
def test_indices_are_shares(pairs: list[tuple[int, int]]):
    """Every bounded index lies in [0, 1]; overlap and dissimilarity add to 1; coverage is at least the overlap."""
    demand, supply = split(pairs)
    assert all(0 <= score(demand, supply) <= 1 for score in BOUNDED)
    overlap = balance.score_overlap(demand, supply)
    assert overlap + balance.score_dissimilarity(demand, supply) == pytest.approx(1)
    assert overlap <= balance.score_coverage(demand, supply) + 1e-12 <= 1 + 1e-12


@given(amounts, st.integers(0, 11))
def test_supply_of_what_lacks_most_never_widens(pairs: list[tuple[int, int]], skill: int):
    """One more unit of a skill that is short never lowers the overlap or the coverage."""
    demand, supply = split(pairs)
    skill %= len(demand)
    more = supply.copy()
    more[skill] += 1
    if demand[skill] / demand.sum() >= more[skill] / more.sum():
        assert balance.score_overlap(demand, more) >= balance.score_overlap(demand, supply) - 1e-12
    assert balance.score_coverage(demand, more) >= balance.score_coverage(demand, supply)


@given(amounts, st.integers(2, 9))
def test_size_does_not_matter(pairs: list[tuple[int, int]], factor: int):
    """Twice as many postings of the same mix change no index."""
    demand, supply = split(pairs)
    for score in (*PAIRED, balance.score_coverage):
        assert score(factor * demand, supply) == pytest.approx(score(demand, supply), abs=1e-9)


def test_many_places_at_once():
    """Leading axes are places: each has the index that it has alone."""
    demand, supply = np.array([DEMAND, SUPPLY, [1, 1, 1, 1]]), np.array([SUPPLY, SUPPLY, [0, 0, 0, 0]])
    for score in EVERY:
        together = score(demand, supply)
        for place in range(3):
            assert together[place] == pytest.approx(score(demand[place], supply[place]), nan_ok=True)


# --- degenerate and wrong input ---


@pytest.mark.parametrize("score", PAIRED)
def test_nothing_on_one_side_has_no_answer(score: Callable[..., Any]):
    """Without any supply, any demand, or any skill, an index is nan."""
    assert math.isnan(score([1, 2], [0, 0]))
    assert math.isnan(score([0, 0], [1, 2]))
    assert math.isnan(score([], []))


def test_coverage_of_nothing():
    """Without supply nothing is covered; without demand there is nothing to cover."""
    assert balance.score_coverage([1, 2], [0, 0]) == 0
    assert math.isnan(balance.score_coverage([0, 0], [1, 2]))


@pytest.mark.parametrize("score", [balance.score_share_gap, balance.score_structural_deviation])
def test_differences_of_nothing(score: Callable[..., Any]):
    """Without a mix on either side no skill has a difference."""
    assert np.isnan(score([1, 1], [0, 0])).all()
    assert np.isnan(score([0, 0], [1, 1])).all()


def test_one_skill_and_equal_mixes_match():
    """A single skill, and amounts that are all equal, have the same mix on both sides."""
    for demand, supply in (([3], [7]), ([2, 2, 2], [5, 5, 5])):
        assert balance.score_overlap(demand, supply) == 1
        assert [balance.score_dissimilarity(demand, supply), balance.score_divergence(demand, supply)] == [0, 0]
        assert balance.score_mismatch(demand, supply) == pytest.approx(0)
        assert balance.score_entropy_gap(demand, supply) == 0


def test_chance_of_nothing_has_no_answer():
    """Without a whole unit of demand, or without supply, nothing is expected."""
    assert np.isnan(balance.score_chance_dissimilarity([0, 0.5], SUPPLY)).all()
    assert math.isnan(balance.score_chance_dissimilarity(3, [0, 0]))


@pytest.mark.parametrize("wrong", [-1, math.nan, math.inf])
@pytest.mark.parametrize("score", [*EVERY, balance.score_vacancy_ratio])
def test_wrong_amounts_are_refused(score: Callable[..., Any], wrong: float):
    """Negative, missing and infinite amounts are errors on either side."""
    for demand, supply in (([1, wrong], [1, 1]), ([1, 1], [wrong, 1])):
        with pytest.raises(ValueError, match="finite and not negative"):
            score(demand, supply)


def test_shapes_must_fit():
    """Two skills cannot be set against three."""
    with pytest.raises(ValueError, match="shape"):
        balance.score_overlap([1, 2], [1, 2, 3])


@pytest.mark.parametrize("elasticity", [0, 1, -0.5, math.nan])
def test_elasticity_must_lie_between(elasticity: float):
    """An elasticity that leaves out one side is refused."""
    with pytest.raises(ValueError, match="elasticity"):
        balance.score_mismatch([1], [1], elasticity=elasticity)


# --- what is surely there ---


def test_sure_count_is_that_of_scipy():
    """The lower bound is Garwood's, by the chi-squared distribution; so many or more have just the chance told."""
    counts = np.array([1, 4, 15, 466])
    assert count_surely(counts) == pytest.approx(stats.chi2.ppf(0.025, 2 * counts) / 2)
    assert stats.poisson.sf(counts - 1, count_surely(counts)) == pytest.approx(0.025)


def test_sure_count_grows_from_nothing_towards_the_count():
    """Nothing is sure of nothing; the share of a count that is sure grows with the count."""
    counts = np.array([0, 0.5, 1, 1.5, 2, 10, 1000])
    sure = count_surely(counts)
    assert sure[0] == 0
    assert (np.diff(sure) > 0).all()
    assert (np.diff(sure[1:] / counts[1:]) > 0).all()
    assert (sure <= counts).all()


def test_sure_count_refuses_what_is_no_count():
    """Negative counts, and a chance outside (0, 1), are errors."""
    with pytest.raises(ValueError, match="counts"):
        count_surely([-1])
    with pytest.raises(ValueError, match="chance"):
        count_surely([1], 0)
