"""What a name means by rule: a code, a known name, or a known name but for what does not tell things apart."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, Literal, NamedTuple

from chains.matching.forms import LONGEST, Form, fold_name, is_han
from chains.matching.known import KnownNames, code_forms
from chains.matching.likeness import score_forms

__all__ = ["Found", "find_by_rule"]

_PARTS: Final = re.compile(r"[\s()（）\[\]【】:：,，、/|]+")
_LEAST_CODE: Final = 4
_LEAST_CHINESE: Final = 3
_LEAST_BARE: Final = 4
_LEAST_ENGLISH: Final = 6
_LEAST_WORDS: Final = 3
_AGREES: Final = 60.0


class Found(NamedTuple):
    """What a rule found: things by their keys, none if the name is new."""

    outcome: Literal["sure", "ask", "new"]
    reason: str
    keys: tuple[str, ...] = ()


def find_by_rule(name: str, known: KnownNames) -> Found | None:
    """Return what a name means by the first rule that says anything; ``None`` if likeness is to be asked."""
    folded = fold_name(name)
    if not folded:
        return Found("new", "empty")
    if len(folded) > LONGEST:
        return Found("new", "too-long")
    found = (
        _one_of(_codes(folded, known), known, "code", "code-shared")
        or _one_of(known.names.get(folded, ()), known, "name", "name-shared")
        or _by_marked_code(name, known)
    )
    if found is not None:
        return found
    form = known.form(name)
    return _by_place(folded, form.core, known) or _by_form(form, known)


def _one_of(keys: Collection[str], known: KnownNames, reason: str, shared: str) -> Found | None:
    found = known.first(keys)
    if len(found) == 1:
        return Found("sure", reason, (found[0],))
    return Found("ask", shared, tuple(found)) if found else None


def _codes(text: str, known: KnownNames) -> set[str]:
    return {key for form in code_forms(text) for key in known.codes.get(form, ())}


def _by_marked_code(name: str, known: KnownNames) -> Found | None:
    """Return what a code beside a name says: 软件技术（510203）.  A name that is quite another makes it doubtful."""
    parts = [part for part in _PARTS.split(name) if part]
    codes = {part: keys for part in parts if _looks_like_code(part) and (keys := _codes(part, known))}
    if len(codes) != 1 or len(parts) == 1:
        return None
    keys = next(iter(codes.values()))
    rest = "".join(part if part.isascii() is False else f" {part} " for part in parts if part not in codes)
    named = known.first(known.names.get(fold_name(rest), ()))
    if len(keys) != 1 or (named and not set(named) & keys):
        return Found("ask", "code-differs", tuple(dict.fromkeys([*sorted(keys), *named])))
    key = next(iter(keys))
    own = [known.form(one) for one in known.by_key[key].names]
    alike = score_forms([known.form(rest)] * len(own), own).max(initial=0.0) >= _AGREES
    return Found("sure", "code", (key,)) if alike else Found("ask", "code-differs", (key,))


def _looks_like_code(part: str) -> bool:
    return len(part) >= _LEAST_CODE and part.isascii() and any(map(str.isdigit, part))


def _by_place(folded: str, core: str, known: KnownNames) -> Found | None:
    keys = {key for written in (folded, core) for _, key in known.within(written)}
    return _one_of(keys, known, "place", "name-shared")


def _by_form(form: Form, known: KnownNames) -> Found | None:
    forms = known.cores.get(form.core)
    if not forms:
        return None
    everyone = known.first(known.keys_of(form.core))
    if len(everyone) > 1:
        return Found("ask", "name-shared", tuple(everyone))
    if not _agrees(form, forms):
        # Another legal form may be another company.
        return Found("ask", "legal-form", tuple(everyone))
    if known.places or _is_long_enough(form, forms):
        return Found("sure", "spelling", tuple(everyone))
    return Found("ask", "brief", tuple(everyone))


def _agrees(written: Form, forms: Collection[Form]) -> bool:
    """Return whether a name may have a known one's legal form: the same, or one of the two says none."""
    same = [form for form in forms if form.group == written.group]
    stated = [form.legal for form in same if form.legal]
    if not written.legal:
        return bool(same)
    return any("any" in {legal, written.legal} or legal == written.legal for legal in stated)


def _is_long_enough(written: Form, forms: Collection[Form]) -> bool:
    """Return whether what is the same is long enough to be sure: 华锐 alone may be a part of many names."""
    bare = not written.legal and not any(form.legal == "" for form in forms)
    if is_han(written.core):
        return len(written.core) >= (_LEAST_BARE if bare else _LEAST_CHINESE)
    if bare and " " not in written.core:
        return False
    turned = written.words not in {form.words for form in forms}
    return len(written.core) >= _LEAST_ENGLISH and (not turned or written.core.count(" ") + 1 >= _LEAST_WORDS)
