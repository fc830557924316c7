"""Named metapaths and thin passages: resolved by the ontology, counted against SPARQL, found where they are planted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from conftest import Run
from tiny import iri, make_network

from chains.errors import ChainsError, QueryError, UnknownName
from chains.gaps import find_gaps, measure
from chains.gaps.continuity.along import count_joined_ends, find_beside_hinge, share_recorded
from chains.gaps.continuity.queries import ask_ways
from chains.gaps.continuity.thin import ROUTES, ThinCell, compare_routes, find_thin_passages
from chains.gaps.continuity.ways import Ways
from chains.gaps.reading.metapaths import DEFAULT, parse_metapath
from chains.gaps.reading.routes import Route, Router
from chains.gaps.reading.survey import Survey
from chains.graph import KnowledgeGraph
from chains.measures.metapath import join_ends
from chains.measures.shuffles import Shuffles
from chains.network import Network
from chains.records import Gap

REVERSE = "innovation>industry>talent>education"


@pytest.fixture(scope="module")
def survey(region: KnowledgeGraph) -> Survey:
    """The shipped region, read."""
    return Survey.of(region.network())


@pytest.fixture(scope="module")
def cells(survey: Survey) -> list[ThinCell]:
    """Every cell of the tested routes of the shipped region, with few draws."""
    return compare_routes(survey, draws=99)


@pytest.fixture(scope="module")
def gaps(region: KnowledgeGraph) -> list[Gap]:
    """The thin passages of the shipped region."""
    return find_gaps(region.network(), kinds=["thin_passage"])


def classes(text: str) -> list[str]:
    """The classes that stand at the stations of a metapath."""
    return ["|".join(station.classes) for station in parse_metapath(text).stations]


def route_of(network: Network, text: str) -> Route:
    """A metapath in a network."""
    return Router(Survey.of(network)).find(parse_metapath(text))


def ways_of(survey: Survey, text: str) -> Ways:
    """The ways of a metapath through the regions of a network."""
    return Ways(survey, Router(survey).find(parse_metapath(text)))


# --- names ---


def test_the_default_runs_through_all_four_chains():
    """Chains stand for institutions with their programmes, occupations, industry chains with enterprises, outcomes."""
    assert classes(DEFAULT) == [
        "EducationalInstitution",
        "Programme",
        "Occupation",
        "IndustryChain",
        "Organisation",
        "Project|Platform",
    ]
    assert [leg.kinds for leg in parse_metapath(DEFAULT).legs][1:4] == [
        ("targets-occupation",),
        ("chain-asks-occupation",),
        ("active-in-chain",),
    ]
    assert parse_metapath(DEFAULT).chains == ("education", "talent", "industry", "innovation")


def test_reverse_is_the_same_way_back():
    """Read backwards the stations come in the other order, by the same kinds of link."""
    forth, back = parse_metapath(DEFAULT), parse_metapath(REVERSE)
    assert back.stations == forth.stations[::-1]
    assert [leg.kinds for leg in back.legs] == [leg.kinds for leg in forth.legs][::-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("education>industry", ["EducationalInstitution", "Organisation", "IndustryChain"]),
        ("industry>innovation", ["IndustryChain", "Organisation", "Project|Platform"]),
        ("talent>innovation", ["Occupation", "Technology", "Project|Platform"]),
        (
            "Programme>Occupation>Enterprise>Project",
            ["Programme", "Occupation", "IndustryChain", "Enterprise", "Project"],
        ),
        ("Programme -develops-skill> Skill", ["Programme", "Skill"]),
        ("Skill>Programme>Skill", ["Skill", "Programme", "Skill"]),
        ("Programme>IndustryChain", ["Programme", "Occupation", "IndustryChain"]),
        ("专业 → 职业", ["Programme", "Occupation"]),
    ],
)
def test_stations_are_those_named_and_what_joins_them(text: str, expected: list[str]):
    """Shorter ways, classes, kinds of link and Chinese names resolve; one class is put in where it is the only one."""
    assert classes(text) == expected


def test_names_of_chains_are_understood_in_both_languages():
    """A chain may be named by its code or its label, with or without 链, and with full-width arrows."""
    assert parse_metapath("教育＞人才链>产业>创新链") == parse_metapath(DEFAULT)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("education>capital", ["no chain or class is called “capital”", "education, industry, innovation, talent"]),
        ("Programm>Skill", ["nearest: Programme"]),
        ("Programme -develops-skil> Skill", ["no kind of link is called “develops-skil”", "develops-skill"]),
        ("Programme -offers> Skill", ["by “offers”", "develops-skill"]),
        ("Skill>Enterprise", ["several ways", "Skill>Programme>Enterprise"]),
        ("Cluster>Skill", ["no link leads from cluster to skill", "cluster is linked to IndustryChain"]),
        ("education", ["is no metapath", DEFAULT]),
        ("education>>talent", ["is no metapath"]),
        ("", ["is no metapath"]),
    ],
)
def test_a_metapath_that_does_not_exist_says_what_does(text: str, words: list[str]):
    """The error names what is wrong and what is known: chains, classes, kinds of link, or the ways there are."""
    with pytest.raises(ChainsError) as caught:
        parse_metapath(text)
    for word in words:
        assert word in str(caught.value)
    assert isinstance(caught.value, UnknownName | QueryError)


# --- layers and ways ---

RUNS = [
    ("offers", "school-a", "programme-a"),
    ("offers", "school-b", "programme-a"),
    ("offers", "school-b", "programme-b"),
    ("targets-occupation", "programme-a", "occupation-a"),
    ("targets-occupation", "programme-b", "occupation-b"),
    ("active-in-chain", "firm-a", "chain-a"),
    ("active-in-chain", "firm-b", "chain-a"),
    ("active-in-chain", "firm-c", "chain-b"),
    ("participates-in", "firm-a", "project-a"),
    ("participates-in", "firm-a", "project-b"),
    ("hosted-by", "platform-a", "firm-b"),
    ("participates-in", "firm-c", "project-b"),
]
PLACES = {"city-a": ["school-a", "firm-a", "firm-c"], "city-b": ["school-b", "firm-b"]}
ASKED = [
    ("city-a", "occupation-a", "chain-a", 5.0),
    ("city-b", "occupation-a", "chain-a", 5.0),
    ("city-b", "occupation-b", "chain-b", 5.0),
]


def test_ways_stay_within_a_region():
    """In each city only its own institutions, demand and enterprises count: 1·1·2 ways by chain-a in one, 1·1·1 in the other."""
    survey = Survey.of(make_network(RUNS, PLACES, demand=ASKED))
    ways = ways_of(survey, DEFAULT)
    counts = {
        (survey.places.names[region].en, survey.things.name(chain).en): count
        for region, row in zip(ways.regions, ways.score(0.0), strict=True)
        for chain, count in zip(ways.chains, row, strict=True)
    }
    assert counts == {
        ("city-a", "chain-a"): 2,
        ("city-a", "chain-b"): 0,
        ("city-b", "chain-a"): 1,
        ("city-b", "chain-b"): 0,
    }
    assert [ends.tolist() for ends in count_joined_ends(ways)] == [[[1, 0], [1, 0]], [[2, 0], [1, 0]]]


def test_intended_partnerships_are_no_links():
    """A partnership that is only intended makes no layer; an agreed one does."""
    network = make_network([("partners-with", "school-a", "firm-a"), *RUNS], PLACES)
    intended = pl.when(pl.col("kind") == "partners-with").then(pl.lit("intended")).otherwise(pl.col("status"))
    later = Network(network.nodes, network.edges.with_columns(status=intended), network.regions)
    assert route_of(network, "education>industry").layers[0].nnz == 1
    assert route_of(later, "education>industry").layers[0].nnz == 0


def test_what_the_record_cannot_see_is_left_out():
    """A programme without an occupation, and an occupation that nobody asks for, are no stations; idle firms are."""
    more = [("offers", "school-a", "programme-c"), ("active-in-chain", "firm-d", "chain-a")]
    places = PLACES | {"city-b": ["school-b", "firm-b", "firm-d"]}
    survey = Survey.of(make_network([*RUNS, *more], places, demand=ASKED))
    route = Router(survey).find(parse_metapath(DEFAULT))
    names = [{survey.things.name(node).en for node in nodes} for nodes in route.nodes]
    assert names[1] == {"programme-a", "programme-b"}
    assert names[2] == {"occupation-a", "occupation-b"}
    assert "firm-d" in names[4]


@pytest.mark.parametrize("place", ["常州", "苏州", "合肥", "浙江", "yangtze-delta"])
def test_default_joins_what_the_passage_of_a_region_joins(survey: Survey, place: str):
    """The programmes and outcomes that the route joins in a region are those of the passage through it."""
    ways, region = ways_of(survey, DEFAULT), survey.places.find(place)
    row = ways.regions.index(region)
    (offers, leads, asked), (results, active) = (half.layers for half in ways.route.halves)
    near, far = (half.local for half in ways.route.halves)
    offered = np.asarray(offers[ways.mask(0)[row] > 0].sum(axis=0)) > 0
    asking, present = (ways.inside(list(local.regions))[row] > 0 for local in (near, far))
    # Which industry chain asks here for what a programme leads to, and which of them has an outcome by a firm here.
    same = near.chains[asking][:, None] == far.chains[present][None, :]
    reach, gained = (leads @ asked).toarray()[:, asking] > 0, (results @ active).toarray()[:, present] > 0
    joined = (reach.astype(int) @ same.astype(int) @ gained.T.astype(int) > 0) & offered[:, None]
    found = {(int(ways.route.nodes[1][a]), int(ways.route.nodes[5][b])) for a, b in np.argwhere(joined)}
    passage = survey.passages.through_region(region)
    pairs = join_ends(passage.layers).tocoo().coords
    assert found
    assert found == {(int(passage.programmes[a]), int(passage.outcomes[b])) for a, b in zip(*pairs, strict=True)}


def test_way_back_has_the_same_ways(survey: Survey):
    """Forwards and backwards every cell has the same paths, weights and null."""
    forth, back = ways_of(survey, DEFAULT), ways_of(survey, REVERSE)
    for damping in (0.0, 0.5):
        assert back.score(damping) == pytest.approx(forth.score(damping))
    first, second = forth.draw(Shuffles(3, 1)), back.draw(Shuffles(3, 1))
    assert second.weighted.total == pytest.approx(first.weighted.total)


def test_a_route_without_places_is_measured_as_a_whole(survey: Survey):
    """Where nothing on the way lies anywhere there is one cell, the whole area."""
    ways = ways_of(survey, "Programme -develops-skill> Skill")
    assert (ways.regions, ways.chains) == ([survey.places.area], [None])
    assert ways.score(0.0).item() == survey.network.links("develops-skill").select("source", "target").n_unique()


@pytest.mark.parametrize("number", range(len(ROUTES)))
def test_query_counts_the_same_ways(cells: list[ThinCell], survey: Survey, region: KnowledgeGraph, number: int):
    """The evidence of a cell counts in SPARQL the ways that the matrices count, in cities, provinces and the area."""
    metapath = parse_metapath(ROUTES[number])
    chosen = [cell for cell in cells if cell.ways.route.metapath == metapath and cell.of(cell.ways.score(0.0))]
    assert len(chosen) > 4
    whole = [cell for cell in chosen if cell.region == survey.places.area]
    for cell in [*chosen[:2], *chosen[-2:], *whole[:1]]:
        (answer,) = region.query(ask_ways(metapath, cell.region, survey.things.iri(cell.chain))).rows
        assert float(str(answer[-1].value)) == cell.of(cell.ways.score(0.0))


# --- thin passages ---


def network_with(idle: int, joined: int = 0) -> Network:
    """One city with two industry chains: *idle* firms of the one, of which some have a project, and 30 of the other.

    The projects of the other bear a word of both chains, so that they fit either.
    """
    links = [("active-in-chain", f"firm-a{number}", "chain-a") for number in range(idle)]
    links += [("participates-in", f"firm-a{number}", f"project-a{number}") for number in range(joined)]
    links += [("active-in-chain", f"firm-b{number}", "chain-b") for number in range(30)]
    links += [("participates-in", f"firm-b{number}", f"project-chain-{number}") for number in range(20)]
    firms = sorted({source for kind, source, _ in links if kind == "active-in-chain"})
    return make_network(links, {"city-a": firms})


def test_a_planted_thin_passage_is_found():
    """Thirty firms without a project beside thirty with twenty: the chain without is thin, the other is not."""
    network = network_with(30)
    (gap,) = find_thin_passages(network)
    assert gap.subject == (iri("chain-a"),)
    assert (gap.kind, gap.region, gap.observed, gap.chains) == (
        "thin_passage",
        iri("city-a"),
        0.0,
        ("industry", "innovation"),
    )
    assert gap.expected == pytest.approx(10, abs=0.5)
    assert gap.p == pytest.approx(0.001)
    assert gap.p_adjusted <= 0.05
    assert gap.z < -3
    assert "no way leads through" in gap.sentence.en
    assert "Of 30 enterprises of the chain here, 0 have a project or platform on record." in gap.sentence.en
    assert "一条也没有" in gap.sentence.zh
    assert all(kind == "participates-in" for _, kind, _ in gap.closing)
    assert len(gap.closing) == 3


def test_what_does_not_fit_is_not_suggested():
    """A project in the same city that bears no word of the chain, and that nobody of the chain takes part in, is no remedy."""
    network = network_with(30)
    labels = pl.col("label_zh").str.replace("project-chain-", "germplasm-")
    (gap,) = find_thin_passages(replace(network, nodes=network.nodes.with_columns(labels)))
    assert gap.closing == ()


def test_even_chains_are_not_thin():
    """Where both chains have the projects that their numbers would give, nothing is reported."""
    assert find_thin_passages(network_with(30, joined=20)) == []


def test_closing_a_thin_passage_does_not_widen_it():
    """With a missing link on record the passage is no thinner than before, and with as many as said it is not thin."""
    before = find_thin_passages(network_with(30))[0]
    (after,) = find_thin_passages(network_with(30, joined=1))
    assert after.severity <= before.severity
    assert after.p >= before.p
    assert find_thin_passages(network_with(30, joined=16)) == []


def test_fragility_is_the_fewest_links_that_lift_the_bound():
    """Each new link to a project of its own adds the same weight, so the fewest are the bound over it, rounded up."""
    (cell,) = [
        one
        for one in compare_routes(Survey.of(network_with(30)), ["industry>innovation"])
        if one.ways.chains[one.column] is not None and one.p is not None and one.lost == 1.0
    ]
    (gap,) = find_thin_passages(network_with(30))
    # A firm of chain-a weighs 1 to the chain and 30^-1/2 by the chain's degree; the half towards projects is the only one.
    add = 30**-0.5
    null = cell.null.weighted
    from chains.measures.hurdle import score_lower_bound

    bound = float(score_lower_bound(null, 0.05)[cell.row, cell.column])
    assert gap.fragility == int(bound / add) + 1


def test_too_few_links_are_not_tested():
    """Of four firms one has the only project: that the chain of the others has none is no surprise, so it has no p."""
    links = [("active-in-chain", f"firm-{name}{number}", f"chain-{name}") for name in "ab" for number in range(2)]
    network = make_network(
        [*links, ("participates-in", "firm-b0", "project-a")], {"city-a": [end for _, end, _ in links]}
    )
    found = compare_routes(Survey.of(network), draws=99)
    assert {(cell.p, cell.p_adjusted) for cell in found} == {(None, None)}
    assert find_thin_passages(network) == []
    why = measure(network, "passages", {"metapath": "industry>innovation"})["why"]
    assert why.to_list() == ["too few links to test"] * 2


def test_a_null_without_a_choice_is_not_tested():
    """Where the degrees leave no choice every draw is what is on record, and nothing can be called thin."""
    links = [("active-in-chain", f"firm-{number}", "chain-a") for number in range(9)]
    links += [("participates-in", f"firm-{number}", f"project-{number}") for number in range(9)]
    network = make_network(links, {"city-a": [f"firm-{number}" for number in range(9)]})
    (cell,) = compare_routes(Survey.of(network), ["industry>innovation"], draws=99)
    assert cell.of(cell.null.counted.mean) == 9
    assert cell.p is None


def test_a_part_is_not_listed_beside_the_whole(
    gaps: list[Gap], cells: list[ThinCell], survey: Survey, region: KnowledgeGraph
):
    """In the shipped region the whole way and its last part are thin in one cell: the whole is listed, and both tested."""
    assert gaps
    places = [(gap.region, gap.subject) for gap in gaps]
    assert len(set(places)) == len(places)
    whole = [gap for gap in gaps if len(gap.chains) == 4]
    assert whole
    parts = [
        (cell.region, (survey.things.iri(cell.chain),))
        for cell in cells
        if cell.ways.route.metapath == parse_metapath("industry>innovation") and (cell.p or 1.0) <= 0.02
    ]
    assert {(gap.region, gap.subject) for gap in whole} & set(parts)
    for gap in gaps:
        assert gap.observed < gap.expected
        assert gap.fragility > 0
        (answer,) = region.query(gap.evidence).rows
        assert float(str(answer[-1].value)) == gap.observed


def test_sentences_tell_where_it_is_thin_and_what_was_sampled(gaps: list[Gap]):
    """The finding names the thin half with its numbers; a route over demand says what the demand is a sample of."""
    whole = next(gap for gap in gaps if len(gap.chains) == 4)
    assert "It is thin from" in whole.sentence.en
    assert "变细的是" in whole.sentence.zh
    assert "a sample only" in whole.overturn.en
    assert "只是样本" in whole.overturn.zh


def test_shares_and_neighbours_by_hand():
    """The scarcest step counts: one of two firms has a project in one city, two of three a chain in the other."""
    more = [("active-in-chain", "firm-d", "chain-a"), ("participates-in", "firm-e", "project-a")]
    places = {"city-a": [*PLACES["city-a"], "firm-e"], "city-b": [*PLACES["city-b"], "firm-d"]}
    survey = Survey.of(make_network([*RUNS, *more], places, demand=ASKED))
    ways = ways_of(survey, "industry>innovation")
    row = ways.regions.index(iri("city-b"))
    assert share_recorded(ways, row) == 0.5
    assert share_recorded(ways, ways.regions.index(iri("city-a"))) == pytest.approx(2 / 3)
    nodes, reached = find_beside_hinge(ways, 1, row, ways.chains.index(survey.network.index[iri("chain-a")]))
    assert [survey.things.name(node).en for node in nodes] == ["firm-b", "firm-d"]
    assert reached.tolist() == [True, False]


# --- tables ---


def rows_of(frame: pl.DataFrame, **values: object) -> list[dict[str, object]]:
    """The rows of a table with these values."""
    return frame.filter(*(pl.col(name).eq_missing(value) for name, value in values.items())).to_dicts()


def test_continuity_tells_the_passage_of_each_region(survey: Survey, region: KnowledgeGraph):
    """Each region and industry chain has a row with its sets, joined pairs, weakest step and dead ends."""
    network = region.network()
    table = measure(network, "continuity")
    place = survey.places.find("常州")
    (row,) = rows_of(table, region=place, industry_chain=None)
    passage = survey.passages.through_region(place)
    assert (row["programmes"], row["outcomes"]) == (len(passage.programmes), len(passage.outcomes))
    assert row["pairs"] == row["programmes"] * row["outcomes"]
    assert row["share"] == pytest.approx(row["joined"] / row["pairs"], abs=1e-4)
    assert row["completed"] > row["share"]
    assert row["weakest"] == "industry>innovation"
    assert row["dead_outcomes"] is None
    assert table.filter(pl.col("industry_chain").is_not_null()).height == len(survey.passages.industry_chains)
    assert measure(network, "continuity", region="常州").height == 1
    (silent,) = rows_of(table, region=survey.places.find("衢州"))
    assert silent["share"] is None
    assert "occupations" in silent["why"]


def test_dead_ends_of_the_way_back():
    """In reverse, what counts as a dead end is what projects lead back to and no programme leads to."""
    more = [("participates-in", "school-a", "project-c"), ("participates-in", "firm-d", "project-d")]
    places = PLACES | {"city-a": ["school-a", "firm-a", "firm-c", "firm-d"]}
    network = make_network([*RUNS, *more, ("offers", "school-a", "programme-b")], places, demand=ASKED)
    forth, back = (
        measure(network, "continuity", {"direction": name}, region="city-a").row(0, named=True)
        for name in ("forward", "reverse")
    )
    assert (forth["dead_programmes"], forth["dead_outcomes"]) == (1, None)
    # project-c has only a school; firm-c's chain and firm-d without one are asked for by nobody here.
    assert (back["dead_programmes"], back["dead_outcomes"], back["dead_enterprises"]) == (None, 1, 2)
    assert back["share"] == forth["share"]
    with pytest.raises(UnknownName):
        measure(network, "continuity", {"direction": "sideways"})


def test_completeness_by_hand():
    """Of segments of weight 2 and 1, the first has a firm tied to a school and a project: two thirds are complete."""
    links = [
        ("segment-of", "segment-a", "chain-a"),
        ("segment-of", "segment-b", "chain-a"),
        ("active-in-segment", "firm-a", "segment-a"),
        ("active-in-segment", "firm-b", "segment-a"),
        ("active-in-segment", "firm-c", "segment-b"),
        ("partners-with", "school-a", "firm-a"),
        ("participates-in", "firm-a", "project-a"),
        ("participates-in", "firm-c", "project-a"),
    ]
    network = make_network(links, {"city-a": ["school-a", "firm-a", "firm-b"], "city-b": ["firm-c"]})
    table = measure(network, "completeness")
    (first,) = rows_of(table, region=iri("city-a"))
    assert (first["segments"], first["present"], first["live"], first["organisations"]) == (2, 1, 1, 2)
    assert (first["completeness"], first["attainable"]) == (0.6667, 0.6667)
    (second,) = rows_of(table, region=iri("city-b"))
    assert (second["completeness"], second["attainable"]) == (0.0, 0.3333)
    whole = measure(make_network([*links, ("active-in-chain", "firm-a", "chain-a")], PLACES), "continuity")
    assert [row["completeness"] for row in rows_of(whole, industry_chain=iri("chain-a"))] == [0.6667]
    assert [row["completeness"] for row in rows_of(whole, region=iri("city-a"), industry_chain=None)] == [0.6667]


def test_passages_of_a_named_metapath(survey: Survey, region: KnowledgeGraph):
    """Each region and industry chain has its ways, expectation and both tails; what is not tested says why."""
    network = region.network()
    table = measure(network, "passages", {"metapath": "education>industry", "draws": "49"})
    ways = ways_of(survey, "education>industry")
    assert table.height == len(ways.regions) * len(ways.chains)
    assert table["ways"].sum() == ways.score(0.0).sum()
    assert (table["why"].is_null() == table["p_few"].is_not_null()).all()
    assert table.filter(pl.col("p_few").is_not_null())["p_few"].is_sorted()
    for name in ("p_few", "p_many", "p_adjusted"):
        assert table[name].drop_nulls().is_between(0, 1, closed="right").all()
    one = measure(network, "passages", {"metapath": "education>industry", "draws": "49"}, region="常州")
    assert one.height == len(ways.chains)
    assert table.equals(measure(network, "passages", {"metapath": "education>industry", "draws": "49"}))


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("passages", {"metapath": "education>capital"}, "no chain or class is called “capital”"),
        ("passages", {"metapath": "Programme>Skill>Programme"}, "use the measure paths"),
        ("passages", {"damping": "-0.5"}, "at least 0"),
        ("passages", {"damping": "half"}, "“half”"),
        ("paths", {"draws": "2.5"}, "a whole number"),
        ("paths", {"draws": "0"}, "at least 1"),
        ("paths", {"tail": "both"}, "few or many"),
    ],
)
def test_options_that_cannot_be_used_say_so(small: KnowledgeGraph, name: str, given: dict[str, str], words: str):
    """A metapath, exponent, number of draws or tail that makes no sense is an error with the remedy."""
    with pytest.raises(ChainsError) as caught:
        measure(small.network(), name, given)
    assert words in str(caught.value)


def test_networks_without_the_links_have_no_ways():
    """Without links, or without one chain, tables have rows that say what is missing, or none; nothing is called thin."""
    bare = make_network([], {"city-a": ["school-a", "firm-a"]})
    table = measure(bare, "passages")
    assert table["why"].to_list() == ["no links on record: offers, programme-serves"] * table.height
    assert measure(bare, "paths").is_empty()
    assert find_thin_passages(bare) == []
    broken = make_network([link for link in RUNS if link[0] != "targets-occupation"], PLACES, demand=ASKED)
    assert set(measure(broken, "passages")["why"]) == {"no links on record: targets-occupation"}


def test_paths_between_things_leave_out_the_same_thing():
    """Programmes that share a skill are joined by it; a programme is no pair with itself, and each pair stands once."""
    found = measure(
        make_network(shared_skills(), {}), "paths", {"metapath": "Programme>Occupation>Programme", "tail": "many"}
    )
    pairs = set(found.select("start", "goal").iter_rows())
    assert found.height == len(pairs)
    assert all(start < goal for start, goal in pairs)
    assert (iri("programme-a"), iri("programme-b")) in pairs
    (row,) = rows_of(found, start=iri("programme-a"), goal=iri("programme-b"))
    assert row["ways"] == 4
    assert row["p_many"] <= 0.05


def shared_skills() -> Iterable[tuple[str, str, str]]:
    """Two programmes that lead to the same four occupations, among twenty with four others each."""
    for number in range(4):
        for name in ("a", "b"):
            yield "targets-occupation", f"programme-{name}", f"occupation-{number}"
    for number in range(20):
        for step in range(4):
            yield "targets-occupation", f"programme-z{number}", f"occupation-{(number * 3 + step * 7) % 24}"


def test_paths_lie_where_their_ends_do(region: KnowledgeGraph):
    """Pairs of things stand in the region of the start, or of the goal, with at most 25 rows each."""
    network = region.network()
    options = {"metapath": "education>industry>innovation", "draws": "19", "tail": "many"}
    table = measure(network, "paths", options)
    regions = dict(network.nodes.select("iri", "region").iter_rows())
    assert not table.is_empty()
    assert all(row["region"] == regions[row["start"]] for row in table.iter_rows(named=True))
    assert table.group_by("region").len()["len"].max() <= 25
    assert (table["ways"] > 0).all()
    first = table.row(0, named=True)["region"]
    assert measure(network, "paths", options, region=first).equals(table.filter(pl.col("region") == first))


def test_command_tells_a_wrong_metapath(run_chains: Run):
    """The command names the chain that is not there and those that are, and ends with an error."""
    done = run_chains("measure", "passages", "-p", "metapath=education>capital")
    assert done.returncode == 1
    assert "no chain or class is called “capital”" in done.stderr
    assert "education, industry, innovation, talent" in done.stderr
