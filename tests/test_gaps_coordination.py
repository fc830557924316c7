"""The coordination degree of real and invented regions, and the cities whose statistics hide missing links."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from conftest import Run
from tiny import iri, make_network

from chains.errors import UnknownName
from chains.gaps import find_gaps, load_tables, measure
from chains.gaps.contract import GRADE_WEIGHTS
from chains.gaps.coordination.columns import FINDING_WORDS, GRADE_CODES, WHY_WORDS
from chains.gaps.coordination.comparing import compare_cities
from chains.gaps.coordination.finder import find_conflicts
from chains.gaps.coordination.scores import score_year, weigh_panel
from chains.gaps.coordination.standings import compare_standings
from chains.gaps.reading.indicators import read_panels
from chains.gaps.reading.survey import Survey
from chains.gaps.reading.years import cut_at_year
from chains.graph import KnowledgeGraph
from chains.measures.coupling import GRADES, grade_coordination
from chains.measures.standing import count_joining_links
from chains.names import ID
from chains.network import INDICATOR_SCHEMA, OBSERVATION_SCHEMA, Network
from chains.records import Gap
from chains.resources import data_folder
from chains.summary import CHAINS

NANJING, CHUZHOU, SUZHOU = (f"{ID}region/{code}" for code in (320100, 341100, 320500))
LINKED = {"education", "industry", "innovation"}

# --- invented regions -------------------------------------------------------------------------------------------------


def add_statistics(network: Network, values: dict[tuple[str, str, int], float], **facts: object) -> Network:
    """The network with an indicator for each chain and number, ``talent-1`` say, on the range from 0 to 1.

    *values* are by indicator, city and year; *facts* change every observation.
    """
    names = sorted({indicator for indicator, _, _ in values})
    indicators = [
        {"iri": iri(name), "chain": name.split("-")[0], "kind": "rate", "label_zh": f"{name}（中）", "label_en": name}
        | {"worst": 0.0, "best": 1.0, "graph": f"{ID}source/ranges"}
        for name in names
    ]
    rows = [
        {"indicator": iri(name), "region": iri(city), "year": year, "period": "annual", "value": value}
        | {"graph": f"{ID}source/statistics", "confidence": "stated"}
        | facts
        for (name, city, year), value in values.items()
    ]
    return replace(
        network,
        indicators=pl.DataFrame(indicators, schema=INDICATOR_SCHEMA, orient="row"),
        observations=pl.DataFrame(rows, schema=OBSERVATION_SCHEMA, orient="row"),
    )


def make_cities(pairs: list[int], size: int = 20) -> Network:
    """Cities with *size* schools and as many firms each, of which so many pairs are partners."""
    places, links = {}, []
    for number, linked in enumerate(pairs):
        city = f"city-{number:02d}"
        ends = [(f"school-{number:02d}-{one:02d}", f"firm-{number:02d}-{one:02d}") for one in range(size)]
        places[city] = [end for pair in ends for end in pair]
        links += [("partners-with", *pair) for pair in ends[:linked]]
    return make_network(links, places)


def invent(seed: int, hidden: int | None = None, cities: int = 16) -> Network:
    """A region whose cities are linked as their statistics say, but for one with good statistics and no links."""
    rng = np.random.default_rng(seed)
    level = rng.permutation(np.linspace(0.1, 0.9, cities))
    pairs = [round(20 * value) for value in level]
    if hidden is not None:
        level[hidden], pairs[hidden] = 0.85, 0
    values = {
        (f"{chain}-{number}", f"city-{city:02d}", 2024): float(np.clip(level[city] + rng.normal(0, 0.04), 0.01, 1))
        for chain in CHAINS
        for number in range(3)
        for city in range(cities)
    }
    return add_statistics(make_cities(pairs), values)


def test_hidden_conflicts_are_found_and_nothing_else():
    """Of 20 invented regions with one conflict each all are found; the false alarms keep to the stated share."""
    found, false = 0, 0
    for seed in range(20):
        hidden = seed % 16
        regions = {gap.region for gap in find_conflicts(invent(seed, hidden))}
        found += iri(f"city-{hidden:02d}") in regions
        false += len(regions - {iri(f"city-{hidden:02d}")})
    assert found == 20
    assert false <= 0.05 * 20 * 15


def test_regions_in_agreement_raise_few_alarms():
    """Where links follow the statistics, at most one city in twenty is named."""
    alarms = sum(len(find_conflicts(invent(seed))) for seed in range(100, 120))
    assert alarms <= 0.05 * 20 * 16


# --- conflicts ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gaps(region: KnowledgeGraph) -> list[Gap]:
    """The conflicts of the shipped region."""
    return find_gaps(region.network(), kinds=["coordination_conflict"])


@pytest.fixture(scope="module")
def disagreement(region: KnowledgeGraph) -> pl.DataFrame:
    """The table of both standings."""
    return measure(region.network(), "disagreement")


def test_real_conflicts_are_few_and_well_known_cities(gaps: list[Gap]):
    """Nanjing stands first: second by statistics, and five of its 124 organisations linked across chains."""
    assert 3 <= len(gaps) <= 12
    first = gaps[0]
    assert first.region == NANJING
    assert first.chains == CHAINS
    assert (first.observed, first.expected) == pytest.approx((40.0, 97.143))
    assert "124" in first.sentence.en
    assert "2024" in first.sentence.zh
    assert "第 2" in first.sentence.zh
    assert "中小学师生比" in first.sentence.zh


def test_conflicts_are_those_of_the_table(gaps: list[Gap], disagreement: pl.DataFrame):
    """A gap stands for each city that the table finds missing links in, with its numbers."""
    rows = {row["region"]: row for row in disagreement.iter_rows(named=True) if row["finding"] == "links_missing"}
    assert {gap.region for gap in gaps} == set(rows)
    for gap in gaps:
        row = rows[gap.region]
        assert gap.observed == pytest.approx(100 * row["by_links"], abs=1e-3)
        assert gap.expected == pytest.approx(100 * row["by_statistics"], abs=1e-3)
        assert gap.severity == pytest.approx(row["low"] * GRADE_WEIGHTS[gap.coverage], abs=1e-4)
        assert 0 < row["low"] <= row["difference"] <= row["high"]
        assert gap.fragility >= 1


def test_evidence_returns_the_values_and_the_linked(
    gaps: list[Gap], region: KnowledgeGraph, disagreement: pl.DataFrame
):
    """The query gives every value of the statistics and every linked organisation, and nothing else."""
    linked = dict(disagreement.select("region", "linked").iter_rows())
    indicators, observed = region.network().indicators, region.network().observations
    ranged = indicators.drop_nulls("worst").get_column("iri").implode()
    for gap in gaps:
        rows = region.query(gap.evidence).values()
        values = {(indicator, float(value or 0)) for indicator, value, _, _ in rows if indicator}
        own = observed.filter((pl.col("region") == gap.region) & (pl.col("year") == 2024))
        scores = own.filter(pl.col("indicator").is_in(ranged))
        assert len(values) == 12
        assert values == set(scores.select("indicator", "value").iter_rows())
        organisations = [row for row in rows if row[0] is None]
        assert len({row[2] for row in organisations}) == len(organisations) == linked[gap.region]
        assert {(row[3] or "").rpartition("/")[2] for row in organisations} <= LINKED
        assert set(own.get_column("graph")) & set(gap.sources)


def test_grade_tells_how_much_is_on_record(gaps: list[Gap], region: KnowledgeGraph):
    """The grade is that of the organisations with any tie on record: three of thirty in Shaoxing are a D."""
    grades = {gap.region: gap.coverage for gap in gaps}
    shaoxing = f"{ID}region/330600"
    assert grades[shaoxing] == "D"
    words = next(gap.sentence for gap in gaps if gap.region == shaoxing)
    assert "没有一个" in words.zh
    assert "none works" in words.en
    assert "3 have any tie" in words.en
    assert region.network().regions.filter(pl.col("iri") == shaoxing).height == 1


def add_partners(network: Network, city: str, number: int) -> Network:
    """The network with partnerships between so many schools and firms of a city that have none."""
    linked = network.links("partners-with")
    free = [
        [
            node
            for node, (name, place) in enumerate(network.nodes.select("iri", "region").iter_rows())
            if place == iri(city) and kind in name and node not in set(linked["source"]) | set(linked["target"])
        ]
        for kind in ("school-", "firm-")
    ]
    rows = linked.head(1).to_dicts()[0]
    new = [rows | {"source": one, "target": other} for one, other in zip(*free, strict=True)][:number]
    assert len(new) == number
    return replace(network, edges=pl.concat([network.edges, pl.DataFrame(new, schema=network.edges.schema)]))


@pytest.mark.parametrize("seed", [0, 3, 5])
def test_fragility_by_trial(seed: int):
    """With so many more partnerships the conflict is gone, with one fewer it is there; on the way it never grows."""
    network = invent(seed, hidden=2)
    gap = next(gap for gap in find_conflicts(network) if gap.region == iri("city-02"))
    assert gap.fragility > 1
    severities = []
    for number in range(gap.fragility + 1):
        more = [found for found in find_conflicts(add_partners(network, "city-02", number)) if found.id == gap.id]
        severities.append(more[0].severity if more else 0.0)
    assert all(severity > 0 for severity in severities[:-1])
    assert severities[-1] == 0.0


def test_fragility_is_the_smallest_number(gaps: list[Gap], region: KnowledgeGraph):
    """One tie fewer, however well placed, leaves each conflict of the shipped region beyond the band."""
    found = compare_cities(Survey.of(region.network()))
    assert found is not None
    regions = [found.panel.regions[row] for row in found.scores.rows]
    for gap in gaps:
        city = found.linked[gap.region or ""]
        free = np.flatnonzero(~city.linked)
        for ties, beyond in ((gap.fragility - 1, True), (gap.fragility, False)):
            served = max(
                number for number in range(len(free) + 1) if count_joining_links(city.unlinked, number) <= ties
            )
            linked = city.linked.copy()
            linked[free[:served]] = True
            standings = compare_standings(
                found.scores, regions, found.linked | {gap.region or "": replace(city, linked=linked)}
            )
            assert standings is not None
            assert (standings.low[standings.cities.index(gap.region or "")] > 0) == beyond


def test_closing_links_join_those_without(gaps: list[Gap], region: KnowledgeGraph):
    """Each suggested partnership joins two organisations of the city that work with no other chain there."""
    found = compare_cities(Survey.of(region.network()))
    assert found is not None
    names = region.network().nodes.get_column("iri").to_list()
    assert any(gap.closing for gap in gaps)
    for gap in gaps:
        city = found.linked[gap.region or ""]
        alone = {names[node] for node in city.here.nodes[~city.linked].tolist()}
        ends = [end for first, kind, last in gap.closing for end in (first, last) if kind == "partners-with"]
        assert len(ends) == 2 * len(gap.closing)
        assert set(ends) <= alone
        assert len(set(ends)) == len(ends)


def test_links_ahead_of_statistics_are_no_gap(gaps: list[Gap], disagreement: pl.DataFrame):
    """Chuzhou is linked better than its statistics say: the table tells it, the list does not."""
    finding = dict(disagreement.select("region", "finding").iter_rows())
    assert finding[CHUZHOU] == "links_ahead"
    assert CHUZHOU not in {gap.region for gap in gaps}


def test_weights_hardly_change_the_findings(region: KnowledgeGraph, gaps: list[Gap]):
    """With equal weights the strongest conflicts are the same."""
    rows = measure(region.network(), "disagreement", {"weights": "equal"})
    same = set(rows.filter(pl.col("finding") == "links_missing").get_column("region"))
    assert {gap.region for gap in gaps[:3]} <= same


# --- the table of both standings ------------------------------------------------------------------------------------


def test_every_city_has_a_row_with_a_finding_or_a_reason(disagreement: pl.DataFrame):
    """All 41 cities are there; who has no finding has a reason, and no other."""
    assert disagreement.height == 41
    assert (disagreement["finding"].is_null() == disagreement["why"].is_not_null()).all()
    assert set(disagreement["finding"].drop_nulls()) <= set(FINDING_WORDS)
    assert set(disagreement["why"].drop_nulls()) == {"one_chain"}
    assert disagreement["d"].null_count() == 0


def test_links_of_the_table_by_another_way(region: KnowledgeGraph, disagreement: pl.DataFrame):
    """The linked organisations of three cities, counted from the edges one by one."""
    network = region.network()
    rows = network.nodes.select("chain", "region").rows()
    groups: dict[object, set[int]] = defaultdict(set)
    agreed = network.edges.filter(pl.col("status").is_null() | (pl.col("status") != "intended"))
    for number, (kind, source, target) in enumerate(agreed.select("kind", "source", "target").iter_rows()):
        if kind in {"partners-with", "trains-for"}:
            groups[number] = {source, target}
        elif kind in {"member-of", "participates-in"}:
            groups[kind, target].add(source)
        elif kind == "hosted-by":
            groups[kind, source].add(target)
    for city in (NANJING, SUZHOU, CHUZHOU):
        linked = set()
        for members in groups.values():
            here = {node for node in members if rows[node][1] == city and rows[node][0] in LINKED}
            linked |= {one for one in here if any(rows[one][0] != rows[other][0] for other in here)}
        row = disagreement.row(by_predicate=pl.col("region") == city, named=True)
        assert row["linked"] == len(linked)
        assert row["linked_share"] == pytest.approx(len(linked) / row["organisations"], rel=1e-5)


def test_ranks_follow_the_numbers(disagreement: pl.DataFrame):
    """Rank 1 has the highest number of each of the four, and what has no number has no rank."""
    pairs = (
        ("d", "rank_d"),
        ("linked_share", "rank_links"),
        ("complete_share", "rank_complete"),
        ("density_z", "rank_z"),
    )
    for name, rank in pairs:
        rows = disagreement.select(name, rank)
        assert (rows[name].is_null() == rows[rank].is_null()).all()
        known = rows.drop_nulls()
        assert known.sort(name, descending=True)[rank].is_sorted()
        assert known.height > 15


def test_city_without_a_second_chain_says_so():
    """A city with schools only has statistics and no standing; the others are compared without it."""
    network = invent(1)
    lone = make_network(
        [],
        {"city-99": ["school-99-a", "school-99-b"]},
    )
    nodes = pl.concat([network.nodes, lone.nodes.filter(pl.col("cls") == "University")])
    regions = pl.concat([network.regions, lone.regions])
    more = network.observations.filter(pl.col("region") == iri("city-00")).with_columns(region=pl.lit(iri("city-99")))
    wide = replace(network, nodes=nodes, regions=regions, observations=pl.concat([network.observations, more]))
    row = measure(wide, "disagreement").row(by_predicate=pl.col("region") == iri("city-99"), named=True)
    assert (row["why"], row["finding"], row["organisations"], row["linked_share"]) == ("one_chain", None, 2, None)
    assert row["d"] is not None


def test_few_cities_are_not_compared():
    """Among four cities a standing says nothing: no gap, and the table tells why."""
    network = invent(1, hidden=0, cities=4)
    assert find_conflicts(network) == []
    rows = measure(network, "disagreement")
    assert set(rows["why"]) == {"few_cities"}
    assert rows["d"].null_count() == 0


def test_no_statistics_no_finding(small: KnowledgeGraph, region: KnowledgeGraph):
    """Without indicators on a range there is no gap, and the tables are empty with all their columns."""
    bare = replace(region.network(), indicators=pl.DataFrame(schema=INDICATOR_SCHEMA))
    for network in (small.network(), bare, make_cities([1, 2, 3])):
        assert find_conflicts(network) == []
        for name in ("coordination", "disagreement"):
            rows = measure(network, name)
            assert rows.is_empty()
            assert rows.columns == [column.name for column in load_tables()[name].columns]


def test_city_without_statistics_says_so():
    """A city that the statistics leave out has its links and no standing."""
    network = invent(1)
    known = network.observations.filter(pl.col("region") != iri("city-05"))
    rows = measure(replace(network, observations=known), "disagreement")
    row = rows.row(by_predicate=pl.col("region") == iri("city-05"), named=True)
    assert (row["why"], row["d"], row["rank_d"]) == ("no_statistics", None, None)
    assert row["linked_share"] is not None


# --- the degree -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def coordination(region: KnowledgeGraph) -> pl.DataFrame:
    """The coordination degrees of the shipped region."""
    return measure(region.network(), "coordination")


def read_scaled() -> dict[str, dict[tuple[str, str], dict[str, float]]]:
    """The scaled indicators from the tables as they lie on disk: chain by (region, year) by indicator, provinces only."""
    folder = data_folder("yangtze-delta")
    with (folder / "indicators.csv").open(encoding="utf-8") as file:
        ranges = {row["id"]: row for row in csv.DictReader(file) if row["best"]}
    found: dict[str, dict[tuple[str, str], dict[str, float]]] = {chain: defaultdict(dict) for chain in CHAINS}
    with (folder / "observations.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            own = ranges.get(row["indicator"])
            if own and row["region"].endswith("0000") and row["period"] == "annual":
                worst, best = float(own["worst"]), float(own["best"])
                score = min(max((float(row["value"]) - worst) / (best - worst), 0.0), 1.0)
                found[own["chain"]][row["region"], row["year"]][row["indicator"]] = score
    return found


def test_provinces_by_a_second_way(coordination: pl.DataFrame):
    """Entropy weights, scores and all three degrees of every province and year, worked out in plain loops."""
    scaled = read_scaled()
    told = {
        (row["region"].rpartition("/")[2], str(row["year"])): row
        for row in coordination.filter(pl.col("level") == "province").iter_rows(named=True)
    }
    assert len(told) == 56
    weights: dict[str, float] = {}
    for rows in scaled.values():
        spread = {}
        for name in {name for row in rows.values() for name in row}:
            column = [row[name] for row in rows.values() if name in row]
            shares = [value / sum(column) for value in column]
            entropy = -sum(share * math.log(share) for share in shares if share) / math.log(len(column))
            spread[name] = 1 - entropy
        weights |= {name: value / sum(spread.values()) for name, value in spread.items()}
    for key, row in told.items():
        u = []
        for chain in CHAINS:
            own = scaled[chain].get(key, {})
            whole = sum(weights[name] for name in own)
            u.append(sum(weights[name] * value for name, value in own.items()) / whole if own else math.nan)
        if any(map(math.isnan, u)):
            assert row["d"] is None
            assert row["why"] == "no_indicator"
            continue
        assert [row[f"u_{chain}"] for chain in CHAINS] == pytest.approx(u, rel=1e-5)
        product, mean = math.prod(u), sum(u) / 4
        apart = [abs(u[i] - u[j]) for i in range(4) for j in range(i)]
        wang = math.sqrt((1 - sum(apart) / 6) * (product / max(u) ** 4) ** (1 / 3))
        fan = 1 - 2 * math.sqrt(sum((value - mean) ** 2 for value in u) / 4)
        assert row["d"] == pytest.approx(math.sqrt(product**0.25), rel=1e-5)
        assert row["d_wang"] == pytest.approx(math.sqrt(wang * mean), rel=1e-5)
        assert row["d_fan"] == pytest.approx(math.sqrt(fan * mean), rel=1e-5)
        lacks = {name: weights[name] * (1 - value) for chain in CHAINS for name, value in scaled[chain][key].items()}
        assert row["obstacle"] == f"{ID}indicator/{max(lacks, key=lambda name: lacks[name])}"
        assert row["obstacle_share"] == pytest.approx(max(lacks.values()) / sum(lacks.values()), rel=1e-5)
        assert row["used"] == len(lacks)
        assert row["used"] + row["missing"] == 10


def test_levels_and_years_are_all_there(coordination: pl.DataFrame):
    """41 cities in two years, four provinces in fourteen; Shanghai is both a province and a city."""
    counts = coordination.group_by("level", "year").len().sort("level", "year").rows()
    assert counts == [("city", 2023, 41), ("city", 2024, 41), *(("province", year, 4) for year in range(2010, 2024))]
    assert coordination.filter(pl.col("region").str.contains("region/3101?00")).get_column("level").n_unique() == 2


def test_standard_degree_uses_no_link(region: KnowledgeGraph, coordination: pl.DataFrame):
    """It is the root of the geometric mean of the scores, and the same in a region without any link."""
    known = coordination.drop_nulls("d")
    means = known.select(pl.mean_horizontal(pl.col("^u_.*$").log()).exp().sqrt()).to_series()
    assert known["d"].to_list() == pytest.approx(means.to_list(), rel=1e-5)
    bare = replace(region.network(), edges=region.network().edges.clear())
    assert measure(bare, "coordination").equals(coordination)


def test_grades_and_bands_fit_the_degrees(coordination: pl.DataFrame):
    """Bands are ordered and within bounds, and each grade is that of its number."""
    known = coordination.drop_nulls("d")
    assert known.select((pl.col("d_low") <= pl.col("d_high")).all()).item()
    assert known.select(pl.col("d_low").min() >= 0, pl.col("d_high").max() <= 1).row(0) == (True, True)
    for number, grade in (("d", "grade"), ("d_low", "grade_low"), ("d_high", "grade_high")):
        places = grade_coordination(known[number].to_numpy())
        assert known[grade].to_list() == [GRADE_CODES[place] for place in places]
    inside = known.filter(pl.col("d").is_between("d_low", "d_high")).height
    assert inside > 0.9 * known.height


def test_equal_weights_are_a_choice(region: KnowledgeGraph, coordination: pl.DataFrame):
    """With equal weights a score is the plain mean of the indicators; any other word is an error that names both."""
    rows = measure(region.network(), "coordination", {"weights": "equal"}, region="苏州市")
    talent = rows.filter(pl.col("year") == 2024).get_column("u_talent").item()
    assert talent == pytest.approx((0.41 + 1.0) / 2)
    assert not rows.equals(coordination)
    with pytest.raises(UnknownName) as caught:
        measure(region.network(), "coordination", {"weights": "equall"})
    assert "equal" in caught.value.nearest


def test_same_bytes_twice(region: KnowledgeGraph, coordination: pl.DataFrame):
    """The draws are seeded: the table is the same on every run and for rows in any order."""
    network = region.network()
    shuffled = replace(
        network,
        indicators=network.indicators.reverse(),
        observations=network.observations.sample(fraction=1.0, shuffle=True, seed=3),
        regions=network.regions.reverse(),
    )
    assert measure(shuffled, "coordination").equals(coordination)


def grid(value: float = 0.5, numbers: int = 2, cities: int = 6) -> dict[tuple[str, str, int], float]:
    """Statistics of some cities: indicators rise from city to city."""
    return {
        (f"{chain}-{number}", f"city-{city:02d}", 2024): value * (city + 1 + number) / (cities + numbers)
        for chain in CHAINS
        for number in range(numbers)
        for city in range(cities)
    }


def test_indicators_that_do_not_differ_cannot_be_weighed():
    """A chain whose indicators are the same everywhere has no entropy weights: no degree, with the reason; equal weights work."""
    values = {key: 0.4 if key[0].startswith("talent") else value for key, value in grid().items()}
    network = add_statistics(make_cities([1] * 6), values)
    rows = measure(network, "coordination")
    assert set(rows["why"]) == {"no_spread"}
    assert rows["d"].null_count() == rows["u_talent"].null_count() == 6
    assert measure(network, "coordination", {"weights": "equal"})["d"].null_count() == 0
    assert find_conflicts(network) == []


def test_one_indicator_for_each_chain_gives_no_band():
    """A degree there is, but nothing tells how much other indicators would differ: no band, and so no standing."""
    network = add_statistics(make_cities([3] * 6), grid(numbers=1))
    rows = measure(network, "coordination")
    assert rows["d"].null_count() == 0
    assert rows["d_low"].null_count() == rows["grade_low"].null_count() == 6
    assert set(rows["why"]) == {"one_indicator"}
    assert set(measure(network, "disagreement")["why"]) == {"one_indicator"}


def test_chain_without_indicator_gives_no_degree():
    """Three chains are not four: the scores of those are told, the degree is not."""
    values = {key: value for key, value in grid().items() if not key[0].startswith("innovation")}
    rows = measure(add_statistics(make_cities([1] * 6), values), "coordination")
    assert set(rows["why"]) == {"no_indicator"}
    assert rows["u_talent"].null_count() == 0
    assert rows["d"].null_count() == rows["c"].null_count() == rows["d_fan"].null_count() == 6


def test_missing_values_are_told_and_never_zero():
    """A city that lacks an indicator is scored on the others, with the share of weight that is known."""
    values = grid()
    del values["talent-0", "city-03", 2024]
    rows = measure(add_statistics(make_cities([1] * 6), values), "coordination", {"weights": "equal"})
    row = rows.row(by_predicate=pl.col("region") == iri("city-03"), named=True)
    assert (row["used"], row["missing"], row["known"]) == (7, 1, 0.875)
    assert row["u_talent"] == pytest.approx(values["talent-1", "city-03", 2024])


def test_indicator_of_another_year_is_not_drawn():
    """Draws of a year are of the indicators of that year: none is lost to one that was only observed later."""
    values = grid(numbers=3) | {(name, city, 2023): value for (name, city, _), value in grid().items()}
    panel = next(read_panels(add_statistics(make_cities([1] * 6), values)))
    scores = score_year(panel, weigh_panel(panel, "equal"), 2023)
    assert not np.isnan(scores.drawn).any()
    assert set(scores.used) == {8}
    assert set(scores.missing) == {4}


def test_panel_takes_what_can_be_compared():
    """Only annual values on a range, of at least half of the cities; the best confidence counts, of equal ones the mean."""
    network = add_statistics(make_cities([1] * 6), grid())
    first = network.observations.head(1)
    key = first.select("indicator", "region").row(0)
    more = pl.concat(
        [
            network.observations,
            first.with_columns(value=pl.lit(0.9), graph=pl.lit("urn:b")),
            first.with_columns(value=pl.lit(0.0), confidence=pl.lit("derived"), graph=pl.lit("urn:c")),
            first.with_columns(value=pl.lit(0.0), period=pl.lit("H1")),
            first.with_columns(indicator=pl.lit(iri("talent-rare"))),
            first.with_columns(indicator=pl.lit(iri("talent-flat"))),
        ]
    )
    rare = network.indicators.head(1).with_columns(iri=pl.lit(iri("talent-rare")))
    flat = rare.with_columns(iri=pl.lit(iri("talent-flat")), worst=pl.lit(1.0))
    panel = next(
        read_panels(replace(network, observations=more, indicators=pl.concat([network.indicators, rare, flat])))
    )
    assert len(panel.indicators) == 8
    row, column = panel.regions.index(key[1]), panel.indicators.index(key[0])
    assert panel.scaled[row, column] == pytest.approx((first["value"].item() + 0.9) / 2)
    assert "urn:c" not in set(panel.values["graph"])


def test_less_is_better_where_the_best_is_below():
    """A cost indicator scores the other way round."""
    network = add_statistics(make_cities([1] * 6), grid())
    turned = network.indicators.with_columns(worst=pl.col("best"), best=pl.col("worst"))
    straight, other = (
        next(read_panels(replace(network, indicators=frame))).scaled for frame in (network.indicators, turned)
    )
    assert other == pytest.approx(1 - straight)


def test_earlier_year_is_compared_as_it_was(region: KnowledgeGraph):
    """Cut at the end of 2023, only the statistics up to then speak."""
    cut = cut_at_year(region.network(), 2023).network
    assert cut.observations["year"].max() == 2023
    assert measure(cut, "coordination").filter(pl.col("level") == "city")["year"].unique().to_list() == [2023]
    assert set(measure(cut, "disagreement")["year"]) == {2023}


def test_words_of_codes_are_in_both_languages():
    """Every grade, finding and reason that a table can hold has its words."""
    for name in ("coordination", "disagreement"):
        for column in load_tables()[name].columns:
            for text in (column.words or {}).values():
                assert any("\u4e00" <= letter <= "\u9fff" for letter in text.zh)
                assert text.en.isascii()
    assert {"no_indicator", "no_spread", "one_indicator", "one_chain", "few_cities", "no_statistics"} == set(WHY_WORDS)


def test_command_shows_words_and_writes_codes(run_chains: Run):
    """People read the grade in their language, programs its code beside it."""
    shown = run_chains("measure", "coordination", "--city", "苏州市", "--lang", "zh", "--format", "md").stdout
    assert "良好协调" in shown
    assert "常住人口增长率" in shown
    written = run_chains("measure", "coordination", "--city", "苏州市", "--format", "csv").stdout
    rows = list(csv.DictReader(written.splitlines()))
    first = next(row for row in rows if row["year"] == "2024")
    assert (first["grade"], first["grade_label"]) == ("09", GRADES[8].en)
    assert first["obstacle"].startswith(f"{ID}indicator/")
    assert first["obstacle_label"].startswith("Growth of the resident population")
