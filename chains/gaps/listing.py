"""A list of gaps that shows itself in a notebook and goes into a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Final

import polars as pl

from chains.errors import Lang, Text
from chains.frames import Convertible
from chains.records import Gap
from chains.tabulate import write_html

__all__ = ["GapList"]

_SHOWN: Final = 20
_TITLES: Final = {
    "zh": ("标识", "严重程度", "类别", "对象", "断点", "校正后 p", "推翻所需链接", "覆盖"),
    "en": ("id", "severity", "kind", "about", "finding", "adjusted p", "links to overturn", "coverage"),
}


class GapList(list[Gap], Convertible):
    """Gaps, most severe first: a plain list that Jupyter shows as a table and that becomes a frame.

    >>> from chains.gaps import find_gaps
    >>> from chains.graph import open_graph
    >>> from chains.resources import data_folder
    >>> gaps = find_gaps(open_graph(data_folder("small")).network(), kinds=["isolated"], top=3)
    >>> gaps.to_polars().select("severity", "fragility").dtypes
    [Float64, Int64]
    """

    def to_polars(self) -> pl.DataFrame:
        """Return a frame with a row for each gap, and a column for each field of the record in both languages.

        Several values in one cell are joined by a blank.  No gap gives no row, and the same columns.
        """
        return pl.DataFrame([_flatten(gap) for gap in self], schema=_SCHEMA, orient="row")

    def to_html(self, lang: Lang = "en", most: int = _SHOWN) -> str:
        """Return the first gaps as an HTML table with all text escaped."""
        rows = [
            (
                gap.id,
                gap.severity,
                gap.kind,
                gap.label.say(lang),
                gap.sentence.say(lang),
                gap.p_adjusted,
                gap.fragility,
                gap.coverage,
            )
            for gap in self[:most]
        ]
        more = len(self) - len(rows)
        note = Text(f"另有 {more:,} 个断点", f"{more:,} more gaps").say(lang) if more else ""
        return write_html(_TITLES[lang], rows, note=note)

    def _repr_html_(self) -> str:
        return self.to_html()


def _list_columns() -> Iterator[tuple[str, type[pl.DataType]]]:
    yield "id", pl.String
    for field in fields(Gap):
        if field.type == "Text":
            yield f"{field.name}_zh", pl.String
            yield f"{field.name}_en", pl.String
        else:
            yield field.name, _TYPES.get(str(field.type).removesuffix(" | None"), pl.String)


_TYPES: Final = {"float": pl.Float64, "int": pl.Int64}
_SCHEMA: Final = dict(_list_columns())


def _flatten(gap: Gap) -> tuple[object, ...]:
    row: list[object] = []
    for value in gap.to_dict().values():
        if isinstance(value, dict):
            row += [value["zh"], value["en"]]
        elif isinstance(value, list):
            row.append(" ".join(" ".join(one) if isinstance(one, list) else one for one in value))
        else:
            row.append(value)
    return tuple(row)
