"""How Chinese names sound, so that a search finds them by pinyin: small enough to stand in the page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

__all__ = ["read_aloud", "sound_columns"]

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "长三角": ("chang", "san", "jiao"),
    "合芜蚌": ("he", "wu", "beng"),
    "六合": ("lu", "he"),
    "调速": ("tiao", "su"),
}
"""Words of the region that the dictionary of pypinyin has not, or reads otherwise."""
_OWN: Final = re.compile(f"({'|'.join(_WORDS)})")


def read_aloud(name: str) -> list[str | None]:
    """Return the pinyin of each character of a name, without tones; ``None`` for what is no Chinese character.

    A character with several readings is read as in the longest known word that it stands in.  ``ü`` becomes ``u``, as
    it is on a keyboard.

    >>> read_aloud("重庆AI银行")
    ['chong', 'qing', None, None, 'yin', 'hang']
    """
    from pypinyin.contrib.mmseg import seg

    # The split keeps the words of ours that it splits at.
    words = [[part] if part in _WORDS else seg.cut(part) for part in _OWN.split(name) if part]
    return [reading for found in words for word in found for reading in _read_word(word)]


@cache
def _read_word(word: str) -> tuple[str | None, ...]:
    from pypinyin import Style, pinyin

    if word in _WORDS:
        return _WORDS[word]
    readings = [found[0] for found in pinyin(word, style=Style.NORMAL, v_to_u=True)]
    # What is no Chinese character comes back as it is.
    if readings == [word]:
        return (None,) * len(word)
    return tuple(reading.replace("ü", "u") for reading in readings)


def sound_columns(names: Sequence[str]) -> dict[str, Any]:
    """Return how names are read: what each character mostly sounds like, and where it sounds otherwise.

    ``syllables`` are as many as ``chars``, with spaces between; ``odd`` has the number of a name, the place of a
    character in it (code points, from 0), and its reading there.
    """
    read = [read_aloud(name) for name in names]
    heard: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for char, reading, *_ in _spoken(names, read):
        heard[char][reading] += 1
    usual = {char: min(counts, key=lambda one: (-counts[one], one)) for char, counts in sorted(heard.items())}
    odd = [[number, place, reading] for char, reading, number, place in _spoken(names, read) if reading != usual[char]]
    return {"chars": "".join(usual), "syllables": " ".join(usual.values()), "odd": odd}


def _spoken(names: Sequence[str], read: Sequence[Sequence[str | None]]) -> Iterator[tuple[str, str, int, int]]:
    """Yield each Chinese character with its reading, the number of its name, and its place in it."""
    for number, (name, readings) in enumerate(zip(names, read, strict=True)):
        for place, (char, reading) in enumerate(zip(name, readings, strict=True)):
            if reading is not None:
                yield char, reading, number, place
