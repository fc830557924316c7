"""The facts that a gap was seen in: the rows of its evidence query, with names, and the sources that state them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import Final, TypeAlias

import polars as pl

from chains.errors import Text
from chains.explain.titles import name_column, name_side
from chains.gaps.reading.things import Things
from chains.graph import KnowledgeGraph
from chains.names import ID
from chains.naming import GraphNames
from chains.records import Gap

__all__ = ["Fact", "FactTable", "find_facts"]

_SIDE: Final = "side"
_JOINT: Final = ("participates-in", "member-of", "hosted-by")
_NAMED: Final = re.compile(rf"<({re.escape(ID)}[^>]*)>")
_YEAR: Final = re.compile(r'"(\d{4})"\^\^xsd:gYear')
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_Row: TypeAlias = tuple[str | None, ...]
_YES: Final = {"true": Text("是", "yes"), "false": Text("否", "no")}


@dataclass(frozen=True)
class Fact:
    """One row of evidence.

    Attributes:
        values: its terms as plain text, as the query gives them; ``None`` where there is none.
        cells: the same in words.
        sources: IRIs of the named graphs that state links between the things of the row, sorted.
    """

    values: tuple[str | None, ...]
    cells: tuple[Text, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class FactTable:
    """Rows of evidence that belong together.

    Attributes:
        title: which part of the evidence they are; ``None`` where it has one part only.
        columns: names of the query's variables that have any value in these rows.
        header: the same in words.
        rows: in the order of the query.
    """

    title: Text | None
    columns: tuple[str, ...]
    header: tuple[Text, ...]
    rows: tuple[Fact, ...]


def find_facts(gap: Gap, graph: KnowledgeGraph, names: GraphNames) -> tuple[FactTable, ...]:
    """Return the rows of a gap's evidence query, in tables by what they show; empty if the query gives none."""
    results = graph.query(gap.evidence, where=gap.id)
    rows = results.values() if results.boolean is None else []
    stating = _Stating(graph, gap)
    return tuple(
        _make_table(name_side(gap.kind, part) if part else None, results.columns, found, names, stating)
        for part, found in _split(results.columns, rows)
    )


def _split(columns: Sequence[str], rows: Sequence[_Row]) -> Iterator[tuple[str, list[_Row]]]:
    """Yield rows that belong together with the name of their side; without sides, rows that fill the same columns.

    Rows that share a filled column with others stay together with them: what one of them lacks is not known.
    """
    parts: dict[tuple[str, frozenset[int]], list[_Row]] = {}
    side = columns.index(_SIDE) if _SIDE in columns else None
    for row in rows:
        filled = frozenset(place for place, value in enumerate(row) if value is not None)
        parts.setdefault(("", filled) if side is None else (row[side] or "", frozenset()), []).append(row)
    shared = any(one & other for one, other in combinations([filled for _, filled in parts], 2))
    if shared:
        yield "", list(rows)
    else:
        yield from ((name, found) for (name, _), found in parts.items())


def _make_table(
    title: Text | None,
    columns: Sequence[str],
    rows: Sequence[_Row],
    names: GraphNames,
    stating: _Stating,
) -> FactTable:
    words = [[_word(value, names) for value in row] for row in rows]
    kept = _worth_showing(columns, rows, words)
    facts = [
        Fact(
            tuple(row[place] for place in kept),
            tuple(said[place] for place in kept),
            stating.sources(value for value in row if value is not None),
        )
        for row, said in zip(rows, words, strict=True)
    ]
    header = tuple(name_column(columns[place], (row[place] for row in rows)) for place in kept)
    return FactTable(title, tuple(columns[place] for place in kept), header, tuple(facts))


def _worth_showing(columns: Sequence[str], rows: Sequence[_Row], words: Sequence[Sequence[Text]]) -> list[int]:
    """Return the places of columns that have any value, and do not say in words what one before them says."""
    kept: list[int] = []
    for place, name in enumerate(columns):
        said = [row[place].zh for row in words]
        repeats = any(said == [row[other].zh for row in words] for other in kept)
        if name != _SIDE and not repeats and any(row[place] is not None for row in rows):
            kept.append(place)
    return kept


def _word(value: str | None, names: GraphNames) -> Text:
    if value is None:
        return Text("", "")
    if ":" in value and not value.startswith("_:") and " " not in value:
        return names(value)
    return _YES.get(value, Text(value, value))


class _Stating:
    """Which named graphs state links among the things of a row, those that the query names, and what two of them share.

    A row with an indicator and a value is stated by the graphs of that observation in the region that the query names.

    Two organisations are linked if both take part in one project, belong to one alliance or host one platform.
    """

    def __init__(self, graph: KnowledgeGraph, gap: Gap) -> None:
        self._graph = graph
        self._given = frozenset(_NAMED.findall(gap.evidence))
        self._years = [int(year) for year in _YEAR.findall(gap.evidence)]

    def sources(self, values: Iterable[str]) -> tuple[str, ...]:
        """Return the graphs, sorted."""
        told = list(values)
        own = {value for value in told if value.startswith(ID)}
        numbers = [float(value) for value in told if _NUMBER.fullmatch(value)]
        found = {graph for pair in product(own, numbers) for graph in self._observed.get(pair, ())}
        for thing in own:
            found |= self._of_links.get(thing, set())
            for other, graphs in self._links.get(thing, {}).items():
                if other in own or other in self._given:
                    found |= graphs
        for one, other in combinations(sorted(own), 2):
            first, second = self._joint.get(one, {}), self._joint.get(other, {})
            for joint in first.keys() & second.keys():
                found |= first[joint] | second[joint]
        return tuple(sorted(found))

    @cached_property
    def _links(self) -> Mapping[str, Mapping[str, set[str]]]:
        """The graphs that state a link, by both of its ends."""
        return self._by_ends()

    @cached_property
    def _joint(self) -> Mapping[str, Mapping[str, set[str]]]:
        """The graphs that state that an organisation takes part in something, by both."""
        return self._by_ends(*_JOINT)

    def _by_ends(self, *kinds: str) -> Mapping[str, Mapping[str, set[str]]]:
        network = self._graph.network()
        iris = Things(network).iris
        found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for source, target, graph in network.links(*kinds).select("source", "target", "graph").iter_rows():
            found[iris[source]][iris[target]].add(graph)
            found[iris[target]][iris[source]].add(graph)
        return found

    @cached_property
    def _observed(self) -> Mapping[tuple[str, float], set[str]]:
        """The graphs that state a value of an indicator in a region and year of the query, by indicator and value."""
        found: defaultdict[tuple[str, float], set[str]] = defaultdict(set)
        asked = pl.col("region").is_in(list(self._given)) & pl.col("year").is_in(self._years)
        rows = self._graph.network().observations.filter(asked)
        for indicator, value, graph in rows.select("indicator", "value", "graph").iter_rows():
            found[indicator, value].add(graph)
        return found

    @cached_property
    def _of_links(self) -> Mapping[str, set[str]]:
        """The graphs that state a link which has a node of its own, by that node."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        links = self._graph.network().edges.select("link", "graph").drop_nulls()
        for link, graph in links.iter_rows():
            found[link].add(graph)
        return found
