"""Which actions are meant: those of a plan that was written, or such as are named one by one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from chains.errors import InputError, QueryError, Text, UnknownName
from chains.plan.actions import ACTION_KINDS
from chains.plan.supposing import Action

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
        QueryError: a word is no file and no action.
        UnknownName: there is no such kind of action, or nothing is called so; carries the nearest names.
    """
    found: list[Action] = []
    for word in given:
        path = Path(word)
        if path.is_dir() or path.is_file():
            found += _read_file(path / PLAN_FILE if path.is_dir() else path)
        else:
            found.append(_read_word(network, word))
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


def _read_word(network: Network, word: str) -> Action:
    kind, *names = (part.strip() for part in word.split(":")) if "/" not in word else (word,)
    wanted = 3 if kind == "add-skill" else 2
    if len(names) != wanted:
        raise QueryError(
            Text(f"“{word}”既不是文件，也不是措施", f"“{word}” is neither a file nor an action"),
            remedy=Text(
                "请写成 类别:单位:对象，如 partnership:常州大学:朗新科技集团股份有限公司",
                "write KIND:ACTOR:THING, as partnership:常州大学:朗新科技集团股份有限公司",
            ),
        )
    if kind not in ACTION_KINDS:
        raise UnknownName(kind, ACTION_KINDS, kind=Text("措施类别", "kind of action"))
    return Action(kind, *(_find_iri(network, name) for name in names))


def _find_iri(network: Network, name: str) -> str:
    wanted = name.casefold()
    rows = network.nodes.select("iri", "label_zh", "label_en").iter_rows()
    for iri, zh, en in rows:
        if wanted in {iri.casefold(), iri.rsplit("/", 1)[-1].casefold(), (zh or "").casefold(), (en or "").casefold()}:
            return str(iri)
    raise UnknownName(
        name, network.nodes.get_column("label_zh").drop_nulls().to_list(), kind=Text("单位或事物", "actor or thing")
    )
