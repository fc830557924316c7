"""The shipped tables hold what they promise, and nothing that they must not hold."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from frictionless import validate

from chains.build import check_tables
from chains.datapackage import describe_folder, write_datapackage
from chains.graph import KnowledgeGraph
from chains.resources import DEFAULT_REGION, SMALL_REGION, data_folder, ontology_folder
from chains.schema import load_schema
from chains.tables import ROW

REGIONS = (DEFAULT_REGION, SMALL_REGION)
SCHEMA = load_schema(ontology_folder())
# Link kinds that no fact of the region has (data/README.md says why).
ABSENT_KINDS = {"region-asks-skill", "trains-for", "trains-occupation", "trains-skill"}


def read(region: str) -> dict[str, pl.DataFrame]:
    """Return the tables of a region as text, by name."""
    return {name: frame.drop(ROW) for name, frame in check_tables(data_folder(region))[0].frames.items()}


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    """The tables of the shipped region."""
    return read(DEFAULT_REGION)


@pytest.fixture(scope="module")
def small_tables() -> dict[str, pl.DataFrame]:
    """The tables of the small region."""
    return read(SMALL_REGION)


@pytest.mark.parametrize("region", REGIONS)
def test_region_has_no_fault_and_no_note(region: str):
    """A shipped region passes the check without a word."""
    assert check_tables(data_folder(region))[1] == []


# --- what the region holds -----------------------------------------------------------------------------------


def test_regions_are_the_cities_of_four_provinces(tables: dict[str, pl.DataFrame]):
    """Four provinces and 41 cities, each city with a division code, coordinates in the area, and its province."""
    regions = tables["regions"]
    assert dict(regions.group_by("kind").len().iter_rows()) == {"area": 1, "province": 4, "city": 41}
    cities = regions.filter(pl.col("kind") == "city")
    assert cities.get_column("id").str.contains(r"^3[1-4][0-9]{4}$").all()
    assert cities.get_column("latitude").cast(pl.Float64).is_between(27, 36).all()
    assert cities.get_column("longitude").cast(pl.Float64).is_between(114, 123).all()
    assert (cities.get_column("part_of").str.head(2) == cities.get_column("id").str.head(2)).all()


def test_regular_institutions_are_complete(tables: dict[str, pl.DataFrame]):
    """The 481 regular institutions of the ministry's list, each with its code, city, kind and level."""
    known = tables["organisations"].filter(pl.col("moe_code").is_not_null(), pl.col("region").is_not_null())
    # One more institution of the region has a code: it is on the list of adult education.
    listed = known.filter(pl.col("source") != "moe-2025-adult-list")
    assert listed.height == listed.get_column("moe_code").n_unique() == 481
    assert (listed.get_column("id") == listed.get_column("moe_code")).all()
    assert (listed.get_column("region").str.head(2) == listed.get_column("moe_code").str.slice(2, 2)).all()
    assert set(listed.get_column("region_source")) == {"moe-2025-list"}
    kinds = Counter(listed.select("kind", "level").iter_rows())
    assert set(kinds) == {
        ("university", "bachelor"),
        ("vocational_college", "voc_bachelor"),
        ("vocational_college", "voc_associate"),
    }
    assert listed.get_column("latitude").null_count() == 34
    assert listed.get_column("region").n_unique() == 41


def test_offerings_are_at_least_the_promised_number(tables: dict[str, pl.DataFrame]):
    """At least 12,500 offerings, one for an institution and programme, vocational and undergraduate."""
    offerings = tables["offerings"]
    assert offerings.height >= 12_500
    assert offerings.select("institution", "programme").is_duplicated().sum() == 0
    levels = dict(offerings.group_by("level").len().iter_rows())
    assert levels["voc_associate"] > 2_000
    assert levels["bachelor"] > 10_000


def test_occupations_are_the_whole_classification(tables: dict[str, pl.DataFrame]):
    """The classification of 2022 with the one unit occupation added since; each broader one is one level up."""
    occupations = tables["occupations"]
    levels = dict(occupations.group_by("level").len().iter_rows())
    assert levels == {"major": 8, "sub_major": 79, "minor": 450, "unit": 1_639 + 1, "job_title": 110}
    listed = occupations.filter(pl.col("level") != "job_title", pl.col("level") != "major")
    assert (listed.get_column("broader") == listed.get_column("id").str.replace("-[0-9]+$", "")).all()


def test_job_titles_are_placed_in_the_classification(tables: dict[str, pl.DataFrame]):
    """Every occupation in use belongs to the classification; that a job title does is said to be derived."""
    titles = tables["occupations"].filter(pl.col("level") == "job_title")
    assert titles.get_column("broader").str.contains("^[1-8]").all()
    assert titles.get_column("broader_source").unique().to_list() == ["derived-occupation-of-job-title"]


def test_industries_are_the_whole_classification(tables: dict[str, pl.DataFrame]):
    """GB/T 4754-2017 has 20 sections, 97 divisions, 473 groups and 1,381 classes."""
    industries = tables["industries"]
    levels = dict(industries.group_by("level").len().iter_rows())
    assert levels == {"section": 20, "division": 97, "group": 473, "class": 1_381}
    below = industries.filter(pl.col("level").is_in(["group", "class"]))
    assert (below.get_column("broader") == below.get_column("id").str.head(-1)).all()


def test_industry_chains_have_all_positions(tables: dict[str, pl.DataFrame]):
    """Each of the seven industry chains has segments upstream, midstream and downstream, and supplies among them."""
    assert tables["industry_chains"].height == 7
    positions = tables["segments"].group_by("industry_chain").agg(pl.col("position").n_unique())
    assert positions.get_column("position").to_list() == [3] * 7
    chain = dict(tables["segments"].select("id", "industry_chain").iter_rows())
    within = {
        chain[one]
        for one, other in tables["segment_supplies"].select("segment", "to").iter_rows()
        if chain[one] == chain[other]
    }
    assert within == set(chain.values())


def test_skills_have_names_in_both_languages(tables: dict[str, pl.DataFrame]):
    """Every skill has a Chinese and an English name, and some have others; no English one holds a Han character."""
    skills = tables["skills"]
    assert skills.get_column("name_en").null_count() == 0
    assert not skills.get_column("name_en").str.contains(r"\p{Han}").any()
    aliases = tables["skill_aliases"]
    assert set(aliases.get_column("lang")) == {"zh", "en"}


@pytest.mark.parametrize("region", REGIONS)
def test_every_table_of_facts_is_there(region: str):
    """Each table has rows, except that no training of people at work is on record, and those that only imports fill."""
    imported = {"occupation_aliases", "skill_broader", *(name for name in SCHEMA if name.endswith("_matches"))}
    assert {name for name, frame in read(region).items() if frame.height} == set(SCHEMA) - {"trainings"} - imported


# --- sources --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("region", REGIONS)
def test_every_row_has_a_source_with_a_confidence_class(region: str):
    """No row without a source, no source without a class, and no source that no row names."""
    frames = read(region)
    sources = frames.pop("sources")
    assert set(sources.get_column("confidence")) == {"stated", "reported", "derived"}
    named: set[str] = set()
    for name, frame in frames.items():
        assert frame.get_column("source").null_count() == 0
        for field in SCHEMA[name].fields:
            if field.references == "sources":
                named |= set(frame.get_column(field.name).drop_nulls())
    assert named == set(sources.get_column("id"))


def test_sources_tell_where_or_how(tables: dict[str, pl.DataFrame]):
    """A source has a web address, or it is a rule that says what it does in both languages."""
    sources = tables["sources"]
    rules = sources.filter(pl.col("url").is_null())
    assert rules.height
    assert set(rules.get_column("confidence")) == {"derived"}
    assert sources.select("method_zh", "method_en", "title_en").null_count().row(0) == (0, 0, 0)


# --- what must not be there --------------------------------------------------------------------------------------


def test_no_column_names_a_person():
    """No table of the schema has a column for a person."""
    words = re.compile(r"person|leader|contact|author|负责人|联系|姓名|作者|校长")
    columns = [(name, field) for name, table in SCHEMA.items() for field in table.fields]
    assert len(columns) > 200
    found = [(name, field.name) for name, field in columns if words.search(f"{field.name} {field.title.zh}")]
    assert found == []


@pytest.mark.parametrize("region", REGIONS)
def test_no_cell_holds_the_text_of_a_page(region: str):
    """Facts are restated: outside the table of sources a cell is a name, a code or a number, not a text."""
    frames = read(region)
    del frames["sources"]
    for name, frame in frames.items():
        longest = {column: frame.get_column(column).str.len_chars().max() or 0 for column in frame.columns}
        assert max(longest.values()) <= 140, name
        assert max((length for column, length in longest.items() if column.endswith("_zh")), default=0) <= 60, name


def test_demands_tell_what_they_are_a_sample_of(tables: dict[str, pl.DataFrame]):
    """Counts of postings say in both languages what they are a sample of; a listing without a number needs none."""
    postings = tables["demands"].filter(pl.col("unit") == "postings")
    assert postings.height > 2_000
    assert postings.select("count", "sample_zh", "sample_en").null_count().row(0) == (0, 0, 0)


def test_reference_ranges_are_set_by_rule(tables: dict[str, pl.DataFrame]):
    """Published scores from 0 to 1 stand as they are; every range has both ends and a source, and rates have one."""
    indicators = tables["indicators"]
    ranged = indicators.drop_nulls("range_source")
    assert ranged.height == indicators.drop_nulls("worst").height == indicators.drop_nulls("best").height == 23
    assert set(ranged.get_column("range_source")) == {"four-chains-reference-ranges"}
    scores = ranged.filter(pl.col("kind") == "score")
    assert set(scores.select("unit_zh", "worst", "best").iter_rows()) == {("0-1", "0", "1")}
    assert scores.height == indicators.filter(pl.col("unit_zh") == "0-1").height
    assert set(indicators.filter(pl.col("kind") == "rate").get_column("id")) <= set(ranged.get_column("id"))


RATIOS = {
    "education-share-of-public-expenditure": ("education-expenditure", "general-public-budget-expenditure", 100),
    "education-expenditure-share-of-gdp": ("education-expenditure", "gdp-derived", 100),
    "researchers-share-of-r-and-d-personnel": (
        "r-and-d-researchers-full-time-equivalent",
        "r-and-d-personnel-full-time-equivalent",
        100,
    ),
    "r-and-d-personnel-per-100-million-yuan-of-gdp": ("r-and-d-personnel-full-time-equivalent", "gdp-derived", 1),
    "high-tech-revenue-share-of-gdp": ("main-business-revenue-of-high-tech-industry", "gdp-derived", 100),
    "profit-margin-of-high-tech-industry": (
        "profits-of-high-tech-industry",
        "main-business-revenue-of-high-tech-industry",
        100,
    ),
    "new-product-share-of-high-tech-revenue": (
        "new-product-sales-of-high-tech-industry",
        "main-business-revenue-of-high-tech-industry",
        100,
    ),
    "science-and-technology-share-of-public-expenditure": (
        "science-and-technology-expenditure",
        "general-public-budget-expenditure",
        100,
    ),
    "basic-research-share-of-r-and-d-expenditure": (
        "r-and-d-expenditure-on-basic-research",
        "r-and-d-expenditure",
        100,
    ),
}
"""What each rate is a ratio of, and by how much it is multiplied."""


@pytest.mark.parametrize("rate", RATIOS)
def test_rates_are_ratios_of_values_on_record(tables: dict[str, pl.DataFrame], rate: str):
    """Each derived rate is, for every province and year that has both values, their ratio to two decimals."""
    annual = tables["observations"].filter(
        pl.col("period") == "annual", pl.col("region").is_in(["310000", "320000", "330000", "340000"])
    )
    values = {
        name: {(place, year): float(value) for place, year, value in rows.select("region", "year", "value").iter_rows()}
        for (name,), rows in annual.partition_by("indicator", as_dict=True).items()
    }
    top, bottom, times = RATIOS[rate]
    both = values[top].keys() & values[bottom].keys()
    assert len(both) >= 28
    assert values[rate] == {key: round(times * values[top][key] / values[bottom][key], 2) for key in both}
    sources = annual.filter(pl.col("indicator") == rate).get_column("source")
    assert set(sources) == {"derived-ratio-of-statistics"}


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_scores_stand_with_their_city(tables: dict[str, pl.DataFrame], year: str):
    """The innovation dimension score of each city is 20 times the mean of its six indicators, to rounding."""
    observed = tables["observations"].filter(pl.col("year") == year, pl.col("indicator").str.starts_with("score-"))
    values = observed.select("indicator", "region", value=pl.col("value").cast(pl.Float64))
    whole = values.filter(pl.col("indicator").str.contains("dimension")).select("region", score="value")
    six = "invention-patents|papers|r-and-d-intensity|science-and-technology|high-tech|higher-education"
    parts = values.filter(pl.col("indicator").str.contains(six))
    means = parts.group_by("region").agg(mean=20 * pl.col("value").mean(), n=pl.len()).join(whole, on="region")
    assert means.height == 41
    assert set(means.get_column("n")) == {6}
    assert means.select((pl.col("mean") - pl.col("score")).abs().max()).item() < 0.06


# --- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "aliases", "subject"),
    [("organisations", "organisation_aliases", "organisation"), ("skills", "skill_aliases", "skill")],
)
def test_a_name_belongs_to_one_thing(tables: dict[str, pl.DataFrame], table: str, aliases: str, subject: str):
    """No two organisations share a name or other name, and no two skills do, whatever the case of the letters."""
    names = [tables[table].select("id", name=column) for column in ("name_zh", "name_en")]
    names.append(tables[aliases].select(id=subject, name="alias"))
    known = pl.concat(names).drop_nulls().with_columns(pl.col("name").str.to_lowercase()).unique()
    assert known.filter(known.get_column("name").is_duplicated()).rows() == []


def test_former_names_of_renamed_institutions_are_kept(tables: dict[str, pl.DataFrame]):
    """Each institution whose name is no longer that of the ministry's list has the listed one as a former name."""
    former = tables["organisation_aliases"].filter(pl.col("reason") == "former_name")
    named = dict(former.select("alias", "organisation").iter_rows())
    listed = ("淮阴工学院", "湖州师范学院", "绍兴文理学院", "皖南医学院", "安徽科技学院")
    assert len({named[name] for name in listed}) == 5


def test_cities_are_found_with_and_without_their_suffix(region: KnowledgeGraph):
    """A city is found by its full name, its short one and its code."""
    found = {tuple(region.lookup(name, "City")) for name in ("常州市", "常州", "320400", "Changzhou")}
    assert len(found) == 1
    ((iri, label),) = found.pop()
    assert iri.endswith("/region/320400")
    assert (label.zh, label.en) == ("常州市", "Changzhou")


# --- the small region -----------------------------------------------------------------------------------------------


def test_small_region_is_part_of_the_region(tables: dict[str, pl.DataFrame], small_tables: dict[str, pl.DataFrame]):
    """Every row of the small region is a row of the region, cell by cell."""
    for name, frame in small_tables.items():
        assert frame.join(tables[name], on=frame.columns, how="anti", nulls_equal=True).rows() == [], name


def test_small_region_is_small(small_tables: dict[str, pl.DataFrame]):
    """One can hold the small region in the head: eight rows a table at most, eighty beside the sources."""
    heights = {name: frame.height for name, frame in small_tables.items() if name != "sources"}
    assert max(heights.values()) <= 8
    assert sum(heights.values()) <= 80


@pytest.mark.parametrize("name", REGIONS)
def test_rows_are_sorted_by_key(name: str):
    """The rows of a table stand in the order of their key, so that a change is a small difference."""
    for table, frame in read(name).items():
        keys = frame.select(pl.col(SCHEMA[table].key).fill_null("")).rows()
        assert keys == sorted(keys), table


def test_small_region_has_every_kind_of_link(small: KnowledgeGraph, region: KnowledgeGraph):
    """The small region has each kind of link that the region has, and the region all but those without a fact."""
    from chains.build import ontology_terms

    kinds = set(region.network().edges.get_column("kind"))
    assert set(small.network().edges.get_column("kind")) == kinds
    assert {kind.notation for kind in ontology_terms().link_kinds} - kinds == ABSENT_KINDS


def test_small_region_tells_its_story(small: KnowledgeGraph):
    """What data/README.md tells of the small region is so: asked for in Changzhou, taught there, and not taught."""
    asked = """SELECT DISTINCT ?skill WHERE {
      ?demand ch:inRegion <https://w3id.org/fourchains/id/region/320400> ; ch:ofOccupation ?job .
      ?job ch:requiresSkill/skos:prefLabel ?skill FILTER(LANG(?skill) = "en")
    } ORDER BY ?skill"""
    taught = """SELECT DISTINCT ?skill WHERE {
      ?offering ch:offeredBy/ch:inRegion <https://w3id.org/fourchains/id/region/320400> ; ch:ofProgramme ?programme .
      ?programme ch:developsSkill/skos:prefLabel ?skill FILTER(LANG(?skill) = "en")
    }"""
    assert small.query(asked).values() == [("Database technology",), ("Digital signal processors",)]
    assert small.query(taught).values() == [("Database technology",)]


# --- descriptions ---------------------------------------------------------------------------------------------------


def test_readme_counts_are_true(tables: dict[str, pl.DataFrame], small_tables: dict[str, pl.DataFrame]):
    """The table of data/README.md, and the numbers in its text, are those of the files."""
    text = (data_folder().parent / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(\w+)\]\(#\w+\) \| ([\d,]+) \| (\d+) \|", text, re.MULTILINE)
    told = {name: (int(big.replace(",", "")), int(few)) for name, big, few in rows}
    assert told == {name: (frame.height, small_tables[name].height) for name, frame in tables.items()}
    total = sum(big for big, _ in told.values())
    facts, sources = sum(few for _, few in told.values()) - told["sources"][1], told["sources"][1]
    assert f"共 {total:,} 行、{len(told)} 张表" in text
    assert f"（{facts} 行事实、{sources} 个来源）" in text
    assert f"{facts} real rows" in text
    assert f"their {sources} sources" in text


def test_readme_describes_every_table(tables: dict[str, pl.DataFrame]):
    """Each table has a section that tells how it was collected; its first count, if any, is the table's."""
    text = (data_folder().parent / "README.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##)", text, re.MULTILINE | re.DOTALL))
    assert set(sections) == set(tables)
    for name, section in sections.items():
        assert f"{tables[name].height:,} rows." in section
        assert "*How it was collected.*" in section


@pytest.mark.parametrize("region", REGIONS)
def test_datapackage_is_what_the_command_writes(region: str):
    """The committed descriptor is that of the schema of today: `python -m chains.datapackage` changes nothing."""
    folder = data_folder(region)
    assert json.loads((folder / "datapackage.json").read_text(encoding="utf-8")) == describe_folder(folder)


@pytest.mark.parametrize("region", REGIONS)
def test_datapackage_is_valid_and_the_tables_fit_it(region: str):
    """An independent reader finds descriptor and data valid: types, codes, keys and foreign keys."""
    report = validate(data_folder(region) / "datapackage.json")
    assert report.flatten(["title", "rowNumber", "fieldName", "note"]) == []
    assert report.valid
    assert report.stats["tasks"] == sum(1 for frame in read(region).values() if frame.height)


@pytest.mark.parametrize(
    ("table", "old", "new", "error"),
    [
        ("offerings", "2026", "soon", "type-error"),
        ("organisations", "vocational_college", "colege", "constraint-error"),
        ("policies", "innovation;industry", "innovation;industries", "constraint-error"),
        ("programme_skills", "computer-vision", "computer-visions", "foreign-key"),
        ("skills", "computer-vision,", "artificial-intelligence,", "primary-key"),
    ],
)
def test_datapackage_finds_a_spoilt_cell(tmp_path: Path, table: str, old: str, new: str, error: str):
    """The descriptor describes enough that a wrong type, code, reference or key is found by others' tools."""
    folder = Path(shutil.copytree(data_folder(SMALL_REGION), tmp_path / "region"))
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    write_datapackage(folder)
    report = validate(folder / "datapackage.json")
    assert not report.valid
    assert error in {row[0] for row in report.flatten(["type"])}
