"""How many ways there are between two chains of a region that share no node, and who is on all of them.

A way is a tie between things of two chains of which at least one lies in the region
(:meth:`chains.gaps.reading.ties.Ties.across`); organisations are also tied to their projects and platforms.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from scipy import sparse

from chains.gaps.reading.survey import Survey
from chains.measures.cuts import find_bottlenecks

__all__ = ["TIED_CHAINS", "Ways", "measure_ways"]

TIED_CHAINS: Final = ("education", "industry", "innovation")
"""The chains whose things are tied to each other."""


@dataclass(frozen=True)
class Ways:
    """The ways between two chains of one region.

    Attributes:
        pair: the two chains.
        links: number of ties between them.
        count: largest number of ways that share no node.
        bottlenecks: the nodes without which there is one way fewer, by node number.
    """

    pair: tuple[str, str]
    links: int
    count: int
    bottlenecks: tuple[int, ...]


def measure_ways(survey: Survey, region: str | None) -> list[Ways]:
    """Return the ways between each two chains of a city, or of the whole network without one."""
    size = survey.network.nodes.height
    here = np.arange(size) if region is None else survey.candidates.nodes_in(region)
    return [_measure_pair(survey, pair, here) for pair in combinations(TIED_CHAINS, 2)]


def _measure_pair(survey: Survey, pair: tuple[str, str], here: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Ways:
    links = survey.ties.across(*pair, here)
    ends = np.flatnonzero(np.diff(links.indptr)), np.unique(links.indices)
    nodes = np.union1d(*ends)
    inner = sparse.csr_array(links + links.T)[nodes][:, nodes]
    count, places = find_bottlenecks(inner, *(np.searchsorted(nodes, end) for end in ends))
    return Ways(pair, links.nnz, count, tuple(nodes[places].tolist()))
