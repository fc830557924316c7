"""The table of every cell: how its cooperation mixes the chains."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations_with_replacement
from typing import Any, Final

import numpy as np
import polars as pl

from chains.errors import Text
from chains.gaps.reading.cooperation import COOPERATING, Cooperation, read_cooperation
from chains.gaps.reading.survey import Survey
from chains.gaps.tables import REGION, Column, MeasureTable, column, round_number
from chains.gaps.wording import CHAIN_NAMES
from chains.measures.mixing import count_mixing, score_assortativity, score_ei_null, score_mixing, score_whole_ei
from chains.network import Network

__all__ = ["TABLE"]

_PAIRS: Final = tuple(combinations_with_replacement(COOPERATING, 2))

_WHY_WORDS: Final[Mapping[str, Text]] = {
    "no_links": Text("此地没有联系", "no links here"),
    "one_chain": Text("有联系的单位同属一条链", "all linked organisations are of one chain"),
    "one_labelling": Text("怎样打乱都一样", "every labelling gives the same"),
}

_SCHEMA: Final = {
    REGION: pl.String,
    "organisations": pl.Int64,
    "linked": pl.Int64,
    "links": pl.Int64,
    **{f"{one}_{two}": pl.Float64 for one, two in _PAIRS},
    "assortativity": pl.Float64,
    "ei": pl.Float64,
    "expected": pl.Float64,
    "deviation": pl.Float64,
    "z": pl.Float64,
    "why": pl.String,
}


def _make(network: Network, _options: Mapping[str, str]) -> pl.DataFrame:
    rows = [_describe(here) for here in read_cooperation(Survey.of(network))]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort(REGION)


def _describe(here: Cooperation) -> dict[str, Any]:
    tied = here.tied
    groups = np.array([COOPERATING.index(chain) for chain in here.chains[tied]], dtype=np.int64)
    counts = count_mixing(here.links[tied][:, tied], groups, len(COOPERATING))
    links = int(np.triu(counts).sum())
    degrees = np.diff(here.links.indptr).astype(np.int64)
    sizes = np.bincount(groups, minlength=len(COOPERATING))
    mean, deviation = score_ei_null(sizes, links, int((degrees * (degrees - 1)).sum()))
    index, mixing = score_whole_ei(counts), score_mixing(counts)
    z = (index - mean) / deviation if deviation > 0 else float("nan")
    # A pair of chains stands on both sides of the diagonal of the mixing matrix.
    shares = {
        f"{one}_{two}": mixing[a, b] * (1 if a == b else 2)
        for (a, one), (b, two) in combinations_with_replacement(enumerate(COOPERATING), 2)
    }
    numbers = {**shares, "assortativity": score_assortativity(counts), "ei": index, "expected": mean}
    numbers |= {"deviation": deviation, "z": z}
    return {
        REGION: here.cell,
        "organisations": len(here.nodes),
        "linked": len(tied),
        "links": links,
        **{name: round_number(float(value)) for name, value in numbers.items()},
        "why": _explain(links, sizes, z),
    }


def _explain(links: int, sizes: np.ndarray[Any, np.dtype[np.int64]], z: float) -> str | None:
    if not links:
        return "no_links"
    if (sizes > 0).sum() == 1:
        return "one_chain"
    return "one_labelling" if np.isnan(z) else None


def _share(one: str, two: str) -> Column:
    first, second = CHAIN_NAMES[one], CHAIN_NAMES[two]
    if one == two:
        name = Text(f"{first.zh}内", f"within {first.en.removeprefix('the ')}")
    else:
        short = [chain.en.removeprefix("the ").removesuffix(" chain") for chain in (first, second)]
        name = Text(f"{first.zh}与{second.zh}", f"{short[0]} and {short[1]}")
    about = Text("占全部链接的份额，0 至 1；各列之和为 1。", "Share of all links, 0 to 1; these columns sum to 1.")
    return Column(f"{one}_{two}", name, about)


TABLE: Final = MeasureTable(
    "mixing",
    Text("链的混合", "how chains mix"),
    Text(
        "每地各单位之间的联系（两端都在此地）如何分布在各链内部与各链之间：混合份额与同配系数（Newman 2003），E–I 指数"
        "（Krackhardt 和 Stern 1988）及其在有联系的单位中打乱所属链时的均值与标准差（精确公式）。平台算在依托单位名下。",
        "How the links among organisations with both ends in a place fall within and between chains: mixing shares and "
        "assortativity (Newman 2003), and the E–I index (Krackhardt & Stern 1988) with its exact mean and deviation when "
        "the chain labels are shuffled among the organisations that have a link. A platform belongs to its host.",
    ),
    (
        column(REGION, "地区", "place", "城市或全域。", "A city or the whole area.", names=True),
        column("organisations", "单位数", "organisations", "此地的单位数。", "Organisations in the place."),
        column(
            "linked", "有联系", "linked", "与此地其他单位有联系的单位数。", "Those with a link to another one there."
        ),
        column("links", "联系数", "links", "两端都在此地的联系数。", "Links with both ends in the place."),
        *(_share(one, two) for one, two in _PAIRS),
        column(
            "assortativity",
            "同配系数",
            "assortativity",
            "1：全在链内；0：与两端随机相配一样；负：偏向跨链。",
            "1: all links within chains; 0: as if ends were paired at random; below 0: rather between chains.",
        ),
        column(
            "ei",
            "E–I 指数",
            "E–I index",
            "（链间 − 链内）÷ 全部，−1（全在链内）至 1（全在链间）。",
            "(between - within) / all, from -1 (all within chains) to 1 (all between).",
        ),
        column("expected", "E–I 预期", "expected E–I", "打乱所属链时的均值。", "Its mean under shuffled labels."),
        column(
            "deviation", "E–I 标准差", "deviation of E–I", "打乱时的标准差。", "Its deviation under shuffled labels."
        ),
        column("z", "z 值", "z", "偏离的标准差数，负为偏内。", "Standard deviations; below 0: inward."),
        column("why", "说明", "why", "为何没有数值。", "Why there is no number.", words=_WHY_WORDS),
    ),
    _make,
)
