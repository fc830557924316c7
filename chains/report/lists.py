"""Gaps as text: a table for the terminal, CSV and TSV for spreadsheets, JSON with the full record, Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from chains.errors import Lang, Text
from chains.naming import Citations, Names, name_code, word_chains
from chains.network import Network
from chains.records import Gap, Source
from chains.report.entries import Entry
from chains.report.gap_entries import enter_gap
from chains.report.rows import entry_header, entry_row, write_markdown_notes
from chains.tabulate import ROW_FORMATS, dump_json, format_rows, require_format
from chains.terminal import wrap_cells

__all__ = ["format_gaps", "gap_record"]

_WIDTH: Final = 100
_GAP: Final = 2
_HEADER: Final = (
    Text("标识", "id"),
    Text("程度", "sev."),
    Text("类别", "kind"),
    Text("地点", "place"),
    Text("链", "chains"),
    Text("说明", "finding"),
)
_COLUMNS: Final = {"zh": (8, 4, 10, 8, 8), "en": (8, 4, 12, 13, 10)}
"""Columns of the terminal for all but the last column, which takes the rest."""


def format_gaps(
    gaps: Sequence[Gap],
    network: Network,
    format: str,  # noqa: A002  # the word that `--format` uses
    lang: Lang,
    *,
    sources: Mapping[str, Source] | None = None,
    width: int = _WIDTH,
) -> str:
    """Return gaps as text in one language, in their order.

    ``table`` is for a terminal of *width* columns: sentences are wrapped, and of the identifier only the digits are
    shown.  ``csv``, ``tsv`` and ``md`` have the reason, what would close and what would overturn each gap, its sources
    by the titles in *sources* (as ``KnowledgeGraph.sources()`` gives them) and its evidence query.  ``json`` has every
    field of the record, with names in both languages, whatever the language asked for.

    Raises:
        UnknownName: there is no such format.
    """
    require_format(format, ROW_FORMATS)
    names = Names(network)
    if format == "json":
        return dump_json([gap_record(gap, names) for gap in gaps])
    if format == "table":
        return _format_table(gaps, names, lang, width)
    citations = Citations(sources or {})
    entries = [enter_gap(gap, names) for gap in gaps]
    if format == "md":
        return _format_markdown(gaps, entries, names, citations, lang)
    rows = [entry_row(number, entry, names, citations, lang) for number, entry in enumerate(entries, start=1)]
    return format_rows(entry_header(entries, lang), rows, format)


def gap_record(gap: Gap, names: Names) -> dict[str, Any]:
    """Return a gap as plain JSON values: the record's fields, then the names of what its IRIs stand for."""
    place, kind, chains = names.place(gap.region), name_code("gap-kinds", gap.kind), word_chains(gap.chains)
    return gap.to_dict() | {
        "names": {
            "kind": {"zh": kind.zh, "en": kind.en},
            "region": {"zh": place.zh, "en": place.en},
            "chains": {"zh": chains.zh, "en": chains.en},
            "subject": [{"zh": name.zh, "en": name.en} for name in map(names, gap.subject)],
        }
    }


def _format_table(gaps: Sequence[Gap], names: Names, lang: Lang, width: int) -> str:
    fixed = _COLUMNS[lang]
    columns = (*fixed, max(width - sum(fixed) - _GAP * len(fixed), 20))
    rows = [row for gap in gaps for row in wrap_cells(_short_cells(gap, names, lang), columns)]
    return format_rows([text.say(lang) for text in _HEADER], rows, "table")


def _short_cells(gap: Gap, names: Names, lang: Lang) -> tuple[str, ...]:
    words = (name_code("gap-kinds", gap.kind), names.place(gap.region), word_chains(gap.chains), gap.sentence)
    # The digits of the identifier are enough to ask for it; the kind stands beside them.
    return (gap.id.rpartition("-")[2], f"{gap.severity:.2f}", *(text.say(lang) for text in words))


def _format_markdown(
    gaps: Sequence[Gap], entries: Sequence[Entry], names: Names, citations: Citations, lang: Lang
) -> str:
    rows = [
        (number, names.place(entry.place).say(lang), entry.what.say(lang), entry.reason.say(lang), gap.id)
        for number, (gap, entry) in enumerate(zip(gaps, entries, strict=True), start=1)
    ]
    titles = ("序号", "no."), ("地点", "place"), ("对象", "what"), ("理由", "reason"), ("标识", "id")
    header = [Text(*title).say(lang) for title in titles]
    return format_rows(header, rows, "md") + "\n" + write_markdown_notes(entries, names, citations, lang)
