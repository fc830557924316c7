"""The forms of a name: what is left once that is taken away which spellings of one name do not share."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from chains.resources import ontology_folder

__all__ = ["LONGEST", "Form", "bare_place", "fold_name", "is_han", "name_form", "place_endings"]

LONGEST: Final = 200
"""Longer texts are no names."""

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_INVISIBLE: Final = re.compile(r"[\s\u200b-\u200d\u2060\ufeff\u00ad]+")
_MARKS: Final = re.compile(r"[^\w+#]+|_")
_WORD: Final = re.compile(r"[a-z0-9+#]+")
_CACHED: Final = 1 << 12


class Form(NamedTuple):
    """A name without its legal form and marks.

    Attributes:
        core: what is left; English words in the order of the alphabet.
        group: whether the name says that it is a group of companies.
        legal: ``limited``, ``joint_stock``, ``any`` (just a company), or nothing.
        words: English words in their own order; empty for a Chinese name.
    """

    core: str
    group: bool = False
    legal: str = ""
    words: str = ""


class _Words(NamedTuple):
    characters: dict[int, int]
    endings: re.Pattern[str]
    legal: dict[str, str]
    group_words: frozenset[str]
    legal_words: frozenset[str]
    empty: frozenset[str]
    short: dict[str, str]
    places: tuple[str, ...]
    place_words: frozenset[str]
    within: re.Pattern[str]


@cache
def _words() -> _Words:
    raw: dict[str, Any] = tomllib.loads((ontology_folder() / "matching.toml").read_text(encoding="utf-8"))
    forms, places, words = raw["forms"], raw["places"], raw["words"]
    legal = {ending: name for name, endings in forms["legal"].items() for ending in endings}
    longest = "|".join(sorted(legal, key=len, reverse=True))
    group = "|".join(forms["group"])
    return _Words(
        str.maketrans(raw["characters"]["traditional"], raw["characters"]["simplified"]),
        re.compile(rf"(?P<group>{group})?(?P<legal>{longest})?$"),
        legal,
        frozenset(forms["words"]["group"]),
        frozenset(forms["words"]["any"]),
        frozenset(words["empty"]),
        words["short"],
        tuple(sorted(places["endings"], key=len, reverse=True)),
        frozenset(places["words"]),
        # The place that a name begins with: two or three characters, and enough after it to be a name.
        re.compile(rf"^(\w{{2,3}}?)(?:{'|'.join(places['within'])})(?=\w{{3}})"),
    )


def is_han(name: str) -> bool:
    """Return whether a name has a Chinese character."""
    return _HAN.search(name) is not None


def fold_name(name: str) -> str:
    """Return a name without what its letter-for-letter spellings differ in: width, case, spaces, traditional characters.

    >>> fold_name("天地（常州） 自動化"), fold_name("ＡＢＣ Co., Ltd.")
    ('天地(常州)自动化', 'abcco.,ltd.')
    """
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).casefold().translate(_words().characters)


@lru_cache(maxsize=_CACHED)
def name_form(name: str) -> Form:
    """Return the form of a name.

    >>> name_form("江苏省天地源（集团）股份有限公司")
    Form(core='江苏天地源', group=True, legal='joint_stock', words='')
    >>> name_form("Univ. of Technology and Sci., Linjiang").core
    'linjiang science technology university'
    """
    return _chinese(name) if is_han(name) else _english(name)


def _chinese(name: str) -> Form:
    words = _words()
    plain = _MARKS.sub("", fold_name(name))
    found = words.endings.search(plain)
    group, legal = (found["group"], found["legal"]) if found else (None, None)
    core = plain[: found.start()] if found else plain
    core = words.within.sub(r"\1", core)
    if not core:
        return Form(plain)
    return Form(core, group is not None, words.legal[legal] if legal else "")


def _english(name: str) -> Form:
    words = _words()
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("'", "")
    found = [words.short.get(word, word) for word in _WORD.findall(plain)]
    kept = [word for word in found if word not in words.empty] or found
    core = [word for word in kept if word not in words.legal_words and word not in words.group_words]
    if not core:
        return Form(" ".join(sorted(kept)), words=" ".join(kept))
    group = any(word in words.group_words for word in kept)
    return Form(" ".join(sorted(core)), group, "any" if len(core) < len(kept) else "", " ".join(core))


def place_endings() -> tuple[str, ...]:
    """Return what names of places end in, longest first."""
    return _words().places


def bare_place(core: str) -> str:
    """Return the core of a place's name without its ending.

    >>> bare_place("常州市"), bare_place("changzhou city"), bare_place("市")
    ('常州', 'changzhou', '市')
    """
    if is_han(core):
        ending = next((one for one in place_endings() if core.endswith(one) and len(core) > len(one) + 1), "")
        return core.removesuffix(ending)
    words = core.split()
    return " ".join(word for word in words if word not in _words().place_words) or core
