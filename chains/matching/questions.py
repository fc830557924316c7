"""Names to decide about: what was written, how often and where, and what it may mean."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from chains.matching.matches import NameMatch

__all__ = ["PLACES", "Question", "QuestionList"]

PLACES: Final = 3
"""So many places are kept of each name."""
_KEPT: Final = 50_000


@dataclass(frozen=True, slots=True)
class Question:
    """A name that may mean one of several things: how often it was written, and the first places where."""

    table: str
    match: NameMatch
    times: int
    places: tuple[str, ...]


class QuestionList:
    """Collects names to decide about, each once; beyond the number that is kept, names are only counted."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[NameMatch, list[str]]] = {}
        self._times: Counter[tuple[str, str]] = Counter()
        self.left_out = 0
        """So many times a name was met that is not kept, because there are too many."""

    def add(self, table: str, match: NameMatch, place: str) -> None:
        """Note that a name stands at a place."""
        mark = (table, match.written)
        if mark not in self._found:
            if len(self._found) >= _KEPT:
                self.left_out += 1
                return
            self._found[mark] = (match, [])
        self._times[mark] += 1
        places = self._found[mark][1]
        if len(places) < PLACES:
            places.append(place)

    def questions(self) -> list[Question]:
        """Return the names that were met, in the order of their first mention."""
        return [
            Question(mark[0], match, self._times[mark], tuple(places)) for mark, (match, places) in self._found.items()
        ]
