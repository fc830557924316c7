"""The bubbles in a real browser whose network is off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import READY, Visit, visit, wait_until
from playwright.sync_api import Browser, Download, Locator, Page, expect

pytestmark = pytest.mark.browser

LABELS = """[...document.querySelectorAll('.skills-label')].map((one) => {
  const box = one.getBBox();
  return [box.x + 1, box.y + 2, box.x + box.width - 1, box.y + box.height - 2];
})"""


@pytest.fixture(scope="module")
def guest(chromium: Browser, region_page: Path) -> Iterator[Visit]:
    """One open page for all tests of this file."""
    with visit(chromium) as one:
        one.open(region_page, "#view=skills")
        wait_until(one.page, READY)
        yield one


@pytest.fixture(autouse=True)
def page(guest: Visit) -> Page:
    """Every test begins with the whole area, in English."""
    guest.page.evaluate("language.set('en'); location.hash = 'view=skills'")
    guest.page.get_by_label("Find a skill").fill("")
    expect(guest.page.locator(".skills-bubble.chosen")).to_have_count(0)
    expect(guest.page.locator(".view-line select").first).to_have_value("region/yangtze-delta")
    return guest.page


def bubble(page: Page, name: str) -> Locator:
    """The bubble of a skill by its name."""
    return page.locator(f'.skills-bubble[aria-label^="{name} ·"]')


def test_bubbles_are_drawn(guest: Visit, page: Page):
    """Every skill has a bubble, lines join some, and nothing was asked for or complained of."""
    assert page.locator(".skills-bubble").count() == 175
    assert page.locator("line.skills-link").count() > 50
    assert page.locator(".skills-mark").count() > 50
    expect(page.locator("#views [aria-current]")).to_have_text("Skills")
    assert guest.requests == []
    assert guest.complaints == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_names_do_not_lie_on_each_other(page: Page, lang: str):
    """Dozens of names are written, none over another, in either language."""
    page.evaluate(f"language.set('{lang}')")
    boxes = page.evaluate(LABELS)
    assert len(boxes) > 50
    over = [
        (one, other)
        for at, one in enumerate(boxes)
        for other in boxes[:at]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]
    assert over == []


def test_bubble_tells_causes_and_programmes(page: Page):
    """Enter on a bubble tells its numbers, the occupations that cause the need and who teaches it; each leads on."""
    bubble(page, "Java programming").press("Enter")
    details = page.locator("#tab-details")
    expect(details.locator("h2")).to_have_text("Java programming · Yangtze River Delta")
    expect(details).to_contain_text("a sample only")
    expect(details.locator("h3")).to_have_text(
        ["Occupations that cause the need", "Programmes that teach it", "Skills that go with it"]
    )
    assert "skill=skill%2Fjava" in page.evaluate("location.hash")
    details.locator("button.thing", has_text="Java developer").first.click()
    expect(page.locator("#host")).to_be_hidden()
    assert page.evaluate("map.route.kind") == "thing"


def test_untaught_skill_names_what_is_nearest(page: Page):
    """For a skill that a city does not teach the panel has a related one that it does, with its programmes."""
    page.evaluate("location.hash = 'view=skills&of=region/320400&skill=skill/spring-cloud'")
    details = page.locator("#tab-details")
    expect(details.locator("h2")).to_contain_text("Spring Cloud · Changzhou")
    expect(details).to_contain_text("Nearest programmes")
    expect(details).to_contain_text("Not taught here")
    expect(page.locator(".skills-bubble.chosen")).to_have_attribute("aria-pressed", "true")


def test_partner_leads_to_its_bubble(page: Page):
    """A skill that goes with the chosen one is chosen by its name in the panel; Back returns."""
    bubble(page, "MySQL").press("Enter")
    page.locator("#tab-details button.link", has_text="Redis").click()
    expect(page.locator("#tab-details h2")).to_contain_text("Redis")
    page.go_back()
    expect(page.locator("#tab-details h2")).to_contain_text("MySQL")


def test_arrows_move_between_bubbles(page: Page):
    """One bubble is in the order of tabs; an arrow moves on to the next in that direction."""
    assert page.locator(".skills-bubble[tabindex='0']").count() == 1
    first = bubble(page, "Java programming")
    first.focus()
    first.press("ArrowRight")
    here = page.evaluate("document.activeElement.querySelector('circle').cx.baseVal.value")
    before = first.locator("circle").evaluate("(one) => one.cx.baseVal.value")
    assert here > before
    assert page.locator(".skills-bubble[tabindex='0']").count() == 1


def test_search_fades_the_rest(page: Page):
    """What is typed leaves only bubbles that fit, and goes into the address when one has done."""
    search = page.get_by_label("Find a skill")
    search.type("spring")
    expect(page.locator(".skills-count")).to_have_text("4 found")
    assert page.locator(".skills-bubble:not(.apart)").count() == 4
    search.press("Enter")
    wait_until(page, "location.hash.includes('find=spring')")
    assert page.locator(".skills-bubble:not(.apart)").count() == 4


def test_search_knows_pinyin(page: Page):
    """A skill is found by the initials of its Chinese name."""
    page.get_by_label("Find a skill").type("sjwj")
    expect(bubble(page, "Data mining")).not_to_have_class("skills-bubble apart")
    assert 0 < page.locator(".skills-bubble:not(.apart)").count() < 10


def test_surplus_alone_can_be_shown(page: Page):
    """With only surpluses shown no shortage keeps its colour."""
    page.locator(".view-line").get_by_label("Show").select_option("over")
    left = page.locator(".skills-bubble:not(.apart) circle")
    classes = left.evaluate_all("all => [...new Set(all.map((one) => one.classList[1]))].sort()")
    assert classes == ["l-1", "l-2"]


def test_few_postings_are_warned_of(page: Page):
    """A city with two postings says that its picture is no ground for decisions."""
    page.evaluate("location.hash = 'view=skills&of=region/320900'")
    expect(page.locator(".skills-few")).to_contain_text("only 2 postings")


def test_table_has_every_skill(page: Page):
    """The table has all that the picture has; a name leads back to its bubble."""
    page.locator(".as-table").click()
    expect(page.locator(".view-table tbody tr")).to_have_count(175)
    row = page.locator(".view-table tbody tr").first
    expect(row).to_contain_text("Java developer")
    row.locator("button").click()
    expect(page.locator("#tab-details h2")).to_contain_text("Java programming")


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
    drawing.save_as(tmp_path / "skills.svg")
    text = (tmp_path / "skills.svg").read_text(encoding="utf-8")
    assert "Far short" in text
    assert "var(--" not in text


def test_phone_scrolls_only_the_picture(page: Page):
    """On a phone the page is as wide as the window, also with a bubble chosen."""
    page.set_viewport_size({"width": 390, "height": 844})
    bubble(page, "Linux").press("Enter")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})
