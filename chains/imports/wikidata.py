"""Wikidata: the enterprises that have their headquarters in a place, asked for from its query service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import polars as pl

from chains.errors import EndpointError, InputError, Text
from chains.imports.organisations import Found, Place, tabulate_organisations
from chains.imports.result import Imported, make_source
from chains.imports.web import Getter

__all__ = ["WIKIDATA", "WIKIDATA_CLASSES", "read_wikidata"]

WIKIDATA: Final = "https://query.wikidata.org/sparql"
WIKIDATA_CLASSES: Final = {
    "enterprise": "Q4830453",
    "university": "Q3918",
    "vocational_college": "Q322563",
    "research_institute": "Q31855",
}
"""The class of Wikidata whose instances count as our kind of organisation."""

_PAGE: Final = 2_000
_QUERY: Final = """\
SELECT DISTINCT ?item ?en ?zh ?ror ?founded ?city ?cityEn ?geonames ?point ?country ?countryEn WHERE {{
  ?item wdt:P31/wdt:P279* wd:{cls} ; wdt:P159 ?city ; rdfs:label ?en . FILTER(LANG(?en) = "en")
  ?city wdt:P131* wd:{place} ; wdt:P17 ?land ; rdfs:label ?cityEn . FILTER(LANG(?cityEn) = "en")
  ?land wdt:P297 ?country ; rdfs:label ?countryEn . FILTER(LANG(?countryEn) = "en")
  OPTIONAL {{ ?item rdfs:label ?zh . FILTER(LANG(?zh) = "zh") }}
  OPTIONAL {{ ?item wdt:P6782 ?ror }}
  OPTIONAL {{ ?item wdt:P571 ?founded }}
  OPTIONAL {{ ?city wdt:P1566 ?geonames }}
  OPTIONAL {{ ?city wdt:P625 ?point }}
  FILTER NOT EXISTS {{ ?item wdt:P576 ?dissolved }}
}} ORDER BY ?item ?city LIMIT {page} OFFSET {offset}"""
_POINT: Final = re.compile(r"Point\((-?[0-9.]+) (-?[0-9.]+)\)")


def read_wikidata(place: str, kind: str, getter: Getter) -> Imported:
    """Return organisations of a kind whose headquarters lie in a place (an item of Wikidata, such as ``Q215``).

    The keys are ``ror-<id>`` where Wikidata knows a ROR id, else ``wikidata-<item>``; cities have the keys of GeoNames.

    Raises:
        InputError: the place is no item of Wikidata.
        EndpointError: the service gives no answer, or none in the form that SPARQL 1.1 has.

    Source: SPARQL 1.1 Query Results JSON Format; properties P31, P159, P131, P17, P297, P1566, P6782, P571, P625.
    """
    if not re.fullmatch(r"Q[1-9][0-9]*", place):
        raise InputError(
            Text(f"“{place}”不是 Wikidata 的编号", f"“{place}” is no item of Wikidata"),
            remedy=Text("请给以 Q 开头的编号，例如 Q215", "give a number that begins with Q, such as Q215"),
        )
    rows = list(_pages(place, kind, getter))
    tables = tabulate_organisations((_read_one(row, kind) for row in rows), "wikidata")
    described = make_source(
        "wikidata",
        Text("维基数据", "Wikidata"),
        url=WIKIDATA,
        publisher="Wikimedia Foundation",
        licence="CC0 1.0",
        method=Text("由查询服务按总部所在地读取", "read from its query service, by the place of the headquarters"),
    ).with_columns(confidence=pl.lit("reported"))
    return Imported({"sources": described, **tables})


def _pages(place: str, kind: str, getter: Getter) -> Iterator[dict[str, str]]:
    offset = 0
    while True:
        query = _QUERY.format(cls=WIKIDATA_CLASSES[kind], place=place, page=_PAGE, offset=offset)
        answer = getter.get({"query": query, "format": "json"}, "results")
        try:
            found = answer["results"]["bindings"]
            yield from ({name: cell["value"] for name, cell in row.items()} for row in found)
        except (KeyError, TypeError, AttributeError) as error:
            raise EndpointError(
                Text(f"回答缺少 {error}，不是查询结果", f"the answer lacks {error}: these are no results of a query"),
                where=getter.address,
                remedy=Text("请检查 --url", "check --url"),
            ) from error
        if len(found) < _PAGE:
            return
        offset += _PAGE


def _read_one(row: dict[str, str], kind: str) -> Found:
    item, city = row["item"].rpartition("/")[2], row["city"].rpartition("/")[2]
    point = _POINT.match(row.get("point", ""))
    year = re.match(r"[0-9]{4}", row.get("founded", ""))
    return Found(
        key=f"ror-{row['ror']}" if row.get("ror") else f"wikidata-{item}",
        kind=kind,
        name_en=row["en"],
        name_zh=row.get("zh"),
        place=Place(
            city=f"geonames-{row['geonames']}" if row.get("geonames") else f"wikidata-{city}",
            city_name=row["cityEn"],
            country=row["country"],
            country_name=row["countryEn"],
            latitude=float(point[2]) if point else None,
            longitude=float(point[1]) if point else None,
        ),
        ror=f"https://ror.org/{row['ror']}" if row.get("ror") else None,
        founded=year[0] if year else None,
        same_as=(row["item"],),
    )
