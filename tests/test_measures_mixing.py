"""How groups mix: against networkx, by enumeration, and for input that has no answer."""

from __future__ import annotations

import math
from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from chains.measures.mixing import count_mixing, score_assortativity, score_ei, score_mixing
from chains.measures.permutation import score_within_null


def labelled(seed: int) -> tuple[nx.Graph, list[int]]:
    """A random graph of 30 nodes in three groups."""
    graph = nx.gnm_random_graph(30, 60, seed=seed)
    groups = np.random.default_rng(seed).integers(0, 3, 30).tolist()
    nx.set_node_attributes(graph, dict(enumerate(groups)), "group")
    return graph, groups


@pytest.mark.parametrize("seed", range(6))
def test_assortativity_is_that_of_networkx(seed: int):
    """Mixing matrix and assortativity equal networkx."""
    graph, groups = labelled(seed)
    counts = count_mixing(nx.to_scipy_sparse_array(graph), groups, 3)
    assert score_assortativity(counts) == pytest.approx(nx.attribute_assortativity_coefficient(graph, "group"))
    theirs = nx.attribute_mixing_matrix(graph, "group", mapping={0: 0, 1: 1, 2: 2})
    assert score_mixing(counts) == pytest.approx(theirs)


def test_ei_by_hand():
    """Group 0 has one link within and three outside; group 1 three outside; group 2 none."""
    assert score_ei([[1, 3, 0], [3, 0, 0], [0, 0, 0]])[:2].tolist() == [0.5, 1]
    assert math.isnan(score_ei([[1, 3, 0], [3, 0, 0], [0, 0, 0]])[2])


def test_no_links_and_one_group_have_no_answer():
    """Without links, or with a single group, there is nothing to mix."""
    assert math.isnan(score_assortativity([[0, 0], [0, 0]]))
    assert math.isnan(score_assortativity([[5]]))
    assert np.isnan(score_mixing([[0, 0], [0, 0]])).all()


def test_groups_must_fit_the_graph():
    """One group too few is an error."""
    with pytest.raises(ValueError, match="one group"):
        count_mixing(nx.to_scipy_sparse_array(nx.path_graph(3)), [0, 1])


@pytest.mark.parametrize("number", range(3, 90, 4))
def test_links_within_have_the_moments_of_all_labellings(number: int):
    """Mean and variance equal those over every choice of the group's nodes, on small graphs of all shapes."""
    graph = nx.graph_atlas(number)
    size, links = graph.number_of_nodes(), graph.number_of_edges()
    turns = sum(degree * (degree - 1) for _, degree in graph.degree())
    for own in range(size + 1):
        counts = [graph.subgraph(chosen).number_of_edges() for chosen in combinations(graph, own)]
        mean, variance = score_within_null(own, size, links, turns)
        assert float(mean) == pytest.approx(np.mean(counts))
        assert float(variance) == pytest.approx(np.var(counts), abs=1e-9)
