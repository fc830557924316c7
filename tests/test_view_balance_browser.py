"""The picture of coordination in a real browser whose network is off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import READY, Visit, visit, wait_until
from playwright.sync_api import Browser, Download, Locator, Page, expect

pytestmark = pytest.mark.browser

NAMES = """[...document.querySelectorAll('.balance-name')].map((one) => {
  const box = one.getBBox();
  return [box.x + 1, box.y + 2, box.x + box.width - 1, box.y + box.height - 2];
})"""


@pytest.fixture(scope="module")
def guest(chromium: Browser, region_page: Path) -> Iterator[Visit]:
    """One open page for all tests of this file."""
    with visit(chromium) as one:
        one.open(region_page, "#view=balance")
        wait_until(one.page, READY)
        yield one


@pytest.fixture(autouse=True)
def page(guest: Visit) -> Page:
    """Every test begins with the cities, in English."""
    guest.page.evaluate("language.set('en'); location.hash = 'view=balance'")
    expect(guest.page.locator(".balance-mark.chosen")).to_have_count(0)
    expect(guest.page.locator(".balance-mark.none")).to_have_count(5)
    return guest.page


def city(page: Page, name: str) -> Locator:
    """The mark of a city."""
    return page.locator(f'.balance-mark[aria-label^="{name} ·"]')


def test_cities_are_drawn_with_bands(guest: Visit, page: Page):
    """Every city has a mark, compared ones bars both ways, and nothing was asked for or complained of."""
    assert page.locator(".balance-mark").count() == 41
    assert page.locator(".balance-bar").count() == 72
    assert page.locator(".balance-grade").count() == 10
    expect(page.locator("#views [aria-current]")).to_have_text("Coordination")
    assert guest.requests == []
    assert guest.complaints == []


def test_places_that_disagree_are_named_and_listed(page: Page):
    """All cities that disagree have their names on the picture, and in the list each its sentence."""
    odd = page.locator(".balance-mark.links_missing, .balance-mark.links_ahead").evaluate_all(
        "all => all.map((one) => one.getAttribute('aria-label').split(' · ')[0]).sort()"
    )
    assert len(odd) == 12
    assert sorted(page.locator(".balance-name.odd").all_text_contents()) == odd
    assert sorted(page.locator(".balance-list li button").all_text_contents()) == odd
    expect(page.locator(".balance-list li p").first).to_contain_text("The statistics are fine, the links are missing")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_names_do_not_lie_on_each_other(page: Page, lang: str):
    """No name lies over another, in either language."""
    page.evaluate(f"language.set('{lang}')")
    boxes = page.evaluate(NAMES)
    assert len(boxes) > 25
    assert not [
        (one, other)
        for at, one in enumerate(boxes)
        for other in boxes[:at]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


def test_notes_are_honest(page: Page):
    """The notes say that education rests on one indicator, and how many cities chance alone would name."""
    notes = page.locator(".balance-note").all_text_contents()
    assert any("single indicator" in note and "Teacher-pupil ratio" in note for note in notes)
    assert any("one in twenty" in note and "about 2 on each side by chance" in note for note in notes)


def test_city_opens(page: Page):
    """Enter on a city tells what it is, and leads on to the overview."""
    city(page, "Nanjing").press("Enter")
    details = page.locator("#tab-details")
    expect(details.locator("h2")).to_have_text("Nanjing")
    expect(details).to_contain_text("statistics fine, links missing")
    expect(details.locator("meter")).to_have_count(4)
    assert "of=region%2F320100" in page.evaluate("location.hash").replace("/", "%2F")
    details.get_by_text("Open the city in the overview").click()
    wait_until(page, "map.route.kind === 'overview'")


def test_city_without_links_says_why(page: Page):
    """A city whose organisations are of one chain stands below the axis and says why."""
    page.locator(".view-line").get_by_label("Place").select_option(label="Suqian")
    expect(page.locator("#tab-details")).to_contain_text("fewer than two chains")


def test_year_changes_the_picture(page: Page):
    """With the statistics of another year other cities disagree; the address has the year."""
    page.get_by_label("Statistics of").select_option("2023")
    expect(page.locator(".balance-mark.links_behind")).to_have_count(1)
    assert "year=2023" in page.evaluate("location.hash")


def test_standings_have_the_line_of_equals(page: Page):
    """On the axes of standings there is the line where both are alike, and only compared cities."""
    page.get_by_label("Axes").select_option("standings")
    expect(page.locator(".balance-equal")).to_have_count(1)
    expect(page.locator(".balance-mark")).to_have_count(36)
    page.evaluate("location.hash = 'view=balance'")


def test_provinces_have_lines_over_years(page: Page):
    """Provinces are lines with a mark for each year that has a degree; a choice tells of the chosen year."""
    page.get_by_label("Level").select_option("province")
    expect(page.locator(".balance-line")).to_have_count(4)
    assert page.locator(".balance-mark").count() == 48
    page.locator(".balance-mark").first.press("Enter")
    expect(page.locator("#tab-details")).to_contain_text("2023")


def test_arrow_moves_to_another_city(page: Page):
    """One mark is in the order of tabs, and an arrow leads to the next on that side."""
    city(page, "Wuxi").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").split(" · ")[0] != "Wuxi"
    assert page.locator(".balance-mark[tabindex='0']").count() == 1


def test_table_has_every_city(page: Page):
    """The table has a row for each city, and a name leads back to the picture."""
    page.locator(".as-table").click()
    expect(page.locator(".view-table tbody tr")).to_have_count(41)
    page.locator(".view-table button.link", has_text="Changzhou").click()
    expect(page.locator("#tab-details h2")).to_have_text("Changzhou")


def test_table_of_provinces_has_every_year(page: Page):
    """The table of provinces has all years, with reasons where there is no degree."""
    page.evaluate("location.hash = 'view=balance&level=province&as=table'")
    expect(page.locator(".view-table tbody tr")).to_have_count(56)
    expect(page.locator(".view-table tbody")).to_contain_text("no indicator on record")
    page.evaluate("location.hash = 'view=balance'")


def test_picture_is_saved(page: Page, tmp_path: Path):
    """The export is an SVG that stands by itself, and a PNG."""
    saved: list[Download] = []

    def keep(one: Download) -> None:  # Playwright cannot call a method of a list
        saved.append(one)

    page.on("download", keep)
    page.locator("#export").click()
    while len(saved) < 2:
        page.wait_for_timeout(50)
    assert sorted(Path(one.suggested_filename).suffix for one in saved) == [".png", ".svg"]
    drawing = next(one for one in saved if one.suggested_filename.endswith(".svg"))
    drawing.save_as(tmp_path / "balance.svg")
    text = (tmp_path / "balance.svg").read_text(encoding="utf-8")
    assert "Nanjing" in text
    assert "var(--" not in text


def test_phone_scrolls_only_the_picture(page: Page):
    """On a phone the page is as wide as the window, for cities and for provinces."""
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.evaluate("location.hash = 'view=balance&level=province'")
    expect(page.locator(".balance-line")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate("location.hash = 'view=balance'")
