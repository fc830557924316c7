"""Scores from indicators, their coupling coordination, and how sure both are: by hand, by properties, by another package."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats
from scipy.sparse import csr_array

from chains.measures.composite import scale_values, score_obstacles, score_weighted, weigh_by_entropy
from chains.measures.coupling import (
    COUPLINGS,
    GRADES,
    grade_coordination,
    score_coordination,
    score_coupling,
    score_development,
    score_fan_coupling,
    score_wang_coupling,
)
from chains.measures.cross_links import count_cross_links, score_cross_null, score_cross_z
from chains.measures.permutation import score_pair_null
from chains.measures.resampling import draw_scores, draw_shares, draw_weights, find_band
from chains.measures.standing import count_joining_links, score_standing

UNIT = st.floats(0.0, 1.0, allow_nan=False)
SCORES = st.lists(UNIT, min_size=2, max_size=6)
NAN = math.nan

# --- coupling ---------------------------------------------------------------------------------------------------------

GUANGZHOU = np.array(
    [
        [0.8179733, 0.3246648, 0.6590316, 0.1308531],
        [0.3020233, 0.1318888, 0.4046987, 0.5173794],
        [0.9209903, 0.3353516, 0.6921477, 0.3141320],
        [0.9604095, 0.3914758, 0.7099999, 0.4316421],
        [0.9061589, 0.3473603, 0.7297774, 0.6909494],
        [0.9456379, 0.4391423, 0.7304117, 0.4792905],
    ]
)
"""Four scores of six districts of Guangzhou, as the vignette of the R package coupling 0.1 (CRAN, 2026) prints them."""

PUBLISHED = {
    "standard": (
        [0.8051958, 0.8914577, 0.8999423, 0.9346128, 0.9440912, 0.9519923],
        [0.6237105, 0.5497290, 0.7134825, 0.7632959, 0.7944703, 0.7858001],
    ),
    "wang": (
        [0.4722274, 0.6211236, 0.5375842, 0.5861986, 0.6640321, 0.6319211],
        [0.4776480, 0.4588675, 0.5514412, 0.6045044, 0.6662930, 0.6402164],
    ),
    "fan": (
        [0.4593785, 0.7164548, 0.4915051, 0.5399620, 0.5951898, 0.5907777],
        [0.4711049, 0.4928249, 0.5272784, 0.5801746, 0.6308098, 0.6190239],
    ),
}
"""C and D that the same vignette prints for each variant."""


@pytest.mark.parametrize("variant", COUPLINGS)
def test_degrees_are_those_of_the_r_package(variant: str):
    """All three variants agree with the package coupling of CRAN to the digits that it prints."""
    c = COUPLINGS[variant](GUANGZHOU)
    d = score_coordination(c, score_development(GUANGZHOU))
    assert c == pytest.approx(PUBLISHED[variant][0], abs=1e-6)
    assert d == pytest.approx(PUBLISHED[variant][1], abs=1e-6)


def test_degrees_by_hand():
    """Three scores whose means and differences can be worked out on paper."""
    u = [0.2, 0.4, 0.8]
    assert score_coupling(u) == pytest.approx(0.4 / (1.4 / 3))  # the cube root of 0.064 is 0.4
    # Differences 0.2, 0.4, 0.6; shares of the highest 1/4 and 1/2, whose geometric mean is the root of 1/8.
    assert score_wang_coupling(u) == pytest.approx(math.sqrt((1 - 0.4) * math.sqrt(1 / 8)))
    assert score_fan_coupling(u) == pytest.approx(1 - 2 * math.sqrt(0.84 / 3 - (1.4 / 3) ** 2))
    assert score_development(u, [0.5, 0.25, 0.25]) == pytest.approx(0.4)


@given(SCORES)
def test_standard_degree_is_the_root_of_the_geometric_mean(u: list[float]):
    """With equal weights C times T is the geometric mean: the standard degree knows nothing but the scores."""
    d = score_coordination(score_coupling(u), score_development(u))
    expected = math.sqrt(stats.gmean(u)) if min(u) > 0 else 0.0
    assert d == pytest.approx(expected, abs=1e-9)


@given(SCORES)
@example([0.0, 5e-324])
def test_degrees_lie_between_0_and_1(u: list[float]):
    """No variant leaves its bounds, whatever the scores; only where nothing is developed C may be unknown."""
    t = score_development(u)
    for couple in COUPLINGS.values():
        c = couple(u)
        assert 0.0 <= score_coordination(c, t) <= 1.0
        assert 0.0 <= c <= 1.0 or (math.isnan(c) and max(u) == 0.0)


@given(SCORES, st.randoms(use_true_random=False))
def test_order_of_systems_does_not_matter(u: list[float], random: object):
    """The same scores in another order give the same degrees."""
    other = list(u)
    random.shuffle(other)  # type: ignore[attr-defined]
    for couple in COUPLINGS.values():
        assert couple(other) == pytest.approx(couple(u), abs=1e-12, nan_ok=True)


@given(st.floats(1e-6, 1.0), st.integers(2, 6))
def test_equal_scores_are_fully_coupled(score: float, systems: int):
    """Systems with one and the same score have C = 1 in every variant, and D is the root of the score."""
    u = [score] * systems
    for couple in COUPLINGS.values():
        assert couple(u) == pytest.approx(1.0, abs=1e-9)
        assert score_coordination(couple(u), score_development(u)) == pytest.approx(math.sqrt(score), rel=1e-6)


def test_a_system_at_nothing_uncouples():
    """One score of 0 makes the standard coupling and that of Wang 0; all at 0 leave C unknown, and D is 0."""
    assert score_coupling([0.0, 0.9, 0.9]) == 0.0
    assert score_wang_coupling([0.0, 0.9, 0.9]) == 0.0
    assert np.isnan(score_coupling([0.0, 0.0]))
    assert np.isnan(score_wang_coupling([0.0, 0.0]))
    assert score_fan_coupling([0.0, 0.0]) == 1.0
    assert score_coordination(score_coupling([0.0, 0.0]), score_development([0.0, 0.0])) == 0.0


def test_unknown_score_gives_no_degree():
    """A score that is not known makes the place unknown, and no other."""
    u = [[0.5, 0.5], [0.5, NAN]]
    for couple in COUPLINGS.values():
        c = couple(u)
        assert c[0] == pytest.approx(1.0)
        assert np.isnan(c[1])
        assert np.isnan(score_coordination(c, score_development(u))[1])


def test_shape_is_kept():
    """Draws by regions by systems give draws by regions."""
    u = np.full((3, 5, 4), 0.25)
    assert score_coupling(u).shape == (3, 5)
    assert score_wang_coupling(u).shape == (3, 5)
    assert score_fan_coupling(u).shape == (3, 5)
    assert score_coupling(np.zeros((0, 4))).shape == (0,)


@pytest.mark.parametrize("bad", [[0.5], 0.5, [0.5, 1.1], [-0.1, 0.5]])
def test_scores_out_of_bounds_are_refused(bad: object):
    """One system alone, or a score that is none, is an error."""
    for couple in COUPLINGS.values():
        with pytest.raises(ValueError, match=r"two systems|between 0 and 1"):
            couple(bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("shares", [[0.5], [0.6, 0.6], [-0.5, 1.5], [NAN, 1.0]])
def test_shares_of_systems_must_be_shares(shares: list[float]):
    """The weights of the systems are as many as these, not negative, and sum to 1."""
    with pytest.raises(ValueError, match="share"):
        score_development([0.5, 0.5], shares)


def test_grades_are_cut_every_tenth():
    """Each grade begins at its lower cut, the last holds 1, and the names run from the worst to the best."""
    cuts = [place / 10 for place in range(11)]
    assert grade_coordination(cuts).tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]
    assert grade_coordination([0.0999, 0.5999, 0.95, NAN]).tolist() == [0, 5, 9, -1]
    assert grade_coordination(0.1 + 0.2).tolist() == 3
    assert (GRADES[0].zh, GRADES[4].zh, GRADES[5].zh, GRADES[9].zh) == ("极度失调", "濒临失调", "勉强协调", "优质协调")
    assert len({grade.en for grade in GRADES}) == len(GRADES) == 10
    with pytest.raises(ValueError, match="between 0 and 1"):
        grade_coordination(1.2)


# --- scores from indicators ---------------------------------------------------------------------------------------


def test_values_are_scaled_on_the_given_range():
    """A range holds for benefit and cost, what lies beyond is cut, and what is unknown stays so."""
    scaled = scale_values([[2.0, 8.0], [-1.0, 40.0], [NAN, 20.0]], [0.0, 20.0], [4.0, 0.0])
    assert scaled[:2].tolist() == [[0.5, 0.6], [0.0, 0.0]]
    assert np.isnan(scaled[2, 0])
    assert scaled[2, 1] == 0.0


def test_score_does_not_depend_on_the_other_rows():
    """A region scores the same alone and among others: the range is fixed."""
    values = np.array([[3.0], [5.0], [9.0]])
    assert scale_values(values, 0.0, 10.0)[:1].tolist() == scale_values(values[:1], 0.0, 10.0).tolist()


@pytest.mark.parametrize(("worst", "best"), [(1.0, 1.0), (0.0, math.inf), (NAN, 1.0)])
def test_range_without_extent_is_refused(worst: float, best: float):
    """A range of no extent, or without an end, scales nothing."""
    with pytest.raises(ValueError, match="reference range"):
        scale_values([[0.5]], worst, best)


def test_entropy_weights_by_hand():
    """Shares 1/4 and 3/4 have an entropy of 0.8113 bits, 0 and 1 have none: weights 0.1887 to 1."""
    weights = weigh_by_entropy([[0.1, 0.0], [0.3, 1.0]])
    redundant = 1 - 0.8112781
    assert weights == pytest.approx([redundant / (1 + redundant), 1 / (1 + redundant)], abs=1e-6)


@given(st.lists(st.tuples(UNIT, UNIT, UNIT), min_size=3, max_size=8))
def test_entropy_weights_are_those_of_scipy(rows: list[tuple[float, float, float]]):
    """The weights agree with the entropies that scipy computes; columns of nothing have none."""
    x = np.array(rows)
    entropy = np.array([stats.entropy(column) if column.sum() > 1e-9 else math.log(len(x)) for column in x.T])
    spread = np.maximum(1 - entropy / math.log(len(x)), 0.0)
    if spread.sum() > 1e-6 and (x.sum(axis=0) > 1e-9).all():
        assert weigh_by_entropy(x) == pytest.approx(spread / spread.sum(), abs=1e-6)


def test_indicator_that_is_the_same_everywhere_weighs_nothing():
    """A constant column, one of zeros and one known in a single row get 0; if all are so there is no weight at all."""
    x = [[0.5, 0.0, 0.9, 0.1], [0.5, 0.0, NAN, 0.2]]
    assert weigh_by_entropy(x).tolist() == [0.0, 0.0, 0.0, 1.0]
    assert np.isnan(weigh_by_entropy([[0.5, 0.0], [0.5, 0.0]])).all()
    assert np.isnan(weigh_by_entropy([[0.2, 0.7]])).all()
    assert weigh_by_entropy(np.zeros((0, 2))).shape == (2,)


def test_unknown_values_do_not_count_as_zero():
    """A column with a gap is weighed over the rows that it has."""
    full = weigh_by_entropy([[0.1, 0.2], [0.3, 0.9], [0.2, 0.4]])
    gapped = weigh_by_entropy([[0.1, 0.2], [0.3, 0.9], [0.2, 0.4], [NAN, NAN]])
    assert gapped == pytest.approx(full, abs=1e-12)
    zero = weigh_by_entropy([[0.1, 0.2], [0.3, 0.9], [0.2, 0.4], [0.0, NAN]])
    assert zero[0] > full[0]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_order_of_indicators_does_not_matter(order: tuple[int, ...]):
    """Weights, scores and obstacle degrees move with their columns."""
    x = np.array([[0.1, 0.9, 0.4], [0.7, 0.5, 0.4], [0.3, NAN, 0.6]])
    weights, moved = weigh_by_entropy(x), weigh_by_entropy(x[:, order])
    assert moved == pytest.approx(weights[list(order)], abs=1e-12)
    assert score_weighted(x[:, order], moved)[0] == pytest.approx(score_weighted(x, weights)[0], abs=1e-12)
    obstacles = score_obstacles(x, weights)[:, order]
    assert score_obstacles(x[:, order], moved) == pytest.approx(obstacles, abs=1e-12, nan_ok=True)


def test_scores_tell_how_much_was_known():
    """What is missing is left out with its weight, and the share that is left is told; nothing known gives no score."""
    scores, known = score_weighted([[0.2, 0.6], [0.2, NAN], [NAN, NAN]], [0.25, 0.75])
    assert scores[:2] == pytest.approx([0.5, 0.2])
    assert np.isnan(scores[2])
    assert known == pytest.approx([1.0, 0.25, 0.0])
    scores, known = score_weighted([[0.2, 0.6]], [NAN, NAN])
    assert np.isnan(scores).all()
    assert known.tolist() == [0.0]


def test_several_sets_of_weights_give_several_scores():
    """Each set of weights has a row of scores, equal to those that it gives alone."""
    x, sets = np.array([[0.2, 0.6], [0.9, NAN]]), np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 2.0]])
    scores, known = score_weighted(x, sets)
    assert scores.shape == known.shape == (3, 2)
    for place, weights in enumerate(sets):
        assert scores[place] == pytest.approx(score_weighted(x, weights)[0], nan_ok=True)
    assert np.isnan(scores[2, 1])


def test_obstacles_by_hand():
    """Lacks of 0.3 and 0.1 are obstacles of three quarters and one; unknown ones count for nothing."""
    obstacles = score_obstacles([[0.4, 0.8], [NAN, 0.8], [1.0, 1.0]], [0.5, 0.5])
    assert obstacles[0] == pytest.approx([0.75, 0.25])
    assert np.isnan(obstacles[1, 0])
    assert obstacles[1, 1] == pytest.approx(1.0)
    assert np.isnan(obstacles[2]).all()


@pytest.mark.parametrize(
    ("scaled", "weights", "said"),
    [
        ([[0.5, 0.5]], [0.5, -0.5], "negative"),
        ([[0.5, 0.5]], [1.0], "one weight"),
        ([[0.5, 1.5]], [0.5, 0.5], "between 0 and 1"),
        ([0.5, 0.5], [0.5, 0.5], "two dimensions"),
    ],
)
def test_bad_weights_and_scores_are_refused(scaled: object, weights: object, said: str):
    """Negative weights, too few of them and scores that are none are errors, not numbers."""
    for measure in (score_weighted, score_obstacles):
        with pytest.raises(ValueError, match=said):
            measure(scaled, weights)  # type: ignore[arg-type]


# --- how sure ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicators", [2, 3, 5])
def test_draws_have_the_variance_of_a_mean(indicators: int):
    """Over many draws the mean of a few evenly weighted indicators varies by s²/k, not by (k-1)/k of it."""
    x = np.array([0.1, 0.9, 0.4, 0.6, 0.2])[:indicators]
    weights = draw_weights(np.ones(indicators), 40_000, np.random.default_rng(3))
    means = weights @ x / weights.sum(axis=1)
    assert means.mean() == pytest.approx(x.mean(), abs=0.005)
    assert means.var() == pytest.approx(x.var(ddof=1) / indicators, rel=0.03)


def test_draws_leave_out_what_weighs_nothing():
    """Indicators without weight are never drawn; one alone is kept as it is; a negative weight is an error."""
    drawn = draw_weights([0.7, 0.0, 0.3], 50, np.random.default_rng(1))
    assert (drawn[:, 1] == 0).all()
    assert set(drawn[:, 0]) == {0.0, 0.7}
    assert draw_weights([0.4, 0.0], 3, np.random.default_rng(1)).tolist() == [[0.4, 0.0]] * 3
    with pytest.raises(ValueError, match="negative"):
        draw_weights([0.4, -0.1], 3, np.random.default_rng(1))


SYSTEMS = [[0, 1, 2], [3, 4], [5]]


def draw(x: object, seed: int = 5, draws: int = 400) -> np.ndarray:
    """Draw the scores of three systems of three, two and one indicators with equal weights."""
    return draw_scores(x, np.ones(6), SYSTEMS, draws, np.random.default_rng(seed))  # type: ignore[arg-type]


def test_drawn_scores_are_scores_and_repeat():
    """Draws have the shape asked for, lie in [0, 1], and are the same for the same seed only."""
    x = np.random.default_rng(2).uniform(size=(7, 6))
    drawn = draw(x)
    assert drawn.shape == (400, 7, 3)
    assert ((drawn >= 0) & (drawn <= 1)).all()
    assert (drawn == draw(x)).all()
    assert not (drawn == draw(x, seed=6)).all()


def test_rows_share_their_draws():
    """Two regions with the same indicators have the same score in every draw: like is compared with like."""
    drawn = draw([[0.1, 0.9, 0.4, 0.2, 0.8, 0.5]] * 2)
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert (drawn.std(axis=0) > 0.05).all()


def test_lone_indicator_borrows_its_doubt():
    """A system of one indicator is as unsure as the pairs of the others differ; if they agree, it is sure."""
    apart = draw([[0.3, 0.7, 0.3, 0.4, 0.6, 0.5]], draws=20_000)[:, 0, 2] - 0.5
    # Six ordered pairs of the first system (differences 0.4, 0.4, 0) and two of the second (0.2).
    squares = (2 * 0.4**2 + 2 * 0.4**2 + 2 * 0.2**2) / 8
    assert apart.mean() == pytest.approx(0.0, abs=0.01)
    assert apart.var() == pytest.approx(squares / 2, rel=0.03)
    assert (draw([[0.3, 0.3, 0.3, 0.6, 0.6, 0.5]])[:, 0, 2] == 0.5).all()


def test_nothing_to_borrow_leaves_the_doubt_unknown():
    """Where every system has one indicator no draw tells anything; a row that lacks what was drawn has no score there."""
    alone = draw_scores([[0.2, 0.8]], [1.0, 1.0], [[0], [1]], 10, np.random.default_rng(1))
    assert np.isnan(alone).all()
    drawn = draw([[NAN, 0.5, 0.5, 0.5, 0.5, 0.5]])[:, 0, 0]
    # Two are drawn of three; only where both are the unknown one there is no score.
    assert np.isnan(drawn).mean() == pytest.approx(1 / 9, abs=0.05)
    assert set(drawn[~np.isnan(drawn)]) == {0.5}


def test_drawn_shares_are_quantiles_of_beta():
    """Shares follow the beta distribution of scipy, rise with the count, and leave more room where little was counted."""
    u = np.linspace(0.01, 0.99, 25)[:, None]
    drawn = draw_shares([0, 3, 10], [10, 10, 10], u)
    for place, count in enumerate((0, 3, 10)):
        assert drawn[:, place] == pytest.approx(stats.beta(count + 0.5, 10 - count + 0.5).ppf(u[:, 0]), rel=1e-9)
    assert (np.diff(draw_shares(np.arange(11), 10, u), axis=1) > 0).all()
    few, many = draw_shares([0, 0], [5, 500], [[0.95, 0.95]])[0]
    assert few > 30 * many
    assert np.isnan(draw_shares(0, 0, 0.5))
    with pytest.raises(ValueError, match="total"):
        draw_shares([3], [2], [0.5])


def test_band_holds_the_middle_of_the_draws():
    """The band is that of numpy's quantiles; mostly unknown draws, or none, give no band."""
    drawn = np.random.default_rng(4).normal(size=(500, 3))
    drawn[:200, 1] = NAN
    drawn[:300, 2] = NAN
    low, high = find_band(drawn)
    assert low[0] == pytest.approx(np.quantile(drawn[:, 0], 0.05))
    assert high[1] == pytest.approx(np.quantile(drawn[200:, 1], 0.95))
    assert np.isnan([low[2], high[2]]).all()
    assert np.isnan(find_band(np.zeros((0, 2)))[0]).all()


# --- standings --------------------------------------------------------------------------------------------------------


@given(st.lists(st.one_of(st.integers(0, 4), st.none()), min_size=1, max_size=7))
def test_standing_is_the_share_of_others_surpassed(given_scores: list[int | None]):
    """Counted one by one: those below, and half of those that tie, of the others that have a score."""
    scores = [NAN if score is None else float(score) for score in given_scores]
    for place, standing in enumerate(score_standing(scores).tolist()):
        others = [other for at, other in enumerate(scores) if at != place and not math.isnan(other)]
        if math.isnan(scores[place]) or not others:
            assert math.isnan(standing)
        else:
            below = sum((other < scores[place]) + 0.5 * (other == scores[place]) for other in others)
            assert standing == pytest.approx(below / len(others))


def test_standing_is_taken_along_the_last_axis():
    """Each draw has its own standings."""
    assert score_standing([[1.0, 2.0], [2.0, 1.0]]).tolist() == [[0.0, 1.0], [1.0, 0.0]]


def count_by_trial(unlinked: tuple[int, ...], further: int) -> int:
    """Try every set of links, fewest first: group 0 and 1 also have a node that is linked already."""
    nodes = [(group, number) for group, size in enumerate(unlinked) for number in range(size)]
    linked = [(0, "linked"), (1, "linked")]
    pairs = [
        (one, two)
        for one, two in combinations([*nodes, *linked], 2)
        if one[0] != two[0] and not (one in linked and two in linked)
    ]
    for size in range(len(pairs) + 1):
        for chosen in combinations(pairs, size):
            if len({end for pair in chosen for end in pair if end in nodes}) >= further:
                return size
    raise AssertionError


@pytest.mark.parametrize("unlinked", [(1, 0), (2, 0), (2, 1), (2, 2), (3, 1), (1, 1, 1), (3, 1, 1)])
def test_fewest_joining_links_by_trial(unlinked: tuple[int, ...]):
    """The formula gives the smallest set of links that any trial finds, for every number of nodes."""
    for further in range(sum(unlinked) + 1):
        assert count_joining_links(unlinked, further) == count_by_trial(unlinked, further)


@pytest.mark.parametrize(("unlinked", "further"), [([1, 1], 3), ([1, 1], -1), ([-1, 2], 1)])
def test_impossible_numbers_of_links_are_refused(unlinked: list[int], further: int):
    """More nodes than there are, or fewer than none, cannot be linked."""
    with pytest.raises(ValueError, match="unlinked"):
        count_joining_links(unlinked, further)


# --- links across groups -------------------------------------------------------------------------------------------


def list_cross_counts(graph: nx.Graph, groups: tuple[int, ...]) -> list[int]:
    """Count the links between different labels for every way to hand the labels out."""
    nodes = list(graph)
    return [
        sum(labels[one] != labels[two] for one, two in graph.edges)
        for labels in (dict(zip(nodes, order, strict=True)) for order in permutations(groups))
    ]


GRAPHS = [nx.path_graph(5), nx.star_graph(4), nx.Graph([(0, 1), (1, 2), (0, 2), (3, 4)]), nx.empty_graph(5)]


@pytest.mark.parametrize("graph", GRAPHS, ids=["path", "star", "triangle", "empty"])
@pytest.mark.parametrize("groups", [(0, 0, 1, 1, 2), (0, 1, 2, 3, 3), (0, 0, 0, 0, 1), (0, 0, 0, 0, 0)])
def test_mean_and_variance_are_those_of_all_labellings(graph: nx.Graph, groups: tuple[int, ...]):
    """The closed form agrees with counting over every way to hand out the labels."""
    degrees = np.array([degree for _, degree in graph.degree])
    sizes = np.unique(groups, return_counts=True)[1]
    mean, variance = score_cross_null(sizes, graph.number_of_edges(), int((degrees * (degrees - 1)).sum()))
    counts = list_cross_counts(graph, groups)
    assert mean == pytest.approx(np.mean(counts), abs=1e-9)
    assert variance == pytest.approx(np.var(counts), abs=1e-9)


def test_two_groups_are_a_pair():
    """With two groups the null is that of a pair of groups."""
    mean, variance = score_pair_null(3, 4, 7, 6, 10)
    assert score_cross_null([3, 4], 6, 10) == pytest.approx((float(mean), float(variance)))


def test_z_tells_who_keeps_to_themselves():
    """Links within groups lie below the mean, links between them above; one group alone has no z."""
    within = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(4))
    between = nx.complete_bipartite_graph(4, 4)
    groups = [0] * 4 + [1] * 4
    apart, joined = (csr_array(nx.to_scipy_sparse_array(graph)) for graph in (within, between))
    assert (count_cross_links(apart, groups), count_cross_links(joined, groups)) == (0, 16)
    assert score_cross_z(apart, groups) < -2
    assert score_cross_z(joined, groups) > 2
    assert math.isnan(score_cross_z(joined, [0] * 8))
    assert math.isnan(score_cross_z(csr_array((3, 3)), [0, 0, 1]))
