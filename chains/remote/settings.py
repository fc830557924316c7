"""How politely and how patiently an endpoint is asked, and how much of it is taken."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from chains.errors import InputError, Text

__all__ = ["MOST_VARIABLE", "Settings", "read_settings"]

MOST_VARIABLE: Final = "FOURCHAINS_REMOTE_MOST"
"""Environment variable with the number of statements above which an endpoint is not read."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How an endpoint is asked.

    Attributes:
        page: rows that one answer should have; fewer are asked for where the endpoint gives fewer.
        pause: seconds between two requests; an endpoint on this machine is asked without.
        tries: requests for one answer before the endpoint is given up.
        longest_wait: seconds that an endpoint may ask to wait; more is an error.
        first_wait: seconds before the second try; the wait doubles each time.
        connect: seconds for connecting.
        silence: seconds without a byte of an answer.
        total: seconds for one answer as a whole.
        most_bytes: of one answer, unpacked.
        most_statements: above so many an endpoint is not read.
    """

    page: int = 10_000
    pause: float = 0.2
    tries: int = 5
    longest_wait: float = 120.0
    first_wait: float = 1.0
    connect: float = 10.0
    silence: float = 60.0
    total: float = 180.0
    most_bytes: int = 1 << 26
    most_statements: int = 5_000_000


def read_settings() -> Settings:
    """Return the settings, with the number of statements that the environment allows.

    Raises:
        InputError: what the environment says is no number.
    """
    most = os.environ.get(MOST_VARIABLE)
    if not most:
        return Settings()
    if not (most.isascii() and most.isdigit() and int(most)):
        raise InputError(
            Text(f"{MOST_VARIABLE}={most} 不是正整数", f"{MOST_VARIABLE}={most} is no whole number above 0"),
            remedy=Text("请改为陈述条数，例如 20000000", "give a number of statements, such as 20000000"),
        )
    return Settings(most_statements=int(most))
