"""Open data asked for over HTTP: politely, each answer kept, and from what is kept alone when that is wished.

Requests, patience, limits of time and size, and the words for what goes wrong are those of :mod:`chains.remote`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from chains.atomic import replace_file
from chains.cache import mark_used, remote_folder
from chains.errors import EndpointError, Text
from chains.remote.exchange import Exchange
from chains.remote.failures import readable
from chains.remote.faults import no_results
from chains.remote.patience import Notice, Patience
from chains.remote.settings import Settings

__all__ = ["Getter"]

_TOLD: Final = 1 << 12


@dataclass(slots=True)
class Getter:
    """Gets JSON from one service.

    Attributes:
        address: of the service, ``https://…``.
        accept: the media type that is asked for.
        offline: answer from what is kept alone.
        refresh: ask anew, whatever is kept.
        notice: is told when there is a wait.
    """

    address: str
    accept: str = "application/json"
    offline: bool = False
    refresh: bool = False
    settings: Settings = field(default_factory=lambda: Settings(pause=1.0))
    notice: Notice = lambda _text: None
    _exchange: Exchange = field(init=False, repr=False)
    _patience: Patience = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make ready to ask; no connection is opened yet."""
        self._exchange = Exchange(self.address, self.settings)
        self._patience = Patience(self.address, self.settings, self.notice)

    def get(self, question: Mapping[str, str], *members: str) -> Any:
        """Return the JSON object that answers a question, from what is kept if it was asked before.

        Raises:
            EndpointError: there is no answer, it is no object that has the *members*, or offline it was never asked.
        """
        url = f"{self.address}?{urlencode(question)}"
        kept = self._place(url)
        if kept.is_file() and not self.refresh:
            mark_used(kept.parent)
            return json.loads(kept.read_bytes())
        if self.offline:
            raise self._never_asked(question)
        body = self._patience.ask(lambda: self._ask(url))
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not answer.keys() >= set(members):
            raise no_results(self.address, readable(body[:_TOLD].decode("utf-8", "replace")))
        with replace_file(kept) as out:
            out.write(body)
        return answer

    def close(self) -> None:
        """Close the connection."""
        self._exchange.close()

    def _place(self, url: str) -> Path:
        service = hashlib.sha256(self.address.encode()).hexdigest()[:32]
        return remote_folder(service) / f"{hashlib.sha256(url.encode()).hexdigest()}.json"

    def _never_asked(self, question: Mapping[str, str]) -> EndpointError:
        asked = readable(urlencode(question))
        return EndpointError(
            Text(f"离线，而且没有保存过这个回答：{asked}", f"offline, and no answer to this is kept: {asked}"),
            where=self.address,
            remedy=Text("联网后不带 --offline 运行一次", "run it once without --offline where there is a network"),
        )

    def _ask(self, url: str) -> bytes:
        with self._exchange.request("GET", url, {"Accept": self.accept}) as response:
            return self._exchange.read(response)
