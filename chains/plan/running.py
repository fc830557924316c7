"""From a planner's words to a plan: the one way that the command, the atlas and a notebook take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from chains.errors import QueryError, Text, UnknownName
from chains.naming import Names
from chains.plan.costs import DEFAULT_COSTS, Cost, read_costs
from chains.plan.exact import find_conflict
from chains.plan.objectives import OBJECTIVES, Setting, make_problem, mix_settings
from chains.plan.planning import Plan, make_plan
from chains.plan.requests import Requests, identify_actions
from chains.plan.scope import Scope, set_scope

if TYPE_CHECKING:
    from chains.network import Network
    from chains.plan.limits import Limits
    from chains.records import Gap

__all__ = ["Wish", "find_plan", "read_objective"]

PER_ACTOR: Final = 2
"""So many actions of one actor at most, unless told: no college opens ten programmes at once."""


@dataclass(frozen=True)
class Wish:
    """What a planner wants.

    Attributes:
        objective: a key of :data:`~chains.plan.objectives.OBJECTIVES`, or a mix as ``skills=2,gaps=1``.
        budget: above 0, in the unit of the costs; ``None`` for no budget.
        top: how many actions at most; ``None`` for no limit.
        city, chain: names of the region and of the industry chain that are to gain.
        per_actor: how many actions of one actor at most; ``None`` for no limit.
        quotas, musts, excluded: see :meth:`chains.plan.requests.Requests.read`.
        costs: the table of costs.
        seconds: how long the exact search may take; 0 for none.
    """

    objective: str = "gaps"
    budget: float | None = None
    top: int | None = None
    city: str | None = None
    chain: str | None = None
    per_actor: int | None = PER_ACTOR
    quotas: Sequence[str] = ()
    musts: Sequence[str] = ()
    excluded: Sequence[str] = ()
    costs: Path = field(default=DEFAULT_COSTS)
    seconds: float = 10.0


def find_plan(network: Network, gaps: Sequence[Gap], wish: Wish) -> Plan:
    """Return the plan that a wish asks for.

    Raises:
        UnknownName: an objective, region, industry chain, actor or kind of action does not exist.
        QueryError: a number is out of range, nothing can be done, or the limits cannot be kept together (it names those
            that are in conflict).
        InputError: the table of costs has a fault.
    """
    costs = read_costs(wish.costs)
    shares = read_objective(wish.objective)
    setting = _read_setting(set_scope(network, gaps, city=wish.city, chain=wish.chain), shares)
    if not setting.actions.height:
        raise QueryError(
            Text("这里没有可选的措施", "there is no action that could be taken here"),
            remedy=Text(
                "请换一个目标（--objective）、城市或产业链",
                "choose another objective (--objective), city or industry chain",
            ),
        )
    limits = Requests(setting.actions, network).read(
        budget=wish.budget,
        most=wish.top,
        per_actor=wish.per_actor,
        quotas=wish.quotas,
        musts=wish.musts,
        excluded=wish.excluded,
    )
    try:
        return make_plan(setting, limits, costs, seconds=wish.seconds)
    except ValueError as error:
        raise QueryError(_say_conflict(setting, limits, costs, network), remedy=_REMEDY) from error


_REMEDY: Final = Text("请放宽其中一条", "loosen one of them")


def _read_setting(scope: Scope, shares: Mapping[str, float]) -> Setting:
    read = [(OBJECTIVES[name].read(scope), share) for name, share in shares.items()]
    return read[0][0] if len(read) == 1 else mix_settings(read)


def read_objective(text: str) -> dict[str, float]:
    """Return the share of each objective that a text names: ``skills``, or ``skills=2,gaps=1``.

    Raises:
        UnknownName: there is no such objective; carries the nearest names.
        QueryError: a share is no number above 0.

    >>> read_objective("skills=2, gaps")
    {'skills': 2.0, 'gaps': 1.0}
    """
    found: dict[str, float] = {}
    for part in text.split(","):
        name, _, share = (word.strip() for word in part.partition("="))
        if name not in OBJECTIVES:
            raise UnknownName(name, OBJECTIVES, kind=Text("目标", "objective"), listing="chains plan --help")
        try:
            found[name] = float(share or 1)
        except ValueError:
            found[name] = -1.0
        if not 0 < found[name] < float("inf"):
            raise QueryError(
                Text(
                    f"目标 {name} 的份额 {share!r} 不是大于 0 的数",
                    f"the share {share!r} of {name} is no number above 0",
                ),
                remedy=Text("请写成 skills=2,gaps=1 这样", "write it like skills=2,gaps=1"),
            )
    return found


def _say_conflict(setting: Setting, limits: Limits, costs: Mapping[str, Cost], network: Network) -> Text:
    named = find_conflict(make_problem(setting, costs).costs, limits)
    told = [_say_limit(key, limits, setting, network) for key in named]
    zh, en = "、".join(text.zh for text in told), ", ".join(text.en for text in told)
    return Text(f"这些条件不能同时满足：{zh}", f"these limits cannot be kept together: {en}")


def _say_limit(key: str, limits: Limits, setting: Setting, network: Network) -> Text:
    kind, _, name = key.partition(":")
    if kind == "budget":
        return Text(f"预算 {limits.budget:g}", f"the budget of {limits.budget:g}")
    if kind == "most" and not name:
        return Text(f"至多 {limits.most} 项措施", f"at most {limits.most} actions")
    if kind in {"must", "exclude"}:
        word = Text("必选", "that there must be") if kind == "must" else Text("排除", "that there must not be")
        [which] = identify_actions(setting.actions[[int(name)]], network) if name else ["…"]
        return Text(f"{word.zh} {which}", f"{word.en} {which}")
    if kind == "most" and "/" in name:
        actor = Names(network)(name)
        return Text(
            f"{actor.zh}至多 {_most_of(name, limits)} 项", f"at most {_most_of(name, limits)} actions of {actor.en}"
        )
    return Text(f"配额“{name}”", f"the quota “{name}”")


def _most_of(name: str, limits: Limits) -> int | None:
    return next(group.most for group in limits.groups if group.name == name)
