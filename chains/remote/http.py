"""One request and its answer: redirects, limits of time and size, and what went wrong, in words.

urllib3 does the work: connections, TLS, unpacking within bounds.  Added here: the time for an answer as a whole,
whatever the other side does (urllib3 limits each wait only), and which redirects are followed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import urllib3
from urllib3 import exceptions as wrong
from urllib3.util.retry import Retry

from chains.errors import EndpointError, Text
from chains.inputs import package_version
from chains.names import BASE
from chains.remote.address import Endpoint, is_loopback, origin_of
from chains.remote.connections import cut_connections, open_pool
from chains.remote.failures import explain_failure, readable
from chains.remote.faults import TRY_AGAIN, failed_status, too_large, unreached
from chains.remote.settings import Settings

__all__ = ["Answer", "Line"]

_AGENT: Final = f"fourchains/{package_version()} (+{BASE})"
_ACCEPT: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_FORM: Final = "application/x-www-form-urlencoded"
_LONGEST_GET: Final = 2_000
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 5
_OK: Final = 200
_PIECE: Final = 1 << 16
_TOLD_BYTES: Final = 1 << 14


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of a successful answer, and its type without parameters."""

    media: str
    body: bytes


class Line:
    """The line to an endpoint: one connection, that stays open between requests."""

    def __init__(self, endpoint: Endpoint, settings: Settings) -> None:
        self._endpoint, self._settings = endpoint, settings
        self._url = endpoint.url
        self._pool = open_pool(endpoint.url, settings)
        self._answered = False

    def close(self) -> None:
        """Close the connection."""
        self._pool.clear()

    def ask(self, query: str) -> Answer:
        """Return the answer to a query, asked once; redirects are followed.

        Raises:
            EndpointError: there is none, or it is no success.
        """
        url = self._url
        for _ in range(_MOST_REDIRECTS + 1):
            with self._limited(), self._request(url, query) as response:
                if response.status not in _REDIRECTS:
                    answer = self._read(response)
                    self._url, self._answered = url, True
                    return answer
                target = response.headers.get("location", "")
            url = self._follow(url, target)
        raise unreached(
            self._where,
            Text(f"转向超过 {_MOST_REDIRECTS} 次", f"it redirects more than {_MOST_REDIRECTS} times"),
            Text("请检查地址", "check the address"),
        )

    @property
    def _where(self) -> str:
        return self._endpoint.url

    @contextmanager
    def _request(self, url: str, query: str) -> Iterator[urllib3.BaseHTTPResponse]:
        method, target, body = _write_request(url, query)
        headers = {"User-Agent": _AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip"}
        if body is not None:
            headers["Content-Type"] = _FORM
        if self._endpoint.authorization and origin_of(url) == origin_of(self._where):
            headers["Authorization"] = self._endpoint.authorization
        response = self._pool.request(
            method, target, body=body, headers=headers, redirect=False, retries=False, preload_content=False
        )
        try:
            yield response
        finally:
            # What was not read to its end is not waited for.
            response.close() if response.connection is not None else response.release_conn()

    def _read(self, response: urllib3.BaseHTTPResponse) -> Answer:
        media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if response.status != _OK:
            told = b"".join(_pieces(response, _TOLD_BYTES)).decode("utf-8", "replace")
            said = self._endpoint.mask(readable(told))
            raise failed_status(self._where, response.status, said, wait=_asked_wait(response.headers))
        body = bytearray()
        for piece in _pieces(response, self._settings.most_bytes + 1):
            body += piece
        if len(body) > self._settings.most_bytes:
            raise too_large(self._where, self._settings.most_bytes)
        return Answer(media, bytes(body))

    def _follow(self, url: str, target: str) -> str:
        """Return where a redirect leads, without the query that we put there.

        Raises:
            EndpointError: to no place that may be asked.
        """
        try:
            there = urlsplit(urljoin(url, target))
            known = there.scheme in {"http", "https"} and bool(there.hostname) and there.port != 0
        except ValueError:
            raise self._astray(target) from None
        kept = [(name, value) for name, value in parse_qsl(there.query, keep_blank_values=True) if name != "query"]
        found = urlunsplit((there.scheme, there.netloc.rpartition("@")[2], there.path or "/", urlencode(kept), ""))
        downgrade = there.scheme == "http" and urlsplit(url).scheme == "https" and not is_loopback(found)
        if not target or not known or downgrade:
            raise self._astray(target)
        return found

    def _astray(self, target: str) -> EndpointError:
        shown = readable(target) or "–"
        return unreached(
            self._where,
            Text(f"转向一个不会访问的地址：{shown}", f"it redirects to where nobody is followed: {shown}"),
            Text("请直接给出端点的 https:// 地址", "give the https:// address of the endpoint itself"),
        )

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Cut the connection when the time for an answer is over; say what went wrong inside."""
        over = threading.Event()
        asker = threading.get_ident()

        def cut() -> None:
            over.set()
            cut_connections(asker)

        timer = threading.Timer(self._settings.total, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (wrong.HTTPError, OSError) as error:
            told = explain_failure(self._where, error, self._endpoint.mask, again=self._answered)
            raise self._slow() if over.is_set() else told from error
        else:
            # An answer that ends with its connection seems to be whole when that is cut.
            if over.is_set():
                raise self._slow()
        finally:
            timer.cancel()

    def _slow(self) -> EndpointError:
        seconds = f"{self._settings.total:g}"
        return unreached(
            self._where,
            Text(f"{seconds} 秒内没有得到完整的回答", f"no whole answer came within {seconds} seconds"),
            TRY_AGAIN,
            smaller=True,
        )


def _write_request(url: str, query: str) -> tuple[str, str, str | None]:
    """Return method, address and body: GET for what is short, a form for what is long."""
    parts = urlsplit(url)
    own = parse_qsl(parts.query, keep_blank_values=True)
    form = urlencode([*own, ("query", query)])
    if len(url) + len(form) <= _LONGEST_GET:
        return "GET", urlunsplit(parts._replace(query=form)), None
    return "POST", urlunsplit(parts._replace(query="")), form


def _pieces(response: urllib3.BaseHTTPResponse, most: int) -> Iterator[bytes]:
    """Iterate over at most *most* bytes of an unpacked body (a little more if it has more)."""
    read = 0
    for piece in response.stream(_PIECE, decode_content=True):
        yield piece
        read += len(piece)
        if read >= most:
            return


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    told = headers.get("retry-after")
    try:
        return float(Retry().parse_retry_after(told)) if told else None
    except wrong.InvalidHeader:
        return None
