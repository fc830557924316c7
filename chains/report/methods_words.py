"""The formula of each kind of gap in plain words, with the standard term, its source, and where its numbers are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chains.errors import Text
from chains.records import CoverageGrade

__all__ = ["FORMULAS", "TABLES_OF", "say_weights"]

FORMULAS: Final[Mapping[str, Text]] = {
    "skill_shortage": Text(
        "份额差：某技能在当地需求中的份额减去它在当地教学中的份额，以百分点计，大于 0 为短缺。需求按职业估算：当地某职业的招聘数 × "
        "样本中该职业招聘点名该技能的比例。教学按专业点（院校 × 专业）计，不按毕业生数。检验：两种构成相同时出现这么大差别的概率（Fisher 精确检验）。",
        "Share gap: the share of a skill in what the place asks for less its share in what the place teaches, in percentage "
        "points; above 0 it is short. Demand is estimated by occupation: postings for an occupation here × the share of the "
        "sample's postings for it that name the skill. Teaching counts offerings (an institution with a programme), not "
        "graduates. Test: the chance of shares so far apart under one mix (Fisher's exact test).",
    ),
    "skill_surplus": Text(
        "同一个份额差，小于 0 为过剩；比较时，点名其下位技能的招聘也算作需要它。基础知识很少写进招聘广告，过剩不等于不需要。",
        "The same share gap, below 0; in the test postings that name a narrower skill count as asking for it. Postings seldom "
        "name basic knowledge, so surplus does not mean that nobody needs it.",
    ),
    "sparse_chain_pair": Text(
        "两条链之间的链接数与标签置换零模型的均值之差，除以标准差（z）。n 个点、m 条链接、两组各 n₁、n₂ 个点时，均值为 "
        "m·2n₁n₂/(n(n−1))，方差有精确公式，不靠抽样。",
        "Links between the two chains less their mean under permuted chain labels, over the standard deviation (z). With n "
        "nodes, m links and groups of n₁ and n₂ nodes the mean is m·2n₁n₂/(n(n−1)); the variance, too, is exact and not "
        "sampled.",
    ),
    "broken_chain": Text(
        "元路径连通：各步的 0/1 矩阵相乘，只要有一对“专业—项目或平台”走得通就不算断；产业链看有本地企业的环节中，同时连着院校与创新的"
        "占多少（按企业数加权，自定义）。",
        "Metapath continuity: the 0/1 matrices of the steps are multiplied, and the way is whole if any pair of a programme and a "
        "project or platform is joined. For an industry chain: the share of the segments present, weighed by enterprises, that "
        "are linked both to institutions and to innovation (our own definition).",
    ),
    "weakest_step": Text(
        "逐步设想该步的链接齐全，重算走得通的对所占比例；升得最多的一步就是最弱的一步。",
        "Each step in turn is taken to be complete and the share of joined pairs computed anew; the step that lifts it most is "
        "the weakest.",
    ),
    "dead_end": Text(
        "从前一步到得了、却一条也通不到下一步的专业、职业或企业有多少；预期是到得了的全部。",
        "How many programmes, occupations or enterprises are reached from the step before and lead to nothing; what is expected "
        "is all that are reached.",
    ),
    "thin_passage": Text(
        "度加权路径数（DWPC，Himmelstein 与 Baranzini 2015）：经过链接多的节点的路径打折扣。与链接重排、各点度数不变时的分布（gamma "
        "hurdle 拟合）相比。",
        "Degree-weighted path count (DWPC, Himmelstein & Baranzini 2015): ways through much-linked things count for less. Set "
        "against its distribution with the links permuted and as many at each node (fitted as a gamma hurdle).",
    ),
    "isolated": Text(
        "度为 0：与其他链没有任何链接（同在一个联盟也算链接）的院校、企业、项目和平台。",
        "Degree 0: institutions, enterprises, projects and platforms without any link to another chain, be it by an alliance.",
    ),
    "single_point_of_failure": Text(
        "割点与桥：拿掉一个单位，别的单位是否失去唯一的联系；两条链之间互不经过同一单位的通路有几条（Menger 定理，最大流）；全域网络的"
        "稳健性 R（Schneider 等 2011）。",
        "Articulation points and bridges: whether others lose their only link if an organisation leaves; the number of ways "
        "between two chains that share no organisation (Menger's theorem, maximum flow); robustness R of the whole network "
        "(Schneider et al. 2011).",
    ),
    "lone_broker": Text(
        "中介角色（Gould 与 Fernandez 1989）：两条链上没有直接联系、却有共同合作方的单位对中，由一个单位独自连起的占多少。",
        "Brokerage (Gould & Fernandez 1989): of the pairs of organisations of two chains with no tie but a partner in common, the "
        "share that one organisation alone joins.",
    ),
    "coordination_conflict": Text(
        "城市按耦合协调度 D = √(C·T) 的位次，与按“有跨链合作的单位占比”的位次之差；自助法区间不含 0 才算不符。等权时 D 只是四链得分"
        "几何平均的平方根，不含任何链接。",
        "The standing of a city by the coordination degree D = √(C·T) less its standing by the share of organisations linked "
        "across chains; it counts only if the bootstrap band leaves out 0. With equal weights D is the root of the geometric "
        "mean of the four scores and uses no link.",
    ),
    "absent_related_field": Text(
        "关联密度（Hidalgo 等 2007）：与某领域接近的领域中，当地已有专长的占多少（按亲近度加权），与 curveball 随机矩阵相比的 z "
        "（Nomaler 与 Verspagen 2023 指出原始密度多半由多样性与普遍性决定）。每市列出 z 不低于 2 的至多三个；领域本来就会成组，所以只作建议，不作检验。",
        "Relatedness density (Hidalgo et al. 2007): the proximity-weighted share of the fields near to one that the place is "
        "specialised in, as z against curveball matrices, since the raw density follows mostly from diversity and ubiquity "
        "(Nomaler & Verspagen 2023). At most three with z of 2 or more are listed for a city; fields go together everywhere, so "
        "they are suggested, not tested.",
    ),
    "missing_partnership": Text(
        "规则加打分：专业对口、不超过 60 公里、没有合作记录的院校与企业；按技能覆盖、距离与缺口排序。是建议，不是统计推断。",
        "A rule with a score: an institution and an enterprise that fit, are at most 60 km apart and have no partnership on "
        "record, ranked by skills covered, distance and need. A suggestion, no inference.",
    ),
}
"""How the observed and the expected number of each kind are computed, by notation."""

TABLES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "skill_shortage": ("skill_gaps", "skill_balance"),
    "skill_surplus": ("skill_gaps", "skill_balance"),
    "sparse_chain_pair": ("density", "mixing"),
    "broken_chain": ("continuity", "completeness"),
    "weakest_step": ("continuity",),
    "dead_end": ("continuity", "paths"),
    "thin_passage": ("passages", "paths"),
    "isolated": ("density",),
    "single_point_of_failure": ("failure", "robustness"),
    "lone_broker": ("mediation", "brokers", "brokerage"),
    "coordination_conflict": ("disagreement", "coordination"),
    "absent_related_field": ("specialisation",),
    "missing_partnership": ("partners", "partner_scorers"),
}
"""The measure tables that show the numbers of each kind, by notation."""


def say_weights(weights: Mapping[CoverageGrade, float]) -> Text:
    """Return by how much a loss is weighed down for each coverage grade.

    >>> say_weights({"A": 1.0, "B": 0.9}).en
    'A × 1, B × 0.9'
    """
    zh = "、".join(f"{grade} × {weight:g}" for grade, weight in weights.items())
    return Text(zh, ", ".join(f"{grade} × {weight:g}" for grade, weight in weights.items()))
