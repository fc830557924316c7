"""The heat maps in a real browser: both maps, sorting, search, keyboard, panel, table, export, a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from browser import READY, Visit, visit, wait_until
from playwright.sync_api import Browser, Download, Locator, Page, expect

from chains.draw import draw_map
from chains.gaps import find_gaps
from chains.graph import KnowledgeGraph

pytestmark = pytest.mark.browser

SKILLS = "view=matrix&of=skills"


@pytest.fixture(scope="module")
def guest(chromium: Browser, region: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """One open page for all tests of this file, with the gaps that lie in its cells."""
    network = region.network()
    gaps = find_gaps(network, kinds=["sparse_chain_pair"])
    path = tmp_path_factory.mktemp("matrix") / "map.html"
    path.write_text(draw_map(network, gaps, title=region.title, sources=region.sources()), encoding="utf-8")
    with visit(chromium) as one:
        one.open(path, "#view=matrix")
        wait_until(one.page, READY)
        yield one


@pytest.fixture(autouse=True)
def page(guest: Visit) -> Page:
    """Every test begins with all pairs of chains by city, in English."""
    guest.page.evaluate("language.set('en'); location.hash = 'view=matrix'")
    expect(guest.page.locator(".heat-row")).to_have_count(42)
    expect(guest.page.locator(".heat-cell.chosen")).to_have_count(0)
    return guest.page


def go(page: Page, address: str) -> None:
    """Lead the page to an address, and wait until it has followed."""
    page.evaluate(f"location.hash = '{address}'")
    wait_until(page, f"map.route.params?.toString() === new URLSearchParams('{address.partition('&')[2]}').toString()")


def cell(page: Page, row: int, column: int) -> Locator:
    """A cell by its place, from 0."""
    return page.locator(f'.heat-cell[data-row="{row}"][data-column="{column}"]')


def names(page: Page) -> list[str]:
    """The names of the rows in their order."""
    return [
        one.get_attribute("aria-label") or "" for one in page.locator(".heat-row [role=rowheader]").element_handles()
    ]


def test_pairs_are_drawn(guest: Visit, page: Page):
    """Each place has six cells; all is offline and silent; few and significant cells carry a dot and the legend says so."""
    assert page.locator(".heat-cell").count() == 252
    assert page.locator(".heat-row .heat-dot").count() == 15
    assert page.locator(".heat-row .heat-fill.none").count() == 102
    expect(page.locator(".picture.heat")).to_contain_text("significantly few (adjusted p ≤ 0.05)")
    expect(page.locator("#views [aria-current]")).to_have_text("Matrix")
    assert guest.requests == []
    assert guest.complaints == []


def test_colour_agrees_with_number(page: Page):
    """Every cell has the step of its number: warm where links are few, blue where they are many."""
    wrong = page.evaluate("""[...document.querySelectorAll('.heat-cell')].filter((one) => {
      const text = one.querySelector('.heat-value')?.textContent;
      if (!text) return !one.querySelector('.none');
      const value = Number(text.replace('−', '-'));
      const step = [1, 2, 4].filter((cut) => Math.abs(value) >= cut).length * -Math.sign(value);
      return !one.querySelector(`.l${step}`) && ![1, 2, 4].includes(Math.abs(value));
    }).length""")
    assert wrong == 0


def test_cities_are_sorted_by_a_pair(page: Page):
    """Sorted by a pair, the whole area stays first, then z grows; a press on the head does the same, and a second undoes it."""
    page.get_by_label("Sort").select_option("talent-innovation")
    wait_until(page, "location.hash.includes('sort=talent-innovation')")
    assert names(page)[:2] == ["Yangtze River Delta", "Shanghai"]
    values = [
        float(text.replace("−", "-")) for text in page.locator('[data-column="5"] .heat-value').all_text_contents()
    ]
    assert values[1:] == sorted(values[1:])
    page.locator(".heat-over.top .heat-press").nth(5).click()
    wait_until(page, "!location.hash.includes('sort')")
    assert names(page)[1] == "Anqing"


def test_provinces_stand_together(page: Page):
    """Sorted by province, each city bears its province and no province comes twice."""
    go(page, "view=matrix&sort=province")
    provinces = [name.partition(" · ")[0] for name in names(page)[1:]]
    runs = [name for at, name in enumerate(provinces) if at == 0 or provinces[at - 1] != name]
    assert len(runs) == len(set(runs)) == 4


def test_layer_is_chosen(page: Page):
    """One graph alone has three pairs."""
    page.locator(".view-line select").first.select_option("knowledge")
    expect(page.locator(".heat-cell")).to_have_count(126)
    expect(page.locator(".heat-row [role=gridcell]").first).to_have_accessible_name(re.compile("Education – Talent"))
    assert "layer=knowledge" in page.evaluate("location.hash")


def test_deep_link_tells_the_cell(page: Page):
    """A link with a cell fills the panel with the gap's sentence, exact numbers, and ways to the gap and the city."""
    go(page, "view=matrix&of=pairs&place=region/320400&pair=talent-innovation")
    details = page.locator("#tab-details")
    expect(details.locator("h2")).to_have_text("Changzhou · Talent – Innovation")
    expect(details.locator(".lead")).to_contain_text("there would be about 28")
    expect(details.locator(".facts")).to_contain_text("28.4")
    expect(details.locator(".facts")).to_contain_text("0.000043 · Significant: yes")
    expect(page.locator(".heat-cell.chosen")).to_be_in_viewport()
    details.get_by_role("button", name="Open this gap").click()
    wait_until(page, "map.route.kind === 'gap'")
    page.go_back()
    page.locator("#tab-details").get_by_role("button", name="See Changzhou in the network").click()
    wait_until(page, "map.route.kind === 'overview'")


def test_blank_cell_says_why(page: Page):
    """A cell without a value tells in the panel why there is none."""
    go(page, "view=matrix&place=region/340800&pair=talent-industry")
    expect(page.locator("#tab-details .lead")).to_have_text(
        "No postings of the sample lie here, so there is no talent chain to test."
    )
    go(page, "view=matrix&place=region/340800&pair=education-industry")
    expect(page.locator("#tab-details .lead")).to_have_text("This graph has no link at all here.")


def test_keys_move_and_open(page: Page):
    """One cell is in the order of tabs; arrows, Home and End move on and tell; Enter opens."""
    assert page.locator(".heat-cell[tabindex='0']").count() == 1
    cell(page, 0, 0).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "End"):
        page.keyboard.press(key)
    assert page.evaluate("[document.activeElement.dataset.row, document.activeElement.dataset.column]") == ["2", "5"]
    assert page.locator(".heat-cell[tabindex='0']").count() == 1
    expect(page.locator("#tip")).to_contain_text("Bengbu · Talent – Innovation")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    wait_until(page, "location.hash.includes('pair=education-industry')")
    expect(page.locator("#tab-details h2")).to_have_text("Bengbu · Education – Industry")
    assert page.evaluate("document.activeElement.classList.contains('chosen')")


def test_pointer_tells_exact_numbers(page: Page):
    """Over a cell stand links, expectation, z, adjusted p and the number of things."""
    go(page, "view=matrix&sort=talent-innovation")
    cell(page, 1, 5).hover()
    tip = page.locator("#tip")
    for part in (
        "Shanghai · Talent – Innovation",
        "Links: ",
        "Expected links: ",
        "z: −4.5",
        "Adjusted p: ",
        "Things in the test: ",
    ):
        expect(tip).to_contain_text(part)


def test_heads_stay_in_sight(page: Page):
    """When the box scrolls, its heads stay where they are, and a cell that keys reach is not under them."""
    go(page, SKILLS)
    box = page.locator(".heat-box")
    before = page.locator(".heat-over.corner").bounding_box()
    box.evaluate("(one) => one.scrollTo(200, 500)")
    after = page.locator(".heat-over.corner").bounding_box()
    edge = box.bounding_box()
    assert before
    assert after
    assert edge
    assert abs(after["y"] - edge["y"]) <= 2
    assert after["x"] == before["x"]
    cell(page, 30, 10).focus()
    for _ in range(28):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    reached = cell(page, 2, 0).bounding_box()
    corner = page.locator(".heat-over.corner").bounding_box()
    assert reached
    assert corner
    assert reached["y"] >= corner["y"] + corner["height"] - 1
    assert reached["x"] >= corner["x"] + corner["width"] - 1


def test_skills_begin_with_the_most_telling(page: Page):
    """The map of skills shows 40 of 175 first, hatches cities with few postings, and says that its sample is biased."""
    go(page, SKILLS)
    assert page.locator(".heat-row").count() == 40
    assert names(page)[0] == "Java programming"
    expect(page.locator(".matrix-line")).to_contain_text("40 of 175 skills shown")
    expect(page.locator(".picture.heat")).to_contain_text("postings lean towards software jobs")
    expect(page.locator(".matrix-note").first).to_contain_text("a sample only")
    assert page.locator('.heat-row [fill="url(#heat-weak)"]').count() > 100
    page.get_by_role("button", name="Show 40 more").click()
    expect(page.locator(".heat-row")).to_have_count(80)
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".heat-row")).to_have_count(175)
    assert "rows=175" in page.evaluate("location.hash")


def test_skill_gap_is_the_difference_of_shares(page: Page):
    """The number of a cell is its share of demand less its share of teaching, and the panel says both in a sentence."""
    go(page, f"{SKILLS}&place=region/320400&skill=skill/java")
    expect(page.locator(".heat-cell.chosen .heat-value")).to_have_text("+6.9")
    details = page.locator("#tab-details")
    expect(details.locator(".lead")).to_have_text(
        "Java programming is 8.43% of demand and 1.55% of teaching in Changzhou: short by 6.88 points."
    )
    details.get_by_role("button", name="Causes and nearest programmes").click()
    wait_until(page, "map.route.view === 'skills'")
    expect(page.locator("#tab-details h2")).to_have_text("Java programming · Changzhou")


def test_skills_are_sorted_and_found(page: Page):
    """Skills sort by shortage or surplus of one place; search finds Chinese, English and sounds, and goes into the address."""
    go(page, f"{SKILLS}&sort=over&by=region/320100&rows=175")
    column = page.evaluate("""(() => {
      const at = map.graph.views.skills.cells.findIndex((one) => one.id === 'region/320100');
      return [...document.querySelectorAll(`[data-column="${at}"]`)].map((one) => one.querySelector('.heat-value')?.textContent ?? null);
    })()""")
    values = [float(text.replace("−", "-")) for text in column if text]
    assert values == sorted(values)
    assert None not in column[: len(values)]
    search = page.get_by_label("Find a skill")
    for words, name in (("嵌入式", "Embedded"), ("mysql", "MySQL"), ("ruanjianceshi", "Software testing")):
        search.fill(words)
        assert name in " ".join(names(page))
        assert page.locator(".heat-row").count() < 12
    assert "find=ruanjianceshi" in page.evaluate("location.hash")
    page.locator(".as-table").click()
    expect(page.locator(".view-table tbody tr").first).to_contain_text("Software testing")
    page.locator(".as-table").click()
    expect(page.locator(".heat-row [role=rowheader]").first).to_have_accessible_name("Software testing")
    page.get_by_label("Find a skill").fill("<b>none</b>")
    expect(page.locator(".matrix-nothing")).to_have_text("No skill has such a name.")


def test_cities_without_postings_can_be_shown(page: Page):
    """All 41 cities with the whole area make 42 columns; those without postings are blank and say why."""
    go(page, f"{SKILLS}&cities=all")
    assert page.locator(".heat-row").first.locator(".heat-cell").count() == 42
    expect(cell(page, 0, 41)).to_have_attribute(
        "aria-label", "Java programming · Xuancheng · No postings of the sample lie here."
    )


def test_tables_are_complete(page: Page):
    """The tables have a row for every cell, with its reason where it has no value; a name leads back to the cell."""
    page.locator(".as-table").click()
    wait_until(page, "views.get('matrix').table(map, map.route.params).rows.length === 252")
    row = page.locator(".view-table tbody tr", has_text="Shanghai").last
    expect(row).to_contain_text("Innovation")
    expect(page.locator(".view-table")).to_contain_text("This graph has no link at all here.")
    row.locator("button").click()
    expect(page.locator("#tab-details h2")).to_have_text("Shanghai · Talent – Innovation")
    go(page, f"{SKILLS}&as=table")
    assert page.evaluate("views.get('matrix').table(map, map.route.params).rows.length") == 175 * 22
    expect(page.locator(".view-table tbody tr").first).to_contain_text("Java programming")


@pytest.mark.parametrize("address", ["view=matrix", SKILLS])
def test_both_maps_speak_chinese(page: Page, address: str):
    """In Chinese nothing but names of things stays in Latin letters that has a Chinese word."""
    go(page, address)
    page.evaluate("language.set('zh')")
    expect(page.locator(".picture.heat")).to_contain_text("空白：无数值")
    text = page.locator("#host").inner_text()
    assert not any(word in text for word in ("City", "significan", "Cooperation", "postings", "grade"))


@pytest.mark.parametrize("address", ["view=matrix", SKILLS])
def test_picture_is_saved(page: Page, tmp_path: Path, address: str):
    """The export is one SVG with heads, legend and values that stands by itself, and a PNG."""
    go(page, address)
    saved: list[Download] = []

    def keep(one: Download) -> None:  # Playwright cannot call a method of a list
        saved.append(one)

    page.on("download", keep)
    page.locator("#export").click()
    while len(saved) < 2:
        page.wait_for_timeout(50)
    page.remove_listener("download", keep)
    assert sorted(Path(one.suggested_filename).suffix for one in saved) == [".png", ".svg"]
    drawing = next(one for one in saved if one.suggested_filename.endswith(".svg"))
    drawing.save_as(tmp_path / "matrix.svg")
    text = (tmp_path / "matrix.svg").read_text(encoding="utf-8")
    assert "blank: no value" in text
    assert "Yangtze River Delta" in text
    assert "var(--" not in text


def test_map_is_printed_on_one_upright_sheet(page: Page):
    """On paper a map stands on one sheet, higher than wide, without its doubled heads."""
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1
    assert float(sheets[0][0]) < float(sheets[0][1])
    page.emulate_media(media="print")
    expect(page.locator(".heat-over.top")).to_be_hidden()
    page.emulate_media(media="null")


@pytest.mark.parametrize("address", ["view=matrix", SKILLS])
def test_phone_scrolls_only_the_box(page: Page, address: str):
    """On a phone the page is as wide as the window, the pairs fit into it, and wider maps scroll in their box alone."""
    page.set_viewport_size({"width": 390, "height": 844})
    try:
        go(page, "view=flow")
        go(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.evaluate(
            "(() => { const host = document.getElementById('host'); return host.scrollWidth <= host.clientWidth; })()"
        )
        wider = page.evaluate(
            "(() => { const box = document.querySelector('.heat-box'); return box.scrollWidth > box.clientWidth; })()"
        )
        assert wider == (address == SKILLS)
    finally:
        page.set_viewport_size({"width": 1440, "height": 900})


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_names_of_columns_do_not_overlap(page: Page, lang: str):
    """No name of a column lies on another, nor beyond the head."""
    go(page, SKILLS)
    page.evaluate(f"language.set('{lang}')")
    boxes = page.evaluate("""[...document.querySelectorAll('.heat-over.top .heat-press')].map((one) => {
      const all = [...one.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
      return [Math.min(...all.map((box) => box.left)), Math.max(...all.map((box) => box.right)), Math.min(...all.map((box) => box.top))];
    })""")
    top = page.evaluate("document.querySelector('.heat-over.top').getBoundingClientRect().top")
    assert len(boxes) == 22
    assert all(one[1] <= other[0] + 1 for one, other in pairwise(boxes))
    assert min(box[2] for box in boxes) >= top - 1
