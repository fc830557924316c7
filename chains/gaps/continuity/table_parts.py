"""What the tables of metapaths share: their options and columns."""

from __future__ import annotations

from typing import Final

from chains.errors import Text
from chains.gaps.reading.metapaths import DEFAULT
from chains.gaps.tables import Option, column

__all__ = [
    "DAMPING",
    "EXPECTED",
    "FEW",
    "LEVEL",
    "MANY",
    "METAPATH",
    "WEIGHTED",
]

LEVEL: Final = 0.05


METAPATH: Final = Option(
    "metapath",
    Text(
        "用“>”连接的链或类，例如 education>industry、Programme>Occupation、“Programme -develops-skill> Skill”；类见 chains terms。",
        "Chains or classes joined by “>”, e.g. education>industry, Programme>Occupation, “Programme -develops-skill> Skill”; see "
        "chains terms for the classes.",
    ),
    DEFAULT,
)
DAMPING: Final = Option(
    "damping",
    Text(
        "加权指数 w，不小于 0：链接按两端链接数的 −w 次方计；0 即路径数。",
        "Exponent w of the weights, at least 0: a link counts by the degrees of its ends to the power −w; 0 counts paths.",
    ),
    "0.5",
)
WEIGHTED: Final = column(
    "weighted",
    "加权路径数",
    "weighted ways",
    "按链接数降权的路径数（DWPC）。",
    "Degree-weighted path count (DWPC).",
)
EXPECTED: Final = column(
    "expected",
    "预期加权数",
    "expected weighted",
    "链接随机重排时加权路径数的平均值。",
    "Mean of the weighted ways under permuted links.",
)
FEW: Final = column(
    "p_few",
    "偏少的 p",
    "p few",
    "加权路径数这样少的概率；为空：一条没有也不算意外。",
    "Chance of so few weighted ways; empty where even none would be no surprise.",
)
MANY: Final = column("p_many", "偏多的 p", "p many", "加权路径数这样多的概率。", "Chance of so many weighted ways.")
