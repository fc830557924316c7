"""What the picture of coordination says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chains.errors import Text
from chains.gaps.coordination.columns import PERCENT

__all__ = ["WORDS"]

WORDS: Final[Mapping[str, Text]] = {
    "balance_level": Text("层级", "Level"),
    "balance_city": Text("城市", "Cities"),
    "balance_province": Text("省份", "Provinces"),
    "balance_year": Text("统计年份", "Statistics of"),
    "balance_axes": Text("坐标", "Axes"),
    "balance_values": Text("协调度 × 合作占比", "Degree × linked share"),
    "balance_standings": Text("两种位次", "Both standings"),
    "balance_none": Text("（请选择）", "(choose)"),
    "balance_x_values": Text(
        "四链协调度 D（统计指标，{year} 年）", "Coordination degree D of the chains (statistics, {year})"
    ),
    "balance_y_values": Text(
        "在本地有跨链合作的单位占比（开方刻度）", "Organisations that work across chains here (square-root scale)"
    ),
    "balance_x_standings": Text("统计位次：超过百分之几的城市", "By statistics: share of the cities surpassed"),
    "balance_y_standings": Text("链接位次：超过百分之几的城市", "By links: share of the cities surpassed"),
    "balance_equal": Text("两种位次相同", "both alike"),
    "balance_x_years": Text("年份", "Year"),
    "balance_y_years": Text("四链协调度 D（省级指标）", "Coordination degree D (indicators of provinces)"),
    "balance_picture": Text("统计协调度与链接，{year} 年", "Coordination by statistics and by links, {year}"),
    "balance_picture_years": Text("各省四链协调度", "Coordination degree of the provinces"),
    "balance_uncompared": Text("没有链接位次：", "No score by links:"),
    "balance_band": Text(f"线段：{PERCENT} 区间", f"bars: {PERCENT} bands"),
    "balance_disagree": Text("统计与链接不符的城市", "Where statistics and links disagree"),
    "balance_disagree_none": Text("没有一个城市的差距超出区间。", "In no city do the two differ beyond the band."),
    "balance_links_missing": Text("▼ 统计尚可，链接缺失", "▼ statistics fine, links missing"),
    "balance_links_behind": Text("▽ 链接落后于统计", "▽ links behind the statistics"),
    "balance_links_ahead": Text("▲ 链接好于统计", "▲ links ahead of the statistics"),
    "balance_alike": Text("○ 相差不超出区间", "○ no difference beyond the band"),
    "balance_chance": Text(
        "位次其实相同的城市中，仍会有约二十分之一被误列在每一边：{compared} 个可比城市中，每边约 {by_chance} 个出于偶然。",
        "Of cities whose standings are in truth alike, about one in twenty is still named on each side: of the {compared} that "
        "can be compared, about {by_chance} on each side by chance.",
    ),
    "balance_basis": Text("所用指标：{list}。", "Indicators: {list}."),
    "balance_basis_one": Text("{chain}只有“{only}”一项", "{chain} one only (“{only}”)"),
    "balance_basis_many": Text("{chain} {count} 项", "{chain} {count}"),
    "balance_one_education": Text(
        "{chain}只凭一项指标：换用别的指标会变多少，只能按其他链内各指标的差异估计。",
        "{chain} rests on a single indicator: how much others would change it can only be guessed from how far the indicators "
        "within other chains differ.",
    ),
    "balance_how": Text(
        "协调度 D 只用统计指标，不用任何链接：四链等权时就是各链得分几何平均数的平方根。纵轴只用链接：有记录的院校、企业、科研机构中，"
        "在本地与别的链的单位有合作的占比；链接不分年份，且只是有记录的一部分，记录少的城市区间很宽。底色是 D 的等级"
        "（每 0.1 一级）。点一个城市看它的说明。",
        "The degree D uses statistics only and no link: with chains of equal weight it is the square root of the geometric mean "
        "of their scores. The vertical axis uses links only: of the institutions, enterprises and research institutes on record "
        "the share that works with one of another chain here. Links have no year and only a part of them is on record; where "
        "that is little, bands are wide. The ground shows the grades of D, one for each 0.1. Click a city for what it says.",
    ),
    "balance_how_years": Text(
        "省级指标与城市指标不同，两者的协调度不可互比；省没有单独的链接得分。断线处是指标不全的年份。底色是 D 的等级（每 0.1 一级），"
        "线段是换一组指标时 D 会怎样变。",
        "Provinces have other indicators than cities: their degrees must not be compared, and there is no score by links of "
        "their own. A line breaks where a year lacks indicators. The ground shows the grades of D, one for each 0.1; bars tell "
        "how D would change with other indicators.",
    ),
    "balance_degree": Text("协调度 D", "Degree D"),
    "balance_grade": Text("等级", "Grade"),
    "balance_finding": Text("结论", "Finding"),
    "balance_share": Text("有跨链合作的单位", "Linked across chains"),
    "balance_share_of": Text("{all} 个中 {linked} 个（{share}）", "{linked} of {all} ({share})"),
    "balance_statistics": Text("统计位次", "Standing by statistics"),
    "balance_links": Text("链接位次", "Standing by links"),
    "balance_difference": Text("差距", "Difference"),
    "balance_banded": Text("{value}（{low} 至 {high}）", "{value} ({low} to {high})"),
    "balance_low": Text("下限", "low"),
    "balance_high": Text("上限", "high"),
    "balance_scores": Text("各链得分（0–1）", "Scores of the chains (0 to 1)"),
    "balance_why": Text("说明", "Why not"),
    "balance_open_gap": Text("查看这个断点", "Open this gap"),
    "balance_open_city": Text("在总览中打开该市", "Open the city in the overview"),
    "balance_place": Text("地方", "Place"),
    "balance_organisations": Text("单位", "Organisations"),
    "balance_linked": Text("有跨链合作", "Linked"),
    "balance_share_percent": Text("占比 %", "Share %"),
}
