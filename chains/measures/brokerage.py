"""Who stands between groups: the brokerage roles of Gould & Fernandez, and which nodes alone join a pair.

A node *v* brokers for an ordered pair of other nodes (*a*, *b*) if links lead *a* → *v* → *b* and none leads *a* → *b*.
By the groups of the three, read in this order, that is one of five roles::

    coordinator     A A A   all of one group
    itinerant       A B A   an outsider between two of one group ("consultant" in some packages)
    representative  A A B   speaks for its own group to another
    gatekeeper      A B B   lets another group in to its own
    liaison         A B C   three groups

In a network without directions each pair would be counted once each way.  :func:`fold_roles` counts *unordered* pairs
once; a representative is then a gatekeeper seen from the other side, so four roles remain.  R ``sna::brokerage`` counts
ordered pairs there, too: twice as many coordinators, itinerants and liaisons.

Links are any sparse square matrix, an entry other than 0 being a link from row to column; loops do not count.

Source: Gould & Fernandez 1989, Sociological Methodology 19:89, doi:10.2307/270949.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.int64]

__all__ = [
    "PAIR_ROLES",
    "ROLES",
    "Joined",
    "check_network",
    "count_pairs",
    "count_roles",
    "find_joined_pairs",
    "fold_roles",
    "to_links",
]

ROLES: Final = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")
PAIR_ROLES: Final = ("coordinator", "itinerant", "gatekeeper", "liaison")
"""The roles that are left where links have no direction."""


def to_links(matrix: sparse.csr_array) -> sparse.csr_array:
    """Return the 0/1 matrix of the links, as integers, without loops."""
    clean = sparse.csr_array(sparse.csr_array(matrix) != 0).astype(np.int64)
    if (loops := clean.diagonal()).any():
        clean = sparse.csr_array(clean - sparse.diags_array(loops, dtype=np.int64))
    clean.eliminate_zeros()
    return clean


def check_network(links: sparse.csr_array, labels: ArrayLike | None = None) -> Ints:
    """Return the group of each node as a number 0, 1, …, groups in the order of their labels.

    Raises:
        ValueError: the matrix is not square, or there is not one label for each node.
    """
    if links.shape[0] != links.shape[1]:
        message = f"a network is a square matrix, not {links.shape[0]} × {links.shape[1]}"
        raise ValueError(message)
    given = np.zeros(links.shape[0], dtype=np.int64) if labels is None else np.asarray(labels)
    if given.shape != (links.shape[0],):
        message = f"{links.shape[0]} nodes need as many labels, not {given.shape}"
        raise ValueError(message)
    return np.unique(given, return_inverse=True)[1].astype(np.int64)


def count_roles(links: sparse.csr_array, labels: ArrayLike) -> Ints:
    """Return how many ordered pairs each node brokers in each role: nodes × five, columns as in :data:`ROLES`.

    Five sparse products and no loop over pairs.  All 0 for a node that brokers for nobody; an isolated node does not.

    >>> path = sparse.csr_array([[0, 1, 0], [0, 0, 1], [0, 0, 0]])
    >>> dict(zip(ROLES, count_roles(path, ["a", "a", "b"])[1].tolist()))["representative"]
    1

    Raises:
        ValueError: the matrix is not square, or there is not one label for each node.
    """
    groups = check_network(links, labels)
    whole = to_links(links)
    own, other = _split(whole, groups)
    # Columns: how many links come in from, and go out to, each group.
    shape = (len(groups), int(groups.max(initial=0)) + 1)
    belong = sparse.csr_array((np.ones(len(groups), dtype=np.int64), (np.arange(len(groups)), groups)), shape=shape)
    into, out = (whole.T @ belong).toarray(), (whole @ belong).toarray()
    places = (np.arange(len(groups)), groups)
    own_in, own_out = into[places], out[places]
    other_in, other_out = into.sum(axis=1) - own_in, out.sum(axis=1) - own_out
    same = (into * out).sum(axis=1) - own_in * own_out
    counts = (
        own_in * own_out - _sum_rows(own, own.T) - _sum_rows(own, own.T @ whole),
        same - _sum_rows(other, other.T) - _sum_rows(other, other.T @ own),
        own_in * other_out - _sum_rows(other, own.T @ whole),
        other_in * own_out - _sum_rows(own, other.T @ whole),
        other_in * other_out - same - _sum_rows(other, other.T @ other),
    )
    return np.stack(counts, axis=1)


def _split(links: sparse.csr_array, groups: Ints) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return the links within a group and those between groups."""
    found = sparse.coo_array(links)
    rows, columns = found.coords
    inside = groups[rows] == groups[columns]
    parts = [
        sparse.csr_array((found.data[chosen], (rows[chosen], columns[chosen])), shape=links.shape)
        for chosen in (inside, ~inside)
    ]
    return parts[0], parts[1]


def _sum_rows(first: sparse.csr_array, second: sparse.csr_array) -> Ints:
    """Return the sum of each row of the product, entry by entry."""
    return np.asarray(first.multiply(second).sum(axis=1), dtype=np.int64)


def count_pairs(links: sparse.csr_array) -> Ints:
    """Return how many ordered pairs each node brokers, whatever the groups: the sum of its roles."""
    check_network(links)
    whole = to_links(links)
    into, out = (np.asarray(whole.sum(axis=axis), dtype=np.int64).ravel() for axis in (0, 1))
    return np.asarray(into * out - _sum_rows(whole, whole.T) - _sum_rows(whole, whole.T @ whole))


def fold_roles(counts: ArrayLike, *, squared: bool = False) -> NDArray[np.float64]:
    """Return role counts of a symmetric network with each unordered pair once: columns as in :data:`PAIR_ROLES`.

    Half the coordinators, itinerants and liaisons; of gatekeepers and representatives, which are as many, one.  The
    last axis of *counts* has the five roles.  With *squared*, variances are given: quarters instead of halves.
    """
    given = np.asarray(counts, dtype=np.float64)
    half = 0.25 if squared else 0.5
    return np.asarray(given[..., [0, 1, 3, 4]] * np.array([half, half, 1.0, half]))


@dataclass(frozen=True)
class Joined:
    """The unordered pairs of nodes of an undirected network that have no link and a neighbour in common.

    Attributes:
        first, second: their nodes, ``first < second``, sorted.
        joiners: how many neighbours they have in common, at least 1.
        alone: the one neighbour where there is but one, else -1.
    """

    first: Ints
    second: Ints
    joiners: Ints
    alone: Ints


def find_joined_pairs(links: sparse.csr_array) -> Joined:
    """Return the pairs that are brokered in a symmetric network, and who alone brokers each."""
    check_network(links)
    whole = to_links(links)
    size = whole.shape[0]
    common = sparse.triu(whole @ whole, k=1, format="csr")
    free = sparse.coo_array(common - common.multiply(whole))
    free.eliminate_zeros()
    rows, columns = (axis.astype(np.int64) for axis in free.coords)
    order = np.lexsort((columns, rows))
    rows, columns, joiners = rows[order], columns[order], free.data[order].astype(np.int64)
    # The sum of the numbers of all common neighbours is that of the only one where there is one.
    numbers = sparse.csr_array(whole @ sparse.diags_array(np.arange(size), dtype=np.int64) @ whole)
    sums = np.asarray(numbers[rows, columns]).ravel() if len(rows) else np.zeros(0, dtype=np.int64)
    return Joined(rows, columns, joiners, np.where(joiners == 1, sums, -1).astype(np.int64))
