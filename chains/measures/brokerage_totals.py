"""The sum of brokerage roles over all nodes against permuted labels.

Here the brokers' own labels are permuted, too.  The mean has a closed form; the spread takes triples that overlap in
every way, so it is drawn, or listed in full where there are few ways to label.  The spread that R ``sna::brokerage``
gives for these totals is unreliable.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial, prod
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from chains.measures.brokerage import ROLES, check_network, count_roles, to_links
from chains.measures.brokerage_null import list_chances

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["TotalNull", "draw_role_totals"]


@dataclass(frozen=True)
class TotalNull:
    """The sum of the role counts over all nodes, and what permuted labels would give; five entries each.

    Attributes:
        observed: the sums.
        mean: their exact expectation.
        spread: their standard deviation, over the draws or over all ways.
        p_few, p_many: chance of sums so low, so high; of *m* draws ``(b + 1) / (m + 1)``, else the share of all ways.
        draws: number of draws, or of ways if all were listed.
        exact: whether all ways were listed.
    """

    observed: Ints
    mean: Floats
    spread: Floats
    p_few: Floats
    p_many: Floats
    draws: int
    exact: bool


def draw_role_totals(
    links: sparse.csr_array, labels: ArrayLike, random: np.random.Generator, draws: int = 999
) -> TotalNull:
    """Return the sums of the role counts and their null: all labels permuted over a fixed network.

    Every way to label the nodes is listed instead where there are no more than *draws* of them.

    Raises:
        ValueError: the matrix is not square, there is not one label for each node, or *draws* is not positive.
    """
    if draws < 1:
        raise ValueError("at least one draw is needed")
    groups = check_network(links, labels)
    sizes = np.bincount(groups)
    triples = _list_triples(to_links(links))
    ways = factorial(len(groups)) // prod(factorial(size) for size in sizes.tolist())
    exact = ways <= draws
    labelled = (
        _list_labels(sizes.tolist(), len(groups)) if exact else (random.permutation(groups) for _ in range(draws))
    )
    sums = np.stack([_sum_roles(one, triples) for one in labelled])
    observed, own = count_roles(links, groups).sum(axis=0), 0 if exact else 1
    mean = len(triples[0]) * _average_chances(sizes.astype(np.float64))
    p = [
        ((sums <= observed).sum(axis=0) + own) / (len(sums) + own),
        ((sums >= observed).sum(axis=0) + own) / (len(sums) + own),
    ]
    return TotalNull(observed, mean, sums.std(axis=0), p[0], p[1], len(sums), exact)


def _average_chances(sizes: Floats) -> Floats:
    """Return for each role the chance that three random nodes make it."""
    if sizes.sum() < 3:  # noqa: PLR2004  # a triple
        return np.zeros(len(ROLES))
    chances = np.stack([list_chances(sizes, own)[:, 0] for own in range(len(sizes))])
    return np.asarray(sizes @ chances / sizes.sum())


def _list_triples(links: sparse.csr_array) -> tuple[Ints, Ints, Ints]:
    """Return the nodes a, v, b of every brokered pair."""
    size = links.shape[0]
    found = sparse.coo_array(links)
    tails, heads = (axis.astype(np.int64) for axis in found.coords)
    # For each link a → v, every link v → b.
    out = np.diff(links.indptr)
    repeats = out[heads]
    starts = np.repeat(links.indptr[heads], repeats)
    steps = np.arange(len(starts)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    ends = links.indices[starts + steps].astype(np.int64)
    first, broker = np.repeat(tails, repeats), np.repeat(heads, repeats)
    closed = np.isin(first * size + ends, tails * size + heads) | (first == ends)
    return first[~closed], broker[~closed], ends[~closed]


def _sum_roles(groups: Ints, triples: tuple[Ints, Ints, Ints]) -> Ints:
    first, broker, last = (groups[axis] for axis in triples)
    start, end, ends = first == broker, broker == last, first == last
    makes = (start & end, ends & ~start, start & ~end, ~start & end, ~start & ~end & ~ends)
    return np.array([int(role.sum()) for role in makes])


def _list_labels(sizes: list[int], count: int) -> Iterator[Ints]:
    """Yield every way to label so many nodes with groups of these sizes."""

    def place(group: int, free: tuple[int, ...]) -> Iterator[dict[int, int]]:
        if group == len(sizes):
            yield {}
            return
        for chosen in combinations(free, sizes[group]):
            rest = tuple(node for node in free if node not in chosen)
            for further in place(group + 1, rest):
                yield further | dict.fromkeys(chosen, group)

    for labels in place(0, tuple(range(count))):
        yield np.array([labels[node] for node in range(count)], dtype=np.int64)
