"""The report of a city as PDF: at most four pages of real text with its fonts, or a clear word why there is none."""

from __future__ import annotations

import io
import os
import re
import stat
import sys
import zlib
from pathlib import Path

import pypdf
import pytest
from conftest import Run

from chains.errors import OutputError
from chains.gaps.keeping import gaps_of
from chains.graph import KnowledgeGraph
from chains.names import ID
from chains.report.collection import collect_lists
from chains.report.profiles import Context, city_page
from chains.report.profiles.paper import BROWSER_VARIABLE, find_browser, print_page
from chains.report.profiles.pdf_text import say_characters
from chains.report.profiles.report import write_report

CITIES = {
    "310100": ("上海市", "Shanghai"),
    "320400": ("常州市", "Changzhou"),
    "341000": ("黄山市", "Huangshan"),
}
EMBEDDED = ("/FontFile", "/FontFile2", "/FontFile3")


@pytest.fixture(scope="module")
def context(region: KnowledgeGraph) -> Context:
    """What the reports of the region are made of."""
    gaps = gaps_of(region)
    return Context(region, gaps, collect_lists(region, gaps), alone=True)


@pytest.fixture
def browserless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide every browser."""
    monkeypatch.delenv(BROWSER_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("chains.report.profiles.paper._PLACES", ())


def fonts_of(page: pypdf.PageObject) -> list[pypdf.generic.DictionaryObject]:
    """The descriptors of the fonts of a page."""
    found = []
    for font in page["/Resources"].get_object().get("/Font", {}).values():
        known = font.get_object()
        if known["/Subtype"] == "/Type3":
            # Its glyphs are drawn in the file itself: there is nothing to embed.
            continue
        descendants = known.get("/DescendantFonts")
        whole = descendants.get_object()[0].get_object() if descendants else known
        found.append(whole["/FontDescriptor"].get_object())
    return found


@pytest.mark.browser
@pytest.mark.skipif(find_browser() is None, reason="there is no Chromium here")
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", CITIES)
def test_report_fits_on_four_pages(context: Context, code: str, lang: str):
    """The biggest city, an ordinary and a small one: two to four A4 pages, the name as text, every font embedded."""
    reader = pypdf.PdfReader(io.BytesIO(print_page(city_page(context, f"{ID}region/{code}", lang))))  # type: ignore[arg-type]
    assert 2 <= len(reader.pages) <= 4
    text = reader.pages[0].extract_text()
    assert not re.search("[\u2e80-\u2fdf]", "".join(page.extract_text() for page in reader.pages))
    own, other = CITIES[code] if lang == "zh" else CITIES[code][::-1]
    assert own in text
    assert other not in text.splitlines()
    for page in reader.pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == pytest.approx([595, 842], abs=1)
        fonts = fonts_of(page)
        assert fonts
        assert all(any(name in font for name in EMBEDDED) for font in fonts)
    # A file for a meeting leads nowhere: neither to a file of this machine nor to a page that is not there.
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    assert not [link for link in links if "/URI" in link.get("/A", {})]
    assert not reader.metadata or "/CreationDate" not in reader.metadata


def test_radicals_become_characters():
    """A table of characters says 黄 for the radical, in the same room; other bytes and other streams stay."""
    table = b"begincmap\n1 begincodespacerange\n<04> <2EE9>\n<05> <5C71>\n<06> <06> <2F2D>\n<07> <08> <2F2D>\n"
    streams = [zlib.compress(text, 1) for text in (table, b"<04> <2EE9>\n")]
    file = b"%PDF" + b"".join(
        b"<</Filter /FlateDecode\n/Length %d>> stream\n%b\nendstream\nendobj\n" % (len(one), one) for one in streams
    )
    changed = say_characters(file)
    assert len(changed) == len(file)
    assert streams[1] in changed
    found = re.search(rb"/Length (\d+)>> stream\n", changed)
    assert found is not None
    told = zlib.decompress(changed[found.end() : found.end() + int(found[1])])
    assert told.endswith(b"<04> <9EC4>\n<05> <5C71>\n<06> <06> <5C71>\n<07> <08> <2F2D>\n")
    assert say_characters(b"") == b""
    assert say_characters(changed) == changed


def test_page_alone_links_to_nothing(context: Context):
    """The page of a report has no link but those to its own parts."""
    page = city_page(context, f"{ID}region/320400", "zh")
    assert 'href=".."' not in page
    assert "map.html" not in page
    assert ".csv" not in page


def test_html_report_needs_no_browser(region: KnowledgeGraph, browserless: None):
    """Without any browser the report can be written as a page."""
    assert "常州市" in write_report(region, "常州", "html").decode()


def test_no_browser_is_said(browserless: None):
    """Without a browser the error names what to install, how to name one, and how to print by hand."""
    with pytest.raises(OutputError) as caught:
        print_page("<p>x</p>", "x.pdf")
    said = caught.value.say("en")
    assert said.startswith("x.pdf: there is no browser")
    assert "Chromium, Chrome or Edge" in said
    assert "-o NAME.html" in said
    assert "CHROMIUM" in caught.value.say("zh")


@pytest.mark.skipif(sys.platform == "win32", reason="the made browser is a script")
def test_failing_browser_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A browser that prints nothing is an error with the last thing that it said."""
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\necho first >&2\necho no display >&2\n", encoding="utf-8")
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv(BROWSER_VARIABLE, str(browser))
    with pytest.raises(OutputError, match="did not print a PDF: no display"):
        print_page("<p>x</p>")


def test_command_refuses_other_files(run_chains: Run):
    """A report is a PDF or a page; anything else is misuse."""
    done = run_chains("report", "常州", "-o", "x.docx")
    assert done.returncode == 2
    assert "x.docx" in done.stderr


def test_command_leaves_an_earlier_report(run_chains: Run, tmp_path: Path):
    """Without a browser the command fails with words, and what was there stays."""
    target = tmp_path / "x.pdf"
    target.write_bytes(b"before")
    env = os.environ | {BROWSER_VARIABLE: str(tmp_path / "none")}
    done = run_chains(
        "report", "常州", "--data", "data/small", "-o", str(target), env=env, cwd=Path(__file__).parent.parent
    )
    assert done.returncode == 1
    assert "there is no browser" in done.stderr
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


def test_command_writes_a_page(run_chains: Run, tmp_path: Path):
    """With .html the command writes the page, in the language asked for."""
    target = tmp_path / "x.html"
    done = run_chains(
        "report",
        "Changzhou",
        "--data",
        "data/small",
        "--lang",
        "zh",
        "-o",
        str(target),
        cwd=Path(__file__).parent.parent,
    )
    assert done.returncode == 0, done.stderr
    assert 'data-lang="zh"' in target.read_text(encoding="utf-8")
