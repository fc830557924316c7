"""Testing many cells at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["adjust_p", "round_p"]


def adjust_p(values: Sequence[float | None]) -> list[float | None]:
    """Return the p values adjusted for testing all of them together (Benjamini-Hochberg), in the given order.

    ``None`` stands for a cell that was not tested: it stays ``None`` and does not count.  Adjusted values are at
    least the given ones and at most 1; calling significant what lies at or below *q* keeps the expected share of
    false findings at or below *q* if the tests are independent or positively dependent.

    >>> adjust_p([0.01, None, 0.04, 0.03])
    [0.03, None, 0.04, 0.04]

    Source: Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57:289.
    """
    tested = [place for place, value in enumerate(values) if value is not None]
    given = np.array([values[place] for place in tested], dtype=float)
    order = np.argsort(given, kind="stable")[::-1]
    ranks = np.arange(len(given), 0, -1)
    adjusted = np.empty(len(given))
    adjusted[order] = np.minimum(np.minimum.accumulate(given[order] * (len(given) / ranks)), 1.0)
    result: list[float | None] = [None] * len(values)
    for place, value in zip(tested, adjusted.tolist(), strict=True):
        result[place] = round_p(value)
    return result


def round_p(value: float) -> float:
    """Return a chance to six significant digits, at least the smallest positive number: p is never 0.

    >>> round_p(0.123456789), round_p(0.0) > 0
    (0.123457, True)
    """
    return float(f"{min(max(value, float(np.finfo(float).tiny)), 1.0):.6g}")
