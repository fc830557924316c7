"""The checks of OOPS! and FOOPS! that need no network: the ontology passes each, and each is seen to fail."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from chains.names import PREFIXES
from chains.resources import ontology_folder

CHECKS: Mapping[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("ontology_checks.toml").read_text(encoding="utf-8")
)
SPACES = PREFIXES | {
    "bibo": "http://purl.org/ontology/bibo/",
    "ex": "https://example.org/",
    "vann": "http://purl.org/vocab/vann/",
}
each_check = pytest.mark.parametrize("name", CHECKS)


def _guilty(name: str, store: ox.Store) -> list[str]:
    rows = store.query(CHECKS[name]["query"], prefixes=SPACES)
    return sorted({str(row["this"].value).removeprefix(SPACES["ex"]) for row in rows})


def _parse(text: str) -> ox.Store:
    store = ox.Store()
    head = "".join(f"@prefix {name}: <{space}> .\n" for name, space in SPACES.items())
    store.load(head + text, format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def ontology() -> ox.Store:
    """The ontology by itself."""
    return _parse((ontology_folder() / "chains.ttl").read_text(encoding="utf-8"))


@each_check
def test_ontology_passes(name: str, ontology: ox.Store):
    """The ontology has nothing that this check finds."""
    assert _guilty(name, ontology) == [], CHECKS[name]["title"]


@each_check
def test_check_finds_the_fault(name: str):
    """The check names the guilty of its broken example, and nothing else in it."""
    assert _guilty(name, _parse(CHECKS[name]["broken"])) == CHECKS[name]["guilty"], CHECKS[name]["title"]


def test_every_check_that_can_run_offline_is_there():
    """The list holds the pitfalls and tests that this house promises."""
    pitfalls = "02 03 04 05 06 07 08 10 11 12 13 19 20 21 22 24 25 26 27 29 30 31 32 33 34 35 36 38 39 40 41"
    fair = "FIND1 HTTP1 OM1 OM2 OM3 OM4.1 OM4.2 OM5.1 OM5.2 PURL1 URI2 VER1 VOC1 VOC2 VOC3 VOC4"
    assert set(CHECKS) == {f"P{number}" for number in pitfalls.split()} | set(fair.split())
