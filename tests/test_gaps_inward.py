"""Chains turned inward, and the tables of density and mixing."""

from __future__ import annotations

import polars as pl
import pytest
from tiny import make_network

from chains.gaps import find_gaps, measure
from chains.gaps.density.inward import find_inward_chains, measure_inward
from chains.gaps.reading.layers import LAYERS, Layer
from chains.gaps.reading.places import Places
from chains.graph import KnowledgeGraph
from chains.network import Network
from chains.records import Gap


@pytest.fixture(scope="module")
def gaps(region: KnowledgeGraph) -> list[Gap]:
    """The chains turned inward of the shipped region."""
    return find_inward_chains(region.network())


def cooperation(network: Network) -> Layer:
    """The layer of cooperation of a network."""
    return LAYERS["cooperation"](network, Places(network))


def closed_network(across: int = 0) -> Network:
    """Twelve schools in a ring of partners, eighty firms that work with nobody but for some links."""
    schools, firms = [f"school-{letter}" for letter in "abcdefghijkl"], [f"firm-{number:02}" for number in range(80)]
    links = [("partners-with", one, two) for one, two in zip(schools, [*schools[1:], schools[0]], strict=True)]
    links += [("partners-with", schools[at], firms[at]) for at in range(across)]
    return make_network(links, {"city-a": [*schools, *firms]}, alone=firms)


def test_evidence_has_a_row_for_each_link_within(gaps: list[Gap], region: KnowledgeGraph):
    """The query of a gap lists just the links that it counts."""
    assert gaps
    for gap in gaps:
        assert len(region.query(gap.evidence).rows) == gap.observed


def test_gaps_are_beyond_chance(gaps: list[Gap]):
    """What is reported is at least twice as much within as expected, and unlikely by chance."""
    assert all(gap.observed >= 2 * gap.expected and gap.p_adjusted <= 0.05 and gap.z > 0 for gap in gaps)


def test_planted_closed_chain_is_found():
    """Schools that work only among themselves are found; with a link to every firm they are not."""
    found = find_gaps(closed_network(1), kinds=["inward_chain"])
    assert [gap.chains for gap in found] == [("education",)]
    assert not find_gaps(make_network([("partners-with", "school-a", "firm-a")]), kinds=["inward_chain"])


def test_fragility_is_the_number_of_links_that_overturns():
    """With so many further links across, less than twice the expected links are within; with one fewer not yet."""
    network = closed_network(1)
    gap = find_gaps(network, kinds=["inward_chain"])[0]
    row = measure_inward(cooperation(network)).filter(pl.col("chain") == "education").row(0, named=True)
    share = row["mean"] / row["m"]
    assert row["within"] < 2 * (row["m"] + gap.fragility) * share
    assert row["within"] >= 2 * (row["m"] + gap.fragility - 1) * share


def test_mixing_counts_every_link(region: KnowledgeGraph):
    """Links within and across add to those of the layer, in every place."""
    layer = cooperation(region.network())
    totals = layer.links.select("cell", "first", "second").unique().group_by("cell").len()
    rows = measure(region.network(), "mixing")
    across = sum(pl.col(f"to_{chain}").sum() for chain in ("education", "industry", "innovation"))
    sums = rows.group_by(cell="region").agg(within=pl.col("within").sum(), ends=across)
    both = sums.join(totals, on="cell", how="full")
    assert both.height == totals.height
    # Each link across stands in two rows; a link within stands in `to_` of its own chain too.
    assert ((both["ends"] - both["within"]) / 2 + both["within"] == both["len"]).all()


def test_kept_degrees_keep_all_links_of_one_city():
    """Where all organisations lie in one city every draw has the same links: no spread, no z, p of 1."""
    rows = measure(closed_network(3), "density", {"draws": "19"})
    row = rows.filter((pl.col("a") == "education") & (pl.col("b") == "industry")).row(0, named=True)
    assert row["kept_expected"] == 3
    assert row["kept_z"] is None
    assert row["kept_p"] == 1


def test_within_city_links_exceed_what_degrees_give(region: KnowledgeGraph):
    """Partners are near: in Suzhou far more links stay in the city than degrees alone would give; p has its floor."""
    rows = measure(region.network(), "density", {"draws": "99"}, region="苏州")
    row = rows.filter((pl.col("a") == "education") & (pl.col("b") == "industry")).row(0, named=True)
    assert row["kept_z"] > 3
    assert row["kept_p"] == 0.01


def test_nothing_gives_empty_tables():
    """A network without links has empty tables and no gap."""
    network = make_network([], {"city-a": ["school-a"]})
    assert measure(network, "mixing").is_empty()
    assert measure(network, "density").is_empty()
    assert find_inward_chains(network) == []
