"""What axe-core finds on every page and tab: in both languages, light and dark, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from browser import READY, Visit, visit, wait_until
from playwright.sync_api import Browser, Page
from reading import FIND_PALE_TEXT

from chains.graph import KnowledgeGraph
from chains.report import write_atlas

pytestmark = pytest.mark.browser

SIZES = {"desk": (1440, 900), "phone": (390, 844)}
# Of the eight looks four, in which any two of size, language and theme meet in every way.
LOOKS = (("desk", "zh", "light"), ("desk", "en", "dark"), ("phone", "en", "light"), ("phone", "zh", "dark"))
looks = pytest.mark.parametrize(("size", "lang", "theme"), LOOKS)
# Playwright evaluates through the browser's own protocol, which the policy of our pages does not reach.
RUN_AXE = """(scope) => axe.run(scope, { resultTypes: ["violations"] }).then((found) => found.violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact))
  .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).slice(0, 3).join(" … ")}`))"""
THIN_OUT = """() => { for (const part of document.querySelectorAll(".cards, tbody, .toc, .edges, .plain"))
  [...part.children].slice(3).forEach((one) => one.remove()); }"""
"""Leaves three of each long row of alike things, for axe takes long over hundreds."""
MORE_STATES = ("in=region/320400&chain=education", "gap=1", "overview&as=table")
"""What the network shows beside its first picture: a scene, a gap with its details, a table."""


@pytest.fixture(scope="module")
def folder(small: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The atlas of the small region: every kind of page and every tab, with little in each."""
    return write_atlas(small, tmp_path_factory.mktemp("small") / "atlas", lang="zh").folder


@pytest.fixture(scope="module")
def guest(chromium: Browser) -> Iterator[Visit]:
    """One tab for all tests of this file."""
    with visit(chromium, reduced_motion="reduce") as one:
        yield one


def wear(page: Page, size: str, lang: str, theme: str) -> None:
    """Give the page a size, a language and a theme."""
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))  # type: ignore[arg-type]
    page.evaluate("([lang, theme]) => { choices.set('lang', lang); choices.set('theme', theme); }", [lang, theme])
    page.wait_for_timeout(50)


def find_violations(page: Page, scope: str = "html") -> list[str]:
    """What axe-core calls serious or critical in a part of the page, and text in pictures that is too pale."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [*page.evaluate(RUN_AXE, scope), *page.evaluate(FIND_PALE_TEXT, scope)]


def is_wide(page: Page) -> bool:
    """Whether the page as a whole must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.fixture(scope="module")
def tabs(guest: Visit, folder: Path) -> list[str]:
    """The addresses of all tabs of the map, whatever they are, and of what they show as a table."""
    guest.open(folder / "map.html")
    wait_until(guest.page, READY)
    found = guest.page.evaluate("[...document.querySelectorAll('.view-tab')].map((tab) => tab.getAttribute('href'))")
    views = [address.removeprefix("#") for address in found]
    assert len(views) > 2
    return views


@looks
def test_map_has_no_serious_fault(guest: Visit, folder: Path, tabs: list[str], size: str, lang: str, theme: str):
    """Every tab of the map passes, and none is wider than the window; the frame around the tabs is looked at once."""
    page = guest.page
    if not page.url.startswith((folder / "map.html").as_uri()):
        guest.open(folder / "map.html")
        wait_until(page, READY)
    wear(page, size, lang, theme)
    faults: dict[str, Any] = {}
    for number, address in enumerate([*tabs, *MORE_STATES]):
        page.evaluate("(address) => { location.hash = address; }", address)
        page.wait_for_timeout(120)
        found = find_violations(page, "html" if number == 0 or address in MORE_STATES else "#host")
        if found or is_wide(page):
            faults[address] = found or "wider than the window"
    assert faults == {}


def pages_of(folder: Path) -> list[Path]:
    """The pages at the top of an atlas beside the map, and one of each folder below."""
    kinds = {path.parent: path for path in sorted(folder.rglob("*.html"), reverse=True) if path.name != "map.html"}
    top = [path for path in sorted(folder.glob("*.html")) if path.name != "map.html"]
    return sorted({*kinds.values(), *top})


def test_atlas_pages_have_no_serious_fault(guest: Visit, folder: Path):
    """The pages of the atlas pass in every look."""
    faults: dict[str, Any] = {}
    pages = pages_of(folder)
    assert folder / "index.html" in pages
    for path in pages:
        page = guest.open(path)
        if path.name == "ontology.html":
            page.evaluate(THIN_OUT)
        for look in LOOKS:
            wear(page, *look)
            found = find_violations(page)
            if found or is_wide(page):
                faults[f"{path.name} {look}"] = found or "wider than the window"
    assert faults == {}


def test_a_fault_is_found(guest: Visit, folder: Path):
    """A picture without a name and a pale word, put into the page, are found: the tests above can fail."""
    page = guest.open(folder / "index.html")
    wear(page, "desk", "en", "light")
    page.evaluate(
        "() => { const word = Object.assign(document.createElement('p'), { textContent: 'pale' });"
        "word.style.color = '#bbbbbb'; const picture = document.createElement('img');"
        "picture.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='; document.querySelector('main').append(word, picture); }"
    )
    kinds = {fault.split(":")[0] for fault in find_violations(page)}
    assert kinds == {"color-contrast", "image-alt"}
    assert guest.requests == []


def test_pale_text_in_a_picture_is_found(guest: Visit, folder: Path, tabs: list[str]):
    """A head of the flow in a pale grey is found; as it is drawn it is not."""
    page = guest.open(folder / "map.html", "#view=flow")
    wait_until(page, READY)
    wear(page, "desk", "en", "light")
    assert find_violations(page, "#host") == []
    page.evaluate("() => { document.querySelector('.flow-head').style.fill = '#999999'; }")
    assert find_violations(page, "#host") == ["Programmes (flow-head ink education): 2.85"]
