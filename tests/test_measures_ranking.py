"""How rankings are judged: ranks, their measures and bands, by hand and against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import mannwhitneyu, rankdata

from chains.measures.ranking import (
    count_rivals,
    draw_weights,
    find_band,
    find_ranks,
    join_groups,
    score_average_precision,
    score_hits,
    score_mean,
    score_reciprocal_ranks,
    score_roc_areas,
    split_groups,
)

Flat = tuple[np.ndarray, np.ndarray, np.ndarray]


def draw_queries(seed: int) -> Flat:
    """A few queries with tied scores, their candidates in random order."""
    draws = np.random.default_rng(seed)
    queries = np.repeat(np.arange(8), draws.integers(2, 20, 8))
    hidden = np.zeros(len(queries), dtype=bool)
    for query in range(8):
        hidden[draws.choice(np.flatnonzero(queries == query))] = True
    order = draws.permutation(len(queries))
    return draws.integers(0, 6, len(queries)).astype(float), queries[order], hidden[order]


@pytest.mark.parametrize("seed", range(5))
def test_ranks_are_those_of_scipy(seed: int):
    """Ties share their mean rank, as in scipy's rankdata of the negative scores."""
    scores, queries, hidden = draw_queries(seed)
    ranks, sizes = find_ranks(scores, queries, hidden)
    for query in range(8):
        own = queries == query
        assert ranks[query] == rankdata(-scores[own])[hidden[own]][0]
        assert sizes[query] == own.sum()


@pytest.mark.parametrize("seed", range(5))
def test_area_is_that_of_mann_and_whitney(seed: int):
    """The area of a query is the U statistic of its hidden link against the others, over their number."""
    scores, queries, hidden = draw_queries(seed)
    areas = score_roc_areas(*find_ranks(scores, queries, hidden))
    for query in range(8):
        own, other = (scores[(queries == query) & mask] for mask in (hidden, ~hidden))
        assert areas[query] == pytest.approx(mannwhitneyu(own, other).statistic / len(other))


def pooled_precision(scores: np.ndarray, hidden: np.ndarray) -> float:
    """Average precision of one list, by its definition over distinct thresholds."""
    total, held = 0.0, 0
    for threshold in np.unique(scores)[::-1]:
        chosen = scores >= threshold
        gained = hidden[chosen].sum() - held
        total += gained / hidden.sum() * hidden[chosen].mean()
        held += gained
    return total


@pytest.mark.parametrize("seed", range(5))
def test_average_precision_is_its_definition(seed: int):
    """The sum over thresholds of the recall gained times the precision there."""
    scores, queries, hidden = draw_queries(seed)
    assert score_average_precision(*count_rivals(scores, queries, hidden)) == pytest.approx(
        pooled_precision(scores, hidden)
    )


def test_measures_by_hand():
    """Hidden links at ranks 1 and 3 of 3, in one list the first and the last but one."""
    scores, queries = [9.0, 1.0, 2.0, 3.0, 4.0, 5.0], [0, 0, 0, 1, 1, 1]
    hidden = [True, False, False, True, False, False]
    ranks, sizes = find_ranks(scores, queries, hidden)
    assert ranks.tolist() == [1.0, 3.0]
    assert score_mean(score_reciprocal_ranks(ranks)) == pytest.approx((1 + 1 / 3) / 2)
    assert score_hits(ranks, 2).tolist() == [1.0, 0.0]
    assert score_roc_areas(ranks, sizes).tolist() == [1.0, 0.0]
    assert score_average_precision(*count_rivals(scores, queries, hidden)) == pytest.approx((1 + 2 / 4) / 2)


def test_a_score_that_says_nothing_is_chance():
    """If all candidates tie, the hidden link ranks in the middle."""
    ranks, sizes = find_ranks(np.zeros(10), np.repeat([0, 1], 5), [True, *[False] * 4, *[False] * 4, True])
    assert ranks.tolist() == [3.0, 3.0]
    assert score_roc_areas(ranks, sizes).tolist() == [0.5, 0.5]


def test_unknown_scores_come_last():
    """``nan`` ranks below every number, and ties with minus infinity."""
    ranks, _ = find_ranks([np.nan, -1e300, -np.inf], [0, 0, 0], [True, False, False])
    assert ranks.tolist() == [2.5]


@pytest.mark.parametrize("hidden", [[False, False], [True, True]])
def test_a_query_hides_one_link(hidden: list[bool]):
    """No hidden link, or two, cannot be ranked."""
    with pytest.raises(ValueError, match="exactly one"):
        find_ranks([1.0, 2.0], [0, 0], hidden)


def test_a_query_with_two_hidden_links_does_not_stand_in_for_one_without():
    """It does not help if the numbers of queries and of hidden links agree."""
    with pytest.raises(ValueError, match="exactly one"):
        count_rivals([1.0, 2.0, 3.0], [0, 0, 1], [True, True, False])


def test_nothing_asked_has_no_measure():
    """Without queries means are ``nan``, and so are bands."""
    ranks, sizes = find_ranks([], [], [])
    assert len(ranks) == len(sizes) == 0
    assert np.isnan(score_mean(ranks))
    assert np.isnan(score_average_precision(*count_rivals([], [], [])))
    assert np.isnan(find_band([])).all()
    assert np.isnan(score_roc_areas([1.0], [1])).all()
    assert draw_weights([], 3, seed=0).shape == (3, 0)


def test_a_weight_of_two_is_a_query_asked_twice():
    """Weighted measures are those of a list in which each query stands as often as it weighs."""
    scores, queries, hidden = draw_queries(1)
    weights = np.array([[0, 1, 2, 0, 3, 1, 1, 0]], dtype=float)
    picked = np.repeat(np.arange(8), weights[0].astype(int))
    parts = [np.flatnonzero(queries == query) for query in picked]
    longer = np.concatenate(parts), np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    repeated = scores[longer[0]], longer[1], hidden[longer[0]]
    assert score_average_precision(*count_rivals(scores, queries, hidden), weights)[0] == pytest.approx(
        score_average_precision(*count_rivals(*repeated))
    )
    ranks, _ = find_ranks(scores, queries, hidden)
    assert score_mean(ranks, weights)[0] == pytest.approx(find_ranks(*repeated)[0].mean())


def test_groups_join_what_shares_a_label():
    """Items 0 and 2 share a label, 2 and 3 another; 1 stands alone."""
    assert join_groups([0, 2, 2, 3], [0, 0, 1, 1], 4).tolist() == [0, 1, 0, 0]
    assert join_groups([], [], 3).tolist() == [0, 1, 2]
    assert join_groups([], [], 0).tolist() == []


def test_folds_keep_groups_whole_and_are_alike():
    """A group lies in one fold; folds of single items differ by one at most; a seed settles them."""
    groups = np.repeat(np.arange(10), 3)
    folds = split_groups(groups, 5, seed=1)
    assert all(len(set(folds[groups == group])) == 1 for group in range(10))
    assert np.bincount(folds).tolist() == [6] * 5
    assert np.ptp(np.bincount(split_groups(np.arange(23), 5, seed=2))) == 1
    assert (folds == split_groups(groups, 5, seed=1)).all()
    assert (folds != split_groups(groups, 5, seed=3)).any()
    with pytest.raises(ValueError, match="two folds"):
        split_groups(groups, 1, seed=0)


def test_draws_take_whole_groups():
    """Items of one group are drawn together, as many groups as there are, each as often as another on average."""
    groups = np.array([0, 0, 1, 2, 2, 2])
    weights = draw_weights(groups, 2000, seed=0)
    assert (weights[:, 0] == weights[:, 1]).all()
    assert (weights[:, [0, 2, 3]].sum(axis=1) == 3).all()
    assert weights.mean(axis=0) == pytest.approx(np.ones(6), abs=0.1)


def test_band_holds_the_middle_share():
    """Of the numbers 0 to 1000, nineteen in twenty lie between 25 and 975; unknown ones are left out."""
    assert find_band([*range(1001), np.nan]) == pytest.approx((25.0, 975.0))
