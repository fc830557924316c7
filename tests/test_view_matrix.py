"""The data of the heat maps: against the measure table, SPARQL, and by hand."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest
from maps import HOSTILE, hostile_map
from tiny import make_network

from chains.draw import draw_map
from chains.draw.tiles import lay_tiles
from chains.draw.views import Material
from chains.draw.views.matrix import VIEW, tell_pairs
from chains.gaps import find_gaps, measure
from chains.gaps.reading.coverage import Coverage
from chains.gaps.reading.layers import LAYERS
from chains.gaps.reading.places import Places
from chains.graph import KnowledgeGraph
from chains.names import ID
from chains.network import EDGE_SCHEMA, NODE_SCHEMA, REGION_SCHEMA, Network
from chains.records import Gap

CHANGZHOU = "region/320400"


@pytest.fixture(scope="module")
def sparse(region: KnowledgeGraph) -> list[Gap]:
    """The sparse pairs of chains of the shipped region."""
    return list(find_gaps(region.network(), kinds=["sparse_chain_pair"]))


@pytest.fixture(scope="module")
def data(region: KnowledgeGraph, sparse: list[Gap]) -> dict[str, Any]:
    """The view of the shipped region."""
    network = region.network()
    found = VIEW.data(Material(network, sparse, lay_tiles(network)))
    assert found is not None
    return dict(found)


def rows_of(data: dict[str, Any]) -> pl.DataFrame:
    """The cells with their place and pair, as a frame."""
    count = len(data["pairs"]["a"])
    places = [f"{ID}{place}" for place in data["places"]["id"] for _ in range(count)]
    names = ["education", "talent", "industry", "innovation"]
    ends = {end: [names[slot] for slot in data["pairs"][end]] * len(data["places"]["id"]) for end in ("a", "b")}
    return pl.DataFrame({"region": places, **ends, **data["cells"]})


def tell(network: Network) -> pl.DataFrame:
    """The pairs of a hand-made network."""
    places = Places(network)
    layers = {name: make(network, places) for name, make in LAYERS.items()}
    return tell_pairs(layers, places.cities, Coverage(network, places))


def material_of(network: Network) -> Material:
    """The material of a network without gaps."""
    return Material(network, [], lay_tiles(network))


def test_all_places_have_all_pairs(data: dict[str, Any]):
    """The whole area and each of the 41 cities have a cell for each of the six pairs, tested or not."""
    assert len(data["places"]["id"]) == 42
    assert data["places"]["id"][0] == "region/yangtze-delta"
    assert data["pairs"]["layer"] == ["cooperation"] * 3 + ["knowledge"] * 3
    assert {len(column) for column in data["cells"].values()} == {42 * 6}


def test_cells_are_those_of_the_table(data: dict[str, Any], region: KnowledgeGraph):
    """Every tested cell has the links, expectation, z and adjusted p of ``chains measure density``, and no other is there."""
    table = measure(region.network(), "density", {"draws": "1"})
    both = rows_of(data).filter(pl.col("z").is_not_null()).join(table, on=["region", "a", "b"], suffix="_table")
    assert both.height == table.height
    assert both["observed"].to_list() == both["links"].to_list()
    assert (both["n_a"] * both["n_b"]).to_list() == both["possible"].to_list()
    for name, other, least in (
        ("mean", "expected", 1e-5),
        ("z", "z_table", 1e-5),
        ("p_adjusted", "p_adjusted_table", 1e-3),
    ):
        assert both[name].to_list() == pytest.approx(both[other].to_list(), rel=least)


def test_things_are_those_of_the_graph(data: dict[str, Any], region: KnowledgeGraph):
    """SPARQL counts as many institutions in Changzhou, and programmes that they offer, as the cells compare."""
    here = 'ch:inRegion/skos:notation "320400"'
    asked = {
        "industry": f"?x a ch:EducationalInstitution ; {here}",
        "talent": f"?o ch:offeredBy ?i ; ch:ofProgramme ?x . ?i {here}",
    }
    rows = rows_of(data).filter((pl.col("region") == f"{ID}{CHANGZHOU}") & (pl.col("a") == "education"))
    for other, pattern in asked.items():
        answer = region.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")
        assert rows.filter(pl.col("b") == other).item(0, "n_a") == int(answer.values()[0][0]) > 0


def test_reported_gaps_are_found(data: dict[str, Any], sparse: list[Gap]):
    """Each reported pair has its number, in the cell with its numbers; the dots of the picture are just these."""
    cells = rows_of(data).filter(pl.col("gap") >= 0)
    assert sorted(cells["gap"]) == list(range(len(sparse)))
    for row in cells.iter_rows(named=True):
        gap = sparse[row["gap"]]
        assert (gap.region, gap.chains, gap.observed) == (row["region"], (row["a"], row["b"]), row["observed"])
        assert gap.coverage == row["grade"]
    significant = rows_of(data).filter((pl.col("p_adjusted") <= 0.05) & (pl.col("z") < 0))
    assert significant["gap"].min() >= 0


def test_untested_cells_have_a_reason(data: dict[str, Any]):
    """A cell without z has no link, or no thing of one of its chains, and no number that could mislead."""
    rows = rows_of(data).filter(pl.col("z").is_null())
    assert rows.height == 252 - 150
    assert rows.filter((pl.col("m") > 0) & (pl.col("n_a") > 0) & (pl.col("n_b") > 0)).is_empty()
    assert all(rows[name].is_null().all() for name in ("observed", "mean", "p", "p_adjusted", "grade"))


def test_provinces_are_told(data: dict[str, Any]):
    """A city has its province, Shanghai itself, and the whole area none."""
    place = data["places"]["id"].index(CHANGZHOU)
    assert (data["places"]["province"]["zh"][place], data["places"]["province"]["en"][place]) == ("江苏省", "Jiangsu")
    assert data["places"]["province"]["zh"][0] == ""


def test_z_by_hand():
    """Two colleges and two firms with one link between a college and a firm: 4 of 6 pairs cross, so z = (1 − 2/3) / √(2/9)."""
    network = make_network(
        [("partners-with", "school-a", "firm-a")], {"city-a": ["school-a", "school-b", "firm-a", "firm-b"]}
    )
    row = tell(network).filter((pl.col("a") == "education") & (pl.col("b") == "industry"))
    assert row.select("n_a", "n_b", "m", "observed").row(0) == (2, 2, 1, 1)
    assert row.item(0, "mean") == pytest.approx(2 / 3)
    assert row.item(0, "z") == pytest.approx((1 / 3) / (2 / 9) ** 0.5)


def test_city_without_links_is_not_tested():
    """Of two cities that without links has its things counted and no z."""
    network = make_network(
        [("partners-with", "school-a", "firm-a")],
        {"city-a": ["school-a", "firm-a", "firm-b"], "city-b": ["school-c", "firm-c"]},
    )
    rows = tell(network).filter((pl.col("a") == "education") & (pl.col("b") == "industry"))
    assert rows.select("n_a", "n_b", "m").rows() == [(1, 2, 1), (1, 1, 0)]
    assert rows["z"].is_null().to_list() == [False, True]


def test_empty_network_has_no_tab():
    """A network with nothing, or with things that nothing links and nobody asks for, has no such view."""
    empty = Network(*(pl.DataFrame(schema=schema) for schema in (NODE_SCHEMA, EDGE_SCHEMA, REGION_SCHEMA)))
    assert VIEW.data(material_of(empty)) is None
    assert VIEW.data(material_of(make_network([], {"city-a": ["school-a", "firm-a"]}))) is None


def test_data_are_plain_and_small(data: dict[str, Any]):
    """The data are JSON without nan, a few kilobytes."""
    assert len(json.dumps(data, allow_nan=False, ensure_ascii=False)) < 40_000


def test_hostile_names_stay_text():
    """Names that would be markup go into the page as data only."""
    network, gaps, sources = hostile_map()
    page = draw_map(network, gaps, sources=sources)
    assert VIEW.data(Material(network, gaps, lay_tiles(network))) is not None
    assert not any(name in page for name in HOSTILE[:2])


def test_words_come_in_both_languages():
    """Every word begins with the view's name, and has the same places to fill in both languages."""
    for key, text in VIEW.words.items():
        assert key.startswith("matrix_")
        assert text.zh
        assert text.en
        fields = [{part.split("}")[0] for part in said.split("{")[1:]} - {"s"} for said in (text.zh, text.en)]
        assert fields[0] == fields[1], key
