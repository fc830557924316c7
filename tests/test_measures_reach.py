"""Which skills go together, and how far a place is from what it does not teach: by hand and by brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from chains.measures.complementarity import count_shared, mark_advantages, score_complementarity
from chains.measures.reach import score_out_of_reach, score_reach
from chains.measures.relatedness import score_proximity
from chains.measures.specialisation import score_location_quotients

NAMED = np.array([[6, 6, 0, 0], [4, 0, 4, 0], [0, 2, 0, 9]])
"""Postings of three jobs that name four skills: totals of jobs 12, 8, 11, of skills 10, 8, 4, 9; in all 31."""

tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 6), min_size=width, max_size=width), min_size=1, max_size=5)
)


def test_advantages_by_hand():
    """Job 0 names skill 0 in 6 of 12, all jobs in 10 of 31: more; job 2 names skill 1 in 2 of 11, all in 8 of 31: less."""
    assert mark_advantages(NAMED).toarray().tolist() == [[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]]


def test_complementarity_by_hand():
    """Skill 0 has two jobs and shares one of them with skill 1 and one with skill 2: a half each."""
    theta = score_complementarity(NAMED).toarray()
    assert theta.tolist() == [[1, 0.5, 0.5, 0], [0.5, 1, 0, 0], [0.5, 0, 1, 0], [0, 0, 0, 1]]
    assert count_shared(NAMED).diagonal().tolist() == [2, 1, 1, 1]


@given(tables)
def test_complementarity_is_a_proximity(rows: list[list[int]]):
    """With jobs for places it is the proximity of Hidalgo et al. of quotients above 1, dense or sparse."""
    amounts = np.array(rows)
    marks = np.nan_to_num(score_location_quotients(amounts)) > 1 + 1e-9
    theta = score_complementarity(amounts)
    assert theta.toarray() == pytest.approx(score_proximity(marks))
    assert (score_complementarity(sparse.csr_array(amounts)) != theta).nnz == 0


def test_the_average_is_no_advantage():
    """One job alone, and jobs of one mix, use no skill more than the others do, whatever the last bits say."""
    for amounts in ([[0.1, 0.2, 0.3, 0.7]], [[0.1, 0.2, 0.3], [0.3, 0.6, 0.9]]):
        assert mark_advantages(amounts).nnz == 0
        assert score_complementarity(amounts).nnz == 0


def test_few_shared_jobs_can_be_left_out():
    """Pairs of skills that only one job shares say nothing: they are left out on demand, and so is a skill of one job."""
    assert score_complementarity(NAMED, least_shared=2).toarray().tolist() == np.diag([1, 0, 0, 0]).tolist()


def test_what_is_given_is_not_changed():
    """A sparse array with stored noughts is read, not tidied."""
    given_ = sparse.csr_array((np.array([1.0, 0.0]), ([0, 0], [0, 1])), shape=(1, 2))
    score_complementarity(given_)
    assert given_.nnz == 2


@pytest.mark.parametrize("wrong", [[[1, -1]], [[1, math.nan]], [1, 2]])
def test_wrong_amounts_are_refused(wrong: list[object]):
    """Negative and missing amounts, and what is no matrix, are errors."""
    with pytest.raises(ValueError, match=r"amounts|matrix"):
        score_complementarity(wrong)


# --- reach ---

THETA = [[1, 0.5, 0.5], [0.5, 1, 0], [0.5, 0, 1]]
KM = [[0, 50, 300], [50, 0, 280], [300, 280, 0]]


def test_reach_by_hand():
    """Skill 1 is taught 50 km away and its kin here: (1 - 0.5 / 2) * 50 / 150; skill 2 nowhere: 1 - 0.5 / 2."""
    found = score_reach([[3, 0, 0], [0, 1, 0], [0, 0, 0]], THETA, KM)
    assert found.gap[0] == pytest.approx([0, 0.75 / 3, 0.75])
    assert found.skill[0].tolist() == [-1, 0, 0]
    assert found.place.tolist() == [[-1, 1, -1], [0, -1, -1], [0, 1, -1]]
    assert found.km[2].tolist() == [300, 280, math.inf]
    assert found.gap[2] == pytest.approx([0.75, 280 / 380, 1])


def test_equal_kin_is_the_one_taught_most():
    """Of skills that go with the missing one as much, the one that more offerings teach is named, then the first."""
    theta = np.full((4, 4), 0.5)
    assert score_reach([[0, 1, 7, 7]], theta, [[0]]).skill[0].tolist() == [2, 2, 3, 2]


def test_unknown_distance_is_not_nearness():
    """Where the only city that teaches it has no coordinates the gap is nan; another that has some decides."""
    taught = [[0, 0], [1, 0], [1, 1]]
    km = [[0, math.nan, 100], [math.nan, 0, math.nan], [100, math.nan, 0]]
    found = score_reach(taught, np.eye(2), km)
    assert found.gap[0].tolist() == [0.5, 0.5]
    unknown = score_reach(taught[:2], np.eye(2), np.array(km)[:2, :2])
    assert math.isnan(unknown.gap[0, 0])
    assert math.isnan(unknown.km[0, 0])
    assert unknown.gap[0, 1] == 1


def test_infinite_distance_is_nowhere():
    """A place that counts as near to none leaves the gap as if nobody taught the skill."""
    assert score_reach([[0], [1]], [[1]], [[0, math.inf], [math.inf, 0]]).gap[0, 0] == 1


@st.composite
def regions(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What some places teach, how skills go together, and how far the places are."""
    places, skills = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    whole = st.integers(0, 2)
    taught = np.array(draw(st.lists(whole, min_size=places * skills, max_size=places * skills)))
    theta = np.array(draw(st.lists(st.integers(0, 4), min_size=skills**2, max_size=skills**2))).reshape(skills, skills)
    km = np.array(draw(st.lists(st.integers(0, 9), min_size=places**2, max_size=places**2))).reshape(places, places)
    return taught.reshape(places, skills), np.maximum(theta, theta.T) / 4, 40 * (km + km.T)


@given(regions())
def test_reach_is_that_of_brute_force(region: tuple[np.ndarray, np.ndarray, np.ndarray]):
    """Looking at every pair of places and of skills one by one gives the same gaps."""
    taught, theta, km = region
    found = score_reach(taught, sparse.csr_array(theta), km)
    for place, skill in np.ndindex(*taught.shape):
        kin = max((theta[skill, k] for k in range(len(theta)) if k != skill and taught[place, k]), default=0)
        others = [km[place, other] for other in range(len(km)) if other != place and taught[other, skill]]
        away = min(others) / (min(others) + 100) if others else 1
        expected = 0 if taught[place, skill] else (1 - kin / 2) * away
        assert found.gap[place, skill] == pytest.approx(expected)
        assert found.theta[place, skill] == kin


@given(regions(), st.integers(0, 100))
def test_more_teaching_never_widens_the_gap(region: tuple[np.ndarray, np.ndarray, np.ndarray], pick: int):
    """A further offering, of whatever skill and wherever, raises no gap of any place."""
    taught, theta, km = region
    more = taught.copy()
    more.flat[pick % more.size] += 1
    before, after = score_reach(taught, theta, km).gap, score_reach(more, theta, km).gap
    assert (after <= before + 1e-12).all()
    assert ((after >= 0) & (after <= 1)).all()


def test_reach_of_nothing_is_empty():
    """Without places or skills there is no gap, and no error."""
    assert score_reach(np.zeros((0, 3)), np.eye(3), np.zeros((0, 0))).gap.shape == (0, 3)
    assert score_reach(np.zeros((2, 0)), np.zeros((0, 0)), np.zeros((2, 2))).gap.shape == (2, 0)


@pytest.mark.parametrize(
    ("taught", "theta", "km", "options"),
    [
        ([[1, 0]], [[1]], [[0]], {}),
        ([[1]], [[1]], [[0, 1], [1, 0]], {}),
        ([[1]], [[2]], [[0]], {}),
        ([[1]], [[1]], [[-1]], {}),
        ([[-1]], [[1]], [[0]], {}),
        ([[1]], [[1]], [[0]], {"half_km": 0}),
        ([[1]], [[1]], [[0]], {"relief": 1.5}),
    ],
)
def test_wrong_reach_is_refused(taught: object, theta: object, km: object, options: dict[str, float]):
    """Shapes that do not fit, and numbers out of their range, are errors."""
    with pytest.raises(ValueError, match=r"fit|complementarity|distances|counts|half_km"):
        score_reach(taught, theta, km, **options)


def test_out_of_reach_weighs_by_demand():
    """A quarter of the demand is for a skill half out of reach; what nobody asks for does not count, known or not."""
    assert score_out_of_reach([3, 1, 0], [0, 0.5, math.nan]) == pytest.approx(0.125)
    assert np.isnan(score_out_of_reach([[0, 0], [1, 1]], [[1, 1], [0, math.nan]])).all()
    with pytest.raises(ValueError, match="asked"):
        score_out_of_reach([-1], [0])
