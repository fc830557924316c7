"""Cells as people write them: numbers with units, dates in words, full-width digits, names of codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from chains.errors import Text, nearest_names
from chains.schema import Field
from chains.sheets.amounts import Read, read_date, read_number
from chains.sheets.vocabulary import name_key

__all__ = ["clean_text", "read_value", "split_values"]

_HIDDEN: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES: Final = re.compile(r"[ \t\u00a0\u3000]+")
_WIDE: Final = {
    code: code - 0xFEE0
    for start, end in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(start, end + 1)
}
_NOTHING: Final = frozenset(
    {
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "无",
        "暂无",
        "不详",
        "未知",
        "n/a",
        "na",
        "none",
        "null",
        "nil",
        "#n/a",
        "?",
        "待定",
    }
)


def clean_text(text: str) -> str:
    """Return a text without hidden characters, with single spaces, and with letters and digits of normal width.

    Chinese punctuation stays as it is: 天地（常州）自动化 is the name of a company.

    >>> clean_text("  ２０２４级　Ｊａｖａ ")
    '2024级 Java'
    """
    if text.isascii() and text.isalnum():
        return text
    lines = (_SPACES.sub(" ", line).strip() for line in _HIDDEN.sub("", text).translate(_WIDE).splitlines())
    return "\n".join(line for line in lines if line)


def read_value(text: str, field: Field, codes: Mapping[str, str]) -> Read:
    """Return what a cell of a column says.  *codes* are the codes of the column by the keys of their names."""
    cell = clean_text(text)
    if not cell or cell.casefold() in _NOTHING:
        return Read(None)
    if codes:
        return _read_codes(cell, field, codes)
    if field.type in {"integer", "number"}:
        return read_number(cell, field)
    if field.type in {"year", "date"}:
        return read_date(cell, year_only=field.type == "year")
    if field.type == "url":
        return _read_url(cell)
    return Read(cell)


def _read_codes(cell: str, field: Field, codes: Mapping[str, str]) -> Read:
    parts = split_values(cell) if field.separator else [cell]
    found = [codes.get(name_key(part)) for part in parts]
    if None not in found:
        return Read((field.separator or "").join(code for code in found if code is not None))
    wrong = parts[found.index(None)]
    near = nearest_names(name_key(wrong), sorted(codes))
    listing = f"chains terms --codes {field.codes}" if field.codes else ", ".join(field.enum)
    what = Text(f"“{wrong}”不在{field.title.zh}的代码表中", f"“{wrong}” is not in the list of “{field.title.en}”")
    zh = f"最接近的：{', '.join(near)}；全部见 {listing}" if near else f"可填的见 {listing}"
    en = f"nearest: {', '.join(near)}; all of them: {listing}" if near else f"see {listing}"
    return Read(None, (what, Text(zh, en)))


def _read_url(cell: str) -> Read:
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+", cell):
        return Read(cell)
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/[^\s<>\"{}|\\^`]*)?", cell, re.ASCII):
        return Read(f"https://{cell}")
    what = Text(f"“{cell}”不是网址", f"“{cell}” is no URL")
    return Read(None, (what, Text("例如 https://example.org/page", "write it like https://example.org/page")))


_STRONG: Final = re.compile(r"[;；\n|]+")
_WEAK: Final = re.compile(r"[、,，](?![^(（]*[)）])")


def split_values(cell: str, marks: str = "") -> list[str]:
    """Return the values that stand in one cell, in order, each once.

    Semicolons, line ends and bars always separate them, 、 and commas outside brackets too.  With *marks* these
    characters alone do.  A slash does not: C/C++ and TCP/IP are names.

    >>> split_values("Java、Python；C/C++")
    ['Java', 'Python', 'C/C++']
    """
    if marks:
        parts = re.split("[" + re.escape(marks) + "]", cell)
    else:
        parts = [piece for part in _STRONG.split(cell) for piece in _WEAK.split(part)]
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
