"""Inference: what follows by the ontology's axioms, the same as another reasoner finds, and apart from the facts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import owlrl
import polars as pl
import pyoxigraph as ox
import pytest
import rdflib
from conftest import Run
from golden.write import golden_answer
from rdflib.namespace import OWL, RDF, RDFS

from chains.build import build_graph
from chains.check import check_graph
from chains.errors import InputError, UnreadableInput
from chains.graph import KnowledgeGraph, open_graph
from chains.infer import (
    INFERRED,
    INFERRED_GRAPH,
    RULES,
    find_contradictions,
    infer_graph,
    infer_statements,
    read_axioms,
)
from chains.inputs import STATEMENTS, find_input
from chains.names import CODE, ID, ONTOLOGY
from chains.network import FRAMES
from chains.queries import load_queries
from chains.resources import SMALL_REGION, data_folder, ontology_folder
from chains.statements import parse_statements

CHAINS = ontology_folder() / "chains.ttl"
TERMS = [CHAINS, *sorted(ontology_folder().glob("codes/*.ttl"))]
Fact = tuple[str, str, str]

TRAP = """
@prefix : <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :C rdfs:subClassOf :B . :D owl:equivalentClass :A .
:near a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:domain :Place ; rdfs:range :Place .
:within a owl:ObjectProperty , owl:TransitiveProperty ; owl:inverseOf :holds .
:uncle a owl:ObjectProperty ; owl:propertyChainAxiom ( :parent :brother ) ; rdfs:subPropertyOf :kin .
:cousin a owl:ObjectProperty ; owl:propertyChainAxiom ( :parent :brother :child ) ; owl:equivalentProperty :cousine .
:kin rdfs:range :Person . :note a owl:AnnotationProperty ; rdfs:domain :Nothing . :age rdfs:subPropertyOf :number .
:age a owl:DatatypeProperty ; rdfs:domain :Person ; rdfs:range <http://www.w3.org/2001/XMLSchema#integer> .
"""
FACTS = """
@prefix : <https://example.org/> .
:a a :A . :d a :D . :p :near :q . :q :near :r . :x :within :y . :y :within :z . :v :holds :x . :z :within :x .
:ann :parent :bob . :bob :brother :cid . :cid :child :dan , :eve . :bob :parent :cid . :cid :brother :bob .
:ann :age 7 ; :note "text" ; :kin :fay , "unknown" ; :within "here" .
"""


def _quads(*texts: str) -> list[ox.Quad]:
    return [quad for text in texts for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]


def _columns(quads: Iterable[ox.Quad]) -> pl.DataFrame:
    return parse_statements(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")


def _infer(facts: Iterable[ox.Quad], ontology: Iterable[ox.Quad]) -> set[Fact]:
    terms = list(ontology)
    found = infer_statements(_columns([*facts, *terms]), read_axioms(terms))
    return {(s.strip("<>"), p.strip("<>"), o.strip("<>")) for s, p, o, _ in found.iter_rows()}


def _infer_with_owlrl(facts: rdflib.Graph, ontology: rdflib.Graph) -> set[Fact]:
    whole = facts + ontology
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(whole)
    builtin = (str(RDF), str(RDFS), str(OWL))
    return {
        (str(s), str(p), str(o))
        for s, p, o in set(whole) - set(facts) - set(ontology)
        if isinstance(s, rdflib.URIRef)
        and (s, None, None) not in ontology
        and (p == RDF.type or not str(p).startswith(builtin))
        and not str(o).startswith(builtin)
        and isinstance(o, rdflib.URIRef)
        and not str(s).startswith(builtin)
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Mapping[bool, KnowledgeGraph]:
    """The small region, built without and with inference."""
    folder = tmp_path_factory.mktemp("built")
    for infer in (False, True):
        build_graph(find_input(data_folder(SMALL_REGION)), folder / str(infer), infer=infer)
    return {infer: KnowledgeGraph(folder / str(infer)) for infer in (False, True)}


# --- the same as another reasoner ----------------------------------------------------------------------


def test_every_rule_agrees_with_owlrl():
    """Hierarchies with a cycle, equivalences, symmetry, transitivity, inverses, chains of two and three: all as owlrl."""
    expected = _infer_with_owlrl(rdflib.Graph().parse(data=FACTS), rdflib.Graph().parse(data=TRAP))
    found = _infer(_quads(FACTS), _quads(TRAP))
    things = {fact for fact in found if not fact[2].startswith('"')}
    # In OWL the domain of an annotation property says nothing of things; the RDF rules alone do not know that.
    assert things == expected - {("https://example.org/ann", str(RDF.type), "https://example.org/Nothing")}
    assert len(expected) > 40
    assert not [fact for fact in found if fact[0].startswith('"')]
    assert found - things == {
        ("https://example.org/ann", "https://example.org/number", '"7"^^<http://www.w3.org/2001/XMLSchema#integer')
    }


def test_small_region_agrees_with_owlrl(built: Mapping[bool, KnowledgeGraph]):
    """All that the real axioms infer from real rows is what owlrl infers, and nothing is missing."""
    ontology = rdflib.Graph()
    for path in TERMS:
        ontology.parse(path)
    expected = _infer_with_owlrl(built[False].to_rdflib(), ontology)
    about = {str(INFERRED_GRAPH), f"{INFERRED_GRAPH}/run"}
    quads = [quad for quad in built[True].inferred_quads() if quad.subject.value not in about]
    assert {(quad.subject.value, quad.predicate.value, quad.object.value) for quad in quads} == expected
    assert {quad.graph_name.value for quad in quads} == {INFERRED_GRAPH}
    assert len(quads) == built[True].inferred.statements > 150


def test_each_rule_of_the_list_is_seen_at_work():
    """The hand-made graph needs every rule that is offered."""
    terms = _quads(TRAP)
    found = infer_statements(_columns([*_quads(FACTS), *terms]), read_axioms(terms))
    assert set(found.get_column("rule")) == set(RULES)


# --- what the axioms are for ---------------------------------------------------------------------------

PROGRAMME = f"""
@prefix ch: <{ONTOLOGY}> . @prefix id: <{ID}> .
id:nursing ch:developsSkill id:care . id:nurse ch:requiresSkill id:care , id:patience . id:cook ch:requiresSkill id:taste .
id:offering ch:offeredBy id:college ; ch:ofProgramme id:nursing . id:college ch:inRegion id:town .
id:town ch:partOf id:province . id:province ch:partOf id:area . id:nursing ch:targetsOccupation id:midwife .
"""


def test_programme_prepares_for_what_requires_its_skills():
    """A skill developed and required joins programme and occupation; a skill that only one of them has does not."""
    found = _infer(_quads(PROGRAMME), _quads(CHAINS.read_text(encoding="utf-8")))
    prepared = {(s.removeprefix(ID), o.removeprefix(ID)) for s, p, o in found if p == ONTOLOGY + "preparesFor"}
    assert prepared == {("nursing", "nurse"), ("nursing", "midwife")}
    assert (f"{ID}college", ONTOLOGY + "teachesSkill", f"{ID}care") in found
    assert {o for s, p, o in found if (s, p) == (f"{ID}college", ONTOLOGY + "inRegion")} == {
        f"{ID}province",
        f"{ID}area",
    }


def test_chains_are_read_from_the_ontology():
    """Without its axiom in the file, a chain infers nothing: no chain is written into the program."""
    text = CHAINS.read_text(encoding="utf-8")
    axiom = "    owl:propertyChainAxiom ( ch:developsSkill ch:requiredBy ) ;\n"
    assert axiom in text
    found = _infer(_quads(PROGRAMME), _quads(text.replace(axiom, "")))
    assert {o for _, p, o in found if p == ONTOLOGY + "preparesFor"} == {f"{ID}midwife"}


def test_prepared_occupations_agree_with_the_edge_tables(region: KnowledgeGraph):
    """On the shipped region the chain gives the pairs that a join of the edge tables gives."""
    axioms = read_axioms(_quads(CHAINS.read_text(encoding="utf-8")))
    known = parse_statements((region.folder / STATEMENTS).read_bytes())
    steps = [f"<{ONTOLOGY}{name}>" for name in ("developsSkill", "requiresSkill", "targetsOccupation")]
    found = infer_statements(known.filter(pl.col("p").is_in(steps)), axioms)
    pairs = found.filter(pl.col("p") == f"<{ONTOLOGY}preparesFor>").select("s", "o").rows()
    edges = region.network().edges
    taught, asked, aimed = (
        edges.filter(pl.col("kind") == kind).select("source", "target")
        for kind in ("develops-skill", "requires-skill", "targets-occupation")
    )
    joined = taught.join(asked, on="target").select(a="source", b="source_right")
    expected = pl.concat([joined, aimed.select(a="source", b="target")]).unique()
    iris = [f"<{iri}>" for iri in region.network().nodes.get_column("iri")]
    assert sorted(pairs) == sorted((iris[a], iris[b]) for a, b in expected.iter_rows())
    assert len(pairs) > 5000


def test_shipped_region_contradicts_no_axiom(region: KnowledgeGraph):
    """With all inferred classes nothing of the region is of two disjoint ones, and nothing is used as what it is not."""
    quads = _quads(CHAINS.read_text(encoding="utf-8"))
    known = parse_statements((region.folder / STATEMENTS).read_bytes()).select("s", "p", "o")
    types = known.filter(pl.col("p") == f"<{RDF.type}>")
    axioms = read_axioms(quads)
    inferred = infer_statements(known, axioms).filter(pl.col("p") == f"<{RDF.type}>")
    # Domains and ranges tell no class of ours that the data did not state.
    used = inferred.filter(pl.col("rule").is_in(["prp-dom", "prp-rng"]) & pl.col("o").str.starts_with(f"<{ONTOLOGY}"))
    assert used.rows() == []
    everything = pl.concat([types, inferred.select("s", "p", "o")])
    assert len(axioms.disjoint) > 200
    assert find_contradictions(everything, axioms).rows() == []


def test_thing_of_two_disjoint_classes_is_told(tmp_path: Path, run_chains: Run):
    """A thing used as what it cannot be is told after inference, by its classes; the build goes on."""
    wrong = f"{PROGRAMME} id:town ch:developsSkill id:care . id:nurse a ch:City ."
    (tmp_path / "own.ttl").write_text(wrong, encoding="utf-8")
    done = run_chains("build", "--infer", "--data", str(tmp_path / "own.ttl"), "-o", str(tmp_path / "b"))
    assert done.returncode == 0
    found = KnowledgeGraph(tmp_path / "b").inferred
    assert list(found.examples) == ["nurse: ch:Occupation, ch:Region", "town: ch:Programme, ch:Region"]
    assert found.contradictions == 2
    assert "Contradictions: 2." in done.stderr
    assert "nurse: ch:Occupation, ch:Region" in done.stderr


# --- apart from the facts ------------------------------------------------------------------------------


def test_facts_are_the_same_with_and_without_inference(built: Mapping[bool, KnowledgeGraph]):
    """Statements, edge tables, default graph, number and digest do not change: so no gap and no measure does."""
    plain, more = built[False], built[True]
    for name in (STATEMENTS, *(f"{frame}.parquet" for frame in FRAMES)):
        assert (plain.folder / name).read_bytes() == (more.folder / name).read_bytes(), name
    default = ox.DefaultGraph()
    sizes = [len(list(graph.store.quads_for_pattern(None, None, None, default))) for graph in (plain, more)]
    assert sizes[0] == sizes[1] > len(set(plain.triples()))
    assert (len(plain), plain.digest) == (len(more), more.digest)
    assert plain.inferred is None
    assert list(plain.inferred_quads()) == []


def test_questions_over_named_graphs_answer_the_same(built: Mapping[bool, KnowledgeGraph]):
    """No question of the library that looks into named graphs sees what was inferred."""
    queries = {name: query for name, query in load_queries().items() if "GRAPH" in query.sparql}
    assert len(queries) > 5
    for name, query in queries.items():
        assert golden_answer(built[True], query) == golden_answer(built[False], query), name


def test_inferred_graph_says_that_it_is_derived(built: Mapping[bool, KnowledgeGraph]):
    """The graph tells its confidence class, the rules, the ontology and the sources that it was made from."""
    answer = built[True].query(
        """SELECT ?confidence ?rule ?source ?used WHERE { GRAPH $graph {
          $graph a ch:Source ; ch:confidence ?confidence ; prov:wasGeneratedBy ?run ; prov:wasDerivedFrom ?source .
          ?run a prov:Activity ; dct:identifier ?rule ; prov:used ?used } }""",
        {"graph": ox.NamedNode(INFERRED_GRAPH)},
    )
    confidence, rules, sources, used = (set(column) for column in zip(*answer.values(), strict=True))
    assert confidence == {CODE + "confidence-classes/derived"}
    assert rules == set(built[True].inferred.rules) <= set(RULES)
    assert used == {ONTOLOGY.removesuffix("#")}
    assert sources <= set(built[False].sources()) | {f"{ID}source/catalogue"}
    assert len(sources) > 5


def test_inferred_graph_passes_the_check(built: Mapping[bool, KnowledgeGraph]):
    """``chains check`` finds the same in both graphs."""
    assert check_graph(built[True]) == check_graph(built[False])


def test_nothing_inferred_is_stated_already(built: Mapping[bool, KnowledgeGraph]):
    """What is said already is not inferred once more, and nothing new is said about the ontology."""
    stated = {(triple.subject, triple.predicate, triple.object) for triple in built[False].triples()}
    inferred = {(quad.subject, quad.predicate, quad.object) for quad in built[True].inferred_quads()}
    assert not stated & inferred
    assert not [one for one in inferred if str(one[0]).startswith((f"<{ONTOLOGY}", f"<{CODE}"))]


def test_bytes_are_the_same_each_time(built: Mapping[bool, KnowledgeGraph], run_chains: Run, tmp_path: Path):
    """Another process with another hash seed writes the same bytes, in order."""
    data = data_folder(SMALL_REGION)
    done = run_chains("build", "--infer", "--data", str(data), "-o", str(tmp_path / "b"), env=_seeded("7"))
    assert done.returncode == 0, done.stderr
    raw = (tmp_path / "b" / INFERRED).read_bytes()
    assert raw == (built[True].folder / INFERRED).read_bytes()
    lines = raw.decode().splitlines()
    assert lines == sorted(lines)
    counts = built[True].inferred.properties
    assert f"Inferred: {built[True].inferred.statements} more" in done.stderr
    assert f"ch:preparesFor {counts['ch:preparesFor']}" in done.stderr


def _seeded(seed: str) -> dict[str, str]:
    import os

    return os.environ | {"PYTHONHASHSEED": seed, "FOURCHAINS_LANG": "en"}


def test_inference_is_kept_apart_in_the_cache():
    """The same input opened with and without inference gives two graphs of one name and digest."""
    small = data_folder(SMALL_REGION)
    more, plain = open_graph(small, infer=True), open_graph(small)
    assert more.inferred is not None
    assert plain.inferred is None
    assert (more.digest, more.folder) == (plain.digest, plain.folder.with_name(plain.folder.name + "-inferred"))
    assert open_graph(more.folder, infer=True).inferred == more.inferred


# --- bad input -----------------------------------------------------------------------------------------


def test_graph_built_without_inference_is_refused(built: Mapping[bool, KnowledgeGraph], run_chains: Run):
    """Who asks for inference of a graph that was built without is told to build it again."""
    with pytest.raises(UnreadableInput, match="without inference"):
        open_graph(built[False].folder, infer=True)
    done = run_chains("build", "--infer", "--data", str(built[False].folder))
    assert done.returncode == 1
    assert "chains build --infer" in done.stderr


def test_explosion_is_refused_before_it_happens():
    """A chain that would join more pairs than allowed is an error that names it, not a full memory."""
    facts = "@prefix : <https://example.org/> . " + " ".join(f":a{n} :p :hub . :hub :q :b{n} ." for n in range(30))
    ontology = """@prefix : <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    :far owl:propertyChainAxiom ( :p :q ) ."""
    axioms = read_axioms(_quads(ontology))
    known = _columns(_quads(facts))
    assert infer_statements(known, axioms, largest=900).height == 900
    with pytest.raises(InputError, match="900 pairs"):
        infer_statements(known, axioms, largest=899)


@pytest.mark.parametrize(
    ("axiom", "said"),
    [
        (":p a owl:FunctionalProperty .", "owl:FunctionalProperty"),
        (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :b ] .", "owl:Restriction"),
        (":p owl:propertyChainAxiom ( :q [ owl:inverseOf :r ] ) .", "named terms"),
        (":p owl:propertyChainAxiom :q .", "list"),
    ],
)
def test_axiom_that_no_rule_covers_is_refused(axiom: str, said: str):
    """A construct whose consequences would be left out is an error, never passed over."""
    text = "@prefix : <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> ."
    with pytest.raises(ValueError, match=said):
        read_axioms(_quads(f"{text} @prefix rdfs: <{RDFS}> . {axiom}"))


def test_nothing_known_infers_nothing(tmp_path: Path):
    """An empty graph gives no statements, and a graph that only describes itself."""
    axioms = read_axioms(_quads(CHAINS.read_text(encoding="utf-8")))
    assert infer_statements(_columns([]), axioms).height == 0
    (tmp_path / "none.nq").write_text("", encoding="utf-8")
    found = infer_graph(tmp_path / "none.nq", _quads(CHAINS.read_text(encoding="utf-8")), tmp_path / INFERRED)
    assert (found.statements, found.rules, found.properties) == (0, {}, {})
    assert INFERRED_GRAPH in (tmp_path / INFERRED).read_text(encoding="utf-8")


def test_rdf_file_can_be_inferred_from(tmp_path: Path):
    """A user's own Turtle is inferred from by the same door, statements outside any named graph included."""
    (tmp_path / "own.ttl").write_text(PROGRAMME, encoding="utf-8")
    graph = open_graph(tmp_path / "own.ttl", infer=True)
    asked = graph.query("ASK { GRAPH ?g { id:nursing ch:preparesFor id:nurse } }")
    assert asked.boolean
    assert not graph.query("ASK { id:nursing ch:preparesFor id:nurse }").boolean
    meta = json.loads((graph.folder / "fourchains.json").read_text(encoding="utf-8"))
    assert meta["inferred"]["properties"]["ch:preparesFor"] == 2
