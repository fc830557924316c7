"""Isolation and single points of failure: against networkx, by taking nodes out, and in SPARQL."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, permutations

import igraph
import networkx as nx
import numpy as np
import polars as pl
import pytest
from networkx.generators.atlas import graph_atlas_g
from scipy import sparse
from tiny import iri, make_network

from chains.gaps import measure
from chains.gaps.failure.core import measure_core
from chains.gaps.failure.finder import Failure, find_failure_gaps, find_failures
from chains.gaps.failure.shares import measure_shares
from chains.gaps.failure.ways import measure_ways
from chains.gaps.reading.survey import Survey
from chains.graph import KnowledgeGraph
from chains.measures.cuts import count_disjoint_ways, find_bottlenecks, find_pieces
from chains.measures.metapath import join_ends
from chains.measures.robustness import order_removals, score_random_robustness, score_robustness, trace_removals
from chains.names import ID
from chains.network import Network
from chains.records import Gap


def random_networks(seed: int, count: int = 100) -> Iterator[tuple[sparse.csr_array, nx.Graph]]:
    """Small random networks as a symmetric matrix and in networkx."""
    draw = np.random.default_rng(seed)
    for _ in range(count):
        size = int(draw.integers(2, 9))
        upper = np.triu(draw.random((size, size)) < 0.35, 1)
        yield sparse.csr_array((upper | upper.T).astype(np.int64)), nx.from_numpy_array((upper | upper.T).astype(int))


def star(leaves: int) -> sparse.csr_array:
    """One hub and its leaves."""
    return sparse.csr_array(nx.to_scipy_sparse_array(nx.star_graph(leaves), dtype=np.int64))


# --- what is cut off ---


def test_pieces_are_those_of_taking_each_node_out():
    """On all graphs of up to seven nodes: the points are networkx's, the pieces what is left of their component."""
    graphs = graph_atlas_g()
    assert len(graphs) > 1000
    for graph in graphs:
        found = {}
        for node in graph:
            rest = graph.subgraph(nx.node_connected_component(graph, node) - {node})
            pieces = sorted(sorted(piece) for piece in nx.connected_components(rest))
            if len(pieces) > 1:
                found[node] = pieces
        assert find_pieces(graph) == found
        assert set(find_pieces(graph)) == set(nx.articulation_points(graph))


def test_only_counted_nodes_and_small_pieces_are_listed():
    """Nodes that do not count are not listed and do not make a piece larger."""
    graph = nx.Graph([("hub", "alliance"), ("alliance", "a"), ("hub", "b"), ("b", "c"), ("hub", "project")])
    assert find_pieces(graph, ["hub", "a", "b", "c"], most=1)["hub"] == [["a"]]
    assert find_pieces(graph, ["hub", "a", "b", "c"])["hub"] == [["a"], ["b", "c"]]
    assert find_pieces(nx.Graph()) == {}


def test_a_bridge_ends_in_what_it_cuts_off():
    """The ends of a bridge that have other links, too, are articulation points."""
    for _, graph in random_networks(1):
        points = set(find_pieces(graph))
        for ends in nx.bridges(graph):
            assert all(graph.degree(end) == 1 or end in points for end in ends)


# --- disjoint ways ---


@pytest.mark.parametrize("seed", range(2, 5))
def test_disjoint_ways_are_those_of_networkx(seed: int):
    """As many ways between two sets as networkx finds node-disjoint paths between a source and a sink tied to them."""
    draw = np.random.default_rng(seed + 100)
    for links, graph in random_networks(seed):
        first, second = (np.flatnonzero(draw.random(len(graph)) < 0.4) for _ in range(2))
        graph.add_nodes_from(["source", "sink"])
        graph.add_edges_from(("source", node) for node in first.tolist())
        graph.add_edges_from(("sink", node) for node in second.tolist())
        try:
            expected = len(list(nx.node_disjoint_paths(graph, "source", "sink")))
        except nx.NetworkXNoPath:
            expected = 0
        assert count_disjoint_ways(links, first, second) == expected


def test_disjoint_ways_of_nothing():
    """Without an end there is no way; a node of both sets is one by itself."""
    links = star(2)
    assert count_disjoint_ways(links, np.array([], dtype=np.int64), np.array([1])) == 0
    assert count_disjoint_ways(links, np.array([1]), np.array([1])) == 1
    assert count_disjoint_ways(links, np.array([1, 2]), np.array([0])) == 1


def test_disjoint_ways_of_single_ends_are_those_of_igraph():
    """Between the neighbours of two nodes, without these: as many ways as igraph tells vertices that cut the two apart."""
    for graph in graph_atlas_g()[50::9]:
        whole = igraph.Graph(len(graph), list(graph.edges))
        for first, second in combinations(range(len(graph)), 2):
            if not graph.has_edge(first, second):
                rest = [node for node in graph if node not in {first, second}]
                links = sparse.csr_array(nx.to_numpy_array(graph, nodelist=rest).astype(np.int64)) if rest else star(0)
                ends = [np.flatnonzero([graph.has_edge(end, node) for node in rest]) for end in (first, second)]
                assert count_disjoint_ways(links, *ends) == whole.vertex_connectivity(first, second)


def test_bottlenecks_are_those_whose_loss_costs_a_way():
    """On small graphs with random ends: taking a node out costs one way exactly if it is a bottleneck."""
    draw, found = np.random.default_rng(9), 0
    for graph in graph_atlas_g()[3::4]:
        links = sparse.csr_array(nx.to_numpy_array(graph).astype(np.int64))
        first, second = (np.flatnonzero(draw.random(len(graph)) < 0.4) for _ in range(2))
        count, nodes = find_bottlenecks(links, first, second)
        assert count == count_disjoint_ways(links, first, second)
        for node in range(len(graph)):
            kept = np.setdiff1d(np.arange(len(graph)), [node])
            ends = (np.searchsorted(kept, side[side != node]) for side in (first, second))
            assert count_disjoint_ways(links[kept][:, kept], *ends) == count - (node in nodes)
        found += len(nodes)
    assert found > 300


def test_a_hub_is_the_bottleneck_of_its_star():
    """From the hub to its leaves there is one way, and the hub is on it; without ends there is none."""
    count, nodes = find_bottlenecks(star(4), np.array([0]), np.array([1, 2, 3, 4]))
    assert (count, nodes.tolist()) == (1, [0])
    count, nodes = find_bottlenecks(star(4), np.array([0]), np.array([], dtype=np.int64))
    assert (count, nodes.tolist()) == (0, [])


def test_networkx_and_igraph_agree_on_bridges_cores_and_articulation_points():
    """What the tables take from networkx is what igraph finds, on all graphs of up to seven nodes."""
    for graph in graph_atlas_g()[1::2]:
        other = igraph.Graph(len(graph), list(graph.edges))
        assert sorted(nx.articulation_points(graph)) == sorted(other.articulation_points())
        assert {frozenset(edge) for edge in nx.bridges(graph)} == {
            frozenset(other.es[edge].tuple) for edge in other.bridges()
        }
        assert [nx.core_number(graph)[node] for node in range(len(graph))] == other.coreness()


# --- robustness ---


@pytest.mark.parametrize("seed", range(5, 8))
def test_robustness_is_that_of_removing_nodes_one_by_one(seed: int):
    """Order, largest groups and R agree with taking the most linked node out of a networkx graph again and again."""
    for links, graph in random_networks(seed):
        order, sizes = [], []
        while graph:
            node = max(graph.nodes, key=lambda node: (graph.degree(node), -node))
            graph.remove_node(node)
            order.append(node)
            sizes.append(max((len(group) for group in nx.connected_components(graph)), default=0))
        assert order_removals(links) == order
        assert trace_removals(links, order).tolist() == sizes
        assert score_robustness(links) == pytest.approx(sum(sizes) / len(order) ** 2)


def test_random_robustness_is_the_mean_over_orders():
    """The drawn mean lies by the mean over all orders of removal of small graphs; the same seed gives the same."""
    for graph in (nx.star_graph(4), nx.path_graph(5), nx.cycle_graph(5)):
        links = sparse.csr_array(nx.to_scipy_sparse_array(graph, dtype=np.int64))
        every = [trace_removals(links, list(order)).sum() / 25 for order in permutations(range(5))]
        drawn = score_random_robustness(links, np.random.default_rng(1), 800)
        assert drawn == pytest.approx(np.mean(every), abs=4 * np.std(every) / 800**0.5 + 1e-12)
        assert drawn == score_random_robustness(links, np.random.default_rng(1), 800)
        assert drawn >= score_robustness(links)
    assert math.isnan(score_random_robustness(sparse.csr_array((0, 0)), np.random.default_rng(0)))


def test_robustness_of_a_star_and_of_a_complete_network():
    """A star falls apart at once; a complete network loses one node at a time: (n - 1) / 2n."""
    assert score_robustness(star(9)) == pytest.approx(9 / 100)
    full = sparse.csr_array(np.ones((10, 10), dtype=np.int64) - np.eye(10, dtype=np.int64))
    assert score_robustness(full) == pytest.approx(0.45)
    assert math.isnan(score_robustness(sparse.csr_array((0, 0))))


def test_a_part_of_the_removals_can_be_traced():
    """Nodes that are not removed stay from the beginning to the end."""
    assert trace_removals(star(3), [0]).tolist() == [1]
    assert trace_removals(star(3), [1, 2]).tolist() == [3, 2]
    assert trace_removals(star(3), []).tolist() == []


def test_core_of_two_hubs():
    """Two hubs of eight leaves each: one leaving cuts the group to half, both leave nothing."""
    graph = nx.Graph([("h", "k"), *(("h", f"a{n}") for n in range(8)), *(("k", f"b{n}") for n in range(8))])
    core = measure_core(sparse.csr_array(nx.to_scipy_sparse_array(graph, dtype=np.int64)))
    assert core is not None
    assert (core.largest, len(core.leaving), core.pieces[0]) == (18, 2, 1)
    assert core.missing_links == 8
    assert core.innermost == (18, 1)
    assert measure_core(star(3)) is None


# --- planted ---


def gaps_of(network: Network, kind: str, null: str | None = None) -> list[Gap]:
    """The gaps of one kind, and of one rule."""
    return [gap for gap in find_failure_gaps(network) if gap.kind == kind and null in {None, gap.null}]


HUB = [("partners-with", "school-hub", f"firm-{name}") for name in "abc"]


def test_a_hub_with_dependents_is_found():
    """Three enterprises whose only partner is one school, one of them with a second: two depend on it."""
    links = [*HUB, ("partners-with", "school-b", "firm-c")]
    places = {"city-a": ["school-hub", "school-b", "firm-a", "firm-b", "firm-c"]}
    (gap,) = gaps_of(make_network(links, places), "single_point_of_failure")
    assert gap.subject == (iri("school-hub"), iri("firm-a"), iri("firm-b"))
    assert (gap.observed, gap.expected, gap.unit) == (2.0, 0.0, "organisations")
    assert "2 organisations would lose their only link: firm-a and firm-b" in gap.sentence.en
    assert gap.chains == ("education", "industry")
    assert {link[0] for link in gap.closing} <= {iri("school-b")}


def test_ties_through_an_alliance_count():
    """Partners that also meet in an alliance do not depend on the hub alone."""
    meeting = [("member-of", f"firm-{name}", "alliance-a") for name in "ab"]
    places = {"city-a": ["school-hub", "firm-a", "firm-b", "firm-c"]}
    found = find_failures(Survey.of(make_network([*HUB, *meeting], places)))
    assert [failure.dependents for failure in found] == [()]


def test_a_pair_of_chains_on_one_school_is_found():
    """All three links between education and industry go through one school: one way, and one link mends it."""
    (gap,) = gaps_of(
        make_network(HUB, {"city-a": ["school-hub", "firm-a", "firm-b", "firm-c"]}), "single_point_of_failure"
    )
    assert (gap.observed, gap.expected, gap.unit, gap.fragility) == (1.0, 2.0, "ways", 1)
    assert "none of 3 links on record between the education chain and the industry chain" in gap.sentence.en
    mended = make_network(
        [*HUB, ("partners-with", "school-b", "firm-d")],
        {"city-a": ["school-hub", "school-b", "firm-a", "firm-b", "firm-c", "firm-d"]},
    )
    assert gaps_of(mended, "single_point_of_failure", "two_ways") == []


@pytest.mark.parametrize("count", [2, 3, 4])
def test_fragility_is_the_fewest_links_that_leave_fewer_than_two(count: int):
    """Trying every set of new links among the organisations: with fewer links two still depend, with so many not."""
    firms = [f"firm-{name}" for name in "abcd"[:count]]
    others = ["school-b", "firm-x", "firm-y"]
    base = [("partners-with", "school-hub", firm) for firm in firms]
    # A second pair keeps the two chains joined without the hub, so that only the dependents are at stake.
    base += [("partners-with", "school-b", "firm-x"), ("partners-with", "school-b", "firm-y")]
    places = {"city-a": ["school-hub", *firms, *others]}
    (gap,) = [
        gap for gap in gaps_of(make_network(base, places), "single_point_of_failure") if iri(firms[0]) in gap.subject
    ]
    new = [("partners-with", first, second) for first, second in combinations([*firms, "school-b"], 2)]

    def depends(chosen: tuple[tuple[str, str, str], ...]) -> bool:
        failures = find_failures(Survey.of(make_network([*base, *chosen], places)))
        hub = make_network([*base, *chosen], places).index[iri("school-hub")]
        return any(failure.node == hub and failure.dependents for failure in failures)

    fewest = next(size for size in range(1, 5) if any(not depends(chosen) for chosen in combinations(new, size)))
    assert gap.fragility == fewest


def test_the_only_enterprise_on_the_way_is_found():
    """Every joined pair runs through one of two enterprises: without it the chain is broken."""
    links = [
        ("offers", "school-a", "programme-a"),
        ("targets-occupation", "programme-a", "occupation-a"),
        *(("active-in-chain", f"firm-{name}", "chain-a") for name in "ab"),
        *(("participates-in", "firm-a", f"project-{name}") for name in "abc"),
    ]
    places = {"city-a": ["school-a", "firm-a", "firm-b"]}
    network = make_network(links, places, demand=[("city-a", "occupation-a", "chain-a", 5.0)])
    (failure,) = [failure for failure in find_failures(Survey.of(network)) if failure.joined]
    assert (failure.node, failure.joined) == (network.index[iri("firm-a")], 3)
    gap = next(gap for gap in gaps_of(network, "single_point_of_failure") if gap.unit == "joined_pairs")
    assert gap.fragility == 1


def test_who_has_any_tie_is_not_isolated():
    """An institution with a partner and one in an alliance do not stand alone; a third does, and an enterprise."""
    links = [
        ("partners-with", "school-a", "firm-a"),
        ("member-of", "school-b", "alliance-a"),
        ("offers", "school-c", "programme-a"),
    ]
    places = {"city-a": ["school-a", "school-b", "school-c", "firm-a", "firm-b"]}
    found = gaps_of(make_network(links, places), "isolated")
    assert {gap.subject for gap in found} == {(iri("school-c"),), (iri("firm-b"),)}
    school = next(gap for gap in found if gap.subject == (iri("school-c"),))
    assert "2 of the 3 institutions here have one" in school.sentence.en
    assert school.fragility == 1


def test_an_intended_partner_is_no_tie_and_yet_company():
    """Who has only an intended partnership does not stand alone, and nobody depends on it."""
    network = make_network(HUB, {"city-a": ["school-hub", "firm-a", "firm-b", "firm-c"]})
    intended = replace(network, edges=network.edges.with_columns(status=pl.lit("intended")))
    assert find_failure_gaps(intended) == []


def test_institutions_without_offerings_are_told_together_at_no_severity():
    """Of a school of which nothing is on record nothing can be said."""
    (gap,) = gaps_of(make_network([], {"city-a": ["school-a", "school-b"]}), "isolated")
    assert (gap.subject, gap.severity) == ((iri("school-a"), iri("school-b")), 0.0)


def test_the_larger_isolated_institution_comes_first():
    """Of two isolated institutions of a city the one with more programmes ranks higher."""
    links = [("offers", "school-a", f"programme-{n}") for n in range(9)] + [("offers", "school-b", "programme-0")]
    found = {
        gap.subject[0]: gap.severity
        for gap in gaps_of(make_network(links, {"city-a": ["school-a", "school-b"]}), "isolated")
    }
    assert found[iri("school-a")] > found[iri("school-b")]


def test_projects_without_an_enterprise_are_told_together():
    """Two of three projects have no enterprise; the school that holds them is named."""
    links = [
        *(("participates-in", "school-a", f"project-{name}") for name in "abc"),
        ("participates-in", "firm-a", "project-c"),
    ]
    (gap,) = [
        gap
        for gap in gaps_of(make_network(links, {"city-a": ["school-a", "firm-a"]}), "isolated")
        if gap.unit == "outcomes"
    ]
    assert (gap.observed, gap.expected, gap.fragility) == (1.0, 3.0, 2)
    assert gap.subject == (iri("project-a"), iri("project-b"))
    assert "Most are held by school-a (2)" in gap.sentence.en


def test_nothing_comes_of_nothing():
    """An empty network, one thing without a place: no gap and no warning."""
    assert find_failure_gaps(make_network([])) == []
    assert find_failure_gaps(make_network([], alone=["school-a"])) == []


def test_small_region_by_hand(small: KnowledgeGraph):
    """One enterprise of Changzhou has no tie; one project of Suzhou has no enterprise; nothing hangs on anybody."""
    found = find_failure_gaps(small.network())
    alone = {gap.region: gap for gap in found if gap.unit == "enterprises"}
    assert [subject.rsplit("/", 1)[-1] for subject in alone[f"{ID}region/320400"].subject] == ["920509.BJ"]
    (projects,) = [gap for gap in found if gap.unit == "outcomes"]
    assert [subject.rsplit("/", 1)[-1] for subject in projects.subject] == ["2018YFA0701700"]
    assert not [gap for gap in found if gap.kind == "single_point_of_failure"]


@pytest.mark.parametrize("table", ["failure", "robustness"])
@pytest.mark.parametrize(
    "network", [make_network([]), make_network([], {"city-a": ["school-a"]})], ids=["empty", "lone"]
)
def test_tables_of_next_to_nothing(network: Network, table: str):
    """Without a tie there is no organisation to lose, and a region says why it has no number."""
    rows = measure(network, table)
    assert rows.get_column("why").is_not_null().all()
    assert rows.height == (table == "robustness") * network.regions.height


def test_table_of_failure_by_hand():
    """A hub with three enterprises, one of which has a project: what each would take with it."""
    links = [
        *HUB,
        ("offers", "school-hub", "programme-a"),
        ("offers", "school-b", "programme-a"),
        ("offers", "school-b", "programme-b"),
        ("targets-occupation", "programme-a", "occupation-a"),
        ("targets-occupation", "programme-b", "occupation-a"),
        ("active-in-chain", "firm-a", "chain-a"),
        ("participates-in", "firm-a", "project-a"),
        ("participates-in", "school-b", "project-b"),
    ]
    places = {"city-a": ["school-hub", "school-b", "firm-a", "firm-b", "firm-c"]}
    network = make_network(links, places, demand=[("city-a", "occupation-a", "chain-a", 5.0)])
    rows = {row["organisation"]: row for row in measure(network, "failure").iter_rows(named=True)}
    hub, firm, school = (rows[iri(name)] for name in ("school-hub", "firm-a", "school-b"))
    assert set(rows) == {iri(name) for name in ("school-hub", "firm-a", "firm-b", "firm-c", "school-b")}
    assert [hub[name] for name in ("partners", "core", "bridges", "pieces", "dependents", "cut_off")] == [
        3,
        1,
        3,
        3,
        3,
        2,
    ]
    assert [firm[name] for name in ("partners", "core", "bridges", "pieces", "dependents", "cut_off")] == [
        1,
        1,
        1,
        1,
        0,
        0,
    ]
    assert [school[name] for name in ("partners", "core", "bridges", "pieces", "dependents", "cut_off")] == [0] * 6
    # Two programmes and two projects; both programmes are joined to project-a, through firm-a.
    assert {row["share"] for row in rows.values()} == {0.5}
    assert (hub["share_without"], firm["share_without"], school["share_without"]) == (0.5, 0.0, 0.25)
    assert hub["bottleneck"] == "education-industry"
    assert firm["bottleneck"] == "industry-innovation"


def test_table_of_robustness_by_hand():
    """A star of one school and three enterprises: one way, halved by one; without the hub the largest group is 1 of 4, three times over."""
    places = {"city-a": ["school-hub", "firm-a", "firm-b", "firm-c"]}
    (row,) = measure(make_network(HUB, places), "robustness").iter_rows(named=True)
    assert (row["organisations"], row["ties"], row["largest"], row["halved_by"]) == (4, 3, 1.0, 1)
    assert row["robustness"] == pytest.approx(3 / 16)
    assert (row["core"], row["core_share"], row["core_sizes"]) == (1, 1.0, "4")
    assert (row["ways_education_industry"], row["ways_education_innovation"], row["weakest"]) == (
        1,
        0,
        "education-innovation",
    )
    assert row["why"] is None


# --- the shipped region ---


@pytest.fixture(scope="module")
def survey(region: KnowledgeGraph) -> Survey:
    """The shipped region, prepared once."""
    return Survey.of(region.network())


@pytest.fixture(scope="module")
def gaps(region: KnowledgeGraph) -> list[Gap]:
    """Every gap of this family in the shipped region."""
    return find_failure_gaps(region.network())


ISOLATED = """
SELECT DISTINCT ?school WHERE {
  ?school a ch:EducationalInstitution ; ch:inRegion ?place .
  MINUS { ?a ch:institution ?school ; ch:enterprise ?x }
  MINUS { ?b ch:enterprise ?school ; ch:institution ?x }
  MINUS { ?c ch:provider ?school ; ch:client ?x }
  MINUS { ?d ch:client ?school ; ch:provider ?x }
  MINUS { ?e ch:member ?school ; ch:inAlliance ?x }
  MINUS { ?f ch:participant ?school ; ch:inProject ?x }
  MINUS { ?x ch:hostedBy ?school }
}"""


def test_isolated_institutions_are_those_of_sparql(region: KnowledgeGraph, gaps: list[Gap]):
    """Every institution without any tie in the store is a gap, and no other is."""
    expected = {row[0] for row in region.query(ISOLATED).values()}
    assert len(expected) > 100
    schools = set(region.network().nodes.filter(pl.col("chain") == "education").get_column("iri"))
    told = [subject for gap in gaps if gap.kind == "isolated" for subject in gap.subject if subject in schools]
    assert set(told) == expected
    assert len(told) == len(expected)


def test_evidence_of_isolation_shows_it(region: KnowledgeGraph, gaps: list[Gap]):
    """An isolated institution has no row; the isolated enterprises, institutions and projects are just the rows."""
    found = [gap for gap in gaps if gap.kind == "isolated"]
    assert {gap.unit for gap in found} == {"links", "outcomes", "enterprises", "organisations"}
    for gap in [*(gap for gap in found if gap.unit != "links"), *[gap for gap in found if gap.unit == "links"][::5]]:
        rows = {row[0] for row in region.query(gap.evidence).values()}
        assert rows == (set() if gap.unit == "links" else set(gap.subject))


def test_dependents_have_no_other_tie(survey: Survey):
    """Whoever is said to depend on one organisation is tied to it alone; whoever is tied to one alone is said to."""
    between = survey.ties.between
    only = {node: set() for node in range(between.shape[0])}
    for node in np.flatnonzero(np.diff(between.indptr) == 1):
        only[int(between.indices[between.indptr[node]])].add(int(node))
    regions = survey.network.nodes.get_column("region")
    expected = {node: found for node, found in only.items() if len(found) > 1 and regions[node] is not None}
    failures = {failure.node: set(failure.dependents) for failure in find_failures(survey) if failure.dependents}
    assert len(failures) > 20
    assert failures == expected


def test_evidence_of_dependence_shows_it(region: KnowledgeGraph, gaps: list[Gap]):
    """In the answer each dependent is tied to one organisation in all."""
    found = [gap for gap in gaps if gap.null == "none_depends" and gap.unit == "organisations"]
    for gap in found[:12]:
        ties = dict(region.query(gap.evidence).values())
        assert {ties[node] for node in gap.subject[1:]} == {"1"}


def test_bottlenecks_leave_nothing(survey: Survey):
    """Without a bottleneck its pair of chains has no link left in the city."""
    failures = [failure for failure in find_failures(survey) if failure.pairs]
    assert failures
    for failure in failures:
        here = survey.candidates.nodes_in(failure.region)
        for first, second, count in failure.pairs:
            links = sparse.coo_array(survey.ties.across(first, second, here))
            ends = np.array(links.coords)
            assert ends.shape[1] == count
            assert (ends == failure.node).any(axis=0).all()


def test_carriers_leave_nothing(survey: Survey):
    """Without a carrier no programme of the city is joined to a project or platform."""
    carriers: list[Failure] = [failure for failure in find_failures(survey) if failure.joined]
    assert carriers
    for failure in carriers:
        passage = survey.passages.through_region(failure.region)
        keep = np.flatnonzero(passage.enterprises != failure.node)
        first, second, third = passage.layers
        assert join_ends(passage.layers).nnz == failure.joined
        assert join_ends([first, second[:, keep], third[keep]]).nnz == 0


def test_core_of_the_region_falls_apart(survey: Survey):
    """Taking the named organisations out of the network in networkx leaves less than half; one fewer does not."""
    core = measure_core(survey.ties.between)
    assert core is not None
    graph = nx.from_scipy_sparse_array(core.links)
    assert max(len(group) for group in nx.connected_components(graph)) == core.largest
    graph.remove_nodes_from(core.leaving[:-1])
    assert 2 * max(len(group) for group in nx.connected_components(graph)) >= core.largest
    graph.remove_node(core.leaving[-1])
    pieces = sorted((len(group) for group in nx.connected_components(graph)), reverse=True)
    assert tuple(pieces) == core.pieces
    assert 2 * pieces[0] < core.largest
    assert 2 * sum(pieces[: core.missing_links + 1]) >= core.largest > 2 * sum(pieces[: core.missing_links])


def test_no_region_is_buried(gaps: list[Gap]):
    """A planner gets at most some dozens of rows for a city."""
    counts: dict[str | None, int] = {}
    for gap in gaps:
        counts[gap.region] = counts.get(gap.region, 0) + 1
    assert max(counts.values()) <= 60


def test_table_of_failure_is_what_taking_each_out_leaves(region: KnowledgeGraph, survey: Survey):
    """For the most and the least important organisations networkx finds the same pieces, bridges and dependents."""
    rows = measure(region.network(), "failure")
    between, index = survey.ties.between, region.network().index
    graph = nx.from_scipy_sparse_array(between)
    bridges = [end for bridge in nx.bridges(graph) for end in bridge]
    for row in [*rows.head(25).iter_rows(named=True), *rows.tail(5).iter_rows(named=True)]:
        node = index[row["organisation"]]
        rest = graph.subgraph(nx.node_connected_component(graph, node) - {node})
        sizes = sorted(len(piece) for piece in nx.connected_components(rest))
        assert row["pieces"] == len(sizes)
        assert row["cut_off"] == sum(sizes[:-1])
        assert row["partners"] == graph.degree(node)
        assert row["bridges"] == bridges.count(node)
        assert row["dependents"] == sum(graph.degree(other) == 1 for other in graph[node])
    everyone = igraph.Graph(between.shape[0], list(graph.edges)).coreness()
    assert rows["core"].to_list() == [everyone[index[name]] for name in rows["organisation"]]


def test_shares_without_are_those_of_leaving_each_out(survey: Survey):
    """In some cities: the layers built anew without an organisation join as many pairs as are told to be left."""
    checked = 0
    for city in [f"{ID}region/{code}" for code in ("320400", "320500", "340100")]:
        shares, passage = measure_shares(survey, city), survey.passages.through_region(city)
        first, second, third = passage.layers
        assert shares.joined == join_ends(passage.layers).nnz
        offers = survey.passages.offers[passage.institutions][:, passage.programmes].toarray()
        for node in [*list(shares.lost)[:20], *passage.institutions[:20].tolist(), *passage.enterprises[:5].tolist()]:
            left = offers[passage.institutions != node].sum(axis=0) > 0
            kept = passage.enterprises != node
            joined = join_ends([first[left], second[:, kept], third[kept]]).nnz
            assert shares.without(node) == pytest.approx(joined / shares.pairs)
            checked += 1
    assert checked > 100


def test_ways_of_a_city_are_matchings(survey: Survey):
    """Ways between two chains are ties without a common end: as many as the largest matching of networkx."""
    for city in [f"{ID}region/{code}" for code in ("320100", "320400", "330100")]:
        for ways in measure_ways(survey, city):
            links = survey.ties.across(*ways.pair, survey.candidates.nodes_in(city))
            graph = nx.from_edgelist(zip(*(axis.tolist() for axis in sparse.coo_array(links).coords), strict=True))
            assert ways.links == links.nnz
            assert ways.count == len(nx.max_weight_matching(graph, maxcardinality=True))


def test_whole_area_is_as_robust_as_its_gap_says(region: KnowledgeGraph, survey: Survey):
    """The table and the gap on hubs of the whole area tell the same network."""
    row = measure(region.network(), "robustness").filter(pl.col("region") == survey.places.area).row(0, named=True)
    core = measure_core(survey.ties.between)
    assert core is not None
    assert row["organisations"] == len(core.nodes)
    assert row["largest"] == pytest.approx(core.largest / len(core.nodes), rel=1e-5)
    assert row["robustness"] == pytest.approx(core.robustness, rel=1e-5)
    assert row["halved_by"] == len(core.leaving)
    assert (row["core"], round(row["core_share"] * row["organisations"])) == (core.innermost[1], core.innermost[0])
    assert row["robustness"] < row["robustness_random"] < 0.5
    assert [int(size) for size in row["core_sizes"].split()] == sorted(
        map(int, row["core_sizes"].split()), reverse=True
    )


def test_a_gap_on_one_way_is_one_way_in_the_table(region: KnowledgeGraph, survey: Survey):
    """Where all ties of two chains go through one organisation, the table tells one way."""
    told = {(failure.region, pair[:2]) for failure in find_failures(survey) for pair in failure.pairs}
    rows = measure(region.network(), "robustness")
    for city, pair in told:
        assert rows.filter(pl.col("region") == city).get_column(f"ways_{'_'.join(pair)}").item() == 1
