"""Shares of small numbers, pulled towards 0."""

from __future__ import annotations

from typing import Final

__all__ = ["SMALL_NUMBER", "shrink"]

SMALL_NUMBER: Final = 5
"""A share that was counted on so many things counts half; a convention of ours."""


def shrink(part: float, whole: float) -> float:
    """Return a share that small numbers pull towards 0: ``part / (whole + 5)``; 0 for nothing.

    A gap that was seen in few things says less than the same share seen in many.

    >>> shrink(5, 5), shrink(95, 95), shrink(0, 0)
    (0.5, 0.95, 0.0)
    """
    return part / (whole + SMALL_NUMBER)
