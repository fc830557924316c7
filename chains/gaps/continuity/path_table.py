"""The table of any metapath that is named: the pairs of single things at its ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from chains.errors import QueryError, Text
from chains.gaps.continuity.table_parts import DAMPING, EXPECTED, FEW, LEVEL, MANY, METAPATH, WEIGHTED
from chains.gaps.continuity.ways import SEED
from chains.gaps.reading.metapaths import parse_metapath
from chains.gaps.reading.routes import Route, Router
from chains.gaps.reading.survey import Survey
from chains.gaps.tables import REGION, MeasureTable, Option, column, read_number
from chains.measures.dwpc import permute_layers
from chains.measures.hurdle import NullMoments, Pools, can_be_low, score_hurdle_tails
from chains.measures.inference import adjust_p
from chains.measures.repeats import count_distinct_paths, score_distinct_paths
from chains.measures.shuffles import Shuffles
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TABLE"]

_MOST: Final = 25
"""At most so many pairs of things are listed for each region."""

_DIGITS: Final = 6
_SCHEMA: Final = {
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


def _make(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    metapath = parse_metapath(options["metapath"])
    damping = read_number(options, "damping", 0.0, whole=False)
    draws = int(read_number(options, "draws", 1, whole=True))
    if options["tail"] not in {"few", "many"}:
        raise QueryError(
            Text(f"参数 tail 不能是“{options['tail']}”", f"the parameter tail cannot be “{options['tail']}”"),
            remedy=Text("请用 few（太少）或 many（很多）", "use few or many"),
        )
    survey = Survey.of(network)
    return _describe_pairs(survey, Router(survey).find(metapath), damping, draws, options["tail"])


def _describe_pairs(survey: Survey, route: Route, damping: float, draws: int, tail: str) -> pl.DataFrame:
    if not all(layer.nnz for layer in route.layers):
        return pl.DataFrame(schema=_SCHEMA)
    pools, null = _draw(route, damping, draws)
    keys = [station.key for station in route.metapath.stations]
    weighted = score_distinct_paths(route.layers, keys, damping).toarray()
    pairs = _list_pairs(route, pools, weighted.shape)
    chosen = null.take(pools.of(*pairs))
    few, many = score_hurdle_tails(weighted[pairs], chosen)
    # Where pairs of such degrees are often without a path, none is no surprise: such a pair cannot be found thin.
    able = can_be_low(chosen, LEVEL) if tail == "few" else np.ones(len(few), dtype=bool)
    tested = np.where(able, few if tail == "few" else many, np.nan)
    first, last = route.nodes[0][pairs[0]], route.nodes[-1][pairs[1]]
    iris = pl.Series(survey.things.iris)
    frame = pl.DataFrame(
        {
            REGION: _lie(survey, first, last),
            "start": iris.gather(first),
            "goal": iris.gather(last),
            "ways": count_distinct_paths(route.layers, keys).toarray()[pairs],
            "weighted": weighted[pairs],
            "expected": chosen.mean,
            "p_few": few,
            "p_many": many,
            "p_adjusted": pl.Series(adjust_p([None if np.isnan(p) else p for p in tested.tolist()]), dtype=pl.Float64),
        },
        schema=_SCHEMA,
    )
    unusual = frame.filter(pl.col("p_adjusted").is_not_null() & (pl.col(f"p_{tail}") <= LEVEL))
    order = [f"p_{tail}", "expected" if tail == "few" else "weighted", "start", "goal"]
    numbers = pl.col("weighted", "expected").round_sig_figs(_DIGITS)
    rounded = unusual.with_columns(numbers, *(pl.col(name).round_sig_figs(_DIGITS) for name in ("p_few", "p_many")))
    ranked = rounded.sort(order, descending=[False, True, False, False])
    return ranked.filter(pl.int_range(pl.len()).over(REGION) < _MOST)


def _list_pairs(route: Route, pools: Pools, shape: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows and columns of all pairs of ends; each once where the way back is the same way."""
    first, last = np.nonzero(pools.of(*np.indices(shape)) >= 0)
    keys = [station.key for station in route.metapath.stations]
    once = first < last if keys == keys[::-1] and route.names == route.names[::-1] else np.ones(len(first), dtype=bool)
    return first[once], last[once]


def _draw(route: Route, damping: float, draws: int) -> tuple[Pools, NullMoments]:
    """Return the pools of the pairs of ends, and what permuted layers give in each."""
    keys = [station.key for station in route.metapath.stations]
    degrees = [np.asarray(route.layers[end].sum(axis=axis)) for end, axis in ((0, 1), (-1, 0))]
    pools = Pools(*degrees, same=keys[0] == keys[-1])
    null = NullMoments.empty(len(pools.sizes))
    for layers in permute_layers(route.layers, Shuffles(draws, SEED), route.names):
        null.add_pairs(score_distinct_paths(layers, keys, damping), pools)
    return pools, null


def _lie(survey: Survey, first: NDArray[np.int64], last: NDArray[np.int64]) -> pl.Series:
    """Return the region of each pair: where its start lies, else its goal."""
    regions = survey.network.nodes.get_column("region")
    return pl.select(pl.coalesce(regions.gather(first), regions.gather(last))).to_series()


TABLE: Final = MeasureTable(
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
        column(
            REGION,
            "地区",
            "region",
            "起点所在地区，起点无地区时为终点所在地区。",
            "Where the start lies; where it lies nowhere, the goal.",
            names=True,
        ),
        column("start", "起点", "start", "起点。", "The thing at the start.", names=True),
        column("goal", "终点", "goal", "终点。", "The thing at the goal.", names=True),
        column("ways", "路径数", "ways", "路径数。", "Number of paths."),
        WEIGHTED,
        EXPECTED,
        FEW,
        MANY,
        column(
            "p_adjusted",
            "校正 p",
            "p adjusted",
            "所选一侧的 p 在全部检验的对中的 Benjamini–Hochberg 校正值。",
            "p of the chosen tail, adjusted over all pairs tested (Benjamini-Hochberg).",
        ),
    ),
    _make,
    (
        Option(METAPATH.name, METAPATH.about, "Programme>Occupation>IndustryChain"),
        DAMPING,
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
