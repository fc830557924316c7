"""The coordination degree as a table: a row for each region and year that the statistics speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from chains.errors import Text
from chains.gaps.coordination.columns import GRADE_WORDS, LEVEL_WORDS, PERCENT, WEIGHING, WHY_WORDS, name_grade
from chains.gaps.coordination.scores import WEIGHTS, YearScores, score_year, weigh_panel
from chains.gaps.reading.indicators import Panel, read_panels
from chains.gaps.tables import REGION, MeasureTable, column, pick_option, round_number
from chains.network import Network
from chains.summary import CHAINS

__all__ = ["TABLE"]

_SCHEMA: Final = {
    REGION: pl.String,
    "level": pl.String,
    "year": pl.Int64,
    **{f"u_{chain}": pl.Float64 for chain in CHAINS},
    **dict.fromkeys(("c", "t", "d", "d_low", "d_high"), pl.Float64),
    **dict.fromkeys(("grade", "grade_low", "grade_high"), pl.String),
    **dict.fromkeys(("c_wang", "d_wang", "c_fan", "d_fan"), pl.Float64),
    "used": pl.Int64,
    "missing": pl.Int64,
    "known": pl.Float64,
    "obstacle": pl.String,
    "obstacle_share": pl.Float64,
    "why": pl.String,
}


def _make(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    scheme = pick_option(options, WEIGHING.name, WEIGHTS)
    rows = [row for panel in read_panels(network) for row in _describe_panel(panel, scheme)]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort(
        "level", "year", "d", REGION, descending=[False, True, True, False], nulls_last=True
    )


def _describe_panel(panel: Panel, scheme: str) -> Iterator[dict[str, Any]]:
    weights = weigh_panel(panel, scheme)
    for year in np.unique(panel.years).tolist():
        scores = score_year(panel, weights, year)
        for place in range(len(scores.rows)):
            yield {
                REGION: panel.regions[scores.rows[place]],
                "level": panel.level,
                "year": year,
                **_describe_region(panel, scores, place),
            }


def _describe_region(panel: Panel, scores: YearScores, place: int) -> dict[str, Any]:
    d = scores.d["standard"][place]
    obstacle, share = _find_obstacle(panel, scores, place)
    return {
        **{f"u_{chain}": round_number(scores.u[place, at]) for at, chain in enumerate(CHAINS)},
        "c": round_number(scores.c["standard"][place]),
        "t": round_number(scores.t[place]),
        "d": round_number(d),
        "d_low": round_number(scores.low[place]),
        "d_high": round_number(scores.high[place]),
        "grade": name_grade(d),
        "grade_low": name_grade(scores.low[place]),
        "grade_high": name_grade(scores.high[place]),
        **{
            f"{part}_{name}": round_number(frame[name][place])
            for name in ("wang", "fan")
            for part, frame in (("c", scores.c), ("d", scores.d))
        },
        "used": int(scores.used[place]),
        "missing": int(scores.missing[place]),
        "known": round_number(scores.known[place]),
        "obstacle": obstacle,
        "obstacle_share": share,
        "why": scores.why[place],
    }


def _find_obstacle(panel: Panel, scores: YearScores, place: int) -> tuple[str | None, float | None]:
    own = scores.obstacles[place]
    if np.isnan(own).all():
        return None, None
    first = int(np.nanargmax(own))
    return panel.indicators[first], round_number(own[first])


_CHAIN_NAMES: Final = {"education": "教育", "talent": "人才", "industry": "产业", "innovation": "创新"}
TABLE: Final = MeasureTable(
    "coordination",
    Text("四链耦合协调度（统计指标）", "Coordination degree of the chains, by statistics"),
    Text(
        "由统计指标算出的四链耦合协调度：各指标按固定参照区间化为 0–1，链内加权得 U，再合成耦合度 C、发展度 T、协调度 D = √(C·T)。它不用任何"
        "链接：四链等权时，标准 D 就是 U 的几何平均数的平方根。城市与省各自成表，指标不同，不可互比。区间表示换一组指标时 D 会怎样变"
        f"（{PERCENT}，从现有指标中重抽），不含测量误差。熵权偏重分布悬殊的指标（多地为 0 者尤甚），可用 weights=equal 对照。",
        "The coupling coordination degree of the four chains by statistics: indicators are put on 0 to 1 by fixed reference ranges "
        "and weighed within their chain to U, which make the coupling C, the development T and D = sqrt(C T). It uses no link at "
        "all: with chains of equal weight the standard D is just the square root of the geometric mean of U. Cities and provinces "
        "have other indicators and must not be compared with each other. The band tells how D would change with other indicators "
        f"({PERCENT}, those at hand drawn anew), not how well they were measured. Entropy favours indicators that are spread very "
        "unevenly, most of all those that are 0 in many places: compare weights=equal.",
    ),
    (
        column(REGION, "地区", "region", "城市或省。", "City or province.", names=True),
        column(
            "level",
            "层级",
            "level",
            "同一层级内才可比较。",
            "Only regions of one level can be compared.",
            words=LEVEL_WORDS,
        ),
        column("year", "年份", "year", "指标的年份。", "Year of the indicators."),
        *(
            column(
                f"u_{chain}",
                f"{name}得分",
                f"U {chain}",
                f"{name}链得分，0–1。",
                f"Score of the {chain} chain, 0 to 1.",
            )
            for chain, name in _CHAIN_NAMES.items()
        ),
        column("c", "耦合度", "C", "几何平均 ÷ 算术平均，0–1。", "Geometric over arithmetic mean of U, 0 to 1."),
        column("t", "发展度", "T", "四链得分的平均，0–1。", "Mean of the four scores, 0 to 1."),
        column("d", "协调度", "D", "√(C·T)，0–1。", "sqrt(C T), 0 to 1."),
        column("d_low", "下限", "D low", f"D 的 {PERCENT} 区间下限。", f"Lower end of the {PERCENT} band of D."),
        column("d_high", "上限", "D high", f"D 的 {PERCENT} 区间上限。", f"Upper end of the {PERCENT} band of D."),
        column("grade", "等级", "grade", "D 的等级，十级。", "Grade of D, one of ten.", words=GRADE_WORDS),
        column(
            "grade_low",
            "等级下限",
            "grade low",
            "区间下限的等级。",
            "Grade at the lower end of the band.",
            words=GRADE_WORDS,
        ),
        column(
            "grade_high",
            "等级上限",
            "grade high",
            "区间上限的等级。",
            "Grade at the upper end of the band.",
            words=GRADE_WORDS,
        ),
        column(
            "c_wang",
            "C（Wang）",
            "C Wang",
            "王淑佳等 2021 的耦合度。",
            "Coupling of Wang et al. 2021 (doi:10.31497/zrzyxb.20210319).",
        ),
        column("d_wang", "D（Wang）", "D Wang", "由此得的协调度。", "The coordination degree with it."),
        column(
            "c_fan",
            "C（Fan）",
            "C Fan",
            "Fan 等 2024 的耦合度：1 − 2 倍标准差。",
            "Coupling of Fan et al. 2024, 1 - 2 sd (doi:10.13546/j.cnki.tjyjc.2024.22.007).",
        ),
        column("d_fan", "D（Fan）", "D Fan", "由此得的协调度。", "The coordination degree with it."),
        column("used", "指标数", "used", "有值的指标数。", "Indicators with a value."),
        column(
            "missing",
            "缺指标",
            "missing",
            "该层级有而此处无值的指标数。",
            "Indicators of the level without a value here.",
        ),
        column(
            "known", "已知权重", "known", "有值指标的权重占比，0–1。", "Share of the weight that has a value, 0 to 1."
        ),
        column(
            "obstacle",
            "主要障碍",
            "obstacle",
            "障碍度最高的指标。",
            "The indicator with the highest obstacle degree.",
            names=True,
        ),
        column(
            "obstacle_share",
            "障碍度",
            "obstacle degree",
            "它占全部差距的比例，0–1。",
            "Its share of all that is lacking, 0 to 1.",
        ),
        column("why", "说明", "why", "为何没有 D 或区间。", "Why there is no D, or no band.", words=WHY_WORDS),
    ),
    _make,
    (WEIGHING,),
)
