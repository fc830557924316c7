"""The words that decide what a name means in a text, read from ``words.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = ["Words", "load_words"]

_FILE: Final = Path(__file__).with_name("words.toml")

ROLES: Final = ("before", "after", "either", "bare", "adjacent", "shields", "ends")
"""What a word of negation does, by the name of its list."""


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists in small letters, except where capitals matter.

    Attributes:
        near_misses: phrases that hold a skill's name and mean something else.
        needs_cue: names that count only with a word that speaks for them, by their small letters.
        proper_names: those of them that name people or companies too.
        capitals: names whose capitals are part of them, by their small letters.
        before, after, around: the words that speak for a name, by where they stand.
        weak_endings: endings that people leave out, by language.
        unless: words near a name that tell that it is not the skill, by its small letters.
        negation: words of negation with their role.
        tails: what must follow for a bare ``no``.
    """

    near_misses: tuple[str, ...]
    needs_cue: Mapping[str, str]
    proper_names: frozenset[str]
    capitals: Mapping[str, str]
    before: tuple[str, ...]
    after: tuple[str, ...]
    around: tuple[str, ...]
    weak_endings: Mapping[str, tuple[str, ...]]
    unless: Mapping[str, tuple[str, ...]]
    negation: Mapping[str, str]
    tails: tuple[str, ...]


@cache
def load_words() -> Words:
    """Return the shipped word lists."""
    return read_words(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def read_words(data: Mapping[str, Any]) -> Words:
    """Return word lists from the content of such a file."""
    negation = data["negation"]
    return Words(
        near_misses=_lower(data["near_misses"]),
        needs_cue={word.lower(): word for word in data["needs_cue"]},
        proper_names=frozenset(_lower(data["proper_names"])),
        capitals={word.lower(): word for word in data["capitals"]},
        before=_lower(data["before"]),
        after=_lower(data["after"]),
        around=_lower(data["around"]),
        weak_endings={lang: tuple(endings) for lang, endings in data["weak_endings"].items()},
        unless={name.lower(): _lower(words) for name, words in data["unless"].items()},
        negation={word: role for role in ROLES for word in _lower(negation[role])},
        tails=_lower(negation["tails"]),
    )


def _lower(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)
