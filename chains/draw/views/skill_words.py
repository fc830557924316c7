"""What the bubbles of skills say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chains.errors import Text

__all__ = ["WORDS"]

WORDS: Final[Mapping[str, Text]] = {
    "skills_of": Text("范围（招聘数）", "Place (postings)"),
    "skills_show": Text("显示", "Show"),
    "skills_all": Text("全部技能", "All skills"),
    "skills_short": Text("短缺", "Short"),
    "skills_over": Text("过剩", "In surplus"),
    "skills_find": Text("查找技能", "Find a skill"),
    "skills_found": Text("{count} 项相符", "{count} found"),
    "skills_picture": Text("{place}的技能：需求与教学", "Skills in {place}: demand and teaching"),
    "skills_level_2": Text("严重短缺", "Far short"),
    "skills_level_1": Text("短缺", "Short"),
    "skills_level_0": Text("大致相当", "About even"),
    "skills_level_-1": Text("过剩", "In surplus"),
    "skills_level_-2": Text("明显过剩", "In large surplus"),
    "skills_ratio_2": Text("需求份额 ≥ 4 倍教学份额", "demand ≥ 4 × teaching"),
    "skills_ratio_1": Text("2–4 倍，或只教上下位技能", "2–4 ×, or related is taught"),
    "skills_ratio_0": Text("相差不到 2 倍", "less than 2 × apart"),
    "skills_ratio_-1": Text("2–4 倍", "2–4 ×"),
    "skills_ratio_-2": Text("教学份额 ≥ 4 倍需求份额", "teaching ≥ 4 × demand"),
    "skills_unsure": Text("虚线：不足以断定", "dashed: too little to tell"),
    "skills_mark_up": Text("▲ 列为短缺断点", "▲ listed as a shortage"),
    "skills_mark_down": Text("▼ 列为过剩断点", "▼ listed as a surplus"),
    "skills_size": Text("点名它的招聘（推算）", "postings (estimated)"),
    "skills_link": Text("常被同类职业一起要求", "asked for by the same occupations"),
    "skills_sample": Text("样本：{note}。{place}有 {postings} 条。", "Sample: {note}. {postings} of {place}."),
    "skills_unstated": Text("样本范围未注明", "what the postings are a sample of is not stated"),
    "skills_few": Text(
        "只有 {postings} 条招聘，图中各项需求只是按职业推算的极粗略估计，不宜据以决策。",
        "With only {postings} postings, demand here is a very rough estimate by occupation: do not decide by it.",
    ),
    "skills_how": Text(
        "招聘样本偏重软件岗位，样本以外的需求看不到；教学按专业布点计，不是毕业生人数。气泡越大，点名该技能的招聘越多"
        "（各地自成比例）；颜色比较需求份额与教学份额；位置由互补度事先算出，相连的技能常为同类职业所要求。招聘很少点名"
        "基础知识，“过剩”不等于无用。点一个气泡看由哪些职业引起、哪些专业最接近；方向键在气泡间移动。",
        "The samples of postings lean towards software jobs, and demand outside them is not seen; teaching is counted in "
        "offerings (an institution with a programme), not in graduates. A larger bubble is a skill that more postings name "
        "(to the scale of each place); its colour compares the shares of demand and of teaching; the places were worked out "
        "from complementarity, and linked skills are asked for by the same occupations. Postings seldom name foundations: "
        "“in surplus” does not mean useless. Click a bubble for the occupations that cause the need and the programmes "
        "nearest to it; arrow keys move between bubbles.",
    ),
    "skills_skill": Text("技能", "Skill"),
    "skills_balance": Text("供需", "Balance"),
    "skills_asked": Text("点名它的招聘", "Postings that name it"),
    "skills_asked_share": Text("占需求 %", "% of demand"),
    "skills_taught": Text("教授它的布点", "Offerings that teach it"),
    "skills_taught_share": Text("占教学 %", "% of teaching"),
    "skills_of_all": Text("{part}（占{all}的 {share}%）", "{part} ({share}% of {all})"),
    "skills_all_asked": Text("需求", "demand"),
    "skills_all_taught": Text("教学", "teaching"),
    "skills_p": Text("校正后 p 值", "Adjusted p"),
    "skills_coverage": Text("来源覆盖", "Coverage of sources"),
    "skills_grade": Text("{grade} 级", "grade {grade}"),
    "skills_reported": Text("列为断点", "Listed as a gap"),
    "skills_uncertain": Text("不足以断定", "too little to tell"),
    "skills_open_gap": Text("查看这个断点", "Open this gap"),
    "skills_estimated": Text(
        "按职业推算：各职业的招聘数 × 样本中该职业点名它的比例。",
        "Estimated by occupation: its postings here × the share of its postings in the sample that name the skill.",
    ),
    "skills_occupations": Text("引起需求的职业", "Occupations that cause the need"),
    "skills_occupation_row": Text("约 {part} / {all} 条", "about {part} of {all}"),
    "skills_no_occupation": Text("没有一个职业点名它。", "No occupation names it."),
    "skills_programmes": Text("教授它的专业", "Programmes that teach it"),
    "skills_programmes_near": Text("最接近的专业", "Nearest programmes"),
    "skills_offerings": Text("{count} 个布点", "offered {count} ×"),
    "skills_via_broader": Text(
        "本地无人教授；教授其上位技能的专业：", "Not taught here; these teach the broader skill:"
    ),
    "skills_via_narrower": Text(
        "本地无人教授；教授其下位技能的专业：", "Not taught here; these teach the narrower skill:"
    ),
    "skills_via_companion": Text(
        "本地无人教授；教授与它最常一起被要求的技能（互补度 {theta}）的专业：",
        "Not taught here; these teach the skill that goes with it most (complementarity {theta}):",
    ),
    "skills_via_none": Text("本地无人教授，也没有教授相近技能的专业。", "Not taught here, and nothing related is."),
    "skills_nowhere": Text("全部数据中没有一个专业写明教授它。", "No programme in the data names it."),
    "skills_nearest": Text("最近的教授城市", "Nearest city that teaches it"),
    "skills_km": Text("约 {km} 公里", "about {km} km"),
    "skills_together": Text("常一起被要求的技能", "Skills that go with it"),
    "skills_pair": Text("互补度 {theta} · {shared} 种职业", "complementarity {theta} · {shared} occupations"),
    "skills_alone": Text("没有互补度达到 0.5 的技能。", "None has a complementarity of 0.5 or more."),
    "skills_near": Text("最接近的已教技能", "Nearest skill taught"),
    "skills_in_network": Text("在网络中查看", "See it in the network"),
}
