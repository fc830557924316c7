"""A chain turned inward in words, and the query that lists its links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from chains.build import ontology_terms
from chains.errors import Text
from chains.gaps.phrases import spell
from chains.gaps.reading.actors import classes_under
from chains.gaps.reading.tie_patterns import match_partners
from chains.gaps.wording import CHAIN_NAMES, share
from chains.names import ONTOLOGY

__all__ = ["ask_links", "find_label", "say_finding", "say_overturn"]

_ACTORS: Final[Mapping[str, Text]] = {
    "education": Text("院校", "institutions"),
    "industry": Text("企业及行业组织", "enterprises and associations"),
    "innovation": Text("科研机构", "research institutes"),
}

_QUERY: Final = """\
# Each row is a link of an organisation of the chain here (?first) to another of the same chain, here or elsewhere.
SELECT DISTINCT ?first ?second WHERE {{
  {{ SELECT ?first WHERE {{ VALUES ?a {{ {classes} }} ?first a ?a ; ch:inRegion/ch:partOf* <{cell}> }} }}
  {{ SELECT DISTINCT ?first ?second WHERE {{
    {partners}
  }} }}
  {{ SELECT ?second WHERE {{ VALUES ?b {{ {classes} }} ?second a ?b }} }}
  OPTIONAL {{ {{ SELECT ?second (true AS ?here) WHERE {{ ?second ch:inRegion/ch:partOf* <{cell}> }} }} }}
  FILTER(?first != ?second && (!BOUND(?here) || STR(?first) < STR(?second)))
}} ORDER BY ?first ?second
"""


def ask_links(cell: str, chain: str) -> str:
    """Return the query with a row for each link within the chain: there are as many as the gap has observed."""
    terms = ontology_terms()
    names = [name for name in classes_under("Organisation") if terms.chain_of(name) == chain]
    classes = " ".join(f"<{ONTOLOGY}{name}>" for name in names)
    return _QUERY.format(classes=classes, cell=cell, partners=match_partners("?first", "?second"))


def find_label(chain: str) -> Text:
    """Return the name of a chain turned inward."""
    name = CHAIN_NAMES[chain]
    return Text(f"{name.zh}内部循环", f"{name.en.removeprefix('the ')} turned inward")


def say_finding(row: Mapping[str, Any], place: Text, tied: int, whole: int) -> Text:
    """Return the finding, in numbers that a planner can check; *tied* of *whole* organisations have any link on record."""
    name, actors, within = CHAIN_NAMES[row["chain"]], _ACTORS[row["chain"]], row["within"]
    links, usual = within + row["across"], row["expected"] * (within + row["across"])
    found, expected = share(within, links), share(usual, links)
    return Text(
        f"{place.zh}：{actors.zh}与其他单位有 {links:,} 条联系（合作，或同在一个项目、联盟、平台），其中 {within:,} 条"
        f"（{found}）的另一方也在{name.zh}；若各家的伙伴、项目和联盟数不变、与谁结伴全凭偶然，约为 {usual:,.0f} 条（{expected}）。"
        f"{whole:,} 家中只有 {tied:,} 家有任何这类记录，其余可能只是没有记录。",
        f"{place.en}: {actors.en} have {spell(links, 'link', 'links')} with other organisations (partners, or a project, "
        f"alliance or platform in common), and in {within:,} ({found}) the other side is in {name.en}, too; if each had as "
        f"many partners, projects and alliances, but whoever met whom by chance, there would be about {usual:,.0f} "
        f"({expected}). Only {tied:,} of the {whole:,} have any such link on record; the others "
        "may have some that nobody recorded.",
    )


def say_overturn(unseen: int) -> Text:
    """Return what would overturn the gap."""
    return Text(
        f"若另有 {unseen:,} 条通向其他链的联系没有记录，就不能再说多于偶然（5 % 水平）。",
        f"{spell(unseen, 'link', 'links')} to other chains not on record would make it no more than chance (5 % level).",
    )
