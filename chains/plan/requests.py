"""What a planner asks for in words, as limits on the actions that come into question."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from chains.errors import QueryError, Text, UnknownName
from chains.gaps.reading.actors import classes_under
from chains.gaps.reading.places import Places
from chains.plan.actions import ACTION_KINDS, ACTION_SCHEMA, ENDS
from chains.plan.limits import Group, Limits
from chains.plan.words import Finder, find_kind, split_action

if TYPE_CHECKING:
    from chains.network import Network

__all__ = ["Requests", "identify_actions"]

_QUOTA: Final = re.compile(r"^(?P<name>.+?)\s*(?P<sign>>=|<=|=|≥|≤)\s*(?P<count>\d+)$")
_DIGITS: Final = 12


def identify_actions(actions: pl.DataFrame, network: Network) -> list[str]:
    """Return an identifier of each action: its kind and twelve digits of a SHA-256 of what it is about.

    It stays the same from graph to graph as long as the action is about the same things.
    """
    iris = network.nodes.get_column("iri").to_list()
    found = []
    for kind, *nodes, city in actions.select(*ACTION_SCHEMA).iter_rows():
        about = "\0".join([kind, *("" if node is None else iris[node] for node in nodes), city or ""])
        found.append(f"{kind}-{hashlib.sha256(about.encode()).hexdigest()[:_DIGITS]}")
    return found


@dataclass(frozen=True, eq=False)
class Requests:
    """Reads requests against a table of actions.

    Attributes:
        actions: columns of :data:`~chains.plan.actions.ACTION_SCHEMA`.
        network: what they are about.
    """

    actions: pl.DataFrame
    network: Network

    def read(
        self,
        *,
        budget: float | None = None,
        most: int | None = None,
        per_actor: int | None = None,
        quotas: Sequence[str] = (),
        musts: Sequence[str] = (),
        excluded: Sequence[str] = (),
    ) -> Limits:
        """Return what was asked for as limits, by row numbers of the actions.

        Args:
            budget: above 0; ``None`` for no budget.
            most: how many actions at most, 1 or more.
            per_actor: how many actions of one actor at most, 1 or more.
            quotas: ``NAME>=N``, ``NAME<=N`` or ``NAME=N``, of a region (that gains, or has an end), a kind of action or an actor.
            musts: actions that must be in the plan: identifier, or ``KIND:ACTOR:THING``.
            excluded: actions that must not be: identifier, ``KIND:ACTOR:THING``, kind of action, or name of a thing or
                region, which leaves out everything about it.

        Raises:
            QueryError: a number is out of range, or a request cannot be read or means no action.
            UnknownName: nothing is called so; carries the nearest names.
        """
        if budget is not None and not (np.isfinite(budget) and budget > 0):
            raise QueryError(
                Text(f"预算 {budget:g} 不是大于 0 的数", f"the budget {budget:g} is no number above 0"),
                remedy=Text("请给一个大于 0 的预算", "give a budget above 0"),
            )
        groups = [*self._list_actors(per_actor), *(self._read_quota(quota) for quota in quotas)]
        must = [number for name in musts for number in self._find_one(name)]
        out = [number for name in excluded for number in self._find_all(name)]
        return Limits(budget, most, tuple(groups), frozenset(must), frozenset(out))

    def _list_actors(self, most: int | None) -> Iterable[Group]:
        if most is None:
            return
        groups = self.actors.group_by("node", maintain_order=True).agg("number")
        iris = self.network.nodes.get_column("iri").to_list()
        for node, numbers in groups.iter_rows():
            if len(numbers) > most:
                yield Group(iris[node], tuple(numbers), most=most)

    @cached_property
    def actors(self) -> pl.DataFrame:
        """Who acts in which action: ``node``, ``number``; both ends of a partnership, else the actor alone."""
        rows = self.actions.with_row_index("number")
        both = rows.filter(pl.col("kind") == "partnership")
        ends = [rows.select("number", node="actor"), both.select("number", node="thing")]
        return pl.concat(ends).unique().sort("node", "number")

    def _read_quota(self, quota: str) -> Group:
        found = _QUOTA.match(quota.strip())
        if found is None:
            raise QueryError(
                Text(f"看不懂配额“{quota}”", f"the quota “{quota}” cannot be read"),
                remedy=Text("请写成 常州>=2、partnership<=5 这样", "write it like 常州>=2 or partnership<=5"),
            )
        count, sign = int(found["count"]), found["sign"]
        least = 0 if sign in {"<=", "≤"} else count
        most = None if sign in {">=", "≥"} else count
        return Group(quota, tuple(self._find_all(found["name"])), least, most)

    def _find_one(self, name: str) -> list[int]:
        if name in self._identified:
            return [self._identified[name]]
        parts = split_action(name)
        if parts is None:
            raise QueryError(
                Text(f"没有叫做“{name}”的措施", f"there is no action “{name}”"),
                remedy=Text(
                    "请用清单里的标识，或写成 类别:单位:对象，如 partnership:常州大学:朗新科技集团股份有限公司",
                    "use an identifier of the list, or KIND:ACTOR:THING, as partnership:常州大学:朗新科技集团股份有限公司",
                ),
            )
        found = self._find_described(name, *parts)
        if len(found) > 1:
            shown = ", ".join(self._names[number] for number in found[:5])
            raise QueryError(
                Text(f"“{name}”指 {len(found)} 项措施", f"“{name}” means {len(found)} actions"),
                remedy=Text(f"请写其中一项的标识：{shown}", f"write the identifier of one: {shown}"),
            )
        return found

    def _find_described(self, name: str, written: str, things: Sequence[str]) -> list[int]:
        kind = find_kind(written)
        if kind is None:
            raise UnknownName(written, ACTION_KINDS, kind=Text("措施类别", "kind of action"))
        wanted = pl.col("kind") == kind
        for end, thing in zip(ENDS, things, strict=False):
            wanted &= pl.col(end).is_in(self._finder.find_end(kind, end, thing))
        numbers = self._where(wanted)
        if not numbers:
            raise QueryError(
                Text(f"“{name}”不在可选的措施之列", f"“{name}” is none of the actions that come into question"),
                remedy=Text(
                    "它可能已经有记录，或与目标、城市无关",
                    "it may be on record already, or have nothing to do with the objective or the city",
                ),
            )
        return numbers

    def _find_all(self, name: str) -> list[int]:
        if name in self._identified:
            return [self._identified[name]]
        kind, city = find_kind(name), self._find_city(name)
        if kind is not None:
            return self._where(pl.col("kind") == kind)
        if city is not None:
            return self._find_within(city)
        nodes = self._finder.find(name)
        if nodes:
            return self._find_about(name, nodes)
        parts = split_action(name)
        if parts is not None:
            return self._find_described(name, *parts)
        raise UnknownName(name, self._labels, kind=Text("单位、事物、地区或措施类别", "actor, thing, region or kind"))

    def _find_about(self, name: str, nodes: list[int]) -> list[int]:
        """Return the actions about any of some nodes, which must be such as actions can be about."""
        possible = {top for kind in ACTION_KINDS.values() for end in ENDS for top in kind.classes(end)}
        classes = {cls for top in possible for cls in classes_under(top)}
        if classes.isdisjoint(self.network.nodes.get_column("cls").gather(nodes)):
            raise QueryError(
                Text(f"没有一项措施是关于“{name}”这类对象的", f"no action is about such a thing as “{name}”"),
                remedy=Text(
                    "请写单位、专业、技能、项目、平台、联盟、地区或措施类别",
                    "name an organisation, programme, skill, project, platform, alliance, region or kind of action",
                ),
            )
        return self._where(pl.any_horizontal(pl.col(end).is_in(nodes) for end in ENDS))

    def _find_within(self, cell: str) -> list[int]:
        """Return the actions of which a region gains or has an end, with all that lies in the region."""
        inside = Places(self.network).within.filter(pl.col("cell") == cell).get_column("region").to_list()
        regions = self.network.nodes.get_column("region")
        ends = [regions.gather(self.actions[end]).is_in(inside) for end in ("actor", "thing")]
        return self._where(
            pl.col("city").is_in(inside) | ends[0].fill_null(value=False) | ends[1].fill_null(value=False)
        )

    def _where(self, wanted: pl.Expr) -> list[int]:
        return self.actions.with_row_index("number").filter(wanted).get_column("number").to_list()

    def _find_city(self, name: str) -> str | None:
        try:
            return Places(self.network).find(name)
        except UnknownName:
            return None

    @cached_property
    def _names(self) -> list[str]:
        return identify_actions(self.actions, self.network)

    @cached_property
    def _identified(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._names)}

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.network)

    @cached_property
    def _labels(self) -> set[str]:
        known = pl.concat([self.actions.get_column(end) for end in ENDS]).drop_nulls()
        named = self.network.nodes.get_column("label_zh").gather(known.unique().sort()).drop_nulls()
        return {*named, *(place.zh for place in Places(self.network).names.values()), *ACTION_KINDS}
