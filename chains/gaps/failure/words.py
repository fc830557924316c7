"""Single points of failure, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chains.errors import Text
from chains.gaps.phrases import join_sentences, spell
from chains.gaps.reading.survey import Survey
from chains.gaps.wording import CHAIN_NAMES

if TYPE_CHECKING:
    from chains.gaps.failure.finder import Failure

__all__ = ["overturn_failure", "say_failure"]


def say_failure(survey: Survey, failure: Failure) -> Text:
    """Return what a region loses if an organisation leaves, with names."""
    place, name = survey.places.name(failure.region), survey.things.name(failure.node)
    parts = [*_say_joined(failure), *_say_pairs(failure), *_say_dependents(survey, failure)]
    return join_sentences(
        Text(
            f"{place.zh}：若{name.zh}退出，" + "；".join(part.zh for part in parts),
            f"{place.en}: if {name.en} left, " + "; ".join(part.en for part in parts),
        )
    )


def _say_joined(failure: Failure) -> list[Text]:
    if not failure.joined:
        return []
    pairs = spell(failure.joined, "pair", "pairs")
    return [
        Text(
            f"本地专业与项目、平台之间接通的 {failure.joined:,} 对将全部断开",
            f"no local programme would be joined to a project or platform any more ({pairs} now)",
        )
    ]


def _say_pairs(failure: Failure) -> list[Text]:
    return [
        Text(
            f"{CHAIN_NAMES[first].zh}与{CHAIN_NAMES[second].zh}之间记录在案的 {count} 条联系将一条不剩",
            f"none of {count} links on record between {CHAIN_NAMES[first].en} and {CHAIN_NAMES[second].en} would be left",
        )
        for first, second, count in failure.pairs
    ]


def _say_dependents(survey: Survey, failure: Failure) -> list[Text]:
    count = len(failure.dependents)
    if not count:
        return []
    names = survey.things.join(survey.by_prominence(failure.dependents), most=4)
    return [
        Text(
            f"{count} 个单位将失去唯一的合作联系：{names.zh}",
            f"{spell(count, 'organisation', 'organisations')} would lose {'its' if count == 1 else 'their'} only link: {names.en}",
        )
    ]


def overturn_failure(failure: Failure, fragility: int) -> Text:
    """Return what would overturn that an organisation is a single point of failure."""
    links = spell(fragility, "link", "links")
    if failure.joined:
        return Text(
            f"只要补录 {fragility} 条联系，就有一对不经过它而接通。",
            f"{links} not on record, in the right place, would join a pair without it.",
        )
    if failure.pairs:
        return Text(
            "只要补录一条不经过它的联系，这一依赖就不成立。",
            "One link not on record that avoids it would overturn this.",
        )
    return Text(
        f"若这些单位之间或与别的单位之间补录 {fragility} 条联系，依赖它的就不足两个。",
        f"{links} not on record, among these organisations or with others, would leave fewer than two that depend on it.",
    )
