"""The tables of density, mixing and inward links."""

from __future__ import annotations

import networkx as nx
import numpy as np
import polars as pl
import pytest
from tiny import iri, make_network

from chains.errors import QueryError
from chains.gaps import measure
from chains.gaps.density import inward_share
from chains.gaps.density.inward_share import LEAST_LINKS, measure_inward
from chains.gaps.density.kept import compare_kept
from chains.gaps.reading.cooperation import COOPERATING, read_cooperation
from chains.gaps.reading.layers import LAYERS
from chains.gaps.reading.places import Places
from chains.gaps.reading.survey import Survey
from chains.graph import KnowledgeGraph
from chains.names import ID
from chains.network import Network

SCHOOLS = [f"school-{number:02}" for number in range(12)]
FIRMS = [f"firm-{number:02}" for number in range(12)]
Links = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def shares(region: KnowledgeGraph) -> pl.DataFrame:
    """How much stays within each chain of the shipped region."""
    return measure_inward(region.network(), Places(region.network()))


@pytest.fixture(scope="module")
def density(region: KnowledgeGraph) -> pl.DataFrame:
    """The table of density of the shipped region, with fewer draws."""
    return measure(region.network(), "density", {"draws": "199"})


def in_projects(*teams: list[str]) -> Links:
    """Each team takes part in a project of its own."""
    return [("participates-in", member, f"project-{number}") for number, team in enumerate(teams) for member in team]


def closed_links() -> Links:
    """Twelve schools in twelve projects of three, and twelve firms likewise: nobody meets the other chain."""
    rings = ([names[place - shift] for shift in range(3)] for names in (SCHOOLS, FIRMS) for place in range(12))
    return in_projects(*rings)


def open_links() -> Links:
    """The same numbers, but each project has schools and firms."""
    teams = (
        [SCHOOLS[place], FIRMS[place], (SCHOOLS, FIRMS)[kind][place - 1]] for kind in (0, 1) for place in range(12)
    )
    return in_projects(*teams)


def network_of(links: Links) -> Network:
    """Schools and firms of one city with these links."""
    return make_network(links, {"city-a": [*SCHOOLS, *FIRMS]})


# --- the measure ----------------------------------------------------------------------------------------------------


def test_links_are_those_between_organisations(region: KnowledgeGraph, shares: pl.DataFrame):
    """Links within and across of each city and chain are counted one by one from the ties of organisations."""
    survey = Survey.of(region.network())
    graph = nx.from_scipy_sparse_array(survey.ties.between)
    chains = region.network().nodes["chain"].to_list()
    regions = region.network().nodes["region"].to_list()
    organisations = survey.ties.organisations
    for name in ("上海", "常州", "宁波"):
        city = survey.places.find(name)
        inside = set(survey.places.cells.filter(pl.col("cell") == city)["region"])
        for chain in COOPERATING:
            own = {node for node in graph if organisations[node] and chains[node] == chain and regions[node] in inside}
            links = [(one, two) for one, two in graph.edges(own) if organisations[two] and chains[two] in COOPERATING]
            within = sum(chains[two] == chain for _, two in links)
            rows = shares.filter((pl.col("cell") == city) & (pl.col("chain") == chain))
            expected = [(within, len(links) - within)] if links else []
            assert rows.select("within", "across").rows() == expected, (name, chain)


def test_shares_are_told_or_left_open(shares: pl.DataFrame):
    """A test stands where a chain has ten links and the draws differ; chances have their floor of one in a thousand."""
    told = shares.filter(pl.col("p").is_not_null())
    assert told.height > 10
    assert (told["within"] + told["across"] >= LEAST_LINKS).all()
    assert (told["p"] >= 0.001).all()
    assert (told["p"] <= told["p_adjusted"]).all()
    assert ((told["p"] <= 0.05) == (told["unseen"] > 0)).all()
    open_rows = shares.filter(pl.col("p").is_null())
    assert open_rows.height > 10
    assert open_rows.select("expected", "z", "p_adjusted", "unseen").null_count().row(0) == (open_rows.height,) * 4


def test_own_platforms_are_no_partners():
    """An institute that hosts seven laboratories of its own has not turned inward: it has no link at all."""
    links = [("hosted-by", f"platform-{number}", "school-00") for number in range(7)]
    assert measure_inward(network_of(links), Places(network_of(links))).is_empty()


def test_hosts_of_one_platform_are_linked():
    """Two organisations that host a platform together are linked, once."""
    links = [("hosted-by", "platform-a", name) for name in ("school-00", "firm-00")]
    rows = measure_inward(network_of(links), Places(network_of(links)))
    assert rows.select("within", "across").rows() == [(0, 1)] * rows.height
    assert set(rows["chain"]) == {"education", "industry"}


def test_partnerships_of_unlike_organisations_cannot_turn_inward():
    """Where partners are always of the other chain every draw has the same share: nothing is tested."""
    links = [("partners-with", school, firm) for school in SCHOOLS[:6] for firm in FIRMS[:3]]
    rows = measure_inward(network_of(links), Places(network_of(links)))
    assert rows["across"].min() >= LEAST_LINKS
    assert rows["p"].is_null().all()


def test_chance_is_that_of_all_ways_to_meet(monkeypatch: pytest.MonkeyPatch):
    """With four actors in three projects the chance is the share of all rosters with as much within."""
    from test_measures_joined import MEMBERS, join_members, list_margins

    monkeypatch.setattr(inward_share, "LEAST_LINKS", 1)
    names = ["school-00", "school-01", "firm-00", "firm-01"]
    links = [("participates-in", names[one], f"project-{project}") for one, project in np.argwhere(MEMBERS).tolist()]
    network = make_network(links, {"city-a": names})
    rows = measure_inward(network, Places(network), draws=4000)
    row = rows.filter((pl.col("chain") == "education") & (pl.col("cell") == iri("city-a"))).row(0, named=True)
    listed = []
    for matrix in list_margins(MEMBERS):
        pairs = [(one - 10 < 2, two - 10 < 2) for one, two in join_members(matrix)]
        within, across = sum(one and two for one, two in pairs), sum(one != two for one, two in pairs)
        listed.append(within / (within + across) if within + across else 0.0)
    assert row["share"] == pytest.approx(1 / 4)
    assert row["expected"] == pytest.approx(np.mean(listed), abs=0.01)
    assert row["p"] == pytest.approx(np.mean(np.array(listed) >= 1 / 4 - 1e-9), abs=0.03)


@pytest.mark.parametrize("seed", range(5))
def test_unseen_links_by_brute_force(seed: int):
    """One link fewer than the fragility would leave the share unlikely."""
    drawn = np.random.default_rng(seed).beta(2, 12, 199)
    within, across = 30 + seed, 20
    unseen = inward_share._count_unseen(drawn, within, across)
    likely = [inward_share._chance(drawn, within / (within + across + more)) > 0.05 for more in range(unseen + 1)]
    assert likely == [False] * unseen + [True]


def test_nothing_to_overturn_is_zero():
    """Where the share is likely already no further link is needed; a share that no draw reaches needs some."""
    assert inward_share._count_unseen(np.full(99, 0.5), 1, 9) == 0
    assert inward_share._count_unseen(np.array([0.0] * 98 + [0.1]), 20, 0) > 100


def test_schools_and_firms_among_their_like_are_unlikely():
    """Schools and firms that work only among their like have all links within, far more than the draws."""
    rows = measure_inward(network_of(closed_links()), Places(network_of(closed_links())))
    assert set(rows["chain"]) == {"education", "industry"}
    assert (rows["share"] == 1.0).all()
    assert (rows["expected"] < 0.7).all()
    assert (rows["p"] == 0.001).all()


def test_mixed_projects_are_likely():
    """As many projects, of schools and firms together, are what chance gives."""
    rows = measure_inward(network_of(open_links()), Places(network_of(open_links())))
    assert set(rows["chain"]) == {"education", "industry"}
    assert (rows["p"] > 0.05).all()


def test_one_large_alliance_is_likely():
    """Twelve schools in one alliance are 66 links within, but one roster: among small mixed projects that is chance."""
    links = [*open_links(), *(("member-of", name, "alliance-a") for name in SCHOOLS)]
    rows = measure_inward(network_of(links), Places(network_of(links)))
    assert (rows["p"] > 0.05).all()


# --- the tables -----------------------------------------------------------------------------------------------------


def test_tables_have_their_columns(region: KnowledgeGraph, small: KnowledgeGraph):
    """Each table has the columns that it names, of the same kinds for every network, however small."""
    from chains.gaps import load_tables

    for name in ("density", "mixing", "inward"):
        given = {} if name == "mixing" else {"draws": "9"}
        frames = [measure(graph.network(), name, given) for graph in (region, small)]
        frames += [measure(network, name, given) for network in (network_of(closed_links()), make_network([]))]
        assert all(frame.columns == [column.name for column in load_tables()[name].columns] for frame in frames)
        assert len({tuple(frame.dtypes) for frame in frames}) == 1
        assert frames[0].height > 40
        assert frames[-1].is_empty()
        for column in load_tables()[name].columns:
            if column.words is not None:
                assert set(frames[0][column.name].drop_nulls()) <= set(column.words)


@pytest.mark.parametrize("name", ["density", "inward"])
@pytest.mark.parametrize("draws", ["0", "-1", "many", "1.5", "nan"])
def test_draws_must_be_a_whole_number(small: KnowledgeGraph, name: str, draws: str):
    """No draws, fractions and words are refused, with what to give instead."""
    with pytest.raises(QueryError, match="draws"):
        measure(small.network(), name, {"draws": draws})


def test_kept_degrees_count_what_the_other_null_counts(region: KnowledgeGraph):
    """The links on record are the same for both nulls, in every place and pair of chains."""
    from chains.gaps.density.finder import compare_pairs

    network = region.network()
    layers = {name: make(network, Places(network)) for name, make in LAYERS.items()}
    rows = compare_pairs(layers).join(compare_kept(network, layers, 3), on=["layer", "cell", "a", "b"])
    assert rows.height > 100
    assert rows["kept_links"].equals(rows["observed"], null_equal=False)


def test_all_in_one_city_keep_their_links():
    """Where all organisations lie in one city every draw of their partnerships has the same links: no z, no p."""
    links = [("partners-with", school, firm) for school, firm in zip(SCHOOLS, FIRMS, strict=True)]
    rows = measure(network_of([*links, ("partners-with", SCHOOLS[0], FIRMS[1])]), "density", {"draws": "19"})
    row = rows.filter((pl.col("a") == "education") & (pl.col("b") == "industry")).row(0, named=True)
    assert row["links"] == row["kept_expected"] == 13
    assert row["kept_z"] is row["kept_p"] is row["kept_p_adjusted"] is None
    assert row["why"] == "no_draw_differs"


def test_partners_in_their_own_city_are_seen():
    """Twelve pairs in two cities, each partner at home: the draws put half of them apart, and never all at home."""
    links = [("partners-with", school, firm) for school, firm in zip(SCHOOLS, FIRMS, strict=True)]
    links += [("partners-with", SCHOOLS[place], FIRMS[place + 1]) for place in (0, 6)]
    network = make_network(links, {"city-a": [*SCHOOLS[:6], *FIRMS[:6]], "city-b": [*SCHOOLS[6:], *FIRMS[6:]]})
    rows = measure(network, "density", {"draws": "499"})
    for city in ("city-a", "city-b"):
        row = rows.filter((pl.col("region") == iri(city)) & (pl.col("b") == "industry")).row(0, named=True)
        assert row["links"] == 7
        assert row["kept_expected"] == pytest.approx(3.5, abs=0.2)
        assert row["kept_z"] > 2.5
        assert row["kept_p"] == pytest.approx(2 / 500)


def test_two_nulls_ask_two_questions(density: pl.DataFrame):
    """In Suzhou partners are near: far more links stay in the city than degrees alone would give."""
    rows = density.filter((pl.col("region") == f"{ID}region/320500") & (pl.col("layer") == "cooperation"))
    row = rows.filter((pl.col("a") == "education") & (pl.col("b") == "industry")).row(0, named=True)
    assert row["kept_z"] > 3
    assert row["kept_p"] == pytest.approx(2 / 200)
    assert row["density"] == pytest.approx(row["links"] / row["possible"])


def test_links_with_a_place_of_their_own_are_not_drawn(density: pl.DataFrame):
    """What an industry chain asks for belongs to one place: the table says why there is no second test."""
    rows = density.filter((pl.col("a") == "talent") & (pl.col("b") == "industry"))
    assert rows.height > 5
    assert set(rows["why"]) == {"local_links"}
    assert rows["kept_expected"].is_null().all()
    assert density.filter(pl.col("why").is_null())["kept_p"].null_count() == 0


def test_mixing_is_that_of_networkx(region: KnowledgeGraph):
    """Shares and assortativity of a city are those of networkx; shares of links sum to 1."""
    here = next(some for some in read_cooperation(Survey.of(region.network())) if some.cell.endswith("310100"))
    graph = nx.from_scipy_sparse_array(here.links)
    nx.set_node_attributes(graph, dict(enumerate(here.chains.tolist())), "chain")
    row = measure(region.network(), "mixing").filter(pl.col("region") == here.cell).row(0, named=True)
    assert row["links"] == graph.number_of_edges()
    assert row["assortativity"] == pytest.approx(nx.attribute_assortativity_coefficient(graph, "chain"), rel=1e-5)
    mixing = nx.attribute_mixing_dict(graph, "chain")
    assert row["education_industry"] == pytest.approx(mixing["education"]["industry"] / row["links"], rel=1e-5)
    assert row["industry_industry"] == pytest.approx(mixing["industry"]["industry"] / 2 / row["links"], rel=1e-5)


def test_mixing_shares_sum_to_one(region: KnowledgeGraph):
    """The shares of each place sum to 1, the index follows from them; a place without links says so."""
    rows = measure(region.network(), "mixing")
    pairs = [name for name in rows.columns if name.count("_") == 1 and name.split("_")[0] in COOPERATING]
    assert len(pairs) == 6
    told = rows.filter(pl.col("links") > 0)
    total = told.select(total=pl.sum_horizontal(pairs))["total"].to_numpy()
    within = told.select(own=pl.sum_horizontal([f"{chain}_{chain}" for chain in COOPERATING]))["own"].to_numpy()
    assert total == pytest.approx(np.ones(told.height), abs=1e-5)
    assert told["ei"].to_numpy() == pytest.approx(1 - 2 * within, abs=1e-5)
    silent = rows.filter(pl.col("links") == 0)
    assert silent.height > 0
    assert set(silent["why"]) == {"no_links"}
    assert silent["ei"].is_null().all()


def test_mixing_of_one_chain_has_no_answer():
    """Where all links join schools nothing can be mixed, and the table says why."""
    row = measure(make_network([("partners-with", "school-a", "school-b")], {"city-a": ["school-a"]}), "mixing")
    assert row.is_empty() or set(row["why"]) <= {"no_links", "one_chain"}
    both = make_network([("partners-with", "school-a", "school-b")], {"city-a": ["school-a", "school-b"]})
    found = measure(both, "mixing").row(0, named=True)
    assert (found["why"], found["ei"], found["assortativity"], found["z"]) == ("one_chain", -1.0, None, None)
