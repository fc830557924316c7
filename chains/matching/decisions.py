"""What a person decided about names: each decision holds for one table and one way of writing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

from chains.errors import Text, UnknownName
from chains.matching.forms import fold_name
from chains.matching.known import KnownNames

__all__ = ["Decision", "resolve_decisions"]


class Decision(NamedTuple):
    """A name means the thing with this key; with no key, something new.  *where* tells who says so: file and row."""

    table: str
    written: str
    key: str | None
    where: str = ""


def resolve_decisions(decisions: Iterable[Decision], table: str, known: KnownNames) -> dict[str, Decision]:
    """Return the decisions of one table by folded name, later ones before earlier ones, with keys that are known.

    A key may be given as an IRI, as the last part of it, as a code, or as a name that one thing alone has.

    Raises:
        UnknownName: a key is none of these; carries the nearest.
    """
    own = [one for one in decisions if one.table == table]
    return {fold_name(one.written): one._replace(key=_find(one, known)) for one in own}


def _find(decision: Decision, known: KnownNames) -> str | None:
    key = decision.key
    if key is None or key in known.by_key:
        return key
    last = unquote(key.rsplit("/", 1)[-1])
    for keys in (
        known.codes.get(fold_name(key), ()),
        known.codes.get(fold_name(last), ()),
        [last],
        known.names.get(fold_name(key), ()),
    ):
        found = [one for one in keys if one in known.by_key]
        if len(found) == 1:
            return found[0]
    error = UnknownName(key, known.by_key, kind=Text(f"标识（{decision.table}）", f"id ({decision.table})"))
    error.where = decision.where
    raise error
