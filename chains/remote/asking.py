"""Asking an endpoint until it answers: a pause between requests, tries with growing waits, answers read as rows."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Final

import pyoxigraph as ox

from chains.errors import EndpointError, Text
from chains.remote.address import Endpoint, is_loopback
from chains.remote.failures import readable
from chains.remote.faults import no_results, odd_media, web_page
from chains.remote.http import Answer, Line
from chains.remote.settings import Settings

__all__ = ["Asker", "Notice", "Row"]

Notice = Callable[[Text], None]
"""Is told what a person should know, though nothing is wrong with the result."""

Row = tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, ...]

_MARKUP: Final = (b"<!doctype html", b"<html")
_OPENING_BYTES: Final = 2_000
_BUSY: Final = 429
_FORMATS: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}


class Asker:
    """Asks one endpoint, one question at a time."""

    def __init__(self, endpoint: Endpoint, settings: Settings, notice: Notice) -> None:
        self._endpoint, self._settings, self.notice = endpoint, settings, notice
        self._line = Line(endpoint, settings)
        self._pause = 0.0 if is_loopback(endpoint.url) else settings.pause
        self._free_from = 0.0
        self._random = secrets.SystemRandom()

    @property
    def where(self) -> str:
        """The endpoint's address as errors name it."""
        return self._endpoint.url

    def close(self) -> None:
        """Close the connection."""
        self._line.close()

    def select(self, query: str, *, tries: int | None = None) -> list[Row]:
        """Return the rows of a SELECT query, in their order; the columns are those of the query.

        Raises:
            EndpointError: after all tries there is no whole answer.
        """
        answer = self._ask_again(query, tries or self._settings.tries)
        if isinstance(answer, bool):
            raise no_results(self.where, "boolean")
        return answer

    def _ask_again(self, query: str, tries: int) -> list[Row] | bool:
        for turn in range(self._settings.tries):
            self._keep_pause()
            try:
                return self._read(self._line.ask(query))
            except EndpointError as error:
                # An endpoint that only asks for patience gets it, whatever else could be tried.
                allowed = self._settings.tries if error.status == _BUSY else tries
                if not error.transient or turn + 1 >= allowed:
                    raise
                wait = self._wait(turn, error)
                self.notice(_waiting(self.where, error, wait))
                time.sleep(wait)
            finally:
                self._free_from = time.monotonic() + self._pause
        raise AssertionError

    def _keep_pause(self) -> None:
        time.sleep(max(0.0, self._free_from - time.monotonic()))

    def _wait(self, turn: int, error: EndpointError) -> float:
        """Return how long to wait before the next try: as long as was asked for, else longer each time, by chance.

        Raises:
            EndpointError: the endpoint asks for more patience than we have.
        """
        longest = self._settings.longest_wait
        if error.wait is not None:
            if error.wait > longest:
                raise error
            return error.wait
        # Between half and the whole: many clients that failed together do not come back together.
        return min(longest, self._settings.first_wait * 2.0**turn) * self._random.uniform(0.5, 1.0)

    def _read(self, answer: Answer) -> list[Row] | bool:
        start = answer.body[:_OPENING_BYTES].lstrip().lower()
        if answer.media in {"text/html", "application/xhtml+xml"} or start.startswith(_MARKUP):
            raise web_page(self.where, self._told(answer.body[: 1 << 14]))
        format_ = _FORMATS.get(answer.media)
        if format_ is None and answer.media in {"", "text/plain", "text/json", "application/octet-stream"}:
            format_ = ox.QueryResultsFormat.JSON if start.startswith(b"{") else None
        if format_ is None:
            raise odd_media(self.where, answer.media)
        try:
            found = ox.parse_query_results(answer.body, format=format_)
            if isinstance(found, ox.QueryBoolean):
                return bool(found)
            return [tuple(solution) for solution in found]
        except (SyntaxError, ValueError) as error:
            raise no_results(self.where, self._told(str(error).encode())) from error

    def _told(self, body: bytes) -> str:
        return self._endpoint.mask(readable(body.decode("utf-8", "replace")))


def _waiting(where: str, error: EndpointError, seconds: float) -> Text:
    return Text(
        f"{where}：{error.what.zh}；{seconds:.0f} 秒后重试",
        f"{where}: {error.what.en}; trying again in {seconds:.0f} s",
    )
