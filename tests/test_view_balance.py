"""The data of the picture of coordination, against the tables of coordination and of disagreement."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from maps import HOSTILE
from scipy.stats import beta

from chains.draw.tiles import lay_tiles
from chains.draw.views import Material
from chains.draw.views.balance import VIEW
from chains.gaps import find_gaps, measure
from chains.graph import KnowledgeGraph
from chains.names import ID
from chains.network import EDGE_SCHEMA, NODE_SCHEMA, REGION_SCHEMA, Network
from chains.records import Gap

Level = dict[str, Any]


@pytest.fixture(scope="module")
def conflicts(region: KnowledgeGraph) -> list[Gap]:
    """The cities of the shipped region whose statistics are fine and whose links are missing."""
    return list(find_gaps(region.network(), kinds=["coordination_conflict"]))


@pytest.fixture(scope="module")
def data(region: KnowledgeGraph, conflicts: list[Gap]) -> dict[str, Any]:
    """The view of the shipped region."""
    network = region.network()
    found = VIEW.data(Material(network, conflicts, lay_tiles(network)))
    assert found is not None
    return dict(found)


@pytest.fixture(scope="module")
def levels(data: dict[str, Any]) -> dict[str, Level]:
    """Its levels by name."""
    return {level["id"]: level for level in data["levels"]}


def rows_of(level: Level, year: int) -> dict[str, dict[str, Any]]:
    """The rows of a year by the IRI of the place."""
    rows = next(one["rows"] for one in level["years"] if one["year"] == year)
    return {ID + place["id"]: row for place, row in zip(level["places"], rows, strict=True)}


def close(value: float | None) -> Any:
    """The same number to the four decimals that the page has."""
    return None if value is None else pytest.approx(value, abs=6e-5)


@pytest.mark.parametrize("name", ["city", "province"])
def test_degrees_are_those_of_the_table(name: str, levels: dict[str, Level], region: KnowledgeGraph):
    """Degree, band and the four scores of every place and year are those of the table of coordination."""
    table = measure(region.network(), "coordination").filter(pl.col("level") == name)
    assert table.height > 40
    rows = {year: rows_of(levels[name], year) for year in table.get_column("year").unique()}
    for row in table.iter_rows(named=True):
        told = rows[row["year"]][row["region"]]
        assert [told["d"], told["low"], told["high"]] == [close(row[key]) for key in ("d", "d_low", "d_high")]
        assert told["u"] == [close(row[f"u_{chain}"]) for chain in ("education", "talent", "industry", "innovation")]


def test_links_and_findings_are_those_of_the_table(levels: dict[str, Level], region: KnowledgeGraph):
    """Of the compared year all is as in the table of disagreement: shares, standings, difference, finding."""
    table = measure(region.network(), "disagreement")
    rows = rows_of(levels["city"], table.item(0, "year"))
    assert len(rows) == table.height == 41
    for row in table.iter_rows(named=True):
        told = rows[row["region"]]
        assert (told["finding"], told["organisations"], told["linked"]) == (
            row["finding"],
            row["organisations"],
            row["linked"],
        )
        if row["finding"] is None:
            assert told["share"] is None
            continue
        assert told["share"][0] == close(row["linked_share"])
        assert told["statistics"][0] == close(row["by_statistics"])
        assert told["links"][0] == close(row["by_links"])
        assert told["difference"] == [close(row[key]) for key in ("difference", "low", "high")]


def test_bands_hold_their_values(levels: dict[str, Level]):
    """The share of linked organisations and both standings lie within their bands, and these within 0 and 1."""
    for year in levels["city"]["years"]:
        for row in year["rows"]:
            for name in ("share", "statistics", "links"):
                if row[name] is not None:
                    value, low, high = row[name]
                    assert 0 <= low <= value <= high <= 1


def test_bands_of_shares_follow_the_numbers(levels: dict[str, Level]):
    """The band of a share is about the middle nine tenths of the shares that would explain so many linked of so many."""
    for row in levels["city"]["years"][-1]["rows"]:
        if row["share"] is not None:
            linked, unlinked = row["linked"], row["organisations"] - row["linked"]
            _, low, high = row["share"]
            expected = beta(linked + 0.5, unlinked + 0.5).ppf([0.05, 0.95])
            assert low == pytest.approx(min(expected[0], row["share"][0]), abs=0.04)
            assert high == pytest.approx(expected[1], abs=0.04)


def test_missing_links_say_what_the_gap_says(levels: dict[str, Level], conflicts: list[Gap]):
    """A city whose links are missing has the sentence of its gap, and its number on the page."""
    level = levels["city"]
    rows = rows_of(level, level["years"][-1]["year"])
    missing = {city for city, row in rows.items() if row["finding"] == "links_missing"}
    assert missing == {gap.region for gap in conflicts}
    number = {ID + place["id"]: place["gap"] for place in level["places"]}
    for city in missing:
        gap = conflicts[number[city]]
        assert (gap.region, rows[city]["sentence"]) == (city, [gap.sentence.zh, gap.sentence.en])


def test_every_compared_city_has_a_sentence(levels: dict[str, Level]):
    """Each compared city has a sentence in both languages, each other a reason."""
    for year in levels["city"]["years"]:
        assert sum(row["finding"] is not None for row in year["rows"]) == year["compared"] > 30
        for row in year["rows"]:
            told = row["sentence"] if row["finding"] else row["why"]
            assert len(told) == 2
            assert all(told)


def test_single_indicator_is_named(levels: dict[str, Level]):
    """Education of the cities rests on one indicator, which the notes name; other chains have several."""
    basis = {one["chain"]: one for one in levels["city"]["years"][-1]["basis"]}
    assert basis["education"]["count"] == 1
    assert "师生比" in basis["education"]["only"][0]
    assert all(basis[chain]["only"] is None and basis[chain]["count"] > 1 for chain in ("talent", "industry"))


def test_year_without_degree_says_why(levels: dict[str, Level]):
    """A year that lacks the indicators of a chain has no degree, and a reason."""
    bare = rows_of(levels["province"], 2010)
    assert len(bare) == 4
    assert all(row["d"] is None and row["why"] for row in bare.values())


def test_data_is_plain_and_small(data: dict[str, Any]):
    """All of it is JSON without nan, of less than 120 kB before it is compressed."""
    assert len(json.dumps(data, allow_nan=False)) < 120_000


def test_hostile_names_stay_text(region: KnowledgeGraph):
    """The name of a place is passed on as it is, whatever it holds, alone and in its sentence."""
    network = region.network()
    regions = network.regions.with_columns(label_zh=pl.lit(HOSTILE[1]), label_en=pl.lit(HOSTILE[0]))
    hostile = replace(network, regions=regions)
    found = VIEW.data(Material(hostile, [], lay_tiles(hostile)))
    assert found is not None
    city = found["levels"][0]
    assert {tuple(place["name"]) for place in city["places"]} == {(HOSTILE[1], HOSTILE[0])}
    told = [row["sentence"] for row in city["years"][-1]["rows"] if row["sentence"]]
    assert all(zh.startswith(HOSTILE[1]) and en.startswith(HOSTILE[0]) for zh, en in told)


def test_no_statistics_give_no_view():
    """Without indicators there is nothing to draw."""
    empty = Network(*(pl.DataFrame(schema=schema) for schema in (NODE_SCHEMA, EDGE_SCHEMA, REGION_SCHEMA)))
    assert VIEW.data(Material(empty, [], lay_tiles(empty))) is None
