"""Pairs that two-mode layers join: counted against networkx, drawn against every matrix with the same margins."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import networkx as nx
import numpy as np
import pytest
from scipy import sparse
from scipy.stats import chisquare

from chains.measures.joined import TwoMode, count_inside, count_sides, draw_pairs, find_distinct, list_pairs

MEMBERS = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1], [0, 1, 1]])
"""Four actors (10, 11, 12, 13) in three projects."""
PARTNERS = np.array([[1, 1, 0], [0, 1, 1]])
"""Actors 10 and 12 with partners 13, 14 and 15."""

PROJECTS = TwoMode(sparse.csr_array(MEMBERS), np.arange(10, 14), np.array([90, 91, 92]), shared=True)
PARTNERSHIPS = TwoMode(sparse.csr_array(PARTNERS), np.array([10, 12]), np.array([13, 14, 15]))
ALL = np.ones(100, dtype=bool)


def pairs_of(distinct, draw: int = 0) -> set[tuple[int, int]]:
    """The pairs of one draw."""
    chosen = distinct.number == draw
    return set(zip(distinct.low[chosen].tolist(), distinct.high[chosen].tolist(), strict=True))


def list_margins(like: np.ndarray) -> list[np.ndarray]:
    """Every 0/1 matrix with the row and column sums of the given one."""
    found = []
    for cells in product((0, 1), repeat=like.size):
        matrix = np.array(cells).reshape(like.shape)
        if (matrix.sum(axis=0) == like.sum(axis=0)).all() and (matrix.sum(axis=1) == like.sum(axis=1)).all():
            found.append(matrix)
    return found


def join_members(matrix: np.ndarray) -> frozenset[tuple[int, int]]:
    """The pairs of rows with a common column, counted by hand."""
    return frozenset(
        (10 + one, 10 + two) for one, two in combinations(range(len(matrix)), 2) if (matrix[one] & matrix[two]).any()
    )


def test_members_of_a_project_are_joined_once():
    """All members of each project, and each partner; a pair by two ways counts once."""
    found = find_distinct(list_pairs([PROJECTS, PARTNERSHIPS]), ALL)
    direct = {(10, 13), (10, 14), (12, 14), (12, 15)}
    assert pairs_of(found) == set(join_members(MEMBERS)) | direct
    assert (found.draws, len(found.low)) == (1, len(pairs_of(found)))


def test_projection_is_that_of_networkx():
    """The pairs of a random layer are the links of its one-mode projection."""
    members = (np.random.default_rng(1).random((40, 25)) < 0.08).astype(int)
    graph = nx.Graph()
    graph.add_nodes_from([*(("m", row) for row in range(40)), *(("p", column) for column in range(25))])
    graph.add_edges_from((("m", row), ("p", column)) for row, column in np.argwhere(members).tolist())
    projected = nx.bipartite.projected_graph(graph, [("m", row) for row in range(40)])
    found = find_distinct(
        list_pairs([TwoMode(sparse.csr_array(members), np.arange(40), np.arange(25), shared=True)]), ALL
    )
    theirs = {(min(one[1], two[1]), max(one[1], two[1])) for one, two in projected.edges}
    assert pairs_of(found) == theirs


def test_draws_are_those_of_every_matrix():
    """Each set of pairs is drawn as often as its share among all matrices with the margins of the layer."""
    expected = Counter(join_members(matrix) for matrix in list_margins(MEMBERS))
    drawn: Counter[frozenset[tuple[int, int]]] = Counter()
    for pairs in draw_pairs([PROJECTS], 3000, seed=2):
        found = find_distinct(pairs, ALL)
        drawn.update(frozenset(pairs_of(found, draw)) for draw in range(found.draws))
    assert set(drawn) <= set(expected)
    shares = np.array([expected[key] for key in expected]) / sum(expected.values())
    assert chisquare([drawn[key] for key in expected], shares * drawn.total()).pvalue > 0.001


def test_every_draw_keeps_the_degrees():
    """In each draw every actor has as many partners, and every partner as many actors, as on record."""
    blocks = list(draw_pairs([PARTNERSHIPS], 100, seed=3))
    assert sum(len(first) for first, _ in blocks) == 100
    for first, second in blocks:
        for draw in range(len(first)):
            assert Counter(first[draw].tolist()) == {10: 2, 12: 2}
            assert Counter(second[draw].tolist()) == {13: 1, 14: 2, 15: 1}


def test_seed_sets_the_draws():
    """The same seed gives the same pairs, another seed others."""
    first, again, other = (
        np.concatenate([ends for block in draw_pairs([PROJECTS, PARTNERSHIPS], 70, seed) for ends in block[1]])
        for seed in (4, 4, 5)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_layers_are_drawn_apart():
    """Two layers with the same links are drawn each by itself: their pairs seldom agree."""
    (first, second), *_ = draw_pairs([PROJECTS, PROJECTS], 60, seed=7)
    ends = np.stack([first, second])
    size = ends.shape[2] // 2
    alike = (np.sort(ends[:, :, :size], axis=2) == np.sort(ends[:, :, size:], axis=2)).all(axis=(0, 2))
    assert alike.mean() < 0.6


def test_only_those_kept_are_paired():
    """A pair counts if both count, and nobody is paired with himself."""
    kept = ALL.copy()
    kept[12] = False
    assert pairs_of(find_distinct(list_pairs([PROJECTS]), kept)) == {(10, 11), (11, 13)}
    double = np.array([[10, 11]]), np.array([[10, 12]])
    assert pairs_of(find_distinct(double, ALL)) == {(11, 12)}


def test_pairs_inside_cells_by_hand():
    """Both ends must be in the cell; an actor may be in two cells."""
    present = np.zeros((100, 2), dtype=bool)
    present[[10, 11, 12], 0] = True
    present[[11, 13], 1] = True
    assert count_inside(find_distinct(list_pairs([PROJECTS]), ALL), present).tolist() == [[3, 1]]


def test_sides_by_hand():
    """Within a group a pair counts once for a cell, across for either end in the cell of that end."""
    cells, groups = np.full(100, -1), np.zeros(100, dtype=np.int64)
    cells[[10, 11]], cells[12] = 0, 1
    groups[[12, 13]] = 1
    within, across = count_sides(find_distinct(list_pairs([PROJECTS]), ALL), cells, groups, (2, 2))
    # Pairs: 10-11 within group 0, 12-13 within group 1 (13 has no cell), 10-12, 11-12 and 11-13 across.
    assert within.tolist() == [[[1, 0], [0, 1]]]
    assert across.tolist() == [[[3, 0], [0, 2]]]


@pytest.mark.parametrize("layers", [[], [TwoMode(sparse.csr_array((0, 0)), np.arange(0), np.arange(0), shared=True)]])
def test_nothing_joins_nobody(layers: list[TwoMode]):
    """Without layers or links there are no pairs, in as many draws as asked for."""
    assert len(find_distinct(list_pairs(layers), ALL).low) == 0
    assert [len(first) for first, _ in draw_pairs(layers, 70, seed=6)] == [64, 6]
    within, across = count_sides(find_distinct(list_pairs(layers), ALL), np.zeros(100, int), np.zeros(100, int), (1, 1))
    assert within.tolist() == across.tolist() == [[[0]]]
    assert count_inside(find_distinct(list_pairs(layers), ALL), np.ones((100, 1), dtype=bool)).tolist() == [[0]]
