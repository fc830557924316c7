"""Degree-weighted paths: against enumeration in networkx, exact nulls, fitted tails against scipy, links by brute force."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product

import networkx as nx
import numpy as np
import pytest
from scipy import sparse, stats

from chains.measures.dwpc import (
    draw_walks,
    permute_layers,
    score_weighted_paths,
    walk_cells,
    walk_weighed,
    weigh_layers,
)
from chains.measures.hurdle import (
    NullMoments,
    Pools,
    score_hurdle_tails,
    score_least_chance,
    score_lower_bound,
)
from chains.measures.metapath import count_paths
from chains.measures.repeats import count_distinct_paths, score_distinct_paths
from chains.measures.shuffles import Shuffles
from chains.measures.unseen import count_links_needed, rank_link_gains

Layers = list[sparse.csr_array]


def random_layers(seed: int, sizes: Sequence[int], density: float = 0.5) -> Layers:
    """Layers of 0 and 1 between sets of these sizes."""
    draw = np.random.default_rng(seed)
    return [
        sparse.csr_array((draw.random((rows, columns)) < density).astype(np.int64)) for rows, columns in pairwise(sizes)
    ]


def weigh(layers: Layers, nodes: Sequence[int], damping: float) -> float:
    """The weight of one path by its nodes, straight from the definition."""
    weight = 1.0
    for layer, (row, column) in zip(layers, pairwise(nodes), strict=True):
        dense = layer.toarray()
        weight *= float(dense[row].sum()) ** -damping * float(dense[:, column].sum()) ** -damping
    return weight


def list_paths(layers: Layers) -> Iterator[tuple[int, ...]]:
    """Every path as its nodes, found by networkx in the graph of (set, node)."""
    graph, last = nx.DiGraph(), len(layers)
    for place, layer in enumerate(layers):
        graph.add_nodes_from((place, row) for row in range(layer.shape[0]))
        graph.add_nodes_from((place + 1, column) for column in range(layer.shape[1]))
        ends = np.argwhere(layer.toarray())
        graph.add_edges_from(((place, int(row)), (place + 1, int(column))) for row, column in ends)
    for start, goal in product(range(layers[0].shape[0]), range(layers[-1].shape[1])):
        for path in nx.all_simple_paths(graph, (0, start), (last, goal)):
            yield tuple(node for _, node in path)


# --- path counts ---


@pytest.mark.parametrize("damping", [0.0, 0.3, 0.5, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_weighted_paths_are_sums_over_paths(seed: int, damping: float):
    """The weighted path count is the sum of the weights of all paths that networkx finds."""
    layers = random_layers(seed, [4, 3, 5, 2])
    expected = np.zeros((4, 2))
    for path in list_paths(layers):
        expected[path[0], path[-1]] += weigh(layers, path, damping)
    assert score_weighted_paths(layers, damping).toarray() == pytest.approx(expected)


@pytest.mark.parametrize("damping", [-0.1, math.nan])
def test_damping_that_would_raise_is_refused(damping: float):
    """A negative exponent would favour hubs; it is an error, as is one that is no number."""
    with pytest.raises(ValueError, match="damping exponent"):
        score_weighted_paths(random_layers(0, [2, 2]), damping)


def test_weights_of_links_do_not_count():
    """Links of any weight, also negative ones, are links of weight 1."""
    plain = random_layers(1, [3, 4, 3])
    weighed = [sparse.csr_array(layer * factor) for layer, factor in zip(plain, (2.5, -3.0), strict=True)]
    assert (score_weighted_paths(weighed) != score_weighted_paths(plain)).nnz == 0


@pytest.mark.parametrize("seed", range(3))
def test_cells_count_their_own_paths(seed: int):
    """In a cell only paths count whose nodes all belong to it; weights are those of the whole layer."""
    layers = random_layers(seed, [4, 5, 3])
    draw = np.random.default_rng(seed)
    masks = [(draw.random((2, size)) < 0.6).astype(float) for size in (4, 5, 3)]
    walked = walk_cells(layers, masks)
    for cell in range(2):
        inside = [path for path in list_paths(layers) if all(m[cell, v] for m, v in zip(masks, path, strict=True))]
        assert walked[-1][cell].sum() == pytest.approx(sum(weigh(layers, path, 0.5) for path in inside))
    assert walk_cells(layers, [None, None, None])[-1].shape == (1, 3)


def test_columns_told_apart_have_the_degree_of_the_whole():
    """Columns of one group are one node: each weighs by the links of all of them."""
    (layer,) = random_layers(9, [5, 4], 0.9)
    weights = weigh_layers([layer], 0.5, np.array([0, 1, 0, 1]))
    degrees = layer.toarray().sum(axis=0)
    whole = np.array([degrees[[0, 2]].sum(), degrees[[1, 3]].sum()])[[0, 1, 0, 1]]
    assert weights[0][1] == pytest.approx(whole**-0.5)
    walked = walk_weighed([layer], [None, None], weights)[-1]
    assert walked[0] == pytest.approx(
        (layer.toarray() * layer.toarray().sum(axis=1)[:, None] ** -0.5).sum(axis=0) * whole**-0.5
    )


def test_masks_must_fit():
    """One mask is needed for each set of nodes."""
    with pytest.raises(ValueError, match="2 layers need 3 masks"):
        walk_cells(random_layers(0, [2, 2, 2]), [None, None])


# --- repeated sets ---


@pytest.mark.parametrize(
    "sets", ["ABA", "ABAB", "ABCBA", "AAA", "ABABA", "ABBA", "ABCABC", "ABACA", "AB"], ids=lambda sets: sets
)
def test_repeated_nodes_are_subtracted(sets: str):
    """Where a set stands twice on a path, only paths count whose nodes in it differ; found by trying all."""
    sizes = {"A": 4, "B": 3, "C": 3}
    layers = random_layers(7, [sizes[name] for name in sets], 0.6)
    counts, weights = np.zeros((2, sizes[sets[0]], sizes[sets[-1]]))
    for path in list_paths(layers):
        if len({(name, node) for name, node in zip(sets, path, strict=True)}) == len(sets):
            counts[path[0], path[-1]] += 1
            weights[path[0], path[-1]] += weigh(layers, path, 0.5)
    assert count_distinct_paths(layers, sets).toarray().tolist() == counts.tolist()
    assert count_distinct_paths(layers, sets).dtype == np.int64
    assert score_distinct_paths(layers, sets).toarray() == pytest.approx(weights, abs=1e-12)
    assert (score_distinct_paths(layers, sets).toarray() > 0).tolist() == (counts > 0).tolist()


HETMATPY = {
    "ABC": (4.9928302721, [0.0, 0.0, 0.1825741858, 0.1443375673, 0.0]),
    "ABA": (4.8729577575, [0.1296362432, 0.1296362432, 0.0, 0.0589255651, 0.0833333333, 0.1496910398, 0.1]),
    "ABCB": (3.2911687708, [0.0, 0.0887890195, 0.0510310363, 0.1025247286, 0.0, 0.0]),
    "ABAB": (3.0255594561, [0.0439205231, 0.122761594, 0.0625, 0.0958333333, 0.0481125224, 0.0666666667]),
    "ABCBA": (
        2.8786356874,
        [0.0221972549, 0.0584452203, 0.0, 0.0402394508, 0.0255155182, 0.0256311822, 0.0512623643],
    ),
}
"""Sum and third row of what ``hetmatpy.degree_weight.dwpc`` 0.1.0 gives for the network below, damping 0.5."""


@pytest.mark.parametrize("sets", HETMATPY)
def test_weighted_paths_are_those_of_hetmatpy(sets: str):
    """The package of the authors of the measure gives the same numbers, with and without repeated sets."""
    rows = ["110011", "110110", "100010", "011011", "001010", "110010", "100100"]
    first = sparse.csr_array([[int(cell) for cell in row] for row in rows])
    second = sparse.csr_array(
        [[0, 0, 1, 0, 0], [1, 0, 1, 1, 1], [0, 1, 0, 1, 0], [1, 0, 1, 1, 0], [0, 0, 0, 1, 0], [1, 0, 0, 0, 0]]
    )
    known = {"AB": first, "BA": sparse.csr_array(first.T), "BC": second, "CB": sparse.csr_array(second.T)}
    found = score_distinct_paths([known[before + after] for before, after in pairwise(sets)], sets).toarray()
    assert (found.sum(), found[2].tolist()) == (
        pytest.approx(HETMATPY[sets][0]),
        pytest.approx(HETMATPY[sets][1], abs=1e-9),
    )


def test_without_a_repeat_all_paths_count():
    """Distinct names are the plain path count."""
    layers = random_layers(3, [4, 3, 5])
    assert (count_distinct_paths(layers, "ABC") != count_paths(layers)).nnz == 0


def test_sets_that_do_not_fit_are_refused():
    """A name for each set is needed, and sets of one name have one size."""
    with pytest.raises(ValueError, match="join 3 sets"):
        count_distinct_paths(random_layers(0, [2, 3, 2]), "AB")
    with pytest.raises(ValueError, match="2 nodes at one place and 3"):
        count_distinct_paths(random_layers(0, [2, 4, 3]), "ABA")


# --- permutations ---


def test_permuted_layers_keep_every_degree():
    """Each draw has the same row and column sums as the layer, also where nodes have no link."""
    layers = random_layers(5, [9, 6, 8], 0.4)
    layers[0] = sparse.csr_array(np.vstack([layers[0].toarray(), np.zeros((2, 6), dtype=np.int64)]))
    drawn = list(permute_layers(layers, Shuffles(6, 1)))
    assert len(drawn) == 6
    for draw in drawn:
        for layer, other in zip(layers, draw, strict=True):
            assert other.shape == layer.shape
            assert set(other.data) == {1}
            assert other.sum(axis=0).tolist() == layer.sum(axis=0).tolist()
            assert other.sum(axis=1).tolist() == layer.sum(axis=1).tolist()
    assert any((draw[0] != layers[0]).nnz for draw in drawn)


def test_a_layer_is_permuted_once():
    """Layers of one name and the same links are permuted alike, forth and back and on any path; others by themselves."""
    (layer,) = random_layers(8, [6, 9], 0.4)
    shuffles, back = Shuffles(5, 2), sparse.csr_array(layer.T)
    for first, second in permute_layers([layer, back], shuffles, ["one", "one"]):
        assert (first != second.T).nnz == 0
    assert any((first != second.T).nnz for first, second in permute_layers([layer, back], shuffles))
    again = [drawn[0] for drawn in permute_layers([layer], shuffles, ["one"])]
    fresh = [drawn[0] for drawn in permute_layers([layer], Shuffles(5, 2), ["one"])]
    assert all((first != second).nnz == 0 for first, second in zip(again, fresh, strict=True))


def test_square_layers_are_permuted_once():
    """Also where a layer has as many rows as columns, its way back is permuted alike."""
    for seed in range(6):
        (layer,) = random_layers(seed, [7, 7], 0.4)
        for first, second in permute_layers([layer, sparse.csr_array(layer.T)], Shuffles(3, 2), ["one", "one"]):
            assert (first != second.T).nnz == 0


def test_walks_of_a_stack_are_walks_one_by_one():
    """Many draws walked at once give what each gives by itself, for every exponent; the seed fixes them."""
    layers = random_layers(6, [7, 5, 9, 4], 0.4)
    draw = np.random.default_rng(2)
    masks = [None, (draw.random((3, 5)) < 0.7).astype(float), None, (draw.random((3, 4)) < 0.7).astype(float)]
    batches = list(draw_walks(layers, masks, [weigh_layers(layers, w) for w in (0.5, 0.0)], Shuffles(37, 3)))
    stacked = np.concatenate(batches)
    assert stacked.shape == (37, 2, 3, 4)
    for found, permuted in zip(stacked, permute_layers(layers, Shuffles(37, 3)), strict=True):
        assert found[0] == pytest.approx(walk_cells(permuted, masks, 0.5)[-1])
        assert found[1] == pytest.approx(walk_cells(permuted, masks, 0.0)[-1])


def test_mean_of_the_null_is_that_of_all_matrices():
    """On a small path the mean over draws is that over every pair of matrices with the same margins."""
    first = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]])
    second = np.array([[1, 0], [1, 0], [0, 1], [1, 1]])
    mask = np.array([[1.0, 0.0, 0.0]])
    every = [
        walk_cells([sparse.csr_array(one), sparse.csr_array(two)], [mask, None, None], 0.5)[-1][0]
        for one, two in product(list_matrices(first), list_matrices(second))
    ]
    layers = [sparse.csr_array(first), sparse.csr_array(second)]
    drawn = np.concatenate(list(draw_walks(layers, [mask, None, None], [weigh_layers(layers)], Shuffles(4000, 4))))
    error = np.std(every, axis=0) / math.sqrt(4000)
    assert (np.abs(drawn[:, 0, 0].mean(axis=0) - np.mean(every, axis=0)) < 5 * error + 1e-12).all()


def list_matrices(matrix: np.ndarray) -> list[np.ndarray]:
    """All 0/1 matrices with the margins of one."""
    choices = [
        [np.isin(np.arange(matrix.shape[1]), chosen).astype(int) for chosen in combinations(range(matrix.shape[1]), k)]
        for k in matrix.sum(axis=1)
    ]
    found = (np.array(rows) for rows in product(*choices))
    return [rows for rows in found if (rows.sum(axis=0) == matrix.sum(axis=0)).all()]


# --- the gamma hurdle ---


def moments_of(values: np.ndarray) -> NullMoments:
    """The moments of draws, the first axis."""
    null = NullMoments.empty(values.shape[1:])
    null.add(values)
    return null


def test_tails_are_those_of_scipy():
    """The upper tail is λ times that of scipy's gamma curve with the same mean and variance."""
    draw = np.random.default_rng(11)
    values = draw.gamma(2.5, 0.4, 500) * (draw.random(500) < 0.7)
    above = values[values > 0]
    mean, variance = above.mean(), above.var(ddof=1)
    curve = stats.gamma(mean**2 / variance, scale=variance / mean)
    x = np.array([0.05, 0.6, 2.0, 5.0])
    null = moments_of(np.repeat(values[:, None], len(x), axis=1))
    few, many = score_hurdle_tails(x, null)
    zeros = (500 - len(above) + 1) / 501
    assert many == pytest.approx(len(above) / 500 * curve.sf(x))
    assert few == pytest.approx(zeros + (1 - zeros) * curve.cdf(x))
    assert null.mean == pytest.approx(values.mean())
    assert null.spread == pytest.approx(values.std(ddof=1))


def test_tails_of_nothing_and_of_no_draw():
    """No path at all is never many, and as likely as the draws without one; without draws nothing can be told."""
    null = moments_of(np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [0.0, 0.0]]))
    few, many = score_hurdle_tails([0.0, 0.0], null)
    assert few.tolist() == [3 / 5, 1.0]
    assert many.tolist() == [1.0, 1.0]
    assert score_hurdle_tails([1.0], moments_of(np.zeros((9, 1))))[1].tolist() == [1 / 10]
    assert np.isnan(score_hurdle_tails([1.0], NullMoments.empty(1))).all()
    assert np.isnan(score_least_chance(NullMoments.empty(1))).all()


def test_a_null_without_spread_is_a_step():
    """Where all draws give one value, that value is no surprise, and any other is as rare as the draws can tell."""
    null = moments_of(np.full((99, 3), 0.3))
    few, many = score_hurdle_tails([0.3, 0.1, 0.5], null)
    assert few == pytest.approx([1.0, 0.01, 1.0])
    assert many == pytest.approx([1.0, 1.0, 0.01])


def test_fewer_paths_are_never_likelier():
    """The lower tail rises and the upper tail falls with the value, and both stay within (0, 1]."""
    draw = np.random.default_rng(12)
    for share in (0.1, 0.6, 1.0):
        values = draw.gamma(1.5, 1.0, 199) * (draw.random(199) < share)
        x = np.concatenate([[0.0], np.geomspace(1e-6, 100, 60)])
        few, many = score_hurdle_tails(x, moments_of(np.repeat(values[:, None], len(x), axis=1)))
        assert (np.diff(few) >= -1e-12).all()
        assert (np.diff(many) <= 1e-12).all()
        for tail in (few, many):
            assert ((tail > 0) & (tail <= 1)).all()


def test_bound_is_where_few_turns_usual():
    """At the bound the lower tail is the level; above it is more; a cell that is often 0 has no bound."""
    draw = np.random.default_rng(13)
    values = np.stack([draw.gamma(3.0, 1.0, 999), draw.gamma(3.0, 1.0, 999) * (draw.random(999) < 0.5)], axis=1)
    null = moments_of(values)
    bound = score_lower_bound(null, 0.05)
    few, _ = score_hurdle_tails(bound[:1], moments_of(values[:, :1]))
    assert few[0] == pytest.approx(0.05)
    assert np.isnan(bound[1])
    step = moments_of(np.full((99, 1), 2.0))
    assert score_hurdle_tails(score_lower_bound(step, 0.05), step)[0][0] == pytest.approx(0.01)
    assert score_hurdle_tails([2.0], step)[0][0] == 1.0


def test_chances_under_the_null_are_even():
    """Drawn from the null itself, few cells look thin: as many as the level says, within the error of the test."""
    layers = random_layers(14, [30, 20, 25], 0.15)
    halves = np.kron(np.eye(5), np.ones(6))
    draws = np.concatenate(list(draw_walks(layers, [halves, None, None], [weigh_layers(layers)], Shuffles(1200, 15))))
    values = draws[:, 0].sum(axis=-1)
    few, many = score_hurdle_tails(values[:400], moments_of(np.broadcast_to(values[400:, None], (800, 400, 5))))
    for tail in (few, many):
        assert abs((tail <= 0.05).mean() - 0.05) < 0.02
        assert abs(tail.mean() - 0.5) < 0.05


# --- pools ---


def test_pools_are_pairs_of_degrees():
    """Pairs with equal degrees share a pool, every pair is in one, and a node makes no pair with itself."""
    pools = Pools([1, 2, 1], [3, 3])
    assert pools.of([0, 2, 1], [0, 1, 0]).tolist() == [0, 0, 1]
    assert pools.sizes.tolist() == [4.0, 2.0]
    own = Pools([1, 2, 1], [1, 2, 1], same=True)
    assert own.of([1], [1]).tolist() == [-1]
    assert own.sizes.sum() == 6


def test_pooled_draws_are_the_values_of_their_pairs():
    """The moments of a pool are those of all values of its pairs, zeros included."""
    layers = random_layers(16, [6, 4, 5], 0.5)
    degrees = layers[0].sum(axis=1), layers[1].sum(axis=0)
    pools = Pools(*degrees)
    null = NullMoments.empty(len(pools.sizes))
    whole: dict[int, list[float]] = {}
    numbers = pools.of(*np.indices((6, 5)))
    for drawn in permute_layers(layers, Shuffles(8, 5)):
        weighted = score_weighted_paths(drawn)
        null.add_pairs(weighted, pools)
        for number, value in zip(numbers.ravel().tolist(), weighted.toarray().ravel().tolist(), strict=True):
            whole.setdefault(number, []).append(value)
    for number, values in whole.items():
        assert null.draws[number] == len(values)
        assert null.nonzero[number] == sum(value > 0 for value in values)
        assert null.mean[number] == pytest.approx(np.mean(values))
        assert null.spread[number] == pytest.approx(np.std(values, ddof=1), abs=1e-9)


# --- links that would change it ---


def count_by_trying(layers: Layers, masks: list[np.ndarray], lack: float) -> int | None:
    """The fewest links at one step that add more than this to a cell's paths, by trying all; weights stay."""
    weights = [np.outer(*(np.maximum(layer.sum(axis=axis), 1) ** -0.5 for axis in (1, 0))) for layer in layers]
    dense = [layer.toarray() for layer in layers]

    def score(chosen: int, matrix: np.ndarray) -> float:
        walked = masks[0][0]
        for place, (own, weight) in enumerate(zip(dense, weights, strict=True)):
            walked = (walked @ ((matrix if place == chosen else own) * weight)) * masks[place + 1][0]
        return float(walked.sum())

    base, best = score(-1, dense[0]), None
    for place, matrix in enumerate(dense):
        missing = np.argwhere(matrix == 0).tolist()
        for size in range(len(missing) + 1):
            found = False
            for chosen in combinations(missing, size):
                more = matrix.copy()
                for row, column in chosen:
                    more[row, column] = 1
                found = found or score(place, more) > base + lack
            if found:
                best = size if best is None else min(best, size)
                break
    return best


@pytest.mark.parametrize("seed", range(8))
def test_links_needed_are_the_fewest(seed: int):
    """No smaller set of links at one step lifts the weighted count above the bound, and one of that size does."""
    layers = random_layers(20 + seed, [3, 3, 2], 0.4)
    draw = np.random.default_rng(seed)
    masks = [(draw.random((1, size)) < 0.8).astype(float) for size in (3, 3, 2)]
    value = float(walk_cells(layers, masks)[-1].sum())
    for lack in (0.2, 0.9, 5.0):
        gains = rank_link_gains(layers, masks, np.ones((1, 2)), weigh_layers(layers))
        assert count_links_needed([value], [gains], value + lack) == count_by_trying(layers, masks, lack)


def test_links_needed_of_a_product_are_split_best():
    """For a route in two halves the links go where they lift the product most; trying all splits finds the same."""
    draw = np.random.default_rng(31)
    for _ in range(60):
        values = draw.integers(0, 3, 2).astype(float)
        gains = [np.concatenate([[0.0], np.sort(draw.random(4))[::-1].cumsum()]) for _ in range(2)]
        bound = float(draw.random() * 6)
        tried = [
            first + second
            for first, second in product(range(5), range(5))
            if (values[0] + gains[0][first]) * (values[1] + gains[1][second]) > bound
        ]
        assert count_links_needed(values.tolist(), gains, bound) == min(tried, default=None)
