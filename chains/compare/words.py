"""Words that the forms of a comparison share."""

from __future__ import annotations

from typing import Final

from chains.compare.regions import Row
from chains.errors import Text
from chains.gaps.wording import UNITS

__all__ = [
    "CHAINS",
    "COUNT",
    "EXPECTED",
    "KIND",
    "MATTER",
    "OBSERVED",
    "SEVERITY",
    "UNIT",
    "UNJUDGED",
    "WORST",
    "name_unit",
]

UNJUDGED: Final = Text("无从判断", "cannot be told")
KIND: Final = Text("类别", "kind")
CHAINS: Final = Text("链", "chains")
MATTER: Final = Text("对象", "about")
UNIT: Final = Text("单位", "unit")
COUNT: Final = Text("处数", "gaps")
WORST: Final = Text("最重", "worst")
SEVERITY: Final = Text("程度", "severity")
OBSERVED: Final = Text("实际", "observed")
EXPECTED: Final = Text("预期", "expected")


def name_unit(row: Row) -> Text:
    """Return what the worst gap of a row counts."""
    worst = max((gap for cell in row.cells for gap in cell.gaps[:1]), key=lambda gap: gap.severity)
    return UNITS.get(worst.unit, Text(worst.unit, worst.unit))
