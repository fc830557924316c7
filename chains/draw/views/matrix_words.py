"""What the heat maps say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chains.errors import Text

__all__ = ["WORDS"]

_BOTH: Final[Mapping[str, Text]] = {
    "matrix_of": Text("热力图", "Heat map"),
    "matrix_pairs": Text("链对 × 城市", "Chain pairs × cities"),
    "matrix_skills": Text("技能 × 城市", "Skills × cities"),
    "matrix_sort": Text("排序", "Sort"),
    "matrix_by_name": Text("按名称", "by name"),
    "matrix_city": Text("城市", "City"),
    "matrix_province": Text("省份", "Province"),
    "matrix_open_gap": Text("查看这个断点", "Open this gap"),
    "matrix_open_city": Text("在网络中看{place}", "See {place} in the network"),
    "matrix_significant": Text("显著", "Significant"),
    "matrix_yes": Text("是", "yes"),
    "matrix_no": Text("否", "no"),
    "matrix_grade": Text("来源覆盖", "Coverage of sources"),
    "matrix_grade_of": Text("{grade} 级", "grade {grade}"),
    "matrix_why": Text("无数值的原因", "Why there is no value"),
    "matrix_p": Text("校正后 p 值", "Adjusted p"),
    "matrix_key_none": Text("空白：无数值（指向或点击看原因）", "blank: no value (point at it for the reason)"),
    "matrix_keys": Text(
        "方向键在格间移动，Home 与 End 到行首行尾，回车在面板中查看。",
        "Arrow keys move between cells, Home and End to the ends of a row, Enter tells of a cell in the panel.",
    ),
}

_PAIRS: Final[Mapping[str, Text]] = {
    "matrix_layer": Text("网络", "Graph"),
    "matrix_layer_all": Text("全部", "both"),
    "matrix_layer_cooperation": Text("合作", "Cooperation"),
    "matrix_layer_knowledge": Text("知识", "Knowledge"),
    "matrix_by_province": Text("按省份", "by province"),
    "matrix_by_pair": Text("{pair}：最缺在前", "{pair}: most lacking first"),
    "matrix_pair": Text("{a}—{b}", "{a} – {b}"),
    "matrix_pairs_picture": Text(
        "各地每对链之间的链接：比偶然多或少（z 值）", "Links between each pair of chains: more or fewer than chance (z)"
    ),
    "matrix_pairs_key": Text("数字：z 值，与打乱所属的链相比", "numbers: z against shuffled chain labels"),
    "matrix_key_few": Text("少于偶然", "fewer links than chance"),
    "matrix_key_many": Text("多于偶然", "more links than chance"),
    "matrix_pairs_dot": Text("● 显著偏少（校正 p ≤ 0.05）", "● significantly few (adjusted p ≤ 0.05)"),
    "matrix_pairs_weak": Text("斜纹：来源覆盖 D 级", "hatched: coverage of sources is grade D"),
    "matrix_pairs_note": Text(
        "每格比较两条链之间的链接数与打乱各事物所属的链时的平均数（网络不变，均值与方差有精确公式）。只检验是否偏少（单侧），并对全部"
        "格一并校正。合作网络：院校、企业、机构与平台之间，双方都在当地；知识网络：当地开设的专业、招聘所求的职业与技能、产业链、"
        "在研技术之间，只有有招聘样本的城市才能算。没有记录不等于没有链接：D 级的格多半是数据缺口。",
        "Each cell compares the links between two chains with their mean when the chain labels of things are shuffled over "
        "the same graph (mean and variance are exact). Tested is whether they are few (one-sided), adjusted over all cells. "
        "Cooperation: institutions, enterprises, institutes and platforms, both ends in the place. Knowledge: programmes "
        "offered, occupations and skills asked for, industry chains, technologies worked on; it needs a sample of postings. "
        "What is not on record may exist all the same: cells of grade D are mostly holes in the data.",
    ),
    "matrix_pairs_said": Text(
        "{place}：{a}的 {n_a} 个事物与{b}的 {n_b} 个事物之间有 {observed} 条链接；若这里的 {m} 条链接与所属的链无关，应有约 {mean} 条。",
        "{place}: {observed} link{s} between {n_a} things of the {a} and {n_b} of the {b}; if the {m} links here fell "
        "without regard to chains, there would be about {mean}.",
    ),
    "matrix_few_sure": Text("显著少于偶然。", "That is significantly fewer than chance."),
    "matrix_few_unsure": Text("偏少，但可能只是偶然。", "Fewer, but this may be chance."),
    "matrix_many": Text("不少于偶然。", "Not fewer than chance."),
    "matrix_observed": Text("链接数", "Links"),
    "matrix_expected": Text("预期链接数", "Expected links"),
    "matrix_z": Text("z 值", "z"),
    "matrix_possible": Text("可能的对数", "Possible pairs"),
    "matrix_n": Text("参与检验的事物", "Things in the test"),
    "matrix_recorded": Text("有任何记录者", "With any link on record"),
    "matrix_recorded_of": Text("{share}%（{chain}）", "{share}% ({chain})"),
    "matrix_overturn": Text("推翻所需链接数", "Links that would overturn it"),
    "matrix_none_things": Text(
        "当地没有属于{chain}、可参与检验的事物。", "Nothing of the {chain} here that could be tested."
    ),
    "matrix_none_postings": Text(
        "当地没有招聘样本，人才链无从谈起。", "No postings of the sample lie here, so there is no talent chain to test."
    ),
    "matrix_none_links": Text("当地在这一网络中没有任何链接。", "This graph has no link at all here."),
    "matrix_none_spread": Text(
        "无论如何打乱都一样，无从检验。", "Every shuffle gives the same: nothing can be tested."
    ),
}

_SKILLS: Final[Mapping[str, Text]] = {
    "matrix_find": Text("查找技能", "Find a skill"),
    "matrix_cities": Text("城市", "Cities"),
    "matrix_cities_with": Text("有招聘样本的 {count} 个", "the {count} with postings"),
    "matrix_cities_all": Text("全部 {count} 个", "all {count}"),
    "matrix_by_telling": Text("最能说明问题的在前", "most telling first"),
    "matrix_by_short": Text("{place}：最短缺在前", "{place}: shortest first"),
    "matrix_by_over": Text("{place}：最过剩在前", "{place}: most surplus first"),
    "matrix_by_place": Text("比较的地区", "Sorted by place"),
    "matrix_skills_picture": Text(
        "各地每项技能的短缺与过剩：需求份额减教学份额（百分点）",
        "Shortage and surplus of each skill: share of demand less share of teaching (percentage points)",
    ),
    "matrix_skills_key": Text(
        "数字：占需求的份额减占教学的份额，百分点", "numbers: share of demand less share of teaching, points"
    ),
    "matrix_key_short": Text("短缺", "short"),
    "matrix_key_over": Text("过剩", "in surplus"),
    "matrix_skills_bias": Text("招聘样本偏重软件岗位", "postings lean towards software jobs"),
    "matrix_skills_dot": Text("● 显著（校正 p ≤ 0.05）", "● significant (adjusted p ≤ 0.05)"),
    "matrix_skills_mark": Text("▲▼ 列为短缺、过剩断点", "▲▼ listed as a gap: short, surplus"),
    "matrix_skills_weak": Text(
        "斜纹：招聘不足 {few} 条，或覆盖 D 级", "hatched: under {few} postings, or coverage of grade D"
    ),
    "matrix_skills_sub": Text(
        "城市名下：样本招聘数、来源覆盖等级", "under a city: postings in the sample, coverage grade"
    ),
    "matrix_sample": Text("样本：{note}。", "Sample: {note}."),
    "matrix_unstated": Text("未注明样本范围", "what the postings are a sample of is not stated"),
    "matrix_skills_note": Text(
        "招聘样本偏重软件岗位，样本以外的需求看不到；需求按职业推算，教学按专业布点计，不是毕业生人数。招聘很少点名基础知识，"
        "“过剩”不等于无用。样本再大覆盖也至多 C 级；显著只说明数量是否太少，不说明样本是否有代表性。“最能说明问题”：显著的城市最多的在前，"
        "相同时全域差距最大的在前。",
        "The samples of postings lean towards software jobs, and demand outside them is not seen; demand is estimated by "
        "occupation, teaching is counted in offerings, not graduates. Postings seldom name foundations: “in surplus” does "
        "not mean useless. A sample gives grade C at best, however large; significance says whether the numbers are too "
        "small to tell, not whether the sample stands for all demand. Most telling: significant in most cities, then with "
        "the largest difference in the whole area.",
    ),
    "matrix_skill": Text("技能", "Skill"),
    "matrix_shown": Text("显示 {shown} / {all} 项技能", "{shown} of {all} skills shown"),
    "matrix_more": Text("再显示 {count} 项", "Show {count} more"),
    "matrix_every": Text("全部显示", "Show all"),
    "matrix_nothing": Text("没有名称相符的技能。", "No skill has such a name."),
    "matrix_skills_said": Text(
        "{place}：{skill}占需求的 {asked}%，占教学的 {taught}%，{verdict}。",
        "{skill} is {asked}% of demand and {taught}% of teaching in {place}: {verdict}.",
    ),
    "matrix_short": Text("短缺 {gap} 个百分点", "short by {gap} points"),
    "matrix_over": Text("过剩 {gap} 个百分点", "in surplus by {gap} points"),
    "matrix_level": Text("二者相当", "about even"),
    "matrix_doubt": Text("，但数量太少，不足以断定", ", but the numbers are too small to tell"),
    "matrix_gap": Text("差（百分点）", "Difference (points)"),
    "matrix_asked": Text("点名它的招聘（推算）", "Postings that name it (estimated)"),
    "matrix_taught": Text("教授它的布点", "Offerings that teach it"),
    "matrix_asked_share": Text("占需求 %", "% of demand"),
    "matrix_taught_share": Text("占教学 %", "% of teaching"),
    "matrix_postings": Text("当地招聘", "Postings here"),
    "matrix_listed": Text("列为断点", "Listed as a gap"),
    "matrix_listed_1": Text("短缺", "shortage"),
    "matrix_listed_-1": Text("过剩", "surplus"),
    "matrix_open_bubble": Text("原因与相近专业", "Causes and nearest programmes"),
    "matrix_open_skill": Text("在网络中查看", "See it in the network"),
    "matrix_none_sample": Text("当地没有招聘样本。", "No postings of the sample lie here."),
    "matrix_none_neither": Text("当地既无招聘点名，也无人教授。", "Neither named by postings nor taught here."),
    "matrix_none_teaching": Text("当地各专业没有技能记录，无从比较。", "No skill is on record for any programme here."),
    "matrix_none_skills": Text(
        "图谱中没有计数的需求，技能无从比较。", "The graph has no counted demand: skills cannot be compared."
    ),
}

WORDS: Final[Mapping[str, Text]] = {**_BOTH, **_PAIRS, **_SKILLS}
