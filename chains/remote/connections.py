"""Connections that can be cut from another thread, and the pool that opens them, through a proxy where one is set."""

from __future__ import annotations

import socket
import threading
import weakref
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from chains.remote.settings import Settings

__all__ = ["cut_connections", "open_pool"]

_OPENED: Final[weakref.WeakKeyDictionary[HTTPConnection | socket.socket, int]] = weakref.WeakKeyDictionary()
"""The thread that opened each connection and its socket.

A connection is known before it is made, for a handshake may take for ever too; its socket is known apart, for a
connection lets go of it when an answer is to end with it.
"""


class _Plain(HTTPConnection):
    def connect(self) -> None:
        _OPENED[self] = threading.get_ident()
        super().connect()
        _OPENED[self.sock] = threading.get_ident()


class _Secure(HTTPSConnection):
    def connect(self) -> None:
        _OPENED[self] = threading.get_ident()
        super().connect()
        _OPENED[self.sock] = threading.get_ident()


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


def cut_connections(thread: int) -> None:
    """Shut the connections that a thread has opened: whatever waits on them ends with an error."""
    for opened, opener in list(_OPENED.items()):
        found = opened.sock if isinstance(opened, HTTPConnection) else opened
        if opener == thread and found is not None:
            with suppress(OSError):
                found.shutdown(socket.SHUT_RDWR)


def open_pool(url: str, settings: Settings) -> urllib3.PoolManager:
    """Return the pool of connections for an endpoint: one at a time, through the proxy that the environment names."""
    parts = urlsplit(url)
    timeout = urllib3.Timeout(connect=settings.connect, read=settings.silence)
    proxy = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
    pool = (
        urllib3.ProxyManager(proxy, maxsize=1, timeout=timeout)
        if proxy
        else urllib3.PoolManager(maxsize=1, timeout=timeout)
    )
    pool.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
    return pool
