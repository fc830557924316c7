"""What a project itself finds important: its weights of the kinds of gap, and how mild a gap is still listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from chains.gaps.contract import rank_gaps
from chains.gaps.listing import GapList
from chains.records import Gap

__all__ = ["weigh_gaps"]


def weigh_gaps(gaps: Iterable[Gap], decisions: Mapping[str, Any]) -> GapList:
    """Return the gaps as a project's settings rank them, most severe first.

    The severity of a gap is multiplied by the weight of its kind (1 where none is given) and is at most 1.  Kinds of
    weight 0 and gaps below ``least_severity`` are left out; without decisions nothing changes.
    """
    weights: Mapping[str, float] = decisions.get("weights") or {}
    least = float(decisions.get("least_severity") or 0.0)
    if not weights and not least:
        return GapList(gaps)
    weighed = (
        replace(gap, severity=min(1.0, gap.severity * weights.get(gap.kind, 1.0)))
        for gap in gaps
        if weights.get(gap.kind, 1.0) > 0
    )
    return GapList(rank_gaps([gap for gap in weighed if gap.severity >= least]))
