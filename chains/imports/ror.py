"""ROR, the Research Organization Registry: its data dump (schema 2.0 or 2.1), whole, record by record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

from chains.errors import Text, UnreadableInput
from chains.imports.json_stream import read_records
from chains.imports.layout import find_release, require_columns
from chains.imports.organisations import Found, Name, Place, tabulate_organisations
from chains.imports.result import Imported, make_source

__all__ = ["KINDS", "read_ror"]

KINDS: Final = {
    "education": "university",
    "healthcare": "hospital",
    "company": "enterprise",
    "government": "government_body",
    "facility": "research_institute",
    "archive": "research_institute",
}
"""Our kind of organisation for a type of ROR; the first that an organisation has counts.  Others have no class here."""

_NEEDED: Final = ("id", "names", "types", "status", "locations")
_ID: Final = "https://ror.org/"


def read_ror(path: Path, countries: Collection[str] = (), release: str | None = None) -> Imported:
    """Return the active organisations of ROR in some countries (ISO 3166-1 alpha-2; none named: all).

    *path* is the file ``…-ror-data_schema_v2.json`` of the dump, or its .zip.  Keys are ``ror-<id>``.  ROR does not tell
    universities from vocational colleges: all of the type ``education`` count as universities.

    Raises:
        UnreadableInput: the file is no such dump, is broken, or has nothing of the countries.

    Source: ROR schema 2.1, https://ror.readme.io/docs/ror-data-structure.
    """
    version = find_release(path, release)
    key = f"ror-{version}" if version else "ror"
    wanted = {code.upper() for code in countries}
    left: Counter[str] = Counter()
    tables = tabulate_organisations(_read_all(path, wanted, left), key)
    if not tables["organisations"].height:
        raise UnreadableInput(
            Text("没有这些国家的机构", "it has no organisation of these countries"),
            where=str(path),
            remedy=Text("请用两个字母的国家代码，例如 SI", "give countries by their code of two letters, such as SI"),
        )
    described = make_source(
        key,
        Text(
            f"研究机构注册库 ROR {version or ''}".strip(),
            f"Research Organization Registry (ROR) {version or ''}".strip(),
        ),
        url="https://doi.org/10.5281/zenodo.6347574",
        publisher="Research Organization Registry",
        licence="CC0 1.0",
        method=Text("官方数据转储（JSON，第 2 版结构）", "its data dump (JSON, schema 2)"),
    )
    return Imported({"sources": described, **tables}, tuple(_notes(left)))


def _notes(left: Counter[str]) -> Iterator[Text]:
    if left["inactive"]:
        yield Text(
            f"{left['inactive']:,} 个已停止或撤销的机构未采用",
            f"{left['inactive']:,} inactive or withdrawn ones left out",
        )
    if left["class"]:
        yield Text(
            f"{left['class']:,} 个机构只属于非营利、资助方或其他类型，本体没有对应的类，未采用",
            f"{left['class']:,} are only of the types nonprofit, funder or other, for which there is no class; left out",
        )


def _read_all(path: Path, countries: Collection[str], left: Counter[str]) -> Iterator[Found]:
    for number, record in enumerate(read_records(path), start=1):
        if number == 1:
            require_columns(list(record), _NEEDED, str(path))
        try:
            found = _read_one(record, countries, left)
        except (KeyError, TypeError, AttributeError) as error:
            raise UnreadableInput(
                Text(f"第 {number} 条记录不合 ROR 结构：{error}", f"record {number} is not of ROR's schema: {error}"),
                where=str(path),
                remedy=Text("请用 schema_v2 的数据文件", "give the file of schema v2 from the dump"),
            ) from error
        if found is not None:
            yield found


def _read_one(record: dict[str, Any], countries: Collection[str], left: Counter[str]) -> Found | None:
    place = _read_place(record["locations"])
    if countries and (place is None or place.country not in countries):
        return None
    if record["status"] != "active":
        left["inactive"] += 1
        return None
    kind = next((ours for theirs, ours in KINDS.items() if theirs in record["types"]), None)
    if kind is None:
        left["class"] += 1
        return None
    names = record["names"]
    shown = next(name["value"] for name in names if "ror_display" in name["types"])
    english = next((name["value"] for name in names if name["lang"] == "en" and "label" in name["types"]), shown)
    founded = record.get("established")
    return Found(
        key=f"ror-{record['id'].removeprefix(_ID)}",
        kind=kind,
        name_en=english,
        name_zh=next((name["value"] for name in names if name["lang"] == "zh"), None),
        place=place,
        ror=record["id"],
        founded=str(founded) if founded else None,
        names=tuple(_further_names(names, shown)),
        same_as=tuple(_wikidata(record.get("external_ids") or [])),
    )


def _read_place(locations: list[dict[str, Any]]) -> Place | None:
    if not locations:
        return None
    first = locations[0]
    told = first["geonames_details"]
    code = told.get("country_subdivision_code")
    return Place(
        city=f"geonames-{first['geonames_id']}",
        city_name=told["name"],
        country=told["country_code"],
        country_name=told["country_name"],
        latitude=told.get("lat"),
        longitude=told.get("lng"),
        subdivision=code or None,
        subdivision_name=told.get("country_subdivision_name"),
    )


def _further_names(names: list[dict[str, Any]], shown: str) -> Iterator[Name]:
    """Iterate over the other names in Chinese or English; names in other languages have no place in our tables."""
    yield Name(shown, "en", "english_name")
    for name in names:
        if name["lang"] in {None, "en", "zh"}:
            reason = "abbreviation" if "acronym" in name["types"] else "synonym"
            yield Name(name["value"], name["lang"] or "en", reason)


def _wikidata(identities: list[dict[str, Any]]) -> Iterator[str]:
    for one in identities:
        if one["type"] == "wikidata":
            preferred = one.get("preferred") or next(iter(one["all"]), None)
            if preferred:
                yield f"http://www.wikidata.org/entity/{preferred}"
