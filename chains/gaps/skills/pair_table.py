"""The table of skills that go together in what occupations ask for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import polars as pl
from scipy import sparse

from chains.errors import QueryError, Text
from chains.gaps.reading.demand import SAMPLE
from chains.gaps.reading.places import Places
from chains.gaps.skills.columns import SOURCE, YEAR
from chains.gaps.skills.usage import LEAST_SHARED, count_usage, relate_skills
from chains.gaps.tables import MeasureTable, Option, column
from chains.names import compact_id
from chains.network import Network

__all__ = ["TABLE"]

_SCHEMA: Final = {
    "skill": pl.String,
    "other": pl.String,
    "theta": pl.Float64,
    "shared": pl.Int64,
    "uses": pl.Int64,
    "uses_other": pl.Int64,
    "source": pl.String,
    "year": pl.Int32,
}


def _make(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    least = _read_share(options, "least")
    usage = count_usage(network, Places(network))
    parts = [_list_pairs(part, network, least) for part in usage.partition_by(SAMPLE, maintain_order=True)]
    rows = pl.concat([pl.DataFrame(schema=_SCHEMA), *parts])
    order = {"year": True, "source": False, "theta": True, "shared": True, "skill": False, "other": False}
    return rows.sort(*order, descending=list(order.values()), nulls_last=True)


def _list_pairs(usage: pl.DataFrame, network: Network, least: float) -> pl.DataFrame:
    skills = usage.get_column("skill").unique().sort().to_list()
    theta, shared = relate_skills(usage, skills)
    upper = sparse.triu(theta, k=1).tocoo()
    kept = upper.data >= least
    first, second = upper.row[kept], upper.col[kept]
    names, uses, graph = network.nodes.get_column("iri").gather(skills), shared.diagonal(), usage["graph"][0]
    return pl.DataFrame(
        {
            "skill": names.gather(first),
            "other": names.gather(second),
            "theta": upper.data[kept].round(6),
            "shared": shared.toarray()[first, second],
            "uses": uses[first],
            "uses_other": uses[second],
            "source": [compact_id(graph)] * len(first),
            "year": [usage["year"][0]] * len(first),
        },
        schema=_SCHEMA,
    )


def _read_share(options: Mapping[str, str], name: str) -> float:
    """Return the number of an option, in [0, 1].

    Raises:
        QueryError: it is no such number.
    """
    try:
        number = float(options[name])
    except ValueError:
        number = math.nan
    if not 0.0 <= number <= 1.0:
        raise QueryError(
            Text(f"参数 {name} 不能是“{options[name]}”", f"the parameter {name} cannot be “{options[name]}”"),
            remedy=Text("请给出 0 至 1 之间的数", "give a number from 0 to 1"),
        )
    return number


TABLE: Final = MeasureTable(
    "complementarity",
    Text("技能互补度", "skills that go together"),
    Text(
        f"常为同类职业所要求的技能对。θ = 同时突出要求二者的职业数 ÷ 突出要求其中较多一项的职业数；突出要求即职业对该技能的"
        f"要求高于各职业平均（显性优势大于 1；Alabdulkareem 等 2018，doi:10.1126/sciadv.aao6030）。只列至少 {LEAST_SHARED} 种职业"
        "共有的对。要求取自招聘样本：样本以外的职业看不到。",
        "Pairs of skills that the same occupations ask for. θ = occupations that have an advantage in both / occupations that "
        "have one in the commoner of the two; an advantage is to ask for a skill more than occupations do on average "
        "(revealed comparative advantage above 1; Alabdulkareem et al. 2018, doi:10.1126/sciadv.aao6030). Only pairs that at "
        f"least {LEAST_SHARED} occupations share. What is asked for comes from samples of postings: occupations outside them "
        "are not seen.",
    ),
    (
        column("skill", "技能", "skill", "一项技能。", "One skill.", names=True),
        column("other", "另一项", "other skill", "另一项技能。", "The other skill.", names=True),
        column("theta", "互补度", "complementarity", "θ，0 至 1。", "θ, from 0 to 1."),
        column(
            "shared",
            "共有职业数",
            "shared",
            "同时突出要求二者的职业数。",
            "Occupations that have an advantage in both.",
        ),
        column("uses", "职业数", "uses", "突出要求前一项的职业数。", "Occupations that have an advantage in the one."),
        column(
            "uses_other",
            "另一项职业数",
            "uses of the other",
            "突出要求后一项的职业数。",
            "Occupations that have an advantage in the other.",
        ),
        SOURCE,
        YEAR,
    ),
    _make,
    (Option("least", Text("最低的 θ，0 至 1。", "Least θ, from 0 to 1."), "0.5"),),
)
