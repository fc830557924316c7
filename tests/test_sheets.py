"""Spreadsheets as people have them become our tables, and every row is accounted for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from messy import COLLEGES, FIRMS, MESS, write_messy
from openpyxl import load_workbook
from sheeting import codes, read, table, write_book, write_csv

from chains.build import check_tables, open_sheets
from chains.errors import Text
from chains.faults import find_faults
from chains.graph import open_graph
from chains.inputs import find_input
from chains.resources import SMALL_REGION, data_folder, ontology_folder
from chains.schema import Field, load_schema
from chains.sheets.amounts import read_date, read_number
from chains.sheets.reading import SheetSet
from chains.sheets.values import clean_text, split_values
from chains.tables import ROW

PLACES = [["名称", "类别"], ["临江市", "城市"], ["东湖市", "城市"]]
FIRM_ROWS = [["企业名称", "城市"], ["甲公司", "临江"], ["乙公司", "东湖市"]]


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SheetSet]:
    """The messy spreadsheets, and what they make."""
    folder = tmp_path_factory.mktemp("messy")
    write_messy(folder)
    return folder, read(folder)


def test_shipped_tables_are_the_same_through_this_door():
    """Tables that keep to the schema come out as they are, cell by cell."""
    sheets = open_sheets(data_folder(SMALL_REGION))
    plain = check_tables(data_folder(SMALL_REGION))[0].frames
    assert sheets.account.rejections == ()
    assert list(sheets.tables.frames) == list(plain)
    for name, frame in plain.items():
        key = frame.columns[1:]
        assert sheets.tables.frames[name].drop(ROW).sort(key).equals(frame.drop(ROW).sort(key)), name


def test_opening_a_graph_imports_no_reader_of_sheets():
    """Who opens the shipped region does not wait for what reads spreadsheets and matches names."""
    code = "import sys, chains; chains.open_graph(); print(*(name for name in sys.argv[1:] if name in sys.modules))"
    names = ["chains.sheets.reading", "chains.matching", "numpy"]
    run = subprocess.run([sys.executable, "-c", code, *names], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_shipped_region_is_used_to_the_last_row():
    """The 46,199 rows of the region all pass, and none of their cells is left out."""
    sheets = open_sheets(data_folder())
    assert (
        sheets.account.used
        == sheets.account.read
        == sum(frame.height for frame in check_tables(data_folder())[0].frames.values())
    )
    assert sheets.account.rejections == ()


def test_shipped_folders_are_read_to_the_letter():
    """A folder of tables in the project's own form is no folder of spreadsheets."""
    assert find_input(data_folder(SMALL_REGION)).kind == "tables"


@pytest.mark.parametrize(
    "header",
    [
        ["企业名称", "所在城市", "成立时间"],
        ["成立年份", "公司名称", "地市"],
        ["Company", "City", "Year founded"],
        ["name_zh", "region", "founded"],
        ["企业 名称*", "所在城市（地级市）", "成立\n年份"],
    ],
    ids=lambda header: header[0],
)
def test_headers_are_known_by_many_names(tmp_path: Path, header: list[str]):
    """Chinese and English names, synonyms, the schema's own, with stars and brackets, in any order, all mean the same."""
    cells = ["1999", "甲公司", "临江"] if header[0].startswith("成立") else ["甲公司", "临江", "1999"]
    write_csv(tmp_path, "企业名单.csv", [header, cells])
    (row,) = table(read(tmp_path), "organisations")
    assert (row["name_zh"], row["kind"], row["founded"]) == ("甲公司", "enterprise", "1999")
    assert codes(read(tmp_path), "note") == []


def test_misspelt_header_is_guessed_and_told(tmp_path: Path):
    """A header that is near to just one name is read as that, and a note asks to confirm it."""
    write_csv(tmp_path, "企业.csv", [["企业名称", "所在城巿"], ["甲公司", "临江"]])
    sheets = read(tmp_path)
    assert table(sheets, "organisations")[0]["region"].startswith("linjiang")
    (note,) = sheets.account.rejections
    assert (note.code, note.column, note.level) == ("column-guessed", "所在城巿", "note")
    assert "chains map-columns" in note.remedy.en


def test_unknown_column_is_told_with_the_nearest(tmp_path: Path):
    """A column that nothing is read from is named; serial numbers and remarks are not worth a word."""
    write_csv(tmp_path, "企业.csv", [["序号", "企业名称", "注册资本", "备注"], [1, "甲公司", "100万", "好"]])
    assert [(one.code, one.column) for one in read(tmp_path).account.rejections] == [("unknown-column", "注册资本")]


def test_table_is_found_by_its_columns_where_its_name_says_nothing(tmp_path: Path):
    """Sheet1 with a college, an enterprise and a form is a table of partnerships, and a note says so."""
    rows = [["院校", "合作企业", "合作形式"], ["临江学院", "甲公司", "订单班"]]
    names = [["名称", "类别"], ["临江学院", "大学"], ["甲公司", "企业"]]
    write_book(tmp_path, "数据.xlsx", {"Sheet1": rows, "单位": names})
    sheets = read(tmp_path)
    assert table(sheets, "partnerships")[0]["kind"] == "order_class"
    assert "table-guessed" in codes(sheets, "note")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_encoding_and_delimiter_make_no_difference(tmp_path: Path, encoding: str, delimiter: str):
    """Text of any of these encodings, separated by any of these marks, is read alike."""
    rows = [*FIRM_ROWS, ["丙，丁；有限公司", "临江"]]
    write_csv(tmp_path, "企业.csv", rows, encoding=encoding, delimiter=delimiter)
    names = {row["name_zh"] for row in table(read(tmp_path), "organisations")}
    assert names == {"甲公司", "乙公司", "丙，丁；有限公司"}


NUMBERS = [
    ("1,200人", "1200"),
    ("3.5万", "35000"),
    ("２０２４", "2024"),
    ("1 200", "1200"),
    ("12.0", "12"),
    ("-5", "-5"),
    ("约200", None),
    ("3-5人", None),
    ("1,20", None),
    ("1.200", "1200"),
    ("85%", None),
    ("3.5", None),
]


@pytest.mark.parametrize(("cell", "value"), NUMBERS)
def test_numbers_with_units(cell: str, value: str | None):
    """Units, thousands and full-width digits are read; what is no one whole number is refused with an example."""
    found = read_number(cell, Field("count", "integer", Text("数量", "count")))
    assert found.value == value
    assert (found.wrong is None) == (value is not None)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("350", "350"), ("350万元", "350"), ("3500000元", "350"), ("3.5亿", "35000"), ("0.50", "0.50")],
)
def test_funding_in_ten_thousands(cell: str, value: str):
    """In a column of 10,000 yuan, 350, 350万元 and 3500000元 are one amount."""
    field = Field("funding", "number", Text("经费", "funding"), unit="10,000 CNY")
    assert read_number(cell, field).value == value


def test_percentage_keeps_its_number():
    """85% in a column of numbers is 85."""
    assert read_number("85%", Field("value", "number", Text("数值", "value"))).value == "85"


DATES = [
    ("2024年9月", "2024-09"),
    ("2024/9/1", "2024-09-01"),
    ("2024.9", "2024-09"),
    ("20240901", "2024-09-01"),
    ("45536", "2024-09-01"),
    ("2024-09-01 00:00:00", "2024-09-01"),
    ("２０２４年９月１日", "2024-09-01"),
    ("2024-2025学年", "2024"),
    ("2024级", "2024"),
    ("2024", "2024"),
    ("2024年13月", None),
    ("2024-02-30", None),
    ("24年", None),
    ("2019-2024", None),
    ("1 September 1974", "1974-09-01"),
    ("September 1, 1974", "1974-09-01"),
    ("May 2023", "2023-05"),
    ("03/2021", "2021-03"),
    ("12.03.2025", "2025-03-12"),
    ("25/03/2025", "2025-03-25"),
    ("1950s", None),
    ("Mai 2023", None),
]


@pytest.mark.parametrize(("cell", "value"), DATES)
def test_dates_in_words_and_numbers(cell: str, value: str | None):
    """Dates in words, with any mark, and as Excel counts days are read; impossible and doubtful ones are refused."""
    assert read_date(cell, year_only=False).value == value
    assert read_date(cell, year_only=True).value == (value and value[:4])


def test_day_that_may_be_a_month_has_only_a_year():
    """12/03/2025 is a day of March or of December: refused as a day, and 2025 where the year is asked for."""
    assert read_date("12/03/2025", year_only=False).value is None
    assert read_date("12/03/2025", year_only=True).value == "2025"
    assert read_date("45/99/2025", year_only=True).value is None


def test_clean_text_keeps_chinese_punctuation():
    """Letters and digits become narrow, hidden characters go, brackets stay."""
    assert clean_text("\ufeff 天地（常州）　Ｊａｖａ\u200b２ ") == "天地（常州） Java2"


def test_values_of_one_cell():
    """Semicolons, 、, commas and line ends separate; slashes and brackets do not."""
    assert split_values("Java、MySQL；C/C++\nTCP/IP，PLC（西门子，三菱）") == [
        "Java",
        "MySQL",
        "C/C++",
        "TCP/IP",
        "PLC（西门子，三菱）",
    ]
    assert split_values("Java/Python", "/") == ["Java", "Python"]


def test_advertisements_are_added_up(tmp_path: Path):
    """A row counts once for its job and once for each skill; equal ones make one row, 若干 counts as one."""
    rows = [
        ["岗位名称", "工作城市", "技能要求", "招聘人数", "发布日期"],
        ["电工", "临江", "PLC、焊接", 2, "2025/3/1"],
        ["电工", "临江市", "PLC", "若干", "2025年6月"],
    ]
    write_csv(tmp_path, "招聘.csv", rows)
    sheets = read(tmp_path)
    found = {row.get("skill"): (row["count"], row["unit"]) for row in table(sheets, "demands")}
    assert found == {None: ("3", "vacancies"), "PLC": ("3", "vacancies"), "焊接": ("2", "vacancies")}
    assert sheets.account.used == 2


def test_joined_cells_stand_for_each_row(tmp_path: Path):
    """A college joined over three rows is the college of all three."""
    path = write_book(
        tmp_path,
        "a.xlsx",
        {
            "校企合作": [["院校", "合作企业", "合作形式"], ["临江学院", "甲公司", "订单班"], [None, "乙公司", "实习"]],
            "单位": [["名称"], ["临江学院"], ["甲公司"], ["乙公司"]],
        },
    )
    book = load_workbook(path)
    book["校企合作"].merge_cells("A2:A3")
    book.save(path)
    assert {row["institution"] for row in table(read(tmp_path), "partnerships")} == {"临江学院"}
    assert len(table(read(tmp_path), "partnerships")) == 2


def test_names_refer_whatever_their_width_and_case(tmp_path: Path):
    """天地(临江)公司 means 天地（临江）公司, and 江东省临江市 the city of 临江."""
    write_csv(tmp_path, "企业.csv", [["企业名称", "城市"], ["天地（临江）Tech公司", "江东省临江市"]])
    write_csv(tmp_path, "地区.csv", PLACES)
    write_csv(tmp_path, "学校.csv", [["学校名称"], ["临江学院"]])
    write_csv(
        tmp_path, "合作.csv", [["院校", "企业", "形式", "类别"], ["临江学院", "天地(临江) tech公司", "x", "实习基地"]]
    )
    sheets = read(tmp_path)
    assert table(sheets, "partnerships")[0]["enterprise"] == "天地（临江）Tech公司"
    city = {row["id"]: row["name_zh"] for row in table(sheets, "regions")}
    assert (
        city[next(row for row in table(sheets, "organisations") if row["kind"] == "enterprise")["region"]] == "临江市"
    )


def test_name_of_two_rows_is_ambiguous(tmp_path: Path):
    """A name that two rows have is not guessed; both ids are named."""
    rows = [["名称", "代码", "类别"], ["临江", "L1", "城市"], ["临江市", "L2", "城市"]]
    write_csv(tmp_path, "地区.csv", rows)
    write_csv(tmp_path, "企业.csv", FIRM_ROWS[:2])
    (fault,) = [one for one in read(tmp_path).account.rejections if one.level == "fault"]
    assert fault.code == "ambiguous-name"
    assert "L1, L2" in fault.remedy.en


def test_aliases_are_names_too(tmp_path: Path):
    """A short name in the table of aliases leads to its organisation."""
    write_csv(tmp_path, "单位.csv", [["名称"], ["临江学院"], ["临江甲科技有限公司"]])
    write_csv(tmp_path, "别名.csv", [["组织", "别名", "合并理由"], ["临江甲科技有限公司", "甲科", "简称"]])
    write_csv(tmp_path, "合作.csv", [["院校", "企业", "合作形式"], ["临江学院", "甲科", "产业学院"]])
    assert table(read(tmp_path), "partnerships")[0]["enterprise"] == "临江甲科技有限公司"


def test_same_row_twice_is_one(tmp_path: Path):
    """A row in two sheets makes one; what only one of them says is kept."""
    write_book(tmp_path, "a.xlsx", {"企业": [["企业名称", "城市"], ["甲公司", None]], "重点企业": FIRM_ROWS[:2]})
    sheets = read(tmp_path)
    (row,) = table(sheets, "organisations")
    assert row["region"].startswith("linjiang")
    assert (sheets.account.read, sheets.account.used) == (2, 2)


def test_rejected_row_takes_along_what_refers_to_it(tmp_path: Path):
    """What refers to a rejected row is told that it did, and not that the name is unknown."""
    write_csv(tmp_path, "专业.csv", [["专业名称", "专业代码"], ["软件技术", "510203"]])
    write_csv(tmp_path, "学校.csv", [["学校名称"], ["临江学院"]])
    write_csv(tmp_path, "招生计划.csv", [["院校", "专业", "年份"], ["临江学院", "软件技术", 2025]])
    found = {one.file: one for one in read(tmp_path).account.rejections if one.level == "fault"}
    assert found["专业.csv"].code == "empty-cell"
    assert "was not used" in found["招生计划.csv"].what.en


def test_order_of_files_and_rows_changes_nothing(tmp_path: Path):
    """Ids and tables do not depend on the order in which rows stand."""
    first, second = tmp_path / "a", tmp_path / "b"
    for folder, rows in ((first, FIRM_ROWS), (second, [FIRM_ROWS[0], *reversed(FIRM_ROWS[1:])])):
        folder.mkdir()
        write_csv(folder, "企业.csv", rows)
    assert table(read(first), "organisations") == table(read(second), "organisations")
    assert table(read(first), "regions") == table(read(second), "regions")


def test_messy_spreadsheets_are_used_but_for_what_nobody_could(messy: tuple[Path, SheetSet]):
    """Of 10 colleges, 30 enterprises, 50 partnerships and 200 advertisements all are used; seven rows are none."""
    account = messy[1].account
    rejected = [one.code for one in account.rejections if one.scope == "row"]
    assert {code: rejected.count(code) for code in set(rejected)} == MESS
    assert account.used == 10 + 30 + 50 + 200
    names = {row["name_zh"] for row in table(messy[1], "organisations")}
    assert names == {*COLLEGES, *FIRMS}
    assert len(table(messy[1], "partnerships")) == 50
    assert {row["name_zh"] for row in table(messy[1], "regions")} == {"临江", "东湖", "青溪"}


def test_messy_tables_have_no_fault(messy: tuple[Path, SheetSet]):
    """What was made passes the checks that hold for every table."""
    schema = load_schema(ontology_folder())
    assert find_faults(messy[1].tables, schema, {}) == [] or all(
        fault.code == "bad-code" for fault in find_faults(messy[1].tables, schema, {})
    )


def test_messy_spreadsheets_make_a_graph_with_gaps(messy: tuple[Path, SheetSet]):
    """The graph opens, remembers the account, and knows which college each advertised job lacks."""
    graph = open_graph(messy[0])
    assert graph.account is not None
    assert (graph.account["read"], graph.account["used"]) == (297, 290)
    assert (graph.folder / "rejected-zh.csv").is_file()
    assert graph.query("SELECT (COUNT(*) AS ?n) { ?x a ch:Partnership }").values() == [("50",)]


def test_same_tables_for_every_hash_seed(messy: tuple[Path, SheetSet]):
    """The order of sets leaves no trace in the tables or in the account."""
    code = (
        "import sys, hashlib; from pathlib import Path; from chains.build import open_sheets; "
        "s = open_sheets(Path(sys.argv[1])); "
        "print(hashlib.sha256(repr([f.rows() for f in s.tables.frames.values()] + [s.account]).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code, str(messy[0])],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "7")
    }
    assert len(found) == 1


CELLS = st.sampled_from(
    [
        "",
        "甲公司",
        "乙公司",
        "临江学院",
        "东湖学院",
        " 甲公司",
        "订单班",
        "实习",
        "意向",
        "2024",
        "２０２４年",
        "x;y",
        "合计",
        "注：a",
        "示例",
        "=1+1",
    ]
)
HEADERS = st.permutations(["院校", "合作企业", "合作形式", "签约时间", "合作状态", "备注"])


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(HEADERS, st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=8))
def test_every_row_is_accounted_for(header: list[str], rows: list[list[str]]):
    """Whatever stands in the cells: rows read are rows used and rows rejected with a reason."""
    with TemporaryDirectory() as name:
        write_csv(Path(name), "合作.csv", [header, *rows])
        write_csv(Path(name), "单位.csv", [["名称", "类别"], ["甲公司", "企业"], ["临江学院", "大学"]])
        sheets = read(Path(name))
    filled = sum(any(cell.strip() for cell in row) for row in rows)
    assert sheets.account.read == filled + 2


def test_english_spreadsheet_of_another_country(tmp_path: Path):
    """English names of sheets, columns and codes, western dates and addresses: nothing takes China for granted."""
    book = {
        "Schools": [
            ["No.", "School name", "Home town", "Type", "Established"],
            [1, "Riverside Polytechnic", "Aarburg", "vocational college", "1 May 1974"],
        ],
        "Companies": [["Company name", "Location", "Website"], ["Nordwerk GmbH", "Linden", "nordwerk.example"]],
        "Cooperation": [
            ["School", "Company", "Form", "Start date"],
            ["Riverside Polytechnic", "Nordwerk", "apprenticeship", "03/2021"],
        ],
        "Job postings": [
            ["Job title", "Location", "Required skills", "Date posted"],
            ["CNC operator", "Linden", "milling; CAD", "12.03.2025"],
        ],
    }
    write_book(tmp_path, "data.xlsx", book)
    sheets = read(tmp_path)
    assert (sheets.account.read, sheets.account.used) == (4, 4)
    assert {row["name_zh"]: row["kind"] for row in table(sheets, "organisations")} == {
        "Riverside Polytechnic": "vocational_college",
        "Nordwerk GmbH": "enterprise",
    }
    assert table(sheets, "partnerships")[0]["year"] == "2021"
    assert {row["name_zh"] for row in table(sheets, "regions")} == {"Aarburg", "Linden"}
    (fault,) = [one for one in sheets.account.rejections if one.level == "fault"]
    assert fault.value == "Nordwerk"
    assert "nearest: Nordwerk GmbH" in fault.remedy.en


def test_sheet_without_its_names_is_one_fault(tmp_path: Path):
    """A list of firms without a column of names is told once, with the columns that may be meant, not row by row."""
    write_csv(tmp_path, "企业.csv", [["厂商甲", "城市"], *[["甲", "临江"]] * 3])
    (fault,) = [one for one in read(tmp_path).account.rejections if one.level == "fault"]
    assert (fault.code, fault.scope) == ("missing-column", "sheet")
    assert "厂商甲" in fault.remedy.zh
