"""The table of each city and field: how much it has, its location quotient, and the density around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import polars as pl

from chains.errors import QueryError, Text
from chains.gaps.reading.places import Places
from chains.gaps.specialisation.compare import Comparison, compare_fields
from chains.gaps.specialisation.fields import FIELD_KINDS, count_fields
from chains.gaps.tables import REGION, MeasureTable, Option, column, round_numbers
from chains.network import Network

__all__ = ["FIELD_OPTION", "TABLE"]

FIELD_OPTION: Final = Option(
    "field",
    Text(
        "哪类领域：bachelor 本科专业类、vocational 职业教育专业类（均计布点），segments 产业链环节（计单位），"
        "occupations 职业（计一个样本的招聘条数；样本偏信息技术岗位）。",
        "Which kind of field: bachelor or vocational classes of programmes (offerings are counted), segments of industry "
        "chains (organisations), occupations (postings of one sample, which leans to information technology).",
    ),
    next(iter(FIELD_KINDS)),
)
_DIAGONAL: Final = Option(
    "diagonal",
    Text(
        "领域与自身的亲近度：0（默认，缺位的领域才好比较）或 1（Hidalgo 等 2007 和 ecomplexity 的约定）。",
        "Proximity of a field to itself: 0 (the default, fit for fields that are absent) or 1 (the convention of Hidalgo "
        "et al. 2007 and of ecomplexity).",
    ),
    "0",
)


def _make(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    itself = _read_diagonal(options[_DIAGONAL.name])
    compared = compare_fields(count_fields(network, Places(network), options[FIELD_OPTION.name]), itself=itself)
    found, test = compared.found, compared.test
    size = len(found.places)
    texts = {
        REGION: [place for place in found.places for _ in found.fields],
        "field": [field.key for field in found.fields] * size,
        "field_zh": [field.name.zh for field in found.fields] * size,
        "field_en": [field.name.en for field in found.fields] * size,
    }
    return pl.DataFrame(
        {
            **{name: pl.Series(values, dtype=pl.String) for name, values in texts.items()},
            "count": found.counts.ravel(),
            "quotient": round_numbers(compared.quotients),
            "density": round_numbers(test.density),
            "expected": round_numbers(test.expected),
            "z": round_numbers(test.z),
            "draws": test.draws.ravel(),
            "p": round_numbers(compared.p),
            "why": pl.Series(_explain(compared), dtype=pl.String),
        }
    )


def _read_diagonal(value: str) -> bool:
    if value not in {"0", "1"}:
        raise QueryError(
            Text(f"diagonal 不能是 {value!r}", f"diagonal cannot be {value!r}"),
            remedy=Text("请取 0 或 1", "take 0 or 1"),
        )
    return value == "1"


def _explain(compared: Comparison) -> Iterable[str | None]:
    """Return for each cell why it has no number."""
    empty = np.broadcast_to(compared.found.counts.sum(axis=1, keepdims=True) == 0, compared.p.shape)
    lonely, untold = np.isnan(compared.test.density), np.isnan(compared.p)
    reasons = ((empty, "nothing on record"), (lonely, "no field is near to it"), (untold, "no draw differs"))
    flat = [(marks.ravel().tolist(), reason) for marks, reason in reasons]
    return [next((why for marks, why in flat if marks[cell]), None) for cell in range(compared.p.size)]


TABLE: Final = MeasureTable(
    "specialisation",
    Text("地区专长与相近领域", "specialisation and related fields"),
    Text(
        "各市各领域的数量、区位商，以及与该领域相近的领域当地有多少（亲近度密度，Hidalgo 等 2007，doi:10.1126/science.1144581），"
        "并与各市领域数、各领域城市数不变的随机矩阵相比（curveball，Strona 等 2014）。原始密度大多由领域数决定，请看 z"
        "（Nomaler 和 Verspagen 2023）。",
        "What each city counts of each field, its location quotient, and how much of what is near to the field the city is "
        "specialised in (relatedness density, Hidalgo et al. 2007, doi:10.1126/science.1144581), against random matrices "
        "with as many fields in each city and as many cities for each field (curveball, Strona et al. 2014). The raw "
        "density follows mostly from these numbers: look at z (Nomaler & Verspagen 2023).",
    ),
    (
        column(REGION, "城市", "city", "城市。", "The city.", names=True),
        column(
            "field",
            "领域代码",
            "field code",
            "专业类为目录代码前四位（职业教育按专科目录），其余为标识。",
            "For classes of programmes the first four digits of the catalogue (of the associate one for vocational "
            "classes), else the identifier.",
        ),
        column("field_zh", "领域", "field in Chinese", "领域的中文名。", "Name of the field in Chinese."),
        column("field_en", "领域英文名", "field", "领域的英文名。", "Name of the field in English."),
        column("count", "数量", "count", "布点数、单位数或招聘条数。", "Offerings, organisations or postings."),
        column(
            "quotient",
            "区位商",
            "location quotient",
            "当地份额与全域份额之比，1 为相同；不低于 1 算有优势。",
            "Share here over the share in the whole region; 1 is the same, and from 1 on the city is specialised.",
        ),
        column(
            "density",
            "相近领域密度",
            "density",
            "与该领域相近的领域（按亲近度加权）中当地有优势的比例，0 至 1。",
            "Share of what is near to the field, weighted by proximity, that the city is specialised in, from 0 to 1.",
        ),
        column(
            "expected",
            "随机密度",
            "expected density",
            "同格状态与此处相同（有优势或没有）的随机矩阵的平均密度。",
            "Mean density of the random matrices in which the city has, or lacks, the field as it does here.",
        ),
        column("z", "z 值", "z", "密度偏离随机平均的标准差数。", "Standard deviations of the density from that mean."),
        column(
            "draws", "随机矩阵数", "draws", "与此格相比的随机矩阵数。", "How many random matrices it is compared with."
        ),
        column(
            "p",
            "p 值",
            "p",
            "各领域互不相干时密度不低于此的概率（单侧），(b+1)/(m+1)。领域本来就有成组出现的，所以它不能当作结论的把握。",
            "Chance of a density as high or higher (one-sided), (b+1)/(m+1), if no fields went together. Some do "
            "everywhere, so it does not tell how sure a finding is.",
        ),
        column("why", "说明", "why", "为何没有数值。", "Why there is no number."),
    ),
    _make,
    (FIELD_OPTION, _DIAGONAL),
)
