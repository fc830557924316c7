"""The table of each skill and place: asked for, taught, and what is nearest to a skill that is not taught."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from chains.errors import Text
from chains.gaps.reading.places import Places
from chains.gaps.skills.columns import BIASED, UNIT, YEAR
from chains.gaps.skills.compare import compare_skills
from chains.gaps.tables import REGION, MeasureTable, column
from chains.measures.balance import score_share_gap, score_structural_deviation
from chains.network import Network

__all__ = ["TABLE"]

_SCHEMA: Final = {
    REGION: pl.String,
    "skill": pl.String,
    "year": pl.Int32,
    "unit": pl.String,
    "postings": pl.Float64,
    "offerings": pl.Int64,
    "asked": pl.Float64,
    "asked_share": pl.Float64,
    "taught": pl.Int64,
    "taught_share": pl.Float64,
    "gap": pl.Float64,
    "deviation": pl.Float64,
    "p": pl.Float64,
    "p_adjusted": pl.Float64,
    "companion": pl.String,
    "theta": pl.Float64,
    "nearest": pl.String,
    "km": pl.Float64,
    "reach": pl.Float64,
}


def _make(network: Network, options: Mapping[str, str]) -> pl.DataFrame:  # noqa: ARG001  # it has no options
    places = Places(network)
    rows = compare_skills(network, places).filter((pl.col("asked") > 0) | (pl.col("taught") > 0))
    iris = network.nodes.get_column("iri")
    wide = _with_differences(rows).with_columns(
        iris.gather(rows["skill"]).alias("skill"), iris.gather(rows["companion"]).alias("companion")
    )
    missing = pl.col("taught") == 0
    table = wide.select(
        pl.col("cell").alias(REGION),
        "skill",
        "year",
        pl.col("qualifier").alias("unit"),
        "postings",
        "offerings",
        pl.col("asked").round(3),
        pl.when(pl.col("all_asked") > 0).then(100.0 * pl.col("asked_share")).round(4).alias("asked_share"),
        "taught",
        pl.when(pl.col("all_taught") > 0).then(100.0 * pl.col("taught_share")).round(4).alias("taught_share"),
        pl.col("gap", "deviation").fill_nan(None).round(4),
        "p",
        "p_adjusted",
        *(pl.when(missing).then(name).alias(name) for name in ("companion", "theta", "nearest")),
        pl.when(missing).then(pl.col("km").round(1)).alias("km"),
        pl.col("reach").round(4),
    ).with_columns(pl.col("theta").round(4))
    whole = pl.col(REGION) == (places.area or "")
    ordered = table.sort(whole, REGION, "asked", "taught", "skill", descending=[True, False, True, True, False])
    return ordered.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())


def _with_differences(rows: pl.DataFrame) -> pl.DataFrame:
    parts = [
        part.with_columns(
            gap=pl.Series(score_share_gap(part["asked"], part["taught"])),
            deviation=pl.Series(score_structural_deviation(part["asked"], part["taught"])),
        )
        for part in rows.partition_by("cell", maintain_order=True)
    ]
    return pl.concat(parts) if parts else rows.with_columns(gap=pl.lit(0.0), deviation=pl.lit(0.0))


TABLE: Final = MeasureTable(
    "skill_gaps",
    Text("各地各项技能的供需差", "demand and teaching of each skill"),
    Text(
        "各地每项技能占需求和占教学的份额及其差；当地没有布点教授的技能，另列当地教授的最相近技能和教授它的最近城市。"
        "既无需求也无教学的技能不列。" + BIASED.zh,
        "Each skill's share of demand and of teaching in each place, and their difference; for one that no offering there "
        "teaches also the most related skill that is taught there and the nearest city that teaches it. Skills neither "
        "asked for nor taught are left out. " + BIASED.en,
    ),
    (
        column(
            REGION,
            "地区",
            "place",
            "城市或全域；全域在前。",
            "A city or the whole area, which comes first.",
            names=True,
        ),
        column("skill", "技能", "skill", "技能。", "The skill.", names=True),
        YEAR,
        UNIT,
        column("postings", "招聘数", "postings", "当地样本中的招聘数。", "Postings of the sample in the place."),
        column(
            "offerings",
            "布点数",
            "offerings",
            "当地教授样本中任一技能的专业布点。",
            "Offerings there whose programme develops any skill of the sample.",
        ),
        column("asked", "点名招聘", "asked for", "点名它的招聘数（推算）。", "Postings that name it, estimated."),
        column(
            "asked_share",
            "需求份额",
            "share of demand",
            "占各技能点名招聘数之和的百分比。",
            "Per cent of the postings that name a skill, summed over skills.",
        ),
        column("taught", "教授布点", "taught", "教授它的专业布点。", "Offerings whose programme develops it."),
        column(
            "taught_share",
            "教学份额",
            "share of teaching",
            "占各技能教授布点数之和的百分比；当地没有技能记录时为空。",
            "Per cent of the offerings that teach a skill, summed over skills; null where no skill is on record there.",
        ),
        column(
            "gap",
            "份额差",
            "share gap",
            "需求份额减教学份额，百分点；大于 0 为短缺。",
            "Share of demand less share of teaching, in percentage points; above 0 it is short.",
        ),
        column(
            "deviation",
            "结构偏离度",
            "structural deviation",
            "需求份额 ÷ 教学份额 − 1；大于 0 为短缺，−1 为无需求，无人教授时为空。",
            "Share of demand / share of teaching − 1; above 0 it is short, −1 nobody asks; null where nobody teaches it.",
        ),
        column(
            "p",
            "p 值",
            "p",
            "需求与教学构成相同时份额相差如此之大的概率（双侧，Fisher）；只说明数量是否太少，不说明样本是否有代表性。",
            "Chance of shares so far apart if demand and teaching had one mix (two-sided, Fisher); it says whether the numbers "
            "are too small to tell, not whether the sample stands for all demand.",
        ),
        column(
            "p_adjusted",
            "校正 p 值",
            "adjusted p",
            "在全部地区和技能中一并校正（适用于计数检验的 Benjamini–Hochberg 法）。",
            "Adjusted over all places and skills (Benjamini-Hochberg, for tests of counts).",
        ),
        column(
            "companion",
            "最相近的技能",
            "nearest related skill",
            "当地教授的技能中与它最常为同类职业所要求的一项；至少两种职业同时突出要求二者。",
            "Of the skills taught there that which goes with it most in what occupations ask for; at least two occupations "
            "must ask for both more than others do.",
            names=True,
        ),
        column(
            "theta",
            "互补度",
            "complementarity",
            "与该技能的互补度 θ，0 至 1（Alabdulkareem 等 2018）。",
            "With that skill: θ, from 0 to 1 (Alabdulkareem et al. 2018).",
        ),
        column(
            "nearest",
            "最近的城市",
            "nearest city",
            "教授它的最近城市；各地都不教或距离不明时为空。",
            "The nearest city that teaches it; null where none does or the distance is not known.",
            names=True,
        ),
        column("km", "公里", "km", "到该市的直线距离。", "Great-circle distance to that city."),
        column(
            "reach",
            "距离加权差",
            "distance-weighted gap",
            "(1 − θ/2) · km/(km + 100)，0 至 1：当地教授为 0，无相近技能且无处教授为 1；本项目自定义。",
            "(1 − θ/2) · km/(km + 100), from 0 to 1: 0 where it is taught, 1 where nothing related is and no city teaches it; our "
            "own definition.",
        ),
    ),
    _make,
)
