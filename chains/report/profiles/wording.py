"""What a page says in sentences: what is on record of its subject, and what is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from chains.errors import Text
from chains.gaps.wording import join_names
from chains.report.profiles.inventories import counted
from chains.report.profiles.profile import Inventory
from chains.report.profiles.scope import Scope
from chains.report.profiles.ties import Ties

__all__ = ["list_missing", "tell_kicker", "tell_lead", "tell_ties"]

_POOR: Final = 0.5
"""A chain whose share of things with anything on record is lower than this is said to be poorly covered."""

_COUNTED: Final[Mapping[str, tuple[str, ...]]] = {
    "institutions": ("{} 所院校", "institution"),
    "programmes": ("{} 个专业", "programme"),
    "occupations": ("{} 个在招职业", "occupation asked for", "occupations asked for"),
    "enterprises": ("{} 家企业", "enterprise"),
    "projects": ("{} 个项目与平台", "project or platform", "projects and platforms"),
    "partnerships": ("{} 项校企合作", "partnership"),
    "alliances": ("{} 个联盟", "alliance"),
    "others": ("{} 个其他单位", "other organisation"),
}


def tell_kicker(scope: Scope) -> Text:
    """Return what sort of thing the subject is, and where."""
    if scope.kind == "chain":
        return Text("产业链", "Industry chain")
    if scope.kind == "alliance":
        region = scope.context.record.regions[scope.context.nodes[scope.iri]]
        where = scope.context.names(region) if region else None
        return Text(f"联盟与集团 · {where.zh}", f"Alliance · {where.en}") if where else Text("联盟与集团", "Alliance")
    above = [scope.context.names(region) for region in scope.context.survey.places.above(scope.iri)[1:]]
    return Text(" · ".join(["城市", *(name.zh for name in above)]), " · ".join(["City", *(name.en for name in above)]))


def tell_lead(scope: Scope, inventories: Sequence[Inventory], gaps: int) -> tuple[Text, ...]:
    """Return what is on record, and how many gaps were found; a subject with nothing on record says so."""
    name = scope.context.names(scope.iri)
    known = [counted(len(one.rows), *_COUNTED[one.name]) for one in inventories if one.rows]
    if not known:
        return (
            Text(
                f"图谱中没有{name.zh}的具体记录：这一页说明缺什么。",
                f"Nothing in particular is on record of {name.en}: this page says what is missing.",
            ),
        )
    listed = Text("、".join(one.zh for one in known), join_names(known, len(known)).en)
    what = {
        "city": Text(f"图谱记录了{name.zh}的 {listed.zh}。", f"On record of {name.en}: {listed.en}."),
        "chain": Text(
            f"与{name.zh}产业链有关的记录：{listed.zh}。", f"On record of the industry chain “{name.en}”: {listed.en}."
        ),
        "alliance": Text(
            f"有记录的成员 {len(scope.own)} 个，合计：{listed.zh}。",
            f"{counted(len(scope.own), '', 'member').en} on record, with {listed.en}.",
        ),
    }[scope.kind]
    return (what, _tell_gaps(gaps))


def _tell_gaps(gaps: int) -> Text:
    if not gaps:
        return Text(
            "没有测到断点。记录太少时也测不到，不等于各链已经接通。",
            "No gap was measured. Where little is on record nothing can be measured: it does not mean that the chains connect.",
        )
    return Text(
        f"按现有记录测到 {gaps:,} 处断点：本该有而没有的联系。每处都写明依据、来源的完整程度，以及什么会推翻它。",
        f"By what is on record there {'is' if gaps == 1 else 'are'} {counted(gaps, '', 'gap').en}: links that should be here "
        "and are not. Each says what it rests on, how complete the sources are, and what would overturn it.",
    )


def list_missing(scope: Scope, inventories: Iterable[Inventory]) -> tuple[Text, ...]:
    """Return what the records lack, in sentences: empty inventories, no sample of postings, poorly covered chains."""
    empty = [one for one in inventories if not one.rows and one.name != "others"]
    said = [one.empty for one in empty]
    if scope.kind == "city":
        if any(one.name == "occupations" for one in empty):
            said = [text for text, one in zip(said, empty, strict=True) if one.name != "occupations"]
            said.append(
                Text(
                    "没有这里的招聘样本：短缺与过剩的技能、职业与企业的对接在这里无法测量。",
                    "There is no sample of postings here: skills short or in surplus, and how occupations lead to enterprises, "
                    "cannot be measured.",
                )
            )
        said += _poorly_covered(scope)
    if scope.kind == "alliance" and len(scope.own) == 1:
        said.append(
            Text("只有一个成员有记录，名单显然不全。", "Only one member is on record: the list is clearly incomplete.")
        )
    return tuple(said)


def _poorly_covered(scope: Scope) -> list[Text]:
    share = scope.context.survey.coverage.share
    words = {
        "education": Text("院校有开设专业的记录", "of the institutions have a programme on record"),
        "industry": Text(
            "企业与行业组织有产业链、合作或项目的记录", "of the enterprises have a chain, partner or project on record"
        ),
        "innovation": Text(
            "平台与科研机构有依托、项目或合作的记录",
            "of the platforms and institutes have a host, project or partner on record",
        ),
    }
    known = [(text, share(scope.iri, chain)) for chain, text in words.items()]
    return [
        Text(f"只有 {part:.0%} 的{text.zh}。", f"Only {part:.0%} {text.en}.")
        for text, part in known
        if part is not None and part < _POOR
    ]


def tell_ties(ties: Ties) -> Text:
    """Return what the picture of ties shows and leaves out."""
    if not any(ties.columns):
        return Text(
            "没有院校、企业与项目之间合作的记录，所以没有图。没有记录不等于没有合作。",
            "No cooperation between institutions, enterprises and projects is on record, so there is no picture. "
            "That does not mean that there is none.",
        )
    more = Text(
        f"联系最多的在前，另有 {ties.hidden} 条没有画出。",
        f"Those with most links come first; {ties.hidden} links are not drawn.",
    )
    dashed = Text(
        "红色虚线是对口而没有合作记录的候选。", "Dashed red lines are pairs that fit and have no link on record."
    )
    return Text(
        "实线是有记录的合作。" + (dashed.zh if ties.missing else "") + (more.zh if ties.hidden else ""),
        " ".join(
            [
                "Lines are cooperation on record.",
                *([dashed.en] if ties.missing else []),
                *([more.en] if ties.hidden else []),
            ]
        ),
    )
