"""Cells as people write them: numbers with units, dates in words, full-width digits, names of codes."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from chains.errors import Text, nearest_names
from chains.schema import Field
from chains.sheets.vocabulary import name_key

__all__ = ["Read", "clean_text", "read_date", "read_number", "read_value", "split_values"]

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
_NUMBER: Final = re.compile(
    r"(?P<sign>[+-]?)(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"(?P<power>[十百千万亿kKmM]{0,2})(?P<percent>%?)(?P<unit>[^\d%+~-]{0,8})"
)
_POWERS: Final = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1_000,
    "k": 1_000,
    "万": 10_000,
    "m": 1_000_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "万亿": 10**12,
}
_DATE: Final = re.compile(
    r"(?P<year>(?:1[5-9]|20|21)[0-9]{2})(?:\s*(?:[-/.年]\s*)(?P<month>1[0-2]|0?[1-9])(?!\d)(?:\s*[-/.月]\s*(?P<day>3[01]|[12][0-9]|0?[1-9])(?!\d)\s*[日号]?)?\s*月?|\s*(?:年度?|级|届)?)"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?"
)
_PLAIN_DATE: Final = re.compile(r"((?:19|20)[0-9]{2})(1[0-2]|0[1-9])(3[01]|[12][0-9]|0[1-9])")
_SCHOOL_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2})\s*[-–—~至/]\s*((?:19|20)?[0-9]{2})\s*学?年?度?")
_SERIAL: Final = re.compile(r"[2-7][0-9]{4}(?:\.[0-9]+)?")
_PLAIN: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_EPOCH: Final = dt.date(1899, 12, 30)
_TEN_THOUSAND: Final = "10,000"


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says: its value (``None``: nothing), or what is wrong with it and what to do."""

    value: str | None
    wrong: tuple[Text, Text] | None = None


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


def read_number(cell: str, field: Field) -> Read:
    """Return a number without unit and thousands separators, in the unit of the column.

    ``3.5万`` is 35000, in a column of 10,000 yuan 3.5; ``85%`` is 85.

    >>> from chains.errors import Text
    >>> read_number("1,200人", Field("n", "integer", Text("人数", "people"))).value
    '1200'
    """
    plain = unicodedata.normalize("NFKC", cell).replace(" ", "").lstrip("¥$￥")
    match = _NUMBER.fullmatch(plain)
    power = _POWERS.get(match["power"].casefold()) if match else None
    if match is None or power is None or (match["percent"] and field.type == "integer"):
        what = Text(f"“{cell}”不是一个数", f"“{cell}” is not one number")
        example = "42" if field.type == "integer" else "31.8"
        return Read(None, (what, Text(f"请只写一个数，例如 {example}", f"write one number, such as {example}")))
    try:
        number = Decimal(match["sign"] + match["digits"].replace(",", ""))
    except InvalidOperation:  # pragma: no cover  # the pattern lets only numbers through
        return Read(None)
    scale = _scale(match["power"], power, match["unit"], field)
    if scale == 1 and _PLAIN.fullmatch(cell) and field.type == "number":
        # Its decimals tell how exact it is.
        return Read(cell)
    number *= scale
    if field.type == "integer" and number != number.to_integral_value():
        what = Text(f"“{cell}”不是整数", f"“{cell}” is not a whole number")
        return Read(None, (what, Text("请写整数", "write a whole number")))
    text = format(number.normalize(), "f")
    return Read("0" if text == "-0" else text)


def _scale(power: str, factor: int, unit: str, field: Field) -> Decimal:
    if not (field.unit or "").startswith(_TEN_THOUSAND):
        return Decimal(factor)
    # A column of 10,000 yuan: 350 and 350万 are the same, 3500000元 is written out.
    if not power and not unit.startswith("元"):
        return Decimal(1)
    return Decimal(factor) / 10_000


def read_date(cell: str, *, year_only: bool) -> Read:
    """Return a date as year, year-month or year-month-day, or its year alone.

    A number between 20000 and 79999 is the serial number by which Excel keeps a day.  A school year is the year in
    which it begins.

    >>> read_date("2024年9月", year_only=False).value
    '2024-09'
    >>> read_date("45536", year_only=False).value
    '2024-09-01'
    """
    plain = unicodedata.normalize("NFKC", cell).strip()
    found = _find_date(plain)
    if found is None:
        what = Text(f"“{cell}”不是一个日期", f"“{cell}” is not one date")
        if year_only:
            return Read(None, (what, Text("请写四位年份，例如 2024", "write a year of four digits, such as 2024")))
        return Read(None, (what, Text("例如 2024-09-01、2024年9月", "write it like 2024-09-01")))
    return Read(found[:4] if year_only else found)


def _find_date(plain: str) -> str | None:
    if _SERIAL.fullmatch(plain):
        return (_EPOCH + dt.timedelta(days=int(float(plain)))).isoformat()
    school = _SCHOOL_YEAR.fullmatch(plain)
    if school and int(school[2][-2:]) == (int(school[1]) + 1) % 100:
        return school[1]
    solid = _PLAIN_DATE.fullmatch(plain)
    if solid:
        return _valid("-".join(solid.groups()))
    match = _DATE.fullmatch(plain)
    if not match:
        return None
    parts = [match["year"], *(match[name].zfill(2) for name in ("month", "day") if match[name])]
    return _valid("-".join(parts))


def _valid(date: str) -> str | None:
    try:
        dt.date.fromisoformat((date + "-01-01")[:10])
    except ValueError:
        return None
    return date


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
