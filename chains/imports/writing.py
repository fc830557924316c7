"""Imported tables added to a folder of tables: rows of the same key are replaced, all others stay."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from chains.atomic import replace_file
from chains.errors import FaultyTables, OutputError, Text
from chains.imports.result import Imported
from chains.schema import Schema, Table
from chains.sheets.settings import SETTINGS
from chains.tables import ROW, read_table

__all__ = ["Written", "write_tables"]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one table: rows that are new, rows that took the place of others, and rows in all."""

    table: str
    new: int
    replaced: int
    rows: int


def write_tables(imported: Imported, folder: Path, schema: Schema) -> list[Written]:
    """Add imported tables to the tables of a folder, made if it is not there; return what became of each, in order.

    Every file is sorted by key and replaced as a whole, and none is touched before all are read: importing the same twice
    gives the same bytes.  Tables without rows make no file.

    Raises:
        FaultyTables: a table that is there already cannot be read.
        OutputError: the folder cannot be written, or holds something else than tables.
    """
    _refuse_other(folder)
    work = [
        _merge(imported.tables[name], schema[name], folder / f"{name}.csv")
        for name in sorted(imported.tables, key=list(schema).index)
        if imported.tables[name].height
    ]
    for frame, written in work:
        with replace_file(folder / f"{written.table}.csv") as out:
            frame.write_csv(out, line_terminator="\n")
    return [written for _, written in work]


def _refuse_other(folder: Path) -> None:
    if not folder.exists() or (folder / SETTINGS).is_file():
        return
    if folder.is_dir() and (not any(folder.iterdir()) or any(folder.glob("*.csv"))):
        return
    raise OutputError(
        Text("这里已有别的内容，不会改动", "something else is there, and it is left as it is"),
        where=str(folder),
        remedy=Text("请给一个新文件夹，或一个存放表的文件夹", "give a new folder, or one of tables"),
    )


def _merge(frame: pl.DataFrame, table: Table, path: Path) -> tuple[pl.DataFrame, Written]:
    names = [one.name for one in table.fields]
    new = frame.select(
        pl.col(name).cast(pl.String) if name in frame.columns else pl.lit(None, pl.String).alias(name) for name in names
    ).unique(table.key, keep="first", maintain_order=True)
    old = _read_old(path, table, names)
    kept = old.join(new, on=list(table.key), how="anti", nulls_equal=True)
    merged = pl.concat([kept, new]).sort(list(table.key), nulls_last=False)
    replaced = old.height - kept.height
    return merged, Written(table.name, new.height - replaced, replaced, merged.height)


def _read_old(path: Path, table: Table, names: list[str]) -> pl.DataFrame:
    if not path.is_file():
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    frame, faults = read_table(path, table)
    wrong = [fault for fault in faults if fault.level == "fault"]
    if frame is None or wrong:
        raise FaultyTables(wrong, where=str(path.parent))
    return frame.drop(ROW)
