"""Lone brokers: by hand, by trying every set of links, against networkx and in SPARQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import networkx as nx
import numpy as np
import polars as pl
import pytest
from networkx.generators.atlas import graph_atlas_g
from scipy import sparse
from tiny import iri, make_network

from chains.gaps import measure
from chains.gaps.brokers.finder import find_lone_brokers, measure_cells
from chains.gaps.reading.cooperation import Cooperation, read_cooperation
from chains.gaps.reading.survey import Survey
from chains.graph import KnowledgeGraph
from chains.measures.mediation import draw_shares, measure_mediation
from chains.measures.mediation_fragility import count_links_to_share, score_link_effects
from chains.names import ID
from chains.network import Network
from chains.records import Gap

Link = tuple[str, str, str]

FIRMS, INSTITUTES = ["firm-a", "firm-b", "firm-c"], ["institute-a", "institute-b"]
HUB: list[Link] = [("partners-with", "school-hub", end) for end in [*FIRMS, *INSTITUTES]]
"""One school joins three enterprises with two institutes: six pairs."""


def place_all(links: Iterable[Link], *more: str) -> dict[str, list[str]]:
    """Everything in these links, and more, in one city."""
    names = {end for _, *ends in links for end in ends if not end.startswith(("project", "platform", "alliance"))}
    return {"city-a": sorted(names | set(more))}


def find_in_city(links: list[Link], *more: str) -> list[Gap]:
    """Lone brokers where everything lies in one city."""
    return find_lone_brokers(make_network(links, place_all(links, *more)))


def flags(size: int, chosen: Iterable[int]) -> np.ndarray:
    """One flag for each node."""
    return np.isin(np.arange(size), list(chosen))


# --- the measure ---


def is_lone(adjacency: np.ndarray, labels: np.ndarray, broker: int, share: Fraction) -> bool:
    """Whether a node alone joins such a share of the pairs of groups 0 and 1, straight from the definition."""
    joined = alone = 0
    for first, second in combinations(range(len(adjacency)), 2):
        common = np.flatnonzero(adjacency[first] & adjacency[second]).tolist()
        if {labels[first], labels[second]} == {0, 1} and not adjacency[first, second] and common:
            joined, alone = joined + 1, alone + (common == [broker])
    return joined > 0 and alone >= share * joined


def try_links(adjacency: np.ndarray, labels: np.ndarray, broker: int, share: Fraction) -> int:
    """The fewest links that end it, by trying all sets of them."""
    free = [pair for pair in combinations(range(len(adjacency)), 2) if not adjacency[pair]]
    for count in range(len(free) + 1):
        for chosen in combinations(free, count):
            changed = adjacency.copy()
            for first, second in chosen:
                changed[first, second] = changed[second, first] = 1
            if not is_lone(changed, labels, broker, share):
                return count
    raise AssertionError


def test_fewest_links_are_those_of_trying_every_set():
    """On small graphs with random groups: as many links as the smallest set, of all sets of links, that ends it."""
    draw, counts = np.random.default_rng(1), []
    for graph in [*graph_atlas_g()[4:209], *graph_atlas_g()[209::5]]:
        adjacency, labels = nx.to_numpy_array(graph).astype(np.int64), draw.integers(0, 3, len(graph))
        links = sparse.csr_array(adjacency)
        for share in (Fraction(9, 10), Fraction(1, 2)):
            found = measure_mediation(links, labels == 0, labels == 1)
            assert found.is_lone(share) == (
                found.broker is not None and is_lone(adjacency, labels, found.broker, share)
            )
            if found.broker is not None and found.is_lone(share):
                fewest = count_links_to_share(links, labels == 0, labels == 1, found.broker, share)
                assert fewest == try_links(adjacency, labels, found.broker, share)
                counts.append(fewest)
    assert len(counts) > 100
    assert max(counts) >= 3


def test_a_larger_hub_takes_more_links():
    """A hub of n ends on each side: 1/10 of its pairs must have another way, so a second hub takes about √(n²/10) · 2."""
    for size, expected in ((2, 2), (4, 3), (6, 4)):
        graph = nx.star_graph(2 * size)
        graph.add_nodes_from(range(2 * size + 1, 2 * size + 4))
        links = sparse.csr_array(nx.to_scipy_sparse_array(graph, dtype=np.int64))
        sides = [flags(len(graph), range(start, start + size)) for start in (1, size + 1)]
        assert count_links_to_share(links, *sides, 0) == expected


def test_without_effort_the_number_is_a_lower_bound():
    """Where the search may try nothing, the number that is not ruled out is told; it is not above the true one."""
    graph = nx.star_graph(12)
    links = sparse.csr_array(nx.to_scipy_sparse_array(graph, dtype=np.int64))
    sides = [flags(13, range(1, 7)), flags(13, range(7, 13))]
    assert count_links_to_share(links, *sides, 0, effort=0) <= count_links_to_share(links, *sides, 0)


def test_effect_of_a_link_is_that_of_adding_it():
    """On random networks: what is told for each new link is what the counts show with it."""
    draw, share = np.random.default_rng(2), Fraction(9, 10)
    for _ in range(30):
        size = int(draw.integers(4, 9))
        upper = np.triu(draw.random((size, size)) < 0.35, 1)
        adjacency, labels = (upper | upper.T).astype(np.int64), draw.integers(0, 3, size)
        sides, broker = (labels == 0, labels == 1), int(draw.integers(size))
        before = measure_room(adjacency, labels, broker)
        effects = score_link_effects(sparse.csr_array(adjacency), *sides, broker, share)
        for first, second in combinations(range(size), 2):
            if adjacency[first, second]:
                assert effects[first, second] < -(2**30)
                continue
            changed = adjacency.copy()
            changed[first, second] = changed[second, first] = 1
            assert effects[first, second] == effects[second, first]
            assert effects[first, second] == measure_room(changed, labels, broker) - before


def measure_room(adjacency: np.ndarray, labels: np.ndarray, broker: int) -> int:
    """Nine times the joined pairs less ten times those of the broker alone."""
    pairs = measure_mediation(sparse.csr_array(adjacency), labels == 0, labels == 1).pairs
    return 9 * len(pairs.first) - 10 * int((pairs.alone == broker).sum())


def test_mediation_by_hand():
    """A hub and a second node that joins one of its pairs: of four pairs three are its own, two nodes join."""
    graph = nx.Graph([(0, 1), (0, 2), (0, 3), (0, 4), (5, 1), (5, 3)])
    links = sparse.csr_array(nx.to_scipy_sparse_array(graph, nodelist=range(6), dtype=np.int64))
    found = measure_mediation(links, flags(6, [1, 2]), flags(6, [3, 4]))
    assert (found.joined, found.alone, found.broker, found.brokers, found.share) == (4, 3, 0, 2, 0.75)
    assert not found.is_lone()
    assert found.is_lone(Fraction(3, 4))


def test_no_pair_has_no_broker():
    """Without a pair there is no share, no broker, and nobody is alone."""
    found = measure_mediation(sparse.csr_array((3, 3)), flags(3, [0]), flags(3, [1]))
    assert (found.joined, found.broker, found.alone, found.brokers) == (0, None, 0, 0)
    assert np.isnan(found.share)
    assert not found.is_lone(Fraction(0))


def test_drawn_shares_are_those_of_every_labelling():
    """On a small network the drawn shares are among those of all labellings, and their mean is near."""
    graph = nx.Graph([(0, 1), (0, 2), (0, 3), (4, 3), (4, 5), (1, 5)])
    links = sparse.csr_array(nx.to_scipy_sparse_array(graph, nodelist=range(6), dtype=np.int64))
    labels = np.array([0, 0, 1, 1, 2, 2])
    every = [
        measure_mediation(links, flags(6, first), flags(6, second)).share
        for first in combinations(range(6), 2)
        for second in combinations(sorted(set(range(6)) - set(first)), 2)
    ]
    known = np.array(every)[~np.isnan(every)]
    drawn = draw_shares(links, labels, (0, 1), np.random.default_rng(3), 2000)
    told = drawn[~np.isnan(drawn)]
    assert set(np.round(told, 9)) <= set(np.round(known, 9))
    assert told.mean() == pytest.approx(known.mean(), abs=4 * known.std() / len(told) ** 0.5)
    assert np.isnan(drawn).mean() == pytest.approx(np.isnan(every).mean(), abs=0.05)
    assert draw_shares(
        sparse.csr_array((3, 3)), [0, 1, 2], (0, 1), np.random.default_rng(0), 5
    ).tolist() == pytest.approx([np.nan] * 5, nan_ok=True)


# --- the gap ---


def test_a_lone_broker_is_found():
    """One school joins three enterprises with two institutes: all six pairs, and the sentence names all of them."""
    (gap,) = find_in_city(HUB)
    assert gap.subject == tuple(iri(name) for name in ["school-hub", *FIRMS, *INSTITUTES])
    assert (gap.kind, gap.region, gap.chains) == ("lone_broker", iri("city-a"), ("industry", "innovation"))
    assert (gap.observed, gap.expected, gap.unit, gap.null) == (100.0, 50.0, "percent_of_joined", "shared_mediation")
    assert "6 pairs" in gap.sentence.en
    assert "for all of them that is school-hub alone" in gap.sentence.en
    assert all(name in gap.sentence.en and name in gap.sentence.zh for name in [*FIRMS, *INSTITUTES])
    assert gap.coverage == "A"
    assert gap.severity == pytest.approx(6 / 11, abs=1e-4)


@pytest.mark.parametrize("more", [[], ["school-b"], ["school-b", "school-c", "firm-d"], ["firm-d", "institute-c"]])
def test_fragility_is_the_fewest_links_that_close_the_gap(more: list[str]):
    """Trying every set of partnerships among the organisations: with fewer the broker is alone, with so many not."""
    names = ["school-hub", *FIRMS, *INSTITUTES, *more]
    (gap,) = find_in_city(HUB, *more)
    # Partnerships of any two: the measure reads ties, whatever the classes of their ends.
    free = [("partners-with", *pair) for pair in combinations(names, 2) if "school-hub" not in pair]

    def is_alone(chosen: tuple[Link, ...]) -> bool:
        # A school that partners with both is what counts, so ask for the share and not whether enough pairs are left.
        network = make_network([*HUB, *chosen], place_all(HUB, *more))
        pairs = {one.pair: one.mediation for one in measure_cells(Survey.of(network)) if one.here.cell == iri("city-a")}
        return pairs["industry", "innovation"].is_lone()

    assert gap.fragility == next(
        count for count in range(1, 4) if not all(is_alone(chosen) for chosen in combinations(free, count))
    )


def test_a_second_broker_shares_it():
    """Another school with one of each side joins one pair as well: five of six are below nine tenths."""
    second = [("partners-with", "school-b", "firm-a"), ("partners-with", "school-b", "institute-a")]
    assert find_in_city([*HUB, *second]) == []


def test_a_direct_tie_takes_a_pair_away():
    """An enterprise that works with an institute itself needs nobody between; five pairs are too few to tell."""
    assert (
        find_in_city(
            [*HUB, ("participates-in", "firm-a", "project-a"), ("participates-in", "institute-a", "project-a")]
        )
        == []
    )


def test_a_host_does_not_join_its_own_platforms():
    """Platforms of the school are no organisations that it joins with its partners."""
    links = [("partners-with", "school-hub", firm) for firm in FIRMS]
    links += [("hosted-by", f"platform-{name}", "school-hub") for name in "abcd"]
    assert find_in_city(links) == []


def test_one_consortium_needs_no_broker():
    """Who meet in one project are tied to each other; two projects that share a member are joined by it."""
    one = [("participates-in", name, "project-a") for name in ["school-hub", *FIRMS, *INSTITUTES]]
    assert find_in_city(one) == []
    two = [("participates-in", name, "project-a") for name in ["school-hub", *FIRMS]]
    two += [("participates-in", name, "project-b") for name in ["school-hub", *INSTITUTES]]
    assert len(find_in_city(two)) == 1


def test_a_single_end_is_no_side():
    """Six enterprises and one institute: that the institute has no other partner is another matter."""
    links = [("partners-with", "school-hub", f"firm-{name}") for name in "abcdef"]
    assert find_in_city([*links, ("partners-with", "school-hub", "institute-a")]) == []


def test_an_intended_partnership_joins_nobody():
    """Partnerships that are only intended are no ties."""
    network = make_network(HUB, place_all(HUB))
    assert find_lone_brokers(replace(network, edges=network.edges.with_columns(status=pl.lit("intended")))) == []


def test_ends_elsewhere_do_not_count():
    """What lies in another city is joined there or nowhere; without a common area there is no gap."""
    assert find_lone_brokers(make_network(HUB, {"city-a": ["school-hub", *FIRMS], "city-b": INSTITUTES})) == []


def test_few_records_lower_the_grade():
    """Where most organisations have no tie on record, the others may have brokers, too."""
    (gap,) = find_in_city(HUB, *(f"institute-{name}" for name in "cdefghij"))
    assert gap.coverage == "D"
    assert "2 of the 10 organisations of the innovation chain have any tie on record" in gap.sentence.en


@pytest.mark.parametrize("more", [[], ["school-b"], ["school-b", "firm-d", "institute-c"]])
def test_closing_links_close_it(more: list[str]):
    """Each suggested link lowers the share or leaves it, and all of them together end it."""
    (gap,) = find_in_city(HUB, *more)
    names = {iri(name): name for name in ["school-hub", *FIRMS, *INSTITUTES, *more]}
    links = [(kind, names[first], names[second]) for first, kind, second in gap.closing]
    assert bool(links) == bool(more)
    for link in links:
        assert all(found.observed <= gap.observed for found in find_in_city([*HUB, link], *more))
    if links:
        assert find_in_city([*HUB, *links], *more) == []


def test_a_school_that_has_one_side_is_asked_for_the_other():
    """A school with two partners among other enterprises is suggested to an institute: one link joins two pairs."""
    own = [("partners-with", "school-b", f"firm-{name}") for name in "xy"]
    (gap,) = find_in_city([*HUB, *own])
    assert gap.fragility == 1
    assert gap.closing == ((iri("school-b"), "partners-with", iri("institute-a")),)


def test_nothing_comes_of_nothing():
    """An empty network, one thing, one chain, organisations without a tie: no gap and no warning."""
    assert find_lone_brokers(make_network([])) == []
    assert find_lone_brokers(make_network([], {"city-a": ["school-a"]})) == []
    assert find_in_city([], "school-a", "firm-a", "institute-a") == []
    alone = [("participates-in", f"school-{name}", "project-a") for name in "abc"]
    assert find_in_city(alone) == []


# --- tables ---


@pytest.mark.parametrize("table", ["brokers", "mediation", "brokerage"])
@pytest.mark.parametrize(
    "network", [make_network([]), make_network([], {"city-a": ["school-a", "firm-a"]})], ids=["empty", "untied"]
)
def test_tables_of_next_to_nothing(network: Network, table: str):
    """A network without a tie gives a table with all columns, and a reason where there is a row."""
    rows = measure(network, table)
    assert "why" in rows.columns
    assert rows.get_column("why").is_not_null().all()


def test_table_of_brokers_by_hand():
    """The hub joins all pairs but those that are tied; its leaves join none, and say so."""
    rows = measure(make_network(HUB, place_all(HUB)), "brokers")
    hub = rows.row(0, named=True)
    assert (hub["organisation"], hub["partners"], hub["pairs"], hub["alone"]) == (iri("school-hub"), 5, 10, 10)
    assert (hub["coordinator"], hub["itinerant"], hub["gatekeeper"], hub["liaison"]) == (0, 4, 0, 6)
    assert (hub["constraint"], hub["effective_size"]) == (0.2, 5.0)
    # All ten pairs are of others, so however the labels fall among them the counts are the same.
    assert (hub["itinerant_expected"], hub["liaison_expected"]) == (4.0, 6.0)
    assert hub["liaison_z"] is None
    assert rows.get_column("why").to_list() == ["other labels change nothing", *["joins no pair"] * 5]


def test_table_of_mediation_by_hand():
    """Of all pairs of chains one is joined; with one hub any labels give the same share, so p is 1."""
    rows = measure(make_network(HUB, place_all(HUB)), "mediation")
    joined = rows.filter(pl.col("joined") > 0).row(0, named=True)
    assert (joined["first"], joined["second"], joined["joined"], joined["brokers"]) == ("industry", "innovation", 6, 1)
    assert (joined["broker"], joined["alone"], joined["share"], joined["p"]) == (iri("school-hub"), 6, 1.0, 1.0)
    assert joined["expected"] == pytest.approx(10 * 2 * 3 * 2 / 30)
    assert rows.filter(pl.col("joined") == 0).get_column("why").to_list() == ["no pair has a common partner here"] * 2


# --- the shipped region ---


@pytest.fixture(scope="module")
def survey(region: KnowledgeGraph) -> Survey:
    """The shipped region, prepared once."""
    return Survey.of(region.network())


@pytest.fixture(scope="module")
def gaps(region: KnowledgeGraph) -> list[Gap]:
    """Every lone broker of the shipped region."""
    return find_lone_brokers(region.network())


@pytest.fixture(scope="module")
def shanghai(survey: Survey) -> Cooperation:
    """The organisations of Shanghai."""
    return next(here for here in read_cooperation(survey) if here.cell == f"{ID}region/310100")


def test_evidence_returns_the_pairs_claimed(region: KnowledgeGraph, survey: Survey, gaps: list[Gap]):
    """The query has a row for each joined pair and each of its brokers; so many are joined by the broker alone."""
    assert gaps
    for gap in gaps:
        rows = region.query(gap.evidence).values()
        brokers: dict[tuple[str, str], set[str]] = {}
        for first, second, broker in rows:
            brokers.setdefault((first, second), set()).add(broker)
        alone = sum(found == {gap.subject[0]} for found in brokers.values())
        assert 100 * alone / len(brokers) == pytest.approx(gap.observed, abs=1e-3)
        assert {end for pair, found in brokers.items() if found == {gap.subject[0]} for end in pair} == set(
            gap.subject[1:]
        )


def test_every_city_agrees_with_sparql(region: KnowledgeGraph, survey: Survey):
    """In cities with few and with many joined pairs the store tells as many as the matrices."""
    from chains.gaps.brokers.evidence import ask_joined_pairs

    checked = 0
    for one in measure_cells(survey):
        if one.here.cell in survey.places.cities and one.mediation.joined:
            rows = region.query(ask_joined_pairs(one.here.cell, *one.pair)).values()
            assert len({tuple(row[:2]) for row in rows}) == one.mediation.joined
            assert len({row[2] for row in rows}) == one.mediation.brokers
            checked += 1
    assert checked > 8


def test_lone_brokers_are_those_of_plain_counting(survey: Survey, gaps: list[Gap]):
    """Counting common partners in networkx finds the same brokers."""
    expected = set()
    for here in read_cooperation(survey):
        graph, chains = nx.from_scipy_sparse_array(here.links), here.chains.tolist()
        joined: dict[tuple[str, ...], list[tuple[int, int, list[int]]]] = {}
        for node in [place for place in graph if graph.degree(place)]:
            for other in {end for middle in graph[node] for end in graph[middle]} - set(graph[node]):
                if node < other and chains[node] != chains[other]:
                    common = list(nx.common_neighbors(graph, node, other))
                    joined.setdefault(tuple(sorted((chains[node], chains[other]))), []).append((node, other, common))
        for pair, rows in joined.items():
            for broker in {common[0] for *_, common in rows if len(common) == 1}:
                own = [row for row in rows if row[2] == [broker]]
                ends = {end for first, second, _ in own for end in (first, second)}
                sides = [sum(chains[end] == chain for end in ends) for chain in pair]
                if len(rows) >= 6 and 10 * len(own) >= 9 * len(rows) and min(sides) >= 2:
                    expected.add((here.cell, pair, survey.things.iri(here.nodes[broker])))
    assert {(gap.region, tuple(sorted(gap.chains)), gap.subject[0]) for gap in gaps} == expected


def test_table_of_brokers_is_that_of_networkx(region: KnowledgeGraph, survey: Survey, shanghai: Cooperation):
    """In Shanghai constraint, effective size, partners and pairs are those of networkx; isolated nodes have no row."""
    rows = measure(region.network(), "brokers", region="上海市").filter(pl.col("region") == shanghai.cell)
    graph = nx.from_scipy_sparse_array(shanghai.links)
    names = {survey.things.iri(node): place for place, node in enumerate(shanghai.nodes.tolist())}
    tied = [place for place in graph if graph.degree(place)]
    assert {names[name] for name in rows["organisation"]} == set(tied)
    constraint, size = nx.constraint(graph), nx.effective_size(graph)
    for row in rows.iter_rows(named=True):
        place = names[row["organisation"]]
        assert row["constraint"] == pytest.approx(constraint[place], rel=1e-5)
        assert row["effective_size"] == pytest.approx(size[place], rel=1e-5)
        assert row["partners"] == graph.degree(place)
        assert row["pairs"] == graph.degree(place) * (graph.degree(place) - 1) // 2 - sum(
            graph.has_edge(*pair) for pair in combinations(graph[place], 2)
        )
        assert row["pairs"] == sum(row[role] for role in ("coordinator", "itinerant", "gatekeeper", "liaison"))
        told = [row[f"{role}_expected"] for role in ("coordinator", "itinerant", "gatekeeper", "liaison")]
        assert sum(told) == pytest.approx(row["pairs"], rel=1e-4)


def test_totals_of_a_region_are_sums_of_its_brokers(region: KnowledgeGraph):
    """Each role of a region is played as often as its organisations play it."""
    totals, brokers = (measure(region.network(), name) for name in ("brokerage", "brokers"))
    for row in totals.filter(pl.col("total") > 0).iter_rows(named=True):
        own = brokers.filter(pl.col("region") == row["region"])
        assert own.get_column(row["role"]).sum() == row["total"]
    assert totals.filter(pl.col("total") > 0).height > 10
    assert totals.get_column("p_many").drop_nulls().is_between(0.001, 1).all()


def test_tables_do_not_depend_on_the_order_of_rows(small: KnowledgeGraph):
    """Links in another order give the same tables, to the last digit."""
    network = small.network()
    shuffled = replace(network, edges=network.edges.sample(fraction=1.0, shuffle=True, seed=7))
    for name in ("brokers", "mediation", "brokerage"):
        assert measure(shuffled, name).equals(measure(network, name))
