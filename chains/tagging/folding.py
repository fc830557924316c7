"""Texts folded for matching: full-width and compatibility forms, capitals, and the way back to the original places."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

__all__ = ["Folded", "fold_text"]

# One character for one: full-width ASCII; spaces, hyphens and apostrophes of all kinds.
_SAME_LENGTH: Final = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys((0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F), " ")
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-")
    | dict.fromkeys((0x2018, 0x2019), "'")
    # Numbers in circles begin the items of a list; as digits they would join with the word after them.
    | dict.fromkeys((*range(0x2460, 0x2500), *range(0x2776, 0x2794)), " ")
)

# Characters that Unicode normalisation (NFKC) and lower case leave as single characters.
_PLAIN: Final = re.compile(
    r"[\x00-\x7f\u2014\u2015\u201c\u201d\u2022\u3001-\u3011\u3400-\u4dbf\u4e00-\u9fff\u00b7\u00d7]*"
)

# A base character with the marks that combine with it; the count is bounded, as ordering many marks takes long.
_CLUSTER: Final = re.compile(
    r"[\u200b-\u200d\u2060\ufeff\u00ad]|[^\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a]{0,30}|.", re.DOTALL
)
_INVISIBLE: Final = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")


class Folded(NamedTuple):
    """A text in two folded forms of equal length, and where their characters come from.

    Attributes:
        cased: normalised, with its capitals.
        lower: the same in small letters.
        starts: for each folded character where its original begins; ``None`` if all places are the same.
        ends: for each folded character where its original ends; ``None`` likewise.
    """

    cased: str
    lower: str
    starts: list[int] | None
    ends: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return a stretch of the folded text as places in the original."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold_text(text: str) -> Folded:
    """Return a text normalised (NFKC) and in small letters; time grows with its length only.

    >>> fold_text("ＪＡＶＡ，Go").lower
    'java,go'
    >>> fold_text("①Java").span(1, 5)
    (1, 5)
    """
    cased = text.translate(_SAME_LENGTH)
    if _PLAIN.fullmatch(cased):
        return Folded(cased, cased.lower(), None, None)
    return _fold_clusters(cased)


def _fold_clusters(text: str) -> Folded:
    cased: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _CLUSTER.finditer(text):
        cluster = found[0]
        if cluster in _INVISIBLE:
            continue
        normal = cluster if cluster.isascii() else unicodedata.normalize("NFKC", cluster)
        for character in normal:
            # A letter that has no single small form (İ) stays as it is.
            cased.append(character if len(character.lower()) == 1 else "\ufffd")
            starts.append(found.start())
            ends.append(found.end())
    folded = "".join(cased)
    return Folded(folded, "".join(character.lower() for character in folded), starts, ends)
