"""The data of the bubbles: against the tables of skills, the graph itself, and by hand."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from maps import HOSTILE

from chains.draw.tiles import lay_tiles
from chains.draw.views import Material
from chains.draw.views.bubbles import part_bubbles, place_bubbles
from chains.draw.views.skills import VIEW, size_bubbles
from chains.gaps import find_gaps, measure
from chains.graph import KnowledgeGraph
from chains.names import ID
from chains.network import EDGE_SCHEMA, NODE_SCHEMA, REGION_SCHEMA, Network
from chains.records import Gap

Cell = dict[str, Any]


@pytest.fixture(scope="module")
def shortages(region: KnowledgeGraph) -> list[Gap]:
    """The shortages and surpluses of the shipped region."""
    return list(find_gaps(region.network(), kinds=["skill_shortage", "skill_surplus"]))


@pytest.fixture(scope="module")
def data(region: KnowledgeGraph, shortages: list[Gap]) -> dict[str, Any]:
    """The view of the shipped region."""
    network = region.network()
    found = VIEW.data(Material(network, shortages, lay_tiles(network)))
    assert found is not None
    return dict(found)


@pytest.fixture(scope="module")
def cells(data: dict[str, Any]) -> dict[str, Cell]:
    """Its places by identifier."""
    return {cell["id"]: cell for cell in data["cells"]}


def distances(cell: Cell) -> np.ndarray[Any, Any]:
    """How far the rims of each two bubbles are apart; from itself, 1."""
    x, y, r = (np.array(cell[name], dtype=float) for name in ("x", "y", "r"))
    apart = np.hypot(x[:, None] - x, y[:, None] - y) - r[:, None] - r
    np.fill_diagonal(apart, 1.0)
    return apart


# --- places of bubbles ---


def test_no_bubble_lies_over_another(cells: dict[str, Cell]):
    """In every place of the shipped region a bubble keeps clear of all others."""
    assert len(cells) > 10
    assert min(distances(cell).min() for cell in cells.values()) > 0


def test_linked_skills_stand_near(data: dict[str, Any], cells: dict[str, Cell]):
    """Centres of linked skills are less than half as far apart as those of any two."""
    cell = cells["region/yangtze-delta"]
    place = {skill: at for at, skill in enumerate(cell["skill"])}
    x, y = np.array(cell["x"]), np.array(cell["y"])
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    pairs = data["samples"][cell["sample"]]["pairs"]
    linked = [
        apart[place[a], place[b]] for a, b, kept in zip(pairs["a"], pairs["b"], pairs["drawn"], strict=True) if kept
    ]
    assert np.mean(linked) < 0.5 * apart[np.triu_indices(len(x), 1)].mean()


def test_bubbles_on_one_spot_are_parted():
    """Five bubbles on one spot end beside each other, and those that have room stay where they are."""
    radii = [5.0, 5.0, 9.0, 2.0, 5.0]
    parted = part_bubbles(np.zeros((5, 2)), radii, gap=1.0)
    cell = {"x": parted[:, 0], "y": parted[:, 1], "r": radii}
    assert distances(cell).min() == pytest.approx(1.0, abs=1e-5)
    wide = np.array([[0.0, 0.0], [100.0, 0.0]])
    assert part_bubbles(wide, [5.0, 5.0], gap=1.0) == pytest.approx(wide, abs=0.01)


def test_crowd_that_cannot_settle_is_spread():
    """A line of bubbles on one point each is spread until all fit."""
    crowd = np.column_stack([np.linspace(0, 1e-9, 60), np.zeros(60)])
    parted = part_bubbles(crowd, [10.0] * 60, gap=2.0)
    cell = {"x": parted[:, 0], "y": parted[:, 1], "r": [10.0] * 60}
    assert distances(cell).min() >= 0.9


def test_link_draws_two_bubbles_together():
    """Of four equal bubbles, two that are linked touch; without the link they do not."""
    radii = [10.0] * 12
    free = place_bubbles(radii, [], gap=2.0, flat=1.0)
    bound = place_bubbles(radii, [(3, 11, 1.0)], gap=2.0, flat=1.0)
    assert np.hypot(*(bound[3] - bound[11])) < 30 < np.hypot(*(free[3] - free[11]))
    assert place_bubbles([], [], gap=2.0, flat=1.0).shape == (0, 2)


# --- amounts ---


def test_area_follows_demand():
    """Four times the demand is twice the radius; what is hardly asked for keeps the least radius, so that it can be hit."""
    assert size_bubbles([400.0, 100.0, 0.01]) == [56.0, 28.0, 4.0]
    assert size_bubbles([0.0, 0.0]) == [4.0, 4.0]
    assert size_bubbles([]) == []


def test_amounts_are_those_of_the_table(cells: dict[str, Cell], region: KnowledgeGraph):
    """Demand and teaching of each skill are those of the table of single skills."""
    network = region.network()
    table = measure(network, "skill_gaps", region="常州")
    cell = cells["region/320400"]
    iris = network.nodes.get_column("iri").gather(cell["skill"]).to_list()
    told = dict(zip(iris, zip(cell["asked"], cell["taught"], strict=True), strict=True))
    rows = table.select("skill", "asked", "taught").iter_rows()
    assert told == {skill: (pytest.approx(asked, abs=0.006), taught) for skill, asked, taught in rows}


def test_occupations_add_up_to_the_demand(data: dict[str, Any], cells: dict[str, Cell]):
    """Postings of each occupation, times the rate at which it names a skill, add up to what is asked for."""
    for cell in cells.values():
        rates = data["samples"][cell["sample"]]["rates"]
        posted = dict(zip(cell["occupations"]["occupation"], cell["occupations"]["n"], strict=True))
        assert sum(posted.values()) == cell["postings"]
        sums: dict[int, float] = defaultdict(float)
        for occupation, skill, rate in zip(rates["occupation"], rates["skill"], rates["rate"], strict=True):
            sums[skill] += posted.get(occupation, 0) * rate
        assert [sums[skill] for skill in cell["skill"]] == pytest.approx(cell["asked"], rel=0.01, abs=0.02)


def test_programmes_add_up_to_the_teaching(data: dict[str, Any], cells: dict[str, Cell]):
    """Offerings of the programmes that develop a skill add up to the offerings that teach it."""
    develops = data["develops"]
    for cell in cells.values():
        offered = dict(zip(cell["programmes"]["programme"], cell["programmes"]["offerings"], strict=True))
        sums: dict[int, int] = defaultdict(int)
        for programme, skill in zip(develops["programme"], develops["skill"], strict=True):
            sums[skill] += offered.get(programme, 0)
        assert [sums[skill] for skill in cell["skill"]] == cell["taught"]


def test_offerings_are_those_of_the_graph(cells: dict[str, Cell], region: KnowledgeGraph):
    """What is taught in Changzhou is what SPARQL counts: institutions with a programme that develops the skill."""
    answer = region.query(
        "SELECT ?s (COUNT(DISTINCT ?o) AS ?n) WHERE { SELECT DISTINCT ?s (CONCAT(STR(?i), STR(?p)) AS ?o) WHERE { "
        "?p ch:developsSkill ?s . ?f ch:ofProgramme ?p ; ch:offeredBy ?i . ?i ch:inRegion/ch:partOf* ?r . "
        '?r skos:notation "320400" } } GROUP BY ?s'
    )
    counts = {str(skill): int(number) for skill, number in answer.values()}
    cell = cells["region/320400"]
    iris = region.network().nodes.get_column("iri").gather(cell["skill"]).to_list()
    short = {skill.removeprefix("id:"): number for skill, number in counts.items()}
    told = {iri: taught for iri, taught in zip(iris, cell["taught"], strict=True) if taught}
    assert told
    assert {iri: short.get(iri, short.get(iri.removeprefix(ID))) for iri in told} == told


# --- what it comes to ---


def test_levels_follow_the_shares(cells: dict[str, Cell]):
    """A taught skill is far short from four times the share on, short from twice; a surplus counts narrower skills, too."""
    for cell in cells.values():
        for asked, taught, level, near in zip(cell["asked"], cell["taught"], cell["level"], cell["near"], strict=True):
            if not taught:
                assert level == 2 or near >= 0
                continue
            ratio = asked / cell["allAsked"] / (taught / cell["allTaught"])
            if asked < 1:
                continue  # two decimals of so little say nothing of the ratio
            expected = 2 if ratio > 4.05 else 1 if 2.05 < ratio < 3.95 else None
            assert expected is None or level == expected
            assert level >= 0 or ratio < 0.51


def test_marks_are_the_listed_gaps(cells: dict[str, Cell], shortages: list[Gap], region: KnowledgeGraph):
    """A mark stands for a gap of the list: up for a shortage, down for a surplus; each leads to it."""
    marked = [(cell, at) for cell in cells.values() for at, mark in enumerate(cell["mark"]) if mark]
    assert len(marked) == len(shortages)
    iris = region.network().nodes.get_column("iri")
    for cell, at in marked:
        gap = shortages[cell["gap"][at]]
        assert gap.subject == (iris[cell["skill"][at]], ID + cell["id"])
        assert gap.kind == ("skill_shortage" if cell["mark"][at] > 0 else "skill_surplus")
        assert (cell["level"][at] > 0) == (cell["mark"][at] > 0)


def test_chance_and_thin_samples_are_unsure(cells: dict[str, Cell]):
    """Nothing is sure that chance may do, and a surplus only if it is listed."""
    for cell in cells.values():
        for level, sure, p, mark in zip(cell["level"], cell["sure"], cell["p"], cell["mark"], strict=True):
            assert not sure or p <= 0.05
            assert not (sure and level < 0) or mark < 0


def test_pairs_are_those_of_the_table(data: dict[str, Any], region: KnowledgeGraph):
    """The pairs are the complementarities of at least one half of the newest sample."""
    network = region.network()
    table = measure(network, "complementarity").filter(pl.col("year") == 2024)
    iris = network.nodes.get_column("iri")
    pairs = data["samples"][0]["pairs"]
    told = {
        frozenset((iris[a], iris[b])): theta for a, b, theta in zip(pairs["a"], pairs["b"], pairs["theta"], strict=True)
    }
    rows = table.select("skill", "other", "theta").iter_rows()
    assert told == {frozenset((one, other)): pytest.approx(theta, abs=1e-4) for one, other, theta in rows}
    assert 0 < sum(pairs["drawn"]) < len(told)


def test_data_is_plain_and_small(data: dict[str, Any]):
    """All of it is JSON without nan, of less than 300 kB before it is compressed."""
    assert len(json.dumps(data, allow_nan=False)) < 300_000


def test_hostile_names_stay_text(region: KnowledgeGraph):
    """The name of a place is passed on as it is, whatever it holds."""
    network = region.network()
    regions = network.regions.with_columns(label_zh=pl.lit(HOSTILE[1]), label_en=pl.lit(HOSTILE[0]))
    hostile = replace(network, regions=regions)
    found = VIEW.data(Material(hostile, [], lay_tiles(hostile)))
    assert found is not None
    assert {tuple(cell["name"]) for cell in found["cells"]} == {(HOSTILE[1], HOSTILE[0])}


def test_no_demand_gives_no_view():
    """Where nothing is asked for there are no bubbles."""
    empty = Network(*(pl.DataFrame(schema=schema) for schema in (NODE_SCHEMA, EDGE_SCHEMA, REGION_SCHEMA)))
    assert VIEW.data(Material(empty, [], lay_tiles(empty))) is None
