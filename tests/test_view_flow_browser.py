"""The flow in a real browser whose network is off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import READY, Visit, visit, wait_until
from playwright.sync_api import Browser, Download, expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def guest(chromium: Browser, region_page: Path) -> Iterator[Visit]:
    """One open page for all tests of this file."""
    with visit(chromium) as one:
        one.open(region_page, "#view=flow")
        wait_until(one.page, READY)
        yield one


@pytest.fixture(autouse=True)
def changzhou(guest: Visit) -> None:
    """Every test begins at Changzhou's flow."""
    guest.page.evaluate("language.set('en'); location.hash = 'view=flow&of=region/320400'")
    expect(guest.page.locator("#host select")).to_have_value("region/320400")


def test_flow_is_drawn(guest: Visit):
    """Four columns with heads, bands and hatched breaks; the tab is marked; nothing was asked for or complained of."""
    page = guest.page
    assert page.locator(".flow-head").all_text_contents() == [
        "Programmes",
        "Occupations asked for",
        "Enterprises",
        "Projects and platforms",
    ]
    assert page.locator(".flow-band").count() > 10
    assert page.locator(".flow-break").count() > 3
    expect(page.locator("#views [aria-current]")).to_have_text("Flow")
    assert guest.requests == []
    assert guest.complaints == []


def test_band_tells_its_things(guest: Visit):
    """A click on a band lists what leads over it, and a thing in the list leads to the network."""
    page = guest.page
    page.locator(".flow-band").first.press("Enter")
    details = page.locator("#tab-details")
    expect(details.locator("h2")).to_contain_text("→")
    expect(details.locator("h3").first).to_contain_text("lead there")
    details.locator("button.thing").first.click()
    expect(page.locator("#host")).to_be_hidden()
    assert page.evaluate("map.route.kind") == "thing"


def test_choice_changes_the_address(guest: Visit):
    """Choosing an industry chain is a change of address, and Back undoes it."""
    page = guest.page
    page.locator("#host select").select_option(label="Software and information services")
    assert "industry-chain" in page.evaluate("location.hash").replace("%2F", "/")
    page.go_back()
    expect(page.locator("#host select")).to_have_value("region/320400")


def test_table_has_the_same(guest: Visit):
    """The table has a row for every band and every break."""
    page = guest.page
    drawn = page.locator(".flow-band").count() + page.locator(".flow-break").count()
    page.locator(".as-table").click()
    expect(page.locator(".as-table")).to_have_attribute("aria-pressed", "true")
    assert page.locator(".view-table tbody tr").count() == drawn


def test_language_changes_the_flow(guest: Visit):
    """In Chinese the columns have Chinese heads."""
    page = guest.page
    page.locator("[data-set-lang=zh]").click()
    expect(page.locator(".flow-head").first).to_have_text("专业")


def test_picture_is_saved(guest: Visit, tmp_path: Path):
    """The export button saves an SVG that stands by itself."""
    page = guest.page
    saved: list[Download] = []

    def keep(one: Download) -> None:  # Playwright cannot call a method of a list
        saved.append(one)

    page.on("download", keep)
    page.locator("#export").click()
    while len(saved) < 2:
        page.wait_for_timeout(50)
    names = sorted(Path(one.suggested_filename).suffix for one in saved)
    assert names == [".png", ".svg"]
    drawing = next(one for one in saved if one.suggested_filename.endswith(".svg"))
    drawing.save_as(tmp_path / "flow.svg")
    text = (tmp_path / "flow.svg").read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "Programmes" in text
    assert "var(--" not in text


def test_phone_scrolls_only_the_picture(guest: Visit):
    """On a phone the page itself is no wider than the window."""
    page = guest.page
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})
