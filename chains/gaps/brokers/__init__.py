"""Who stands between the chains, and where all mediation hangs on one."""

from chains.gaps.brokers.finder import KINDS

__all__ = ["KINDS"]
