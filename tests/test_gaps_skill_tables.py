"""Tables of skills: against the comparison behind the gaps, and for networks without the matter."""

from __future__ import annotations

import polars as pl
import pytest
from tiny import make_network

from chains.errors import UnknownName
from chains.gaps import measure
from chains.gaps.skills.finder import compare_skills
from chains.graph import KnowledgeGraph
from chains.measures.balance import score_dissimilarity
from chains.names import ID


@pytest.fixture(scope="module")
def gaps(region: KnowledgeGraph) -> pl.DataFrame:
    """The table of single skills of the shipped region."""
    return measure(region.network(), "skill_gaps")


@pytest.mark.parametrize("by", ["region", "occupation", "industry_chain"])
def test_indices_are_within_bounds(region: KnowledgeGraph, by: str):
    """Every index of every row is a share, and dissimilarity is 1 less the overlap."""
    rows = measure(region.network(), "skill_balance", {"by": by})
    assert rows.height > 3
    for name in ("coverage", "overlap", "dissimilarity", "divergence", "mismatch"):
        assert rows.get_column(name).drop_nulls().is_between(0, 1).all()
    both = rows.get_column("overlap") + rows.get_column("dissimilarity")
    assert (both.drop_nulls() - 1).abs().max() < 1e-5


def test_balance_is_that_of_the_comparison(region: KnowledgeGraph):
    """Suzhou's dissimilarity follows from the rows behind its gaps."""
    network, city = region.network(), f"{ID}region/320500"
    rows = compare_skills(network).filter(pl.col("cell") == city)
    shown = measure(network, "skill_balance", region="苏州").filter(pl.col("region") == city)
    assert shown["dissimilarity"][0] == pytest.approx(score_dissimilarity(rows["asked"], rows["taught"]), rel=1e-5)


def test_share_gaps_of_a_place_sum_to_nothing(gaps: pl.DataFrame):
    """What one skill has too much of, others lack."""
    sums = gaps.group_by("region").agg(pl.col("gap").sum(), taught=pl.col("taught").sum())
    assert sums.filter(pl.col("taught") > 0).get_column("gap").abs().max() < 0.05


def test_reach_is_nothing_where_taught(gaps: pl.DataFrame):
    """A skill that is taught here has no distance; one that is not has one of at most 1."""
    assert gaps.filter(pl.col("taught") > 0).get_column("reach").max() == 0
    assert gaps.filter(pl.col("taught") == 0).get_column("reach").is_between(0, 1).all()
    assert gaps.filter(pl.col("taught") == 0).get_column("reach").max() > 0.1


def test_kin_is_taught_there(gaps: pl.DataFrame):
    """The kindred skill that a row names is taught in the same place."""
    taught = gaps.filter(pl.col("taught") > 0).select("region", kin="skill")
    named = gaps.drop_nulls("kin").select("region", "kin").unique()
    assert named.height > 20
    assert named.join(taught, on=["region", "kin"], how="anti").is_empty()


def test_kinship_is_symmetric_and_bounded(region: KnowledgeGraph):
    """No pair stands twice, and every value lies between the threshold and 1."""
    pairs = measure(region.network(), "skill_kinship")
    assert pairs.get_column("theta").is_between(0.3, 1).all()
    assert not (pairs.get_column("skill") == pairs.get_column("other")).any()


@pytest.mark.parametrize("name", ["skill_balance", "skill_gaps", "skill_kinship"])
def test_no_demand_gives_no_rows(name: str):
    """A network that asks for nothing has an empty table with all columns."""
    network = make_network([("offers", "school-a", "programme-a")], {"city-a": ["school-a"]})
    table = measure(network, name)
    assert table.is_empty()
    assert "theta" in table.columns or "region" in table.columns


def test_unknown_option_value_names_the_nearest(region: KnowledgeGraph):
    """A misspelt way of counting is answered with the known ones."""
    with pytest.raises(UnknownName, match="regoin"):
        measure(region.network(), "skill_balance", {"by": "regoin"})
