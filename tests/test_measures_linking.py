"""Scores of links that are missing, and of how well two sides fit: by hand, by enumeration, at the edges."""

from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from chains.measures import linking
from chains.measures.fitting import score_covered, score_decay, score_fit
from chains.measures.linking import (
    count_degrees,
    factorise_links,
    pick_pairs,
    score_factors,
    score_frequency,
    score_l3,
    score_l3_two_mode,
    score_nearness,
)


def draw_links(rows: int, columns: int, share: float, seed: int) -> sparse.csr_array:
    """A random 0/1 matrix."""
    return sparse.csr_array((np.random.default_rng(seed).random((rows, columns)) < share).astype(int))


def join_modes(links: sparse.csr_array) -> sparse.csr_array:
    """The one-mode graph of the rows and columns of a two-mode one."""
    return sparse.csr_array(sparse.block_array([[None, links], [links.T, None]]))


def all_pairs(links: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """Every row with every column."""
    first, second = np.indices(links.shape)
    return first.ravel(), second.ravel()


# --- paths of length three


def test_l3_of_a_path_of_four():
    """Both inner nodes have two links, so the one path of length three weighs 1/√(2·2)."""
    graph = sparse.csr_array(nx.to_numpy_array(nx.path_graph(4)))
    scores = score_l3(graph).toarray()
    assert scores[0, 3] == scores[3, 0] == 0.5
    assert scores.sum() == 1.0


@pytest.mark.parametrize("seed", range(5))
def test_l3_counts_simple_paths(seed: int):
    """For unlinked nodes the score is the sum over all simple paths of length three, as networkx lists them."""
    graph = nx.gnp_random_graph(12, 0.3, seed=seed)
    scores = score_l3(sparse.csr_array(nx.to_numpy_array(graph))).toarray()
    for u, v in permutations(graph, 2):
        paths = [] if graph.has_edge(u, v) else nx.all_simple_paths(graph, u, v, cutoff=3)
        weights = [1 / np.sqrt(graph.degree(path[1]) * graph.degree(path[2])) for path in paths if len(path) == 4]
        assert scores[u, v] == pytest.approx(sum(weights))
    assert not scores.diagonal().any()


@pytest.mark.parametrize("seed", range(3))
def test_l3_of_two_modes_is_that_of_the_whole_graph(seed: int):
    """The products of a two-mode matrix give what the one-mode graph of both its sides gives."""
    links = draw_links(9, 14, 0.2, seed)
    whole = score_l3(join_modes(links), rows=range(9), columns=range(9, 23))
    assert (whole != score_l3_two_mode(links)).nnz == 0
    assert score_l3_two_mode(links).nnz


def test_linked_pairs_have_no_score():
    """What is linked already is not missing."""
    links = draw_links(9, 14, 0.4, 1)
    assert score_l3_two_mode(links).multiply(links).nnz == 0
    graph = join_modes(links)
    assert score_l3(graph).multiply(graph).nnz == 0


def test_rows_and_columns_choose_from_the_whole():
    """Scores of some nodes are those that they have among all."""
    graph = sparse.csr_array(nx.to_numpy_array(nx.gnp_random_graph(15, 0.3, seed=4)))
    chosen = score_l3(graph, rows=[3, 0], columns=[7, 14, 2]).toarray()
    assert chosen.tolist() == score_l3(graph).toarray()[np.ix_([3, 0], [7, 14, 2])].tolist()
    links = draw_links(9, 14, 0.3, 3)
    chosen = score_l3_two_mode(links, rows=[3, 0], columns=[7, 13, 2]).toarray()
    assert chosen.tolist() == score_l3_two_mode(links).toarray()[np.ix_([3, 0], [7, 13, 2])].tolist()


def test_rows_and_columns_have_no_common_neighbour():
    """Every score that counts common neighbours is 0 between the two sides of a two-mode graph."""
    links = draw_links(9, 14, 0.3, 2)
    graph = nx.from_scipy_sparse_array(join_modes(links))
    pairs = [(row, 9 + column) for row in range(9) for column in range(14)]
    for score in (nx.adamic_adar_index, nx.jaccard_coefficient, nx.resource_allocation_index):
        assert {value for _, _, value in score(graph, pairs)} == {0}
    assert score_l3_two_mode(links).nnz


def test_weights_and_loops_do_not_count():
    """An entry other than 0 is one link, and a link of a node to itself is none."""
    graph = nx.to_numpy_array(nx.path_graph(5))
    heavy = sparse.csr_array(3.0 * graph + np.diag([2.0, 0.0, 1.0, 0.0, 0.0]))
    assert (score_l3(heavy) != score_l3(sparse.csr_array(graph))).nnz == 0


def test_a_one_way_graph_is_refused():
    """A matrix that is not symmetric is no one-mode graph."""
    with pytest.raises(ValueError, match="symmetric"):
        score_l3(sparse.csr_array(np.triu(np.ones((3, 3)))))
    with pytest.raises(ValueError, match="symmetric"):
        score_l3(sparse.csr_array(np.ones((2, 3))))


def test_nothing_linked_gives_no_score():
    """Graphs without links, or without nodes, have no paths."""
    assert score_l3(sparse.csr_array((4, 4))).nnz == 0
    assert score_l3_two_mode(sparse.csr_array((0, 3))).shape == (0, 3)
    assert pick_pairs(sparse.csr_array((2, 3)), [], []).tolist() == []


# --- truncated SVD


@pytest.mark.parametrize("rank", [1, 3, 20])
def test_factors_are_the_best_approximation(rank: int):
    """Their product is the sum of the first singular parts, as numpy finds them."""
    links = draw_links(12, 20, 0.3, 5)
    left, values, right = np.linalg.svd(links.toarray().astype(float), full_matrices=False)
    wanted = (left[:, :rank] * values[:rank]) @ right[:rank]
    found = score_factors(factorise_links(links, rank), *all_pairs(links)).reshape(links.shape)
    assert found == pytest.approx(wanted, abs=1e-8)


def test_large_matrices_give_the_same_factors(monkeypatch: pytest.MonkeyPatch):
    """The solver for large matrices finds what the one for small matrices finds, signs included, twice over."""
    links = draw_links(40, 60, 0.2, 6)
    small = factorise_links(links, 5)
    monkeypatch.setattr(linking, "_DENSE", 0)
    large = factorise_links(links, 5)
    assert large[0] == pytest.approx(small[0], abs=1e-8)
    assert large[1] == pytest.approx(small[1], abs=1e-8)
    assert all((one == other).all() for one, other in zip(large, factorise_links(links, 5), strict=True))


def test_order_of_rows_and_columns_does_not_matter():
    """Rows and columns in another order have the same scores in that order."""
    links = draw_links(12, 20, 0.15, 7)
    draws = np.random.default_rng(8)
    rows, columns = draws.permutation(12), draws.permutation(20)
    before = score_factors(factorise_links(links, 4), *all_pairs(links)).reshape(links.shape)
    moved = sparse.csr_array(links[rows][:, columns])
    after = score_factors(factorise_links(moved, 4), *all_pairs(links)).reshape(links.shape)
    assert after == pytest.approx(before[np.ix_(rows, columns)], abs=1e-8)


def test_tied_singular_values_are_left_out_together():
    """Four separate links have four equal values: none of them is more important, so a rank of two has none."""
    left, right = factorise_links(sparse.csr_array(np.eye(4)), 2)
    assert left.shape == right.shape == (4, 0)
    assert score_factors((left, right), [0, 1], [0, 2]).tolist() == [0.0, 0.0]
    assert factorise_links(sparse.csr_array(np.eye(4)), 4)[0].shape == (4, 4)


def test_signs_are_settled():
    """The largest entry of every left vector is positive."""
    left, _ = factorise_links(draw_links(12, 20, 0.3, 9), 5)
    assert (left[np.abs(left).argmax(axis=0), np.arange(5)] > 0).all()


def test_factors_of_nothing():
    """Without links there are no factors, and every pair scores 0; a rank of 0 is refused."""
    factors = factorise_links(sparse.csr_array((3, 2)), 4)
    assert score_factors(factors, [0, 2], [1, 0]).tolist() == [0.0, 0.0]
    with pytest.raises(ValueError, match="rank"):
        factorise_links(sparse.csr_array((3, 2)), 0)


# --- baselines and fit


def test_baselines_by_hand():
    """Degrees plus one are multiplied; the nearest has the highest score, an unknown distance the lowest."""
    links = sparse.csr_array([[1, 1, 0], [0, 1, 0]])
    assert [part.tolist() for part in count_degrees(links)] == [[2, 1], [1, 2, 0]]
    assert score_frequency(links, [0, 1, 1], [1, 1, 2]).tolist() == [9.0, 6.0, 2.0]
    assert np.argsort(-score_nearness([20.0, 0.0, np.nan])).tolist() == [1, 0, 2]


def test_complementarity_by_hand():
    """Two of three weights are taught; whoever asks for nothing has no share; whoever teaches nothing covers nothing."""
    taught = sparse.csr_array([[1, 0, 1], [0, 0, 0]])
    asked = sparse.csr_array([[2.0, 1.0, 1.0], [0.0, 0.0, 0.0]])
    shares = score_covered(taught, asked)
    assert shares[:, 0].tolist() == [0.75, 0.0]
    assert np.isnan(shares[:, 1]).all()


def test_decay_halves_with_distance():
    """The weight falls by the same factor over each further kilometre, and is nothing where the distance is not known."""
    weights = score_decay([0.0, 10.0, 20.0, np.nan], 25.0)
    assert weights[0] == 1.0
    assert weights[1] / weights[0] == pytest.approx(weights[2] / weights[1])
    assert weights[3] == 0.0
    with pytest.raises(ValueError, match="positive"):
        score_decay([1.0], 0.0)


def test_fit_grows_with_programmes_and_skills():
    """Without any sign the fit is 1; more programmes and more skills raise it, an unknown share does not."""
    assert score_fit([0, 0], [0.0, np.nan]).tolist() == [1.0, 1.0]
    grown = score_fit([0, 1, 2, 3], 0.2)
    assert (np.diff(grown) > 0).all()
    assert (np.diff(grown, 2) < 0).all()
    assert score_fit(1, 0.5) == pytest.approx(1.5 * (1 + np.log(2)))
