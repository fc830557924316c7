"""Links between chains as tables: density against two nulls, and how the chains mix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl
from scipy import sparse

from chains.errors import Text
from chains.gaps.density.finder import compare_pairs
from chains.gaps.density.inward import measure_inward
from chains.gaps.reading.layers import LAYERS, Layer
from chains.gaps.reading.places import Places
from chains.gaps.tables import MeasureTable, Option, column, round_number
from chains.measures.curveball import draw_margins
from chains.measures.inference import adjust_p, round_p
from chains.measures.mixing import count_mixing, score_assortativity, score_ei
from chains.network import Network
from chains.summary import CHAINS

__all__ = ["TABLES", "compare_with_margins"]

_SEED: Final = 20180818
_DRAWS: Final = 999


def _density(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    places = Places(network)
    layers = {name: make(network, places) for name, make in LAYERS.items()}
    rows = compare_pairs(layers)
    margins = compare_with_margins(layers["cooperation"], places, int(options["draws"]))
    wide = rows.join(margins, on=["layer", "cell", "a", "b"], how="left")
    possible = pl.col("n_a") * pl.col("n_b")
    return wide.select(
        "layer",
        "a",
        "b",
        region="cell",
        links="observed",
        possible=possible,
        density=(pl.col("observed") / possible).round(8),
        expected=pl.col("mean").round(4),
        z=pl.col("z").round(4),
        p="p",
        p_adjusted="p_adjusted",
        kept_expected="kept_expected",
        kept_z="kept_z",
        kept_p="kept_p",
        kept_p_adjusted="kept_p_adjusted",
    ).sort("region", "layer", "a", "b")


def compare_with_margins(layer: Layer, places: Places, draws: int = _DRAWS) -> pl.DataFrame:
    """Return the links within each city between two chains, against graphs in which everyone keeps their degree.

    The two-mode graph of a pair of chains over the whole area is drawn anew with all degrees kept (curveball); counted
    are the links whose ends lie in one city.  Fewer than drawn: the city's organisations look elsewhere for partners.

    Columns: ``layer``, ``cell``, ``a``, ``b``, ``kept_expected``, ``kept_z``, ``kept_p`` (two-sided, of so far from the
    mean; at least 1 / (draws + 1)) and ``kept_p_adjusted``.
    """
    labels = layer.nodes.filter(pl.col("cell").is_in(places.cities)).select("node", "chain", city="cell")
    links = layer.links.select("first", "second").unique()
    found = [_compare_pair(pair, links, labels, draws) for pair in layer.pairs]
    rows = pl.concat(found).with_columns(layer=pl.lit(layer.name)).sort("cell", "a", "b")
    return rows.with_columns(kept_p_adjusted=pl.Series(adjust_p(rows["kept_p"].to_list()), dtype=pl.Float64))


_KEPT: Final = {
    "cell": pl.String,
    "a": pl.String,
    "b": pl.String,
    "kept_expected": pl.Float64,
    "kept_z": pl.Float64,
    "kept_p": pl.Float64,
}


def _compare_pair(pair: tuple[str, str], links: pl.DataFrame, labels: pl.DataFrame, draws: int) -> pl.DataFrame:
    first, second = (labels.filter(pl.col("chain") == chain) for chain in pair)
    both = pl.concat([links, links.select(first="second", second="first")])
    joined = both.join(first, left_on="first", right_on="node").join(
        second, left_on="second", right_on="node", suffix="_b"
    )
    ends = joined.select("first", "second", "city", "city_b").unique().sort("first", "second")
    if ends.is_empty():
        return pl.DataFrame(schema=_KEPT)
    rows, row_of = np.unique(ends["first"].to_numpy(), return_inverse=True)
    columns, column_of = np.unique(ends["second"].to_numpy(), return_inverse=True)
    cities, city_of = np.unique(
        np.concatenate([ends["city"].to_numpy(), ends["city_b"].to_numpy()]), return_inverse=True
    )
    row_city, column_city = np.empty(len(rows), dtype=np.int64), np.empty(len(columns), dtype=np.int64)
    row_city[row_of], column_city[column_of] = city_of[: len(ends)], city_of[len(ends) :]
    matrix = sparse.csr_array((np.ones(len(ends)), (row_of, column_of)), shape=(len(rows), len(columns)))

    def count(graph: sparse.csr_array) -> np.ndarray[Any, np.dtype[np.int64]]:
        one, two = graph.nonzero()
        city = row_city[one]
        return np.bincount(city[city == column_city[two]], minlength=len(cities))

    observed = count(matrix)
    drawn = np.array([count(graph) for graph in draw_margins(matrix, draws, np.random.default_rng(_SEED))])
    mean, spread = drawn.mean(axis=0), drawn.std(axis=0)
    far = (np.abs(drawn - mean) >= np.abs(observed - mean) - 1e-9).sum(axis=0)
    z = [
        round_number((value - average) / sd) if sd > 0 else None
        for value, average, sd in zip(observed, mean, spread, strict=True)
    ]
    return pl.DataFrame(
        {
            "cell": cities.tolist(),
            "a": [pair[0]] * len(cities),
            "b": [pair[1]] * len(cities),
            "kept_expected": mean.round(4).tolist(),
            "kept_z": z,
            "kept_p": [round_p(float((number + 1) / (draws + 1))) for number in far],
        },
        schema=_KEPT,
    )


def _mixing(network: Network, options: Mapping[str, str]) -> pl.DataFrame:  # noqa: ARG001  # it has no options
    places = Places(network)
    layer = LAYERS["cooperation"](network, places)
    tested = {(row["cell"], row["chain"]): row for row in measure_inward(layer).iter_rows(named=True)}
    found = []
    for (cell,), nodes in layer.nodes.sort("cell", "node").group_by("cell", maintain_order=True):
        links = layer.links.filter(pl.col("cell") == cell).select("first", "second").unique().sort("first", "second")
        counts = _count_cell(nodes, links)
        together = round_number(score_assortativity(counts))
        for place, chain in enumerate(CHAINS):
            if counts[place].sum():
                test = tested.get((cell, chain), {})
                found.append(
                    {
                        "region": cell,
                        "chain": chain,
                        "within": int(counts[place, place]),
                        **{
                            f"to_{other}": int(counts[place, at])
                            for at, other in enumerate(CHAINS)
                            if other != "talent"
                        },
                        "ei": round_number(float(score_ei(counts)[place])),
                        "expected": None if "mean" not in test else round_number(test["mean"]),
                        "z": None if "z" not in test else round_number(test["z"]),
                        "p_adjusted": test.get("p_adjusted"),
                        "assortativity": together,
                    }
                )
    return pl.DataFrame(found, schema=_MIXING)


def _count_cell(nodes: pl.DataFrame, links: pl.DataFrame) -> np.ndarray[Any, np.dtype[np.int64]]:
    groups = np.array([CHAINS.index(chain) for chain in nodes["chain"]], dtype=np.int64)
    place = {node: number for number, node in enumerate(nodes["node"])}
    one, two = ([place[node] for node in links[end]] for end in ("first", "second"))
    ones = np.ones(2 * len(one))
    graph = sparse.csr_array((ones, ([*one, *two], [*two, *one])), shape=(len(groups), len(groups)))
    return count_mixing(graph, groups, len(CHAINS))


_MIXING: Final = {
    "region": pl.String,
    "chain": pl.String,
    "within": pl.Int64,
    "to_education": pl.Int64,
    "to_industry": pl.Int64,
    "to_innovation": pl.Int64,
    "ei": pl.Float64,
    "expected": pl.Float64,
    "z": pl.Float64,
    "p_adjusted": pl.Float64,
    "assortativity": pl.Float64,
}

TABLES: Final = (
    MeasureTable(
        "density",
        Text("链间密度", "how densely chains are linked"),
        Text(
            "每地每对链之间的链接数，与两种零模型相比：打乱所属链（网络不变），以及保持每个单位的链接数、在全域重新配对（曲线球交易）。",
            "Links between each pair of chains in each place, against two nulls: chain labels shuffled over the fixed graph, "
            "and partners drawn anew over the whole area with everyone's number of links kept (curveball).",
        ),
        (
            column(
                "layer",
                "图",
                "graph",
                "cooperation 为单位间合作，knowledge 为专业、技能、职业、产业链、技术之间",
                "cooperation of organisations, or knowledge: programmes, skills, occupations, industry chains, technologies",
            ),
            column("a", "链", "chain", "一条链", "one chain"),
            column("b", "另一条链", "other chain", "另一条链", "the other chain"),
            column("region", "地区", "place", "城市或全域", "city or the whole area", names=True),
            column("links", "链接", "links", "相连的对数", "linked pairs"),
            column("possible", "可能", "possible", "所有可能的对数", "all pairs"),
            column("density", "密度", "density", "链接 ÷ 可能，0–1", "links / possible, 0–1"),
            column("expected", "预期", "expected", "打乱所属链时的均值", "mean under shuffled labels"),
            column("z", "z", "z", "标准差倍数，负为偏少", "in standard deviations, negative is few"),
            column("p", "p", "p", "这样少的概率，单侧", "chance of so few, one-sided"),
            column(
                "p_adjusted",
                "校正后 p",
                "adjusted p",
                "Benjamini–Hochberg，全部地区与链对一起",
                "Benjamini–Hochberg over all places and pairs",
            ),
            column(
                "kept_expected",
                "保度预期",
                "expected, degrees kept",
                "同城链接数在保持链接数时的均值",
                "mean of links within the city with degrees kept",
            ),
            column(
                "kept_z",
                "保度 z",
                "z, degrees kept",
                "标准差倍数；没有变动为空",
                "in standard deviations; empty without spread",
            ),
            column("kept_p", "保度 p", "p, degrees kept", "双侧，(b+1)/(m+1)", "two-sided, (b+1)/(m+1)"),
            column(
                "kept_p_adjusted", "保度校正 p", "adjusted p, degrees kept", "Benjamini–Hochberg", "Benjamini–Hochberg"
            ),
        ),
        _density,
        (Option("draws", Text("保度抽样次数", "number of draws with degrees kept"), str(_DRAWS)),),
    ),
    MeasureTable(
        "mixing",
        Text("链的混合与自循环", "how chains mix"),
        Text(
            "合作图中每地每条链的链接去向、E–I 指数（Krackhardt & Stern 1988）与全地的同配系数（Newman 2003）。",
            "Where the links of each chain lead in the graph of cooperation, the E–I index (Krackhardt & Stern 1988) and the "
            "assortativity of the place (Newman 2003).",
        ),
        (
            column("region", "地区", "place", "城市或全域", "city or the whole area", names=True),
            column("chain", "链", "chain", "链", "the chain"),
            column("within", "链内", "within", "链内的链接", "links within the chain"),
            column(
                "to_education",
                "到教育链",
                "to education",
                "到教育链的链接（本链为链内）",
                "links to education (within, for itself)",
            ),
            column("to_industry", "到产业链", "to industry", "到产业链的链接", "links to industry"),
            column("to_innovation", "到创新链", "to innovation", "到创新链的链接", "links to innovation"),
            column("ei", "E–I 指数", "E–I", "（链外−链内）÷全部，−1 至 1", "(outside − within) / all, −1 to 1"),
            column(
                "expected",
                "链内预期",
                "expected within",
                "打乱所属链时的链内均值；点太少为空",
                "mean within under shuffled labels; empty for few nodes",
            ),
            column("z", "z", "z", "正为偏内", "positive is inward"),
            column(
                "p_adjusted", "校正后 p", "adjusted p", "这样偏内的概率，校正后", "chance of so many within, adjusted"
            ),
            column(
                "assortativity", "同配系数", "assortativity", "−1 至 1；只有一条链为空", "−1 to 1; empty with one chain"
            ),
        ),
        _mixing,
    ),
)
