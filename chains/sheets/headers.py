"""Where the header of a sheet stands, and which columns of a table its cells name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from chains.schema import Table
from chains.sheets.grids import Grid
from chains.sheets.vocabulary import Vocabulary, name_key

__all__ = ["Certainty", "ColumnPlan", "find_header"]

_LOOKED_AT: Final = 12
"""In so many first rows a header is looked for: titles and notes stand above it."""
_CLOSE: Final = 84.0
_SHORTEST: Final = 2
Certainty = Literal["given", "known", "guessed"]


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column of a sheet: its place (from 0), its header, and the column of the table it fills.

    ``split`` are the marks that separate several values of one cell; empty for the usual ones.
    """

    place: int
    header: str
    field: str
    certainty: Certainty = "known"
    split: str = ""


def find_header(grid: Grid, table: Table, words: Vocabulary) -> tuple[int, tuple[ColumnPlan, ...], tuple[str, ...]]:
    """Return the line of the header of a sheet read as a table, the columns that are known, and the others."""
    best: tuple[int, int, tuple[ColumnPlan, ...], tuple[str, ...]] = (0, 0, (), ())
    for line, cells in grid.head(_LOOKED_AT):
        columns, unknown = _match_columns(cells, table, words)
        sure = sum(2 if column.certainty == "known" else 1 for column in columns)
        if sure > best[0]:
            best = (sure, line, columns, unknown)
    return best[1:]


def _match_columns(
    cells: Sequence[str], table: Table, words: Vocabulary
) -> tuple[tuple[ColumnPlan, ...], tuple[str, ...]]:
    """Return which cells of a header name columns of a table, and the headers that name none.

    A header that is near to just one known name is guessed, unless a surer one has that column.
    """
    known = words.headers(table)
    columns: list[ColumnPlan] = []
    rest: list[tuple[int, str]] = []
    for place, cell in enumerate(cells):
        header = cell.strip()
        if not header:
            continue
        if name_key(header) in words.ignored:
            rest.append((place, header))
            continue
        name = words.column_of(table, header)
        if name:
            columns.append(ColumnPlan(place, header, name))
        else:
            rest.append((place, header))
    taken = {column.field for column in columns}
    guesses = [
        (place, header, None if name_key(header) in words.spoken_for else _guess(header, known))
        for place, header in rest
    ]
    wanted = Counter(name for _, _, name in guesses if name)
    unknown = []
    for place, header, name in guesses:
        if name and name not in taken and wanted[name] == 1:
            columns.append(ColumnPlan(place, header, name, "guessed"))
        else:
            unknown.append(header)
    return tuple(sorted(columns, key=lambda column: column.place)), tuple(unknown)


def _guess(header: str, known: Mapping[str, str]) -> str | None:
    from rapidfuzz import fuzz, process
    from rapidfuzz.distance import Levenshtein

    key = name_key(header)
    if len(key) < _SHORTEST:
        return None
    close = process.extract(key, list(known), scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=5)
    names = {known[name] for name, _, _ in close}
    if not names and not key.isascii():
        # One wrong character of three is a third of a Chinese name.
        names = {known[name] for name in known if len(name) >= 3 and Levenshtein.distance(key, name) == 1}  # noqa: PLR2004
    if not names:
        # 企业所在城市 holds 所在城市.
        inside = [name for name in known if len(name) >= 2 and name in key and not name.isascii()]  # noqa: PLR2004
        longest = max(map(len, inside), default=0)
        names = {known[name] for name in inside if len(name) == longest and key.endswith(name)}
    if not names:
        names = _by_words(header, known)
    return names.pop() if len(names) == 1 else None


def _by_words(header: str, known: Mapping[str, str]) -> set[str]:
    """Return the columns that the most words of an English header name: Date posted is a date, Home town a town."""
    words = re.findall(r"[A-Za-z]+", header)
    for size in range(len(words) - 1, 0, -1):
        keys = ("".join(words[start : start + size]).casefold() for start in range(len(words) - size + 1))
        found = {known[key] for key in keys if key in known and len(key) > _SHORTEST}
        if found:
            return found
    return set()
