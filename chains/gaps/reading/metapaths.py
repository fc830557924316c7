"""Metapaths by name: ``education>talent>industry>innovation``, ``Programme>Occupation``, ``Programme -develops-skill> Skill``.

A metapath is a list of stations with ``>`` between them.  A station is a chain, or a class of the ontology (or several,
``Project|Platform``), by its name or its label in either language.  A step runs along every kind of link that joins the
two classes, in either direction, or along the one that stands before the ``>``.  Between two classes that no kind of link
joins, a class that both are linked to is put in, if there is just one; kinds and classes are those of the ontology.

A chain stands for the things at which it is entered and left:

==========  ==========================================================================================================
education   institutions; on the way to talent their programmes
talent      occupations
industry    enterprises and other organisations of industry; on the way to talent, and at an end, their industry chains
innovation  projects and platforms; on the way to talent their technologies
==========  ==========================================================================================================

Any other chain stands for all of its classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from chains.build import ontology_terms
from chains.errors import QueryError, Text, UnknownName
from chains.names import ONTOLOGY
from chains.terms import LinkKind, Terms

__all__ = ["DEFAULT", "INDUSTRY_CHAIN", "Leg", "Metapath", "Station", "parse_metapath"]

DEFAULT: Final = "education>talent>industry>innovation"
INDUSTRY_CHAIN: Final = "IndustryChain"

_ENTERED: Final[Mapping[str, tuple[str, ...]]] = {
    "education": ("EducationalInstitution",),
    "talent": ("Occupation",),
    "industry": ("Organisation",),
    "innovation": ("Project", "Platform"),
}
_BETWEEN: Final[Mapping[frozenset[str], str]] = {
    frozenset({"education", "talent"}): "Programme",
    frozenset({"talent", "industry"}): INDUSTRY_CHAIN,
    frozenset({"talent", "innovation"}): "Technology",
}
_STEP: Final = re.compile(r"(?:\s-\s*([\w-]+?)\s*)?>")


@dataclass(frozen=True)
class Station:
    """What stands at one place of a metapath: nodes of these classes; of a chain, if it was named by it."""

    classes: tuple[str, ...]
    chain: str | None = None

    @property
    def key(self) -> str:
        """What tells whether two places hold the same set of nodes."""
        return "|".join((*self.classes, self.chain or ""))

    @property
    def name(self) -> Text:
        """The name of the set in both languages."""
        if self.chain == "industry":
            return Text("企业", "enterprise")
        labels = [ontology_terms()[name].label for name in self.classes]
        return Text("或".join(label.zh for label in labels), " or ".join(label.en for label in labels).lower())


@dataclass(frozen=True)
class Leg:
    """The kinds of link of one step: those that lead along it, and those that lead back."""

    forward: tuple[str, ...]
    backward: tuple[str, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """All of its kinds, by notation."""
        return tuple(sorted({*self.forward, *self.backward}))


@dataclass(frozen=True)
class Metapath:
    """Stations and the legs between them, one fewer."""

    stations: tuple[Station, ...]
    legs: tuple[Leg, ...]

    @property
    def name(self) -> Text:
        """The stations in words."""
        names = [station.name for station in self.stations]
        return Text("→".join(name.zh for name in names), " > ".join(name.en for name in names))

    @property
    def chains(self) -> tuple[str, ...]:
        """The chains of its stations, each once, in the order of the way."""
        terms = ontology_terms()
        found = [station.chain or terms.chain_of(station.classes[0]) for station in self.stations]
        return tuple(dict.fromkeys(chain for chain in found if chain is not None))


def parse_metapath(text: str) -> Metapath:
    """Return the metapath of a text, every step resolved to kinds of link.

    >>> parse_metapath("Programme -develops-skill> Skill").legs
    (Leg(forward=('develops-skill',), backward=()),)
    >>> [station.classes[0] for station in parse_metapath("talent>industry").stations]
    ['Occupation', 'IndustryChain', 'Organisation']

    Raises:
        UnknownName: a chain, class or kind of link has no such name; carries the nearest.
        QueryError: there are fewer than two stations, or no kind of link joins two that follow each other.
    """
    terms = ontology_terms()
    tidy = re.sub("[＞→]", ">", text)
    kinds = [match.group(1) for match in _STEP.finditer(tidy)]
    names = [part.strip() for part in _STEP.sub(">", tidy).split(">")]
    if len(names) < 2 or not all(names):  # noqa: PLR2004  # a way has two ends
        raise QueryError(
            Text(f"“{text}”不是元路径", f"“{text}” is no metapath"),
            remedy=Text(
                f"请用“>”连接两个以上的链或类，例如 {DEFAULT}",
                f"join two or more chains or classes by “>”, e.g. {DEFAULT}",
            ),
        )
    stations = _extend([_find_station(name, terms) for name in names])
    return _resolve(stations, [*kinds, *[None] * (len(stations) - len(names))], terms)


def _find_station(name: str, terms: Terms) -> Station:
    chains = {notation: terms.code("chains", notation).label for notation in terms.notations("chains")}
    for notation, label in chains.items():
        known = {notation, label.zh, label.zh.removesuffix("链"), label.en}
        if name.casefold() in {word.casefold() for word in known}:
            own = tuple(cls for cls in terms.classes if terms.chain_of(cls) == notation)
            return Station(_ENTERED.get(notation, own), notation)
    return Station(tuple(dict.fromkeys(_find_class(part.strip(), terms, chains) for part in name.split("|"))))


def _find_class(name: str, terms: Terms, chains: Mapping[str, Text]) -> str:
    ends = {end.removeprefix(ONTOLOGY) for kind in terms.link_kinds for end in (*kind.from_classes, *kind.to_classes)}
    known = [cls for cls in terms.classes if terms.superclasses(cls) and any(_related(cls, end, terms) for end in ends)]
    for cls in known:
        if name.casefold() in {cls.casefold(), terms[cls].label.zh.casefold(), terms[cls].label.en.casefold()}:
            return cls
    listing = f"{', '.join(sorted(chains))}; chains terms"
    raise UnknownName(name, [*chains, *known], kind=Text("链或类", "chain or class"), listing=listing)


def _related(cls: str, end: str, terms: Terms) -> bool:
    """Return whether a node of one class may be of the other, too."""
    return cls == end or end in terms.superclasses(cls) or cls in terms.superclasses(end)


def _extend(stations: list[Station]) -> list[Station]:
    """Put in what stands between two chains; at an end, industry begins with its industry chains."""
    found = [stations[0]]
    for before, after in pairwise(stations):
        between = _BETWEEN.get(frozenset({before.chain or "", after.chain or ""}))
        found += [after] if between is None else [Station((between,)), after]
    if all(INDUSTRY_CHAIN not in station.classes for station in found):
        first, last = ([Station((INDUSTRY_CHAIN,))] if found[end].chain == "industry" else [] for end in (0, -1))
        found = [*first, *found] if first else [*found, *last]
    return found


def _resolve(stations: list[Station], kinds: list[str | None], terms: Terms) -> Metapath:
    places, legs = [stations[0]], []
    for (before, after), kind in zip(pairwise(stations), kinds, strict=False):
        for station in _fill(before, after, kind, terms):
            legs.append(_find_leg(places[-1], station, kind, terms))
            places.append(station)
    return Metapath(tuple(places), tuple(legs))


def _find_leg(before: Station, after: Station, kind: str | None, terms: Terms) -> Leg:
    forward = [one.notation for one in terms.link_kinds if _fits(one, before, after, terms)]
    backward = [one.notation for one in terms.link_kinds if _fits(one, after, before, terms)]
    if kind is None:
        return Leg(tuple(forward), tuple(backward))
    return Leg(tuple(one for one in forward if one == kind), tuple(one for one in backward if one == kind))


def _fits(kind: LinkKind, before: Station, after: Station, terms: Terms) -> bool:
    ends = ((kind.from_classes, before.classes), (kind.to_classes, after.classes))
    return all(
        any(_related(cls, end.removeprefix(ONTOLOGY), terms) for end in declared for cls in classes)
        for declared, classes in ends
    )


def _fill(before: Station, after: Station, kind: str | None, terms: Terms) -> list[Station]:
    """Return the stations that follow: the next one, with one before it where no kind of link joins the two."""
    known = {one.notation for one in terms.link_kinds}
    if kind is not None and kind not in known:
        raise UnknownName(kind, known, kind=Text("链接类别", "kind of link"), listing="chains terms --codes link-kinds")
    if _find_leg(before, after, kind, terms).kinds:
        return [after]
    found = [] if kind is not None else _between(before, after, terms)
    if len(found) == 1:
        return [Station((found[0],)), after]
    raise _no_step(before, after, kind, found, terms)


def _between(before: Station, after: Station, terms: Terms) -> list[str]:
    """Return the classes that both stations are linked to: those of their own chains, else those of any chain."""
    both = sorted(set(_linked(before, terms)) & set(_linked(after, terms)))
    chains = {terms.chain_of(cls) for station in (before, after) for cls in station.classes}
    own = [cls for cls in both if terms.chain_of(cls) in chains]
    return own or both


def _linked(station: Station, terms: Terms) -> list[str]:
    """Return the classes of chains that any kind of link joins to a station."""
    ends: set[str] = set()
    for kind in terms.link_kinds:
        for near, far in ((kind.from_classes, kind.to_classes), (kind.to_classes, kind.from_classes)):
            if any(_related(cls, end.removeprefix(ONTOLOGY), terms) for end in near for cls in station.classes):
                ends |= {end.removeprefix(ONTOLOGY) for end in far}
    return sorted(end for end in ends if terms.chain_of(end) is not None)


def _no_step(before: Station, after: Station, kind: str | None, found: Iterable[str], terms: Terms) -> QueryError:
    first, last = before.name, after.name
    several = ", ".join(f"{before.classes[0]}>{cls}>{after.classes[0]}" for cls in found)
    if kind is not None:
        direct = ", ".join(_find_leg(before, after, None, terms).kinds)
        remedy = Text(f"它们之间的链接类别：{direct or '无'}", f"kinds of link between them: {direct or 'none'}")
    elif several:
        remedy = Text(f"有几条路，请写明其一：{several}", f"there are several ways, name one: {several}")
    else:
        near = [", ".join(_linked(station, terms)) for station in (before, after)]
        remedy = Text(
            f"请写明中间的类。与“{first.zh}”相连的有：{near[0]}；与“{last.zh}”相连的有：{near[1]}",
            f"name the classes between them; {first.en} is linked to {near[0]}; {last.en} is linked to {near[1]}",
        )
    by = Text(f"“{kind}”链接", f" by “{kind}”") if kind is not None else Text("链接", "")
    return QueryError(
        Text(f"“{first.zh}”与“{last.zh}”之间没有直接的{by.zh}", f"no link leads from {first.en} to {last.en}{by.en}"),
        remedy=remedy,
    )
