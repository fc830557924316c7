"""Asking until there is an answer: a pause between requests, tries with growing waits."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Final, TypeVar

from chains.errors import EndpointError, Text
from chains.remote.address import is_loopback
from chains.remote.settings import Settings

__all__ = ["Notice", "Patience"]

Notice = Callable[[Text], None]
"""Is told what a person should know, though nothing is wrong with the result."""

_Answer = TypeVar("_Answer")
_BUSY: Final = 429


class Patience:
    """Keeps the pause between the requests to one service, and asks again what may succeed later."""

    def __init__(self, where: str, settings: Settings, notice: Notice) -> None:
        self._where, self._settings, self._notice = where, settings, notice
        self._pause = 0.0 if is_loopback(where) else settings.pause
        self._free_from = 0.0
        self._random = secrets.SystemRandom()

    def ask(self, request: Callable[[], _Answer], tries: int | None = None) -> _Answer:
        """Return the answer to a request that is made up to *tries* times, by default as often as the settings say.

        Raises:
            EndpointError: after all tries there is none, or the service asks for more patience than we have.
        """
        most = self._settings.tries
        for turn in range(most):
            time.sleep(max(0.0, self._free_from - time.monotonic()))
            try:
                return request()
            except EndpointError as error:
                # A service that only asks for patience gets it, whatever else could be tried.
                allowed = most if error.status == _BUSY else tries or most
                wait = self._wait(turn, error)
                if not error.transient or turn + 1 >= allowed or wait > self._settings.longest_wait:
                    raise
                self._notice(_waiting(self._where, error, wait))
                time.sleep(wait)
            finally:
                self._free_from = time.monotonic() + self._pause
        raise AssertionError

    def _wait(self, turn: int, error: EndpointError) -> float:
        """Return the seconds before the next try: as many as were asked for, else more each time, by chance."""
        if error.wait is not None:
            return error.wait
        # Between half and the whole: many clients that failed together do not come back together.
        longest = min(self._settings.longest_wait, self._settings.first_wait * 2.0**turn)
        return longest * self._random.uniform(0.5, 1.0)


def _waiting(where: str, error: EndpointError, seconds: float) -> Text:
    return Text(
        f"{where}：{error.what.zh}；{seconds:.0f} 秒后重试",
        f"{where}: {error.what.en}; trying again in {seconds:.0f} s",
    )
