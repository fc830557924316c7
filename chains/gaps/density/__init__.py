"""Pairs of chains that are linked less than chance would link them; how far each chain keeps to itself."""

from chains.gaps.density import density_table, finder, inward_table, mixing_table

__all__ = ["KINDS", "TABLES"]

# Chains turned inward are told in the table and not reported as gaps: see the reason in their module.
KINDS = finder.KINDS
TABLES = (density_table.TABLE, mixing_table.TABLE, inward_table.TABLE)
