"""One HTTP request within limits of time and size, and what went wrong with it, in words.

urllib3 does the work: connections, TLS, unpacking within bounds.  Added here: the time for an answer as a whole,
whatever the other side does (urllib3 limits each wait only).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import urllib3
from urllib3 import exceptions as wrong
from urllib3.util.retry import Retry

from chains.errors import EndpointError, Text
from chains.inputs import package_version
from chains.names import BASE
from chains.remote.connections import cut_connections, open_pool
from chains.remote.failures import explain_failure, readable
from chains.remote.faults import TRY_AGAIN, failed_status, too_large, unreached
from chains.remote.settings import Settings

__all__ = ["Exchange"]

_HEADERS: Final = {"User-Agent": f"fourchains/{package_version()} (+{BASE})", "Accept-Encoding": "gzip"}
_OK: Final = 200
_PIECE: Final = 1 << 16
_TOLD_BYTES: Final = 1 << 14


class Exchange:
    """Requests to the service at an address; *mask* takes secrets out of what it says."""

    def __init__(self, where: str, settings: Settings, mask: Callable[[str], str] = str) -> None:
        self._where, self._settings, self._mask = where, settings, mask
        self._pool = open_pool(where, settings)

    def close(self) -> None:
        """Close the connection."""
        self._pool.clear()

    @contextmanager
    def request(
        self, method: str, url: str, headers: Mapping[str, str], body: str | None = None, *, again: bool = False
    ) -> Iterator[urllib3.BaseHTTPResponse]:
        """Give the response to one request, redirects too; with *again* what fails has worked before.

        Raises:
            EndpointError: there is none, or it does not come to its end in time.
        """
        with self._limited(again=again):
            response = self._pool.request(
                method,
                url,
                body=body,
                headers=_HEADERS | dict(headers),
                redirect=False,
                retries=False,
                preload_content=False,
            )
            try:
                yield response
            finally:
                # What was not read to its end is not waited for.
                response.close() if response.connection is not None else response.release_conn()

    def read(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """Return the body of a response, unpacked.

        Raises:
            EndpointError: it is no success, or the body goes on beyond the limit.
        """
        if response.status != _OK:
            told = b"".join(_pieces(response, _TOLD_BYTES)).decode("utf-8", "replace")
            said = self._mask(readable(told))
            raise failed_status(self._where, response.status, said, wait=_asked_wait(response.headers))
        body = bytearray()
        for piece in _pieces(response, self._settings.most_bytes + 1):
            body += piece
        if len(body) > self._settings.most_bytes:
            raise too_large(self._where, self._settings.most_bytes)
        return bytes(body)

    @contextmanager
    def _limited(self, *, again: bool) -> Iterator[None]:
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
            told = explain_failure(self._where, error, self._mask, again=again)
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
