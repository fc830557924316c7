"""Open data asked for over HTTP: politely, each answer kept, and from what is kept alone when that is wished.

Connections, limits of time and size, and the words for what goes wrong are those of :mod:`chains.remote`.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import urllib3
from urllib3 import exceptions as wrong

from chains.atomic import replace_file
from chains.cache import mark_used, remote_folder
from chains.errors import EndpointError, Text
from chains.inputs import package_version
from chains.names import BASE
from chains.remote.address import is_loopback
from chains.remote.connections import cut_connections, open_pool
from chains.remote.failures import explain_failure, readable
from chains.remote.faults import TRY_AGAIN, failed_status, no_results, too_large, unreached
from chains.remote.settings import Settings

__all__ = ["Getter"]

_AGENT: Final = f"fourchains/{package_version()} (+{BASE})"
_OK: Final = 200
_PIECE: Final = 1 << 16
_TOLD: Final = 1 << 12


@dataclass(slots=True)
class Getter:
    """Gets JSON from one service.

    Attributes:
        address: of the service, ``https://…``.
        accept: the media type that is asked for.
        offline: answer from what is kept alone.
        refresh: ask anew, whatever is kept.
        notice: is told when there is a wait.
    """

    address: str
    accept: str = "application/json"
    offline: bool = False
    refresh: bool = False
    settings: Settings = field(default_factory=lambda: Settings(pause=1.0))
    notice: Callable[[Text], None] = lambda _text: None
    _pool: urllib3.PoolManager | None = None
    _free_from: float = 0.0

    def get(self, question: Mapping[str, str], *members: str) -> Any:
        """Return the JSON object that answers a question, from what is kept if it was asked before.

        Raises:
            EndpointError: there is no answer, it is no object that has the *members*, or offline it was never asked.
        """
        url = f"{self.address}?{urlencode(question)}"
        kept = self._place(url)
        if kept.is_file() and not self.refresh:
            mark_used(kept.parent)
            return json.loads(kept.read_bytes())
        if self.offline:
            raise self._never_asked(question)
        body = self._ask(url)
        try:
            answer = json.loads(body)
        except ValueError as error:
            raise no_results(self.address, readable(body[:_TOLD].decode("utf-8", "replace"))) from error
        if not isinstance(answer, dict) or not answer.keys() >= set(members):
            raise no_results(self.address, readable(body[:_TOLD].decode("utf-8", "replace")))
        with replace_file(kept) as out:
            out.write(body)
        return answer

    def close(self) -> None:
        """Close the connection."""
        if self._pool is not None:
            self._pool.clear()

    def _place(self, url: str) -> Path:
        service = hashlib.sha256(self.address.encode()).hexdigest()[:32]
        return remote_folder(service) / f"{hashlib.sha256(url.encode()).hexdigest()}.json"

    def _never_asked(self, question: Mapping[str, str]) -> EndpointError:
        asked = readable(urlencode(question))
        return EndpointError(
            Text(f"离线，而且没有保存过这个回答：{asked}", f"offline, and no answer to this is kept: {asked}"),
            where=self.address,
            remedy=Text("联网后不带 --offline 运行一次", "run it once without --offline where there is a network"),
        )

    def _ask(self, url: str) -> bytes:
        for turn in range(self.settings.tries):
            time.sleep(max(0.0, self._free_from - time.monotonic()))
            try:
                return self._ask_once(url)
            except EndpointError as error:
                wait = self._wait(turn, error)
                if not error.transient or turn + 1 >= self.settings.tries or wait > self.settings.longest_wait:
                    raise
                self.notice(
                    Text(
                        f"{self.address}：{error.what.zh}；{wait:.0f} 秒后重试",
                        f"{self.address}: {error.what.en}; trying again in {wait:.0f} s",
                    )
                )
                time.sleep(wait)
            finally:
                pause = 0.0 if is_loopback(self.address) else self.settings.pause
                self._free_from = time.monotonic() + pause
        raise AssertionError

    def _wait(self, turn: int, error: EndpointError) -> float:
        if error.wait is not None:
            return error.wait
        longest = min(self.settings.longest_wait, self.settings.first_wait * 2.0**turn)
        return longest * secrets.SystemRandom().uniform(0.5, 1.0)

    def _ask_once(self, url: str) -> bytes:
        self._pool = self._pool or open_pool(self.address, self.settings)
        headers = {"User-Agent": _AGENT, "Accept": self.accept, "Accept-Encoding": "gzip"}
        with self._limited():
            response = self._pool.request(
                "GET", url, headers=headers, redirect=False, retries=False, preload_content=False
            )
            try:
                return self._read(response)
            finally:
                response.close()

    def _read(self, response: urllib3.BaseHTTPResponse) -> bytes:
        if response.status != _OK:
            told = readable(next(response.stream(_TOLD, decode_content=True), b"").decode("utf-8", "replace"))
            asked = response.headers.get("retry-after", "")
            raise failed_status(self.address, response.status, told, wait=float(asked) if asked.isdigit() else None)
        body = bytearray()
        for piece in response.stream(_PIECE, decode_content=True):
            body += piece
            if len(body) > self.settings.most_bytes:
                raise too_large(self.address, self.settings.most_bytes)
        return bytes(body)

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Cut the connection when the time for an answer is over; say what went wrong inside."""
        over, asker = threading.Event(), threading.get_ident()

        def cut() -> None:
            over.set()
            cut_connections(asker)

        timer = threading.Timer(self.settings.total, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (wrong.HTTPError, OSError) as error:
            if over.is_set():
                raise self._slow() from error
            raise explain_failure(self.address, error, str, again=False) from error
        finally:
            timer.cancel()

    def _slow(self) -> EndpointError:
        seconds = f"{self.settings.total:g}"
        what = Text(f"{seconds} 秒内没有得到完整的回答", f"no whole answer came within {seconds} seconds")
        return unreached(self.address, what, TRY_AGAIN)
