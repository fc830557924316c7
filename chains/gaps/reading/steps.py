"""Steps of a metapath: which kinds of link join two classes, and which class stands between two that none joins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chains.build import ontology_terms
from chains.errors import QueryError, Text, UnknownName
from chains.names import ONTOLOGY
from chains.terms import LinkKind, Terms

__all__ = ["Leg", "Station", "fill_step", "find_leg", "may_be"]


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


def may_be(cls: str, end: str, terms: Terms) -> bool:
    """Return whether a node of one class may be of the other, too."""
    return cls == end or end in terms.superclasses(cls) or cls in terms.superclasses(end)


def find_leg(before: Station, after: Station, kind: str | None, terms: Terms) -> Leg:
    """Return the kinds of link between two stations, in either direction; only *kind* of them, if it is given."""
    forward = [one.notation for one in terms.link_kinds if _fits(one, before, after, terms)]
    backward = [one.notation for one in terms.link_kinds if _fits(one, after, before, terms)]
    if kind is None:
        return Leg(tuple(forward), tuple(backward))
    return Leg(tuple(one for one in forward if one == kind), tuple(one for one in backward if one == kind))


def _fits(kind: LinkKind, before: Station, after: Station, terms: Terms) -> bool:
    ends = ((kind.from_classes, before.classes), (kind.to_classes, after.classes))
    return all(
        any(may_be(cls, end.removeprefix(ONTOLOGY), terms) for end in declared for cls in classes)
        for declared, classes in ends
    )


def fill_step(before: Station, after: Station, kind: str | None, terms: Terms) -> list[Station]:
    """Return the stations that follow: the next one, with one before it where no kind of link joins the two."""
    known = {one.notation for one in terms.link_kinds}
    if kind is not None and kind not in known:
        raise UnknownName(kind, known, kind=Text("链接类别", "kind of link"), listing="chains terms --codes link-kinds")
    if find_leg(before, after, kind, terms).kinds:
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
            if any(may_be(cls, end.removeprefix(ONTOLOGY), terms) for end in near for cls in station.classes):
                ends |= {end.removeprefix(ONTOLOGY) for end in far}
    return sorted(end for end in ends if terms.chain_of(end) is not None)


def _no_step(before: Station, after: Station, kind: str | None, found: Iterable[str], terms: Terms) -> QueryError:
    first, last = before.name, after.name
    several = ", ".join(f"{before.classes[0]}>{cls}>{after.classes[0]}" for cls in found)
    if kind is not None:
        direct = ", ".join(find_leg(before, after, None, terms).kinds)
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
