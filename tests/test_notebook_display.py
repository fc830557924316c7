"""What a notebook shows of a graph, a list of gaps and a map."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import visit, wait_until
from maps import HOSTILE, hostile_map
from playwright.sync_api import Browser

import chains
from chains.gaps import find_gaps
from chains.gaps.listing import GapList
from chains.graph import KnowledgeGraph


def test_graph_shows_its_chains(small: KnowledgeGraph):
    """A graph shows its title and what each chain holds."""
    shown = small._repr_html_()
    assert "<table>" in shown
    assert "<td>VocationalCollege</td>" in shown
    assert small.title.zh in shown


def test_gaps_show_as_a_table(small: KnowledgeGraph):
    """A list of gaps shows its first twenty and tells how many more there are."""
    gaps = find_gaps(small.network())
    assert isinstance(gaps, list)
    shown = gaps._repr_html_()
    assert shown.count("<tr>") == 1 + min(len(gaps), 20)
    assert GapList(gaps * 30).to_html(most=5).endswith(f"<p>{30 * len(gaps) - 5:,} more gaps</p>")


def test_hostile_names_stay_text():
    """A name with markup in it is shown as text."""
    _, gaps, _ = hostile_map()
    assert "<img" not in GapList(gaps).to_html()


def test_gaps_become_frames(small: KnowledgeGraph):
    """Polars and pandas get the same rows, with a column for each field and language."""
    gaps = find_gaps(small.network())
    polars, pandas = gaps.to_polars(), gaps.to_pandas()
    assert polars.height == len(pandas) == len(gaps)
    assert {"severity", "sentence_zh", "sentence_en", "fragility", "evidence"} <= set(polars.columns)
    assert list(polars.columns) == list(pandas.columns)
    assert polars["severity"].to_list() == pandas["severity"].tolist() == [gap.severity for gap in gaps]


@pytest.mark.browser
def test_map_opens_in_a_notebook_cell(chromium: Browser, tmp_path: Path):
    """The frame that a notebook puts into its page opens the map, without a network and without complaint."""
    network, gaps, sources = hostile_map()
    page = chains.draw_map(network, gaps, sources=sources)
    assert str(page).startswith("<!DOCTYPE html>")
    assert HOSTILE[1] not in page._repr_html_()
    (tmp_path / "cell.html").write_text(f"<!DOCTYPE html>{page._repr_html_()}", encoding="utf-8")
    with visit(chromium) as guest:
        guest.open(tmp_path / "cell.html")
        frame = guest.page.frames[1]
        for _ in range(200):
            if frame.evaluate("performance.getEntriesByName('ready').length > 0"):
                break
            guest.page.wait_for_timeout(30)
        assert frame.locator("#title").text_content()
        wait_until(guest.page, "true")
        assert guest.requests == []
        assert guest.complaints == []
