"""The key of every invented thing by its number, and its IRI."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chains.names import mint_iri

__all__ = ["iri", "iris", "key", "keys"]

_FORMS: Final = {
    "bond": ("", "B"),
    "chain": ("industry-chain", "chain-"),
    "city": ("region", "C"),
    "group": ("occupation", "group-"),
    "indicator": ("indicator", "indicator-"),
    "occupation": ("occupation", "occupation-"),
    "organisation": ("organisation", "O"),
    "programme": ("programme", "S"),
    "province": ("region", "P"),
    "segment": ("segment", "segment-"),
    "skill": ("skill", "skill-"),
    "technology": ("technology", "T"),
}
"""For each sort of thing the segment of its IRI and the beginning of its key."""


def key(sort: str, number: int) -> str:
    """Return the key of a thing; numbers begin at 0, keys at 1.

    >>> key("city", 0)
    'C000001'
    """
    return f"{_FORMS[sort][1]}{number + 1:06d}"


def keys(sort: str, numbers: Iterable[int]) -> list[str]:
    """Return the keys of several things of one sort."""
    beginning = _FORMS[sort][1]
    return [f"{beginning}{number + 1:06d}" for number in numbers]


def iri(sort: str, number: int) -> str:
    """Return the IRI of a thing.

    >>> iri("skill", 4)
    'https://w3id.org/fourchains/id/skill/skill-000005'
    """
    return mint_iri(_FORMS[sort][0], key(sort, number))


def iris(sort: str, numbers: Iterable[int]) -> tuple[str, ...]:
    """Return the IRIs of several things of one sort."""
    return tuple(iri(sort, number) for number in numbers)
