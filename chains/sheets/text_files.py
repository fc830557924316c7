"""Text tables (CSV, TSV, TXT) of whatever encoding and delimiter, read line by line in bounded memory."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import polars as pl

from chains.errors import Text
from chains.sheets.grids import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_LINE,
    MOST_ROWS,
    Grid,
    Rejection,
    make_rows,
    refuse_file,
)

__all__ = ["find_delimiter", "find_encoding", "read_text_grid"]

_SAMPLE: Final = 256 * 1024
_CHUNK: Final = 20_000
_DELIMITERS: Final = (",", "\t", ";", "|", "，", "；")
_QUOTE: Final = '"'
_LONGEST_RECORD: Final = 64
"""A quoted cell may run over so many lines; a quote that is open for longer was never closed."""
_LONGEST_SAMPLE: Final = 4_000
_SHOWN: Final = 60
_SAVE_AGAIN: Final = Text(
    "请用表格软件打开，另存为 .xlsx 或 UTF-8 的 CSV", "open it in a spreadsheet and save it as .xlsx"
)


def find_encoding(raw: bytes) -> str | None:
    """Return the encoding of the beginning of a text file, ``None`` if it is no text that we know.

    A byte order mark decides; else it is UTF-8 where the bytes are valid UTF-8, which text of another encoding hardly
    ever is; else GB18030, the encoding of Chinese spreadsheets.  Guessing by frequency is not tried: it errs on short
    files.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if raw.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    for encoding in ("utf-8", "gb18030"):
        # The sample may end in the midst of a character.
        decoder = _decoder(encoding)
        try:
            text = decoder.decode(raw)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else encoding
    return None


def _decoder(encoding: str) -> io.IncrementalNewlineDecoder:
    import codecs

    return io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=False)


def find_delimiter(lines: Iterable[str]) -> str:
    """Return the mark that separates the columns: the one that gives most lines the same, largest number of cells.

    >>> find_delimiter(["名称;城市", "甲, 乙公司;常州"])
    ';'
    """
    sample = [line[:_LONGEST_SAMPLE] for line in lines if line.strip()][:50]
    scores = {}
    for mark in _DELIMITERS:
        counts = Counter(len(row) for row in csv.reader(sample, delimiter=mark) if len(row) > 1)
        width, often = max(counts.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        scores[mark] = (often, width)
    best = max(_DELIMITERS, key=lambda mark: (scores[mark], -_DELIMITERS.index(mark)))
    return best if scores[best][0] else ","


def read_text_grid(path: Path) -> Grid:
    """Return the cells of a text table; whatever cannot be read is among its rejections.

    A line whose quote is never closed costs that line alone: reading goes on with the next one.
    """
    if path.stat().st_size > MOST_BYTES:
        return _too_large(path)
    with path.open("rb") as file:
        encoding = find_encoding(file.read(_SAMPLE))
    if encoding is None:
        return _no_text(path)
    try:
        return _read(path, encoding)
    except UnicodeDecodeError:
        return _mixed(path, encoding)


def _read(path: Path, encoding: str) -> Grid:
    with path.open(encoding=encoding, newline="") as file:
        delimiter = find_delimiter(file.read(_SAMPLE).splitlines(keepends=True)[:50])
    rejections: list[Rejection] = []
    if encoding not in {"utf-8", "utf-8-sig"} or delimiter != ",":
        rejections.append(_form_note(path, encoding, delimiter))
    frames: list[pl.DataFrame] = []
    read = width = 0
    with path.open(encoding=encoding, newline="") as file:
        records = _records(_bounded_lines(file), delimiter, path, rejections)
        for lines, rows in _chunks(records):
            read += len(rows)
            width = max(width, *map(len, rows))
            if width > MOST_COLUMNS or read > MOST_ROWS:
                return _too_large(path)
            frames.append(make_rows(lines, rows, width))
    rows_ = pl.concat(frames, how="diagonal") if frames else make_rows((), (), 0)
    broken = sum(rejection.scope == "row" for rejection in rejections)
    return Grid(path.name, "", rows_, (), tuple(rejections), read + broken)


def _bounded_lines(file: io.TextIOBase) -> Iterator[str]:
    """Iterate over lines, none longer than is bearable: the rest of a longer one comes as further lines."""
    while line := file.readline(MOST_LINE):
        yield line


def _chunks(records: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[list[int], list[list[str]]]]:
    lines: list[int] = []
    rows: list[list[str]] = []
    for line, row in records:
        lines.append(line)
        rows.append(row)
        if len(rows) == _CHUNK:
            yield lines, rows
            lines, rows = [], []
    if rows:
        yield lines, rows


def _records(
    lines: Iterator[str], delimiter: str, path: Path, rejections: list[Rejection]
) -> Iterator[tuple[int, list[str]]]:
    """Iterate over filled rows with the line each begins on, as a text editor counts them."""
    waiting: deque[str] = deque()
    number = width = 0
    while True:
        line = waiting.popleft() if waiting else next(lines, "")
        if not line:
            return
        number += 1
        taken = [line]
        while _is_open(taken) and len(taken) < _LONGEST_RECORD:
            more = waiting.popleft() if waiting else next(lines, "")
            if not more:
                break
            taken.append(more)
        row = _split(taken, delimiter)
        # Two broken quotes enclose the lines between them: what follows the second, or the number of cells, tells.
        if row is None or _is_open(taken) or (len(taken) > 1 and width and len(row) != width):
            rejections.append(_broken_quote(path, number, line))
            waiting.extendleft(reversed(taken[1:]))
            continue
        width = len(row)
        if any(cell.strip() for cell in row):
            yield number, row
        number += len(taken) - 1


def _split(taken: list[str], delimiter: str) -> list[str] | None:
    """Return the cells of a row, ``None`` if it cannot be split; a row of several lines must be without any doubt."""
    try:
        return next(csv.reader(taken, delimiter=delimiter, strict=len(taken) > 1), [])
    except csv.Error:
        return None


def _is_open(taken: list[str]) -> bool:
    return sum(line.count(_QUOTE) for line in taken) % 2 == 1


def _broken_quote(path: Path, number: int, line: str) -> Rejection:
    what = Text(
        "这一行的双引号不成对，或单元格过长", "a double quote on this line is never closed, or a cell is too long"
    )
    remedy = Text('文字里的双引号请写成两个（""），或删去', 'write a double quote within text twice (""), or delete it')
    return Rejection("broken-quote", path.name, "", number, "", line.strip()[:_SHOWN], what, remedy)


def _too_large(path: Path) -> Grid:
    limit = f"{MOST_BYTES // 1024 // 1024} MB, {MOST_ROWS:,} × {MOST_COLUMNS}"
    what = Text(f"文件太大（上限 {limit}），未读取", f"the file is larger than is read (at most {limit})")
    remedy = Text(
        "请按年份或地区拆成几个文件，或先汇总", "split it by year or place into several files, or sum it up first"
    )
    return refuse_file(path, "too-large", what, remedy)


def _no_text(path: Path) -> Grid:
    what = Text("不是文本表格（UTF-8、UTF-16 或 GB18030）", "this is no text in UTF-8, UTF-16 or GB18030")
    return refuse_file(path, "encoding", what, _SAVE_AGAIN)


def _mixed(path: Path, encoding: str) -> Grid:
    what = Text(f"开头是 {encoding} 编码，后面却不是", f"it begins as {encoding} and goes on in another encoding")
    return refuse_file(path, "encoding", what, _SAVE_AGAIN)


def _form_note(path: Path, encoding: str, delimiter: str) -> Rejection:
    shown = {"\t": Text("制表符", "tabs")}.get(delimiter, Text(f"“{delimiter}”", f"“{delimiter}”"))
    what = Text(
        f"按 {encoding} 编码、以{shown.zh}分列读取", f"read as {encoding.upper()} with columns separated by {shown.en}"
    )
    remedy = Text("如有乱码，请另存为 .xlsx", "if characters look wrong, save it as .xlsx")
    return Rejection("form-recognised", path.name, "", 0, "", "", what, remedy, "file", "note")
