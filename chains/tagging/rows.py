"""Rows of tables as texts: which columns are read, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from chains.errors import Text, UnknownName, UnreadableInput

__all__ = ["Columns", "SourceText", "find_places", "take_row"]


class SourceText(NamedTuple):
    """A text as it stands in a file.

    Attributes:
        document: the file's name.
        row: line of a text file, row of a table (the header is row 1), paragraph of a document; from 1.
        key: what the column of keys holds, or the name of the file without its ending.
        text: the text.
        more: other cells of the row, by what they are (``region``, ``occupation``).
    """

    document: str
    row: int
    key: str
    text: str
    more: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table are read, by their headers.

    Attributes:
        text: the texts; may be left out if there is one column.
        key: what a row is called.
        sheet: of a workbook; by default the first that has rows.
        more: further columns, by what they are.
    """

    text: str | None = None
    key: str | None = None
    sheet: str | None = None
    more: Mapping[str, str] = field(default_factory=dict)


def find_places(header: Sequence[str], columns: Columns, path: Path) -> dict[str, int]:
    """Return where each column that is read stands, by what it is."""
    wanted = {"text": columns.text, "key": columns.key, **columns.more}
    filled = [name for name in header if name]
    if columns.text is None:
        if len(filled) != 1:
            raise UnreadableInput(
                Text(
                    f"表有 {len(filled)} 列，不知道哪一列是文本",
                    f"it has {len(filled)} columns; which one holds the texts?",
                ),
                where=str(path),
                remedy=Text(
                    f"请用 --column 指明：{'、'.join(filled[:12])}", f"name it with --column: {', '.join(filled[:12])}"
                ),
            )
        wanted["text"] = filled[0]
    places = {}
    for what, name in wanted.items():
        if name is None:
            continue
        if name not in header:
            error = UnknownName(name, filled, kind=Text("列", "column"))
            error.where = str(path)
            raise error
        if header.count(name) > 1:
            raise UnreadableInput(
                Text(f"有 {header.count(name)} 列都叫“{name}”", f"{header.count(name)} columns are called “{name}”"),
                where=str(path),
                remedy=Text("请改成不同的列名", "give them different names"),
            )
        places[what] = header.index(name)
    return places


def take_row(
    document: str, row: int, cells: Sequence[str], places: Mapping[str, int], columns: Columns
) -> Iterator[SourceText]:
    """Give the text of a row, nothing if its cell is empty."""
    read = {what: cells[place] if place < len(cells) else "" for what, place in places.items()}
    text = read["text"]
    if text.strip():
        more = {what: read[what].strip() for what in columns.more}
        yield SourceText(document, row, read.get("key", "").strip(), text, more)
