"""The address of an endpoint: what is asked, with which credentials, and how it is named without them."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from chains.errors import Text, UnreadableInput

__all__ = ["TOKEN_VARIABLE", "Endpoint", "is_address", "is_loopback", "origin_of"]

TOKEN_VARIABLE: Final = "FOURCHAINS_TOKEN"  # noqa: S105  # a name, no secret
"""Environment variable with the token that an endpoint wants, sent as ``Authorization: Bearer``."""

_PORTS: Final = {"http": 80, "https": 443}


def is_address(data: object) -> bool:
    """Return whether what stands for a graph is the address of an endpoint, not a path.

    >>> is_address("https://example.org/sparql"), is_address("graph.ttl")
    (True, False)
    """
    return isinstance(data, str) and data.lower().startswith(("http://", "https://"))


def is_loopback(url: str) -> bool:
    """Return whether an address is on this machine, by its name or number alone."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A SPARQL endpoint.

    Attributes:
        url: its address, without credentials.
        authorization: the value of the header ``Authorization``; never shown.
    """

    url: str
    authorization: str | None = field(default=None, repr=False)

    @classmethod
    def read(cls, address: str) -> Endpoint:
        """Return the endpoint at an address, with the credentials that stand in it or in the environment.

        Raises:
            UnreadableInput: it is no address, or its credentials would travel unencrypted.
        """
        try:
            parts = urlsplit(address.strip())
            whole = bool(parts.hostname) and parts.port != 0 and parts.scheme in _PORTS
        except ValueError:
            whole = False
        if not whole:
            raise UnreadableInput(
                Text("这不是端点地址", "this is no address of an endpoint"),
                where=_without_credentials(address),
                remedy=Text("地址形如 https://host/sparql", "an address looks like https://host/sparql"),
            )
        # A fragment never reaches a server.
        url = urlunsplit((parts.scheme, _host_of(parts), parts.path or "/", parts.query, ""))
        authorization = _authorization(parts)
        if authorization and parts.scheme == "http" and not is_loopback(url):
            raise UnreadableInput(
                Text("口令会不加密地发送，已拒绝", "the credentials would travel unencrypted, so they are not sent"),
                where=url,
                remedy=Text(
                    f"请用 https:// 地址，或去掉口令（{TOKEN_VARIABLE}）",
                    f"use an https:// address, or take the credentials away ({TOKEN_VARIABLE})",
                ),
            )
        return cls(url, authorization)

    @property
    def name(self) -> str:
        """What a person calls it: host and port."""
        return urlsplit(self.url).netloc

    @property
    def key(self) -> str:
        """What its copy is kept under: another user may see other things."""
        return hashlib.sha256(f"{self.url}\0{self._user}".encode()).hexdigest()[:32]

    @property
    def _user(self) -> str:
        scheme, _, secret = (self.authorization or "").partition(" ")
        return base64.b64decode(secret).decode().partition(":")[0] if scheme == "Basic" else scheme

    def mask(self, text: str) -> str:
        """Return a text of others without our credentials in it."""
        if not self.authorization:
            return text
        scheme, _, secret = self.authorization.partition(" ")
        secrets = [secret]
        if scheme == "Basic":
            plain = base64.b64decode(secret).decode()
            secrets += [plain, plain.partition(":")[2]]
        for one in secrets:
            text = text.replace(one, "***") if one else text
        return text


def _host_of(parts: SplitResult) -> str:
    host = (parts.hostname or "").encode("idna").decode() if not (parts.hostname or "").isascii() else parts.hostname
    name = f"[{host}]" if host and ":" in host else str(host)
    return name if parts.port in {None, _PORTS.get(parts.scheme)} else f"{name}:{parts.port}"


def _authorization(parts: SplitResult) -> str | None:
    if parts.username is not None or parts.password is not None:
        plain = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        return f"Basic {base64.b64encode(plain.encode()).decode()}"
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    return f"Bearer {token}" if token else None


def _without_credentials(address: str) -> str:
    scheme, mark, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"
