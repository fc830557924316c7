"""The map without a browser: what the page holds, that it is the same every time, and that it lets nothing in."""

from __future__ import annotations

import base64
import hashlib
import math
import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from itertools import combinations, pairwise

import numpy as np
import polars as pl
import pytest
from maps import HOSTILE, hostile_map, make_gap, make_network, read_data

import chains
from chains.draw.gap_rows import MOST_GAPS
from chains.draw.members import find_members
from chains.draw.order import order_things
from chains.draw.overview import chain_slots, make_overview
from chains.draw.palette import PAGE_FOLDER
from chains.draw.picture import draw_overview
from chains.draw.tiles import lay_tiles, place_on_grid
from chains.draw.words import WORDS
from chains.errors import Text
from chains.gaps import find_gaps
from chains.graph import KnowledgeGraph
from chains.names import ID, compact_id
from chains.network import Network

TITLE = Text("试验区", "Test region")


class Tags(HTMLParser):
    """Collects elements, the addresses that they refer to, and what scripts and styles hold."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.names: Counter[str] = Counter()
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.blocks: list[tuple[str, str]] = []
        self.policy = ""
        self._open: str | None = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):  # noqa: D102
        self.names[tag] += 1
        given = dict(attrs)
        self.addresses += [given[name] for name in ("src", "href", "action", "data", "poster") if given.get(name)]
        self.handlers += [name for name in given if name.startswith("on")]
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if tag == "style" or (tag == "script" and given.get("type") is None):
            self._open = tag
            self.blocks.append((tag, ""))

    def handle_data(self, data):  # noqa: D102
        if self._open:
            tag, text = self.blocks[-1]
            self.blocks[-1] = (tag, text + data)

    def handle_endtag(self, tag):  # noqa: D102
        if tag == self._open:
            self._open = None


@pytest.fixture(scope="module")
def region_map(region: KnowledgeGraph) -> str:
    """The map of the shipped region with all its gaps."""
    network = region.network()
    return chains.draw_map(network, find_gaps(network), lang="zh", title=region.title, sources=region.sources())


@pytest.fixture(scope="module")
def region_data(region_map: str) -> dict:
    """What the map of the shipped region carries."""
    return read_data(region_map)


def test_page_is_the_same_for_every_hash_seed():
    """Four runs with different hash seeds give the same bytes."""
    code = (
        "import hashlib, chains; from chains.gaps import find_gaps; from chains.resources import data_folder;"
        "g = chains.open_graph(data_folder('small')); n = g.network();"
        "page = chains.draw_map(n, find_gaps(n), lang='en', title=g.title, sources=g.sources());"
        "print(hashlib.sha256(page.encode()).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True
        )
        for seed in ("0", "1", "2", "3")
    ]
    assert [run.stderr for run in runs] == [""] * 4
    assert len({run.stdout for run in runs}) == 1


def test_region_map_is_small(region_map: str):
    """The page of the whole region stays under five megabytes."""
    assert len(region_map.encode()) < 5_000_000


def test_page_refers_to_nothing_outside(region_map: str):
    """No element loads anything, no attribute runs anything, and the policy closes the network."""
    tags = Tags(region_map)
    assert all(address.startswith("data:") for address in tags.addresses)
    assert tags.handlers == []
    assert tags.policy.startswith("default-src 'none'; script-src 'sha256-")
    assert not re.search(r"unsafe|https?:|\*", tags.policy)
    assert not tags.names["iframe"] + tags.names["object"] + tags.names["base"] + tags.names["form"]
    assert not re.search(
        r"url\((?!\"?(?:data:|#))|@import", "".join(text for tag, text in tags.blocks if tag == "style")
    )


def test_policy_names_every_block(region_map: str):
    """Each script and stylesheet of the page is allowed by its own hash, and no others are."""
    tags = Tags(region_map)
    hashes = {"script": [], "style": []}
    for tag, text in tags.blocks:
        hashes[tag].append(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'")
    assert len(hashes["script"]) > 10
    for tag, found in hashes.items():
        assert f"{tag}-src {' '.join(found)};" in tags.policy


def test_page_keeps_the_licence_of_vis_network(region_map: str):
    """The script that pyvis ships comes with its notice, and no model of physics runs."""
    assert "vis.js is dual licensed under both" in region_map
    assert "Almende B.V" in region_map


def test_data_is_complete(region: KnowledgeGraph, region_data: dict):
    """Every node and link of the network is in the page, and every number points to something."""
    network = region.network()
    nodes, edges = region_data["nodes"], region_data["edges"]
    columns = ("id", "zh", "en", "class", "slot", "thing", "tile", "order", "source")
    assert {len(nodes[name]) for name in columns} == {network.nodes.height}
    assert nodes["id"] == [compact_id(iri) for iri in network.nodes["iri"]]
    assert nodes["zh"] == network.nodes["label_zh"].to_list()
    columns = ("source", "target", "kind", "year", "weight", "qualifier", "status", "stated")
    assert {len(edges[name]) for name in columns} == {network.edges.height}
    assert max(nodes["class"]) < len(nodes["classes"]["zh"])
    assert min(nodes["class"]) == 0
    assert max(nodes["tiles"]) < len(region_data["tiles"]["zh"])
    assert nodes["first"][-1] == len(nodes["tiles"])
    assert max(edges["kind"]) < len(edges["kinds"]["zh"])
    assert max(edges["qualifier"] + edges["status"]) < len(region_data["codes"]["zh"])
    assert max(edges["stated"] + nodes["source"]) < len(region_data["sources"]["zh"])
    assert min(edges["stated"] + nodes["source"]) >= 0


def test_every_name_is_bilingual(region_data: dict):
    """Chains, classes, link kinds, codes and words of the page have a Chinese name, and their English one is not Chinese."""
    tables = [
        region_data["chains"],
        region_data["codes"],
        region_data["nodes"]["classes"],
        region_data["edges"]["kinds"],
    ]
    pairs = [pair for table in tables for pair in zip(table["zh"], table["en"], strict=True)]
    # What is filled in has its own two languages; a word of nothing else has none.
    pairs += [
        tuple(pair) for pair in region_data["words"].values() if re.search(r"\w", re.sub(r"\{\w+\}", "", pair[0]))
    ]
    assert pairs
    han = re.compile(r"[\u4e00-\u9fff]")
    assert [pair for pair in pairs if not han.search(pair[0])] == []
    assert [pair for pair in pairs if not pair[1] or han.search(pair[1])] == []


def test_gaps_in_the_page(region: KnowledgeGraph, region_data: dict):
    """The page has the gaps in their order with both sentences, and says how many there are."""
    gaps = find_gaps(region.network())
    assert region_data["gapCount"] == len(gaps)
    shown = region_data["gaps"]
    assert [gap["sentence"] for gap in shown] == [[gap.sentence.zh, gap.sentence.en] for gap in gaps[:MOST_GAPS]]
    assert all(first["severity"] >= second["severity"] for first, second in pairwise(shown))
    assert any(gap["closing"] for gap in shown)
    assert all(gap["sources"] for gap in shown)


def test_numbers_that_are_not_finite_are_not_known():
    """A gap or a link whose number is not a number is drawn, with the number left out."""
    network = make_network([("uni", "University", None), ("java", "Skill", None)], [("uni", "trains-skill", "java")])
    network = Network(network.nodes, network.edges.with_columns(weight=pl.lit(math.nan)))
    gap = make_gap("java", observed=math.inf, expected=math.nan)
    data = read_data(chains.draw_map(network, [gap], title=TITLE))
    assert data["gaps"][0]["observed"] is data["gaps"][0]["expected"] is None
    assert data["edges"]["weight"] == [None]


def test_too_many_gaps_are_cut():
    """Beyond the limit only the first gaps are in the page, and it says how many there are in all."""
    network = make_network([("java", "Skill", None)])
    data = read_data(chains.draw_map(network, [make_gap("java")] * (MOST_GAPS + 5), title=TITLE))
    assert len(data["gaps"]) == MOST_GAPS
    assert data["gapCount"] == MOST_GAPS + 5


def test_hostile_names_are_never_markup():
    """Names with markup, quotes or template code stand in the page only as data, escaped where they are the title."""
    network, gaps, sources = hostile_map()
    plain = Tags(chains.draw_map(make_network([]), [], title=TITLE))
    page = chains.draw_map(network, gaps, lang="en", title=Text(*HOSTILE[:2]), sources=sources)
    tags = Tags(page)
    assert tags.names == plain.names
    assert tags.handlers == []
    assert not any(name in page for name in HOSTILE[:2])
    assert "&lt;script&gt;alert(2)" in page
    assert set(HOSTILE) <= set(read_data(page)["nodes"]["zh"])


@pytest.mark.parametrize("things", [[], [("alone", "University", None)]], ids=["empty", "one"])
def test_next_to_nothing_is_drawn(things):
    """An empty network and one of a single thing give a page, with one tile for what belongs to no place."""
    data = read_data(chains.draw_map(make_network(things), [], lang="en", title=TITLE))
    assert data["tiles"]["kind"] == ["shared"]
    assert len(data["overview"]["nodes"]) == len(things)
    assert data["overview"]["edges"] == []


def test_tiles_stand_as_on_a_map(region: KnowledgeGraph):
    """Every city has a cell of its own, and cities far apart keep their direction."""
    tiles = lay_tiles(region.network())
    assert len({(tile.x, tile.y) for tile in tiles}) == len(tiles)
    places = {row["iri"]: row for row in region.network().regions.iter_rows(named=True)}
    cities = [tile for tile in tiles if tile.kind == "city"]
    assert len(cities) == region.network().regions.filter(pl.col("kind") == "city").height
    for one, other in combinations(cities, 2):
        east = places[one.region]["longitude"] - places[other.region]["longitude"]
        north = places[one.region]["latitude"] - places[other.region]["latitude"]
        assert one.x > other.x or east < 1.7
        assert one.y < other.y or north < 1.7


def test_grid_does_not_depend_on_the_order_of_the_places():
    """Each place gets the same cell whatever the order in which the places are given, and no cell is given twice."""
    random = np.random.default_rng(7)
    places = np.column_stack([random.uniform(115, 123, 40), random.uniform(27, 35, 40)])
    cells = place_on_grid(*places.T)
    assert len(set(cells)) == len(cells)
    for _ in range(3):
        turn = random.permutation(len(places))
        assert place_on_grid(*places[turn].T) == [cells[at] for at in turn]


def test_grid_keeps_rows_and_columns():
    """Places in a square stay one: west is left, north is above."""
    north_west, north_east, south_west, south_east = place_on_grid([118, 121, 118, 121], [33, 33, 30, 30])
    assert north_west[0] == south_west[0] < north_east[0] == south_east[0]
    assert north_west[1] == north_east[1] < south_west[1] == south_east[1]


def test_city_without_coordinates_has_a_tile():
    """A city nobody located stands beside the others."""
    tiles = lay_tiles(make_network([], cities=[("a", 118.0, 31.0), ("b", 120.0, 32.0), ("c", None, None)]))
    assert [tile.name.en for tile in tiles] == ["a", "b", "c", "Not tied to a place"]
    assert tiles[2].x > max(tile.x for tile in tiles[:2])


@pytest.fixture
def two_cities():
    """A university in each of two cities; programmes, skills and an occupation that lie nowhere."""
    return make_network(
        [
            ("uni-a", "University", "a"),
            ("uni-b", "University", "b"),
            ("firm-b", "Enterprise", "b"),
            ("taught", "Programme", None),
            ("unused", "Programme", None),
            ("java", "Skill", None),
            ("cook", "Occupation", None),
            ("asked", "Occupation", None),
        ],
        [
            ("uni-a", "offers", "taught"),
            ("taught", "develops-skill", "java"),
            ("unused", "develops-skill", "java"),
            ("unused", "targets-occupation", "asked"),
            ("b", "region-asks-occupation", "asked"),
            ("uni-a", "partners-with", "firm-b"),
        ],
        [("a", 118.0, 31.0), ("b", 120.0, 31.0)],
    )


def test_shared_things_belong_where_they_are_linked(two_cities):
    """A programme belongs where it is offered, a skill where it is taught, an occupation where it is asked for."""
    tiles = lay_tiles(two_cities)
    members = find_members(two_cities, tiles)
    belongs = {
        iri.removeprefix(ID): [tiles[at].name.en for at in members.belongs[[number]].nonzero()[1]]
        for iri, number in two_cities.index.items()
    }
    shared = tiles[-1].name.en
    assert belongs["uni-a"] == belongs["taught"] == belongs["java"] == ["a"]
    assert belongs["uni-b"] == belongs["firm-b"] == belongs["asked"] == ["b"]
    # A programme does not come to a city because the city asks for what it leads to.
    assert belongs["unused"] == belongs["cook"] == [shared]
    assert belongs["a"] == belongs["b"] == []


def test_overview_counts_linked_pairs(two_cities):
    """Bubbles count their things, lines the linked pairs behind them, within a city and between two."""
    tiles = lay_tiles(two_cities)
    overview = make_overview(two_cities, tiles, find_members(two_cities, tiles), [])
    bubbles = {(b.tile, b.slot): (b.located, b.linked) for b in overview.bubbles}
    assert bubbles == {
        (0, 0): (1, 1),
        (0, 1): (0, 1),
        (1, 0): (1, 0),
        (1, 1): (0, 1),
        (1, 2): (1, 0),
        (2, 0): (0, 1),
        (2, 1): (0, 1),
    }
    assert overview.links.rows() == [
        (0, 0, 0, 1, "develops-skill", 1),
        (0, 0, 1, 2, "partners-with", 1),
    ]


def test_overview_agrees_with_a_plain_count(small: KnowledgeGraph):
    """The vectorised count of links within places agrees with one made link by link."""
    network = small.network()
    tiles = lay_tiles(network)
    members = find_members(network, tiles)
    slots, belongs = chain_slots(network).to_list(), members.belongs.toarray().astype(bool)
    expected: Counter[tuple] = Counter()
    for source, target, kind in network.edges.select("source", "target", "kind").unique().iter_rows():
        first, second = sorted((slots[source], slots[target]))
        for tile in np.flatnonzero(belongs[source] & belongs[target]):
            if first != second:
                expected[int(tile), first, int(tile), second, kind] += 1
    overview = make_overview(network, tiles, members, [])
    within = overview.links.filter(pl.col("tile_a") == pl.col("tile_b"))
    assert {row[:5]: row[5] for row in within.iter_rows()} == dict(expected)
    assert expected


def test_gaps_are_dashed_missing_links(two_cities):
    """A gap between two chains of a city is a dashed edge, wider the more severe; pyvis has it and physics is off."""
    tiles = lay_tiles(two_cities)
    gaps = [
        make_gap("java", "a", severity=0.2),
        make_gap("java", "b", severity=0.9),
        make_gap("java", None),
        make_gap("java", "a", chains=("talent",)),
    ]
    overview = make_overview(two_cities, tiles, find_members(two_cities, tiles), gaps)
    assert overview.gaps == {(0, 0, 0, 1): (0,), (1, 0, 1, 1): (1,)}
    picture = draw_overview(overview, tiles, gaps)
    mild, severe = [edge for edge in picture.edges if edge["id"].startswith("gap:")]
    assert mild["dashes"]
    assert severe["dashes"]
    assert mild["width"] < severe["width"]
    assert picture.options["physics"] == {"enabled": False}
    assert all({"x", "y", "shape", "group"} <= node.keys() for node in picture.nodes)


def test_chains_have_their_shapes(region_data: dict):
    """In the overview every chain has one shape of its own."""
    shapes = {(node["group"], node["shape"]) for node in region_data["overview"]["nodes"]}
    assert len(shapes) == len({group for group, _ in shapes}) == len({shape for _, shape in shapes}) == 5


def test_linked_things_stand_together(region: KnowledgeGraph):
    """The order is a permutation, and linked things stand closer in it than things on average do."""
    network = region.network()
    order = order_things(network)
    assert sorted(order) == list(range(network.nodes.height))
    links = network.edges.filter(pl.col("kind").is_in(["offers", "develops-skill", "participates-in"]))
    apart = np.abs(order[links["source"].to_numpy()] - order[links["target"].to_numpy()]).mean()
    assert apart < 0.8 * network.nodes.height / 3


def test_every_word_is_used_and_known():
    """The scripts and the template ask only for words that exist, and for all of them."""
    files = [*PAGE_FOLDER.glob("*.js"), PAGE_FOLDER / "map.html.j2"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    asked = set(re.findall(r'(?:say|both|named)\("(\w+)"', text))
    assert len(asked) > 30
    assert asked - set(WORDS) == set()
    mentioned = set(re.findall(r'"(\w+)"', text)) | set(re.findall(r"words\.(\w+)", text))
    assert set(WORDS) - mentioned == set()
