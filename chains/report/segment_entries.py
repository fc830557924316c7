"""Weak segments in words: the list of what to mend (补链)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from chains.errors import Text
from chains.gaps.reading.actors import Actors
from chains.gaps.reading.coverage import grade_share
from chains.gaps.reading.things import Things
from chains.naming import EMPTY, Names, join_enterprises
from chains.report.distances import Distances
from chains.report.entries import Entry, Figure
from chains.report.segments import MissingMiddle, SegmentState, find_missing_middles, find_weak_segments

__all__ = ["list_weak_segments"]


def list_weak_segments(actors: Actors, names: Names) -> list[Entry]:
    """Return the weak segments as entries: those of the whole graph, then the missing middles of the cities."""
    middles = _Middles(actors, names)
    return [
        *(_enter_state(state, actors) for state in find_weak_segments(actors)),
        *(middles.enter(middle) for middle in find_missing_middles(actors)),
    ]


def _title(things: Things, chain: int, segment: int) -> Text:
    whole, part = things.name(chain), things.name(segment)
    return Text(f"{whole.zh}·{part.zh}", f"{whole.en}: {part.en}")


def _figures(scope: Text, enterprises: int, missing: Text) -> tuple[Figure, ...]:
    return (
        (Text("范围", "scope"), scope),
        (Text("本环节企业数", "enterprises in the segment"), enterprises),
        (Text("缺什么", "missing"), missing),
    )


def _doubt(known: float) -> Text:
    percent = f"{100 * known:.0f}"
    return Text(
        f"这条产业链 {percent}% 的企业记录了所在环节；再查到一家相应的企业，即可推翻或减轻",
        f"{percent} % of this industry chain's enterprises have their segment on record; one more found here would "
        "overturn or ease it",
    )


_LACKS: Final[Mapping[str, tuple[Text, Text]]] = {
    "enterprises": (Text("企业太少", "too few enterprises"), Text("引进或培育企业", "attract or grow enterprises")),
    "institutions": (
        Text("没有企业与院校合作", "no enterprise has a partner institution"),
        Text("为其中的企业找合作院校", "find partner institutions for its enterprises"),
    ),
    "projects": (
        Text("没有企业参与项目或设有平台", "no enterprise is in a project or has a platform"),
        Text("组织企业参与项目、共建平台", "bring its enterprises into projects and shared platforms"),
    ),
}
"""What a segment may lack, and what would help."""


def _enter_state(state: SegmentState, actors: Actors) -> Entry:
    things = actors.things
    lacks = [_LACKS[name] for name in state.lacks]
    missing = _join([what for what, _ in lacks])
    sources = things.sources((("active-in-segment", "segment-of"), [state.segment]))
    return Entry(
        place=None,
        what=_title(things, state.chain, state.segment),
        reason=_state_reason(state, things),
        # Where there is no enterprise, there is nobody yet to find partners and projects for.
        action=_join([advice for _, advice in (lacks if state.enterprises else lacks[:1])]),
        overturn=_doubt(state.coverage),
        evidence=_ENTERPRISES.replace("<segment>", f"<{things.iri(state.segment)}>"),
        sources=sources,
        coverage=grade_share(state.coverage),
        figures=_figures(Text("全域", "whole area"), len(state.enterprises), missing),
        subject=things.iris_of((state.segment, state.chain)),
    )


def _join(texts: Sequence[Text]) -> Text:
    return Text("；".join(text.zh for text in texts), "; ".join(text.en for text in texts))


def _state_reason(state: SegmentState, things: Things) -> Text:
    count, partnered, venturing = (len(nodes) for nodes in (state.enterprises, state.partnered, state.venturing))
    if not count:
        return Text("全域没有一家企业记录在这一环节。", "No enterprise of the whole area is on record in this segment.")
    listed = join_enterprises(things.names(state.enterprises))
    several = "" if count == 1 else "s"
    return Text(
        f"全域这一环节有记录的企业 {count} 家（{listed.zh}）：与院校有合作的 {partnered or '没有'}"
        f"{' 家' if partnered else ''}，参与项目或设有平台的 {venturing or '没有'}{' 家' if venturing else ''}。",
        f"{count} enterprise{several} on record in this segment in the whole area ({listed.en}): "
        f"{partnered or 'none'} with a partner institution, {venturing or 'none'} in a project or with a platform.",
    )


class _Middles:
    """Puts the missing middles of cities into words."""

    def __init__(self, actors: Actors, names: Names) -> None:
        self._actors = actors
        self._names = names
        self._distances = Distances(actors.network)
        self._active = actors.in_segment.select("enterprise", "segment", "region").unique()

    def enter(self, middle: MissingMiddle) -> Entry:
        """Return one of them as an entry."""
        things = self._actors.things
        segments = (middle.segment, *middle.suppliers, *middle.customers)
        query = _LOCAL.replace("<segment>", f"<{things.iri(middle.segment)}>").replace("<city>", f"<{middle.city}>")
        return Entry(
            place=middle.city,
            what=_title(things, middle.chain, middle.segment),
            reason=self._reason(middle),
            action=self._nearest(middle),
            overturn=_doubt(middle.coverage),
            evidence=query,
            sources=self._sources(middle.city, segments),
            coverage=grade_share(middle.coverage),
            figures=_figures(Text("城市", "city"), 0, Text("本地没有企业", "no local enterprise")),
            subject=things.iris_of((middle.segment, middle.chain)),
        )

    def _sources(self, city: str, segments: Sequence[int]) -> tuple[str, ...]:
        here = pl.col("segment").is_in(segments)
        local = self._actors.in_segment.filter(here & (pl.col("region") == city)).get_column("graph")
        supply = self._actors.supplies.filter(here & pl.col("to").is_in(segments)).get_column("graph")
        return tuple(sorted({*local, *supply}))

    def _reason(self, middle: MissingMiddle) -> Text:
        city = self._names(middle.city)
        before, after = self._counted(middle.suppliers), self._counted(middle.customers)
        return Text(
            f"{city.zh}有为它供货的环节（{before.zh}），也有由它供货的环节（{after.zh}），中间这一环节却没有本地企业的记录。",
            f"{city.en} has segments that supply it ({before.en}) and segments that it supplies ({after.en}), but no "
            "enterprise on record in between.",
        )

    def _counted(self, segments: Mapping[int, int]) -> Text:
        ranked = sorted(segments.items(), key=lambda item: (-item[1], item[0]))
        named = [(self._actors.things.name(segment), count) for segment, count in ranked]
        return Text(
            "、".join(f"{name.zh} {count} 家" for name, count in named),
            ", ".join(f"{name.en}: {count}" for name, count in named),
        )

    def _nearest(self, middle: MissingMiddle) -> Text:
        local = Counter(self._active.filter(pl.col("segment") == middle.segment).get_column("region"))
        near = self._distances.nearest(middle.city, [city for city in self._actors.places.cities if local[city]])
        if near is None:
            return EMPTY
        place, km = self._names(near[0]), near[1]
        count = local[near[0]]
        return Text(
            f"最近的同环节企业在{place.zh}（{count} 家，约 {km:.0f} 公里）：可先对接，再考虑引进",
            f"the nearest enterprises of this segment are in {place.en} ({count} of them, about {km:.0f} km away): "
            "connect to them, then think of attracting one",
        )


_ENTERPRISES: Final = """SELECT ?enterprise ?name ?institution ?venture WHERE {
  ?enterprise a ch:Enterprise ; ch:activeInSegment <segment> ; ch:inRegion ?region ; skos:prefLabel ?name .
  FILTER(LANG(?name) = "zh")
  OPTIONAL { ?partnership ch:enterprise ?enterprise ; ch:institution ?institution }
  OPTIONAL {
    { ?participation ch:participant ?enterprise ; ch:inProject ?venture } UNION { ?venture ch:hostedBy ?enterprise }
  }
} ORDER BY ?enterprise ?institution ?venture"""

_LOCAL: Final = """SELECT ?enterprise ?name WHERE {
  ?enterprise a ch:Enterprise ; ch:activeInSegment <segment> ; ch:inRegion <city> ; skos:prefLabel ?name .
  FILTER(LANG(?name) = "zh")
} ORDER BY ?enterprise"""
