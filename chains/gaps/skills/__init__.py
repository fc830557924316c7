"""Skills that are asked for and not taught, or taught and not asked for."""

from chains.gaps.skills.finder import KINDS

__all__ = ["KINDS"]
