"""The columns of the table of whole mixes, in words."""

from __future__ import annotations

from typing import Final

from chains.errors import Text
from chains.gaps.skills.columns import BIASED, SOURCE, UNIT, YEAR
from chains.gaps.tables import REGION, Option, column

__all__ = ["ABOUT", "BY", "COLUMNS", "TITLE"]

TITLE: Final = Text("技能供需平衡", "balance of demand and teaching of skills")
ABOUT: Final = Text(
    "各地（或当地各职业、各产业链）需求的技能构成与教学的技能构成相差多少。" + BIASED.zh,
    "How far the mix of skills that a place asks for (or an occupation or industry chain there) and the mix that it "
    "teaches are apart. " + BIASED.en,
)
BY: Final = Option(
    "by",
    Text(
        "每行是什么：region 地区；occupation 各地每个职业，与当地培养该职业的专业相比；industry_chain 各地每条产业链，"
        "与当地培养其所需职业的专业相比。",
        "What has a row: region; occupation, each of a place, against the programmes there that lead to it; industry_chain, "
        "each of a place, against the programmes there that lead to occupations that it asks for.",
    ),
    "region",
)
COLUMNS: Final = (
    column(
        REGION, "地区", "place", "城市或全域；全域在前。", "A city or the whole area, which comes first.", names=True
    ),
    column(
        "thing",
        "职业或产业链",
        "occupation or chain",
        "职业或产业链；按地区时为空。",
        "The occupation or industry chain; null by region.",
        names=True,
    ),
    SOURCE,
    YEAR,
    UNIT,
    column("postings", "招聘数", "postings", "样本中的招聘数（单位见 unit）。", "Postings in the sample, in the unit."),
    column(
        "offerings",
        "布点数",
        "offerings",
        "教授样本中任一技能的专业布点。",
        "Offerings whose programme develops any skill of the sample.",
    ),
    column(
        "asked",
        "点名次数",
        "mentions",
        "各技能被点名的招聘数之和；需求份额的分母。",
        "Postings that name a skill, summed over skills: the denominator of shares of demand.",
    ),
    column(
        "taught",
        "教授次数",
        "taught",
        "各技能的教授布点数之和；教学份额的分母。",
        "Offerings that teach a skill, summed over skills: the denominator of shares of teaching.",
    ),
    column("skills_asked", "需求技能数", "skills asked for", "有需求的技能数。", "Number of skills asked for."),
    column("skills_taught", "教授技能数", "skills taught", "有布点教授的技能数。", "Number of skills taught."),
    column(
        "coverage",
        "覆盖率",
        "coverage",
        "当地有布点教授的技能占需求的份额，0 至 1。",
        "Share of demand that is for skills taught at all, from 0 to 1.",
    ),
    column(
        "overlap",
        "重合度",
        "overlap",
        "各技能两个份额中较小者之和，0 至 1。",
        "Sum over skills of the smaller of both shares, from 0 to 1.",
    ),
    column(
        "dissimilarity",
        "相异指数",
        "dissimilarity",
        "教学须转到其他技能的比例，½Σ|差|，0 至 1（Duncan 和 Duncan 1955）。",
        "Share of teaching that would have to move to other skills, ½ Σ |difference|, from 0 to 1 (Duncan & Duncan 1955).",
    ),
    column(
        "divergence",
        "Jensen–Shannon 散度",
        "Jensen–Shannon divergence",
        "两个构成的散度，以 2 为底，0 至 1 比特（Lin 1991）。",
        "Of both mixes, in bits, from 0 to 1 (Lin 1991).",
    ),
    column(
        "mismatch",
        "错配指数",
        "mismatch",
        "1 − Σ√(需求份额 × 教学份额)，0 至 1；Şahin 等 2014 的指数，弹性 0.5，以布点代替求职者。",
        "1 − Σ √(share of demand × share of teaching), from 0 to 1: the index of Şahin et al. 2014 with elasticity 0.5, "
        "offerings in place of seekers.",
    ),
    column(
        "entropy_gap",
        "熵差",
        "entropy gap",
        "需求构成的熵减教学构成的熵，比特；大于 0 表示需求更分散。",
        "Entropy of the mix of demand less that of teaching, in bits; above 0 demand is more varied.",
    ),
    column(
        "chance",
        "偶然相异",
        "dissimilarity by chance",
        "这么多次点名若逐次取自教学的构成，预期的相异指数（Carrington 和 Troske 1997）；招聘少的地方它很大，相异指数只有超出它的部分才有意义。",
        "Dissimilarity to expect if each of so many mentions came from the mix of teaching (Carrington & Troske 1997); where "
        "postings are few it is large, and only what exceeds it means anything.",
    ),
    column(
        "out_of_reach",
        "够不着的需求",
        "out of reach",
        "按需求加权的距离加权差，0 至 1：当地教授的技能计 0，当地没有、相近技能也没有、别处也没有的计 1；本项目自定义。",
        "Distance-weighted gap of the place, weighted by demand, from 0 to 1: a skill taught there counts 0, one with nothing "
        "related there that nobody teaches anywhere counts 1; our own definition.",
    ),
    column(
        "ratio",
        "招聘布点比",
        "postings per offering",
        "招聘数 ÷ 布点数；不是求人倍率：求职人数没有记录。",
        "Postings / offerings; no vacancy ratio (求人倍率), for seekers are not on record.",
    ),
    column(
        "deviation",
        "结构偏离度",
        "structural deviation",
        "招聘份额 ÷ 布点份额 − 1；份额在同一样本的各城市（或当地各职业、各产业链）中计；大于 0 为需求多于教学，全域为空。",
        "Share of postings / share of offerings − 1, of all cities of the sample (of all occupations or chains of the place); "
        "above 0 more is asked for than taught; null for the whole area.",
    ),
    column("why", "说明", "why", "为何没有指数。", "Why there are no indices."),
)
