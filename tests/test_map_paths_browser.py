"""Paths and neighbourhoods on the map, in a real browser whose network is off."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import polars as pl
import pytest
from browser import READY, Visit, visit, wait_until
from playwright.sync_api import Browser, Page, expect

from chains.graph import KnowledgeGraph
from chains.names import ID, compact_id
from chains.network import Network

pytestmark = pytest.mark.browser

CHANGZHOU, SOOCHOW = "organisation/4132010292", "organisation/4132010285"
FIND = """([from, to]) => {
  const path = findPath(map.graph, from, to);
  return path && { nodes: path.nodes, steps: path.steps, count: path.count };
}"""


@pytest.fixture(scope="module")
def guest(chromium: Browser, region_page: Path) -> Iterator[Visit]:
    """One open page for all tests of this file, at whose end nothing was asked for or complained about."""
    with visit(chromium) as one:
        one.open(region_page)
        wait_until(one.page, READY)
        yield one
        assert one.requests == []
        assert one.complaints == []


@pytest.fixture
def page(guest: Visit) -> Page:
    """The page at the overview, in English, without filters."""
    guest.page.evaluate("language.set('en'); map.ends.set({ from: -1, to: -1 }); map.go({ kind: 'overview' })")
    go(guest.page, "overview")
    return guest.page


@pytest.fixture(scope="module")
def network(region: KnowledgeGraph) -> Network:
    """The network that the page shows."""
    return region.network()


def go(page: Page, fragment: str) -> None:
    """Change the address and wait until the page has followed."""
    page.evaluate("(hash) => { location.hash = hash; }", fragment)
    page.wait_for_timeout(60)


def linked_things(network: Network, *without: str) -> nx.Graph:
    """Return the things and their links, as the page walks them: in both directions, and through no place."""
    places = set(network.nodes.with_row_index().filter(pl.col("iri").is_in(network.regions["iri"].implode()))["index"])
    links = network.edges.filter(~pl.col("kind").is_in(without)).select("source", "target")
    graph = nx.Graph((one, other) for one, other in links.iter_rows() if one not in places and other not in places)
    graph.add_nodes_from(number for number in range(network.nodes.height) if number not in places)
    return graph


def check_path(graph: nx.Graph, pair: list[int], found: dict[str, Any] | None) -> bool:
    """Check one path against networkx; return whether there is any."""
    if not nx.has_path(graph, *pair):
        assert found is None
        return False
    assert found is not None
    assert [found["nodes"][0], found["nodes"][-1]] == pair
    assert len(found["nodes"]) - 1 == len(found["steps"]) == nx.shortest_path_length(graph, *pair)
    assert all(graph.has_edge(one, other) for one, other in pairwise(found["nodes"]))
    assert all(found["steps"])
    return True


def test_paths_are_shortest(page: Page, network: Network):
    """Between random things the page finds a path exactly where networkx finds one, as long, over real links."""
    graph = linked_things(network)
    nodes = sorted(graph)
    random = np.random.default_rng(11)
    pairs = [[nodes[at] for at in random.integers(len(nodes), size=2)] for _ in range(60)]
    there = [check_path(graph, pair, page.evaluate(FIND, pair)) for pair in pairs]
    assert 10 < sum(there) < 60


def test_paths_are_counted(page: Page, network: Network):
    """The number of shortest paths agrees with networkx, and the one shown avoids hubs."""
    graph = linked_things(network)
    pair = [network.index[ID + CHANGZHOU], network.index[ID + SOOCHOW]]
    found = page.evaluate(FIND, pair)
    others = list(nx.all_shortest_paths(graph, *pair))
    assert found["count"] == len(others) > 10
    degrees = network.edges.select(pl.concat([pl.col("source"), pl.col("target")]).value_counts(name="n")).unnest(
        "source"
    )
    degree = dict(degrees.iter_rows())
    assert degree[found["nodes"][1]] == min(degree[path[1]] for path in others)


def test_path_keeps_to_the_filters(page: Page, network: Network):
    """Without a kind of link the path is longer or gone, as networkx says without it; places are no stations."""
    pair = [network.index[ID + CHANGZHOU], network.index[ID + SOOCHOW]]
    go(page, f"from={CHANGZHOU}&to={SOOCHOW}&without=offers")
    graph = linked_things(network, "offers")
    assert check_path(graph, pair, page.evaluate(FIND, pair)) == bool(page.evaluate("Boolean(map.scene.path)"))
    everything = ",".join(page.evaluate("map.graph.edges.kinds.id"))
    go(page, f"from={CHANGZHOU}&to={SOOCHOW}&without={everything}")
    expect(page.locator("#tab-path .path-none")).to_contain_text("Through these filters no path")
    assert page.evaluate("map.scene.nodes.length") == 2
    page.locator("#tab-path").get_by_role("button", name="Clear filters").click()
    expect(page.locator("#tab-path .path .station")).to_have_count(3)


def test_path_from_here_to_there(page: Page):
    """“From here” and a search for the other end lead to the path: all steps with their links, and an address."""
    go(page, f"thing={CHANGZHOU}")
    page.locator("#tab-details").get_by_role("button", name="From here").click()
    expect(page.locator("#path-from")).to_have_value("Changzhou University")
    expect(page.locator("#path-to")).to_be_focused()
    page.locator("#path-to").fill("suzhoudaxue")
    expect(page.locator("#path-to-found [role=option]").first).to_contain_text("Soochow University")
    page.locator("#path-to").press("Enter")
    wait_until(page, "map.route.kind === 'path'")
    assert page.url.endswith(f"#from={CHANGZHOU}&to={SOOCHOW}&lang=en") or page.url.endswith(
        f"#from={CHANGZHOU}&to={SOOCHOW}"
    )
    tab = page.locator("#tab-path")
    expect(tab).to_contain_text("shortest path has 2 steps")
    expect(tab.locator(".station")).to_have_count(3)
    assert tab.locator(".step").all_inner_texts()[0].startswith("↓")
    expect(tab.locator(".step").first).to_contain_text("Offers")
    expect(page.locator("#trail")).to_contain_text("Changzhou University → Soochow University")
    expect(page.locator("#legend")).to_be_visible()
    tab.locator(".step button").first.click()
    expect(page.locator("#tab-details .source .chip").first).not_to_be_empty()
    page.get_by_role("tab", name="Path").click()
    tab.get_by_role("button", name="Swap").click()
    wait_until(page, f"map.graph.nodes.id[map.route.from] === '{SOOCHOW}'")
    page.go_back()
    wait_until(page, f"map.graph.nodes.id[map.route.from] === '{CHANGZHOU}'")
    expect(page.locator("#path-from")).to_have_value("Changzhou University")


def test_path_is_drawn_from_top_to_bottom(page: Page):
    """Every thing of a path has a row of its own, in order, in the lane of its chain; its links are named on the canvas."""
    go(page, f"from={CHANGZHOU}&to={SOOCHOW}")
    places = page.evaluate("map.scene.path.nodes.map((node) => map.layout.at.get(node))")
    assert all(one["y"] < other["y"] for one, other in pairwise(places))
    assert page.evaluate("map.layout.lanes.map(({ slot }) => map.graph.chainId(slot))") == ["education"]
    written = page.evaluate(
        "() => { const said = []; const write = CanvasRenderingContext2D.prototype.fillText;"
        "CanvasRenderingContext2D.prototype.fillText = function (text, ...at) { said.push(text); write.call(this, text, ...at); };"
        "map.stage.network.redraw(); CanvasRenderingContext2D.prototype.fillText = write; return said; }"
    )
    assert written.count("Offers programme") == 2
    assert sum("Changzhou University" in text for text in written) == 1


def test_path_to_itself_is_said(page: Page):
    """The same thing at both ends is no path, and is said."""
    go(page, f"from={CHANGZHOU}&to={CHANGZHOU}")
    expect(page.locator("#tab-path .path-none")).to_contain_text("same thing")
    assert page.evaluate("map.scene.nodes.length") == 1


def test_half_an_address_is_the_overview(page: Page):
    """An address with only one end, or an end that nothing is called by, shows the overview."""
    for fragment in (f"from={CHANGZHOU}", f"from={CHANGZHOU}&to=no/such"):
        go(page, fragment)
        assert page.evaluate("map.route.kind") == "overview"


def test_neighbourhood_opens_and_closes(page: Page, network: Network):
    """Expanding a thing adds exactly what it is linked to, stands in the address, and is undone by collapsing or Back."""
    go(page, "in=region/320400&chain=innovation")
    before = set(page.evaluate("map.scene.nodes"))
    node = page.evaluate("map.scene.byRank[0]")
    page.evaluate("(node) => map.choose({ node })", node)
    details = page.locator("#tab-details")
    near = set(linked_things(network)[node])
    button = details.get_by_role("button", name="Expand its neighbourhood")
    expect(button).to_contain_text(f"+{len(near - before)}")
    button.click()
    wait_until(page, "map.route.with.length === 1")
    assert set(page.evaluate("map.scene.nodes")) == before | near
    assert f"with={compact_id(network.nodes['iri'][node])}" in page.url
    expect(details.locator("h2")).to_have_text(network.nodes["label_en"][node])
    details.get_by_role("button", name="Collapse").click()
    wait_until(page, "map.route.with.length === 0")
    assert set(page.evaluate("map.scene.nodes")) == before
    page.go_back()
    wait_until(page, "map.route.with.length === 1")
    assert set(page.evaluate("map.scene.nodes")) == before | near


def test_neighbourhood_keeps_to_the_filters(page: Page, network: Network):
    """What the filters hide is not added by expanding."""
    node = network.index[ID + CHANGZHOU]
    go(page, f"in=region/320400&chain=education&with={CHANGZHOU}&without=offers")
    near = set(linked_things(network, "offers")[node])
    added = set(
        page.evaluate(
            "hiddenNeighbours(map.graph, { has: new Set() }, map.graph.numberOf.get(map.graph.nodes.id[map.route.with[0]]))"
        )
    )
    assert added == near
    assert near <= set(page.evaluate("map.scene.nodes"))
