"""A comparison for people: tables under headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from chains.compare.regions import Cell, Comparison, Row
from chains.compare.words import CHAINS, COUNT, KIND, MATTER, UNIT, UNJUDGED, WORST, name_unit
from chains.errors import Lang, Text
from chains.naming import name_code, word_chains
from chains.tabulate import Cell as Value
from chains.tabulate import format_rows

__all__ = ["Page"]

_SHOWN: Final = 10
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
_NOTHING: Final = Text("没有", "none")


class Page:
    """Tables under headings."""

    def __init__(self, comparison: Comparison, form: str, lang: Lang, top: int | None, width: int | None) -> None:
        self._comparison = comparison
        self._form = form
        self._lang: Lang = lang
        self._top = top or _SHOWN
        self._width = width
        self._names = [name.say(lang) for name in comparison.names]

    def write(self) -> str:
        """Return the whole page."""
        comparison = self._comparison
        parts = [self._part(_FIGURES, ["", *self._names], self._figure_rows())]
        titles = (KIND, CHAINS)
        parts.append(self._part(_KINDS, self._header(titles, COUNT, WORST), self._kind_rows(comparison.kinds)))
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
            return ("0" if cell.judged else self._say(UNJUDGED), "")
        return str(len(cell.gaps)), f"{cell.severity:.2f}"

    def _told(self, cell: Cell) -> str:
        """Return severity, observed and expected of the worst gap of a cell."""
        gap = cell.worst
        if gap is None:
            return "" if cell.judged else self._say(UNJUDGED)
        opened, closed = ("（", "）") if self._lang == "zh" else (" (", ")")
        return f"{gap.severity:.2f}{opened}{_short(gap.observed)} / {_short(gap.expected)}{closed}"

    def _matters(self, title: Text, rows: Sequence[Row]) -> str:
        shown = rows[: self._top]
        places = sorted({place for row in shown for place in row.places})
        names = [self._names[place] for place in places]
        header = [self._say(KIND), self._say(MATTER), *names, self._say(UNIT)]
        cells = [
            [
                self._say(name_code("gap-kinds", row.kind)),
                row.matter.say(self._lang) if row.matter else "",
                *(self._told(row.cells[place]) for place in places),
                self._say(name_unit(row)),
            ]
            for row in shown
        ]
        return self._part(title, header, cells, len(rows) - len(shown))


def _short(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
