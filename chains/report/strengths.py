"""Strengths to extend (强链): industry chains in which a city is specialised, and what joins them to the other chains.

A city is *specialised* in an industry chain if at least :data:`LEAST` of its enterprises are on record in it and the
chain's share of the city's enterprises is not below its share of all cities' enterprises: location quotient
``(x_cp / x_c) / (x_p / x) ≥ 1``, with x the number of enterprises in city c and industry chain p (revealed
comparative advantage, Balassa 1965).  A strength stands the higher, the more of the three other links it has (a
partner institution, a project or platform, a programme that bears the chain's name); then the more enterprises.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from chains.errors import Text
from chains.gaps.reading.actors import Actors
from chains.gaps.reading.coverage import grade_share
from chains.gaps.reading.matching import Matching
from chains.naming import Names, join_enterprises
from chains.report.entries import Entry

__all__ = ["LEAST", "Strength", "find_strengths", "list_strengths"]

LEAST: Final = 3
"""A city needs at least so many enterprises in an industry chain to count as specialised in it."""


@dataclass(frozen=True, slots=True)
class Strength:
    """One industry chain in one city: node numbers of what is there.

    ``quotient`` is the location quotient, at least 1; ``programmes`` bear the chain's name and are offered in the
    city; ``segments`` of ``all_segments`` have a local enterprise; ``coverage`` is the share of the enterprises whose
    segment is on record.
    """

    city: str
    chain: int
    quotient: float
    enterprises: tuple[int, ...]
    partnered: tuple[int, ...]
    venturing: tuple[int, ...]
    programmes: tuple[int, ...]
    segments: tuple[int, ...]
    all_segments: tuple[int, ...]
    coverage: float

    @property
    def links(self) -> int:
        """How many of the three links to the other chains it has, 0 to 3."""
        return sum(map(bool, (self.partnered, self.venturing, self.programmes)))


def find_strengths(actors: Actors, matching: Matching) -> list[Strength]:
    """Return the strengths of all cities, those joined to most chains first; empty without cities."""
    found = [_describe(actors, matching, *row) for row in _specialised(actors)]
    return sorted(found, key=lambda one: (-one.links, -len(one.enterprises), one.city, one.chain))


def _specialised(actors: Actors) -> Iterator[tuple[str, int, float]]:
    cities = pl.col("region").is_in(actors.places.cities)
    active = actors.in_chain.filter(cities).select("enterprise", "chain", "region").unique()
    cells = active.group_by("region", "chain").agg(count=pl.len())
    cells = cells.with_columns(
        quotient=pl.col("count")
        / pl.col("count").sum().over("region")
        / pl.col("count").sum().over("chain")
        * active.height
    )
    chosen = cells.filter((pl.col("count") >= LEAST) & (pl.col("quotient") >= 1)).sort("region", "chain")
    return chosen.select("region", "chain", "quotient").iter_rows()


def _describe(actors: Actors, matching: Matching, city: str, chain: int, quotient: float) -> Strength:
    local = actors.in_chain.filter((pl.col("region") == city) & (pl.col("chain") == chain))
    enterprises = set(local.get_column("enterprise"))
    own = actors.segments.filter(pl.col("chain") == chain).get_column("node")
    placed = actors.in_segment.filter(pl.col("enterprise").is_in(enterprises) & pl.col("segment").is_in(own.implode()))
    return Strength(
        city=city,
        chain=chain,
        quotient=quotient,
        enterprises=tuple(sorted(enterprises)),
        partnered=tuple(sorted(enterprises & set(actors.partnerships.get_column("enterprise")))),
        venturing=tuple(sorted(enterprises & set(actors.ventures.get_column("enterprise")))),
        programmes=tuple(matching.programmes_in(city, chain)),
        segments=tuple(sorted(set(placed.get_column("segment")))),
        all_segments=tuple(own.sort()),
        coverage=actors.known_segments.get((city, chain), 0.0),
    )


def list_strengths(actors: Actors, matching: Matching, names: Names) -> list[Entry]:
    """Return the strengths as entries."""
    return [_enter(strength, actors, names) for strength in find_strengths(actors, matching)]


def _enter(strength: Strength, actors: Actors, names: Names) -> Entry:
    things = actors.things
    return Entry(
        place=strength.city,
        what=things.name(strength.chain),
        reason=_reason(strength, actors, names),
        action=_advise(strength, actors),
        overturn=Text(
            "按有记录的企业家数计算，未计规模；补录其他城市的企业会改变区位商",
            "counted in enterprises on record, not in their size; enterprises added elsewhere would change the "
            "location quotient",
        ),
        evidence=_EVIDENCE.replace("<chain>", f"<{things.iri(strength.chain)}>").replace(
            "<city>", f"<{strength.city}>"
        ),
        sources=_sources(strength, actors),
        coverage=grade_share(strength.coverage),
        figures=(
            (Text("本地企业数", "local enterprises"), len(strength.enterprises)),
            (Text("区位商", "location quotient"), round(strength.quotient, 2)),
            (Text("有合作院校的企业", "with a partner institution"), len(strength.partnered)),
            (Text("有项目或平台的企业", "in a project or with a platform"), len(strength.venturing)),
            (Text("同名专业数", "programmes of that name"), len(strength.programmes)),
            (Text("有本地企业的环节", "segments with a local enterprise"), len(strength.segments)),
            (Text("全部环节", "all segments"), len(strength.all_segments)),
        ),
        subject=(things.iri(strength.chain),),
    )


def _sources(strength: Strength, actors: Actors) -> tuple[str, ...]:
    local = actors.in_chain.filter(
        pl.col("enterprise").is_in(strength.enterprises) & (pl.col("chain") == strength.chain)
    )
    partners = actors.partnerships.filter(pl.col("enterprise").is_in(strength.partnered))
    ventures = actors.ventures.filter(pl.col("enterprise").is_in(strength.venturing))
    return tuple(sorted({graph for frame in (local, partners, ventures) for graph in frame.get_column("graph")}))


def _reason(strength: Strength, actors: Actors, names: Names) -> Text:
    city, chain = names(strength.city), actors.things.name(strength.chain)
    # Those with most links to other chains are named first: they are what the strength can be built on.
    joined = sorted(
        strength.enterprises, key=lambda node: (-((node in strength.partnered) + (node in strength.venturing)), node)
    )
    listed = join_enterprises(actors.things.names(joined))
    count = len(strength.enterprises)
    return Text(
        f"{city.zh}{chain.zh}产业链有记录的企业 {count} 家（{listed.zh}）；"
        f"该链在本市企业中的份额是在全部城市中的 {strength.quotient:.1f} 倍；本地企业覆盖 {len(strength.all_segments)} 个环节中的 {len(strength.segments)} 个。",
        f"{count} enterprises of {city.en} on record in {chain.en} ({listed.en}): {strength.quotient:.1f} times the share "
        f"that it has in all cities together; {len(strength.segments)} of {len(strength.all_segments)} segments have one.",
    )


def _advise(strength: Strength, actors: Actors) -> Text:
    steps = []
    if not strength.partnered:
        steps.append(Text("为这些企业找合作院校", "find partner institutions for these enterprises"))
    elif len(strength.partnered) < len(strength.enterprises):
        count = len(strength.partnered)
        steps.append(
            Text(
                f"把 {count} 家企业的校企合作推广到其余企业",
                f"extend the partnerships of {count} enterprises to the others",
            )
        )
    if not strength.venturing:
        steps.append(Text("组织企业参与项目、共建平台", "bring these enterprises into projects and shared platforms"))
    if not strength.programmes:
        steps.append(
            Text(
                "没有本地院校开设同名专业的记录：先核实，再考虑开设",
                "no local programme of its name is on record: check, then think of one",
            )
        )
    missing = [node for node in strength.all_segments if node not in strength.segments]
    if missing:
        listed = actors.things.join(missing)
        steps.append(
            Text(
                f"向尚无本地企业的环节延伸：{listed.zh}",
                f"extend into segments without a local enterprise: {listed.en}",
            )
        )
    return Text("；".join(step.zh for step in steps), "; ".join(step.en for step in steps))


_EVIDENCE: Final = """SELECT ?enterprise ?name ?institution WHERE {
  ?enterprise a ch:Enterprise ; ch:activeInChain <chain> ; ch:inRegion <city> ; skos:prefLabel ?name .
  FILTER(LANG(?name) = "zh")
  OPTIONAL { ?partnership ch:enterprise ?enterprise ; ch:institution ?institution }
} ORDER BY ?enterprise ?institution"""
