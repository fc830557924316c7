"""One request and its answer: redirects, limits of time and size, and what went wrong, in words.

urllib3 does the work: connections, TLS, unpacking within bounds.  Added here: the time for an answer as a whole,
whatever the other side does (urllib3 limits each wait only), and which redirects are followed.
"""

from __future__ import annotations

import re
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
from chains.remote.faults import TRY_AGAIN, failed_status, no_results, too_large, unreached
from chains.remote.settings import Settings

__all__ = ["Answer", "Line", "readable"]

_AGENT: Final = f"fourchains/{package_version()} (+{BASE})"
_ACCEPT: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_FORM: Final = "application/x-www-form-urlencoded"
_LONGEST_GET: Final = 2_000
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 5
_OK: Final = 200
_PIECE: Final = 1 << 16
_TOLD_BYTES: Final = 1 << 14
_TOLD: Final = 300


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
        there = urlsplit(urljoin(url, target))
        kept = [(name, value) for name, value in parse_qsl(there.query, keep_blank_values=True) if name != "query"]
        found = urlunsplit((there.scheme, there.netloc.rpartition("@")[2], there.path or "/", urlencode(kept), ""))
        downgrade = there.scheme == "http" and urlsplit(url).scheme == "https" and not is_loopback(found)
        if not target or there.scheme not in {"http", "https"} or not there.hostname or downgrade:
            shown = readable(target) or "–"
            raise unreached(
                self._where,
                Text(f"转向一个不会访问的地址：{shown}", f"it redirects to where nobody is followed: {shown}"),
                Text("请直接给出端点的 https:// 地址", "give the https:// address of the endpoint itself"),
            )
        return found

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
            raise self._slow() if over.is_set() else self._explain(error) from error
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

    def _explain(self, error: Exception) -> EndpointError:
        reason = self._endpoint.mask(readable(_innermost(error)))
        for kinds, what, remedy, transient in _CAUSES:
            if isinstance(error, kinds):
                said = Text(f"{what.zh}：{reason}", f"{what.en}: {reason}")
                return unreached(self._where, said, remedy, transient=transient or self._answered)
        return no_results(self._where, reason)


_NETWORK: Final = Text("请检查网络与地址", "check the network and the address")
_CAUSES: Final[tuple[tuple[type[Exception], Text, Text, bool], ...]] = (
    (wrong.NameResolutionError, Text("找不到主机", "there is no such host"), _NETWORK, False),
    (
        wrong.SSLError,
        Text("无法建立加密连接", "no secure connection can be made"),
        Text(
            "请端点的管理者更新证书，或检查地址",
            "ask who runs the endpoint to renew its certificate, or check the address",
        ),
        False,
    ),
    (wrong.NewConnectionError, Text("无法连接", "nobody listens there"), _NETWORK, False),
    (wrong.ConnectTimeoutError, Text("连接超时", "no connection in time"), _NETWORK, True),
    (wrong.ProxyError, Text("代理无法连接", "the proxy cannot be used"), _NETWORK, False),
    (wrong.ReadTimeoutError, Text("端点没有回答", "the endpoint does not answer"), TRY_AGAIN, True),
    (wrong.LocationValueError, Text("地址无效", "the address is not valid"), _NETWORK, False),
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


def readable(text: str) -> str:
    """Return what a server says as one short line: no markup, nothing that moves a cursor."""
    plain = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    shown = " ".join("".join(mark if mark.isprintable() else " " for mark in plain).split())
    return shown if len(shown) <= _TOLD else f"{shown[:_TOLD]}…"


def _innermost(error: Exception) -> str:
    """Return the reason that a library gives, without the names of its objects."""
    return _PREAMBLE.sub("", str(error.args[-1] if error.args else error)) or type(error).__name__


_PREAMBLE: Final = re.compile(r"^<?\w*Connection(Pool)?(\([^)]*\)| object at \w+)>?:\s*")
