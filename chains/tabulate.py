"""Rows as text: a table for the terminal, CSV and TSV for spreadsheets, JSON, Markdown, SPARQL results.

Two readers, two rules.  A list made by :func:`format_rows` is opened in a spreadsheet, so a text that a spreadsheet
would run as a formula is disarmed with an apostrophe in CSV and TSV.  The answer to a query, written by
:func:`format_solutions`, is read by programs and follows the W3C formats to the letter: nothing is changed in it.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from chains.errors import Text, UnknownName

if TYPE_CHECKING:
    import pyoxigraph as ox

    Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

__all__ = [
    "ROW_FORMATS",
    "SOLUTION_FORMATS",
    "Cell",
    "display_width",
    "escape_markdown",
    "format_rows",
    "format_solutions",
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


def format_rows(header: Sequence[str], rows: Sequence[Sequence[Cell]], format: str, *, width: int | None = None) -> str:  # noqa: A002  # the word that `--format` uses
    """Return rows as text that ends with a line end; rows keep their order.

    Args:
        header: title of each column.
        rows: one sequence of cells for each row, as long as the header.
        format: ``table`` (aligned, two columns wide for East Asian characters), ``csv`` and ``tsv`` (for
            spreadsheets: formulas are disarmed), ``json`` (a list of objects keyed by the header) or ``md``.
        width: columns of the terminal; a ``table`` that is wider is cut to it with ``…``, numbers excepted.  Without
            it nothing is cut.

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
    if format not in ROW_FORMATS:
        raise UnknownName(format, ROW_FORMATS, kind=Text("格式", "format"))
    if any(len(row) != len(header) for row in rows):
        raise ValueError("a row is longer or shorter than the header")
    return _WRITERS[format](header, rows, width)


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


def _write_table(header: Sequence[str], rows: Sequence[Sequence[Cell]], width: int | None) -> str:
    texts = [[_printable(name) for name in header], *([_printable(_show(cell)) for cell in row] for row in rows)]
    numeric = [_is_numeric(column) for column in zip(*rows, strict=True)] if rows else [False] * len(header)
    natural = [max(display_width(text) for text in column) for column in zip(*texts, strict=True)]
    widths = natural if width is None else _fit(natural, numeric, width)
    lines = [_join(row, widths, numeric) for row in texts]
    lines.insert(1, _GAP.join("-" * columns for columns in widths))
    return "".join(f"{line}\n" for line in lines)


def _is_numeric(column: Iterable[Cell]) -> bool:
    known = [cell for cell in column if cell is not None and cell != ""]
    return bool(known) and all(not isinstance(cell, str) or _NUMBER.fullmatch(cell) for cell in known)


def _fit(natural: Sequence[int], numeric: Sequence[bool], width: int) -> list[int]:
    """Return widths that sum to the terminal's: the widest columns of text give way first, numbers never."""
    room = (
        width
        - len(_GAP) * (len(natural) - 1)
        - sum(columns for columns, fixed in zip(natural, numeric, strict=True) if fixed)
    )
    texts = sorted(columns for columns, fixed in zip(natural, numeric, strict=True) if not fixed)
    cap = _NARROWEST
    for place, columns in enumerate(texts):
        share = room // (len(texts) - place)
        if columns > share:
            cap = max(share, _NARROWEST)
            break
        room -= columns
    else:
        return list(natural)
    return [columns if fixed else min(columns, cap) for columns, fixed in zip(natural, numeric, strict=True)]


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


def _write_csv(header: Sequence[str], rows: Sequence[Sequence[Cell]], _width: int | None) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_disarm(name) for name in header])
    writer.writerows([_disarm(cell) for cell in row] for row in rows)
    return out.getvalue()


def _write_tsv(header: Sequence[str], rows: Sequence[Sequence[Cell]], _width: int | None) -> str:
    lines = ([_one_line(_disarm(cell)) for cell in row] for row in [header, *rows])
    return "".join("\t".join(cells) + "\n" for cells in lines)


def _disarm(cell: Cell) -> str:
    text = _plain(cell)
    risky = isinstance(cell, str) and _FORMULA.match(text) and not _NUMBER.fullmatch(text)
    return f"'{text}" if risky else text


def _one_line(text: str) -> str:
    # TSV has no quoting: a cell can hold neither a tab nor a line end.
    return re.sub(r"[\t\r\n]+", " ", text)


def _write_json(header: Sequence[str], rows: Sequence[Sequence[Cell]], _width: int | None) -> str:
    records = [{name: _json_value(cell) for name, cell in zip(header, row, strict=True)} for row in rows]
    return _dump(records)


def _json_value(cell: Cell) -> Cell:
    # JSON knows neither nan nor infinity.
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _write_markdown(header: Sequence[str], rows: Sequence[Sequence[Cell]], _width: int | None) -> str:
    numeric = [_is_numeric(column) for column in zip(*rows, strict=True)] if rows else [False] * len(header)
    rule = ["---:" if right else "---" for right in numeric]
    lines = [
        [escape_markdown(name) for name in header],
        rule,
        *([escape_markdown(_show(cell)) for cell in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def escape_markdown(text: str) -> str:
    """Return a text that Markdown shows as it is: no markup in it acts, and a line end becomes ``<br>``.

    >>> escape_markdown("a|b <img>")
    'a\\\\|b &lt;img>'
    """
    marked = _MARKDOWN.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), text)
    return re.sub(r"\r\n|[\r\n\u2028\u2029]", "<br>", marked)


_WRITERS: Final[dict[str, Callable[[Sequence[str], Sequence[Sequence[Cell]], int | None], str]]] = {
    "table": _write_table,
    "csv": _write_csv,
    "tsv": _write_tsv,
    "json": _write_json,
    "md": _write_markdown,
}
ROW_FORMATS: Final = tuple(_WRITERS)
"""Formats of :func:`format_rows`."""

SOLUTION_FORMATS: Final = ("csv", "tsv", "json", "xml")
"""Formats of :func:`format_solutions`."""


def format_solutions(columns: Sequence[str], rows: Iterable[Sequence[Node | None]], format: str) -> str:  # noqa: A002
    """Return the answer to a SELECT query in a W3C SPARQL 1.1 results format: csv, tsv, json or xml.

    Terms are written as they are, as the standards want it: a text that begins with ``=`` stays so.  CSV has the line
    ends CR LF, TSV has LF.

    Raises:
        UnknownName: there is no such format.

    Source: W3C Recommendations of 21 March 2013: SPARQL 1.1 Query Results JSON; CSV and TSV; XML (second edition).
    """
    if format not in SOLUTION_FORMATS:
        raise UnknownName(format, SOLUTION_FORMATS, kind=Text("格式", "format"))
    found = [
        {name: _binding(node) for name, node in zip(columns, row, strict=True) if node is not None} for row in rows
    ]
    text = _dump({"head": {"vars": list(columns)}, "results": {"bindings": found}})
    return text if format == "json" else _convert(text, format)


def _convert(text: str, name: str) -> str:
    import pyoxigraph as ox

    formats = {"csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV, "xml": ox.QueryResultsFormat.XML}
    answer = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    written = (answer.serialize(format=formats[name]) or b"").decode()
    return written if written.endswith("\n") else f"{written}\n"


def _binding(node: Node) -> dict[str, Any]:
    import pyoxigraph as ox

    if isinstance(node, ox.NamedNode):
        return {"type": "uri", "value": node.value}
    if isinstance(node, ox.BlankNode):
        return {"type": "bnode", "value": node.value}
    if isinstance(node, ox.Triple):
        ends = {"subject": node.subject, "predicate": node.predicate, "object": node.object}
        return {"type": "triple", "value": {name: _binding(end) for name, end in ends.items()}}
    plain = {"type": "literal", "value": node.value}
    if node.language:
        return plain | {"xml:lang": node.language}
    kind = node.datatype.value
    return plain if kind == "http://www.w3.org/2001/XMLSchema#string" else plain | {"datatype": kind}
