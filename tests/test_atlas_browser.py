"""The overview page in a real browser: no request, no complaint, both languages, sorting, phones, printing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from browser import Visit, visit
from playwright.sync_api import Browser, Page

from chains.graph import KnowledgeGraph, open_graph
from chains.names import ID, ONTOLOGY
from chains.report import write_atlas

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script> </script> \' " & {{7*7}}'


@pytest.fixture(scope="module")
def folder(region: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The atlas of the whole region, in Chinese."""
    return write_atlas(region, tmp_path_factory.mktemp("region") / "atlas", lang="zh").folder


@pytest.fixture
def guest(chromium: Browser) -> Iterator[Visit]:
    """A visit at the width of a desk."""
    with visit(chromium) as guest:
        yield guest
        assert guest.requests == []
        assert guest.complaints == []


@pytest.fixture
def page(guest: Visit, folder: Path) -> Page:
    """The overview page of the region; whatever a test does there, it must ask for nothing and complain of nothing."""
    return guest.open(folder / "index.html")


def column(page: Page, number: int) -> list[str]:
    """The texts of a column of the table of cities, as a reader sees them."""
    return [text.strip() for text in page.locator(f".cities tbody tr > *:nth-child({number})").all_inner_texts()]


def test_page_opens_in_the_language_asked_for(page: Page):
    """The page is Chinese, and no English sentence is visible."""
    assert page.title().endswith("四链图集")
    assert "四条链在哪里没有接上" in page.locator("h1").inner_text()
    assert "the four chains do not connect" not in page.locator("body").inner_text()


def test_switch_changes_the_language_without_a_reload(page: Page):
    """One click turns headings, title and language of the document into English, another one back."""
    page.evaluate("window.mark = 1")
    page.get_by_role("button", name="English").click()
    assert page.title() == "Yangtze River Delta · Four Chains atlas"
    assert page.locator("h1").inner_text() == "Yangtze River Delta: where the four chains do not connect"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.get_by_role("button", name="English").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="中文").click()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.evaluate("window.mark") == 1


def test_links_follow_the_language(page: Page, folder: Path):
    """The visible link to a list is the file in the language of the page."""
    card = page.locator("#list-weak-segments")
    assert card.get_by_role("link").first.get_attribute("href") == "lists/weak-segments.zh.csv"
    page.get_by_role("button", name="English").click()
    link = card.get_by_role("link").first.get_attribute("href") or ""
    assert link == "lists/weak-segments.en.csv"
    assert (folder / link).is_file()


def test_table_sorts_by_numbers(page: Page):
    """A click on a numeric heading sorts from the largest, a second one from the smallest, and the heading says so."""
    heading = page.locator(".cities thead th").nth(3)
    heading.get_by_role("button").click()
    values = [int(text.replace(",", "")) for text in column(page, 4)]
    assert len(values) == 41
    assert values == sorted(values, reverse=True)
    assert heading.get_attribute("aria-sort") == "descending"
    heading.get_by_role("button").click()
    values = [int(text.replace(",", "")) for text in column(page, 4)]
    assert values == sorted(values)
    assert heading.get_attribute("aria-sort") == "ascending"


def test_table_sorts_by_name_in_the_language(page: Page):
    """City names sort by pinyin in Chinese and by letter in English."""
    heading = page.locator(".cities thead th").first.get_by_role("button")
    heading.click()
    chinese = column(page, 1)
    assert chinese.index("安庆市") < chinese.index("常州市") < chinese.index("舟山市")
    page.get_by_role("button", name="English").click()
    heading.click()
    heading.click()
    english = column(page, 1)
    assert english == sorted(english, key=str.casefold)


def test_findings_lead_to_the_map(page: Page, guest: Visit, folder: Path):
    """The link of a finding opens the map, which shows that gap and asks for nothing."""
    link = page.locator(".finding a").first.get_attribute("href") or ""
    name, _, fragment = link.partition("#")
    guest.open(folder / name, f"#{fragment}")
    page.wait_for_load_state("load")
    assert fragment.startswith("gap=")


def test_keyboard_reaches_the_switch(page: Page):
    """The first stops of the Tab key are the jump to the findings, the links, and the language."""
    names = []
    for _ in range(10):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.innerText.trim()"))
    assert names[0] == "跳到主要断点"
    assert "English" in names


@pytest.mark.parametrize("lang", ["中文", "English"])
@pytest.mark.parametrize("width", [390, 768, 1440])
def test_page_fits_its_width(chromium: Browser, folder: Path, width: int, lang: str):
    """At the width of a phone, a tablet and a desk nothing sticks out sideways, and fingers can hit the buttons."""
    with visit(chromium, width=width, height=844, has_touch=True, is_mobile=True) as guest:
        page = guest.open(folder / "index.html")
        page.get_by_role("button", name=lang).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = page.get_by_role("button", name=lang).bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert (guest.requests, guest.complaints) == ([], [])


def test_page_prints_without_controls(page: Page):
    """On paper there is no bar and no button, and the findings are whole."""
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible()
    assert not page.locator(".actions").is_visible()
    assert page.locator(".finding").first.is_visible()


def test_hostile_labels_do_nothing(chromium: Browser, tmp_path: Path):
    """A label with markup and a script is shown letter by letter, and runs nothing."""
    literal = str(ox.Literal(HOSTILE, language="zh"))
    (tmp_path / "made.ttl").write_text(
        f"@prefix ch: <{ONTOLOGY}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f"<{ID}area/1> a ch:Area ; skos:prefLabel {literal} .\n"
        f"<{ID}region/1> a ch:City ; skos:prefLabel {literal} ; ch:partOf <{ID}area/1> .\n"
        f"<{ID}organisation/1> a ch:Enterprise ; skos:prefLabel {literal} ; ch:inRegion <{ID}region/1> .\n",
        encoding="utf-8",
    )
    atlas = write_atlas(open_graph(tmp_path / "made.ttl"), tmp_path / "atlas", lang="zh")
    with visit(chromium) as guest:
        page = guest.open(atlas.folder / "index.html")
        page.get_by_role("button", name="English").click()
        page.locator(".cities thead th").first.get_by_role("button").click()
        assert HOSTILE in page.locator("h1").inner_text()
        assert HOSTILE in page.locator(".cities tbody th").inner_text()
        assert page.title().startswith(HOSTILE)
        assert page.evaluate("window.hit") is None
        assert page.locator("img").count() == 0
        assert (guest.requests, guest.complaints) == ([], [])
