"""Tables of skills: by hand in the small region, against the comparison behind the gaps, and without the matter."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tiny import make_network

from chains.errors import QueryError, UnknownName
from chains.gaps import load_tables, measure
from chains.gaps.skills.compare import compare_skills
from chains.graph import KnowledgeGraph
from chains.measures import balance
from chains.measures.reach import score_out_of_reach
from chains.names import ID

NAMES = ("skill_balance", "skill_gaps", "complementarity")
CHANGZHOU, SUZHOU = f"{ID}region/320400", f"{ID}region/320500"


@pytest.fixture(scope="module")
def gaps(region: KnowledgeGraph) -> pl.DataFrame:
    """The table of single skills of the shipped region."""
    return measure(region.network(), "skill_gaps")


@pytest.fixture(scope="module")
def rows(region: KnowledgeGraph) -> pl.DataFrame:
    """The comparison behind the gaps of the shipped region."""
    return compare_skills(region.network())


@pytest.fixture(scope="module")
def balances(region: KnowledgeGraph) -> dict[str, pl.DataFrame]:
    """The table of mixes of the shipped region, each way."""
    ways = ("region", "occupation", "industry_chain")
    return {by: measure(region.network(), "skill_balance", {"by": by}) for by in ways}


# --- the small region, on paper ---


def test_balance_of_changzhou_by_hand(small: KnowledgeGraph):
    """4 of 19 postings are in Changzhou: all name databases, 18 of 19 signal processors; one offering teaches the first."""
    row = measure(small.network(), "skill_balance", region="常州").row(0, named=True)
    database = 1 / (1 + 18 / 19)
    assert (row["region"], row["year"], row["unit"]) == (CHANGZHOU, 2024, "postings")
    assert (row["postings"], row["offerings"], row["taught"]) == (4, 1, 1)
    assert row["asked"] == pytest.approx(4 + 4 * 18 / 19, abs=1e-3)
    assert (row["skills_asked"], row["skills_taught"]) == (2, 1)
    expected = {
        "coverage": database,
        "overlap": database,
        "dissimilarity": 1 - database,
        "mismatch": 1 - math.sqrt(database),
        "entropy_gap": -database * math.log2(database) - (1 - database) * math.log2(1 - database),
        "chance": 0,
        "out_of_reach": 1 - database,
        "ratio": 4,
        "deviation": (4 / 19) / (1 / 2) - 1,
    }
    assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-5)
    middle = (1 + database) / 2
    bits = -math.log2(middle) + database * math.log2(database / middle) + (1 - database)
    assert row["divergence"] == pytest.approx(bits / 2, rel=1e-5)


def test_gaps_of_suzhou_by_hand(small: KnowledgeGraph):
    """15 postings name databases, taught once; 15 * 18 / 19 name signal processors, which nobody here teaches."""
    table = measure(small.network(), "skill_gaps", region="苏州").sort("skill")
    database, processors = table.row(0, named=True), table.row(1, named=True)
    assert (database["asked"], database["taught"], database["taught_share"]) == (15, 1, 100)
    assert database["asked_share"] == pytest.approx(100 * 19 / 37, abs=1e-4)
    assert database["gap"] == pytest.approx(100 * 19 / 37 - 100, abs=1e-4)
    assert database["deviation"] == pytest.approx(19 / 37 - 1, abs=1e-4)
    assert (processors["taught"], processors["deviation"], processors["nearest"], processors["reach"]) == (
        0,
        None,
        None,
        1,
    )


def test_one_occupation_makes_no_pair(small: KnowledgeGraph):
    """Of the skills of a single occupation none goes with another more than the average."""
    assert measure(small.network(), "complementarity", {"least": "0"}).is_empty()


def test_small_chain_is_that_of_its_programmes(small: KnowledgeGraph):
    """Smart manufacturing in Changzhou asks for the developers that the one offering of software technology leads to."""
    for by, key in (("industry_chain", "smart-manufacturing"), ("occupation", "job-software-developer")):
        table = measure(small.network(), "skill_balance", {"by": by}, region="常州")
        assert table.height == 1
        assert table["thing"][0].endswith(key)
        assert (table["postings"][0], table["offerings"][0], table["deviation"][0]) == (4, 1, 0)


# --- the shipped region ---


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_those_described(region: KnowledgeGraph, name: str):
    """A table has the columns that it describes, in their order, and tells where its numbers come from."""
    table = load_tables()[name]
    assert measure(region.network(), name).columns == [column.name for column in table.columns]
    assert "sample" in table.about.en
    assert all(column.about.zh.endswith("。") and column.about.en.endswith(".") for column in table.columns)


@pytest.mark.parametrize("by", ["region", "occupation", "industry_chain"])
def test_indices_are_within_bounds(balances: dict[str, pl.DataFrame], by: str):
    """Every bounded index of every row is a share, and dissimilarity is 1 less the overlap."""
    table = balances[by]
    assert table.height > 20
    for name in ("coverage", "overlap", "dissimilarity", "divergence", "mismatch", "chance", "out_of_reach"):
        assert table.get_column(name).drop_nulls().is_between(0, 1).all()
    both = (table.get_column("overlap") + table.get_column("dissimilarity")).drop_nulls()
    assert (both - 1).abs().max() < 1e-5
    assert table.select("region", "thing").is_unique().all()


def test_missing_numbers_have_a_reason(balances: dict[str, pl.DataFrame]):
    """Indices are null just where the row says why: no programme that leads to the occupation teaches a skill."""
    table = balances["occupation"]
    lacking = table.filter(pl.col("overlap").is_null())
    assert lacking.height > 0
    assert lacking.get_column("why").to_list() == ["no skill is taught on record"] * lacking.height
    assert table.filter(pl.col("why").is_not_null()).height == lacking.height
    assert lacking.get_column("coverage").to_list() == [0] * lacking.height


def test_balance_is_that_of_the_comparison(balances: dict[str, pl.DataFrame], rows: pl.DataFrame):
    """Suzhou's numbers follow from the rows behind its gaps."""
    city = rows.filter(pl.col("cell") == SUZHOU)
    shown = balances["region"].row(by_predicate=pl.col("region") == SUZHOU, named=True)
    asked, taught = city["asked"].to_numpy(), city["taught"].to_numpy()
    assert shown["dissimilarity"] == pytest.approx(balance.score_dissimilarity(asked, taught), rel=1e-5)
    assert shown["coverage"] == pytest.approx(balance.score_coverage(asked, taught), rel=1e-5)
    assert shown["out_of_reach"] == pytest.approx(score_out_of_reach(asked, city["reach"].to_numpy()), rel=1e-5)
    assert (shown["asked"], shown["taught"]) == (pytest.approx(asked.sum(), abs=1e-3), taught.sum())


def test_the_whole_area_comes_first(balances: dict[str, pl.DataFrame], gaps: pl.DataFrame):
    """The first row is of the whole area, and it is compared with no other place."""
    assert balances["region"]["region"][0] == gaps["region"][0] == f"{ID}region/yangtze-delta"
    assert balances["region"]["deviation"][0] is None


def test_parts_make_up_the_whole(balances: dict[str, pl.DataFrame]):
    """The occupations of a city have all its postings between them and all that these name."""
    whole = balances["region"].sort("region")
    parts = balances["occupation"].group_by("region").agg(pl.col("postings", "asked").sum()).sort("region")
    assert parts["region"].to_list() == whole["region"].to_list()
    assert parts["postings"].to_list() == whole["postings"].to_list()
    assert np.allclose(parts["asked"], whole["asked"], atol=0.05)


def test_deviations_balance(balances: dict[str, pl.DataFrame]):
    """Weighed by offerings the deviations of all cities cancel out: what one has too much of others lack."""
    cities = balances["region"].drop_nulls("deviation")
    assert cities.height > 20
    assert cities["deviation"].is_between(-1, math.inf).all()
    assert (cities["deviation"] * cities["offerings"]).sum() == pytest.approx(0, abs=0.01)


def test_small_samples_are_told_from_findings(balances: dict[str, pl.DataFrame]):
    """In the place with fewest postings chance alone gives most dissimilarity, in the whole area hardly any."""
    cities = balances["region"].sort("postings")
    assert cities["chance"][0] > 0.8
    assert cities["chance"][-1] < 0.05


def test_share_gaps_of_a_place_sum_to_nothing(gaps: pl.DataFrame):
    """What one skill has too much of, others lack; shares sum to 100."""
    sums = gaps.group_by("region").agg(pl.col("gap", "asked_share", "taught_share").sum())
    assert sums["gap"].abs().max() < 0.05
    assert np.allclose(sums.select("asked_share", "taught_share"), 100, atol=0.05)


def test_what_is_missing_has_what_is_nearest(gaps: pl.DataFrame):
    """Only skills not taught name a related skill and a city; both really teach; what is taught is in reach."""
    taught = gaps.filter(pl.col("taught") > 0)
    assert taught["reach"].max() == 0
    assert taught.select("companion", "theta", "nearest", "km").null_count().row(0) == (taught.height,) * 4
    missing = gaps.filter(pl.col("taught") == 0)
    assert missing["reach"].is_between(0, 1).all()
    kin = missing.drop_nulls("companion").select("region", skill="companion", theta="theta")
    assert kin.height > 200
    assert kin["theta"].is_between(0, 1).all()
    assert kin.join(taught, on=["region", "skill"], how="anti").is_empty()
    far = missing.drop_nulls("nearest").select("skill", "km", region="nearest")
    assert far.height > 100
    assert (far["km"] > 0).all()


def test_reach_follows_its_formula(gaps: pl.DataFrame):
    """Each gap is (1 - θ / 2) * km / (km + 100), with 0 and 1 where there is no θ and no city."""
    missing = gaps.filter(pl.col("taught") == 0)
    theta, km = missing["theta"].fill_null(0), missing["km"]
    away = (km / (km + 100)).fill_null(1.0)
    assert ((1 - theta / 2) * away - missing["reach"]).abs().max() < 1e-3


def test_spring_boot_goes_with_its_framework(gaps: pl.DataFrame):
    """In Shanghai Spring Boot is asked for and not taught; the Spring framework, its nearest kin, is."""
    row = gaps.row(
        by_predicate=(pl.col("region") == f"{ID}region/310100") & (pl.col("skill") == f"{ID}skill/spring-boot"),
        named=True,
    )
    assert (row["taught"], row["companion"], row["theta"], row["nearest"]) == (
        0,
        f"{ID}skill/spring-framework",
        1,
        None,
    )


def test_pairs_are_told_once(region: KnowledgeGraph):
    """Above the least θ, each two skills of a sample stand once, shared by at least two occupations."""
    network = region.network()
    pairs = measure(network, "complementarity")
    assert pairs["theta"].is_between(0.5, 1).all()
    assert (pairs["skill"] < pairs["other"]).all()
    assert pairs.select("source", "skill", "other").is_unique().all()
    assert pairs["shared"].min() == 2
    ratio = pairs["shared"] / pairs.select(pl.max_horizontal("uses", "uses_other")).to_series()
    assert (ratio - pairs["theta"]).abs().max() < 1e-6
    assert measure(network, "complementarity", {"least": "0.9"}).equals(pairs.filter(pl.col("theta") >= 0.9))


# --- without the matter, and misuse ---


@pytest.mark.parametrize("name", NAMES)
def test_no_demand_gives_no_rows(name: str):
    """A network that asks for nothing has an empty table with all columns."""
    network = make_network([("offers", "school-a", "programme-a")], {"city-a": ["school-a"]})
    table = measure(network, name)
    assert table.is_empty()
    assert table.columns == [column.name for column in load_tables()[name].columns]


@pytest.mark.parametrize("by", ["region", "occupation", "industry_chain"])
def test_no_teaching_gives_rows_with_a_reason(small: KnowledgeGraph, by: str):
    """Where nothing is taught the demand is told, and why the rest is not."""
    network = small.network()
    silent = replace(network, edges=network.edges.filter(pl.col("kind") != "develops-skill"))
    table = measure(silent, "skill_balance", {"by": by})
    assert table.height > 1
    assert set(table["why"]) == {"no skill is taught on record"}
    assert set(table["coverage"]) == {0}
    assert table.select("overlap", "mismatch", "chance", "ratio").null_count().row(0) == (table.height,) * 4
    assert set(table["out_of_reach"]) == {1}


@pytest.mark.parametrize("by", ["region", "occupation", "industry_chain"])
def test_a_demand_read_twice_counts_once(small: KnowledgeGraph, by: str):
    """Parallel rows of one demand are one statement."""
    network = small.network()
    twice = replace(network, edges=pl.concat([network.edges, network.edges]))
    given = {"by": by}
    assert measure(twice, "skill_balance", given).equals(measure(network, "skill_balance", given))


def test_misuse_names_what_is_known(small: KnowledgeGraph):
    """A misspelt way of counting is answered with the known ones; a threshold outside [0, 1] is refused."""
    with pytest.raises(UnknownName, match="regoin"):
        measure(small.network(), "skill_balance", {"by": "regoin"})
    for least in ("2", "-0.1", "many", "nan"):
        with pytest.raises(QueryError, match="least"):
            measure(small.network(), "complementarity", {"least": least})


@pytest.mark.parametrize("name", NAMES)
def test_order_of_rows_does_not_matter(region: KnowledgeGraph, name: str):
    """Links in another order give the same table, to the last digit."""
    network = region.network()
    shuffled = replace(network, edges=network.edges.sample(fraction=1.0, shuffle=True, seed=7))
    assert measure(shuffled, name).equals(measure(network, name))
