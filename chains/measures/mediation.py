"""Does one node alone join two groups?

In an undirected network, a pair of nodes of two groups is *joined* if it has no link and a neighbour in common, and joined
by one node *alone* if that is the only one.  A *lone broker* joins alone at least a given share of the joined pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from chains.measures.brokerage import Joined, check_network, find_joined_pairs, to_links

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["NEARLY_ALL", "Mediation", "draw_shares", "measure_mediation"]

NEARLY_ALL: Final = Fraction(9, 10)
"""Share of the joined pairs from which a broker counts as the only one; a convention of ours."""

_CELLS: Final = 2_000_000
"""So many pairs are labelled at a time."""


@dataclass(frozen=True)
class Mediation:
    """Who joins two groups.

    Attributes:
        pairs: the joined pairs, each with its only broker if there is but one.
        broker: the node that joins most of them alone, the lowest number of equal ones; ``None`` where none joins any alone.
        alone: how many it joins alone.
        brokers: how many nodes join any pair.
    """

    pairs: Joined
    broker: int | None
    alone: int
    brokers: int

    @property
    def joined(self) -> int:
        """Number of joined pairs."""
        return len(self.pairs.first)

    @property
    def share(self) -> float:
        """Share of the joined pairs that the broker joins alone; ``nan`` where no pair is joined."""
        return self.alone / self.joined if self.joined else float("nan")

    def is_lone(self, share: Fraction = NEARLY_ALL) -> bool:
        """Return whether the broker joins alone at least this share of the pairs; no pair, no lone broker."""
        return self.joined > 0 and self.alone >= share * self.joined


def measure_mediation(links: sparse.csr_array, first: Flags, second: Flags) -> Mediation:
    """Return who joins two groups of nodes, which have no node in common, in a symmetric network.

    Raises:
        ValueError: the matrix is not square, or the flags are not one for each node.
    """
    check_network(links, first)
    check_network(links, second)
    whole = to_links(links)
    found = find_joined_pairs(whole)
    across = (first[found.first] & second[found.second]) | (second[found.first] & first[found.second])
    pairs = Joined(found.first[across], found.second[across], found.joiners[across], found.alone[across])
    counts = np.bincount(pairs.alone[pairs.alone >= 0], minlength=whole.shape[0])
    alone = int(counts.max(initial=0))
    return Mediation(pairs, int(counts.argmax()) if alone else None, alone, _count_brokers(whole, pairs))


def _count_brokers(links: sparse.csr_array, pairs: Joined) -> int:
    """Return how many nodes have a link to both nodes of any of the pairs."""
    ones = np.ones(len(pairs.first), dtype=np.int64)
    matrix = sparse.csr_array((ones, (pairs.first, pairs.second)), shape=links.shape)
    return int((np.asarray((links @ matrix).multiply(links).sum(axis=1)) > 0).sum())


def draw_shares(
    links: sparse.csr_array, labels: ArrayLike, groups: tuple[int, int], random: np.random.Generator, draws: int = 999
) -> Floats:
    """Return the largest share that any node joins alone, between two groups, under labels permuted over the network.

    *labels* are integers, *groups* two of them.  One entry for each draw, ``nan`` where no pair is joined.

    Raises:
        ValueError: the matrix is not square, or there is not one label for each node.
    """
    check_network(links, labels)
    given = np.asarray(labels, dtype=np.int64)
    found = find_joined_pairs(to_links(links))
    single = np.flatnonzero(found.alone >= 0)
    ones = np.ones(len(single), dtype=np.int64)
    owners = sparse.csr_array((ones, (found.alone[single], single)), shape=(len(given), len(found.first)))
    rows = max(1, _CELLS // max(len(found.first), 1))
    parts = [min(rows, draws - start) for start in range(0, draws, rows)]
    return np.concatenate([np.zeros(0), *(_draw_part(given, groups, found, owners, random, size) for size in parts)])


def _draw_part(
    labels: Ints,
    groups: tuple[int, int],
    found: Joined,
    owners: sparse.csr_array,
    random: np.random.Generator,
    size: int,
) -> Floats:
    drawn = random.permuted(np.tile(labels, (size, 1)), axis=1)
    first, second = drawn[:, found.first], drawn[:, found.second]
    across = ((first == groups[0]) & (second == groups[1])) | ((first == groups[1]) & (second == groups[0]))
    joined = across.sum(axis=1)
    alone = np.asarray(owners @ across.T.astype(np.int64)).max(axis=0, initial=0)
    return np.asarray(np.divide(alone, joined, out=np.full(size, np.nan), where=joined > 0))
