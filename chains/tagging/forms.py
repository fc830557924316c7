"""How people write the name of a skill: the name itself, and spellings that follow from it by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Final

__all__ = ["spellings", "weak_spellings"]

_BRACKETED: Final = re.compile(r"^(.{2,}?) ?[(（](.{2,}?)[)）]$")
_TRAILING_LETTERS: Final = re.compile(r"^([\u4e00-\u9fff]{4,})([A-Z][A-Z0-9]+)$")
_SEAM: Final = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9.+#])|(?<=[A-Za-z0-9.+#])(?=[\u4e00-\u9fff])")
_AMERICAN: Final = (
    ("modell", "model"),
    ("isation", "ization"),
    ("ising", "izing"),
    ("programme", "program"),
    ("mould", "mold"),
    ("fibre", "fiber"),
    ("tyre", "tire"),
    ("defence", "defense"),
    ("labour", "labor"),
)


def spellings(name: str) -> Iterator[str]:
    """Iterate over the ways to write a name, the name first; some may come twice.

    >>> list(spellings("Spring Boot"))
    ['Spring Boot', 'SpringBoot', 'Spring-Boot']
    >>> list(spellings("Oracle数据库"))
    ['Oracle数据库', 'Oracle 数据库']
    """
    yield name
    for part in _parts(name):
        if part != name:
            yield part
        yield from _variants(part)


def _parts(name: str) -> list[str]:
    """Return what a name with a bracket (``Enterprise resource planning (ERP)``) or trailing letters is made of."""
    found = _BRACKETED.match(name) or _TRAILING_LETTERS.match(name)
    return [found[1].strip(), found[2].strip()] if found else [name]


def _variants(name: str) -> Iterator[str]:
    if not name.isascii():
        spaced = _SEAM.sub(" ", name)
        if spaced != name:
            yield spaced
        return
    words = [name, _american(name)]
    singular = [form for word in words for form in _numbers(word)]
    for word in dict.fromkeys([*words, *singular]):
        if word != name:
            yield word
        yield from _joined(word)
    if name.endswith(".js") and len(name) > 5:  # noqa: PLR2004  # two letters and more before the ending
        yield name[:-3] + "JS"


def _american(name: str) -> str:
    for british, american in _AMERICAN:
        name = name.replace(british, american).replace(british.capitalize(), american.capitalize())
    return name


def _numbers(name: str) -> Iterator[str]:
    """Iterate over the singular of a plural, and the thing that a gerund does (``unit testing``, ``unit test``)."""
    last = name.rsplit(" ", 1)[-1]
    if " " in name and re.search(r"[a-z]{3}[^sui\W]s$", last) and not last.endswith("ics"):
        yield name.removesuffix("s")
    if name.endswith(" testing"):
        yield name.removesuffix("ing")


def _joined(name: str) -> Iterator[str]:
    if len(name) > 5:  # noqa: PLR2004  # not I-V
        for mark, other in product(" -", ("", " ", "-")):
            if mark in name and mark != other:
                yield name.replace(mark, other)


def weak_spellings(name: str, endings: tuple[str, ...]) -> Iterator[str]:
    """Iterate over what is left of a name without one of the endings that people leave out.

    >>> list(weak_spellings("虚拟现实技术", ("技术",)))
    ['虚拟现实']
    """
    for ending in endings:
        short = name.removesuffix(ending)
        if short != name and len(short) >= 2:  # noqa: PLR2004  # one character is no name
            yield short
