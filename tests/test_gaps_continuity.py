"""Continuity: measures against explicit enumeration, sets against SPARQL, findings against planted breaks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise, product

import networkx as nx
import numpy as np
import polars as pl
import pytest
from scipy import sparse
from tiny import iri, make_network

from chains.gaps.continuity.finder import find_continuity_gaps
from chains.gaps.continuity.queries import ask_joined_enterprises, ask_joined_outcomes, ask_leading_programmes
from chains.gaps.continuity.segments import measure_segments
from chains.gaps.phrases import join_sentences
from chains.gaps.reading.passages import Passages
from chains.gaps.reading.places import Places
from chains.gaps.reading.survey import Survey
from chains.graph import KnowledgeGraph
from chains.measures.dwpc import score_weighted_paths
from chains.measures.metapath import (
    count_paths,
    find_dead_ends,
    find_weakest_step,
    join_ends,
    reach_nodes,
    reverse_layers,
    score_complete_share,
    score_completeness,
    score_completions,
    score_losses,
)
from chains.measures.unseen import count_cover, count_missing_links, count_step_links
from chains.names import ID
from chains.network import Network
from chains.records import Gap

Layers = list[sparse.csr_array]


def random_layers(seed: int, most: int = 4) -> Iterator[Layers]:
    """Forty lists of one to three small layers."""
    draw = np.random.default_rng(seed)
    for _ in range(40):
        sizes = draw.integers(1, most, size=draw.integers(2, 5))
        density = draw.choice([0.2, 0.4, 0.6])
        yield [
            sparse.csr_array((draw.random((rows, columns)) < density).astype(np.int64))
            for rows, columns in pairwise(sizes)
        ]


def layered_graph(layers: Layers) -> nx.DiGraph:
    """The same path in networkx: nodes are (set, number)."""
    graph = nx.DiGraph()
    for place, layer in enumerate(layers):
        graph.add_nodes_from((place, row) for row in range(layer.shape[0]))
        graph.add_nodes_from((place + 1, column) for column in range(layer.shape[1]))
        graph.add_edges_from(
            ((place, int(row)), (place + 1, int(column))) for row, column in np.argwhere(layer.toarray())
        )
    return graph


def fill(layers: Layers, step: int) -> Layers:
    """The layers with every link at one step."""
    return [
        sparse.csr_array(np.ones(layer.shape, dtype=np.int64)) if place == step - 1 else layer
        for place, layer in enumerate(layers)
    ]


def with_links(layer: sparse.csr_array, links: Sequence[tuple[int, int]]) -> sparse.csr_array:
    """The layer with some more links."""
    dense = layer.toarray()
    for link in links:
        dense[link] = 1
    return sparse.csr_array(dense)


# --- measures ---


@pytest.mark.parametrize("seed", range(3))
def test_paths_are_those_that_networkx_enumerates(seed: int):
    """The number of paths between two ends is that of all simple paths, and the share that of the joined ends."""
    for layers in random_layers(seed):
        graph, last = layered_graph(layers), len(layers)
        counts = count_paths(layers).toarray()
        for start, goal in product(range(counts.shape[0]), range(counts.shape[1])):
            paths = list(nx.all_simple_paths(graph, (0, start), (last, goal)))
            assert counts[start, goal] == len(paths)
        assert (join_ends(layers).toarray() == (counts > 0)).all()
        assert score_complete_share(layers) == pytest.approx((counts > 0).mean())


def test_parallel_and_weighted_links_count_once():
    """Any entry other than 0 is one link, as parallel links in a matrix sum up."""
    layers = [sparse.csr_array(np.array([[3, 0]])), sparse.csr_array(np.array([[2], [5]]))]
    assert count_paths(layers).toarray().tolist() == [[1]]


def test_weighted_paths_by_hand():
    """Each layer is divided by the roots of its degrees: 1/√(2·1) · 1/√(1·1) for the one path."""
    layers = [sparse.csr_array(np.array([[1, 1]])), sparse.csr_array(np.array([[1], [0]]))]
    assert score_weighted_paths(layers).toarray() == pytest.approx(np.array([[1 / math.sqrt(2)]]))
    lone = [sparse.csr_array(np.zeros((2, 2))), sparse.csr_array(np.ones((2, 1)))]
    assert score_weighted_paths(lone).nnz == 0


@pytest.mark.parametrize("seed", range(3, 6))
def test_completing_a_step_is_filling_its_layer(seed: int):
    """The closed form gives what filling each layer gives, and the weakest step is the best of these trials."""
    for layers in random_layers(seed):
        tried = [score_complete_share(fill(layers, step)) for step in range(1, len(layers) + 1)]
        assert score_completions(layers) == pytest.approx(tried)
        best = int(np.argmax(np.round(tried, 12))) + 1
        expected = best if tried[best - 1] > score_complete_share(layers) + 1e-12 else None
        assert find_weakest_step(layers) == expected


def test_no_single_step_is_weakest_where_two_are_broken():
    """With two empty layers, completing either joins nothing."""
    layers = [sparse.csr_array((2, 2)), sparse.csr_array(np.eye(2)), sparse.csr_array((2, 2))]
    assert score_completions(layers).tolist() == [0.0, 0.0, 0.0]
    assert find_weakest_step(layers) is None


def test_dead_ends_by_hand():
    """What enters and does not leave: one start without a link, one reached node without a way on."""
    layers = [
        sparse.csr_array(np.array([[1, 0, 0], [0, 1, 0], [0, 0, 0]])),
        sparse.csr_array(np.array([[1], [0], [1]])),
    ]
    assert [dead.tolist() for dead in find_dead_ends(layers)] == [[False, False, True], [False, True, False]]
    assert [dead.tolist() for dead in find_dead_ends(reverse_layers(layers))] == [[False], [False, False, True]]
    assert reach_nodes(layers)[1].tolist() == [True, True, False]


@pytest.mark.parametrize("seed", range(6, 8))
def test_losses_are_those_of_taking_a_node_out(seed: int):
    """The share lost with a node is what the joined pairs lose when its rows and columns are emptied."""
    for layers in random_layers(seed):
        before = join_ends(layers).nnz
        for position in range(len(layers) + 1):
            losses = score_losses(layers, position)
            if not before:
                assert np.isnan(losses).all()
                continue
            for node, lost in enumerate(losses):
                assert lost == pytest.approx((before - join_ends(empty(layers, position, node)).nnz) / before)


def empty(layers: Layers, position: int, node: int) -> Layers:
    """The layers without the links of one node."""
    dense = [layer.toarray() for layer in layers]
    if position > 0:
        dense[position - 1][:, node] = 0
    if position < len(dense):
        dense[position][node, :] = 0
    return [sparse.csr_array(layer) for layer in dense]


def test_empty_ends_give_no_share_and_no_warning():
    """Without a start or a goal there is no pair, so no share; an empty set within joins nothing."""
    none = [sparse.csr_array((0, 2)), sparse.csr_array((2, 3))]
    assert math.isnan(score_complete_share(none))
    assert np.isnan(score_completions(none)).all()
    assert find_weakest_step(none) is None
    middle = [sparse.csr_array((2, 0)), sparse.csr_array((0, 3))]
    assert score_complete_share(middle) == 0.0
    assert score_completions(middle).tolist() == [0.0, 0.0]
    assert count_missing_links(middle) == 2
    assert math.isnan(score_completeness([], sparse.csr_array((0, 0)), [], []))


def test_layers_that_do_not_fit_are_refused():
    """No layer, or two whose sets differ, is a mistake; so is a position outside the path."""
    with pytest.raises(ValueError, match="at least one layer"):
        count_paths([])
    with pytest.raises(ValueError, match="layer 1 has 3 columns, layer 2 has 2 rows"):
        count_paths([sparse.csr_array((1, 3)), sparse.csr_array((2, 1))])
    with pytest.raises(ValueError, match="position 3"):
        score_losses([sparse.csr_array((1, 1))], 3)


# --- unseen links ---


@pytest.mark.parametrize("seed", range(8, 10))
def test_missing_links_are_the_fewest_that_join_a_pair(seed: int):
    """No smaller set of added links joins a pair, and one of that size does."""
    for layers in random_layers(seed, most=3):
        missing = [
            (place, tuple(link)) for place, layer in enumerate(layers) for link in np.argwhere(layer.toarray() == 0)
        ]
        found = next(
            size
            for size in range(len(layers) + 1)
            if any(join_ends(add(layers, chosen)).nnz for chosen in combinations(missing, size))
        )
        assert count_missing_links(layers) == found


def add(layers: Layers, links: Sequence[tuple[int, tuple[int, int]]]) -> Layers:
    """The layers with more links at several steps."""
    return [with_links(layer, [link for step, link in links if step == place]) for place, layer in enumerate(layers)]


@pytest.mark.parametrize("seed", range(10, 15))
def test_step_links_are_the_fewest_that_change_the_weakest_step(seed: int):
    """Trying every set of links at the step, smallest first, finds the same number."""
    for layers in random_layers(seed):
        step = find_weakest_step(layers)
        if step is not None:
            assert count_step_links(layers, step) == try_step_links(layers, step)


def try_step_links(layers: Layers, step: int) -> int | None:
    """The smallest number of links added at a step after which it is not the weakest, by trying all."""
    layer = layers[step - 1]
    missing = [tuple(link) for link in np.argwhere(layer.toarray() == 0)]
    for size in range(1, len(missing) + 1):
        for chosen in combinations(missing, size):
            changed = [*layers[: step - 1], with_links(layer, chosen), *layers[step:]]
            if find_weakest_step(changed) != step:
                return size
    return None


def test_step_links_of_another_step_are_none():
    """Only of the weakest step can one ask when it stops being that."""
    layers = [sparse.csr_array(np.ones((2, 1))), sparse.csr_array(np.array([[1, 0]]))]
    assert find_weakest_step(layers) == 2
    assert count_step_links(layers, 1) is None


def test_cover_is_the_smallest():
    """Trying every choice of sets, smallest first, finds the same number; too few elements give none."""
    draw = np.random.default_rng(15)
    for _ in range(150):
        sets = (draw.random((draw.integers(1, 6), draw.integers(1, 7))) < 0.4).astype(np.int64)
        needed = int(draw.integers(0, sets.shape[1] + 1))
        sizes = (
            size
            for size in range(len(sets) + 1)
            if any(
                (sets[list(chosen)].sum(axis=0) > 0).sum() >= needed for chosen in combinations(range(len(sets)), size)
            )
        )
        assert count_cover(sparse.csr_array(sets), needed) == next(sizes, None)


def test_sentences_end_once():
    """A name that ends in a full stop gets no second one; an absent sentence leaves no gap."""
    assert join_sentences().en == ""
    assert join_sentences(None).zh == ""


# --- planted breaks ---

RUNS = [
    ("offers", "school-a", "programme-a"),
    ("targets-occupation", "programme-a", "occupation-a"),
    ("active-in-chain", "firm-a", "chain-a"),
    ("participates-in", "firm-a", "project-a"),
]
PLACES = {"city-a": ["school-a", "firm-a"]}
ASKED = [("city-a", "occupation-a", "chain-a", 10.0)]


def gaps_of(network: Network, kind: str, region: str | None = "city-a") -> list[Gap]:
    """The gaps of one kind in one region."""
    place = None if region is None else iri(region)
    return [gap for gap in find_continuity_gaps(network) if gap.kind == kind and gap.region == place]


def test_a_chain_that_runs_through_is_no_gap():
    """One programme joined to the one project: nothing to report of the way."""
    network = make_network(RUNS, PLACES, demand=ASKED)
    assert [gap for gap in find_continuity_gaps(network) if gap.kind != "isolated"] == []


@pytest.mark.parametrize(
    ("cut", "words", "missing"),
    [
        ("targets-occupation", "from programmes to occupations", 1),
        ("active-in-chain", "from occupations to enterprises", 1),
        ("participates-in", "from enterprises to projects and platforms", 1),
    ],
)
def test_a_planted_break_is_found_at_its_step(cut: str, words: str, missing: int):
    """Without the links of one step the chain is broken there, and one link would mend it."""
    # A second, complete city keeps every set known: the programme comparable, the project and the enterprise placed.
    other = [(kind, *(f"{end[:-1]}b" for end in ends)) for kind, *ends in RUNS]
    rest = [(kind, first, last) for kind, first, last in RUNS if kind != cut]
    rest += {
        "targets-occupation": [("targets-occupation", "programme-a", "occupation-b")],
        "active-in-chain": [("active-in-chain", "firm-a", "chain-b")],
        "participates-in": [("participates-in", "school-a", "project-a")],
    }[cut]
    places = {"city-a": ["school-a", "firm-a"], "city-b": ["school-b", "firm-b"]}
    network = make_network([*rest, *other], places, demand=[*ASKED, ("city-b", "occupation-b", "chain-b", 10.0)])
    (gap,) = gaps_of(network, "broken_chain")
    assert words in gap.sentence.en
    assert (gap.observed, gap.expected, gap.fragility) == (0.0, 1.0, missing)
    assert gap.subject == (iri("city-a"),)
    assert gaps_of(network, "broken_chain", "city-b") == []


def test_a_city_without_demand_is_not_called_broken():
    """No demand on record: severity 0, grade D, and the sentence says that the record is empty, not the city."""
    network = make_network(RUNS, {**PLACES, "city-b": ["school-b"]}, alone=["school-b"])
    (gap,) = gaps_of(network, "broken_chain")
    assert (gap.severity, gap.coverage) == (0.0, "D")
    assert "no demand is recorded" in gap.sentence.en
    assert "没有本地的人才需求" in gap.sentence.zh
    assert gaps_of(network, "broken_chain", "city-b") == []


def test_the_weakest_step_is_named_with_what_it_would_give():
    """Two programmes, two projects, one enterprise with one project: the last step holds back, completing it joins all."""
    links = [
        *RUNS,
        ("offers", "school-a", "programme-b"),
        ("targets-occupation", "programme-b", "occupation-a"),
        ("participates-in", "school-a", "project-b"),
    ]
    (gap,) = gaps_of(make_network(links, PLACES, demand=ASKED), "weakest_step")
    assert (gap.observed, gap.expected, gap.unit) == (50.0, 100.0, "percent_of_pairs")
    assert gap.chains == ("industry", "innovation")
    assert gap.fragility == 1


def test_a_programme_leads_to_narrower_and_neighbouring_occupations_only():
    """Down from what it names, and beside it in the same group; not up, and not beyond the group."""
    links = [
        ("targets-occupation", "programme-a", "occupation-named"),
        ("narrower-than", "occupation-named", "occupation-group"),
        ("narrower-than", "occupation-beside", "occupation-group"),
        ("narrower-than", "occupation-below", "occupation-named"),
        ("narrower-than", "occupation-under-beside", "occupation-beside"),
        ("narrower-than", "occupation-group", "occupation-top"),
    ]
    network = make_network(links)
    passages = Passages(network, Places(network))
    row = passages.leads[[network.index[iri("programme-a")]]].indices
    names = network.nodes.get_column("label_en")
    assert sorted(names[int(node)] for node in row) == ["occupation-below", "occupation-beside", "occupation-named"]


def test_a_cycle_among_occupations_ends():
    """Two occupations that are each narrower than the other do not keep the search going for ever."""
    links = [
        ("targets-occupation", "programme-a", "occupation-a"),
        ("narrower-than", "occupation-a", "occupation-b"),
        ("narrower-than", "occupation-b", "occupation-a"),
    ]
    network = make_network(links)
    assert Passages(network, Places(network)).leads.nnz == 2


def test_dead_ends_are_told_once_each():
    """An untaught occupation with the nearest city that teaches it, and an industry chain without an enterprise."""
    links = [*RUNS, ("offers", "school-b", "programme-b"), ("targets-occupation", "programme-b", "occupation-b")]
    places = {**PLACES, "city-b": ["school-b"]}
    demand = [*ASKED, ("city-a", "occupation-b", "chain-b", 30.0)]
    found = gaps_of(make_network(links, places, demand=demand), "dead_end")
    untaught = next(gap for gap in found if gap.subject == (iri("occupation-b"),))
    assert "30 of 40 postings ask for" in untaught.sentence.en
    assert "nearest city with one is city-b, about 111 km away" in untaught.sentence.en
    assert untaught.closing == ((iri("school-a"), "offers", iri("programme-b")),) or untaught.closing == ()
    hostless = next(gap for gap in found if gap.subject == (iri("chain-b"),))
    assert "no enterprise of it is on record here" in hostless.sentence.en
    assert len(found) == 2


def test_segments_need_one_enterprise_with_both_sides():
    """Two enterprises with one side each do not make a segment live; one with both does."""
    segments = [("segment-of", f"segment-{name}", "chain-a") for name in "abc"]
    links = [
        *segments,
        *(("active-in-chain", f"firm-{name}", "chain-a") for name in "abc"),
        ("active-in-segment", "firm-a", "segment-a"),
        ("active-in-segment", "firm-b", "segment-a"),
        ("active-in-segment", "firm-c", "segment-b"),
        ("partners-with", "school-a", "firm-a"),
        ("participates-in", "firm-b", "project-a"),
        ("partners-with", "school-a", "firm-c"),
        ("participates-in", "firm-c", "project-b"),
    ]
    network = make_network(links, {"city-a": ["school-a", "firm-a", "firm-b", "firm-c"]})
    (part,) = measure_segments(Survey.of(network))
    assert part.present.tolist() == [True, True, False]
    assert part.live.tolist() == [False, True, False]
    assert part.completeness == pytest.approx(1 / 3)
    assert part.attainable == 1.0
    (gap,) = [gap for gap in gaps_of(network, "broken_chain") if gap.unit == "percent_of_segments"]
    assert gap.subject == (iri("chain-a"), iri("segment-a"))
    assert gap.fragility == 1


def test_an_intended_partnership_does_not_make_a_segment_live():
    """What is only intended links nobody yet."""
    links = [
        *(("segment-of", f"segment-{name}", "chain-a") for name in "ab"),
        ("active-in-segment", "firm-a", "segment-a"),
        ("partners-with", "school-a", "firm-a"),
        ("participates-in", "firm-a", "project-a"),
    ]
    network = make_network(links, {"city-a": ["school-a", "firm-a"]})
    kind, status = pl.col("kind") == "partners-with", pl.lit("intended")
    intended = network.edges.with_columns(status=pl.when(kind).then(status).otherwise("status"))
    assert [part.live[0] for part in measure_segments(Survey.of(network))] == [True]
    assert [part.live[0] for part in measure_segments(Survey.of(replace(network, edges=intended)))] == [False]


# --- the small region, by hand ---


def test_small_region_by_hand(small: KnowledgeGraph):
    """Software technology leads to the one occupation; of the four enterprises of the chain one hosts a platform."""
    survey = Survey.of(small.network())
    changzhou = survey.passages.through_region(survey.places.find("常州"))
    assert [len(nodes) for nodes in (changzhou.programmes, changzhou.occupations, changzhou.enterprises)] == [1, 1, 2]
    assert score_complete_share(changzhou.layers) == 1.0
    suzhou = survey.passages.through_region(survey.places.find("苏州"))
    assert score_complete_share(suzhou.layers) == 0.0
    assert score_completions(suzhou.layers).tolist() == [0.0, 0.0, 1.0]
    area = survey.passages.through_region(survey.places.area or "")
    assert score_complete_share(area.layers) == 0.5
    assert changzhou.postings.tolist() == [4.0]
    assert area.postings.tolist() == [19.0]
    (chain,) = survey.passages.industry_chains
    assert score_complete_share(survey.passages.through_chain(int(chain)).layers) == 0.25


def test_small_region_gaps(small: KnowledgeGraph):
    """Suzhou is broken at the last step; the industry chain is weakest there."""
    found = {(gap.kind, gap.region, gap.unit): gap for gap in find_continuity_gaps(small.network())}
    broken = found["broken_chain", f"{ID}region/320500", "joined_pairs"]
    assert "企业→项目和平台" in broken.sentence.zh
    assert broken.fragility == 1
    assert ("weakest_step", f"{ID}region/320400", "percent_of_pairs") not in found


# --- the shipped region, twice ---

CITIES = ("310100", "320400", "320500", "320300", "340200", "330600", "331100", "yangtze-delta")


@pytest.mark.parametrize("code", CITIES)
def test_joined_pairs_agree_with_sparql(region: KnowledgeGraph, code: str):
    """The pairs that the matrices join are the rows of the query, pair by pair."""
    survey, place = Survey.of(region.network()), f"{ID}region/{code}"
    passage = survey.passages.through_region(place)
    pairs = sparse.coo_array(join_ends(passage.layers)).coords
    programmes, outcomes = survey.things.iris_of(passage.programmes), survey.things.iris_of(passage.outcomes)
    ours = {(programmes[row], outcomes[column]) for row, column in zip(*pairs, strict=True)}
    assert set(region.query(ask_joined_outcomes(place)).values()) == ours


def test_industry_chains_agree_with_sparql(region: KnowledgeGraph):
    """For every industry chain the joined pairs of programmes and enterprises are the rows of the query."""
    survey = Survey.of(region.network())
    assert len(survey.passages.industry_chains)
    for chain in survey.passages.industry_chains:
        rows = region.query(ask_joined_enterprises(survey.things.iri(chain))).rows
        assert len(rows) == join_ends(survey.passages.through_chain(int(chain)).layers).nnz


def test_leading_programmes_agree_with_sparql(region: KnowledgeGraph):
    """Which programmes offered in a city lead to an occupation asked for there, counted in both ways."""
    survey, place = Survey.of(region.network()), f"{ID}region/320400"
    passage = survey.passages.through_region(place)
    for column, occupation in enumerate(survey.things.iris_of(passage.occupations)):
        rows = region.query(ask_leading_programmes(place, occupation)).values()
        leading = passage.programmes[passage.layers[0][:, [column]].toarray().ravel() > 0]
        assert {row[0] for row in rows} == set(survey.things.iris_of(leading))


@pytest.fixture(scope="module")
def gaps(region: KnowledgeGraph) -> list[Gap]:
    """Every continuity gap of the shipped region."""
    return find_continuity_gaps(region.network())


def test_cities_without_demand_are_those_of_sparql(region: KnowledgeGraph, gaps: list[Gap]):
    """A city is told to have no demand on record exactly if the store has none."""
    rows = region.query("SELECT ?c WHERE { ?c a ch:City MINUS { ?d a ch:Demand ; ch:inRegion ?c } }").values()
    said = {gap.region for gap in gaps if gap.severity == 0 and "no demand is recorded" in gap.sentence.en}
    assert said == {row[0] for row in rows}
    assert len(said) == 20


def test_evidence_of_dead_ends_shows_them(region: KnowledgeGraph, gaps: list[Gap]):
    """No programme leads to an untaught occupation, no enterprise is there for a chain without one, the idle have none."""
    found = [gap for gap in gaps if gap.kind == "dead_end"]
    assert {gap.null for gap in found} == {"any_leads_here", "any_enterprise_here", "each_leads_on"}
    for gap in found:
        rows = region.query(gap.evidence).values()
        if gap.null != "each_leads_on":
            assert rows == []
        elif gap.unit == "enterprises":
            assert set(gap.subject) <= {row[0] for row in rows if row[2] is None}
            assert len({row[0] for row in rows}) >= gap.expected
        else:
            assert rows


def test_evidence_of_segments_shows_them(region: KnowledgeGraph, gaps: list[Gap]):
    """The segments that the gap calls open are those without an actor that is linked on both sides."""
    found = [gap for gap in gaps if gap.unit == "percent_of_segments"]
    assert len(found) > 10
    for gap in found:
        rows = region.query(gap.evidence).values()
        live = {row[0] for row in rows if row[2] == row[3] == "true"}
        assert set(gap.subject[1:]) == {row[0] for row in rows} - live


def test_a_planner_gets_tens_of_rows(gaps: list[Gap]):
    """No region is buried: at most forty continuity gaps in any."""
    counts: dict[str | None, int] = {}
    for gap in gaps:
        counts[gap.region] = counts.get(gap.region, 0) + 1
    assert max(counts.values()) <= 40


def test_sample_cities_are_not_blamed_for_small_samples(gaps: list[Gap]):
    """A city seen through a handful of postings never ranks above the same finding in a well sampled one."""
    broken = {gap.region: gap.severity for gap in gaps if gap.unit == "joined_pairs"}
    weakest = {gap.region: gap.severity for gap in gaps if gap.kind == "weakest_step"}
    assert max(broken.values()) < weakest[f"{ID}region/320500"]


@pytest.mark.parametrize(
    "dropped",
    [
        ("offers",),
        ("targets-occupation",),
        ("region-asks-occupation",),
        ("active-in-chain",),
        ("participates-in", "hosted-by"),
    ],
)
def test_a_missing_chain_gives_a_defined_result(region: KnowledgeGraph, dropped: tuple[str, ...]):
    """Without all links of a step the result is a list of gaps without one that claims a joined pair."""
    network = region.network()
    bare = replace(network, edges=network.edges.filter(~pl.col("kind").is_in(dropped)))
    found = find_continuity_gaps(bare)
    assert not [gap for gap in found if gap.kind == "weakest_step"]
    assert all(math.isfinite(gap.severity) for gap in found)
