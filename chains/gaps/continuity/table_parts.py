"""What the tables of metapaths share: their options and columns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from chains.errors import QueryError, Text
from chains.gaps.reading.metapaths import DEFAULT
from chains.gaps.tables import Option, column, round_number

__all__ = [
    "DAMPING",
    "EXPECTED",
    "FEW",
    "LEVEL",
    "MANY",
    "METAPATH",
    "WEIGHTED",
    "column",
    "read_number",
    "round_number",
]

LEVEL: Final = 0.05


def read_number(options: Mapping[str, str], name: str, least: float, *, whole: bool) -> float:
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
