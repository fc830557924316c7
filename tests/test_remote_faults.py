"""Endpoints that misbehave: each fault is told in words, with what to do, and does no harm."""

from __future__ import annotations

import base64
import builtins
import gzip
import re
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import Run
from endpoints import JSON, Answer, Handler, Site, answer_from, reply, serving

from chains.cache import cache_folder
from chains.errors import ChainsError, EndpointError, MissingSoftware, Text, UnreadableInput
from chains.pieces import Pieces
from chains.remote.address import TOKEN_VARIABLE, Endpoint
from chains.remote.fetching import fetch_pages
from chains.remote.http import Line
from chains.remote.settings import MOST_VARIABLE, Settings

CH = "https://w3id.org/fourchains/ontology#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
QUICK = Settings(first_wait=0.001, tries=3, silence=5, total=5, most_bytes=1 << 20)
PAGES = "ORDER BY ?end"


def make_store(*more: str) -> ox.Store:
    """Return a store of three skills, and of more N-Quads lines."""
    lines = [
        f"<https://e.org/s{n}> <{kind}> {said} <https://e.org/g> ."
        for n in range(3)
        for kind, said in (
            (TYPE, f"<{CH}Skill>"),
            (LABEL, f'"技能 {n}"@zh'),
        )
    ]
    store = ox.Store()
    store.load("\n".join([*lines, *more]).encode(), format=ox.RdfFormat.N_QUADS)
    return store


@pytest.fixture
def site() -> Iterator[Site]:
    """An endpoint of three skills, that behaves."""
    with serving(answer_from(make_store())) as site:
        yield site


def fetch(site: Site, **more) -> list[bytes]:
    """Read an endpoint; return what was read."""
    return list(Pieces(fetch_pages(site.url, **({"settings": QUICK} | more)).path).read_all())


def drip(handler: Handler, _query: str) -> None:
    """Send a byte now and then, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" ")
        time.sleep(0.1)


def drip_headers(handler: Handler, _query: str) -> None:
    """Never come to the end of the headers."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(200):
        handler.wfile.write(b"a")
        time.sleep(0.1)


def break_off(handler: Handler, _query: str) -> None:
    """Promise more than is sent, and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"head": {"vars": ["s"]}, "results": {"bindings": [')
    handler.close_connection = True


def bomb(handler: Handler, _query: str) -> None:
    """Send 20 MB of blanks in 20 kB."""
    reply(handler, gzip.compress(b" " * 20_000_000), Content_Encoding="gzip")


def flood(handler: Handler, _query: str) -> None:
    """Send without end."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 100_000)


def redirect(target: str, status: int = 302) -> Answer:
    """Return what leads elsewhere."""
    return lambda handler, _query: reply(handler, "", "text/plain", status, Location=target)


def say(body: bytes | str, media: str = JSON, status: int = 200, **headers: str) -> Answer:
    """Return what always gives the same response."""
    return lambda handler, _query: reply(handler, body, media, status, **headers)


HTML = "<!DOCTYPE html><html><title>Sign in</title><script>x()</script><p>Please sign in</p></html>"
FAULTS: dict[str, tuple[Answer, str]] = {
    "web page": (
        say(HTML, "text/html"),
        r"answers with a web page, not with results of a query: Sign in Please sign in",
    ),
    "web page called JSON": (say(HTML), r"answers with a web page"),
    "other type": (say("a,b", "text/csv"), r"the answer has the type text/csv\. What to do: .*JSON or XML"),
    "no type": (say("a,b", ""), r"the answer has the type \(none\)"),
    "cut JSON": (
        say('{"head": {"vars": ["c", "n"]}, "results": {"bindings": [{'),
        r"the answer is cut off or malformed",
    ),
    "empty body": (say(""), r"the answer is cut off or malformed"),
    "boolean": (say('{"head": {}, "boolean": true}'), r"cut off or malformed: boolean"),
    "hung up": (break_off, r"cut off or malformed: .*(IncompleteRead|more expected)"),
    "bad gzip": (say(b"no gzip", Content_Encoding="gzip"), r"cut off or malformed"),
    "gzip bomb": (
        bomb,
        r"one answer is larger than 1 MiB: the endpoint seems to ignore LIMIT, or sends a compression bomb",
    ),
    "flood": (flood, r"one answer is larger than 1 MiB"),
    "redirect loop": (redirect("/again"), r"it redirects more than 5 times"),
    "redirect to a file": (
        redirect("file:///etc/passwd"),
        r"redirects to where nobody is followed: file:///etc/passwd",
    ),
    "redirect to another scheme": (redirect("gopher://e.org/"), r"redirects to where nobody is followed: gopher"),
    "redirect to nowhere": (redirect(""), r"redirects to where nobody is followed: –"),
    "redirect to a wrong port": (redirect("http://127.0.0.1:99999999/"), r"redirects to where nobody is followed"),
    "401": (
        say("who?", "text/plain", 401),
        r"the endpoint answers 401: who\?\. What to do: check the credentials.*FOURCHAINS_TOKEN",
    ),
    "403": (say("", "text/plain", 403), r"the endpoint answers 403\. What to do: check the credentials"),
    "404": (
        say(HTML, "text/html", 404),
        r"the endpoint answers 404: Sign in Please sign in\. What to do: check that the address",
    ),
    "400": (say("no such\nfunction \x1b[31m", "text/plain", 400), r"answers 400: no such function \[31m\. What to do"),
    "500": (say("oops", "text/plain", 500), r"answers 500: oops"),
    "503": (say("busy", "text/plain", 503), r"answers 503: busy\. What to do: run the same command again later"),
    "wrong count": (
        say(
            '{"head": {"vars": ["c", "n"]}, "results": {"bindings": [{"c": {"type": "uri", "value": "'
            + CH
            + 'Skill"}, "n": {"type": "literal", "value": "many"}}]}}'
        ),
        r"a count that is no number",
    ),
    "nothing": (
        say('{"head": {"vars": ["c", "n"]}, "results": {"bindings": []}}'),
        r"not one thing of the Four Chains vocabulary",
    ),
    "IRI that is none": (
        say('{"head": {"vars": ["c", "n"]}, "results": {"bindings": [{"c": {"type": "uri", "value": "a> <b"}}]}}'),
        r"cut off or malformed",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_told_in_words(site: Site, name: str):
    """What, where, what to do: in both languages, without a trace of the library beneath."""
    site.answer, told = FAULTS[name]
    with pytest.raises(EndpointError, match=told) as caught:
        fetch(site)
    error = caught.value
    assert error.where == site.url
    assert error.remedy is not None
    assert re.search(r"[\u4e00-\u9fff]", error.say("zh"))
    assert not re.search(r"object at 0x|Traceback|HTTPConnection|\x1b", error.say("en"))


def test_malformed_answer_keeps_no_solutions(site: Site):
    """Half-read solutions may not be let go of in another thread, so no traceback keeps them."""
    site.answer = FAULTS["cut JSON"][0]
    with pytest.raises(EndpointError) as caught:
        fetch(site)
    cause = caught.value.__cause__
    assert cause is not None
    frames = [frame for error in (caught.value, cause) for frame, _ in traceback.walk_tb(error.__traceback__)]
    assert not any(isinstance(value, ox.QuerySolutions) for frame in frames for value in frame.f_locals.values())


@pytest.mark.parametrize("answer", [drip, drip_headers])
def test_slow_drip_ends_with_the_time_for_an_answer(site: Site, answer: Answer):
    """A byte now and then keeps no one waiting for ever, in the body or in the headers."""
    site.answer = answer
    with pytest.raises(EndpointError, match=r"no whole answer came within 0\.5 seconds"):
        fetch(site, settings=Settings(total=0.5, tries=1, first_wait=0.001))


def test_silence_ends_with_its_own_limit(site: Site):
    """An endpoint that accepts and says nothing is left."""
    gone = threading.Event()
    site.answer = lambda _handler, _query: gone.wait(5)
    with pytest.raises(EndpointError, match=r"the endpoint does not answer: Read timed out"):
        fetch(site, settings=Settings(silence=0.2, tries=1, first_wait=0.001))
    gone.set()


def test_nobody_listens():
    """A refused connection is told at once: nothing has worked yet that could work again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/sparql"
    with pytest.raises(EndpointError, match=r"nobody listens there: Failed to establish a new connection.*refused"):
        fetch_pages(url)


def test_unknown_host(monkeypatch: pytest.MonkeyPatch):
    """A name that stands for no machine."""

    def fail(*_words, **_more):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(EndpointError, match=r"there is no such host: .*Name or service not known"):
        fetch_pages("https://no-such-host.invalid/sparql")


def test_no_secure_connection(site: Site):
    """A server that speaks no TLS, or shows a wrong certificate."""
    with pytest.raises(EndpointError, match=r"no secure connection can be made: .*SSL"):
        fetch_pages(site.url.replace("http:", "https:"), settings=QUICK)


@pytest.mark.parametrize(
    ("status", "headers", "waits"),
    [
        (429, {"Retry_After": "7"}, [7.0]),
        (503, {"Retry_After": "2"}, [2.0]),
        (503, {}, None),
        (429, {}, None),
        (504, {}, None),
    ],
)
def test_busy_endpoint_is_waited_for(site: Site, monkeypatch: pytest.MonkeyPatch, status: int, headers, waits):
    """As long as it asks for; else a second or less at first, by chance; and the person is told."""
    slept: list[float] = []
    notices: list[Text] = []
    monkeypatch.setattr("chains.remote.patience.time.sleep", lambda seconds: slept.append(seconds) if seconds else None)
    plain, busy = site.answer, [1]

    def answer(handler: Handler, query: str) -> None:
        if busy:
            busy.pop()
            reply(handler, "slow down", "text/plain", status, **headers)
        else:
            plain(handler, query)

    site.answer = answer
    assert fetch(site, settings=Settings(), notice=notices.append)
    assert slept == waits if waits else 0.5 <= slept[0] <= 1
    assert f"answers {status}: slow down; trying again in" in notices[0].en


def test_waits_grow_and_end(site: Site, monkeypatch: pytest.MonkeyPatch):
    """Each wait is about twice the one before; after the last try the error is raised."""
    slept: list[float] = []
    monkeypatch.setattr("chains.remote.patience.time.sleep", lambda seconds: slept.append(seconds) if seconds else None)
    site.answer = say("busy", "text/plain", 503)
    with pytest.raises(EndpointError, match="503"):
        fetch(site, settings=Settings(tries=5))
    assert len(slept) == 4
    assert all(2**turn / 2 <= wait <= 2**turn for turn, wait in enumerate(slept))


def test_endless_wait_is_refused(site: Site):
    """An endpoint that asks for a day of patience is an error now."""
    site.answer = say("tomorrow", "text/plain", 503, Retry_After="86400")
    with pytest.raises(EndpointError, match="503: tomorrow"):
        fetch(site)
    assert len(site.seen) == 1


def test_heavy_questions_are_asked_in_parts(site: Site):
    """Where many things at a time are too much, fewer are asked for, down to one."""
    plain = site.answer

    def answer(handler: Handler, query: str) -> None:
        if PAGES in query and query.count("https://e.org/") > 1:
            reply(handler, "too heavy", "text/plain", 500)
        else:
            plain(handler, query)

    site.answer = answer
    assert len(fetch(site)) == 3
    assert len(site.questions(PAGES)) == 4 or len(site.questions(PAGES)) == 5


def test_lost_connection_is_made_again(site: Site):
    """What breaks off in the middle is asked for again."""
    plain, broken = site.answer, [1]

    def answer(handler: Handler, query: str) -> None:
        if PAGES in query and broken:
            broken.pop()
            break_off(handler, query)
        else:
            plain(handler, query)

    site.answer = answer
    assert b"".join(fetch(site)).count(b"\n") == 6


def test_endpoint_without_named_graphs_gives_its_default_graph(site: Site):
    """GRAPH is refused, so the default graph is read, and that is said."""
    store = ox.Store()
    store.extend(ox.Quad(*quad.triple) for quad in make_store())
    plain = answer_from(store)

    def answer(handler: Handler, query: str) -> None:
        if "GRAPH" in query:
            reply(handler, "GRAPH is not supported", "text/plain", 400)
        else:
            plain(handler, query)

    notices: list[Text] = []
    site.answer = answer
    read = b"".join(fetch(site, notice=notices.append)).decode()
    assert read.count("\n") == 6
    assert "https://e.org/g" not in read
    assert "does not know named graphs; its default graph is read" in notices[0].en


def test_endpoint_that_cannot_count_is_read_all_the_same(site: Site):
    """A count that takes too long is not asked for again but done without, and that is said."""
    plain = site.answer

    def answer(handler: Handler, query: str) -> None:
        if "SUM(" in query:
            reply(handler, "timeout", "text/plain", 503, Retry_After="1")
        else:
            plain(handler, query)

    notices: list[Text] = []
    site.answer = answer
    assert b"".join(fetch(site, notice=notices.append)).count(b"\n") == 6
    assert "cannot count its statements" in notices[0].en
    assert len(site.questions("SUM(")) == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            f"_:x <{TYPE}> <{CH}Skill> <https://e.org/g> .",
            r"nodes without an IRI \(blank nodes\): _:\w+; .*give them IRIs",
        ),
        (
            f"<https://e.org/s1> <{CH}inRegion> _:x <https://e.org/g> .",
            r"blank nodes\): https://e\.org/s1 ch:inRegion _:",
        ),
    ],
)
def test_blank_nodes_are_refused(site: Site, line: str, told: str):
    """Another answer may name them otherwise, so that nobody can tell which is which."""
    site.answer = answer_from(make_store(line))
    with pytest.raises(EndpointError, match=told):
        fetch(site)


def test_ignored_limit_does_no_harm(site: Site):
    """More rows than were asked for are taken as they come."""
    plain = site.answer
    site.answer = lambda handler, query: plain(handler, re.sub(r"LIMIT \d+", "", query))
    assert b"".join(fetch(site)).count(b"\n") == 6


def test_ignored_filter_is_seen(site: Site):
    """An endpoint that gives the first page for ever is left."""
    plain = answer_from(make_store(), cap=2)
    site.answer = lambda handler, query: plain(handler, re.sub(r"FILTER\(STR\(\?s\) > \S+\)", "", query))
    with pytest.raises(EndpointError, match="gives the same page again: it ignores FILTER or ORDER BY"):
        fetch(site)


def test_statements_cut_to_one_row_are_an_error(site: Site):
    """Where not even one thing's statements come whole, nothing is guessed."""
    plain, cut = answer_from(make_store()), answer_from(make_store(), cap=1)
    site.answer = lambda handler, query: (cut if PAGES in query else plain)(handler, query)
    with pytest.raises(EndpointError, match="silently cuts its answers: 1 rows came, and there are more"):
        fetch(site)


def test_change_in_the_midst_is_seen(site: Site):
    """Statements are counted before and after; what was read of a graph that changed is not used."""
    store = make_store()
    plain = answer_from(store)

    def answer(handler: Handler, query: str) -> None:
        if PAGES in query:
            store.add(
                ox.Quad(
                    ox.NamedNode("https://e.org/s1"),
                    ox.NamedNode(LABEL),
                    ox.Literal("new"),
                    ox.NamedNode("https://e.org/g"),
                )
            )
        plain(handler, query)

    site.answer = answer
    with pytest.raises(EndpointError, match="7 statements were read, and the endpoint counted 6"):
        fetch(site)
    site.answer = plain
    assert b"".join(fetch(site)).count(b"\n") == 7


def test_statements_nobody_asked_for_are_refused(site: Site):
    """An answer about other things than those in the question is no answer."""
    plain = site.answer

    def answer(handler: Handler, query: str) -> None:
        plain(handler, re.sub(r"VALUES \?s \{[^}]*\}", "", query) if PAGES in query else query)

    site.answer = answer
    store = make_store()
    store.add(
        ox.Quad(
            ox.NamedNode("https://e.org/other"), ox.NamedNode(LABEL), ox.Literal("x"), ox.NamedNode("https://e.org/g")
        )
    )
    plain = answer_from(store)
    with pytest.raises(EndpointError, match=r"cut off or malformed: https://e\.org/other"):
        fetch(site)


def test_too_many_statements_are_refused(site: Site, monkeypatch: pytest.MonkeyPatch):
    """Above the limit nothing is read; the error says how to raise it."""
    with pytest.raises(
        EndpointError, match=rf"it has 6 statements .* at most 5 are read\. What to do: .*{MOST_VARIABLE}"
    ):
        fetch(site, settings=Settings(most_statements=5))
    assert not site.questions(PAGES)
    monkeypatch.setenv(MOST_VARIABLE, "5")
    with pytest.raises(EndpointError, match="at most 5 are read"):
        fetch_pages(site.url)
    monkeypatch.setenv(MOST_VARIABLE, "many")
    with pytest.raises(ChainsError, match="FOURCHAINS_REMOTE_MOST=many is no whole number"):
        fetch_pages(site.url)


def test_redirect_is_followed_once_and_remembered(site: Site):
    """The query goes along, and later questions go straight to the new place."""
    plain = site.answer

    def answer(handler: Handler, query: str) -> None:
        if "/moved" not in handler.path:
            reply(handler, "", "text/plain", 307, Location=handler.path.replace("/sparql", "/moved"))
        else:
            plain(handler, query)

    site.answer = answer
    assert b"".join(fetch(site)).count(b"\n") == 6
    assert sum("/moved" not in one.path for one in site.seen) == 1


def test_credentials_go_to_their_own_host_alone(site: Site):
    """A redirect to another host or port is followed without them."""
    with serving(site.answer) as other:
        site.answer = redirect(other.url)
        fetch_pages(site.url.replace("//", "//ann:s3cret@"), settings=QUICK)
        assert {one.headers.get("authorization") for one in other.seen} == {None}
        assert {one.headers.get("authorization") for one in site.seen} == {
            "Basic " + base64.b64encode(b"ann:s3cret").decode()
        }


def test_token_comes_from_the_environment(site: Site, monkeypatch: pytest.MonkeyPatch):
    """It is sent as a bearer token."""
    monkeypatch.setenv(TOKEN_VARIABLE, "tok-123")
    fetch(site)
    assert {one.headers["authorization"] for one in site.seen} == {"Bearer tok-123"}


def test_no_secret_is_shown_or_kept(site: Site, run_chains: Run):
    """Not in messages, though the endpoint repeats it; not in the cache, nor in what is built."""
    secret = "s3cret-Pass"  # noqa: S105  # of no one
    coded = base64.b64encode(f"ann:{secret}".encode()).decode()
    address = site.url.replace("//", f"//ann:{secret}@")
    plain = site.answer
    site.answer = say(f"wrong: Basic {coded} ({secret})", "text/plain", 401)
    failed = run_chains("info", "--data", address)
    assert failed.returncode == 1
    assert "wrong: Basic *** (***)" in failed.stderr
    site.answer = plain
    graph = run_chains("build", "--data", address)
    assert graph.returncode == 0, graph.stderr
    kept = [path for path in cache_folder().rglob("*.json") if path.is_file()]
    assert kept
    shown = [failed.stdout, failed.stderr, graph.stdout, graph.stderr, *(path.read_text() for path in kept)]
    assert not any(word in text for text in shown for word in (secret, coded))
    assert repr(Endpoint.read(address)) == f"Endpoint(url='{site.url}')"


def test_credentials_are_not_sent_unencrypted():
    """To another machine they go by https alone."""
    with pytest.raises(UnreadableInput, match="credentials would travel unencrypted") as caught:
        fetch_pages("http://ann:s3cret@example.org/sparql")
    assert "s3cret" not in str(caught.value)


def test_plain_http_to_another_machine_is_warned_of(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    """Without a listener the warning goes to the log."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_words, **_more: [])
    with pytest.raises(EndpointError):
        fetch_pages("http://example.org/sparql")
    assert "http://example.org/sparql is not encrypted" in caplog.text


def test_redirect_from_https_to_http_is_refused():
    """Nobody is led from an encrypted address to an open one."""
    line = Line(Endpoint.read("https://example.org/sparql"), QUICK)
    assert line._follow("https://example.org/a?query=x", "/b?query=x&v=1") == "https://example.org/b?v=1"
    with pytest.raises(EndpointError, match=r"where nobody is followed: http://example\.org/b"):
        line._follow("https://example.org/a", "http://example.org/b")


@pytest.mark.parametrize(
    "address", ["http://", "https:///sparql", "http://[::1/sparql", "https://ann:s3cret@host:port/sparql"]
)
def test_address_that_is_none(address: str):
    """The address is named without credentials, with what one looks like."""
    with pytest.raises(
        UnreadableInput, match=r"no address of an endpoint\. What to do: .*https://host/sparql"
    ) as caught:
        fetch_pages(address)
    assert "s3cret" not in str(caught.value)


def test_missing_library_is_told(monkeypatch: pytest.MonkeyPatch):
    """Without urllib3 the error has the command that installs it."""
    real = builtins.__import__

    def fail(name: str, *words, **more):
        if name.startswith(("urllib3", "chains.remote.asking")):
            raise ImportError(name)
        return real(name, *words, **more)

    monkeypatch.setattr(builtins, "__import__", fail)
    with pytest.raises(MissingSoftware, match=r'pip install "fourchains\[remote\]"'):
        fetch_pages("https://example.org/sparql")


def test_errors_end_commands_with_1(site: Site, run_chains: Run):
    """On the command line an endpoint that fails is an input fault, told in the person's language."""
    site.answer = say(HTML, "text/html")
    done = run_chains("gaps", "--data", site.url, "--lang", "zh")
    assert (done.returncode, done.stdout) == (1, "")
    assert "端点回答的是网页，不是查询结果" in done.stderr


def test_results_in_xml_are_read(site: Site):
    """An endpoint that knows no JSON serves as well."""
    store = make_store()

    def answer(handler: Handler, query: str) -> None:
        body = store.query(query).serialize(format=ox.QueryResultsFormat.XML) or b""
        reply(handler, body, "application/sparql-results+xml; charset=utf-8")

    site.answer = answer
    assert b"".join(fetch(site)).count(b"\n") == 6


def test_packed_answers_are_unpacked(site: Site):
    """Gzip is asked for, and taken."""
    store = make_store()

    def answer(handler: Handler, query: str) -> None:
        body = store.query(query).serialize(format=ox.QueryResultsFormat.JSON) or b""
        reply(handler, gzip.compress(body), Content_Encoding="gzip")

    site.answer = answer
    assert b"".join(fetch(site)).count(b"\n") == 6


def test_hostile_names_stay_text(site: Site):
    """Quotes, line ends and markup in what an endpoint says come through as what they are."""
    name = '"> <https://e.org/x> .\n<img src=x onerror=alert(1)> \\ \u2028'
    store = make_store()
    store.add(
        ox.Quad(
            ox.NamedNode("https://e.org/s1"),
            ox.NamedNode(LABEL),
            ox.Literal(name, language="en"),
            ox.NamedNode("https://e.org/g"),
        )
    )
    site.answer = answer_from(store)
    from chains.graph import open_graph

    graph = open_graph(site.url)
    assert set(graph.quads()) == set(store)
    assert name in graph.network().nodes.get_column("label_en").to_list()


def test_cache_that_cannot_be_written_is_told(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A file in the place of the cache folder."""
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("FOURCHAINS_CACHE", str(tmp_path / "file"))
    with pytest.raises(ChainsError, match="it cannot be written"):
        fetch(site)
