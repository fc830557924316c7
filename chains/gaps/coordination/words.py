"""Cities whose links fall behind their statistics, in words."""

from __future__ import annotations

import numpy as np

from chains.errors import Text
from chains.gaps.coordination.columns import PERCENT
from chains.gaps.coordination.comparing import Comparison
from chains.gaps.coordination.standings import Standings
from chains.gaps.phrases import join_sentences, spell
from chains.gaps.reading.survey import Survey
from chains.gaps.wording import CHAIN_NAMES, share
from chains.measures.coupling import GRADES, grade_coordination
from chains.summary import CHAINS

__all__ = ["overturn_conflict", "say_conflict"]


def say_conflict(survey: Survey, found: Comparison, standings: Standings, city: int) -> Text:
    """Return what the statistics say, what the links say, how far apart they are, and what this rests on."""
    return join_sentences(
        _say_statistics(survey, found, standings, city),
        _say_links(standings, city),
        _say_difference(standings, city),
        _say_indicators(found, standings, city),
        _say_record(survey, standings, city),
    )


def _say_statistics(survey: Survey, found: Comparison, standings: Standings, city: int) -> Text:
    place, scores, row = survey.places.name(standings.cities[city]), found.scores, standings.places[city]
    degree = float(scores.d["standard"][row])
    grade = GRADES[int(grade_coordination(degree))]
    low, high = f"{scores.low[row]:.2f}", f"{scores.high[row]:.2f}"
    rank, cities = _rank(standings.by_statistics, city), len(standings.cities)
    return Text(
        f"{place.zh}：{found.year} 年统计指标的四链协调度为 {degree:.2f}（{grade.zh}，{PERCENT} 区间 {low}–{high}），在可比的 {cities} "
        f"市中列{rank.zh}",
        f"{place.en}: by the statistics of {found.year} the four chains have a coordination degree of {degree:.2f} ({grade.en}; "
        f"{PERCENT} band {low} to {high}), {rank.en} of the {cities} cities that can be compared",
    )


def _say_links(standings: Standings, city: int) -> Text:
    own = standings.linked[city].linked
    linked, whole, rank = int(own.sum()), len(own), _rank(standings.by_links, city)
    if not linked:
        return Text(
            f"但有记录的 {whole} 个单位里，没有一个在本地与别的链的单位有合作，列{rank.zh}",
            f"But of {spell(whole, 'organisation', 'organisations')} on record none works with one of another chain here: {rank.en}",
        )
    return Text(
        f"但有记录的 {whole} 个单位里，只有 {linked} 个（{share(linked, whole)}）在本地与别的链的单位有合作，这一比例列{rank.zh}",
        f"But of {spell(whole, 'organisation', 'organisations')} on record only {linked} ({share(linked, whole)}) "
        f"{'works' if linked == 1 else 'work'} with one of another chain here: {rank.en} by that share",
    )


def _rank(standing: np.ndarray[tuple[int, ...], np.dtype[np.float64]], city: int) -> Text:
    place = int((standing > standing[city]).sum()) + 1
    tied = int((standing == standing[city]).sum()) > 1
    return Text(f"第 {place}{'（并列）' if tied else ''}", f"rank {place}{' (tied)' if tied else ''}")


def _say_difference(standings: Standings, city: int) -> Text:
    others = len(standings.cities) - 1
    apart = standings.by_statistics[city] - standings.by_links[city]
    places, low, high = (round(others * float(value)) for value in (apart, standings.low[city], standings.high[city]))
    return Text(
        f"统计尚可，缺的是链接：两种位次相差约 {places} 位（{PERCENT} 区间 {low}–{high} 位）",
        f"The statistics are fine, the links are missing: the two are about {spell(places, 'place', 'places')} apart "
        f"({PERCENT} band {low} to {high})",
    )


def _say_indicators(found: Comparison, standings: Standings, city: int) -> Text:
    """Return how many indicators each chain has, and which it is where there is only one."""
    known = ~np.isnan(found.panel.scaled[found.scores.rows[standings.places[city]]])
    zh, en = [], []
    for chain in CHAINS:
        own = found.panel.columns_of(chain)
        own = own[known[own]]
        only = found.panel.names[own[0]] if len(own) == 1 else None
        zh.append(f"{CHAIN_NAMES[chain].zh}{f'只有“{only.zh}”一项' if only else f' {len(own)} 项'}")
        en.append(f"{chain} {f'one only (“{only.en}”)' if only else len(own)}")
    return Text(f"所用指标：{'，'.join(zh)}", f"Indicators used: {', '.join(en)}")


def _say_record(survey: Survey, standings: Standings, city: int) -> Text:
    nodes = standings.linked[city].here.nodes
    tied = int(survey.ties.tied[nodes].sum())
    return Text(
        f"这些单位中有任何合作记录的为 {tied} 个，其余可能只是没有记录",
        f"Of these organisations {tied} {'has' if tied == 1 else 'have'} any tie on record at all; the others may have some, too",
    )


def overturn_conflict(links: int) -> Text:
    """Return what would overturn that the links fall behind the statistics."""
    return Text(
        f"只要补录 {links} 项跨链合作（连起本来没有的单位），差距就落入区间之内；换用别的指标，协调度也可能不同。",
        f"{spell(links, 'tie', 'ties')} across chains not on record, between organisations that have none, would bring the "
        "difference within the band; with other indicators the degree may differ, too.",
    )
