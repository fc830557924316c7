"""Which projects and platforms fit an enterprise, by its industry chains and segments.

An outcome fits if its name bears a word of one of them (:func:`~chains.gaps.reading.matching.split_words`), or if another
organisation of one of the enterprise's industry chains takes part in it or hosts it.  What lies in the same city and has
nothing to do with the enterprise's work does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from chains.gaps.reading.matching import split_words
from chains.measures.metapath import to_ones

if TYPE_CHECKING:
    from chains.gaps.reading.passages import Passages

__all__ = ["OutcomeFit"]


class OutcomeFit:
    """What fits whom in the passages of a network."""

    def __init__(self, passages: Passages) -> None:
        self._passages = passages
        self._labels = passages.network.nodes.get_column("label_zh").to_list()
        self._named: dict[int, frozenset[int]] = {}

    def choose(self, enterprise: int, outcomes: Sequence[int]) -> list[int]:
        """Return those of some outcomes that fit an enterprise: by name first, then by who takes part; else as they come."""
        fields = self._fields[[enterprise]].indices.tolist()
        named = frozenset[int]().union(*(self._bearing(field) for field in fields))
        shared = self._shared[[enterprise]].indices
        known = set(shared.tolist())
        return [one for one in outcomes if one in named] + [one for one in outcomes if one in known - named]

    @cached_property
    def _fields(self) -> sparse.csr_array:
        """Nodes × industry chains and segments that each is active in."""
        return to_ones(self._passages.active + self._passages.network.to_sparse("active-in-segment"))

    @cached_property
    def _shared(self) -> sparse.csr_array:
        """Nodes × outcomes that any organisation of the same industry chain takes part in."""
        active = self._passages.active.astype(np.int64)
        return to_ones(active @ (active.T @ self._passages.outcomes))

    def _bearing(self, field: int) -> frozenset[int]:
        if field not in self._named:
            words = split_words(self._labels[field] or "")
            self._named[field] = frozenset(
                outcome for outcome, name in self._outcomes if any(word in name for word in words)
            )
        return self._named[field]

    @cached_property
    def _outcomes(self) -> list[tuple[int, str]]:
        numbers = np.unique(self._passages.outcomes.indices).tolist()
        return [(number, (self._labels[number] or "").casefold()) for number in numbers]
