"""Gaps closed, opened and changed between two graphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from chains.diff.causes import Causes, Reason
from chains.diff.matching import match_gaps
from chains.diff.statements import Changes, compare_statements
from chains.graph import KnowledgeGraph
from chains.records import Gap

__all__ = ["LEVEL", "THRESHOLD", "Difference", "GapChange", "diff_graphs"]

THRESHOLD: Final = 0.05
"""A severity that moved by so much counts as changed."""
LEVEL: Final = 0.05
"""An adjusted p that crosses this counts as changed."""
MOST: Final = 200
"""For so many gaps of each sort, the most severe ones, the statements that did it are looked for."""


@dataclass(frozen=True)
class GapChange:
    """One gap that differs between two graphs.

    Attributes:
        old, new: the gap in each graph; ``None`` where it is not there.
        reason: the changed statements that concern it; ``None`` where they were not looked for.
    """

    old: Gap | None
    new: Gap | None
    reason: Reason | None = None

    @property
    def gap(self) -> Gap:
        """The gap as it is now, or as it was last."""
        gap = self.new or self.old
        if gap is None:
            raise ValueError("a change of no gap")
        return gap

    @property
    def moved(self) -> float:
        """How much its severity rose; a gap that is not there has severity 0."""
        before, after = (0.0 if gap is None else gap.severity for gap in (self.old, self.new))
        return round(after - before, 4)

    @property
    def crossed(self) -> bool:
        """Whether its adjusted p crossed the level, where both graphs have one."""
        chances = [gap.p_adjusted for gap in (self.old, self.new) if gap is not None]
        known = [chance <= LEVEL for chance in chances if chance is not None]
        return len(known) == 2 and known[0] != known[1]  # noqa: PLR2004  # the gap is in both graphs


@dataclass(frozen=True)
class Difference:
    """What differs between two graphs.

    Attributes:
        old, new: the graphs.
        closed: gaps that only the old graph has, most severe first.
        opened: gaps that only the new graph has, most severe first.
        changed: gaps of both whose severity moved by the threshold or whose adjusted p crossed the level; those that
            moved most first.
        steady: how many gaps of both graphs did neither.
        changes: the statements, things and links that differ.
    """

    old: KnowledgeGraph
    new: KnowledgeGraph
    closed: tuple[GapChange, ...]
    opened: tuple[GapChange, ...]
    changed: tuple[GapChange, ...]
    steady: int
    changes: Changes


def diff_graphs(
    old: KnowledgeGraph,
    new: KnowledgeGraph,
    gaps: tuple[Sequence[Gap], Sequence[Gap]],
    *,
    threshold: float = THRESHOLD,
    most: int = MOST,
) -> Difference:
    """Return which gaps closed, opened and changed between two graphs, and the statements that did it.

    Args:
        old: the graph as it was.
        new: the graph as it is.
        gaps: their gaps, all or those that are to be looked at.
        threshold: by how much a severity must move to count as changed.
        most: for so many gaps of each sort, the most severe ones, the statements are looked for.
    """
    changes = compare_statements(old, new)
    causes = Causes(old, new, changes)
    pairs = match_gaps(*gaps)
    both = [GapChange(*pair) for pair in pairs if None not in pair]
    changed = [change for change in both if abs(change.moved) >= threshold or change.crossed]
    closed = [GapChange(*pair) for pair in pairs if pair[1] is None]
    opened = [GapChange(*pair) for pair in pairs if pair[0] is None]
    return Difference(
        old=old,
        new=new,
        closed=_explain(closed, causes, most),
        opened=_explain(opened, causes, most),
        changed=_explain(changed, causes, most),
        steady=len(both) - len(changed),
        changes=changes,
    )


def _explain(changes: Sequence[GapChange], causes: Causes, most: int) -> tuple[GapChange, ...]:
    """Return changes, those that moved most first, with the statements behind the first ones."""
    ranked = sorted(changes, key=lambda change: (-abs(change.moved), change.gap.kind, change.gap.id))
    told = [replace(change, reason=causes.of((change.old, change.new))) for change in ranked[:most]]
    return (*told, *ranked[most:])
