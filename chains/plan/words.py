"""What planners write: kinds of action and things by their names, and actions as ``KIND:ACTOR:THING[:SKILL]``."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from chains.errors import QueryError, Text, UnknownName
from chains.gaps.reading.actors import classes_under
from chains.names import compact_id
from chains.naming import name_code
from chains.plan.actions import ACTION_KINDS, ENDS

if TYPE_CHECKING:
    from chains.network import Network

__all__ = ["Finder", "find_kind", "split_action"]

# A colon within an IRI is no separator.
_COLON: Final = re.compile(r":(?!//)")
_WIDE: Final = re.compile(r"：")
_SHOWN: Final = 5


def split_action(word: str) -> tuple[str, list[str]] | None:
    """Return the kind of action that a word begins with, as written, and the names after it; ``None`` if there are none.

    The colon may be that of a Chinese keyboard.  The last name keeps its own colons.

    >>> split_action("partnership:常州大学:常柴股份有限公司")
    ('partnership', ['常州大学', '常柴股份有限公司'])
    """
    for colon in (_COLON, _WIDE):
        kind, *rest = (part.strip() for part in colon.split(word, maxsplit=1))
        if rest:
            most = len(ENDS) if find_kind(kind) == "add-skill" else len(ENDS) - 1
            return kind, [part.strip() for part in colon.split(rest[0], maxsplit=most - 1)]
    return None


def find_kind(word: str) -> str | None:
    """Return the kind of action of a key or a name in Chinese or English; ``None`` if there is none.

    >>> find_kind("校企合作"), find_kind("Partnership"), find_kind("常州")
    ('partnership', 'partnership', None)
    """
    wanted = word.strip().casefold()
    for kind in ACTION_KINDS:
        name = name_code("action-kinds", kind)
        if wanted in {kind, name.zh.casefold(), name.en.casefold()}:
            return kind
    return None


class Finder:
    """Finds nodes of a network by what they are called."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._classes: list[str] = network.nodes.get_column("cls").to_list()
        self._iris: list[str] = network.nodes.get_column("iri").to_list()

    def find(self, name: str) -> list[int]:
        """Return the node numbers of all that is called so, by name in Chinese or English, key, or IRI; none if nothing is."""
        return self._by_name.get(name.strip().casefold(), [])

    def find_end(self, kind: str, end: str, name: str) -> list[int]:
        """Return the node numbers of what is called so and can be an end (``actor``, ``thing``, ``skill``) of a kind of action.

        Raises:
            UnknownName: nothing is called so; carries the nearest names.
            QueryError: what is called so cannot be that end.
        """
        classes = {cls for top in ACTION_KINDS[kind].classes(end) for cls in classes_under(top)}
        called = self.find(name)
        found = [node for node in called if self._classes[node] in classes]
        if called and not found:
            what = name_code("action-kinds", kind)
            role = _ROLES[end]
            raise QueryError(
                Text(f"“{name}”不能作为“{what.zh}”的{role.zh}", f"“{name}” cannot be the {role.en} of “{what.en}”"),
                remedy=Text(f"请核对类别和顺序：{_FORM}", f"look at the kind and the order: {_FORM}"),
            )
        if not found:
            labels = self._network.nodes.get_column("label_zh").to_list()
            known = [label for label, cls in zip(labels, self._classes, strict=True) if label and cls in classes]
            raise UnknownName(name, set(known), kind=_ROLES[end])
        return found

    def find_one(self, kind: str, end: str, name: str) -> str:
        """Return the IRI of the one thing that is called so and can be an end of a kind of action.

        Raises:
            UnknownName: nothing is called so; carries the nearest names.
            QueryError: what is called so cannot be that end, or several things are called so.
        """
        found = self.find_end(kind, end, name)
        if len(found) > 1:
            keys = ", ".join(compact_id(self._iris[node]) for node in found[:_SHOWN])
            raise QueryError(
                Text(f"有 {len(found)} 个对象叫“{name}”", f"{len(found)} things are called “{name}”"),
                remedy=Text(f"请写其中一个的标识：{keys}", f"write the identifier of one: {keys}"),
            )
        return self._iris[found[0]]

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        rows = self._network.nodes.select("iri", "label_zh", "label_en").iter_rows()
        for node, (iri, zh, en) in enumerate(rows):
            keys = (iri, compact_id(iri), iri.rsplit("/", 1)[-1], zh or "", en or "")
            for word in dict.fromkeys(key.strip().casefold() for key in keys if key):
                found.setdefault(word, []).append(node)
        return found


_FORM: Final = "KIND:ACTOR:THING[:SKILL]"
_ROLES: Final = {"actor": Text("单位", "actor"), "thing": Text("对象", "thing"), "skill": Text("技能", "skill")}
