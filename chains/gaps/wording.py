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
    "joined_pairs": Text("对接通的专业与项目或平台", "joined pairs of a programme and a project or platform"),
    "percent_of_pairs": Text("占全部可能对的百分比", "per cent of all pairs of ends"),
    "percent_of_segments": Text(
        "占全链环节的百分比（按企业数加权）", "per cent of the chain's segments, weighted by enterprises"
    ),
    "percent_of_related": Text(
        "当地具备的相近领域（按亲近度加权，%）", "related fields that the place has, per cent, weighted by proximity"
    ),
    "percent_of_joined": Text("占有共同合作方的单位对（%）", "pairs of organisations with a common partner, per cent"),
    "percent_surpassed": Text("超过的城市（%）", "cities that it surpasses, per cent"),
    "programmes": Text("个专业", "programmes"),
    "enterprises": Text("家企业", "enterprises"),
    "outcomes": Text("个项目和平台", "projects and platforms"),
    "organisations": Text("个单位", "organisations"),
    "partnerships": Text("项合作", "partnerships"),
    "paths": Text("条贯通的路径", "ways that lead through"),
    "ways": Text("条互不相交的通路", "ways that share no organisation"),
}
"""What ``observed`` and ``expected`` of a gap count, by the key in ``unit``."""

NULLS: Final[Mapping[str, Text]] = {
    "same_mix": Text(
        "教学与需求的技能构成相同（p 只说明数量是否太少，不说明样本是否有代表性）",
        "teaching and demand have one mix of skills (p says whether the numbers are too small to tell, not whether the "
        "sample stands for all demand)",
    ),
    "label_permutation": Text("随机置换所属链（网络不变）", "chain labels permuted at random, the network kept"),
    "links_permuted": Text(
        "各点链接数不变、链接随机重排（检验加权路径数）",
        "links permuted at random, as many at each node (tests the weighted number of ways)",
    ),
    "any_pair_joined": Text("规则：至少有一对接通", "rule: at least one pair is joined"),
    "step_completed": Text("规则：补齐这一步", "rule: this step completed"),
    "present_segments_live": Text(
        "规则：本地已有的环节都两头接通", "rule: every segment present is linked on both sides"
    ),
    "each_leads_on": Text("规则：每一个都通向下一步", "rule: each leads on to the next step"),
    "any_leads_here": Text("规则：至少有一个本地专业通向它", "rule: at least one programme offered here leads to it"),
    "any_enterprise_here": Text("规则：至少有一家本地企业", "rule: at least one enterprise here"),
    "any_tie": Text("规则：至少有一条跨链联系", "rule: at least one link to another chain"),
    "two_ways": Text("规则：至少有两条互不相交的通路", "rule: at least two ways that share no organisation"),
    "half_must_leave": Text(
        "规则：要有一半单位退出，才会断成不足一半", "rule: half of them must leave before less than half hang together"
    ),
    "fitting_pair": Text(
        "规则：专业对口、相距 60 公里以内的院校与企业应有一项合作（是建议，不是推断；打分办法的检验见 chains measure "
        "partner_scorers）",
        "rule: an institution and an enterprise that fit and are at most 60 km apart have one partnership (a suggestion, "
        "no inference; how the score was tested: chains measure partner_scorers)",
    ),
    "as_unrelated": Text(
        "规则：相近领域的密度不比各领域随机分布时的平均高出两个标准差（各地领域数、各领域地数不变，curveball；是建议，不是推断）",
        "rule: the density of what is near is less than two standard deviations above its mean with the fields spread at "
        "random, as many of each (curveball; a suggestion, no inference)",
    ),
    "shared_mediation": Text("规则：至少两家牵线，各占一半", "rule: at least two join the pairs, half of them each"),
    "same_standing": Text(
        "规则：按链接的位次与按统计指标的位次相差不超出区间",
        "rule: the standing by links does not differ from that by statistics beyond the band",
    ),
    "none_depends": Text("规则：没有单位只靠它一条联系", "rule: no organisation has it as its only link"),
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
