"""SPARQL endpoints on loopback for tests: a store behind a small server that can misbehave, and the oxigraph server."""

from __future__ import annotations

import contextlib
import itertools
import json
import shutil
import socket
import subprocess
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pyoxigraph as ox

__all__ = ["JSON", "Seen", "Site", "answer_from", "find_oxigraph", "reply", "running_oxigraph", "serving", "wait_for"]

_ASK = "query=ASK%20%7B%7D"
JSON = "application/sparql-results+json"
Handler = BaseHTTPRequestHandler
Answer = Callable[[Handler, str], None]


@dataclass
class Seen:
    """A request as it came in."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    client: tuple[str, int]
    at: float = field(default_factory=time.monotonic)


@dataclass
class Site:
    """A server on loopback; ``answer`` may be changed while it runs."""

    port: int
    answer: Answer
    seen: list[Seen] = field(default_factory=list)
    number: int = field(default_factory=itertools.count().__next__)

    @property
    def url(self) -> str:
        """The address of the endpoint: of its own, for a port may come again, and a copy is kept for an address."""
        return f"http://127.0.0.1:{self.port}/{self.number}/sparql"

    def questions(self, word: str) -> list[str]:
        """The queries that came in and have this word."""
        return [one.query for one in self.seen if word in one.query]


@contextlib.contextmanager
def serving(answer: Answer) -> Iterator[Site]:
    """Serve until the block ends; *answer* writes the response to a query."""

    class _Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["content-length"])).decode())

        def _answer(self, form: str) -> None:
            query = parse_qs(form).get("query", [""])[0]
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.seen.append(Seen(self.command, self.path, query, headers, self.client_address))
            try:
                site.answer(self, query)
            except OSError:  # the client has gone
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    class _Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing: clients are meant to break off."""

    server = _Server(("127.0.0.1", 0), _Handler)
    site = Site(server.server_address[1], answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def reply(handler: Handler, body: bytes | str, media: str = JSON, status: int = 200, **headers: str) -> None:
    """Write a whole response; an underscore in a header's name stands for a hyphen."""
    raw = body.encode() if isinstance(body, str) else body
    handler.send_response(status)
    handler.send_header("Content-Type", media)
    for name, value in ({"Content_Length": str(len(raw))} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(raw)


def answer_from(store: ox.Store, *, union: bool = False, cap: int | None = None) -> Answer:
    """Return what answers from a store, giving at most *cap* rows whatever the query asks for."""

    def answer(handler: Handler, query: str) -> None:
        try:
            found = store.query(query, use_default_graph_as_union=union)
            body = json.loads(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
        except SyntaxError as error:
            reply(handler, str(error), "text/plain", 400)
            return
        if cap is not None:
            del body["results"]["bindings"][cap:]
        reply(handler, json.dumps(body))

    return answer


def find_oxigraph() -> Path | None:
    """Return the program of the oxigraph server, if it is installed."""
    own = Path(sysconfig.get_path("scripts")) / "oxigraph"
    found = own if own.is_file() else shutil.which("oxigraph")
    return Path(found) if found else None


@contextlib.contextmanager
def running_oxigraph(location: Path, *options: str) -> Iterator[str]:
    """Serve a store on disk with the oxigraph server; give the address of its endpoint."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = find_oxigraph()
    assert program is not None
    command = [str(program), "serve-read-only", "-l", str(location), "-b", f"127.0.0.1:{port}", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}/query"
        wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(address: str) -> None:
    """Wait until an endpoint answers."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urlopen(f"{address}?{_ASK}", timeout=5):  # noqa: S310  # it is our own
            return
        time.sleep(0.05)
    raise TimeoutError(address)
