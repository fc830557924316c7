"""A comparison as one flat table for spreadsheets; the first column tells which part a row is of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chains.compare.regions import Cell, Comparison
from chains.compare.words import CHAINS, COUNT, EXPECTED, KIND, MATTER, OBSERVED, SEVERITY, UNIT, UNJUDGED, name_unit
from chains.errors import Lang, Text
from chains.naming import name_code, word_chains
from chains.tabulate import Cell as Value

__all__ = ["flat_header", "flat_rows"]

_PARTS: Final = {
    "figure": Text("概况", "on record"),
    "kind": Text("类别", "kind"),
    "matter": Text("断点", "gap"),
}


def flat_header(comparison: Comparison, lang: Lang) -> list[str]:
    """Return the titles of the columns of :func:`flat_rows`."""
    own = (COUNT, SEVERITY, OBSERVED, EXPECTED, Text("标识", "id"))
    titles = (Text("部分", "part"), KIND, CHAINS, MATTER, Text("哪里有", "found in"))
    columns = [f"{name.say(lang)} {column.say(lang)}" for name in comparison.names for column in own]
    return [*(title.say(lang) for title in titles), *columns, UNIT.say(lang)]


def flat_rows(comparison: Comparison, lang: Lang) -> Iterator[list[Value]]:
    """Iterate over the rows: headline numbers, kinds, then gaps."""
    for figure in comparison.figures:
        values: list[Value] = []
        for value in figure.values:
            values += [value, None, None, None, None]
        yield [_PARTS["figure"].say(lang), None, None, figure.title.say(lang), None, *values, figure.unit]
    for part, rows in (("kind", comparison.kinds), ("matter", comparison.matters)):
        for row in rows:
            found = ("、" if lang == "zh" else ", ").join(comparison.names[place].say(lang) for place in row.places)
            yield [
                _PARTS[part].say(lang),
                name_code("gap-kinds", row.kind).say(lang),
                word_chains(row.chains).say(lang),
                row.matter.say(lang) if row.matter else None,
                found,
                *(value for cell in row.cells for value in _flat_cell(cell, lang)),
                name_unit(row).say(lang),
            ]


def _flat_cell(cell: Cell, lang: Lang) -> list[Value]:
    gap = cell.worst
    if gap is None:
        return [0 if cell.judged else UNJUDGED.say(lang), None, None, None, None]
    return [len(cell.gaps), gap.severity, gap.observed, gap.expected, gap.id]
