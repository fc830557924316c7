"""A comparison as text: three tables for people, one flat table for spreadsheets, JSON for programs."""

from __future__ import annotations

from chains.compare.flat import flat_header, flat_rows
from chains.compare.page import Page
from chains.compare.record import comparison_record
from chains.compare.regions import Comparison
from chains.errors import Lang
from chains.tabulate import ROW_FORMATS, dump_json, format_rows, require_format

__all__ = ["format_comparison"]


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
    require_format(format, ROW_FORMATS)
    if format == "json":
        return dump_json(comparison_record(comparison))
    if format in {"csv", "tsv"}:
        return format_rows(flat_header(comparison, lang), list(flat_rows(comparison, lang)), format)
    return Page(comparison, format, lang, top, width).write()
