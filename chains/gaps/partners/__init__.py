"""Which links are missing: pairs that fit and are not linked."""

from typing import Final

from chains.gaps.partners.finder import KINDS
from chains.gaps.partners.pair_table import TABLE as _PARTNERS
from chains.gaps.partners.scorer_table import TABLE as _SCORERS

__all__ = ["KINDS", "TABLES"]

TABLES: Final = (_PARTNERS, _SCORERS)
