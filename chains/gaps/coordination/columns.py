"""What the tables of coordination share: codes with their words, and the option of weighing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chains.errors import Text
from chains.gaps.coordination.scores import BAND, WHY
from chains.gaps.tables import Option
from chains.measures.coupling import GRADES, grade_coordination

__all__ = [
    "FINDING_WORDS",
    "GRADE_CODES",
    "GRADE_WORDS",
    "LEVEL_WORDS",
    "PERCENT",
    "WEIGHING",
    "WHY_WORDS",
    "name_grade",
]

PERCENT: Final = f"{BAND:.0%}".replace("%", " %")
"""How much of the draws the bands hold."""

GRADE_CODES: Final = tuple(f"{place:02d}" for place in range(1, len(GRADES) + 1))
"""Codes of the grades, lowest first; as text they stay in order."""

GRADE_WORDS: Final[Mapping[str, Text]] = dict(zip(GRADE_CODES, GRADES, strict=True))
LEVEL_WORDS: Final[Mapping[str, Text]] = {"city": Text("市", "city"), "province": Text("省", "province")}
FINDING_WORDS: Final[Mapping[str, Text]] = {
    "links_missing": Text("统计尚可，链接缺失", "the statistics are fine, the links are missing"),
    "links_behind": Text("链接落后于统计", "the links fall behind the statistics"),
    "links_ahead": Text("链接好于统计", "the links are ahead of the statistics"),
    "alike": Text("两者相差不超出区间", "the two do not differ beyond the band"),
}
"""What the statistics and the links say of a city together, by the code in a table."""

WHY_WORDS: Final[Mapping[str, Text]] = {
    **WHY,
    "no_statistics": Text("没有该市的统计指标", "no statistics of the city"),
    "one_chain": Text(
        "本地有记录的单位不足两条链，谈不上跨链合作",
        "organisations of fewer than two chains are on record here: none could be linked across",
    ),
    "few_cities": Text("可比的城市太少", "too few cities can be compared"),
}

WEIGHING: Final = Option(
    "weights",
    Text(
        "链内指标的权重：entropy（熵权）或 equal（等权）。", "Weights of the indicators of a chain: entropy or equal."
    ),
    "entropy",
)


def name_grade(degree: float) -> str | None:
    """Return the code of the grade of a degree; ``None`` where it is not known.

    >>> name_grade(0.52), name_grade(float("nan"))
    ('06', None)
    """
    place = int(grade_coordination(degree))
    return None if place < 0 else GRADE_CODES[place]
