"""Pairs of chains that are linked less than chance would link them, and chains turned inward."""

from chains.gaps.density import finder, inward
from chains.gaps.density.tables import TABLES

__all__ = ["KINDS", "TABLES"]

KINDS = (*finder.KINDS, *inward.KINDS)
