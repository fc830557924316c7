"""The lists of the atlas: which there are, what each holds, and how they are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from chains.errors import Text
from chains.gaps.partners.choosing import NEAR_KM, PER_CELL, PER_INSTITUTION
from chains.gaps.reading.actors import Actors
from chains.gaps.reading.matching import Matching
from chains.graph import KnowledgeGraph
from chains.naming import Names, name_code
from chains.records import Gap
from chains.report.entries import Entry, Listing
from chains.report.gap_entries import enter_gap
from chains.report.partner_entries import enter_candidates
from chains.report.segment_entries import list_weak_segments
from chains.report.strengths import list_strengths

__all__ = ["collect_lists"]

_Make = Callable[[Actors, Matching, Names], list[Entry]]

_BY_SEVERITY: Final = Text("按严重程度从高到低排列", "Most severe first")

# Lists that are made of gaps: file name, title, what it is, kinds.
_OF_GAPS: Final[Sequence[tuple[str, Text, Text, tuple[str, ...]]]] = (
    (
        "missing-links",
        Text("链间缺失的联系", "Missing links between chains"),
        Text(
            "在哪些城市，两条链之间的链接比随机预期的少。",
            "Where two chains have fewer links than chance would give.",
        ),
        ("sparse_chain_pair",),
    ),
    (
        "broken-chains",
        Text("链条断在哪里", "Where the chain breaks"),
        Text(
            "从教育经人才、产业到创新，走到哪一步就走不下去：断链、最弱一步、断头与偏细的通路。",
            "On the way from education through talent and industry to innovation: where it breaks, which step is "
            "weakest, what leads nowhere, and where fewer ways lead through than chance would give.",
        ),
        ("broken_chain", "weakest_step", "dead_end", "thin_passage"),
    ),
    (
        "skills-short",
        Text("短缺技能", "Skills in short supply"),
        Text(
            "哪些技能在需求中的份额高于在教学中的份额。招聘样本以信息技术为主，其他领域看不到。",
            "Skills whose share of what is asked for exceeds their share of what is taught. The postings are mainly of "
            "information technology: other fields are not seen.",
        ),
        ("skill_shortage",),
    ),
    (
        "skills-surplus",
        Text("过剩技能", "Skills in surplus"),
        Text(
            "哪些技能在教学中的份额高于在需求中的份额。基础知识很少写进招聘广告，过剩不等于不需要。",
            "Skills whose share of what is taught exceeds their share of what is asked for. Postings seldom name basic "
            "knowledge: surplus does not mean that nobody needs it.",
        ),
        ("skill_surplus",),
    ),
    (
        "absent-fields",
        Text("相关而缺位的领域", "Related fields that are absent"),
        Text(
            "与某地已有专长相近、而当地一个记录也没有的专业类或产业环节；每市至多三个，供考虑，不是检验的结论。",
            "Classes of programmes, or segments, that go with what a place is specialised in and of which it has none on "
            "record; at most three for a city, to be considered: no findings of a test.",
        ),
        ("absent_related_field",),
    ),
    (
        "single-points-of-failure",
        Text("单点依赖", "Single points of failure"),
        Text(
            "谁一旦离开，别人就失去唯一的联系；两条链之间的牵线几乎都靠谁。",
            "Whose leaving would cost others their only link, and who alone mediates between two chains.",
        ),
        ("single_point_of_failure", "lone_broker"),
    ),
    (
        "isolated",
        Text("孤立的院校、企业与项目", "Isolated institutions, enterprises and projects"),
        Text("谁与其他链没有任何链接的记录。", "Who has no link to another chain on record."),
        ("isolated",),
    ),
)

# Kinds of gap that a list with a rule of its own holds, of which it says more than the gap does.
_HELD: Final[Mapping[str, tuple[str, ...]]] = {"candidate-partners": ("missing_partnership",)}

# Lists with a rule of their own.
_OWN: Final[Mapping[str, tuple[Text, Text, _Make]]] = {
    "weak-segments": (
        Text("待补的产业链环节（补链）", "Weak segments to mend"),
        Text(
            "先是全域：企业不足 3 家、没有企业与院校合作、或没有企业参与项目的环节，缺得多的在前。再是各市：上下游都有本地企业、"
            "中间却没有的环节，上下游企业多的在前。",
            "First the whole area: segments with fewer than three enterprises, without a partner institution or "
            "without a project, those that lack most first. Then the cities: segments without a local enterprise "
            "between segments that have some, those with most neighbours first.",
        ),
        lambda actors, _, names: list_weak_segments(actors, names),
    ),
    "strengths": (
        Text("可强的产业链（强链）", "Strengths to extend"),
        Text(
            "城市里企业不少于 3 家、份额不低于全部城市平均（区位商不小于 1）的产业链；与院校、项目、专业都有联系的在前。",
            "Industry chains with at least three enterprises in a city and at least the share that they have in all "
            "cities (location quotient 1 or more); those joined to institutions, projects and programmes first.",
        ),
        list_strengths,
    ),
    "candidate-partners": (
        Text("候选合作伙伴", "Candidate partners"),
        Text(
            f"同城或 {NEAR_KM:.0f} 公里以内、院校专业与企业产业链对口、尚无合作记录的企业与院校；没有合作院校、对口专业多、距离近的在前。"
            f"每家企业列一次，每所院校在一条产业链上列一次、总共最多 {PER_INSTITUTION} 次，每城每链最多 {PER_CELL} 对。"
            "是按规则给出的建议，不是发现。",
            f"Enterprises and institutions in the same city or at most {NEAR_KM:.0f} km apart whose programmes fit the "
            "industry chain and that have no partnership on record; those without any partner, with more programmes that "
            "fit and nearer by come first. An enterprise is named once, an institution once for an industry chain and at "
            f"most {PER_INSTITUTION} times in all, with at most {PER_CELL} pairs of an industry chain in a city. "
            "Suggestions by rule, not findings.",
        ),
        lambda actors, _, names: enter_candidates(actors, names),
    ),
}

_ORDER: Final = (
    "missing-links",
    "broken-chains",
    "weak-segments",
    "strengths",
    "skills-short",
    "skills-surplus",
    "single-points-of-failure",
    "isolated",
    "absent-fields",
    "candidate-partners",
)


def collect_lists(graph: KnowledgeGraph, gaps: Sequence[Gap]) -> list[Listing]:
    """Return every list of the atlas, in the order in which a planner reads them; an empty list is kept.

    *gaps* are those of the graph, most severe first; a kind that no list is meant for gets a list of its own.
    """
    network = graph.network()
    names, actors = Names(network), Actors(network)
    matching = Matching(actors, _key_products(graph))
    found = {name: _list_gaps(name, title, about, kinds, gaps, names) for name, title, about, kinds in _OF_GAPS}
    for name, (title, about, make) in _OWN.items():
        found[name] = Listing(name, title, about, tuple(make(actors, matching, names)), _HELD.get(name, ()))
    return [*(found[name] for name in _ORDER), *_list_others(gaps, names)]


def _list_gaps(
    name: str, title: Text, about: Text, kinds: tuple[str, ...], gaps: Sequence[Gap], names: Names
) -> Listing:
    entries = tuple(enter_gap(gap, names) for gap in gaps if gap.kind in kinds)
    ordered = Text(f"{about.zh}{_BY_SEVERITY.zh}。", f"{about.en} {_BY_SEVERITY.en}.")
    return Listing(name, title, ordered, entries, kinds)


def _list_others(gaps: Sequence[Gap], names: Names) -> list[Listing]:
    listed = {kind for kinds in (*(kinds for *_, kinds in _OF_GAPS), *_HELD.values()) for kind in kinds}
    others = sorted({gap.kind for gap in gaps} - listed)
    return [
        _list_gaps(kind.replace("_", "-"), name_code("gap-kinds", kind), Text("", ""), (kind,), gaps, names)
        for kind in others
    ]


def _key_products(graph: KnowledgeGraph) -> dict[str, str]:
    rows = graph.query(
        "SELECT ?segment ?products WHERE { ?segment ch:keyProducts ?products } ORDER BY ?segment ?products"
    )
    found: dict[str, str] = {}
    for segment, products in rows.values():
        found[segment or ""] = f"{found.get(segment or '', '')}、{products}"
    return found
