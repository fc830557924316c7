"""Invented regions: the same from a seed, without a fault, and broken exactly where they say they are."""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from conftest import Run

from chains.build import check_tables
from chains.errors import InputError, OutputError, UnknownName, UnreadableInput
from chains.gaps import find_gaps, load_kinds
from chains.records import Gap
from chains.simulate import (
    KINDS,
    Order,
    Plant,
    Region,
    Truth,
    default_orders,
    parse_order,
    read_truth,
    simulate_region,
    write_region,
)
from chains.simulate.draws import Pools, choose_columns
from chains.simulate.naive import NAIVE, count_naively_found
from chains.simulate.score import Tally, add_tallies, count_found, is_found, read_network, score_interval, score_region
from chains.simulate.truth import Consequence, write_truth

STRONG, PART = 1.0, 0.75
TIES = (
    ("partnerships", "id"),
    ("participations", "project"),
    ("platform_hosts", "platform"),
    ("memberships", "alliance"),
)


class Facts:
    """What the tables of a region say, read without anything of the engine or of the generator."""

    def __init__(self, region: Region) -> None:
        tables = region.tables
        self.tables = tables
        self.city = _mapping(tables["organisations"], "id", "region")
        self.kind = _mapping(tables["organisations"], "id", "kind")
        self.chain = _mapping(tables["organisation_chains"], "organisation", "industry_chain")
        self.segment = _mapping(tables["organisation_chains"], "organisation", "segment")
        self.group = _mapping(tables["occupations"], "id", "broader")
        self.members = dict(_members(tables))
        self.partners: dict[str, set[str]] = {name: set() for name in self.city}
        for members in self.members.values():
            for one, other in combinations(sorted(members), 2):
                self.partners[one].add(other)
                self.partners[other].add(one)
        self.outcomes = {bond: members for bond, members in self.members.items() if bond[0] in {TIES[1][0], TIES[2][0]}}
        self.busy = {member for members in self.outcomes.values() for member in members}

    def of(self, kind: str, city: str | None = None) -> set[str]:
        """Organisations of one side, of a city or of all."""
        found = {name for name, own in self.kind.items() if _side(own) == kind}
        return {name for name in found if city in {None, self.city[name]}}

    def programmes(self, city: str) -> set[str]:
        """Programmes offered in a city."""
        rows = self.tables["offerings"].filter(pl.col("institution").is_in(sorted(self.of("e", city))))
        return set(rows["programme"])

    def groups_of(self, programmes: set[str]) -> dict[str, set[str]]:
        """Groups of the occupations that programmes lead to."""
        rows = self.tables["programme_occupations"].filter(pl.col("programme").is_in(sorted(programmes)))
        found: dict[str, set[str]] = {}
        for programme, occupation in rows.select("programme", "occupation").iter_rows():
            found.setdefault(programme, set()).add(self.group[occupation])
        return found

    def asked(self, city: str) -> dict[str, tuple[str | None, int]]:
        """Occupations asked for in a city, with the industry chain named and the postings."""
        rows = self.tables["demands"].filter((pl.col("region") == city) & pl.col("skill").is_null())
        return {row["occupation"]: (row["industry_chain"], int(row["count"])) for row in rows.iter_rows(named=True)}

    def skills(self) -> pl.DataFrame:
        """Postings that ask for, and offerings that teach, each skill in each city, with both shares."""
        rows = self.tables["demands"].with_columns(pl.col("count").cast(pl.Float64))
        postings = rows.filter(pl.col("skill").is_null())
        whole = postings.group_by("occupation").agg(whole=pl.col("count").sum())
        named = rows.filter(pl.col("skill").is_not_null()).select("occupation", "skill", named="count")
        rates = named.join(whole, on="occupation").with_columns(rate=pl.col("named") / pl.col("whole"))
        asked = postings.join(rates.select("occupation", "skill", "rate"), on="occupation")
        asked = asked.group_by(
            "region", pl.col("skill_right").alias("skill") if "skill_right" in asked.columns else "skill"
        )
        demand = asked.agg(asked=(pl.col("count") * pl.col("rate")).sum())
        offers = self.tables["offerings"].with_columns(region=pl.col("institution").replace_strict(self.city))
        teaching = (
            offers.join(self.tables["programme_skills"], on="programme").group_by("region", "skill").len("taught")
        )
        both = demand.join(teaching, on=["region", "skill"], how="full", coalesce=True).fill_null(0)
        return both.with_columns(
            pl.col("asked") / pl.col("asked").sum().over("region").alias("x"),
            asked_share=pl.col("asked") / pl.col("asked").sum().over("region"),
            taught_share=pl.col("taught") / pl.col("taught").sum().over("region"),
            number=pl.col("asked"),
        )


def _mapping(frame: pl.DataFrame, key: str, value: str) -> dict[str, str]:
    return dict(frame.select(key, value).iter_rows())


def _members(tables: dict[str, pl.DataFrame]) -> Iterator[tuple[tuple[str, str], set[str]]]:
    for name, bond in TIES:
        frame = tables[name]
        columns = ["institution", "enterprise"] if name == "partnerships" else [frame.columns[1]]
        for (number,), rows in frame.group_by(bond):
            yield (name, str(number)), {member for column in columns for member in rows[column].to_list()}


def _side(kind: str) -> str:
    return {"enterprise": "i", "research_institute": "r"}.get(kind, "e")


def _key(iri: str) -> str:
    return iri.rsplit("/", 1)[1]


@pytest.fixture(scope="module")
def whole() -> Region:
    """A region in which nothing is planted."""
    return simulate_region(4, orders=())


@pytest.fixture(scope="module")
def broken() -> Region:
    """The same region with strong plants of every kind."""
    return simulate_region(4, orders=default_orders(STRONG))


@pytest.fixture(scope="module")
def partly() -> Region:
    """The same region with plants of three quarters."""
    return simulate_region(4, orders=default_orders(PART))


def plants(region: Region, kind: str, form: str) -> list[Plant]:
    """The plants of one form, of which there is at least one."""
    found = [plant for plant in region.truth.of_kind(kind) if plant.form == form]
    assert found
    return found


# The same from a seed --------------------------------------------------------------------------------------------


def test_same_seed_gives_same_region():
    """A seed gives the same tables and the same truth each time, and another seed others."""
    first, again, other = (simulate_region(seed, cities=8) for seed in (3, 3, 4))
    assert all(first.tables[name].equals(again.tables[name]) for name in first.tables)
    assert first.truth == again.truth
    assert not first.tables["offerings"].equals(other.tables["offerings"])


def test_bytes_do_not_depend_on_the_hash_seed(run_chains: Run, tmp_path: Path):
    """Whatever the hash seed of Python, every file has the same bytes."""
    for seed in ("0", "4711"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        answer = run_chains("simulate", "-o", str(tmp_path / seed), "--seed", "9", "--cities", "6", env=environment)
        assert answer.returncode == 0, answer.stderr
    files = sorted(path.name for path in (tmp_path / "0").iterdir())
    assert "truth.json" in files
    assert all((tmp_path / "0" / name).read_bytes() == (tmp_path / "4711" / name).read_bytes() for name in files)


def test_region_before_planting_is_the_same(whole: Region, broken: Region):
    """What is planted changes nothing in the tables that no plant touches."""
    for name in (
        "regions",
        "organisations",
        "skills",
        "occupations",
        "segments",
        "technologies",
        "indicators",
        "observations",
    ):
        assert whole.tables[name].equals(broken.tables[name])
    assert whole.truth.plants == ()


# Without a fault -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("--none",), ()])
def test_check_finds_nothing(run_chains: Run, tmp_path: Path, words: tuple[str, ...]):
    """``chains check`` finds no fault and has no note, with and without plants; an atlas can be made of it."""
    folder = tmp_path / "region"
    assert run_chains("simulate", "-o", str(folder), "--seed", "2", "--cities", "6", *words).returncode == 0
    answer = run_chains("check", str(folder))
    assert (answer.returncode, answer.stdout) == (0, "")
    assert "No faults, 0 notes" in answer.stderr
    made = run_chains("atlas", "--data", str(folder), "-o", str(tmp_path / "atlas"))
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "atlas" / "index.html").is_file()


@pytest.mark.parametrize(("cities", "scale"), [(1, 1.0), (2, 0.05), (12, 3.0), (60, 0.3)])
def test_any_size_is_without_fault(tmp_path: Path, cities: int, scale: float):
    """Regions of one city and of many, small and large, have tables without a fault."""
    region = simulate_region(1, cities=cities, scale=scale)
    write_region(region, tmp_path / "region")
    assert check_tables(tmp_path / "region")[1] == []
    assert region.tables["regions"].filter(pl.col("kind") == "city").height == cities


def test_names_are_plainly_invented_and_in_both_languages(broken: Region):
    """No two organisations or cities share a name, and each name says that it is invented."""
    for name, kinds in (("organisations", None), ("regions", ["city"])):
        frame = broken.tables[name]
        rows = frame if kinds is None else frame.filter(pl.col("kind").is_in(kinds))
        assert rows["name_zh"].n_unique() == rows["name_en"].n_unique() == rows.height
    assert broken.tables["organisations"]["name_zh"].str.contains("虚构").all()
    assert broken.tables["organisations"]["name_en"].str.contains("Invented").all()
    assert all(plant.what.zh and plant.what.en for plant in broken.truth.plants)


def test_figures_are_like_those_of_the_shipped_region(whole: Region):
    """Sizes of cities, popularity of programmes and skills per programme spread as those that were measured."""
    offers = whole.tables["offerings"]
    popular = offers.group_by("programme").len()["len"].sort(descending=True).to_numpy()[:400]
    slope = np.polyfit(np.log(np.arange(1, len(popular) + 1)), np.log(popular), 1)[0]
    assert 0.6 < -slope < 1.2  # measured: 0.90
    taught = whole.tables["programme_skills"].group_by("programme").len()["len"]
    assert 8 < taught.mean() < 14  # type: ignore[operator]  # measured: 11.4
    sizes = whole.tables["organisations"].group_by("region").len()["len"].to_numpy()
    assert sizes.std() / sizes.mean() > 0.8  # measured: 1.8 for enterprises, 1.3 for institutions
    assert sizes.max() > 5 * np.median(sizes)


# Nothing is broken before anything is planted ----------------------------------------------------------------------


def test_nobody_stands_alone_in_a_whole_region(whole: Region):
    """Every organisation has two partners, every enterprise an institution and an outcome, every outcome an enterprise."""
    facts = Facts(whole)
    assert min(len(partners) for partners in facts.partners.values()) >= 2
    for firm in facts.of("i"):
        assert any(_side(facts.kind[partner]) == "e" for partner in facts.partners[firm])
    assert facts.of("i") | facts.of("e") <= facts.busy
    assert all(any(_side(facts.kind[member]) == "i" for member in members) for members in facts.outcomes.values())


def test_whole_region_teaches_what_it_asks_for(whole: Region):
    """Each skill that a posting of a city asks for is taught there, and each occupation has a programme."""
    facts = Facts(whole)
    assert facts.skills().filter((pl.col("asked") >= 1 - 1e-9) & (pl.col("taught") == 0)).height == 0
    for city in sorted(set(facts.city.values())):
        leading = set().union(*facts.groups_of(facts.programmes(city)).values())
        assert {facts.group[occupation] for occupation in facts.asked(city)} == leading
        chains = {chain for chain, _ in facts.asked(city).values()}
        assert chains <= {facts.chain[firm] for firm in facts.of("i", city)}


# The truth is in the tables ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "more", "less"), [("skill_shortage", "asked", "taught"), ("skill_surplus", "taught", "asked")]
)
def test_skills_lack_what_was_planted(broken: Region, partly: Region, kind: str, more: str, less: str):
    """The smaller of the two shares of a planted skill lacks the effect of the larger, as the tables have it."""
    for region in (broken, partly):
        rows = Facts(region).skills()
        for plant in region.truth.of_kind(kind):
            skill, city = map(_key, plant.subject)
            row = rows.filter((pl.col("skill") == skill) & (pl.col("region") == city)).row(0, named=True)
            assert row[f"{more}_share"] > 0
            lack = 1 - row[f"{less}_share"] / row[f"{more}_share"]
            assert lack == pytest.approx(plant.effect, abs=0.06)


def test_links_were_led_elsewhere(whole: Region, broken: Region):
    """A city cut off has no link between its institutions and enterprises, and everybody there as many ties as before."""
    before, after = Facts(whole), Facts(broken)
    for plant in plants(broken, "sparse_chain_pair", "rewired"):
        city = _key(plant.region)
        schools, firms = (after.of(side, city) for side in "ei")
        assert not _joint(after, schools, firms)
        assert _joint(before, schools, firms)
        assert sum(len(after.partners[firm]) for firm in firms) > 0.8 * sum(
            len(before.partners[firm]) for firm in firms
        )


def _joint(facts: Facts, schools: set[str], firms: set[str]) -> list[tuple[str, str]]:
    """Partnerships, projects and alliances of both; hosts of one platform do not count as linked."""
    return [
        bond for bond, both in facts.members.items() if bond[0] != "platform_hosts" and both & schools and both & firms
    ]


def test_links_lack_what_was_planted(partly: Region):
    """A city with three quarters of its links led elsewhere has about a quarter of what chance would leave."""
    facts = Facts(partly)
    for plant in plants(partly, "sparse_chain_pair", "rewired"):
        city = _key(plant.region)
        platforms = partly.tables["platforms"].filter(pl.col("region") == city)["id"].to_list()
        actors = facts.of("e", city) | facts.of("i", city) | facts.of("r", city)
        hosts = sum(len(facts.members.get(("platform_hosts", number), set()) & actors) for number in platforms)
        linked = {bond: members for bond, members in facts.members.items() if bond[0] != "platform_hosts"}
        pairs = {pair for members in linked.values() for pair in combinations(sorted(members & actors), 2)}
        crossing = sum({_side(facts.kind[one]), _side(facts.kind[other])} == {"e", "i"} for one, other in pairs)
        size = len(actors) + len(platforms)
        chance = 2 * len(facts.of("e", city)) * len(facts.of("i", city)) / (size * (size - 1))
        expected = (len(pairs) + hosts) * chance
        assert crossing / expected == pytest.approx(1 - PART, abs=0.1)


def test_isolated_have_no_tie(broken: Region):
    """Isolated organisations stand in no partnership, project, platform or alliance."""
    facts = Facts(broken)
    for form in ("institution", "enterprises"):
        for plant in plants(broken, "isolated", form):
            assert not any(facts.partners[_key(iri)] for iri in plant.subject)
            assert not facts.busy & {_key(iri) for iri in plant.subject}


def test_dependents_have_one_partner(broken: Region):
    """Who depends on an institution shares bonds with it alone."""
    facts = Facts(broken)
    for plant in plants(broken, "single_point_of_failure", "dependents"):
        hub, *dependents = map(_key, plant.subject)
        assert dependents
        assert all(facts.partners[dependent] == {hub} for dependent in dependents)


def test_bridge_carries_every_link(broken: Region):
    """Every link of the city's institutions to enterprises, and of its enterprises to institutions, is the bridge's."""
    facts = Facts(broken)
    for plant in plants(broken, "single_point_of_failure", "bridge"):
        city, bridge = _key(plant.region), _key(plant.subject[0])
        for firm in facts.of("i", city):
            assert {partner for partner in facts.partners[firm] if _side(facts.kind[partner]) == "e"} == {bridge}
        for school in facts.of("e", city) - {bridge}:
            assert not any(_side(facts.kind[partner]) == "i" for partner in facts.partners[school])
            assert facts.partners[school]


def test_broken_segments_have_no_school(broken: Region):
    """No enterprise of a broken segment works with an institution, and each still has a project or platform."""
    facts = Facts(broken)
    for plant in plants(broken, "broken_chain", "segments"):
        segments = {_key(iri) for iri in plant.subject[1:]}
        firms = {firm for firm in facts.of("i", _key(plant.region)) if facts.segment[firm] in segments}
        assert firms
        assert firms <= facts.busy
        assert not any(_side(facts.kind[partner]) == "e" for firm in firms for partner in facts.partners[firm])


def test_broken_way_names_no_chain(broken: Region):
    """Demand of a city whose way is broken names no industry chain."""
    for plant in plants(broken, "broken_chain", "way"):
        asked = Facts(broken).asked(_key(plant.region))
        assert asked
        assert {chain for chain, _ in asked.values()} == {None}


def test_dead_ends_lead_nowhere(broken: Region):
    """Occupations without a programme, industry chains without an enterprise, enterprises without an outcome."""
    facts = Facts(broken)
    for plant in plants(broken, "dead_end", "occupation"):
        city, occupation = _key(plant.region), _key(plant.subject[0])
        leading = set().union(*facts.groups_of(facts.programmes(city)).values())
        assert occupation in facts.asked(city)
        assert facts.group[occupation] not in leading
    for plant in plants(broken, "dead_end", "chain"):
        city, chain = _key(plant.region), _key(plant.subject[0])
        assert chain in {named for named, _ in facts.asked(city).values()}
        assert chain not in {facts.chain[firm] for firm in facts.of("i", city)}
        assert chain in {facts.chain[firm] for firm in facts.of("i")}
    for plant in plants(broken, "dead_end", "enterprises"):
        assert not facts.busy & {_key(iri) for iri in plant.subject}


@pytest.mark.parametrize("form", ["programmes", "demand"])
def test_planted_step_is_the_weakest(broken: Region, partly: Region, form: str):
    """Filling the planted step with links joins more programmes and outcomes than filling another, tried one by one."""
    for region in (broken, partly):
        facts = Facts(region)
        for plant in plants(region, "weakest_step", form):
            joined = _complete_each(facts, _key(plant.region))
            step = [("education", "talent"), ("talent", "industry"), ("industry", "innovation")].index(plant.chains)
            assert joined[step] > max(joined[:step] + joined[step + 1 :])


def _complete_each(facts: Facts, city: str) -> list[int]:
    """Pairs of a programme and an outcome that are joined if each step in turn is filled with links."""
    asked, firms = facts.asked(city), sorted(facts.of("i", city))
    led = facts.groups_of(facts.programmes(city))
    goals = [members for members in facts.outcomes.values() if any(facts.city[member] == city for member in members)]
    known = {(name, row["id"]) for name in ("platform_hosts",) for row in _platforms_of(facts, city)}
    goals += [facts.outcomes[bond] for bond in sorted(known & set(facts.outcomes)) if facts.outcomes[bond] not in goals]
    first = np.array([[facts.group[occupation] in groups for occupation in asked] for groups in led.values()])
    second = np.array([[facts.chain[firm] == chain for firm in firms] for chain, _ in asked.values()])
    third = np.array([[firm in members for members in goals] for firm in firms])
    layers = [first.astype(int), second.astype(int), third.astype(int)]
    filled = [[np.ones_like(part) if place == step else part for place, part in enumerate(layers)] for step in range(3)]
    return [int((one @ two @ three > 0).sum()) for one, two, three in filled]


def _platforms_of(facts: Facts, city: str) -> Iterator[dict[str, str]]:
    return facts.tables["platforms"].filter(pl.col("region") == city).iter_rows(named=True)


def test_best_fitting_partners_are_not_linked(broken: Region):
    """The pair shares no bond, and no other institution of the city has more offerings for the industry chain."""
    facts = Facts(broken)
    occupations = broken.tables["programme_occupations"].with_columns(
        group=pl.col("occupation").replace_strict(facts.group)
    )
    chains = (
        broken.tables["demands"]
        .drop_nulls("industry_chain")
        .with_columns(group=pl.col("occupation").replace_strict(facts.group))
    )
    home = {
        group: Counter(rows["industry_chain"].to_list()).most_common(1)[0][0]
        for (group,), rows in chains.group_by("group")
    }
    serves = occupations.with_columns(chain=pl.col("group").replace_strict(home)).select("programme", "chain").unique()
    fit = broken.tables["offerings"].join(serves, on="programme").group_by("institution", "chain").len()
    counts = {(school, chain): number for school, chain, number in fit.iter_rows()}
    for plant in plants(broken, "missing_partnership", "unlinked"):
        school, firm = map(_key, plant.subject)
        assert firm not in facts.partners[school]
        rivals = facts.of("e", _key(plant.region))
        best = max(counts.get((rival, facts.chain[firm]), 0) for rival in rivals)
        assert counts[school, facts.chain[firm]] == best


def test_every_kind_and_form_is_planted(broken: Region):
    """A region of usual size has plants of every kind, each at most once in a city where ways and ties are changed."""
    assert {plant.kind for plant in broken.truth.plants} == set(KINDS)
    assert {(plant.kind, plant.form) for plant in broken.truth.plants} >= set(NAIVE)
    assert set(KINDS) == set(load_kinds())
    free = ("skill_shortage", "skill_surplus", "absent_related_field")
    places = Counter(plant.region for plant in broken.truth.plants if plant.kind not in free)
    assert set(places.values()) == {1}


def test_truth_is_read_back(broken: Region, tmp_path: Path):
    """The truth that was written is read back as it was."""
    write_region(broken, tmp_path / "region")
    assert read_truth(tmp_path / "region") == broken.truth
    record = json.loads((tmp_path / "region" / "truth.json").read_text(encoding="utf-8"))
    assert record["seed"] == 4
    told = {(one["kind"], one["form"]) for one in record["effects"] if one["effect"]["zh"] and one["effect"]["en"]}
    assert told == {(plant.kind, plant.form) for plant in broken.truth.plants}


# Found and not found -------------------------------------------------------------------------------------------------


def gap(kind: str, region: str, *subject: str, chains: tuple[str, ...] = ("education", "talent")) -> Gap:
    """A gap of which only kind, place, subject and chains matter."""
    nothing = {"label": None, "sentence": None, "overturn": None}
    numbers = {"observed": 0.0, "expected": 1.0, "severity": 0.5, "fragility": 1}
    rest = {"unit": "links", "null": "any_tie", "z": None, "p": None, "p_adjusted": None, "coverage": "A"}
    return Gap(kind, subject, region=region, chains=chains, evidence="", sources=(), **nothing, **numbers, **rest)  # type: ignore[arg-type]


def plant(kind: str, region: str, *subject: str, **more: object) -> Plant:
    """A plant of which only kind, place, subject and consequences matter."""
    return Plant(kind, "form", subject, region, more.get("chains", ()), 1.0, None, more.get("brings", ()))  # type: ignore[arg-type]


def test_plant_is_found_by_kind_place_and_subject():
    """A gap is the plant if it names at least its subject, in its region, and the same chains where those matter."""
    planted = plant("isolated", "c", "x", "y")
    assert is_found(planted, gap("isolated", "c", "y", "z", "x"))
    assert not is_found(planted, gap("isolated", "c", "x"))
    assert not is_found(planted, gap("isolated", "d", "x", "y"))
    assert not is_found(planted, gap("dead_end", "c", "x", "y"))
    pair = plant("sparse_chain_pair", "c", "c", chains=("education", "industry"))
    assert is_found(pair, gap("sparse_chain_pair", "c", "c", chains=("education", "industry")))
    assert not is_found(pair, gap("sparse_chain_pair", "c", "c", chains=("industry", "innovation")))


def test_score_tells_right_wrong_and_brought():
    """Plants, what follows from them and false discoveries are counted apart."""
    brings = (Consequence("dead_end", "c"),)
    truth = Truth(1, 1, 1.0, (plant("isolated", "c", "x", brings=brings), plant("dead_end", "d", "y")))
    gaps = [gap("isolated", "c", "x"), gap("isolated", "c", "w"), gap("dead_end", "c", "x"), gap("dead_end", "d", "z")]
    assert score_region(gaps, truth, "isolated") == Tally(planted=1, recalled=1, listed=2, true=1, brought=0)
    assert score_region(gaps, truth, "dead_end") == Tally(planted=1, recalled=0, listed=2, true=0, brought=1)
    assert count_found(truth.plants, gaps) == 1


def test_step_is_judged_where_one_is_planted():
    """A weakest step named for a region without a plant is neither right nor wrong."""
    truth = Truth(1, 2, 1.0, (plant("weakest_step", "c", "c", chains=("talent", "industry")),))
    right, wrong = (
        gap("weakest_step", "c", "c", chains=pair) for pair in (("talent", "industry"), ("education", "talent"))
    )
    elsewhere = gap("weakest_step", "d", "d")
    assert score_region([right, elsewhere], truth, "weakest_step") == Tally(1, 1, 1, 1, 0)
    assert score_region([wrong, elsewhere], truth, "weakest_step") == Tally(1, 0, 1, 0, 0)


def test_shares_of_a_tally():
    """Recall, precision and the share of false discoveries follow from the counts; nothing reported is nothing false."""
    tally = add_tallies([Tally(4, 3, 6, 3, 1), Tally(0, 0, 1, 0, 1)])
    assert (tally.recall, tally.precision, tally.false_share, tally.judged, tally.false) == (0.75, 0.6, 0.4, 5, 2)
    assert math.isnan(Tally().recall)
    assert math.isnan(Tally().precision)
    assert Tally().false_share == 0.0


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1.0), (0, 0, 0.0, 1.0)],
)
def test_interval_is_that_of_wilson(successes: int, trials: int, low: float, high: float):
    """The intervals are those of published tables."""
    assert score_interval(successes, trials) == pytest.approx((low, high), abs=1e-4)


# The engine ----------------------------------------------------------------------------------------------------------


PLANTED = {
    "broken_chain",
    "dead_end",
    "isolated",
    "single_point_of_failure",
    "skill_shortage",
    "skill_surplus",
    "sparse_chain_pair",
    "weakest_step",
}
"""Kinds of which every invented region has plants, however few cities it has."""
ASIDE = {"missing_partnership", "absent_related_field", "coordination_conflict", "lone_broker"}
"""Kinds that suggest, that name one city in twenty by chance, and that a region may have without a plant."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch):
    """Leave out how many links would lift a weakest step: most of a search, and nothing that is tested here."""
    monkeypatch.setattr("chains.gaps.continuity.finder.count_step_links", lambda _layers, _step: None)


@pytest.mark.parametrize("seed", [101, 102])
def test_engine_finds_strong_plants_and_little_else(seed: int):
    """Of strong plants of every kind at least nine in ten are found, and no more than the level is false.

    That few organisations hold a region together is told of the whole area whenever a quarter of them does: it is
    left aside here.
    """
    region = simulate_region(seed, cities=20)
    gaps = [found for found in find_gaps(read_network(region.tables)) if found.null != "half_must_leave"]
    planted = {plant.kind for plant in region.truth.plants} - ASIDE
    whole = add_tallies(score_region(gaps, region.truth, kind) for kind in sorted(planted))
    assert planted >= PLANTED
    assert whole.recall >= 0.9
    assert whole.false <= 0.05 * whole.listed
    naive = count_naively_found(read_network(region.tables), region.truth.plants)
    assert sum(found for found, _ in naive.values()) < 0.6 * sum(planted for _, planted in naive.values())


@pytest.mark.parametrize("seed", [201, 202])
def test_engine_raises_no_alarm_where_nothing_is_planted(seed: int):
    """A region in which nothing is planted has no gap but the weakest steps, which every region has, and those aside."""
    gaps = find_gaps(read_network(simulate_region(seed, cities=20, orders=()).tables))
    always = {"weakest_step", *ASIDE}
    rest = [found for found in gaps if found.kind not in always and found.null != "half_must_leave"]
    assert len(rest) <= 1


# Draws ---------------------------------------------------------------------------------------------------------------


def test_choices_within_pools_follow_the_weights():
    """A choice stays in its pool and falls on things in the proportions of their weights."""
    pools = Pools(np.array([1, 0, 1, 0]), np.array([3.0, 1.0, 1.0, 0.0]))
    found = pools.pick(np.random.default_rng(0), np.repeat([0, 1], 4000))
    assert set(found[:4000].tolist()) == {1}
    assert set(found[4000:].tolist()) == {0, 2}
    assert np.mean(found[4000:] == 0) == pytest.approx(0.75, abs=0.03)


def test_columns_are_chosen_once_and_never_without_weight():
    """Each row has as many distinct columns as asked for, or all that have a weight."""
    rows, columns = choose_columns(np.random.default_rng(0), np.array([[1.0, 2.0, 0.0]] * 600), np.array([1, 5] * 300))
    assert np.bincount(rows).tolist() == [1, 2] * 300
    assert 2 not in columns


# Bad input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("--seed", "1", "--cities", "0"),
        ("--seed", "1", "--scale", "-1"),
        ("--seed", "1", "--scale", "0"),
        ("--seed", "-1"),
        ("--seed", "x"),
        (),
        ("--seed", "1", "--none", "--plant", "isolated"),
    ],
)
def test_misuse_ends_with_2(run_chains: Run, tmp_path: Path, words: tuple[str, ...]):
    """Numbers out of bounds, no seed, and orders that exclude each other are misuse; nothing is written."""
    answer = run_chains("simulate", "-o", str(tmp_path / "region"), *words)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "region").exists()


def test_unknown_kind_names_the_nearest(run_chains: Run, tmp_path: Path):
    """A kind that does not exist is an error that names the nearest, in the language asked for."""
    words = ("simulate", "-o", str(tmp_path / "region"), "--seed", "1", "--plant", "skil_shortage=2")
    answer = run_chains(*words)
    assert answer.returncode == 1
    assert "skill_shortage" in answer.stderr
    assert "可植入的断点类别" in run_chains(*words, "--lang", "zh").stderr
    assert not (tmp_path / "region").exists()


@pytest.mark.parametrize(
    "words", ["isolated=0", "isolated=-3", "isolated=x", "isolated=", "isolated@0", "isolated@1.5", "isolated@x"]
)
def test_order_out_of_bounds_is_refused(words: str):
    """Numbers and effects that make no sense are refused with an example."""
    with pytest.raises(InputError, match="What to do"):
        parse_order(words)


def test_orders_are_read():
    """Kind, number and effect stand in one word."""
    assert parse_order("isolated") == Order("isolated", None, 1.0)
    assert parse_order("isolated=3") == Order("isolated", 3, 1.0)
    assert parse_order("dead_end@0.5") == Order("dead_end", None, 0.5)
    with pytest.raises(UnknownName):
        parse_order("=3")


def test_too_many_plants_are_refused():
    """A region without room for as many plants as were ordered says how many it has room for."""
    with pytest.raises(InputError, match="no room for 99 × sparse_chain_pair, at most"):
        simulate_region(1, cities=5, orders=(Order("sparse_chain_pair", 99),))


@pytest.mark.parametrize(
    ("cities", "scale", "seed"), [(0, 1.0, 1), (3, -1.0, 1), (3, math.nan, 1), (3, 1e9, 1), (3, 1.0, -1)]
)
def test_sizes_out_of_bounds_are_refused(cities: int, scale: float, seed: int):
    """The function refuses what the command refuses."""
    with pytest.raises(InputError):
        simulate_region(seed, cities=cities, scale=scale)


def test_folder_that_cannot_be_written_is_said(run_chains: Run, tmp_path: Path):
    """Where a file stands in the way, nothing is written and the error says where."""
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    answer = run_chains("simulate", "-o", str(tmp_path / "file" / "region"), "--seed", "1", "--cities", "2")
    assert answer.returncode == 1
    assert "cannot be written" in answer.stderr
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"


def test_folder_with_something_else_is_kept(whole: Region, tmp_path: Path):
    """A folder that holds something else is not replaced; one that holds an invented region is."""
    (tmp_path / "notes.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(OutputError):
        write_region(whole, tmp_path)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "kept"
    for _ in range(2):
        write_region(whole, tmp_path / "region")
    assert (tmp_path / "region" / "truth.json").is_file()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"seed": 1, "cities": 1, "scale": 1, "plants": [{}]}'])
def test_truth_that_is_none_is_refused(tmp_path: Path, text: str):
    """A missing or foreign record of the truth is an error that says where, not a crash."""
    with pytest.raises(UnreadableInput, match=r"truth\.json"):
        read_truth(tmp_path)
    (tmp_path / "truth.json").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableInput, match=r"truth\.json"):
        read_truth(tmp_path)


def test_empty_truth_is_written_and_read(tmp_path: Path):
    """A region without plants has a truth without plants."""
    write_truth(Truth(1, 2, 0.5, ()), tmp_path)
    assert read_truth(tmp_path) == Truth(1, 2, 0.5, ())
