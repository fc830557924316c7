"""Where the statistics and the links of a city say different things: a row for each city."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from chains.errors import Text
from chains.gaps.coordination.columns import FINDING_WORDS, GRADE_WORDS, PERCENT, WEIGHING, WHY_WORDS, name_grade
from chains.gaps.coordination.comparing import UPPER_HALF, Comparison, compare_cities
from chains.gaps.coordination.scores import WEIGHTS
from chains.gaps.reading.survey import Survey
from chains.gaps.tables import REGION, MeasureTable, column, pick_option, round_number
from chains.measures.cross_links import count_cross_links, score_cross_z
from chains.measures.metapath import score_complete_share
from chains.network import Network

__all__ = ["TABLE", "judge_difference"]

_RANKED: Final = {"d": "rank_d", "linked_share": "rank_links", "complete_share": "rank_complete", "density_z": "rank_z"}
_SCHEMA: Final = {
    REGION: pl.String,
    "finding": pl.String,
    **dict.fromkeys(("by_statistics", "by_links", "difference", "low", "high"), pl.Float64),
    "year": pl.Int64,
    **dict.fromkeys(("d", "d_low", "d_high"), pl.Float64),
    "grade": pl.String,
    "organisations": pl.Int64,
    "linked": pl.Int64,
    "linked_share": pl.Float64,
    "ties": pl.Int64,
    "density_z": pl.Float64,
    "complete_share": pl.Float64,
    **dict.fromkeys(_RANKED.values(), pl.Float64),
    "why": pl.String,
}


def _make(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    survey = Survey.of(network)
    found = compare_cities(survey, pick_option(options, WEIGHING.name, WEIGHTS))
    if found is None:
        return pl.DataFrame(schema=_SCHEMA)
    told = {name: kind for name, kind in _SCHEMA.items() if name not in _RANKED.values()}
    rows = [_describe(survey, found, city) for city in survey.places.cities]
    frame = pl.DataFrame(rows, schema=told, orient="row").with_columns(
        pl.col(name).rank("average", descending=True).alias(rank) for name, rank in _RANKED.items()
    )
    return frame.select(list(_SCHEMA)).sort("difference", "d", REGION, descending=[True, True, False], nulls_last=True)


def _describe(survey: Survey, found: Comparison, city: str) -> dict[str, Any]:
    row = {REGION: city, "year": found.year} | _tell_statistics(found, city) | _tell_links(survey, found, city)
    row |= _tell_standings(found, city)
    return row | {"why": None if row["finding"] else _explain(found, row)}


def _tell_statistics(found: Comparison, city: str) -> dict[str, Any]:
    place = found.place_of(city)
    columns = {"d": found.scores.d["standard"], "d_low": found.scores.low, "d_high": found.scores.high}
    told = {name: np.nan if place is None else float(values[place]) for name, values in columns.items()}
    return {name: round_number(value) for name, value in told.items()} | {"grade": name_grade(told["d"])}


def _tell_links(survey: Survey, found: Comparison, city: str) -> dict[str, Any]:
    own = found.linked.get(city)
    passage = survey.passages.through_region(city)
    told: dict[str, float | None] = {
        "organisations": 0,
        "linked": 0,
        "linked_share": None,
        "ties": 0,
        "density_z": None,
    }
    if own is not None:
        told = {
            "organisations": len(own.linked),
            "linked": int(own.linked.sum()),
            "linked_share": round_number(own.share),
            "ties": count_cross_links(own.here.links, own.here.chains),
            "density_z": round_number(score_cross_z(own.here.links, own.here.chains)),
        }
    complete = score_complete_share(passage.layers) if len(passage.occupations) else np.nan
    return told | {"complete_share": round_number(complete)}


def _tell_standings(found: Comparison, city: str) -> dict[str, Any]:
    standings = found.standings
    if standings is None or city not in standings.cities:
        return dict.fromkeys(("by_statistics", "by_links", "difference", "low", "high", "finding"))
    place = standings.cities.index(city)
    by_statistics, by_links = float(standings.by_statistics[place]), float(standings.by_links[place])
    low, high = float(standings.low[place]), float(standings.high[place])
    return {
        "by_statistics": round_number(by_statistics),
        "by_links": round_number(by_links),
        "difference": round_number(by_statistics - by_links),
        "low": round_number(low),
        "high": round_number(high),
        "finding": judge_difference(low, high, by_statistics),
    }


def judge_difference(low: float, high: float, by_statistics: float) -> str:
    """Return what the band of the difference of both standings says, as a key of ``FINDING_WORDS``."""
    if low > 0:
        return "links_missing" if by_statistics >= UPPER_HALF else "links_behind"
    return "links_ahead" if high < 0 else "alike"


def _explain(found: Comparison, row: Mapping[str, Any]) -> str:
    place = found.place_of(row[REGION])
    if place is None:
        return "no_statistics"
    if row["d"] is None or row["d_low"] is None:
        return found.scores.why[place] or "no_statistics"
    return "one_chain" if row["linked_share"] is None else "few_cities"


TABLE: Final = MeasureTable(
    "disagreement",
    Text("统计与链接不符之处", "Where statistics and links disagree"),
    Text(
        "把各市统计指标的协调度 D（四链等权时就是得分几何平均数的平方根，不用任何链接）与链接放在一起。位次为所超过的城市的比例；链接一侧用在本地与"
        "别的链有合作的单位占比，旁列链间联系的 z（打乱所属链）与贯通率。区间由同时重抽指标与链接得出；差距的下限大于 0 为链接落后。合作只是有记录的"
        "一部分，各链的指标也有多有少（见测度 coordination）。",
        "The coordination degree D of each city by statistics (with chains of equal weight just the square root of the geometric "
        "mean of their scores; it uses no link) beside its links. A standing is the share of the other cities surpassed; that by "
        "links takes the share of organisations that work with one of another chain here, with the z of ties between chains "
        "(shuffled labels) and the complete-chain share beside it. The band comes from drawing indicators and links anew "
        "together; the links fall behind if its lower end is above 0. Only a part of all cooperation is on record, and some "
        "chains rest on few indicators (see the measure coordination).",
    ),
    (
        column(REGION, "城市", "city", "城市。", "The city.", names=True),
        column(
            "finding", "结论", "finding", "统计与链接合起来说明什么。", "What both say together.", words=FINDING_WORDS
        ),
        column(
            "by_statistics",
            "统计位次",
            "by statistics",
            "按 D 超过的城市占比，0–1。",
            "Share of the cities surpassed by D, 0 to 1.",
        ),
        column(
            "by_links",
            "链接位次",
            "by links",
            "按有跨链合作的单位占比超过的城市占比，0–1。",
            "Share of the cities surpassed by the linked share, 0 to 1.",
        ),
        column("difference", "差距", "difference", "统计位次 − 链接位次。", "By statistics less by links."),
        column(
            "low",
            "差距下限",
            "low",
            f"差距的 {PERCENT} 区间下限。",
            f"Lower end of the {PERCENT} band of the difference.",
        ),
        column(
            "high",
            "差距上限",
            "high",
            f"差距的 {PERCENT} 区间上限。",
            f"Upper end of the {PERCENT} band of the difference.",
        ),
        column("year", "年份", "year", "指标的年份。", "Year of the indicators."),
        column("d", "协调度", "D", "标准协调度，0–1。", "Standard coordination degree, 0 to 1."),
        column("d_low", "D 下限", "D low", f"D 的 {PERCENT} 区间下限。", f"Lower end of the {PERCENT} band of D."),
        column("d_high", "D 上限", "D high", f"D 的 {PERCENT} 区间上限。", f"Upper end of the {PERCENT} band of D."),
        column("grade", "等级", "grade", "D 的等级。", "Grade of D.", words=GRADE_WORDS),
        column(
            "organisations",
            "单位",
            "organisations",
            "有记录的院校、企业、科研机构数。",
            "Institutions, enterprises and research institutes on record.",
        ),
        column(
            "linked",
            "有跨链合作",
            "linked",
            "在本地与别的链的单位有合作的单位数。",
            "Those that work with one of another chain here.",
        ),
        column("linked_share", "跨链合作占比", "linked share", "前者占后者，0–1。", "Their share, 0 to 1."),
        column(
            "ties",
            "跨链联系",
            "ties",
            "本地跨链的单位对数。",
            "Pairs of organisations of two chains that are tied here.",
        ),
        column(
            "density_z",
            "链间 z",
            "z",
            "跨链联系比打乱所属链时多几个标准差，负为少。",
            "Ties between chains against shuffled labels, in standard deviations; negative is few.",
        ),
        column(
            "complete_share",
            "贯通率",
            "complete-chain share",
            "专业与项目或平台接通的比例，0–1；没有需求记录为空。",
            "Pairs of a programme and a project or platform that are joined, 0 to 1; empty without demand on record.",
        ),
        column("rank_d", "D 名次", "rank D", "按 D，1 为最高。", "By D, 1 is the highest."),
        column("rank_links", "占比名次", "rank links", "按跨链合作占比。", "By the linked share."),
        column("rank_complete", "贯通名次", "rank complete", "按贯通率。", "By the complete-chain share."),
        column("rank_z", "z 名次", "rank z", "按链间 z。", "By z."),
        column("why", "说明", "why", "为何没有位次。", "Why there is no standing.", words=WHY_WORDS),
    ),
    _make,
    (WEIGHING,),
)
