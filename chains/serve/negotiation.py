"""Which of the formats and languages on offer a client wants: ``Accept`` and ``Accept-Language`` (RFC 9110, section 12.5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from chains.errors import Lang

__all__ = ["GRAPHS", "SOLUTIONS", "VARY", "choose_language", "choose_media"]

SOLUTIONS: Final[Mapping[str, str]] = {
    "application/sparql-results+json": "JSON",
    "application/sparql-results+xml": "XML",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
    "application/json": "JSON",
    "application/xml": "XML",
    "text/xml": "XML",
}
"""Formats of solutions by media type, as pyoxigraph calls them; the first is sent if a client has no wish.

The standard has no CSV and TSV for yes or no; there the word stands alone.
"""

GRAPHS: Final[Mapping[str, str]] = {
    "text/turtle": "TURTLE",
    "application/n-triples": "N_TRIPLES",
    "application/ld+json": "JSON_LD",
    "application/rdf+xml": "RDF_XML",
    "application/trig": "TRIG",
    "application/n-quads": "N_QUADS",
    "text/n3": "N3",
    "application/json": "JSON_LD",
    "application/xml": "RDF_XML",
    "text/xml": "RDF_XML",
    "text/plain": "N_TRIPLES",
}
"""Formats of triples by media type."""

VARY: Final = "Accept, Accept-Language"
"""The header of that name: what an answer depends on beside its address."""

_QUALITY: Final = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def _list_wishes(header: str) -> Iterator[tuple[str, float]]:
    """Yield what a header such as ``Accept`` lists, in lower case, with its quality; a quality that is none is passed over.

    >>> list(_list_wishes("text/turtle;q=0.5, zh-CN, x;q=much"))
    [('text/turtle', 0.5), ('zh-cn', 1.0)]
    """
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        given = [value.strip() for key, _, value in (one.partition("=") for one in parameters) if key.strip() == "q"]
        if not given:
            yield name, 1.0
        elif _QUALITY.fullmatch(given[0]):
            yield name, float(given[0])


@lru_cache(64)
def choose_language(accept: str | None) -> Lang:
    """Return the language of messages that a client likes better; English if it does not say.

    >>> choose_language("zh-CN,zh;q=0.9,en;q=0.8"), choose_language(None)
    ('zh', 'en')
    """
    liked: dict[str, float] = {}
    for name, quality in _list_wishes(accept or ""):
        liked.setdefault(name.partition("-")[0], quality)
    return "zh" if liked.get("zh", 0.0) > liked.get("en", 0.0) else "en"


def choose_media(accept: str | None, offered: Iterable[str]) -> str | None:
    """Return the media type that a client likes best; of several that it likes as much, the first on offer.

    Without a header, or with one that names no range at all, that is the first.  The most exact range that fits a type
    tells how much it is liked; ``None`` if none is.

    >>> choose_media("text/csv, application/*;q=0.9", SOLUTIONS)
    'text/csv'
    >>> choose_media("image/png", SOLUTIONS) is None
    True
    """
    offers = list(offered)
    ranges = {name: quality for name, quality in _list_wishes(accept or "") if _is_range(name)}
    if not ranges:
        return offers[0]
    liked = [(_quality(media, ranges), -place, media) for place, media in enumerate(offers)]
    quality, _, media = max(liked)
    return media if quality > 0 else None


def _is_range(name: str) -> bool:
    kind, slash, rest = name.partition("/")
    return bool(slash and kind and rest) and (kind != "*" or rest == "*")


def _quality(media: str, ranges: Mapping[str, float]) -> float:
    exact, group = media, media.partition("/")[0] + "/*"
    return next((ranges[name] for name in (exact, group, "*/*") if name in ranges), 0.0)
