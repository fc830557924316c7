"""Known things by all of their names and codes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeVar

from chains.matching.forms import Form, bare_place, fold_name, name_form, place_endings
from chains.matching.likeness import NameIndex

__all__ = ["KnownNames", "Thing", "code_forms"]

_Key = TypeVar("_Key", str, Form)
_STOCK: Final = re.compile(r"(\d{5,6})\.([a-z]{2})")
_ROR: Final = re.compile(r"(?:https?://)?(?:www\.)?ror\.org/(\w+)/?")
_DIVISION: Final = re.compile(r"(\d{6})0{6}")
_PROGRAMME: Final = re.compile(r"(\d{6})[tk]{1,2}")
_INDUSTRY: Final = re.compile(r"[a-z](\d{2,4})")
_EXCHANGE: Final = re.compile(r"([a-z]{2})\.?(\d{5,6})")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is known, with what it is called.

    Attributes:
        key: how it is told from all others: an id or IRI.
        label: how a person calls it.
        names: all its names, in any language, the label among them.
        codes: official codes.
        place: the region it belongs to or lies in: a key.
        rank: of several things with one name, those of the lowest rank are meant; a city before its province.
    """

    key: str
    label: str
    names: tuple[str, ...]
    codes: tuple[str, ...] = ()
    place: str | None = None
    rank: int = 0


def code_forms(code: str) -> tuple[str, ...]:
    """Return the forms in which a code may be written, itself first: without its exchange, address or zeros.

    >>> code_forms("SH600000"), code_forms("320400000000"), code_forms("080902T")
    (('sh600000', '600000.sh'), ('320400000000', '320400'), ('080902t', '080902'))
    """
    plain = fold_name(code)
    matches = (pattern.fullmatch(plain) for pattern in (_ROR, _DIVISION, _PROGRAMME, _INDUSTRY))
    found = [plain, *(match[1] for match in matches if match)]
    if match := _EXCHANGE.fullmatch(plain):
        found.append(f"{match[2]}.{match[1]}")
    return tuple(found)


@dataclass(frozen=True)
class KnownNames:
    """The names and codes of known things, ready to be looked up.

    *places* says that the things are places, whose names end in 市, 省 and the like and may begin with the place above.
    """

    things: Sequence[Thing]
    places: bool = False
    by_key: Mapping[str, Thing] = field(init=False)
    codes: Mapping[str, frozenset[str]] = field(init=False)
    names: Mapping[str, frozenset[str]] = field(init=False)
    cores: Mapping[str, Mapping[Form, frozenset[str]]] = field(init=False)
    called: Mapping[str, str] = field(init=False)
    """A name with each core, as it is written."""

    def __post_init__(self) -> None:
        codes: dict[str, set[str]] = {}
        names: dict[str, set[str]] = {}
        cores: dict[str, dict[Form, set[str]]] = {}
        called: dict[str, str] = {}
        for thing in self.things:
            for code in thing.codes:
                for written in _own_codes(code):
                    codes.setdefault(written, set()).add(thing.key)
            for name in thing.names:
                names.setdefault(fold_name(name), set()).add(thing.key)
                form = self.form(name)
                called.setdefault(form.core, name)
                cores.setdefault(form.core, {}).setdefault(form, set()).add(thing.key)
        object.__setattr__(self, "by_key", {thing.key: thing for thing in self.things})
        object.__setattr__(self, "codes", _freeze(codes))
        object.__setattr__(self, "names", _freeze(names))
        object.__setattr__(self, "called", called)
        object.__setattr__(self, "cores", {core: _freeze(forms) for core, forms in cores.items()})

    @cached_property
    def index(self) -> NameIndex:
        """The names by what parts of them they share, made when it is first asked for."""
        return NameIndex(list(self.cores))

    def form(self, name: str) -> Form:
        """Return the form of a name, of a place without its ending."""
        form = name_form(name)
        return form._replace(core=bare_place(form.core)) if self.places else form

    def first(self, keys: Iterable[str]) -> list[str]:
        """Return, of the things with these keys, those of the lowest rank, in the order of their keys."""
        found = sorted(keys)
        least = min((self.by_key[key].rank for key in found), default=0)
        return [key for key in found if self.by_key[key].rank == least]

    def within(self, core: str) -> list[tuple[str, str]]:
        """Return the ways in which the core of a place's name is that of a known place after that of a place above it.

        Each is (what comes before, key of the place): 江苏省常州 is (江苏省, 常州).
        """
        if not self.places:
            return []
        found: list[tuple[str, str]] = []
        for size in range(2, len(core) - 1):
            before, after = core[:size], core[size:]
            above = self.keys_of(bare_place(before))
            found += [(before, key) for key in sorted(self.keys_of(after)) if self._lies_in(key, before, above)]
        return found

    def _lies_in(self, key: str, before: str, above: Collection[str]) -> bool:
        """Return whether a place may lie in what is written before it: where nothing is known between it and the whole."""
        parent = self.by_key.get(self.by_key[key].place or "")
        if parent is not None and parent.place is not None:
            return parent.key in above
        return not above and before.endswith(place_endings())

    def keys_of(self, core: str) -> frozenset[str]:
        """Return the keys of the things that have a name with this core."""
        return frozenset().union(*self.cores.get(core, {}).values())


def _own_codes(code: str) -> list[str]:
    forms = list(code_forms(code))
    if match := _STOCK.fullmatch(forms[0]):
        forms.append(match[1])
    return forms


def _freeze(found: Mapping[_Key, set[str]]) -> dict[_Key, frozenset[str]]:
    return {name: frozenset(keys) for name, keys in found.items()}
