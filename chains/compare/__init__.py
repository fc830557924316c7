"""Regions side by side: how many gaps of each kind, how bad, and which they share."""

from __future__ import annotations

from chains.compare.regions import Comparison, Row, compare_regions, find_regions
from chains.compare.writing import format_comparison

__all__ = ["Comparison", "Row", "compare_regions", "find_regions", "format_comparison"]
