"""Coordination: the degree that statistics give each city, against the share of its organisations that are linked."""

from __future__ import annotations

from typing import Final

import polars as pl

from chains.draw.palette import THEMES
from chains.errors import Text
from chains.figure.contract import Figure, Plot
from chains.figure.marks import write_names
from chains.gaps.coordination.columns import FINDING_WORDS

__all__ = ["FIGURE"]

# Finding of the measure `disagreement`: colour, marker, size.
_LOOKS: Final = {
    "links_missing": ("gap", "v", 34),
    "links_ahead": ("industry", "^", 34),
    "none": ("muted", "o", 14),
}
_NAMED: Final = 6
"""So many of the cities with the highest D are named beside those that disagree."""


def _draw(plot: Plot) -> None:
    from chains.gaps import measure

    rows = measure(plot.network, "disagreement").filter(
        pl.col("d").is_not_null() & pl.col("linked_share").is_not_null()
    )
    if rows.is_empty():
        raise plot.refuse(Text("没有统计指标，或没有链接", "no statistics, or no links"))
    axes, theme = plot.axes, THEMES["light"]
    named = set(rows.sort("d", "region", descending=[True, False]).get_column("region").head(_NAMED))
    for finding, part in _groups(rows):
        colour, marker, size = _LOOKS.get(finding or "", _LOOKS["none"])
        label = plot.say(FINDING_WORDS[finding] if finding else Text("两者相符", "both agree"))
        share = (100 * part.get_column("linked_share")).to_list()
        low, mid, high = (part.get_column(name).to_list() for name in ("d_low", "d", "d_high"))
        bands = [
            [at - (below if below is not None else at) for at, below in zip(mid, low, strict=True)],
            [(above if above is not None else at) - at for at, above in zip(mid, high, strict=True)],
        ]
        axes.errorbar(mid, share, xerr=bands, fmt="none", ecolor=theme[colour], elinewidth=0.6, alpha=0.45)
        axes.scatter(mid, share, s=size, marker=marker, color=theme[colour], label=f"{label} ({part.height})", zorder=3)
    points = [
        (row["d"], 100 * row["linked_share"], plot.name(row["region"]).removesuffix("市"))
        for row in rows.iter_rows(named=True)
        if row["finding"] in _LOOKS or row["region"] in named or row["region"] == plot.region
    ]
    axes.set_xlim(0, 1)
    axes.set_ylim(bottom=-1.5)
    axes.set_xlabel(plot.say(Text("耦合协调度 D（统计指标）", "coordination degree D, by statistics")))
    axes.set_ylabel(plot.say(Text("有跨链合作的单位占比（%）", "organisations linked across chains, %")))
    axes.legend(loc="upper left")
    years = rows.get_column("year").drop_nulls().unique().sort().to_list()
    year = "–".join(str(one) for one in dict.fromkeys((*years[:1], *years[-1:])))
    plot.caption(
        Text("统计上的协调度与实际的链接", "Coordination by statistics, and the links that there are"),
        Text(
            f"每点一个城市，{rows.height} 个（另有城市缺指标或链接，无从比较）。横线为 D 的 90 % 自助法区间（指标年份 {year}）。D = √(C·T)，"
            "等权时就是四链得分几何平均的平方根，不含任何链接；纵轴只看图谱里有记录的合作。两者的位次之差超出区间的城市标出。",
            f"A point is a city, {rows.height} in all; cities without statistics or links cannot be compared. Bars: 90 % "
            f"bootstrap band of D (statistics of {year}). D = √(C·T); with equal weights that is the root of the geometric "
            "mean of the four scores and uses no link at all. The other axis counts cooperation on record. Marked: cities "
            "whose standings by the two differ beyond the band.",
        ),
    )
    spots = [(d, 100 * share) for d, share in rows.select("d", "linked_share").iter_rows()]
    write_names(axes, points, 6.5, clear=spots)


def _groups(rows: pl.DataFrame) -> list[tuple[str | None, pl.DataFrame]]:
    """Return the rows by finding; those that agree first, so that the others lie above."""
    marked = [key for key in _LOOKS if key != "none"]
    agree = rows.filter(~pl.col("finding").is_in(marked).fill_null(value=False))
    parts = [(None, agree), *((key, rows.filter(pl.col("finding") == key)) for key in marked)]
    return [(key, part) for key, part in parts if part.height]


FIGURE: Final = Figure(
    "coordination",
    Text("协调度与链接", "Coordination by statistics and by links"),
    Text(
        "各市的耦合协调度（带区间）与有跨链合作的单位占比，标出两者不符的城市。",
        "The coordination degree of each city with its band, against the share of linked organisations; cities where the "
        "two disagree are named.",
    ),
    15.0,
    11.0,
    _draw,
)
