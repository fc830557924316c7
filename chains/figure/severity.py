"""Severity: all gaps of a city or the area by kind, each a point."""

from __future__ import annotations

from typing import Final

import numpy as np

from chains.build import ontology_terms
from chains.draw.palette import THEMES
from chains.errors import Text
from chains.figure.contract import Figure, Plot
from chains.records import COVERAGE_GRADES, Gap

__all__ = ["FIGURE", "spread_points"]

# By coverage grade: marker and colour, darker for better sources.
_LOOKS: Final = {"A": ("o", "accent"), "B": ("s", "industry"), "C": ("^", "talent"), "D": ("x", "line-strong")}
_BIN: Final = 0.01
_HEIGHT: Final = 0.36


def spread_points(values: list[float]) -> list[float]:
    """Return how far each point stands above or below its line, in [-0.36, 0.36], so that equal values lie apart.

    Values in the same hundredth are spread evenly about the line, in their order; alone a point stands on it.

    >>> spread_points([0.5, 0.5, 0.9])
    [-0.06, 0.06, 0.0]
    """
    bins = np.floor(np.array(values) / _BIN + 1e-9).astype(int)
    counts = {int(one): int(number) for one, number in zip(*np.unique(bins, return_counts=True), strict=True)}
    step = min(0.12, 2 * _HEIGHT / max(max(counts.values(), default=1) - 1, 1))
    seen: dict[int, int] = {}
    found = []
    for one in bins.tolist():
        rank = seen.get(one, 0)
        seen[one] = rank + 1
        found.append(round((rank - (counts[one] - 1) / 2) * step, 4))
    return found


def _draw(plot: Plot) -> None:
    gaps = plot.gaps()
    if not gaps:
        raise plot.refuse(Text("没有找到断点", "no gap was found"))
    kinds: dict[str, list[Gap]] = {}
    for gap in gaps:
        kinds.setdefault(gap.kind, []).append(gap)
    ordered = sorted(kinds, key=lambda kind: (-float(np.median([gap.severity for gap in kinds[kind]])), kind))
    axes, theme = plot.axes, THEMES["light"]
    for line, kind in enumerate(ordered):
        found = kinds[kind]
        values = [gap.severity for gap in found]
        offsets = spread_points(values)
        for grade, (marker, colour) in _LOOKS.items():
            chosen = [at for at, gap in enumerate(found) if gap.coverage == grade]
            axes.scatter(
                [values[at] for at in chosen],
                [line + offsets[at] for at in chosen],
                s=9,
                marker=marker,
                color=theme[colour],
                linewidths=0.7,
                alpha=0.75,
            )
        median = float(np.median(values))
        axes.plot([median, median], [line - 0.42, line + 0.42], color=theme["gap"], linewidth=1.4)
        axes.text(1.015, line, f"{len(found):,}", va="center", fontsize=7, color=theme["muted"])
    terms = ontology_terms()
    axes.set_yticks(range(len(ordered)), [plot.say(terms.code("gap-kinds", kind).label) for kind in ordered])
    axes.set_ylim(len(ordered) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=theme["track"], linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_xlabel(plot.say(Text("严重程度（0 至 1）", "severity, 0 to 1")))
    _legend(plot)
    plot.caption(
        Text(f"{plot.place}：{len(gaps):,} 处断点的严重程度", f"{plot.place}: severity of {len(gaps):,} gaps"),
        Text(
            "每点一处断点，红线为该类中位数，右侧为处数。严重程度 = 缺失的份额 × 来源覆盖的权重；不同类的份额所指不同，"
            "跨类比较只供排序。形状表示来源覆盖等级：A 为四分之三以上有记录，D 为不足四分之一。",
            "A point is a gap; the red line is the median of its kind, and the number of gaps stands on the right. Severity is the "
            "share lost, weighed by the coverage of the sources; the share means something else in each kind, so across "
            "kinds it only ranks. Shapes: coverage grade, A for three quarters or more on record, D for less than a quarter.",
        ),
    )


def _legend(plot: Plot) -> None:
    from matplotlib.lines import Line2D

    theme = THEMES["light"]
    handles = [
        Line2D(
            [],
            [],
            linestyle="none",
            marker=_LOOKS[grade][0],
            color=theme[_LOOKS[grade][1]],
            markersize=4,
            label=plot.say(Text(f"覆盖 {grade}", f"coverage {grade}")),
        )
        for grade in COVERAGE_GRADES
    ]
    plot.axes.legend(handles=handles, loc="lower right")


FIGURE: Final = Figure(
    "severity",
    Text("断点严重程度一览", "Overview of the severity of gaps"),
    Text(
        "一个城市或全域的全部断点，按类别与严重程度排列，并标明来源覆盖。",
        "All gaps of a city or the whole area by kind and severity, with the coverage of their sources.",
    ),
    16.0,
    12.0,
    _draw,
)
