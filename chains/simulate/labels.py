"""Invented names in Chinese and English, and the keys of things: plainly artificial, the same for every run."""

from __future__ import annotations

from typing import Final

from chains.errors import Text

__all__ = ["AREA", "city_name", "numbered", "province_name"]

AREA: Final = "invented-area"
"""Key of the region that everything lies in."""

# Characters that no two of make the name of a Chinese city, with their reading.
_FIRST: Final = tuple(
    zip(
        "翎澜汐芷槐岑荻霁砚蓼棠珂笙藜翊澍",
        (
            "Ling",
            "Lan",
            "Xi",
            "Zhi",
            "Huai",
            "Cen",
            "Di",
            "Ji",
            "Yan",
            "Liao",
            "Tang",
            "Ke",
            "Sheng",
            "Li",
            "Yi",
            "Shu",
        ),
        strict=True,
    )
)
_LAST: Final = tuple(
    zip("穹梧砧榭汀埠渚隰桁坳", ("qiong", "wu", "zhen", "xie", "ting", "bu", "zhu", "xi", "heng", "ao"), strict=True)
)
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"


def numbered(zh: str, en: str, number: int) -> Text:
    """Return a name with a number, which begins at 1.

    >>> numbered("虚构技能", "Invented skill", 7)
    Text(zh='虚构技能7', en='Invented skill 7')
    """
    return Text(f"{zh}{number}", f"{en} {number}")


def city_name(place: int) -> Text:
    """Return the name of the city at this place, from 0; places beyond 160 add a number.

    >>> city_name(0), city_name(160).en
    (Text(zh='翎穹市', en='Lingqiong'), 'Lingqiong 2')
    """
    first, last = _FIRST[place % len(_FIRST)], _LAST[place // len(_FIRST) % len(_LAST)]
    again = place // (len(_FIRST) * len(_LAST))
    more = str(again + 1) if again else ""
    return Text(f"{first[0]}{last[0]}{more}市", f"{first[1]}{last[1]}" + (f" {more}" if more else ""))


def province_name(place: int) -> Text:
    """Return the name of the province at this place, from 0.

    >>> province_name(0), province_name(10).zh
    (Text(zh='虚甲省', en='Invented Province 1'), '虚甲2省')
    """
    again = place // len(_STEMS)
    more = str(again + 1) if again else ""
    return Text(f"虚{_STEMS[place % len(_STEMS)]}{more}省", f"Invented Province {place + 1}")
