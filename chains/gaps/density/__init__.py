"""Pairs of chains that are linked less than chance would link them, and chains turned inward."""

from chains.gaps.density import density_table, finder, inward, inward_table, mixing_table

__all__ = ["KINDS", "TABLES"]

KINDS = (*finder.KINDS, *inward.KINDS)
TABLES = (density_table.TABLE, mixing_table.TABLE, inward_table.TABLE)
