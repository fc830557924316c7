"""Organisations and their places, as registers and networks tell of them, made into tables of ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from chains.imports.result import make_frame

__all__ = ["Found", "Name", "Place", "tabulate_organisations"]

_REGION: Final = ("id", "kind", "name_zh", "name_en", "part_of", "latitude", "longitude", "source")
_ORGANISATION: Final = ("id", "kind", "name_zh", "name_en", "region", "ror", "founded", "source")
_ALIAS: Final = ("organisation", "alias", "lang", "reason", "source")
_MATCH: Final = ("organisation", "same_as", "source")
_FIRST_YEAR: Final = 1500
"""The earliest that a year of ours can be."""


@dataclass(frozen=True, slots=True)
class Place:
    """A city with what it lies in, by the identities of GeoNames and ISO 3166; coordinates are those of the city."""

    city: str
    city_name: str
    country: str
    country_name: str
    latitude: float | None = None
    longitude: float | None = None
    subdivision: str | None = None
    subdivision_name: str | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A further name, in Chinese or English, and why it is one (a notation of the scheme ``alias-kinds``)."""

    text: str
    lang: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """One organisation; *founded* is a year, *same_as* has its IRIs elsewhere."""

    key: str
    kind: str
    name_en: str
    name_zh: str | None = None
    place: Place | None = None
    ror: str | None = None
    founded: str | None = None
    names: tuple[Name, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(slots=True)
class _Rows:
    regions: dict[str, tuple[str | None, ...]] = field(default_factory=dict)
    organisations: dict[str, tuple[str | None, ...]] = field(default_factory=dict)
    aliases: dict[tuple[str, str], tuple[str | None, ...]] = field(default_factory=dict)
    matches: dict[tuple[str, str], tuple[str | None, ...]] = field(default_factory=dict)


def tabulate_organisations(found: Iterable[Found], source: str) -> dict[str, pl.DataFrame]:
    """Return the tables of organisations, their names, identities and regions; the rows come in the order given.

    A country is an area, its subdivision a province, its city a city: the levels that our regions have.  Coordinates
    are those of cities; none is given to an organisation, for registers tell only the city.
    """
    rows = _Rows()
    for one in found:
        _add(one, source, rows)
    return {
        "regions": make_frame(_REGION, rows.regions.values()),
        "organisations": make_frame(_ORGANISATION, rows.organisations.values()),
        "organisation_aliases": make_frame(_ALIAS, rows.aliases.values()),
        "organisation_matches": make_frame(_MATCH, rows.matches.values()),
    }


def _add(one: Found, source: str, rows: _Rows) -> None:
    region = _add_place(one.place, source, rows) if one.place else None
    name_zh = one.name_zh or one.name_en
    founded = one.founded if one.founded and int(one.founded) >= _FIRST_YEAR else None
    rows.organisations.setdefault(one.key, (one.key, one.kind, name_zh, one.name_en, region, one.ror, founded, source))
    for name in one.names:
        if name.text not in {name_zh, one.name_en}:
            rows.aliases.setdefault((one.key, name.text), (one.key, name.text, name.lang, name.reason, source))
    for iri in one.same_as:
        rows.matches.setdefault((one.key, iri), (one.key, iri, source))


def _add_place(place: Place, source: str, rows: _Rows) -> str:
    above = place.country
    _add_region(rows, (above, "area", place.country_name, None, None, None), source)
    if place.subdivision:
        inner = f"{place.country}-{place.subdivision}"
        _add_region(rows, (inner, "province", place.subdivision_name or inner, above, None, None), source)
        above = inner
    latitude, longitude = (None if value is None else f"{value:.5f}" for value in (place.latitude, place.longitude))
    _add_region(rows, (place.city, "city", place.city_name, above, latitude, longitude), source)
    return place.city


def _add_region(rows: _Rows, facts: tuple[str, str, str, str | None, str | None, str | None], source: str) -> None:
    key, kind, name, *more = facts
    rows.regions.setdefault(key, (key, kind, name, name, *more, source))
