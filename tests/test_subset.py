"""Parts of a graph: what stays, what goes, and that nothing is said of what went."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest
from conftest import Run

from chains.build import ontology_terms
from chains.check import check_graph
from chains.errors import EmptyGraph, QueryError, Text, UnknownName
from chains.export import write_graph
from chains.graph import KnowledgeGraph, open_graph
from chains.names import CATALOGUE, ID
from chains.part import part_of, take_subset
from chains.statements import write_statements
from chains.subset import add_linked, choose_things, keep_statements, subset_graph

CHANGZHOU = f"{ID}region/320400"
REGIONS = {"Area", "Province", "City"}


@pytest.fixture(scope="module")
def part(region: KnowledgeGraph) -> KnowledgeGraph:
    """The part of the shipped region that concerns Changzhou."""
    return part_of(region, city="常州")


def test_all_that_lies_there_stays(part: KnowledgeGraph, region: KnowledgeGraph):
    """Every thing of the city is in its part, and the part is much smaller than the whole."""
    ask = "SELECT ?x WHERE { ?x ch:inRegion <" + CHANGZHOU + "> } ORDER BY ?x"
    assert part.query(ask).values() == region.query(ask).values()
    assert len(part) < len(region) / 4
    assert part.title.zh == "常州市"


def test_statements_are_those_of_the_whole(part: KnowledgeGraph, region: KnowledgeGraph):
    """A part says nothing that the whole does not say."""
    whole = {str(quad) for quad in region.quads()}
    assert {str(quad) for quad in part.quads()} <= whole


def test_no_statement_names_what_went(part: KnowledgeGraph, region: KnowledgeGraph):
    """No statement of the part leads to a thing of the whole that is not in the part."""
    stays = set(part.network().nodes.get_column("iri"))
    gone = set(region.network().nodes.get_column("iri")) - stays
    assert not [quad for quad in part.quads() if getattr(quad.object, "value", "") in gone]


def test_every_source_is_described_and_used(part: KnowledgeGraph):
    """The sources of a part are those that its statements lie in."""
    used = {str(quad.graph_name).strip("<>") for quad in part.quads()}
    sources = set(part.sources())
    assert sources
    assert sources <= used
    assert {graph for graph in used if "/source/" in graph} <= sources | {CATALOGUE}


def test_part_passes_the_check(part: KnowledgeGraph):
    """What is left still keeps to the shapes."""
    assert [fault for fault in check_graph(part) if fault.level == "fault"] == []


def test_links_among_chosen_things_stay(region: KnowledgeGraph):
    """A plain edge whose ends both stay is in the part as well."""
    network = region.network()
    chosen = add_linked(network, choose_things(network, regions=[CHANGZHOU]))
    edges = network.edges
    both = chosen[edges["source"].to_numpy()] & chosen[edges["target"].to_numpy()]
    part = subset_graph(region, chosen, Text("部分", "part"))
    plain = edges["link"].is_null().to_numpy()
    assert part.network().edges["link"].is_null().sum() >= int((both & plain).sum()) > 0


def test_alliance_has_its_members(region: KnowledgeGraph):
    """The part of an alliance holds its members."""
    part = part_of(region, alliance="长三角软件职业教育集团")
    members = (
        'SELECT ?m WHERE { ?x ch:inAlliance/skos:prefLabel "长三角软件职业教育集团"@zh ; ch:member ?m } ORDER BY ?m'
    )
    assert part.query(members).values() == region.query(members).values()
    assert part.query(members).rows


def test_unknown_names_are_answered(region: KnowledgeGraph):
    """A misspelt alliance or city tells the nearest."""
    with pytest.raises(UnknownName, match="长三角软件职教集团"):
        part_of(region, alliance="长三角软件职教集团")
    with pytest.raises(UnknownName):
        part_of(region, city="长洲岛")


def test_nothing_chosen_is_an_error(small: KnowledgeGraph):
    """A part without a thing is refused."""
    with pytest.raises(EmptyGraph):
        subset_graph(small, np.zeros(small.network().nodes.height, dtype=bool), Text("无", "none"))


def test_everything_chosen_is_the_whole(small: KnowledgeGraph, tmp_path: Path):
    """With every thing chosen all statements stay, in the same order."""
    kept = keep_statements(small, np.ones(small.network().nodes.height, dtype=bool))
    write_statements(kept, tmp_path / "kept.nq")
    assert (tmp_path / "kept.nq").read_bytes() == (small.folder / "statements.nq").read_bytes()


def test_statements_without_a_source_stay(small: KnowledgeGraph, tmp_path: Path):
    """A Turtle file names no source for its statements; its part holds them all the same, odd line ends in labels too."""
    write_graph(small, tmp_path / "whole.ttl")
    odd = f'<{CHANGZHOU}> <http://www.w3.org/2004/02/skos/core#altLabel> "one\u2028two" .\n'
    with (tmp_path / "whole.ttl").open("a", encoding="utf-8") as out:
        out.write(odd)
    part = part_of(open_graph(tmp_path / "whole.ttl"), city="常州")
    ask = "SELECT ?x WHERE { ?x ch:inRegion <" + CHANGZHOU + "> } ORDER BY ?x"
    assert part.query(ask).values() == small.query(ask).values()
    assert part.query(f'ASK {{ <{CHANGZHOU}> skos:altLabel "one\u2028two" }}').boolean


def test_export_of_a_city(run_chains: Run, tmp_path: Path):
    """The command writes a city's part, and the file opens again."""
    answer = run_chains("export", "--city", "常州", "-o", str(tmp_path / "city.ttl"))
    assert answer.returncode == 0, answer.stderr
    assert run_chains("info", "--data", str(tmp_path / "city.ttl")).returncode == 0


# --- by chain, kind and query


def test_chain_has_its_own_things_only(small: KnowledgeGraph):
    """A chain by any of its names is the things that belong to it, and the links among them."""
    network = small.network()
    own = network.nodes.filter(network.nodes["chain"] == "education").get_column("iri").to_list()
    for name in ("education", "教育链", "教育", "Education chain"):
        part = take_subset(small, chains=[name])
        found = part.network().nodes
        assert found.drop_nulls("chain").get_column("iri").to_list() == own
        assert part.title.zh == "教育链"
    kinds = set(part.network().edges.get_column("kind"))
    assert {"offers", "has-course"} <= kinds
    assert "develops-skill" not in kinds


def test_kind_stands_for_its_subclasses(small: KnowledgeGraph):
    """A class by local name or label, in any case, brings the things of its subclasses."""
    found = take_subset(small, kinds=["组织"]).network().nodes
    terms = ontology_terms()
    for row in found.iter_rows(named=True):
        assert "Organisation" in {row["cls"], *terms.superclasses(row["cls"])} or row["cls"] in REGIONS
    assert {"VocationalCollege", "Enterprise"} <= set(found.get_column("cls"))
    same = take_subset(small, kinds=["organisation"]).network().nodes
    assert same.equals(found)


def test_kinds_of_a_city_are_those_that_it_is_linked_to(region: KnowledgeGraph):
    """With a city, a kind narrows what concerns the city: the programmes that are offered there."""
    part = take_subset(region, cities=["常州"], kinds=["Programme"])
    found = part.network().nodes
    programmes = set(found.filter(found["cls"] == "Programme").get_column("iri"))
    asked = f"SELECT DISTINCT ?p WHERE {{ ?o ch:ofProgramme ?p ; ch:offeredBy/ch:inRegion <{CHANGZHOU}> }}"
    assert programmes == {row[0] for row in region.query(asked).values()}
    assert set(found.get_column("cls")) - REGIONS == {"Programme"}
    assert part.title.zh == "常州市 · 专业"


def test_same_words_add_and_other_words_narrow(small: KnowledgeGraph):
    """Two kinds are taken together; a chain and a kind of another chain leave nothing."""
    both = take_subset(small, kinds=["Skill", "Programme"]).network().nodes
    assert set(both.get_column("cls")) - REGIONS == {"Skill", "Programme"}
    with pytest.raises(EmptyGraph):
        take_subset(small, chains=["education"], kinds=["Skill"])


def test_nothing_asked_is_the_whole(small: KnowledgeGraph):
    """Without a condition the graph itself comes back."""
    assert take_subset(small) is small


def test_city_is_one_mechanism(small: KnowledgeGraph):
    """A city by the older function and by the newer one is the same part in the same folder."""
    assert part_of(small, city="常州") == take_subset(small, cities=["常州"])


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [({"chains": ["educaton"]}, "education"), ({"kinds": ["Skil"]}, "Skill"), ({"kinds": ["技"]}, "技能")],
)
def test_unknown_chain_or_kind_tells_the_nearest(small: KnowledgeGraph, asked: dict[str, list[str]], nearest: str):
    """A misspelt chain or kind is answered with the nearest names, or all of them."""
    with pytest.raises(UnknownName) as caught:
        take_subset(small, **asked)
    assert nearest in caught.value.say("zh")


CONSTRUCT = (
    'CONSTRUCT { ?s a ch:Skill ; skos:prefLabel ?l ; rdfs:comment "new" } WHERE { ?s a ch:Skill ; skos:prefLabel ?l }'
)


def test_construct_is_exactly_its_triples(small: KnowledgeGraph):
    """A CONSTRUCT gives its triples and no other; those that the graph states keep their sources."""
    part = take_subset(small, construct=[CONSTRUCT])
    assert list(part.triples()) == sorted(set(small.query(CONSTRUCT).triples or ()), key=str)
    stated = {quad for quad in part.quads() if "comment" not in quad.predicate.value}
    assert stated <= set(small.quads())
    new = [quad for quad in part.quads() if quad not in stated]
    assert new
    assert all(isinstance(quad.graph_name, ox.DefaultGraph) for quad in new)


def test_construct_of_a_part_asks_the_part(region: KnowledgeGraph):
    """With a city, the query is asked of what concerns the city."""
    query = "CONSTRUCT { ?x a ch:Enterprise } WHERE { ?x a ch:Enterprise }"
    part = take_subset(region, cities=["常州"], construct=[query])
    assert set(part.triples()) == set(part_of(region, city="常州").query(query).triples or ())
    assert 0 < len(part) < len(region.query(query).triples or ())


def test_several_queries_are_taken_together(small: KnowledgeGraph):
    """The statements of any of the queries are in the part."""
    queries = [f"CONSTRUCT WHERE {{ ?x a ch:{name} }}" for name in ("Skill", "Programme")]
    assert len(take_subset(small, construct=queries)) == sum(len(small.query(query).triples or ()) for query in queries)


def test_queries_that_are_no_construct_are_refused(small: KnowledgeGraph):
    """A SELECT gives no graph; a fault in a query is told; a query without an answer is an empty part."""
    with pytest.raises(QueryError, match="no CONSTRUCT"):
        take_subset(small, construct=["SELECT ?x WHERE { ?x a ch:Skill }"])
    with pytest.raises(QueryError):
        take_subset(small, construct=["CONSTRUCT { ?x a ch:Skill WHERE { ?x a ch:Skill }"])
    with pytest.raises(EmptyGraph, match="no statement"):
        take_subset(small, construct=["CONSTRUCT WHERE { ?x a ch:Nothing }"])
