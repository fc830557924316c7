"""Paragraphs of Word documents (.docx), read as a stream: no more is unpacked at a time than a paragraph."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final
from xml.parsers import expat

from chains.errors import Text, UnreadableInput

__all__ = ["read_paragraphs"]

_PART: Final = "word/document.xml"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_PIECE: Final = 1 << 16
_MOST_BYTES: Final = 256 * 1024 * 1024
"""The text part of a document may unpack to so many bytes."""
_MOST_PARAGRAPH: Final = 1_000_000
_WORDS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main "
_FALLBACK: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_BLANKS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_paragraphs(path: Path) -> Iterator[str]:
    """Iterate over the paragraphs of a document, those of tables and text boxes too; deleted text is left out.

    Raises:
        UnreadableInput: it is no .docx, is protected by a password, broken, or larger than is read.
    """
    try:
        with path.open("rb") as file:
            begin = file.read(4)
        if begin == _OLE:
            raise _refusal(path, _LOCKED, _SAVE_UNLOCKED)
        with zipfile.ZipFile(path) as archive, archive.open(_PART) as part:
            yield from _parse(path, part)
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        KeyError,
        RuntimeError,
        NotImplementedError,
        EOFError,
    ) as error:
        raise _refusal(path, _BROKEN, _SAVE_AGAIN) from error


_LOCKED: Final = Text(
    "是旧式 .doc，或有密码保护，无法读取", "it is an old .doc, or protected by a password, and cannot be read"
)
_BROKEN: Final = Text("不是完好的 .docx 文档", "it is no whole .docx document")
_LARGE: Final = Text(
    f"展开后超过 {_MOST_BYTES >> 20} MB，或有一段超过 {_MOST_PARAGRAPH:,} 字，未读取",
    f"it unpacks to more than {_MOST_BYTES >> 20} MB, or has a paragraph of more than {_MOST_PARAGRAPH:,} characters",
)
_SAVE_AGAIN: Final = Text("请用 Word 或 WPS 打开，另存为 .docx", "open it in a word processor and save it as .docx")
_SAVE_UNLOCKED: Final = Text("请去掉密码，另存为 .docx", "save it as .docx without a password")
_SPLIT: Final = Text("请拆成几个文档，或存为文本", "split it into several documents, or save it as text")


def _refusal(path: Path, what: Text, remedy: Text) -> UnreadableInput:
    return UnreadableInput(what, where=str(path), remedy=remedy)


def _parse(path: Path, part: IO[bytes]) -> Iterator[str]:
    reader = _Reader()
    size = 0
    # What the directory of the file says about sizes may be a lie: the bytes are counted as they come.
    while piece := part.read(_PIECE):
        size += len(piece)
        reader.parser.Parse(piece, False)  # noqa: FBT003
        if size > _MOST_BYTES or reader.length > _MOST_PARAGRAPH:
            raise _refusal(path, _LARGE, _SPLIT)
        yield from reader.take()
    reader.parser.Parse(b"", True)  # noqa: FBT003
    yield from reader.take()


class _Reader:
    """Hears of each element; paragraphs may lie within paragraphs (text boxes)."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.length = 0
        self._open: list[list[str]] = []
        self._done: list[str] = []
        self._in_text = False
        self._skipped = 0

    def take(self) -> list[str]:
        """Return the paragraphs that ended since the last call."""
        done, self._done = self._done, []
        return done

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        # What newer programs show in another way is stored a second time for old ones.
        if tag == _FALLBACK or self._skipped:
            self._skipped += 1
            return
        name = tag.removeprefix(_WORDS).removeprefix(_STRICT)
        if name == "p":
            self._open.append([])
        elif name == "t":
            self._in_text = True
        elif name in _BLANKS and self._open:
            self._open[-1].append(_BLANKS[name])

    def _end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        name = tag.removeprefix(_WORDS).removeprefix(_STRICT)
        if name == "t":
            self._in_text = False
        elif name == "p":
            text = "".join(self._open.pop())
            self.length = sum(len(piece) for pieces in self._open for piece in pieces)
            self._done.append(text)

    def _text(self, data: str) -> None:
        if self._in_text and self._open and not self._skipped:
            self._open[-1].append(data)
            self.length += len(data)

    def _refuse(self, *_: object) -> None:
        message = "a document type declaration"
        raise KeyError(message)
