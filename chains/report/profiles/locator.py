"""The small map of a page: the cities at their schematic places, and how many of its ties or things lie in each."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from chains.draw.tiles import TILE_SIZE, Tile
from chains.errors import Text
from chains.names import compact_id
from chains.report.profiles.context import Context
from chains.report.profiles.inventories import counted
from chains.report.profiles.scope import Scope
from chains.report.profiles.svg import draw, label, map_link, picture, say

__all__ = ["count_by_city", "draw_locator", "tell_locator"]

_CELL: Final = (78, 56)
_MARGIN: Final = 0.74
"""Room beside the outermost cities, in cells: the longest name fits into it."""

_RADIUS: Final = (4.0, 15.0)
_NAMED: Final = 60
"""So many cities are all named; of more only those that count for something."""

_LETTERS: Final = (12, 17)


def count_by_city(scope: Scope) -> Counter[str]:
    """Return what lies in each city: links with a city, enterprises of an industry chain, members of an alliance."""
    if scope.kind == "city":
        return Counter(scope.context.city_links.get(scope.iri, {}))
    cities = set(scope.context.survey.places.cities)
    regions = (scope.context.record.regions[node] for node in scope.own)
    return Counter(region for region in regions if region in cities)


def tell_locator(scope: Scope, counts: Mapping[str, int]) -> Text:
    """Return what the map shows, in a sentence or two."""
    here, there = counts.get(scope.iri, 0), sum(count for city, count in counts.items() if city != scope.iri)
    if scope.kind == "city":
        return Text(
            f"圆的大小是与各市单位之间有记录的合作（校企合作、共同的项目与联盟、平台依托）：市内 {here} 对，市外 {there} 对。"
            "位置是示意，不画边界。",
            f"Circles show cooperation on record (partnerships, shared projects and alliances, hosts of platforms) with "
            f"each city: {here} pairs within the city, {there} with others. Places are schematic; no boundary is drawn.",
        )
    total, placed = len(scope.own), sum(counts.values())
    what = ("企业", "enterprise") if scope.kind == "chain" else ("成员", "member")
    lost = total - placed
    rest = Text(
        f"，另有 {lost} 个在区域外或地点不详" if lost else "",
        f"; {lost} lie elsewhere or have no place on record" if lost else "",
    )
    return Text(
        f"圆的大小是各市的{what[0]}数：{placed} 个落在 {len(counts)} 个城市{rest.zh}。位置是示意，不画边界。",
        f"Circles show the {what[1]}s in each city: {placed} in {counted(len(counts), '', 'city', 'cities').en}{rest.en}. "
        "Places are schematic; no boundary is drawn.",
    )


def draw_locator(scope: Scope, counts: Mapping[str, int]) -> Markup | None:
    """Return the map, each city a link to its page or to the map; ``None`` without cities."""
    tiles = scope.context.tiles
    if not tiles:
        return None
    spots = {tile.region or "": _spot(tile) for tile in tiles}
    right, bottom = (max(spot[axis] for spot in spots.values()) for axis in (0, 1))
    most = max((count for city, count in counts.items() if city != scope.iri), default=0)
    shapes = []
    if scope.kind == "city" and scope.iri in spots:
        shapes = [_arc(spots[scope.iri], spots[city], count / most) for city, count in _ranked(counts, scope, spots)]
    marks = [_mark_once(scope, tile, spots[tile.region or ""], counts, max(most, 1)) for tile in tiles]
    title = Text(f"{scope.context.names(scope.iri).zh}的位置图", f"Map of {scope.context.names(scope.iri).en}")
    return picture("locator", title, right + _MARGIN * _CELL[0], bottom + _CELL[1] * 0.7, [*shapes, *marks])


def _spot(tile: Tile) -> tuple[float, float]:
    return (tile.x / TILE_SIZE + _MARGIN) * _CELL[0], (tile.y / TILE_SIZE + 0.4) * _CELL[1]


def _ranked(counts: Mapping[str, int], scope: Scope, spots: Mapping[str, object]) -> list[tuple[str, int]]:
    others = [(city, count) for city, count in counts.items() if city != scope.iri and city in spots]
    return sorted(others, key=lambda item: (item[1], item[0]))


def _arc(start: tuple[float, float], end: tuple[float, float], share: float) -> Markup:
    """Return a line bent a little to one side, the wider the larger its share."""
    (x, y), (u, v) = start, end
    bend = 0.12
    middle = ((x + u) / 2 + (v - y) * bend, (y + v) / 2 - (u - x) * bend)
    path = f"M{x:.1f} {y:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {u:.1f} {v:.1f}"
    return draw("path", d=path, class_="tie", stroke_width=1 + 5 * math.sqrt(share))


def _mark_once(scope: Scope, tile: Tile, spot: tuple[float, float], counts: Mapping[str, int], most: int) -> Markup:
    city, known = tile.region or "", scope.context.quiet_marks
    if counts.get(city) or city == scope.iri:
        return _mark(scope, tile, spot, counts, most)
    if city not in known:
        known[city] = _mark(scope, tile, spot, counts, most)
    return known[city]


def _mark(scope: Scope, tile: Tile, spot: tuple[float, float], counts: Mapping[str, int], most: int) -> Markup:
    city, (x, y) = tile.region or "", spot
    count, own = counts.get(city, 0), city == scope.iri
    least, largest = _RADIUS
    radius = largest * 0.8 if own else least if not count else least + (largest - least) * math.sqrt(count / most)
    state = "own" if own else "some" if count else "quiet"
    name = scope.context.city_name(city) or tile.name
    shapes = [
        say("title", _tell(scope, name, count, own=own)),
        draw("circle", cx=x, cy=y, r=radius, class_=f"city {state}"),
    ]
    if len(scope.context.tiles) <= _NAMED or count or own:
        shapes.append(
            label(
                name, x, y + radius + 12, zh=_LETTERS[0], en=_LETTERS[1], class_=f"name {state}", text_anchor="middle"
            )
        )
    href = _page(scope.context, city, own=own)
    return draw("a", *shapes, href=href) if href else draw("g", *shapes)


def _page(context: Context, city: str, *, own: bool) -> str | None:
    if context.alone:
        return None
    if city in context.pages and not own:
        return f"../{context.pages[city]}.html"
    return map_link(place=compact_id(city))


def _tell(scope: Scope, name: Text, count: int, *, own: bool) -> Text:
    if scope.kind == "city" and count:
        pairs = counted(count, "{} 对合作", "pair that cooperates", "pairs that cooperate")
        return Text(f"{name.zh}（市内）：{pairs.zh}" if own else f"{name.zh}：{pairs.zh}", f"{name.en}: {pairs.en}")
    what = ("{} 家企业", "enterprise") if scope.kind == "chain" else ("{} 个成员", "member")
    if not count:
        return name
    found = counted(count, *what)
    return Text(f"{name.zh}：{found.zh}", f"{name.en}: {found.en}")
