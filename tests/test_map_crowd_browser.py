"""Large scenes in a real browser: what is drawn at rest, in motion, near and far, and what is summed up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import READY, Visit, visit, wait_until
from maps import make_network
from playwright.sync_api import Browser, Page, expect

import chains
from chains.errors import Text
from chains.network import Network

pytestmark = pytest.mark.browser

FIRMS, SCHOOLS, LINKS_PER_SCHOOL = 5400, 300, 70
HERE = "#in=c0&chain=industry"
SMALLER = "#in=c1&chain=industry"

AT_REST = "!map.stage.moving && !map.stage.flight && (!map.crowd || map.crowd.links.ready)"

# Counts what is painted on the map's own canvas from now on; reset() starts anew.
COUNT_PAINT = """() => {
  window.painted = { names: 0, links: 0, lays: 0, shapes: 0 };
  const count = (home, name, what) => {
    const plain = home[name];
    home[name] = function (...given) {
      if (this.canvas === undefined || this.canvas === map.stage.canvas || home !== CanvasRenderingContext2D.prototype) painted[what] += 1;
      return plain.apply(this, given);
    };
  };
  count(CanvasRenderingContext2D.prototype, "fillText", "names");
  count(CanvasRenderingContext2D.prototype, "arc", "shapes");
  count(LinkLayer.prototype, "lay", "lays");
}"""
RESET = "Object.assign(painted, { names: 0, lays: 0, shapes: 0 })"


def large_network() -> Network:
    """Return a city with more firms and links than a scene may hold, and one with about a thousand firms."""
    things = [(f"firm{number}", "Enterprise", "c0") for number in range(FIRMS)]
    things += [(f"plant{number}", "Enterprise", "c1") for number in range(1000)]
    things += [(f"school{number}", "University", "c0") for number in range(SCHOOLS)]
    things += [("college", "University", "c1")]
    links = [
        (f"school{school}", "partners-with", f"firm{(school * 18 + step) % FIRMS}")
        for school in range(SCHOOLS)
        for step in range(LINKS_PER_SCHOOL)
    ]
    links += [("college", "partners-with", f"plant{number}") for number in range(0, 1000, 4)]
    return make_network(things, links, [("c0", 120.0, 31.0), ("c1", 121.0, 31.0)])


@pytest.fixture(scope="module")
def guest(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """One visit to the map of the large network; nothing is asked for and nothing complained about."""
    path = tmp_path_factory.mktemp("crowd") / "map.html"
    path.write_text(chains.draw_map(large_network(), [], lang="en", title=Text("大图", "Large")), encoding="utf-8")
    with visit(chromium) as one:
        wait_until(one.open(path), READY, 60)
        one.page.evaluate(COUNT_PAINT)
        yield one
        assert one.requests == []
        assert one.complaints == []


@pytest.fixture
def page(guest: Visit) -> Page:
    """The page of the one visit."""
    return guest.page


def go(page: Page, fragment: str) -> None:
    """Go to an address and wait until its picture is whole."""
    page.evaluate("(hash) => { location.hash = hash; }", "#overview")
    wait_until(page, "map.route.kind === 'overview'")
    page.evaluate("(hash) => { location.hash = hash; }", fragment)
    wait_until(page, f"map.route.kind !== 'overview' && {AT_REST}")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_everything_at_once_is_summed_up(page: Page):
    """A graph with more things than a scene holds opens on the overview, and offers no view of all of them."""
    page.evaluate("location.hash = '#all'")
    wait_until(page, "location.hash === '#all' || map.route.kind === 'overview'")
    assert page.evaluate("map.route.kind") == "overview"
    assert page.evaluate("[map.scene, map.crowd]") == [None, None]
    expect(page.locator("#all")).to_be_hidden()


def test_scene_beyond_the_limits_sums_up_its_classes(page: Page):
    """The best linked things are drawn, each class says how many it has, and the page says that some are not drawn."""
    go(page, HERE)
    scene = page.evaluate(
        "({ nodes: map.scene.nodes.length, edges: map.scene.edges.length, cut: { ...map.scene.cut, classes: null }, "
        "most: [MOST_THINGS, MOST_LINKS], of: map.layout.blocks.map(({ count, of }) => [count, of]) })"
    )
    assert scene["cut"]["things"] == FIRMS + SCHOOLS
    assert scene["cut"]["links"] == SCHOOLS * LINKS_PER_SCHOOL
    assert 0.9 * scene["most"][0] < scene["nodes"] <= scene["most"][0]
    assert scene["edges"] <= scene["most"][1]
    assert sorted(of for _, of in scene["of"]) == [SCHOOLS, FIRMS]
    assert sum(shown for shown, _ in scene["of"]) == scene["nodes"]
    expect(page.locator("#tab-contents .cut")).to_contain_text(f"{FIRMS + SCHOOLS:,} things")


def test_best_linked_things_are_drawn(page: Page):
    """No firm that is left out has more links than one that is drawn."""
    go(page, HERE)
    drawn, left = page.evaluate(
        "(() => { const { graph, scene } = map; const firms = graph.inBubble.get(`${graph.tiles.zh.indexOf('c0市')}:2`);"
        " const degrees = (shown) => firms.filter((node) => scene.has.has(node) === shown).map((node) => graph.degree(node));"
        " return [Math.min(...degrees(true)), Math.max(...degrees(false))]; })()"
    )
    assert left <= drawn


def test_filter_brings_back_what_was_summed_up(page: Page):
    """A scene that its filters make small enough is drawn whole."""
    go(page, HERE + "&hide=education")
    assert page.evaluate("[map.scene.cut.things, map.scene.cut.links]") == [FIRMS, 0]
    go(page, HERE + "&links=5")
    kept = page.evaluate("[map.scene.cut, map.scene.nodes.length]")
    assert kept == [None, SCHOOLS]
    expect(page.locator("#tab-contents .cut")).to_have_count(0)


def test_links_are_hidden_in_motion(page: Page):
    """What is painted while the picture moves has no links; at rest they are laid in again."""
    go(page, HERE)
    page.mouse.move(700, 500)
    page.mouse.down()
    page.evaluate(RESET)
    page.evaluate("map.stage.network.on('afterDrawing', () => (painted.hidden = map.stage.linksHidden))")
    for step in range(60):
        page.mouse.move(640 - 40 * (step % 30), 470)
        page.wait_for_timeout(20)
        if page.evaluate("painted.hidden ?? null") is not None:
            break
    assert page.evaluate("[painted.hidden, painted.lays]") == [True, 0]
    page.mouse.up()
    wait_until(page, AT_REST)
    assert page.evaluate("[painted.hidden, painted.lays > 0]") == [False, True]


def test_slices_make_the_same_picture(page: Page):
    """Links drawn in slices look as those drawn in one go."""
    go(page, SMALLER)
    different = page.evaluate(
        """() => {
      const { canvas, ctx } = map.crowd.links;
      const whole = document.createElement("canvas");
      Object.assign(whole, { width: canvas.width, height: canvas.height });
      const other = whole.getContext("2d", { willReadFrequently: true });
      other.setTransform(ctx.getTransform());
      drawLinks(other, map.lines, map.stage.view.scale);
      const [one, two] = [ctx, other].map((each) => each.getImageData(0, 0, canvas.width, canvas.height).data);
      return [one.some((value) => value > 0), one.reduce((sum, value, at) => sum + (Math.abs(value - two[at]) > 2), 0)];
    }"""
    )
    assert different == [True, 0]


def test_details_come_with_the_scale(page: Page):
    """From far away marks are points without names; near by they have their shape, and names."""
    go(page, SMALLER)
    page.evaluate(RESET)
    page.evaluate("map.stage.centre(0, 400, 0.08)")
    wait_until(page, f"painted.lays > 0 && {AT_REST}")
    far = page.evaluate("({ ...painted })")
    page.evaluate(RESET)
    page.evaluate("map.stage.centre(300, 400, 1)")
    wait_until(page, f"painted.lays > 0 && {AT_REST}")
    near = page.evaluate("({ ...painted })")
    assert far["shapes"] == 0
    assert far["names"] < 20
    assert near["names"] > 50


def test_few_names_in_motion(page: Page):
    """While the picture moves, names are written of the best linked only."""
    go(page, HERE)
    page.evaluate("map.stage.centre(map.layout.bounds.left + 1500, 800, 0.75)")
    wait_until(page, AT_REST)
    page.evaluate(RESET)
    page.evaluate("(map.stage.repaint(), map.stage.network.redraw())")
    wait_until(page, AT_REST)
    page.wait_for_timeout(100)
    at_rest = page.evaluate("painted.names")
    page.evaluate(RESET)
    page.evaluate("map.stage.repaint({ links: false })")
    wait_until(page, "painted.names > 0")
    moving, most = page.evaluate("[painted.names, MOST_NAMES.moving]")
    page.evaluate("map.stage.rest()")
    titles = page.evaluate("2 * map.layout.lanes.length + map.layout.blocks.length")
    assert 0 < moving <= most + titles < at_rest


def test_mark_of_a_crowd_is_chosen_and_entered(page: Page):
    """A click on a mark tells of its thing, a double click opens it."""
    go(page, SMALLER)
    at = page.evaluate(
        "(() => { const node = map.graph.nodes.zh.indexOf('plant4'); const { x, y } = map.layout.at.get(node);"
        " map.stage.centre(x, y, 0.8); return map.stage.toWindow(x, y); })()"
    )
    wait_until(page, AT_REST)
    page.mouse.click(at["x"], at["y"])
    expect(page.locator("#tab-details h2")).to_have_text("plant4")
    page.mouse.dblclick(at["x"], at["y"])
    wait_until(page, "map.route.kind === 'thing'")
    assert page.evaluate("[map.graph.nodes.zh[map.route.node], map.crowd]") == ["plant4", None]


def test_crowd_is_exported_with_its_links(page: Page, tmp_path: Path):
    """The picture file is painted whole, links and all, and the page is as before."""
    go(page, SMALLER)
    with page.expect_download() as download:
        page.locator("#export").click()
    download.value.save_as(tmp_path / "map.png")
    assert (tmp_path / "map.png").stat().st_size > 20_000
    wait_until(page, AT_REST)
    assert page.evaluate("map.stage.enlarged") == 1
