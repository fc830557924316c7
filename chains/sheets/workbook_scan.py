"""A look into a workbook before it is read: is it whole, is it bearable, and what do its cells hold besides values?

The reader of workbooks lays out every sheet as a full rectangle; one filled cell in the last row and column of a small
file would take all memory there is.  So each part is unpacked here once, as a stream with a limit, and every cell is
counted.  The same pass sees what the reader does not tell: formulas, and sheets with nothing but pictures.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

from chains.sheets.grids import MOST_BYTES, MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from chains.sheets.unpacking import Budget, WorkbookTooLarge, WorkbookUnreadable, unpack

__all__ = ["SheetScan", "column_letters", "scan_workbook"]

_PLACES: Final = 1_000
_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(slots=True)
class SheetScan:
    """What one sheet holds; rows are counted from 1, columns from 0.

    ``formulas`` counts cells with a formula and a stored value, ``unstored`` are the places (at most a thousand) of
    those without a value, ``errors`` those that show an error such as ``#REF!``.
    """

    name: str
    rows: int = 0
    columns: int = 0
    formulas: int = 0
    pictures: bool = False
    unstored: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)


def scan_workbook(path: Path) -> dict[str, SheetScan]:
    """Return what each sheet of an .xlsx file holds, by its name.

    Raises:
        WorkbookTooLarge: it unpacks to more than :data:`MOST_BYTES`, has more cells than :data:`MOST_CELLS`, or a sheet
            has more rows or columns than are read.
        WorkbookUnreadable: it is broken, a part leads out of the file, or it has a document type declaration.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _scan(archive, path)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, OSError, NotImplementedError) as error:
        raise WorkbookUnreadable(str(error)) from error


def _scan(archive: zipfile.ZipFile, path: Path) -> dict[str, SheetScan]:
    if any(posixpath.normpath(name).startswith(("..", "/")) for name in archive.namelist()):
        raise WorkbookUnreadable("a part of it leads out of the file")
    if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
        raise WorkbookTooLarge
    budget = Budget(MOST_BYTES)
    # The names in the directory may lie: every part is unpacked once, and counted.
    names = set(archive.namelist())
    sheets = _sheet_parts(archive, path, budget)
    seen = {part for _, part in sheets} | {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"}
    lengths = _string_lengths(archive, path, budget) if "xl/sharedStrings.xml" in names else []
    scans = {}
    for name, part in sheets:
        if part in names:
            scans[name] = _scan_sheet(archive, path, part, name, lengths, budget)
    for name in sorted(names - seen):
        for _ in unpack(archive, path, name, budget):
            pass
    return scans


def _parse(archive: zipfile.ZipFile, path: Path, part: str, budget: Budget, parser: expat.XMLParserType) -> None:
    def refuse(*_: object) -> None:
        raise WorkbookUnreadable("it has a document type declaration, which no workbook has")

    parser.StartDoctypeDeclHandler = refuse
    for piece in unpack(archive, path, part, budget):
        parser.Parse(piece, False)  # noqa: FBT003
    parser.Parse(b"", True)  # noqa: FBT003


def _make_parser(start: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def begin(tag: str, attributes: dict[str, str]) -> None:
        start(tag.rpartition(":")[2], attributes)

    parser.StartElementHandler = begin
    return parser


def _sheet_parts(archive: zipfile.ZipFile, path: Path, budget: Budget) -> list[tuple[str, str]]:
    """Return name and part of each sheet, in the order of the workbook."""
    sheets: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            link = next(
                (value for key, value in attributes.items() if key.rpartition(":")[2] == "id" and ":" in key), ""
            )
            sheets.append((attributes.get("name", ""), link))

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")

    _parse(archive, path, "xl/workbook.xml", budget, _make_parser(sheet))
    _parse(archive, path, "xl/_rels/workbook.xml.rels", budget, _make_parser(relation))
    return [(name, targets.get(link, "")) for name, link in sheets]


def _string_lengths(archive: zipfile.ZipFile, path: Path, budget: Budget) -> list[int]:
    lengths: list[int] = []

    def start(tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            lengths.append(0)

    def text(piece: str) -> None:
        if lengths:
            lengths[-1] += len(piece)

    parser = _make_parser(start)
    parser.CharacterDataHandler = text
    _parse(archive, path, "xl/sharedStrings.xml", budget, parser)
    return lengths


def _scan_sheet(
    archive: zipfile.ZipFile, path: Path, part: str, name: str, lengths: list[int], budget: Budget
) -> SheetScan:
    reader = _SheetReader(name, lengths, budget)
    parser = _make_parser(reader.start)
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.buffer_text = True
    _parse(archive, path, part, budget, parser)
    return reader.scan


class _SheetReader:
    """Hears of each element of a sheet."""

    def __init__(self, name: str, lengths: list[int], budget: Budget) -> None:
        self.scan = SheetScan(name)
        self._lengths = lengths
        self._budget = budget
        self._row = self._column = 0
        self._shared = self._wrong = self._formula = self._in_value = False
        self._value = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = -1
        elif tag == "c":
            place = _CELL.fullmatch(attributes.get("r", ""))
            self._column = _column_number(place[1]) if place else self._column + 1
            self._row = int(place[2]) if place else self._row
            self._shared, self._wrong = attributes.get("t") == "s", attributes.get("t") == "e"
            self._formula, self._value = False, ""
        elif tag == "f":
            self._formula = True
        elif tag in {"v", "t"}:
            self._in_value = True
        elif tag in {"drawing", "legacyDrawing", "picture"}:
            self.scan.pictures = True

    def text(self, piece: str) -> None:
        if self._in_value and len(self._value) <= MOST_COLUMNS:
            self._value += piece

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in {"v", "t"}:
            self._in_value = False
        elif tag == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        scan = self.scan
        if self._formula and not self._value:
            if len(scan.unstored) < _PLACES:
                scan.unstored.append((self._row, self._column))
        elif self._wrong:
            if len(scan.errors) < _PLACES:
                scan.errors.append((self._row, self._column, self._value))
        elif self._formula:
            scan.formulas += 1
        if not self._value:
            return
        scan.rows = max(scan.rows, self._row)
        scan.columns = max(scan.columns, self._column + 1)
        if scan.rows > MOST_ROWS or scan.columns > MOST_COLUMNS or scan.rows * scan.columns > MOST_CELLS:
            raise WorkbookTooLarge(f"{scan.name}: {column_letters(scan.columns - 1)}{scan.rows}")
        self._budget.take_cell(self._length())

    def _length(self) -> int:
        place = int(self._value) if self._shared and self._value.isdigit() else -1
        return self._lengths[place] if 0 <= place < len(self._lengths) else len(self._value)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(place: int) -> str:
    """Return the letters of a column, counted from 0, as a spreadsheet shows them.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters, number = "", place + 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(65 + digit) + letters
    return letters
