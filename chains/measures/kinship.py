"""Which skills go together: complementarity in what occupations need, and how far the nearest known skill lies."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from chains.measures.specialisation import score_location_quotients

__all__ = ["score_kinship", "score_reach"]

Floats = NDArray[np.float64]


def score_kinship(needs: sparse.csr_array) -> Floats:
    """Return how far skills go together: skills × skills, in [0, 1], the diagonal 1 for skills that are effectively used.

    With ``e_js = 1`` where occupation j's revealed advantage in skill s is above 1::

        theta(s, t) = sum_j e_js e_jt / max(sum_j e_js, sum_j e_jt)

    Args:
        needs: occupations × skills; weights, 0 or more, of each skill in each occupation.

    A skill that no occupation has an advantage in goes with none: its row is 0.

    Source: Alabdulkareem et al. 2018, Sci. Adv. 4:eaao6030.
    """
    weights = np.asarray(needs.toarray(), dtype=float)
    if not weights.size:
        return np.zeros((weights.shape[1], weights.shape[1]))
    effective = (np.nan_to_num(score_location_quotients(weights)) > 1).astype(float)
    uses = effective.sum(axis=0)
    larger = np.maximum(uses[:, None], uses[None, :])
    return np.asarray(np.divide(effective.T @ effective, larger, out=np.zeros(larger.shape), where=larger > 0))


def score_reach(kinship: ArrayLike, taught: ArrayLike, km: ArrayLike, *, scale_km: float = 100.0) -> Floats:
    """Return how far each skill lies from what a place teaches, in [0, 1]: 0 taught here, 1 nothing near it anywhere.

    ``(1 - nearest kinship of a skill taught here) * (1 - exp(-km / scale))``, with *km* to the nearest other place that
    teaches the skill itself (``nan`` or infinite: none does).  Our own definition: a kindred skill here, or the skill
    itself close by, each shortens the way.

    Args:
        kinship: skills × skills (:func:`score_kinship`).
        taught: skills; whether the place teaches each.
        km: skills; distance in km.
        scale_km: the distance over which nearness falls to 37 %.

    >>> score_reach([[1.0, 0.4], [0.4, 1.0]], [True, False], [0.0, float("inf")]).tolist()
    [0.0, 0.6]

    Raises:
        ValueError: the scale is not positive.
    """
    if not scale_km > 0:
        raise ValueError("the scale must be positive")
    here = np.asarray(taught, dtype=bool)
    theta, far = np.asarray(kinship, dtype=float), np.nan_to_num(np.asarray(km, dtype=float), nan=np.inf)
    nearest = theta[:, here].max(axis=1, initial=0.0)
    return np.asarray(np.where(here, 0.0, (1.0 - nearest) * (1.0 - np.exp(-far / scale_km))))
