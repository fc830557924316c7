"""Where the way from education to innovation breaks, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from chains.errors import Text
from chains.gaps.phrases import join_sentences, spell
from chains.gaps.reading.passages import Passage
from chains.gaps.reading.survey import Survey
from chains.gaps.wording import share
from chains.measures.metapath import find_dead_ends, join_ends, reach_nodes

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "STEP_NAMES",
    "label",
    "overturn_broken",
    "overturn_no_demand",
    "overturn_weakest",
    "say_broken",
    "say_no_demand",
    "say_weakest",
]

STEP_NAMES: Final = (
    Text("“专业→职业”", "from programmes to occupations"),
    Text("“职业→企业”", "from occupations to enterprises"),
    Text("“企业→项目和平台”", "from enterprises to projects and platforms"),
)


def label(survey: Survey, passage: Passage) -> Text:
    """Return what a passage is about: its industry chain, or its region."""
    if passage.industry_chain is not None:
        return survey.things.name(passage.industry_chain)
    return survey.places.name(passage.region)


def say_weakest(survey: Survey, passage: Passage, step: int, joined: float, completed: float) -> Text:
    """Return the finding: which ends are paired, how many are joined, and which step holds back most."""
    name, then = STEP_NAMES[step - 1], share(completed, 1)
    weakest = Text(
        f"最弱的一步是{name.zh}，补齐后可达 {then}",
        f"The weakest step is {name.en}; completing it would lift this to {then}",
    )
    return join_sentences(_ends(survey, passage, joined), weakest, _detail(survey, passage, step))


def _ends(survey: Survey, passage: Passage, joined: float) -> Text:
    place, now, count = label(survey, passage), share(joined, 1), join_ends(passage.layers).nnz
    first, last = len(passage.programmes), len(passage.outcomes)
    pairs, programmes = first * last, spell(first, "comparable programme", "comparable programmes")
    if passage.industry_chain is not None:
        return Text(
            f"{place.zh}产业链：{first} 个可比专业与本链 {last} 家企业逐一配对，能经本链招聘的职业走到有项目或平台的企业的占 {now}"
            f"（{pairs:,} 对中的 {count:,} 对）",
            f"{place.en}: of the {pairs:,} pairs of {programmes} and {spell(last, 'enterprise', 'enterprises')} of the chain, "
            f"{now} ({count:,}) lead by an occupation that the chain asks for to an enterprise with a project or platform",
        )
    return Text(
        f"{place.zh}：本地 {first} 个可比专业与 {last} 个项目和平台逐一配对，能经“职业→企业”走通的占 {now}"
        f"（{pairs:,} 对中的 {count:,} 对）",
        f"{place.en}: of the {pairs:,} pairs of {programmes} offered here and "
        f"{spell(last, 'project or platform', 'projects and platforms')} of the place, {now} ({count:,}) are joined by way of an "
        f"occupation asked for here and an enterprise of the industry chain that asks",
    )


def _detail(survey: Survey, passage: Passage, step: int) -> Text | None:
    """Return what ends dead at a step, with names; where nothing does, what the step fails to reach."""
    dead = find_dead_ends(passage.layers)[step - 1]
    entered = int(reach_nodes(passage.layers)[step - 1].sum())
    if not dead.any() and step == _ENTERPRISE_STEP:
        return _detail_unreached(survey, passage)
    return (_detail_programmes, _detail_occupations, _detail_enterprises)[step - 1](survey, passage, dead, entered)


_ENTERPRISE_STEP: Final = 2


def _detail_unreached(survey: Survey, passage: Passage) -> Text | None:
    """Return the enterprises with a project or platform that no occupation asked for leads to."""
    active = np.diff(passage.layers[2].indptr) > 0
    chosen = survey.by_prominence(passage.enterprises[active & ~reach_nodes(passage.layers)[2]])
    if not chosen:
        return None
    names, total = survey.things.join(chosen), spell(int(active.sum()), "enterprise", "enterprises")
    return Text(
        f"有项目或平台的 {int(active.sum())} 家企业中，{len(chosen)} 家所在的产业链在本地没有招聘记录：{names.zh}",
        f"Of {total} with a project or platform, {len(chosen)} belong to no industry chain that is on record as asking for "
        f"anyone here: {names.en}",
    )


def _detail_programmes(survey: Survey, passage: Passage, dead: NDArray[np.bool_], entered: int) -> Text | None:
    chosen = passage.programmes[dead][np.argsort(-passage.offerings[dead], kind="stable")]
    names, count = survey.things.join(chosen.tolist()), int(dead.sum())
    who = Text("本链", "the chain") if passage.industry_chain is not None else Text("本地", "this place")
    if not count:
        return None
    return Text(
        f"{entered} 个可比专业中有 {count} 个通向的职业{who.zh}没有招聘记录：{names.zh}。",
        f"{count} of {entered} comparable programmes lead to no occupation that {who.en} is on record as asking for: {names.en}.",
    )


def _detail_occupations(survey: Survey, passage: Passage, dead: NDArray[np.bool_], entered: int) -> Text | None:
    chosen = passage.occupations[dead][np.argsort(-passage.postings[dead], kind="stable")]
    names, count = survey.things.join(chosen.tolist()), int(dead.sum())
    if not count:
        return None
    return Text(
        f"专业所通向的 {entered} 个职业中，有 {count} 个在本地没有记录到招聘它的产业链上的企业：{names.zh}。",
        f"For {count} of {spell(entered, 'occupation', 'occupations')} that programmes lead to, no enterprise of an industry "
        f"chain that asks for it is on record here: {names.en}.",
    )


def _detail_enterprises(survey: Survey, passage: Passage, dead: NDArray[np.bool_], entered: int) -> Text | None:
    chosen = survey.by_prominence(passage.enterprises[dead])
    names, count = survey.things.join(chosen), int(dead.sum())
    if not count:
        return None
    return Text(
        f"专业能通到的 {entered} 家企业中，{count} 家没有参加项目或承建平台的记录：{names.zh}。",
        f"Of {spell(entered, 'enterprise', 'enterprises')} that programmes lead to, {count} have no project or platform on "
        f"record: {names.en}.",
    )


def overturn_weakest(survey: Survey, passage: Passage, step: int, links: int | None) -> Text:
    """Return what would overturn the finding that a step is the weakest."""
    name = STEP_NAMES[step - 1]
    if links is None:
        change = Text("这一步补录多少条联系都不改变结论", "No number of links added to this step would change it")
    else:
        more = spell(links, "more link", "more links")
        change = Text(
            f"{name.zh}若补录 {links} 条现在没有记录的联系，就不再是最弱的一步",
            f"With {more} {name.en} that {'is' if links == 1 else 'are'} not on record now, this would no longer be the weakest step",
        )
    return join_sentences(change, _held(survey, passage), _COMPARABLE)


_COMPARABLE: Final = Text(
    "可比专业：所通向的职业在任何一地有招聘记录的专业",
    "A programme is comparable if an occupation that it leads to is on record as asked for anywhere",
)


def _held(survey: Survey, passage: Passage) -> Text:
    """Return how much of the matter the sources hold."""
    asked, seen = len(passage.occupations), int(survey.passages.asked.seen.sum())
    projects = survey.passages.projects[passage.outcomes]
    shared = survey.passages.share_of_shared_projects(passage)
    zh = f"招聘记录涉及 {asked} 个职业（全部来源共 {seen} 个）"
    en = f"The demand on record names {asked} of the {seen} occupations asked for anywhere"
    if shared is None:
        return Text(f"{zh}。", f"{en}.")
    count = int(projects.sum())
    alone = round((1 - shared) * count)
    return Text(
        f"{zh}；{count} 个项目中 {alone} 个只记录了一个单位。",
        f"{en}; {alone} of {spell(count, 'project', 'projects')} name a single organisation.",
    )


def say_broken(survey: Survey, passage: Passage, step: int) -> Text:
    """Return the finding that no pair of ends is joined, and the step at which the way ends."""
    place, name = label(survey, passage), STEP_NAMES[step - 1]
    first = len(passage.programmes)
    goal = Text("项目或平台", "project or platform")
    if passage.industry_chain is not None:
        goal = Text("有项目或平台的企业", "enterprise with a project or platform")
    lead = Text(
        f"{place.zh}：{first} 个可比专业没有一个能走到{goal.zh}，断在{name.zh}一步",
        f"{place.en}: none of {spell(first, 'comparable programme', 'comparable programmes')} leads through to any {goal.en}; "
        f"the way ends at the step {name.en}",
    )
    return join_sentences(lead, _absent(passage) or _detail(survey, passage, step))


def _absent(passage: Passage) -> Text | None:
    if not len(passage.outcomes):
        return Text("本地没有项目或平台的记录。", "No project or platform of the place is on record.")
    if not len(passage.enterprises):
        return Text("本地没有企业的记录。", "No enterprise of the place is on record.")
    if not len(passage.programmes):
        return Text("本地院校没有可比专业的记录。", "No comparable programme is on record as offered here.")
    return None


def overturn_broken(survey: Survey, passage: Passage, missing: int) -> Text:
    """Return what would overturn the finding that no pair is joined."""
    change = Text(
        f"只要补录 {missing} 条合适的联系，就有一对走通",
        f"{spell(missing, 'link', 'links')} not on record, in the right place, would join a first pair",
    )
    return join_sentences(change, _held(survey, passage), _COMPARABLE)


def say_no_demand(survey: Survey, passage: Passage) -> Text:
    """Return that nothing can be said of a region: no demand is on record."""
    place = label(survey, passage)
    counts = (len(passage.programmes), len(passage.enterprises), len(passage.outcomes))
    return Text(
        f"{place.zh}：来源中没有本地的人才需求，无法判断链条是否接通，这不等于断链。"
        f"已有记录：可比专业 {counts[0]} 个、企业 {counts[1]} 家、项目和平台 {counts[2]} 个。",
        f"{place.en}: no demand is recorded in our sources, so nothing can be said of whether the chain runs through; this is "
        f"no break in reality. On record: {spell(counts[0], 'comparable programme', 'comparable programmes')}, "
        f"{spell(counts[1], 'enterprise', 'enterprises')}, {spell(counts[2], 'project or platform', 'projects and platforms')}.",
    )


def overturn_no_demand() -> Text:
    """Return what would make a region without demand measurable."""
    return Text(
        "补充本地的招聘或岗位需求数据后即可测量。",
        "Data on postings or vacancies of the place would make it measurable.",
    )
