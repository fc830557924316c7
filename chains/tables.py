"""Tables of facts, read from a folder of CSV files as columns of text, with every fault in their form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from chains.errors import Text, UnreadableInput, nearest_names
from chains.records import Fault
from chains.schema import Schema, Table

__all__ = ["ROW", "WORKBOOK_STARTS", "TableSet", "read_table", "read_tables", "table_files", "trim_texts"]

ROW: Final = "__row__"
"""Column that holds the line of each row as a spreadsheet shows it (the header is 1)."""

WORKBOOK_STARTS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What a workbook begins with, new or old, whatever its name says."""

_DELIMITERS: Final = {"\t": "tab", ";": ";", "|": "|", "，": "，"}
_ENCODING_REMEDY: Final = Text("请另存为 UTF-8 编码的 CSV", "save it as CSV in UTF-8")


@dataclass(frozen=True, slots=True)
class TableSet:
    """Tables by name, each column as text (null where a cell is empty), and what was wrong with the files."""

    frames: Mapping[str, pl.DataFrame]
    faults: tuple[Fault, ...]


def table_files(folder: Path) -> list[Path]:
    """Return the CSV files of a folder, sorted by name.

    Raises:
        UnreadableInput: the folder does not exist, is no folder, or holds no CSV file.
    """
    if not folder.is_dir():
        raise UnreadableInput(
            Text("没有这个文件夹", "there is no such folder"),
            where=str(folder),
            remedy=Text("请检查路径", "check the path"),
        )
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
    if not files:
        raise UnreadableInput(
            Text("文件夹里没有表（*.csv）", "the folder holds no tables (*.csv)"),
            where=str(folder),
            remedy=Text(
                "请放入 organisations.csv 等表；表的格式见 chains terms --tables",
                "put tables such as organisations.csv there; `chains terms --tables` lists them",
            ),
        )
    return files


def read_tables(folder: Path, schema: Schema) -> TableSet:
    """Return all tables of a folder that the schema knows, with the faults of their form.

    A file whose name is no table's is said in a note and not read.

    Raises:
        UnreadableInput: there is no folder, or no table in it.
    """
    frames: dict[str, pl.DataFrame] = {}
    faults: list[Fault] = []
    for path in table_files(folder):
        table = schema.get(path.stem)
        if table is None:
            faults.append(_unknown_table(path, schema))
            continue
        frame, found = read_table(path, table)
        faults += found
        if frame is not None:
            frames[table.name] = frame
    ordered = {name: frames[name] for name in schema if name in frames}
    return TableSet(ordered, tuple(faults))


def read_table(path: Path, table: Table) -> tuple[pl.DataFrame | None, list[Fault]]:
    """Return one table with a column for each field of the schema, and the faults of its form.

    The table is ``None`` where the file cannot be read as this table at all.
    """
    text, faults = _decode(path)
    if text is None:
        return None, faults
    frame, found = _parse(path, text, table)
    return frame, [*faults, *found]


def _decode(path: Path) -> tuple[str | None, list[Fault]]:
    raw = path.read_bytes()
    if raw.startswith(WORKBOOK_STARTS):
        what = Text("这是 Excel 工作簿，不是 CSV", "this is an Excel workbook, not a CSV file")
        return None, [_file_fault("not-csv", path, what, _ENCODING_REMEDY)]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        note = _encoding_note(path, "UTF-16")
        return _try_decode(raw, "utf-16") or "", [note]
    if raw.startswith(b"\xef\xbb\xbf"):
        text = _try_decode(raw, "utf-8-sig")
        return (text, [_encoding_note(path, "UTF-8 BOM")]) if text is not None else _undecodable(path)
    text = _try_decode(raw, "utf-8")
    if text is not None:
        return text, []
    text = _try_decode(raw, "gb18030")
    return (text, [_encoding_note(path, "GB18030")]) if text is not None else _undecodable(path)


def _try_decode(raw: bytes, encoding: str) -> str | None:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def _undecodable(path: Path) -> tuple[None, list[Fault]]:
    what = Text("既不是 UTF-8 也不是 GB18030 编码的文本", "this is text in neither UTF-8 nor GB18030")
    return None, [_file_fault("encoding", path, what, _ENCODING_REMEDY)]


def _encoding_note(path: Path, encoding: str) -> Fault:
    what = Text(f"按 {encoding} 编码读取", f"read as {encoding}")
    return _file_fault("encoding-recognised", path, what, _ENCODING_REMEDY, level="note")


def _file_fault(code: str, path: Path, what: Text, remedy: Text, *, level: str = "fault") -> Fault:
    return Fault(code, path.name, 0, "", "", what, remedy, "note" if level == "note" else "fault")


def _unknown_table(path: Path, schema: Schema) -> Fault:
    near = nearest_names(path.stem, list(schema))
    hint = f"{', '.join(near)}" if near else "chains terms --tables"
    return Fault(
        "unknown-table",
        path.name,
        0,
        "",
        path.stem,
        Text("没有这个名字的表，未读取", "no table has this name; it was not read"),
        Text(f"改名为已知的表：{hint}", f"rename it to a known table: {hint}"),
        "note",
    )


def _parse(path: Path, text: str, table: Table) -> tuple[pl.DataFrame | None, list[Fault]]:
    header = next(csv.reader(io.StringIO(text)), [])
    header = [name.strip() for name in header]
    faults = _header_faults(path, header, table)
    if any(fault.level == "fault" for fault in faults):
        return None, faults
    records, ragged = _records(path, text, header)
    return _to_frame(records, header, table), [*faults, *ragged]


def _header_faults(path: Path, header: Sequence[str], table: Table) -> list[Fault]:
    known = {field.name for field in table.fields}
    if len(header) == 1 and header[0] not in known:
        wrong = next((mark for mark in _DELIMITERS if mark in header[0]), None)
        if wrong is not None:
            return [_wrong_delimiter(path, wrong)]
    missing = [field.name for field in table.fields if field.required and field.name not in header]
    extra = [name for name in header if name not in known]
    repeated = sorted({name for name in header if header.count(name) > 1})
    return [
        *(_missing_column(path, name, extra) for name in missing),
        *(_repeated_column(path, name) for name in repeated),
        *(_extra_column(path, name, known) for name in extra),
    ]


def _wrong_delimiter(path: Path, mark: str) -> Fault:
    shown = _DELIMITERS[mark]
    what = Text(f"列以“{shown}”分隔，而不是逗号", f"the columns are separated by “{shown}”, not by commas")
    return _file_fault("delimiter", path, what, Text("请另存为逗号分隔的 CSV", "save it as CSV separated by commas"))


def _missing_column(path: Path, name: str, extra: Sequence[str]) -> Fault:
    near = nearest_names(name, extra, 1)
    remedy = (
        Text(f"请加上这一列；最接近的列：{near[0]}", f"add it; nearest: {near[0]}")
        if near
        else Text("请加上这一列", "add the column")
    )
    what = Text(f"缺少列 {name}", f"the column “{name}” is missing")
    return Fault("missing-column", path.name, 1, name, "", what, remedy)


def _repeated_column(path: Path, name: str) -> Fault:
    what = Text(f"列 {name} 出现了不止一次", f"the column “{name}” stands there more than once")
    return Fault("repeated-column", path.name, 1, name, name, what, Text("请只保留一列", "keep one of them"))


def _extra_column(path: Path, name: str, known: set[str]) -> Fault:
    near = nearest_names(name, sorted(known), 1)
    remedy = Text(f"最接近的列：{near[0]}", f"nearest: {near[0]}") if near else Text("可以删除", "it can be deleted")
    what = Text(f"不认识列 {name}，未读取", f"the column “{name}” is not known; it was not read")
    return Fault("unknown-column", path.name, 1, name, name, what, remedy, "note")


def _records(path: Path, text: str, header: Sequence[str]) -> tuple[list[tuple[int, list[str]]], list[Fault]]:
    rows: list[tuple[int, list[str]]] = []
    faults: list[Fault] = []
    width = len(header)
    try:
        for number, row in _numbered(text):
            if len(row) == width:
                rows.append((number, row))
            elif any(cell.strip() for cell in row):
                faults.append(_ragged_row(path, number, len(row), width))
    except csv.Error:
        faults.append(_broken_quote(path, rows[-1][0] + 1 if rows else 2))
    return rows, faults


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text), strict=True)
    next(reader, None)
    for number, row in enumerate(reader, start=2):
        if row:
            yield number, row


def _broken_quote(path: Path, number: int) -> Fault:
    what = Text(
        "从这一行起引号不成对，后面的行无法读取",
        "from this row on a double quote is not closed; no further row can be read",
    )
    remedy = Text('文字里的双引号请写成两个（""）', 'write a double quote within text twice ("")')
    return Fault("broken-quote", path.name, number, "", "", what, remedy)


def _ragged_row(path: Path, number: int, found: int, width: int) -> Fault:
    what = Text(f"这一行有 {found} 个单元格，表头有 {width} 个", f"the row has {found} cells, the header has {width}")
    remedy = Text("含逗号的文字请加双引号", "put text that holds a comma in double quotes")
    return Fault("ragged-row", path.name, number, "", "", what, remedy)


def _to_frame(records: list[tuple[int, list[str]]], header: Sequence[str], table: Table) -> pl.DataFrame:
    numbers = [number for number, _ in records]
    columns: list[Sequence[str]] = list(zip(*(row for _, row in records), strict=True)) or [()] * len(header)
    data = dict(zip(header, columns, strict=True))
    frame = pl.DataFrame(
        {ROW: pl.Series(numbers, dtype=pl.UInt32)}
        | {
            field.name: pl.Series(data.get(field.name, [None] * len(numbers)), dtype=pl.String)
            for field in table.fields
        }
    )
    return trim_texts(frame)


def trim_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose texts have no spaces around them; empty ones are null."""
    texts = pl.col(pl.String).str.strip_chars()
    return frame.with_columns(pl.when(texts == "").then(None).otherwise(texts).name.keep())
