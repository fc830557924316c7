"""Skills that are asked for and not taught, or taught and not asked for."""

from chains.gaps.skills.finder import KINDS
from chains.gaps.skills.tables import TABLES

__all__ = ["KINDS", "TABLES"]
