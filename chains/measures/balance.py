"""How far apart two mixes are: demand and supply of skills (or occupations, or fields) as whole mixes.

Every function takes two arrays of amounts, 0 or more, in the same order and of the same length; amounts are scaled to
shares here, so that their units need not agree.  A mix without any amount has no shares: the result is then ``nan``.

Raises, all of them: ValueError for amounts that are negative or not finite, or arrays of different lengths.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "score_coverage",
    "score_dissimilarity",
    "score_divergence",
    "score_entropy_gap",
    "score_mismatch",
    "score_overlap",
    "score_structural_deviation",
    "score_vacancy_ratio",
]

Floats = NDArray[np.float64]


def _amounts(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats]:
    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if one.shape != two.shape or one.ndim != 1:
        raise ValueError("demand and supply must be arrays of one length")
    for amounts in (one, two):
        if not np.isfinite(amounts).all() or (amounts < 0).any():
            raise ValueError("amounts must be finite and not negative")
    return one, two


def _shares(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats] | None:
    one, two = _amounts(first, second)
    if not one.sum() or not two.sum():
        return None
    return one / one.sum(), two / two.sum()


def score_coverage(demand: ArrayLike, supply: ArrayLike) -> float:
    """Return the share of demand that is for what is supplied at all, in [0, 1]; ``nan`` without demand.

    >>> score_coverage([6, 3, 1], [2, 0, 9])
    0.7
    """
    asked, given = _amounts(demand, supply)
    return float(asked[given > 0].sum() / asked.sum()) if asked.sum() else float("nan")


def score_overlap(demand: ArrayLike, supply: ArrayLike) -> float:
    """Return what the two mixes share, the sum of the smaller shares, in [0, 1].

    >>> round(score_overlap([3, 1], [1, 1]), 6)
    0.75
    """
    shares = _shares(demand, supply)
    return float(np.minimum(*shares).sum()) if shares else float("nan")


def score_dissimilarity(demand: ArrayLike, supply: ArrayLike) -> float:
    """Return the share of supply that would have to move to meet demand's mix, half the sum of |differences|, in [0, 1].

    It is 1 less the overlap.  Source: Duncan & Duncan 1955, Am. Sociol. Rev. 20:210.

    >>> score_dissimilarity([3, 1], [1, 1])
    0.25
    """
    shares = _shares(demand, supply)
    return float(np.abs(shares[0] - shares[1]).sum() / 2) if shares else float("nan")


def score_divergence(demand: ArrayLike, supply: ArrayLike) -> float:
    """Return the Jensen-Shannon divergence of the two mixes in bits, in [0, 1].

    scipy's ``jensenshannon`` gives its square root.  Unlike Kullback and Leibler's it stays finite where a skill is not
    supplied at all.  Source: Lin 1991, IEEE Trans. Inf. Theory 37:145.

    >>> score_divergence([1, 0], [0, 1])
    1.0
    """
    shares = _shares(demand, supply)
    if shares is None:
        return float("nan")
    mixed = (shares[0] + shares[1]) / 2
    value = _entropy(mixed) - (_entropy(shares[0]) + _entropy(shares[1])) / 2
    return float(min(max(value, 0.0), 1.0))


def _entropy(shares: Floats) -> float:
    present = shares[shares > 0]
    return float(-(present * np.log2(present)).sum())


def score_entropy_gap(demand: ArrayLike, supply: ArrayLike) -> float:
    """Return by how many bits demand is more varied than supply (Shannon entropies); negative where supply is.

    >>> score_entropy_gap([1, 1], [1, 0])
    1.0
    """
    shares = _shares(demand, supply)
    return _entropy(shares[0]) - _entropy(shares[1]) if shares else float("nan")


def score_mismatch(vacancies: ArrayLike, seekers: ArrayLike, *, elasticity: float = 0.5) -> float:
    """Return the mismatch index ``1 - sum (v_k/v)^a (u_k/u)^(1-a)``, in [0, 1]: the share of matches that is lost.

    *elasticity* is a, that of matches with respect to vacancies, in (0, 1).
    Source: Şahin, Song, Topa & Violante 2014, Am. Econ. Rev. 104:3529 (the index without differences in efficiency).

    >>> score_mismatch([1, 0], [0, 1]), score_mismatch([2, 1], [4, 2])
    (1.0, 0.0)

    Raises:
        ValueError: the elasticity is not between 0 and 1; amounts as for the whole module.
    """
    if not 0 < elasticity < 1:
        raise ValueError("the elasticity must lie between 0 and 1")
    shares = _shares(vacancies, seekers)
    if shares is None:
        return float("nan")
    kept = float((shares[0] ** elasticity * shares[1] ** (1 - elasticity)).sum())
    return min(max(round(1.0 - kept, 12), 0.0), 1.0)


def score_vacancy_ratio(vacancies: ArrayLike, seekers: ArrayLike) -> Floats:
    """Return vacancies for each seeker (求人倍率), 0 or more; ``nan`` where nobody seeks.

    >>> score_vacancy_ratio([3, 1], [2, 0]).tolist()
    [1.5, nan]
    """
    asked, given = _amounts(vacancies, seekers)
    return np.asarray(np.divide(asked, given, out=np.full(asked.shape, np.nan), where=given > 0))


def score_structural_deviation(demand: ArrayLike, supply: ArrayLike) -> Floats:
    """Return share of demand / share of supply - 1 (结构偏离度), -1 or more; ``nan`` where nothing is supplied.

    Positive where demand's share is larger: supply is short; -1 where nothing is asked for.

    >>> score_structural_deviation([3, 1, 0], [1, 1, 2]).tolist()
    [2.0, 0.0, -1.0]
    """
    asked, given = _amounts(demand, supply)
    shares = _shares(asked, given)
    if shares is None:
        return np.full(asked.shape, np.nan)
    return np.asarray(np.divide(shares[0], shares[1], out=np.full(asked.shape, np.nan), where=shares[1] > 0) - 1)
