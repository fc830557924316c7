"""Which actions are meant: those of a plan that was written, or such as are named one by one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from chains.errors import InputError, QueryError, Text, UnknownName
from chains.plan.actions import ACTION_KINDS, ENDS
from chains.plan.supposing import Action
from chains.plan.words import Finder, find_kind, split_action

if TYPE_CHECKING:
    from chains.network import Network

__all__ = ["PLAN_FILE", "read_actions", "write_actions"]

PLAN_FILE: Final = "plan.json"


def write_actions(actions: Sequence[tuple[str, Action]]) -> str:
    """Return actions with their identifiers as JSON."""
    rows = [
        {"id": name, "kind": one.kind, "actor": one.actor, "thing": one.thing, "skill": one.skill, "city": one.city}
        for name, one in actions
    ]
    return json.dumps({"actions": rows}, ensure_ascii=False, indent=1) + "\n"


def read_actions(network: Network, given: Sequence[str]) -> list[Action]:
    """Return the actions that some words mean: folders of plans, files of them, or ``KIND:ACTOR:THING[:SKILL]``.

    Raises:
        InputError: a file cannot be read.
        QueryError: a word is no file and no action, or names what several things are called or what cannot do that.
        UnknownName: there is no such kind of action, or nothing is called so; carries the nearest names.
    """
    found: list[Action] = []
    finder = Finder(network)
    for word in given:
        path = Path(word)
        if path.is_dir() or path.is_file():
            found += _read_file(path / PLAN_FILE if path.is_dir() else path)
        else:
            found.append(_read_word(finder, word))
    return list(dict.fromkeys(found))


def _read_file(path: Path) -> list[Action]:
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["actions"]
        return [Action(row["kind"], row["actor"], row["thing"], row["skill"], row["city"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            Text("这不是方案文件", f"this is no plan ({type(error).__name__})"),
            where=str(path),
            remedy=Text(
                "请给出 chains plan -o 写出的文件夹或 plan.json",
                "give a folder that chains plan -o wrote, or its plan.json",
            ),
        ) from error


def _read_word(finder: Finder, word: str) -> Action:
    written, names = split_action(word) or (word, [])
    kind = find_kind(written)
    if names and kind is None:
        raise UnknownName(written, ACTION_KINDS, kind=Text("措施类别", "kind of action"))
    ends = ENDS if kind == "add-skill" else ENDS[:2]
    if kind is None or len(names) != len(ends):
        raise QueryError(
            Text(f"“{word}”既不是文件，也不是措施", f"“{word}” is neither a file nor an action"),
            remedy=Text(
                "请写成 类别:单位:对象（增设技能再加 :技能），如 partnership:常州大学:朗新科技集团股份有限公司",
                "write KIND:ACTOR:THING (and :SKILL for add-skill), as partnership:常州大学:朗新科技集团股份有限公司",
            ),
        )
    return Action(kind, *(finder.find_one(kind, end, name) for end, name in zip(ends, names, strict=True)))
