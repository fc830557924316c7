"""Rows as text: a table for the terminal, CSV and TSV for spreadsheets, JSON, Markdown.

A list is opened in a spreadsheet, so in CSV and TSV a text that a spreadsheet would run as a formula is disarmed with
an apostrophe.  The answer to a query is read by programs and must not be touched: :mod:`chains.solutions` writes it.
"""

from __future__ import annotations

import csv
import html
import io
import json
import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final

from chains.errors import Text, UnknownName

__all__ = [
    "ROW_FORMATS",
    "Cell",
    "display_width",
    "dump_json",
    "escape_markdown",
    "format_rows",
    "require_format",
    "write_html",
]

Cell = str | int | float | None
"""What a row may hold; ``None`` and ``nan`` mean that nothing is known, and give an empty cell."""

_GAP: Final = "  "
_NARROWEST: Final = 4
# What Excel, LibreOffice and WPS take for the start of a formula, with the full-width forms of East Asian editions.
_FORMULA: Final = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_MARKDOWN: Final = re.compile(r"[\\|`*\[\]]|<|&(?=#?\w+;)")
_ENTITIES: Final = {"<": "&lt;", "&": "&amp;"}


def format_rows(
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    format: str,  # noqa: A002  # the word that `--format` uses
    *,
    width: int | None = None,
    whole: Collection[int] = (),
) -> str:
    """Return rows as text that ends with a line end; rows keep their order.

    Args:
        header: title of each column.
        rows: one sequence of cells for each row, as long as the header.
        format: ``table`` (aligned, two columns wide for East Asian characters), ``csv`` and ``tsv`` (for
            spreadsheets: formulas are disarmed), ``json`` (a list of objects keyed by the header) or ``md``.
        width: columns of the terminal; a ``table`` that is wider is cut to it with ``…``, numbers excepted.  Without
            it nothing is cut.
        whole: places of further columns whose cells must not be cut, such as names to be typed.

    Raises:
        UnknownName: there is no such format.
        ValueError: a row is longer or shorter than the header.

    >>> print(format_rows(["技能", "n"], [["Java", 12], ["数据库", 3]], "table"), end="")
    技能     n
    ------  --
    Java    12
    数据库   3
    >>> print(format_rows(["name"], [["=1+1"], ["-1"]], "csv"), end="")
    name
    '=1+1
    -1
    """
    require_format(format, ROW_FORMATS)
    if any(len(row) != len(header) for row in rows):
        raise ValueError("a row is longer or shorter than the header")
    if format == "table":
        return _write_table(header, rows, width, whole)
    return _WRITERS[format](header, rows)


def require_format(name: str, known: Collection[str]) -> None:
    """Stop where a format is none of those that are known.

    Raises:
        UnknownName: there is no such format; carries the nearest.
    """
    if name not in known:
        raise UnknownName(name, known, kind=Text("格式", "format"))


def display_width(text: str) -> int:
    """Return how many columns of a terminal a text takes: 2 for East Asian wide characters, 0 for combining ones.

    >>> display_width("Java 开发")
    9
    """
    return len(text) if text.isascii() else sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> int:
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def _write_table(
    header: Sequence[str], rows: Sequence[Sequence[Cell]], width: int | None, whole: Collection[int]
) -> str:
    titles = [_printable(name) for name in header]
    cells = [[_printable(_show(cell)) for cell in row] for row in rows]
    numeric = _numeric_columns(header, rows)
    needed = [max((display_width(row[place]) for row in cells), default=0) for place in range(len(header))]
    widths = [max(display_width(title), columns) for title, columns in zip(titles, needed, strict=True)]
    if width is not None and sum(widths) + len(_GAP) * (len(widths) - 1) > width:
        widths = _fit(widths, needed, {place for place, right in enumerate(numeric) if right} | set(whole), width)
    lines = [_join(row, widths, numeric) for row in [titles, *cells]]
    lines.insert(1, _GAP.join("-" * columns for columns in widths))
    return "".join(f"{line}\n" for line in lines)


def _numeric_columns(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[bool]:
    return [_is_numeric(row[place] for row in rows) for place in range(len(header))]


def _is_numeric(column: Iterable[Cell]) -> bool:
    known = [cell for cell in column if cell is not None and cell != ""]
    return bool(known) and all(not isinstance(cell, str) or _NUMBER.fullmatch(cell) for cell in known)


def _fit(natural: Sequence[int], needed: Sequence[int], whole: Collection[int], width: int) -> list[int]:
    """Return widths that sum to the terminal's: the widest columns of text give way first.

    The cells of *whole* columns keep the width that they need; only their titles are cut.
    """
    kept = {place: max(needed[place], min(natural[place], _NARROWEST)) for place in whole}
    room = width - len(_GAP) * (len(natural) - 1) - sum(kept.values())
    texts = sorted(columns for place, columns in enumerate(natural) if place not in kept)
    cap = max(texts, default=0)
    for place, columns in enumerate(texts):
        share = room // (len(texts) - place)
        if columns > share:
            cap = max(share, _NARROWEST)
            break
        room -= columns
    return [kept.get(place, min(columns, cap)) for place, columns in enumerate(natural)]


def _join(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    cells = []
    for text, columns, right in zip(row, widths, numeric, strict=True):
        cut = _cut(text, columns)
        blank = " " * (columns - display_width(cut))
        cells.append(blank + cut if right else cut + blank)
    return _GAP.join(cells).rstrip()


def _cut(text: str, columns: int) -> str:
    if display_width(text) <= columns:
        return text
    taken = 0
    for place, letter in enumerate(text):
        taken += _letter_width(letter)
        if taken > columns - 1:
            return text[:place] + "…"
    return text


def _printable(text: str) -> str:
    """Return a text that cannot move the cursor, colour the terminal or turn the line around."""
    if text.isprintable():
        return text
    return "".join(
        " " if letter.isspace() else letter if _is_harmless(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def _is_harmless(letter: str) -> bool:
    return letter.isprintable() or letter in "\u200c\u200d"


def _show(cell: Cell) -> str:
    """Return a cell for a person: at most three decimals, very small numbers as a power of ten."""
    if not isinstance(cell, float) or not math.isfinite(cell):
        return _plain(cell)
    if cell and abs(cell) < 0.0005:  # noqa: PLR2004  # less would show as 0
        return f"{cell:.1e}"
    text = f"{cell:.3f}".rstrip("0").rstrip(".")
    return text if text != "-0" else "0"


def _plain(cell: Cell) -> str:
    """Return a cell for a program: every digit, nothing for what is not known."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    return cell if isinstance(cell, str) else repr(cell)


def _write_csv(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_disarm(name) for name in header])
    writer.writerows([_disarm(cell) for cell in row] for row in rows)
    return out.getvalue()


def _write_tsv(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    lines = ([_one_line(_disarm(cell)) for cell in row] for row in [header, *rows])
    return "".join("\t".join(cells) + "\n" for cells in lines)


def _disarm(cell: Cell) -> str:
    text = _plain(cell)
    # Nearly all texts begin with a letter or digit: no formula does, and they need no closer look.
    if not isinstance(cell, str) or text[:1].isalnum():
        return text
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _one_line(text: str) -> str:
    # TSV has no quoting: a cell can hold neither a tab nor a line end.
    return re.sub(r"[\t\r\n]+", " ", text)


def _write_json(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    records = [{name: _json_value(cell) for name, cell in zip(header, row, strict=True)} for row in rows]
    return dump_json(records)


def _json_value(cell: Cell) -> Cell:
    # JSON knows neither nan nor infinity.
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def dump_json(value: Any) -> str:
    """Return plain values as JSON that people can read too: one step of indentation, Chinese as it is, a line end."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _write_markdown(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    numeric = _numeric_columns(header, rows)
    rule = ["---:" if right else "---" for right in numeric]
    lines = [
        [escape_markdown(name) for name in header],
        rule,
        *([escape_markdown(_show(cell)) for cell in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def write_html(header: Sequence[str], rows: Sequence[Sequence[Cell]], *, note: str = "") -> str:
    """Return rows as an HTML table, every text escaped, with a *note* below; notebooks show it.

    >>> write_html(["name"], [["<b>"]])
    '<table><thead><tr><th>name</th></tr></thead><tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>'
    """
    head = "".join(f"<th>{html.escape(name)}</th>" for name in header)
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(_show(cell))}</td>' for cell in row)}</tr>" for row in rows)
    below = f"<p>{html.escape(note)}</p>" if note else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{below}"


def escape_markdown(text: str) -> str:
    """Return a text that Markdown shows as it is: no markup in it acts, and a line end becomes ``<br>``.

    >>> escape_markdown("a|b <img>")
    'a\\\\|b &lt;img>'
    """
    marked = _MARKDOWN.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), text)
    return re.sub(r"\r\n|[\r\n\u2028\u2029]", "<br>", marked)


_WRITERS: Final[dict[str, Callable[[Sequence[str], Sequence[Sequence[Cell]]], str]]] = {
    "csv": _write_csv,
    "tsv": _write_tsv,
    "json": _write_json,
    "md": _write_markdown,
}
ROW_FORMATS: Final = ("table", *_WRITERS)
"""Formats of :func:`format_rows`."""
