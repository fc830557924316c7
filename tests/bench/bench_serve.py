"""Light questions a second over HTTP: `chains serve` beside rdflib-endpoint and the bare oxigraph server, the same client.

Run: ``python tests/bench/bench_serve.py PYTHON``, where PYTHON is the interpreter of an environment that has the packages
``rdflib-endpoint`` and ``oxigraph`` (``python -m venv peers && peers/bin/pip install rdflib-endpoint oxigraph``).
Goals: at least 5 times the requests a second of rdflib-endpoint; the 99th percentile of light questions under 5 times
their median while a heavy one runs.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox

from chains.graph import open_graph

SECONDS, CLIENTS, ROUNDS = 3.0, 4, 3
LIGHT = "SELECT ?p ?o WHERE {{ <{}> ?p ?o }}"
HEAVY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[Callable[[str], None]]:
    """Start a server and give a function that asks it once; end it afterwards."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        end = time.monotonic() + 120
        while True:
            try:
                make_client(port, path)("ASK {}")
                break
            except OSError:
                if time.monotonic() > end or process.poll() is not None:
                    raise
                time.sleep(0.2)
        yield make_client(port, path)
    finally:
        os.killpg(process.pid, 15)
        process.wait()


def make_client(port: int, path: str) -> Callable[[str], None]:
    """Return a function that asks over one connection that stays open."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(query: str) -> None:
        connection.request(
            "GET", f"{path}?{urlencode({'query': query})}", headers={"Accept": "application/sparql-results+json"}
        )
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise OSError(answer.status, body[:200])

    return ask


def time_questions(port: int, path: str, things: list[str]) -> list[float]:
    """Return the seconds of each of the light questions that some clients ask in a while."""
    end = time.monotonic() + SECONDS

    def work(number: int) -> list[float]:
        ask, times, place = make_client(port, path), [], number
        while time.monotonic() < end:
            start = time.perf_counter()
            ask(LIGHT.format(things[place % len(things)]))
            times.append(time.perf_counter() - start)
            place += CLIENTS
        return times

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [seconds for part in pool.map(work, range(CLIENTS)) for seconds in part]


def main() -> None:
    """Print rates and their ratios, and how light questions fare beside a heavy one."""
    peers = Path(sys.argv[1]).parent
    graph = open_graph()
    things = [row[0] or "" for row in graph.query("SELECT ?s { ?s a ch:Organisation } ORDER BY ?s LIMIT 500").values()]
    with tempfile.TemporaryDirectory() as name:
        lines, store = Path(name) / "graph.nt", Path(name) / "store"
        lines.write_bytes(ox.serialize(graph.triples(), format=ox.RdfFormat.N_TRIPLES) or b"")
        ox.Store(str(store)).bulk_load(path=str(lines), format=ox.RdfFormat.N_TRIPLES)
        ports = [free_port() for _ in range(3)]
        servers = {
            "chains serve": (
                [sys.executable, "-m", "chains", "serve", "--no-atlas", "--port", str(ports[0]), "--timeout", "60"],
                ports[0],
                "/sparql",
            ),
            "rdflib-endpoint": (
                [str(peers / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(ports[1]), str(lines)],
                ports[1],
                "/",
            ),
            "oxigraph": (
                [
                    str(peers / "oxigraph"),
                    "serve-read-only",
                    "--location",
                    str(store),
                    "--bind",
                    f"127.0.0.1:{ports[2]}",
                ],
                ports[2],
                "/query",
            ),
        }
        rates = report_rates(servers, things)
        ours = statistics.median(rates["chains serve"])
        print(f"{ours / statistics.median(rates['rdflib-endpoint']):.1f} times rdflib-endpoint (goal ≥ 5)")
        print(f"{ours / statistics.median(rates['oxigraph']):.0%} of the bare oxigraph server")
        report_beside_heavy(*servers["chains serve"], things)


def report_rates(servers: dict[str, tuple[list[str], int, str]], things: list[str]) -> dict[str, list[float]]:
    """Print and return the light questions a second of each server, asked in turn."""
    rates: dict[str, list[float]] = {server: [] for server in servers}
    for _ in range(ROUNDS):
        for server, (command, port, path) in servers.items():
            with running(command, port, path):
                rates[server].append(len(time_questions(port, path, things)) / SECONDS)
    for server, found in rates.items():
        print(f"{server}: {statistics.median(found):,.0f} light questions a second ({CLIENTS} clients)")
    return rates


def report_beside_heavy(command: list[str], port: int, path: str, things: list[str]) -> None:
    """Print how long light questions take alone, and while a heavy one runs."""
    with running(command, port, path) as ask, ThreadPoolExecutor(1) as pool:
        report_times("alone", time_questions(port, path, things))
        pool.submit(ask, HEAVY)
        time.sleep(1.5)
        report_times("beside a heavy question", time_questions(port, path, things))


def report_times(when: str, times: list[float]) -> None:
    """Print the median and the 99th percentile."""
    middle, late = statistics.median(times), sorted(times)[int(0.99 * len(times))]
    print(
        f"{when}: median {1000 * middle:.1f} ms, 99th percentile {1000 * late:.1f} ms, {late / middle:.1f} times (goal < 5)"
    )


if __name__ == "__main__":
    main()
