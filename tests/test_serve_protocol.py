"""The 34 tests of the W3C's SPARQL 1.1 Protocol suite, restated as a table, against a server on loopback.

The suite is that of the SPARQL Working Group (manifest ``protocol``, approved 2012-11-20).  Each row says what is sent
and what must come back.  The graphs that its queries name are served from a file of ours.  Two things differ from it:

* The seven tests in which an update succeeds: a service that only reads refuses each with 403, and the query that
  follows in the suite must find nothing.
* ``query_multiple_dataset`` names its second graph in the suite with an ``&`` that is encoded too, so that it is part of
  the first graph's name; here both graphs are named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import pytest
from serving import FORM, Reply, Server, running

QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
DATA = "http://example.org/protocol/"
D0, D1, D2, D3 = (f"{DATA}data{number}" for number in range(4))
TYPED = "<{}> a ?type"
BOOLEAN = ("application/sparql-results+json", "application/sparql-results+xml")
TABLE = (*BOOLEAN, "text/csv", "text/tab-separated-values")
RDF = ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json")
NEW = "http://example.org/protocol/new"
DOCUMENTS = " ".join(f"GRAPH <{one}> {{ <{one}> a <http://xmlns.com/foaf/0.1/Document> }}" for one in (D1, D2, D3))
COPY = "INSERT {{ GRAPH <%s> {{ ?s a <http://purl.org/dc/terms/BibliographicResource> }} }} WHERE {{ {} }}" % NEW  # noqa: UP031
MADE = f"ASK {{ GRAPH <{NEW}> {{ ?s ?p ?o }} }}"


@dataclass(frozen=True)
class Case:
    """One test: what is sent, and what must come back.

    Attributes:
        status: the status, or its first digit.
        boolean: the answer to an ASK.
        formats: the media types of which the answer has one.
        after: a query that is false afterwards.
    """

    name: str
    method: str = "POST"
    parameters: dict[str, str | list[str]] = field(default_factory=dict)
    body: str = ""
    media: str | None = None
    encoding: str = "utf-8"
    status: int = 200
    boolean: bool | None = None
    formats: tuple[str, ...] = ()
    after: str | None = None


def both(one: str, two: str) -> str:
    """Return the question whether the default graph holds two documents."""
    return f"ASK {{ {TYPED.format(one)} . {TYPED.format(two)} }}"


def named(*start: str) -> str:
    """Return the question whether named graphs hold the first two documents, and what else stands at the *start*."""
    inner = " ".join((*start, f"GRAPH ?g1 {{ {TYPED.format(D1)} }}", f"GRAPH ?g2 {{ {TYPED.format(D2)} }}"))
    return f"ASK {{ {inner} }}"


def true(name: str, query: str, parameters: dict[str, str | list[str]], method: str = "POST") -> Case:
    """Return a test of an ASK that is true."""
    if method == "GET":
        return Case(name, "GET", {"query": query} | parameters, boolean=True, formats=BOOLEAN)
    return Case(name, "POST", parameters, query, QUERY, boolean=True, formats=BOOLEAN)


def refused(name: str, parameters: dict[str, str | list[str]], body: str, media: str = UPDATE) -> Case:
    """Return a test of an update that would succeed if the service did not only read."""
    return Case(name, "POST", parameters, body, media, status=403, after=MADE)


CASES = (
    Case("query_post_form", "POST", {"default-graph-uri": D0}, "query=ASK%20%7B%7D", FORM, boolean=True, formats=BOOLEAN),
    true("query_dataset_default_graphs_get", both(D1, D2), {"default-graph-uri": [D1, D2]}, "GET"),
    true("query_dataset_default_graphs_post", both(D1, D2), {"default-graph-uri": [D1, D2]}),
    true("query_dataset_named_graphs_post", named(), {"named-graph-uri": [D1, D2]}),
    true("query_dataset_named_graphs_get", named(), {"named-graph-uri": [D1, D2]}, "GET"),
    true("query_dataset_full", named(TYPED.format(D3)), {"default-graph-uri": D3, "named-graph-uri": [D1, D2]}),
    true("query_multiple_dataset", named().replace("ASK", f"ASK FROM <{D3}>"), {"named-graph-uri": [D1, D2]}),
    true("query_get", "ASK {}", {"default-graph-uri": D0}, "GET"),
    Case("query_content_type_select", "POST", {"default-graph-uri": D0}, "SELECT (1 AS ?value) {}", QUERY, formats=TABLE),
    Case("query_content_type_ask", "POST", {"default-graph-uri": D0}, "ASK {}", QUERY, formats=BOOLEAN),
    Case("query_content_type_describe", "POST", {"default-graph-uri": D0}, "DESCRIBE <http://example.org/>", QUERY, formats=RDF),
    Case("query_content_type_construct", "POST", {"default-graph-uri": D0}, "CONSTRUCT { <s> <p> 1 } WHERE {}", QUERY, formats=RDF),
    refused("update_dataset_default_graph", {"using-graph-uri": D1}, f"CLEAR ALL ; {COPY.format('?s ?p ?o')}"),
    refused("update_dataset_default_graphs", {"using-graph-uri": [D1, D2]}, f"DROP ALL ; INSERT DATA {{ {DOCUMENTS} }} ; {COPY.format('?s ?p ?o')}"),
    refused("update_dataset_named_graphs", {"using-named-graph-uri": [D1, D2]}, f"DROP ALL ; INSERT DATA {{ {DOCUMENTS} }} ; {COPY.format('GRAPH ?g { ?s ?p ?o }')}"),
    refused("update_dataset_full", {"using-graph-uri": D1, "using-named-graph-uri": D2}, f"DROP ALL ; INSERT DATA {{ {DOCUMENTS} }} ; {COPY.format('{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }')}"),
    refused("update_post_form", {}, "update=CLEAR+ALL", FORM),
    refused("update_post_direct", {}, "CLEAR ALL"),
    refused("update_base_uri", {}, f"CLEAR GRAPH <{NEW}> ; INSERT DATA {{ GRAPH <{NEW}> {{ <http://example.org/s> <http://example.org/p> <test> }} }}"),
    true("query_post_direct", "ASK {}", {}),
    Case("bad_query_method", "PUT", {"query": "ASK {}", "default-graph-uri": D0}, media=FORM, status=405),
    Case("bad_multiple_queries", "GET", {"query": ["ASK {}", "SELECT * {}"]}, status=400),
    Case("bad_query_wrong_media_type", "POST", {}, "ASK {}", "text/plain", status=415),
    Case("bad_query_missing_form_type", "POST", {}, "query=ASK%20%7B%7D", status=415),
    Case("bad_query_missing_direct_type", "POST", {}, "ASK {}", status=415),
    Case("bad_query_non_utf8", "POST", {}, "ASK {}", f"{QUERY}; charset=UTF-16", "utf-16", status=400),
    Case("bad_query_syntax", "GET", {"query": "ASK {"}, status=400),
    Case("bad_update_get", "GET", {"update": "CLEAR ALL"}, status=403),
    Case("bad_multiple_updates", "POST", {}, "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM, status=403),
    Case("bad_update_wrong_media_type", "POST", {}, "CLEAR NAMED", "text/plain", status=415),
    Case("bad_update_missing_form_type", "POST", {}, "update=CLEAR%20NAMED", status=415),
    Case("bad_update_non_utf8", "POST", {}, "CLEAR NAMED", f"{UPDATE}; charset=UTF-16", "utf-16", status=403),
    Case("bad_update_syntax", "POST", {}, "update=CLEAR%20XYZ", FORM, status=403),
    Case("bad_update_dataset_conflict", "POST", {"using-named-graph-uri": "http://example/people"}, "WITH <http://example/addresses> DELETE { ?person ?p 'Bill' } INSERT { ?person ?p 'William' } WHERE { ?person ?p 'Bill' }", UPDATE, status=403),
)  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of three graphs, each of which says that it is a document."""
    path = tmp_path_factory.mktemp("protocol") / "data.nq"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://xmlns.com/foaf/0.1/Document>"
    path.write_text("".join(f"<{one}> {kind} <{one}> .\n" for one in (D1, D2, D3)), encoding="utf-8")
    with running("--data", str(path), "--no-atlas", "--workers", "1") as found:
        yield found


def send(server: Server, case: Case) -> Reply:
    """Send what a test sends, to the address as the suite writes it."""
    headers = {"content_type": case.media} if case.media else {}
    address = "/sparql/" + (f"?{urlencode(case.parameters, doseq=True, quote_via=quote)}" if case.parameters else "")
    return server.ask(case.method, address, case.body.encode(case.encoding) or None, **headers)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_protocol_of_the_w3c(server: Server, case: Case):
    """Each request has the status, format and answer that the protocol asks for; updates change nothing."""
    reply = send(server, case)
    assert reply.status == case.status, reply.text
    if case.formats:
        assert reply.media in case.formats
    if case.boolean is not None:
        assert json.loads(reply.body)["boolean"] is case.boolean
    if case.after is not None:
        assert json.loads(server.query(case.after).body)["boolean"] is False
        assert json.loads(server.query(both(D1, D3)).body)["boolean"] is True


def test_all_tests_of_the_suite_are_there():
    """There are 34, each once: 20 of queries, and 14 of updates, seven of which would change something."""
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) == 34
    updates = [case for case in CASES if "update" in case.name]
    assert (len(updates), sum(case.after is not None for case in updates)) == (14, 7)


def test_relative_addresses_are_those_of_our_things(server: Server):
    """A query without BASE has that of our own IRIs, so that what the suite constructs has whole ones."""
    reply = server.query("CONSTRUCT { <id/x> <p> 1 } WHERE {}", accept="application/n-triples")
    assert reply.text.startswith("<https://w3id.org/fourchains/id/x> <https://w3id.org/fourchains/p> ")
