"""The server's pages in a browser: asking, what comes back, the page of a thing, of the ontology, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from browser import Visit, visit, wait_until
from playwright.sync_api import Browser, Page
from reading import FIND_PALE_TEXT
from serving import SMALL, Server, running
from test_accessibility_browser import RUN_AXE

pytestmark = pytest.mark.browser

JOINED = "SELECT ?partnership ?institution ?enterprise { ?partnership ch:institution ?institution ; ch:enterprise ?enterprise }"
DONE = "document.getElementById('stop').hidden && document.getElementById('status').textContent !== ''"
SIZES = {"desk": (1440, 900), "phone": (390, 844)}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The small region, served."""
    with running(*SMALL, "--workers", "2") as found:
        yield found


@pytest.fixture(scope="module")
def guest(chromium: Browser) -> Iterator[Visit]:
    """One tab for all tests of this file, which may reach this machine."""
    with visit(chromium, reduced_motion="reduce", locale="en-GB") as one:
        one.context.set_offline(False)
        yield one


@pytest.fixture
def page(server: Server, guest: Visit) -> Page:
    """The page to ask on, fresh, in English."""
    guest.requests.clear()
    guest.complaints.clear()
    guest.page.set_viewport_size({"width": 1440, "height": 900})
    guest.page.goto("about:blank")
    guest.page.goto(server.address("/sparql"))
    guest.page.evaluate("choices.set('lang', 'en')")
    return guest.page


def write(page: Page, query: str) -> None:
    """Write a query into the editor, the cursor at its end."""
    page.evaluate(
        "(text) => { const { CodeMirror: one } = document.querySelector('.CodeMirror');"
        " one.setValue(text); one.setCursor(one.lineCount(), 0); one.focus(); }",
        query,
    )


def ask(page: Page, query: str) -> None:
    """Ask, and wait for the answer."""
    write(page, query)
    page.click("#run")
    wait_until(page, DONE)


def test_an_example_fills_the_editor_and_runs(page: Page, guest: Visit):
    """An example brings its question and its query; the answer is a table with names that lead to things."""
    page.select_option("#examples", label="Alliances of an organisation")
    assert page.locator("#question").inner_text()
    page.click("#run")
    wait_until(page, DONE)
    assert page.locator("#status").inner_text().startswith("1 row in ")
    cells = page.locator("#answer tbody td")
    assert cells.first.inner_text() == "Yangtze River Delta Software Vocational Education Group"
    assert page.locator("#answer a").first.get_attribute("href").startswith("/id/alliance/")
    assert guest.complaints == []


def test_keys_complete_prefixes_and_terms(page: Page):
    """Ctrl+Space offers prefixes for their beginning, and the terms of the ontology after a prefix."""
    write(page, "SELECT ?x { ?x a ch:Ent")
    page.keyboard.press("Control+Space")
    assert page.locator(".CodeMirror-hint").all_inner_texts()[0] == "ch:Enterprise"
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()").endswith("ch:Enterprise")
    write(page, "SELECT ?x { ?x sko")
    page.keyboard.press("Control+Space")
    assert "skos:prefLabel" in page.locator(".CodeMirror-hint").all_inner_texts()
    page.keyboard.press("Escape")


def test_ctrl_enter_asks(page: Page):
    """Ctrl+Enter runs the query without a hand on the mouse."""
    write(page, "ASK { ?x a ch:City }")
    page.keyboard.press("Control+Enter")
    wait_until(page, DONE)
    assert page.locator("#status").inner_text() == "true"


def test_a_mistake_is_shown(page: Page):
    """What the server says of a wrong query stands on the page, in the reader's language."""
    ask(page, "SELECT ?x { ?x a ch:City")
    assert "syntax error" in page.locator("#status.failed").inner_text()
    page.evaluate("choices.set('lang', 'zh')")
    ask(page, "SELECT ?x { ?x a ch:City")
    assert "语法错误" in page.locator("#status.failed").inner_text()


def test_long_answers_come_page_by_page(page: Page):
    """Two hundred rows are shown; a button brings more."""
    ask(page, "SELECT ?s ?p { ?s ?p ?o } LIMIT 450")
    assert page.locator("#answer tbody tr").count() == 200
    page.locator("#answer > button").click()
    assert page.locator("#answer tbody tr").count() == 400
    assert page.locator("#answer > button").inner_text() == "Show 50 more (50 left)"


def test_an_answer_is_saved_as_csv(page: Page):
    """The button saves what the endpoint gives as CSV."""
    ask(page, "SELECT ?label { ?x a ch:City ; skos:prefLabel ?label } ORDER BY ?label")
    with page.expect_download() as saving:
        page.click("#save")
    assert saving.value.suggested_filename == "answer.csv"
    text = Path(saving.value.path()).read_text(encoding="utf-8")
    assert text.splitlines()[0] == "label"
    assert "常州市" in text


def test_an_answer_opens_as_a_picture(page: Page, guest: Visit):
    """Rows that join things open in the map, which holds just these things."""
    ask(page, JOINED)
    with guest.context.expect_page() as opening:
        page.click("#draw")
    picture = opening.value
    wait_until(picture, "performance.getEntriesByName('ready').length > 0")
    named = picture.locator("body").inner_text()
    assert "answer to a query" in named
    assert "Soochow University" in named
    picture.close()
    ask(page, "SELECT ?x { ?x a ch:City }")
    assert page.locator("#draw").is_hidden()


def test_a_link_restores_query_and_answer(page: Page, guest: Visit, server: Server):
    """The address holds the query: who opens it sees the same answer."""
    ask(page, "SELECT (1 + 1 AS ?two) {}")
    link = page.url
    assert quote("SELECT (1 + 1 AS ?two) {}", safe="()") in link
    page.goto("about:blank")
    page.goto(link)
    wait_until(page, DONE)
    assert page.locator("#answer tbody td").all_inner_texts() == ["2"]
    assert guest.complaints == []


def test_statements_are_shown_with_the_prefixes_they_use(page: Page):
    """CONSTRUCT gives Turtle that declares what it needs."""
    ask(page, "CONSTRUCT { ?x a ch:City } WHERE { ?x a ch:City }")
    text = page.locator("#answer pre").inner_text()
    assert text.startswith("@prefix ch: <https://w3id.org/fourchains/ontology#> .")
    assert "skos:" not in text


def test_labels_are_text(page: Page, guest: Visit):
    """What stands in an answer is never read as HTML."""
    ask(page, "SELECT ('<img src=x onerror=document.title=1>' AS ?x) {}")
    assert page.locator("#answer td").inner_text() == "<img src=x onerror=document.title=1>"
    assert page.locator("#answer img").count() == 0
    assert guest.complaints == []


def test_a_stopped_query_says_so(page: Page):
    """The button ends a query that takes long."""
    write(
        page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STRLEN(STR(?c)) > STRLEN(STR(?f))) }"
    )
    page.click("#run")
    page.locator("#stop").click()
    wait_until(page, DONE)
    assert page.locator("#status").inner_text() == "Stopped"


def test_nothing_comes_from_elsewhere(page: Page, guest: Visit, server: Server):
    """The pages ask this server and nobody else, and break no policy of their own."""
    ask(page, JOINED)
    for path in ("/id/region/320400", "/ontology"):
        page.goto(server.address(path))
    assert guest.requests
    assert [one for one in guest.requests if not one.startswith(server.address("/"))] == []
    assert guest.complaints == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_fits_and_reads(page: Page, guest: Visit, server: Server, size: str, lang: str):
    """At a desk and on a phone, in both languages, no page is too wide, and axe finds nothing serious."""
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))  # type: ignore[arg-type]
    for path in (f"/sparql#query={quote(JOINED)}", "/id/organisation/4132012317", "/ontology"):
        page.goto("about:blank")
        page.goto(server.address(path))
        page.evaluate("(lang) => choices.set('lang', lang)", lang)
        if path.startswith("/sparql"):
            wait_until(page, DONE)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
        if path != "/ontology":  # which is so long that axe takes a minute
            page.evaluate(AXE_SCRIPT)
            assert [*page.evaluate(RUN_AXE, "html"), *page.evaluate(FIND_PALE_TEXT, "html")] == [], path
    assert guest.complaints == []


def test_a_thing_shows_what_is_known_of_it(page: Page, server: Server):
    """Its page begins with its name, leads to what it is linked to, and names the sources."""
    page.goto(server.address("/id/region/320400"))
    page.evaluate("choices.set('lang', 'en')")
    assert page.locator("h1").inner_text() == "Changzhou"
    assert page.locator(".facts dt").first.inner_text().startswith("name")
    page.get_by_role("link", name="Changzhou College of Information Technology").first.click()
    assert page.locator("h1").inner_text() == "Changzhou College of Information Technology"
    assert page.locator("main section").last.locator("a").count() > 0
    path = page.url.removeprefix(server.address(""))
    assert json.loads(server.ask("GET", path, accept="application/ld+json").body)
