"""Skills short and in surplus: the share of demand less the share of teaching, as bars."""

from __future__ import annotations

from typing import Final

import polars as pl

from chains.draw.palette import THEMES
from chains.errors import Text
from chains.figure.contract import Figure, Plot
from chains.names import compact_id

__all__ = ["FIGURE", "choose_skills"]

_MOST: Final = 12
_LEVEL: Final = 0.05


def choose_skills(rows: pl.DataFrame, most: int = _MOST) -> pl.DataFrame:
    """Return the rows of the measure ``skill_gaps`` to draw: the widest gaps on each side, from short to surplus.

    At most *most* on a side; equal gaps in the order of their IRIs.
    """
    known = rows.drop_nulls("gap").sort(["gap", "skill"], descending=[True, False])
    short, surplus = known.filter(pl.col("gap") > 0).head(most), known.filter(pl.col("gap") < 0).tail(most)
    return pl.concat([short, surplus])


def _draw(plot: Plot) -> None:
    from chains.gaps import measure

    samples = measure(plot.network, "skill_balance").filter(
        pl.col("thing").is_null() & (pl.col("region") == (plot.cell or "")) & pl.col("postings").is_not_null()
    )
    # Of several samples the latest; one place may have been sampled twice.
    sample = samples.sort("year", "postings", "source", descending=[True, True, False], nulls_last=True).head(1)
    table = measure(plot.network, "skill_gaps")
    chosen = choose_skills(table.join(sample, on=["region", "year", "unit", "postings"], how="semi", nulls_equal=True))
    if chosen.is_empty():
        raise plot.refuse(
            Text("没有招聘样本，或没有教学记录", "no sample of postings, or nothing on record of teaching")
        )
    axes, theme = plot.axes, THEMES["light"]
    for place, row in enumerate(chosen.iter_rows(named=True)):
        sure = row["p_adjusted"] is not None and row["p_adjusted"] < _LEVEL
        colour = theme["talent"] if row["gap"] > 0 else theme["education"]
        axes.barh(
            place,
            row["gap"],
            height=0.72,
            facecolor=colour if sure else "white",
            edgecolor=colour,
            linewidth=0.8,
            hatch=None if sure else "////",
        )
        words = f"{row['asked_share']:.1f} / {row['taught_share']:.1f}"
        side = 1 if row["gap"] > 0 else -1
        axes.annotate(
            words,
            (row["gap"], place),
            xytext=(3 * side, 0),
            textcoords="offset points",
            va="center",
            ha="left" if side > 0 else "right",
            fontsize=6,
            color=theme["muted"],
        )
    axes.set_yticks(range(chosen.height), [plot.name(skill) for skill in chosen.get_column("skill")])
    axes.invert_yaxis()
    axes.axvline(0, color=theme["line-strong"], linewidth=0.6)
    axes.margins(x=0.14, y=0.01)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(
        plot.say(
            Text(
                "需求份额 − 教学份额（百分点）：右为短缺，左为过剩",
                "share of demand − share of teaching (percentage points): right short, left surplus",
            )
        )
    )
    _caption(plot, chosen, sample.item(0, "source"))


def _caption(plot: Plot, chosen: pl.DataFrame, source: str) -> None:
    first = chosen.row(0, named=True)
    notes = plot.network.samples.select("graph", "note_zh", "note_en").rows()
    told = {compact_id(graph): (zh, en) for graph, zh, en in notes}
    zh, en = ((text or "").rstrip("。.") or source for text in told.get(source, ("", "")))
    plot.caption(
        Text(f"{plot.place}：短缺与过剩的技能", f"{plot.place}: skills short and in surplus"),
        Text(
            f"招聘样本 {first['postings']:,.0f} 条（{first['year'] or '年份不详'}），教学 {first['offerings']:,} 个专业点。样本：{zh}。"
            f"条旁为需求份额 / 教学份额（%）。实心：校正后 p < {_LEVEL:g}（Fisher，Benjamini–Hochberg）；斜纹：数量太少，或其下位技能也在招，不能断定。"
            "基础知识很少写进招聘广告，过剩不等于不需要。",
            f"{first['postings']:,.0f} postings of the sample ({first['year'] or 'no year'}), {first['offerings']:,} "
            f"offerings. Sample: {en}. Beside a bar: share of demand / share of teaching (%). Filled: adjusted p < {_LEVEL:g} "
            "(Fisher, Benjamini–Hochberg); hatched: too few to tell, or narrower skills of it are asked for. Postings seldom name basic knowledge: surplus does not "
            "mean that nobody needs it.",
        ),
    )


FIGURE: Final = Figure(
    "skills",
    Text("技能短缺与过剩", "Skills short and in surplus"),
    Text(
        "一个城市或全域里需求份额与教学份额相差最大的技能。",
        "The skills of a city or the whole area whose share of demand and share of teaching lie furthest apart.",
    ),
    16.0,
    15.0,
    _draw,
)
