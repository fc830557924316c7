"""A thin passage in words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from chains.errors import Text
from chains.gaps.continuity.along import find_beside_hinge, share_recorded
from chains.gaps.continuity.ways import CellNull, Ways
from chains.gaps.phrases import join_sentences, spell
from chains.gaps.reading.survey import Survey
from chains.gaps.wording import share

__all__ = ["name_cell", "overturn_thin", "say_thin", "thinner_half"]


def name_cell(survey: Survey, region: str | None, chain: int | None) -> Text:
    """Return the name of a region and an industry chain."""
    place = survey.places.name(region)
    if chain is None:
        return place
    name = survey.things.name(chain)
    return Text(f"{place.zh}的{name.zh}产业链", f"{name.en} in {place.en}")


def thinner_half(ways: Ways, null: CellNull, row: int, column: int) -> int:
    """Return which half of the route has the smaller part of the ways that it should have."""
    parts = [
        (found[row, column] / expected.mean[row, column], number)
        for number, (found, expected) in enumerate(zip(ways.halves(0.0), null.halves, strict=True))
        if ways.route.halves[number].layers and expected.mean[row, column] > 0
    ]
    return min(parts)[1]


def say_thin(survey: Survey, ways: Ways, null: CellNull, row: int, column: int) -> Text:
    """Return how many ways there are and should be, and in which part of the route they are too few."""
    label, name = name_cell(survey, ways.regions[row], ways.chains[column]), ways.route.metapath.name
    found, mean = float(ways.score(0.0)[row, column]), float(null.counted.mean[row, column])
    count, part = Text(f"只有 {found:,.0f} 条", spell(int(found), "way leads", "ways lead")), share(found, mean)
    if not found:
        count, part = Text("一条也没有", "no way leads"), "0 %"
    lead = Text(
        f"{label.zh}：沿“{name.zh}”贯通的路径{count.zh}；各点的链接数不变、链接随机重排时平均有 {_round(mean)} 条，"
        f"现有的只及其 {part}",
        f"{label.en}: {count.en} through along “{name.en}”; with the links permuted, and as many at each node, there are "
        f"{_round(mean)} on average, of which this is {part}",
    )
    return join_sentences(lead, _say_half(ways, null, row, column), _say_beside(ways, null, row, column))


def _say_half(ways: Ways, null: CellNull, row: int, column: int) -> Text | None:
    """Return which half is thin, where there are two."""
    if sum(bool(half.layers) for half in ways.route.halves) < 2:  # noqa: PLR2004  # a route has two halves at most
        return None
    number = thinner_half(ways, null, row, column)
    names = [ways.route.metapath.stations[place].name for place in sorted(ways.route.halves[number].stations)]
    found, mean = float(ways.halves(0.0)[number][row, column]), float(null.halves[number].mean[row, column])
    return Text(
        f"变细的是“{'→'.join(name.zh for name in names)}”这一段：{found:,.0f} 条，随机重排平均 {_round(mean)} 条",
        f"It is thin from {names[0].en} to {names[-1].en}: {found:,.0f}, against {_round(mean)} on average",
    )


def _say_beside(ways: Ways, null: CellNull, row: int, column: int) -> Text | None:
    """Return how many of the enterprises or occupations next to the industry chain the ways of the thin half reach."""
    if ways.route.hinge is None:
        return None
    number = thinner_half(ways, null, row, column)
    half = ways.route.halves[number]
    nodes, reached = find_beside_hinge(ways, number, row, column)
    total, count = len(nodes), int(np.sum(reached))
    if half.asked:
        return Text(
            f"本链在此招聘的 {total} 个职业中，本地所开专业通向的有 {count} 个",
            f"Of {spell(total, 'occupation', 'occupations')} that the chain asks for here, programmes offered here lead to {count}",
        )
    firms = spell(total, "enterprise", "enterprises")
    if ways.route.metapath.stations[half.stations[0]].chain == "innovation":
        return Text(
            f"本链在此的 {total} 家企业中，记录到有项目或平台的有 {count} 家",
            f"Of {firms} of the chain here, {count} {'has' if count == 1 else 'have'} a project or platform on record",
        )
    return Text(
        f"本链在此的 {total} 家企业中，记录到与院校合作的有 {count} 家",
        f"Of {firms} of the chain here, {count} {'is' if count == 1 else 'are'} on record as working with an institution",
    )


def overturn_thin(survey: Survey, ways: Ways, row: int, needed: int | None) -> Text:
    """Return what would overturn the finding, and what the sources hold."""
    if needed is None:
        change = Text(
            "每一段只补一步的链接，多少条都不改变结论", "No number of links at one step of each part would change this"
        )
    else:
        change = Text(
            f"若另有 {needed:,} 条未记录的链接落在最要紧的一步，就不能再说少于随机（5 % 水平，加权路径数）",
            f"{spell(needed, 'link', 'links')} not on record, at the step where they count most, would make it no fewer than "
            f"chance gives (5 % level, weighted ways)",
        )
    recorded = share_recorded(ways, row)
    held = Text(
        f"本地单位中只有 {share(recorded, 1)} 有最缺的那一类链接的记录，其余可能只是没有记录",
        f"Only {share(recorded, 1)} of the organisations here have any link of the scarcest kind on record; the others may have "
        f"some that nobody recorded",
    )
    return join_sentences(change, held, *_say_samples(survey, ways))


def _say_samples(survey: Survey, ways: Ways) -> Iterable[Text]:
    """Return what the demand on a route is a sample of."""
    if not any(half.asked for half in ways.route.halves):
        return []
    read = survey.network.links("chain-asks-occupation").get_column("graph").unique().to_list()
    notes = [row for row in survey.network.samples.sort("graph").iter_rows(named=True) if row["graph"] in read]
    return [
        Text(f"职业需求来自样本：{row['note_zh']}", f"The demand for occupations is a sample: {row['note_en']}")
        for row in notes
    ]


def _round(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:,.1f}"  # noqa: PLR2004  # one decimal for small numbers
