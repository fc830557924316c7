"""How far two mixes are apart: by hand, against scipy, and for input that has no answer."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.spatial.distance import jensenshannon

from chains.measures import balance
from chains.measures.kinship import score_kinship, score_reach

INDICES = (
    balance.score_overlap,
    balance.score_dissimilarity,
    balance.score_divergence,
    balance.score_mismatch,
)
amounts = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12)


@given(amounts)
def test_divergence_is_that_of_scipy(pairs: list[tuple[int, int]]):
    """The Jensen-Shannon divergence is the square of scipy's distance."""
    demand, supply = np.array(pairs, dtype=float).T
    if demand.sum() and supply.sum():
        # scipy takes the root of a sum that may be a hair below 0: then it has no answer.
        with np.errstate(invalid="ignore"):
            other = float(jensenshannon(demand, supply, base=2)) ** 2
        expected = 0.0 if math.isnan(other) else other
        assert balance.score_divergence(demand, supply) == pytest.approx(expected, abs=1e-9)


@given(amounts)
def test_indices_are_shares(pairs: list[tuple[int, int]]):
    """Every index lies between 0 and 1, and overlap and dissimilarity add to 1."""
    demand, supply = np.array(pairs, dtype=float).T
    if demand.sum() and supply.sum():
        assert all(0 <= score(demand, supply) <= 1 + 1e-12 for score in INDICES)
        both = balance.score_overlap(demand, supply) + balance.score_dissimilarity(demand, supply)
        assert both == pytest.approx(1)


def test_mismatch_by_hand():
    """Half the vacancies where a quarter seeks: 1 - (sqrt(1/8) + sqrt(3/8))."""
    assert balance.score_mismatch([1, 1], [1, 3]) == pytest.approx(1 - (math.sqrt(1 / 8) + math.sqrt(3 / 8)))


@pytest.mark.parametrize("score", [*INDICES, balance.score_entropy_gap])
def test_nothing_on_one_side_has_no_answer(score: Callable[..., float]):
    """Without any supply, or any demand, an index is nan."""
    assert math.isnan(score([1, 2], [0, 0]))
    assert math.isnan(score([0, 0], [1, 2]))
    assert math.isnan(score([], []))


@pytest.mark.parametrize("wrong", [([1, -1], [1, 1]), ([1, math.nan], [1, 1]), ([1], [1, 2]), ([[1]], [[1]])])
def test_wrong_amounts_are_refused(wrong: tuple[list[float], list[float]]):
    """Negative and missing amounts, and arrays that do not match, are errors."""
    for score in (*INDICES, balance.score_coverage, balance.score_vacancy_ratio):
        with pytest.raises(ValueError, match=r"amounts|length"):
            score(*wrong)


def test_elasticity_must_be_a_share():
    """An elasticity of 1 leaves the seekers out, and is refused."""
    with pytest.raises(ValueError, match="elasticity"):
        balance.score_mismatch([1], [1], elasticity=1)


def test_one_skill_is_no_mismatch():
    """With a single skill demand and supply have the same mix."""
    assert balance.score_dissimilarity([3], [7]) == balance.score_mismatch([3], [7]) == 0


def test_deviation_without_supply_is_nan():
    """Structural deviation has no value where nothing is supplied, and none at all without any supply."""
    assert np.isnan(balance.score_structural_deviation([1, 1], [0, 1])).tolist() == [True, False]
    assert np.isnan(balance.score_structural_deviation([1, 1], [0, 0])).all()


def test_kinship_by_hand():
    """Two jobs share skill 0 and 1 and a third needs skill 2: 0 and 1 are akin, 2 goes with neither."""
    theta = score_kinship(sparse.csr_array(np.array([[5, 5, 0], [5, 5, 0], [0, 0, 5]])))
    assert theta.tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 1]]


def test_kinship_divides_by_the_commoner():
    """A skill of one job that also needs a skill of three jobs: theta is 1/3."""
    needs = np.array([[1, 1, 0, 0], [1, 0, 9, 0], [1, 0, 0, 9], [0, 0, 30, 30]])
    theta = score_kinship(sparse.csr_array(needs))
    effective = needs / needs.sum(axis=1, keepdims=True) / (needs.sum(axis=0) / needs.sum()) > 1
    expected = (effective[:, 0] & effective[:, 1]).sum() / max(effective[:, 0].sum(), effective[:, 1].sum())
    assert theta[0, 1] == theta[1, 0] == pytest.approx(expected)
    assert 0 < expected < 1


def test_reach_shrinks_with_kin_and_nearness():
    """A skill is far if nothing akin is taught here and nobody teaches it; a near city or a kindred skill helps."""
    theta = np.array([[1, 0.5], [0.5, 1]])
    alone = score_reach(np.eye(2), [True, False], [0, math.inf])
    akin = score_reach(theta, [True, False], [0, math.inf])
    near = score_reach(theta, [True, False], [0, 30.0])
    assert alone.tolist() == [0, 1]
    assert near[1] < akin[1] < alone[1]
    with pytest.raises(ValueError, match="scale"):
        score_reach(theta, [True, False], [0, 1], scale_km=0)
