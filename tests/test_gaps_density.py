"""Pairs of chains linked less than chance: the null by full enumeration, the graphs by hand, the words by eye."""

from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import polars as pl
import pytest
from scipy.stats import binom, nbinom, poisson

from chains.gaps import find_gaps
from chains.gaps.density.evidence import DensityEvidence
from chains.gaps.density.finder import compare_pairs, find_sparse_pairs
from chains.gaps.reading.layers import LAYERS, Layer
from chains.gaps.reading.places import Places
from chains.graph import KnowledgeGraph
from chains.measures.permutation import count_unseen_links, list_null, score_chance_below, score_pair_null
from chains.names import ID
from chains.network import Network

# Small graphs of every shape that the variance formula tells apart: links with and without a common end.
GRAPHS = {
    "path": (5, [(0, 1), (1, 2), (2, 3)]),
    "star": (6, [(0, 1), (0, 2), (0, 3), (0, 4)]),
    "triangle": (5, [(0, 1), (1, 2), (0, 2)]),
    "matching": (7, [(0, 1), (2, 3), (4, 5)]),
    "complete": (4, [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]),
    "one link": (2, [(0, 1)]),
    "one link of three": (3, [(0, 1)]),
}


def count_by_enumeration(n: int, links: list[tuple[int, int]], n_a: int, n_b: int) -> np.ndarray:
    """Links between a and b for every way to hand out the labels."""
    labels = "a" * n_a + "b" * n_b + "c" * (n - n_a - n_b)
    ways = set(permutations(labels))
    return np.array([sum({way[first], way[second]} == {"a", "b"} for first, second in links) for way in ways])


def turns_of(n: int, links: list[tuple[int, int]]) -> int:
    """Sum of degree * (degree - 1)."""
    degrees = np.bincount(np.array(links).ravel(), minlength=n)
    return int((degrees * (degrees - 1)).sum())


@pytest.mark.parametrize("name", GRAPHS)
def test_mean_and_variance_are_those_of_every_labelling(name: str):
    """The closed form is the mean and variance over all ways to hand out the labels."""
    n, links = GRAPHS[name]
    for n_a in range(1, n):
        for n_b in range(1, n - n_a + 1):
            counts = count_by_enumeration(n, links, n_a, n_b)
            mean, variance = score_pair_null(n_a, n_b, n, len(links), turns_of(n, links))
            assert mean == pytest.approx(counts.mean())
            assert variance == pytest.approx(counts.var(), abs=1e-9)


@pytest.mark.parametrize("name", GRAPHS)
def test_exact_distribution_is_that_of_every_labelling(name: str):
    """The listed null is the frequency of each count over all ways to hand out the labels."""
    n, links = GRAPHS[name]
    for n_a, n_b in {(1, 1), (1, n - 1), (n // 2, n - n // 2)}:
        counts = count_by_enumeration(n, links, n_a, n_b)
        expected = np.bincount(counts, minlength=len(links) + 1) / len(counts)
        assert list_null(np.array(links), n_a, n_b, n) == pytest.approx(expected)


def test_mean_and_variance_agree_with_simulation():
    """On a random graph of the size of a city, ten thousand shuffles agree with the closed form."""
    graph = nx.gnm_random_graph(60, 90, seed=3)
    links = np.array(graph.edges)
    labels = np.repeat([1, 2, 0], [20, 15, 25])
    rng = np.random.default_rng(5)
    shuffled = rng.permuted(np.tile(labels, (10_000, 1)), axis=1)
    counts = (shuffled[:, links[:, 0]] * shuffled[:, links[:, 1]] == 2).sum(axis=1)
    mean, variance = score_pair_null(20, 15, 60, 90, turns_of(60, list(graph.edges)))
    assert counts.mean() == pytest.approx(mean, rel=0.01)
    assert counts.var() == pytest.approx(variance, rel=0.05)
    for observed in np.quantile(counts, [0.02, 0.2, 0.5]):
        chance = score_chance_below(observed, mean, variance)
        assert chance == pytest.approx((counts <= observed).mean(), rel=0.34)


def test_chance_is_that_of_the_matched_count_distribution():
    """Below, at and above the mean the variance picks binomial, Poisson and negative binomial."""
    assert score_chance_below(2, 4.0, 2.4) == pytest.approx(binom.cdf(2, 10, 0.4))
    assert score_chance_below(2, 4.0, 4.0) == pytest.approx(poisson.cdf(2, 4.0))
    assert score_chance_below(2, 4.0, 8.0) == pytest.approx(nbinom.cdf(2, 4, 0.5))
    assert score_chance_below(12, 4.0, 2.4) == 1.0


def test_chance_grows_with_the_count_and_is_never_zero():
    """More links are never less likely to be reached, and even none among thousands has a positive chance."""
    chances = score_chance_below(np.arange(60), 20.0, 55.0)
    assert (np.diff(chances) >= 0).all()
    assert score_chance_below(0, 5000.0, 5000.0) > 0


def test_nothing_to_test_is_not_a_number():
    """Without variance there is no chance to speak of."""
    assert np.isnan(score_chance_below(0, 3.0, 0.0))
    mean, variance = score_pair_null(2, 2, 4, 6, 24)  # every node is linked to every other
    assert (mean, variance) == (4.0, 0.0)


def test_few_nodes_divide_by_nothing():
    """Graphs of no, one and two nodes have a defined null."""
    mean, variance = score_pair_null([0, 1, 1], [0, 0, 1], [0, 1, 2], [0, 0, 1], [0, 0, 0])
    assert mean.tolist() == [0.0, 0.0, 1.0]
    assert variance.tolist() == [0.0, 0.0, 0.0]


def test_unseen_links_lift_the_count_just_above_the_level():
    """One link fewer than the fragility would not do."""
    chances = score_chance_below(np.arange(80), 20.0, 30.0)
    unseen = count_unseen_links(3, chances)
    assert chances[3 + unseen] > 0.05 >= chances[3 + unseen - 1]
    assert count_unseen_links(40, chances) == 0


def layer_of(labels: str, links: list[tuple[int, int]], pairs: tuple[tuple[str, str], ...]) -> Layer:
    """One cell whose nodes have the chains that the letters stand for."""
    names = {"e": "education", "i": "industry", "v": "innovation"}
    size = len(labels)
    nodes = {"cell": ["c"] * size, "node": range(size), "chain": [names[letter] for letter in labels]}
    rows = {
        "cell": ["c"] * len(links),
        "first": [min(pair) for pair in links],
        "second": [max(pair) for pair in links],
        "graph": ["g"] * len(links),
    }
    kinds = {"cell": pl.String, "first": pl.UInt32, "second": pl.UInt32, "graph": pl.String}
    ends = pl.Series(sorted({end for pair in links for end in pair}), dtype=pl.UInt32)
    frame = pl.DataFrame(nodes, schema={"cell": pl.String, "node": pl.UInt32, "chain": pl.String})
    return Layer("cooperation", pairs, frame, pl.DataFrame(rows, schema=kinds), ends)


def test_small_cell_is_tested_exactly():
    """With few linked nodes p is the exact share of labellings with so few links."""
    links = [(0, 1), (0, 2), (3, 4)]
    rows = compare_pairs({"x": layer_of("eeeiiiv", links, (("education", "industry"),))})
    counts = count_by_enumeration(7, links, 3, 3)
    row = rows.row(0, named=True)
    assert row["observed"] == 0
    assert row["mean"] == pytest.approx(counts.mean())
    assert row["p"] == pytest.approx((counts == 0).mean(), rel=1e-5)


def test_planted_gap_is_found_and_no_other():
    """Two chains that never meet, each well knit, are told from two that do."""
    apart = [(first, first + 1) for first in range(19)] + [(first, first + 1) for first in range(20, 39)]
    mixed = [(first, first + 20) for first in range(20)]
    pair = (("education", "industry"),)
    found = compare_pairs({"a": layer_of("e" * 20 + "i" * 20, apart, pair)}).row(0, named=True)
    assert found["observed"] == 0
    assert found["p_adjusted"] < 1e-4
    even = compare_pairs({"a": layer_of("e" * 20 + "i" * 20, mixed, pair)}).row(0, named=True)
    assert even["p_adjusted"] > 0.5


def test_cells_that_cannot_be_tested_are_left_out():
    """Without a node of one chain, without links, or without variance there is no row."""
    pair = (("education", "industry"),)
    for labels, links in (("eee", [(0, 1)]), ("eei", []), ("ei", [(0, 1)])):
        assert compare_pairs({"x": layer_of(labels, links, pair)}).is_empty()


@pytest.fixture(scope="module")
def rows(region: KnowledgeGraph) -> pl.DataFrame:
    """Every tested cell of the shipped region."""
    network = region.network()
    return compare_pairs({name: make(network, Places(network)) for name, make in LAYERS.items()})


def test_cells_agree_with_networkx(region: KnowledgeGraph, rows: pl.DataFrame):
    """Nodes, links and mixing of one city's cooperation graph are those that networkx counts."""
    network = region.network()
    layer, cell = LAYERS["cooperation"](network, Places(network)), f"{ID}region/320100"
    graph = nx.Graph()
    for _, node, chain in layer.nodes.filter(pl.col("cell") == cell).iter_rows():
        graph.add_node(node, chain=chain)
    graph.add_edges_from(layer.links.filter(pl.col("cell") == cell).select("first", "second").iter_rows())
    mixing = nx.attribute_mixing_dict(graph, "chain")
    found = rows.filter((pl.col("cell") == cell) & (pl.col("layer") == "cooperation"))
    assert found.height == 3
    for row in found.iter_rows(named=True):
        assert (row["n"], row["m"]) == (graph.number_of_nodes(), graph.number_of_edges())
        assert row["observed"] == mixing.get(row["a"], {}).get(row["b"], 0)


def test_intended_partnerships_do_not_count(region: KnowledgeGraph):
    """A partnership that is only intended links nobody yet."""
    network = region.network()
    intended = network.links("partners-with").filter(pl.col("status") == "intended")
    others = network.edges.filter(pl.col("status").is_null() | (pl.col("status") != "intended"))
    assert intended.height > 0
    places = Places(network)
    without = Network(network.nodes, others, network.regions)
    assert LAYERS["cooperation"](without, places).links.equals(LAYERS["cooperation"](network, places).links)


def test_evidence_lists_the_links_of_every_kind_of_cell(region: KnowledgeGraph, rows: pl.DataFrame):
    """For every pair of chains the query has as many rows as the measure counts links."""
    network = region.network()
    evidence = DensityEvidence(network, {name: make(network, Places(network)) for name, make in LAYERS.items()})
    cells = [f"{ID}region/{code}" for code in ("320400", "320100", "yangtze-delta")]
    chosen = rows.filter(pl.col("cell").is_in(cells))
    assert chosen.height == 18
    for row in chosen.iter_rows(named=True):
        answer = region.query(evidence.find(row["layer"], (row["a"], row["b"]), row["cell"]))
        assert len(answer.rows) == row["observed"], (row["layer"], row["a"], row["b"], row["cell"])


def test_gaps_are_the_significant_cells(region: KnowledgeGraph, rows: pl.DataFrame):
    """What is reported is linked less than expected, and unlikely so after adjusting for all cells."""
    gaps = find_sparse_pairs(region.network())
    wanted = rows.filter((pl.col("p_adjusted") <= 0.05) & (pl.col("observed") < pl.col("mean")))
    assert {(gap.region, gap.chains) for gap in gaps} == {
        (row["cell"], (row["a"], row["b"])) for row in wanted.iter_rows(named=True)
    }
    assert all(gap.z is not None and gap.z < 0 and gap.fragility > 0 for gap in gaps)


def test_enterprises_and_research_hardly_meet_in_shanghai(region: KnowledgeGraph):
    """The finding for the largest city, with its numbers in both languages."""
    gaps = find_gaps(region.network(), kinds=["sparse_chain_pair"], region="上海", between=("innovation", "industry"))
    assert len(gaps) == 1
    gap = gaps[0]
    assert gap.observed == len(region.query(gap.evidence).rows)
    assert gap.expected > 4 * gap.observed
    assert gap.sentence.zh.startswith("上海市：")
    assert f"{gap.observed:.0f} links" in gap.sentence.en
    assert "on record" in gap.sentence.en
    assert {kind for _, kind, _ in gap.closing} == {"partners-with"}


def test_thin_record_is_said_and_weighs_less(region: KnowledgeGraph):
    """Where hardly any technology has a skill on record, the gap is called a hole in the data and ranks low."""
    gaps = find_gaps(region.network(), kinds=["sparse_chain_pair"], between=("talent", "innovation"))
    assert gaps
    assert all(gap.coverage == "D" and gap.severity < 0.2 for gap in gaps)
    assert all("hole in the data" in gap.sentence.en and "数据缺口" in gap.sentence.zh for gap in gaps)
