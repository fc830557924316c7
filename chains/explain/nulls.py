"""Why that much was expected: the null models and rules in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chains.errors import Text
from chains.gaps.phrases import join_sentences
from chains.gaps.wording import NULLS

__all__ = ["explain_null", "is_rule"]

_RULE: Final = ("规则：", "rule: ")

_REASONS: Final[Mapping[str, Text]] = {
    "same_mix": Text(
        "如果当地教的与招聘要的是同一个技能构成，一项技能在教学中就该占它在需求中那么大的份额；预期值就是它的需求份额",
        "If what is taught and what is asked for had one mix of skills, a skill would have the share of teaching that it "
        "has of demand; that share is what was expected",
    ),
    "label_permutation": Text(
        "现有的链接原样不动，只把“谁属于哪条链”随机打乱，算出两条链之间平均会有多少条链接；均值与方差有精确公式，不靠抽样",
        "The links are left as they are, and it is shuffled who belongs to which chain: so many links would then join "
        "the two on average; mean and variance are exact, not sampled",
    ),
    "links_permuted": Text(
        "每个单位、专业、项目的链接数都不变，只把链接随机重排许多次，看平均能走通多少条路径：链接少的地方本来就走不通，"
        "比这还少才算断点",
        "Every institution, programme and project keeps its number of links, and the links are shuffled many times: so "
        "many ways would lead through on average. Where there are few links few ways lead through anyhow; only fewer "
        "than that is a gap",
    ),
    "as_unrelated": Text(
        "每个城市有多少领域、每个领域见于多少城市都不变，只把它们随机分布许多次：领域多的城市、常见的领域本来就容易沾边，"
        "超出这种程度才值得一看。可是在任何地区都有成组出现的领域，所以超出并不证明缺得反常；这是一条可以考虑的机会",
        "Every city keeps its number of fields and every field its number of cities, and they are spread at random many "
        "times: a city with many fields is near to most of them anyhow, and what goes beyond that is worth a look. Yet in any "
        "region some fields go together, so going beyond it does not prove the absence strange: it is a chance to consider",
    ),
    "any_pair_joined": Text(
        "从本地专业经职业、企业走到本地项目或平台，只要有一对两端走得通，就不算断",
        "The way from a programme here by occupation and enterprise to a project or platform here counts as whole if "
        "any one pair of ends is joined",
    ),
    "step_completed": Text(
        "逐步设想：若这一步上该有的链接全都有，能走通的比例会升到多少；升得最多的一步就是最弱的一步",
        "Step by step it is asked how large the share of joined pairs would be if every link of the step were there; "
        "the step that would lift it most is the weakest",
    ),
    "present_segments_live": Text(
        "本地已有企业的环节，都该至少有一家企业既与院校合作、又参与项目或平台；按各环节的企业数加权",
        "In every segment that has an enterprise here, at least one should work with an institution and also take part "
        "in a project or platform; segments weigh by their enterprises",
    ),
    "each_leads_on": Text(
        "走到这一步的每一个都该通向下一步；预期值就是走到这里的总数",
        "Everything that the way leads to should lead on to the next step; what was expected is how many it leads to",
    ),
    "any_leads_here": Text(
        "本地招聘的职业，至少该有一个本地专业通向它",
        "An occupation that is asked for here should have at least one programme here that leads to it",
    ),
    "any_enterprise_here": Text(
        "本地在为它招聘的产业链，至少该有一家本地企业",
        "An industry chain for which people are sought here should have at least one enterprise here",
    ),
    "any_tie": Text(
        "每一个都该至少有一条通向其他链的联系，哪怕只是同在一个联盟",
        "Each should have at least one link to another chain, if only by an alliance that both belong to",
    ),
    "two_ways": Text(
        "两条链之间至少该有两条互不经过同一单位的通路，一家退出时另一条还在",
        "Two chains should be joined by at least two ways that share no organisation, so that one is left if an "
        "organisation leaves",
    ),
    "half_must_leave": Text(
        "一个牢靠的网络，要有一半的单位退出，最大的一片才会缩到不足一半",
        "In a robust network half of the organisations must leave before the largest group falls below half",
    ),
    "none_depends": Text(
        "谁都不该只靠一家单位与外界相连",
        "No organisation should have another as its only link to the rest",
    ),
    "fitting_pair": Text(
        "专业对口、距离又近的院校与企业，通常会有合作；这里只是没有记录。它是值得接触的一对，不是统计上的发现",
        "An institution and an enterprise that fit and are near often work together; here nothing is on record. It is "
        "a pair worth a call, no statistical finding",
    ),
    "same_standing": Text(
        "一个城市的统计指标若协调得好，跨链的链接也该不差：按两者排的位次应当相近，相差超出区间才算不符",
        "A city whose statistics are in balance should not lack links across its chains: its standing by the one should "
        "be near its standing by the other, and only a difference beyond the band counts",
    ),
    "shared_mediation": Text(
        "两条链之间的牵线，至少该由两家分担，一家退出时还有人接得上",
        "Mediation between two chains should be shared by at least two organisations, so that one is left if the other "
        "leaves",
    ),
}


def is_rule(null: str) -> bool:
    """Return whether what was expected rests on a rule, and not on a random null model."""
    return null in NULLS and NULLS[null].zh.startswith(_RULE[0])


def explain_null(null: str) -> tuple[Text, ...]:
    """Return what was expected by which rule or null model, and why, in sentences.

    One that is not known here is called by the words that lists use, and one that these lack by its key.
    """
    named = NULLS.get(null, Text(null, null))
    zh, en = named.zh.removeprefix(_RULE[0]), named.en.removeprefix(_RULE[1])
    if is_rule(null):
        lead = Text(
            f"按规则判断，不是统计检验。规则是：{zh}", f"This is judged by a rule, not by a test. The rule: {en}"
        )
    else:
        lead = Text(f"与一个随机的零模型相比：{zh}", f"It is set against a random null model: {en}")
    reason = _REASONS.get(null)
    return (join_sentences(lead),) if reason is None else (join_sentences(lead), join_sentences(reason))
