"""What the page of a city, an industry chain or an alliance says, as plain records."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from chains.errors import Text
from chains.records import CoverageGrade, Gap
from chains.report.entries import Entry
from chains.report.profiles.paths import Kind

__all__ = ["Advice", "Figure", "GapRow", "Inventory", "Profile", "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of an inventory: its name, what is on record of it, and its IRI if it has a page on the map."""

    name: Text
    note: Text
    iri: str | None = None


@dataclass(frozen=True, slots=True)
class Inventory:
    """One list of what is on record, most important first.

    Attributes:
        name: stem for anchors and the column of the file.
        title: its name for people.
        chain: the chain that its things belong to, if they are of one.
        rows: all of it; the page shows the first, the file has the rest.
        empty: what to say where there is none.
    """

    name: str
    title: Text
    chain: str | None
    rows: tuple[Row, ...]
    empty: Text


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the head of a page, and what it leads to; ``None`` where nothing is on record."""

    label: Text
    value: int | None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class GapRow:
    """One gap: the record, its number on the map's page (``None``: it is not there), and what would close it."""

    gap: Gap
    rank: int | None
    closing: Text


@dataclass(frozen=True, slots=True)
class Advice:
    """The first entries of a list that is not made of gaps, of those that concern the place."""

    name: str
    title: Text
    entries: tuple[Entry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One page.

    Attributes:
        kind: what it is about.
        iri: of what it is about.
        path: of the page in the atlas, without its suffix.
        name: of what it is about.
        kicker: what sort of thing it is and where, in a few words.
        lead: what is on record and what is not, in a few sentences.
        figures: the numbers at its head.
        missing: what the records lack here, in sentences.
        coverage: chains with the share of their things with anything on record, and the grade of it.
        locator, ties, flow: its pictures; ``None`` where there is nothing to draw.
        locator_note, ties_note: what they show, and what they leave out.
        flow_steps: the flow in sentences, or why there is none.
        gaps: the gaps shown, and by kind how many there are of each in all.
        advice: what the other lists say.
        inventories: what is on record.
        place: IRI of the city, if it is one: then there is a list of all its entries.
    """

    kind: Kind
    iri: str
    path: str
    name: Text
    kicker: Text
    lead: tuple[Text, ...]
    figures: tuple[Figure, ...]
    missing: tuple[Text, ...]
    coverage: tuple[tuple[str, float | None, CoverageGrade], ...]
    locator: Markup | None
    locator_note: Text
    ties: Markup | None
    ties_note: Text
    flow: Markup | None
    flow_steps: tuple[Text, ...]
    gaps: tuple[GapRow, ...]
    gap_count: int
    gap_kinds: tuple[tuple[Text, int], ...]
    advice: tuple[Advice, ...]
    inventories: tuple[Inventory, ...]
    place: str | None = None
    map_href: str = "../map.html"
    flow_href: str | None = field(default=None)
