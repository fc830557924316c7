"""A comparison as text: three tables for people, one flat table for spreadsheets, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from chains.compare.regions import Cell, Comparison, Row
from chains.errors import Lang, Text, UnknownName
from chains.gaps.wording import UNITS
from chains.naming import name_code, word_chains
from chains.records import Gap
from chains.tabulate import ROW_FORMATS, format_rows
from chains.tabulate import Cell as Value

__all__ = ["format_comparison"]

_SHOWN: Final = 10
_UNJUDGED: Final = Text("无从判断", "cannot be told")
_KIND: Final = Text("类别", "kind")
_CHAINS: Final = Text("链", "chains")
_MATTER: Final = Text("对象", "about")
_UNIT: Final = Text("单位", "unit")
_COUNT: Final = Text("处数", "gaps")
_WORST: Final = Text("最重", "worst")
_SEVERITY: Final = Text("程度", "severity")
_OBSERVED: Final = Text("实际", "observed")
_EXPECTED: Final = Text("预期", "expected")
_FIGURES: Final = Text("记录概况", "What is on record")
_KINDS: Final = Text("按类别与所涉的链", "By kind and chains")
_SHARED: Final = Text("同样的断点", "The same gaps in several of them")
_TOLD: Final = Text(
    "每格：严重程度（实际 / 预期），一格有几处时取最重的一处。",
    "Each cell: severity (observed / expected), of the worst where there are several.",
)
_POWER: Final = Text(
    "技能短缺等经随机检验的类别，样本越大越容易查出：样本小的地方没有列出，不等于没有。",
    "Kinds that are tested against chance, such as skills in short supply, are found more easily where the sample is "
    "larger: where it is small, none listed does not mean none.",
)
_ABSENT: Final = Text(
    "“无从判断”：当地这条链没有可用的记录，没有列出不等于没有断点。",
    "“Cannot be told”: there is nothing on record of one of the chains there, so that no gap is not good news.",
)


def format_comparison(
    comparison: Comparison,
    format: str,  # noqa: A002  # the word that `--format` uses
    lang: Lang,
    *,
    top: int | None = None,
    width: int | None = None,
) -> str:
    """Return a comparison as text in one language.

    ``table`` and ``md`` have the headline numbers, the gaps by kind and chains, those that several regions share, and
    those of one region only: the *top* most severe of each (10 without it).  ``csv`` and ``tsv`` have all of it as one
    table whose first column tells which part a row is of; ``json`` has names in both languages, whatever the language
    asked for.  A ``table`` that is wider than *width* columns is cut to it.

    Raises:
        UnknownName: there is no such format.
    """
    if format not in ROW_FORMATS:
        raise UnknownName(format, ROW_FORMATS, kind=Text("格式", "format"))
    if format == "json":
        return json.dumps(_to_json(comparison), ensure_ascii=False, indent=1) + "\n"
    if format in {"csv", "tsv"}:
        return format_rows(_flat_header(comparison, lang), list(_flat_rows(comparison, lang)), format)
    return _Page(comparison, format, lang, top or _SHOWN, width).write()


class _Page:
    """Tables under headings."""

    def __init__(self, comparison: Comparison, form: str, lang: Lang, top: int, width: int | None) -> None:
        self._comparison = comparison
        self._form = form
        self._lang: Lang = lang
        self._top = top
        self._width = width
        self._names = [name.say(lang) for name in comparison.names]

    def write(self) -> str:
        comparison = self._comparison
        parts = [self._part(_FIGURES, ["", *self._names], self._figure_rows())]
        titles = (_KIND, _CHAINS)
        parts.append(self._part(_KINDS, self._header(titles, _COUNT, _WORST), self._kind_rows(comparison.kinds)))
        parts.append(self._matters(_SHARED, comparison.shared))
        for place, name in enumerate(comparison.names):
            title = Text(f"只在{name.zh}", f"Only in {name.en}")
            parts.append(self._matters(title, comparison.only(place)))
        return "\n".join([*parts, *(f"{self._say(note)}\n" for note in self._notes())])

    def _notes(self) -> Iterator[Text]:
        yield _TOLD
        rows = self._comparison.matters
        if any(gap.p is not None for row in rows for cell in row.cells for gap in cell.gaps):
            yield _POWER
        if any(not cell.judged and not cell.gaps for row in rows for cell in row.cells):
            yield _ABSENT

    def _part(self, title: Text, header: Sequence[str], rows: Sequence[Sequence[Value]], more: int = 0) -> str:
        mark = "## " if self._form == "md" else ""
        body = format_rows(header, rows, self._form, width=self._width) if rows else self._say(_NOTHING) + "\n"
        rest = self._say(Text(f"另有 {more} 处", f"and {more} more")) + "\n" if more else ""
        gap = "\n" if self._form == "md" else ""
        return f"{mark}{title.say(self._lang)}\n{gap}{body}{gap if rest else ''}{rest}"

    def _say(self, text: Text) -> str:
        return text.say(self._lang)

    def _header(self, titles: Sequence[Text], *columns: Text) -> list[str]:
        own = [f"{name} {column.say(self._lang)}" for name in self._names for column in columns]
        return [*(title.say(self._lang) for title in titles), *own]

    def _figure_rows(self) -> list[list[Value]]:
        return [
            [
                self._say(figure.title),
                *(None if value is None else f"{value:,.0f}{' %' if figure.unit else ''}" for value in figure.values),
            ]
            for figure in self._comparison.figures
        ]

    def _kind_rows(self, rows: Sequence[Row]) -> list[list[Value]]:
        return [
            [
                self._say(name_code("gap-kinds", row.kind)),
                self._say(word_chains(row.chains)),
                *(value for cell in row.cells for value in self._count(cell)),
            ]
            for row in rows
        ]

    def _count(self, cell: Cell) -> tuple[str, str]:
        if not cell.gaps:
            return ("0" if cell.judged else self._say(_UNJUDGED), "")
        return str(len(cell.gaps)), f"{cell.severity:.2f}"

    def _told(self, cell: Cell) -> str:
        """Return severity, observed and expected of the worst gap of a cell."""
        gap = cell.worst
        if gap is None:
            return "" if cell.judged else self._say(_UNJUDGED)
        opened, closed = ("（", "）") if self._lang == "zh" else (" (", ")")
        return f"{gap.severity:.2f}{opened}{_short(gap.observed)} / {_short(gap.expected)}{closed}"

    def _matters(self, title: Text, rows: Sequence[Row]) -> str:
        shown = rows[: self._top]
        places = sorted({place for row in shown for place in row.places})
        names = [self._names[place] for place in places]
        header = [self._say(_KIND), self._say(_MATTER), *names, self._say(_UNIT)]
        cells = [
            [
                self._say(name_code("gap-kinds", row.kind)),
                row.matter.say(self._lang) if row.matter else "",
                *(self._told(row.cells[place]) for place in places),
                self._say(_unit(row)),
            ]
            for row in shown
        ]
        return self._part(title, header, cells, len(rows) - len(shown))


_NOTHING: Final = Text("没有", "none")


def _short(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _unit(row: Row) -> Text:
    worst = max((gap for cell in row.cells for gap in cell.gaps[:1]), key=lambda gap: gap.severity)
    return UNITS.get(worst.unit, Text(worst.unit, worst.unit))


_PARTS: Final = {
    "figure": Text("概况", "on record"),
    "kind": Text("类别", "kind"),
    "matter": Text("断点", "gap"),
}


def _flat_header(comparison: Comparison, lang: Lang) -> list[str]:
    own = (_COUNT, _SEVERITY, _OBSERVED, _EXPECTED, Text("标识", "id"))
    titles = (Text("部分", "part"), _KIND, _CHAINS, _MATTER, Text("哪里有", "found in"))
    columns = [f"{name.say(lang)} {column.say(lang)}" for name in comparison.names for column in own]
    return [*(title.say(lang) for title in titles), *columns, _UNIT.say(lang)]


def _flat_rows(comparison: Comparison, lang: Lang) -> Iterator[list[Value]]:
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
                _unit(row).say(lang),
            ]


def _flat_cell(cell: Cell, lang: Lang) -> list[Value]:
    gap = cell.worst
    if gap is None:
        return [0 if cell.judged else _UNJUDGED.say(lang), None, None, None, None]
    return [len(cell.gaps), gap.severity, gap.observed, gap.expected, gap.id]


def _to_json(comparison: Comparison) -> dict[str, Any]:
    return {
        "regions": [
            {"iri": iri, "name": _pair(name)} for iri, name in zip(comparison.regions, comparison.names, strict=True)
        ],
        "figures": [
            {"title": _pair(figure.title), "values": list(figure.values), "unit": figure.unit}
            for figure in comparison.figures
        ],
        "kinds": [_row_json(row) for row in comparison.kinds],
        "shared": [_row_json(row) for row in comparison.shared],
        "only": [[_row_json(row) for row in comparison.only(place)] for place in range(len(comparison.regions))],
    }


def _row_json(row: Row) -> dict[str, Any]:
    kind, chains = name_code("gap-kinds", row.kind), word_chains(row.chains)
    return {
        "kind": row.kind,
        "chains": list(row.chains),
        "matter": None if row.matter is None else _pair(row.matter),
        "cells": [_cell_json(cell) for cell in row.cells],
        "names": {"kind": _pair(kind), "chains": _pair(chains)},
    }


def _cell_json(cell: Cell) -> dict[str, Any]:
    return {"count": len(cell.gaps), "judged": cell.judged, "worst": None if cell.worst is None else _brief(cell.worst)}


def _brief(gap: Gap) -> dict[str, Any]:
    return {
        "id": gap.id,
        "severity": gap.severity,
        "observed": gap.observed,
        "expected": gap.expected,
        "unit": gap.unit,
        "p_adjusted": gap.p_adjusted,
        "coverage": gap.coverage,
    }


def _pair(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
