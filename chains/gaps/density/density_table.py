"""The table of every pair of chains in every cell: how densely linked, against two nulls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from chains.errors import Text
from chains.gaps.density.finder import compare_pairs
from chains.gaps.density.kept import DRAWS, compare_kept
from chains.gaps.reading.layers import LAYERS
from chains.gaps.reading.places import Places
from chains.gaps.tables import REGION, MeasureTable, Option, column, read_number
from chains.gaps.wording import CHAIN_NAMES
from chains.network import Network

__all__ = ["DRAWS_OPTION", "TABLE", "WHY_WORDS"]

WHY_WORDS: Final[Mapping[str, Text]] = {
    "local_links": Text("每条链接只属于一地，无从重排", "each link has a place of its own: nothing can be drawn"),
    "no_draw_differs": Text("每次抽样都一样", "all draws are alike"),
    "few_links": Text("联系太少", "too few links"),
}
_LAYER_WORDS: Final[Mapping[str, Text]] = {
    "cooperation": Text("合作", "cooperation"),
    "knowledge": Text("知识", "knowledge"),
}

DRAWS_OPTION: Final = Option(
    "draws",
    Text("保度零模型的抽样次数，不小于 1。", "Number of draws with degrees kept, at least 1."),
    str(DRAWS),
)


def _make(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    draws = int(read_number(options, DRAWS_OPTION.name, 1, whole=True))
    places = Places(network)
    layers = {name: make(network, places) for name, make in LAYERS.items()}
    kept = compare_kept(network, layers, draws)
    rows = compare_pairs(layers).join(kept, on=["layer", "cell", "a", "b"], how="left")
    drawn, spread = pl.col("kept_expected").is_not_null(), pl.col("kept_z").is_not_null()
    why = pl.when(~drawn).then(pl.lit("local_links")).when(~spread).then(pl.lit("no_draw_differs"))
    possible = pl.col("n_a") * pl.col("n_b")
    return rows.sort("cell", "layer", "a", "b").select(
        pl.col("cell").alias(REGION),
        "layer",
        "a",
        "b",
        links="observed",
        possible=possible,
        density=_round(pl.col("observed") / possible),
        expected=_round(pl.col("mean")),
        z=_round(pl.col("z")),
        p="p",
        p_adjusted="p_adjusted",
        kept_expected=_round(pl.col("kept_expected")),
        kept_z=_round(pl.col("kept_z")),
        kept_p="kept_p",
        kept_p_adjusted="kept_p_adjusted",
        why=why,
    )


def _round(value: pl.Expr) -> pl.Expr:
    return value.round_sig_figs(6)


TABLE: Final = MeasureTable(
    "density",
    Text("链间密度", "how densely chains are linked"),
    Text(
        "每地每对链之间的链接数，与两种零模型相比：打乱各点所属的链、网络不变（均值与方差有精确公式），以及保持每一方的链接数、"
        "与谁相连随机（curveball，Strona 等 2014，固定边际）。前者问：这里的链接落在这两条链之间的是否偏少；后者问：考虑到各家本来"
        "就有多少联系，在这里相遇的是多还是少。",
        "Links between each pair of chains in each place, against two nulls: the chain labels of the nodes are shuffled over "
        "the fixed graph (mean and variance are exact), or everyone keeps the number of links and who is linked to whom "
        "is drawn anew (curveball, Strona et al. 2014; fixed margins). The first asks whether few of the links here fall "
        "between the two chains; the second, whether they meet here more or less than their numbers of links would have it.",
    ),
    (
        column(REGION, "地区", "place", "城市或全域。", "A city or the whole area.", names=True),
        column(
            "layer",
            "网络",
            "graph",
            "cooperation：单位与平台之间的合作；knowledge：专业、技能与职业、产业链、技术之间。",
            "cooperation of organisations and platforms, or knowledge: programmes, skills and occupations, industry chains, "
            "technologies.",
            words=_LAYER_WORDS,
        ),
        column("a", "链", "chain", "一条链。", "One chain.", words=CHAIN_NAMES),
        column("b", "另一条链", "other chain", "另一条链。", "The other chain.", words=CHAIN_NAMES),
        column("links", "链接数", "links", "相连的对数。", "Linked pairs."),
        column("possible", "可能数", "possible", "两条链的节点可能组成的对数。", "Pairs of a node of each chain."),
        column("density", "密度", "density", "链接数 ÷ 可能数，0 至 1。", "Links over possible, 0 to 1."),
        column(
            "expected",
            "预期（打乱链）",
            "expected, labels shuffled",
            "打乱所属的链时的平均链接数。",
            "Mean number of links when chain labels are shuffled.",
        ),
        column(
            "z", "z（打乱链）", "z, labels shuffled", "偏离的标准差数，负为偏少。", "Standard deviations; below 0: few."
        ),
        column(
            "p",
            "p（打乱链）",
            "p, labels shuffled",
            "这么少或更少的概率（单侧）。",
            "Chance of so few or fewer (one-sided).",
        ),
        column(
            "p_adjusted",
            "校正 p（打乱链）",
            "adjusted p, labels shuffled",
            "对所有地区与链对一并校正（Benjamini-Hochberg）。",
            "Adjusted over all places and pairs (Benjamini-Hochberg).",
        ),
        column(
            "kept_expected",
            "预期（保度）",
            "expected, degrees kept",
            "各家链接数不变、与谁相连随机时，两端都在此地的平均链接数。",
            "Mean number of links with both ends here when everyone keeps their number of links and meets at random.",
        ),
        column(
            "kept_z",
            "z（保度）",
            "z, degrees kept",
            "偏离的标准差数；正：在此地相遇多于随机。",
            "Standard deviations; above 0: they meet here more than at random.",
        ),
        column(
            "kept_p",
            "p（保度）",
            "p, degrees kept",
            "偏离这么远的概率（双侧，较小一侧的 (b+1)/(m+1) 的两倍）。",
            "Chance of lying so far off (two-sided: twice the smaller tail, each (b+1)/(m+1)).",
        ),
        column(
            "kept_p_adjusted",
            "校正 p（保度）",
            "adjusted p, degrees kept",
            "对所有能抽样的地区与链对一并校正（Benjamini-Hochberg）。",
            "Adjusted over all places and pairs that can be drawn (Benjamini-Hochberg).",
        ),
        column("why", "说明", "why", "为何没有保度检验。", "Why there is no test with degrees kept.", words=WHY_WORDS),
    ),
    _make,
    (DRAWS_OPTION,),
)
