"""Makes the profile of one city, industry chain or alliance: gathers what its page says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from chains.draw.views.flow import describe_flow
from chains.errors import Text
from chains.gaps.reading.coverage import grade_share
from chains.names import compact_id
from chains.naming import name_code
from chains.records import CoverageGrade, Gap
from chains.report.entries import Entry
from chains.report.gap_entries import word_closing
from chains.report.profiles.context import Context
from chains.report.profiles.flow_picture import draw_flow, tell_flow
from chains.report.profiles.inventories import list_inventories
from chains.report.profiles.locator import count_by_city, draw_locator, tell_locator
from chains.report.profiles.paths import Kind
from chains.report.profiles.profile import Advice, Figure, GapRow, Inventory, Profile
from chains.report.profiles.scope import Scope, scope_of
from chains.report.profiles.svg import map_link
from chains.report.profiles.ties import choose_ties, draw_ties
from chains.report.profiles.wording import list_missing, tell_kicker, tell_lead, tell_ties
from chains.summary import CHAINS

__all__ = ["make_profile"]

GAPS_SHOWN: Final = 8
_OF_A_KIND: Final = 2
_ADVISED: Final = "missing_partnership"
"""The kind that a list of suggestions holds as well, so that it comes after the others."""

_ADVICE: Final = 3

# Which chain of a city's map a number leads to.
_ON_MAP: Final = {"institutions": "education", "enterprises": "industry", "projects": "innovation"}


def make_profile(context: Context, kind: Kind, iri: str) -> Profile:
    """Return what the page of *iri* says.

    Raises:
        KeyError: the graph has no such subject.
    """
    scope = scope_of(context, kind, iri)
    inventories = list_inventories(scope)
    counts, ties = count_by_city(scope), choose_ties(scope)
    flow = describe_flow(context.survey, iri, scope.passage)
    gaps = [context.gaps[place] for place in scope.gaps]
    return Profile(
        kind=kind,
        iri=iri,
        path=context.pages[iri],
        name=context.names(iri),
        kicker=tell_kicker(scope),
        lead=tell_lead(scope, inventories, len(gaps)),
        figures=_figures(scope, inventories, len(gaps)),
        missing=list_missing(scope, inventories),
        coverage=_coverage(scope),
        locator=draw_locator(scope, counts),
        locator_note=tell_locator(scope, counts),
        ties=draw_ties(scope, ties),
        ties_note=tell_ties(ties),
        flow=draw_flow(flow, _flow_title(scope)) if any(flow["sizes"]) else None,
        flow_steps=tell_flow(flow),
        gaps=tuple(
            GapRow(gap, context.ranks.get(gap.id), word_closing(gap, context.names)) for gap in choose_gaps(gaps, scope)
        ),
        gap_count=len(gaps),
        gap_kinds=_count_kinds(gaps),
        advice=_advise(scope),
        inventories=inventories,
        place=iri if kind == "city" else None,
        map_href=_on_map(scope),
        # An alliance's flow is of its members alone, and the map has none of it.
        flow_href=map_link(view="flow", of=compact_id(iri)) if kind != "alliance" else None,
    )


def _flow_title(scope: Scope) -> Text:
    name = scope.context.names(scope.iri)
    return Text(f"{name.zh}：从教育到创新的流向", f"{name.en}: from education to innovation")


def choose_gaps(gaps: Sequence[Gap], scope: Scope) -> list[Gap]:
    """Return the gaps that a page shows, most severe first.

    At most two of a kind are shown while there are others, and of a city those that were measured in it first.
    """
    seen: Counter[str] = Counter()
    first: list[Gap] = []
    later: list[Gap] = []
    for gap in gaps:
        own = gap.kind != _ADVISED and (scope.kind != "city" or gap.region == scope.iri)
        seen[gap.kind] += own
        (first if own and seen[gap.kind] <= _OF_A_KIND else later).append(gap)
    chosen = {gap.id for gap in [*first, *later][:GAPS_SHOWN]}
    return [gap for gap in gaps if gap.id in chosen]


def _count_kinds(gaps: Sequence[Gap]) -> tuple[tuple[Text, int], ...]:
    counts = Counter(gap.kind for gap in gaps)
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple((name_code("gap-kinds", kind), count) for kind, count in order)


def _figures(scope: Scope, inventories: Sequence[Inventory], gaps: int) -> tuple[Figure, ...]:
    shown = [inventory for inventory in inventories if inventory.name != "alliances"]
    numbers = [Figure(one.title, len(one.rows) or None, _figure_link(scope, one)) for one in shown]
    return (*numbers, Figure(Text("断点", "Gaps"), gaps or None, "#gaps"))


def _figure_link(scope: Scope, inventory: Inventory) -> str:
    chain = _ON_MAP.get(inventory.name)
    if scope.kind != "city" or chain is None:
        return f"#{inventory.name}"
    return map_link(**{"in": compact_id(scope.iri), "chain": chain})


def _on_map(scope: Scope) -> str:
    """Return the state of the map that shows the subject: a city's card, an industry chain or an alliance with its links."""
    name = compact_id(scope.iri)
    return map_link(place=name) if scope.kind == "city" else map_link(thing=name)


def _coverage(scope: Scope) -> tuple[tuple[str, float | None, CoverageGrade], ...]:
    if scope.kind != "city":
        return ()
    share = scope.context.survey.coverage.share
    shares = [(chain, share(scope.iri, chain)) for chain in CHAINS]
    return tuple((chain, known, grade_share(known)) for chain, known in shares)


def _advise(scope: Scope) -> tuple[Advice, ...]:
    """Return what the lists with a rule of their own say of a city, or of the subject of another page."""
    context, found = scope.context, []
    for listing in context.listings:
        places = context.entries_in.get(listing.name)
        if places is None:
            continue
        every = places.get(scope.iri, []) if scope.kind == "city" else _about(scope, places.values())
        if every:
            found.append(Advice(listing.name, listing.title, tuple(every[:_ADVICE]), len(every)))
    return tuple(found)


def _about(scope: Scope, places: Iterable[Sequence[Entry]]) -> list[Entry]:
    wanted = {scope.iri} if scope.kind == "chain" else {scope.context.iri(node) for node in scope.own}
    return [entry for rows in places for entry in rows if not wanted.isdisjoint(entry.subject)]
