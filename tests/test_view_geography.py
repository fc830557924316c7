"""The data of the geography, against the links that the graph itself has."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tiny import iri, make_network

from chains.draw.tiles import lay_tiles
from chains.draw.views import Material
from chains.draw.views.geography import VIEW, count_city_links
from chains.gaps import find_gaps
from chains.gaps.reading.places import Places
from chains.graph import KnowledgeGraph
from chains.network import EDGE_SCHEMA, NODE_SCHEMA, REGION_SCHEMA, Network


def material_of(network: Network, *kinds: str) -> Material:
    """The material of a network with gaps of some kinds."""
    return Material(network, find_gaps(network, kinds=kinds) if kinds else [], lay_tiles(network))


@pytest.fixture(scope="module")
def data(region: KnowledgeGraph) -> dict[str, Any]:
    """The view of the shipped region."""
    found = VIEW.data(material_of(region.network(), "weakest_step"))
    assert found is not None
    return dict(found)


def test_links_are_counted_by_city_and_chain():
    """A partnership across two cities is one link of education and industry, in the order of cities and chains."""
    network = make_network(
        [("partners-with", "school-a", "firm-b"), ("partners-with", "school-a", "firm-a")],
        {"city-a": ["school-a", "firm-a"], "city-b": ["firm-b"]},
    )
    rows = count_city_links(material_of(network), Places(network)).rows()
    one, two = iri("city-a"), iri("city-b")
    assert rows == [(one, one, "education", "industry", 1), (one, two, "education", "industry", 1)]


def test_all_cities_have_all_measures(data: dict[str, Any]):
    """Each of the 41 cities has a value, or nothing, for every measure."""
    assert len(data["tiles"]) == 41
    assert all(len(values) == 41 for values in data["measures"].values())


def test_institutions_are_those_of_the_graph(data: dict[str, Any], region: KnowledgeGraph):
    """Institutions of a city are the things of education that lie there, counted by SPARQL."""
    network = region.network()
    tiles = lay_tiles(network)
    place = next(at for at, tile in enumerate(data["tiles"]) if tiles[tile].name.zh == "常州市")
    answer = region.query(
        'SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a ch:EducationalInstitution ; ch:inRegion/skos:notation "320400" }'
    )
    assert data["measures"]["institutions"][place] == int(answer.values()[0][0])


def test_arcs_join_known_cities(data: dict[str, Any]):
    """Every arc has two cities of the list and a positive number of links."""
    arcs = data["arcs"]
    assert len(arcs["a"]) == len(arcs["b"]) == len(arcs["pair"]) == len(arcs["links"])
    assert all(0 <= one <= other < 41 for one, other in zip(arcs["a"], arcs["b"], strict=True))
    assert min(arcs["links"]) >= 1


def test_no_city_gives_no_view():
    """A graph without a city has no geography."""
    empty = Network(*(pl.DataFrame(schema=schema) for schema in (NODE_SCHEMA, EDGE_SCHEMA, REGION_SCHEMA)))
    assert VIEW.data(Material(empty, [], lay_tiles(empty))) is None
