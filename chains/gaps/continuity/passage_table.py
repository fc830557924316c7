"""The table of any metapath that is named: its ways through each region and industry chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from chains.errors import QueryError, Text
from chains.gaps.continuity.along import count_joined_ends
from chains.gaps.continuity.table_parts import DAMPING, EXPECTED, FEW, LEVEL, MANY, METAPATH, WEIGHTED
from chains.gaps.continuity.ways import DRAWS, SEED, Ways
from chains.gaps.reading.metapaths import parse_metapath
from chains.gaps.reading.routes import Route, Router
from chains.gaps.reading.survey import Survey
from chains.gaps.tables import REGION, MeasureTable, Option, column, read_number, round_number
from chains.measures.discrete import adjust_bounded_p
from chains.measures.hurdle import can_be_low, score_hurdle_tails, score_least_chance
from chains.measures.inference import round_p
from chains.measures.shuffles import Shuffles
from chains.network import Network

__all__ = ["TABLE"]

_SCHEMA: Final = {
    REGION: pl.String,
    "industry_chain": pl.String,
    "starts": pl.Int64,
    "goals": pl.Int64,
    "ways": pl.Int64,
    "expected_ways": pl.Float64,
    "weighted": pl.Float64,
    "expected": pl.Float64,
    "z": pl.Float64,
    "p_few": pl.Float64,
    "p_many": pl.Float64,
    "p_adjusted": pl.Float64,
    "why": pl.String,
    "least": pl.Float64,
}


def _make(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    metapath = parse_metapath(options["metapath"])
    damping = read_number(options, "damping", 0.0, whole=False)
    draws = int(read_number(options, "draws", 1, whole=True))
    survey = Survey.of(network)
    route = Router(survey).find(metapath)
    if route.repeats:
        raise QueryError(
            Text(f"“{metapath.name.zh}”经过同一类事物两次", f"“{metapath.name.en}” comes back to a kind of thing"),
            remedy=Text(
                "请用测度 paths：它剔除回到同一事物的路径",
                "use the measure paths, which leaves out paths that come back to the same thing",
            ),
        )
    ways = Ways(survey, route)
    rows = list(_describe_cells(survey, ways, damping, draws))
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    adjusted = adjust_bounded_p(frame["p_few"].to_list(), frame["least"].to_list())
    frame = frame.with_columns(p_adjusted=pl.Series(adjusted, dtype=pl.Float64)).drop("least")
    return frame.sort(
        "p_few", "weighted", REGION, "industry_chain", descending=[False, True, False, False], nulls_last=True
    )


def _describe_cells(survey: Survey, ways: Ways, damping: float, draws: int) -> Iterator[dict[str, Any]]:
    null = ways.draw(Shuffles(draws, SEED), damping)
    few, many = score_hurdle_tails(ways.score(damping), null.weighted)
    able, least = can_be_low(null.weighted, LEVEL), score_least_chance(null.weighted)
    starts, goals = count_joined_ends(ways)
    counted, weighted = ways.score(0.0), ways.score(damping)
    spread = null.weighted.spread
    deviations = np.divide(weighted - null.weighted.mean, spread, out=np.full(spread.shape, np.nan), where=spread > 0)
    for row, region in enumerate(ways.regions):
        for place, chain in enumerate(ways.chains):
            cell = row, place
            tested = bool(able[cell])
            drawn = bool(null.weighted.draws[cell] > 0)
            yield {
                REGION: region,
                "industry_chain": None if chain is None else survey.things.iri(chain),
                "starts": int(starts[cell]),
                "goals": int(goals[cell]),
                "ways": round(float(counted[cell])),
                "expected_ways": round_number(null.counted.mean[cell]),
                "weighted": round_number(weighted[cell]),
                "expected": round_number(null.weighted.mean[cell]),
                "z": round_number(deviations[cell]),
                "p_few": round_p(float(few[cell])) if tested else None,
                "p_many": round_p(float(many[cell])) if drawn and null.weighted.nonzero[cell] else None,
                "p_adjusted": None,
                "least": float(least[cell]) if drawn else 1.0,
                "why": None if tested else _explain(ways.route, possible=drawn and bool(null.weighted.nonzero[cell])),
            }


def _explain(route: Route, *, possible: bool) -> str:
    """Return why a cell is not tested."""
    empty = [leg for leg, kinds in zip(route.metapath.legs, route.kinds, strict=True) if not kinds]
    if empty:
        return f"no links on record: {', '.join(empty[0].kinds)}"
    return "too few links to test" if possible else "no way is possible here"


TABLE: Final = MeasureTable(
    "passages",
    Text("元路径的通路", "Ways along a metapath"),
    Text(
        "沿一条元路径，经过每个地区和每条产业链的路径数和按链接数降权的路径数（DWPC，Himmelstein 与 Baranzini 2015），与各点链接数不变、"
        "链接随机重排时的分布（伽马跨栏模型）相比。院校、企业和需求须在该地区。",
        "The number of paths along a metapath through each region and industry chain, and the degree-weighted one (DWPC, Himmelstein "
        "& Baranzini 2015), against its gamma-hurdle distribution with the links permuted and as many at each node. Institutions, "
        "enterprises and demand lie in the region.",
    ),
    (
        column(REGION, "地区", "region", "城市、省或整个区域。", "City, province or the whole area.", names=True),
        column(
            "industry_chain",
            "产业链",
            "industry chain",
            "路径经过的产业链；元路径不经过产业链时为空。",
            "The industry chain that the ways pass; empty where the metapath passes none.",
            names=True,
        ),
        column("starts", "起点", "starts", "有路径的起点数。", "Nodes at the start that any way leads from."),
        column("goals", "终点", "goals", "有路径的终点数。", "Nodes at the goal that any way leads to."),
        column("ways", "路径数", "ways", "路径数。", "Number of paths."),
        column(
            "expected_ways",
            "预期路径数",
            "expected ways",
            "链接随机重排时路径数的平均值。",
            "Mean number of paths under permuted links.",
        ),
        WEIGHTED,
        EXPECTED,
        column(
            "z",
            "z",
            "z",
            "加权路径数与预期之差，以标准差计。",
            "Weighted ways less their expectation, in standard deviations.",
        ),
        FEW,
        MANY,
        column(
            "p_adjusted",
            "校正 p",
            "p adjusted",
            "“偏少的 p”在本表全部检验中的 校正值（每个检验只按它可能达到的 p 计算）。",
            "p few, adjusted over all cells tested in this table, each charged for the p that it can reach.",
        ),
        column("why", "说明", "why", "未检验的原因。", "Why it is not tested."),
    ),
    _make,
    (
        METAPATH,
        DAMPING,
        Option("draws", Text("随机重排的次数。", "Number of permutations."), str(DRAWS)),
    ),
)
