"""What each action of a plan closes of every objective, so that a page can add up whichever are ticked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from chains.plan.actions import ACTION_SCHEMA
from chains.plan.objectives import OBJECTIVES, Setting

if TYPE_CHECKING:
    from chains.plan.planning import Plan
    from chains.plan.scope import Scope

__all__ = ["list_ticks"]

_SAME = list(ACTION_SCHEMA)


def list_ticks(scope: Scope, plan: Plan, objectives: Collection[str] = ()) -> list[dict[str, Any]]:
    """Return for each objective what is open, and what each action of the plan closes of it, as plain JSON values.

    ``open`` is the weight of all that is open; ``weights`` and ``starts`` are those of the elements that any action of the
    plan closes, and ``closes`` has for each action its pairs of element (a place in these) and part.

    Args:
        scope: what the plan was made for.
        plan: the plan.
        objectives: those that it was made for, if known: the setting of one alone need not be read again.
    """
    chosen = plan.setting.actions[list(plan.solution.items)].with_row_index("place")
    known = dict.fromkeys(objectives, plan.setting) if len(objectives) == 1 else {}
    return [_tick(name, known.get(name) or OBJECTIVES[name].read(scope), chosen) for name in OBJECTIVES]


def _tick(name: str, setting: Setting, chosen: pl.DataFrame) -> dict[str, Any]:
    own = setting.actions.with_row_index("action").select(*_SAME, "action")
    rows = chosen.select(*_SAME, "place").join(own, on=_SAME, nulls_equal=True).join(setting.closes, on="action")
    elements = rows.get_column("element").unique().sort()
    numbered = rows.join(pl.DataFrame({"element": elements}).with_row_index("number"), on="element")
    about = setting.elements[elements.to_list()]
    opened = float((setting.elements["weight"] * (1.0 - setting.elements["start"])).sum())
    return {
        "zh": OBJECTIVES[name].name.zh,
        "en": OBJECTIVES[name].name.en,
        "open": round(opened, 6),
        "weights": [round(value, 6) for value in about["weight"].to_list()],
        "starts": [round(value, 6) for value in about["start"].to_list()],
        "closes": _list_closes(numbered, chosen.height),
    }


def _list_closes(rows: pl.DataFrame, count: int) -> Sequence[list[tuple[int, float]]]:
    found: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    for place, number, part in rows.sort("place", "number").select("place", "number", "part").iter_rows():
        found[place].append((number, round(part, 6)))
    return found
