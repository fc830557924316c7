"""What GraphML and GEXF share: rows of a frame as elements, text that XML can hold, numbers as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import polars as pl

__all__ = ["attribute", "present_values", "text", "xml_types"]

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS: Final = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def attribute(value: object) -> str:
    r"""Return a value as a quoted XML attribute; line ends survive, what XML 1.0 cannot hold becomes U+FFFD.

    >>> attribute('a "b" <c>' + chr(10))
    '\'a "b" &lt;c&gt;&#10;\''
    """
    return quoteattr(_FORBIDDEN.sub("\ufffd", str(value)), _LINE_ENDS)


def text(value: object) -> str:
    """Return a value as the text of an XML element; a carriage return survives, what XML 1.0 cannot hold is U+FFFD.

    >>> text("a < b" + chr(13))
    'a &lt; b&#13;'
    """
    return escape(_FORBIDDEN.sub("\ufffd", str(value)), {"\r": "&#13;"})


def xml_types(frame: pl.DataFrame, names: Mapping[type[pl.DataType], str], skip: Sequence[str]) -> dict[str, str]:
    """Return the XML type of each column but those to skip, in the order of the columns."""
    return {name: names[dtype.base_type()] for name, dtype in frame.schema.items() if name not in skip}


def present_values(frame: pl.DataFrame) -> Iterator[dict[str, object]]:
    """Iterate over the rows as values by column; absent values are left out."""
    for row in frame.iter_rows(named=True):
        yield {name: value for name, value in row.items() if value is not None}
