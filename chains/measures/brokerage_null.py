"""Which brokerage roles chance would give: expectation, variance and draws under two nulls.

**Labels permuted** (:func:`score_role_null`): the network stays, every way of handing the group labels to the other nodes
is equally likely, and the broker keeps its own.  So the number of pairs that a node brokers is fixed; the null asks only
which groups they join.  Moments are exact.

**Links at random** (:func:`score_random_links_null`): groups stay, every ordered pair is linked with the same chance *d*,
independently; the null of Gould & Fernandez 1989 and of R ``sna::brokerage``, whose node-level moments are these.  It also
asks whether a node brokers more than others; a node with many links always does.

The sum over all nodes is another matter: see :mod:`chains.measures.brokerage_totals`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from chains.measures.brokerage import ROLES, check_network, count_pairs, to_links

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["RoleNull", "list_chances", "score_random_links_null", "score_role_null", "score_role_z"]


@dataclass(frozen=True)
class RoleNull:
    """Expectation and variance of role counts: nodes × five, columns as in :data:`~chains.measures.brokerage.ROLES`."""

    mean: Floats
    variance: Floats


def score_role_null(links: sparse.csr_array, labels: ArrayLike) -> RoleNull:
    """Return the exact moments of each node's role counts if the labels of all other nodes are permuted.

    With *B* the pairs that a node brokers, X = Σ_B f(labels of the pair), f = 1 where they make the role.  E X = |B| p and
    E X² adds over pairs of pairs: the same, the reverse, with one node in common (as sender, as receiver, or one each) and
    with none; how many there are of each follows from in- and outdegrees within *B*, and the chance that both make the role
    from falling factorials of the group sizes.  A node that brokers nothing has mean and variance 0.

    Raises:
        ValueError: the matrix is not square, or there is not one label for each node.
    """
    groups = check_network(links, labels)
    sizes = np.bincount(groups).astype(np.float64)
    overlaps = _count_overlaps(to_links(links))
    chances = [list_chances(sizes, own) for own in range(len(sizes))]
    table = np.stack(chances)[groups] if len(groups) else np.zeros((0, len(ROLES), 6))
    mean = overlaps[:, :1] * table[:, :, 0]
    variance = np.einsum("no,nro->nr", overlaps, table) - mean**2
    return RoleNull(mean, np.where(variance > 1e-9 * np.maximum(mean, 1.0) ** 2, variance, 0.0))


def _count_overlaps(links: sparse.csr_array) -> Floats:
    """Return for each node how many pairs of brokered pairs overlap: same, reversed, tails, heads, chained, apart."""
    back = sparse.csr_array(links.T)
    pairs = count_pairs(links).astype(np.float64)
    # Entry (a, v), where a → v: how many b the broker v joins a to.  Likewise (b, v), where v → b.
    out = np.asarray(links.sum(axis=1)).ravel()
    into = np.asarray(links.sum(axis=0)).ravel()
    senders = _scale_columns(links, out) - back.multiply(links) - (links @ back).multiply(links)
    receivers = _scale_columns(back, into) - links.multiply(back) - (back @ links).multiply(back)
    tails, heads = (_sum_columns(part.multiply(part)) - pairs for part in (senders, receivers))
    both = links.multiply(back)
    mutual = _sum_columns(both)
    linked = ((links + back) != 0).astype(np.int64)
    reversed_ = mutual * (mutual - 1) - _sum_columns((linked @ both).multiply(both))
    chained = 2 * (_sum_columns(senders.multiply(receivers)) - reversed_)
    apart = pairs**2 - pairs - reversed_ - tails - heads - chained
    return np.stack([pairs, reversed_, tails, heads, chained, apart], axis=1)


def _scale_columns(matrix: sparse.csr_array, by: Ints) -> sparse.csr_array:
    return sparse.csr_array(matrix @ sparse.diags_array(by, dtype=np.int64))


def _sum_columns(matrix: sparse.csr_array) -> Floats:
    return np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()


def list_chances(sizes: Floats, own: int) -> Floats:
    """Return for each role the chance that two pairs both make it if they overlap in each of the six ways.

    *sizes* are those of all groups, *own* the broker's; columns are same, reversed, senders, receivers, chained, apart.
    """
    rest = np.delete(sizes, own)
    mine, others, all_ = float(sizes[own]) - 1, float(rest.sum()), float(sizes.sum()) - 1
    two, three, four = (_fall(rest, count).sum() for count in (2, 3, 4))
    # Four nodes of which each pair is of one group: all of the same, or two groups.
    twice = four + two**2 - (_fall(rest, 2) ** 2).sum()
    apart = _fall(others, 4) - 2 * float((_fall(rest, 2) * _fall(others - 2, 2)).sum()) + twice
    split = _fall(others, 2) - two
    # Of three nodes the middle one differs from both others.
    fork = float((rest * _fall(others - rest, 2)).sum())
    mixed, shared, alike = mine * others, mine * _fall(others, 2), _fall(mine, 2) * others
    cross = _fall(mine, 2) * _fall(others, 2)
    counts = np.array(
        [
            [_fall(mine, 2), _fall(mine, 2), *[_fall(mine, 3)] * 3, _fall(mine, 4)],
            [two, two, three, three, three, twice],
            [mixed, 0, shared, alike, 0, cross],
            [mixed, 0, alike, shared, 0, cross],
            [split, split, fork, fork, fork, apart],
        ]
    )
    ways = np.array([_fall(all_, count) for count in (2, 2, 3, 3, 3, 4)])
    return np.asarray(np.divide(counts, ways, out=np.zeros(counts.shape), where=ways > 0))


def _fall(size: ArrayLike, count: int) -> Floats:
    """Return the falling factorial of *count* terms, 0 where there are fewer than *count* things."""
    given = np.asarray(size, dtype=np.float64)
    return np.asarray(np.where(given >= count, prod(given - term for term in range(count)), 0.0))


def score_random_links_null(links: sparse.csr_array, labels: ArrayLike) -> RoleNull:
    """Return the moments of each node's role counts if every ordered pair is linked with the chance *d*, independently.

    *d* is the density of the given network, ``m / (n (n - 1))``.  A pair is brokered with the chance ``q = d² (1 - d)``;
    two pairs with a common sender or receiver are both brokered with ``d³ (1 - d)²``, all others independently.  The same
    as ``exp`` and ``sd`` of R ``sna::brokerage`` for nodes.  All ``nan`` below two nodes.

    Raises:
        ValueError: the matrix is not square, or there is not one label for each node.
    """
    groups = check_network(links, labels)
    size = len(groups)
    if size < 2:  # noqa: PLR2004  # a pair
        return RoleNull(np.full((size, len(ROLES)), np.nan), np.full((size, len(ROLES)), np.nan))
    density = to_links(links).nnz / (size * (size - 1))
    chance = density**2 * (1 - density)
    sizes = np.bincount(groups).astype(np.float64)
    counts = np.stack([_count_ways(sizes, own) for own in range(len(sizes))])[groups]
    mean = counts[:, :, 0] * chance
    return RoleNull(mean, mean * (1 - chance) + counts[:, :, 1] * (density * (1 - density)) ** 3)


def _count_ways(sizes: Floats, own: int) -> Floats:
    """Return for each role how many pairs could make it, and how many ordered pairs of them share a sender or receiver."""
    chances = list_chances(sizes, own)
    all_ = float(sizes.sum()) - 1
    return np.stack([chances[:, 0] * _fall(all_, 2), (chances[:, 2] + chances[:, 3]) * _fall(all_, 3)], axis=1)


def score_role_z(counts: ArrayLike, null: RoleNull) -> Floats:
    """Return the standard deviations of role counts from their expectation; ``nan`` where the null has no variance."""
    spread = np.sqrt(null.variance)
    away = np.asarray(counts, dtype=np.float64) - null.mean
    return np.asarray(np.divide(away, spread, out=np.full(away.shape, np.nan), where=spread > 0))
