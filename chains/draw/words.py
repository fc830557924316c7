"""What the map says besides the names in the graph, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chains.errors import Text

__all__ = ["WORDS"]

WORDS: Final[Mapping[str, Text]] = {
    # The page and its parts.
    "subtitle": Text("四链图谱与断点", "the four chains, and where they do not connect"),
    "overview": Text("总览", "Overview"),
    "everything": Text("全部事物", "Everything"),
    "network": Text("网络", "Network"),
    "views": Text("视图", "Views"),
    "as_table": Text("表格", "Table"),
    "back": Text("返回", "Back"),
    "map": Text("地图", "Map"),
    "map_hint": Text(
        "方向键移动，加减键缩放，0 键看全图。回车键选取图形，再用方向键逐个移动，回车打开，Esc 返回。“表格”列出同样的内容。",
        "Arrow keys move, plus and minus zoom, 0 shows all. Enter takes up a mark: then arrows go from mark to mark, Enter "
        "opens it, Esc leads back. “Table” lists the same.",
    ),
    "language": Text("语言", "Language"),
    "export": Text("导出图片", "Export picture"),
    "export_png": Text("导出窗口所见（PNG）", "Export what the window shows (PNG)"),
    "export_svg": Text("导出整幅图，文字可编辑（SVG）", "Export the whole picture, its text as text (SVG)"),
    "zoom_in": Text("放大", "Zoom in"),
    "zoom_out": Text("缩小", "Zoom out"),
    "fit": Text("看全图", "Show all"),
    "legend": Text("图例", "Legend"),
    "panel": Text("断点、目录、筛选、路径与详情", "Gaps, contents, filters, path and details"),
    "gaps": Text("断点", "Gaps"),
    "contents": Text("目录", "Contents"),
    "filters": Text("筛选", "Filters"),
    "details": Text("详情", "Details"),
    "open_panel": Text("展开面板", "Open the panel"),
    "loading": Text("正在打开……", "Opening …"),
    "failed": Text(
        "此浏览器无法打开地图。请用 2023 年以后的 Chrome、Edge、Firefox 或 Safari。",
        "This browser cannot open the map. Use Chrome, Edge, Firefox or Safari of 2023 or later.",
    ),
    "no_script": Text("地图需要启用 JavaScript，但不需要联网。", "The map needs JavaScript, but no network."),
    "empty": Text("图谱中没有可绘制的事物。", "The graph holds nothing to draw."),
    "cut": Text(
        "这里有 {things} 个事物、{links} 条链接，无法逐一绘出：图中是链接最多的 {shown} 个，各类名称旁注明总数。"
        "用筛选缩小范围，可看到其余的。",
        "Here are {things} things and {links} links, too many to draw one by one: the picture has the {shown} best "
        "linked, and the title of each class counts all. Filter to see the others.",
    ),
    "nothing_left": Text("筛选条件下没有可显示的内容。", "The filters leave nothing to show."),
    # Search.
    "search": Text("搜索", "Search"),
    "search_hint": Text("搜索名称、拼音或首字母", "Search by name or pinyin"),
    "no_match": Text("没有找到", "Nothing found"),
    # Legend.
    "legend_things": Text("按链显示或隐藏", "Show or hide a chain"),
    "legend_here": Text("实心：本视图的主体", "Filled: what the view is about"),
    "legend_linked": Text("空心：与其有链接", "Hollow: linked to it"),
    "legend_link": Text("已有链接，越粗越多", "Links on record; wider means more"),
    "legend_link_one": Text("已有链接", "Link on record"),
    "legend_gap": Text("缺失链接，越粗越严重", "Missing links; wider means more severe"),
    "legend_size": Text("图形越大，事物越多；点击可进入", "Larger means more things; click to enter"),
    # Gaps.
    "gaps_lead": Text("最严重的断点在前，点选可在图上定位。", "Most severe first; pick one to find it on the map."),
    "gaps_none": Text("没有断点。", "No gap."),
    "gaps_shown": Text("显示 {shown} / {all} 个", "{shown} of {all} shown"),
    "gaps_cut": Text(
        "页面只收入最严重的 {shown} 个，共 {all} 个；其余见断点清单。",
        "The page holds the {shown} most severe of {all}; the lists have the rest.",
    ),
    "gap_kind": Text("断点类别", "Kind of gap"),
    "all_kinds": Text("全部类别", "All kinds"),
    "more": Text("再显示一些", "Show more"),
    "severity": Text("严重程度", "Severity"),
    "observed": Text("观测值", "Observed"),
    "expected": Text("预期值", "Expected"),
    "expected_by": Text("预期依据", "Expected by"),
    "p_adjusted": Text("校正后 p 值", "Adjusted p"),
    "fragility": Text("推翻所需链接数", "Links that would overturn it"),
    "coverage": Text("来源覆盖", "Coverage of sources"),
    "closing": Text("可弥合断点的链接", "Links that would close it"),
    "evidence": Text("证据查询（SPARQL）", "Evidence query (SPARQL)"),
    "whole_area": Text("全域", "Whole area"),
    # Contents.
    "places": Text("城市与地区", "Cities and other places"),
    "place": Text("地区", "Place"),
    "things_here": Text("{count} 个在此", "{count} here"),
    "things_linked": Text("{count} 个与之相连", "{count} linked"),
    "links": Text("链接", "Links"),
    "links_elsewhere": Text("与其他地区的链接", "Links with other places"),
    "links_count": Text("{count} 条链接", "{count} link{s}"),
    "gaps_count": Text("{count} 个断点", "{count} gap{s}"),
    "none_linked": Text("没有链接到这条链", "No link to this chain"),
    "and_more": Text("另有 {count} 个", "{count} more"),
    # Filters.
    "filter_city": Text("城市", "City"),
    "all_cities": Text("全部城市", "All cities"),
    "filter_industry": Text("产业链", "Industry chain"),
    "all_industries": Text("全部产业链", "All industry chains"),
    "filter_years": Text("链接年份", "Year of link"),
    "year_from": Text("从", "From"),
    "year_to": Text("到", "to"),
    "undated": Text("包括未注明年份的链接", "Also links without a year"),
    "filter_confidence": Text("来源可信度", "Confidence of source"),
    "filter_degree": Text("事物的链接数（按其他筛选计）", "Links of a thing, through the other filters"),
    "any_number": Text("不限", "Any number"),
    "at_least": Text("至少 {count} 条", "At least {count}"),
    "filter_chains": Text("链", "Chains"),
    "filter_kinds": Text("链接类别", "Kinds of link"),
    "all": Text("全选", "All"),
    "none": Text("全不选", "None"),
    "reset": Text("清除筛选", "Clear filters"),
    # Details.
    "details_none": Text("点选图上的图形或连线，查看详情与来源。", "Click a mark or a line for details and sources."),
    "only_links": Text("只看它的链接", "Show only its links"),
    "expand": Text("展开邻居（+{count}）", "Expand its neighbourhood (+{count})"),
    "collapse": Text("收起邻居", "Collapse its neighbourhood"),
    "from_here": Text("从这里", "From here"),
    "to_here": Text("到这里", "To here"),
    "lies_in": Text("位于", "Lies in"),
    "belongs_to": Text("相关城市", "Cities it concerns"),
    "identifier": Text("标识", "Identifier"),
    "sources": Text("来源", "Sources"),
    "stated_by": Text("来源", "Source"),
    "no_links": Text("图谱中没有它的链接。", "The graph has no link of it."),
    "incoming": Text("（指向它）", " (to it)"),
    "from": Text("起点", "From"),
    "to": Text("终点", "To"),
    "missing": Text("缺失链接", "Missing link"),
    # Paths.
    "path": Text("路径", "Path"),
    "path_lead": Text(
        "选两个事物，看一端经由哪些链接到达另一端。", "Choose two things to see by which links one leads to the other."
    ),
    "path_swap": Text("对调", "Swap"),
    "path_clear": Text("清空", "Clear"),
    "path_length": Text("最短路径 {count} 步。", "The shortest path has {count} step{s}."),
    "path_others": Text(
        "同样短的共 {count} 条，这里取经过枢纽最少的一条。", "There are {count} of this length; this one avoids hubs."
    ),
    "path_how": Text(
        "链接不论方向，箭头表示来源所述的方向；只走筛选保留的链接，不经过城市等地区。",
        "Links are followed in both directions; arrows point as the source states them. Only links that the filters let "
        "through count, and places are no stations.",
    ),
    "path_none": Text("两者之间没有路径。", "No path leads from one to the other."),
    "path_none_filtered": Text(
        "在当前筛选下，两者之间没有路径。", "Through these filters no path leads from one to the other."
    ),
    "path_same": Text("起点与终点相同。", "Both ends are the same thing."),
    # Tables.
    "table_things": Text("事物", "Things"),
    "table_missing": Text("缺失链接", "Missing links"),
    "table_links": Text("事物之间的链接", "Links between things"),
    "name": Text("名称", "Name"),
    "class": Text("类别", "Class"),
    "chain": Text("链", "Chain"),
    "link": Text("链接类别", "Kind of link"),
    "facts": Text("年份等", "Year and more"),
    "confidence": Text("可信度", "Confidence"),
    "gap": Text("断点", "Gap"),
    "here": Text("在此", "Here"),
    "linked": Text("与之相连", "Linked"),
    "other_place": Text("另一地区", "Other place"),
    "other_chain": Text("另一条链", "Other chain"),
    "png_note": Text("虚线：缺失链接", "dashed: missing links"),
    # Paper.
    "paper_holds": Text(
        "图谱：{things} 个事物、{links} 条链接、{gaps} 个断点", "the graph: {things} things, {links} links, {gaps} gaps"
    ),
    "paper_years": Text("有年份的链接：{first}–{last} 年", "links with a year: {first}–{last}"),
    "paper_printed": Text("打印于 {day}", "printed on {day}"),
}
"""Keys are those that the scripts and the template ask for; ``{…}`` is filled in by the page."""
