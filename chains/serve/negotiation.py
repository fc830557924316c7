"""Which of the formats on offer a client wants: the header ``Accept`` (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

__all__ = ["BOOLEANS", "GRAPHS", "SOLUTIONS", "choose_media", "list_ranges"]

SOLUTIONS: Final[Mapping[str, str]] = {
    "application/sparql-results+json": "JSON",
    "application/sparql-results+xml": "XML",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
    "application/json": "JSON",
    "application/xml": "XML",
    "text/xml": "XML",
}
"""Formats of solutions by media type, as pyoxigraph calls them; the first is sent if a client has no wish."""

BOOLEANS: Final[Mapping[str, str]] = SOLUTIONS
"""Formats of yes or no.  The standard has none for CSV and TSV; there the word stands alone."""

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

_QUALITY: Final = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def list_ranges(accept: str) -> Iterator[tuple[str, float]]:
    """Yield the media ranges of a header in lower case, with their quality; what is no range is passed over.

    >>> list(list_ranges("text/turtle;q=0.5, */*;q=0.1, nonsense"))
    [('text/turtle', 0.5), ('*/*', 0.1)]
    """
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        kind, slash, name = media.partition("/")
        if not (slash and kind and name) or (kind == "*" and name != "*"):
            continue
        given = [value.strip() for key, _, value in (one.partition("=") for one in parameters) if key.strip() == "q"]
        if not given:
            yield media, 1.0
        elif _QUALITY.fullmatch(given[0]):
            yield media, float(given[0])


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
    ranges = dict(list_ranges(accept or ""))
    if not ranges:
        return offers[0]
    liked = [(_quality(media, ranges), -place, media) for place, media in enumerate(offers)]
    quality, _, media = max(liked)
    return media if quality > 0 else None


def _quality(media: str, ranges: Mapping[str, float]) -> float:
    exact, group = media, media.partition("/")[0] + "/*"
    return next((ranges[name] for name in (exact, group, "*/*") if name in ranges), 0.0)
