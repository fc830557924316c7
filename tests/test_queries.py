"""The named queries: their headers, their golden answers, and the same answers by other ways."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest

from chains.answers import answer_query, bind_query, readable_rows
from chains.build import ontology_terms
from chains.errors import QueryError, UnknownName
from chains.graph import KnowledgeGraph
from chains.names import ID, PREFIXES, quote_key
from chains.queries import NamedQuery, find_query, load_queries, read_query
from chains.resources import data_folder
from chains.sparql import find_parameters

GOLDEN = Path(__file__).resolve().parent / "golden"
sys.path.insert(0, str(GOLDEN))

from write import FOLDER, example_values, golden_answer  # noqa: E402  # the writer stands beside what it writes

QUERIES = load_queries()
QUESTIONS = {name: query for name, query in QUERIES.items() if not name.startswith("lint_")}
each_query = pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
each_question = pytest.mark.parametrize("query", QUESTIONS.values(), ids=QUESTIONS.keys())
SECONDS = 1.0
"""Far above the goal of 0.2 s, for machines that are busy or slow; the benchmark watches the goal."""


def _has_han(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def _selected(sparql: str) -> list[str]:
    clause = re.split(r"\bWHERE\b", re.sub(r"(?m)^#.*$", "", sparql).partition("SELECT")[2], maxsplit=1)[0]
    return re.findall(r"[?$](\w+)", re.sub(r"\([^()]*(\([^()]*\)[^()]*)*\bAS\b", "", clause))


def test_library_is_rich():
    """There are at least 42 questions, some of which find gaps, and their names tell which."""
    assert len(QUESTIONS) >= 42
    assert {name.partition("_")[0] for name in QUERIES} == {"ask", "gap", "lint"}


@each_query
def test_header_is_complete(query: NamedQuery):
    """Title and question stand there in Chinese and English, and a note if any in both."""
    for text in (query.title, query.question, query.note):
        if text is not None:
            assert _has_han(text.zh)
            assert text.en
            assert not _has_han(text.en)


@each_query
def test_columns_are_those_of_the_answer(query: NamedQuery):
    """The header describes each column of the SELECT, a column of names by what it names, and no other."""
    described = [column.name for column in query.columns]
    bases = [name.removesuffix("_label") for name in _selected(query.sparql)]
    assert described
    assert set(described) == set(bases)
    assert all(_has_han(column.title.zh) and column.title.en for column in query.columns)


@each_query
def test_parameters_are_those_of_the_text(query: NamedQuery):
    """The header declares each parameter that the text uses besides the language, and its kind exists."""
    terms = ontology_terms()
    assert {one.name for one in query.parameters} == set(find_parameters(query.sparql)) - {"lang"}
    for one in query.parameters:
        scheme = one.kind.removeprefix("codes/")
        assert one.kind in {"any", "year", *terms.classes} or scheme in terms.schemes
        assert one.example
        assert _has_han(one.title.zh)
        assert not _has_han(one.title.en)


@each_question
def test_answer_is_ordered(query: NamedQuery):
    """Each question orders its rows."""
    assert "ORDER BY" in query.sparql


def test_golden_files_are_those_of_the_library():
    """There is a golden answer for each query, and none of a query that is gone."""
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(QUERIES)


@each_query
def test_golden_answer(query: NamedQuery, small: KnowledgeGraph):
    """The answer on the small region is the golden one; it has rows, or the header says why not."""
    golden = (FOLDER / f"{query.name}.csv").read_text(encoding="utf-8")
    assert golden_answer(small, query) == golden
    assert (golden.count("\n") > 1) is (query.empty is None)


@each_question
def test_region_answers(query: NamedQuery, region: KnowledgeGraph):
    """On the shipped region each question has an answer, soon, with and without each optional parameter."""
    needed = example_values(query)
    optional = [{}, *({one.name: one.example} for one in query.parameters if not one.required)]
    for more in optional:
        text = bind_query(region, query, needed | more, lang="zh")
        start = time.process_time()
        rows = region.query(text).rows
        assert time.process_time() - start < SECONDS
        assert rows or query.name in MAY_BE_EMPTY


MAY_BE_EMPTY = frozenset({"gap_segments_without_enterprise"})
"""Jiangsu has enterprises in every segment of the chain of the example."""


@pytest.fixture(scope="module")
def reversed_region(region: KnowledgeGraph) -> ox.Store:
    """The store of the region, filled from the last statement to the first."""
    store = ox.Store()
    store.bulk_extend(reversed(list(region.store)))
    return store


@each_query
def test_order_is_total(query: NamedQuery, region: KnowledgeGraph, reversed_region: ox.Store):
    """The rows come in the same order however the store was filled."""
    text = bind_query(region, query, example_values(query), lang="en")
    answer = reversed_region.query(text, prefixes=PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    assert [tuple(row[name] for name in names) for row in answer] == list(region.query(text).rows)


# --- the same answers from the tables, without RDF and SPARQL --------------------------------------------------------


@pytest.fixture(scope="module")
def tables() -> Mapping[str, pl.DataFrame]:
    """The tables of the shipped region, all columns as text."""
    return {path.stem: pl.read_csv(path, infer_schema=False) for path in sorted(data_folder().glob("*.csv"))}


def _columns(graph: KnowledgeGraph, name: str, columns: list[str], **given: str) -> list[tuple[str | None, ...]]:
    results = answer_query(graph, name, given, lang="zh")
    places = [results.columns.index(column) for column in columns]
    return [tuple(row[place] for place in places) for row in results.values()]


def _local(tables: Mapping[str, pl.DataFrame], city: str) -> pl.Series:
    return tables["organisations"].filter(pl.col("region") == city)["id"]


def test_skills_not_taught_agree_with_tables(region: KnowledgeGraph, tables: Mapping[str, pl.DataFrame]):
    """The skills that Changzhou asks for and does not teach, with their postings, are those of the tables."""
    asked = tables["demands"].filter(pl.col("region") == "320400", pl.col("skill").is_null()).drop("skill")
    needs = tables["occupation_skills"].select("occupation", "skill").unique()
    demand = asked.join(needs, on="occupation").group_by("skill").agg(pl.col("count").cast(pl.Int64).sum())
    offered = tables["offerings"].filter(pl.col("institution").is_in(_local(tables, "320400").implode()))["programme"]
    taught = tables["programme_skills"].filter(pl.col("programme").is_in(offered.implode()))["skill"]
    gap = demand.filter(~pl.col("skill").is_in(taught.implode()), pl.col("count").is_not_null())
    found = _columns(region, "gap_skills_not_taught_in_city", ["skill", "postings"], city="常州")
    assert len(found) > 20
    assert set(found) == {(f"{ID}skill/{quote_key(skill)}", str(count)) for skill, count in gap.iter_rows()}


def test_teachers_of_a_skill_agree_with_tables(region: KnowledgeGraph, tables: Mapping[str, pl.DataFrame]):
    """The institutions and programmes that teach Java are those of the tables."""
    programmes = tables["programme_skills"].filter(pl.col("skill") == "java").select("programme")
    pairs = tables["offerings"].join(programmes, on="programme").select("institution", "programme").unique()
    placed = tables["organisations"].filter(pl.col("region").is_not_null()).select(institution="id")
    expected = {
        (f"{ID}organisation/{one}", f"{ID}programme/{two}")
        for one, two in pairs.join(placed, on="institution").iter_rows()
    }
    found = _columns(region, "ask_who_teaches_skill", ["institution", "programme"], skill="java")
    assert len(found) == len(expected) > 100
    assert set(found) == expected


@pytest.mark.parametrize("city", ["310100", "320400", "340700"])
def test_compared_city_agrees_with_tables(region: KnowledgeGraph, tables: Mapping[str, pl.DataFrame], city: str):
    """Each number of a city in the comparison is that of the tables."""
    local = _local(tables, city).implode()
    organisations = tables["organisations"].filter(pl.col("region") == city)
    schools = organisations["kind"].is_in(["university", "vocational_college", "secondary_vocational_school"]).sum()
    demands = tables["demands"].filter(
        pl.col("region") == city, pl.col("skill").is_null(), pl.col("occupation").is_not_null()
    )
    counts = demands["count"].drop_nulls().cast(pl.Int64)
    projects = tables["participations"].filter(pl.col("organisation").is_in(local))["project"].n_unique()
    expected = (
        schools,
        tables["offerings"]["institution"].is_in(local).sum(),
        counts.sum() if counts.len() else None,
        (organisations["kind"] == "enterprise").sum(),
        tables["partnerships"]["institution"].is_in(local).sum(),
        (tables["platforms"]["region"] == city).sum(),
        projects,
    )
    names = ["institutions", "offerings", "postings", "enterprises", "partnerships", "platforms", "projects"]
    rows = _columns(region, "ask_cities_compared", ["city", *names])
    (row,) = (numbers for place, *numbers in rows if place == f"{ID}region/{city}")
    assert [None if one is None else int(one) for one in row] == list(expected)


def test_institutions_without_links_agree_with_tables(region: KnowledgeGraph, tables: Mapping[str, pl.DataFrame]):
    """The institutions that no link table names are those that the query finds."""
    linked = pl.concat(
        [
            tables["partnerships"]["institution"],
            tables["memberships"]["member"],
            tables["participations"]["organisation"],
            tables["platform_hosts"]["organisation"],
        ]
    )
    kinds = ["university", "vocational_college", "secondary_vocational_school"]
    alone = tables["organisations"].filter(
        pl.col("kind").is_in(kinds), pl.col("region").is_not_null(), ~pl.col("id").is_in(linked.implode())
    )
    found = {key for (key,) in _columns(region, "gap_colleges_without_links", ["institution"])}
    assert len(found) > 100
    assert {key.rpartition("/")[2] for key in found if key} == set(alone["id"])


def test_segments_by_city_agree_with_tables(region: KnowledgeGraph, tables: Mapping[str, pl.DataFrame]):
    """The enterprises of each segment and city are counted as the tables have them, each once."""
    enterprises = tables["organisations"].filter(pl.col("kind") == "enterprise").select("region", organisation="id")
    segments = tables["segments"].filter(pl.col("industry_chain") == "integrated-circuits").select(segment="id")
    active = tables["organisation_chains"].join(enterprises, on="organisation").join(segments, on="segment")
    counts = active.drop_nulls("region").group_by("segment", "region").agg(pl.col("organisation").n_unique())
    expected = {(f"{ID}segment/{one}", f"{ID}region/{two}", str(n)) for one, two, n in counts.iter_rows()}
    found = _columns(region, "ask_segment_enterprises_by_city", ["segment", "place", "enterprises"], chain="集成电路")
    assert len(found) == len(expected) > 10
    assert set(found) == expected


def test_programmes_of_a_city_agree_with_tables(region: KnowledgeGraph, tables: Mapping[str, pl.DataFrame]):
    """The programmes of a level in Changzhou, with their institutions and last year, are those of the tables."""
    level = tables["programmes"].filter(pl.col("level") == "voc_associate").select(programme="id")
    offered = tables["offerings"].filter(pl.col("institution").is_in(_local(tables, "320400").implode()))
    grouped = (
        offered.join(level, on="programme")
        .group_by("programme")
        .agg(pl.col("institution").n_unique(), pl.col("year").max())
    )
    expected = {(f"{ID}programme/{one}", str(n), year) for one, n, year in grouped.iter_rows()}
    columns = ["programme", "institutions", "year"]
    found = _columns(region, "ask_programmes_in_city", columns, city="常州", level="高职专科")
    assert len(found) > 20
    assert set(found) == expected


def test_sources_count_every_statement(region: KnowledgeGraph):
    """The statements of all sources and of the catalogue itself make up the graph."""
    counted = sum(int(number or 0) for (number,) in _columns(region, "ask_sources", ["statements"]))
    ((catalogue,),) = region.query(
        f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{ID}source/catalogue> {{ ?s ?p ?o }} }}"
    ).values()
    assert counted + int(catalogue or 0) == len(region)


# --- what a person types ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "city",
    [
        "常州",
        "常州市",
        "Changzhou",
        "changzhou",
        "320400",
        "region/320400",
        f"<{ID}region/320400>",
        f"{ID}region/320400",
    ],
)
def test_city_is_found_by_any_of_its_names(small: KnowledgeGraph, city: str):
    """A city is found with and without 市, in English, by its code and by its identifier."""
    text = bind_query(small, "ask_clusters", {"region": city})
    assert f"<{ID}region/320400>" in text


@pytest.mark.parametrize(
    "skill", ["数据库", "数据库技术", "Database technology", "DATABASE TECHNOLOGY", "database-technology"]
)
def test_skill_is_found_by_alias_and_key(small: KnowledgeGraph, skill: str):
    """A skill is found by its name, another name, in any case, and by its key."""
    assert answer_query(small, "ask_who_teaches_skill", {"skill": skill}).rows


def test_codes_are_found_by_label(small: KnowledgeGraph):
    """A level may be given by its notation or its name in either language."""
    texts = {
        bind_query(small, "ask_programmes_in_city", {"city": "常州", "level": level})
        for level in ("voc_associate", "高职专科")
    }
    assert len(texts) == 1


def test_unknown_city_tells_the_nearest(small: KnowledgeGraph):
    """An unknown name gives the nearest of its class, and nothing of another class."""
    with pytest.raises(UnknownName) as caught:
        answer_query(small, "ask_programmes_in_city", {"city": "常洲市"})
    assert caught.value.nearest == ("常州市",)
    assert "城市" in caught.value.say("zh")


def test_thing_of_another_class_is_refused(small: KnowledgeGraph):
    """A skill is no city, however it is written."""
    for value in ("数据库技术", "skill/database-technology", f"{ID}skill/database-technology"):
        with pytest.raises(UnknownName):
            answer_query(small, "ask_programmes_in_city", {"city": value})


def test_ambiguous_name_lists_the_identifiers(region: KnowledgeGraph):
    """A name of several things is refused with the identifiers of each."""
    with pytest.raises(QueryError) as caught:
        answer_query(region, "ask_programme_profile", {"programme": "人工智能"})
    assert "programme/080717" in caught.value.say("en")
    assert "programme/pg-085410" in caught.value.say("zh")


def test_missing_parameter_gives_an_example(small: KnowledgeGraph):
    """A question that lacks a parameter says which, with a command that works."""
    with pytest.raises(QueryError, match="skill") as caught:
        answer_query(small, "ask_who_teaches_skill")
    assert "chains query ask_who_teaches_skill -p skill=数据库技术" in caught.value.say("en")


def test_wrong_parameter_tells_the_nearest(small: KnowledgeGraph):
    """A parameter that the question does not have is refused, with the nearest."""
    with pytest.raises(UnknownName) as caught:
        answer_query(small, "ask_who_teaches_skill", {"skills": "Java"})
    assert caught.value.nearest == ("skill",)


def test_parameter_of_a_question_without_any(small: KnowledgeGraph):
    """A question without parameters says so."""
    with pytest.raises(QueryError, match="no parameter"):
        answer_query(small, "ask_cities_compared", {"city": "常州"})


@pytest.mark.parametrize("year", ["23", "2023年", "二〇二三", "-2023"])
def test_year_is_four_digits(small: KnowledgeGraph, year: str):
    """A year is written with four digits."""
    with pytest.raises(QueryError, match="no year"):
        answer_query(small, "ask_indicators_of_region", {"region": "常州", "year": year})


def test_unknown_code_tells_where_they_are_listed(small: KnowledgeGraph):
    """An unknown code names the command that lists the codes."""
    with pytest.raises(UnknownName, match="chains terms --codes programme-levels"):
        answer_query(small, "ask_programmes_in_city", {"city": "常州", "level": "博士后"})


def test_labels_come_in_the_language_asked_for(small: KnowledgeGraph):
    """Labels are Chinese or English as asked; what has no English name keeps its Chinese one."""
    given = {"institution": "常州信息职业技术学院"}
    rows = {
        lang: answer_query(small, "ask_partners_of_institution", given, lang=lang).values() for lang in ("zh", "en")
    }
    assert rows["zh"][0][1:3] == ("三菱", "产业学院")
    assert rows["en"][0][1:3] == ("三菱", "industry college")


def test_value_cannot_change_the_query(small: KnowledgeGraph):
    """A value that looks like SPARQL is a value that nothing is called by."""
    with pytest.raises(UnknownName):
        answer_query(small, "ask_programmes_in_city", {"city": '常州" } # '})
    with pytest.raises(UnknownName):
        answer_query(small, "ask_programmes_in_city", {"city": "region/320400> } DROP ALL #"})


def test_readable_rows_show_a_thing_once(small: KnowledgeGraph):
    """For a person a thing stands there by its name, under the title of its column, without its identifier."""
    query = find_query("ask_where_programme_is_offered")
    header, rows = readable_rows(answer_query(small, query, {"programme": "软件技术"}, lang="zh"), query, "zh")
    assert header == ["所在地", "院校", "最近年份"]
    assert rows[0] == ["常州市", "常州信息职业技术学院", "2025"]


def test_unnamed_thing_is_shown_by_its_identifier(small: KnowledgeGraph):
    """What has no name is shown by its short identifier."""
    query = find_query("ask_about")
    _, rows = readable_rows(answer_query(small, query, {"thing": "常州信息职业技术学院"}, lang="en"), query, "en")
    assert ["→", "rdf:type", "Vocational college"] in [row[:3] for row in rows]
    assert any(row[2] == "offering/4132012317_510203_2025" for row in rows)


def test_misspelt_query_tells_the_nearest():
    """A misspelt name gives the nearest; a hyphen is as good as an underscore."""
    with pytest.raises(UnknownName) as caught:
        find_query("ask_who_teach_skill")
    assert caught.value.nearest[0] == "ask_who_teaches_skill"
    assert find_query("ask-who-teaches-skill").name == "ask_who_teaches_skill"


def test_header_with_missing_parts_is_refused():
    """A parameter line that lacks a part is an error, not a parameter."""
    with pytest.raises(ValueError, match="parts"):
        read_query("# parameter: city | City | required\nASK {}", "mine")


def test_default_holds_where_nothing_is_given(small: KnowledgeGraph):
    """A parameter with a default takes it, and gives way to a value."""
    query = read_query("# parameter: city | City | default 苏州 | 常州 | 城市 | city\nASK { $city a ch:City }", "mine")
    assert "region/320500" in bind_query(small, query)
    assert "region/320400" in bind_query(small, query, {"city": "常州"})


def test_query_without_header_takes_terms(small: KnowledgeGraph):
    """A parameter that no header declares takes an IRI, a prefixed name, a whole number or a text."""
    query = read_query("SELECT ?x { VALUES ?x { $a $b $c $d } }", "mine")
    given = {"a": "<urn:x>", "b": "ch:Skill", "c": "12", "d": "1 } 2"}
    values = [row[0] for row in answer_query(small, query, given).rows]
    assert values == [
        ox.NamedNode("urn:x"),
        ox.NamedNode(PREFIXES["ch"] + "Skill"),
        ox.Literal(12),
        ox.Literal("1 } 2"),
    ]
