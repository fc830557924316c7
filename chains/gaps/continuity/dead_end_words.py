"""Dead ends in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from chains.errors import Text
from chains.gaps.phrases import join_sentences, spell
from chains.gaps.reading.passages import Passage
from chains.gaps.reading.survey import Survey
from chains.gaps.wording import share

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "label_enterprises",
    "label_programmes",
    "overturn_hostless",
    "overturn_idle",
    "overturn_programmes",
    "overturn_untaught",
    "say_hostless",
    "say_idle",
    "say_programmes",
    "say_untaught",
]


def label_programmes(survey: Survey, passage: Passage) -> Text:
    """Return the name of the programmes of a place."""
    place = survey.places.name(passage.region)
    return Text(f"{place.zh}的专业", f"Programmes of {place.en}")


def label_enterprises(survey: Survey, passage: Passage) -> Text:
    """Return the name of the enterprises of a place."""
    place = survey.places.name(passage.region)
    return Text(f"{place.zh}的企业", f"Enterprises of {place.en}")


def say_programmes(survey: Survey, passage: Passage, dead: NDArray[np.int64], offerings: int) -> Text:
    """Return which programmes lead to no occupation asked for here, those with most offerings first."""
    place, names = survey.places.name(passage.region), survey.things.join(dead.tolist(), most=5)
    total, part = int(passage.offerings.sum()), share(offerings, int(passage.offerings.sum()))
    return join_sentences(
        Text(
            f"{place.zh}：院校开设的 {len(passage.programmes)} 个可比专业中，{len(dead)} 个通向的职业不在本地的招聘记录中，"
            f"占 {total} 个布点的 {part}：{names.zh}。",
            f"{place.en}: {len(dead)} of {spell(len(passage.programmes), 'comparable programme', 'comparable programmes')} offered "
            f"here, with {part} of {spell(total, 'offering', 'offerings')}, lead to no occupation that is on record as asked for "
            f"here: {names.en}.",
        )
    )


def overturn_programmes(needed: int) -> Text:
    """Return what would overturn that programmes lead to no occupation asked for."""
    return Text(
        f"只要另有 {needed} 个职业在本地有招聘，这些专业就都有去处。",
        f"If {spell(needed, 'more occupation', 'more occupations')} were asked for here, all of them would lead somewhere.",
    )


def say_untaught(
    survey: Survey, passage: Passage, occupation: int, postings: float, programme: int | None, city: str | None
) -> Text:
    """Return that no programme offered here leads to an occupation, and where the nearest one is."""
    place, name = survey.places.name(passage.region), survey.things.name(occupation)
    asked = _asked(survey, passage, occupation, postings)
    if programme is None:
        return join_sentences(
            Text(
                f"{place.zh}：{asked.zh}“{name.zh}”，记录中没有一个专业通向它",
                f"{place.en}: {asked.en} “{name.en}”, and no programme on record leads to it",
            )
        )
    lead = Text(
        f"{place.zh}：{asked.zh}“{name.zh}”，本地院校开设的专业在记录中没有一个通向它",
        f"{place.en}: {asked.en} “{name.en}”, and no programme on record as offered here leads to it",
    )
    return join_sentences(lead, _taught_elsewhere(survey, passage, programme, city))


def _taught_elsewhere(survey: Survey, passage: Passage, programme: int, city: str | None) -> Text:
    taught = survey.things.name(programme)
    if city is None or passage.region is None:
        return Text(f"别处的“{taught.zh}”通向它", f"“{taught.en}” leads to it elsewhere")
    near, kilometres = survey.places.name(city), survey.candidates.distance_km(passage.region, city)
    far = (
        Text("", "")
        if np.isnan(kilometres)
        else Text(f"（约 {kilometres:.0f} 公里）", f", about {kilometres:.0f} km away")
    )
    return Text(
        f"最近的在{near.zh}{far.zh}；通向它的专业中布点最多的是“{taught.zh}”",
        f"The nearest city with one is {near.en}{far.en}; of the programmes that lead to it, “{taught.en}” is offered most",
    )


def _asked(survey: Survey, passage: Passage, occupation: int, postings: float) -> Text:
    if not postings:
        listed = survey.passages.asked.unit_of(passage.region, occupation)
        return Text(f"有需求记录（{listed.zh}）而未计数：", f"demand without a number ({listed.en}) is on record for")
    count, total = int(postings), int(passage.postings.sum())
    return Text(
        f"{total:,} 条招聘中有 {count:,} 条招",
        f"{count:,} of {spell(total, 'posting', 'postings')} {'asks' if count == 1 else 'ask'} for",
    )


def overturn_untaught() -> Text:
    """Return what would overturn that no programme leads to an occupation."""
    return Text(
        "只要本地有一个未记录的专业通向它，或某个已开设专业的职业面向没有记全，这一断点就不成立。",
        "One programme not on record that leads to it, or one occupation missing from a programme that is, would overturn this.",
    )


def say_hostless(survey: Survey, passage: Passage, chain: int, postings: float, firms: Sequence[int]) -> Text:
    """Return that an industry chain asks for occupations here and has no enterprise here, and where the nearest are."""
    place, name = survey.places.name(passage.region), survey.things.name(chain)
    count = int(postings)
    asked = Text(f"有 {count:,} 条招聘", f"{spell(count, 'posting', 'postings')} here")
    if not count:
        asked = Text("有人才需求", "demand on record here")
    lead = Text(
        f"{place.zh}：“{name.zh}”产业链在本地{asked.zh}，却没有一家该链企业的记录。",
        f"{place.en}: the industry chain “{name.en}” has {asked.en}, and no enterprise of it is on record here.",
    )
    if not firms:
        return lead
    near, names = survey.places.name(survey.city_of(firms[0])), survey.things.join(list(firms))
    return join_sentences(lead, Text(f"最近的在{near.zh}：{names.zh}", f"The nearest are in {near.en}: {names.en}"))


def overturn_hostless() -> Text:
    """Return what would overturn that an industry chain has no enterprise here."""
    return Text(
        "只要有一家本地企业属于该链而未记录，这一断点就不成立。",
        "One enterprise of the chain here that is not on record would overturn this.",
    )


def say_idle(survey: Survey, passage: Passage, idle: Sequence[int], entered: Sequence[int]) -> Text:
    """Return which enterprises have no project or platform, by industry chain, and those best known by name."""
    place, names = survey.places.name(passage.region), survey.things.join(list(idle), most=5)
    chains = _by_chain(survey, idle, entered)
    count, total = len(idle), len(entered)
    part = Text(f"其中 {count} 家（{share(count, total)}）", f"{count} ({share(count, total)})")
    if count == total:
        part = Text("但都", "all")
    return join_sentences(
        Text(
            f"{place.zh}：本地专业能通到 {total} 家企业，{part.zh}没有参加项目或承建平台的记录（{chains.zh}）：{names.zh}",
            f"{place.en}: of {spell(total, 'enterprise', 'enterprises')} that local programmes lead to, {part.en} "
            f"{'has' if count == 1 else 'have'} no project or platform on record ({chains.en}): {names.en}",
        )
    )


def _by_chain(survey: Survey, idle: Sequence[int], entered: Sequence[int]) -> Text:
    active = survey.passages.active
    without, whole = (np.asarray(active[list(nodes)].sum(axis=0)) for nodes in (idle, entered))
    chains = sorted(np.flatnonzero(without).tolist(), key=lambda chain: (-int(without[chain]), chain))
    parts = [(survey.things.name(chain), int(without[chain]), int(whole[chain])) for chain in chains]
    return Text(
        "，".join(f"{name.zh} {count}/{total}" for name, count, total in parts),
        ", ".join(f"{name.en} {count} of {total}" for name, count, total in parts),
    )


def overturn_idle(count: int) -> Text:
    """Return what would overturn that enterprises have no project or platform."""
    return Text(
        f"要补录 {count} 条“企业参与项目或承建平台”的联系，断头才会全部消失。",
        f"It would take {spell(count, 'link', 'links')} to projects or platforms that are not on record to leave none of them.",
    )
