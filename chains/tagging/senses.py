"""Whether a name that has other meanings means the skill at its place, told by what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple

from chains.tagging.dictionary import Place
from chains.tagging.folding import Folded
from chains.tagging.words import Words, load_words

__all__ = ["LIST_GAP", "choose_senses"]

LIST_GAP: Final = re.compile(
    r"(?:语言|框架|数据库|系统|平台|工具|组件|技术)?\s*(?:[、/|&+,\\]|以及|和|或者?|与|及|还是|and/or|and|or|nor)?"
    r"\s*(?:and|or|nor|和|或者?)?\s*(?:the )?"
)
"""What stands between two names of one list."""

_WINDOW: Final = 40
"""So many characters before and after a name are looked at."""

_NEAR: Final = 10
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_FLOWS_ON: Final = re.compile(r"[a-z,/]\s?$")
"""Before a word that does not begin a sentence."""

_SENTENCE_END: Final = re.compile(r"[。；;!?！？\n]|\.(?=\s|$)")


class _Cues(NamedTuple):
    before: re.Pattern[str]
    after: re.Pattern[str]
    around: re.Pattern[str]


@cache
def _cues() -> _Cues:
    return _compile(load_words())


def _compile(words: Words) -> _Cues:
    zh_before, en_before = _split(words.before)
    zh_after, en_after = _split(words.after)
    zh_around, en_around = _split(words.around)
    return _Cues(
        re.compile(rf"(?:(?:{zh_before})[^,。;、.!?]{{0,2}}|\b(?:{en_before})\s+(?:[a-z]+ )?[\"'(]?)$"),
        re.compile(rf"\s?(?:{zh_after})|\s(?:{en_after})\b"),
        re.compile(rf"{zh_around}|\b(?:{en_around})\b"),
    )


def _split(words: Iterable[str]) -> tuple[str, str]:
    """Return Chinese words and others as two alternatives of a pattern, longest first."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return (
        "|".join(re.escape(word) for word in ordered if not word.isascii()),
        "|".join(re.escape(word) for word in ordered if word.isascii()),
    )


def choose_senses(places: Sequence[Place], text: Folded) -> list[tuple[Place, str]]:
    """Return the places that mean a skill, each with what spoke for it (empty where the name is enough).

    A doubtful name counts after a word such as 熟悉 or before one such as 语言, in a list with a sure one, or with
    words of its field near it.
    """
    proofs: list[str | None] = [None if place.form.skill is None else _judge(place, text) for place in places]
    if any(proof is None and place.form.skill is not None for proof, place in zip(proofs, places, strict=True)):
        _spread(places, proofs, text, range(1, len(places)), -1)
        _spread(places, proofs, text, range(len(places) - 2, -1, -1), 1)
    return [(place, proof) for place, proof in zip(places, proofs, strict=True) if proof is not None]


def _spread(places: Sequence[Place], proofs: list[str | None], text: Folded, order: Iterable[int], step: int) -> None:
    """Let a name that is sure speak for its neighbour in a list."""
    for number in order:
        place, other = places[number], places[number + step]
        if proofs[number] is None and place.form.skill is not None and proofs[number + step] is not None:
            gap = text.lower[min(place.end, other.end) : max(place.start, other.start)]
            if gap and LIST_GAP.fullmatch(gap) and not _is_contradicted(place, text.lower):
                proofs[number] = "list"


def _judge(place: Place, text: Folded) -> str | None:
    """Return what speaks for a name, empty if nothing needs to; ``None`` if it needs something and has nothing."""
    form = place.form
    if form.unless and _is_contradicted(place, text.lower):
        return None
    as_written = form.written is None or text.cased[place.start : place.end] == form.written
    if not form.doubtful:
        return "" if as_written else _judge_small(place, text)
    return _judge_doubtful(place, text, as_written=as_written)


def _judge_doubtful(place: Place, text: Folded, *, as_written: bool) -> str | None:
    if not as_written and _is_shouted(text.cased[place.start : place.end]):
        return None
    cues = _cues()
    after = cues.after.match(text.lower, place.end)
    if after:
        return after[0].strip()
    if not as_written and not _is_among_han(place, text.lower):
        return None
    before = cues.before.search(text.lower, max(0, place.start - _WINDOW), place.start)
    if before:
        return before[0].strip()
    return _judge_written(place, text) if as_written and place.form.rule != "short" else None


def _judge_written(place: Place, text: Folded) -> str | None:
    """Return what speaks for a name that is written as it should be, with no word right before or after it."""
    lower, letter = text.lower, len(place.form.text) == 1
    several = len(place.form.text) > 2  # noqa: PLR2004  # more than Go
    if several and _is_among_han(place, lower):
        return "zh"  # an English word in a Chinese sentence
    capital = place.form.proper and text.cased[place.start].isupper()
    if capital and _FLOWS_ON.search(lower, max(0, place.start - 2), place.start):
        return "capital"
    around = None if letter else _cues().around.search(lower, *_sentence(place, lower))
    return around[0] if around else None


def _is_shouted(written: str) -> bool:
    """Return whether a word stands in capitals throughout: an abbreviation of something else, unless it is short."""
    return len(written) > 3 and written.isupper()  # noqa: PLR2004  # GO may be Go


def _judge_small(place: Place, text: Folded) -> str | None:
    """Return what speaks for an abbreviation in small letters: a Chinese sentence that names it."""
    if not _is_among_han(place, text.lower):
        return None
    before = _cues().before.search(text.lower, max(0, place.start - _WINDOW), place.start)
    return before[0].strip() if before else None


def _is_contradicted(place: Place, lower: str) -> bool:
    start, end = _sentence(place, lower)
    return any(word in lower[start:end] for word in place.form.unless)


def _sentence(place: Place, lower: str) -> tuple[int, int]:
    """Return the part of the sentence around a name that is looked at."""
    start, stop = max(0, place.start - _WINDOW), min(len(lower), place.end + _WINDOW)
    for found in _SENTENCE_END.finditer(lower, start, place.start):
        start = found.end()
    found_end = _SENTENCE_END.search(lower, place.end, stop)
    return start, found_end.start() if found_end else stop


def _is_among_han(place: Place, lower: str) -> bool:
    """Return whether a name stands in a Chinese sentence: there is a Chinese character near it."""
    return _HAN.search(lower, max(0, place.start - _NEAR), place.end + _NEAR) is not None
