"""Open data in: files in their publishers' layout become tables, and what differs from it is said."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from conftest import Run
from importing import JAVA, ROR, write_esco, write_onet, write_ror
from openpyxl import Workbook

from chains.build import check_tables
from chains.errors import FaultyTables, OutputError, UnknownName, UnreadableInput
from chains.graph import open_graph
from chains.imports.classifications import read_isced, read_isco, read_isic, read_nace
from chains.imports.esco import read_esco
from chains.imports.json_stream import read_records
from chains.imports.layout import find_release, read_columns
from chains.imports.onet import read_onet
from chains.imports.rdf import read_mapped
from chains.imports.result import Imported
from chains.imports.ror import read_ror
from chains.imports.writing import write_tables
from chains.names import ID, mint_iri
from chains.resources import data_folder, ontology_folder
from chains.schema import load_schema

SCHEMA = load_schema(ontology_folder())
NACE = """\
"Order","Level","Code","Parent","Description","This item includes","This item also includes","Rulings","This item excludes","Reference to ISIC Rev. 4"
"398962","1","J",,"INFORMATION AND COMMUNICATION","This section includes
 all.",,,,"J"
"398990","2","62","J","Computer programming, consultancy and related activities",,,,,"62"
"398991","3","62.0","62","Computer programming, consultancy and related activities",,,,,"620"
"398992","4","62.01","62.0","Computer programming activities",,,,,"6201"
"""
ISIC = '"Code","Description"\r\n"J","Information and communication"\r\n"62","Computer programming"\r\n"620","Computer programming"\r\n"6201","Computer programming activities"\r\n"K","Financial and insurance activities"\r\n"64","Financial service activities"\r\n'


def rows(imported: Imported, table: str, *columns: str) -> set[tuple[str | None, ...]]:
    """Rows of a table, some columns of them."""
    return set(imported.tables[table].select(columns).rows())


def write(folder: Path, name: str, text: str) -> Path:
    """Write a text file."""
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


# --- ESCO -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def esco(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """An excerpt of ESCO, imported."""
    return read_esco(write_esco(tmp_path_factory.mktemp("esco")))


def test_esco_occupations_lie_below_their_groups(esco: Imported):
    """ISCO groups and occupations make one tree, an occupation below another one where ESCO has it so."""
    assert rows(esco, "occupations", "id", "name_en", "level", "broader") == {
        ("isco-2", "Professionals", "major", None),
        ("isco-25", "Information and communications technology professionals", "sub_major", "isco-2"),
        ("isco-251", "Software and applications developers and analysts", "minor", "isco-25"),
        ("isco-2512", "Software developers", "unit", "isco-251"),
        ("esco-2512.4", "software developer", "work_type", "isco-2512"),
        ("esco-2512.4.1", "games developer", "work_type", "esco-2512.4"),
    }


def test_esco_other_labels_are_aliases(esco: Imported):
    """Each line of the other labels is a name, but for the preferred one."""
    assert rows(esco, "occupation_aliases", "occupation", "alias", "lang", "reason") == {
        ("esco-2512.4", "programmer", "en", "synonym"),
        ("esco-2512.4", "application developer", "en", "synonym"),
    }


def test_esco_skills_have_kinds(esco: Imported):
    """Knowledge, languages, transversal and other skills are told apart; what is obsolete is not read."""
    last = JAVA.rpartition("/")[2]
    kinds = dict(esco.tables["skills"].select("name_en", "kind").rows())
    assert kinds == {
        "Java": "knowledge",
        "write code": "work_function",
        "write German": "language",
        "software and applications development and analysis": "knowledge",
        "information and communication technologies": "knowledge",
        "working with computers": "work_function",
    }
    assert (f"esco-{last}", JAVA) in rows(esco, "skill_matches", "skill", "same_as")


def test_esco_keeps_every_broader_skill(esco: Imported):
    """A skill with two broader ones has one in its row and one in the table for more; groups of ISCED-F have its codes."""
    last = f"esco-{JAVA.rpartition('/')[2]}"
    first = dict(esco.tables["skills"].select("id", "broader").rows())[last]
    more = rows(esco, "skill_broader", "skill", "broader")
    assert {first, *(broader for skill, broader in more if skill == last)} == {
        "isced-0613",
        "esco-0a1b2c3d-0000-4000-8000-00000000000a",
    }
    assert dict(esco.tables["skills"].select("id", "broader").rows())["isced-0613"] == "isced-061"


def test_esco_relations_tell_essential_from_optional(esco: Imported):
    """Essential and optional skills are two sources; a relation to what is not there is counted, not made."""
    kinds = esco.tables["occupation_skills"].group_by("source").len()
    assert dict(kinds.rows()) == {"esco-1.2.0-essential": 2, "esco-1.2.0-optional": 1}
    assert "1 relations" in esco.notes[0].en


def test_esco_release_is_that_of_the_folder(esco: Imported, tmp_path: Path):
    """The release stands in the name of the download, and can be told otherwise."""
    assert "esco-1.2.0" in set(esco.tables["sources"].get_column("id"))
    told = read_esco(write_esco(tmp_path), "1.3")
    assert set(told.tables["sources"].get_column("id")) == {"esco-1.3", "esco-1.3-essential", "esco-1.3-optional"}


def test_renamed_column_is_named_with_the_nearest(tmp_path: Path):
    """A column that has another name is told, with the header that is nearest to it."""
    folder = write_esco(tmp_path, skills="conceptType,conceptUri,skillTypes,reuseLevel,preferredLabels,altLabels\n")
    with pytest.raises(UnreadableInput) as caught:
        read_esco(folder)
    assert "preferredLabel (nearest: preferredLabels)" in caught.value.what.en
    assert "skillType (nearest: skillTypes)" in caught.value.what.en
    assert caught.value.where.endswith("skills_en.csv")


def test_missing_file_is_named_with_the_nearest(tmp_path: Path):
    """A file that is not there is told, with what is there."""
    folder = write_esco(tmp_path)
    (folder / "skills_en.csv").rename(folder / "skills_de.csv")
    with pytest.raises(UnreadableInput, match=r"skills_en\.csv.*missing") as caught:
        read_esco(folder)
    assert caught.value.remedy is not None
    assert "skills_de.csv" in caught.value.remedy.en


def test_unknown_relation_is_refused(tmp_path: Path):
    """A type of relation that ESCO does not have is no guess."""
    folder = write_esco(tmp_path, occupationSkillRelations="occupationUri,relationType,skillUri\na,nice,b\n")
    with pytest.raises(UnreadableInput, match="nice"):
        read_esco(folder)


def test_esco_becomes_a_graph(esco: Imported, tmp_path: Path):
    """What was imported has no faults, and builds: statements lie in the graph of their source, links lead to ESCO."""
    write_tables(esco, tmp_path / "out", SCHEMA)
    assert check_tables(tmp_path / "out")[1] == []
    graph = open_graph(tmp_path / "out")
    asked = graph.query("SELECT ?g ?there WHERE { GRAPH ?g { ?o ch:requiresSkill ?s } ?s skos:exactMatch ?there }")
    found = [(str(graph_), str(there)) for graph_, there in asked.rows]
    assert {there for _, there in found} >= {f"<{JAVA}>"}
    assert {one for one, _ in found} == {f"<{ID}source/esco-1.2.0-{kind}>" for kind in ("essential", "optional")}


# --- other classifications ------------------------------------------------------------------------------------


def test_isco_from_a_workbook_keeps_its_zeros(tmp_path: Path):
    """Codes that a spreadsheet holds as numbers get their zeros back; keys are those of ESCO's import."""
    book = Workbook()
    sheet = book.active
    for row in (
        ("Level", "ISCO 08 Code", "Title EN", "Definition"),
        (1, "0", "Armed forces occupations", ""),
        (4, 110, "Commissioned armed forces officers", ""),
        (1, 2, "Professionals", ""),
    ):
        sheet.append(row)
    book.save(tmp_path / "isco.xlsx")
    found = read_isco(tmp_path / "isco.xlsx")
    assert rows(found, "occupations", "id", "level", "broader") == {
        ("isco-0", "major", None),
        ("isco-0110", "unit", "isco-011"),
        ("isco-2", "major", None),
    }


def test_isced_from_escos_groups_and_from_a_list(tmp_path: Path):
    """Both forms give the same fields; other groups of ESCO are passed over."""
    from_esco = read_isced(write_esco(tmp_path) / "skillGroups_en.csv")
    listed = read_isced(
        write(
            tmp_path,
            "isced.csv",
            "Code;Description\n061;information and communication technologies\n"
            "0613;software and applications development and analysis\n",
        )
    )
    assert rows(from_esco, "skills", "id", "name_en", "broader") == rows(listed, "skills", "id", "name_en", "broader")
    assert ("isced-0613", "isced-061") in rows(listed, "skills", "id", "broader")


def test_nace_keeps_levels_and_points(tmp_path: Path):
    """Sections, divisions, groups and classes hang together, with the IRIs of the European Union."""
    found = read_nace(write(tmp_path, "nace.csv", NACE))
    assert rows(found, "industries", "id", "level", "broader") == {
        ("nace-J", "section", None),
        ("nace-62", "division", "nace-J"),
        ("nace-62.0", "group", "nace-62"),
        ("nace-62.01", "class", "nace-62.0"),
    }
    assert ("nace-62.01", "http://data.europa.eu/ux2/nace2/6201") in rows(
        found, "industry_matches", "industry", "same_as"
    )


def test_isic_divisions_lie_in_the_section_before_them(tmp_path: Path):
    """The code of a division does not tell its section; the order of the file does."""
    found = read_isic(write(tmp_path, "isic.txt", ISIC))
    assert rows(found, "industries", "id", "level", "broader") == {
        ("isic-J", "section", None),
        ("isic-62", "division", "isic-J"),
        ("isic-620", "group", "isic-62"),
        ("isic-6201", "class", "isic-620"),
        ("isic-K", "section", None),
        ("isic-64", "division", "isic-K"),
    }


@pytest.mark.parametrize(
    ("read", "text"), [(read_nace, NACE.replace("62.01", "62,01")), (read_isic, ISIC.replace('"62"', '"6"'))]
)
def test_code_of_another_form_is_refused(read, text: str, tmp_path: Path):
    """A code that a spreadsheet program has changed is named."""
    with pytest.raises(UnreadableInput, match="no code of this classification"):
        read(write(tmp_path, "x.csv", text))


# --- O*NET ----------------------------------------------------------------------------------------------------


def test_onet_requires_what_is_important(tmp_path: Path):
    """Of skills only importance counts, from the threshold on, and nothing that O*NET advises to suppress."""
    found = read_onet(write_onet(tmp_path))
    assert rows(found, "occupation_skills", "occupation", "skill") == {
        ("onet-15-1252.00", "onet-2.A.1.a"),
        ("onet-15-1252.00", "onet-tool-C"),
        ("onet-15-1252.00", "onet-tool-C++"),
    }
    assert set(found.tables["sources"].get_column("id")) == {"onet-30.1"}
    more = read_onet(tmp_path / "db_30_1_text", least_importance=1.0)
    assert ("onet-15-1252.00", "onet-2.B.3.m") in rows(more, "occupation_skills", "occupation", "skill")


def test_onet_occupations_and_software_have_what_is_above_them(tmp_path: Path):
    """A detailed occupation lies below its whole, software below its class."""
    found = read_onet(write_onet(tmp_path))
    assert ("onet-15-1299.08", "work_type", "onet-15-1299.00") in rows(found, "occupations", "id", "level", "broader")
    assert ("onet-tool-C", "technology", "unspsc-43232404") in rows(found, "skills", "id", "kind", "broader")
    write_tables(found, tmp_path / "out", SCHEMA)
    assert check_tables(tmp_path / "out")[1] == []


# --- ROR ------------------------------------------------------------------------------------------------------


def test_ror_gives_active_organisations_of_a_country(tmp_path: Path):
    """Names, place and identities are kept; what is inactive or without a class is counted."""
    found = read_ror(write_ror(tmp_path), ["si"])
    assert rows(found, "organisations", "id", "kind", "name_en", "region", "ror", "founded") == {
        (
            "ror-01d5jce07",
            "university",
            "University of Maribor",
            "geonames-3195506",
            "https://ror.org/01d5jce07",
            "1975",
        )
    }
    assert rows(found, "organisation_aliases", "alias", "reason") == {("UM", "abbreviation")}
    assert rows(found, "regions", "id", "kind", "part_of") == {("SI", "area", None), ("geonames-3195506", "city", "SI")}
    assert [note.en[:2] for note in found.notes] == ["1 ", "1 "]
    assert set(found.tables["sources"].get_column("id")) == {"ror-1.57"}


def test_ror_reads_its_archive(tmp_path: Path):
    """The .zip that is downloaded need not be unpacked; without a country all are read."""
    path = write_ror(tmp_path)
    with zipfile.ZipFile(tmp_path / "v1.57-ror-data.zip", "w") as archive:
        archive.write(path, path.name)
        archive.writestr("readme.txt", "…")
    assert read_ror(tmp_path / "v1.57-ror-data.zip").tables["organisations"].height == 2


def test_ror_without_the_country_says_so(tmp_path: Path):
    """Nothing found is an error that tells how countries are named."""
    with pytest.raises(UnreadableInput, match="no organisation of these countries"):
        read_ror(write_ror(tmp_path), ["Slovenia"])


def test_ror_of_schema_1_is_told(tmp_path: Path):
    """The earlier schema has no “names” and “locations”: the columns that are missing are named."""
    old = [
        {
            "id": "https://ror.org/01d5jce07",
            "name": "University of Maribor",
            "types": ["Education"],
            "status": "active",
            "addresses": [],
        }
    ]
    with pytest.raises(UnreadableInput, match=r"names \(nearest: name\)"):
        read_ror(write_ror(tmp_path, old))


@pytest.mark.parametrize("cut", [0, 1, 40, 2000])
def test_array_that_ends_early_is_refused(cut: int, tmp_path: Path):
    """A download that broke off is never taken for a whole one."""
    path = write(tmp_path, "ror.json", json.dumps(ROR)[:cut])
    with pytest.raises(UnreadableInput):
        list(read_records(path))


def test_records_are_read_across_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """However small the pieces of a file, within a character too, the records are the same."""
    monkeypatch.setattr("chains.imports.json_stream._PIECE", 7)
    records = [{"a": "四链", "b": [1, {"c": "]"}]}, {}, {"d": "é"}]
    path = write(tmp_path, "x.json", json.dumps(records, ensure_ascii=False, indent=1))
    assert list(read_records(path)) == records


# --- RDF by a mapping -----------------------------------------------------------------------------------------

TURTLE = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <http://example.org/> .
x:java a x:Skill ; skos:prefLabel "Java"@en , "Java-Programmierung"@de ; skos:broader x:code .
x:code a x:Skill ; skos:prefLabel "Coding"@en .
x:dev a x:Job ; skos:prefLabel "Developer"@en ; x:needs x:java , x:code .
"""
MAPPING = """\
[source]
id = "mine"
title_en = "Mine"
title_zh = "我的"
publisher = "Me"
confidence = "reported"
[prefixes]
x = "http://example.org/"
[skills]
class = "x:Skill"
prefix = "my-"
[skills.columns]
id = "@id"
name_zh = "skos:prefLabel@en"
name_en = "skos:prefLabel@en"
kind = "=knowledge"
broader = "skos:broader"
[skill_matches]
class = "x:Skill"
prefix = "my-"
[skill_matches.columns]
skill = "@id"
same_as = "@id"
[occupations]
class = "x:Job"
[occupations.columns]
id = "@id"
name_zh = "skos:prefLabel"
level = "=unit"
[occupation_skills]
class = "x:Job"
[occupation_skills.columns]
occupation = "@id"
skill = "x:needs"
"""


@pytest.mark.parametrize("packed", [False, True])
def test_rdf_becomes_tables_by_a_mapping(*, packed: bool, tmp_path: Path):
    """Classes make rows, properties fill columns, IRIs become keys, several values make several rows."""
    path = tmp_path / ("x.ttl.gz" if packed else "x.ttl")
    path.write_bytes(gzip.compress(TURTLE.encode()) if packed else TURTLE.encode())
    found = read_mapped(path, write(tmp_path, "map.toml", MAPPING), SCHEMA)
    assert rows(found, "skills", "id", "name_en", "broader", "source") == {
        ("my-java", "Java", "my-code", "mine"),
        ("my-code", "Coding", None, "mine"),
    }
    assert rows(found, "skill_matches", "skill", "same_as") == {
        ("my-java", "http://example.org/java"),
        ("my-code", "http://example.org/code"),
    }
    assert rows(found, "occupation_skills", "occupation", "skill") == {("dev", "my-java"), ("dev", "my-code")}
    write_tables(found, tmp_path / "out", SCHEMA)
    assert check_tables(tmp_path / "out")[1] == []


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("[skills]", "[skils]", UnknownName),
        ("broader =", "broadr =", UnknownName),
        ("x:needs", "y:needs", UnknownName),
        ('publisher = "Me"', 'publishr = "Me"', UnknownName),
        ('id = "mine"', "", UnreadableInput),
        ("[source]", "[source", UnreadableInput),
        ("x:Skill", "x:Skilll", FaultyTables),
    ],
)
def test_wrong_mapping_is_told(old: str, new: str, error: type[Exception], tmp_path: Path):
    """A misspelt table, column, prefix or key is named; what the tables then lack, the check finds."""
    mapping = write(tmp_path, "map.toml", MAPPING.replace(old, new))
    path = write(tmp_path, "x.ttl", TURTLE)
    if error is FaultyTables:
        write_tables(read_mapped(path, mapping, SCHEMA), tmp_path / "out", SCHEMA)
        assert check_tables(tmp_path / "out")[1] != []
        return
    with pytest.raises(error):
        read_mapped(path, mapping, SCHEMA)


def test_broken_rdf_is_told(tmp_path: Path):
    """A file that is no Turtle is an error with its place."""
    with pytest.raises(UnreadableInput, match="cannot be read"):
        read_mapped(write(tmp_path, "x.ttl", "x:a b c ."), write(tmp_path, "map.toml", MAPPING), SCHEMA)


def test_xml_entities_are_refused_here_too(tmp_path: Path):
    """RDF/XML whose entities grow is no more read by a mapping than as a graph."""
    declared = "<!ENTITY a 'lol'><!ENTITY b '&a;&a;'>"
    text = f'<!DOCTYPE r [{declared}]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>'
    with pytest.raises(UnreadableInput, match="XML entity"):
        read_mapped(write(tmp_path, "x.rdf", text), write(tmp_path, "map.toml", MAPPING), SCHEMA)


def test_rdf_may_begin_with_a_byte_order_mark(tmp_path: Path):
    """What some editors put before a text does no harm."""
    path = write(tmp_path, "x.ttl", "\ufeff" + TURTLE)
    found = read_mapped(path, write(tmp_path, "map.toml", MAPPING), SCHEMA)
    assert rows(found, "skills", "id") == {("my-java",), ("my-code",)}


# --- reading and writing --------------------------------------------------------------------------------------


def test_tables_are_added_and_replaced(tmp_path: Path):
    """A second import meets the first: new rows are added, rows of the same key replaced, and twice is as once."""
    first, second = (
        read_isco(write(tmp_path, "isco.csv", "Level,ISCO 08 Code,Title EN\n1,2,Professionals\n")),
        read_esco(write_esco(tmp_path)),
    )
    out = tmp_path / "out"
    write_tables(first, out, SCHEMA)
    written = {one.table: one for one in write_tables(second, out, SCHEMA)}
    assert (written["occupations"].new, written["occupations"].replaced, written["occupations"].rows) == (5, 1, 6)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert all(one.new == 0 for one in write_tables(second, out, SCHEMA))
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_other_contents_are_left_alone(tmp_path: Path):
    """A folder of other things is refused, and so is one whose table cannot be read; nothing is changed."""
    found = read_isic(write(tmp_path, "isic.txt", ISIC))
    other = tmp_path / "other"
    other.mkdir()
    write(other, "letter.txt", "hello")
    with pytest.raises(OutputError):
        write_tables(found, other, SCHEMA)
    broken = tmp_path / "broken"
    broken.mkdir()
    write(broken, "industries.csv", "id,name\n")
    with pytest.raises(FaultyTables):
        write_tables(found, broken, SCHEMA)
    assert [path.name for path in broken.iterdir()] == ["industries.csv"]


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04....", b'Code,Description\n"J,x\n', b"Code,Description\nJ,\xff\xfe\n"]
)
def test_broken_files_are_told(data: bytes, tmp_path: Path):
    """An empty file, an archive, an open quote, and text that is no UTF-8 are errors that name the file."""
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    with pytest.raises(UnreadableInput) as caught:
        read_columns(path, ("Code", "Description"))
    assert caught.value.where == str(path)


def test_damage_in_a_packed_file_is_told(tmp_path: Path):
    """A packed download with wrong bytes in its midst is an error that names the file."""
    raw = json.dumps([{"n": number * number} for number in range(5000)]).encode()
    table, archive = tmp_path / "x.csv.gz", tmp_path / "x.zip"
    table.write_bytes(gzip.compress(raw))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("x.json", raw)
    for path, read, place in (
        (table, lambda path: read_columns(path, ("n",)), 30),
        (archive, lambda path: list(read_records(path)), 1000),
    ):
        packed = path.read_bytes()
        path.write_bytes(packed[:place] + b"\xff" * 300 + packed[place + 300 :])
        with pytest.raises(UnreadableInput) as caught:
            read(path)
        assert caught.value.where == str(path)


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("db_29_0_text", "29.0"),
        ("v1.57-2024-12-17-ror-data_schema_v2.json", "1.57"),
        ("ESCO dataset - v1.2.0 - classification - en - csv", "1.2.0"),
        ("2024.10 download", None),
    ],
)
def test_release_is_read_from_names(name: str, release: str | None):
    """The names that publishers give their downloads tell the release; a date is none."""
    assert find_release(Path("/x") / name, None) == release


def test_command_tells_what_it_did_and_what_is_next(run_chains: Run, tmp_path: Path):
    """The command says what is new, what was left out and how to go on, and prints the folder."""
    out = tmp_path / "out"
    answer = run_chains("import", "ror", str(write_ror(tmp_path)), "--country", "SI", "-o", str(out), "--lang", "zh")
    assert answer.returncode == 0, answer.stderr
    assert "组织（organisations）：新增 1 行，共 1 行" in answer.stderr
    assert "chains atlas" in answer.stderr
    assert answer.stdout.strip() == str(out)
    missing = run_chains("import", "esco", str(tmp_path / "nothing"))
    assert missing.returncode == 1
    assert "no such folder" in missing.stderr


# --- the shipped second region --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def slovenia() -> Mapping[str, pl.DataFrame]:
    """The tables of the second region, which has no fault."""
    tables, faults = check_tables(data_folder("slovenia"))
    assert faults == []
    return tables.frames


def test_second_region_has_what_its_page_says(slovenia: Mapping[str, pl.DataFrame]):
    """Its counts in the data's README are those of the tables."""
    text = (data_folder().parent / "README.md").read_text(encoding="utf-8")
    section = text.partition("## The second region")[2]
    for table in ("organisations", "occupations", "skills", "occupation_skills", "industries"):
        assert f"{slovenia[table].height:,}" in section, table


def test_second_region_makes_a_graph_with_findings(slovenia: Mapping[str, pl.DataFrame]):
    """The same commands build it; its cities, institutions and ISCO groups are in the graph, and gaps are found."""
    graph = open_graph(data_folder("slovenia"))
    network = graph.network()
    assert set(network.regions.filter(pl.col("kind") == "city").get_column("label_en")) == {
        "Koper",
        "Ljubljana",
        "Maribor",
        "Nova Gorica",
    }
    assert mint_iri("occupation", "isco-2512") in set(network.nodes.get_column("iri"))
    assert slovenia["organisations"].height == network.nodes.filter(pl.col("iri").str.contains("/organisation/")).height
