"""Any SPARQL endpoint as the graph: read from real servers on loopback, equal to what was built here."""

from __future__ import annotations

import io
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import Run
from endpoints import Handler, Site, answer_from, find_oxigraph, running_oxigraph, serving, wait_for

import chains
from chains.cache import cache_folder
from chains.export import write_graph
from chains.gaps import find_gaps
from chains.graph import KnowledgeGraph, open_graph
from chains.inputs import META, STATEMENTS, package_version
from chains.network import FRAMES
from chains.pieces import Pieces
from chains.remote.fetching import REMOTE_STEPS, fetch_pages
from chains.remote.settings import Settings
from chains.resources import SMALL_REGION, data_folder

PAGES = "ORDER BY ?end"
"""Stands in the questions for statements alone."""
QUICK = Settings(first_wait=0.001, total=20)


@pytest.fixture(scope="module")
def oxigraph(region: KnowledgeGraph) -> Iterator[str]:
    """The shipped region in the oxigraph server: each statement in its source's graph, each triple in the default one."""
    if find_oxigraph() is None:
        pytest.skip("there is no oxigraph server here; install the package oxigraph")
    with running_oxigraph(region.folder / "store") as url:
        yield url


@pytest.fixture(scope="module")
def remote(oxigraph: str) -> KnowledgeGraph:
    """The shipped region, read from the oxigraph server."""
    return open_graph(oxigraph)


@pytest.fixture(scope="module")
def named(small: KnowledgeGraph) -> ox.Store:
    """The small region in a store that has named graphs alone."""
    store = ox.Store()
    store.bulk_load(path=str(small.folder / STATEMENTS), format=ox.RdfFormat.N_QUADS)
    return store


@pytest.fixture
def site(named: ox.Store) -> Iterator[Site]:
    """An endpoint with the small region."""
    with serving(answer_from(named)) as site:
        yield site


def lines(graph: KnowledgeGraph) -> bytes:
    """Return the statements of a graph as they lie on disk."""
    return (graph.folder / STATEMENTS).read_bytes()


def exported(graph: KnowledgeGraph, format_: str) -> bytes:
    """Return a graph in a format."""
    out = io.BytesIO()
    write_graph(graph, out, format=format_)
    return out.getvalue()


def test_region_read_from_oxigraph_is_the_region(remote: KnowledgeGraph, region: KnowledgeGraph):
    """All statements with their sources come back byte for byte, and so do title and sources."""
    assert lines(remote) == lines(region)
    assert (remote.title, remote.sources()) == (region.title, region.sources())


def test_region_read_from_oxigraph_gives_the_same_measures(remote: KnowledgeGraph, region: KnowledgeGraph):
    """Nodes, links, regions, samples, indicators and observations are the same columns, and so are gaps found in them."""
    for name in FRAMES:
        assert getattr(remote.network(), name).equals(getattr(region.network(), name)), name
    kinds = ["weakest_step", "broken_chain"]
    found = [find_gaps(graph.network(), kinds=kinds) for graph in (remote, region)]
    assert found[0] == found[1]
    assert len(found[0]) > 20


@pytest.mark.parametrize("format_", ["ttl", "trig", "graphml"])
def test_region_read_from_oxigraph_gives_the_same_files(remote: KnowledgeGraph, region: KnowledgeGraph, format_: str):
    """Exports do not show where the graph came from."""
    assert exported(remote, format_) == exported(region, format_)


def test_small_region_read_from_our_own_server_is_the_small_region(small: KnowledgeGraph):
    """`chains serve` stands behind another installation as any endpoint does."""
    command = [sys.executable, "-m", "chains", "serve", "--port", "0", "--no-atlas", "--lang", "en"]
    command += ["--data", str(data_folder(SMALL_REGION))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            address = re.search(r"http://\S+?/sparql", process.stdout.readline())[0]  # type: ignore[index,union-attr]
            wait_for(address)
            assert lines(open_graph(address)) == lines(small)
        finally:
            process.send_signal(signal.SIGTERM)


@pytest.mark.parametrize("union", [False, True])
def test_default_graph_may_be_empty_or_the_union(named: ox.Store, small: KnowledgeGraph, *, union: bool):
    """A statement that is seen in the default graph too counts once, in its source's graph."""
    with serving(answer_from(named, union=union)) as site:
        assert lines(open_graph(site.url)) == lines(small)


def test_default_graph_alone_gives_statements_without_source(small: KnowledgeGraph, tmp_path: Path):
    """An endpoint without named graphs gives the graph of its N-Triples file."""
    path = tmp_path / "small.nt"
    path.write_bytes(exported(small, "nt"))
    store = ox.Store()
    store.bulk_load(path=str(path), format=ox.RdfFormat.N_TRIPLES)
    with serving(answer_from(store)) as site:
        found, local = open_graph(site.url), open_graph(path)
    assert lines(found) == lines(local)
    assert found.network().edges.equals(local.network().edges)


def test_statements_beside_the_named_graphs_are_read_too(named: ox.Store, small: KnowledgeGraph):
    """What only the default graph says is read as without a source."""
    store = ox.Store()
    store.extend(small.quads())
    extra = ox.Quad(
        next(small.triples()).subject,
        ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel"),
        ox.Literal("别名", language="zh"),
    )
    store.add(extra)
    with serving(answer_from(store)) as site:
        found = set(open_graph(site.url).quads())
    assert found == {*small.quads(), extra}


def test_other_vocabulary_is_neither_asked_for_nor_read(small: KnowledgeGraph):
    """Things that have no class of ours stay where they are, and so does what outside properties say of ours."""
    store = ox.Store()
    store.extend(small.quads())
    ours = next(small.triples()).subject
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    for number in range(500):
        store.add(
            ox.Quad(
                ox.NamedNode(f"https://e.org/{number}"), label, ox.Literal("other"), ox.NamedNode("https://e.org/g")
            )
        )
    store.add(ox.Quad(ours, ox.NamedNode("https://e.org/p"), ox.Literal("other"), ox.NamedNode("https://e.org/g")))
    with serving(answer_from(store)) as site:
        assert lines(open_graph(site.url)) == lines(small)


@pytest.mark.parametrize("cap", [3, 100])
def test_endpoint_that_cuts_answers_is_read_whole(cap: int):
    """Fewer rows than asked for do no harm: things come in pages, statements of fewer things at a time."""
    store = tiny_store(40)
    with serving(answer_from(store, cap=cap)) as site:
        fetched = fetch_pages(site.url, settings=QUICK)
        assert sum(raw.count(b"\n") for raw in pieces(fetched.path)) == len(store)


def tiny_store(things: int) -> ox.Store:
    """Return a store of skills with a class and one name each."""
    store = ox.Store()
    for number in range(things):
        thing, graph = (ox.NamedNode(f"https://e.org/{name}") for name in (f"s{number}", "g"))
        kind = ox.NamedNode("https://w3id.org/fourchains/ontology#Skill")
        store.add(ox.Quad(thing, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), kind, graph))
        name = ox.Literal(f"技能 {number}", language="zh")
        store.add(ox.Quad(thing, ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), name, graph))
    return store


def pieces(folder: Path) -> list[bytes]:
    """Return what was read, piece by piece."""
    return list(Pieces(folder).read_all())


def test_endpoint_is_asked_politely(site: Site):
    """Name and address of the client, compression, one connection, GET for short questions and POST for long ones."""
    fetch_pages(site.url, settings=QUICK)
    assert {one.headers["user-agent"] for one in site.seen} == {
        f"fourchains/{package_version()} (+https://w3id.org/fourchains/)"
    }
    assert {one.headers["accept-encoding"] for one in site.seen} == {"gzip"}
    assert {one.headers["accept"].partition(",")[0] for one in site.seen} == {"application/sparql-results+json"}
    assert all(len(one.path) < 2_100 for one in site.seen if one.method == "GET")
    assert {one.method for one in site.seen if PAGES in one.query} == {"POST"}
    assert len({one.client for one in site.seen}) == 1


def test_short_questions_go_by_get(site: Site):
    """What fits into an address can be cached on the way."""
    from chains.remote.address import Endpoint
    from chains.remote.asking import Asker

    asker = Asker(Endpoint.read(site.url), QUICK, print)
    assert len(asker.select("SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 2")) == 2
    asker.close()
    assert [one.method for one in site.seen] == ["GET"]


def test_requests_to_other_machines_are_apart(site: Site, monkeypatch: pytest.MonkeyPatch):
    """Between two questions there is a pause; an endpoint on this machine is asked without."""
    waits: list[float] = []
    monkeypatch.setattr("chains.remote.patience.time.sleep", waits.append)
    fetch_pages(site.url, settings=QUICK)
    assert not any(waits)
    monkeypatch.setattr("chains.remote.patience.is_loopback", lambda _url: False)
    fetch_pages(site.url, settings=QUICK, refresh=True)
    assert sum(wait > 0.15 for wait in waits) >= 4


def test_steps_are_told_as_promised(site: Site):
    """Reading tells at most the promised number of steps, the last of which says all."""
    told = []
    fetch_pages(site.url, settings=QUICK, progress=told.append)
    assert len(told) <= REMOTE_STEPS
    total = re.search(r"of ([\d,]+) things", told[-1].en)[1]  # type: ignore[index]
    assert told[-1].en.startswith(f"reading the endpoint: {total} of {total}")


def test_copy_serves_as_long_as_the_endpoint_is_the_same(site: Site, small: KnowledgeGraph):
    """A second opening asks what is there, and nothing more; so the graph need not be built again either."""
    first = open_graph(site.url)
    assert site.questions(PAGES)
    site.seen.clear()
    assert open_graph(site.url).folder == first.folder
    assert not site.questions(PAGES)
    assert len(site.seen) <= 4


def test_changed_endpoint_is_read_anew():
    """Another number of statements, or of characters in them, is a change, and said."""
    store = tiny_store(5)
    notices = []
    with serving(answer_from(store)) as site:
        before = fetch_pages(site.url, settings=QUICK, notice=notices.append)
        assert not notices
        quad = next(iter(store))
        store.remove(quad)
        store.add(ox.Quad(quad.subject, quad.predicate, ox.Literal("技能 长", language="zh"), quad.graph_name))
        store.add(ox.Quad(quad.subject, quad.predicate, ox.Literal("技能 更长", language="zh"), quad.graph_name))
        after = fetch_pages(site.url, settings=QUICK, notice=notices.append)
    assert before.path == after.path
    assert ["has changed since" in notice.en for notice in notices] == [True]
    assert "技能 更长".encode() in b"".join(pieces(after.path))


def test_change_that_keeps_number_and_length_needs_refresh():
    """What the survey cannot see, --refresh reads."""
    store = tiny_store(2)
    with serving(answer_from(store)) as site:
        fetch_pages(site.url, settings=QUICK)
        old = next(quad for quad in store if "技能 0" in str(quad.object))
        store.remove(old)
        store.add(ox.Quad(old.subject, old.predicate, ox.Literal("知识 0", language="zh"), old.graph_name))
        assert "技能 0".encode() in b"".join(pieces(fetch_pages(site.url, settings=QUICK).path))
        assert "知识 0".encode() in b"".join(pieces(fetch_pages(site.url, settings=QUICK, refresh=True).path))


def test_copy_serves_while_the_endpoint_is_away():
    """Without a network the last whole copy is used, and that is said with its time."""
    notices = []
    with serving(answer_from(tiny_store(3))) as site:
        whole = fetch_pages(site.url, settings=QUICK)
    again = fetch_pages(site.url, settings=QUICK, notice=notices.append)
    assert again == whole
    assert re.search(
        r"nobody listens there.*; the copy of \d{4}-\d\d-\d\d \d\d:\d\d UTC serves instead", notices[-1].en
    )


class Stop(BaseException):
    """Stands for Ctrl-C."""


def stop_after(site: Site, pages: int):
    """Return a progress that stops the reading after so many pages."""

    def progress(_step) -> None:
        if len(site.questions(PAGES)) >= pages:
            raise Stop

    return progress


def test_interrupted_reading_goes_on_where_it_stood(site: Site, small: KnowledgeGraph):
    """Pages that are whole are not asked for again, nor are the lists of things."""
    settings = Settings(page=100, first_wait=0.001)
    with pytest.raises(Stop):
        fetch_pages(site.url, settings=settings, progress=stop_after(site, 3))
    first = site.questions(PAGES)
    site.seen.clear()
    fetched = fetch_pages(site.url, settings=settings)
    second = site.questions(PAGES)
    assert len(first) == 3
    assert not set(first[:2]) & set(second)
    assert not site.questions("SELECT DISTINCT ?s ?c")
    assert b"".join(sorted(pieces(fetched.path))).count(b"\n") == len(small)


def test_damaged_and_half_written_pages_are_read_again(site: Site, small: KnowledgeGraph):
    """A page that is not what its name says is thrown away; what a crash left half written is no page."""
    settings = Settings(page=100, first_wait=0.001)
    with pytest.raises(Stop):
        fetch_pages(site.url, settings=settings, progress=stop_after(site, 4))
    folder = newest_copy() / "statements"
    kept = sorted(folder.iterdir())
    assert len(kept) >= 3
    kept[1].write_bytes(kept[1].read_bytes()[:-20])
    (folder / ".chains-0123").write_bytes(b"half")
    assert lines(open_graph(site.url)) == lines(small)


def newest_copy() -> Path:
    """Return the folder of the copy that was last written to."""
    return max(cache_folder().glob("remote-*"), key=lambda path: path.stat().st_mtime)


def test_damage_of_a_whole_copy_is_seen(site: Site):
    """A file that has gone is read again; one that was changed is told, with what to do."""
    fetched = fetch_pages(site.url, settings=QUICK)
    next(iter(sorted(fetched.path.iterdir()))).unlink()
    site.seen.clear()
    fetched = fetch_pages(site.url, settings=QUICK)
    assert site.questions(PAGES)
    broken = min(fetched.path.iterdir())
    broken.write_bytes(b"no gzip")
    with pytest.raises(chains.ChainsError, match=r"a kept copy is damaged\. What to do: .*--refresh"):
        open_graph(site.url)


def test_ctrl_c_leaves_what_can_be_gone_on_with(named: ox.Store, small: KnowledgeGraph):
    """The command ends with 130, and the next one asks for the rest alone."""
    plain = answer_from(named, cap=300)

    def slow(handler: Handler, query: str) -> None:
        if PAGES in query and len(site.questions(PAGES)) > 5:
            time.sleep(30)
        plain(handler, query)

    with serving(plain) as site:
        site.answer = slow
        command = [sys.executable, "-m", "chains", "info", "--data", site.url]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + 60
        while len(site.questions(PAGES)) < 6 and time.monotonic() < end:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
        assert (process.returncode, "Interrupted" in told) == (130, True)
        first = site.questions(PAGES)
        site.seen.clear()
        site.answer = plain
        assert lines(open_graph(site.url)) == lines(small)
        assert first[4] not in site.questions(PAGES)


def test_commands_answer_as_from_tables(site: Site, run_chains: Run):
    """query, gaps and export give the same from an endpoint as from the tables, and say nothing more."""
    tables = str(data_folder(SMALL_REGION))
    for words in (
        ["query", "ask_who_teaches_skill", "-p", "skill=数据库", "--format", "csv"],
        ["gaps", "--kind", "broken_chain", "--format", "json"],
        ["export", "--format", "nq", "-o", "-"],
    ):
        ours, theirs = (run_chains(*words, "--data", data) for data in (tables, site.url))
        assert (theirs.returncode, theirs.stdout) == (0, ours.stdout)
        assert theirs.stderr == ours.stderr


def test_refresh_is_an_option_of_commands(site: Site, run_chains: Run):
    """--refresh reads everything again, whatever is kept."""
    open_graph(site.url)
    site.seen.clear()
    done = run_chains("build", "--refresh", "--data", site.url)
    assert done.returncode == 0, done.stderr
    assert site.questions(PAGES)
    meta = json.loads((Path(done.stdout.strip()) / META).read_text())
    assert meta["name"] == f"127.0.0.1:{site.port}"


def test_open_is_another_name_of_open_graph():
    """`chains.open` can be used, and a star import leaves the built-in alone."""
    assert chains.open is open_graph
    assert "open" not in chains.__all__
