"""The complete-chain share of a city, and what is left of it when one organisation leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from chains.gaps.reading.passages import Passage
from chains.gaps.reading.survey import Survey
from chains.measures.metapath import join_ends, score_losses

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Shares", "measure_shares"]


@dataclass(frozen=True)
class Shares:
    """The complete-chain share of a city.

    Attributes:
        pairs: number of pairs of a programme and a project or platform.
        joined: how many of them are joined.
        lost: how many of these would be lost without an organisation, by its node number; absent for none.
    """

    pairs: int
    joined: int
    lost: Mapping[int, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Share of the pairs that is joined; ``nan`` without a pair."""
        return self.joined / self.pairs if self.pairs else float("nan")

    def without(self, node: int) -> float:
        """Return the share of the same pairs that is left without an organisation."""
        return (self.joined - self.lost.get(node, 0)) / self.pairs if self.pairs else float("nan")


def measure_shares(survey: Survey, city: str) -> Shares:
    """Return the share of a city and its losses.

    An enterprise takes with it the pairs of which it is the only way, an institution the programmes that only it offers
    there.  Pairs are counted among the programmes, projects and platforms that are there now.
    """
    passage = survey.passages.through_region(city)
    joined = join_ends(passage.layers)
    pairs = joined.shape[0] * joined.shape[1]
    if not joined.nnz:
        return Shares(pairs, 0)
    carried = np.rint(score_losses(passage.layers, 2) * joined.nnz).astype(np.int64)
    alone = _count_alone(survey, passage, joined)
    lost = dict(zip(passage.enterprises.tolist(), carried.tolist(), strict=True))
    for node, count in alone.items():
        lost[node] = _count_both(survey, passage, joined, node) if lost.get(node) else count
    return Shares(pairs, joined.nnz, {node: count for node, count in lost.items() if count})


def _count_alone(survey: Survey, passage: Passage, joined: csr_array) -> dict[int, int]:
    """Return for each institution the joined pairs of the programmes that only it offers here."""
    counts = np.diff(joined.indptr) * (passage.offerings == 1)
    offered = survey.passages.offers[passage.institutions][:, passage.programmes] @ counts
    return {
        int(node): int(count) for node, count in zip(passage.institutions, np.asarray(offered), strict=True) if count
    }


def _count_both(survey: Survey, passage: Passage, joined: csr_array, node: int) -> int:
    """Return the pairs lost with an organisation that offers programmes and carries pairs."""
    first, second, third = passage.layers
    kept = passage.enterprises != node
    offered = survey.passages.offers[[node]][:, passage.programmes].toarray().ravel() > 0
    programmes = ~(offered & (passage.offerings == 1))
    return int(joined.nnz - join_ends([first[programmes], second[:, kept], third[kept]]).nnz)
