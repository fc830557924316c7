"""A project of one's own: templates, settings, the mapping file, the corrected copy, and the atlas at the end."""

from __future__ import annotations

import csv
import hashlib
import shutil
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from sheeting import codes, read, table, write_book, write_csv

from chains.build import ontology_terms
from chains.cli import cli
from chains.errors import OutputError, UnknownName, UnreadableInput
from chains.gaps import find_gaps
from chains.gaps.keeping import gaps_of
from chains.graph import open_graph
from chains.resources import SMALL_REGION, data_folder, ontology_folder
from chains.schema import load_schema
from chains.sheets.project import settings_text, write_project
from chains.sheets.settings import Settings, read_settings
from chains.sheets.vocabulary import Vocabulary, load_vocabulary

SCHEMA = load_schema(ontology_folder())
FIRMS = [["企业名称", "城市"], ["甲公司", "临江"], ["乙公司", "东湖"]]
JOBS = [["岗位名称", "工作城市", "技能要求", "发布日期"], *[["电工", "临江", "PLC、焊接", "2025/3/1"]] * 6]


def chains(*words: object) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=True)


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    """The names by which tables and columns are known."""
    return load_vocabulary(ontology_folder(), SCHEMA, ontology_terms())


@pytest.fixture(scope="module")
def template(words: Vocabulary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project in Chinese; tests must not change it."""
    folder = tmp_path_factory.mktemp("new") / "mine"
    write_project(folder, words, "zh", name="临江都市圈")
    return folder


@pytest.fixture
def mine(template: Path, tmp_path: Path) -> Path:
    """A new project that a test may fill."""
    return Path(shutil.copytree(template, tmp_path / "mine"))


def test_workbook_has_a_sheet_for_each_table(template: Path):
    """The first sheet explains, and every table of the schema has a sheet of its own, those to begin with in front."""
    book = load_workbook(template / "tables.xlsx")
    titles = [name for name in book.sheetnames if book[name].sheet_state == "visible"]
    assert titles[0] == "说明 How to"
    assert titles[1:4] == ["地区 Regions", "组织 Organisations", "专业 Programmes"]
    assert len(titles) == len(SCHEMA) + 1
    assert all(len(title) <= 31 for title in titles)


def test_sheets_have_bilingual_headers_explanations_and_a_frozen_head(template: Path):
    """Each header is in both languages, the row below explains, both stay in sight, and columns are wide enough."""
    book = load_workbook(template / "tables.xlsx")
    sheet = book["校企合作 Partnerships"]
    assert [cell.value for cell in sheet[1]][:3] == ["院校 Institution", "企业 Enterprise", "类别 Kind"]
    assert all(str(cell.value).startswith("※ ") for cell in sheet[2])
    for name in book.sheetnames[1:-1]:
        assert book[name].freeze_panes == "A3"
        assert all(dimension.width >= 14 for dimension in book[name].column_dimensions.values())


def test_choices_are_lists_of_names(template: Path):
    """A column of codes offers their names, a column that refers offers the names of the other table."""
    book = load_workbook(template / "tables.xlsx")
    sheet = book["校企合作 Partnerships"]
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["A3:A5000"] == "'组织 Organisations'!$C$3:$C$5000"
    assert book["组织 Organisations"]["C1"].value == "中文名 Name in Chinese"
    place = rules["C3:C5000"].partition("!")[2].replace("$", "")
    offered = {cell.value for (cell,) in book["codes"][place]}
    terms = ontology_terms()
    assert offered == {terms.code("partnership-kinds", code).label.zh for code in terms.notations("partnership-kinds")}


def test_fresh_project_holds_examples_and_nothing_else(template: Path):
    """Every table has an example row; left in place it is known as one, and no header is doubtful."""
    sheets = read(template)
    account = sheets.account
    assert account.used == 0
    assert account.read == account.examples >= len(SCHEMA)
    assert {one.code for one in account.rejections} == {"example-row"}
    assert len({one.sheet for one in account.rejections}) == len(SCHEMA)


def test_csv_templates_are_read_alike(template: Path, tmp_path: Path):
    """The same tables as CSV files, with a byte order mark for Excel, hold the same examples."""
    for path in (template / "templates").iterdir():
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        shutil.copy(path, tmp_path)
    account = read(tmp_path).account
    assert account.read == account.examples == read(template).account.examples


def test_example_that_was_written_over_in_part_is_told(mine: Path):
    """A row that still has one example value is not data yet; the cell is named."""
    book = load_workbook(mine / "tables.xlsx")
    book["组织 Organisations"]["C3"] = "临江学院"
    book.save(mine / "tables.xlsx")
    found = [one for one in read(mine).account.rejections if one.sheet == "组织 Organisations"]
    assert found[0].value == "Example Polytechnic"


def test_same_project_has_the_same_bytes(words: Vocabulary, template: Path, tmp_path: Path):
    """No clock in the templates: written twice they are equal."""
    write_project(tmp_path / "again", words, "zh", name="临江都市圈")
    for path in sorted(template.rglob("*")):
        if path.is_file():
            other = tmp_path / "again" / path.relative_to(template)
            assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest(), path.name


def test_folder_with_something_in_it_is_refused(tmp_path: Path):
    """Nothing is overwritten: a folder that holds a file stays as it is."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    result = chains("new", tmp_path)
    assert isinstance(result.exception, OutputError)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_project_in_english_offers_english_names(words: Vocabulary, tmp_path: Path):
    """With --lang en choices, explanations and settings are English, and English names are enough."""
    assert chains("new", tmp_path / "mine", "--lang", "en", "--name", "River Area").exit_code == 0
    book = load_workbook(tmp_path / "mine" / "tables.xlsx")
    sheet = book["组织 Organisations"]
    sheet.append(["vocational college", None, None, "River Polytechnic", "Bridgetown"])
    book.save(tmp_path / "mine" / "tables.xlsx")
    (row,) = table(read(tmp_path / "mine"), "organisations")
    assert (row["id"], row["kind"], row["name_en"]) == ("River Polytechnic", "vocational_college", "River Polytechnic")
    assert open_graph(tmp_path / "mine").title.en == "River Area"


def _fill(folder: Path) -> None:
    book = load_workbook(folder / "tables.xlsx")
    for name, row in {
        "组织 Organisations": ["高职院校", "高职专科", "临江职业技术学院", None, "临江市"],
        "专业 Programmes": ["软件技术", None, "高职专科", None, None, "510203"],
        "专业布点 Offerings": ["临江职业技术学院", "软件技术", 2025, None, 80],
        "专业培养的技能 Skills of programmes": ["软件技术", "Java；PLC"],
        "专业面向的职业": ["510203", "Java工程师"],
        "需求 Demands": ["临江", "Java工程师", "Java；MySQL", None, 2025, 12],
    }.items():
        book[name].append(row)
    book.save(folder / "tables.xlsx")


def test_filled_template_becomes_an_atlas(mine: Path, tmp_path: Path):
    """Names typed into the template become a graph and an atlas at once; chains without data are named."""
    _fill(mine)
    result = chains("atlas", mine, "-o", tmp_path / "atlas", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "6 used" in result.output
    assert "No data on: industry chain, innovation chain" in result.output
    assert (tmp_path / "atlas" / "index.html").is_file()
    graph = open_graph(mine)
    assert graph.title.zh == "临江都市圈"
    assert graph.query("SELECT ?n { ?x a ch:Offering ; ch:places ?n }").values() == [("80",)]


def test_check_of_a_fresh_project_is_no_failure(mine: Path):
    """Only examples: nothing is wrong, and the summary says what to do next."""
    result = chains("check", mine)
    assert result.exit_code == 0
    assert "fill in the tables" in result.output or "请填写表格" in result.output


def test_atlas_of_a_fresh_project_says_what_to_fill(mine: Path):
    """Without a row of one's own there is no atlas, and the error names the workbook."""
    result = chains("atlas", mine, "-o", mine.parent / "atlas")
    assert isinstance(result.exception, UnreadableInput)
    assert "tables.xlsx" in str(result.exception)


def test_settings_file_of_a_project_says_what_holds_without_it(template: Path):
    """The settings that are written are those that hold where there is no file."""
    found = read_settings(template, SCHEMA, ontology_terms())
    usual = Settings()
    for name in ("defaults", "new", "most_rejected", "least_severity", "weights"):
        assert getattr(found, name) == getattr(usual, name), name
    assert found.region == {"name_zh": "临江都市圈"}


def test_every_setting_is_explained_in_both_languages():
    """Above each key of the settings' file stands a comment in Chinese and in English."""
    text = settings_text("en", "River Area")
    tomllib.loads(text)
    for key in (
        "language",
        "name_zh",
        "publisher",
        "partnerships.status",
        "regions",
        "most_rejected",
        "least_severity",
        "metapath",
    ):
        before = text[: text.index(f"\n{key} ")].rsplit("\n\n", 1)[-1].rsplit("]\n", 1)[-1]
        assert any("\u4e00" <= letter <= "\u9fff" for letter in before), key
        assert any(line.startswith("# ") and line.isascii() for line in before.splitlines()), key


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ('langage = "zh"', "language"),
        ('[regoin]\nid = "a"', "region"),
        ('[region]\nnamezh = "a"', "name_zh"),
        ('[defaults]\npartnership.status = "ended"', "partnerships"),
        ('[defaults]\npartnerships.state = "ended"', "status"),
        ('[defaults]\npartnerships.status = "establised"', "established"),
        ("[new]\nskill = {}", "skills"),
        ("[gaps.weights]\nskill_shortages = 2", "skill_shortage"),
    ],
)
def test_unknown_setting_names_the_nearest(tmp_path: Path, text: str, near: str):
    """A misspelt key, table, column, code or kind of gap comes with what was meant."""
    (tmp_path / "chains.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UnknownName) as caught:
        read_settings(tmp_path, SCHEMA, ontology_terms())
    assert near in caught.value.nearest


@pytest.mark.parametrize(
    "text",
    [
        'language = "fr"',
        "language",
        "[gaps]\nleast_severity = 2",
        '[gaps.weights]\nskill_shortage = "high"',
        'region = "a"',
        "[reading]\nmost_rejected = true",
        "defaults = 1",
    ],
)
def test_setting_of_a_wrong_sort_is_told(tmp_path: Path, text: str):
    """A value that cannot be meant is an error that names it."""
    (tmp_path / "chains.toml").write_text(text, encoding="utf-8")
    with pytest.raises((UnreadableInput, UnknownName)):
        read_settings(tmp_path, SCHEMA, ontology_terms())


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of job advertisements in one city, and no college."""
    folder = tmp_path_factory.mktemp("jobs")
    write_csv(folder, "招聘.csv", JOBS)
    return folder


def test_weights_and_least_severity_act_on_the_gaps(jobs: Path, tmp_path: Path):
    """A weight multiplies the severity of its kind, 0 leaves it out, and mild gaps are left out."""
    plain = gaps_of(open_graph(jobs))
    kinds = sorted({gap.kind for gap in plain})
    kind, other = kinds[0], kinds[-1]
    folder = Path(shutil.copytree(jobs, tmp_path / "weighed"))
    (folder / "chains.toml").write_text(f"[gaps.weights]\n{kind} = 0.5\n{other} = 0\n", encoding="utf-8")
    weighed = gaps_of(open_graph(folder))
    before = {gap.id: gap.severity for gap in plain if gap.kind == kind}
    assert {gap.id: gap.severity for gap in weighed if gap.kind == kind} == {
        name: pytest.approx(severity / 2) for name, severity in before.items()
    }
    assert not [gap for gap in weighed if gap.kind == other]
    assert [gap.severity for gap in weighed] == sorted((gap.severity for gap in weighed), reverse=True)
    least = max(gap.severity for gap in plain)
    (folder / "chains.toml").write_text(f"[gaps]\nleast_severity = {least}\n", encoding="utf-8")
    assert {gap.severity for gap in gaps_of(open_graph(folder))} == {least}
    listed = chains("gaps", "--data", folder, "--kind", kind, "--format", "csv").stdout
    expected = [gap for gap in find_gaps(open_graph(jobs).network(), kinds=[kind]) if gap.severity >= least]
    assert len(list(csv.reader(listed.splitlines()))) == 1 + len(expected)


def test_metapath_of_the_settings_is_followed(mine: Path):
    """`chains measure passages` follows the project's metapath, unless -p says otherwise."""
    _fill(mine)
    text = (mine / "chains.toml").read_text(encoding="utf-8")
    (mine / "chains.toml").write_text(
        text.replace("education>talent>industry>innovation", "education>talent"), encoding="utf-8"
    )
    own = chains("measure", "passages", "--data", mine, "--format", "csv").stdout
    given = chains("measure", "passages", "--data", mine, "--format", "csv", "-p", "metapath=education>talent").stdout
    usual = chains(
        "measure",
        "passages",
        "--data",
        mine,
        "--format",
        "csv",
        "-p",
        "metapath=education>talent>industry>innovation",
    ).stdout
    assert own == given != usual


def test_language_of_the_settings_is_spoken(mine: Path):
    """A project in Chinese is answered in Chinese, unless --lang says otherwise."""
    assert "还没有可用的行" in chains("check", mine).output
    assert "There is no row to use yet" in chains("check", mine, "--lang", "en").output


def test_name_that_may_not_be_new_is_rejected(jobs: Path, tmp_path: Path):
    """Without its line under [new] a skill that stands in no table is left out, and said."""
    folder = Path(shutil.copytree(jobs, tmp_path / "strict"))
    (folder / "chains.toml").write_text(
        '[new]\nregions = { kind = "city" }\noccupations = { level = "job_title" }\n', encoding="utf-8"
    )
    sheets = read(folder)
    assert "skills" not in sheets.tables.frames
    assert set(codes(sheets)) == {"unknown-reference"}


def test_default_fills_an_empty_cell(jobs: Path, tmp_path: Path):
    """A value under [defaults] stands where the sheet says nothing."""
    folder = Path(shutil.copytree(jobs, tmp_path / "shortage"))
    (folder / "chains.toml").write_text('[defaults]\ndemands.unit = "shortage_listing"\n', encoding="utf-8")
    assert {row["unit"] for row in table(read(folder), "demands")} == {"shortage_listing"}


def test_source_of_the_settings_stands_behind_rows_without_one(jobs: Path, tmp_path: Path):
    """Rows that name no source have the sheet as theirs, published and rated as the settings say."""
    folder = Path(shutil.copytree(jobs, tmp_path / "sourced"))
    (folder / "chains.toml").write_text('[source]\npublisher = "教育局"\nconfidence = "stated"\n', encoding="utf-8")
    sources = read(folder).tables.frames["sources"]
    assert set(sources.get_column("publisher")) == {"教育局"}
    assert set(sources.get_column("confidence")) == {"stated"}
    assert "招聘.csv" in sources.get_column("title_zh").to_list()


def test_source_by_address_or_title(tmp_path: Path):
    """A web address in the column of sources becomes a source with that address; a known title leads to its row."""
    rows = [["企业名称", "来源"], ["甲公司", "https://example.org/a"], ["乙公司", "年鉴"]]
    write_book(tmp_path, "a.xlsx", {"企业": rows, "来源": [["标题", "发布者"], ["年鉴", "统计局"]]})
    found = {row["title_zh"]: row for row in read(tmp_path).tables.frames["sources"].iter_rows(named=True)}
    assert found["https://example.org/a"]["url"] == "https://example.org/a"
    assert found["年鉴"]["publisher"] == "统计局"


def test_too_many_rejected_rows_stop_the_build(tmp_path: Path):
    """If more than the allowed share is rejected, no graph is made of the rest in silence."""
    write_csv(tmp_path, "合作.csv", [["院校", "合作企业", "合作形式"], *[["某校", "某企", "订单班"]] * 9])
    write_csv(tmp_path, "企业.csv", FIRMS)
    with pytest.raises(UnreadableInput, match="more than 50%"):
        open_graph(tmp_path)


def test_map_columns_writes_what_is_read(tmp_path: Path):
    """The mapping file says just how sheets were understood: reading with it gives the same tables."""
    rows = [["甲方名单"], ["序号", "企业名称", "所在城巿", "注册资本"], [1, "甲公司", "临江", "5万"]]
    write_book(tmp_path, "数据.xlsx", {"重点企业": rows, "杂项": [["a", "b"], [1, 2]]})
    before = table(read(tmp_path), "organisations")
    result = chains("map-columns", tmp_path)
    assert result.exit_code == 0, result.output
    written = (tmp_path / "columns.toml").read_text(encoding="utf-8")
    assert '"所在城巿" = "region"  # 请确认 confirm:' in written
    assert "please confirm" in result.output
    sheets = read(tmp_path)
    assert table(sheets, "organisations") == before
    assert codes(sheets) == []


def test_map_columns_keeps_what_a_person_wrote(tmp_path: Path):
    """A mapping file that is there is told, not written over; with --again the old one is kept beside it."""
    write_csv(tmp_path, "企业.csv", FIRMS)
    text = '[[sheet]]\nfile = "企业.csv"\ntable = "organisations"\n[sheet.columns]\n"企业名称" = "name_zh"\n'
    (tmp_path / "columns.toml").write_text(text, encoding="utf-8")
    chains("map-columns", tmp_path)
    assert (tmp_path / "columns.toml").read_text(encoding="utf-8") == text
    chains("map-columns", tmp_path, "--again")
    assert (tmp_path / "columns.toml.old").read_text(encoding="utf-8") == text


def test_mapping_reads_a_layout_of_its_own(tmp_path: Path):
    """One sheet fills two tables; empty cells repeat the one above; a slash separates where the file says so."""
    rows = [["单位", "校", "能力"], ["甲公司", "临江学院", "PLC/焊接"], ["乙公司", "", "PLC"]]
    write_csv(tmp_path, "数据.csv", rows)
    write_csv(tmp_path, "院校.csv", [["学校名称"], ["临江学院"]])
    write_csv(tmp_path, "不用.csv", [["x"], ["y"]])
    text = """
[[sheet]]
file = "数据.csv"
table = "organisations"
fill = { kind = "enterprise" }
[sheet.columns]
"单位" = "name_zh"
"校" = ""
"能力" = ""
[[sheet]]
file = "数据.csv"
table = "trainings"
fill_down = ["校"]
[sheet.columns]
"单位" = "client"
"校" = "provider"
"能力" = { to = "skill", split = "/" }
[[sheet]]
file = "不用.csv"
skip = true
"""
    (tmp_path / "columns.toml").write_text(text, encoding="utf-8")
    sheets = read(tmp_path)
    assert {(row["client"], row["skill"]) for row in table(sheets, "trainings")} == {
        ("甲公司", "PLC"),
        ("甲公司", "焊接"),
        ("乙公司", "PLC"),
    }
    assert (sheets.account.read, sheets.account.used) == (3, 3)


def test_mapping_reads_a_column_for_each_year(tmp_path: Path):
    """Where the header is itself a value, each of those columns gives rows of its own."""
    write_csv(
        tmp_path,
        "年鉴.csv",
        [
            ["指标", "城市", "2023年", "2024年"],
            ["产值", "临江", "1,200", "1,300"],
            ["产值", "东湖", "", "9"],
            ["产值", "青溪", "", ""],
        ],
    )
    write_csv(tmp_path, "指标.csv", [["名称", "所属链", "类别"], ["产值", "产业链", "原始值"]])
    text = """
[[sheet]]
file = "年鉴.csv"
table = "observations"
fill = { period = "全年" }
[sheet.columns]
"指标" = "indicator"
"城市" = "region"
"2023年" = { to = "value", header = "year" }
"2024年" = { to = "value", header = "year" }
"""
    (tmp_path / "columns.toml").write_text(text, encoding="utf-8")
    sheets = read(tmp_path)
    found = [(row["year"], row["value"], row["period"]) for row in table(sheets, "observations")]
    assert sorted(found) == [("2023", "1200", "annual"), ("2024", "1300", "annual"), ("2024", "9", "annual")]
    assert sheets.account.used == 3
    assert [(one.code, one.row) for one in sheets.account.rejections] == [("blank-row", 4)]


def test_mapping_of_a_column_that_is_gone_is_told(tmp_path: Path):
    """A header that the mapping file names and the sheet lacks is a fault of the sheet."""
    write_csv(tmp_path, "企业.csv", FIRMS)
    text = '[[sheet]]\nfile = "企业.csv"\ntable = "organisations"\n[sheet.columns]\n"企业名称" = "name_zh"\n"地址" = "region"\n'
    (tmp_path / "columns.toml").write_text(text, encoding="utf-8")
    assert codes(read(tmp_path)) == ["missing-column"]


def test_fix_writes_a_corrected_copy_and_leaves_the_original(tmp_path: Path):
    """Spaces, full-width digits, numbers and dates are put right in a copy, and every change is listed."""
    folder, copy = tmp_path / "mine", tmp_path / "copy"
    folder.mkdir()
    rows = [["企业名称", "城市", "成立时间"], [" 甲公司", "临江", "１９９８"], ["乙公司", "东湖", "2001年9月"]]
    write_book(folder, "数据.xlsx", {"企业": rows})
    write_csv(folder, "招聘.csv", [*JOBS[:1], ["电工　", "临江", "PLC", "2025/3/1"]], encoding="gb18030")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = chains("check", folder, "--fix", copy)
    assert result.exit_code == 0, result.output
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    sheet = load_workbook(copy / "数据.xlsx")["企业"]
    assert [[cell.value for cell in row] for row in sheet["A2:C3"]] == [
        ["甲公司", "临江", 1998],
        ["乙公司", "东湖", "2001-09"],
    ]
    assert (copy / "招聘.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "电工,临江,PLC,2025-03-01"
    changes = list(csv.DictReader((copy / "changes.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["row"], row["before"], row["after"]) for row in changes if row["file"] == "数据.xlsx"] == [
        ("2", " 甲公司", "甲公司"),
        ("2", "１９９８", "1998"),
        ("3", "2001年9月", "2001-09"),
    ]
    assert table(read(copy), "organisations") == table(read(folder), "organisations")


def test_fix_writes_known_names_as_their_own_table_does(tmp_path: Path):
    """Another spelling of a name, and another name of a code, become the ones that are in use."""
    folder = tmp_path / "mine"
    folder.mkdir()
    write_csv(folder, "单位.csv", [["名称"], ["临江学院"], ["天地（临江）有限公司"]])
    write_csv(folder, "合作.csv", [["院校", "合作企业", "合作形式"], ["临江学院", "天地(临江)有限公司", "订单式培养"]])
    chains("check", folder, "--fix", tmp_path / "copy")
    fixed = (tmp_path / "copy" / "合作.csv").read_text(encoding="utf-8-sig").splitlines()
    assert fixed[1] == "临江学院,天地（临江）有限公司,订单班"


def test_fix_of_plain_tables(tmp_path: Path):
    """Tables in the project's own form are corrected as well: what was at fault is not in the copy."""
    folder = Path(shutil.copytree(data_folder(SMALL_REGION), tmp_path / "small"))
    path = folder / "partnerships.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",2025,", ",２０２５年,", 1), encoding="utf-8")
    assert chains("check", folder, "--fix", tmp_path / "copy").exit_code == 1
    assert chains("check", tmp_path / "copy", "--no-shapes").exit_code == 0
    assert (tmp_path / "copy" / "partnerships.csv").read_text(encoding="utf-8-sig") == text


@pytest.mark.parametrize("target", [".", "inside/copy"])
def test_fix_is_never_in_place(tmp_path: Path, target: str):
    """A corrected copy cannot lie in the folder of the originals."""
    write_csv(tmp_path, "企业.csv", FIRMS)
    result = chains("check", tmp_path, "--fix", tmp_path / target)
    assert isinstance(result.exception, OutputError)
    assert [path.name for path in tmp_path.iterdir()] == ["企业.csv"]


def test_fix_of_a_graph_is_misuse(tmp_path: Path):
    """There are no spreadsheets to correct in an RDF file."""
    (tmp_path / "a.ttl").write_text("", encoding="utf-8")
    assert chains("check", tmp_path / "a.ttl", "--fix", tmp_path / "copy").exit_code == 2


def test_check_lists_what_was_not_used(tmp_path: Path):
    """`chains check` writes rejected.csv beside the spreadsheets, says the sums, and ends with 1."""
    write_csv(tmp_path, "企业.csv", [*FIRMS, ["丙公司", "临江", "多"]])
    write_csv(tmp_path, "合作.csv", [["院校", "合作企业", "合作形式"], ["某校", "甲公司", "订单班"]])
    result = chains("check", tmp_path)
    assert result.exit_code == 1
    assert "4 rows read: 3 used, 1 rejected" in result.output
    (row,) = csv.DictReader((tmp_path / "rejected.csv").read_text(encoding="utf-8-sig").splitlines())
    assert (row["file"], row["row"], row["column"], row["value"]) == ("合作.csv", "2", "院校", "某校")
    assert row["reason"] == "“Organisations” has no “某校”"
    assert row["remedy"].startswith("add a row to “Organisations”")


def test_list_of_somebody_else_is_not_written_over(tmp_path: Path):
    """A rejected.csv that the program did not write stays, and is read as any other table."""
    write_csv(tmp_path, "rejected.csv", [["a", "b"], ["1", "2"]])
    write_csv(tmp_path, "企业.csv", FIRMS)
    before = (tmp_path / "rejected.csv").read_bytes()
    assert isinstance(chains("check", tmp_path).exception, OutputError)
    assert (tmp_path / "rejected.csv").read_bytes() == before


def test_sheet_of_the_mapping_file_that_is_gone_is_told(tmp_path: Path):
    """A file that the mapping file names and that is not there is a fault, not silence."""
    write_csv(tmp_path, "企业.csv", FIRMS)
    (tmp_path / "columns.toml").write_text('[[sheet]]\nfile = "公司.csv"\ntable = "organisations"\n', encoding="utf-8")
    assert codes(read(tmp_path)) == ["missing-sheet"]


def test_workbook_that_cannot_be_read_is_not_passed_over_in_silence(tmp_path: Path):
    """The atlas is made of the rest, and says that a file could not be read."""
    folder = tmp_path / "mine"
    folder.mkdir()
    write_csv(folder, "招聘.csv", JOBS)
    (folder / "校企合作.xlsx").write_bytes(b"PK\x03\x04 broken")
    result = chains("atlas", folder, "-o", tmp_path / "atlas", "--for", "临江")
    assert result.exit_code == 0, result.output
    assert "1 file or sheet could not be read" in result.output
    assert f"chains check {folder}" in result.output


def test_list_of_an_earlier_run_does_not_outlive_its_faults(tmp_path: Path):
    """Once everything is put right, rejected.csv has no row left."""
    write_csv(tmp_path, "企业.csv", [["企业名称", "成立时间"], ["甲公司", "很久以前"]])
    chains("check", tmp_path)
    assert len((tmp_path / "rejected.csv").read_text(encoding="utf-8-sig").splitlines()) == 2
    write_csv(tmp_path, "企业.csv", [["企业名称", "成立时间"], ["甲公司", "1998年"]])
    assert chains("check", tmp_path, "--no-shapes").exit_code == 0
    assert len((tmp_path / "rejected.csv").read_text(encoding="utf-8-sig").splitlines()) == 1


def test_path_given_twice_is_misuse(tmp_path: Path):
    """FOLDER and --data together are a mistake."""
    assert chains("atlas", tmp_path, "--data", tmp_path).exit_code == 2
