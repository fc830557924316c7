"""A JSON file that is one long array, read record by record: what is held does not grow with the file."""

from __future__ import annotations

import codecs
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from chains.imports.layout import broken_file

__all__ = ["read_records"]

_PIECE: Final = 1 << 20
_LONGEST: Final = 1 << 26
_SPACE: Final = " \t\r\n"
_PACKED: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)
"""What a broken, unknown or locked archive raises."""


def read_records(path: Path, suffix: str = ".json") -> Iterator[dict[str, Any]]:
    """Iterate over the objects of a file that holds one JSON array, plain or as the largest such file of a .zip.

    Raises:
        UnreadableInput: the file cannot be read, is no JSON array of objects, or ends too early.
    """
    try:
        with _opened(path, suffix) as file:
            yield from _decode(file, path)
    except (OSError, EOFError, UnicodeDecodeError, *_PACKED) as error:
        raise broken_file(path, str(error)) from error


@contextmanager
def _opened(path: Path, suffix: str) -> Iterator[BinaryIO]:
    if path.suffix.lower() != ".zip":
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        found = [member for member in archive.infolist() if member.filename.lower().endswith(suffix)]
        if not found:
            raise broken_file(path, f"no *{suffix}")
        with archive.open(max(found, key=lambda member: member.file_size)) as inner:
            yield inner  # type: ignore[misc]  # an archive's member reads like any binary file


def _decode(file: BinaryIO, path: Path) -> Iterator[dict[str, Any]]:
    decoder, scanner = codecs.getincrementaldecoder("utf-8")(), json.JSONDecoder()
    buffer, started, ended = "", False, False
    while not ended:
        piece = file.read(_PIECE)
        buffer += decoder.decode(piece, final=not piece)
        place = 0
        if not started:
            place = len(buffer) - len(buffer.lstrip("\ufeff" + _SPACE))
            if buffer[place : place + 1] != "[":
                raise broken_file(path, "no JSON array")
            place, started = place + 1, True
        while True:
            while place < len(buffer) and buffer[place] in _SPACE + ",":
                place += 1
            if buffer[place : place + 1] == "]":
                ended = True
                break
            try:
                record, place = scanner.raw_decode(buffer, place)
            except ValueError as error:
                if not piece or len(buffer) - place > _LONGEST:
                    raise broken_file(path, str(error)) from error
                break
            if not isinstance(record, dict):
                raise broken_file(path, "no JSON object")
            yield record
        buffer = buffer[place:]
