"""The plants of lone brokers, conflicts, thin passages, absent fields and partners: in the tables, and found."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from test_simulate import Facts, plants

from chains.gaps import find_gaps, load_kinds
from chains.network import Network
from chains.simulate import Order, Region, default_orders, simulate_region
from chains.simulate.naive import count_naively_found
from chains.simulate.naive_partners import count_within, rank_partners
from chains.simulate.score import count_found, read_network
from chains.simulate.truth import Plant

SEED = 6
NEW = ("lone_broker", "coordination_conflict", "thin_passage", "absent_related_field", "missing_partnership")


@pytest.fixture(scope="module")
def whole() -> Region:
    """A region in which nothing is planted."""
    return simulate_region(SEED, orders=())


@pytest.fixture(scope="module", params=[1.0, 0.75])
def planted(request: pytest.FixtureRequest) -> Region:
    """The same region with plants of every kind, whole and of three quarters."""
    return simulate_region(SEED, orders=default_orders(request.param))


@pytest.fixture(scope="module")
def strong() -> Region:
    """The same region with whole plants of the kinds that are looked at here."""
    return simulate_region(SEED, orders=[Order(kind) for kind in NEW])


@pytest.fixture(scope="module")
def network(strong: Region) -> Network:
    """The network of that region."""
    return read_network(strong.tables)


def key(iri: str) -> str:
    """Return the last part of an IRI."""
    return iri.rsplit("/", 1)[1]


def standings(scores: dict[str, float]) -> dict[str, float]:
    """Return the share of the others that each surpasses; a tie counts half."""
    values = np.array(list(scores.values()))
    return {
        name: float(((values < own).sum() + 0.5 * ((values == own).sum() - 1)) / (len(values) - 1))
        for name, own in scores.items()
    }


def shares_linked(facts: Facts) -> dict[str, float]:
    """Return for each city the share of its organisations with a partner of another side there."""
    side = {name: {"enterprise": "i", "research_institute": "r"}.get(kind, "e") for name, kind in facts.kind.items()}
    linked = Counter(
        facts.city[name]
        for name, partners in facts.partners.items()
        if any(facts.city[other] == facts.city[name] and side[other] != side[name] for other in partners)
    )
    sizes = Counter(facts.city.values())
    return {city: linked[city] / size for city, size in sorted(sizes.items())}


def degrees(region: Region) -> dict[str, float]:
    """Return for each city the geometric mean of the means of its four chains."""
    chains = region.tables["indicators"].select("chain", indicator="id")
    rows = region.tables["observations"].join(chains, on="indicator").with_columns(pl.col("value").cast(pl.Float64))
    means = rows.group_by("region", "chain").agg(pl.col("value").mean().log())
    return dict(means.group_by("region").agg(pl.col("value").mean()).sort("region").iter_rows())


def test_statistics_agree_with_links(whole: Region):
    """Cities stand by their statistics about where they stand by their links, and not just there."""
    one, other = standings(degrees(whole)), standings(shares_linked(Facts(whole)))
    assert 0.5 < np.corrcoef([one[city] for city in one], [other[city] for city in one])[0, 1] < 0.98
    values = whole.tables["observations"]["value"].cast(pl.Float64)
    assert values.is_between(0, 100).all()
    assert whole.tables["indicators"].group_by("chain").len()["len"].to_list() == [3] * 4


def test_links_of_a_city_fall_behind_its_statistics(planted: Region):
    """By its links the city stands at most at 1 - effect times where it stands by its statistics."""
    by_statistics, by_links = standings(degrees(planted)), standings(shares_linked(Facts(planted)))
    for plant in plants(planted, "coordination_conflict", "unlinked"):
        city = key(plant.region)
        assert by_statistics[city] >= 0.7
        # Other plants take links from other cities, too: it can only have risen a little since.
        assert by_links[city] <= (1 - plant.effect) * by_statistics[city] + 0.15


def test_one_institute_joins_institutions_and_enterprises(planted: Region):
    """No institution and enterprise of the city are tied, and whoever has a common partner there has just the broker."""
    facts = Facts(planted)
    for plant in plants(planted, "lone_broker", "institute"):
        city, broker = key(plant.region), key(plant.subject[0])
        here = {name for name, place in facts.city.items() if place == city}
        joined = Counter()
        for school, firm in product(facts.of("e", city), facts.of("i", city)):
            assert firm not in facts.partners[school]
            joined.update(facts.partners[school] & facts.partners[firm] & here)
        assert set(joined) == {broker}
        assert joined[broker] >= 6
        assert all(broker in facts.partners[key(end)] for end in plant.subject[1:])


def test_enterprises_of_a_chain_lack_projects(planted: Region):
    """Enterprises of the chain have 1 - effect times the projects and platforms that as many have on average."""
    facts = Facts(planted)
    places = Counter(member for members in facts.outcomes.values() for member in members)
    usual = sum(places[firm] for firm in facts.of("i")) / len(facts.of("i"))
    for plant in plants(planted, "thin_passage", "projects"):
        firms = [firm for firm in facts.of("i", key(plant.region)) if facts.chain[firm] == key(plant.subject[0])]
        assert len(firms) >= 10
        found = sum(places[firm] for firm in firms) / len(firms)
        assert found == pytest.approx((1 - plant.effect) * usual, abs=0.15)


def test_a_city_lacks_one_segment_of_a_bundle(planted: Region):
    """The city has no enterprise of the segment, and segments of the chain that are elsewhere just where this one is."""
    rows = planted.tables["organisation_chains"].join(
        planted.tables["organisations"].select("region", organisation="id"), on="organisation"
    )
    cities: dict[str, set[str]] = {}
    for segment, city in rows.select("segment", "region").drop_nulls().iter_rows():
        cities.setdefault(segment, set()).add(city)
    for plant in plants(planted, "absent_related_field", "segment"):
        lost, city = key(plant.subject[0]), key(plant.region)
        assert city not in cities[lost]
        assert len(cities[lost]) > 0.25 * 41
        bundle = [segment for segment, places in cities.items() if places == cities[lost] | {city}]
        assert bundle


def test_partners_that_fit_have_no_tie_and_the_enterprise_none_to_others(strong: Region):
    """At effect 1 the enterprise has no partnership left."""
    facts = Facts(strong)
    for plant in plants(strong, "missing_partnership", "unlinked"):
        school, firm = map(key, plant.subject)
        assert firm not in facts.partners[school]
        assert firm not in set(strong.tables["partnerships"]["enterprise"])


@pytest.mark.parametrize("kind", ["lone_broker", "coordination_conflict", "absent_related_field"])
def test_engine_finds_whole_plants_and_nothing_without(strong: Region, network: Network, whole: Region, kind: str):
    """Every whole plant of these kinds is found; without plants no more is named than chance and rule allow."""
    mine = strong.truth.of_kind(kind)
    assert mine
    assert count_found(mine, find_gaps(network, kinds=[kind])) == len(mine)
    before = find_gaps(read_network(whole.tables), kinds=[kind])
    assert len(before) <= {"coordination_conflict": 4, "lone_broker": 1}.get(kind, 0)


def test_engine_finds_a_thin_passage_and_nothing_without():
    """The one industry chain without projects is found, in a region of few cities; without it nothing is thin."""
    orders = [Order("thin_passage", 1)]
    thin, even = (simulate_region(SEED, cities=12, orders=planted) for planted in (orders, ()))
    found = find_gaps(read_network(thin.tables), kinds=["thin_passage"])
    assert count_found(thin.truth.plants, found) == 1
    assert not find_gaps(read_network(even.tables), kinds=["thin_passage"])


def test_suggestions_name_as_many_plants_as_naive_ones(strong: Region, network: Network):
    """As many of the partners to be linked are the first suggestion for their city as by naive rankings, or more; none has p."""
    gaps = find_gaps(network, kinds=["missing_partnership"])
    mine = strong.truth.of_kind("missing_partnership")
    own = count_within(((gap.region, frozenset(gap.subject)) for gap in gaps), mine, 1)
    others = [count_within(ranking, mine, 1) for ranking in rank_partners(network).values()]
    assert own >= max(1, *others)
    assert all(gap.p is None for gap in gaps)


def test_first_suggestions_are_counted_for_each_city():
    """A plant counts if its pair is among the first of its own city, whatever stands before it for other cities."""
    mine = Plant("missing_partnership", "unlinked", ("s", "f"), "c", (), 1.0, None)  # type: ignore[arg-type]
    pair, other = frozenset({"s", "f"}), frozenset({"s", "g"})
    ranking = [("d", other), ("d", pair), ("c", other), ("c", pair)]
    assert [count_within(ranking, [mine], first) for first in (1, 2)] == [0, 1]


def test_naive_rankings_know_every_new_form(strong: Region, network: Network):
    """Each new form but that of suggestions has a naive ranking, which is told how many there are."""
    counts = count_naively_found(network, strong.truth.plants)
    assert {kind for kind, _ in counts} == set(NEW) - {"missing_partnership"}
    assert all(whole == len(strong.truth.of_kind(kind)) for (kind, _), (_, whole) in counts.items())


def test_bench_leaves_out_nothing_that_is_scored(monkeypatch: pytest.MonkeyPatch):
    """Without the links that would lift a weakest step the same gaps are found, with the same chances."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "bench"))
    from planted_regions import without_step_links

    small = read_network(simulate_region(3, cities=4).tables)
    kinds = [kind for kind in load_kinds() if kind != "thin_passage"]
    whole = find_gaps(small, kinds=kinds)
    with without_step_links():
        short = find_gaps(small, kinds=kinds)
    told = [
        [(gap.kind, gap.region, gap.subject, gap.chains, gap.p, gap.severity) for gap in one] for one in (whole, short)
    ]
    assert told[0] == told[1]
