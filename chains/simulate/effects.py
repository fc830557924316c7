"""What the effect of a plant means, form by form: written into the truth, so that nobody has to guess."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chains.errors import Text

__all__ = ["EFFECTS"]

_ALWAYS: Final = Text("强度不起作用：要么有，要么没有", "the effect has no part in it: it is there or not")

EFFECTS: Final[Mapping[tuple[str, str], Text]] = {
    ("skill_shortage", "taught_less"): Text(
        "培养占比比需求占比缺少的部分：1 表示完全不培养",
        "the part of the share of demand that the share of teaching lacks: at 1 it is not taught at all",
    ),
    ("skill_surplus", "taught_more"): Text(
        "需求占比比培养占比缺少的部分：1 表示完全没有需求",
        "the part of the share of teaching that the share of demand lacks: at 1 it is not asked for at all",
    ),
    ("sparse_chain_pair", "rewired"): Text(
        "与随机情形下应有的联系相比缺少的部分：1 表示本市院校与企业之间没有联系",
        "the part that is missing of the links that chance alone would leave: at 1 there is none",
    ),
    ("broken_chain", "segments"): Text(
        "该市这条产业链的环节中，不再有企业与院校合作的环节所占比例",
        "the share of the chain's segments in the city of which no enterprise works with an institution",
    ),
    ("broken_chain", "way"): _ALWAYS,
    ("weakest_step", "programmes"): Text(
        "强度的一半是这一步比其他各步少通过的部分",
        "half of it is the part by which this step lets through less than the others",
    ),
    ("weakest_step", "demand"): Text(
        "强度的一半是这一步比其他各步少通过的部分（至少如此）",
        "half of it is at least the part by which this step lets through less than the others",
    ),
    ("dead_end", "occupation"): Text(
        "所选职业小类的招聘量与该市最大小类之比（取最接近者）",
        "the postings of the chosen group of occupations as a part of those of the city's largest group, as near as there is one",
    ),
    ("dead_end", "chain"): Text(
        "改写产业链的职业小类的招聘量与该市最大小类之比（取最接近者）",
        "the postings of the group of occupations that names the chain, as a part of those of the city's largest group",
    ),
    ("dead_end", "enterprises"): Text(
        "这条产业链的企业中，不再有项目或平台的企业所占比例（每个环节至少留一家）",
        "the share of the chain's enterprises without a project or platform; every segment keeps one that has",
    ),
    ("isolated", "institution"): _ALWAYS,
    ("isolated", "enterprises"): Text(
        "这条产业链的企业中，不再有任何联系的企业所占比例（每个环节至少留一家）",
        "the share of the chain's enterprises that stand alone; every segment keeps one that does not",
    ),
    ("single_point_of_failure", "dependents"): Text(
        "依附于它的企业数：强度乘以 8，至少 2 家",
        "the enterprises that hang on it: eight times the effect, two at least",
    ),
    ("single_point_of_failure", "bridge"): _ALWAYS,
    ("lone_broker", "institute"): Text(
        "规模：至少联系 4 所院校、6 家企业，各乘以强度（至少 2 所、3 家）",
        "its size: it joins four institutions and six enterprises times the effect, two and three at least",
    ),
    ("thin_passage", "projects"): Text(
        "与同样多的企业平均参加的项目和平台相比缺少的部分：1 表示一个也没有",
        "the part that is missing of the places in projects and platforms that as many enterprises have on average",
    ),
    ("coordination_conflict", "unlinked"): Text(
        "按联系的位次与按统计指标的位次相比落后的部分：1 表示按联系排在最后",
        "the part by which the standing by links falls behind that by statistics: at 1 no city stands lower by links",
    ),
    ("absent_related_field", "segment"): Text(
        "可成组的环节中实际成组的比例：成组的环节越多，缺少其中一个越显眼",
        "the part of the segments that could go together which do: the more there are, the more one of them is missed",
    ),
    ("missing_partnership", "unlinked"): Text(
        "这家企业的其他校企合作中转给别家的部分：1 表示不再有任何校企合作",
        "the part of the enterprise's other partnerships that is handed on as well: at 1 it has none left",
    ),
}
"""For each kind and form what an effect above 0 and at most 1 is the size of."""
