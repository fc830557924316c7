"""The parts of a workbook as streams of bytes, never more of them than is bearable."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from chains.sheets.grids import MOST_CELLS

__all__ = ["Budget", "WorkbookTooLarge", "WorkbookUnreadable", "unpack"]

_PIECE: Final = 1 << 16


class WorkbookTooLarge(Exception):  # as all errors here, named after what happened
    """The workbook unpacks to more than is read; its text is the sheet and cell that is too far out, if one is."""


class WorkbookUnreadable(Exception):
    """The workbook is broken, or no workbook at all."""


class Budget:
    """What may still be unpacked, and what may still be read as text."""

    def __init__(self, most: int) -> None:
        self.bytes = most
        self.text = most
        self.cells = MOST_CELLS

    def take(self, size: int) -> None:
        """Unpack so many bytes."""
        self.bytes -= size
        if self.bytes < 0:
            raise WorkbookTooLarge

    def take_cell(self, length: int) -> None:
        """Read a cell of so many characters."""
        self.cells -= 1
        self.text -= length
        if self.cells < 0 or self.text < 0:
            raise WorkbookTooLarge


def unpack(archive: zipfile.ZipFile, path: Path, part: str, budget: Budget) -> Iterator[bytes]:
    """Iterate over the bytes of a part, however many the directory says there are."""
    entry = archive.getinfo(part)
    if entry.flag_bits & 1:
        raise WorkbookUnreadable("it is encrypted")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise WorkbookUnreadable("it is packed in an unusual way")
    with path.open("rb") as file:
        file.seek(entry.header_offset + 26)
        sizes = file.read(4)
        if len(sizes) < 4:  # noqa: PLR2004  # two lengths of two bytes
            raise WorkbookUnreadable("it is cut off")
        file.seek(int.from_bytes(sizes[:2], "little") + int.from_bytes(sizes[2:], "little"), 1)
        left = entry.compress_size
        inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
        while left and (packed := file.read(min(_PIECE, left))):
            left -= len(packed)
            for piece in _inflate(inflate, packed):
                budget.take(len(piece))
                yield piece


def _inflate(inflate: zlib._Decompress | None, packed: bytes) -> Iterator[bytes]:
    if inflate is None:
        yield packed
        return
    while packed and not inflate.eof:
        yield inflate.decompress(packed, _PIECE)
        packed = inflate.unconsumed_tail
