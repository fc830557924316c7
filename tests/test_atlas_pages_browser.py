"""The pages of cities, chains and alliances in a real browser: offline, in both languages, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Visit, visit
from playwright.sync_api import Browser, Page

from chains.gaps.keeping import gaps_of
from chains.graph import KnowledgeGraph
from chains.names import ID
from chains.report.collection import collect_lists
from chains.report.profiles import Context, write_profiles

pytestmark = pytest.mark.browser

CITY, SMALL_CITY = "cities/320400", "cities/341000"
CHAIN = "chains/software-services"
GROUP = "alliances/yangtze-river-delta-software-vocational-education-group"
PAGES = (CITY, SMALL_CITY, CHAIN, GROUP)


@pytest.fixture(scope="module")
def folder(region: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cities, an industry chain and an alliance."""
    path = tmp_path_factory.mktemp("atlas")
    gaps = gaps_of(region)
    subjects = {
        "city": (ID + "region/320400", ID + "region/341000"),
        "chain": (ID + "industry-chain/software-services",),
        "alliance": (ID + "alliance/" + GROUP.partition("/")[2],),
    }
    write_profiles(Context(region, gaps, collect_lists(region, gaps), on_map=gaps, subjects=subjects), path, "zh")  # type: ignore[arg-type]
    return path


@pytest.fixture(scope="module")
def guest(chromium: Browser) -> Iterator[Visit]:
    """One page for all tests of this file; whatever they do, it asks for nothing and complains of nothing."""
    with visit(chromium) as guest:
        yield guest
        assert guest.requests == []
        assert guest.complaints == []


def opened(guest: Visit, folder: Path, name: str, *, width: int = 1440, fragment: str = "#lang=zh") -> Page:
    """Open a page of the atlas at a width."""
    guest.page.set_viewport_size({"width": width, "height": 900})
    # A page of its own first: else only the fragment would change, and nothing would be loaded.
    guest.page.goto("about:blank")
    return guest.open(folder / f"{name}.html", fragment)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_fits_a_phone(guest: Visit, folder: Path, name: str, lang: str):
    """At 390 px nothing is wider than the page; wide pictures scroll in their own frame."""
    page = opened(guest, folder, name, width=390, fragment=f"#lang={lang}")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator("svg.flow").evaluate("e => e.getBoundingClientRect().width") >= 800


def test_one_language_is_shown(guest: Visit, folder: Path):
    """A page shows the language of its address, in text and pictures, and the switch changes both without a reload."""
    page = opened(guest, folder, CITY)
    assert page.title() == "常州市 · 四链图集"
    assert "Programmes" not in page.locator("body").inner_text()
    assert page.locator("svg.flow text.head:visible").all_text_contents()[0] == "专业"
    page.get_by_role("button", name="English").click()
    assert page.title() == "Changzhou · Four Chains atlas"
    assert page.locator("svg.flow text.head:visible").all_text_contents()[0] == "Programmes"
    assert "专业" not in page.locator("h2:visible").all_inner_texts()


def test_names_on_the_small_map_do_not_overlap(guest: Visit, folder: Path):
    """On the map of an industry chain no two names of cities cover each other, in either language."""
    for lang in ("zh", "en"):
        page = opened(guest, folder, CHAIN, fragment=f"#lang={lang}")
        boxes = page.locator("svg.locator text:visible").evaluate_all(
            "all => all.map(e => { const b = e.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; })"
        )
        assert len(boxes) == 41
        pairs = [(one, two) for at, one in enumerate(boxes) for two in boxes[:at]]
        over = [
            (one, two)
            for one, two in pairs
            if min(one[2], two[2]) - max(one[0], two[0]) > 1 and min(one[3], two[3]) - max(one[1], two[1]) > 1
        ]
        assert not over


def test_texts_stay_within_their_boxes(guest: Visit, folder: Path):
    """No name of the network runs out of its box, and no text out of a picture."""
    for lang in ("zh", "en"):
        page = opened(guest, folder, CITY, fragment=f"#lang={lang}")
        assert page.evaluate(
            """[...document.querySelectorAll("svg.ties g, svg.ties a")].every((box) => {
              const text = [...box.querySelectorAll("text")].find((one) => getComputedStyle(one).display !== "none");
              return text.getBBox().x + text.getBBox().width <= box.querySelector("rect").getBBox().x + 252;
            })"""
        )
        assert page.evaluate(
            """[...document.querySelectorAll("svg.picture")].every((picture) =>
              [...picture.querySelectorAll("text")].every((one) =>
                getComputedStyle(one).display === "none" || one.getBBox().x + one.getBBox().width <= picture.viewBox.baseVal.width + 1))"""
        )


def test_city_of_the_map_opens_its_page(guest: Visit, folder: Path):
    """A click on another city of the small map opens its page, in the same language."""
    page = opened(guest, folder, CITY, fragment="#lang=en")
    page.locator("svg.locator a[href$='341000.html']").click()
    page.wait_for_url("**/341000.html*")
    assert page.locator("h1").inner_text() == "Huangshan"


def test_rest_of_a_list_unfolds(guest: Visit, folder: Path):
    """A long list shows eight rows, on demand up to sixty, and leads to the file for the others."""
    page = opened(guest, folder, CITY)
    card = page.locator("#programmes")
    assert card.locator("li:visible").count() == 8
    card.locator("summary").click()
    assert card.locator("li:visible").count() == 60
    link = card.locator("details a:visible").last.get_attribute("href") or ""
    assert (folder / "cities" / link.partition("#")[0]).is_file()


def test_dark_theme_reaches_the_pictures(guest: Visit, folder: Path):
    """In the dark theme the text of a picture is light."""
    page = opened(guest, folder, CITY, fragment="#lang=zh&theme=dark")
    fill = page.locator("svg.ties text.thing:visible").first.evaluate("e => getComputedStyle(e).fill")
    assert all(int(part) > 180 for part in fill.removeprefix("rgb(").removesuffix(")").split(","))
