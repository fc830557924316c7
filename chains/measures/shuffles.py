"""Permuted layers, drawn once for all paths that pass them.

Under the null the network is permuted, not the path: where two metapaths share a layer, or one comes back through it,
each draw must give both the same links.  Layers are drawn by curveball trades (:mod:`chains.measures.curveball`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np
from scipy import sparse

from chains.measures.curveball import draw_margins
from chains.measures.metapath import to_ones

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["Shuffle", "Shuffles"]

_KEPT: Final = 20_000_000
"""Up to so many links of all draws of a layer are kept for the next path; others are drawn anew, and come out alike."""


class _Core:
    """The permuted links of one layer without its empty rows and columns; the fewer of both are its rows."""

    def __init__(self, layer: sparse.csr_array, draws: int, seed: Sequence[int]) -> None:
        self.starts = layer.indptr.astype(np.int64)
        self._layer, self._draws, self._seed = layer, draws, seed
        self._kept: list[Ints] | None = None

    def __iter__(self) -> Iterator[Ints]:
        if self._draws * self._layer.nnz > _KEPT:
            return self._draw()
        if self._kept is None:
            self._kept = list(self._draw())
        return iter(self._kept)

    def _draw(self) -> Iterator[Ints]:
        for drawn in draw_margins(self._layer, self._draws, np.random.default_rng(self._seed)):
            yield drawn.indices


class Shuffles:
    """All draws of a null: each layer permuted so many times, every node with as many links as on record.

    The same seed gives the same draws, in whatever order layers are asked for.
    """

    def __init__(self, draws: int, seed: int) -> None:
        self.draws = draws
        self._seed = seed
        self._known: dict[tuple[str, bytes, bytes], _Core] = {}

    def of(self, layer: sparse.csr_array, name: str) -> Shuffle:
        """Return the draws of a layer; layers of one *name* and with the same links, either way round, share them."""
        clean = to_ones(layer)
        rows, columns = (np.flatnonzero(np.asarray(clean.sum(axis=axis))) for axis in (1, 0))
        core = sparse.csr_array(clean[rows][:, columns])
        core.sort_indices()
        turned = sparse.csr_array(core.T)
        turned.sort_indices()
        # Rows where there are fewer of them; in a square layer the one of the two that comes first, so that both agree.
        flip = (len(rows), *_code(core)) > (len(columns), *_code(turned))
        base = turned if flip else core
        key = (name, *_code(base))
        if key not in self._known:
            self._known[key] = _Core(base, self.draws, (self._seed, crc32(name.encode())))
        outer, inner = (columns, rows) if flip else (rows, columns)
        return Shuffle(self._known[key], clean.shape, outer, inner, turned=flip)


def _code(layer: sparse.csr_array) -> tuple[bytes, bytes]:
    return layer.indptr.astype(np.int64).tobytes(), layer.indices.astype(np.int64).tobytes()


class Shuffle:
    """The permuted links of one layer, a draw being the nodes that the links of each of its rows (or columns) lead to."""

    def __init__(self, core: _Core, shape: tuple[int, int], outer: Ints, inner: Ints, *, turned: bool) -> None:
        self._core, self._inner, self._turned = core, inner, turned
        self._size, self._width = shape[::-1] if turned else shape
        counts = np.zeros(self._size + 1, dtype=np.int64)
        counts[outer + 1] = np.diff(core.starts)
        self._starts = counts.cumsum()

    def __iter__(self) -> Iterator[Ints]:
        return iter(self._core)

    def stack(self, draws: Sequence[Ints]) -> sparse.sparray:
        """Return the transposed layers of several draws as blocks along a diagonal."""
        count, links = len(draws), int(self._starts[-1])
        indices = np.concatenate([self._inner[part] + number * self._width for number, part in enumerate(draws)])
        starts = np.concatenate([[0], *(self._starts[1:] + number * links for number in range(count))])
        blocks = (np.ones(count * links), indices, starts)
        if self._turned:
            return sparse.csr_array(blocks, shape=(count * self._size, count * self._width))
        return sparse.csc_array(blocks, shape=(count * self._width, count * self._size))
