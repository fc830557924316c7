"""How well the chains are balanced by their statistics, and where that hides missing links."""

from typing import Final

from chains.gaps.coordination.coordination_table import TABLE as _COORDINATION
from chains.gaps.coordination.disagreement_table import TABLE as _DISAGREEMENT
from chains.gaps.coordination.finder import KINDS

__all__ = ["KINDS", "TABLES"]

TABLES: Final = (_COORDINATION, _DISAGREEMENT)
