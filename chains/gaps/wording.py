"""Words that several kinds of gap share: units, nulls, lists of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from chains.errors import Text

__all__ = ["CHAIN_NAMES", "NULLS", "UNITS", "join_names", "share"]

CHAIN_NAMES: Final[Mapping[str, Text]] = {
    "education": Text("教育链", "the education chain"),
    "talent": Text("人才链", "the talent chain"),
    "industry": Text("产业链", "the industry chain"),
    "innovation": Text("创新链", "the innovation chain"),
}

UNITS: Final[Mapping[str, Text]] = {
    "percent_of_mix": Text("教学份额与需求份额（%）", "share of teaching and share of demand, per cent"),
    "links": Text("条链接", "links"),
}
"""What ``observed`` and ``expected`` of a gap count, by the key in ``unit``."""

NULLS: Final[Mapping[str, Text]] = {
    "same_mix": Text(
        "教学与需求的技能构成相同（p 只说明数量是否太少，不说明样本是否有代表性）",
        "teaching and demand have one mix of skills (p says whether the numbers are too small to tell, not whether the "
        "sample stands for all demand)",
    ),
    "label_permutation": Text("随机置换所属链（网络不变）", "chain labels permuted at random, the network kept"),
}
"""What ``expected`` of a gap rests on, by the key in ``null``: a null model, or a rule."""


def join_names(names: Sequence[Text], most: int = 3) -> Text:
    """Return names as part of a sentence; beyond *most* only how many more there are.

    >>> join_names([Text("甲", "A"), Text("乙", "B"), Text("丙", "C")], most=2).en
    'A, B and 1 more'
    >>> join_names([Text("甲", "A"), Text("乙", "B")]).zh
    '甲、乙'
    """
    shown, more = names[:most], len(names) - most
    zh, en = "、".join(name.zh for name in shown), [name.en for name in shown]
    if more > 0:
        return Text(f"{zh}等 {len(names)} 项", f"{', '.join(en)} and {more} more")
    return Text(zh, " and ".join([", ".join(en[:-1]), en[-1]]) if len(en) > 1 else "".join(en))


def share(part: float, whole: float) -> str:
    """Return a share as a percentage for a sentence, with one decimal below ten per cent.

    An empty whole gives a dash: there is nothing to take a share of.

    >>> share(1, 3), share(1, 30), share(1, 0)
    ('33 %', '3.3 %', '–')
    """
    if not whole:
        return "–"
    percent = 100 * part / whole
    return f"{percent:.0f} %" if percent >= 10 or percent == 0 else f"{percent:.1f} %"  # noqa: PLR2004
