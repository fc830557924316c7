"""Numbers and dates as people write them: with units, thousands, percent signs; in words, with any mark, as serials."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from chains.errors import Text
from chains.schema import Field

__all__ = ["Read", "read_date", "read_number"]

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
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDED: Final = re.compile(
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\.?\s+)?(?P<month>[A-Za-z]{3,9})\.?\s+(?:(?P<late>[0-9]{1,2})(?:st|nd|rd|th)?,\s*)?(?P<year>(?:1[5-9]|20|21)[0-9]{2})"
)
_DAY_FIRST: Final = re.compile(r"(?:([0-9]{1,2})([./]))?([0-9]{1,2})[./]((?:1[5-9]|20|21)[0-9]{2})")
_EPOCH: Final = dt.date(1899, 12, 30)
_TEN_THOUSAND: Final = "10,000"


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says: its value (``None``: nothing), or what is wrong with it and what to do."""

    value: str | None
    wrong: tuple[Text, Text] | None = None


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
    digits = match["digits"]
    if field.type == "integer" and _GROUPED.fullmatch(digits):
        # 1.200 people are 1200 where there are no parts of people.
        digits = digits.replace(".", "")
    number = Decimal(match["sign"] + digits.replace(",", ""))
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
    turned = _DAY_FIRST.fullmatch(plain)
    if found is None and year_only and turned and _is_day(turned):
        found = turned[4]
    if found is None:
        what = Text(f"“{cell}”不是一个日期", f"“{cell}” is not one date")
        if year_only:
            return Read(None, (what, Text("请写四位年份，例如 2024", "write a year of four digits, such as 2024")))
        return Read(None, (what, Text("例如 2024-09-01、2024年9月", "write it like 2024-09-01")))
    return Read(found[:4] if year_only else found)


def _is_day(turned: re.Match[str]) -> bool:
    """Return whether two numbers are a day and a month, whichever is which."""
    pair = sorted((int(turned[1] or 1), int(turned[3])))
    return 1 <= pair[0] <= 12 and pair[1] <= 31  # noqa: PLR2004  # months and days


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
        return _find_western(plain)
    parts = [match["year"], *(match[name].zfill(2) for name in ("month", "day") if match[name])]
    return _valid("-".join(parts))


def _find_western(plain: str) -> str | None:
    """Return a date with its month in English, or with its year at the end.

    12.03.2025 is in March; 12/03/2025 is a day of March or of December, which nobody can tell.
    """
    worded = _WORDED.fullmatch(plain)
    if worded and worded["month"][:3].casefold() in _MONTHS:
        month = _MONTHS.index(worded["month"][:3].casefold()) + 1
        day = worded["day"] or worded["late"]
        return _valid(f"{worded['year']}-{month:02d}" + (f"-{int(day):02d}" if day else ""))
    turned = _DAY_FIRST.fullmatch(plain)
    if not turned:
        return None
    first, mark, second, year = turned.groups()
    if first is None:
        return _valid(f"{year}-{int(second):02d}")
    if mark == "/" and int(second) > 12 >= int(first):  # noqa: PLR2004  # months
        first, second = second, first
    elif mark == "/" and int(first) <= 12 and first != second:  # noqa: PLR2004
        return None
    return _valid(f"{year}-{int(second):02d}-{int(first):02d}")


def _valid(date: str) -> str | None:
    try:
        dt.date.fromisoformat((date + "-01-01")[:10])
    except ValueError:
        return None
    return date
