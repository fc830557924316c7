"""The endpoint over HTTP, asked as clients ask it: a real server on loopback."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import rdflib
from serving import FORM, HEAVY, SMALL, Server, running, wait_for

from chains.graph import KnowledgeGraph
from chains.names import ID, PREFIXES
from chains.serve.negotiation import GRAPHS, SOLUTIONS, choose_language, choose_media

CHANGZHOU = f"{ID}region/320400"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The small region, served; a query may take 3 seconds, an answer 1 MiB."""
    with running(*SMALL, "--timeout", "3", "--max-mib", "1", "--workers", "3") as found:
        yield found


# --- the protocol -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_three_ways_to_ask(server: Server, way: str):
    """A query by GET, in a form, and as the body itself are answered alike."""
    sparql = "SELECT ?label { ?city a ch:City ; skos:prefLabel ?label } ORDER BY ?label"
    reply = {
        "get": lambda: server.query(sparql),
        "form": lambda: server.ask("POST", "/sparql", urlencode({"query": sparql}), content_type=FORM),
        "direct": lambda: server.ask("POST", "/sparql", sparql.encode(), content_type="application/sparql-query"),
    }[way]()
    assert (reply.status, reply.media) == (200, "application/sparql-results+json")
    assert {"type": "literal", "value": "常州市", "xml:lang": "zh"} in [
        row["label"] for row in json.loads(reply.body)["results"]["bindings"]
    ]


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, {}, 400),
        ("GET", "/sparql?other=1", None, {}, 400),
        ("GET", "/sparql?query=SELEC", None, {}, 400),
        ("GET", "/sparql?query=%FF", None, {}, 400),
        ("POST", "/sparql", "ASK {}", {"content_type": "text/plain"}, 415),
        ("POST", "/sparql", "ASK {}", {}, 415),
        ("POST", "/sparql", "query=ASK%7B%7D&query=ASK%7B%7D", {"content_type": FORM}, 400),
        ("POST", "/sparql", "", {"content_type": FORM}, 400),
        ("POST", "/sparql?query=ASK%7B%7D", "ASK {}", {"content_type": "application/sparql-query"}, 400),
        ("POST", "/sparql?query=ASK%7B%7D", "query=ASK%7B%7D", {"content_type": FORM}, 400),
        ("POST", "/sparql", "ASK {}".encode("utf-16"), {"content_type": "application/sparql-query; charset=utf-16"}, 400),
        ("POST", "/sparql", b"ASK { ?s ?p '\xff' }", {"content_type": "application/sparql-query"}, 400),
        ("PUT", "/sparql", "ASK {}", {"content_type": "application/sparql-query"}, 405),
        ("DELETE", "/sparql?query=ASK%7B%7D", None, {}, 405),
        ("GET", "/sparql?query=ASK%7B%7D", None, {"accept": "image/png"}, 406),
        ("GET", "/sparql?query=DESCRIBE%20ch:City", None, {"accept": "text/csv"}, 406),
        ("POST", "/sparql", "x" * 300_000, {"content_type": "application/sparql-query"}, 413),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=no%20iri", None, {}, 400),
        ("POST", "/sparql", "CLEAR ALL", {"content_type": "application/sparql-update"}, 403),
        ("POST", "/sparql", "update=CLEAR%20ALL", {"content_type": FORM}, 403),
        ("GET", "/sparql?update=CLEAR%20ALL", None, {}, 403),
        ("GET", "/sparql?query=CLEAR%20ALL", None, {}, 400),
    ],
)  # fmt: skip
def test_wrong_requests_are_told_so(server: Server, method: str, path: str, body: str, headers: dict, status: int):
    """Each mistake that the protocol names has its status, a plain sentence, and no trace of how the server is made."""
    reply = server.ask(method, path, body, **headers)
    assert reply.status == status
    assert reply.media == "text/plain"
    assert reply.text.strip()
    assert not re.search(r"Traceback|File \"|/chains/|site-packages", reply.text)
    if status == 405:
        assert reply.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("media", SOLUTIONS)
def test_solutions_in_every_format(server: Server, media: str):
    """Each media type on offer is sent as asked, and says the same."""
    reply = server.query(f"SELECT ?label {{ <{CHANGZHOU}> skos:prefLabel ?label }}", accept=media)
    assert (reply.status, reply.media) == (200, media)
    assert "常州市" in reply.text
    known = {"JSON": ox.QueryResultsFormat.JSON, "XML": ox.QueryResultsFormat.XML, "TSV": ox.QueryResultsFormat.TSV}
    if SOLUTIONS[media] in known:
        found = ox.parse_query_results(reply.body, format=known[SOLUTIONS[media]])
        assert {row["label"].value for row in found} == {"常州市", "Changzhou"}


@pytest.mark.parametrize("media", GRAPHS)
def test_triples_in_every_format(server: Server, small: KnowledgeGraph, media: str):
    """Each RDF format holds the same triples."""
    reply = server.query(f"CONSTRUCT WHERE {{ <{CHANGZHOU}> ?p ?o }}", accept=media)
    assert (reply.status, reply.media) == (200, media)
    found = {quad.triple for quad in ox.parse(reply.body, format=getattr(ox.RdfFormat, GRAPHS[media]))}
    quads = small.store.quads_for_pattern(ox.NamedNode(CHANGZHOU), None, None, ox.DefaultGraph())
    assert found == {quad.triple for quad in quads}


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.8", "application/sparql-results+xml"),
        ("text/*", "text/csv"),
        ("text/csv;q=0, text/*", "text/tab-separated-values"),
        ("application/*;q=0.5, text/csv;q=0.5001", "application/sparql-results+json"),
        ("TEXT/CSV ; Q=0.9, */*;q=0.1", "text/csv"),
        ("image/png, */*;q=0", None),
        ("nonsense", "application/sparql-results+json"),
    ],
)
def test_accept_is_weighed(accept: str | None, chosen: str | None):
    """Quality decides, then how exact a range is, then the order on offer (RFC 9110)."""
    assert choose_media(accept, SOLUTIONS) == chosen


def test_dataset_of_the_protocol(server: Server, small: KnowledgeGraph):
    """Graphs that the request names stand in the place of those in the query; what is not named is empty."""
    source = next(iter(small.sources()))
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def number(**graphs: str) -> int:
        path = f"/sparql?{urlencode({'query': count, **graphs}, doseq=True)}"
        return int(json.loads(server.ask("GET", path).body)["results"]["bindings"][0]["n"]["value"])

    inside = sum(1 for _ in small.store.quads_for_pattern(None, None, None, ox.NamedNode(source)))
    assert number(**{"default-graph-uri": source}) == inside
    assert number(**{"named-graph-uri": source}) == 0
    named = "SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    path = f"/sparql?{urlencode({'query': named, 'named-graph-uri': source})}"
    assert [row["g"]["value"] for row in json.loads(server.ask("GET", path).body)["results"]["bindings"]] == [source]
    overridden = "SELECT (COUNT(*) AS ?n) FROM <http://example.org/none> { ?s ?p ?o }"
    path = f"/sparql?{urlencode({'query': overridden, 'default-graph-uri': source})}"
    assert json.loads(server.ask("GET", path).body)["results"]["bindings"][0]["n"]["value"] == str(inside)


def test_head_is_get_without_the_body(server: Server):
    """HEAD has the status and headers of GET, and nothing else."""
    path = "/sparql?query=ASK%7B%7D"
    got, head = server.ask("GET", path), server.ask("HEAD", path)
    assert head.body == b""
    assert (head.status, head.headers["content-type"], head.headers["content-length"]) == (
        got.status,
        got.headers["content-type"],
        str(len(got.body)),
    )


def test_other_origins_may_ask(server: Server):
    """A browser's preflight and the answers bear the headers of CORS."""
    reply = server.ask("OPTIONS", "/sparql", origin="http://example.org", access_control_request_method="POST")
    assert reply.status == 204
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert server.query("ASK {}").headers["access-control-allow-origin"] == "*"
    assert server.query("SELEC").headers["access-control-allow-origin"] == "*"


def test_service_describes_itself(server: Server, small: KnowledgeGraph):
    """Without a query the endpoint is described: language, formats, and every named graph."""
    graph = rdflib.Graph().parse(data=server.ask("GET", "/sparql", accept="text/turtle").body, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
    assert {str(name) for name in graph.objects(None, sd.name)} == set(small.sources())


def test_messages_in_the_reader_s_language(server: Server):
    """A mistake is told in Chinese to who prefers it."""
    assert re.search("[\u4e00-\u9fff]", server.query("SELEC", accept_language="zh-CN,zh;q=0.9,en;q=0.8").text)
    assert not re.search("[\u4e00-\u9fff]", server.query("SELEC", accept_language="en-GB,en;q=0.9,zh;q=0.2").text)
    assert [choose_language(one) for one in (None, "*", "fr", "zh-TW;q=0.1")] == ["en", "en", "en", "zh"]


# --- nothing but reading ------------------------------------------------------------------------------------------------


def test_no_file_is_read(server: Server, tmp_path: Path):
    """A graph named by a file's address is a graph that is not there."""
    secret = tmp_path / "secret.ttl"
    secret.write_text("<http://example.org/a> <http://example.org/b> 'secret' .", encoding="utf-8")
    for clause in (f"FROM <{secret.as_uri()}> {{ ?s ?p ?o }}", f"{{ GRAPH <{secret.as_uri()}> {{ ?s ?p ?o }} }}"):
        reply = server.query(f"SELECT * {clause}")
        assert reply.status == 200
        assert json.loads(reply.body)["results"]["bindings"] == []


# --- limits -------------------------------------------------------------------------------------------------------------


def test_slow_query_is_stopped_and_told_so(server: Server):
    """A query that passes the time limit gets 503 and a whole sentence, and the server goes on."""
    reply = server.query(HEAVY)
    assert reply.status == 503
    assert "3 seconds" in reply.text
    assert len(reply.body) == int(reply.headers["content-length"])
    assert reply.headers["retry-after"]
    assert server.query("ASK {}").status == 200


def test_long_answer_is_not_cut(server: Server):
    """An answer over the limit is refused whole, in any format."""
    for accept in ("text/csv", "application/sparql-results+json"):
        reply = server.query("SELECT * { ?s ?p ?o . ?s ?q ?r }", accept=accept)
        assert reply.status == 503
        assert "1 MiB" in reply.text


def test_heavy_queries_do_not_stall_light_ones(server: Server):
    """While every process but the spare one is busy, light queries are answered, long before the heavy ones end."""
    with ThreadPoolExecutor(6) as pool:
        heavy = [pool.submit(server.query, HEAVY) for _ in range(3)]
        time.sleep(0.3)
        light = [server.query("ASK {}").status for _ in range(5)]
        waited = [job.done() for job in heavy]
        assert light == [200] * 5
        assert not all(waited)
        assert {job.result().status for job in heavy} == {503}


def test_it_ends_when_told():
    """SIGTERM ends the server and every process of it, also while a query runs; the exit code says that all is well."""
    with running(*SMALL, "--workers", "1") as own:
        workers = own.workers()
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(own.query, HEAVY)
            time.sleep(0.5)
            own.process.send_signal(signal.SIGTERM)
            own.process.wait(20)
            assert (asked.result().status, asked.result().text) == (503, "the server is stopping\n")
    assert own.process.returncode in {0, -signal.SIGTERM}
    wait_for(lambda: not any(_alive(pid) for pid in workers))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_taken_port_is_told(server: Server):
    """Another server at the same port says so, what to do, and ends with 1."""
    command = [sys.executable, "-m", "chains", "serve", *SMALL, "--port", str(server.port), "--lang", "en"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert found.returncode == 1
    assert "--port" in found.stderr
    assert "Traceback" not in found.stderr


# --- addresses of things ------------------------------------------------------------------------------------------------


def test_a_thing_answers_people_and_machines(server: Server, small: KnowledgeGraph):
    """A browser gets a page with names, facts, sources; a machine the statements."""
    page = server.ask("GET", "/id/region/320400", accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (page.status, page.media) == (200, "text/html")
    assert "常州市" in page.text
    assert "Changzhou" in page.text
    data = server.ask("GET", "/id/region/320400", accept="application/n-triples")
    found = {quad.triple for quad in ox.parse(data.body, format=ox.RdfFormat.N_TRIPLES)}
    quads = small.store.quads_for_pattern(ox.NamedNode(CHANGZHOU), None, None, ox.DefaultGraph())
    assert found == {quad.triple for quad in quads}
    assert server.ask("GET", "/id/region/320400?format=ttl", accept="text/html").media == "text/turtle"


def test_every_kind_of_thing_has_its_page(server: Server, small: KnowledgeGraph):
    """Things with Chinese and composite keys, codes and terms are found at their addresses."""
    iris = {row[0] for row in small.query("SELECT ?s { ?s a ?class } ORDER BY ?class").values()}
    ours = sorted(iri for iri in iris if iri.startswith(ID))
    kinds = {iri.removeprefix(ID).partition("/")[0]: iri for iri in ours}
    chinese = next(iri for iri in ours if re.search("[\u4e00-\u9fff]", iri))
    assert len(kinds) > 12
    for iri in (*kinds.values(), chinese):
        path = quote(iri.removeprefix("https://w3id.org/fourchains"), safe="/_-.~%")
        assert server.ask("GET", path, accept="text/html").status == 200, iri


def test_unknown_things_are_not_found(server: Server):
    """An address of nothing is 404 in plain words, whatever stands in it; nothing is read outside the graph."""
    for path in ("/id/region/none", "/id/<script>", "/id/../../etc/passwd", "/id/%2e%2e/x", "/code/none", "/nothing"):
        reply = server.ask("GET", quote(path, safe="/%"), accept="text/html")
        assert reply.status == 404
        assert "<script>" not in reply.text


def test_ontology_answers_people_and_machines(server: Server):
    """The ontology is a page of its terms, and RDF."""
    page = server.ask("GET", "/ontology", accept="text/html")
    assert 'id="Skill"' in page.text
    graph = rdflib.Graph().parse(data=server.ask("GET", "/ontology", accept="text/turtle").body, format="turtle")
    assert (rdflib.URIRef(PREFIXES["ch"] + "Skill"), rdflib.RDF.type, rdflib.OWL.Class) in graph


def test_an_answer_becomes_a_picture(server: Server):
    """Rows that name two things open as a map; others are told that there is nothing to draw."""
    joined = server.ask(
        "GET", f"/picture?{urlencode({'query': 'SELECT ?a ?b { ?p ch:institution ?a ; ch:enterprise ?b }'})}"
    )
    assert (joined.status, joined.media) == (200, "text/html")
    assert server.ask("GET", f"/picture?{urlencode({'query': 'SELECT ?a { ?a a ch:City }'})}").status == 404
    assert server.ask("GET", "/picture?query=SELEC").status == 400
