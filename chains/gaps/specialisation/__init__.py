"""What a place is specialised in, what is related to it, and what is missing though related."""

from typing import Final

from chains.gaps.specialisation.complexity import TABLE as _COMPLEXITY
from chains.gaps.specialisation.finder import KINDS
from chains.gaps.specialisation.quotients import TABLE as _SPECIALISATION

__all__ = ["KINDS", "TABLES"]

TABLES: Final = (_SPECIALISATION, _COMPLEXITY)
