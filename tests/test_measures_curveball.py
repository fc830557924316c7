"""Random two-mode graphs with given degrees: every small matrix listed, every margin kept, the start forgotten."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest
from scipy import sparse
from scipy.stats import chisquare

from chains.graph import KnowledgeGraph
from chains.measures import curveball
from chains.measures.curveball import draw_margins, shuffle_margins

TWO = [[1, 0, 1], [0, 1, 1], [1, 1, 0]]
"""Three rows: one is left over in every round."""
WIDE = [[1, 1, 0, 0, 1], [0, 0, 1, 1, 0], [1, 0, 0, 1, 0]]
HIGH = [[1, 1, 1, 0], [1, 0, 0, 0], [0, 1, 0, 1], [0, 0, 1, 0], [1, 0, 0, 1]]
"""More rows than columns: the columns trade."""
UNEVEN = [[1, 1, 1, 0], [1, 1, 0, 0], [0, 1, 0, 1], [1, 0, 0, 0]]
"""Some columns are common to most rows."""
LISTED = {"three rows": TWO, "wide": WIDE, "high": HIGH, "uneven": UNEVEN}

ALONE = {
    "no rows": np.zeros((0, 3)),
    "no columns": np.zeros((3, 0)),
    "nothing at all": np.zeros((0, 0)),
    "empty": np.zeros((3, 4)),
    "full": np.ones((3, 4)),
    "one row": np.array([[1, 0, 1, 1]]),
    "one column": np.array([[1], [0], [1]]),
    "one cell": np.ones((1, 1)),
    "nested": np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0]]),
}
"""Matrices that are the only ones with their margins."""


def list_matrices(like: np.ndarray) -> list[np.ndarray]:
    """Every 0/1 matrix with the row and column sums of the given one."""
    height, width = like.shape
    found = []
    for chosen in product(*(combinations(range(width), int(total)) for total in like.sum(axis=1))):
        matrix = np.zeros((height, width), dtype=np.int64)
        for row, columns in enumerate(chosen):
            matrix[row, list(columns)] = 1
        if (matrix.sum(axis=0) == like.sum(axis=0)).all():
            found.append(matrix)
    return found


def count_drawn(like: np.ndarray, draws: int, seed: int, **options: int) -> list[int]:
    """How often each of the listed matrices was drawn; anything else drawn is an error."""
    listed = [matrix.tobytes() for matrix in list_matrices(like)]
    drawn = draw_margins(sparse.csr_array(like), draws, np.random.default_rng(seed), **options)
    counts = Counter(matrix.toarray().tobytes() for matrix in drawn)
    assert set(counts) <= set(listed)
    return [counts[matrix] for matrix in listed]


def layer(graph: KnowledgeGraph, *kinds: str) -> sparse.csr_array:
    """The links of some kinds, without rows and columns that have none."""
    links = graph.network().to_sparse(*kinds) != 0
    rows, columns = (np.flatnonzero(links.sum(axis=axis)) for axis in (1, 0))
    return sparse.csr_array(links[rows][:, columns]).astype(np.int64)


@pytest.mark.parametrize("name", LISTED)
def test_every_matrix_is_as_likely(name: str):
    """Each matrix with these margins is drawn as often as any other, as chance allows."""
    counts = count_drawn(np.array(LISTED[name]), 12_000, seed=1)
    assert len(counts) >= 6
    assert chisquare(counts).pvalue > 0.001


@pytest.mark.parametrize("name", LISTED)
def test_successive_states_of_one_chain_are_as_likely(name: str, monkeypatch: pytest.MonkeyPatch):
    """A matrix too large for chains side by side is drawn from one chain, and evenly as well."""
    monkeypatch.setattr(curveball, "_STACKED", 1)
    assert chisquare(count_drawn(np.array(LISTED[name]), 2_000, seed=2)).pvalue > 0.001


def test_every_margin_of_small_matrices_is_drawn_evenly():
    """All margins that a matrix of three rows and four columns can have: every matrix of each comes, none too often."""
    cells = np.array(list(product((0, 1), repeat=12))).reshape(-1, 3, 4)
    margins = {(tuple(sorted(one.sum(axis=1))), tuple(sorted(one.sum(axis=0)))): one for one in cells}
    assert len(margins) > 50
    chances = []
    for seed, matrix in enumerate(margins.values()):
        counts = count_drawn(matrix, 40 * len(list_matrices(matrix)), seed)
        assert min(counts) > 0
        if len(counts) > 1:
            chances.append(chisquare(counts).pvalue)
    assert len(chances) > 30
    assert min(chances) > 0.001 / len(chances)
    # Where all is even the chances themselves are spread evenly over 0 to 1.
    assert 0.3 < np.mean(chances) < 0.7


def test_every_start_leads_to_the_same():
    """Whichever matrix the chains start from, ten trades of each row forget it."""
    for start in list_matrices(np.array(TWO)):
        assert chisquare(count_drawn(start, 3_000, seed=3)).pvalue > 0.001


@pytest.mark.parametrize("kinds", [1, 2, 5])
def test_equal_random_numbers_favour_nobody(kinds: int, monkeypatch: pytest.MonkeyPatch):
    """Even if nearly all random numbers are equal, the columns are dealt out evenly."""
    monkeypatch.setattr(curveball, "_draw_numbers", lambda rng, count: rng.integers(0, kinds, count, dtype=np.uint16))
    assert chisquare(count_drawn(np.array(HIGH), 6_000, seed=4)).pvalue > 0.001


def test_one_trade_deals_anew_what_only_one_has():
    """Two rows with two common columns: one trade gives each way to share out the other four, evenly."""
    matrix = np.array([[1, 1, 1, 1, 1, 0, 0], [1, 1, 0, 0, 0, 1, 0]])
    counts = count_drawn(matrix, 4_000, seed=5, trades_per_row=1)
    assert len(counts) == 4
    assert chisquare(counts).pvalue > 0.001


def test_common_columns_are_found_either_way(region: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch):
    """With a table of cells and by sorting, the same seed draws the same matrix."""
    offers = layer(region, "offers")
    quick = shuffle_margins(offers, np.random.default_rng(6))
    monkeypatch.setattr(curveball, "_CELLS", 0)
    sorted_ones = shuffle_margins(offers, np.random.default_rng(6))
    assert (quick != sorted_ones).nnz == 0


@pytest.mark.parametrize("kinds", [("offers",), ("partners-with",), ("participates-in",), ("develops-skill",)])
def test_layers_of_the_region_keep_their_margins(region: KnowledgeGraph, kinds: tuple[str, ...]):
    """Every draw of a real layer is a 0/1 matrix with the same sums and sorted indices, and is another one."""
    links = layer(region, *kinds)
    for drawn in draw_margins(links, 5, np.random.default_rng(7)):
        assert drawn.shape == links.shape
        assert (drawn.data == 1).all()
        assert (drawn.sum(axis=0) == links.sum(axis=0)).all()
        assert (drawn.sum(axis=1) == links.sum(axis=1)).all()
        again = sparse.csr_array((drawn.data, drawn.indices, drawn.indptr), shape=drawn.shape)
        assert again.has_canonical_format
        assert (drawn != links).nnz > 0


@pytest.mark.parametrize("kinds", [("offers",), ("partners-with",), ("participates-in",)])
def test_ten_trades_forget_a_real_layer(region: KnowledgeGraph, kinds: tuple[str, ...]):
    """After ten trades of each row as many links are left of the start as after two hundred."""
    links = layer(region, *kinds)
    rng = np.random.default_rng(8)
    short, long = (
        [drawn.multiply(links).sum() for drawn in draw_margins(links, 12, rng, trades_per_row=trades)]
        for trades in (10, 200)
    )
    error = np.hypot(np.std(short, ddof=1), np.std(long, ddof=1)) / np.sqrt(12)
    assert abs(np.mean(short) - np.mean(long)) < 3 * error


@pytest.mark.parametrize("name", ALONE)
def test_what_the_margins_determine_comes_back(name: str):
    """Where there is no other matrix with these margins, each draw is the matrix itself."""
    matrix = sparse.csr_array(ALONE[name])
    drawn = list(draw_margins(matrix, 3, np.random.default_rng(9)))
    assert len(drawn) == 3
    assert all((one.toarray() == ALONE[name]).all() and one.shape == matrix.shape for one in drawn)


def test_more_rows_than_sixteen_bits_count():
    """A matrix with 140,000 rows, one link each, is permuted; its margins are kept."""
    size = 140_000
    drawn = shuffle_margins(sparse.csr_array(sparse.eye_array(size)), np.random.default_rng(10), trades_per_row=1)
    assert sorted(drawn.indices.tolist()) == list(range(size))
    assert (np.diff(drawn.indptr) == 1).all()
    assert 0 < (drawn.indices == np.arange(size)).mean() < 0.6


@pytest.mark.parametrize("kind", [np.bool_, np.int8, np.float32, np.float64])
def test_any_value_but_0_is_a_one(kind: type):
    """Booleans, small integers, weights and negative numbers are links; stored zeros are none."""
    values = np.array([1, 1, 0, 1, 1]) if kind is np.bool_ else np.array([1, 3, 0, 1, -2])
    matrix = sparse.csr_array((values.astype(kind), [0, 1, 2, 1, 2], [0, 3, 5]), shape=(2, 3))
    drawn = shuffle_margins(matrix, np.random.default_rng(11))
    assert drawn.dtype == np.int64
    assert drawn.sum(axis=1).tolist() == [2, 2]
    assert drawn.sum(axis=0).tolist() == [1, 2, 1]


def test_a_draw_can_be_changed_without_harm():
    """Draws share nothing with the matrix or with each other."""
    matrix = sparse.csr_array(np.array(WIDE))
    first, second = draw_margins(matrix, 2, np.random.default_rng(12))
    before = second.toarray()
    for part in (first.data, first.indices, first.indptr):
        part[:] = 0
    assert (second.toarray() == before).all()
    assert (matrix.toarray() == WIDE).all()


def test_seed_sets_the_draws():
    """The same seed gives the same matrices, another seed others; draws differ among themselves."""
    links = sparse.csr_array(np.random.default_rng(0).random((20, 30)) < 0.3)
    first, again, other = (
        [drawn.toarray() for drawn in draw_margins(links, 3, np.random.default_rng(seed))] for seed in (13, 13, 14)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first[0], first[1])


def test_no_draws_are_none():
    """Asked for nothing, it gives nothing."""
    assert list(draw_margins(sparse.csr_array(np.array(TWO)), 0, np.random.default_rng(15))) == []


@pytest.mark.parametrize("trades", [0, -3])
def test_without_trades_nothing_is_random(trades: int):
    """Fewer than one trade is refused at once, not at the first draw."""
    with pytest.raises(ValueError, match="trades_per_row"):
        draw_margins(sparse.csr_array(np.array(TWO)), 1, np.random.default_rng(16), trades_per_row=trades)
