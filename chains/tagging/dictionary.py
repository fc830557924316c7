"""The skills of a graph as a dictionary of forms, and where its forms stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any, Final, Literal, NamedTuple

import ahocorasick

from chains.tagging.folding import Folded, fold_text
from chains.tagging.forms import spellings, weak_spellings
from chains.tagging.words import Words, load_words

__all__ = ["Form", "Name", "Place", "SkillDictionary", "build_dictionary"]

Rule = Literal["label", "alias", "spelling", "short"]
"""How a form came about: the name of a skill, another name, a spelling of one, or one without its ending."""

_RANKS: Final[dict[Rule, int]] = {"label": 0, "alias": 1, "spelling": 2, "short": 3}


class Name(NamedTuple):
    """A name of a skill, in one language."""

    skill: str
    text: str
    lang: str
    preferred: bool


class Form(NamedTuple):
    """What is looked for in texts; without a skill it is a phrase that only looks like one."""

    text: str
    skill: str | None
    rule: Rule
    written: str | None
    """How it must be written to need no further word: ``Go``, ``CAN``; ``None`` if it does not matter."""
    doubtful: bool
    """Whether it counts only if something around it speaks for it."""
    proper: bool
    """Whether a capital within a sentence speaks for it: it names nothing else that has one."""
    unless: tuple[str, ...]
    joins_left: bool
    joins_right: bool
    brief: bool


class Place(NamedTuple):
    """A form at its place in a folded text."""

    start: int
    end: int
    form: Form


@dataclass(frozen=True)
class SkillDictionary:
    """Forms of skills, compiled.

    Attributes:
        forms: the forms by their small letters.
        labels: Chinese and English label of each skill by its IRI.
        words: what decides in context.
        automaton: the Aho-Corasick automaton of the forms.
    """

    forms: dict[str, Form]
    labels: dict[str, tuple[str, str]]
    words: Words
    automaton: Any

    def find(self, text: Folded) -> list[Place]:
        """Return the forms in a folded text that stand as words of their own, longest first where they overlap.

        In order of their places; they do not overlap.
        """
        found = [
            Place(end + 1 - len(form.text), end + 1, form)
            for end, form in self.automaton.iter(text.lower)
            if _stands_alone(text, end + 1 - len(form.text), end + 1, form)
        ]
        return found if len(found) < 2 else list(_keep_longest(found))  # noqa: PLR2004  # one overlaps with none


def build_dictionary(names: Iterable[Name], words: Words | None = None) -> SkillDictionary:
    """Return the dictionary of these names; no name at all gives one that finds nothing.

    A form that several skills could mean goes to the one whose own label it is, then to the first by IRI.
    """
    words = words or load_words()
    labels: dict[str, tuple[str, str]] = {}
    ranked: dict[str, tuple[int, str, Form]] = {}
    for name in sorted(set(names)):
        if name.preferred:
            zh, en = labels.get(name.skill, ("", ""))
            labels[name.skill] = (name.text, en) if name.lang == "zh" else (zh, name.text)
        for text, rule in _forms_of(name, words):
            form = _make_form(text, name.skill, rule, words)
            new = (_RANKS[rule], name.skill, form)
            if form.text and (form.text not in ranked or new[:2] < ranked[form.text][:2]):
                ranked[form.text] = new
    forms = {text: _make_form(text, None, "label", words) for text in words.near_misses}
    forms |= {text: form for text, (_, _, form) in sorted(ranked.items()) if text not in forms or form.rule != "short"}
    labels = {skill: (zh or en or skill, en or zh or skill) for skill, (zh, en) in sorted(labels.items())}
    return SkillDictionary(forms, labels, words, _compile(forms))


def _compile(forms: dict[str, Form]) -> Any:
    automaton = ahocorasick.Automaton()
    # An automaton without a word cannot be made; this one is found in no text, as folding leaves no such character.
    for text, form in chain(forms.items(), [("\ufeff", None)]):
        automaton.add_word(text, form)
    automaton.make_automaton()
    return automaton


def _forms_of(name: Name, words: Words) -> Iterator[tuple[str, Rule]]:
    own: Rule = "label" if name.preferred else "alias"
    for place, text in enumerate(spellings(name.text)):
        yield text, "spelling" if place else own
    for text in weak_spellings(name.text, words.weak_endings.get(name.lang, ())):
        for spelling in spellings(text):
            yield spelling, "short"


def _make_form(text: str, skill: str | None, rule: Rule, words: Words) -> Form:
    lower = fold_text(text.strip()).lower
    capitals = words.capitals.get(lower)
    single = lower.isascii() and lower.isalpha() and len(lower) <= 2  # noqa: PLR2004  # one or two letters
    shortened = rule == "short" and not (lower.isascii() and " " in lower)
    doubtful = lower in words.needs_cue or shortened or (single and capitals is None)
    last = re.search(r"[a-z0-9]*$", lower)
    return Form(
        lower,
        skill,
        rule,
        capitals or words.needs_cue.get(lower) or (lower.upper() if single and doubtful else None),
        doubtful,
        not single and lower not in words.proper_names,
        words.unless.get(lower, ()),
        joins_left=bool(lower) and (_is_letter(lower[0]) or lower[0] == "."),
        joins_right=bool(lower) and _is_letter(lower[-1]),
        brief=last is not None and 0 < len(last[0]) <= 2,  # noqa: PLR2004  # a last word of one or two letters
    )


def _is_letter(character: str) -> bool:
    """Return whether a character is part of a word that is written with blanks around it."""
    return character.isalnum() and character < "\u2e80"


_START: Final = itemgetter(0)
_VERSION: Final = re.compile(r"\d+(?:\.\d+)*(?:\.x)?(?![a-z])")
_MODEL: Final = re.compile(r"[a-z]\d")
_FILE: Final = re.compile(r"\.(?!js\b)[a-z]")


def _stands_alone(text: Folded, start: int, end: int, form: Form | None) -> bool:
    """Return whether a form is no part of a longer word, name of a file, address or abbreviation."""
    if form is None:
        return False
    lower = text.lower
    if form.joins_left and start and not _is_free_before(lower, start, brief=len(form.text) < 3):  # noqa: PLR2004  # C, Go
        return False
    if not form.joins_right or end == len(lower):
        return True
    after = lower[end]
    if after in ("-&'+#@_" if form.brief else "@_"):
        return False
    if after == "." and _FILE.match(text.cased, end):
        return False
    return not _is_letter(after) or _may_go_on(text, start, end)


def _is_free_before(lower: str, start: int, *, brief: bool) -> bool:
    before = lower[start - 1]
    if _is_letter(before) or before in "@_":
        return False
    if before in "-&'." and start > 1 and (brief or before == "."):
        return not _is_letter(lower[start - 2])
    return True


def _may_go_on(text: Folded, start: int, end: int) -> bool:
    """Return whether what follows is a version (Java 8 as ``java8``), a plural, or a model of a series (STM32F4)."""
    lower, size, last = text.lower, end - start, text.lower[end - 1]
    if size > 2 and _VERSION.match(lower, end):  # noqa: PLR2004  # not C919
        return not last.isdigit()
    if lower[end] == "s" and last != "s" and (size > 3 or text.cased[start:end].isupper()):  # noqa: PLR2004  # not "cans"
        return end + 1 == len(lower) or not _is_letter(lower[end + 1])
    return size > 4 and last.isdigit() and _MODEL.match(lower, end) is not None  # noqa: PLR2004  # not "h5"


def _keep_longest(found: list[Place]) -> Iterator[Place]:
    found.sort(key=_START)
    cluster = [found[0]]
    end = found[0].end
    for place in found[1:]:
        if place.start >= end:
            yield from _choose(cluster)
            cluster = []
        cluster.append(place)
        end = max(end, place.end)
    yield from _choose(cluster)


def _choose(cluster: list[Place]) -> list[Place]:
    if len(cluster) == 1:
        return cluster
    taken: set[int] = set()
    chosen = []
    for place in sorted(cluster, key=lambda one: (one.start - one.end, one.start)):
        span = range(place.start, place.end)
        if taken.isdisjoint(span):
            taken.update(span)
            chosen.append(place)
    return sorted(chosen, key=_START)
