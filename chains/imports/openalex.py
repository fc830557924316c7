"""OpenAlex: the institutions of a country, asked for page by page from its API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from chains.errors import EndpointError, Text
from chains.imports.organisations import Found, Name, Place, tabulate_organisations
from chains.imports.result import Imported, make_source
from chains.imports.ror import KINDS
from chains.imports.web import Getter

__all__ = ["OPENALEX", "read_openalex"]

OPENALEX: Final = "https://api.openalex.org/institutions"
_PAGE: Final = 200
_IRI: Final = "https://openalex.org/"
_ROR: Final = "https://ror.org/"


def read_openalex(country: str, getter: Getter) -> Imported:
    """Return the institutions of a country (ISO 3166-1 alpha-2) that OpenAlex knows.

    An institution with a ROR id has the key ``ror-<id>``, the same as in ROR's import; others ``openalex-<id>``.

    Raises:
        EndpointError: the service gives no answer, or none in the form that it documents.

    Source: OpenAlex, "Institution object" and "Cursor paging", https://docs.openalex.org.
    """
    left: Counter[str] = Counter()
    found = [one for record in _pages(country, getter) if (one := _read_one(record, left)) is not None]
    tables = tabulate_organisations(sorted(found, key=lambda one: one.key), "openalex")
    described = make_source(
        "openalex",
        Text("OpenAlex 机构", "OpenAlex institutions"),
        url=OPENALEX,
        publisher="OurResearch",
        licence="CC0 1.0",
        method=Text("由 API 按国家读取", "read from its API, by country"),
    )
    notes = (
        [
            Text(
                f"{left['class']:,} 个机构的类型没有对应的类，未采用",
                f"{left['class']:,} are of a type for which there is no class; left out",
            )
        ]
        if left["class"]
        else []
    )
    return Imported({"sources": described, **tables}, tuple(notes))


def _pages(country: str, getter: Getter) -> Iterator[dict[str, Any]]:
    cursor: str | None = "*"
    seen: set[str] = set()
    while cursor:
        if cursor in seen:
            raise _odd(getter, f"another cursor than {cursor}")
        seen.add(cursor)
        question = {"filter": f"country_code:{country.lower()}", "per-page": str(_PAGE), "cursor": cursor}
        answer = getter.get(question, "results", "meta")
        try:
            yield from answer["results"]
            following = answer["meta"]["next_cursor"]
        except (KeyError, TypeError) as error:
            raise _odd(getter, error) from error
        cursor = following if answer["results"] else None


def _read_one(record: dict[str, Any], left: Counter[str]) -> Found | None:
    kind = KINDS.get(record.get("type") or "")
    if kind is None:
        left["class"] += 1
        return None
    identity, ror = record["id"], record.get("ror")
    wikidata = (record.get("ids") or {}).get("wikidata")
    names = [
        *(Name(text, "en", "abbreviation") for text in record.get("display_name_acronyms") or []),
        *(Name(text, "en", "synonym") for text in record.get("display_name_alternatives") or []),
    ]
    return Found(
        key=f"ror-{ror.removeprefix(_ROR)}" if ror else f"openalex-{identity.removeprefix(_IRI)}",
        kind=kind,
        name_en=record["display_name"],
        place=_read_place(record.get("geo") or {}),
        ror=ror,
        names=tuple(names),
        same_as=(identity, wikidata) if wikidata else (identity,),
    )


def _read_place(told: dict[str, Any]) -> Place | None:
    if not told.get("geonames_city_id") or not told.get("country_code"):
        return None
    return Place(
        city=f"geonames-{told['geonames_city_id']}",
        city_name=told.get("city") or told["geonames_city_id"],
        country=told["country_code"],
        country_name=told.get("country") or told["country_code"],
        latitude=told.get("latitude"),
        longitude=told.get("longitude"),
    )


def _odd(getter: Getter, error: object) -> EndpointError:
    return EndpointError(
        Text(f"回答缺少 {error}，不是 OpenAlex 的格式", f"the answer lacks {error}: it is not in OpenAlex's form"),
        where=getter.address,
        remedy=Text("请检查 --url", "check --url"),
    )
