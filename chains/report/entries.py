"""What a list of the atlas is made of: entries with their reason, evidence and sources, and the list around them."""

from __future__ import annotations

from dataclasses import dataclass

from chains.errors import Text
from chains.records import CoverageGrade
from chains.tabulate import Cell

__all__ = ["Entry", "Figure", "Listing"]

Figure = tuple[Text, Cell | Text]
"""One more column of an entry: its title, and its value (a :class:`Text` where it has words in both languages)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list, the same for every list.

    Attributes:
        place: IRI of the region that it concerns; ``None`` for the whole graph.
        what: what it is about, in a few words.
        reason: why it is listed, with the figures, in a sentence or two.
        action: what would help; empty where the data suggest nothing.
        overturn: what would show it to be wrong.
        evidence: a SPARQL query whose rows show it, or whose empty or short answer is it.
        sources: IRIs of the named graphs that it rests on, sorted.
        coverage: how complete the sources behind it are; ``None`` where that was not graded.
        figures: further columns, the same titles in every entry of a list.
        subject: IRIs of what it is about, most important first.
    """

    place: str | None
    what: Text
    reason: Text
    action: Text
    overturn: Text
    evidence: str
    sources: tuple[str, ...]
    coverage: CoverageGrade | None = None
    figures: tuple[Figure, ...] = ()
    subject: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """One list of the atlas.

    Attributes:
        name: stem of its files.
        title: its name for people.
        about: what it holds, how it was made, in which order it stands.
        entries: its rows, most important first.
        kinds: the kinds of gap that it holds, by notation; empty for a list that is not made of gaps.
    """

    name: str
    title: Text
    about: Text
    entries: tuple[Entry, ...]
    kinds: tuple[str, ...] = ()
