"""Which names a text takes back: 无需 Java 经验, Go 不作要求, ``no experience with Rust``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from typing import Any, Final, NamedTuple

import ahocorasick

from chains.tagging.dictionary import Place
from chains.tagging.senses import LIST_GAP
from chains.tagging.words import load_words

__all__ = ["find_negated"]

_REACH: Final = 40
"""A word takes back names that begin at most so many characters after it, or end so many before it."""
_REACH_ZH: Final = 16
_START: Final = attrgetter("start")

_BREAK: Final = re.compile(r"[。;!?:\n]|\.(?=\s|$)|[,(（)](?!\s*$)")


class _Cue(NamedTuple):
    start: int
    end: int
    word: str
    role: str


@cache
def _automaton() -> Any:
    automaton = ahocorasick.Automaton()
    for word, role in sorted(load_words().negation.items()):
        automaton.add_word(word, (word, role))
    automaton.make_automaton()
    return automaton


@cache
def _tails() -> re.Pattern[str]:
    words = sorted(load_words().tails, key=lambda word: (-len(word), word))
    return re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in words))


def find_negated(places: Sequence[Place], lower: str) -> dict[int, str]:
    """Return which places (by number) a word of negation takes back, with that word."""
    cues = _find_cues(lower)
    negated: dict[int, str] = {}
    limit = len(lower)
    for cue in reversed(cues):
        if cue.role == "ends":
            limit = cue.start
        elif cue.role != "shields":
            negated |= dict.fromkeys(_taken_back(cue, places, lower, limit), cue.word)
    return negated


def _find_cues(lower: str) -> list[_Cue]:
    """Return the words of negation in a text, the longest where they overlap."""
    found = [
        _Cue(end + 1 - len(word), end + 1, word, role)
        for end, (word, role) in _automaton().iter(lower)
        if not word.isascii() or _is_word(lower, end + 1 - len(word), end + 1)
    ]
    if len(found) < 2:  # noqa: PLR2004  # one overlaps with none
        return found
    chosen: list[_Cue] = []
    for cue in sorted(found, key=lambda one: (one.start, -one.end)):
        if not chosen or cue.start >= chosen[-1].end:
            chosen.append(cue)
    return chosen


def _is_word(lower: str, start: int, end: int) -> bool:
    return not (start and lower[start - 1].isalnum() and lower[start - 1].isascii()) and not (
        end < len(lower) and lower[end].isalnum() and lower[end].isascii()
    )


def _taken_back(cue: _Cue, places: Sequence[Place], lower: str, limit: int) -> list[int]:
    if cue.role == "after":
        return _before(cue, places, lower)
    following = _following(cue, places, lower, limit)
    if cue.role == "either":
        return following or _before(cue, places, lower)
    if cue.role == "bare" and following:
        end = places[following[-1]].end
        tail = _tails().search(lower, end, end + _REACH_ZH)
        return following if tail and not _BREAK.search(lower, end, tail.start()) else []
    return following


def _following(cue: _Cue, places: Sequence[Place], lower: str, limit: int) -> list[int]:
    """Return the places after a word: the first in its clause, and those that a list joins to it."""
    first = _first_at(places, cue.end)
    if first == len(places):
        return []
    start = places[first].start
    if start >= limit or start - cue.end > _reach(cue) or _BREAK.search(lower, cue.end, start):
        return []
    last = first
    while last + 1 < len(places) and _is_list(lower, places[last], places[last + 1], cue):
        last += 1
    return list(range(first, last + 1))


def _before(cue: _Cue, places: Sequence[Place], lower: str) -> list[int]:
    """Return the places before a word: the last in its clause, and those that a list joins to it."""
    last = _first_at(places, cue.start) - 1
    if last < 0 or cue.start - places[last].end > _reach(cue) or _BREAK.search(lower, places[last].end, cue.start):
        return []
    first = last
    while first > 0 and _is_list(lower, places[first - 1], places[first], cue):
        first -= 1
    return list(range(first, last + 1))


def _reach(cue: _Cue) -> int:
    if cue.role == "adjacent":
        return 1
    return _REACH if cue.word.isascii() else _REACH_ZH


def _is_list(lower: str, one: Place, other: Place, cue: _Cue) -> bool:
    gap = lower[one.end : other.start]
    # A Chinese clause ends at a comma; an English list goes on.
    return ("," not in gap or cue.word.isascii()) and LIST_GAP.fullmatch(gap) is not None


def _first_at(places: Sequence[Place], start: int) -> int:
    """Return the number of the first place that begins at or after a character."""
    return bisect_left(places, start, key=_START)
