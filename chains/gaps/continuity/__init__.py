"""Whether the chain runs through: broken steps, dead ends, thin passages, segments of an industry chain without links."""

from chains.gaps.continuity import completeness, passage_table, path_table, through
from chains.gaps.continuity.finder import KINDS

__all__ = ["KINDS", "TABLES"]

TABLES = (through.TABLE, completeness.TABLE, passage_table.TABLE, path_table.TABLE)
