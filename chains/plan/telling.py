"""A plan in words: each action with what it costs, what it adds, and the gaps that it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from chains.errors import Text
from chains.naming import Names, name_code
from chains.plan.actions import ACTION_KINDS
from chains.plan.objectives import OBJECTIVES
from chains.plan.planning import Plan
from chains.plan.requests import identify_actions

if TYPE_CHECKING:
    from chains.network import Network
    from chains.records import Gap

__all__ = ["Step", "Teller", "say_certificate", "say_money"]

_NAMED: Final = 3
"""So many of the things that an action closes are named."""


@dataclass(frozen=True, slots=True)
class Step:
    """One action of a plan.

    Attributes:
        rank: 1 for the first.
        id: its identifier.
        kind: key of its kind.
        actor, thing: IRIs of who acts, and of what with.
        link: the link that it makes: IRIs of both ends, with its kind between them.
        skill: IRI of the skill that it adds to a curriculum, if it does.
        city: IRI of the city that gains, or ``None``.
        sentence: the action in words.
        cost, gain: what it costs, and what it adds to the actions before it.
        spent, share: cost of all up to this one; what they close of all that is open, in [0, 1].
        closes: what it closes, in words.
        gaps: identifiers of the gaps that it answers.
        sources: IRIs of the named graphs behind these gaps, sorted.
        stays: share of the redrawn plans that it is in, in [0, 1]; ``None`` if none was drawn.
    """

    rank: int
    id: str
    kind: str
    actor: str
    thing: str
    link: tuple[str, str, str]
    skill: str | None
    city: str | None
    sentence: Text
    cost: float
    gain: float
    spent: float
    share: float
    closes: Text
    gaps: tuple[str, ...]
    sources: tuple[str, ...]
    stays: float | None


class Teller:
    """Tells a plan.

    Args:
        network: what the plan was made for.
        gaps: its gaps.
    """

    def __init__(self, network: Network, gaps: Sequence[Gap]) -> None:
        self._network, self._gaps, self._names = network, gaps, Names(network)
        self._iris = network.nodes.get_column("iri").to_list()
        self._classes = network.nodes.get_column("cls").to_list()

    def tell(self, plan: Plan, stays: np.ndarray[tuple[int], np.dtype[np.float64]] | None = None) -> list[Step]:
        """Return the actions of a plan, in its order."""
        chosen = plan.setting.actions[list(plan.solution.items)]
        rows = zip(chosen.iter_rows(named=True), identify_actions(chosen, self._network), strict=True)
        spent, gained = np.cumsum(plan.costs), np.cumsum(plan.solution.gains)
        steps = []
        for place, (row, name) in enumerate(rows):
            closed = plan.closed_by(place)
            abouts = [plan.setting.elements.row(element, named=True) for element, _ in closed]
            gaps = self._answered(abouts)
            steps.append(
                Step(
                    rank=place + 1,
                    id=name,
                    kind=row["kind"],
                    actor=self._iris[row["actor"]],
                    thing=self._iris[row["thing"]],
                    link=self._link(row),
                    skill=None if row["skill"] is None else self._iris[row["skill"]],
                    city=row["city"],
                    sentence=self._say(row),
                    cost=plan.costs[place],
                    gain=plan.solution.gains[place],
                    spent=float(spent[place]),
                    share=float(gained[place]) / plan.open if plan.open else 0.0,
                    closes=self._say_closed(abouts),
                    gaps=tuple(gap.id for gap in gaps),
                    sources=tuple(sorted({source for gap in gaps for source in gap.sources})),
                    stays=None if stays is None or np.isnan(stays[place]) else float(stays[place]),
                )
            )
        return steps

    def _link(self, row: Mapping[str, Any]) -> tuple[str, str, str]:
        actor, thing = self._iris[row["actor"]], self._iris[row["thing"]]
        if row["skill"] is not None:
            return thing, ACTION_KINDS[row["kind"]].link, self._iris[row["skill"]]
        if self._classes[row["thing"]] == "Platform":
            return thing, "hosted-by", actor
        return actor, ACTION_KINDS[row["kind"]].link, thing

    def _say(self, row: Mapping[str, object]) -> Text:
        ends = {name: self._name(row[name]) for name in ("actor", "thing", "skill")}
        ends["city"] = self._names.place(None if row["city"] is None else str(row["city"]))
        template = ACTION_KINDS[str(row["kind"])].sentence
        return Text(
            template.zh.format(**{name: text.zh for name, text in ends.items()}),
            template.en.format(**{name: text.en for name, text in ends.items()}),
        )

    def _name(self, node: object) -> Text:
        return Text("", "") if node is None else self._names(self._iris[int(str(node))])

    def _say_closed(self, abouts: Sequence[Mapping[str, str]]) -> Text:
        told = list(self._list_closed(abouts[:_NAMED]))
        more = len(abouts) - len(told)
        zh, en = "；".join(text.zh for text in told), "; ".join(text.en for text in told)
        return Text(f"{zh}等 {len(abouts)} 项", f"{en} and {more} more") if more > 0 else Text(zh, en)

    def _list_closed(self, abouts: Sequence[Mapping[str, str]]) -> Iterator[Text]:
        for about in abouts:
            gap = self._by_id.get(about["about"])
            place = self._names.place(about["city"])
            name = gap.label if gap is not None else self._names(about["about"])
            if place.zh not in name.zh:
                name = Text(f"{place.zh}：{name.zh}", f"{place.en}: {name.en}")
            kind = None if gap is None else name_code("gap-kinds", gap.kind)
            yield name if kind is None else Text(f"{name.zh}（{kind.zh}）", f"{name.en} ({kind.en})")

    @cached_property
    def _by_id(self) -> dict[str, Gap]:
        return {gap.id: gap for gap in self._gaps}

    @cached_property
    def _by_subject(self) -> dict[str, list[Gap]]:
        found: dict[str, list[Gap]] = {}
        for gap in self._gaps:
            for subject in gap.subject:
                found.setdefault(subject, []).append(gap)
        return found

    def _answered(self, abouts: Sequence[Mapping[str, str]]) -> list[Gap]:
        """Return the gaps that some elements are, or are the subject of in their city; the most severe first."""
        found: dict[str, Gap] = {}
        for about in abouts:
            own = self._by_id.get(about["about"])
            near = [gap for gap in self._by_subject.get(about["about"], ()) if gap.region == about["city"]]
            for gap in [own] if own is not None else near:
                if gap.kind != "skill_surplus":
                    found[gap.id] = gap
        return sorted(found.values(), key=lambda gap: (-gap.severity, gap.id))


def say_money(amount: float) -> str:
    """Return an amount without needless decimals.

    >>> say_money(1200.0), say_money(12.5)
    ('1,200', '12.5')
    """
    return f"{amount:,.10g}" if amount != int(amount) else f"{int(amount):,}"


def say_certificate(plan: Plan, objective: str) -> Text:
    """Return in one sentence how good a plan is for certain.

    It is ``optimal`` if no plan within the limits gains more, else ``guaranteed ≥ x %`` of the best there could be.
    """
    name = (
        OBJECTIVES[objective].name
        if objective in OBJECTIVES
        else Text("几个目标的加权和", "a weighted mix of objectives")
    )
    share = plan.solution.gain / plan.open if plan.open else 0.0
    closed = Text(
        f"目标：{name.zh}。方案补上全部缺口（按权重）的 {100 * share:.1f} %",
        f"Objective: {name.en}. The plan closes {100 * share:.1f} % of all that is open, by weight",
    )
    if plan.verdict == "optimal":
        return Text(
            f"{closed.zh}；最优（optimal）：在这些条件下没有更好的方案。",
            f"{closed.en}; optimal: no plan within these limits closes more.",
        )
    # Rounded down: what is said must not be more than what is certain.
    sure = np.floor(1000 * plan.solution.guaranteed) / 10
    return Text(
        f"{closed.zh}；有保证（guaranteed ≥ {sure:.1f} %）：至少达到最好方案所能补上的 {sure:.1f} %。",
        f"{closed.en}; guaranteed ≥ {sure:.1f} %: at least so much of what the best plan could close.",
    )
