"""Themes in a real browser: what is chosen is worn, remembered and carried along; pictures and paper are light."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import READY, Visit, visit, wait_until
from playwright.sync_api import Browser, Download, Page, expect

from chains.draw.palette import THEMES
from chains.graph import KnowledgeGraph
from chains.report import write_atlas

pytestmark = pytest.mark.browser

# The colour (#rrggbb) of the map's canvas at the name's end of the first city's card.
TILE_COLOUR = """() => {
  const { tiles } = map.graph;
  const tile = tiles.kind.indexOf("city");
  const at = map.stage.toWindow(tiles.x[tile] - 84, tiles.y[tile] + 84);
  const box = map.stage.canvas.getBoundingClientRect();
  const ratio = map.stage.canvas.width / box.width;
  const ctx = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  ctx.drawImage(map.stage.canvas, (box.left - at.x) * ratio, (box.top - at.y) * ratio);
  const bytes = ctx.getImageData(0, 0, 1, 1).data;
  return "#" + [...bytes].slice(0, 3).map((byte) => byte.toString(16).padStart(2, "0")).join("");
}"""
GROUND = "getComputedStyle(document.body).backgroundColor"


def rgb(colour: str) -> str:
    """A colour as a browser writes it."""
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


@pytest.fixture(scope="module")
def folder(small: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The atlas of the small region, in Chinese."""
    return write_atlas(small, tmp_path_factory.mktemp("themes") / "atlas", lang="zh").folder


@pytest.fixture
def guest(chromium: Browser) -> Iterator[Visit]:
    """A reader without a memory, whose system is light; no page asks for anything or complains."""
    with visit(chromium) as guest:
        yield guest
        assert guest.requests == []
        assert guest.complaints == []


def open_map(guest: Visit, folder: Path, fragment: str = "") -> Page:
    """Open the map and wait until it can be used."""
    page = guest.open(folder / "map.html", fragment)
    wait_until(page, READY)
    return page


@pytest.mark.parametrize("name", ["index.html", "map.html"])
def test_auto_follows_the_system(guest: Visit, folder: Path, name: str):
    """Without a choice a page is as light or dark as the system, and changes with it."""
    page = guest.page
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        guest.open(folder / name)
        assert page.evaluate(GROUND) == rgb(THEMES[theme]["ground"])
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(GROUND) == rgb(THEMES["dark"]["ground"])


def test_button_goes_round(guest: Visit, folder: Path):
    """The button leads from auto to light to dark and back; its name says which, in the page's language."""
    page = guest.open(folder / "index.html", "#lang=en")
    button = page.locator("#theme")
    seen = []
    for _ in range(4):
        seen.append(button.get_attribute("aria-label"))
        button.press("Enter")
    assert seen == ["Theme: as the system", "Theme: light", "Theme: dark", "Theme: as the system"]
    page.get_by_role("button", name="中文").click()
    expect(button).to_have_attribute("aria-label", "外观：浅色")


def test_canvas_changes_with_the_theme(guest: Visit, folder: Path):
    """The map's canvas is painted anew in the colours of the theme, chosen or the system's, and so are its marks."""
    page = open_map(guest, folder, "#overview&theme=dark")
    assert page.evaluate(TILE_COLOUR) == THEMES["dark"]["tile"]
    groups = "map.stage.network.groups.get('talent').color.background"
    assert page.evaluate(groups) == THEMES["dark"]["talent"]
    view = page.evaluate("map.stage.view")
    page.locator("#theme").click()
    page.wait_for_timeout(100)
    assert page.evaluate(TILE_COLOUR) == THEMES["light"]["tile"]
    assert page.evaluate(groups) == THEMES["light"]["talent"]
    assert page.evaluate("map.stage.view") == view
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    assert page.evaluate(TILE_COLOUR) == THEMES["dark"]["tile"]


def test_choice_is_remembered(guest: Visit, folder: Path):
    """Language and theme stay when a page is opened again, and on other pages; the address goes before them."""
    page = guest.open(folder / "index.html")
    page.get_by_role("button", name="English").click()
    page.locator("#theme").click(click_count=2)
    worn = "[document.documentElement.lang, document.documentElement.dataset.theme]"
    assert page.evaluate(worn) == ["en", "dark"]
    page.reload()
    assert page.evaluate(worn) == ["en", "dark"]
    assert page.title().endswith("Four Chains atlas")
    guest.open(folder / "map.html")
    assert page.evaluate(worn) == ["en", "dark"]
    guest.open(folder / "index.html", "#lang=zh&theme=light")
    assert page.evaluate(worn) == ["zh-CN", "light"]


def test_links_carry_the_choice(guest: Visit, folder: Path):
    """A link to another page takes language and theme along, beside where it leads; the map keeps them in its address."""
    page = guest.open(folder / "index.html", "#lang=en&theme=dark")
    page.evaluate("localStorage.clear()")
    page.locator(".see a").first.click()
    wait_until(page, READY)
    assert page.evaluate("location.hash") == "#gap=1&lang=en&theme=dark"
    assert page.evaluate("map.route.kind") == "gap"
    assert page.evaluate(GROUND) == rgb(THEMES["dark"]["ground"])
    page.locator(".view-tab").nth(1).click()
    page.wait_for_timeout(100)
    address = page.evaluate("location.hash")
    assert address.startswith("#view=")
    assert address.endswith("&lang=en&theme=dark")
    assert page.evaluate("[...map.route.params.keys()]") == []


def test_address_may_name_a_part(guest: Visit, folder: Path):
    """An address may name a part of the page and a language; a meaningless one changes nothing."""
    page = guest.open(folder / "index.html", "#data&lang=en")
    wait_until(page, "scrollY > 500")
    assert page.evaluate("document.documentElement.lang") == "en"
    guest.open(folder / "map.html")
    guest.open(folder / "index.html", "#50%&lang=<b>&theme=pink")
    assert page.evaluate("[choices.current.lang, choices.current.theme]") == ["zh", "auto"]


def save_export(page: Page, button: str, suffix: str, folder: Path) -> Path:
    """Press a button that exports and return the file."""
    saved: list[Download] = []

    def keep(one: Download) -> None:  # Playwright cannot call a method of a list
        saved.append(one)

    page.on("download", keep)
    page.locator(button).click()
    for _ in range(200):
        page.wait_for_timeout(50)
        for one in [one for one in saved if one.suggested_filename.endswith(suffix)]:
            one.save_as(folder / f"picture{suffix}")
            page.remove_listener("download", keep)
            return folder / f"picture{suffix}"
    raise TimeoutError(button)


def test_pictures_are_light(guest: Visit, folder: Path, tmp_path: Path):
    """What a dark page exports is light: the view as SVG and the map as a drawing; the page itself stays dark."""
    page = open_map(guest, folder, "#view=flow&theme=dark")
    drawing = save_export(page, "#export", ".svg", tmp_path).read_text(encoding="utf-8")
    assert rgb(THEMES["light"]["surface"]) in drawing
    assert rgb(THEMES["light"]["talent"]) in drawing
    assert not [
        name
        for name, value in THEMES["dark"].items()
        if rgb(value) in drawing and value not in (*THEMES["light"].values(), "#000000")
    ]
    page.evaluate("location.hash = 'overview'")
    page.wait_for_timeout(100)
    drawing = save_export(page, "#export-svg", ".svg", tmp_path).read_text(encoding="utf-8")
    assert THEMES["light"]["talent"] in drawing
    assert THEMES["dark"]["talent"] not in drawing
    assert page.evaluate(GROUND) == rgb(THEMES["dark"]["ground"])
    assert page.evaluate(TILE_COLOUR) == THEMES["dark"]["tile"]


def pages_in(document: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", document))


@pytest.mark.parametrize("address", ["gap=1", "view=flow&of=50%"])
def test_map_prints_on_one_page(guest: Visit, folder: Path, address: str):
    """Paper carries the picture, its name and where it comes from, on one sheet, and no control."""
    page = open_map(guest, folder, f"#{address}&theme=dark")
    assert pages_in(page.pdf(prefer_css_page_size=True)) == 1
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate(GROUND) == rgb(THEMES["light"]["surface"])
    for control in (".panel", ".bar", "#views", ".below", "#theme"):
        expect(page.locator(control)).to_be_hidden()
    expect(page.locator("#paper")).to_contain_text(f"map.html#{address}")
    assert "theme" not in page.locator("#paper").inner_text()
    expect(page.locator("#host svg.picture" if address.startswith("view") else "#paper canvas")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#paper canvas").count() == 0


def test_paper_shows_missing_links(guest: Visit, folder: Path):
    """The picture for paper is light, and its legend has a dash in the red of missing links."""
    page = open_map(guest, folder, "#overview&theme=dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    counts = page.evaluate(
        """() => {
          const canvas = document.querySelector("#paper canvas");
          const head = canvas.getContext("2d").getImageData(0, 0, canvas.width, EXPORT_HEAD).data;
          const found = {};
          for (let at = 0; at < head.length; at += 4) {
            const colour = "#" + [...head.slice(at, at + 3)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
            found[colour] = (found[colour] ?? 0) + 1;
          }
          return found;
        }"""
    )
    light = THEMES["light"]
    assert max(counts, key=counts.__getitem__) == light["surface"]
    assert counts[light["gap"]] > 50
    assert all(counts[light[chain]] > 100 for chain in ("education", "talent", "industry", "innovation"))


def test_report_prints_light(guest: Visit, folder: Path):
    """A dark reader's report is light on paper, without controls; tables are not cut inside a row."""
    page = guest.open(folder / "index.html", "#theme=dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(GROUND) == rgb(THEMES["light"]["surface"])
    assert page.locator("button:visible:not(thead button)").count() == 0
    assert page.evaluate("getComputedStyle(document.querySelector('.cities tbody tr')).breakInside") == "avoid"
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"


@pytest.mark.parametrize("name", ["index.html", "map.html"])
def test_focus_is_seen(guest: Visit, folder: Path, name: str):
    """Whatever the Tab key reaches shows that it has the focus, in a ring of the focus colour."""
    page = guest.open(folder / name, "#theme=dark")
    if name == "map.html":
        wait_until(page, READY)
    ring = (
        "() => { const style = getComputedStyle(document.activeElement);"
        "return [document.activeElement.outerHTML.slice(0, 80), style.outlineStyle, style.outlineWidth, style.outlineColor]; }"
    )
    for _ in range(25):
        page.keyboard.press("Tab")
        what, *shown = page.evaluate(ring)
        assert shown == ["solid", "3px", rgb(THEMES["dark"]["focus"])], what


def test_motion_is_reduced(guest: Visit, folder: Path):
    """Who asks for less motion gets no transition and no gliding scroll."""
    page = guest.page
    page.set_viewport_size({"width": 390, "height": 844})
    moving = "parseFloat(getComputedStyle(document.querySelector('.panel')).transitionDuration)"
    open_map(guest, folder)
    assert page.evaluate(moving) > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == 0
    guest.open(folder / "index.html")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
