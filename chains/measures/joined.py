"""Pairs of actors that two-mode layers join, as they are and when every layer is drawn anew with its degrees kept.

A layer joins its rows to its columns (partners), or all rows of one column among themselves (members of a project).  In
the second case a permuted link changes several pairs at once: seven members of an alliance are twenty-one pairs, and no
twenty-one independent links.  So it is the layer that is drawn (:mod:`chains.measures.curveball`), not the pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from chains.measures.curveball import draw_margins
from chains.measures.metapath import to_ones

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["Distinct", "TwoMode", "count_inside", "count_sides", "draw_pairs", "find_distinct", "list_pairs"]

_BLOCK: Final = 64
"""So many draws are held at once."""


@dataclass(frozen=True)
class TwoMode:
    """One layer.

    Attributes:
        links: rows × columns; whatever is not 0 is a link.
        rows, columns: the actor that each row, and each column, stands for, as a number.
        shared: whether the rows of each column are joined among themselves, instead of each to the column.
    """

    links: sparse.csr_array
    rows: Ints
    columns: Ints
    shared: bool = False


def list_pairs(layers: Sequence[TwoMode]) -> tuple[Ints, Ints]:
    """Return the pairs that the layers join, 1 × pairs: first and second actor.  A pair may come several times."""
    slots = [_Slots(layer) for layer in layers]
    return _join([slot.pair(slot.base.indices[None, :]) for slot in slots], 1)


def draw_pairs(layers: Sequence[TwoMode], draws: int, seed: int) -> Iterator[tuple[Ints, Ints]]:
    """Yield what :func:`list_pairs` gives for layers drawn anew, many draws at a time: draws × pairs.

    In every draw each row and column of each layer has as many links as on record; all such layers are equally likely.
    The same seed gives the same draws, whatever is done with them.
    """
    slots = [_Slots(layer) for layer in layers]
    streams = [
        draw_margins(slot.base, draws, np.random.default_rng([seed, number])) for number, slot in enumerate(slots)
    ]
    for start in range(0, draws, _BLOCK):
        size = min(_BLOCK, draws - start)
        blocks = [np.array([drawn.indices for drawn in islice(stream, size)]) for stream in streams]
        yield _join([slot.pair(block) for slot, block in zip(slots, blocks, strict=True)], size)


def _join(parts: list[tuple[Ints, Ints]], size: int) -> tuple[Ints, Ints]:
    empty = np.zeros((size, 0), dtype=np.int64)
    first, second = (np.concatenate([empty, *(part[end] for part in parts)], axis=1) for end in (0, 1))
    return first, second


class _Slots:
    """Where the two ends of each pair stand among the links of a layer: the same places in every draw."""

    def __init__(self, layer: TwoMode) -> None:
        self._layer = layer
        self.base = to_ones(sparse.csr_array(layer.links.T) if layer.shared else layer.links)
        self.base.sort_indices()
        if layer.shared:
            self._places = _list_couples(self.base.indptr)
        else:
            self._owners = np.repeat(layer.rows, np.diff(self.base.indptr))

    def pair(self, indices: NDArray[np.integer]) -> tuple[Ints, Ints]:
        """Return both ends of all pairs of some draws, given the column indices of each (draws × links)."""
        if self._layer.shared:
            members = self._layer.rows[indices]
            return members[:, self._places[0]], members[:, self._places[1]]
        return np.broadcast_to(self._owners, indices.shape), self._layer.columns[indices]


def _list_couples(indptr: NDArray[np.integer]) -> tuple[Ints, Ints]:
    """Return the places of every two links of one row, for all rows."""
    starts, sizes = indptr[:-1].astype(np.int64), np.diff(indptr)
    found: list[tuple[Ints, Ints]] = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))]
    for size in np.unique(sizes[sizes > 1]).tolist():
        one, two = np.triu_indices(size, 1)
        tops = starts[sizes == size][:, None]
        found.append(((tops + one).ravel(), (tops + two).ravel()))
    first, second = (np.concatenate([part[end] for part in found]) for end in (0, 1))
    return first, second


@dataclass(frozen=True)
class Distinct:
    """Pairs of actors, each once in a draw: its draw, and its lower and higher actor; sorted.

    Attributes:
        draws: how many draws there are.
        number, low, high: of each pair.
    """

    draws: int
    number: Ints
    low: Ints
    high: Ints


def find_distinct(pairs: tuple[Ints, Ints], kept: NDArray[np.bool_]) -> Distinct:
    """Return each pair of a draw once, of those actors that are *kept*; nobody is paired with himself.

    *pairs* are draws × pairs, as :func:`draw_pairs` gives them.
    """
    first, second = pairs
    wanted = kept[first] & kept[second] & (first != second)
    draw, _ = np.nonzero(wanted)
    one, two = first[wanted], second[wanted]
    size = max(len(kept), 1)
    keys = np.unique((draw * size + np.minimum(one, two)) * size + np.maximum(one, two))
    rest, high = np.divmod(keys, size)
    number, low = np.divmod(rest, size)
    return Distinct(len(first), number, low, high)


def count_inside(pairs: Distinct, present: NDArray[np.bool_]) -> Ints:
    """Return how many pairs have both ends in each cell: draws × cells.

    *present* tells who is in which cell (actors × cells); an actor may be in several, or in none.
    """
    both = (present[pairs.low] & present[pairs.high]).astype(np.int64)
    places = np.arange(len(both))
    sums = sparse.csr_array(
        (np.ones(len(both), dtype=np.int64), (pairs.number, places)), shape=(pairs.draws, len(both))
    )
    return np.asarray(sums @ both)


def count_sides(pairs: Distinct, cells: Ints, groups: Ints, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    """Return how many pairs of each cell's actors stay within their group, and how many do not: draws × cells × groups.

    A pair counts for the cell of either end, and once for a cell that holds both; if it joins two groups, it counts for
    each of the two in the cell of the actor that belongs to it.

    Args:
        pairs: of actors that all have a group.
        cells: the cell of each actor, -1 for none.
        groups: the group of each actor.
        shape: how many cells and groups there are.
    """
    same = groups[pairs.low] == groups[pairs.high]
    apart = cells[pairs.low] != cells[pairs.high]
    inner, outer = (np.zeros((pairs.draws, *shape), dtype=np.int64) for _ in range(2))
    for actors, counted in ((pairs.low, True), (pairs.high, apart)):
        here = cells[actors] >= 0
        inner += _count_ends(pairs, actors, cells, groups, same & counted & here, inner.shape)
        outer += _count_ends(pairs, actors, cells, groups, ~same & here, outer.shape)
    return inner, outer


def _count_ends(
    pairs: Distinct, actors: Ints, cells: Ints, groups: Ints, chosen: NDArray[np.bool_], shape: tuple[int, ...]
) -> Ints:
    ends = actors[chosen]
    return _count((pairs.number[chosen], cells[ends], groups[ends]), shape)


def _count(places: tuple[Ints, ...], shape: tuple[int, ...]) -> Ints:
    flat = np.ravel_multi_index(places, shape) if len(places[0]) else places[0]
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)
