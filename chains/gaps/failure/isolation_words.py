"""Who stands alone, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.errors import Text
from chains.gaps.phrases import join_sentences, spell
from chains.gaps.reading.passages import Passage
from chains.gaps.reading.survey import Survey
from chains.gaps.wording import join_names, share

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "label_enterprises",
    "label_institutions",
    "label_outcomes",
    "overturn_enterprises",
    "overturn_institution",
    "overturn_outcomes",
    "say_enterprises",
    "say_institution",
    "say_institutions",
    "say_outcomes",
]


def say_institution(survey: Survey, node: int, region: str, peers: NDArray[np.int64], firms: Sequence[int]) -> Text:
    """Return that an institution has no tie, how many of its kind here have, and whom it could work with."""
    place, name = survey.places.name(region), survey.things.name(node)
    offered = int(np.diff(survey.passages.offers.indptr)[node])
    size = Text(f"（开设 {offered} 个专业）", f" ({spell(offered, 'programme', 'programmes')})")
    tied, count = int(survey.ties.tied[peers].sum()), len(peers)
    lead = Text(
        f"{place.zh}：{name.zh}{size.zh}没有合作企业、联盟、项目或平台的记录；本地 {count} 所院校中 {tied} 所有",
        f"{place.en}: no partner enterprise, alliance, project or platform is on record for {name.en}{size.en}; {tied} of the "
        f"{count} institutions here have one",
    )
    if count == 1:
        lead = Text(lead.zh.partition("；")[0], lead.en.partition("; ")[0])
    return join_sentences(lead, _could_work_with(survey, node, region, firms))


def label_institutions(survey: Survey, region: str, chain: str) -> Text:
    """Return the name of the schools of a region without offerings on record, or of its research institutes."""
    place = _at(survey, region)
    if chain == "education":
        return Text(f"{place.zh}的其他院校", f"Other institutions in {place.en}")
    return Text(f"{place.zh}的科研机构", f"Research institutes in {place.en}")


def say_institutions(survey: Survey, nodes: Sequence[int], region: str, chain: str, peers: int) -> Text:
    """Return that institutions without offerings, or research institutes, have no tie."""
    place, names, count = _at(survey, region), survey.things.join(list(nodes), most=5), len(nodes)
    if chain == "education":
        return join_sentences(
            Text(
                f"{place.zh}：{count} 所院校除名称外没有专业、合作企业、联盟、项目或平台的记录，无从判断：{names.zh}",
                f"{place.en}: of {spell(count, 'institution', 'institutions')} neither a programme nor a partner enterprise, "
                f"alliance, project or platform is on record, so nothing can be said: {names.en}",
            )
        )
    return join_sentences(
        Text(
            f"{place.zh}：{peers} 个科研机构{_part(count, peers, '个').zh}没有合作企业、联盟、项目或平台的记录：{names.zh}",
            f"{place.en}: of {spell(peers, 'research institute', 'research institutes')}, {_part(count, peers).en} no partner "
            f"enterprise, alliance, project or platform on record: {names.en}",
        )
    )


def _could_work_with(survey: Survey, node: int, region: str, firms: Sequence[int]) -> Text | None:
    if not firms:
        return None
    best = survey.candidates.chain_joining(node, firms[0])
    count, names = int(survey.candidates.fit[node, best]), survey.things.join(list(firms))
    chain = survey.things.name(best)
    city = survey.city_of(firms[0])
    where = _where(survey, city, region)
    return Text(
        f"它有 {count} 个专业通向{chain.zh}产业链所招的职业，可与{where.zh}的{names.zh}对接",
        f"{spell(count, 'of its programmes leads', 'of its programmes lead')} to occupations that the industry chain “{chain.en}” "
        f"asks for; it could work with {names.en}{where.en}",
    )


def _where(survey: Survey, city: str | None, region: str) -> Text:
    """Return where a candidate is: here, or in the nearest city that has one."""
    name = survey.places.name(city)
    return Text("本地", "") if city == region else Text(name.zh, f" in {name.en}")


def _at(survey: Survey, region: str) -> Text:
    """Return a region as the place of things that lie in it itself: of a province, those whose city is not known."""
    name = survey.places.name(region)
    if region in survey.places.cities:
        return name
    return Text(f"{name.zh}（所在城市未记录）", f"{name.en} (city not on record)")


def overturn_institution() -> Text:
    """Return what would overturn that an institution has no tie."""
    return Text(
        "只要补录一条合作、联盟、项目或平台的联系。", "One partnership, alliance, project or platform not on record."
    )


def label_enterprises(survey: Survey, region: str, chain: int | None) -> Text:
    """Return the name of the enterprises of an industry chain, or of the rest, in a region."""
    place = _at(survey, region)
    if chain is None:
        return Text(f"{place.zh}的其他企业", f"Other enterprises in {place.en}")
    name = survey.things.name(chain)
    return Text(f"{place.zh}的{name.zh}企业", f"{name.en}: enterprises in {place.en}")


_NO_TIE: Final = Text(
    "没有与院校、科研机构、联盟、项目或平台的联系记录",
    "no link to any institution, research institute, alliance, project or platform on record",
)


def say_enterprises(
    survey: Survey, region: str, chain: int | None, alone: Sequence[int], whole: Sequence[int], schools: Sequence[int]
) -> Text:
    """Return how many enterprises have no tie, the best known by name, and which institutions fit them."""
    place, names, count = _at(survey, region), survey.things.join(alone, most=5), len(alone)
    if chain is None:
        return join_sentences(
            Text(
                f"{place.zh}：另有 {count} 家企业{_NO_TIE.zh}：{names.zh}",
                f"{place.en}: {spell(count, 'more enterprise has', 'more enterprises have')} {_NO_TIE.en}: {names.en}",
            )
        )
    name = survey.things.name(chain)
    return join_sentences(
        Text(
            f"{place.zh}：{name.zh}产业链 {len(whole)} 家企业{_part(count, len(whole)).zh}{_NO_TIE.zh}：{names.zh}",
            f"{place.en}: of {spell(len(whole), 'enterprise', 'enterprises')} of the industry chain “{name.en}”, "
            f"{_part(count, len(whole)).en} {_NO_TIE.en}: {names.en}",
        ),
        _fitting(survey, region, chain, schools),
    )


def _part(count: int, whole: int, measure: str = "家") -> Text:
    if count == whole:
        return Text("全部", "all have")
    part = share(count, whole)
    return Text(f"中，{count} {measure}（{part}）", f"{count} ({part}) {'has' if count == 1 else 'have'}")


def _fitting(survey: Survey, region: str, chain: int, schools: Sequence[int]) -> Text | None:
    if not schools:
        return None
    fits = survey.candidates.fit[:, [chain]].toarray().ravel()
    counted = [_with_programmes(survey, school, int(fits[school])) for school in schools]
    where, listed = _where(survey, survey.city_of(schools[0]), region), join_names(counted)
    return Text(f"{where.zh}专业最对口的院校：{listed.zh}", f"The institutions{where.en} that fit best: {listed.en}")


def _with_programmes(survey: Survey, school: int, count: int) -> Text:
    name = survey.things.name(school)
    return Text(f"{name.zh}（{count} 个专业）", f"{name.en} ({spell(count, 'programme', 'programmes')})")


def overturn_enterprises(count: int) -> Text:
    """Return what would overturn that enterprises have no tie."""
    return Text(
        f"要补录 {count} 条联系（每家一条）才会全部消失。来源只列出部分合作关系。",
        f"It would take {spell(count, 'link', 'links')} not on record, one for each, to leave none; the sources list only some "
        f"partners.",
    )


def label_outcomes(survey: Survey, city: str) -> Text:
    """Return the name of the projects and platforms of a city."""
    place = survey.places.name(city)
    return Text(f"{place.zh}的项目和平台", f"Projects and platforms in {place.en}")


def say_outcomes(survey: Survey, passage: Passage, without: NDArray[np.int64]) -> Text:
    """Return how many projects and platforms have no enterprise, and which organisations hold most of them."""
    place, total, count = survey.places.name(passage.region), len(passage.outcomes), len(without)
    projects = without[survey.passages.projects[without]]
    lone = int((np.asarray(survey.passages.outcomes.sum(axis=0))[projects] == 1).sum())
    holders = np.asarray(survey.passages.outcomes[:, without].sum(axis=1))
    most = [node for node in np.argsort(-holders, kind="stable")[:3].tolist() if holders[node]]
    names = join_names([_counted(survey, node, int(holders[node])) for node in most])
    alone = Text(
        f"，其中 {lone} 个项目只记录了一个单位", f"; {lone} of them are projects that name a single organisation"
    )
    extra = alone if lone else Text("", "")
    return Text(
        f"{place.zh}：{total} 个项目和平台中，{count} 个（{share(count, total)}）没有企业参与的记录{extra.zh}。最多的是{names.zh}。",
        f"{place.en}: of {spell(total, 'project or platform', 'projects and platforms')}, {count} ({share(count, total)}) have no "
        f"enterprise on record{extra.en}. Most are held by {names.en}.",
    )


def _counted(survey: Survey, node: int, count: int) -> Text:
    name = survey.things.name(node)
    return Text(f"{name.zh}（{count} 个）", f"{name.en} ({count})")


def overturn_outcomes(count: int) -> Text:
    """Return what would overturn that projects and platforms have no enterprise."""
    return Text(
        f"要补录 {count} 条企业参与的联系（每个一条）才会全部消失。公布的项目名单常只列牵头单位。",
        f"It would take {spell(count, 'link', 'links')} to enterprises that are not on record, one for each, to leave none; "
        f"published lists often name only the leader.",
    )
