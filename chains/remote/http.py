"""One question and its answer: by GET or by POST, with credentials where they belong, and along redirects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import urllib3

from chains.errors import EndpointError, Text
from chains.remote.address import Endpoint, is_loopback, origin_of
from chains.remote.exchange import Exchange
from chains.remote.failures import readable
from chains.remote.faults import unreached
from chains.remote.settings import Settings

__all__ = ["Answer", "Line"]

_ACCEPT: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_FORM: Final = "application/x-www-form-urlencoded"
_LONGEST_GET: Final = 2_000
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of a successful answer, and its type without parameters."""

    media: str
    body: bytes


class Line:
    """The line to an endpoint: one connection, that stays open between requests."""

    def __init__(self, endpoint: Endpoint, settings: Settings) -> None:
        self._endpoint = endpoint
        self._url = endpoint.url
        self._exchange = Exchange(endpoint.url, settings, endpoint.mask)
        self._answered = False

    def close(self) -> None:
        """Close the connection."""
        self._exchange.close()

    def ask(self, query: str) -> Answer:
        """Return the answer to a query, asked once; redirects are followed.

        Raises:
            EndpointError: there is none, or it is no success.
        """
        url = self._url
        for _ in range(_MOST_REDIRECTS + 1):
            with self._request(url, query) as response:
                if response.status not in _REDIRECTS:
                    answer = Answer(_media(response), self._exchange.read(response))
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
        headers = {"Accept": _ACCEPT}
        if body is not None:
            headers["Content-Type"] = _FORM
        if self._endpoint.authorization and origin_of(url) == origin_of(self._where):
            headers["Authorization"] = self._endpoint.authorization
        with self._exchange.request(method, target, headers, body, again=self._answered) as response:
            yield response

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


def _write_request(url: str, query: str) -> tuple[str, str, str | None]:
    """Return method, address and body: GET for what is short, a form for what is long."""
    parts = urlsplit(url)
    own = parse_qsl(parts.query, keep_blank_values=True)
    form = urlencode([*own, ("query", query)])
    if len(url) + len(form) <= _LONGEST_GET:
        return "GET", urlunsplit(parts._replace(query=form)), None
    return "POST", urlunsplit(parts._replace(query="")), form


def _media(response: urllib3.BaseHTTPResponse) -> str:
    return response.headers.get("content-type", "").partition(";")[0].strip().lower()
