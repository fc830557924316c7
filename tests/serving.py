"""A server of the small region in a process of its own, asked as clients ask it."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import urlencode

from chains.resources import SMALL_REGION, data_folder

FORM = "application/x-www-form-urlencoded"
SMALL = ("--data", str(data_folder(SMALL_REGION)), "--no-atlas")
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STRLEN(STR(?c)) + STRLEN(STR(?f)) + STRLEN(STR(?i)) > 1) }"


@dataclass
class Reply:
    """What came back."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def media(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass
class Server:
    """A server in a process of its own."""

    port: int
    process: subprocess.Popen[str]
    errors: IO[str]

    def address(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def ask(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Reply:
        """Make a request; an underscore in a header's name stands for a hyphen."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Reply(answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()})
        finally:
            connection.close()

    def query(self, sparql: str, **headers: str) -> Reply:
        """Ask by GET."""
        return self.ask("GET", f"/sparql?{urlencode({'query': sparql})}", **headers)

    def log(self) -> str:
        """What it wrote to standard error."""
        self.errors.seek(0)
        return self.errors.read()

    def workers(self) -> set[int]:
        """The processes that answer queries."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False)
        return {int(line) for line in found.stdout.split()}


@contextmanager
def running(*options: str) -> Iterator[Server]:
    """Start ``chains serve`` on a free port, and end it as an administrator would."""
    command = [sys.executable, "-m", "chains", "serve", "--port", "0", "--lang", "en", *options]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            assert process.stdout is not None
            port = int(re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())[1])  # type: ignore[index]
            server = Server(port, process, errors)
            wait_for(lambda: server.query("ASK {}").status == 200)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                raise


def wait_for(met: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if met():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise TimeoutError
