"""Any metapath that is named, as tables: its ways through regions and industry chains, and between single things."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from chains.errors import QueryError, Text
from chains.gaps.continuity.ways import DRAWS, SEED, Ways
from chains.gaps.reading.metapaths import DEFAULT, parse_metapath
from chains.gaps.reading.routes import Route, Router
from chains.gaps.reading.survey import Survey
from chains.gaps.tables import REGION, Column, MeasureTable, Option
from chains.measures.dwpc import permute_layers
from chains.measures.hurdle import NullMoments, Pools, score_hurdle_tails, score_least_chance
from chains.measures.inference import adjust_p, round_p
from chains.measures.repeats import count_distinct_paths, score_distinct_paths
from chains.measures.shuffles import Shuffles
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PASSAGES", "PATHS"]

_LEVEL: Final = 0.05
_MOST: Final = 25
"""At most so many pairs of things are listed for each region."""

_PASSAGES: Final = {
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
}
_PATHS: Final = {
    REGION: pl.String,
    "start": pl.String,
    "goal": pl.String,
    "ways": pl.Int64,
    "weighted": pl.Float64,
    "expected": pl.Float64,
    "p_few": pl.Float64,
    "p_many": pl.Float64,
    "p_adjusted": pl.Float64,
}


def _read_number(options: Mapping[str, str], name: str, least: float, *, whole: bool) -> float:
    """Return the number of an option.

    Raises:
        QueryError: it is no number, is too small, or is not whole where it must be.
    """
    try:
        number = float(options[name])
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number >= least) or (whole and number != int(number)):
        kind = Text("整数", "a whole number") if whole else Text("数", "a number")
        raise QueryError(
            Text(f"参数 {name} 不能是“{options[name]}”", f"the parameter {name} cannot be “{options[name]}”"),
            remedy=Text(f"请给出不小于 {least:g} 的{kind.zh}", f"give {kind.en} of at least {least:g}"),
        )
    return number


def _make_passages(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    metapath = parse_metapath(options["metapath"])
    damping = _read_number(options, "damping", 0.0, whole=False)
    draws = int(_read_number(options, "draws", 1, whole=True))
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
    frame = pl.DataFrame(rows, schema=_PASSAGES, orient="row")
    adjusted = pl.Series(adjust_p(frame["p_few"].to_list()), dtype=pl.Float64)
    frame = frame.with_columns(p_adjusted=adjusted)
    return frame.sort(
        "p_few", "weighted", REGION, "industry_chain", descending=[False, True, False, False], nulls_last=True
    )


def _describe_cells(survey: Survey, ways: Ways, damping: float, draws: int) -> Iterator[dict[str, Any]]:
    null = ways.draw(Shuffles(draws, SEED), damping)
    few, many = score_hurdle_tails(ways.score(damping), null.weighted)
    least, (starts, goals) = score_least_chance(null.weighted), ways.joined_ends()
    counted, weighted = ways.score(0.0), ways.score(damping)
    for row, region in enumerate(ways.regions):
        for column, chain in enumerate(ways.chains):
            cell = row, column
            tested = bool(least[cell] <= _LEVEL)
            drawn = bool(null.weighted.draws[cell] > 0)
            yield {
                REGION: region,
                "industry_chain": None if chain is None else survey.things.iri(chain),
                "starts": int(starts[cell]),
                "goals": int(goals[cell]),
                "ways": round(float(counted[cell])),
                "expected_ways": None if math.isnan(mean := null.counted.mean[cell]) else round(mean, 2),
                "weighted": _tell(weighted[cell]),
                "expected": _tell(null.weighted.mean[cell]),
                "z": _tell((weighted[cell] - null.weighted.mean[cell]) / spread)
                if (spread := null.weighted.spread[cell]) > 0
                else None,
                "p_few": round_p(float(few[cell])) if tested else None,
                "p_many": round_p(float(many[cell])) if drawn and null.weighted.nonzero[cell] else None,
                "p_adjusted": None,
                "why": None if tested else _explain(ways.route, possible=drawn and bool(null.weighted.nonzero[cell])),
            }


def _explain(route: Route, *, possible: bool) -> str:
    """Return why a cell is not tested."""
    empty = [kinds for kinds, layer in zip(route.metapath.legs, route.layers, strict=True) if not layer.nnz]
    if empty:
        return f"no links on record: {', '.join(empty[0].kinds)}"
    return "too few links to test" if possible else "no way is possible here"


def _tell(value: float) -> float | None:
    """Return a number to six significant digits; the last bits of a sum may differ between machines."""
    return None if math.isnan(value) else float(f"{value:.6g}")


def _make_paths(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    metapath = parse_metapath(options["metapath"])
    damping = _read_number(options, "damping", 0.0, whole=False)
    draws = int(_read_number(options, "draws", 1, whole=True))
    if options["tail"] not in {"few", "many"}:
        raise QueryError(
            Text(f"参数 tail 不能是“{options['tail']}”", f"the parameter tail cannot be “{options['tail']}”"),
            remedy=Text("请用 few（太少）或 many（很多）", "use few or many"),
        )
    survey = Survey.of(network)
    return _describe_pairs(survey, Router(survey).find(metapath), damping, draws, options["tail"])


def _describe_pairs(survey: Survey, route: Route, damping: float, draws: int, tail: str) -> pl.DataFrame:
    if not all(layer.nnz for layer in route.layers):
        return pl.DataFrame(schema=_PATHS)
    keys = [station.key for station in route.metapath.stations]
    degrees = [np.asarray(route.layers[end].sum(axis=axis)) for end, axis in ((0, 1), (-1, 0))]
    pools = Pools(*degrees, same=keys[0] == keys[-1])
    null = NullMoments.empty(len(pools.sizes))
    for layers in permute_layers(route.layers, Shuffles(draws, SEED), route.names):
        null.add_pairs(score_distinct_paths(layers, keys, damping), pools)
    weighted = score_distinct_paths(route.layers, keys, damping).toarray()
    rows, columns = np.nonzero(pools.of(*np.indices(weighted.shape)) >= 0)
    chosen = null.take(pools.of(rows, columns))
    tails = dict(zip(("few", "many"), score_hurdle_tails(weighted[rows, columns], chosen), strict=True))
    # A tail can be told only where its draws leave it room: too few, if there is usually a path; many, if there is one.
    able = score_least_chance(chosen) <= _LEVEL if tail == "few" else weighted[rows, columns] > 0
    p = [round_p(value) if can else None for value, can in zip(tails[tail].tolist(), able.tolist(), strict=True)]
    counted = count_distinct_paths(route.layers, keys).toarray()
    iris, first, last = survey.things.iris, route.nodes[0][rows], route.nodes[-1][columns]
    other = [round_p(value) for value in tails["many" if tail == "few" else "few"].tolist()]
    frame = pl.DataFrame(
        {
            REGION: _lie(survey, first, last),
            "start": [iris[node] for node in first],
            "goal": [iris[node] for node in last],
            "ways": counted[rows, columns],
            "weighted": [_tell(value) for value in weighted[rows, columns].tolist()],
            "expected": [_tell(value) for value in chosen.mean.tolist()],
            "p_few": p if tail == "few" else other,
            "p_many": other if tail == "few" else p,
            "p_adjusted": adjust_p(p),
        },
        schema=_PATHS,
    )
    unusual = frame.filter(pl.col(f"p_{tail}").is_not_null() & (pl.col(f"p_{tail}") <= _LEVEL))
    order = [f"p_{tail}", "expected" if tail == "few" else "weighted", "start", "goal"]
    ranked = unusual.sort(order, descending=[False, True, False, False])
    return ranked.filter(pl.int_range(pl.len()).over(REGION) < _MOST)


def _lie(survey: Survey, first: NDArray[np.int64], last: NDArray[np.int64]) -> pl.Series:
    """Return the region of each pair: where its start lies, else its goal."""
    regions = survey.network.nodes.get_column("region")
    return pl.select(pl.coalesce(regions.gather(first), regions.gather(last))).to_series()


def _column(name: str, zh: str, en: str, about_zh: str, about_en: str, *, names: bool = False) -> Column:
    return Column(name, Text(zh, en), Text(about_zh, about_en), names)


_METAPATH: Final = Option(
    "metapath",
    Text(
        "用“>”连接的链或类，例如 education>industry、Programme>Occupation、“Programme -develops-skill> Skill”；类见 chains terms。",
        "Chains or classes joined by “>”, e.g. education>industry, Programme>Occupation, “Programme -develops-skill> Skill”; see "
        "chains terms for the classes.",
    ),
    DEFAULT,
)
_DAMPING: Final = Option(
    "damping",
    Text(
        "加权指数 w，不小于 0：链接按两端链接数的 −w 次方计；0 即路径数。",
        "Exponent w of the weights, at least 0: a link counts by the degrees of its ends to the power −w; 0 counts paths.",
    ),
    "0.5",
)
_WEIGHTED: Final = _column(
    "weighted",
    "加权路径数",
    "weighted ways",
    "按链接数降权的路径数（DWPC）。",
    "Degree-weighted path count (DWPC).",
)
_EXPECTED: Final = _column(
    "expected",
    "预期加权数",
    "expected weighted",
    "链接随机重排时加权路径数的平均值。",
    "Mean of the weighted ways under permuted links.",
)
_FEW: Final = _column(
    "p_few",
    "偏少的 p",
    "p few",
    "加权路径数这样少的概率；为空：一条没有也不算意外。",
    "Chance of so few weighted ways; empty where even none would be no surprise.",
)
_MANY: Final = _column("p_many", "偏多的 p", "p many", "加权路径数这样多的概率。", "Chance of so many weighted ways.")

PASSAGES: Final = MeasureTable(
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
        _column(REGION, "地区", "region", "城市、省或整个区域。", "City, province or the whole area.", names=True),
        _column(
            "industry_chain",
            "产业链",
            "industry chain",
            "路径经过的产业链；元路径不经过产业链时为空。",
            "The industry chain that the ways pass; empty where the metapath passes none.",
            names=True,
        ),
        _column("starts", "起点", "starts", "有路径的起点数。", "Nodes at the start that any way leads from."),
        _column("goals", "终点", "goals", "有路径的终点数。", "Nodes at the goal that any way leads to."),
        _column("ways", "路径数", "ways", "路径数。", "Number of paths."),
        _column(
            "expected_ways",
            "预期路径数",
            "expected ways",
            "链接随机重排时路径数的平均值。",
            "Mean number of paths under permuted links.",
        ),
        _WEIGHTED,
        _EXPECTED,
        _column(
            "z",
            "z",
            "z",
            "加权路径数与预期之差，以标准差计。",
            "Weighted ways less their expectation, in standard deviations.",
        ),
        _FEW,
        _MANY,
        _column(
            "p_adjusted",
            "校正 p",
            "p adjusted",
            "“偏少的 p”在本表全部检验中的 Benjamini–Hochberg 校正值。",
            "p few, adjusted over all cells tested in this table (Benjamini-Hochberg).",
        ),
        _column("why", "说明", "why", "未检验的原因。", "Why it is not tested."),
    ),
    _make_passages,
    (
        _METAPATH,
        _DAMPING,
        Option("draws", Text("随机重排的次数。", "Number of permutations."), str(DRAWS)),
    ),
)

PATHS: Final = MeasureTable(
    "paths",
    Text("元路径两端的对", "Pairs of things along a metapath"),
    Text(
        "元路径两端每一对事物之间的路径数和加权路径数（DWPC），回到同一事物的路径不计；p 取自两端链接数相同的各对在随机重排下的共同分布"
        "（伽马跨栏模型）。每个地区最多列出 p 最低的 25 对（p 不超过 0.05）。",
        "The number of paths and the degree-weighted one (DWPC) between each pair of things at the ends of a metapath, without paths "
        "that come back to the same thing; p from the gamma-hurdle distribution, under permuted links, of all pairs with ends of "
        "the same degrees. At most 25 pairs are listed for each region, those of lowest p, up to 0.05.",
    ),
    (
        _column(
            REGION,
            "地区",
            "region",
            "起点所在地区，起点无地区时为终点所在地区。",
            "Where the start lies; where it lies nowhere, the goal.",
            names=True,
        ),
        _column("start", "起点", "start", "起点。", "The thing at the start.", names=True),
        _column("goal", "终点", "goal", "终点。", "The thing at the goal.", names=True),
        _column("ways", "路径数", "ways", "路径数。", "Number of paths."),
        _WEIGHTED,
        _EXPECTED,
        _FEW,
        _MANY,
        _column(
            "p_adjusted",
            "校正 p",
            "p adjusted",
            "所选一侧的 p 在全部检验的对中的 Benjamini–Hochberg 校正值。",
            "p of the chosen tail, adjusted over all pairs tested (Benjamini-Hochberg).",
        ),
    ),
    _make_paths,
    (
        Option(_METAPATH.name, _METAPATH.about, "Programme>Occupation>IndustryChain"),
        _DAMPING,
        Option("draws", Text("随机重排的次数。", "Number of permutations."), "199"),
        Option(
            "tail",
            Text(
                "few：路径偏少的对在前；many：偏多的在前。",
                "few lists pairs with too few paths first, many those with most.",
            ),
            "few",
        ),
    ),
)
