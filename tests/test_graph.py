"""The opened graph: questions and their answers, names, sources, and what it hands to rdflib and networkx."""

from __future__ import annotations

import io
import os
from collections import Counter
from pathlib import Path

import networkx as nx
import polars as pl
import pyoxigraph as ox
import pytest
import rdflib

import chains
from chains.build import ontology_terms
from chains.cache import CACHE_VARIABLE, atlas_folder, cache_folder, drop_unused
from chains.errors import QueryError, Text, UnreadableInput
from chains.export import write_graph
from chains.graph import KnowledgeGraph, open_graph
from chains.names import CATALOGUE, ID, PREFIXES
from chains.network import FRAMES, Network
from chains.terms import LinkKind

COLLEGE = ID + "organisation/4132012317"
CHANGZHOU = ID + "region/320400"


# --- questions --------------------------------------------------------------------------------------------------------


def test_select_gives_columns_and_rows_in_order(small: KnowledgeGraph):
    """A SELECT keeps the order of its columns and rows; what is not bound is absent."""
    answer = small.query("""
        SELECT ?code ?name ?broader WHERE {
          ?skill a ch:Skill ; ch:kind/skos:notation ?code ; skos:prefLabel ?name FILTER(LANG(?name) = "en")
          OPTIONAL { ?skill skos:broader/skos:prefLabel ?broader FILTER(LANG(?broader) = "en") }
        } ORDER BY DESC(?name)""")
    assert answer.columns == ("code", "name", "broader")
    assert answer.values() == [
        ("technology", "Digital signal processors", None),
        ("technology", "Database technology", None),
        ("technology", "Computer vision", "Artificial intelligence"),
        ("knowledge", "Artificial intelligence", None),
    ]
    assert isinstance(answer.rows[0][1], ox.Literal)
    assert (answer.boolean, answer.triples) == (None, None)


def test_ask_answers_yes_or_no(small: KnowledgeGraph):
    """An ASK has a truth value and no rows."""
    assert small.query("ASK { ?cluster a ch:Cluster }").boolean is True
    assert small.query("ASK { ?training a ch:Training }").boolean is False


def test_construct_gives_sorted_triples(small: KnowledgeGraph):
    """A CONSTRUCT gives distinct triples in an order that does not change."""
    asked = "CONSTRUCT { ?x ch:near ?y } WHERE { ?x ch:partOf ?z . ?y ch:partOf ?z }"
    triples = small.query(asked).triples
    assert triples is not None
    # Jiangsu in the area; Changzhou and Suzhou in Jiangsu, each near itself and the other.
    assert len(triples) == 1 + 4
    assert [str(triple) for triple in triples] == sorted(str(triple) for triple in triples)


def test_parameter_takes_any_name(small: KnowledgeGraph):
    """A name is bound as a value, never as text of the query: quotes and braces in it do no harm."""
    asked = "SELECT ?thing WHERE { ?thing skos:prefLabel $name }"
    found = small.query(asked, {"name": ox.Literal("常州市", language="zh")})
    assert found.values() == [(CHANGZHOU,)]
    for name in ('"', '" } DROP ALL #', "}", "\\", "\n", "$name", "?thing"):
        assert small.query(asked, {"name": ox.Literal(name, language="zh")}).values() == []


def test_triple_of_several_sources_counts_once_and_keeps_its_sources(region: KnowledgeGraph):
    """Plain queries see a triple once; GRAPH tells each source that states it."""
    skills = "SELECT (COUNT(*) AS ?n) WHERE { %s }"
    edge = "?occupation ch:requiresSkill ?skill"
    plain = int(region.query(skills % edge).values()[0][0] or "")
    stated = int(region.query(skills % f"GRAPH ?source {{ {edge} }}").values()[0][0] or "")
    distinct = {triple for triple in region.triples() if triple.predicate.value.endswith("#requiresSkill")}
    assert plain == len(distinct)
    assert stated == sum(quad.predicate.value.endswith("#requiresSkill") for quad in region.quads())
    assert stated > plain


def test_ontology_can_be_asked_too(small: KnowledgeGraph):
    """Classes, properties and codes lie in the store beside the facts, with labels in both languages."""
    answer = small.query("SELECT ?label WHERE { ch:developsSkill rdfs:label ?label } ORDER BY LANG(?label)")
    assert [row[0].language for row in answer.rows if isinstance(row[0], ox.Literal)] == ["en", "zh"]


@pytest.mark.parametrize(
    "asked",
    [
        "SELECT ?x WHERE { ?x a ch:Skill",
        "SELECT ?x { ?x nosuch:p ?y }",
        "DELETE WHERE { ?s ?p ?o }",
        "INSERT DATA {}",
        "",
    ],
)
def test_bad_query_is_said(small: KnowledgeGraph, asked: str):
    """A syntax error, an unknown prefix and an update are errors with words in both languages."""
    with pytest.raises(QueryError) as caught:
        small.query(asked)
    assert caught.value.say("en") != caught.value.say("zh")


def test_unknown_parameter_is_said(small: KnowledgeGraph):
    """A value for a parameter that the query lacks is refused, and the query's own are named."""
    with pytest.raises(QueryError) as caught:
        small.query("ASK { ?x a $cls }", {"class": ox.NamedNode(ID)})
    assert "$cls" in caught.value.say("en")


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "cls", "iri"),
    [
        ("常州信息职业技术学院", None, COLLEGE),
        ("Changzhou College of Information Technology", "VocationalCollege", COLLEGE),
        ("4132012317", "Organisation", COLLEGE),
        ("688003.SH", None, ID + "organisation/688003.SH"),
        ("同惠电子", None, ID + "organisation/920509.BJ"),
        ("510203", "Programme", ID + "programme/510203"),
        ("常州", "Region", CHANGZHOU),
        ("常州", PREFIXES["ch"] + "City", CHANGZHOU),
    ],
)
def test_thing_is_found_by_any_of_its_names(small: KnowledgeGraph, name: str, cls: str | None, iri: str):
    """Chinese, English, short and other names and official codes all lead to the thing."""
    assert [found for found, _ in small.lookup(name, cls)] == [iri]


def test_lookup_keeps_to_the_class(small: KnowledgeGraph):
    """A name is looked for in the class asked for; an unknown one is found nowhere."""
    assert small.lookup("常州市", "Province") == []
    assert small.lookup("510203", "Occupation") == []
    assert small.lookup('no "such" thing }') == []


def test_name_of_several_things_gives_all_in_order(small: KnowledgeGraph):
    """Artificial intelligence is a programme, a skill and a technology."""
    found = small.lookup("人工智能")
    assert [iri.removeprefix(ID) for iri, _ in found] == [
        "programme/080717",
        "skill/artificial-intelligence",
        "technology/T0245",
    ]
    assert found[1][1] == Text("人工智能", "Artificial intelligence")


def test_label_of_one_language_serves_for_both(small: KnowledgeGraph):
    """A thing without an English name is called by its Chinese one."""
    ((_, label),) = small.lookup("三菱")
    assert (label.zh, label.en) == ("三菱", "三菱")


# --- what it is -------------------------------------------------------------------------------------------------------


def test_graph_tells_what_it_is_about(small: KnowledgeGraph, tmp_path: Path):
    """The title is that of the area; a graph without one is called after its file."""
    assert (small.title, small.name) == (Text("长江三角洲", "Yangtze River Delta"), "small")
    path = tmp_path / "mine.v2.ttl"
    path.write_text("<https://e.org/a> a <https://w3id.org/fourchains/ontology#Skill> .", encoding="utf-8")
    assert open_graph(path).title == Text("mine.v2", "mine.v2")


def test_sources_are_those_that_speak(small: KnowledgeGraph):
    """Every named graph is a source with a title, a class and mostly an address; the catalogue describes them."""
    sources = small.sources()
    named = {quad.graph_name.value for quad in small.quads() if isinstance(quad.graph_name, ox.NamedNode)}
    assert named == set(sources) | {CATALOGUE}
    listed = sources[ID + "source/moe-2025-list"]
    assert listed.title.en == "List of higher education institutions of China, 20 June 2025"
    assert (listed.confidence, listed.url) == ("stated", "http://www.moe.gov.cn/jyb_xxgk/s5743/s5744/")
    assert Counter(source.confidence for source in sources.values()) == {"derived": 18, "reported": 23, "stated": 11}


def test_public_names_are_there_and_no_others():
    """``import chains`` offers about a dozen names, each of which can be had; a wrong one is an attribute error."""
    assert 10 <= len(chains.__all__) <= 18
    assert chains.open_graph is open_graph
    assert set(chains.__all__) <= set(dir(chains))
    with pytest.raises(AttributeError, match="open_grpah"):
        chains.open_grpah  # noqa: B018


def test_cache_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """An environment variable names another cache; without it a folder of the person's own is used."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv(CACHE_VARIABLE)
    assert cache_folder().name == "fourchains"


def test_unused_atlases_leave_the_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Atlases that were served and then unused for months go; a folder that only sounds alike stays."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    old, new = (atlas_folder("0123456789abcdef" * 4, lang) for lang in ("zh", "en"))
    other = tmp_path / "atlas-of-mine"
    for folder in (old, new, other):
        folder.mkdir()
    for folder in (old, other):
        os.utime(folder, (0, 0))
    drop_unused(tmp_path)
    assert set(tmp_path.iterdir()) == {new, other}


def test_unused_graphs_leave_the_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """When a graph is built, graphs unused for months go; those in use, and whatever else lies there, stay."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    turtle = tmp_path / "facts.ttl"
    kept = []
    for number in range(3):
        turtle.write_text(f"<https://example.org/{number}> a <https://example.org/Thing> .\n", encoding="utf-8")
        kept.append(open_graph(turtle).folder)
        if number == 0:
            os.utime(kept[0], (0, 0))
    assert [folder.exists() for folder in kept] == [False, True, True]
    assert turtle.exists()


def test_folder_without_tables_is_refused(tmp_path: Path):
    """An empty folder is no graph, and the error says what to put there."""
    with pytest.raises(UnreadableInput) as caught:
        open_graph(tmp_path)
    assert "organisations.csv" in caught.value.say("en")


# --- the network, computed a second way -------------------------------------------------------------------------------


def ask_edges(graph: KnowledgeGraph, kind: LinkKind) -> set[tuple[str | None, ...]]:
    """Return source, target, link and named graph of the links of a kind, by SPARQL."""
    if kind.via_property:
        asked = f"SELECT ?s ?o ?link ?g {{ GRAPH ?g {{ ?s <{kind.via_property}> ?o }} }}"
    else:
        absent = "".join(f"FILTER NOT EXISTS {{ ?link <{term}> ?any }}" for term in kind.absent_properties)
        asked = f"""SELECT ?s ?o ?link ?g {{
          GRAPH ?g {{ ?link <{kind.source_property}> ?s }} ?link a <{kind.via_class}> ; <{kind.target_property}> ?o . {absent} }}"""
    nodes = set(graph.network().nodes.get_column("iri"))
    return {row for row in graph.query(asked).values() if row[0] in nodes and row[1] in nodes}


def read_edges(network: Network, kind: str) -> set[tuple[str | None, ...]]:
    """Return the same of the edge table."""
    names = network.nodes.get_column("iri").to_list()
    rows = network.links(kind).select("source", "target", "link", "graph").iter_rows()
    return {(names[source], names[target], link, home) for source, target, link, home in rows}


@pytest.mark.parametrize("kind", ontology_terms().link_kinds, ids=lambda kind: kind.notation)
def test_links_are_those_of_the_statements(region: KnowledgeGraph, kind: LinkKind):
    """Each kind of link has in the edge tables the links that a query finds, each from the same source."""
    assert read_edges(region.network(), kind.notation) == ask_edges(region, kind)


def test_nodes_have_their_most_specific_class(region: KnowledgeGraph):
    """A node's class is the one that no other of its classes lies below."""
    nodes = region.network().nodes
    asked = """SELECT ?thing ?cls WHERE { ?thing a ?cls . FILTER(STRSTARTS(STR(?cls), STR(ch:)))
      FILTER NOT EXISTS { ?thing a ?lower . ?lower rdfs:subClassOf+ ?cls } }"""
    expected = {thing: (cls or "").partition("#")[2] for thing, cls in region.query(asked).values()}
    assert dict(nodes.select("iri", "cls").iter_rows()).items() <= expected.items()
    assert nodes.get_column("iri").is_sorted()
    assert nodes.get_column("iri").is_unique().all()


def test_chains_follow_from_the_classes(region: KnowledgeGraph):
    """Each of the four chains has the classes that the ontology gives it; regions, alliances and clusters have none or industry."""
    pairs = dict(region.network().nodes.select("cls", "chain").unique().iter_rows())
    assert {pairs[name] for name in ("University", "Programme", "Course", "Certificate")} == {"education"}
    assert {pairs[name] for name in ("Skill", "Occupation")} == {"talent"}
    assert {pairs[name] for name in ("Enterprise", "Industry", "IndustryChain", "Segment", "Cluster")} == {"industry"}
    assert {pairs[name] for name in ("Project", "Platform", "Technology", "ResearchInstitute")} == {"innovation"}
    assert {pairs[name] for name in ("City", "Province", "Area", "Alliance", "Hospital", "GovernmentBody")} == {None}


def test_observations_are_those_of_the_statements(region: KnowledgeGraph):
    """Each value on record stands in the frame once, with its indicator, region, year, period and source."""
    asked = """SELECT ?indicator ?region ?year ?period ?value ?g { GRAPH ?g {
      ?o ch:ofIndicator ?indicator ; ch:inRegion ?region ; ch:year ?year ; ch:period ?period ; ch:value ?value } }"""
    expected = {
        (indicator, place, int(year or 0), (period or "").rpartition("/")[2], float(value or 0), graph)
        for indicator, place, year, period, value, graph in region.query(asked).values()
    }
    rows = region.network().observations.drop("confidence").rows()
    assert len(rows) == len(expected) > 4_000
    assert set(rows) == expected


def test_indicators_have_chain_names_and_reference_range(region: KnowledgeGraph, small: KnowledgeGraph):
    """An indicator has its chain, kind and names, and the two ends of its range only where one was set."""
    row = region.network().indicators.filter(pl.col("iri") == ID + "indicator/r-and-d-intensity").row(0)
    assert row[1:7] == ("innovation", "raw", "研发经费投入强度", "R&D intensity", 0.0, 5.0)
    alone = small.network().indicators.drop("graph").rows()
    assert alone == [(ID + "indicator/gdp", "industry", "raw", "地区生产总值", "GDP", None, None)]


def test_network_of_an_export_is_the_same(small: KnowledgeGraph, tmp_path: Path):
    """A graph that is exported with its sources and opened again has every frame as before."""
    write_graph(small, tmp_path / "small.trig", format="trig")
    again = open_graph(tmp_path / "small.trig").network()
    for name in FRAMES:
        assert getattr(again, name).equals(getattr(small.network(), name)), name


def test_observation_that_says_nothing_is_left_out(tmp_path: Path):
    """An observation without a number, year, region or indicator has no row; one of an unknown indicator keeps its value."""
    good = "ch:ofIndicator <urn:i> ; ch:inRegion <urn:r> ; ch:year '2023'^^xsd:gYear ; ch:value"
    text = f"""
      <urn:1> a ch:Observation ; {good} 1.5 .
      <urn:2> a ch:Observation ; {good} "much" .
      <urn:3> a ch:Observation ; {good} "INF"^^xsd:double .
      <urn:4> a ch:Observation ; ch:inRegion <urn:r> ; ch:year '2023'^^xsd:gYear ; ch:value 2 .
      <urn:5> a ch:Observation ; ch:ofIndicator <urn:i> ; ch:inRegion <urn:r> ; ch:value 3 .
      <urn:6> a ch:Observation ; ch:ofIndicator <urn:i> ; ch:year '2023'^^xsd:gYear ; ch:value 4 ."""
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items() if name in {"ch", "xsd"})
    (tmp_path / "own.ttl").write_text(head + text, encoding="utf-8")
    observations = open_graph(tmp_path / "own.ttl").network().observations
    assert observations.drop("graph").rows() == [("urn:i", "urn:r", 2023, None, 1.5, "reported")]


def test_sparse_matrix_has_a_one_for_each_pair(small: KnowledgeGraph):
    """Two offerings of one programme by one institution are one entry; no kinds at all means every kind."""
    network = small.network()
    offers = network.to_sparse("offers")
    assert offers.shape == (42, 42)
    assert offers.nnz == 5
    assert offers[network.index[COLLEGE], network.index[ID + "programme/510203"]] == 1
    assert network.to_sparse().nnz == network.edges.select("source", "target").unique().height


# --- rdflib and networkx ----------------------------------------------------------------------------------------------


def test_rdflib_gets_the_distinct_triples(small: KnowledgeGraph):
    """The graph in rdflib has each triple once, our prefixes, and typed values."""
    graph = small.to_rdflib()
    assert len(graph) == len(set(small.triples()))
    year = graph.value(rdflib.URIRef(ID + "offering/4132012317_510203_2025"), rdflib.URIRef(PREFIXES["ch"] + "year"))
    assert year == rdflib.Literal("2025", datatype=rdflib.XSD.gYear)
    assert dict(graph.namespaces())["ch"] == rdflib.URIRef(PREFIXES["ch"])
    names = set(graph.objects(rdflib.URIRef(COLLEGE), rdflib.SKOS.prefLabel))
    assert rdflib.Literal("常州信息职业技术学院", lang="zh") in names


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # raised within rdflib itself
def test_rdflib_gets_the_sources_when_asked(small: KnowledgeGraph):
    """As a Dataset the graph keeps the source of every statement."""
    dataset = small.to_rdflib(named=True)
    assert isinstance(dataset, rdflib.Dataset)
    counted = {str(graph.identifier): len(graph) for graph in dataset.graphs() if len(graph)}
    assert counted == Counter(quad.graph_name.value for quad in small.quads())


def test_networkx_gets_nodes_and_links_with_what_is_known(small: KnowledgeGraph):
    """Every node and link is there, keyed by IRI; what is unknown is left out, so that every writer takes it."""
    graph = small.to_networkx()
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (42, 63)
    assert graph.nodes[COLLEGE] == {
        "cls": "VocationalCollege",
        "chain": "education",
        "label_zh": "常州信息职业技术学院",
        "label_en": "Changzhou College of Information Technology",
        "region": CHANGZHOU,
        "graph": ID + "source/moe-2025-list",
    }
    offered = graph.get_edge_data(COLLEGE, ID + "programme/510203")[0]
    assert (offered["kind"], offered["year"], offered["qualifier"]) == ("offers", 2025, "voc_associate")
    assert "weight" not in offered
    for write in (nx.write_graphml, nx.write_gexf):
        out = io.BytesIO()
        write(graph, out)
        assert out.getvalue()
