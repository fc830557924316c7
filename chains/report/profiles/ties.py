"""The network of a page: who works with whom, in three columns for education, industry and innovation.

Shown are the links on record with an end in the place: partnerships, projects and platforms with those that take part or
host, and, dashed, candidate pairs that have no link.  The busiest links come first, until a column is full; every thing
that is shown has a link that is shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

from chains.errors import Text
from chains.report.profiles.scope import Scope
from chains.report.profiles.svg import draw, label, picture, say, thing_link

__all__ = ["Ties", "choose_ties", "draw_ties"]

COLUMNS: Final = ("education", "industry", "innovation")
_MOST: Final = 9
_CANDIDATES: Final = 3
_BOX: Final = (252, 26)
_STEP: Final = 34
_TOP: Final = 40
_APART: Final = 374
_LETTERS: Final = (36, 32)


@dataclass
class Ties:
    """What the picture holds.

    Attributes:
        columns: nodes of each column, from top to bottom.
        links: pairs of nodes in different columns, the left one first.
        missing: the same for pairs that fit and have no link.
        hidden: how many links are not shown.
    """

    columns: list[list[int]] = field(default_factory=lambda: [[] for _ in COLUMNS])
    links: list[tuple[int, int]] = field(default_factory=list)
    missing: list[tuple[int, int]] = field(default_factory=list)
    hidden: int = 0


def choose_ties(scope: Scope) -> Ties:
    """Return the links that are shown; empty where none is on record and no pair is a candidate."""
    links = _across(scope, _links(scope))
    degree = Counter(node for link in links for node in link)
    found = Ties()
    order = sorted(links, key=lambda link: (-degree[link[0]] - degree[link[1]], link))
    for link in order:
        _add(scope, found, link, _MOST)
    shown = {node for column in found.columns for node in column}
    found.links = [link for link in sorted(links) if shown.issuperset(link)]
    found.hidden = len(links) - len(found.links)
    for pair in _across(scope, _candidates(scope)):
        if pair not in links and len(found.missing) < _CANDIDATES and _add(scope, found, pair, _MOST + _CANDIDATES):
            found.missing.append(pair)
    _untangle(found)
    return found


def _links(scope: Scope) -> Iterable[tuple[int, int]]:
    record = scope.context.record
    for node in scope.own:
        for link in record.partnerships.get(node, ()):
            if link.status != "intended":
                yield link.first, link.second
        for venture in record.ventures.get(node, ()):
            yield node, venture
    for venture in scope.ventures:
        for actor in record.actors.get(venture, ()):
            yield actor, venture


def _candidates(scope: Scope) -> Iterable[tuple[int, int]]:
    context = scope.context
    for place in scope.gaps:
        gap = context.gaps[place]
        if gap.kind == "missing_partnership":
            ends = [context.nodes[iri] for iri in gap.subject if iri in context.nodes]
            if len(ends) > 1:
                yield ends[0], ends[1]


def _across(scope: Scope, pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], None]:
    """Return the pairs that join two columns, the left one first, each once."""
    found: dict[tuple[int, int], None] = {}
    for pair in pairs:
        columns = [_column(scope, node) for node in pair]
        if None not in columns and columns[0] != columns[1]:
            first, second = sorted(pair, key=lambda node: _column(scope, node) or 0)
            found[first, second] = None
    return found


def _column(scope: Scope, node: int) -> int | None:
    chain = scope.context.chain_of(node)
    return COLUMNS.index(chain) if chain in COLUMNS else None


def _add(scope: Scope, ties: Ties, link: tuple[int, int], most: int) -> bool:
    """Put both ends of a link into their columns if there is room for both; return whether they are there."""
    new = [(node, ties.columns[_column(scope, node) or 0]) for node in link]
    if any(node not in column and len(column) >= most for node, column in new):
        return False
    for node, column in new:
        if node not in column:
            column.append(node)
    return True


def _untangle(ties: Ties, rounds: int = 4) -> None:
    """Order each column by the mean place of its neighbours, a few times, so that links cross less (barycentres)."""
    around: dict[int, list[int]] = defaultdict(list)
    for first, second in [*ties.links, *ties.missing]:
        around[first].append(second)
        around[second].append(first)
    for _ in range(rounds):
        for column in ties.columns:
            # Columns of unlike length are compared by the share of the way down.
            place = {node: (at + 0.5) / len(other) for other in ties.columns for at, node in enumerate(other)}
            column.sort(key=lambda node: (sum(place[one] for one in around[node]) / max(len(around[node]), 1), node))


def draw_ties(scope: Scope, ties: Ties) -> Markup | None:
    """Return the picture; ``None`` where there is nothing to show."""
    rows = max(map(len, ties.columns))
    if not rows:
        return None
    spots = _place(ties.columns, rows)
    width, height = 2 * _APART + _BOX[0], _TOP + rows * _STEP
    shapes = [_line(spots[first], spots[second], "link") for first, second in ties.links]
    shapes += [_line(spots[first], spots[second], "missing") for first, second in ties.missing]
    shapes += [_head(number) for number in range(len(COLUMNS))]
    shapes += [_box(scope, node, spots[node], COLUMNS[at]) for at, column in enumerate(ties.columns) for node in column]
    name = scope.context.names(scope.iri)
    return picture("ties", Text(f"{name.zh}：谁与谁合作", f"{name.en}: who works with whom"), width, height, shapes)


def _place(columns: Sequence[Sequence[int]], rows: int) -> dict[int, tuple[float, float]]:
    """Return the upper left corner of each box; a short column is spread over the height."""
    spots: dict[int, tuple[float, float]] = {}
    for number, column in enumerate(columns):
        step = _STEP * rows / max(len(column), 1)
        for at, node in enumerate(column):
            spots[node] = (number * _APART, _TOP + step * (at + 0.5) - _STEP / 2)
    return spots


def _line(left: tuple[float, float], right: tuple[float, float], name: str) -> Markup:
    start, end = (left[0] + _BOX[0], left[1] + _BOX[1] / 2), (right[0], right[1] + _BOX[1] / 2)
    middle = (start[0] + end[0]) / 2
    path = f"M{start[0]:.1f} {start[1]:.1f}C{middle:.1f} {start[1]:.1f} {middle:.1f} {end[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    return draw("path", d=path, class_=name)


_HEADS: Final = (
    Text("院校", "Institutions"),
    Text("企业与行业组织", "Enterprises and associations"),
    Text("项目、平台与科研机构", "Projects, platforms, research"),
)


def _head(number: int) -> Markup:
    return label(_HEADS[number], number * _APART, 20, zh=60, en=60, class_=f"head ink {COLUMNS[number]}")


def _box(scope: Scope, node: int, spot: tuple[float, float], chain: str) -> Markup:
    (x, y), (width, height) = spot, _BOX
    context, own = scope.context, node in scope.inside or node in scope.ventures
    name, city = context.name(node), context.city_name(context.record.regions[node])
    full = name if city is None else Text(f"{name.zh}（{city.zh}）", f"{name.en} ({city.en})")
    shapes = [
        say("title", full),
        draw("rect", x=x, y=y, width=width, height=height, rx=4, class_=f"box {'own' if own else 'guest'}"),
        draw("rect", x=x, y=y, width=5, height=height, class_=f"bar {chain}"),
        label(name if own or city is None else full, x + 12, y + 17.5, zh=_LETTERS[0], en=_LETTERS[1], class_="thing"),
    ]
    return draw("g", *shapes) if context.alone else draw("a", *shapes, href=thing_link(context.iri(node)))
