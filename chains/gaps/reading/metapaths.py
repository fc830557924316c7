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
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from chains.build import ontology_terms
from chains.errors import QueryError, Text, UnknownName
from chains.gaps.reading.steps import Leg, Station, fill_step, find_leg, may_be
from chains.names import ONTOLOGY
from chains.terms import Terms

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
    known = [cls for cls in terms.classes if terms.superclasses(cls) and any(may_be(cls, end, terms) for end in ends)]
    for cls in known:
        if name.casefold() in {cls.casefold(), terms[cls].label.zh.casefold(), terms[cls].label.en.casefold()}:
            return cls
    listing = f"{', '.join(sorted(chains))}; chains terms"
    raise UnknownName(name, [*chains, *known], kind=Text("链或类", "chain or class"), listing=listing)


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
        for station in fill_step(before, after, kind, terms):
            legs.append(find_leg(places[-1], station, kind, terms))
            places.append(station)
    return Metapath(tuple(places), tuple(legs))
