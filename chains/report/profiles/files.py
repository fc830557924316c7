"""Writes the pages of cities, industry chains and alliances into an atlas, each with its inventories as CSV."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from chains.errors import Lang, Text
from chains.report.profiles.context import Context
from chains.report.profiles.making import make_profile
from chains.report.profiles.page import fill_profile
from chains.report.profiles.paths import FOLDERS, Kind
from chains.report.profiles.profile import Profile
from chains.report.writing import LANGS
from chains.tabulate import format_rows

__all__ = ["format_inventories", "write_profiles"]

_TITLES: Final = (Text("清单", "list"), Text("名称", "name"), Text("说明", "what is on record"), Text("标识", "IRI"))


def write_profiles(context: Context, folder: Path, lang: Lang) -> None:
    """Write every page of the atlas with its inventories: ``cities/``, ``chains/`` and ``alliances/`` below *folder*.

    A folder is made only where something goes into it.
    """
    for kind, iri in _subjects(context):
        profile = make_profile(context, kind, iri)
        path = folder / f"{profile.path}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(fill_profile(profile, context, lang).encode())
        for one in LANGS:
            text = format_inventories(profile, one)
            path.with_suffix(f".{one}.csv").write_bytes(codecs.BOM_UTF8 + text.encode())


def _subjects(context: Context) -> Iterator[tuple[Kind, str]]:
    kinds: dict[str, Kind] = {folder: kind for kind, folder in FOLDERS.items()}
    for iri, path in context.pages.items():
        yield kinds[path.partition("/")[0]], iri


def format_inventories(profile: Profile, lang: Lang) -> str:
    """Return all rows of a page's inventories as CSV."""
    rows = [
        (inventory.title.say(lang), row.name.say(lang), row.note.say(lang), row.iri)
        for inventory in profile.inventories
        for row in inventory.rows
    ]
    return format_rows([title.say(lang) for title in _TITLES], rows, "csv")
