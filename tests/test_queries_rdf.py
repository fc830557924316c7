"""The named queries as RDF: ontology/queries.ttl says what the files say, and runs by itself."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest
import rdflib
from conftest import Run
from rdflib.namespace import CSVW, RDF, RDFS, SH, SKOS

from chains.errors import Text
from chains.export.query_rdf import LIBRARY, QUERY, describe_queries, write_queries
from chains.graph import KnowledgeGraph
from chains.queries import NamedQuery, load_queries, read_query
from chains.resources import ontology_folder

sys.path.insert(0, str(Path(__file__).resolve().parent / "golden"))

from write import FOLDER, golden_answer  # the writer stands beside what it writes

QUERIES = load_queries()
PATH = ontology_folder() / "queries.ttl"
each_query = pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())


@pytest.fixture(scope="module")
def library() -> rdflib.Graph:
    """The file as it is published."""
    return rdflib.Graph().parse(PATH)


def _text(library: rdflib.Graph, this: rdflib.URIRef) -> str:
    """The whole SPARQL of a query, made of nothing but the RDF: the prefixes, and the text."""
    declared = library.objects(library.value(this, SH.prefixes), SH.declare)
    prefixes = sorted((str(library.value(one, SH.prefix)), str(library.value(one, SH.namespace))) for one in declared)
    return "".join(f"PREFIX {name}: <{space}>\n" for name, space in prefixes) + str(library.value(this, SH.select))


def _say(library: rdflib.Graph, this: rdflib.term.Node, name: rdflib.URIRef) -> Text:
    said = {one.language: str(one) for one in library.objects(this, name) if isinstance(one, rdflib.Literal)}
    return Text(said["zh"], said["en"])


def test_file_is_in_step_with_the_queries():
    """The file is what ``chains query --all --format ttl -o ontology/queries.ttl`` writes."""
    assert PATH.read_text(encoding="utf-8") == write_queries(QUERIES.values())


def test_command_writes_the_file(run_chains: Run):
    """The command writes the published file, or without --all the questions alone."""
    done = run_chains("query", "--all", "--format", "ttl")
    assert done.stdout == PATH.read_text(encoding="utf-8")
    questions = rdflib.Graph().parse(data=run_chains("query", "--format", "ttl").stdout)
    names = {str(name) for name in questions.objects(predicate=SKOS.notation)}
    assert names == {name for name in QUERIES if not name.startswith("lint_")}


def test_answer_is_no_library(run_chains: Run):
    """A format that lists the queries is refused for an answer."""
    done = run_chains("query", "ask_sources", "--format", "ttl")
    assert done.returncode == 2
    assert "--format ttl" in done.stderr


@each_query
def test_query_runs_from_the_rdf_alone(query: NamedQuery, library: rdflib.Graph, small: KnowledgeGraph):
    """The text and prefixes of the RDF give the golden answer."""
    text = _text(library, rdflib.URIRef(QUERY + query.name))
    golden = (FOLDER / f"{query.name}.csv").read_text(encoding="utf-8")
    assert golden_answer(small, dataclasses.replace(query, sparql=text)) == golden


@each_query
def test_description_is_that_of_the_file(query: NamedQuery, library: rdflib.Graph):
    """Title, question and note, parameters and columns are those of the file, in both languages."""
    this = rdflib.URIRef(QUERY + query.name)
    assert _say(library, this, RDFS.label) == query.title
    assert _say(library, this, RDFS.comment) == query.question
    assert query.note is None or _say(library, this, SKOS.note) == query.note
    parameters = {
        str(library.value(one, SH.path)).rpartition("/")[2]: (
            _say(library, one, SH.name),
            not library.value(one, SH.optional).toPython(),
        )
        for one in library.objects(this, SH.parameter)
    }
    parameters.pop("lang", None)
    assert parameters == {one.name: (one.title, one.required) for one in query.parameters}
    columns = sorted(
        (library.value(one, SH.order).toPython(), str(library.value(one, CSVW.name)), _say(library, one, CSVW.title))
        for one in library.objects(library.value(this, CSVW.tableSchema), CSVW.column)
    )
    assert [(name, title) for _, name, title in columns] == [(one.name, one.title) for one in query.columns]


def test_classes_of_parameters_are_those_of_the_ontology(library: rdflib.Graph):
    """A parameter for a city takes a city, one for a code a concept of its list, and a year is a year."""
    city = rdflib.URIRef(f"{QUERY}ask_institutions/parameter/city")
    assert str(library.value(city, SH["class"])).endswith("ontology#City")
    level = rdflib.URIRef(f"{QUERY}ask_programmes_in_city/parameter/level")
    assert library.value(level, SH["class"]) == SKOS.Concept
    assert str(library.value(level, RDFS.seeAlso)).endswith("code/programme-levels")
    year = rdflib.URIRef(f"{QUERY}ask_indicators_of_region/parameter/year")
    assert str(library.value(year, SH.datatype)).endswith("#gYear")


def test_there_are_no_blank_nodes(library: rdflib.Graph):
    """Everything in the file has an address, so that two versions can be compared line by line."""
    assert not [term for triple in library for term in triple if isinstance(term, rdflib.BNode)]
    assert (rdflib.URIRef(LIBRARY), SH.declare, None) in library


@pytest.mark.parametrize(
    ("text", "form", "holds"),
    [
        ("# title\nPREFIX ch: <https://w3id.org/fourchains/ontology#>\nASK { ?x a ch:Skill }", "Ask", "ask"),
        ("CONSTRUCT { ?x ?p ?y } WHERE { ?x ?p ?y }", "Construct", "construct"),
    ],
)
def test_other_forms_have_executables_of_their_own(text: str, form: str, holds: str):
    """ASK and CONSTRUCT are told apart from SELECT."""
    graph = describe_queries([read_query(text, "mine")])
    this = rdflib.URIRef(f"{QUERY}mine")
    assert graph.value(this, RDF.type) == SH[f"SPARQL{form}Executable"]
    assert str(graph.value(this, SH[holds])).startswith(holds.upper())


def test_form_without_a_word_in_shacl_is_refused():
    """DESCRIBE has no executable in SHACL."""
    with pytest.raises(ValueError, match="DESCRIBE"):
        describe_queries([read_query("DESCRIBE <urn:x>", "mine")])
