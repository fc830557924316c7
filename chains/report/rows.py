"""Entries as columns of a spreadsheet, and as the notes that follow a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chains.errors import Lang, Text
from chains.naming import Citations, Names
from chains.report.entries import Entry
from chains.tabulate import Cell, escape_markdown

__all__ = ["entry_header", "entry_row", "one_line", "write_markdown_notes"]

_BEFORE: Final = (Text("序号", "no."), Text("地点", "place"), Text("对象", "what"), Text("理由", "reason"))
_AFTER: Final = (
    Text("建议", "what would help"),
    Text("什么会推翻它", "what would overturn it"),
    Text("覆盖度", "coverage"),
    Text("来源", "sources"),
    Text("证据（SPARQL 查询）", "evidence (SPARQL query)"),
)


def entry_header(entries: Sequence[Entry], lang: Lang) -> list[str]:
    """Return the titles of the columns of entries; those between reason and help are the list's own."""
    own = [title for title, _ in entries[0].figures] if entries else []
    return [text.say(lang) for text in (*_BEFORE, *own, *_AFTER)]


def entry_row(number: int, entry: Entry, names: Names, citations: Citations, lang: Lang) -> list[Cell]:
    """Return an entry as the cells under :func:`entry_header`, the query on one line."""
    own: list[Cell] = [value.say(lang) if isinstance(value, Text) else value for _, value in entry.figures]
    return [
        number,
        names.place(entry.place).say(lang),
        entry.what.say(lang),
        entry.reason.say(lang),
        *own,
        entry.action.say(lang),
        entry.overturn.say(lang),
        entry.coverage,
        citations.join(entry.sources, lang),
        one_line(entry.evidence),
    ]


def one_line(query: str) -> str:
    """Return a query on one line, without the lines that are comments.

    A query with a comment behind something else keeps its lines, since a comment ends with its line.

    >>> one_line("# all\\nSELECT *\\n  WHERE {}\\n")
    'SELECT * WHERE {}'
    """
    lines = [line.strip() for line in query.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return ("\n" if any(" #" in line for line in lines) else " ").join(lines)


def write_markdown_notes(entries: Sequence[Entry], names: Names, citations: Citations, lang: Lang) -> str:
    """Return the evidence of each entry as a section of Markdown, numbered as the rows of the table before it."""
    heading = {"zh": "## 证据与来源", "en": "## Evidence and sources"}[lang]
    notes = [_write_note(number, entry, names, citations, lang) for number, entry in enumerate(entries, start=1)]
    return "\n".join([heading, "", *notes])


def _write_note(number: int, entry: Entry, names: Names, citations: Citations, lang: Lang) -> str:
    colon = {"zh": "：", "en": ": "}[lang]
    title = f"{names.place(entry.place).say(lang)}{colon}{entry.what.say(lang)}"
    facts = [
        (_AFTER[0], entry.action.say(lang)),
        (_AFTER[1], entry.overturn.say(lang)),
        (_AFTER[2], entry.coverage or ""),
        (_AFTER[3], citations.join(entry.sources, lang)),
    ]
    lines = [f"### {number}. {escape_markdown(title)}", ""]
    lines += [f"* {label.say(lang)}{colon}{escape_markdown(value)}" for label, value in facts if value]
    # An indented block: no text within can end it early.
    query = [f"    {line}" for line in entry.evidence.strip().splitlines()]
    return "\n".join([*lines, "", *query, ""])
