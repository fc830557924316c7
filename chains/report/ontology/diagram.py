"""The diagram of the ontology: a box for each class, by chain, with the links that start at it as rows.

A line leads from each row to the class where the link ends, so the picture needs no words on lines.  Classes whose
instances stand for links have boxes without rows; what is a kind of another class of its chain stands in that one's box.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chains.errors import Text
from chains.names import ONTOLOGY
from chains.summary import CHAINS
from chains.terms import Terms

__all__ = ["BOX_WIDTH", "HEADER", "LINE", "Box", "Diagram", "Edge", "Row", "draft_diagram"]

BOX_WIDTH: Final = 226
HEADER: Final = 27
"""Height of the head of a box."""
LINE: Final = 18
"""Height of a row of a box."""
_GAP: Final = 76
_BETWEEN: Final = 16
_TOP: Final = 34
_MARGIN: Final = 14
_BULGE: Final = 46
_ROOT: Final = ONTOLOGY + "Entity"


@dataclass(frozen=True, slots=True)
class Row:
    """A link that starts at a box: its words, the term that it is written with, the boxes where it ends."""

    label: Text
    term: str
    targets: tuple[str, ...]
    as_node: bool


@dataclass(slots=True)
class Box:
    """A class in the picture; *kinds* are the classes folded into it, *x* and *y* its upper left corner."""

    name: str
    chain: str | None
    kinds: tuple[str, ...]
    rows: tuple[Row, ...]
    x: float = 0
    y: float = 0

    @property
    def height(self) -> float:
        """Height of the box."""
        body = LINE * (len(self.kinds) + len(self.rows))
        return HEADER + (body + 6 if body else 0)

    def row_y(self, row: int) -> float:
        """Middle of a row."""
        return self.y + HEADER + LINE * (len(self.kinds) + row) + LINE / 2


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from a row to the head of a box: its curve, and the direction of its arrow (1 to the right, -1 left)."""

    source: str
    target: str
    chain: str | None
    as_node: bool
    path: str
    x: float
    y: float
    way: int


@dataclass(frozen=True, slots=True)
class Diagram:
    """The picture: its size, its boxes, its lines, the titles of its columns with their middles."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    columns: tuple[tuple[str, float], ...]
    across: float
    """Where the classes that cross chains begin."""


def draft_diagram(terms: Terms, order: Sequence[str], implied: Collection[str] = ()) -> Diagram:
    """Return the picture of the classes named in *order*, which stand in that order; retired ones are left out.

    Properties in *implied* (IRIs), which follow from others, are no rows.
    """
    classes = [name for name in order if terms[name].kind == "class" and not terms[name].deprecated]
    homes = {name: _home(name, terms, classes) for name in classes if ONTOLOGY + name != _ROOT}
    rows = _list_rows(terms, homes, implied)
    boxes = [
        Box(name, terms.chain_of(name), tuple(kind for kind, home in homes.items() if home == name != kind), rows[name])
        for name in dict.fromkeys(homes.values())
    ]
    chains = [chain for chain in CHAINS if any(box.chain == chain for box in boxes)]
    columns = [_MARGIN + place * (BOX_WIDTH + _GAP) for place in range(max(len(chains), 1))]
    across, height = _place(boxes, chains, columns)
    titles = tuple((chain, x + BOX_WIDTH / 2) for chain, x in zip(chains, columns, strict=False))
    width = columns[-1] + BOX_WIDTH + _BULGE
    return Diagram(width, height, tuple(boxes), tuple(_draw_edges(boxes)), titles, across)


def _home(name: str, terms: Terms, shown: Iterable[str]) -> str:
    """Return the box of a class: that of the superclass whose chain it shares, below the root, or its own."""
    known = set(shown)
    for above in reversed(terms.superclasses(name)):
        if above in known and ONTOLOGY + above != _ROOT and terms.chain_of(above) == terms.chain_of(name):
            return above
    return name


def _list_rows(terms: Terms, homes: Mapping[str, str], implied: Collection[str]) -> dict[str, tuple[Row, ...]]:
    """Return the links by the box where they start: kinds of link, then properties that are part of none."""
    found: dict[str, dict[tuple[str, str], Row]] = {home: {} for home in homes.values()}

    def add(label: Text, term: str, start: str, ends: Iterable[str], *, as_node: bool) -> None:
        home = homes.get(start.removeprefix(ONTOLOGY))
        targets = tuple(dict.fromkeys(homes[name] for end in ends if (name := end.removeprefix(ONTOLOGY)) in homes))
        if home and targets:
            found[home][label.en, term] = Row(label, term, targets, as_node)

    for kind in terms.link_kinds:
        hierarchy = kind.from_classes == kind.to_classes
        for start in kind.from_classes:
            ends = (start,) if hierarchy else kind.to_classes
            add(kind.label, kind.via_class or kind.via_property or "", start, ends, as_node=kind.via_class is not None)
    taken = {kind.via_property for kind in terms.link_kinds} | set(implied)
    nodes = {kind.via_class for kind in terms.link_kinds}
    for term in terms.values():
        free = term.kind == "property" and not term.deprecated and term.iri not in taken
        if free and term.domain and term.range and not nodes & {term.domain, term.range}:
            add(term.label, term.iri, term.domain, (term.range,), as_node=False)
    return {home: tuple(rows.values()) for home, rows in found.items()}


def _place(boxes: Sequence[Box], chains: Sequence[str], columns: Sequence[float]) -> tuple[float, float]:
    """Give every box its place; return where the boxes across chains begin, and the height of it all."""
    ends = dict.fromkeys(columns, float(_TOP))
    for chain, x in zip(chains, columns, strict=False):
        for box in boxes:
            if box.chain == chain:
                ends[x] = _put(box, x, ends[x])
    across = max(ends.values()) + 14
    ends = dict.fromkeys(columns, across + _TOP)
    for box in boxes:
        if box.chain not in chains:
            x = min(columns, key=lambda place: (ends[place], place))
            ends[x] = _put(box, x, ends[x])
    return across, max(ends.values())


def _put(box: Box, x: float, y: float) -> float:
    box.x, box.y = x, y
    return y + box.height + _BETWEEN


def _draw_edges(boxes: Sequence[Box]) -> Iterator[Edge]:
    by_name = {box.name: box for box in boxes}
    ends = [
        (box, place, row, by_name[target])
        for box in boxes
        for place, row in enumerate(box.rows)
        for target in row.targets
        if target != box.name
    ]
    arrivals = {box.name: [end for end in ends if end[3] is box] for box in boxes}
    for box, place, row, target in ends:
        coming = arrivals[target.name]
        share = (coming.index((box, place, row, target)) + 1) / (len(coming) + 1)
        yield _draw_edge(box, place, row, target, target.y + HEADER * share)


def _draw_edge(box: Box, place: int, row: Row, target: Box, y: float) -> Edge:
    """Return the line: it leaves and arrives level, on the sides that face each other, or on the right in one column."""
    start_y = box.row_y(place)
    leave, way = {-1: (-1, -1), 0: (1, -1), 1: (1, 1)}[(target.x > box.x) - (target.x < box.x)]
    start_x = box.x + (BOX_WIDTH if leave == 1 else 0)
    end_x = target.x + (BOX_WIDTH if way == -1 else 0)
    reach = _BULGE if target.x == box.x else max(40, abs(end_x - start_x) / 2)
    tip = end_x - way * 7
    path = f"M{start_x:g} {start_y:g}C{start_x + leave * reach:g} {start_y:g} {tip - way * reach:g} {y:.1f} {tip:g} {y:.1f}"
    return Edge(box.name, target.name, box.chain, row.as_node, path, end_x, round(y, 1), way)
