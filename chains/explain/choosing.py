"""Which gap is meant by an identifier, or by its beginning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chains.errors import QueryError, Text, UnknownName
from chains.naming import Names
from chains.records import Gap

__all__ = ["find_gap"]

_SHOWN: Final = 5


def find_gap(gaps: Sequence[Gap], wanted: str, names: Names) -> Gap:
    """Return the gap of an identifier, of the beginning of one, or of the digits at its end or their beginning.

    Raises:
        UnknownName: no gap has it; carries the nearest identifiers, of the same kind if the kind is known.
        QueryError: several gaps begin so; names the first of them.
    """
    name = wanted.strip().lower()
    found = [gap for gap in gaps if gap.id == name] or [gap for gap in gaps if name and _begins(gap, name)]
    if not found:
        kind = name.rpartition("-")[0]
        known = [gap.id for gap in gaps if gap.kind == kind] or [gap.id for gap in gaps]
        raise UnknownName(wanted, known, kind=Text("断点", "gap"), listing="chains gaps")
    if len(found) > 1:
        raise _ambiguous(wanted, found, names)
    return found[0]


def _begins(gap: Gap, name: str) -> bool:
    return gap.id.startswith(name) or gap.id.rpartition("-")[2].startswith(name)


def _ambiguous(wanted: str, found: Sequence[Gap], names: Names) -> QueryError:
    shown = found[:_SHOWN]
    zh = "；".join(f"{gap.id}（{names.place(gap.region).zh}，{gap.label.zh}）" for gap in shown)
    en = "; ".join(f"{gap.id} ({names.place(gap.region).en}, {gap.label.en})" for gap in shown)
    more = len(found) - len(shown)
    return QueryError(
        Text(
            f"有 {len(found):,} 处断点的标识以“{wanted}”开头",
            f"{len(found):,} identifiers of gaps begin with “{wanted}”",
        ),
        remedy=Text(
            f"请多写几位：{zh}" + (f"；另有 {more:,} 处" if more else ""),
            f"give more of it: {en}" + (f"; and {more:,} more" if more else ""),
        ),
    )
