"""One gap in plain words: what was seen, what was expected and why, how sure that is, and how to check it."""

from __future__ import annotations

from chains.explain.choosing import find_gap
from chains.explain.explanation import Explanation, explain_gap
from chains.explain.writing import EXPLAIN_FORMATS, format_explanation

__all__ = ["EXPLAIN_FORMATS", "Explanation", "explain_gap", "find_gap", "format_explanation"]
