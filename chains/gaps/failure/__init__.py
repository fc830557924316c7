"""Who stands alone, and on whom everything hangs."""

from chains.gaps.failure.finder import KINDS

__all__ = ["KINDS"]
