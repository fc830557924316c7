"""How well supply meets demand over a set of skills: indices of two mixes, plain functions on arrays.

*demand* and *supply* hold an amount for each skill along their last axis (postings that ask for it, offerings that teach
it, ...); leading axes, if any, are regions, occupations or industries, and stretch to each other.  Indices come back
without the last axis.  What was counted is the caller's to say: an index of postings against offerings is not one of
vacancies against graduates.

Where one side is all nought it has no mix, and an index that needs its mix is ``nan``; so is everything of no skills at
all.  Every function raises ``ValueError`` for amounts that are negative, infinite or ``nan``: leave such a skill out.
Cosine similarity is not among them: it hides size.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "score_chance_dissimilarity",
    "score_coverage",
    "score_dissimilarity",
    "score_divergence",
    "score_entropy_gap",
    "score_mismatch",
    "score_overlap",
    "score_share_gap",
    "score_structural_deviation",
    "score_vacancy_ratio",
]

Floats: TypeAlias = NDArray[np.float64]

_BIT: Final = float(np.log(2.0))


def score_share_gap(demand: ArrayLike, supply: ArrayLike) -> Floats:
    """Return by how much each skill's share of demand exceeds its share of supply, in percentage points.

    ``100 (d_k / Σd - s_k / Σs)``, from -100 to 100; keeps the axis of skills, along which it sums to 0.

    >>> score_share_gap([3, 1], [1, 1]).tolist()
    [25.0, -25.0]
    """
    asked, given = _mixes(demand, supply)
    return np.asarray(100.0 * (asked - given))


def score_coverage(demand: ArrayLike, supply: ArrayLike) -> Floats:
    """Return the share of demand for skills that are supplied at all, in [0, 1]; 0 where nothing is supplied.

    >>> float(score_coverage([3, 1], [2, 0]))
    0.75
    """
    asked, given = _share(_check(demand, "demand")), _check(supply, "supply")
    return _bound(_total(np.where(given > 0, asked, 0.0 * asked)))


def score_overlap(demand: ArrayLike, supply: ArrayLike) -> Floats:
    """Return how far the mix of supply covers the mix of demand, in [0, 1]: ``Σ min(d_k / Σd, s_k / Σs)``.

    1 for the same mix, 0 for no skill in common.

    >>> float(score_overlap([3, 1], [1, 1]))
    0.75
    """
    return _bound(_total(np.minimum(*_mixes(demand, supply))))


def score_dissimilarity(demand: ArrayLike, supply: ArrayLike) -> Floats:
    """Return the share of supply that would have to move to other skills to match demand, in [0, 1].

    ``½ Σ |d_k / Σd - s_k / Σs|``, which is 1 less the overlap.

    >>> float(score_dissimilarity([3, 1], [1, 1]))
    0.25

    Source: Duncan & Duncan 1955, Am. Sociol. Rev. 20:210; for skills and jobs Lazear & Spletzer 2012.
    """
    asked, given = _mixes(demand, supply)
    return _bound(_total(np.abs(asked - given)) / 2.0)


def score_chance_dissimilarity(total: ArrayLike, supply: ArrayLike) -> Floats:
    """Return the dissimilarity to expect of so many units of demand if each came from the mix of supply, in [0, 1].

    A few units are never spread just as the mix they come from: a dissimilarity says something by what it exceeds this.
    ``½ Σ E|X_k / n - s_k|`` with *X_k* binomial of *n* units and the share of supply *s_k*, exactly (the mean absolute
    deviation of de Moivre); supply is taken as known.  Fractions of a unit are dropped; ``nan`` without a whole one.

    Args:
        total: units of demand; without the axis of skills.
        supply: amounts, with the axis of skills.

    >>> float(score_chance_dissimilarity(1, [1, 1])), float(score_chance_dissimilarity(100, [1, 1]).round(4))
    (0.5, 0.0398)

    Source: Carrington & Troske 1997, J. Bus. Econ. Stat. 15:402; Diaconis & Zabell 1991, Stat. Sci. 6:284.
    """
    from scipy.stats import binom

    units = np.floor(_check(total, "the total"))[..., None]
    shares = _share(_check(supply, "supply"))
    n, s = (np.asarray(part) for part in np.broadcast_arrays(np.where(units > 0, units, np.nan), shares))
    least = np.floor(n * s) + 1.0
    spread = 2.0 * least * (1.0 - s) * np.nan_to_num(binom.pmf(least, n, s)) / n
    return _bound(_total(np.where(np.isfinite(n + s), spread, np.nan)) / 2.0)


def score_divergence(demand: ArrayLike, supply: ArrayLike) -> Floats:
    """Return the Jensen-Shannon divergence of the two mixes, in bits, in [0, 1].

    Half the Kullback-Leibler divergences of both mixes from their mean, with logarithms to base 2: 0 for the same mix,
    1 for no skill in common.  It is the square of the distance that ``scipy.spatial.distance.jensenshannon`` gives with
    base 2.  The Kullback-Leibler divergence itself is infinite as soon as one skill asked for is not supplied.

    >>> float(score_divergence([1, 0], [0, 1]))
    1.0

    Source: Lin 1991, IEEE Trans. Inf. Theory 37:145.
    """
    from scipy.special import rel_entr

    asked, given = _mixes(demand, supply)
    middle = (asked + given) / 2.0
    return _bound((_total(rel_entr(asked, middle)) + _total(rel_entr(given, middle))) / (2.0 * _BIT))


def score_vacancy_ratio(vacancies: ArrayLike, seekers: ArrayLike) -> Floats:
    """Return the vacancies for each seeker (求人倍率), 0 or more, element by element; ``nan`` without seekers.

    Above 1 there are more places than people for them.

    >>> score_vacancy_ratio([3, 2], [2, 0]).tolist()
    [1.5, nan]
    """
    places, people = np.broadcast_arrays(_check(vacancies, "vacancies"), _check(seekers, "seekers"))
    return _ratio(places, people)


def score_structural_deviation(demand: ArrayLike, supply: ArrayLike) -> Floats:
    """Return the structural deviation (结构偏离度) of each group along the last axis: -1 or more.

    ``(d_k / Σd) / (s_k / Σs) - 1``: the group's share of output, employment or postings over its share of graduates or
    offerings, less 1.  **Sign:** above 0 the group asks for more than its part of what is supplied (it is short), below 0
    for less (it is in surplus), 0 is balance, -1 means that it asks for nothing.  Papers that put supply on top have
    another number, of the opposite sign.  ``nan`` for a group that is not supplied at all: no number is large enough.

    >>> score_structural_deviation([3, 1, 0], [1, 1, 0]).tolist()
    [0.5, -0.5, nan]
    """
    return _ratio(*_mixes(demand, supply)) - 1.0


def score_mismatch(vacancies: ArrayLike, seekers: ArrayLike, elasticity: float = 0.5) -> Floats:
    """Return the share of hires lost because seekers are not where the vacancies are, in [0, 1].

    ``1 - Σ (v_k / v)^a (u_k / u)^(1 - a)`` with *a* the elasticity of the matching function to vacancies, and as good
    matching in all groups: 0 for the same mix, 1 for nothing in common.

    Raises:
        ValueError: besides the usual, an elasticity that does not lie between 0 and 1.

    >>> float(score_mismatch([1, 1], [1, 0], 0.5).round(4))
    0.2929

    Source: Şahin, Song, Topa & Violante 2014, Am. Econ. Rev. 104:3529 (the index without heterogeneity).
    """
    if not 0.0 < elasticity < 1.0:
        raise ValueError(f"the elasticity must lie between 0 and 1, not be {elasticity!r}")
    places, people = _mixes(vacancies, seekers)
    return _bound(1.0 - _total(places**elasticity * people ** (1.0 - elasticity)))


def score_entropy_gap(demand: ArrayLike, supply: ArrayLike) -> Floats:
    """Return how much more varied demand is than supply: the difference of their Shannon entropies, in bits.

    ``H(d) - H(s)``; above 0 what is asked for is spread over more skills than what is supplied.  At most the binary
    logarithm of the number of skills, either way.

    >>> float(score_entropy_gap([1, 1, 1, 1], [1, 1, 0, 0]))
    1.0
    """
    from scipy.special import entr

    asked, given = _mixes(demand, supply)
    return (_total(entr(asked)) - _total(entr(given))) / _BIT


def _check(amounts: ArrayLike, name: str) -> Floats:
    values = np.asarray(amounts, dtype=float)
    if not np.isfinite(values).all() or (values < 0).any():
        raise ValueError(f"{name} must be finite and not negative")
    return values


def _mixes(demand: ArrayLike, supply: ArrayLike) -> tuple[Floats, Floats]:
    """Return the shares of both sides, stretched to one shape."""
    asked, given = _share(_check(demand, "demand")), _share(_check(supply, "supply"))
    wide = np.broadcast_arrays(asked, given)
    return np.asarray(wide[0]), np.asarray(wide[1])


def _share(amounts: Floats) -> Floats:
    return _ratio(amounts, np.broadcast_to(amounts.sum(axis=-1, keepdims=True), amounts.shape))


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))


def _total(values: Floats) -> Floats:
    """Return the sum over skills; ``nan`` over none."""
    return np.asarray(values.sum(axis=-1) if values.shape[-1] else np.full(values.shape[:-1], np.nan))


def _bound(values: Floats) -> Floats:
    # Shares sum to 1 but for their last bits.
    return np.asarray(np.clip(values, 0.0, 1.0))
