"""What could be done, what it costs and what it would close, as arrays: a coverage that saturates.

An item is something that one can do.  An element is something that is missing, of some weight; each item closes a part of
some elements, and what is closed of an element adds up to the whole of it at most.  The gain of a set of items ``S`` is::

    f(S) = Σ_j w_j · (min(1, s_j + Σ_{i ∈ S} a_ij) − s_j)

with ``w`` the weights, ``s`` what is closed already and ``a`` what the items contribute.  It is monotone (more items never
close less) and submodular (an item adds the less, the more there is), which is what the guarantees of
:mod:`chains.plan.greedy` rest on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Problem"]


@dataclass(frozen=True, eq=False)
class Problem:
    """Items that close parts of elements.

    Attributes:
        contributions: items × elements, 0 or more; the part of an element that an item closes.
        weights: of the elements, 0 or more.
        costs: of the items, above 0.
        start: what is closed of each element already, in [0, 1].

    Raises:
        ValueError: shapes do not agree, or a number is out of its range or none.
    """

    contributions: sparse.csr_array
    weights: Floats
    costs: Floats
    start: Floats

    def __post_init__(self) -> None:
        items, elements = self.contributions.shape
        shapes = (self.costs.shape, self.weights.shape, self.start.shape)
        if shapes != ((items,), (elements,), (elements,)):
            message = f"{items} items and {elements} elements, but costs, weights and start of shapes {shapes}"
            raise ValueError(message)
        _require("contributions", self.contributions.data, self.contributions.data >= 0)
        _require("weights", self.weights, self.weights >= 0)
        _require("costs", self.costs, self.costs > 0)
        _require("start", self.start, (self.start >= 0) & (self.start <= 1))

    def score(self, items: Sequence[int]) -> float:
        """Return the gain of a set of items; 0 for none."""
        return float(self.weights @ (self.cover(items) - self.start))

    def cover(self, items: Sequence[int]) -> Floats:
        """Return what is closed of each element with a set of items done, in [0, 1]."""
        done = np.unique(np.asarray(items, dtype=np.int64))
        added = np.asarray(self.contributions[done].sum(axis=0)).ravel() if len(done) else 0.0
        return np.minimum(1.0, self.start + added)

    def score_each(self, covered: Floats) -> Floats:
        """Return what each item alone would add to what is closed."""
        table = self.contributions
        closed = covered[table.indices]
        added = self.weights[table.indices] * (np.minimum(1.0, closed + table.data) - closed)
        return np.asarray(sparse.csr_array((added, table.indices, table.indptr), shape=table.shape).sum(axis=1)).ravel()

    def score_item(self, item: int, covered: Floats) -> float:
        """Return what one item would add to what is closed."""
        columns, parts = self.row(item)
        closed = covered[columns]
        return float(self.weights[columns] @ (np.minimum(1.0, closed + parts) - closed))

    def row(self, item: int) -> tuple[NDArray[np.int64], Floats]:
        """Return the elements that an item closes, and how much of each."""
        part = slice(self.contributions.indptr[item], self.contributions.indptr[item + 1])
        return self.contributions.indices[part], self.contributions.data[part]


def _require(name: str, values: Floats, right: NDArray[np.bool_]) -> None:
    if not (np.isfinite(values) & right).all():
        wrong = values[~(np.isfinite(values) & right)][0]
        message = f"{name}: {wrong} is out of range"
        raise ValueError(message)
