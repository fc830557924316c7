"""Ten queries, asked by clients of other makers: curl, SPARQLWrapper, rdflib's SPARQLStore, and Comunica (JavaScript)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import SMALL, Server, running
from SPARQLWrapper import JSON, SPARQLWrapper

from chains.graph import KnowledgeGraph
from chains.names import PREFIXES

CLIENTS = Path(__file__).parent / "clients"
Rows = list[tuple[str | None, ...]]
TEN = (
    "SELECT ?label { ?x a ch:City ; skos:prefLabel ?label } ORDER BY ?label",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT ?s ?o { ?s ch:offeredBy ?o } ORDER BY ?s ?o LIMIT 20",
    "SELECT ?p { ?p ch:developsSkill ?s . OPTIONAL { ?s skos:broader ?b } FILTER(!BOUND(?b)) } ORDER BY ?p LIMIT 10",
    "SELECT DISTINCT ?class { ?s a ?class } ORDER BY ?class",
    "SELECT ?x (MAX(?y) AS ?m) { ?x ch:year ?y } GROUP BY ?x ORDER BY ?x LIMIT 15",
    'SELECT ?x { ?x skos:prefLabel ?l FILTER(LANG(?l) = "zh" && CONTAINS(?l, "常州")) } ORDER BY ?x',
    "SELECT ?a ?b { { ?a ch:member ?b } UNION { ?a ch:institution ?b } } ORDER BY ?a ?b",
    "SELECT ?x { ?x a ch:Skill MINUS { ?p ch:developsSkill ?x } } ORDER BY ?x LIMIT 10",
)
HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("ch", "skos"))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The small region, served."""
    with running(*SMALL, "--workers", "2") as found:
        yield found


@pytest.fixture(scope="module")
def expected(small: KnowledgeGraph) -> list[Rows]:
    """The rows that the library gives."""
    found = [[tuple(row) for row in small.query(sparql).values()] for sparql in TEN]
    assert all(found)
    return found


def read_json(found: dict) -> Rows:
    """Return the rows of results in SPARQL's JSON."""
    names = found["head"]["vars"]
    return [
        tuple(row[name]["value"] if name in row else None for name in names) for row in found["results"]["bindings"]
    ]


def ask_curl(address: str, sparql: str) -> Rows:
    """Ask as a person at a terminal does."""
    options = ["-s", "-H", "Accept: application/sparql-results+json", "--data-urlencode", f"query={sparql}", address]
    return read_json(json.loads(subprocess.run(["curl", *options], capture_output=True, check=True).stdout))


def ask_wrapper(address: str, sparql: str) -> Rows:
    """Ask with SPARQLWrapper."""
    wrapper = SPARQLWrapper(address)
    wrapper.setQuery(HEAD + sparql)
    wrapper.setReturnFormat(JSON)
    return read_json(wrapper.queryAndConvert())


def ask_store(address: str, sparql: str) -> Rows:
    """Ask with rdflib, to which the endpoint is a store like any other."""
    found = SPARQLStore(address).query(HEAD + sparql)
    return [tuple(None if term is None else str(term) for term in row) for row in found]


@pytest.mark.parametrize("ask", [ask_curl, ask_wrapper, ask_store])
def test_clients_agree_with_the_library(server: Server, expected: list[Rows], ask):
    """Each client gets the rows that the library gives, for each of the ten."""
    assert [ask(server.address("/sparql"), sparql) for sparql in TEN] == expected


def test_comunica_agrees_with_the_library(server: Server, expected: list[Rows]):
    """So does Comunica, an engine in JavaScript that takes the endpoint for one source of many."""
    if not (CLIENTS / "node_modules").is_dir() or shutil.which("node") is None:
        assert "CI" not in os.environ, "the client should have been installed"
        pytest.skip("Comunica is not here; install it with: npm ci --prefix tests/clients")
    command = ["node", str(CLIENTS / "comunica.mjs"), server.address("/sparql")]
    asked = json.dumps([HEAD + sparql for sparql in TEN])
    found = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=60)
    assert found.returncode == 0, found.stderr
    assert [[tuple(row) for row in rows] for rows in json.loads(found.stdout)] == expected
