"""Which gap of one graph is which gap of another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Final, TypeAlias

from chains.records import Gap

__all__ = ["Pair", "match_gaps"]

Pair: TypeAlias = tuple[Gap | None, Gap | None]
"""A gap of the old graph and the same gap of the new one; ``None`` where there is none."""

_LEAST: Final = 0.5


def match_gaps(old: Sequence[Gap], new: Sequence[Gap]) -> list[Pair]:
    """Return the gaps of two graphs in pairs, each gap once; in the order of the new ones, then of the old ones left.

    The same gap has the same identifier.  Where a gap is about many things (the enterprises without a partner) and some
    of them changed, it is still the same gap: one of the same kind and region that has the same label, if each graph has
    one only; else one that also joins the same chains and shares at least half of all subjects of both, the pair that
    shares most first.
    """
    found: dict[str, Gap] = {gap.id: gap for gap in old}
    pairs = {gap.id: found[gap.id] for gap in new if gap.id in found}
    rest = [gap for gap in old if gap.id not in pairs], [gap for gap in new if gap.id not in pairs]
    by_label = _pair_unique(*rest, lambda gap: (gap.kind, gap.region, gap.label.zh))
    pairs |= by_label
    taken = {gap.id for gap in by_label.values()}
    pairs |= _pair_overlap([gap for gap in rest[0] if gap.id not in taken], [g for g in rest[1] if g.id not in pairs])
    known = {gap.id for gap in pairs.values()}
    return [(pairs.get(gap.id), gap) for gap in new] + [(gap, None) for gap in old if gap.id not in known]


def _pair_unique(old: Sequence[Gap], new: Sequence[Gap], key: Callable[[Gap], Hashable]) -> dict[str, Gap]:
    """Return the old gap for each new one, by its identifier, where only these two have a key."""
    groups: list[dict[Hashable, list[Gap]]] = [{}, {}]
    for group, gaps in zip(groups, (old, new), strict=True):
        for gap in gaps:
            group.setdefault(key(gap), []).append(gap)
    before, after = groups
    return {
        gaps[0].id: before[name][0] for name, gaps in after.items() if len(gaps) == 1 and len(before.get(name, ())) == 1
    }


def _pair_overlap(old: Sequence[Gap], new: Sequence[Gap]) -> dict[str, Gap]:
    """Return the old gap for each new one, by its identifier, where they share enough subjects."""
    ranked = (
        sorted(
            (-share, before.id, after.id, before)
            for before in old
            for after in new
            if _kin(before) == _kin(after) and (share := _overlap(before, after)) >= _LEAST
        )
        if old and new
        else []
    )
    pairs: dict[str, Gap] = {}
    taken: set[str] = set()
    for _, before_id, after_id, before in ranked:
        if before_id not in taken and after_id not in pairs:
            pairs[after_id] = before
            taken.add(before_id)
    return pairs


def _kin(gap: Gap) -> Hashable:
    return gap.kind, gap.region, gap.chains


def _overlap(one: Gap, other: Gap) -> float:
    first, second = set(one.subject), set(other.subject)
    return len(first & second) / max(len(first | second), 1)
