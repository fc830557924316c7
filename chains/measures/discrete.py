"""Many tests of counts at once, each of which can give but a few values of p.

A test of counts, such as that of a 2 x 2 table, cannot reach every p: one of a handful of cases cannot be significant at
all.  Benjamini & Hochberg's adjustment takes each p for uniform, and so counts such tests as chances of a false
finding that they cannot make.  The adjustment here counts each test by how likely it is to reach a p as small.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike

from chains.measures.inference import round_p

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Steps", "adjust_bounded_p", "adjust_discrete_p", "list_table_steps"]

Steps = tuple["Floats", "Floats"]
"""What a test can give: each value of p that it can reach, and how likely it is to give just that one if nothing is there."""

_CELLS: Final = 2_000_000
"""So many chances are held at once."""
_GRID: Final = 200
_TIE: Final = 1e-9
"""Values nearer than this part of them are one: sums of the same terms may differ in their last bits."""


def adjust_discrete_p(
    values: Sequence[float | None], steps: Sequence[Steps], which: ArrayLike, level: float = 0.05
) -> list[float | None]:
    """Return the p values adjusted for testing all of them together, in the given order.

    With F_i(t) the chance that test *i* gives a p of at most *t* if nothing is there, and p_(1) <= p_(2) <= ..., the
    k-th smallest is adjusted to the smallest of ``sum over i of F_i(p_(j)) / (1 - F_i(s)) / j`` for j from k on (step up),
    at least to itself and at most to 1; *s* is the largest p that could be significant at *level*, or p_(j) beyond it.
    Calling significant what lies at or below *level* keeps the expected share of false findings at or below it if the
    tests are independent.  Where every test reaches every p it is that of Benjamini & Hochberg, but for ``1 - F``.

    Args:
        values: p of each test; ``None`` stands for one that was not made: it stays ``None`` and does not count.
        steps: what the tests can give.
        which: for each test its place in *steps*; that of a test that was not made has no meaning.
        level: the share of false findings for which the adjusted values are made.

    >>> coin = (np.array([0.25, 1.0]), np.array([0.25, 0.75]))
    >>> single = (np.array([1.0]), np.array([1.0]))
    >>> adjust_discrete_p([0.25, 1.0, 1.0, None], [coin, single], [0, 1, 1, 1])
    [0.333333, 1.0, 1.0, None]

    Source: Doehler, Durand & Roquain 2018, Electron. J. Stat. 12:1867 (the step-up procedure HSU), after Heyse 2011.
    """
    tested = [place for place, value in enumerate(values) if value is not None]
    given = np.array([values[place] for place in tested], dtype=float)
    times = np.bincount(np.asarray(which, dtype=np.int64)[tested], minlength=len(steps))
    ladder, back = np.unique(given, return_inverse=True)
    expected = _expect(ladder, steps, times, _find_largest(steps, times, level))
    ranks = np.searchsorted(np.sort(given), ladder, "right")
    adjusted = np.minimum.accumulate((expected / ranks)[::-1])[::-1][back]
    result: list[float | None] = [None] * len(values)
    for place, value, own in zip(tested, np.minimum(adjusted, 1.0).tolist(), given.tolist(), strict=True):
        result[place] = max(round_p(value), round_p(own))
    return result


def adjust_bounded_p(values: Sequence[float | None], least: Sequence[float], level: float = 0.05) -> list[float | None]:
    """Return the p values of tests that reach every p from a least one on, adjusted for testing all of them together.

    A count or sum that is 0 with a chance of *least* has such a p, if it is one-sided: the least one comes with that
    chance, and any larger one as often as it says.  Otherwise as :func:`adjust_discrete_p`.

    Args:
        values: p of each test; ``None`` stands for one that was not made.
        least: the smallest p of each test, in (0, 1]; that of a test that was not made has no meaning.
        level: the share of false findings for which the adjusted values are made.

    >>> adjust_bounded_p([0.02, 0.6, None], [0.01, 0.5, 1.0])
    [0.0204082, 1.0, None]
    """
    ladder = np.unique([value for value in values if value is not None] or [1.0])
    steps = [_list_bounded(round_p(float(bound)), ladder) for bound in least]
    return adjust_discrete_p(values, steps, range(len(steps)), level)


def _list_bounded(least: float, ladder: Floats) -> Steps:
    reach = np.unique([least, *ladder[ladder > least], 1.0])
    return reach, np.diff(reach, prepend=0.0)


def _find_largest(steps: Sequence[Steps], times: NDArray[np.int64], level: float) -> float:
    """Return a p, as small as a grid allows, from which on none could be significant, however small the others are."""
    grid = np.linspace(level / (1.0 + level), 1.0, _GRID, endpoint=False)
    beyond = grid[_expect(grid, steps, times, 0.0) > level * times.sum()]
    return float(beyond[0]) if len(beyond) else float(grid[-1])


def _expect(ladder: Floats, steps: Sequence[Steps], times: NDArray[np.int64], largest: float) -> Floats:
    """Return for each p, of which there are more and more, the sum over the tests of F(p) / (1 - F(max(p, largest)))."""
    total = np.zeros(len(ladder))
    known = np.flatnonzero(times)
    size = max(1, _CELLS // max(len(ladder), 1))
    for start in range(0, len(known), size):
        part = known[start : start + size]
        chances, whole = np.zeros((len(part), len(ladder) + 1)), np.zeros(len(part))
        for row, number in enumerate(part.tolist()):
            reach, chance = steps[number]
            np.add.at(chances[row], np.searchsorted(ladder, reach * (1.0 - _TIE)), chance)
            whole[row] = chance[reach <= largest * (1.0 + _TIE)].sum()
        reached = np.minimum(np.cumsum(chances[:, :-1], axis=1), 1.0)
        rest = 1.0 - np.maximum(reached, whole[:, None])
        odds = np.divide(reached, rest, out=np.where(reached > 0, np.inf, 0.0), where=rest > _TIE)
        total += times[part] @ np.minimum(odds, 1.0 / _TIE)
    return total


def list_table_steps(sums: ArrayLike, first: ArrayLike, second: ArrayLike) -> list[Steps]:
    """Return what the two-sided exact test of each 2 x 2 table can give: twice the smaller tail, at most 1.

    Of *first* + *second* things *sums* are marked; the test asks whether the two parts are marked alike
    (:func:`~chains.measures.shares.score_mix_chance`).  All are whole numbers, not negative.

    >>> [part.round(3).tolist() for part in list_table_steps([2], [2], [2])[0]]
    [[0.333, 1.0, 0.333], [0.167, 0.667, 0.167]]

    Source: Fisher 1935, J. R. Stat. Soc. 98:39.
    """
    wide = np.broadcast_arrays(*(np.asarray(part, dtype=np.int64) for part in (sums, first, second)))
    return [_list_steps(*numbers) for numbers in zip(*(part.ravel().tolist() for part in wide), strict=True)]


def _list_steps(marked: int, first: int, second: int) -> Steps:
    from scipy.special import gammaln

    found = np.arange(max(0, marked - first), min(marked, second) + 1, dtype=float)
    parts = ((second, found), (first, marked - found))
    logs = sum(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0) for n, k in parts)
    chance = np.exp(logs - np.max(logs))
    chance = chance / chance.sum()
    tails = np.minimum(np.cumsum(chance), np.cumsum(chance[::-1])[::-1])
    return np.minimum(2.0 * tails, 1.0), chance
