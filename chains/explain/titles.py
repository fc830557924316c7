"""Titles of the columns and parts of evidence, by the names that queries use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from chains.build import ontology_terms
from chains.errors import Text
from chains.names import CODE

__all__ = ["name_column", "name_side"]

_COLUMNS: Final[Mapping[str, Text]] = {
    "actor": Text("企业", "enterprise"),
    "alliance": Text("联盟", "alliance"),
    "broker": Text("牵线者", "who joins them"),
    "chain": Text("产业链", "industry chain"),
    "city": Text("城市", "city"),
    "class": Text("专业类或环节", "class or segment"),
    "count": Text("招聘条数", "postings"),
    "enterprise": Text("企业", "enterprise"),
    "first": Text("一方", "one party"),
    "institution": Text("院校", "institution"),
    "inventive": Text("有项目或平台", "has a project or platform"),
    "link": Text("联系", "link"),
    "name": Text("名称", "name"),
    "naming": Text("点名此技能的条数", "postings that name the skill"),
    "occupation": Text("职业", "occupation"),
    "offerings": Text("布点数", "offerings"),
    "organisation": Text("单位", "organisation"),
    "other": Text("另一方", "other party"),
    "outcome": Text("项目或平台", "project or platform"),
    "postings": Text("当地招聘条数", "postings here"),
    "programme": Text("专业", "programme"),
    "results": Text("后半段路径数", "ways of the second half"),
    "sampled": Text("样本中此职业的条数", "postings for it in the sample"),
    "second": Text("另一方", "other party"),
    "segment": Text("环节", "segment"),
    "skill": Text("技能", "skill"),
    "taught": Text("与院校有联系", "is linked to an institution"),
    "teaching": Text("前半段路径数", "ways of the first half"),
    "thing": Text("对象", "thing"),
    "ties": Text("联系数", "ties"),
    "unit": Text("单位", "organisation"),
    "value": Text("数值", "value"),
    "ways": Text("路径数", "ways"),
    "year": Text("年份", "year"),
}

_CHAIN: Final = Text("所属链", "chain")

_SIDES: Final[Mapping[tuple[str, str], Text]] = {
    ("absent_related_field", "elsewhere"): Text("别处：各市这一领域有多少", "Elsewhere: how many each city has of it"),
    ("absent_related_field", "here"): Text("当地有的相近领域", "What goes with it and is here"),
    ("absent_related_field", "missing"): Text("当地有的这一领域", "What is here of the field itself"),
    ("missing_partnership", "chain"): Text("企业所在的产业链", "The industry chain of the enterprise"),
    ("missing_partnership", "fits"): Text("院校对口的专业", "Programmes of the institution that fit"),
    ("missing_partnership", "linked"): Text("双方之间已有的联系", "What links the two already"),
    ("missing_partnership", "taught"): Text(
        "院校教授、且该链招聘点名的技能", "Skills that the institution teaches and postings of the chain name"
    ),
    ("skill_shortage", "asked"): Text("当地招聘的、点名此技能的职业", "Occupations sought here whose postings name it"),
    ("skill_shortage", "taught"): Text("当地有记录教授此技能的专业", "Programmes here on record as teaching it"),
    ("skill_surplus", "asked"): Text("当地招聘的、点名此技能的职业", "Occupations sought here whose postings name it"),
    ("skill_surplus", "taught"): Text("当地有记录教授此技能的专业", "Programmes here on record as teaching it"),
}


def name_column(variable: str, values: Iterable[str | None] = ()) -> Text:
    """Return the title of a column: a known one, the name of the class that is called so, or the variable itself.

    *values* are those of the column: a chain is an industry chain unless they are codes.

    >>> name_column("programme").zh, name_column("platform").zh, name_column("x").zh
    ('专业', '创新平台', 'x')
    """
    known = [value for value in values if value is not None]
    if variable == "chain" and known and all(value.startswith(CODE) for value in known):
        return _CHAIN
    if variable in _COLUMNS:
        return _COLUMNS[variable]
    term = ontology_terms().get(variable[:1].upper() + variable[1:])
    return term.label if term else Text(variable, variable)


def name_side(kind: str, side: str) -> Text:
    """Return the title of a part of the evidence of a kind; one that is not known is called as the query calls it.

    >>> name_side("missing_partnership", "fits").zh, name_side("x", "fits").zh
    ('院校对口的专业', 'fits')
    """
    return _SIDES.get((kind, side), Text(side, side))
