"""The files of a publisher: found by name, read by their own columns, and what differs is said."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import polars as pl

from chains.errors import Text, UnreadableInput, nearest_names
from chains.tables import WORKBOOK_STARTS, trim_texts

__all__ = [
    "broken_file",
    "find_file",
    "find_optional_file",
    "find_release",
    "read_columns",
    "read_sheet",
    "require_columns",
]

_DELIMITERS: Final = (",", "\t", ";")
_OPENING: Final = 1 << 16
_RELEASE: Final = re.compile(r"(?:\bv|\bdb_)(\d+)[._](\d+)(?:[._](\d+))?")


def find_release(path: Path, given: str | None) -> str | None:
    """Return the release that was given, else the one that the name of a file or folder tells, else ``None``.

    Publishers write it as ``v1.2.0`` or ``db_30_1``; other numbers, such as dates, are none.

    >>> find_release(Path("ESCO dataset - v1.2.0 - classification - en - csv"), None)
    '1.2.0'
    """
    if given:
        return given
    for name in (path.resolve().name, path.resolve().parent.name):
        found = _RELEASE.search(name)
        if found:
            return ".".join(part for part in found.groups() if part)
    return None


def find_file(folder: Path, name: str) -> Path:
    """Return the file of that name in a folder or in a folder in it, whatever the case of its letters.

    Raises:
        UnreadableInput: it is not there; the files with the nearest names are told.
    """
    if not folder.is_dir():
        raise UnreadableInput(
            Text("没有这个文件夹", "there is no such folder"),
            where=str(folder),
            remedy=Text("请先解压下载的文件，再给出文件夹", "unpack what you downloaded and give its folder"),
        )
    same = find_optional_file(folder, name)
    if same is not None:
        return same
    near = nearest_names(name, [path.name for path in _files(folder)])
    hint = f"；最接近的文件：{'、'.join(near)}" if near else ""
    raise UnreadableInput(
        Text(f"缺少文件 {name}", f"the file “{name}” is missing"),
        where=str(folder),
        remedy=Text(
            f"请把发布者的全部文件放进这个文件夹{hint}",
            "put all files of the publisher into this folder" + (f"; nearest: {', '.join(near)}" if near else ""),
        ),
    )


def find_optional_file(folder: Path, name: str) -> Path | None:
    """Return the file of that name as :func:`find_file` does; ``None`` if it is not there."""
    return next((path for path in _files(folder) if path.name.lower() == name.lower()), None)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in (*folder.glob("*"), *folder.glob("*/*")) if path.is_file())


def require_columns(header: Sequence[str], needed: Iterable[str], where: str) -> None:
    """See to it that all needed columns stand in a header.

    Raises:
        UnreadableInput: some do not; each is named, with the nearest header that is there.
    """
    missing = [name for name in needed if name not in header]
    if not missing:
        return
    near = {name: nearest_names(name, [other for other in header if other], 1) for name in missing}
    zh = "；".join(f"{name}（最接近：{found[0]}）" if found else name for name, found in near.items())
    en = "; ".join(f"{name} (nearest: {found[0]})" if found else name for name, found in near.items())
    raise UnreadableInput(
        Text(f"缺少列：{zh}", f"columns are missing: {en}"),
        where=where,
        remedy=Text(
            "请用发布者原样的文件；若新版改了列名，请把表头改回上面的名称",
            "give the file as published; if a new release renamed columns, rename them back to these names",
        ),
    )


def read_columns(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> pl.DataFrame:
    """Return columns of a delimited text file (UTF-8; comma, tab or semicolon), as text; nothing else is kept.

    Columns of *optional* that the file does not have are null.  Spaces around values are dropped, empty ones are null.

    Raises:
        UnreadableInput: the file cannot be read, or columns are missing.
    """
    header, delimiter = _read_header(path)
    require_columns(header, needed, str(path))
    wanted = [*needed, *(name for name in optional if name in header)]
    quote = None if delimiter == "\t" else '"'
    try:
        frame = (
            pl.scan_csv(path, separator=delimiter, quote_char=quote, infer_schema=False)
            .rename(lambda name: name.strip().removeprefix("\ufeff"))
            .select(wanted)
            .collect(engine="streaming")
        )
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken_file(path, str(error)) from error
    missing = [pl.lit(None, pl.String).alias(name) for name in optional if name not in header]
    return trim_texts(frame.with_columns(missing))


def read_sheet(path: Path, needed: Sequence[str]) -> pl.DataFrame:
    """Return columns of a spreadsheet's first sheet that has them all (.xlsx, .xls), else of a delimited text file.

    Raises:
        UnreadableInput: the file cannot be read, or columns are missing.
    """
    if path.suffix.lower() not in {".xlsx", ".xls"}:
        return read_columns(path, needed)
    from python_calamine import CalamineError, load_workbook

    try:
        with load_workbook(str(path)) as book:
            sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    except (CalamineError, OSError) as error:
        raise broken_file(path, str(error)) from error
    grids = [[[_write_cell(cell) for cell in row] for row in sheet] for sheet in sheets]
    grid = next((one for one in grids if one and set(needed) <= set(one[0])), grids[0] if grids else [])
    header = grid[0] if grid else []
    require_columns(header, needed, str(path))
    places = [header.index(name) for name in needed]
    rows = [[row[place] for place in places] for row in grid[1:]]
    return trim_texts(pl.DataFrame(rows, schema=dict.fromkeys(needed, pl.String), orient="row"))


def _write_cell(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _read_header(path: Path) -> tuple[list[str], str]:
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            opening = file.read(_OPENING).removeprefix(codecs.BOM_UTF8)
    except (OSError, EOFError, zlib.error) as error:
        raise broken_file(path, str(error)) from error
    if opening.startswith(WORKBOOK_STARTS):
        raise broken_file(path, "zip")
    text = opening.decode("utf-8", "replace")
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    header = next(csv.reader(io.StringIO(text), delimiter=delimiter), [])
    return [name.strip() for name in header], delimiter


def broken_file(path: Path, reason: str) -> UnreadableInput:
    """Return the error of a file that is not what it should be."""
    told = reason.splitlines()[0] if reason else ""
    return UnreadableInput(
        Text(f"文件无法读取：{told}", f"the file cannot be read: {told}"),
        where=str(path),
        remedy=Text(
            "请重新下载发布者原样的文件（压缩包请先解压）", "download it anew as published, and unpack archives first"
        ),
    )
