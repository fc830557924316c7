"""Which of the statements that changed concern a gap: found by the rows of its evidence query.

A row that the query gives in one graph only is *new* or *gone*.  The statements to blame are those that name its things,
with a property that the query reads; where several do, those that name most of the things in the row and in the query.
Where no row differs, the gap moved for what it is compared with: then statements about its subjects count, or else
those about things of its region.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from chains.diff.matching import Pair
from chains.diff.statements import Changes, Statement
from chains.errors import QueryError
from chains.gaps.reading.places import Places
from chains.graph import KnowledgeGraph
from chains.names import ID, expand_term
from chains.network import Network
from chains.records import Gap

__all__ = ["Cause", "Causes", "Reason"]

_NAMED: Final = re.compile(rf"<({re.escape(ID)}[^>]*)>")
_PROPERTY: Final = re.compile(r"(?<![\w:/#-])(\w+:\w+)|<([^>]+)>")
_MOST_ROWS: Final = 400
"""So many differing rows are looked at: a gap that differs in more is not explained by single statements."""

_Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Cause:
    """The statements about one subject that concern a gap."""

    subject: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Reason:
    """What of the changes concerns a gap.

    Attributes:
        causes: the statements, by subject; those that name most of what the gap is about first.
        direct: whether they changed a row of its evidence; else they only are about the same things.
    """

    causes: tuple[Cause, ...]
    direct: bool


class Causes:
    """The changed statements of two graphs, ready to be asked for those that concern a gap."""

    def __init__(self, old: KnowledgeGraph, new: KnowledgeGraph, changes: Changes) -> None:
        self._graphs = (old, new)
        subjects: defaultdict[str, list[Statement]] = defaultdict(list)
        for one in changes.statements:
            subjects[one.subject[1:-1]].append(one)
        self._groups = dict(subjects)

    @cached_property
    def _naming(self) -> dict[str, set[str]]:
        """The subjects whose changed statements name a thing, the subject itself among them."""
        naming: defaultdict[str, set[str]] = defaultdict(set)
        for subject in self._groups:
            for thing in self._named_in(subject):
                naming[thing].add(subject)
        return dict(naming)

    def _named_in(self, subject: str) -> set[str]:
        objects = {one.object[1:-1] for one in self._groups[subject] if one.object.startswith(f"<{ID}")}
        return {subject} | objects

    def of(self, pair: Pair) -> Reason:
        """Return what of the changes concerns a gap of one graph or of both."""
        gaps = [gap for gap in pair if gap is not None]
        read = set().union(*(_properties(gap.evidence) for gap in gaps))
        given = set().union(*(_NAMED.findall(gap.evidence) for gap in gaps))
        found = self._of_rows(self._differing_rows(pair, read), given, read)
        if found:
            return Reason(self._collect(found, read), direct=True)
        about = {thing for gap in gaps for thing in gap.subject if thing not in self._regions}
        near = self._near(about | self._neighbours(about), read) or self._near(self._inside(gaps), read)
        return Reason(self._collect(near, read), direct=False)

    def _differing_rows(self, pair: Pair, read: set[str]) -> tuple[list[_Row], set[str]]:
        """Return the rows that one graph gives and the other does not, and the things in rows that both give."""
        old, new = pair
        if not any(self._is_read(subject, read) for subject in self._groups):
            return [], set()
        asked = [gap.evidence for gap in (old, new) if gap is not None]
        before, after = (
            self._ask(graph, query) for graph, query in zip(self._graphs, (asked[0], asked[-1]), strict=True)
        )
        kept = {thing for row in before & after for thing in _things(row)}
        return sorted(before ^ after, key=lambda row: tuple(value or "" for value in row)), kept

    def _ask(self, graph: KnowledgeGraph, query: str) -> set[_Row]:
        try:
            return set(graph.query(query).values())
        except QueryError:
            # Evidence that one graph cannot answer (a gap written by hand) tells nothing of statements.
            return set()

    def _of_rows(self, found: tuple[list[_Row], set[str]], given: set[str], read: set[str]) -> dict[str, int]:
        """Return for each subject to blame how many things of its row and of the query its statements name."""
        rows, kept = found
        blamed: dict[str, int] = {}
        for row in rows[:_MOST_ROWS]:
            things = _things(row)
            telling = (things - kept) or things
            scores = {
                subject: len(self._named_in(subject) & (things | given))
                for thing in telling
                for subject in self._naming.get(thing, ())
                if self._is_read(subject, read)
            }
            most = max(scores.values(), default=0)
            for subject, score in scores.items():
                if score == most:
                    blamed[subject] = max(score, blamed.get(subject, 0))
        return blamed

    def _near(self, things: Iterable[str], read: set[str]) -> dict[str, int]:
        wanted = set(things)
        subjects = {subject for thing in wanted for subject in self._naming.get(thing, ())}
        return {subject: len(self._named_in(subject) & wanted) for subject in subjects if self._is_read(subject, read)}

    def _is_read(self, subject: str, read: set[str]) -> bool:
        return any(one.predicate[1:-1] in read for one in self._groups[subject])

    def _collect(self, found: dict[str, int], read: set[str]) -> tuple[Cause, ...]:
        ranked = sorted(found, key=lambda subject: (-found[subject], subject))
        return tuple(Cause(subject, self._told(subject, read)) for subject in ranked)

    def _told(self, subject: str, read: set[str]) -> tuple[Statement, ...]:
        """Return the statements of a subject: all of a link, of a thing only those with a property that was read."""
        own = self._groups[subject]
        if subject not in self._places_of:
            return tuple(own)
        return tuple(one for one in own if one.predicate[1:-1] in read)

    @cached_property
    def _regions(self) -> frozenset[str]:
        return frozenset(iri for graph in self._graphs for iri in graph.network().regions.get_column("iri"))

    @cached_property
    def _places_of(self) -> dict[str, str | None]:
        """The region of every node of either graph."""
        known: dict[str, str | None] = {}
        for graph in self._graphs:
            known |= dict(graph.network().nodes.select("iri", "region").iter_rows())
        return known

    def _neighbours(self, things: set[str]) -> set[str]:
        return set().union(*(_linked(graph.network(), things) for graph in self._graphs))

    def _inside(self, gaps: Sequence[Gap]) -> set[str]:
        regions = {gap.region for gap in gaps if gap.region is not None}
        inside: set[str] = set()
        for graph in self._graphs:
            within = Places(graph.network()).within
            inside |= set(within.filter(pl.col("cell").is_in(list(regions))).get_column("region"))
        return {iri for iri, region in self._places_of.items() if region in inside}


def _linked(network: Network, things: set[str]) -> set[str]:
    iris = network.nodes.get_column("iri")
    own = iris.is_in(list(things))
    edges = network.edges
    ends = [(edges["source"], edges["target"]), (edges["target"], edges["source"])]
    return {iri for here, there in ends for iri in iris.gather(there.filter(own.gather(here)))}


def _things(row: _Row) -> set[str]:
    return {value for value in row if value is not None and value.startswith(ID)}


def _properties(query: str) -> set[str]:
    """Return the IRIs that a query names, by prefix or whole: its properties are among them.

    The class of a thing is not one of them: every new thing has one, and it tells nothing of what is linked to it.
    """
    found: set[str] = set()
    for name, iri in _PROPERTY.findall(query):
        if iri:
            found.add(iri)
        else:
            prefix, _, local = name.partition(":")
            if prefix == "ch":
                found.add(expand_term(f"ch:{local}"))
    return found
