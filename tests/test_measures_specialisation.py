"""Location quotients, relatedness and complexity: by hand, against exact enumeration and against ecomplexity."""

from __future__ import annotations

import warnings
from itertools import product

import numpy as np
import pytest
from scipy import sparse

from chains.gaps.reading.places import Places
from chains.gaps.specialisation.fields import count_fields
from chains.graph import KnowledgeGraph
from chains.measures.complexity import score_complexity, score_fitness
from chains.measures.relatedness import compare_density, score_density, score_proximity
from chains.measures.specialisation import mark_specialised, score_location_quotients, score_sample_coverage

SMALL = np.array([[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1]])
"""Three places, four fields: for numbers worked out on paper."""
LISTED = np.array([[1, 1, 1, 0], [1, 1, 0, 0], [0, 1, 0, 1], [1, 0, 0, 1]])
"""A matrix small enough to list all that have its margins."""
EMPTY = [np.zeros((0, 0)), np.zeros((3, 0)), np.zeros((0, 3)), np.zeros((2, 2))]


@pytest.fixture(scope="module")
def counts(region: KnowledgeGraph) -> np.ndarray:
    """Offerings of the cities in the classes of the bachelor catalogue, without the city that has none."""
    network = region.network()
    found = count_fields(network, Places(network), "bachelor").counts
    return found[found.sum(axis=1) > 0]


@pytest.fixture(scope="module")
def peer(counts: np.ndarray) -> dict[str, np.ndarray]:
    """What the package ecomplexity makes of the same counts, as matrices."""
    import pandas as pd
    from ecomplexity import ecomplexity

    places, fields = (axis.ravel() for axis in np.indices(counts.shape))
    data = pd.DataFrame({"t": 1, "c": places, "p": fields, "x": counts.ravel()})
    names = {"time": "t", "loc": "c", "prod": "p", "val": "x"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of pandas' future, not of the numbers
        table = ecomplexity(data, names, verbose=False, check_logsupermodularity=False).sort_values(["c", "p"])
    wanted = ("rca", "mcp", "density", "eci", "pci")
    return {name: table[name].to_numpy(dtype=float).reshape(counts.shape) for name in wanted}


def list_matrices(marks: np.ndarray) -> np.ndarray:
    """All 0/1 matrices with the row and column sums of one, one after the other."""
    every = np.array(list(product((0, 1), repeat=marks.size))).reshape(-1, *marks.shape)
    rows = (every.sum(axis=2) == marks.sum(axis=1)).all(axis=1)
    columns = (every.sum(axis=1) == marks.sum(axis=0)).all(axis=1)
    return every[rows & columns]


# --- location quotients -------------------------------------------------------------------------------------------


def test_quotient_by_hand():
    """Two of ten things here, one of twenty there: the share here is two tenths, in all a tenth."""
    found = score_location_quotients([[2, 8], [1, 19]])
    assert found[0, 0] == pytest.approx((2 / 10) / (3 / 30))
    assert found[1, 1] == pytest.approx((19 / 20) / (27 / 30))


def test_quotient_is_that_of_ecomplexity(counts: np.ndarray, peer: dict[str, np.ndarray]):
    """Balassa's index of the package, cell by cell."""
    assert score_location_quotients(counts) == pytest.approx(peer["rca"], rel=1e-12)
    assert (mark_specialised(score_location_quotients(counts)) == (peer["mcp"] > 0)).all()


def test_the_common_share_is_exactly_one():
    """Where every place has the same mix the quotient is 1, not a hair less, and all places are specialised."""
    same = np.outer([3, 7, 11, 49], [1, 3, 7, 10, 13])
    assert (score_location_quotients(same) == 1.0).all()
    assert mark_specialised(score_location_quotients(same)).all()


@pytest.mark.parametrize("matrix", EMPTY)
def test_nothing_counted_has_no_quotient(matrix: np.ndarray):
    """Without anything counted there is no share to compare."""
    found = score_location_quotients(matrix)
    assert found.shape == matrix.shape
    assert np.isnan(found).all()


def test_an_empty_place_or_field_is_unknown():
    """A place or field with nothing counted has no quotient; the others are as if it were not there."""
    found = score_location_quotients([[3, 1, 0], [1, 3, 0], [0, 0, 0]])
    assert np.isnan(found[2]).all()
    assert np.isnan(found[:, 2]).all()
    assert found[:2, :2].tolist() == [[1.5, 0.5], [0.5, 1.5]]
    assert not mark_specialised(found)[2].any()


def test_sparse_counts_give_the_same(counts: np.ndarray):
    """A sparse matrix is measured like a dense one."""
    thin = sparse.csr_array(counts)
    assert np.array_equal(score_location_quotients(thin), score_location_quotients(counts))
    assert np.array_equal(score_density(thin), score_density(counts))


@pytest.mark.parametrize("matrix", [[[1, -1]], [[1.0, float("nan")]], [[1.0, float("inf")]], [1, 2, 3], [[[1]]]])
def test_what_is_no_matrix_of_counts_is_refused(matrix: list[object]):
    """Negative, unknown or infinite counts, and what has not two axes, are an error."""
    with pytest.raises(ValueError, match=r"counts must be|expected a matrix"):
        score_location_quotients(matrix)


def test_threshold_can_be_chosen():
    """A higher threshold marks fewer."""
    quotients = [[0.5, 1.0, 2.0]]
    assert mark_specialised(quotients, least=0.5).tolist() == [[True, True, True]]
    assert mark_specialised(quotients, least=1.5).tolist() == [[False, False, True]]


def test_sample_coverage_by_hand():
    """Of eight units two are the only ones of their field: six eighths are covered; nothing counted is unknown."""
    assert score_sample_coverage([[5, 1, 1, 1]])[0] == pytest.approx(1 - 3 / 8)
    assert np.isnan(score_sample_coverage([[0, 0]])).all()


def test_sample_coverage_foretells_new_fields():
    """One less the coverage is, on average, the chance that the next unit is of a field not yet seen."""
    rng = np.random.default_rng(1)
    shares = 1 / np.arange(1, 61)
    shares /= shares.sum()
    samples = rng.multinomial(80, shares, size=4000)
    unseen = np.where(samples == 0, shares, 0.0).sum(axis=1)
    assert (1 - score_sample_coverage(samples)).mean() == pytest.approx(unseen.mean(), rel=0.03)


# --- proximity and density ----------------------------------------------------------------------------------------


def test_proximity_by_hand():
    """The smaller of the two conditional shares: of three places with the first field two have the second."""
    found = score_proximity(SMALL)
    assert found[0].tolist() == pytest.approx([1, 2 / 3, 1 / 3, 1 / 3])
    assert found[2, 3] == 0
    assert (found == found.T).all()
    assert np.diag(score_proximity(SMALL, itself=False)).tolist() == [0, 0, 0, 0]


def test_density_by_hand():
    """The share of what is near that a place has, with and without the field itself."""
    near = score_proximity(SMALL)
    assert score_density(SMALL)[1, 2] == pytest.approx((near[2, 0] + near[2, 1]) / near[2].sum())
    assert score_density(SMALL, itself=False)[0, 0] == pytest.approx((2 / 3 + 1 / 3) / (2 / 3 + 1 / 3 + 1 / 3))


def test_density_is_that_of_ecomplexity(counts: np.ndarray, peer: dict[str, np.ndarray]):
    """With a field near to itself the density is that of the package."""
    assert score_density(peer["mcp"]) == pytest.approx(peer["density"], rel=1e-12)


def test_diagonal_changes_the_density_of_what_is_there(peer: dict[str, np.ndarray]):
    """Counted as near to itself, a field that is there has a higher density, and one that is absent a lower."""
    marks = peer["mcp"] > 0
    with_itself, without = score_density(marks), score_density(marks, itself=False)
    assert (with_itself[marks] >= without[marks]).all()
    assert (with_itself[~marks] <= without[~marks]).all()


@pytest.mark.parametrize("matrix", EMPTY)
def test_nothing_has_no_density(matrix: np.ndarray):
    """Without any field there is no density, and nothing is tested."""
    found = compare_density(matrix, draws=5)
    for part in (found.density, found.expected, found.z, found.p_above, found.p_below):
        assert part.shape == matrix.shape
        assert np.isnan(part).all()
    assert found.draws.sum() == 0
    assert not score_proximity(matrix).any()


@pytest.mark.parametrize("matrix", [np.ones((1, 4)), np.ones((3, 3)), np.array([[1, 1], [1, 0]])])
def test_what_the_margins_determine_cannot_be_tested(matrix: np.ndarray):
    """One row, a full matrix, a nested one: there is no other with these margins, so no chance is told."""
    found = compare_density(matrix, draws=20)
    assert found.draws.min() == 20
    assert np.isnan(found.z).all()
    assert np.isnan(found.p_above).all()
    assert np.isnan(found.p_below).all()


def test_fields_that_go_with_nothing_have_no_density():
    """Where no two fields meet in a place, nothing is near to anything."""
    assert np.isnan(score_density(np.eye(3), itself=False)).all()
    assert np.isnan(compare_density(np.eye(3), draws=20).p_above).all()


def test_an_empty_place_has_no_density():
    """Of a place without any field nothing is known."""
    found = compare_density(np.vstack([SMALL, np.zeros(4)]), draws=50)
    assert np.isnan(found.density[3]).all()
    assert np.isnan(found.p_above[3]).all()
    assert np.isfinite(found.density[:3]).all()


@pytest.mark.parametrize("alike", [True, False])
@pytest.mark.parametrize("itself", [True, False])
def test_null_is_that_of_all_matrices(alike: bool, itself: bool):  # noqa: FBT001  # two switches of the measure
    """Mean, deviation and chances approach those of every matrix with these margins, listed one by one."""
    matrices = list_matrices(LISTED)
    assert len(matrices) > 20
    values = np.array([score_density(matrix, itself=itself) for matrix in matrices])
    counted = (matrices == LISTED) | (not alike)
    observed = score_density(LISTED, itself=itself)
    values = np.where(counted, values, np.nan)
    found = compare_density(LISTED, draws=6000, itself=itself, alike=alike)
    told = np.isfinite(found.z)
    assert told.any()
    # A mean of 6,000 draws is off by 0.005 on the average.
    assert found.expected == pytest.approx(np.nanmean(values, axis=0), abs=0.02)
    assert found.deviation == pytest.approx(np.nanstd(values, axis=0), abs=0.01)
    above = (counted & (values >= observed - 1e-9)).sum(axis=0) / counted.sum(axis=0)
    below = (counted & (values <= observed + 1e-9)).sum(axis=0) / counted.sum(axis=0)
    assert found.p_above[told] == pytest.approx(above[told], abs=0.03)
    assert found.p_below[told] == pytest.approx(below[told], abs=0.03)
    assert found.draws / 6000 == pytest.approx(counted.mean(axis=0), abs=0.03)


def test_expected_proximity_is_that_of_all_matrices():
    """The mean proximity of two fields is told over all draws, whatever the cells are like."""
    values = np.array([score_proximity(matrix, itself=False) for matrix in list_matrices(LISTED)])
    found = compare_density(LISTED, draws=6000)
    assert found.near_expected == pytest.approx(values.mean(axis=0), abs=0.01)
    assert (found.near == score_proximity(LISTED, itself=False)).all()


def test_seed_sets_the_draws(counts: np.ndarray):
    """The same seed gives the same numbers to the last digit, another seed others."""
    marks = mark_specialised(score_location_quotients(counts))
    first, again, other = (compare_density(marks, draws=20, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(first.z, again.z, equal_nan=True)
    assert not np.array_equal(first.z, other.z, equal_nan=True)


def test_few_draws_are_a_sample():
    """Mean and deviation of three draws are those of numpy, the deviation with n - 1."""
    from chains.measures.curveball import draw_margins

    drawn = draw_margins(sparse.csr_array(LISTED), 3, np.random.default_rng(9))
    values = np.array([score_density(matrix, itself=False) for matrix in drawn])
    found = compare_density(LISTED, draws=3, seed=9, alike=False)
    assert found.expected == pytest.approx(values.mean(axis=0))
    assert found.deviation == pytest.approx(values.std(axis=0, ddof=1), abs=1e-9)


def test_chances_are_counted_from_the_draws(counts: np.ndarray):
    """A chance is one more than the draws as extreme, over one more than the draws: never 0, and the tails overlap."""
    marks = mark_specialised(score_location_quotients(counts))
    found = compare_density(marks, draws=99)
    told = np.isfinite(found.p_above)
    least = 1 / (found.draws + 1)
    assert (found.p_above >= least)[told].all()
    assert (found.p_below >= least)[told].all()
    assert (found.p_above + found.p_below >= 1)[told].all()
    assert np.nanmax(found.p_above) <= 1


def test_chances_are_fair_where_nothing_is_related(counts: np.ndarray):
    """In a matrix drawn at random, few of the absent fields look related: no more than the level says."""
    from chains.measures.curveball import shuffle_margins

    marks = mark_specialised(score_location_quotients(counts))
    shares = []
    for seed in (1, 2, 3):
        drawn = shuffle_margins(sparse.csr_array(marks.astype(int)), np.random.default_rng(seed), trades_per_row=50)
        absent = drawn.toarray() == 0
        shares.append((compare_density(drawn, draws=199, seed=seed + 10).p_above[absent] <= 0.05).mean())
    assert np.mean(shares) == pytest.approx(0.05, abs=0.02)


def test_planted_blocks_are_seen():
    """Fields that always come together, but for one that a place lacks: that one stands out from all absent ones."""
    blocks = np.kron(np.eye(3, dtype=int), np.ones((6, 8), dtype=int))
    noise = np.random.default_rng(5).random(blocks.shape) < 0.15
    marks = (blocks | noise).astype(int)
    marks[0, 0] = 0
    found = compare_density(marks, draws=499)
    absent = np.where(marks == 0, found.z, -np.inf)
    assert np.unravel_index(absent.argmax(), absent.shape) == (0, 0)
    assert found.p_above[0, 0] <= 0.01


# --- complexity ---------------------------------------------------------------------------------------------------


def test_complexity_is_that_of_ecomplexity(peer: dict[str, np.ndarray]):
    """Index of places and fields of the package, sign and scale included."""
    found = score_complexity(peer["mcp"])
    assert found.pieces == 1
    assert found.places == pytest.approx(peer["eci"][:, 0], abs=1e-8)
    assert found.fields == pytest.approx(peer["pci"][0], abs=1e-6)


def test_complexity_of_a_place_is_the_mean_of_its_fields(peer: dict[str, np.ndarray]):
    """Places have mean 0 and deviation 1, and each the mean index of its fields."""
    marks = peer["mcp"]
    found = score_complexity(marks)
    assert found.places.mean() == pytest.approx(0, abs=1e-9)
    assert found.places.std() == pytest.approx(1)
    assert marks @ found.fields / marks.sum(axis=1) == pytest.approx(found.places)


def test_complexity_is_an_eigenvector(peer: dict[str, np.ndarray]):
    """The eigenvalues told are those of the matrix from place to place, as another solver finds them."""
    marks = peer["mcp"]
    whole = (marks / marks.sum(axis=1, keepdims=True)) @ (marks / marks.sum(axis=0)).T
    values = np.sort(np.linalg.eigvals(whole).real)[::-1]
    found = score_complexity(marks)
    assert values[0] == pytest.approx(1)
    assert found.eigenvalues == pytest.approx(tuple(values[1:3]))
    assert found.eigengap == pytest.approx(values[1] - values[2])


def test_complexity_grows_with_diversity(peer: dict[str, np.ndarray]):
    """The sign is set by diversity, and the correlation told is that of numpy."""
    marks = peer["mcp"]
    found = score_complexity(marks)
    assert found.correlation > 0
    assert found.correlation == pytest.approx(np.corrcoef(found.places, marks.sum(axis=1))[0, 1])


def test_empty_rows_and_columns_change_nothing_in_complexity():
    """A place or field without anything is unknown; the others keep their index."""
    marks = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0]])
    wide = np.zeros((4, 4), dtype=int)
    wide[:3, 1:] = marks
    alone, found = score_complexity(marks), score_complexity(wide)
    assert np.isnan(found.places[3])
    assert np.isnan(found.fields[0])
    assert found.places[:3] == pytest.approx(alone.places)
    assert found.fields[1:] == pytest.approx(alone.fields)
    assert (found.rows, found.columns) == (3, 3)


@pytest.mark.parametrize(
    ("matrix", "pieces"),
    [
        *((matrix, 0) for matrix in EMPTY),
        (np.ones((1, 4)), 1),
        (np.ones((4, 1)), 1),
        (np.ones((3, 3)), 1),
        (np.eye(3), 3),
        (np.eye(4) + np.roll(np.eye(4), 1, axis=1), 1),
        (np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]]), 2),
    ],
)
def test_complexity_without_an_answer_is_unknown(matrix: np.ndarray, pieces: int):
    """One place, one field, places alike, equal eigenvalues, a graph in pieces: no index, and diagnostics say why."""
    found = score_complexity(matrix)
    assert np.isnan(found.places).all()
    assert np.isnan(found.fields).all()
    assert np.isnan(found.correlation)
    assert found.pieces == pieces


def test_complexity_of_equal_diversity_has_a_sign():
    """Where every place has as many fields the first place is not negative, and the correlation is unknown."""
    ring = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1]])
    found, turned = score_complexity(ring), score_complexity(ring[::-1])
    assert np.isfinite(found.places).all()
    assert found.places[0] > 0
    assert turned.places[0] > 0
    assert np.isnan(found.correlation)


def test_fitness_by_hand():
    """Two rounds of the map for a nested matrix, worked out on paper."""
    found = score_fitness([[1, 1], [1, 0]], rounds=2)
    assert found.places.tolist() == pytest.approx([2 / 1.3333333333333333, 2 / 3 / 1.3333333333333333])
    assert found.fields.tolist() == pytest.approx([4 / 9 / (8 / 9), (4 / 3) / (8 / 9)])
    assert (found.rounds, found.settled) == (2, False)


def test_fitness_settles_on_the_region(peer: dict[str, np.ndarray]):
    """On real counts the map comes to rest, at a point that a further round leaves where it is."""
    marks = peer["mcp"]
    found = score_fitness(marks)
    assert found.settled
    strength = marks @ found.fields
    assert strength / strength.mean() == pytest.approx(found.places, abs=1e-5)
    assert found.places.mean() == pytest.approx(1)


def test_fitness_of_equals_is_one():
    """Places that all have the same are equally fit; what has nothing is unknown."""
    found = score_fitness([[1, 1, 0], [1, 1, 0], [0, 0, 0]])
    assert found.places[:2].tolist() == [1, 1]
    assert np.isnan(found.places[2])
    assert np.isnan(found.fields[2])


@pytest.mark.parametrize("matrix", EMPTY)
def test_nothing_has_no_fitness(matrix: np.ndarray):
    """Without any field no round is run."""
    found = score_fitness(matrix)
    assert np.isnan(found.places).all()
    assert (found.rounds, found.settled) == (0, False)


def test_fitness_that_sinks_to_nothing_is_no_error():
    """A long nested matrix, where values sink without end, gives finite numbers and no warning."""
    found = score_fitness(np.tril(np.ones((30, 30)))[::-1], rounds=3000)
    assert np.isfinite(found.places).all()
    assert np.isfinite(found.fields).all()
