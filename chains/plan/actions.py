"""What could be done, as columns: typed actions between things of the graph.

=============== ============= =========== ======= ==============================================================
kind            actor         thing       skill   what it would bring
=============== ============= =========== ======= ==============================================================
open-programme  institution   programme           one more offering of the programme, in the institution's city
add-skill       institution   programme   skill   the programme, as the institution offers it, develops the skill too
share-teaching  institution   programme           people of a city nearby can take the programme there
partnership     institution   enterprise          the two work together
join-project    organisation  project             it takes part in the project, or the platform
join-alliance   organisation  alliance            it becomes a member
=============== ============= =========== ======= ==============================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from chains.errors import Text

if TYPE_CHECKING:
    from chains.network import Network

__all__ = ["ACTION_KINDS", "ACTION_SCHEMA", "ENDS", "ActionKind", "join_actions", "kind_of_link", "place_links"]

ACTION_SCHEMA: Final = {
    "kind": pl.String,
    "actor": pl.UInt32,
    "thing": pl.UInt32,
    "skill": pl.UInt32,
    "city": pl.String,
}
"""Columns of actions: kind, node numbers (``skill`` is null where there is none), and the IRI of the city that gains."""

ENDS: Final = ("actor", "thing", "skill")
"""What an action is about, in the order in which it is written."""


@dataclass(frozen=True, slots=True)
class ActionKind:
    """One kind of action; its name stands in the code list ``action-kinds``.

    Attributes:
        link: kind of the link that it makes (of a platform ``hosted-by``, the other way round); what is shared is a
            statement about an offering.
        actors, things: classes of who can act, and of what with.
        sentence: the action in words; ``{actor}``, ``{thing}``, ``{skill}`` and ``{city}`` are names.
    """

    link: str
    actors: tuple[str, ...]
    things: tuple[str, ...]
    sentence: Text

    def classes(self, end: str) -> tuple[str, ...]:
        """Return the classes of one of :data:`ENDS`."""
        return {"actor": self.actors, "thing": self.things, "skill": ("Skill",)}[end]


ACTION_KINDS: Final[Mapping[str, ActionKind]] = {
    "open-programme": ActionKind(
        "offers",
        ("EducationalInstitution",),
        ("Programme",),
        Text("{actor}开设“{thing}”专业", "{actor} opens the programme {thing}"),
    ),
    "add-skill": ActionKind(
        "develops-skill",
        ("EducationalInstitution",),
        ("Programme",),
        Text("{actor}在“{thing}”专业中增设“{skill}”", "{actor} adds {skill} to its programme {thing}"),
    ),
    "share-teaching": ActionKind(
        "offers",
        ("EducationalInstitution",),
        ("Programme",),
        Text("{actor}的“{thing}”专业面向{city}招生", "{actor} opens its programme {thing} to {city}"),
    ),
    "partnership": ActionKind(
        "partners-with",
        ("EducationalInstitution",),
        ("Enterprise", "ResearchInstitute"),
        Text("{actor}与{thing}建立校企合作", "{actor} and {thing} work together"),
    ),
    "join-project": ActionKind(
        "participates-in",
        ("Organisation",),
        ("Project", "Platform"),
        Text("{actor}参加“{thing}”", "{actor} takes part in {thing}"),
    ),
    "join-alliance": ActionKind(
        "member-of",
        ("Organisation",),
        ("Alliance",),
        Text("{actor}加入“{thing}”", "{actor} joins {thing}"),
    ),
}
"""Every kind of action, by its key."""

_BY_LINK: Final = {
    "offers": "open-programme",
    "partners-with": "partnership",
    "participates-in": "join-project",
    "hosted-by": "join-project",
    "member-of": "join-alliance",
}


def kind_of_link(link: str) -> str | None:
    """Return the kind of action that makes a kind of link; ``None`` if none does.

    >>> kind_of_link("partners-with"), kind_of_link("supplies-to")
    ('partnership', None)
    """
    return _BY_LINK.get(link)


def place_links(network: Network, rows: pl.DataFrame) -> pl.DataFrame:
    """Return actions (``kind``, ``actor``, ``thing``) with the ``city`` that gains, whatever the objective.

    It is where the enterprise of a partnership lies, else where the actor does; null if neither is known.
    """
    regions = network.nodes.get_column("region")
    homes, places = (regions.gather(rows[end]) for end in ("actor", "thing"))
    away = pl.when(pl.col("kind") == "partnership").then(places).otherwise(None)
    return rows.with_columns(city=pl.coalesce(away, homes))


def join_actions(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return actions as one table, each once, sorted by kind, actor, thing, skill and city."""
    frames = [pl.DataFrame(schema=ACTION_SCHEMA), *(part.select(*ACTION_SCHEMA) for part in parts)]
    return pl.concat(frames).unique().sort(*ACTION_SCHEMA, nulls_last=True)
