"""Connections that do not wait for ever, nor remember without end, while the head of a request comes."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chains.serve.protocol import LONGEST_REQUEST

__all__ = ["Connection"]

_LONGEST_HEAD: Final = LONGEST_REQUEST + (1 << 16)
"""Bytes that the first line and the headers of a request may have; uvicorn itself sets no limit."""
_HEAD_SECONDS: Final = 10.0
_LATE: Final = "408 Request Timeout"
_LONG: Final = "414 URI Too Long"
_LONGEST_ADDRESS: Final = (1 << 16) - 1
"""Bytes of an address that httptools can read."""
_LARGE: Final = "431 Request Header Fields Too Large"


class Connection(HttpToolsProtocol):
    """A connection whose requests must have a head of limited size, in limited time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head = 0
        self._waits_for_head = True
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Hear that a request begins."""
        self._waits_for_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Hear that its head is whole."""
        self._waits_for_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Read on."""
        super().data_received(data)
        if not self._waits_for_head:
            self._head = 0
            self._stop_waiting()
            return
        self._head += len(data)
        if self._head > _LONGEST_HEAD:
            self._refuse(_LARGE)
        elif self._patience is None:
            self._wait()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request."""
        if len(self.url or b"") > _LONGEST_ADDRESS:
            self._refuse(_LONG)
        else:
            super().send_400_response(msg)

    def _wait(self) -> None:
        self._patience = self.loop.call_later(_HEAD_SECONDS, self._refuse, _LATE)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _refuse(self, status: str) -> None:
        if not self.transport.is_closing():
            self.transport.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            self.transport.close()
