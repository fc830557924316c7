"""Gaps that were found once are read again, and found anew when they cannot be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chains.gaps import find_gaps, keeping
from chains.gaps.keeping import gaps_of
from chains.graph import KnowledgeGraph


@pytest.fixture
def graph(small: KnowledgeGraph, tmp_path: Path) -> KnowledgeGraph:
    """A copy of the small region's built graph without kept gaps."""
    shutil.copytree(small.folder, tmp_path / "built", ignore=shutil.ignore_patterns("gaps-*.json"))
    return KnowledgeGraph(tmp_path / "built")


def test_kept_gaps_are_those_found(graph: KnowledgeGraph):
    """The first and the second reading give the records that the engine finds, to the last digit."""
    found = find_gaps(graph.network())
    assert found
    assert gaps_of(graph) == found
    assert gaps_of(graph) == found


def test_second_reading_finds_nothing_anew(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch):
    """Once kept, the gaps do not need the engine."""
    first = gaps_of(graph)
    monkeypatch.setattr("chains.gaps.find_gaps", None)
    assert gaps_of(graph) == first


def test_changed_code_finds_anew(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch):
    """With other code the kept file is not read, and makes room for the new one."""
    gaps_of(graph)
    before = list(graph.folder.glob("gaps-*.json"))
    monkeypatch.setattr(keeping, "_code_digest", lambda: "other")
    gaps_of(graph)
    assert [path.name for path in graph.folder.glob("gaps-*.json")] == ["gaps-other.json"]
    assert before[0].name != "gaps-other.json"


@pytest.mark.parametrize("text", ["", "{", "[{}]", "[1]"])
def test_broken_file_is_replaced(graph: KnowledgeGraph, text: str):
    """A kept file that is no list of gaps is found out, and written anew."""
    found = gaps_of(graph)
    path = next(graph.folder.glob("gaps-*.json"))
    path.write_text(text, encoding="utf-8")
    assert gaps_of(graph) == found
    assert path.stat().st_size > 100
