"""Text broken into lines that fit a terminal, East Asian characters counted as two columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from chains.tabulate import display_width

__all__ = ["wrap_cells", "wrap_text"]

# A piece that is not broken: a word with the blanks before it, or one East Asian character; with the opening bracket
# before it, and after it what must not begin a line: closing punctuation, and the sign of a percentage.
_PIECE: Final = re.compile(
    r"\s*[（“《「]*(?:[^\s\u2E80-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]+|\S)(?: %)?[，。；：、！？）”》」…,.;:!?)]*"
)


def wrap_text(text: str, columns: int) -> list[str]:
    """Return a text as lines of at most so many columns; a single word that is longer is cut into pieces.

    >>> wrap_text("two words", 5)
    ['two', 'words']
    >>> wrap_text("常州，无锡。", 6)
    ['常州，', '无锡。']
    """
    lines: list[str] = []
    line = ""
    for piece in _PIECE.findall(text):
        if line and display_width(line + piece.rstrip()) > columns:
            lines.append(line)
            line = piece.lstrip()
        else:
            line = line + piece if line else piece.lstrip()
        while display_width(line) > columns:
            cut = _longest(line, columns)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line or not lines else lines


def _longest(text: str, columns: int) -> int:
    """Return how many letters of a text fit; at least one."""
    return max((place for place in range(1, len(text) + 1) if display_width(text[:place]) <= columns), default=1)


def wrap_cells(cells: Sequence[str], columns: Sequence[int]) -> list[tuple[str, ...]]:
    """Return one row as the rows that its wrapped cells need; a cell that ends earlier is empty below.

    >>> wrap_cells(["0.5", "two words"], [3, 5])
    [('0.5', 'two'), ('', 'words')]
    """
    wrapped = [wrap_text(cell, width) for cell, width in zip(cells, columns, strict=True)]
    return list(zip_longest(*wrapped, fillvalue=""))
