"""OWL: profiles, consistency and satisfiability, by the OWL API and HermiT; and what each alignment entails."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import owlrl
import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import DCAT, GEO, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, VOID, DefinedNamespace

from chains.names import ONTOLOGY
from chains.resources import ontology_folder

FOLDER = ontology_folder()
CHAINS = FOLDER / "chains.ttl"
ALIGNMENTS = sorted((FOLDER / "alignments").glob("*.ttl"))
OUTSIDE = Path(__file__).with_name("outside.ttl")
TABLE = FOLDER / "alignments" / "outside.csv"
CH = rdflib.Namespace(ONTOLOGY)
EX = rdflib.Namespace("https://example.org/")
each_alignment = pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)

PLANTED = {
    "inconsistent": "ex:a a ch:City , ch:Skill .",
    "inconsistent-by-link": "ex:a a ch:Skill ; ch:partOf ex:b .",
    "unsatisfiable": "ex:Both a owl:Class ; rdfs:subClassOf ch:City , ch:Skill .",
    "collapsed": "ch:Skill owl:equivalentClass ch:Technology .",
    "not-dl": "ch:partOf a owl:AsymmetricProperty .",
    "not-rl": "ch:Skill rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ch:kind ; owl:someValuesFrom skos:Concept ] .",
    "undeclared": "ch:Skill rdfs:subClassOf ex:Never .",
    "alignment-inconsistent": "org:Organization a owl:Class . ch:Membership rdfs:subClassOf org:Organization . org:Organization rdfs:subClassOf ch:Organisation .",
    "alignment-collapsed": """schema:Organization a owl:Class ; owl:equivalentClass ch:Enterprise .
    ch:Hospital owl:equivalentClass schema:Organization .""",
}
PREFIXES = """@prefix ch: <https://w3id.org/fourchains/ontology#> . @prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix geosparql: <http://www.opengis.net/ont/geosparql#> . @prefix vivo: <http://vivoweb.org/ontology/core#> .
@prefix esco: <http://data.europa.eu/esco/model#> . @prefix elm: <http://data.europa.eu/snb/model/elm/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix void: <http://rdfs.org/ns/void#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
"""

Verdict = Mapping[str, Any]


def _graph(*paths: Path, text: str = "") -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path)
    return graph.parse(data=PREFIXES + text, format="turtle")


def _population(ontology: rdflib.Graph) -> str:
    """Return one thing of each class of ours, and for each property of ours one statement between new things."""
    rows = [f"ex:of-{_local(cls)} a ch:{_local(cls)} ." for cls in _own(ontology, OWL.Class)]
    rows += [f"ex:s-{_local(p)} ch:{_local(p)} ex:o-{_local(p)} ." for p in _own(ontology, OWL.ObjectProperty)]
    return "\n".join(sorted(rows))


def _own(ontology: rdflib.Graph, kind: rdflib.URIRef) -> list[rdflib.URIRef]:
    return sorted(term for term in ontology.subjects(RDF.type, kind) if str(term).startswith(ONTOLOGY))  # type: ignore[type-var,misc]


def _local(term: Any) -> str:
    return str(term).removeprefix(ONTOLOGY)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Verdict]:
    """What the OWL API and HermiT say of the ontology, with each alignment, with all, and with each planted fault."""
    folder = tmp_path_factory.mktemp("owl")
    people = _population(_graph(CHAINS))
    graphs = {"chains": _graph(CHAINS), "chains-with-things": _graph(CHAINS, text=people)}
    for path in ALIGNMENTS:
        graphs[f"with-{path.stem}"] = _graph(CHAINS, path)
        graphs[f"populated-{path.stem}"] = _graph(CHAINS, path, OUTSIDE, text=people)
    graphs["with-all"] = _graph(CHAINS, OUTSIDE, *ALIGNMENTS, text=people)
    for name, text in PLANTED.items():
        graphs[f"planted-{name}"] = _graph(CHAINS, text=text)
    for name, graph in graphs.items():
        # Imports are merged already, and none may be fetched.
        graph.remove((None, OWL.imports, None))
        graph.serialize(folder / f"{name}.owl", format="xml")
    command = [sys.executable, str(Path(__file__).with_name("owl_checker.py")), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    said: Mapping[str, Verdict] = json.loads(done.stdout)
    assert set(said) == set(graphs)
    return said


# --- profiles and reasoning ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["chains", *(f"with-{path.stem}" for path in ALIGNMENTS)])
def test_ontology_keeps_to_owl_2_dl_and_rl(name: str, verdicts: Mapping[str, Verdict]):
    """Alone and with each alignment the ontology lies in OWL 2 DL and in its profile OWL 2 RL."""
    assert verdicts[name]["axioms"] > 1000
    assert (verdicts[name]["DL"], verdicts[name]["RL"]) == ([], [])


@pytest.mark.parametrize("path", [*ALIGNMENTS, Path("all.ttl")], ids=lambda path: path.stem)
def test_alignment_makes_nothing_absurd(path: Path, verdicts: Mapping[str, Verdict]):
    """With what the vocabulary itself says, and things of every class and property: no contradiction, no collapse."""
    name = "with-all" if path.stem == "all" else f"populated-{path.stem}"
    said = verdicts[name]
    assert said["consistent"]
    assert said["unsatisfiable"] == []
    assert said["equivalent"] == []


def test_ontology_is_consistent_and_its_classes_satisfiable(verdicts: Mapping[str, Verdict]):
    """HermiT finds a model of the ontology, one with a thing of each class and a statement of each property."""
    for name in ("chains", "chains-with-things"):
        said = verdicts[name]
        assert (said["consistent"], said["unsatisfiable"], said["equivalent"]) == (True, [], []), name


def test_planted_faults_are_found(verdicts: Mapping[str, Verdict]):
    """The checkers see a contradiction, a class that nothing can be of, a collapse, and a step out of each profile."""
    planted = {name: verdicts[f"planted-{name}"] for name in PLANTED}
    assert [name for name, said in planted.items() if said.get("consistent") is False] == [
        "inconsistent",
        "inconsistent-by-link",
    ]
    assert planted["unsatisfiable"]["unsatisfiable"] == ["https://example.org/Both"]
    assert planted["alignment-inconsistent"]["unsatisfiable"] == [ONTOLOGY + "Membership"]
    assert planted["collapsed"]["equivalent"] == [[ONTOLOGY + "Skill", ONTOLOGY + "Technology"]]
    assert [cls for cls in planted["alignment-collapsed"]["equivalent"][0] if cls.startswith(ONTOLOGY)] == [
        ONTOLOGY + "Enterprise",
        ONTOLOGY + "Hospital",
    ]
    assert "non-simple" in planted["not-dl"]["DL"][0].lower()
    assert planted["not-rl"]["DL"] == []
    assert "superclass" in planted["not-rl"]["RL"][0]
    assert "undeclared class" in planted["undeclared"]["DL"][0]


# --- what alignments claim -----------------------------------------------------------------------------

# For each alignment: things in our words, and what follows from them in those of the other vocabulary.
CLAIMS: dict[str, tuple[str, str]] = {
    "dcat": ("ex:s a ch:Source .", "ex:s a dcat:Resource ."),
    "void": ("ex:s a ch:Source .", "ex:s a void:Dataset ."),
    "elm": (
        "ex:u a ch:University . ex:o a ch:Offering ; ch:offeredBy ex:v . ex:p ch:hasCourse ex:c ; ch:awardsCertificate ex:k .",
        (
            "ex:u a elm:Organisation . ex:v a elm:Organisation . ex:o a elm:LearningOpportunity . ex:k a elm:Qualification .\n"
            "ex:p a elm:LearningAchievementSpecification . ex:c a elm:Specification ."
        ),
    ),
    "esco": (
        "ex:o a esco:Occupation ; ch:requiresSkill ex:s . ex:t a esco:Skill .",
        "ex:o a ch:Occupation . ex:t a ch:Skill , ch:Entity .",
    ),
    "geosparql": (
        "ex:a ch:partOf ex:b . ex:b ch:partOf ex:c . ex:x ch:inRegion ex:a .",
        "ex:a geosparql:sfWithin ex:b , ex:c ; a geosparql:Feature . ex:c a geosparql:SpatialObject .",
    ),
    "org": (
        "ex:m ch:inAlliance ex:a ; ch:member ex:e . ex:e a ch:Enterprise .",
        (
            "ex:m a org:Membership ; org:organization ex:a ; org:member ex:e . ex:e a org:Organization .\n"
            "ex:a a org:OrganizationalCollaboration , org:Organization ."
        ),
    ),
    "prov": (
        "ex:s a ch:Source . ex:g a ch:Gap ; ch:gapRegion ex:r . ex:h a ch:Hospital .",
        "ex:s a prov:Entity . ex:g a prov:Entity . ex:r a prov:Location . ex:h a prov:Organization , prov:Agent .",
    ),
    "schema": (
        (
            "ex:p ch:hasCourse ex:c ; ch:awardsCertificate ex:k . ex:o ch:requiresSkill ex:s . ex:u a ch:University .\n"
            "ex:a ch:partOf ex:b . ex:f ch:offeredBy ex:v . ex:u ch:founded 1902 ."
        ),
        (
            "ex:p schema:hasCourse ex:c ; schema:educationalCredentialAwarded ex:k ; a schema:EducationalOccupationalProgram .\n"
            "ex:o schema:skills ex:s ; a schema:Occupation . ex:u a schema:CollegeOrUniversity , schema:Organization .\n"
            "ex:a schema:containedInPlace ex:b . ex:f schema:provider ex:v . ex:u schema:foundingDate 1902 ."
        ),
    ),
    "skos": (
        "ex:o ch:requiresSkill ex:s . ex:t a ch:Technology . ex:i a ch:Industry .",
        "ex:o a skos:Concept . ex:s a skos:Concept . ex:t a skos:Concept . ex:i a skos:Concept .",
    ),
    "vivo": (
        "ex:u a ch:University . ex:v a ch:VocationalCollege . ex:e a ch:Enterprise . ex:m ch:inAlliance ex:a .",
        "ex:u a vivo:University . ex:v a vivo:College . ex:e a vivo:Company , foaf:Organization . ex:a a vivo:Consortium .",
    ),
}


@pytest.fixture(scope="module")
def closures() -> Mapping[str, tuple[rdflib.Graph, rdflib.Graph]]:
    """For each alignment the OWL RL closure of its example, without and with the alignment."""
    without = _close(_graph(CHAINS, OUTSIDE, text="".join(_example(path.stem, 0) for path in ALIGNMENTS)))
    return {
        path.stem: (without, _close(_graph(CHAINS, OUTSIDE, path, text=_example(path.stem, 0)))) for path in ALIGNMENTS
    }


def _example(stem: str, part: int) -> str:
    """Return the example of an alignment (0) or what follows from it (1), with things of its own."""
    return CLAIMS[stem][part].replace("ex:", f"ex:{stem}-") + "\n"


def _close(graph: rdflib.Graph) -> rdflib.Graph:
    # Texts say nothing of things, and disjointness only when it is broken: both cost the reasoner most of its time.
    for annotation in (RDFS.label, SKOS.definition, SKOS.example, RDFS.isDefinedBy, CH.inChain, CH.acrossChains):
        graph.remove((None, annotation, None))
    for annotation in list(graph.subjects(RDF.type, OWL.AnnotationProperty)):
        graph.remove((annotation, None, None))
    for axiom in list(graph.subjects(RDF.type, OWL.AllDisjointClasses)):
        Collection(graph, graph.value(axiom, OWL.members)).clear()
        graph.remove((axiom, None, None))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


@each_alignment
def test_alignment_entails_what_it_claims(path: Path, closures: Mapping[str, tuple[rdflib.Graph, rdflib.Graph]]):
    """Things described in our words are described in those of the other vocabulary, and only by the alignment."""
    without, within = closures[path.stem]
    claimed = set(_graph(text=_example(path.stem, 1)))
    assert claimed - set(within) == set()
    assert claimed - set(without)


@each_alignment
def test_alignment_gives_no_thing_two_disjoint_types(
    path: Path, closures: Mapping[str, tuple[rdflib.Graph, rdflib.Graph]]
):
    """In the closure no thing of the example is of two classes that are disjoint, and no two things are one."""
    graph = closures[path.stem][1]
    disjoint = list(_disjoint_pairs(_graph(CHAINS, OUTSIDE)))
    assert len(disjoint) > 200
    things = {thing for thing in graph.subjects() if str(thing).startswith(str(EX))}
    assert len(things) > 0
    for thing in things:
        types = set(graph.objects(thing, RDF.type))
        assert not [pair for pair in disjoint if set(pair) <= types], thing
        assert set(graph.objects(thing, OWL.sameAs)) <= {thing}


def test_disjoint_types_would_be_seen():
    """The test above sees a thing of two disjoint classes."""
    graph = _graph(CHAINS)
    assert {CH.Region, CH.Skill} in [set(pair) for pair in _disjoint_pairs(graph)]


def _disjoint_pairs(graph: rdflib.Graph) -> Iterable[tuple[Any, Any]]:
    yield from graph.subject_objects(OWL.disjointWith)
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        members = list(Collection(graph, graph.value(axiom, OWL.members)))
        yield from ((a, b) for number, a in enumerate(members) for b in members[number + 1 :])


def test_every_alignment_has_a_claim():
    """No alignment lacks an example, and no example an alignment."""
    assert set(CLAIMS) == {path.stem for path in ALIGNMENTS}


# --- outside terms exist -------------------------------------------------------------------------------

CLOSED: dict[str, type[DefinedNamespace]] = {
    "dcat": DCAT,
    "geosparql": GEO,
    "org": ORG,
    "prov": PROV,
    "schema": SDO,
    "skos": SKOS,
    "void": VOID,
}


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _is_known(stem: str) -> Callable[[str], bool]:
    if stem in CLOSED:
        space = CLOSED[stem]
        return lambda iri: iri.startswith(str(space)) and iri.removeprefix(str(space)) in space
    listed = {row["iri"] for row in _rows()}
    return listed.__contains__


@each_alignment
def test_outside_terms_really_exist(path: Path):
    """Each outside term is one of rdflib's closed namespaces or stands in the table of outside terms."""
    known = _is_known(path.stem)
    base = "https://w3id.org/fourchains/"
    graph = rdflib.Graph().parse(path)
    header = rdflib.URIRef(f"{base}alignments/{path.stem}")
    named = {
        str(term)
        for s, p, o in graph
        if s != header and p != RDF.type
        for term in (s, o)
        if isinstance(term, rdflib.URIRef) and not str(term).startswith(base)
    }
    assert named
    assert [iri for iri in sorted(named) if not known(iri)] == []
    assert not known(next(iter(named)) + "Misspelt")


def test_table_of_outside_terms_is_whole_and_used():
    """Each row has a label, a kind and a source, and some alignment names its term."""
    text = "".join(str(rdflib.Graph().parse(path).serialize(format="nt")) for path in ALIGNMENTS)
    rows = _rows()
    assert [row["iri"] for row in rows] == sorted({row["iri"] for row in rows})
    for row in rows:
        assert row["label"]
        assert row["kind"] in {"class", "property", "concept"}
        assert row["source"].startswith("https://")
        assert f"<{row['iri']}>" in text


@each_alignment
def test_alignment_imports_the_ontology(path: Path):
    """An alignment says that it builds on the ontology, and declares the outside classes and properties it uses."""
    graph = rdflib.Graph().parse(path)
    header = graph.value(predicate=RDF.type, object=OWL.Ontology)
    assert list(graph.objects(header, OWL.imports)) == [rdflib.URIRef(ONTOLOGY.removesuffix("#"))]
