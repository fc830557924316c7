"""Spreadsheets that are broken, hostile or half understood: a clear message, in bounded time and memory."""

from __future__ import annotations

import io
import os
import re
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sheeting import codes, read, table, write_book, write_csv

from chains.errors import UnknownName, UnreadableInput
from chains.sheets import text_files, workbook_scan
from chains.sheets.account import write_rejected
from chains.sheets.grids import Rejection
from chains.sheets.text_files import read_text_grid
from chains.sheets.workbooks import read_workbook

FIRMS = [["企业名称", "城市"], ["甲公司", "临江"]]


def refused(path: Path) -> Rejection:
    """Return why a workbook was refused as a whole."""
    (grid,) = read_workbook(path)
    (rejection,) = grid.rejections
    assert grid.rows.is_empty()
    assert rejection.scope == "file"
    return rejection


def rewrite(path: Path, part: str, change) -> None:
    """Change one part of a workbook."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def test_encrypted_workbook_is_said(tmp_path: Path):
    """A workbook with a password asks to take it off."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )
    rejection = refused(path)
    assert rejection.code == "encrypted"
    assert "password" in rejection.remedy.en


@pytest.mark.parametrize("cut", [30, 400, -40])
def test_cut_off_workbook_is_said(tmp_path: Path, cut: int):
    """A workbook that was not copied to its end is broken, wherever it was cut."""
    path = write_book(tmp_path, "a.xlsx", {"企业": FIRMS})
    path.write_bytes(path.read_bytes()[:cut])
    assert refused(path).code == "broken-workbook"


def test_damaged_bytes_are_said(tmp_path: Path):
    """A workbook with damaged contents is broken, and not half read."""
    path = write_book(tmp_path, "a.xlsx", {"企业": [*FIRMS * 50]})
    raw = bytearray(path.read_bytes())
    start = raw.index(b"xl/worksheets/sheet1.xml") + 40
    raw[start : start + 60] = bytes(60)
    path.write_bytes(raw)
    assert refused(path).code == "broken-workbook"


@pytest.mark.parametrize("data", [b"", b"name,city\n", b"<html><table>"])
def test_other_files_named_xlsx_are_said(tmp_path: Path, data: bytes):
    """A text or web page that is called .xlsx is no workbook."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert refused(path).code == "not-a-workbook"


def test_zip_of_something_else_is_said(tmp_path: Path):
    """A zip without a workbook inside is broken."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refused(path).code == "broken-workbook"


def test_zip_bomb_is_refused_by_its_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A workbook that says itself that it unpacks to too much is not unpacked."""
    monkeypatch.setattr(workbook_scan, "MOST_BYTES", 100_000)
    path = write_book(tmp_path, "a.xlsx", {"企业": FIRMS})
    rewrite(path, "xl/media/x.bin", lambda _: bytes(200_000))
    assert refused(path).code == "too-large"


def test_zip_bomb_that_lies_is_refused_in_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A part that says it is small and unpacks without end is stopped at the limit."""
    monkeypatch.setattr(workbook_scan, "MOST_BYTES", 1_000_000)
    path = write_book(tmp_path, "a.xlsx", {"企业": FIRMS})
    size = 40_000_000
    rewrite(path, "xl/media/x.bin", lambda _: bytes(size))
    raw = bytearray(path.read_bytes())
    for place in [match.start() for match in re.finditer(re.escape(struct.pack("<I", size)), bytes(raw))]:
        raw[place : place + 4] = struct.pack("<I", 10)
    path.write_bytes(raw)
    tracemalloc.start()
    rejection = refused(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rejection.code == "too-large"
    assert peak < 20_000_000


def test_one_cell_far_out_is_refused_with_its_place(tmp_path: Path):
    """A filled cell in the last corner would take all memory when the sheet is laid out; it is named instead."""
    book = Workbook()
    book.active["A1"] = "企业名称"
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    rejection = refused(tmp_path / "a.xlsx")
    assert rejection.code == "too-large"
    assert "XFD1048576" in rejection.what.en


def test_long_text_in_every_cell_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """One long text that a hundred thousand cells share is small in the file and large when it is read."""
    monkeypatch.setattr(workbook_scan, "MOST_BYTES", 3_000_000)
    write_book(tmp_path, "a.xlsx", {"企业": [["x" * 30_000] * 20 for _ in range(10)]})
    assert refused(tmp_path / "a.xlsx").code == "too-large"


def test_workbook_with_a_document_type_is_refused(tmp_path: Path):
    """Entities that multiply need a document type declaration, which no workbook has."""
    path = write_book(tmp_path, "a.xlsx", {"企业": FIRMS})
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    rewrite(path, "xl/worksheets/sheet1.xml", lambda raw: re.sub(rb"(<worksheet)", evil + rb"\1", raw, count=1))
    assert refused(path).code == "broken-workbook"


def test_part_that_climbs_out_is_refused(tmp_path: Path):
    """A workbook with a part named ../../x is not read."""
    path = write_book(tmp_path, "a.xlsx", {"企业": FIRMS})
    rewrite(path, "../../x.xml", lambda _: b"<x/>")
    assert refused(path).code == "broken-workbook"


def _with_formula(path: Path, value: bytes) -> None:
    rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda raw: re.sub(rb'<c r="A2"[^>]*>.*?</c>', b'<c r="A2" t="str"><f>B2</f>' + value + b"</c>", raw),
    )


def test_formula_has_its_stored_value_and_that_is_said(tmp_path: Path):
    """The value that Excel stored is used, and a note tells that it is a formula's."""
    path = write_book(tmp_path, "企业.xlsx", {"企业": FIRMS})
    _with_formula(path, "<v>乙公司</v>".encode())
    sheets = read(tmp_path)
    assert table(sheets, "organisations")[0]["name_zh"] == "乙公司"
    assert codes(sheets, "note") == ["formula"]


def test_formula_without_stored_value_is_empty_and_told(tmp_path: Path):
    """A formula that nobody has calculated is read as empty, under its header, with what to do."""
    path = write_book(tmp_path, "企业.xlsx", {"企业": FIRMS})
    _with_formula(path, b"")
    found = [one for one in read(tmp_path).account.rejections if one.code == "formula-unstored"]
    assert [(one.row, one.column) for one in found] == [(2, "企业名称")]


def test_error_in_a_cell_is_told(tmp_path: Path):
    """#REF! is no name: the cell is read as empty, and told."""
    book = Workbook()
    book.active.title = "企业"
    for row in FIRMS:
        book.active.append(row)
    book.active["B2"].value = "#REF!"
    book.active["B2"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    (fault,) = read(tmp_path).account.rejections
    assert (fault.code, fault.column, fault.value) == ("formula-error", "城市", "#REF!")


def test_sheet_of_pictures_is_told(tmp_path: Path):
    """A sheet with nothing but a drawing asks to type what it shows."""
    path = write_book(tmp_path, "a.xlsx", {"企业": FIRMS, "扫描件": []})
    rewrite(
        path,
        "xl/worksheets/sheet2.xml",
        lambda raw: raw.replace(b"</worksheet>", b'<drawing xmlns:r="http://r" r:id="rId1"/></worksheet>'),
    )
    assert "only-pictures" in codes(read(tmp_path))


def test_two_columns_of_one_meaning_are_refused(tmp_path: Path):
    """Which of two columns holds the name, the program does not guess."""
    write_csv(tmp_path, "企业.csv", [["企业名称", "公司名称", "城市"], ["甲", "乙", "临江"]])
    sheets = read(tmp_path)
    (fault,) = [one for one in sheets.account.rejections if one.code == "repeated-column"]
    assert "企业名称" in fault.what.zh
    assert "公司名称" in fault.what.zh


def test_repeated_header_is_refused(tmp_path: Path):
    """The same header twice is a fault of the sheet."""
    write_csv(tmp_path, "企业.csv", [["企业名称", "城市", "城市"], ["甲", "临江", "东湖"]])
    assert "repeated-column" in codes(read(tmp_path))


def test_joined_header_is_refused_with_help(tmp_path: Path):
    """A header whose cells are joined across columns does not say what each column is."""
    path = write_book(tmp_path, "a.xlsx", {"企业": [["企业名称", "城市", None], ["甲", "临江", "江东"]]})
    book = load_workbook(path)
    book.active.merge_cells("B1:C1")
    book.save(path)
    (fault,) = [one for one in read(tmp_path).account.rejections if one.level == "fault"]
    assert fault.code == "merged-header"
    assert "split them" in fault.remedy.en


def test_sheet_that_is_no_table_is_told_and_counted(tmp_path: Path):
    """Rows of a sheet that nobody understands are rows that were read and not used."""
    write_book(tmp_path, "a.xlsx", {"企业": FIRMS, "透视表": [["a", "b"], [1, 2], [3, 4]]})
    sheets = read(tmp_path)
    assert codes(sheets) == ["unknown-table"]
    assert (sheets.account.read, sheets.account.used) == (4, 1)


def test_file_larger_than_the_limit_is_not_read(tmp_path: Path):
    """A text of 3 GB is refused by its size."""
    path = tmp_path / "a.csv"
    path.write_text("企业名称\n", encoding="utf-8")
    os.truncate(path, 3 * 1024**3)
    (rejection,) = read_text_grid(path).rejections
    assert rejection.code == "too-large"
    assert "split it" in rejection.remedy.en


def _long(path: Path, lines: int, broken: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("企业名称,城市\n")
        for number in range(lines):
            file.write(f"{chr(34) if number == broken else ''}企业{number},临江\n")


def test_broken_quote_costs_its_own_line_alone(tmp_path: Path):
    """One quote that is never closed in a long file rejects one row; all others are read, in bounded memory."""
    _long(tmp_path / "企业.csv", 15_000, 12_345)
    tracemalloc.start()
    grid = read_text_grid(tmp_path / "企业.csv")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    (rejection,) = grid.rejections
    assert (rejection.code, rejection.row) == ("broken-quote", 12_347)
    assert grid.rows.height == 15_000
    assert peak < 30_000_000


def test_two_broken_quotes_do_not_swallow_what_lies_between(tmp_path: Path):
    """Two stray quotes would enclose the lines between them: only their own lines are lost."""
    lines = ["企业名称,城市", '"甲,临江', "乙,临江", "丙,临江", '"丁,临江', "戊,临江"]
    (tmp_path / "企业.csv").write_text("\n".join(lines), encoding="utf-8")
    grid = read_text_grid(tmp_path / "企业.csv")
    assert [one.row for one in grid.rejections] == [2, 5]
    assert grid.rows.get_column("c0").to_list() == ["企业名称", "乙", "丙", "戊"]


def test_line_without_end_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A line that never ends is taken in pieces, and a row of far too many cells is refused."""
    monkeypatch.setattr(text_files, "MOST_LINE", 10_000)
    (tmp_path / "a.csv").write_text("a," * 100_000, encoding="utf-8")
    assert read_text_grid(tmp_path / "a.csv").rejections[0].code == "too-large"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(50), b"\x00\x01\x02" * 50, b"\xff" * 50])
def test_other_files_named_csv_are_said(tmp_path: Path, data: bytes):
    """A picture or other bytes named .csv are no text."""
    (tmp_path / "a.csv").write_bytes(data)
    assert [one.code for one in read_text_grid(tmp_path / "a.csv").rejections] == ["encoding"]


def test_encoding_that_changes_midway_is_said(tmp_path: Path):
    """A file of two encodings glued together is refused, not half garbled."""
    (tmp_path / "a.csv").write_bytes(b"name,city\n" * 40_000 + "甲公司,临江\n".encode("gb18030"))
    assert [one.code for one in read_text_grid(tmp_path / "a.csv").rejections] == ["encoding"]


def test_link_out_of_the_folder_is_not_followed(tmp_path: Path):
    """A symbolic link to a file elsewhere is told, and not read."""
    folder = tmp_path / "mine"
    folder.mkdir()
    write_csv(folder, "企业.csv", FIRMS)
    secret = write_csv(tmp_path, "secret.csv", FIRMS)
    (folder / "别的企业.csv").symlink_to(secret)
    assert codes(read(folder)) == ["outside"]


@pytest.mark.parametrize("name", ["../secret.csv", "/etc/passwd", "a/../../secret.csv"])
def test_mapping_file_cannot_climb_out(tmp_path: Path, name: str):
    """A mapping file that names a file outside the folder is refused."""
    write_csv(tmp_path, "企业.csv", FIRMS)
    (tmp_path / "columns.toml").write_text(f'[[sheet]]\nfile = "{name}"\ntable = "organisations"\n', encoding="utf-8")
    with pytest.raises(UnreadableInput, match="outside the folder"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ('[[sheet]]\nfile = "企业.csv"\ntabel = "organisations"\n', "table"),
        ('[[sheet]]\nfile = "企业.csv"\ntable = "organisation"\n', "organisations"),
        ('[[sheet]]\nfile = "企业.csv"\ntable = "organisations"\n[sheet.columns]\n"城市" = "regoin"\n', "region"),
    ],
)
def test_mapping_file_names_the_nearest(tmp_path: Path, text: str, near: str):
    """An unknown key, table or column of the mapping file comes with what was probably meant."""
    write_csv(tmp_path, "企业.csv", FIRMS)
    (tmp_path / "columns.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UnknownName) as caught:
        read(tmp_path)
    assert near in caught.value.nearest


def test_ten_thousand_misspellings_are_all_told_and_few_advised(tmp_path: Path):
    """Each of many unknown names is told; only the first are compared with all known ones."""
    write_csv(tmp_path, "地区.csv", [["名称", "类别"], ["临江市", "城市"]])
    write_csv(tmp_path, "企业.csv", [["企业名称", "城市"], *([f"企业{n}", f"临讲{n}"] for n in range(10_000))])
    (tmp_path / "chains.toml").write_text("[new]\n", encoding="utf-8")
    found = [one for one in read(tmp_path).account.rejections if one.code == "unknown-reference"]
    assert len(found) == 10_000
    assert sum("nearest" in one.remedy.en for one in found) <= 40


def test_formulas_in_the_rejected_list_are_disarmed(tmp_path: Path):
    """What a spreadsheet would run is text in the list of what was rejected."""
    write_csv(tmp_path, "企业.csv", [["企业名称", "成立时间"], ["甲公司", "=cmd|' /C calc'!A0"]])
    listed = write_rejected(read(tmp_path).account, "en")
    assert "'=cmd" in listed
    assert ",=cmd" not in listed


def test_rejected_list_is_not_read_again(tmp_path: Path):
    """The list that the program wrote beside the spreadsheets is none of them."""
    write_csv(tmp_path, "企业.csv", [*FIRMS, ["乙公司", "临江", "多"]])
    sheets = read(tmp_path)
    (tmp_path / "rejected.csv").write_text(write_rejected(sheets.account, "zh"), encoding="utf-8")
    assert read(tmp_path).account == sheets.account


def test_other_kinds_of_file_are_told(tmp_path: Path):
    """A file of a kind that is not read says what to do; it does not vanish."""
    write_csv(tmp_path, "企业.csv", FIRMS)
    (tmp_path / "数据.ods").write_bytes(b"PK")
    assert codes(read(tmp_path)) == ["unknown-file"]


def test_deflate_stream_of_nothing_is_survived(tmp_path: Path):
    """A part that is cut within its packed bytes breaks the workbook, and nothing else."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", zlib.compress(b"x"))
    (tmp_path / "a.xlsx").write_bytes(raw.getvalue())
    assert refused(tmp_path / "a.xlsx").code == "broken-workbook"
