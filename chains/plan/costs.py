"""What actions cost: a table that the planner edits.

The shipped numbers are assumptions, not facts: they tell kinds of action apart by order of magnitude, so that a programme is
not had for the price of a visit.  Their unit is one ten-thousand yuan (万元) by assumption; any unit does, if the budget has
the same.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chains.errors import InputError, Text, UnknownName
from chains.plan.actions import ACTION_KINDS

__all__ = ["DEFAULT_COSTS", "Cost", "read_costs"]

DEFAULT_COSTS: Final = Path(__file__).with_name("costs.csv")
_COLUMNS: Final = ("kind", "cost")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one action of a kind costs, above 0, and what that rests on."""

    amount: float
    assumption: Text


def read_costs(path: Path = DEFAULT_COSTS) -> Mapping[str, Cost]:
    """Return the cost of each kind of action; kinds that a table leaves out keep the shipped cost.

    The table is CSV in UTF-8 with the columns ``kind`` and ``cost``, and if wanted ``assumption_zh`` and ``assumption_en``.

    Raises:
        InputError: the table cannot be read, a column is missing, a kind stands there twice, or a cost is no number above 0.
        UnknownName: there is no such kind of action; carries the nearest names.
    """
    shipped = {} if path == DEFAULT_COSTS else dict(read_costs())
    found: dict[str, Cost] = {}
    for number, row in enumerate(_read_rows(path), start=2):
        where = f"{path.name}: row {number}"
        kind = (row["kind"] or "").strip()
        if kind not in ACTION_KINDS:
            raise UnknownName(kind, ACTION_KINDS, kind=Text("措施类别", "kind of action"))
        if kind in found:
            raise InputError(Text(f"{kind} 出现了两次", f"{kind} stands there twice"), where=where)
        assumption = Text(row.get("assumption_zh") or "自定", row.get("assumption_en") or "as given")
        found[kind] = Cost(_read_amount(row["cost"], where), assumption)
    return shipped | found


def _read_rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            Text("读不出费用表", f"the table of costs cannot be read ({type(error).__name__})"),
            where=str(path),
            remedy=Text("请给出 UTF-8 编码的 CSV 文件", "give a CSV file in UTF-8"),
        ) from error
    missing = [name for name in _COLUMNS if rows and name not in rows[0]]
    if missing or not rows:
        raise InputError(
            Text("费用表缺少列或没有内容", "the table of costs lacks columns or has no rows"),
            where=path.name,
            remedy=Text("需要 kind 和 cost 两列", "it needs the columns kind and cost"),
        )
    return rows


def _read_amount(value: str | None, where: str) -> float:
    try:
        amount = float(value or "")
    except ValueError:
        amount = math.nan
    if not math.isfinite(amount) or amount <= 0:
        raise InputError(
            Text(f"费用 {value!r} 不是大于 0 的数", f"the cost {value!r} is no number above 0"),
            where=f"{where}: cost",
            remedy=Text(
                "请填一个大于 0 的数；不想采取的措施用 --exclude",
                "give a number above 0; leave actions out by --exclude",
            ),
        )
    return amount
