"""The data of the flow: bands, breaks and columns, against what the passages themselves say."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import sparse
from tiny import make_network

from chains.draw.tiles import lay_tiles
from chains.draw.views import Material
from chains.draw.views.flow import VIEW, make_column, share_bands
from chains.errors import Text
from chains.gaps.reading.survey import Survey
from chains.graph import KnowledgeGraph
from chains.network import EDGE_SCHEMA, NODE_SCHEMA, REGION_SCHEMA, Network


@pytest.fixture(scope="module")
def flows(region: KnowledgeGraph) -> dict[str, dict]:
    """The flows of the shipped region by their identifier."""
    network = region.network()
    data = VIEW.data(Material(network, [], lay_tiles(network)))
    assert data is not None
    return {flow["id"]: flow for flow in data["flows"]}


def names(count: int) -> list[Text]:
    """So many names."""
    return [Text(f"组{number}", f"group {number}") for number in range(count)]


def test_every_cell_and_chain_has_a_flow(flows: dict[str, dict]):
    """The area comes first; provinces, cities and industry chains follow."""
    ids = list(flows)
    assert ids[0] == "region/yangtze-delta"
    assert {"region/320000", "region/320400"} <= set(ids)
    assert sum(flow["chain"] for flow in flows.values()) == 7


def test_shared_things_are_shared_out():
    """A thing that leads to two groups gives half of its weight to each, and a band has both of its ends."""
    left = make_column(names(1), np.array([10, 11]), np.array([0, 0]), np.array([4.0, 1.0]))
    right = make_column(names(2), np.array([20, 21, 22]), np.array([0, 0, 1]))
    step = sparse.csr_array(np.array([[1, 0, 1], [1, 0, 0]]))
    bands = share_bands(step, left, right)
    assert [(band["from"], band["to"], band["out"], band["in"]) for band in bands] == [
        (0, 0, 3.0, 1.0),
        (0, 1, 2.0, 1.0),
    ]
    assert bands[0]["left"] == [10, 11]
    assert bands[0]["right"] == [20]


def test_small_groups_become_others():
    """Nine groups stand alone, the rest together; ten groups all stand alone."""
    twelve = make_column(names(12), np.arange(12), np.arange(12), np.arange(1.0, 13.0))
    assert twelve.names[0].en == "group 11"
    assert twelve.names[-1].en == "others"
    assert len(twelve.names) == 10
    assert (twelve.group == 9).sum() == 3
    ten = make_column(names(10), np.arange(10), np.arange(10))
    assert [text.en for text in ten.names] == [text.en for text in names(10)]


@pytest.mark.parametrize("key", ["region/320400", "region/320500", "region/yangtze-delta"])
def test_breaks_and_bands_fill_each_column(flows: dict[str, dict], key: str):
    """What leads on, with what leads nowhere, is the whole of a column; so is what is reached with what is not."""
    flow = flows[key]
    for step, bands in enumerate(flow["bands"]):
        for side, station, sort in (("out", step, "deadWeight"), ("in", step + 1, "unfedWeight")):
            groups = flow["groups"][station]
            whole = sum(group["weight"] for group in groups)
            broken = sum(group[sort] for group in groups)
            assert sum(band[side] for band in bands) + broken == pytest.approx(whole, abs=0.05)


def test_breaks_are_those_of_the_passage(flows: dict[str, dict], region: KnowledgeGraph):
    """Changzhou's enterprises without a project or platform are those whose row in the last layer is empty."""
    survey = Survey.of(region.network())
    passage = survey.passages.through_region(survey.places.find("常州"))
    empty = passage.enterprises[np.asarray(passage.layers[2].sum(axis=1)) == 0]
    groups = flows["region/320400"]["groups"][2]
    assert sorted(node for group in groups for node in group["dead"]) == sorted(empty.tolist())
    programmes = flows["region/320400"]["groups"][0]
    assert sum(group["weight"] for group in programmes) == passage.offerings.sum()


def test_chain_ends_at_those_with_an_outcome(flows: dict[str, dict]):
    """An industry chain's last column holds the enterprises that have a project or platform, all of them reached."""
    for flow in flows.values():
        if flow["chain"]:
            assert len(flow["groups"][3]) <= 1
            assert all(not group["unfed"] for group in flow["groups"][3])


def test_nothing_gives_no_view():
    """A graph without any station has no flow, and one that only teaches nothing asked for has none either."""
    empty = Network(*(pl.DataFrame(schema=schema) for schema in (NODE_SCHEMA, EDGE_SCHEMA, REGION_SCHEMA)))
    assert VIEW.data(Material(empty, [], lay_tiles(empty))) is None
    lonely = make_network([("offers", "school-a", "programme-a")], {"city-a": ["school-a"]})
    assert VIEW.data(Material(lonely, [], lay_tiles(lonely))) is None
