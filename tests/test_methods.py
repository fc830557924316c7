"""The methods page: complete, computed from the data, in both languages, safe, and at home on a phone."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import Visit, visit

from chains.export import write_graph
from chains.gaps import load_kinds, load_tables
from chains.gaps.keeping import gaps_of
from chains.gaps.reading.places import Places
from chains.graph import KnowledgeGraph, open_graph
from chains.report.contents import count_contents
from chains.report.methods import Methods, gather_methods
from chains.report.methods_page import fill_methods
from chains.report.methods_records import count_licences, count_records, describe_samples, list_places
from chains.report.methods_words import FORMULAS, TABLES_OF

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def methods(small: KnowledgeGraph) -> Methods:
    """What the page of the small region shows."""
    return gather_methods(small, gaps_of(small), count_contents(small).sources)


@pytest.fixture(scope="module")
def page(methods: Methods) -> str:
    """The page."""
    return fill_methods(methods, lang="zh")


# --- what it says


def test_every_kind_is_described():
    """Each kind of gap has a formula in both languages and a measure table; nothing is described that is not there."""
    assert set(FORMULAS) == set(TABLES_OF) == set(load_kinds())
    assert all(text.zh and text.en for text in FORMULAS.values())
    assert {table for tables in TABLES_OF.values() for table in tables} <= set(load_tables())


def test_every_kind_and_table_is_on_the_page(page: str):
    """Each kind has its card and each measure table its paragraph, whether or not there is such a gap."""
    assert all(f'id="kind-{kind}"' in page for kind in load_kinds())
    assert all(f'id="table-{table}"' in page for table in load_tables())


def test_counts_are_those_of_the_gaps(methods: Methods, small: KnowledgeGraph):
    """Gaps by kind, those tested and those that pass are counted from the gaps themselves."""
    gaps = gaps_of(small)
    assert {kind.notation: kind.gaps for kind in methods.kinds if kind.gaps} == Counter(gap.kind for gap in gaps)
    for kind in methods.kinds:
        own = [gap for gap in gaps if gap.kind == kind.notation]
        assert kind.tested[0] == sum(gap.p is not None for gap in own)
        assert kind.tested[1] == sum((gap.p_adjusted or 1.0) < 0.05 for gap in own)
        assert sum(null.gaps for null in kind.nulls) == kind.gaps
        assert kind.example == (own[0].id if own else None)


def test_records_are_counted_from_the_graph(small: KnowledgeGraph):
    """What SPARQL counts of institutions and enterprises is what the table of records has for the whole."""
    places = Places(small.network())
    rows = {row.record.en: row.counts[-1] for row in count_records(small.network(), places, list_places(places))}
    ask = "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a ch:Enterprise %s }"
    every, partnered = (
        int(small.query(ask % more).values()[0][0] or 0) for more in ("", "FILTER EXISTS { ?p ch:enterprise ?x }")
    )
    assert rows["a partner institution"] == (partnered, every)
    asked = (
        "SELECT (COUNT(DISTINCT ?x) AS ?all) (COUNT(DISTINCT ?y) AS ?known) WHERE { VALUES ?cls { ch:University "
        "ch:VocationalCollege ch:SecondaryVocationalSchool } ?x a ?cls "
        "OPTIONAL { ?o ch:offeredBy ?y FILTER(?y = ?x) } }"
    )
    every, offering = (int(value or 0) for value in small.query(asked).values()[0])
    assert rows["the programmes that they offer"] == (offering, every)


def test_provinces_add_up_to_no_more_than_the_whole(region: KnowledgeGraph):
    """A thing is counted in at most one province; the four provinces and the whole are the columns."""
    places = Places(region.network())
    shown = list_places(places)
    assert len(shown) == 5
    assert shown[-1] is None
    for row in count_records(region.network(), places, shown):
        for part in (0, 1):
            assert sum(cell[part] for cell in row.counts[:-1]) <= row.counts[-1][part]
        assert all(known <= number for known, number in row.counts)


def test_samples_are_measured(region: KnowledgeGraph):
    """Each sample says how many postings and cities it has, computed from the demand on record."""
    samples = describe_samples(region.network(), Places(region.network()))
    assert len(samples) == region.network().samples.height
    for sample in samples:
        assert sample.postings > 0
        assert 0 < sample.cities <= sample.all_cities == 41
        assert sample.largest is not None
        assert 0 < sample.largest[1] <= 1
        assert sum(share for _, share in sample.occupations) <= 1 + 1e-9


def test_licences_count_every_source_once(small: KnowledgeGraph):
    """Sources by confidence and licence add up to all sources."""
    found = count_licences(small)
    assert sum(sum(counts.values()) for counts in found.values()) == len(small.sources())
    assert set(found) <= {"stated", "reported", "derived"}


def test_graph_without_gaps_and_samples_has_a_page(tmp_path: Path, small: KnowledgeGraph):
    """A graph of two things has the page too: it says that there are no gaps and no samples."""
    (tmp_path / "two.ttl").write_text(
        "@prefix ch: <https://w3id.org/fourchains/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<urn:a> a ch:Enterprise ; skos:prefLabel "甲"@zh . <urn:b> a ch:University ; skos:prefLabel "乙"@zh .',
        encoding="utf-8",
    )
    graph = open_graph(tmp_path / "two.ttl")
    text = fill_methods(gather_methods(graph, [], {}), lang="en")
    assert "This graph has no sample of postings" in text
    assert "There is no such gap in this atlas" in text


# --- how it is made


def test_page_is_the_same_every_time(methods: Methods, page: str):
    """The same graph gives the same bytes."""
    assert fill_methods(methods, lang="zh") == page


def test_everything_is_said_twice(page: str):
    """Every Chinese text has its English one."""
    assert page.count('class="zh"') == page.count('class="en"') - page.count('<span class="en"> </span>')


def test_page_loads_nothing(page: str):
    """No script, style, picture or frame from outside, and a policy that would not let it in."""
    assert "default-src 'none'" in html.unescape(page)
    assert not re.search(r'(?:src|srcset)="(?!data:)', page)
    assert re.findall(r'<link [^>]*href="([^"]*)"', page) == ["data:,"]


def test_names_are_escaped(small: KnowledgeGraph, tmp_path: Path):
    """A name or note with markup shows as text."""
    write_graph(small, tmp_path / "small.trig")
    text = (tmp_path / "small.trig").read_text(encoding="utf-8")
    changed = text.replace('"Yangtze River Delta"@en', f'"{HOSTILE}"@en').replace('"江苏省"@zh', f'"{HOSTILE}"@zh')
    assert changed != text
    (tmp_path / "small.trig").write_text(changed, encoding="utf-8")
    graph = open_graph(tmp_path / "small.trig")
    page = fill_methods(gather_methods(graph, gaps_of(graph), {}), lang="en")
    assert HOSTILE not in page
    assert "&lt;img src=x" in page


# --- in the browser


@pytest.fixture(scope="module")
def opened(chromium: Browser, page: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """The page, open at 390 pixels."""
    path = tmp_path_factory.mktemp("methods") / "methods.html"
    path.write_text(page, encoding="utf-8")
    with visit(chromium, width=390) as found:
        found.open(path)
        yield found


@pytest.mark.browser
def test_opens_without_a_word(opened: Visit):
    """It asks for nothing, complains of nothing, and fits a phone."""
    assert opened.page.locator("h1:visible").inner_text().startswith("方法与局限")
    assert opened.requests == []
    assert opened.complaints == []
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_changes_its_language(opened: Visit):
    """The button shows the other language, and only that."""
    opened.page.get_by_role("button", name="English").click()
    assert opened.page.locator("h1").inner_text() == "Methods and limits"
    assert opened.page.locator('main [lang="zh"]:visible').count() == 0
    assert opened.complaints == []
