"""The directory of the first page: links to the pages of cities by province, industry chains and alliances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from chains.errors import Text
from chains.names import compact_id
from chains.part import Part
from chains.report.profiles.context import Context
from chains.report.profiles.paths import Kind

__all__ = ["Group", "Link", "choose_subjects", "list_pages"]


@dataclass(frozen=True, slots=True)
class Link:
    """A page: its subject, its address from the first page, the name of its subject, and a number that says how much there is."""

    iri: str
    href: str
    name: Text
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """Pages under one heading; ``about`` says what their numbers count."""

    title: Text
    about: Text
    links: tuple[Link, ...]


def list_pages(context: Context) -> tuple[Group, ...]:
    """Return the pages of an atlas: cities by province (in the order of their codes), industry chains, alliances."""
    record, nodes = context.record, context.nodes
    gaps = Text("当地测定的断点数", "gaps measured there")
    groups = [
        Group(name, gaps, _links(context, cities, {city: len(context.gaps_in.get(city, ())) for city in cities}))
        for name, cities in _provinces(context)
    ]
    chains = {iri: len(record.active_in.get(nodes[iri], ())) for iri in context.chains}
    alliances = {iri: len(record.members[nodes[iri]]) for iri in context.alliances}
    groups += [
        Group(
            Text("产业链", "Industry chains"),
            Text("企业等单位数", "number of organisations"),
            _links(context, context.chains, chains),
        ),
        Group(
            Text("联盟与集团", "Alliances"),
            Text("有记录的成员数", "members on record"),
            _links(context, context.alliances, alliances),
        ),
    ]
    return tuple(group for group in groups if group.links)


def _links(context: Context, iris: Sequence[str], counts: dict[str, int]) -> tuple[Link, ...]:
    return tuple(
        Link(iri, f"{context.pages[iri]}.html", context.names(iri), counts[iri]) for iri in iris if iri in context.pages
    )


def _provinces(context: Context) -> list[tuple[Text, list[str]]]:
    places = context.survey.places
    found: dict[str, list[str]] = defaultdict(list)
    for city in places.cities:
        above = [region for region in places.above(city)[1:] if region != places.area]
        found[above[0] if above else ""].append(city)
    return [
        (context.names(province) if province else Text("城市", "Cities"), cities)
        for province, cities in sorted(found.items())
    ]


def choose_subjects(part: Part) -> dict[Kind, Sequence[str]]:
    """Return what gets a page of its own in the atlas of a part: the cities that were asked for, or the alliances."""
    nodes = part.whole.network().nodes
    groups = nodes.filter(nodes["cls"] == "Alliance").get_column("iri")
    asked = [iri for iri in groups if compact_id(iri) in part.keys]
    return {"city": part.cities if part.regions else (), "alliance": asked}
