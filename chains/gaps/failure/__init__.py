"""Who stands alone, and on whom everything hangs."""

from typing import Final

from chains.gaps.failure.failure_table import FAILURE
from chains.gaps.failure.finder import KINDS
from chains.gaps.failure.robustness_table import ROBUSTNESS

__all__ = ["KINDS", "TABLES"]

TABLES: Final = (FAILURE, ROBUSTNESS)
