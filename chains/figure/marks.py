"""Marks that several figures share: how a chain looks in matplotlib, names kept apart, text that stays legible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from chains.draw.palette import style_of
from chains.tabulate import display_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patheffects import AbstractPathEffect

__all__ = ["chain_marker", "halo", "keep_apart", "write_names"]

Box = tuple[float, float, float, float]

_MARK: Final = 3.0  # half the width of a mark, in points
_LETTER: Final = 0.52  # width of a half-wide letter over its height
_MARKERS: Final = {"dot": "o", "triangle": "^", "square": "s", "diamond": "D", "hexagon": "h"}


def chain_marker(chain: str | None) -> Any:
    """Return the marker of a chain: the shape that it has on every page."""
    return _MARKERS[style_of(chain).shape]


def halo() -> list[AbstractPathEffect]:
    """Return what keeps text legible on top of lines: a white edge."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=2, foreground="white")]


def keep_apart(wanted: Sequence[float], least: float, low: float = 0.0, high: float = 1.0) -> list[float]:
    """Return places near the wanted ones, in ascending order, at least so far apart, between *low* and *high*.

    Where there is no room for all they are spread evenly.

    >>> keep_apart([0.2, 0.2, 0.8], 0.1)
    [0.15, 0.25, 0.8]
    >>> keep_apart([0.0, 0.9, 1.0], 0.5)
    [0.0, 0.5, 1.0]
    """
    count = len(wanted)
    if count > 1 and least * (count - 1) >= high - low:
        return [round(low + (high - low) * at / (count - 1), 9) for at in range(count)]
    # Places less their rank times the distance must not fall: pool neighbours that do, and give each pool its mean.
    pools: list[list[float]] = []
    for at, place in enumerate(sorted(wanted)):
        pools.append([place - at * least])
        while len(pools) > 1 and _mean(pools[-2]) > _mean(pools[-1]):
            last = pools.pop()
            pools[-1].extend(last)
    flat = [_mean(pool) for pool in pools for _ in pool]
    room = high - least * max(count - 1, 0)
    return [round(min(max(place, low), room) + at * least, 9) for at, place in enumerate(flat)]


def write_names(
    axes: Axes, names: Sequence[tuple[float, float, str]], size: float, *, clear: Sequence[tuple[float, float]] = ()
) -> None:
    """Write names beside points above, below, right or left: where they cover no mark, else no other name, else not at all.

    Args:
        axes: with everything else drawn, so that its place in the picture is known.
        names: x, y and name, the most important first.
        size: of the letters, in points.
        clear: x and y of marks that a name should not cover.
    """
    axes.figure.draw_without_rendering()  # type: ignore[union-attr]  # settles the layout
    scale = 72 / axes.figure.dpi
    spots = [tuple(scale * axes.transData.transform(spot)) for spot in (*clear, *((x, y) for x, y, _ in names))]
    marks = [(x - _MARK, y - _MARK, x + _MARK, y + _MARK) for x, y in spots]
    written: list[Box] = []
    for x, y, name in names:
        across, up = scale * axes.transData.transform((x, y))
        width = size * display_width(name) * _LETTER
        boxes = [
            (across + dx - left * width, up + dy, across + dx + (1 - left) * width, up + dy + size)
            for dx, dy, left in _sides(size)
        ]
        free = [at for at, box in enumerate(boxes) if not any(_cover(box, other) for other in written)]
        best = next((at for at in free if not any(_cover(boxes[at], mark) for mark in marks)), next(iter(free), None))
        if best is not None:
            dx, dy, left = _sides(size)[best]
            written.append(boxes[best])
            axes.annotate(
                name,
                (x, y),
                xytext=(dx, dy),
                textcoords="offset points",
                ha=("left", "center", "right")[int(2 * left)],
                va="bottom",
                fontsize=size,
                zorder=5,
                path_effects=halo(),
            )


def _sides(size: float) -> tuple[tuple[float, float, float], ...]:
    """Return where a name may stand beside its point: its shift in points, and how much of it lies to the left."""
    return (0.0, 5.0, 0.5), (0.0, -5.0 - size, 0.5), (5.0, -size / 2, 0.0), (-5.0, -size / 2, 1.0)


def _cover(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
