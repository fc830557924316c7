"""The flow: how far programmes, occupations and enterprises lead on to the next station, as a Sankey diagram."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from chains.draw.palette import THEMES, style_of
from chains.draw.views.flow import VIEW, describe_flow
from chains.errors import Text
from chains.figure.contract import Figure, Plot
from chains.figure.marks import halo, keep_apart
from chains.summary import CHAINS

__all__ = ["FIGURE", "stack_groups"]

_WIDTH: Final = 0.09
_SPACE: Final = 0.012
_LEAST: Final = 0.045
_LONGEST: Final = {"zh": 14, "en": 26}


def stack_groups(weights: Sequence[float]) -> list[tuple[float, float]]:
    """Return bottom and top of each group of a column that is 1 high, the first at the top, with a little space between.

    >>> [(round(low, 3), round(high, 3)) for low, high in stack_groups([3.0, 1.0])]
    [(0.259, 1.0), (0.0, 0.247)]
    """
    total, scale = sum(weights), 1 - _SPACE * max(len(weights) - 1, 0)
    found, top = [], 1.0
    for weight in weights:
        low = top - scale * weight / total
        found.append((low, top))
        top = low - _SPACE
    return found


def _draw(plot: Plot) -> None:
    flow = _find_flow(plot)
    columns = flow["groups"]
    places = [stack_groups([group["weight"] for group in groups]) for groups in columns]
    axes = plot.axes
    axes.axis("off")
    axes.set_xlim(-0.95, 3.95)
    axes.set_ylim(-0.02, 1.12)
    for step, bands in enumerate(flow["bands"]):
        _draw_bands(axes, step, bands, columns, places)
    for at, groups in enumerate(columns):
        _draw_column(plot, at, groups, places[at])
    _head(plot, columns, flow["sizes"])
    plot.caption(
        Text(f"{plot.place}：从专业到项目与平台，能走到哪一步", f"{plot.place}: how far programmes lead on"), _NOTE
    )


def _find_flow(plot: Plot) -> Mapping[str, Any]:
    survey, cell = plot.survey, plot.cell
    if cell is not None and survey.is_cell(cell):
        flow = describe_flow(survey, cell, survey.passages.through_region(cell))
        if any(flow["bands"]):
            return flow
    raise plot.refuse(Text("没有一步走得通的记录", "no step of the chain is on record"))


def _draw_bands(
    axes: Any,
    step: int,
    bands: Sequence[Mapping[str, Any]],
    columns: Sequence[Sequence[Mapping[str, Any]]],
    places: Sequence[Sequence[tuple[float, float]]],
) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    tops = [[top for _, top in side] for side in (places[step], places[step + 1])]
    for band in bands:
        ends = []
        for side, (key, weight) in enumerate((("from", "out"), ("to", "in"))):
            group, (low, top) = columns[step + side][band[key]], places[step + side][band[key]]
            width = (top - low) * band[weight] / group["weight"]
            ends.append((tops[side][band[key]] - width, tops[side][band[key]]))
            tops[side][band[key]] -= width
        left, right = step + _WIDTH / 2, step + 1 - _WIDTH / 2
        middle = step + 0.5
        (low, top), (low_right, top_right) = ends
        points = [
            (left, top),
            (middle, top),
            (middle, top_right),
            (right, top_right),
            (right, low_right),
            (middle, low_right),
            (middle, low),
            (left, low),
            (left, top),
        ]
        curve = [Path.CURVE4] * 3
        codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
        axes.add_patch(PathPatch(Path(points, codes), facecolor=style_of(CHAINS[step]).colour, alpha=0.22, linewidth=0))


def _draw_column(
    plot: Plot, at: int, groups: Sequence[Mapping[str, Any]], places: Sequence[tuple[float, float]]
) -> None:
    from matplotlib.patches import Rectangle

    axes, style, gap = plot.axes, style_of(CHAINS[at]), THEMES["light"]["gap"]
    for group, (low, top) in zip(groups, places, strict=True):
        axes.add_patch(Rectangle((at - _WIDTH / 2, low), _WIDTH, top - low, facecolor=style.colour, linewidth=0))
        for part, x in (("deadWeight", at), ("unfedWeight", at - _WIDTH / 2)):
            height = (top - low) * group.get(part, 0.0) / group["weight"]
            if height:
                axes.add_patch(
                    Rectangle(
                        (x, low), _WIDTH / 2, height, facecolor="white", edgecolor=gap, hatch="//////", linewidth=0.5
                    )
                )
    order = sorted(range(len(groups)), key=lambda one: places[one][0])
    middles = [(places[one][0] + places[one][1]) / 2 for one in order]
    outside = at == 0
    for one, y in zip(order, keep_apart(middles, _LEAST), strict=True):
        name = plot.say(Text(*groups[one]["name"]))
        axes.text(
            at - _WIDTH if outside else at + _WIDTH * 0.75,
            y,
            _shorten(name, _LONGEST[plot.lang]),
            ha="right" if outside else "left",
            va="center",
            fontsize=6.2,
            path_effects=halo(),
        )


def _shorten(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _head(plot: Plot, columns: Sequence[Sequence[Mapping[str, Any]]], sizes: Sequence[int]) -> None:
    """Write above each column what it is, how many there are, and what share leads nowhere."""
    for at, (groups, size) in enumerate(zip(columns, sizes, strict=True)):
        lines = [f"{plot.say(VIEW.words[f'flow_station_{at}'])} {size:,}"]
        for part, words in (("dead", Text("不通向下一步", "lead nowhere")), ("unfed", Text("无从到达", "not reached"))):
            if any(part in group for group in groups):
                lines.append(f"{plot.say(words)} {sum(len(group.get(part, ())) for group in groups):,}")
        plot.axes.text(
            at, 1.03, "\n".join(lines), ha="center", va="bottom", fontsize=6.8, color=style_of(CHAINS[at]).colour
        )


_NOTE: Final = Text(
    "四列等高，各看各的：专业按开设院校数计，职业按招聘样本数计，其余一个算一个。带的左端是通向对方的部分，右端是被通到的部分，"
    "通向几组时平均分摊。红色斜纹是断点：右缘不通向下一步，左缘没有上一步通到。职业与企业按招聘样本中的产业链相连。",
    "The four columns are equally high and each is read by itself: a programme counts for as much as institutions offer it, an "
    "occupation for its postings in the samples, all else for one. A band is as wide at its left end as what leads there and "
    "at its right end as what is reached; what leads to several groups is shared out equally. Red hatching is the break: on "
    "the right edge what leads nowhere, on the left edge what is reached from nowhere. Occupations and enterprises are "
    "joined by the industry chain that the samples of postings name.",
)

FIGURE: Final = Figure(
    "flow",
    Text("四链流向", "Flow along the chains"),
    Text(
        "一个城市、省或全域里，专业、职业、企业各有多少通向下一步，断在哪里（桑基图）。",
        "How much of the programmes, occupations and enterprises of a region leads on, and where it breaks (Sankey).",
    ),
    18.0,
    13.0,
    _draw,
)
