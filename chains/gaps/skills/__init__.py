"""Skills that are asked for and not taught, or taught and not asked for."""

from typing import Final

from chains.gaps.skills.balance_table import TABLE as _BALANCE
from chains.gaps.skills.finder import KINDS
from chains.gaps.skills.gap_table import TABLE as _GAPS
from chains.gaps.skills.pair_table import TABLE as _PAIRS

__all__ = ["KINDS", "TABLES"]

TABLES: Final = (_BALANCE, _GAPS, _PAIRS)
