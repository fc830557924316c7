"""Whether the chain runs through: broken steps, dead ends, segments of an industry chain without links."""

from chains.gaps.continuity.finder import KINDS

__all__ = ["KINDS"]
