"""What an import gives: tables of ours, and what a person should know of what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from chains.errors import Text

__all__ = ["Imported", "make_frame", "make_source"]


@dataclass(frozen=True, slots=True)
class Imported:
    """Tables by name, with columns of the schema as text (columns may be missing), and notes on what was left out."""

    tables: Mapping[str, pl.DataFrame]
    notes: tuple[Text, ...] = ()


def make_frame(columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> pl.DataFrame:
    """Return rows as a frame of text columns; without rows an empty one."""
    return pl.DataFrame(list(rows), schema=dict.fromkeys(columns, pl.String), orient="row")


def make_source(
    key: str, title: Text, *, url: str, publisher: str, licence: str, method: Text, date: str | None = None
) -> pl.DataFrame:
    """Return the row of the table of sources that describes what was imported; its confidence is ``stated``."""
    return pl.DataFrame(
        {
            "id": [key],
            "title_zh": [title.zh],
            "title_en": [title.en],
            "url": [url],
            "publisher": [publisher],
            "date": [date],
            "licence": [licence],
            "confidence": ["stated"],
            "method_zh": [method.zh],
            "method_en": [method.en],
        },
        schema_overrides={"date": pl.String},
    )
