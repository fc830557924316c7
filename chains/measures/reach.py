"""How far a place is from a skill that it does not teach: by related skills that it does teach, and by distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from chains.measures.complementarity import to_csr
from chains.measures.specialisation import Matrix, to_dense

__all__ = ["HALF_KM", "RELIEF", "Reach", "score_out_of_reach", "score_reach"]

Floats: TypeAlias = NDArray[np.float64]

HALF_KM: Final = 100.0
"""A skill that is taught so far away is half out of reach; a convention of ours."""
RELIEF: Final = 0.5
"""So much of a lack a fully complementary skill makes good; a convention of ours."""


@dataclass(frozen=True, eq=False)
class Reach:
    """How near each place is to each skill; arrays of places × skills.

    Attributes:
        skill: number of the most complementary other skill that the place teaches, of equal ones that which it teaches
            most; -1 where it teaches none.
        theta: its complementarity; 0 without one.
        place: number of the nearest other place that teaches the skill; -1 where none at a known, finite distance does.
        km: its distance; infinite where no other place teaches the skill, ``nan`` where one does and how far is unknown.
        gap: the distance-weighted gap, see :func:`score_reach`.
    """

    skill: NDArray[np.int64]
    theta: Floats
    place: NDArray[np.int64]
    km: Floats
    gap: Floats


def score_reach(
    taught: Matrix,
    complementarity: Matrix,
    km: ArrayLike,
    *,
    half_km: float = HALF_KM,
    relief: float = RELIEF,
) -> Reach:
    """Return how far each place is from teaching each skill, by related skills and by distance.

    The **distance-weighted gap**, in [0, 1], is our own definition.  It is 0 where the place teaches the skill; else::

        (1 - relief * θ) * km / (km + half_km)

    with θ of the nearest related skill that is taught here and km of the nearest place that teaches the missing one.  It
    is 1 where nothing related is taught here and the skill is taught nowhere else; a half for a skill taught *half_km*
    away without anything related here; ``nan`` where the distance is not known.  To teach more anywhere never raises it.

    Args:
        taught: places × skills: how much is taught; 0 for not at all.
        complementarity: skills × skills in [0, 1], symmetric; the diagonal is not looked at.
        km: distances of places × places; infinite for a place that does not count as near to another.
        half_km: the distance at which a skill is half out of reach, above 0.
        relief: how much a skill with θ = 1 makes good, in [0, 1].

    Raises:
        ValueError: shapes do not fit, an amount or distance is negative or an amount not finite, θ lies outside [0, 1],
            or *half_km* or *relief* is out of its range.

    >>> found = score_reach([[1, 0], [1, 2]], [[1, 0.5], [0.5, 1]], [[0, 100], [100, 0]])
    >>> found.gap.tolist(), found.place.tolist()
    ([[0.0, 0.375], [0.0, 0.0]], [[1, 1], [0, -1]])
    """
    amounts, far = to_dense(taught), np.asarray(km, dtype=float)
    near = to_csr(complementarity)
    _check_reach(amounts, near, far, half_km, relief)
    skill, theta = _nearest_skills(amounts, near)
    place, distance = _nearest_places(amounts > 0, far)
    away = np.ones(distance.shape)
    np.divide(distance, distance + half_km, out=away, where=~np.isinf(distance))
    return Reach(skill, theta, place, distance, np.where(amounts > 0, 0.0, (1.0 - relief * theta) * away))


def score_out_of_reach(asked: ArrayLike, gaps: ArrayLike) -> Floats:
    """Return the share of a place's demand that is out of its reach, in [0, 1]: ``Σ asked gap / Σ asked`` over skills.

    Skills lie along the last axis; *gaps* are those of :func:`score_reach`.  ``nan`` where nothing is asked for, and where
    the gap of a skill that is asked for is ``nan``.

    Raises:
        ValueError: an amount asked for is negative or not finite.

    >>> float(score_out_of_reach([3, 1], [0.0, 0.5]))
    0.125
    """
    weights, lacks = np.broadcast_arrays(np.asarray(asked, dtype=float), np.asarray(gaps, dtype=float))
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("what is asked for must be finite and not negative")
    parts = np.where(weights > 0, weights * lacks, 0.0).sum(axis=-1)
    totals = weights.sum(axis=-1)
    return np.asarray(np.divide(parts, totals, out=np.full(parts.shape, np.nan), where=totals > 0))


def _check_reach(amounts: Floats, near: sparse.csr_array, far: Floats, half_km: float, relief: float) -> None:
    places, skills = amounts.shape
    if near.shape != (skills, skills) or far.shape != (places, places):
        raise ValueError(f"{places} places and {skills} skills do not fit {near.shape} and {far.shape}")
    if (near.data > 1.0).any():
        raise ValueError("complementarity must lie in [0, 1]")
    if (far < 0).any():
        raise ValueError("distances must not be negative")
    if not (half_km > 0.0 and 0.0 <= relief <= 1.0):
        raise ValueError("half_km must be above 0 and relief in [0, 1]")


def _nearest_skills(amounts: Floats, near: sparse.csr_array) -> tuple[NDArray[np.int64], Floats]:
    lines = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr))
    kept = (lines != near.indices) & (near.data > 0)
    lines, others, values = lines[kept], near.indices[kept], near.data[kept]
    best, found = np.zeros(amounts.shape), np.full(amounts.shape, -1)
    if not len(lines):
        return found, best
    # One run of related skills for each skill that has any; ties are cut by amount, then by number.
    starts = np.flatnonzero(np.diff(lines, prepend=-1))
    runs = np.diff(starts, append=len(lines))
    given = np.where(amounts[:, others] > 0, values, 0.0)
    highest = np.maximum.reduceat(given, starts, axis=1)
    most = np.where((given > 0) & (given == np.repeat(highest, runs, axis=1)), amounts[:, others], -1.0)
    largest = np.repeat(np.maximum.reduceat(most, starts, axis=1), runs, axis=1)
    chosen = np.where((most >= 0) & (most == largest), others, len(near.indptr))
    first = np.minimum.reduceat(chosen, starts, axis=1)
    best[:, lines[starts]] = highest
    found[:, lines[starts]] = np.where(highest > 0, first, -1)
    return found, best


def _nearest_places(teaches: NDArray[np.bool_], far: Floats) -> tuple[NDArray[np.int64], Floats]:
    found, distance = np.full(teaches.shape, -1), np.full(teaches.shape, np.inf)
    if not len(teaches):
        return found, distance
    for here, line in enumerate(far):
        others = np.arange(len(line)) != here
        known = np.flatnonzero(others & np.isfinite(line))
        order = known[np.argsort(line[known], kind="stable")]
        unknown = teaches[others & np.isnan(line)].any(axis=0)
        distance[here, unknown] = np.nan
        if len(order):
            there = teaches[order].any(axis=0)
            first = order[teaches[order].argmax(axis=0)]
            found[here, there], distance[here, there] = first[there], line[first[there]]
    return found, distance
