"""Fixtures that every test may use: the shipped regions, built once into a cache of the test run's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chains.cache import CACHE_VARIABLE
from chains.graph import KnowledgeGraph, open_graph
from chains.resources import SMALL_REGION, data_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep built graphs apart from those of the person who runs the tests."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get(CACHE_VARIABLE)
    os.environ[CACHE_VARIABLE] = str(folder)
    yield folder
    if before is None:
        del os.environ[CACHE_VARIABLE]
    else:
        os.environ[CACHE_VARIABLE] = before


@pytest.fixture(scope="session")
def region() -> KnowledgeGraph:
    """The shipped region."""
    return open_graph()


@pytest.fixture(scope="session")
def small() -> KnowledgeGraph:
    """The small region of real rows around Changzhou."""
    return open_graph(data_folder(SMALL_REGION))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium (see ``browser.visit`` for a page of it); where there is none, its tests are skipped."""
    from browser import find_chromium, open_browser

    if find_chromium() is None:
        pytest.skip("there is no Chromium here; install the package chromium")
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def region_page(region: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map's page of the shipped region, with few kinds of gap, for tests of its views."""
    from chains.draw import draw_map
    from chains.gaps import find_gaps

    network = region.network()
    gaps = find_gaps(network, kinds=["weakest_step", "broken_chain"])
    path = tmp_path_factory.mktemp("page") / "map.html"
    path.write_text(draw_map(network, gaps, title=region.title, sources=region.sources()), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run with an English environment, so that expected words do not depend on the machine."""
    for name in ("LC_ALL", "LC_MESSAGES", "FOURCHAINS_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


@pytest.fixture
def run_chains() -> Run:
    """Run the command ``chains`` in a process of its own and return what it printed and its exit code."""

    def run(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "chains", *words]
        settings = {"capture_output": True, "text": True, "encoding": "utf-8", "check": False, "timeout": 300} | options
        return subprocess.run(command, **settings)  # type: ignore[call-overload,no-any-return]

    return run
