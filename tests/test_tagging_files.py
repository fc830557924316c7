"""Texts out of files of all sorts, good and bad, and ``chains tag`` from file to graph."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from conftest import Run

from chains.check import check_graph
from chains.cli.tag import command
from chains.errors import InputError, UnknownName, UnreadableInput
from chains.graph import KnowledgeGraph, open_graph
from chains.names import ID
from chains.resources import SMALL_REGION, data_folder
from chains.tagging.rows import Columns
from chains.tagging.stating import source_key
from chains.tagging.texts import read_texts
from chains.tagging.things import default_region, find_region, resolver

WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ADS = (
    '岗位,城市,职位描述\n开发,常州,"熟悉 Java，\n无需 Docker 经验"\n测试,苏州市,会性能测试和 Java\n文员,常州,负责归档\n'
)


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    """Write a file and return its path."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def write_docx(path: Path, body: str, *, kind: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a document of Word with this body."""
    with zipfile.ZipFile(path, "w", kind) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORDS}"><w:body>{body}</w:body></w:document>')
    return path


def texts(path: Path, columns: Columns | None = None) -> list[tuple[int, str, str]]:
    """Return row, key and text of each text of a file."""
    return [(text.row, text.key, text.text) for text in read_texts(path, columns)]


# --- files that can be read ----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_of_any_encoding_and_delimiter(tmp_path: Path, encoding: str, mark: str):
    """A column of a table is read whatever the encoding and the mark between cells; the header is row 1."""
    path = write(tmp_path / "ads.csv", ADS.replace(",", mark), encoding)
    found = texts(path, Columns("职位描述", "岗位"))
    assert found == [
        (2, "开发", "熟悉 Java，\n无需 Docker 经验"),
        (3, "测试", "会性能测试和 Java"),
        (4, "文员", "负责归档"),
    ]


def test_single_column_needs_no_name(tmp_path: Path):
    """A table of one column holds the texts there."""
    assert texts(write(tmp_path / "one.csv", "描述\n熟悉 Java\n\n懂 MySQL\n")) == [
        (2, "", "熟悉 Java"),
        (4, "", "懂 MySQL"),
    ]


def test_lines_of_text(tmp_path: Path):
    """Each line of a text file is a text; empty ones are left out, and the key is the file's name."""
    assert texts(write(tmp_path / "课程.txt", "熟悉 Java\r\n\r\n懂 MySQL")) == [
        (1, "课程", "熟悉 Java"),
        (3, "课程", "懂 MySQL"),
    ]


def test_sheet_of_workbook(tmp_path: Path):
    """A column of a workbook is read, of the first sheet with rows or of the one that is named."""
    book = openpyxl.Workbook()
    book.active.title = "空"
    for name, text in (("甲", "熟悉 Java"), ("乙", "懂 MySQL")):
        sheet = book.create_sheet(name)
        sheet.append(["编号", "描述"])
        sheet.append([7, text])
    book.save(tmp_path / "ads.xlsx")
    assert texts(tmp_path / "ads.xlsx", Columns("描述", "编号")) == [(2, "7", "熟悉 Java")]
    assert texts(tmp_path / "ads.xlsx", Columns("描述", sheet="乙")) == [(2, "", "懂 MySQL")]
    with pytest.raises(UnknownName, match="丙"):
        texts(tmp_path / "ads.xlsx", Columns("描述", sheet="丙"))


def test_paragraphs_of_document(tmp_path: Path):
    """Runs of a paragraph are joined, tables and text boxes read, deleted and doubled text left out."""
    body = (
        "<w:p><w:r><w:t>熟悉 Ja</w:t></w:r><w:r><w:t>va</w:t><w:tab/><w:t>懂</w:t></w:r><w:del><w:r><w:delText>Go</w:delText></w:r></w:del></w:p>"
        "<w:p/><w:tbl><w:tr><w:tc><w:p><w:r><w:t>MySQL</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:p><w:r><w:t>Redis</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>Redis</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    )
    path = write_docx(tmp_path / "a.docx", body)
    assert texts(path) == [(1, "a", "熟悉 Java\t懂"), (3, "a", "MySQL"), (4, "a", "Redis")]


def test_long_files_are_read_as_they_come(tmp_path: Path):
    """The first text of a long file is there before the rest was read, and all bytes are told in the end."""
    path = write(tmp_path / "long.csv", "描述\n" + "熟悉 Java，懂 MySQL\n" * 200_000)
    told: list[int] = []
    stream = read_texts(path, None, told.append)
    assert next(stream).row == 2
    assert sum(told) < 1_000_000
    assert sum(1 for _ in stream) == 199_999
    assert sum(told) == path.stat().st_size


# --- files that cannot ---------------------------------------------------------------------------------


def test_unknown_column_names_the_nearest(tmp_path: Path):
    """A column that is not there is named with the nearest one and the file."""
    path = write(tmp_path / "ads.csv", ADS)
    with pytest.raises(UnknownName) as caught:
        texts(path, Columns("职位描术"))
    assert caught.value.nearest == ("职位描述",)
    assert caught.value.where == str(path)


def test_several_columns_must_be_chosen_from(tmp_path: Path):
    """Which of several columns holds the texts is asked, and all are named."""
    with pytest.raises(UnreadableInput, match="3 columns") as caught:
        texts(write(tmp_path / "ads.csv", ADS))
    assert "--column: 岗位, 城市, 职位描述" in caught.value.say("en")


def test_columns_of_one_name_are_refused(tmp_path: Path):
    """Which of two columns of one name is meant cannot be told."""
    with pytest.raises(UnreadableInput, match="2 columns are called “描述”"):
        texts(write(tmp_path / "twice.csv", "描述,描述\na,b\n"), Columns("描述"))


def _zip_with(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


BOMB = f'<w:document xmlns:w="{WORDS}"><w:p><w:r><w:t>'.encode() + b"a" * 30_000_000
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
BAD_FILES = {
    "missing.txt": (None, "no such file"),
    "empty.txt": (b"", "empty"),
    "binary.txt": (bytes(range(256)) * 40, "no text in UTF-8"),
    "zeros.csv": (b"\x00" * 100, "no text in UTF-8"),
    "latin.txt": ("Zürich à la".encode("latin-1") + b"\xff\xff", "no text in UTF-8"),
    "mixed.txt": ("正文\n".encode() * 60_000 + b"\xff\xff\xff\n", "no text in UTF-8"),
    "line.txt": (b"Java " * 2_000_000, "longer than 1,000,000"),
    "quote.csv": ('描述\n"没有结束\n'.encode() + "正文\n".encode() * 100_000, "quote is not closed"),
    "locked.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "password"),
    "text.docx": (b"just text", "no whole .docx"),
    "other.docx": (_zip_with("a.txt", b"x"), "no whole .docx"),
    "cut.docx": (_zip_with("word/document.xml", BOMB)[:900], "no whole .docx"),
    "open.docx": (_zip_with("word/document.xml", b"<x>"), "no whole .docx"),
    "entities.docx": (_zip_with("word/document.xml", ENTITIES), "no whole .docx"),
    "bomb.docx": (_zip_with("word/document.xml", BOMB), "unpacks to more"),
    "text.xlsx": (b"just text", "no workbook"),
    "locked.xlsx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "other.xlsx": (_zip_with("a.txt", b"x"), "broken"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files_are_refused(tmp_path: Path, name: str):
    """A file that is missing, empty, binary, broken, locked or a bomb is refused with its name and what to do."""
    content, message = BAD_FILES[name]
    if content is not None:
        write(tmp_path / name, content)
    with pytest.raises(UnreadableInput, match=message) as caught:
        texts(tmp_path / name, Columns("描述") if name == "quote.csv" else None)
    assert str(tmp_path / name) in caught.value.where
    assert caught.value.remedy is not None


# --- what cells name -----------------------------------------------------------------------------------


def test_regions_are_found_by_name_and_code(region: KnowledgeGraph):
    """A city is found with and without 市, in English and by code; an unknown one has the nearest named."""
    found = {find_region(region, name) for name in ("常州", "常州市", "Changzhou", "320400")}
    assert found == {ID + "region/320400"}
    assert default_region(region) == ID + "region/yangtze-delta"
    with pytest.raises(UnknownName) as caught:
        find_region(region, "常洲市")
    assert "常州市" in caught.value.nearest


def test_names_of_several_or_no_things_are_not_guessed(region: KnowledgeGraph):
    """A programme is found by code and name, a course by key; nothing else is."""
    resolve = resolver(region, "Programme", "Course")
    assert resolve("510203") == ID + "programme/510203"
    assert resolve("") is None
    assert resolve("999999") is None


@pytest.mark.parametrize(
    ("name", "key"), [("ads 2025", "tag-demand-ads-2025"), ("--", "tag-demand"), ("招聘", "tag-demand-e671efe4")]
)
def test_key_of_source_is_made_of_the_file(name: str, key: str):
    """Letters and digits of the file's name make the key, a digest where it has others."""
    assert source_key(None, "tag-demand", name) == key


def test_key_of_source_is_checked():
    """A key that is given has only letters, digits, points and hyphens."""
    assert source_key("my-ads.2025", "x", "y") == "my-ads.2025"
    with pytest.raises(InputError, match="no key"):
        source_key("my ads", "x", "y")


# --- the command ---------------------------------------------------------------------------------------


def run(*words: str | Path) -> str:
    """Run the command within this process and return what it printed; errors come as they are."""
    result = CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False, standalone_mode=False)
    return str(result.stdout)


def read_spans(printed: str) -> list[dict[str, str]]:
    """Return the rows of a list of spans."""
    return list(csv.DictReader(io.StringIO(printed.removeprefix("\ufeff"))))


@pytest.fixture
def ads(tmp_path: Path) -> Path:
    """A table of three advertisements."""
    return write(tmp_path / "ads.csv", ADS)


def test_command_lists_spans(region: KnowledgeGraph, ads: Path):
    """Each skill of a text is a row, with the place that is the evidence, its label and its polarity."""
    rows = read_spans(run(ads, "--column", "职位描述", "--id-column", "岗位", "--lang", "zh"))
    assert [(row["row"], row["id"], row["start"], row["end"], row["text"], row["polarity"]) for row in rows] == [
        ("2", "开发", "3", "7", "Java", "positive"),
        ("2", "开发", "12", "18", "Docker", "negative"),
        ("3", "测试", "1", "5", "性能测试", "positive"),
        ("3", "测试", "7", "11", "Java", "positive"),
    ]
    assert rows[2] | {"skill": ID + "skill/performance-testing", "label": "性能测试", "document": "ads.csv"} == rows[2]


def test_formulas_in_cells_are_disarmed(region: KnowledgeGraph, tmp_path: Path):
    """A key that a spreadsheet would run is written so that it does not, and the file begins with a mark for Excel."""
    path = write(tmp_path / "a.csv", "id,text\n=cmd|x,know Docker\n")
    run(path, "--column", "text", "--id-column", "id", "-o", tmp_path / "out.csv")
    written = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert written.startswith("\ufeffdocument,row,id")
    assert read_spans(written)[0]["id"] == "'=cmd|x"


def test_demand_is_a_graph_of_its_own(region: KnowledgeGraph, ads: Path, tmp_path: Path):
    """Texts count once for each skill that they ask for, by city and year, with a derived source; no fault is in the file."""
    out = tmp_path / "demand.nq"
    words = ["--column", "职位描述", "--region-column", "城市", "--as", "demand", "--year", "2025", "--graph", out]
    run(ads, *words)
    graph = open_graph(out)
    rows = graph.query(
        "SELECT ?city ?skill ?count ?year WHERE { ?d a ch:Demand ; ch:inRegion ?r ; ch:ofSkill ?s ; ch:count ?count ; "
        "ch:year ?year ; ch:unit <https://w3id.org/fourchains/code/demand-units/postings> . "
        "?r skos:prefLabel ?city . ?s skos:prefLabel ?skill . FILTER(LANG(?city) = 'zh' && LANG(?skill) = 'zh') } "
        "ORDER BY ?city ?skill"
    ).values()
    assert rows == [
        ("常州市", "Java", "1", "2025"),
        ("苏州市", "Java", "1", "2025"),
        ("苏州市", "性能测试", "1", "2025"),
    ]
    [notes] = graph.query(
        "SELECT (GROUP_CONCAT(DISTINCT ?n) AS ?all) WHERE { ?d a ch:Demand ; skos:note ?n FILTER(LANG(?n) = 'en') }"
    ).values()
    assert notes == ("Demand for skills: ads, 3 texts, a sample only",)
    source = graph.sources()[ID + "source/tag-demand-ads"]
    assert (source.confidence, source.title.zh) == ("derived", "技能需求：ads")
    assert [fault for fault in check_graph(graph) if fault.level == "fault"] == []
    again = tmp_path / "again.nq"
    run(ads, *words[:-1], again)
    assert again.read_bytes() == out.read_bytes()


def test_demand_names_occupation_and_leaves_out_unknown_places(region: KnowledgeGraph, tmp_path: Path):
    """An occupation that the graph has is named; a row whose place it does not have is left out and said."""
    path = write(
        tmp_path / "a.csv",
        "job,city,text\n软件开发工程师,苏州,会 Docker\n无此岗位,苏州,会 Docker\n软件开发工程师,火星,会 Redis\n,,懂 Redis\n",
    )
    out = tmp_path / "d.nq"
    words = [
        "--column",
        "text",
        "--region-column",
        "city",
        "--occupation-column",
        "job",
        "--as",
        "demand",
        "--year",
        "2025",
    ]
    result = CliRunner().invoke(command, [*map(str, [path, *words]), "--graph", str(out), "--lang", "zh"])
    assert "1 条文本的地区在图谱里找不到，未计入：“火星”" in result.stderr
    rows = open_graph(out).query(
        "SELECT ?region ?job ?skill ?count WHERE { ?d ch:inRegion ?region ; ch:ofSkill ?skill ; ch:count ?count . "
        "OPTIONAL { ?d ch:ofOccupation ?job } } ORDER BY ?region ?job ?skill"
    )
    found = [tuple(value and value.rsplit("/", 1)[1] for value in row[:3]) for row in rows.values()]
    assert found == [
        ("320500", None, "docker"),
        ("320500", "job-software-developer", "docker"),
        ("yangtze-delta", None, "redis"),
    ]


def test_document_counts_once(region: KnowledgeGraph, tmp_path: Path):
    """A text file is one text however many of its lines name a skill; with --each-line every line is one."""
    path = write(tmp_path / "ads.txt", "熟悉 Java\n精通 Java\n不要求 Docker\n")
    counts = {}
    for option in ([], ["--each-line"]):
        run(path, "--as", "demand", "--year", "2025", "--region", "常州", "--graph", tmp_path / "d.nq", *option)
        quads = ox.parse(path=str(tmp_path / "d.nq"), format=ox.RdfFormat.N_QUADS)
        counts[len(option)] = [quad.object.value for quad in quads if quad.predicate.value.endswith("#count")]
    assert counts == {0: ["1"], 1: ["2"]}


def test_supply_joins_the_graph(small: KnowledgeGraph, tmp_path: Path):
    """Programmes develop what their descriptions name; a course stands for the programmes that have it; --whole adds to the graph."""
    [course] = small.query(
        "SELECT ?c WHERE { <https://w3id.org/fourchains/id/programme/510203> ch:hasCourse ?c }"
    ).values()
    path = write(
        tmp_path / "c.csv",
        f"id,text\n510102,讲授数据库技术\n{course[0].rsplit('/', 1)[1]},学习计算机视觉，不涉及数字信号处理\n1,数据库技术\n",
    )
    out = tmp_path / "whole.nq"
    words = [
        "--column",
        "text",
        "--id-column",
        "id",
        "--data",
        data_folder(SMALL_REGION),
        "--as",
        "supply",
        "--graph",
        out,
        "--whole",
    ]
    run(path, *words)
    graph = open_graph(out)
    added = {quad for quad in graph.quads() if quad.graph_name.value == ID + "source/tag-supply-c"}
    assert {(quad.subject.value.rsplit("/", 1)[1], quad.object.value.rsplit("/", 1)[1]) for quad in added} == {
        ("510102", "database-technology"),
        ("510203", "computer-vision"),
    }
    assert {quad.predicate.value.rsplit("#", 1)[1] for quad in added} == {"developsSkill"}
    assert len(graph) > len(small)
    assert [fault for fault in check_graph(graph) if fault.level == "fault"] == []


def test_command_speaks_of_misuse(run_chains: Run, ads: Path, tmp_path: Path):
    """Options that need each other end with 2, a wrong column with 1; what cannot be placed is said."""
    asked = run_chains("tag", str(ads), "--as", "demand")
    assert (asked.returncode, "go together" in asked.stderr) == (2, True)
    wrong = run_chains("tag", str(ads), "--column", "城巿", "--lang", "en")
    assert (wrong.returncode, "nearest: 城市" in wrong.stderr) == (1, True)


@pytest.mark.parametrize(
    "words",
    [
        ["--as", "demand"],
        ["--graph", "x.nq"],
        ["--whole"],
        ["--as", "demand", "--graph", "x.nq"],
        ["--as", "supply", "--graph", "x.ttl"],
    ],
)
def test_options_that_belong_together(words: list[str], ads: Path):
    """What the texts say and where to write it go together; demand has a year; the format keeps sources."""
    result = CliRunner().invoke(command, [str(ads), *words])
    assert result.exit_code == 2


def test_nothing_to_state_is_told(region: KnowledgeGraph, tmp_path: Path):
    """If no text has a place in the graph nothing is written, and what could not be placed is named."""
    path = write(tmp_path / "c.csv", "id,text\nX1,know Docker\n")
    result = CliRunner().invoke(
        command,
        [str(path), "--column", "text", "--id-column", "id", "--as", "supply", "--graph", str(tmp_path / "s.nq")],
    )
    assert "nothing to state" in str(result.exception)
    assert "“X1”" in result.stderr
    assert not (tmp_path / "s.nq").exists()
