"""What the server does not do: change anything, ask others, read files, tell secrets, wait for ever, run what it serves."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import FORM, HEAVY, SMALL, Server, running, wait_for

from chains.errors import UnreadableInput
from chains.inputs import read_rdf
from chains.names import ID, ONTOLOGY

BAD = "<img src=x onerror=alert(1)>"
LEAKS = re.compile(rb"Traceback|site-packages|/chains/|File \"|\.py[\":]")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
HOST = b"Host: localhost\r\n"
UPDATE = f"INSERT DATA {{ <{ID}x> <{ID}p> 1 }}"
settle = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of things whose names are HTML; a query may take two seconds."""
    path = tmp_path_factory.mktemp("bad") / "bad.ttl"
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    lines = [f'<{ID}organisation/{key}> a <{ONTOLOGY}Enterprise> ; <{label}> "{BAD}"@zh, "{BAD}"@en .' for key in "ab"]
    lines += [f'<{ID}organisation/{number}> <{label}> "{number}" .' for number in range(900)]
    lines.append(f"<{ID}organisation/a> <{ONTOLOGY}supplies> <{ID}organisation/b> .")
    path.write_text("\n".join(lines), encoding="utf-8")
    with running("--data", str(path), "--no-atlas", "--workers", "1", "--timeout", "2") as found:
        yield found


def send(server: Server, raw: bytes, seconds: float = 15) -> bytes:
    """Send bytes as they are, and return all that comes back until the server hangs up."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as line:
        answer = b""
        try:
            line.sendall(raw)
            while piece := line.recv(1 << 16):
                answer += piece
        except ConnectionError:
            pass
    return answer


# --- nothing changes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "body", "media"),
    [
        ("POST", "/sparql", UPDATE, "application/sparql-update"),
        ("POST", "/sparql", UPDATE, "application/sparql-update; charset=utf-8"),
        ("POST", "/sparql", UPDATE, "application/sparql-query"),
        ("POST", "/sparql", urlencode({"update": UPDATE}), FORM),
        ("POST", "/sparql", urlencode({"query": UPDATE}), FORM),
        ("POST", "/sparql", urlencode({"query": "ASK {}", "update": UPDATE}), FORM),
        ("POST", f"/sparql?{urlencode({'update': UPDATE})}", "ASK {}", "application/sparql-query"),
        ("POST", f"/sparql?{urlencode({'update': UPDATE})}", "", FORM),
        ("GET", f"/sparql?{urlencode({'update': UPDATE})}", None, None),
        ("GET", f"/sparql?{urlencode({'query': UPDATE})}", None, None),
        ("GET", f"/picture?{urlencode({'query': UPDATE})}", None, None),
        ("PUT", "/sparql?default", f"<{ID}x> <{ID}p> 1 .", "text/turtle"),
        ("POST", "/sparql?default", f"<{ID}x> <{ID}p> 1 .", "text/turtle"),
        ("DELETE", "/sparql?default", None, None),
        ("PATCH", "/sparql", UPDATE, "application/sparql-update"),
        ("POST", "/update", UPDATE, "application/sparql-update"),
        ("PUT", f"/id/organisation/x?{urlencode({'graph': ID})}", f"<{ID}x> <{ID}p> 1 .", "text/turtle"),
        ("POST", "/ontology", UPDATE, "application/sparql-update"),
    ],
)
def test_nothing_can_be_changed(server: Server, method: str, path: str, body: str | None, media: str | None):
    """Whatever way an update comes, it is refused, and the graph is as it was."""
    before = server.query(COUNT).body
    reply = server.ask(method, path, body, **({"content_type": media} if media else {}))
    assert reply.status in {400, 403, 404, 405, 415}
    assert server.query(COUNT).body == before


# --- nobody is asked ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <U> { ?s ?p ?o } }",
        "SELECT * { sErViCe SILENT <U> { ?s ?p ?o } }",
        "SELECT * { FILTER(1<2)SERVICE<U>{ ?s ?p ?o } FILTER(2>1) }",
        "SELECT * { ?s ?p '''\n'''SERVICE <U> {} }",
        "SELECT * { #\nSERVICE <U> {} }",
        "SELECT * { ?s ?p 1SERVICE <U> {} }",
        "SELECT * { \\u0053ERVICE <U> {} }",
        "SELECT * FROM <U> { ?s ?p ?o }",
        "SELECT * FROM NAMED <U> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { GRAPH <U> { ?s ?p ?o } }",
        "DESCRIBE <U>",
        "LOAD <U>",
        "LOAD SILENT <U> INTO GRAPH <x:y>",
    ],
)
def test_no_request_leaves_the_machine(server: Server, query: str):
    """Neither SERVICE, however it is written, nor LOAD, nor the name of a graph makes the server ask anybody."""
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.05)
        there = f"http://127.0.0.1:{trap.getsockname()[1]}/"
        assert server.query(query.replace("U", there)).status in {200, 400}
        path = urlencode({"query": "ASK { ?s ?p ?o }", "default-graph-uri": there, "named-graph-uri": there})
        assert json.loads(server.ask("GET", f"/sparql?{path}").body)["boolean"] is False
        with pytest.raises(TimeoutError):
            trap.accept()


# --- what is served is not run ------------------------------------------------------------------------------------------


def test_names_are_text_on_every_page(server: Server):
    """A name that is HTML stands escaped on the page of its thing, on those of its neighbours, and in the picture."""
    joined = quote(f"SELECT ?a ?b {{ ?a <{ONTOLOGY}supplies> ?b }}")
    for path in ("/id/organisation/a", "/id/organisation/b", f"/picture?query={joined}", "/sparql"):
        reply = server.ask("GET", path, accept="text/html")
        assert reply.media in {"text/html", "text/plain"}
        assert BAD not in reply.text
    assert "&lt;img src=x" in server.ask("GET", "/id/organisation/a", accept="text/html").text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/sparql",
        "/sparql?query=ASK%7B%7D",
        "/sparql?query=x",
        "/id/organisation/a",
        "/id/none",
        "/ontology",
        "/none",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_every_answer_forbids_guessing_and_framing(server: Server, method: str, path: str):
    """Whatever is asked for, the answer says that a browser must neither sniff, nor frame, nor load from elsewhere."""
    headers = server.ask(method, path, accept="text/html").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "server" not in headers


# --- limits -------------------------------------------------------------------------------------------------------------


def test_long_requests_are_refused(server: Server):
    """A query over 256 KiB, or 64 KiB in an address, is refused, and an endless head ends."""
    long = "ASK { ?s ?p '" + "x" * (1 << 18) + "' }"
    media = {"content_type": "application/sparql-query"}
    assert server.ask("POST", "/sparql", long, **media).status == 413
    assert server.ask("POST", "/sparql", urlencode({"query": long}), content_type=FORM).status == 413
    assert server.query(long[: 1 << 17]).status == 414
    endless = b"GET /sparql HTTP/1.1\r\n" + HOST + b"X: " + b"x" * (1 << 21)
    assert send(server, endless)[:12] in {b"HTTP/1.1 431", b""}
    assert server.ask("POST", "/sparql", "&".join("a=b" for _ in range(2000)), content_type=FORM).status == 400
    assert server.query("ASK {}").status == 200


def test_too_many_queries_are_told_to_wait(server: Server):
    """Beside what runs, 64 queries may wait; the next ones hear at once that it is too many, and soon all is well."""
    with ThreadPoolExecutor(90) as pool:
        found = list(pool.map(lambda _: server.query(HEAVY), range(90)))
    assert {one.status for one in found} == {503}
    busy = [one for one in found if "too many queries" in one.text]
    assert len(busy) >= 90 - 64 - 2 * 2
    assert all(one.headers["retry-after"] for one in busy)
    wait_for(lambda: server.query("ASK {}").status == 200)


def test_a_thousand_that_leave_leave_nothing_behind():
    """A thousand heavy queries whose clients hang up end long before their time, and leave as many processes as there were."""
    raw = f"GET /sparql?{urlencode({'query': HEAVY})} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with running(*SMALL, "--workers", "1", "--timeout", "600") as own:

        def leave(_number: int) -> None:
            with socket.create_connection(("127.0.0.1", own.port), timeout=10) as line:
                line.sendall(raw)
                line.settimeout(0.03)
                with suppress(TimeoutError):
                    line.recv(1)

        with ThreadPoolExecutor(16) as pool:
            list(pool.map(leave, range(1000)))
        wait_for(lambda: own.query("ASK {}").status == 200)
        wait_for(lambda: len(own.workers()) == 2)
        assert own.query(COUNT).status == 200


def test_whoever_dawdles_holds_nobody_up(server: Server):
    """While a hundred clients send half a request each, others are answered."""
    lines = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(100)]
    try:
        for number, line in enumerate(lines):
            line.sendall(
                b"GET /sparql?query=A" if number % 2 else b"POST /sparql HTTP/1.1\r\nContent-Length: 9\r\n\r\nASK"
            )
        assert server.query("ASK {}").status == 200
    finally:
        for line in lines:
            line.close()


# --- HTTP ---------------------------------------------------------------------------------------------------------------

POST = b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\n"
NEXT = b"GET /smuggled HTTP/1.1\r\n" + HOST + b"\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + NEXT,
        POST + b"Content-Length: 6\r\nContent-Length: 60\r\n\r\nASK {}" + NEXT,
        POST + b"Content-Length: +6\r\n\r\nASK {}" + NEXT,
        POST + b"Content-Length: 6, 6\r\n\r\nASK {}" + NEXT,
        POST + b"Transfer-Encoding: xchunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n" + NEXT,
        POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + NEXT,
        POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK {}\r\n0\r\n\r\n" + NEXT,
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\nHost: localhost\n\n" + NEXT,
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n" + HOST + b"X: a\0b\r\n\r\n" + NEXT,
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n" + HOST + b"X: a\r\n b\r\n\r\n" + NEXT,
        b"GET /sparql?query=\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n" + NEXT,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + NEXT,
        b"CONNECT localhost:80 HTTP/1.1\r\n" + HOST + b"\r\n" + NEXT,
    ],
)
def test_no_request_is_smuggled(server: Server, raw: bytes):
    """Where two readers could differ on where a request ends, it is refused, and what follows it is not read."""
    answer = send(server, raw)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"x-content-type-options: nosniff" in answer.lower()
    assert not LEAKS.search(answer)


def test_requests_in_a_row_are_answered_in_order(server: Server):
    """Requests sent at once over one line are each answered, in their order."""
    asked = b"".join(
        f"GET /sparql?query=SELECT({number}%20AS%20%3Fx)%7B%7D HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\n{end}\r\n".encode()
        for number, end in ((1, ""), (2, ""), (3, "Connection: close\r\n"))
    )
    assert re.findall(rb"x\r\n(\d)", send(server, asked)) == [b"1", b"2", b"3"]


@settle
@given(raw=st.binary(max_size=300))
def test_bytes_that_are_no_request(server: Server, raw: bytes):
    """Any bytes are answered as a mistake or not at all; nothing fails, and nothing is told of how the server is made."""
    answer = send(server, raw + b"\r\n\r\n\0")
    assert not answer or int(answer[9:12]) < 500
    assert not LEAKS.search(answer)


VISIBLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)


@settle
@given(
    method=st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "LOCK"]),
    path=st.sampled_from(["/sparql", "/sparql/", "/picture", "/id/organisation/a", "/ontology", "/.well-known/void", "/"]),
    parameters=st.dictionaries(
        st.sampled_from(["query", "update", "default-graph-uri", "named-graph-uri", "format", "x"]),
        st.text(max_size=40) | st.sampled_from(["ASK {}", "ttl", "\0", "%", "\ud7ff", "http://[", "urn:x" * 200]),
        max_size=4,
    ),
    names=st.lists(
        st.sampled_from(["Accept", "Accept-Language", "Accept-Encoding", "Content-Type", "Range", "Origin", "Cookie", "Expect", "If-None-Match", "Upgrade", "X-Forwarded-For", "Content-Encoding"]),
        max_size=5,
    ),
    values=st.lists(VISIBLE | st.sampled_from(["*/*;q=2", "text/csv;q=", ",,,;;;", "bytes=0-", "gzip", "text/html;" * 50]), min_size=5, max_size=5),
    body=st.binary(max_size=80),
)  # fmt: skip
def test_odd_requests_are_answered(
    server: Server, method: str, path: str, parameters: dict, names: list[str], values: list[str], body: bytes
):
    """No method, parameter, header or encoding makes the server fail, hang, or tell how it is made."""
    head = f"{method} {path}?{urlencode(parameters)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    head += "".join(f"{name}: {value.strip()}\r\n" for name, value in zip(names, values, strict=False))
    answer = send(server, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    statuses = re.findall(rb"^HTTP/1\.1 (\d+)", answer, re.MULTILINE)
    assert statuses
    assert all(int(one) < 500 for one in statuses)
    assert not LEAKS.search(answer)


# --- what is kept -------------------------------------------------------------------------------------------------------


def test_no_secret_is_logged(server: Server):
    """Neither queries nor what comes with them, right, wrong or broken, get into the log."""
    secret = "5ecret"  # noqa: S105  # which it is not
    with_secret = {"authorization": f"Bearer {secret}", "cookie": f"session={secret}"}
    for query in (f"ASK {{ ?s ?p '{secret}' }}", f"SELEC {secret}", f"SELECT (<http://{secret}/f>(1) AS ?x) {{}}"):
        server.query(query, **with_secret)
        server.ask("POST", f"/sparql?key={secret}", query, content_type="application/sparql-query", **with_secret)
    server.ask("GET", f"/id/{secret}", **with_secret)
    send(server, f"BROKEN {secret}\r\n\r\n".encode())
    assert secret not in server.log()
    assert "Traceback" not in server.log()


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        ("<!ENTITY a 'lol'><!ENTITY b '&a;&a;'><!ENTITY c '&b;&b;'>", "&c;"),
        (f"<!ENTITY a '{'x' * 1000}'>", "&a;" * 1000),
        ("<!ENTITY a SYSTEM 'secret.txt'>", "&a;"),
        ("<!ENTITY a PUBLIC 'x' 'secret.txt'>", "&a;"),
        ("<!ENTITY % a SYSTEM 'secret.txt'> %a;", "x"),
    ],
)
def test_xml_entities_do_not_grow(tmp_path: Path, declared: str, used: str):
    """RDF/XML whose entities stand for others, for much, or for a file is refused before it is read."""
    (tmp_path / "secret.txt").write_text("5ecret", encoding="utf-8")
    path = write_xml(tmp_path, declared, used)
    with pytest.raises(UnreadableInput, match="entity"):
        read_rdf(path)


def test_xml_entities_abbreviate_namespaces(tmp_path: Path):
    """What ontologies use entities for is read."""
    path = write_xml(tmp_path, '<!ENTITY e "http://example.org/">', "&e;b")
    assert [quad.object.value for quad in read_rdf(path)] == ["http://example.org/b"]


def write_xml(folder: Path, declared: str, used: str) -> Path:
    """Write a file of RDF/XML that declares entities and uses them."""
    path = folder / "entities.rdf"
    path.write_text(
        f'<!DOCTYPE r [{declared}]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:e="http://example.org/"><rdf:Description rdf:about="http://example.org/a">'
        f"<e:p>{used}</e:p></rdf:Description></rdf:RDF>",
        encoding="utf-8",
    )
    return path
