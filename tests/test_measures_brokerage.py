"""Brokerage roles and structural holes: by hand, by listing every labelling, against networkx and igraph."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations, product

import igraph
import networkx as nx
import numpy as np
import pytest
from networkx.generators.atlas import graph_atlas_g
from scipy import sparse

from chains.measures.brokerage import (
    PAIR_ROLES,
    ROLES,
    count_pairs,
    count_roles,
    find_joined_pairs,
    fold_roles,
    to_links,
)
from chains.measures.brokerage_null import score_random_links_null, score_role_null, score_role_z
from chains.measures.brokerage_totals import draw_role_totals
from chains.measures.holes import score_constraint, score_effective_size

ATLAS = [nx.to_numpy_array(graph).astype(np.int64) for graph in graph_atlas_g() if len(graph)]


def list_roles(adjacency: np.ndarray, labellings: np.ndarray) -> np.ndarray:
    """Roles of every node under every labelling, straight from the definition: labellings × nodes × roles."""
    size = len(adjacency)
    brokered = adjacency[:, :, None] * adjacency[None] * (1 - adjacency)[:, None, :] * (1 - np.eye(size))[:, None, :]
    same = labellings[:, :, None] == labellings[:, None, :]
    start, end, ends = same[:, :, :, None], same[:, None, :, :], same[:, :, None, :]
    makes = (start & end, ends & ~start, start & ~end, ~start & end, ~start & ~end & ~ends)
    return np.stack([(brokered[None] * role).sum(axis=(1, 3)) for role in makes], axis=-1)


def list_labellings(sizes: list[int]) -> np.ndarray:
    """Every way to label nodes with groups of these sizes."""
    return np.array(sorted(set(permutations(np.repeat(np.arange(len(sizes)), sizes).tolist()))))


def split_sizes(size: int) -> list[list[int]]:
    """Two ways to split so many nodes into groups: a single one apart, and three groups."""
    wanted = [[1, size - 1], [size - 4, 2, 2] if size > 4 else [1, 1, size - 2]]
    return [sizes for sizes in wanted if min(sizes) > 0]


def random_digraphs(seed: int, count: int) -> Iterator[np.ndarray]:
    """Random directed networks of two to six nodes."""
    draw = np.random.default_rng(seed)
    for _ in range(count):
        size = int(draw.integers(2, 7))
        links = (draw.random((size, size)) < draw.random()).astype(np.int64)
        np.fill_diagonal(links, 0)
        yield links


# --- counting ---


@pytest.mark.parametrize(
    ("labels", "role"),
    [
        ("aaa", "coordinator"),
        ("aba", "itinerant"),
        ("aab", "representative"),
        ("abb", "gatekeeper"),
        ("abc", "liaison"),
    ],
)
def test_each_role_has_its_three_labels(labels: str, role: str):
    """On a path a → v → b the broker has one role, that of the three labels, and the ends have none."""
    path = sparse.csr_array([[0, 1, 0], [0, 0, 1], [0, 0, 0]])
    counts = count_roles(path, list(labels))
    assert dict(zip(ROLES, counts[1].tolist(), strict=True)) == {name: int(name == role) for name in ROLES}
    assert not counts[[0, 2]].any()


def test_a_closed_pair_is_not_brokered():
    """A link a → b takes the pair away; one from b to a does not; nobody brokers between a node and itself."""
    links = np.array([[0, 1, 0], [1, 0, 1], [0, 0, 0]])
    assert count_roles(sparse.csr_array(links), [0, 0, 0])[1, 0] == 1
    links[2, 0] = 1
    assert count_roles(sparse.csr_array(links), [0, 0, 0])[1, 0] == 1
    links[0, 2] = 1
    assert count_roles(sparse.csr_array(links), [0, 0, 0])[1, 0] == 0


def test_roles_are_those_of_the_definition():
    """All graphs of up to seven nodes and random directed ones, with random labels, agree with counting triples."""
    draw = np.random.default_rng(1)
    for adjacency in [*ATLAS, *random_digraphs(2, 100)]:
        labels = draw.integers(0, 3, len(adjacency))
        expected = list_roles(adjacency, labels[None])[0]
        assert (count_roles(sparse.csr_array(adjacency), labels) == expected).all()
        assert (count_pairs(sparse.csr_array(adjacency)) == expected.sum(axis=1)).all()


def test_weights_loops_and_explicit_zeros_do_not_count():
    """Any entry but 0 is one link, a loop is none, a stored 0 is none."""
    path = sparse.csr_array([[0.0, -2.5, 0.0], [0.0, 7.0, 0.5], [0.0, 0.0, 0.0]])
    path.data[path.data == 7.0] = 3.0
    assert count_roles(path, ["x", "x", "y"])[1].tolist() == [0, 0, 1, 0, 0]
    path.data[:] = 0.0
    assert to_links(path).nnz == 0


def test_unordered_pairs_count_once():
    """In a symmetric network half of the ordered roles are left, and representative and gatekeeper are one."""
    star = sparse.csr_array(nx.to_scipy_sparse_array(nx.star_graph(4), dtype=np.int64))
    counts = count_roles(star, ["a", "a", "a", "b", "b"])
    assert counts[0].tolist() == [2, 2, 4, 4, 0]
    assert dict(zip(PAIR_ROLES, fold_roles(counts)[0].tolist(), strict=True)) == {
        "coordinator": 1,
        "itinerant": 1,
        "gatekeeper": 4,
        "liaison": 0,
    }


def test_order_of_nodes_and_names_of_groups_do_not_matter():
    """Renumbered nodes and renamed groups give the same counts and moments, renumbered."""
    draw = np.random.default_rng(3)
    for adjacency in random_digraphs(4, 20):
        labels, order = draw.integers(0, 3, len(adjacency)), draw.permutation(len(adjacency))
        whole, moved = sparse.csr_array(adjacency), sparse.csr_array(adjacency[order][:, order])
        names = np.array(["zebra", "apple", "moon"])[labels]
        assert (count_roles(moved, names[order]) == count_roles(whole, labels)[order]).all()
        variances = [score_role_null(whole, labels).variance[order], score_role_null(moved, names[order]).variance]
        assert np.allclose(*variances)


def test_joined_pairs_are_those_of_the_definition():
    """On all graphs of up to seven nodes: unlinked pairs, how many neighbours they share, and the only one."""
    for adjacency in ATLAS[::3]:
        found = find_joined_pairs(sparse.csr_array(adjacency))
        expected = []
        for first, second in combinations(range(len(adjacency)), 2):
            common = np.flatnonzero(adjacency[first] & adjacency[second])
            if len(common) and not adjacency[first, second]:
                expected.append((first, second, len(common), common[0] if len(common) == 1 else -1))
        assert list(zip(found.first, found.second, found.joiners, found.alone, strict=True)) == expected


# --- labels permuted ---


@pytest.mark.parametrize("step", [1, 12], ids=["up to six nodes", "seven nodes"])
def test_moments_are_those_of_every_labelling(step: int):
    """On all small graphs: mean and variance of each node over all labellings in which it keeps its own label."""
    chosen = (
        [graph for graph in ATLAS if len(graph) <= 6]
        if step == 1
        else [graph for graph in ATLAS if len(graph) == 7][::step]
    )
    assert len(chosen) > 80
    for number, adjacency in enumerate(chosen):
        sizes = split_sizes(len(adjacency))
        if sizes:
            check_moments(adjacency, sizes[number % len(sizes)], number)


def test_moments_of_directed_networks_are_those_of_every_labelling():
    """All 64 directed graphs of three nodes, and random ones of up to six."""
    for number, bits in enumerate(product([0, 1], repeat=6)):
        adjacency = np.zeros((3, 3), dtype=np.int64)
        adjacency[~np.eye(3, dtype=bool)] = bits
        check_moments(adjacency, split_sizes(3)[number % 2], number)
    for number, adjacency in enumerate(random_digraphs(5, 60)):
        sizes = split_sizes(len(adjacency))
        check_moments(adjacency, sizes[number % len(sizes)], number)


def check_moments(adjacency: np.ndarray, sizes: list[int], number: int) -> None:
    """Compare the closed form with all labellings, from the point of view of one of them."""
    labellings = list_labellings(sizes)
    every, labels = list_roles(adjacency, labellings), labellings[number % len(labellings)]
    null = score_role_null(sparse.csr_array(adjacency), labels)
    for node, own in enumerate(labels):
        kept = every[labellings[:, node] == own, node]
        assert np.allclose(kept.mean(axis=0), null.mean[node])
        assert np.allclose(kept.var(axis=0), null.variance[node])


def test_z_has_no_value_where_labels_cannot_vary():
    """One group, a group of one, an isolated node: no variance, z is nan, and nothing is divided by 0."""
    star = sparse.csr_array(nx.to_scipy_sparse_array(nx.star_graph(3), dtype=np.int64))
    null = score_role_null(star, ["a"] * 4)
    assert null.mean[0].tolist() == [6, 0, 0, 0, 0]
    assert np.isnan(score_role_z(count_roles(star, ["a"] * 4), null)).all()
    single = score_role_null(star, ["a", "b", "c", "d"])
    assert single.mean[0].tolist() == [0, 0, 0, 0, 6]
    assert not single.variance.any()


def test_z_by_hand():
    """A hub with two leaves of its group and two of another: fixed if it brokers all six pairs; with two leaves tied, five."""
    star = sparse.csr_array(nx.to_scipy_sparse_array(nx.star_graph(4), dtype=np.int64))
    labels = ["a", "a", "a", "b", "b"]
    folded = fold_roles(score_role_null(star, labels).mean)[0].tolist()
    assert folded == pytest.approx([1, 1, 4, 0])
    assert not score_role_null(star, labels).variance[0].any()
    # With a leaf tied to another the pairs differ: five are open, and which pair is closed depends on the labels.
    tied = nx.star_graph(4)
    tied.add_edge(1, 2)
    null = score_role_null(sparse.csr_array(nx.to_scipy_sparse_array(tied, dtype=np.int64)), labels)
    assert fold_roles(null.mean)[0].tolist() == pytest.approx([5 / 6, 5 / 6, 10 / 3, 0])
    assert fold_roles(null.variance, squared=True)[0].tolist() == pytest.approx([5 / 36, 5 / 36, 2 / 9, 0])


def test_nothing_has_no_roles():
    """No node, one node, no link: empty or zero counts, moments 0, no warning."""
    empty = sparse.csr_array((0, 0))
    assert count_roles(empty, []).shape == (0, 5)
    assert score_role_null(empty, []).mean.shape == (0, 5)
    assert draw_role_totals(empty, [], np.random.default_rng(0)).observed.tolist() == [0] * 5
    assert not score_role_null(sparse.csr_array((2, 2)), [0, 1]).mean.any()
    assert find_joined_pairs(empty).first.tolist() == []
    assert np.isnan(score_random_links_null(sparse.csr_array((1, 1)), ["a"]).mean).all()


def test_faulty_input_is_refused():
    """A matrix that is not square, labels that are not one for each node, and no draw at all are errors."""
    with pytest.raises(ValueError, match="square"):
        count_roles(sparse.csr_array((2, 3)), [0, 0])
    with pytest.raises(ValueError, match="labels"):
        score_role_null(sparse.csr_array((2, 2)), [0, 0, 1])
    with pytest.raises(ValueError, match="draw"):
        draw_role_totals(sparse.csr_array((2, 2)), [0, 0], np.random.default_rng(0), 0)


# --- links at random, totals ---


def test_random_links_have_the_moments_of_all_networks():
    """Over all 4,096 directed graphs of four nodes, weighed by their chance, with the density of the given one."""
    bits = np.array(list(product([0, 1], repeat=12)))
    size, places = len(bits), np.argwhere(~np.eye(4, dtype=bool))
    graphs, links = np.nonzero(bits)
    rows, columns = (graphs * 4 + places[links, axis] for axis in (0, 1))
    every = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(4 * size, 4 * size))
    given = sparse.csr_array([[0, 1, 1, 0], [0, 0, 1, 0], [1, 0, 0, 0], [1, 0, 0, 0]])
    chance = (5 / 12) ** bits.sum(axis=1) * (7 / 12) ** (12 - bits.sum(axis=1))
    for labels in ([0, 0, 0, 1], [0, 0, 1, 1], [0, 0, 1, 2], [0, 1, 2, 3]):
        # Copies of a graph are not linked, so the labels of one do for all.
        counts = count_roles(every, np.tile(labels, size)).reshape(size, 4, 5)
        mean = np.einsum("g,gnr->nr", chance, counts)
        variance = np.einsum("g,gnr->nr", chance, (counts - mean) ** 2)
        null = score_random_links_null(given, labels)
        assert np.allclose(null.mean, mean)
        assert np.allclose(null.variance, variance)


def test_totals_are_exact_where_all_labellings_are_listed():
    """On small graphs: mean, spread and both chances of the sums over nodes are those of every labelling."""
    for number, adjacency in enumerate(ATLAS[5:200:4]):
        sizes = (split_sizes(len(adjacency)) or [[len(adjacency)]])[0]
        labellings = list_labellings(sizes)
        sums = list_roles(adjacency, labellings).sum(axis=1)
        own = number % len(labellings)
        found = draw_role_totals(sparse.csr_array(adjacency), labellings[own], np.random.default_rng(0))
        assert found.exact
        assert found.draws == len(labellings)
        assert (found.observed == sums[own]).all()
        assert np.allclose(found.mean, sums.mean(axis=0))
        assert np.allclose(found.spread, sums.std(axis=0))
        assert np.allclose(found.p_few, (sums <= sums[own]).mean(axis=0))
        assert np.allclose(found.p_many, (sums >= sums[own]).mean(axis=0))


def test_drawn_totals_agree_with_the_closed_mean():
    """Where there are too many ways to list, the mean of the draws lies by the exact mean; the same seed, the same draws."""
    graph = nx.gnp_random_graph(30, 0.15, seed=4)
    links = sparse.csr_array(nx.to_scipy_sparse_array(graph, dtype=np.int64))
    labels = np.repeat([0, 1, 2], 10)
    found, again = (draw_role_totals(links, labels, np.random.default_rng(5), 400) for _ in range(2))
    assert not found.exact
    drawn = draw_role_totals(links, labels, np.random.default_rng(6), 400)
    assert (found.spread == again.spread).all()
    assert np.allclose(found.spread, drawn.spread, rtol=0.25)
    assert ((found.p_few >= 1 / 401) & (found.p_many >= 1 / 401) & (found.p_few + found.p_many > 1)).all()
    assert found.mean.sum() == pytest.approx(found.observed.sum())


# --- structural holes ---


def test_constraint_is_that_of_networkx_and_igraph():
    """On all graphs of up to seven nodes; isolated nodes are nan in all three."""
    for adjacency in ATLAS[::2]:
        found = score_constraint(sparse.csr_array(adjacency))
        assert np.allclose(found, list(nx.constraint(nx.from_numpy_array(adjacency)).values()), equal_nan=True)
        graph = igraph.Graph.Adjacency(adjacency.tolist(), mode="undirected")
        assert np.allclose(found, graph.constraint(), equal_nan=True)


def test_effective_size_is_that_of_networkx_and_of_clustering_in_igraph():
    """On all graphs of up to seven nodes: networkx, and d - (d - 1) C of igraph where a node has two neighbours or more."""
    for adjacency in ATLAS[::2]:
        found = score_effective_size(sparse.csr_array(adjacency))
        assert np.allclose(found, list(nx.effective_size(nx.from_numpy_array(adjacency)).values()), equal_nan=True)
        graph = igraph.Graph.Adjacency(adjacency.tolist(), mode="undirected")
        degrees, closed = adjacency.sum(axis=1), np.array(graph.transitivity_local_undirected())
        several = degrees > 1
        assert np.allclose(found[several], (degrees - (degrees - 1) * closed)[several])


def test_weighted_directed_links_are_measured_as_in_networkx():
    """Random weights and directions; with ``nodes`` networkx knows only nodes that links lead from."""
    draw = np.random.default_rng(6)
    for links in random_digraphs(7, 60):
        weights = links * draw.integers(1, 5, links.shape)
        graph = nx.from_numpy_array(weights, create_using=nx.DiGraph)
        seen = weights.sum(axis=1) > 0
        measured = score_effective_size(sparse.csr_array(weights))
        expected = np.array(list(nx.effective_size(graph, nodes=list(graph), weight="weight").values()))
        assert np.allclose(measured[seen], expected[seen])
        constraint = np.array(list(nx.constraint(graph, weight="weight").values()))
        assert np.allclose(score_constraint(sparse.csr_array(weights)), constraint, equal_nan=True)


def test_isolated_nodes_are_nan_and_not_0():
    """A node without a link, or with a loop only, has no constraint and no effective size."""
    links = sparse.csr_array([[5.0, 0, 0], [0, 0, 1], [0, 1, 0]])
    assert np.isnan(score_constraint(links)).tolist() == [True, False, False]
    assert np.isnan(score_effective_size(links)).tolist() == [True, False, False]
    assert score_constraint(sparse.csr_array((0, 0))).tolist() == []


@pytest.mark.parametrize("weight", [-1.0, np.nan])
def test_weights_that_are_none_are_refused(weight: float):
    """A negative weight and one that is no number are errors."""
    with pytest.raises(ValueError, match="weights"):
        score_constraint(sparse.csr_array([[0, weight], [1, 0]]))
