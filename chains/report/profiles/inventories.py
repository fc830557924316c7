"""The inventories of a page: what is on record of a city, an industry chain or an alliance, most important first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from chains.build import ontology_terms
from chains.errors import Text
from chains.naming import name_code
from chains.report.profiles.profile import Inventory, Row
from chains.report.profiles.record import Partnership
from chains.report.profiles.scope import Scope

__all__ = ["counted", "list_inventories"]

_NAMED: Final = 2
_Order = Callable[[int], tuple[int, ...]]


def counted(count: int, zh: str, one: str, many: str | None = None) -> Text:
    """Return a number with what it counts; the Chinese has a gap for it.

    >>> counted(1, "{} 个专业", "programme")
    Text(zh='1 个专业', en='1 programme')
    >>> counted(1200, "{} 所高校", "university", "universities").en
    '1,200 universities'
    """
    word = one if count == 1 else many or f"{one}s"
    return Text(zh.format(f"{count:,}"), f"{count:,} {word}")


def list_inventories(scope: Scope) -> tuple[Inventory, ...]:
    """Return the inventories of a page; those that are empty say so."""
    listed = (_institutions, _programmes, _occupations, _enterprises, _ventures, _partnerships)
    last = {"city": _alliances, "chain": _others, "alliance": _others}[scope.kind]
    return tuple(make(scope) for make in (*listed, last))


def _institutions(scope: Scope) -> Inventory:
    title = Text("合作院校", "Partner institutions") if scope.kind == "chain" else Text("院校", "Institutions")
    empty = Text("没有院校的记录。", "No institution is on record.")
    return Inventory("institutions", title, "education", _organisations(scope, scope.institutions), empty)


def _others(scope: Scope) -> Inventory:
    known = {*scope.institutions, *scope.enterprises}
    rows = _organisations(scope, [node for node in scope.own if node not in known])
    title, empty = Text("其他成员", "Other members"), Text("没有其他成员的记录。", "No other member is on record.")
    if scope.kind == "chain":
        title, empty = Text("其他单位", "Other organisations"), Text("没有其他单位的记录。", "No other is on record.")
    return Inventory("others", title, None, rows, empty)


def _enterprises(scope: Scope) -> Inventory:
    empty = Text("没有企业的记录。", "No enterprise is on record.")
    rows = _organisations(scope, scope.enterprises)
    return Inventory("enterprises", Text("企业", "Enterprises"), "industry", rows, empty)


def _organisations(scope: Scope, nodes: Iterable[int]) -> tuple[Row, ...]:
    record = scope.context.record

    def weight(node: int) -> tuple[int, ...]:
        partners, ventures = record.partnerships.get(node, ()), record.ventures.get(node, ())
        return (-len(partners) - len(ventures), -len(record.offers.get(node, ())), node)

    return tuple(_row(scope, node, _tell_organisation(scope, node)) for node in sorted(nodes, key=weight))


def _tell_organisation(scope: Scope, node: int) -> Text:
    record = scope.context.record
    facts = [
        _role_of(scope, node),
        _chains_of(scope, node),
        _counted(len(record.offers.get(node, ())), "开设 {} 个专业", "programme"),
        _counted(len(record.partnerships.get(node, ())), "校企合作 {} 项", "partnership"),
        _counted(
            len(record.ventures.get(node, ())), "项目与平台 {} 个", "project or platform", "projects and platforms"
        ),
    ]
    return _join(_where(scope, node), facts, Text("没有其他记录", "nothing else on record"))


def _role_of(scope: Scope, node: int) -> Text | None:
    role = scope.context.record.roles.get((scope.context.nodes[scope.iri], node)) if scope.kind == "alliance" else None
    return name_code("membership-roles", role) if role else None


def _chains_of(scope: Scope, node: int) -> Text | None:
    chains = [scope.context.name(chain) for chain in scope.context.record.active.get(node, ())]
    if not chains or scope.kind == "chain":
        return None
    return Text("、".join(name.zh for name in chains), ", ".join(name.en for name in chains))


def _counted(count: int, zh: str, one: str, many: str | None = None) -> Text | None:
    return counted(count, zh, one, many) if count else None


def _where(scope: Scope, node: int) -> Text | None:
    """Return the city of a thing on a page that is not of this city."""
    region = scope.context.record.regions[node]
    if scope.kind == "city" and node in scope.inside:
        return None
    return scope.context.city_name(region) or Text("区域外或地点不详", "outside the area, or place unknown")


def _join(place: Text | None, facts: Sequence[Text | None], otherwise: Text) -> Text:
    known = [fact for fact in facts if fact is not None] or [otherwise]
    parts = [place, *known] if place else known
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _row(scope: Scope, node: int, note: Text) -> Row:
    return Row(scope.context.name(node), note, scope.context.iri(node))


def _programmes(scope: Scope) -> Inventory:
    title = (
        Text("面向该链职业的专业", "Programmes that lead to it")
        if scope.kind == "chain"
        else Text("专业", "Programmes")
    )
    order = sorted(scope.programmes.items(), key=lambda item: (-item[1], item[0]))
    rows = tuple(
        _row(scope, node, counted(count, "{} 所院校开设", "institution offers it", "institutions offer it"))
        for node, count in order
    )
    return Inventory("programmes", title, "education", rows, Text("没有专业的记录。", "No programme is on record."))


def _occupations(scope: Scope) -> Inventory:
    passage = scope.passage
    order = sorted(zip(passage.postings, passage.occupations, strict=True), key=lambda item: (-item[0], item[1]))
    rows = tuple(_row(scope, int(node), _tell_demand(float(postings))) for postings, node in order)
    title = Text("在招职业", "Occupations asked for")
    if scope.kind == "alliance":
        title = Text("成员企业所在产业链的在招职业", "Occupations asked for in the members' industry chains")
    empty = Text("没有招聘样本。", "There is no sample of postings.")
    if scope.kind == "alliance":
        empty = Text(
            "成员中没有列入某条产业链的企业，看不到它们在招什么。",
            "No member is an enterprise of an industry chain, so what they ask for cannot be seen.",
        )
    return Inventory("occupations", title, "talent", rows, empty)


def _tell_demand(postings: float) -> Text:
    if postings:
        return counted(round(postings), "样本中约 {} 条招聘", "posting in the sample", "postings in the sample")
    return Text("列入紧缺目录，或样本未计数", "listed as short, or not counted by a sample")


def _ventures(scope: Scope) -> Inventory:
    record, things = scope.context.record, scope.context.survey.things
    terms = ontology_terms()

    def tell(node: int) -> Text:
        cls = record.classes[node]
        label = terms[cls].label if cls in terms else Text(cls, cls)
        actors = sorted(record.actors.get(node, ()), key=lambda one: (one not in scope.inside, one))
        return _join(None, [label, things.join(actors, _NAMED) if actors else None], label)

    order: _Order = lambda node: (-len(record.actors.get(node, ())), node)  # noqa: E731  # one line, used once
    rows = tuple(_row(scope, node, tell(node)) for node in sorted(scope.ventures, key=order))
    title = Text("项目与平台", "Projects and platforms")
    return Inventory(
        "projects", title, "innovation", rows, Text("没有项目与平台的记录。", "No project or platform is on record.")
    )


def _partnerships(scope: Scope) -> Inventory:
    record = scope.context.record
    links = dict.fromkeys(link for node in scope.own for link in record.partnerships.get(node, ()))
    order = sorted(links, key=lambda link: (link.status == "intended", link[:2], link.kind or ""))
    rows = tuple(_partnership(scope, link) for link in order)
    title = Text("校企合作", "Partnerships")
    return Inventory("partnerships", title, None, rows, Text("没有校企合作的记录。", "No partnership is on record."))


def _partnership(scope: Scope, link: Partnership) -> Row:
    first, second = (scope.context.name(node) for node in link[:2])
    facts = [name_code("partnership-kinds", link.kind)] if link.kind else []
    if link.status:
        facts.append(name_code("partnership-status", link.status))
    return Row(
        Text(f"{first.zh} × {second.zh}", f"{first.en} × {second.en}"),
        _join(None, facts, first),
        scope.context.iri(link.first),
    )


def _alliances(scope: Scope) -> Inventory:
    order = sorted(scope.alliances.items(), key=lambda item: (-item[1], item[0]))
    members = scope.context.record.members
    rows = tuple(_row(scope, node, _tell_members(count, len(members[node]))) for node, count in order)
    title = Text("联盟与集团", "Alliances")
    return Inventory(
        "alliances", title, None, rows, Text("没有加入联盟的记录。", "No membership of an alliance is on record.")
    )


def _tell_members(here: int, every: int) -> Text:
    return Text(
        f"有记录的成员 {every} 个，其中本地 {here} 个",
        f"{here} of its {every} members on record {'is' if here == 1 else 'are'} here",
    )
