"""The atlas of a part: which entries of the lists concern it, and how its pages say what they are a part of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chains.errors import Text
from chains.part import Part
from chains.records import Source
from chains.report.entries import Listing

__all__ = ["choose_entries", "choose_sources", "describe_part"]


def choose_entries(listings: Iterable[Listing], part: Part) -> list[Listing]:
    """Return the lists of the whole graph with only the entries that concern the part; an empty list is kept."""
    return [
        replace(listing, entries=tuple(entry for entry in listing.entries if part.concerns(entry.place, entry.subject)))
        for listing in listings
    ]


def choose_sources(listings: Sequence[Listing], part: Part) -> dict[str, Source]:
    """Return the sources of the part's statements, and those of the whole that an entry of the lists rests on."""
    cited = {iri for listing in listings for entry in listing.entries for iri in entry.sources}
    own = part.graph.sources()
    return {iri: source for iri, source in part.whole.sources().items() if iri in own or iri in cited}


def describe_part(part: Part) -> Text:
    """Return what the atlas is a part of, how much of it there is, and what its numbers were measured on."""
    title, whole = part.graph.title, part.whole.title
    things, all_things = part.graph.network().nodes.height, part.whole.network().nodes.height
    meant = title if part.regions else Text(f"{title.zh}的成员", f"the members of {title.en}")
    return Text(
        f"本图集是{whole.zh}四链图谱的一部分：{meant.zh}，以及与之直接相连的事物，共 {things:,} 个（整个图谱 {all_things:,} 个）。"
        f"断点与清单在整个图谱上测定，再取与这一部分有关的，因此数值与{whole.zh}的图集一致；地图、计数和数据文件只含这一部分，"
        "其他城市在这里只有与它相连的那些事物。",
        f"This atlas is a part of the graph of {whole.en}: {meant.en}, and what is linked to them directly, "
        f"{things:,} of {all_things:,} things. Gaps and lists were measured on the whole graph and those that concern this "
        f"part were chosen, so their numbers are those of the atlas of {whole.en}. Map, counts and data files hold this "
        "part only; of other places they have no more than what is linked to it.",
    )
