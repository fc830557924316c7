"""Where bubbles stand: near those that they are linked with, none over another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["part_bubbles", "place_bubbles"]

_ROUNDS: Final = 400
_FILLED: Final = 0.42
"""Part of the whole that bubbles are to cover."""
_PULL: Final = 0.5
"""How strongly a link of strength 1 draws its ends together, beside the pull to the centre."""
_PASSES: Final = 120
_TOUCH: Final = 1e-6
"""Less overlap is none."""
_GOLDEN: Final = math.pi * (3.0 - math.sqrt(5.0))


def place_bubbles(
    radii: Sequence[float], links: Sequence[tuple[int, int, float]], *, gap: float, flat: float
) -> Floats:
    """Return the centre of each bubble, no two nearer than their radii and *gap*: bubbles × (x, y), around 0.

    First they are points.  Each repels the others with its area, as charges in a plane do (the nearer the more), and all
    are drawn to the centre (the farther the more): that alone would cover an ellipse evenly.  Links draw their ends
    together.  Then those that overlap are pushed apart.  They begin on a spiral with the largest in the middle, so no
    chance is in it.  Empty input gives an empty array.

    Args:
        radii: of the bubbles, more than 0.
        links: which bubbles belong together, and how strongly, in (0, 1].
        gap: least distance between two rims.
        flat: how many times as wide as high the whole is to be, about.
    """
    sizes = np.asarray(radii, dtype=float)
    if not sizes.size:
        return np.zeros((0, 2))
    spots, reach = _spiral(sizes, flat), sizes + gap
    ideal = reach[:, None] + reach[None, :] + gap
    pull = np.zeros_like(ideal)
    for first, second, strength in links:
        pull[first, second] = pull[second, first] = _PULL * strength
    sink = 2.0 * _FILLED * np.array([1.0, flat]) / (1.0 + flat)
    for turn in range(_ROUNDS):
        apart = spots[:, None] - spots[None, :]
        distance = np.maximum(np.hypot(apart[..., 0], apart[..., 1]), 1.0)
        force = np.square(reach / distance) - pull * np.maximum(1.0 - ideal / distance, 0.0)
        step = (apart * force[..., None]).sum(axis=1) - sink * spots
        length = np.maximum(np.hypot(*step.T), 1e-9)
        heat = float(reach.max()) * (1.0 - turn / _ROUNDS)
        spots = spots + step * np.minimum(0.4, heat / length)[:, None]
    return part_bubbles(spots, radii, gap=gap)


def part_bubbles(spots: Any, radii: Sequence[float], *, gap: float) -> Floats:
    """Return the bubbles moved apart until no two are nearer than their radii and *gap*, each as little as it goes.

    Where pushing does not end, all are spread from the centre until they fit; those on one spot begin on a spiral.
    """
    sizes = np.asarray(radii, dtype=float)
    moved = np.asarray(spots, dtype=float).reshape(-1, 2) + 1e-3 * _spiral(np.ones(len(sizes)), 1.0)
    for _ in range(_PASSES):
        step = _push(moved, sizes, gap)
        if not step.any():
            return moved
        moved = moved + step
    distance, wanted = _distances(moved, sizes, gap)
    return moved * max(1.0, float(np.max(wanted / distance, initial=1.0)) * (1.0 + 1e-9))


def _spiral(sizes: Floats, flat: float) -> Floats:
    """Return spots on a spiral, the largest bubble in the middle, each turn as far out as the area within needs."""
    order = np.argsort(-sizes, kind="stable")
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[order] = np.arange(len(sizes))
    within = np.cumsum(np.square(sizes[order]))[rank]
    reach, turn = np.sqrt(1.6 * within), _GOLDEN * rank
    stretch = math.sqrt(flat)
    return np.column_stack([reach * np.cos(turn) * stretch, reach * np.sin(turn) / stretch])


def _distances(spots: Floats, sizes: Floats, gap: float) -> tuple[Floats, Floats]:
    """Return how far each two bubbles are apart, and ought to be; bubbles × bubbles, a bubble from itself infinitely."""
    distance = np.hypot(*(spots[:, None, axis] - spots[None, :, axis] for axis in (0, 1)))
    np.fill_diagonal(distance, np.inf)
    return distance, sizes[:, None] + sizes[None, :] + gap


def _push(spots: Floats, sizes: Floats, gap: float) -> Floats:
    """Return the step that parts those which overlap: the smaller of two goes further."""
    distance, wanted = _distances(spots, sizes, gap)
    first, second = np.nonzero(wanted - distance > _TOUCH)
    overlap = (wanted - distance)[first, second]
    own = np.square(sizes)
    share = own[second] / (own[first] + own[second])
    away = (spots[first] - spots[second]) * (overlap * share / np.maximum(distance[first, second], 1e-9))[:, None]
    step = np.zeros_like(spots)
    np.add.at(step, first, away)
    # Pushed by several at once, a bubble would leap: half a step at a time settles.
    return step * 0.6
