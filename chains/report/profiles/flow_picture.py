"""The small flow of a page: the bands of :mod:`chains.draw.views.flow`, drawn without a script, and told in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from chains.errors import Text
from chains.report.profiles.svg import clip, draw, label, picture, say
from chains.summary import CHAINS

__all__ = ["draw_flow", "tell_flow"]

_WIDTH: Final = 1000
_HEIGHT: Final = 330
_TOP: Final = 44
_SPACE: Final = 4
_BAR: Final = 16
_STATION: Final = 262
_LOWEST: Final = 10.5
"""A group less high than this has no label: it would run into the next."""

_LETTERS: Final = 26
_STATIONS: Final = (
    Text("专业", "Programmes"),
    Text("在招职业", "Occupations asked for"),
    Text("企业", "Enterprises"),
    Text("项目与平台", "Projects and platforms"),
)
_STEPS: Final = (
    Text("专业 → 在招职业", "Programmes → occupations asked for"),
    Text("职业 → 企业", "Occupations → enterprises"),
    Text("企业 → 项目与平台", "Enterprises → projects and platforms"),
)

_Flow = Mapping[str, Any]
_Places = list[list[tuple[float, float]]]


def tell_flow(flow: _Flow) -> tuple[Text, ...]:
    """Return what leads on at each of the three steps, in a sentence each."""
    return tuple(_tell_step(flow, step) for step in range(len(_STEPS)))


def _tell_step(flow: _Flow, step: int) -> Text:
    name = _STEPS[step]
    if not flow["sizes"][step]:
        return Text(f"{name.zh}：{_STATIONS[step].zh}没有记录，无从谈起。", f"{name.en}: the first are not on record.")
    if not flow["sizes"][step + 1]:
        return Text(f"{name.zh}：{_STATIONS[step + 1].zh}没有记录。", f"{name.en}: the second are not on record.")
    every = len({node for group in flow["groups"][step] for node in group["things"]})
    dead = len({node for group in flow["groups"][step] for node in group.get("dead", ())})
    return Text(
        f"{name.zh}：{every} 个中有 {every - dead} 个通向下一步。", f"{name.en}: {every - dead} of {every} lead on."
    )


def draw_flow(flow: _Flow, title: Text) -> Markup:
    """Return the picture: four columns of equal height, bands between them, hatched what leads nowhere."""
    places = [_place(groups) for groups in flow["groups"]]
    shapes = [_hatching()]
    for step, bands in enumerate(flow["bands"]):
        shapes += _bands(flow, step, bands, places)
    for station, groups in enumerate(flow["groups"]):
        shapes.append(
            label(_STATIONS[station], station * _STATION, 20, zh=40, en=40, class_=f"head ink {CHAINS[station]}")
        )
        if not groups:
            shapes.append(
                label(Text("记录中没有", "none on record"), station * _STATION, 62, zh=40, en=40, class_="absent")
            )
        for group, place in zip(groups, places[station], strict=True):
            shapes += _group(group, place, station)
    return picture("flow", title, _WIDTH, _HEIGHT + 4, shapes)


def _place(groups: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    """Return top and height of each group of a column."""
    whole = sum(group["weight"] for group in groups)
    free = _HEIGHT - _TOP - _SPACE * max(len(groups) - 1, 0)
    places, y = [], float(_TOP)
    for group in groups:
        height = free * group["weight"] / whole
        places.append((y, height))
        y += height + _SPACE
    return places


def _hatching() -> Markup:
    line = draw("path", d="M-2 2L2-2M0 8L8 0M6 10L10 6", class_="hatch-line")
    ground = draw("rect", width=8, height=8, class_="hatch-ground")
    pattern = draw("pattern", ground, line, id="hatch", width=8, height=8, patternUnits="userSpaceOnUse")
    return draw("defs", pattern)


def _bands(flow: _Flow, step: int, bands: Sequence[Mapping[str, Any]], places: _Places) -> list[Markup]:
    """Return the bands of a step; they leave and arrive in the order of their groups, so that they cross little."""
    units = [
        [place[1] / group["weight"] for place, group in zip(places[at], flow["groups"][at], strict=True)]
        for at in (step, step + 1)
    ]
    used: tuple[dict[int, float], dict[int, float]] = (defaultdict(float), defaultdict(float))

    def claim(side: int, group: int, weight: float) -> tuple[float, float]:
        before, unit = used[side][group], units[side][group]
        used[side][group] += weight
        top = places[step + side][group][0]
        return top + before * unit, top + (before + weight) * unit

    starts = [claim(0, band["from"], band["out"]) for band in bands]
    order = sorted(range(len(bands)), key=lambda at: (bands[at]["to"], bands[at]["from"]))
    ends = {at: claim(1, bands[at]["to"], bands[at]["in"]) for at in order}
    left, right = step * _STATION + _BAR, (step + 1) * _STATION
    return [_band(flow, step, band, starts[at], ends[at], (left, right)) for at, band in enumerate(bands)]


def _band(
    flow: _Flow,
    step: int,
    band: Mapping[str, Any],
    start: tuple[float, float],
    end: tuple[float, float],
    sides: tuple[float, float],
) -> Markup:
    left, right = sides
    middle = (left + right) / 2
    path = (
        f"M{left} {start[0]:.1f}C{middle} {start[0]:.1f} {middle} {end[0]:.1f} {right} {end[0]:.1f}"
        f"L{right} {end[1]:.1f}C{middle} {end[1]:.1f} {middle} {start[1]:.1f} {left} {start[1]:.1f}Z"
    )
    one, other = flow["groups"][step][band["from"]]["name"], flow["groups"][step + 1][band["to"]]["name"]
    return draw(
        "path",
        say("title", Text(f"{one[0]} → {other[0]}", f"{one[1]} → {other[1]}")),
        d=path,
        class_=f"band {CHAINS[step]}",
    )


def _group(group: Mapping[str, Any], place: tuple[float, float], station: int) -> list[Markup]:
    (y, height), x = place, station * _STATION
    name, unit = Text(*group["name"]), place[1] / group["weight"]
    amount = f"{round(group['weight']):,}"
    title = say("title", Text(f"{name.zh}：{amount}", f"{name.en}: {amount}"))
    shapes = [draw("rect", title, x=x, y=y, width=_BAR, height=max(height, 1), class_=f"bar {CHAINS[station]}")]
    for part, at in (("unfed", x - 1), ("dead", x + _BAR / 2 + 1)):
        size = group.get(f"{part}Weight", 0) * unit
        if size:
            shapes.append(
                draw("rect", x=at, y=y + height - size, width=_BAR / 2, height=max(size, 1.5), class_="break")
            )
    if height >= _LOWEST:
        said = Text(f"{clip(name.zh, _LETTERS)} {amount}", f"{clip(name.en, _LETTERS)} {amount}")
        shapes.append(label(said, x + _BAR + 5, y + height / 2 + 4, zh=60, en=60, class_="thing"))
    return shapes
