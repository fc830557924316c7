"""A difference between two graphs as text."""

from __future__ import annotations

from typing import Final

from chains.diff.difference import Difference
from chains.diff.page import Page
from chains.diff.record import difference_record, flat_header, flat_rows
from chains.errors import Lang
from chains.tabulate import ROW_FORMATS, dump_json, format_rows, require_format

__all__ = ["format_difference"]

_SHOWN: Final = 20
_WIDTH: Final = 100


def format_difference(
    difference: Difference,
    format: str,  # noqa: A002  # the word that `--format` uses
    lang: Lang,
    *,
    top: int | None = None,
    width: int | None = None,
) -> str:
    """Return a difference as text in one language.

    ``table`` (for a terminal of *width* columns, 100 without it) and ``md`` have a summary and the *top* gaps of each
    sort (20 without it), each with the statements that concern it; ``csv`` and ``tsv`` have a row for each gap; ``json``
    has all of it in both languages, whatever the language asked for.

    Raises:
        UnknownName: there is no such format.
    """
    require_format(format, ROW_FORMATS)
    if format == "json":
        return dump_json(difference_record(difference))
    if format in {"csv", "tsv"}:
        return format_rows(flat_header(lang), list(flat_rows(difference, lang)), format)
    columns = None if format == "md" else width or _WIDTH
    return Page(difference, lang, top or _SHOWN, columns).write()
