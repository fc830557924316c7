"""Open data over the network: asked politely, page by page, kept, and offline from what is kept alone."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import Run
from endpoints import Handler, Site, reply, serving

from chains.build import check_tables
from chains.errors import EndpointError, InputError, Text
from chains.imports import wikidata
from chains.imports.openalex import read_openalex
from chains.imports.web import Getter
from chains.imports.wikidata import read_wikidata
from chains.imports.writing import write_tables
from chains.remote.settings import Settings
from chains.resources import ontology_folder
from chains.schema import load_schema

SCHEMA = load_schema(ontology_folder())
QUICK = Settings(first_wait=0.001, total=20, tries=3)
UNIVERSITY = {
    "id": "https://openalex.org/I184543",
    "ror": "https://ror.org/01d5jce07",
    "display_name": "University of Maribor",
    "country_code": "SI",
    "type": "education",
    "ids": {"openalex": "https://openalex.org/I184543", "wikidata": "https://www.wikidata.org/entity/Q1378"},
    "geo": {
        "city": "Maribor",
        "geonames_city_id": "3195506",
        "region": None,
        "country_code": "SI",
        "country": "Slovenia",
        "latitude": 46.55472,
        "longitude": 15.64667,
    },
    "display_name_acronyms": ["UM"],
    "display_name_alternatives": ["Maribor University"],
}
COMPANY = {
    "id": "https://openalex.org/I2",
    "ror": None,
    "display_name": "A company",
    "country_code": "SI",
    "type": "company",
    "geo": {},
}
FUND = {"id": "https://openalex.org/I3", "ror": None, "display_name": "A fund", "type": "funder"}
FOUND = {
    "item": "http://www.wikidata.org/entity/Q111",
    "en": "A works",
    "zh": "某厂",
    "founded": "1954-01-01T00:00:00Z",
    "city": "http://www.wikidata.org/entity/Q1010",
    "cityEn": "Maribor",
    "geonames": "3195506",
    "point": "Point(15.645 46.558)",
    "country": "SI",
    "countryEn": "Slovenia",
}


def pages(handler: Handler, _query: str) -> None:
    """Answer as OpenAlex does: two pages, then an empty one, by a cursor."""
    asked = parse_qs(urlsplit(handler.path).query)
    assert asked["filter"] == ["country_code:si"]
    results, cursor = {"*": ([UNIVERSITY, FUND], "a"), "a": ([COMPANY], "b"), "b": ([], None)}[asked["cursor"][0]]
    reply(handler, json.dumps({"meta": {"count": 3, "next_cursor": cursor}, "results": results}), "application/json")


def bindings(rows: list[dict[str, str]]) -> str:
    """Results of a query in SPARQL's JSON."""
    cells = [{name: {"type": "literal", "value": value} for name, value in row.items()} for row in rows]
    return json.dumps({"head": {"vars": list(FOUND)}, "results": {"bindings": cells}})


@pytest.fixture
def site() -> Iterator[Site]:
    """A service on loopback that answers as OpenAlex does."""
    with serving(pages) as found:
        yield found


def test_openalex_is_read_to_its_last_page(site: Site, tmp_path: Path):
    """The cursor is followed to the end; keys are those of ROR's import where there is a ROR id."""
    found = read_openalex("SI", Getter(site.url, settings=QUICK))
    table = found.tables["organisations"].select("id", "kind", "region", "ror")
    assert set(table.rows()) == {
        ("ror-01d5jce07", "university", "geonames-3195506", "https://ror.org/01d5jce07"),
        ("openalex-I2", "enterprise", None, None),
    }
    assert "1 are of a type" in found.notes[0].en
    assert len(site.seen) == 3
    assert site.seen[0].headers["user-agent"].startswith("fourchains/")
    write_tables(found, tmp_path / "out", SCHEMA)
    assert check_tables(tmp_path / "out")[1] == []


def test_what_was_asked_is_not_asked_again(site: Site):
    """The second time nothing is asked, offline too; with refresh all is."""
    first = read_openalex("SI", Getter(site.url, settings=QUICK))
    asked = len(site.seen)
    again = read_openalex("SI", Getter(site.url, settings=QUICK))
    offline = read_openalex("SI", Getter(site.url, offline=True, settings=QUICK))
    assert len(site.seen) == asked
    for other in (again, offline):
        assert other.tables["organisations"].equals(first.tables["organisations"])
    read_openalex("SI", Getter(site.url, refresh=True, settings=QUICK))
    assert len(site.seen) == 2 * asked


def test_offline_without_a_copy_says_what_to_do(site: Site):
    """Offline the service is not asked; the error says how to get a copy."""
    with pytest.raises(EndpointError, match="no answer to this is kept") as caught:
        read_openalex("SI", Getter(site.url, offline=True))
    assert caught.value.remedy is not None
    assert "--offline" in caught.value.remedy.en
    assert site.seen == []


def test_busy_service_is_asked_again_and_it_is_said(site: Site):
    """Too many requests: it is waited as long as asked, and told."""
    turns = itertools.count()

    def busy(handler: Handler, query: str) -> None:
        if next(turns) == 0:
            reply(handler, "slow down", "text/plain", 429, Retry_After="0")
        else:
            pages(handler, query)

    site.answer = busy
    told: list[Text] = []
    found = read_openalex("SI", Getter(site.url, settings=QUICK, notice=told.append))
    assert found.tables["organisations"].height == 2
    assert "429" in told[0].en


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("<html>moved</html>", 200, "malformed: moved"),
        ('{"error": "Invalid query"}', 200, "Invalid query"),
        ('{"results": []}', 200, "malformed"),
        ('{"error": "no"}', 404, "404"),
        ("down", 503, "503"),
    ],
)
def test_answers_that_are_none_are_told(body: str, status: int, said: str, site: Site):
    """A page for people, JSON of another form and refusals are errors that name the service; none is kept as an answer."""
    site.answer = lambda handler, _query: reply(handler, body, "application/json", status)
    with pytest.raises(EndpointError) as caught:
        read_openalex("SI", Getter(site.url, settings=QUICK))
    assert said in str(caught.value)
    assert caught.value.where == site.url
    site.answer = pages
    assert read_openalex("SI", Getter(site.url, settings=QUICK)).tables["organisations"].height == 2


def test_cursor_that_comes_again_is_an_error(site: Site):
    """A service that gives the same page for ever is not asked for ever."""
    page = json.dumps({"meta": {"next_cursor": "a"}, "results": [COMPANY]})
    site.answer = lambda handler, _query: reply(handler, page, "application/json")
    with pytest.raises(EndpointError, match="another cursor"):
        read_openalex("SI", Getter(site.url, settings=QUICK))


def test_nobody_there_is_told():
    """A service that cannot be reached is named."""
    with pytest.raises(EndpointError):
        Getter("http://127.0.0.1:9/none", settings=QUICK).get({})


def test_too_large_an_answer_is_refused(site: Site):
    """An answer above the bound is not read to its end."""
    site.answer = lambda handler, _query: reply(handler, "x" * 5000, "application/json")
    with pytest.raises(EndpointError):
        Getter(site.url, settings=Settings(most_bytes=1000, first_wait=0.001, tries=1)).get({})


def test_wikidata_is_read_page_by_page(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Pages are asked for until one is not full; names, place, year and identity are kept."""
    monkeypatch.setattr(wikidata, "_PAGE", 1)
    answers = iter(
        [[FOUND], [FOUND | {"item": "http://www.wikidata.org/entity/Q112", "en": "B", "ror": "000000003"}], []]
    )
    site.answer = lambda handler, _query: reply(handler, bindings(next(answers)))
    found = read_wikidata("Q215", "enterprise", Getter(site.url, "application/sparql-results+json", settings=QUICK))
    table = found.tables["organisations"].select("id", "name_zh", "name_en", "region", "founded")
    assert table.rows() == [
        ("wikidata-Q111", "某厂", "A works", "geonames-3195506", "1954"),
        ("ror-000000003", "某厂", "B", "geonames-3195506", "1954"),
    ]
    assert found.tables["sources"].get_column("confidence").to_list() == ["reported"]
    assert [one.query[-8:] for one in site.seen] == ["OFFSET 0", "OFFSET 1", "OFFSET 2"]
    assert "wd:Q4830453" in site.seen[0].query
    assert "wd:Q215" in site.seen[0].query
    write_tables(found, tmp_path / "out", SCHEMA)
    assert check_tables(tmp_path / "out")[1] == []


def test_place_that_is_no_item_is_refused():
    """A name in place of an item of Wikidata never reaches the query."""
    with pytest.raises(InputError, match="no item of Wikidata"):
        read_wikidata("Slovenia } #", "enterprise", Getter("http://127.0.0.1:9/none"))


def test_command_asks_and_answers_offline(run_chains: Run, site: Site, tmp_path: Path):
    """The command keeps what it was told, and does without the network afterwards."""
    out = tmp_path / "out"
    ask = ("import", "openalex", "--country", "SI", "--url", site.url, "-o", str(out))
    assert run_chains(*ask).returncode == 0
    asked = len(site.seen)
    offline = run_chains(*ask, "--offline")
    assert offline.returncode == 0, offline.stderr
    assert len(site.seen) == asked
    assert run_chains(*ask, "--offline", "--refresh").returncode == 2
