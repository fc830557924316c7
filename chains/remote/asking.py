"""Asking an endpoint until it answers; its answers read as rows."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from chains.remote.address import Endpoint
from chains.remote.failures import readable
from chains.remote.faults import no_results, odd_media, web_page
from chains.remote.http import Answer, Line
from chains.remote.patience import Notice, Patience
from chains.remote.settings import Settings

__all__ = ["Asker", "Row"]

Row = tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, ...]

_MARKUP: Final = (b"<!doctype html", b"<html")
_OPENING_BYTES: Final = 2_000
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
        self._endpoint, self.notice = endpoint, notice
        self._line = Line(endpoint, settings)
        self._patience = Patience(endpoint.url, settings, notice)

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
        answer = self._patience.ask(lambda: self._read(self._line.ask(query)), tries)
        if isinstance(answer, bool):
            raise no_results(self.where, "boolean")
        return answer

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
            return _parse(answer.body, format_)
        except (SyntaxError, ValueError) as error:
            # A traceback would keep the solutions, which must not be let go of in another thread.
            raise no_results(self.where, self._told(str(error).encode())) from error.with_traceback(None)

    def _told(self, body: bytes) -> str:
        return self._endpoint.mask(readable(body.decode("utf-8", "replace")))


def _parse(body: bytes, format_: ox.QueryResultsFormat) -> list[Row] | bool:
    found = ox.parse_query_results(body, format=format_)
    return bool(found) if isinstance(found, ox.QueryBoolean) else [tuple(solution) for solution in found]
