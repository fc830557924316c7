"""How groups mix: against networkx and igraph, by enumeration, and for input that has no answer."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import igraph
import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from chains.measures.mixing import (
    count_mixing,
    score_assortativity,
    score_ei,
    score_ei_null,
    score_mixing,
    score_whole_ei,
)
from chains.measures.permutation import score_within_null


def labelled(seed: int) -> tuple[nx.Graph, list[int]]:
    """A random graph of 30 nodes in three groups, some without a link."""
    graph = nx.gnm_random_graph(30, 35, seed=seed)
    groups = np.random.default_rng(seed).integers(0, 3, 30).tolist()
    nx.set_node_attributes(graph, dict(enumerate(groups)), "group")
    return graph, groups


def turns_of(graph: nx.Graph) -> int:
    """Sum of degree * (degree - 1)."""
    return sum(degree * (degree - 1) for _, degree in graph.degree())


@pytest.mark.parametrize("seed", range(6))
def test_mixing_is_that_of_networkx(seed: int):
    """Mixing matrix and assortativity equal networkx, isolated nodes or not."""
    graph, groups = labelled(seed)
    counts = count_mixing(nx.to_scipy_sparse_array(graph), groups, 3)
    assert score_assortativity(counts) == pytest.approx(nx.attribute_assortativity_coefficient(graph, "group"))
    theirs = nx.attribute_mixing_matrix(graph, "group", mapping={0: 0, 1: 1, 2: 2})
    assert score_mixing(counts) == pytest.approx(theirs)
    assert score_mixing(counts).sum() == pytest.approx(1)


@pytest.mark.parametrize("seed", range(6))
def test_assortativity_is_that_of_igraph(seed: int):
    """Assortativity equals igraph's for nominal groups, and both call one group and no links unanswerable."""
    graph, groups = labelled(seed)
    theirs = igraph.Graph(n=30, edges=list(graph.edges)).assortativity_nominal(groups, directed=False)
    assert score_assortativity(count_mixing(nx.to_scipy_sparse_array(graph), groups)) == pytest.approx(theirs)


def test_conventions_of_the_packages():
    """One group and no links: nan here and in igraph, but 0 in networkx without links."""
    line, empty = igraph.Graph([(0, 1), (1, 2)]), igraph.Graph(n=3)
    assert math.isnan(line.assortativity_nominal([0, 0, 0]))
    assert math.isnan(empty.assortativity_nominal([0, 1, 1]))
    graph = nx.empty_graph(3)
    nx.set_node_attributes(graph, {0: 0, 1: 1, 2: 1}, "group")
    assert nx.attribute_assortativity_coefficient(graph, "group") == 0
    assert math.isnan(score_assortativity(count_mixing(sparse.csr_array((3, 3)), [0, 1, 1])))
    assert math.isnan(score_assortativity(count_mixing(nx.to_scipy_sparse_array(nx.path_graph(3)), [0, 0, 0])))


def test_links_are_counted_by_hand():
    """A path a-a-b and a lone c: one link within a, one to b; either half of the matrix or weights are no matter."""
    expected = [[1, 1, 0], [1, 0, 0], [0, 0, 0]]
    upper = sparse.csr_array(([1, 1], ([0, 1], [1, 2])), shape=(4, 4))
    weighted = sparse.csr_array(([2.5, 2.5, -1, 7], ([1, 0, 2, 3], [0, 1, 1, 3])), shape=(4, 4))
    for graph in (upper, upper.T, upper + upper.T, weighted):
        assert count_mixing(graph, [0, 0, 1, 2]).tolist() == expected


def test_ei_by_hand():
    """Group 0 has one link within and three outside; group 1 three outside; group 2 none."""
    counts = [[1, 3, 0], [3, 0, 0], [0, 0, 0]]
    assert score_ei(counts)[:2].tolist() == [0.5, 1]
    assert math.isnan(score_ei(counts)[2])
    assert score_whole_ei(counts) == 0.5


def test_ei_of_the_whole_weighs_groups_by_links():
    """The index of the graph is links between minus links within over all links."""
    graph, groups = labelled(3)
    within = sum(groups[first] == groups[second] for first, second in graph.edges)
    counts = count_mixing(nx.to_scipy_sparse_array(graph), groups)
    assert score_whole_ei(counts) == pytest.approx((35 - 2 * within) / 35)


def test_no_links_and_one_group_have_no_answer():
    """Without links, or with a single group, there is nothing to mix: nan, and no warning."""
    assert math.isnan(score_assortativity([[0, 0], [0, 0]]))
    assert math.isnan(score_assortativity([[5]]))
    assert math.isnan(score_assortativity(np.zeros((0, 0))))
    assert np.isnan(score_mixing([[0, 0], [0, 0]])).all()
    assert math.isnan(score_whole_ei([[0, 0], [0, 0]]))
    assert score_whole_ei([[5]]) == -1
    assert count_mixing(sparse.csr_array((0, 0)), []).shape == (0, 0)


@pytest.mark.parametrize(
    ("groups", "number", "words"),
    [([0, 1], None, "one group for each of the 3"), ([0, -1, 1], None, "from 0"), ([0, 1, 2], 2, "from 0 to 1")],
)
def test_groups_must_fit_the_graph(groups: list[int], number: int | None, words: str):
    """Too few groups, a negative one, or one too high is an error that says so."""
    with pytest.raises(ValueError, match=words):
        count_mixing(nx.to_scipy_sparse_array(nx.path_graph(3)), groups, number)


@pytest.mark.parametrize("number", range(3, 90, 4))
def test_links_within_have_the_moments_of_all_labellings(number: int):
    """Mean and variance equal those over every choice of the group's nodes, on small graphs of all shapes."""
    graph = nx.graph_atlas(number)
    size, links = graph.number_of_nodes(), graph.number_of_edges()
    for own in range(size + 1):
        counts = [graph.subgraph(chosen).number_of_edges() for chosen in combinations(graph, own)]
        mean, variance = score_within_null(own, size, links, turns_of(graph))
        assert float(mean) == pytest.approx(np.mean(counts))
        assert float(variance) == pytest.approx(np.var(counts), abs=1e-9)


LABELS = ["ab", "aab", "abc", "aabb", "aabc", "abcd", "aaabb", "aabbc"]
SMALL = [
    (number, labels) for number in range(3, 52, 3) for labels in LABELS if len(nx.graph_atlas(number)) == len(labels)
]


@pytest.mark.parametrize(("number", "labels"), [case for case in SMALL if nx.graph_atlas(case[0]).number_of_edges()])
def test_ei_has_the_moments_of_all_labellings(number: int, labels: str):
    """Mean and deviation of the E–I index equal those over every way to hand out the groups."""
    graph = nx.graph_atlas(number)
    ways = set(permutations(labels))
    indices = [sum(1 if way[one] != way[two] else -1 for one, two in graph.edges) for way in ways]
    sizes = [labels.count(group) for group in sorted(set(labels))]
    links = graph.number_of_edges()
    mean, deviation = score_ei_null(sizes, links, turns_of(graph))
    assert mean == pytest.approx(np.mean(indices) / links)
    assert deviation == pytest.approx(np.std(indices) / links, abs=1e-6)


def test_ei_without_links_or_groups_cannot_be_tested():
    """Without links nan; with one group or in a complete graph the deviation is 0."""
    assert all(math.isnan(value) for value in score_ei_null([2, 3], 0, 0))
    assert all(math.isnan(value) for value in score_ei_null([], 0, 0))
    assert score_ei_null([4], 3, 4) == (-1, 0)
    complete = nx.complete_graph(5)
    assert score_ei_null([2, 3], 10, turns_of(complete))[1] == 0
