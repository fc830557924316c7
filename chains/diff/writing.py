"""A difference between two graphs as text."""

from __future__ import annotations

import json
from typing import Final

from chains.diff.difference import Difference
from chains.diff.page import Page
from chains.diff.record import difference_record, flat_header, flat_rows
from chains.errors import Lang, Text, UnknownName
from chains.tabulate import ROW_FORMATS, format_rows

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
    if format not in ROW_FORMATS:
        raise UnknownName(format, ROW_FORMATS, kind=Text("格式", "format"))
    if format == "json":
        return json.dumps(difference_record(difference), ensure_ascii=False, indent=1) + "\n"
    if format in {"csv", "tsv"}:
        return format_rows(flat_header(lang), list(flat_rows(difference, lang)), format)
    columns = None if format == "md" else width or _WIDTH
    return Page(difference, lang, top or _SHOWN, columns).write()
