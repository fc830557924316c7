"""Reading and checking tables: every fault is found at once, with its place and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chains.build import check_tables
from chains.errors import UnreadableInput
from chains.records import Fault
from chains.resources import SMALL_REGION, data_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small region that a test may spoil."""
    return Path(shutil.copytree(data_folder(SMALL_REGION), tmp_path / "region"))


def faults_in(folder: Path, *, level: str = "fault") -> list[Fault]:
    """Return the faults (or notes) of a folder."""
    return [fault for fault in check_tables(folder)[1] if fault.level == level]


def append(folder: Path, table: str, line: str) -> int:
    """Add a line to a table and return its row number."""
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + line + "\n", encoding="utf-8")
    return text.count("\n") + 1


def spoil(folder: Path, table: str, old: str, new: str) -> None:
    """Replace the first occurrence of a text in a table."""
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def row(folder: Path, table: str, **cells: str) -> str:
    """Return a line for a table with these cells and all others empty."""
    header = (folder / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert set(cells) <= set(header)
    return ",".join(cells.get(name, "") for name in header)


def source_of(folder: Path) -> str:
    """Return the id of some source."""
    return (folder / "sources.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]


def test_shipped_small_region_has_no_fault():
    """The small region is right as it is."""
    assert faults_in(data_folder(SMALL_REGION)) == []


def test_shipped_region_has_no_fault():
    """The shipped region is right as it is."""
    assert faults_in(data_folder()) == []


def test_unknown_reference_names_the_nearest(folder: Path):
    """A reference to a missing row tells file, row, column and the nearest known key."""
    number = append(
        folder,
        "organisations",
        row(
            folder,
            "organisations",
            id="x1",
            kind="enterprise",
            name_zh="新企业",
            region="32040",
            source=source_of(folder),
        ),
    )
    (fault,) = faults_in(folder)
    assert (fault.code, fault.file, fault.row, fault.column) == (
        "unknown-reference",
        "organisations.csv",
        number,
        "region",
    )
    assert "320400" in fault.remedy.en


def test_duplicate_key_names_the_first_row(folder: Path):
    """A key that stands in two rows is a fault of the second, which names the first."""
    text = (folder / "organisations.csv").read_text(encoding="utf-8").splitlines()
    number = append(folder, "organisations", text[1])
    (fault,) = faults_in(folder)
    assert (fault.code, fault.row) == ("duplicate-key", number)
    assert "row 2" in fault.what.en


def test_bad_code_names_the_nearest(folder: Path):
    """A code that is not in its list is a fault that names the nearest one."""
    spoil(folder, "organisations", "vocational_college", "vocational_colege")
    fault = faults_in(folder)[0]
    assert (fault.code, fault.column) == ("bad-code", "kind")
    assert "vocational_college" in fault.remedy.zh


def test_swapped_coordinates_are_impossible(folder: Path):
    """A latitude beyond 90 degrees is a fault that asks whether the coordinates are swapped."""
    cells = {"id": "x9", "kind": "city", "name_zh": "某市", "latitude": "119.97", "longitude": "31.81"}
    append(folder, "regions", row(folder, "regions", **cells, source=source_of(folder)))
    (fault,) = faults_in(folder)
    assert fault.code == "impossible-coordinate"
    assert "swapped" in fault.remedy.en


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("offerings", "places", "many"), ("offerings", "year", "25"), ("sources", "url", "http://a b")],
)
def test_wrong_type_is_found(folder: Path, table: str, column: str, value: str):
    """A value that is not of its column's type is a fault of that column."""
    path = folder / f"{table}.csv"
    import polars as pl

    frame = pl.read_csv(path, infer_schema=False)
    frame = frame.with_columns(pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(value)).otherwise(column).alias(column))
    frame.write_csv(path)
    found = [fault for fault in faults_in(folder) if fault.file == f"{table}.csv"]
    assert [(fault.code, fault.row, fault.column) for fault in found] == [("wrong-type", 2, column)]


def test_missing_source_is_found(folder: Path):
    """A row without a source is a fault."""
    append(folder, "organisations", row(folder, "organisations", id="x2", kind="enterprise", name_zh="无来源"))
    (fault,) = faults_in(folder)
    assert fault.code == "missing-source"


def test_missing_column_is_found(folder: Path):
    """A table without a required column is a fault of the whole table, which names a column that may be meant."""
    spoil(folder, "organisations", "name_zh", "nmae_zh")
    fault = next(fault for fault in faults_in(folder) if fault.code == "missing-column")
    assert (fault.file, fault.column) == ("organisations.csv", "name_zh")
    assert "nmae_zh" in fault.remedy.en


@pytest.mark.parametrize("mark", ["\t", ";", "|"])
def test_wrong_delimiter_is_said(folder: Path, mark: str):
    """A table separated by something else than commas says so, once, and not that its columns are missing."""
    path = folder / "skills.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", mark), encoding="utf-8")
    found = [fault for fault in faults_in(folder) if fault.file == "skills.csv"]
    assert [fault.code for fault in found] == ["delimiter"]


@pytest.mark.parametrize(
    ("encoding", "name"), [("gb18030", "GB18030"), ("utf-8-sig", "UTF-8 BOM"), ("utf-16", "UTF-16")]
)
def test_other_encodings_are_read_and_said(folder: Path, encoding: str, name: str):
    """A table in another encoding is read all the same, and a note says which it was."""
    path = folder / "organisations.csv"
    path.write_text(path.read_text(encoding="utf-8"), encoding=encoding)
    assert faults_in(folder) == []
    (note,) = faults_in(folder, level="note")
    assert name in note.what.en


def test_encoding_does_not_change_what_is_read(folder: Path):
    """GB18030 gives the same columns as UTF-8."""
    plain = check_tables(folder)[0].frames["organisations"]
    path = folder / "organisations.csv"
    path.write_text(path.read_text(encoding="utf-8"), encoding="gb18030")
    assert check_tables(folder)[0].frames["organisations"].equals(plain)


def test_workbook_renamed_to_csv_is_said(folder: Path):
    """An .xlsx that was renamed to .csv is recognised."""
    (folder / "skills.csv").write_bytes(b"PK\x03\x04" + bytes(200))
    fault = next(fault for fault in faults_in(folder) if fault.file == "skills.csv")
    assert fault.code == "not-csv"
    assert "Excel" in fault.what.en


def test_unclosed_quote_tells_its_row(folder: Path):
    """A quote that is never closed is found at its row."""
    spoil(folder, "organisations", "\n", '\nx,"')
    fault = next(fault for fault in faults_in(folder) if fault.file == "organisations.csv")
    assert (fault.code, fault.row) == ("broken-quote", 2)


def test_ragged_row_tells_its_row(folder: Path):
    """A row with too few cells is found and the others are still read."""
    number = append(folder, "skills", "only,two")
    (fault,) = faults_in(folder)
    assert (fault.code, fault.row) == ("ragged-row", number)


def test_unknown_table_is_a_note(folder: Path):
    """A file that is no table of ours is said and not read."""
    (folder / "organisation.csv").write_text("id\n1\n", encoding="utf-8")
    assert faults_in(folder) == []
    (note,) = faults_in(folder, level="note")
    assert "organisations" in note.remedy.en


def test_all_faults_are_found_at_once(folder: Path):
    """A hundred thousand faults are all reported, in the time that a person waits."""
    source = source_of(folder)
    lines = [
        row(folder, "organisations", id=f"n{number}", kind="firm", name_zh="甲", source=source)
        for number in range(50_000)
    ]
    lines += [
        row(
            folder,
            "organisations",
            id=f"m{number}",
            kind="enterprise",
            region=f"r{number}",
            name_zh="乙",
            source=source,
        )
        for number in range(50_000)
    ]
    append(folder, "organisations", "\n".join(lines))
    assert len(faults_in(folder)) == 100_000


def test_folder_without_tables_is_refused(tmp_path: Path):
    """A folder without a table says what to put there."""
    with pytest.raises(UnreadableInput, match="no tables"):
        check_tables(tmp_path)


def test_faults_come_in_the_order_of_the_file(folder: Path):
    """Faults of one table are sorted by row."""
    for number in range(5):
        append(folder, "organisations", row(folder, "organisations", id=f"z{number}", kind="x", name_zh="丙"))
    rows = [fault.row for fault in faults_in(folder)]
    assert rows == sorted(rows)
