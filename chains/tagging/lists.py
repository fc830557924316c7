"""Lists that say a shared part once: ``Spring Boot/Cloud``, 功能、性能测试, 数据采集、清洗."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from chains.tagging.dictionary import Form, Place, SkillDictionary
from chains.tagging.folding import Folded

__all__ = ["find_shortened"]

_NEXT: Final = re.compile(r"\s*(?:[、/]|和|与|及|以及|或|and|or)\s*")
_PREVIOUS: Final = re.compile(r"([\u4e00-\u9fff]{2,6})(?:[、/]|和|与|及|以及|或)$")
_WORD: Final = re.compile(r"[a-z0-9.+#]+")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]{2,6}")
_SHORTEST: Final = 2
"""Characters of the part that is said once, and of the parts that differ."""


def find_shortened(places: Sequence[Place], text: Folded, dictionary: SkillDictionary) -> list[Place]:
    """Return members of lists that share the head or the tail of a name beside them and overlap with no other name."""
    taken = {number for place in places for number in range(place.start, place.end)}
    found: list[Place] = []
    for place in places:
        for members in (_after(place, text.lower, dictionary), _before(place, text.lower, dictionary)):
            # A list is followed no further than the next name, so that a long one is not walked again and again.
            for member in takewhile(lambda one: taken.isdisjoint(range(one.start, one.end)), members):
                taken.update(range(member.start, member.end))
                if member.form.skill != place.form.skill:
                    found.append(member)
    return found


def _after(place: Place, lower: str, dictionary: SkillDictionary) -> Iterator[Place]:
    """Iterate over the members after a name that share its head."""
    end = place.end
    while gap := _NEXT.match(lower, end):
        member = _find_tail(place.form.text, lower, gap.end(), dictionary)
        if member is None:
            return
        yield member
        end = member.end


def _find_tail(name: str, lower: str, start: int, dictionary: SkillDictionary) -> Place | None:
    if name.isascii():
        head, blank, _ = name.rpartition(" ")
        word = _WORD.match(lower, start)
        form = _known(f"{head} {word[0].rstrip('.')}", dictionary) if blank and word else None
        return Place(start, start + len(form.text) - len(head) - 1, form) if form else None
    run = _HAN.match(lower, start)
    if run is None:
        return None
    for size in range(len(run[0]), _SHORTEST - 1, -1):
        for cut in range(len(name) - _SHORTEST, _SHORTEST - 1, -1):
            form = _known(name[:cut] + run[0][:size], dictionary)
            if form is not None:
                return Place(start, start + size, form)
    return None


def _before(place: Place, lower: str, dictionary: SkillDictionary) -> Iterator[Place]:
    """Iterate over the members before a name that share its tail."""
    start = place.start
    while found := _PREVIOUS.search(lower, max(0, start - 8), start):
        member = _find_head(place.form.text, found, dictionary)
        if member is None:
            return
        yield member
        start = member.start


def _find_head(name: str, found: re.Match[str], dictionary: SkillDictionary) -> Place | None:
    run, end = found[1], found.end(1)
    for size in range(len(run), _SHORTEST - 1, -1):
        for cut in range(_SHORTEST, len(name) - _SHORTEST + 1):
            form = _known(run[-size:] + name[cut:], dictionary)
            if form is not None:
                return Place(end - size, end, form)
    return None


def _known(name: str, dictionary: SkillDictionary) -> Form | None:
    form = dictionary.forms.get(name)
    return form if form is not None and form.skill is not None and form.rule != "short" else None
