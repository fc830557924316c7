"""The geography in a real browser whose network is off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import READY, Visit, visit, wait_until
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def guest(chromium: Browser, region_page: Path) -> Iterator[Visit]:
    """One open page for all tests of this file."""
    with visit(chromium) as one:
        one.open(region_page, "#view=geography")
        wait_until(one.page, READY)
        yield one


@pytest.fixture(autouse=True)
def page(guest: Visit) -> Page:
    """Every test begins at the whole map, in English."""
    guest.page.evaluate("language.set('en'); location.hash = 'view=geography'")
    expect(guest.page.locator(".geo-city.chosen")).to_have_count(0)
    return guest.page


def city(page: Page, name: str):
    """The circle of a city."""
    return page.locator(".geo-city", has=page.locator(f"text={name}")).first


def test_cities_and_arcs_are_drawn(guest: Visit, page: Page):
    """Every city has a circle with a name, arcs join them, and nothing was asked for or complained of."""
    assert page.locator(".geo-city").count() == 41
    assert page.locator(".geo-arc").count() > 20
    assert guest.requests == []
    assert guest.complaints == []


def test_two_cities_are_compared(page: Page):
    """A click chooses a city, a second one another beside it, and the address holds both."""
    city(page, "Changzhou").press("Enter")
    expect(page.locator(".geo-compare thead th")).to_have_count(2)
    city(page, "Hefei").press("Enter")
    expect(page.locator(".geo-compare thead th")).to_have_count(3)
    expect(page.locator(".geo-compare")).to_contain_text("Links between the two")
    assert "a=region%2F320400" in page.evaluate("location.hash")
    city(page, "Hefei").press("Enter")
    expect(page.locator(".geo-compare thead th")).to_have_count(2)


def test_size_follows_the_measure(page: Page):
    """With another measure the same city has another number below it."""
    before = city(page, "Changzhou").locator(".geo-value").text_content()
    page.get_by_label("Size").select_option("enterprises")
    expect(city(page, "Changzhou").locator(".geo-value")).not_to_have_text(before or "")


def test_arcs_follow_the_pair(page: Page):
    """Arcs of one pair of chains are fewer than those of all."""
    every = page.locator(".geo-arc").count()
    page.get_by_label("Arcs").select_option("education-industry")
    assert 0 < page.locator(".geo-arc").count() < every


def test_table_has_every_city(page: Page):
    """The table has a row for each city, and a name leads to its comparison."""
    page.locator(".as-table").click()
    rows = page.locator(".view-table tbody tr")
    expect(rows).to_have_count(41)
    rows.first.locator("button").click()
    expect(page.locator(".geo-compare thead th")).to_have_count(2)


def test_phone_is_not_wider_than_the_window(page: Page):
    """On a phone the page is as wide as the window, with a comparison too."""
    page.set_viewport_size({"width": 390, "height": 844})
    city(page, "Changzhou").press("Enter")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    rights = page.locator(".view-line select").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().right)"
    )
    assert max(rights) <= 390
    page.set_viewport_size({"width": 1440, "height": 900})
