"""The table of each city's diversity and complexity, with what the numbers rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl

from chains.errors import Text
from chains.gaps.reading.places import Places
from chains.gaps.specialisation.fields import count_fields
from chains.gaps.specialisation.quotients import FIELD_OPTION
from chains.gaps.tables import REGION, MeasureTable, column, round_numbers
from chains.measures.complexity import Complexity, score_complexity, score_fitness
from chains.measures.specialisation import mark_specialised, score_location_quotients
from chains.network import Network

__all__ = ["TABLE"]


def _make(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    found = count_fields(network, Places(network), options[FIELD_OPTION.name])
    marks = mark_specialised(score_location_quotients(found.counts)).astype(float)
    index, diversity = score_complexity(marks), marks.sum(axis=1)
    ubiquity = np.full(len(diversity), np.nan)
    np.divide(marks @ marks.sum(axis=0), diversity, out=ubiquity, where=diversity > 0)
    facts = np.array([*index.eigenvalues, index.correlation])
    second, third, correlation = round_numbers(facts)
    return pl.DataFrame(
        {
            REGION: pl.Series(found.places, dtype=pl.String),
            "count": found.counts.sum(axis=1),
            "diversity": diversity.astype(np.int64),
            "ubiquity": round_numbers(ubiquity),
            "eci": round_numbers(index.places),
            # What sinks to 0 is 0: its last figures only tell how many rounds were run.
            "fitness": round_numbers(score_fitness(marks).places.round(6)),
        }
    ).with_columns(
        places=pl.lit(index.rows, pl.Int64),
        fields=pl.lit(index.columns, pl.Int64),
        pieces=pl.lit(index.pieces, pl.Int64),
        second_eigenvalue=pl.lit(second, pl.Float64),
        third_eigenvalue=pl.lit(third, pl.Float64),
        correlation=pl.lit(correlation, pl.Float64),
        why=pl.Series([_explain(int(size), index, place) for place, size in enumerate(diversity)], dtype=pl.String),
    )


def _explain(diversity: int, index: Complexity, place: int) -> str | None:
    """Return why a city has no index."""
    if not diversity:
        return "nothing on record"
    if np.isfinite(index.places[place]):
        return None
    return "the network of cities and fields falls into pieces" if index.pieces > 1 else "no second eigenvector"


TABLE: Final = MeasureTable(
    "complexity",
    Text("领域多样性与复杂度", "diversity and complexity"),
    Text(
        "各市优势领域的数目、经济复杂度指数 ECI（Hidalgo 和 Hausmann 2009，doi:10.1073/pnas.0900943106）与 Fitness"
        "（Tacchella 等 2012，doi:10.1038/srep00723）。这些指数为一百多个国家、上千种产品而设：只有几十个城市，而且记录有缺漏，"
        "增减一个领域就会使名次大变，不宜作为结论或排名发布。请先看 places、correlation 和两个特征值。",
        "In how many fields each city is specialised, its economic complexity index ECI (Hidalgo & Hausmann 2009, "
        "doi:10.1073/pnas.0900943106) and its Fitness (Tacchella et al. 2012, doi:10.1038/srep00723). These were made for "
        "more than a hundred countries and a thousand products: with a few dozen cities and a record with holes, one field "
        "more or less moves a city far, so never publish them as a finding or a ranking. Look at places, correlation and "
        "the two eigenvalues first.",
    ),
    (
        column(REGION, "城市", "city", "城市。", "The city.", names=True),
        column("count", "数量", "count", "布点数、单位数或招聘条数。", "Offerings, organisations or postings."),
        column(
            "diversity",
            "多样性",
            "diversity",
            "有优势的领域数（区位商不低于 1）。",
            "Fields that the city is specialised in (location quotient of at least 1).",
        ),
        column(
            "ubiquity",
            "平均普遍度",
            "mean ubiquity",
            "这些领域平均有多少个城市有优势。",
            "How many cities are specialised in these fields, on average.",
        ),
        column(
            "eci",
            "复杂度指数",
            "complexity index",
            "各市平均为 0、标准差为 1；符号使其随多样性增加。",
            "Mean 0 and standard deviation 1 over the cities; the sign is such that it grows with diversity.",
        ),
        column("fitness", "Fitness", "fitness", "各市平均为 1，不小于 0。", "0 or more; mean 1 over the cities."),
        column(
            "places",
            "城市数",
            "cities",
            "有记录的城市数；各行相同。",
            "Cities with anything on record; the same in every row.",
        ),
        column("fields", "领域数", "fields", "任一城市有优势的领域数。", "Fields that any city is specialised in."),
        column(
            "pieces",
            "连通块数",
            "pieces",
            "城市与领域的网络分成几块；大于 1 则没有 ECI。",
            "Connected pieces of the network of cities and fields; with more than 1 there is no ECI.",
        ),
        column(
            "second_eigenvalue",
            "第二特征值",
            "second eigenvalue",
            "ECI 是它的特征向量，0 至 1。",
            "ECI is its eigenvector; from 0 to 1.",
        ),
        column(
            "third_eigenvalue",
            "第三特征值",
            "third eigenvalue",
            "与第二特征值越近，ECI 越不确定。",
            "The nearer it is to the second, the less ECI is determined.",
        ),
        column(
            "correlation",
            "与多样性的相关",
            "correlation with diversity",
            "ECI 与多样性的相关系数；接近 1 表示 ECI 几乎只是多样性，接近 0 表示它说的是另一回事。",
            "Of ECI with diversity; near 1, ECI is little else than diversity, near 0 it tells of something else.",
        ),
        column("why", "说明", "why", "为何没有 ECI。", "Why there is no ECI."),
    ),
    _make,
    (FIELD_OPTION,),
)
