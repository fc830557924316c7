"""Filters, search by sound, and the address of the map, in a real browser whose network is off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from browser import READY, Visit, visit, wait_until
from maps import HOSTILE, hostile_map
from playwright.sync_api import Browser, Page, expect

import chains
from chains.draw.industries import find_members
from chains.errors import Text
from chains.graph import KnowledgeGraph
from chains.names import ID
from chains.network import Network

pytestmark = pytest.mark.browser

CHIPS = "industry-chain/integrated-circuits"
SVG = "{http://www.w3.org/2000/svg}"
LINKS = "map.scene.edges.map((edge) => [map.graph.edges.year[edge], map.graph.sources.confidence[map.graph.edges.stated[edge]]])"


@pytest.fixture(scope="module")
def guest(chromium: Browser, region_page: Path) -> Iterator[Visit]:
    """One open page for all tests of this file, at whose end nothing was asked for or complained about."""
    with visit(chromium, reduced_motion="reduce") as one:
        one.open(region_page)
        wait_until(one.page, READY)
        yield one
        assert one.requests == []
        assert one.complaints == []


@pytest.fixture
def page(guest: Visit) -> Page:
    """The page at the overview, in English, without filters."""
    guest.page.evaluate("language.set('en')")
    go(guest.page, "overview")
    guest.page.get_by_role("tab", name="Filters").click()
    return guest.page


@pytest.fixture(scope="module")
def network(region: KnowledgeGraph) -> Network:
    """The network that the page shows."""
    return region.network()


def go(page: Page, fragment: str) -> None:
    """Change the address and wait until the page has followed."""
    page.evaluate("(hash) => { location.hash = hash; }", fragment)
    page.wait_for_timeout(60)


def between_things(network: Network) -> pl.DataFrame:
    """Return the links between things, with the numbers of their ends."""
    places = network.nodes.with_row_index().filter(pl.col("iri").is_in(network.regions["iri"].implode()))["index"]
    here = ~pl.col("source").is_in(places.implode()) & ~pl.col("target").is_in(places.implode())
    return network.edges.filter(here)


def test_filter_by_year(page: Page, network: Network):
    """With years chosen only links of these years are left, with or without those that have none."""
    go(page, "in=region/320400&chain=education&years=2019-2022")
    years = {year for year, _ in page.evaluate(LINKS)}
    assert years <= {None, 2019, 2020, 2021, 2022}
    assert None in years
    page.get_by_role("tab", name="Filters").click()
    expect(page.locator("#filter-from")).to_have_value("2019")
    expect(page.locator("#filter-to")).to_have_value("2022")
    page.get_by_label("Also links without a year").uncheck()
    assert None not in {year for year, _ in page.evaluate(LINKS)}
    passing = page.evaluate("masksOf(map.graph).links.reduce((sum, one) => sum + one, 0)")
    assert passing == network.edges.filter(pl.col("year").is_between(2019, 2022)).height
    page.locator("#filter-from").select_option("2026")
    expect(page.locator("#filter-to")).to_have_value("2026")
    assert {year for year, _ in page.evaluate(LINKS)} <= {2026}


def test_filter_by_confidence(page: Page, network: Network):
    """Without a confidence class no link that rests on it is left; each box says how many links there are."""
    for name in ("stated", "reported", "derived"):
        number = between_things(network).filter(pl.col("confidence") == name).height
        expect(page.locator(f"[data-confidence={name}] .number")).to_have_text(f"{number:,}")
    boxes = page.locator("[data-confidence]").evaluate_all("(all) => all.map((one) => one.dataset.confidence)")
    assert boxes == ["stated", "reported", "derived"]
    go(page, "in=region/320400&chain=education")
    assert "reported" in {sure for _, sure in page.evaluate(LINKS)}
    page.get_by_role("tab", name="Filters").click()
    page.locator("[data-confidence=reported] input").uncheck()
    assert "reported" not in {sure for _, sure in page.evaluate(LINKS)}
    expect(page.locator("[data-tab=filters]")).to_be_visible()
    assert "unsure=reported" in page.url


def test_filter_by_industry_chain(page: Page, network: Network):
    """With an industry chain chosen, pictures, tables and gaps keep to what belongs to it."""
    page.locator("#filter-industry").select_option(label="Integrated circuits")
    members = set(find_members(network, network.index[ID + CHIPS]).tolist())
    assert f"industry={CHIPS}" in page.url
    assert set(page.evaluate("[...masksOf(map.graph).things].flatMap((one, at) => one ? [at] : [])")) == members
    concerned = page.evaluate("[...map.graph.gaps.keys()].filter((gap) => gapPasses(map.graph, gap))")
    assert 0 < len(concerned) < page.evaluate("map.graph.gaps.length")
    go(page, f"in=region/310100&chain=industry&industry={CHIPS}")
    assert set(page.evaluate("map.scene.nodes")) <= members


def test_filter_by_number_of_links(page: Page, network: Network):
    """With a least number, only things with so many links are left, counted through the other filters."""
    go(page, "overview&links=20&without=offers")
    links = between_things(network).filter(pl.col("kind") != "offers")
    ends = pl.concat([links["source"], links["target"]]).value_counts(name="n")
    expected = set(ends.filter(pl.col("n") >= 20)[:, 0].to_list())
    assert set(page.evaluate("[...masksOf(map.graph).things].flatMap((one, at) => one ? [at] : [])")) == expected
    expect(page.locator("#filter-degree")).to_have_value("20")
    go(page, "overview&links=7")
    page.get_by_role("tab", name="Filters").click()
    expect(page.locator("#filter-degree")).to_have_value("7")


def test_overview_is_counted_anew(page: Page):
    """Counted in the page through no filter, bubbles and links are the same as those that came ready."""
    counted = page.evaluate(
        "({ bubbles: countBubbles(map.graph, masksOf(map.graph)), links: countLinks(map.graph, masksOf(map.graph)) })"
    )
    ready = page.evaluate(
        "({ bubbles: map.graph.overview.bubbles.map((one) => one.slice(2)), links: map.graph.overview.counts })"
    )
    assert counted["bubbles"] == ready["bubbles"]
    assert sorted(counted["links"]) == sorted(ready["links"])
    all_links = page.evaluate("pairCounts(map.graph).reduce((sum, { left }) => sum + left, 0)")
    page.locator("[data-confidence=reported] input").uncheck()
    assert 0 < page.evaluate("pairCounts(map.graph).reduce((sum, { left }) => sum + left, 0)") < all_links


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("czdx", "Changzhou University"),
        ("changzhou da xue", "Changzhou University"),
        ("changzhoudx", "Changzhou University"),
        ("chongqingdaxue", "重庆大学"),
        ("cqdx", "重庆大学"),
        ("xi'anjiaotong", "西安交通大学"),
    ],
)
def test_search_by_sound(page: Page, words: str, name: str):
    """Pinyin, in full, by initials or mixed, finds a name; apostrophes and spaces do not matter."""
    page.locator("#search").fill(words)
    expect(page.locator("#found [role=option]").filter(has_text=name).first).to_be_visible()
    page.locator("#search").press("Escape")
    expect(page.locator("#found")).to_be_hidden()


@pytest.mark.parametrize(
    ("parts", "letters", "answer"),
    [
        (["chong", "qing"], "cq", "whole"),
        (["chong", "qing"], "chongq", "whole"),
        (["chong", "qing"], "chong", "start"),
        (["chong", "qing"], "qing", "inside"),
        (["bei", "chong", "qing"], "qing", "inside"),
        (["bei", "chong", "qing"], "q", "none"),
        (["xi", "an"], "xian", "whole"),
        (["xian"], "xian", "whole"),
        (["java", "kai", "fa"], "javakf", "whole"),
        (["chang"], "zhang", "none"),
        ([], "a", "none"),
    ],
)
def test_letters_answer_to_syllables(page: Page, parts: list[str], letters: str, answer: str):
    """Each letter continues a syllable or begins the next one."""
    assert page.evaluate(
        "([parts, letters, answer]) => matchSound(parts, letters) === SOUND[answer]", [parts, letters, answer]
    )


def test_address_brings_a_view_back(guest: Visit, page: Page, region_page: Path):
    """Filters, language, choice, opened neighbourhood and the place of the picture come back from the address alone."""
    go(page, "in=region/320400&chain=education")
    page.evaluate(
        "map.filter(() => { filters.kinds.add(map.graph.edges.kinds.id.indexOf('has-course')); filters.slots.add(4);"
        "filters.unsure.add('derived'); filters.tile = map.graph.tileOf.get('region/320400'); filters.industry = 2;"
        "Object.assign(filters, { years: [2015, 2026], undated: false, degree: 1 }); })"
    )
    page.evaluate("map.expand(map.scene.byRank[0])")
    wait_until(page, "map.route.with.length === 1")
    page.mouse.move(400, 400)
    page.mouse.wheel(0, -400)
    wait_until(page, "!map.stage.moving && location.hash.includes('at=')")
    state = """({
      route: JSON.stringify(map.route), chosen: map.chosen.node, nodes: map.scene.nodes.length,
      filters: JSON.stringify({ ...filters, masks: null, slots: [...filters.slots], kinds: [...filters.kinds], unsure: [...filters.unsure] }),
      lang: language.current, view: map.stage.view,
    })"""
    before = page.evaluate(state)
    address = page.url
    fresh = guest.context.new_page()
    fresh.goto("about:blank")
    fresh.goto(region_page.as_uri() + address[address.index("#") :])
    wait_until(fresh, READY)
    after = fresh.evaluate(state)
    view, was = after.pop("view"), before.pop("view")
    assert after == before
    assert view["scale"] == pytest.approx(was["scale"], rel=0.01)
    assert [view["x"], view["y"]] == pytest.approx([was["x"], was["y"]], abs=2)
    fresh.close()


def test_meaningless_terms_are_ignored(page: Page):
    """What an address names and nobody knows filters nothing."""
    go(
        page,
        "overview&hide=nothing&without=no-kind&city=region/0&industry=x&years=1-2&links=many&unsure=odd&at=a,b,c&see=z&line=a&with=q",
    )
    assert page.evaluate("filtersOn()") is False
    assert page.evaluate("map.route.with.length") == 0


def test_filters_do_not_fill_the_history(page: Page):
    """A filter changes the address in place: Back leaves the view."""
    go(page, "in=region/320400&chain=industry")
    page.get_by_role("tab", name="Filters").click()
    page.locator("[data-chain=talent] input").uncheck()
    assert "hide=talent" in page.url
    page.go_back()
    wait_until(page, "map.route.kind === 'overview'")
    assert page.evaluate("filters.slots.size") == 0


def test_network_as_table(page: Page):
    """The table holds every thing, link and missing link of the scene, and leads on; the overview has one, too."""
    go(page, "in=region/320400&chain=innovation")
    page.locator("#as-table").click()
    wait_until(page, "map.route.table")
    assert "as=table" in page.url
    heads = page.locator("#host h2 .muted").all_inner_texts()
    counts = page.evaluate("[map.scene.nodes.length, map.scene.edges.length, map.scene.gaps.length]")
    assert [int(head.replace(",", "")) for head in heads] == [count for count in counts if count]
    first = page.locator("#host tbody tr").first
    assert first.locator("td").count() == 6
    name = first.locator("button").first.inner_text()
    first.locator("button").first.click()
    wait_until(page, "map.route.kind === 'thing'")
    expect(page.locator("#tab-details h2")).to_have_text(name)
    assert page.evaluate("map.route.table") is True
    go(page, "overview&as=table&city=region/320400")
    assert {
        row.split("\t")[0] for row in page.locator("#host .network-table").first.locator("tbody tr").all_inner_texts()
    } == {"Changzhou"}
    expect(page.locator(".stage")).to_have_attribute("inert", "")


@pytest.mark.parametrize("fragment", ["in=region/320400&chain=innovation", "overview"])
def test_svg_export(page: Page, tmp_path: Path, fragment: str):
    """The drawing holds the whole scene: a shape for each thing, names as text, missing links dashed, the legend."""
    go(page, fragment)
    with page.expect_download() as download:
        page.locator("#export-svg").click()
    path = tmp_path / download.value.suggested_filename
    assert path.suffix == ".svg"
    download.value.save_as(path)
    root = ET.parse(path).getroot()  # noqa: S314  # the page's own file
    texts = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert any("Missing links" in text for text in texts)
    assert "Education chain" in texts
    marks = len(root.findall(f".//{SVG}circle")) + len(root.findall(f".//{SVG}polygon"))
    shown = page.evaluate(
        "map.scene ? map.scene.nodes.length : overviewNodes(map.graph).filter((one) => !one.hidden).length"
    )
    assert marks == shown + page.evaluate("map.graph.chains.id.length")
    assert [one for one in root.iter() if one.get("stroke-dasharray")] != []
    assert "style" not in {name for one in root.iter() for name in one.attrib}
    assert "Changzhou" in " ".join(texts)


def test_keyboard_goes_from_mark_to_mark(page: Page):
    """Enter takes up a mark, arrows move on, Enter tells and then opens, Esc lets go and leads back."""
    go(page, "in=region/320400&chain=education")
    page.locator(".stage").focus()
    page.keyboard.press("Enter")
    first = page.evaluate("map.cursor.id")
    expect(page.locator("#said")).to_contain_text(page.evaluate("nameIn(map.graph.nodes, map.cursor.id)"))
    page.keyboard.press("ArrowDown")
    below = page.evaluate("map.cursor")
    assert below["id"] != first
    assert below["y"] > page.evaluate("(node) => map.layout.at.get(node).y", first)
    page.keyboard.press("ArrowRight")
    assert page.evaluate("map.cursor.x") > below["x"]
    page.keyboard.press("Enter")
    assert page.evaluate("map.chosen.node === map.cursor.id")
    page.keyboard.press("Enter")
    wait_until(page, "map.route.kind === 'thing'")
    page.keyboard.press("Escape")
    wait_until(page, "map.route.kind === 'bubble'")
    page.keyboard.press("Escape")
    assert page.evaluate("map.chosen") is None
    page.keyboard.press("Escape")
    wait_until(page, "map.route.kind === 'overview'")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    bubble = page.evaluate("bubbleOf(map.cursor.id)")
    page.keyboard.press("Enter")
    wait_until(page, "map.route.kind === 'bubble'")
    assert page.evaluate("[map.route.tile, map.route.slot]") == bubble


def test_phone_reaches_everything(chromium: Browser, region_page: Path):
    """At 390 pixels filters, path and table are reached by finger, and nothing scrolls sideways."""
    with visit(chromium, width=390, height=844, has_touch=True, is_mobile=True) as guest:
        page = guest.open(region_page, "#in=region/320400&chain=education&lang=en")
        wait_until(page, READY)
        wide = "document.documentElement.scrollWidth"
        for tab in ("Filters", "Path", "Details"):
            page.get_by_role("tab", name=tab).tap()
            assert page.evaluate(wide) == 390
        page.get_by_role("tab", name="Filters").tap()
        page.locator("#filter-industry").select_option(label="Integrated circuits")
        page.locator("#as-table").tap()
        wait_until(page, "map.route.table")
        assert page.evaluate(wide) == 390
        page.get_by_role("tab", name="Path").tap()
        page.locator("#path-from").fill("czdx")
        expect(page.locator("#path-from-found [role=option]").first).to_be_visible()
        box = page.locator("#path-from-found").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert guest.complaints == []


def test_hostile_names_show_as_text_everywhere(chromium: Browser, tmp_path: Path):
    """Names that are markup stay text in filters, paths, tables and drawings, and nothing runs."""
    network, gaps, sources = hostile_map()
    path = tmp_path / "hostile.html"
    path.write_text(chains.draw_map(network, gaps, title=Text(*HOSTILE[:2]), sources=sources), encoding="utf-8")
    with visit(chromium) as guest:
        page = guest.open(path, "#all")
        wait_until(page, READY)
        page.evaluate("map.go({ kind: 'path', from: map.scene.nodes[0], to: map.scene.nodes[1] })")
        wait_until(page, "map.route.kind === 'path'")
        page.evaluate("map.go({ kind: 'all', table: true, with: [map.scene.nodes[0]] })")
        wait_until(page, "map.route.table")
        expect(page.locator("#host")).to_contain_text(HOSTILE[0])
        assert page.evaluate("document.querySelectorAll('img, iframe, object, b, i').length") == 0
        drawn = page.evaluate("new XMLSerializer().serializeToString(drawNetwork(map))")
        texts = {"".join(one.itertext()) for one in ET.fromstring(drawn).iter(f"{SVG}text")}  # noqa: S314
        assert any(HOSTILE[0][:8] in text for text in texts)
        assert "<img" not in drawn
        assert guest.complaints == []
        assert guest.requests == []
