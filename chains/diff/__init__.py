"""Two graphs beside each other: which gaps closed, opened and changed, and the statements that did it."""

from __future__ import annotations

from chains.diff.difference import Difference, GapChange, diff_graphs
from chains.diff.writing import format_difference

__all__ = ["Difference", "GapChange", "diff_graphs", "format_difference"]
