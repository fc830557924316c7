"""From written names to known things: by decision, code, name, form; by likeness a person is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from chains.errors import Text
from chains.matching.decisions import Decision
from chains.matching.forms import Form, fold_name, is_han
from chains.matching.known import KnownNames
from chains.matching.likeness import is_short_form, score_forms
from chains.matching.reasons import REASONS
from chains.matching.rules import Found, find_by_rule

__all__ = ["LEAST_CHINESE", "LEAST_ENGLISH", "Candidate", "NameMatch", "find_matches"]

Outcome = Literal["sure", "ask", "new"]

LEAST_CHINESE: Final = 66.0
LEAST_ENGLISH: Final = 72.0
LEAST_PLACE: Final = 50.0
"""Names that are less like any known one are new; chosen on one half of the labelled names (``tests/bench``).

Of two characters, as most places in China have, one that is wrong is half.
"""

_CHUNK: Final = 2_000
_SHOWN: Final = 5
_SAME_CORE: Final = 96.0
_CERTAIN: Final = 100.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known thing that a name may mean; ``name`` is the one of its names that is nearest, ``score`` 0 to 100."""

    key: str
    label: str
    name: str
    score: float
    reason: str

    @property
    def why(self) -> Text:
        """Why it may be meant, in words."""
        return REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What a written name means.

    Attributes:
        outcome: ``sure`` with a key; ``ask``, with candidates, best first; or ``new``.
        reason: a code of :data:`chains.matching.reasons.REASONS`.
    """

    written: str
    outcome: Outcome
    reason: str
    key: str | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def why(self) -> Text:
        """Why, in words."""
        return REASONS[self.reason]


def find_matches(
    names: Iterable[str], known: KnownNames, decisions: Mapping[str, Decision] | None = None
) -> Iterator[NameMatch]:
    """Iterate over what each name means, in the order given.

    Sure is what a person decided, a code, a name that one thing alone has, and a name that differs from such a one in
    marks, brackets, 省 and 市, order of English words, or by leaving out the legal form.  Names that are merely like
    known ones are asked about, however like they are: companies that are not the same differ in one character.

    Memory does not grow with the number of names; time grows with it, and each name is compared with at most twelve
    known ones.  *decisions* are those of one table, by folded name.
    """
    rest = iter(names)
    while chunk := list(islice(rest, _CHUNK)):
        ruled = [_decide(name, decisions or {}) or find_by_rule(name, known) for name in chunk]
        open_ = [name for name, found in zip(chunk, ruled, strict=True) if found is None]
        liked = iter(_find_alike(open_, known))
        for name, found in zip(chunk, ruled, strict=True):
            yield next(liked) if found is None else _make_match(name, found, known)


def _decide(name: str, decisions: Mapping[str, Decision]) -> Found | None:
    decision = decisions.get(fold_name(name)) if decisions else None
    if decision is None:
        return None
    return Found("new", "decided-new") if decision.key is None else Found("sure", "decided", (decision.key,))


def _make_match(name: str, found: Found, known: KnownNames) -> NameMatch:
    candidates = tuple(
        Candidate(key, thing.label, thing.label, _CERTAIN if found.outcome == "sure" else _SAME_CORE, found.reason)
        for key in found.keys[:_SHOWN]
        if (thing := known.by_key.get(key)) is not None
    )
    return NameMatch(name, found.outcome, found.reason, found.keys[0] if found.outcome == "sure" else None, candidates)


def _find_alike(names: list[str], known: KnownNames) -> Iterator[NameMatch]:
    """Iterate over what is to be asked of each name: which known ones are like it."""
    if not names:
        return
    index, forms = known.index, [known.form(name) for name in names]
    near = [[index.cores[place] for place in places] for places in index.nearest([form.core for form in forms])]
    pairs = [(form, _known_form(core, known)) for form, cores in zip(forms, near, strict=True) for core in cores]
    scores = iter(score_forms([form for form, _ in pairs], [other for _, other in pairs]).tolist())
    for name, form, cores in zip(names, forms, near, strict=True):
        scored = [(core, next(scores)) for core in cores]
        candidates = _rank(form, scored, known)
        reason = candidates[0].reason if candidates else "none"
        yield NameMatch(name, "ask" if candidates else "new", reason, None, candidates)


def _known_form(core: str, known: KnownNames) -> Form:
    return next(iter(known.cores[core]))


def _rank(form: Form, scored: list[tuple[str, float]], known: KnownNames) -> tuple[Candidate, ...]:
    best: dict[str, Candidate] = {}
    for core, score in sorted(scored, key=lambda item: (-item[1], item[0])):
        if score < least(core, known):
            continue
        reason = _reason(form.core, core)
        for key in known.first(known.keys_of(core)):
            shown = round(min(score, _SAME_CORE), 1)
            best.setdefault(key, Candidate(key, known.by_key[key].label, known.called[core], shown, reason))
    return tuple(best.values())[:_SHOWN]


def least(core: str, known: KnownNames) -> float:
    """Return how like a known name a written one must be at least to be asked about."""
    if not is_han(core):
        return LEAST_ENGLISH
    return LEAST_PLACE if known.places else LEAST_CHINESE


def _reason(written: str, known: str) -> str:
    if written == known:
        return "legal-form"
    if is_han(known) and len(written) < len(known) and is_short_form(written, known):
        return "short"
    return "longer" if is_han(known) and known in written else "like"
