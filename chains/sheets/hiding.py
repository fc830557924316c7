"""Which sources of a project are private: those that its settings name by key, title, address, file or sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from chains.errors import Text, UnknownName
from chains.sheets.draft import Draft
from chains.sheets.settings import SETTINGS, Settings
from chains.tables import ROW

__all__ = ["private_sources"]

_SOURCES: Final = "sources"
_NAMES: Final = ("id", "title_zh", "title_en", "url")


def private_sources(draft: Draft, settings: Settings, folder: Path) -> frozenset[str]:
    """Return the keys of the sources that the settings call private.

    A file stands for the sources that its sheets are, and for those that its rows name.

    Raises:
        UnknownName: a name is that of no source, file or sheet: were it passed over, what is private would be shown.
    """
    if not settings.private:
        return frozenset()
    means: dict[str, set[str]] = {}
    for row in draft.frames[_SOURCES].select(*_NAMES).iter_rows():
        for name in filter(None, row):
            means.setdefault(name, set()).add(row[0])
    for start, grid in draft.origins.starts():
        found = _named_in(draft, start, grid.rows.height)
        for name in {grid.file, grid.name}:
            means.setdefault(name, set()).update(found)
    for name in settings.private:
        if name not in means:
            error = UnknownName(name, means, kind=Text("来源（[source] private）", "source ([source] private)"))
            error.where = str(folder / SETTINGS)
            raise error
    return frozenset().union(*(means[name] for name in settings.private))


def _named_in(draft: Draft, start: int, height: int) -> set[str]:
    """Return the sources that the rows of a sheet name, or that the sheet itself is."""
    found: set[str] = set()
    for name, frame in draft.frames.items():
        if name == _SOURCES:
            continue
        rows = frame.filter(pl.col(ROW).is_between(start, start + height - 1))
        for column in frame.columns:
            if column == "source" or column.endswith("_source"):
                found |= set(rows.get_column(column).drop_nulls())
    return found
