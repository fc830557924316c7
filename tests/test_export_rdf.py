"""JSON-LD under our own context, and the source of every statement in formats without named graphs."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyld import jsonld
from rdflib.compare import to_isomorphic

from chains.build import ontology_terms
from chains.errors import OutputError
from chains.export import write_graph
from chains.export.context import CONTEXT_FILE, load_context, write_context
from chains.export.jsonld import write_jsonld
from chains.export.provenance import restore_sources
from chains.graph import KnowledgeGraph, open_graph
from chains.inputs import RDF_FORMATS
from chains.names import ID, ONTOLOGY, PREFIXES
from chains.resources import ontology_folder

DISTINGUISHED = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")


def to_jsonld(graph: KnowledgeGraph) -> bytes:
    """Return a graph as JSON-LD."""
    out = io.BytesIO()
    write_jsonld(graph, out)
    return out.getvalue()


def read_in_rdflib(raw: bytes, form: str) -> set[ox.Quad]:
    """Return the quads that rdflib reads."""
    dataset = rdflib.Dataset()
    dataset.parse(data=raw, format=form)
    lines = dataset.serialize(format="nquads", encoding="utf-8")
    plain = lines.replace(b" <urn:x-rdflib:default> .", b" .")
    return set(ox.parse(plain, format=ox.RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def document(small: KnowledgeGraph) -> dict[str, Any]:
    """The small region as a JSON document."""
    return json.loads(to_jsonld(small))


def find(document: dict[str, Any], thing: str) -> dict[str, Any]:
    """Return what all sources say of a thing."""
    facts: dict[str, Any] = {}
    for source in document["@graph"]:
        for told in source["@graph"]:
            facts |= told if told["@id"] == thing else {}
    return facts


# --- the context


def test_context_is_made_from_the_ontology():
    """``context.jsonld`` is what the ontology and its tables give.

    If this fails: ``python -c "from chains.export.context import *; from chains.resources import ontology_folder as f;
    (f() / CONTEXT_FILE).write_text(write_context(f()), encoding='utf-8')"``.
    """
    assert (ontology_folder() / CONTEXT_FILE).read_text(encoding="utf-8") == write_context(ontology_folder())


def test_context_names_every_property():
    """Each property of the ontology has a term of its own IRI, which is a link exactly if its range is no literal."""
    context, terms = load_context(ontology_folder()), ontology_terms()
    by_iri = {value["@id"]: value for value in context.values() if isinstance(value, dict)}
    properties = [terms[name] for name in terms if terms[name].kind == "property"]
    assert properties
    literal = (PREFIXES["xsd"], PREFIXES["rdfs"] + "Literal", PREFIXES["rdf"] + "langString", PREFIXES["rdf"] + "Plain")
    for term in properties:
        linked = term.range is not None and not term.range.startswith(literal)
        assert (by_iri[term.iri].get("@type") == "@id") == linked, term.name


def test_context_is_read_by_a_processor():
    """PyLD accepts the context, and a bare name is a term of the ontology."""
    context = dict(load_context(ontology_folder()))
    data = {"@context": context, "@id": "skill:java", "@type": "Skill", "prefLabel": {"zh": "爪哇"}, "count": 3}
    (expanded,) = jsonld.expand(data)
    assert expanded["@id"] == f"{ID}skill/java"
    assert expanded["@type"] == [f"{ONTOLOGY}Skill"]
    assert expanded[PREFIXES["skos"] + "prefLabel"] == [{"@language": "zh", "@value": "爪哇"}]
    assert expanded[f"{ONTOLOGY}count"] == [{"@type": PREFIXES["xsd"] + "integer", "@value": 3}]


# --- JSON-LD


def test_jsonld_is_compact(document: dict[str, Any]):
    """Names are short, texts are maps by language, links prefixed names, numbers numbers."""
    skill = find(document, "skill:database-technology")
    assert skill["@type"] == "Skill"
    assert skill["prefLabel"]["en"] == "Database technology"
    college = find(document, "organisation:4132012317")
    assert college["inRegion"] == "region:320400"
    demand = next(thing for source in document["@graph"] for thing in source["@graph"] if "count" in thing)
    assert isinstance(demand["count"], int)
    assert demand["year"].isdigit()


def test_jsonld_needs_no_network(document: dict[str, Any]):
    """The context stands in the document and names no other."""
    assert document["@context"] == dict(load_context(ontology_folder()))
    assert "@import" not in document["@context"]


def test_sources_are_named_graphs(document: dict[str, Any], small: KnowledgeGraph):
    """Each source is one graph object."""
    names = [source["@id"] for source in document["@graph"]]
    assert len(names) == len(set(names)) == len({quad.graph_name for quad in small.quads()})
    assert all(name.startswith("source:") for name in names)


@DISTINGUISHED
def test_jsonld_is_the_same_graph_in_rdflib(small: KnowledgeGraph):
    """Rdflib reads every statement in the graph of its source, and nothing else."""
    assert read_in_rdflib(to_jsonld(small), "json-ld") == set(small.quads())


def test_jsonld_is_the_same_graph_in_pyld(small: KnowledgeGraph, document: dict[str, Any]):
    """PyLD reads the same statements."""
    raw = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert set(ox.parse(raw, format=ox.RdfFormat.N_QUADS)) == set(small.quads())


def test_jsonld_of_the_region_is_the_same_graph(region: KnowledgeGraph):
    """On the whole region, too, every statement comes back."""
    assert set(ox.parse(to_jsonld(region), format=ox.RdfFormat.JSON_LD)) == set(region.quads())


_ODD = """@prefix ch: <https://w3id.org/fourchains/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix s: <https://w3id.org/fourchains/id/skill/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
s:a a ch:Skill , "no class" , [] , <urn:class> , ch:year , ch:Not-Bare ; skos:prefLabel "plain" , "a"@en , "b"@en , "丙"@zh , s:b ;
  ch:year "2024"^^xsd:gYear , "2024-05"^^xsd:gYearMonth , 2024 , "2024" , s:b , "x"@en ;
  ch:count 3 , "03"^^xsd:integer , 123456789012345678901234567890 , 3.5 , 1e3 , "three" ;
  ch:inRegion "in words" , <urn:region> , _:r , <https://e.org/a//b> , <https://w3id.org/fourchains/id/skill/> ;
  ch:value 3 , 3.0 , "1e2"^^xsd:double , "INF"^^xsd:double ; ch:acrossChains true , "1"^^xsd:boolean , "yes" ;
  <urn:property> ( 1 "b" _:r ) ; <https://e.org/p#q> "t"^^<urn:type> , "x"^^rdf:JSON ; ch:unheardOf "v"@de-AT .
_:r ch:partOf <geo:31.2,120.5> , <skill:clash> , <id://no-clash> ; skos:note "geo:1,2" .
s:b ch:inRegion <xsd:odd> ; ch:founded "1999"^^xsd:gYear .
<https://w3id.org/fourchains/id/skill/x:y> ch:inRegion <https://w3id.org/fourchains/id/skill//z> .
"""


@DISTINGUISHED
@pytest.mark.parametrize("reader", ["oxigraph", "rdflib", "pyld"])
def test_odd_values_survive(tmp_path: Path, reader: str):
    """Values that the ontology does not expect, and IRIs whose scheme is one of our prefixes, come back as they were.

    Rdflib writes numbers its own way whatever it reads, so its reading of N-Quads is what it must find; PyLD does so
    with doubles.
    """
    path = tmp_path / "odd.ttl"
    path.write_text(_ODD, encoding="utf-8")
    graph = open_graph(path)
    raw, quads = to_jsonld(graph), set(graph.quads())
    if reader == "oxigraph":
        read = set(ox.parse(raw, format=ox.RdfFormat.JSON_LD))
    elif reader == "rdflib":
        read = read_in_rdflib(raw, "json-ld")
        quads = read_in_rdflib(ox.serialize(quads, format=ox.RdfFormat.N_QUADS), "nquads")
    else:
        lines = jsonld.to_rdf(json.loads(raw), {"format": "application/n-quads"})
        read = {quad for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS) if not is_double(quad)}
        quads = {quad for quad in quads if not is_double(quad)}
    theirs, ours = ox.Dataset(read), ox.Dataset(quads)
    for data in (theirs, ours):
        data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert sorted(map(str, set(theirs) ^ set(ours))) == []


def is_double(quad: ox.Quad) -> bool:
    """Return whether what is said is a floating number."""
    return isinstance(quad.object, ox.Literal) and quad.object.datatype.value == PREFIXES["xsd"] + "double"


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_IRIS = st.sampled_from(
    [f"{ID}skill/a", f"{ID}skill/b:c", "https://e.org/中", "urn:x:y", "geo:1,2", "code:x", f"{ID}x"]
)
_LITERALS = st.one_of(
    _TEXT.map(ox.Literal),
    st.builds(lambda text, lang: ox.Literal(text, language=lang), _TEXT, st.sampled_from(["zh", "en", "en-gb"])),
    st.integers().map(ox.Literal),
    st.booleans().map(ox.Literal),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + kind)),
        st.sampled_from(["1", "01", "1.50", "2024", "true", "x"]),
        st.sampled_from(["integer", "decimal", "gYear", "boolean", "date"]),
    ),
)
_PREDICATES = st.sampled_from(
    [
        ONTOLOGY + "year",
        ONTOLOGY + "count",
        ONTOLOGY + "inRegion",
        PREFIXES["skos"] + "prefLabel",
        "urn:p",
        ONTOLOGY + "x",
    ]
)
_QUADS = st.lists(
    st.builds(
        lambda s, p, o, g: ox.Quad(ox.NamedNode(s), ox.NamedNode(p), o, ox.NamedNode(g) if g else ox.DefaultGraph()),
        _IRIS,
        _PREDICATES,
        _LITERALS | _IRIS.map(ox.NamedNode),
        st.none() | _IRIS,
    ),
    min_size=1,
    max_size=12,
)


class _Statements(KnowledgeGraph):
    """A graph that holds statements and nothing else."""


def hold(folder: Path, quads: list[ox.Quad]) -> KnowledgeGraph:
    """Return a graph of some statements, without building it."""
    lines = sorted({f"{str(quad).removesuffix(' ')} ." for quad in quads})
    (folder / "statements.nq").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return _Statements(folder)


@DISTINGUISHED
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(quads=_QUADS)
def test_any_statements_survive_in_jsonld(tmp_path: Path, quads: list[ox.Quad]):
    """Whatever the values, two readers find the statements that were written."""
    raw = to_jsonld(hold(tmp_path, quads))
    assert set(ox.parse(raw, format=ox.RdfFormat.JSON_LD)) == set(quads)
    lines = jsonld.to_rdf(json.loads(raw), {"format": "application/n-quads"})
    assert set(ox.parse(lines, format=ox.RdfFormat.N_QUADS)) == set(quads)


# --- sources without named graphs


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf"])
def test_every_pair_of_statement_and_source_comes_back(small: KnowledgeGraph, tmp_path: Path, form: str):
    """With the sources described, the statements with their sources are restored, one by one."""
    path = tmp_path / f"graph.{form}"
    write_graph(small, path, provenance=True)
    quads = restore_sources(quad.triple for quad in ox.parse(path=path, format=RDF_FORMATS[f".{form}"]))
    assert set(quads) == set(small.quads())
    assert len(quads) == len(small)


def test_sources_can_be_asked_in_sparql(small: KnowledgeGraph, tmp_path: Path):
    """Rdflib finds the sources of a statement with a plain query, and the statement itself stays."""
    write_graph(small, tmp_path / "graph.ttl", provenance=True)
    graph = rdflib.Graph().parse(tmp_path / "graph.ttl")
    assert {(s, p, o) for s, p, o in small.to_rdflib()} <= set(graph)
    asked = """SELECT ?s ?p ?o ?source WHERE { ?s ?p ?o .
        ?fact a rdf:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; prov:wasDerivedFrom ?source }"""
    found = {str(row.source) for row in graph.query(asked, initNs={"prov": rdflib.PROV})}
    assert found == {quad.graph_name.value for quad in small.quads()}


def test_statement_of_two_sources_has_both(tmp_path: Path):
    """A statement that two sources make is described once, with both; one without a source is not described."""
    path = tmp_path / "two.trig"
    path.write_text(
        "@prefix e: <https://e.org/> . e:s { e:a e:p _:b . _:b e:p 1 } e:t { e:a e:p _:b } e:a e:q 2 .",
        encoding="utf-8",
    )
    graph = open_graph(path)
    write_graph(graph, tmp_path / "two.ttl", provenance=True)
    triples = [quad.triple for quad in ox.parse(path=tmp_path / "two.ttl", format=ox.RdfFormat.TURTLE)]
    assert sum(triple.object == ox.NamedNode(PREFIXES["rdf"] + "Statement") for triple in triples) == 2
    restored = ox.Dataset(restore_sources(triples))
    restored.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert set(restored) == set(graph.quads())


def test_turtle_with_sources_is_stable(small: KnowledgeGraph, tmp_path: Path):
    """Twice written it is the same bytes, and without the descriptions the same graph as without sources."""
    for name in ("one.ttl", "two.ttl"):
        write_graph(small, tmp_path / name, provenance=True)
    assert (tmp_path / "one.ttl").read_bytes() == (tmp_path / "two.ttl").read_bytes()
    write_graph(small, tmp_path / "plain.ttl")
    head = (tmp_path / "plain.ttl").read_text(encoding="utf-8").partition("\n\n")[2]
    assert head in (tmp_path / "one.ttl").read_text(encoding="utf-8")


def test_formats_with_named_graphs_need_no_descriptions(small: KnowledgeGraph, tmp_path: Path):
    """TriG keeps the sources anyway: asking for them changes nothing."""
    write_graph(small, tmp_path / "one.trig", provenance=True)
    write_graph(small, tmp_path / "two.trig")
    assert (tmp_path / "one.trig").read_bytes() == (tmp_path / "two.trig").read_bytes()


@pytest.mark.parametrize("form", ["gexf", "csv"])
def test_formats_that_cannot_keep_sources_say_so(small: KnowledgeGraph, tmp_path: Path, form: str):
    """A network or a table cannot hold the source of every statement; nothing is written."""
    with pytest.raises(OutputError, match="cannot keep the source"):
        write_graph(small, tmp_path / "out", format=form, provenance=True)
    assert list(tmp_path.iterdir()) == []


def test_descriptions_are_a_graph_like_any_other(small: KnowledgeGraph, tmp_path: Path):
    """N-Triples with sources are sorted and open again as the same triples."""
    write_graph(small, tmp_path / "graph.nt", provenance=True)
    lines = (tmp_path / "graph.nt").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    read = rdflib.Graph().parse(tmp_path / "graph.nt")
    write_graph(small, tmp_path / "graph.ttl", provenance=True)
    assert len(read) == len(lines)
    assert to_isomorphic(read) == to_isomorphic(rdflib.Graph().parse(tmp_path / "graph.ttl"))
