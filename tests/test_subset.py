"""Parts of a graph: what stays, what goes, and that nothing is said of what went."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import Run

from chains.check import check_graph
from chains.errors import EmptyGraph, Text, UnknownName
from chains.export import write_graph
from chains.graph import KnowledgeGraph, open_graph
from chains.names import CATALOGUE, ID
from chains.part import part_of
from chains.statements import write_statements
from chains.subset import add_linked, choose_things, keep_statements, subset_graph

CHANGZHOU = f"{ID}region/320400"


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
