"""What the HTTP library says when a request fails, in words for a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from urllib3 import exceptions as wrong

from chains.errors import EndpointError, Text
from chains.remote.faults import TRY_AGAIN, no_results, unreached

__all__ = ["explain_failure", "readable"]

_LONGEST: Final = 300
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
_PREAMBLE: Final = re.compile(r"^<?[\w.]+(\(host=[^)]*\)| object at \w+)>?:\s*")


def explain_failure(where: str, error: Exception, mask: Callable[[str], str], *, again: bool) -> EndpointError:
    """Return the error of a request that failed; with *again* what failed has worked before, and may once more."""
    reason = mask(readable(_innermost(error)))
    for kind, what, remedy, transient in _CAUSES:
        if isinstance(error, kind):
            said = Text(f"{what.zh}：{reason}", f"{what.en}: {reason}")
            return unreached(where, said, remedy, transient=transient or again)
    return no_results(where, reason)


def readable(text: str) -> str:
    """Return what a server says as one short line: no markup, nothing that moves a cursor."""
    plain = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    shown = " ".join("".join(mark if mark.isprintable() else " " for mark in plain).split())
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _innermost(error: Exception) -> str:
    """Return the reason that the library gives, without the names of its objects."""
    return _PREAMBLE.sub("", str(error.args[-1] if error.args else error)) or type(error).__name__
