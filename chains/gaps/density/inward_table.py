"""The table of every chain in every cell: how much of its cooperation stays within it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from chains.errors import Text
from chains.gaps.density.density_table import DRAWS_OPTION, WHY_WORDS
from chains.gaps.density.inward_share import LEAST_LINKS, measure_inward
from chains.gaps.reading.places import Places
from chains.gaps.tables import REGION, MeasureTable, column, read_number
from chains.gaps.wording import CHAIN_NAMES
from chains.network import Network

__all__ = ["TABLE"]


def _make(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    draws = int(read_number(options, DRAWS_OPTION.name, 1, whole=True))
    rows = measure_inward(network, Places(network), draws)
    links = pl.col("within") + pl.col("across")
    few, told = links < LEAST_LINKS, pl.col("p").is_not_null()
    why = pl.when(few).then(pl.lit("few_links")).when(~told).then(pl.lit("no_draw_differs"))
    return rows.select(
        pl.col("cell").alias(REGION),
        "chain",
        "within",
        "across",
        pl.col("share").round_sig_figs(6),
        ei=((pl.col("across") - pl.col("within")) / links).round_sig_figs(6),
        expected=pl.col("expected").round_sig_figs(6),
        z=pl.col("z").round_sig_figs(6),
        p="p",
        p_adjusted="p_adjusted",
        unseen="unseen",
        why=why,
    )


TABLE: Final = MeasureTable(
    "inward",
    Text("链内循环", "how much stays within a chain"),
    Text(
        "每地每条链的单位与其他单位的联系（合作，或同在一个项目、联盟、平台；对方不论在哪里）有多少留在链内，与各单位的伙伴数、项目数、"
        "联盟数不变而与谁结伴随机（curveball，Strona 等 2014，固定边际）相比。平台算在依托单位名下，不是它的伙伴。"
        "随机时不保留伙伴在哪个城市：本地的联盟多、一条链又集中在一地时，也会显得偏内，所以它只是测度，不作为断点报告。",
        "How many of the links of a chain's organisations in a place (partners, or a project, alliance or platform in "
        "common, wherever the other lies) stay within the chain, against layers drawn anew in which every organisation "
        "has as many partners, projects and alliances and meets whom it may (curveball, Strona et al. 2014; fixed "
        "margins). A platform belongs to its host and is no partner of it. "
        "The draws do not keep in which city a partner lies: where alliances are local and a chain crowds in one place, "
        "that, too, looks inward. So this is a measure, and reported as no gap.",
    ),
    (
        column(REGION, "地区", "place", "城市或全域。", "A city or the whole area.", names=True),
        column("chain", "链", "chain", "哪条链的单位。", "The chain of the organisations.", words=CHAIN_NAMES),
        column("within", "链内", "within", "另一方也在此链的联系数。", "Links whose other side is in the chain, too."),
        column("across", "链外", "across", "另一方在其他链的联系数。", "Links whose other side is in another chain."),
        column(
            "share", "链内份额", "share within", "链内 ÷（链内 + 链外），0 至 1。", "Within over all links, 0 to 1."
        ),
        column(
            "ei",
            "E–I 指数",
            "E–I index",
            "（链外 − 链内）÷ 全部，−1（全在链内）至 1（Krackhardt 和 Stern 1988）。",
            "(across - within) / all, from -1 (all within) to 1 (Krackhardt & Stern 1988).",
        ),
        column("expected", "预期份额", "expected share", "随机时的平均链内份额。", "Mean share within over the draws."),
        column("z", "z 值", "z", "偏离的标准差数，正为偏内。", "Standard deviations; above 0: inward."),
        column(
            "p",
            "p 值",
            "p",
            "份额这么大或更大的概率（单侧），(b+1)/(m+1)。",
            "Chance of so large a share or a larger one (one-sided), (b+1)/(m+1).",
        ),
        column(
            "p_adjusted",
            "校正 p 值",
            "adjusted p",
            "对所有检验过的地区与链一并校正（Benjamini-Hochberg）。",
            "Adjusted over all places and chains tested (Benjamini-Hochberg).",
        ),
        column(
            "unseen",
            "推翻所需",
            "unseen links",
            "至少另有多少条通向其他链的联系，p 才会高于 0.05；0 为本来就高。",
            "The fewest further links to other chains that would lift p above 0.05; 0 where it is.",
        ),
        column(
            "why",
            "说明",
            "why",
            f"为何没有检验；联系不足 {LEAST_LINKS} 条的不检验。",
            f"Why there is no test; with fewer than {LEAST_LINKS} links there is none.",
            words=WHY_WORDS,
        ),
    ),
    _make,
    (DRAWS_OPTION,),
)
