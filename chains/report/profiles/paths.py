"""Where the page of a city, an industry chain or an alliance lies in the atlas.

The name of a file is the last part of the identifier (``cities/320400.html``), not the name of the place: codes do not
change when a name is corrected, two regions may share a name (上海市 is a province and a city), every archive and file
system keeps plain letters, and an address needs no escapes.  An identifier that is not plain, or that another one of the
same folder would equal on a file system that ignores case, gets digits of a hash.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from chains.names import compact_id

__all__ = ["FOLDERS", "Kind", "name_pages"]

Kind = Literal["city", "chain", "alliance"]

FOLDERS: Final[Mapping[Kind, str]] = {"city": "cities", "chain": "chains", "alliance": "alliances"}
"""The folder of each kind of page."""

_LONGEST: Final = 100
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def name_pages(kind: Kind, iris: Iterable[str]) -> dict[str, str]:
    """Return the stem of the page of each thing, with its folder; no two are the same, also if case is ignored.

    >>> from chains.names import ID
    >>> name_pages("city", [ID + "region/320400", ID + "region/常州"])
    {'https://w3id.org/fourchains/id/region/320400': 'cities/320400', \
'https://w3id.org/fourchains/id/region/常州': 'cities/x-5872828a'}
    """
    found = sorted(set(iris))
    parts = {iri: compact_id(iri).rpartition("/")[2] for iri in found}
    shared = Counter(part.casefold() for part in parts.values())
    return {iri: f"{FOLDERS[kind]}/{_stem(iri, part, shared[part.casefold()] > 1)}" for iri, part in parts.items()}


def _stem(iri: str, part: str, ambiguous: bool) -> str:  # noqa: FBT001  # private, and named at its only call
    if _PLAIN.fullmatch(part) and len(part) <= _LONGEST and not ambiguous:
        return part
    plain = "-".join(_PLAIN.findall(part))[:_LONGEST] or "x"
    return f"{plain}-{hashlib.sha256(iri.encode()).hexdigest()[:8]}"
