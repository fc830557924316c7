"""How good is a score of links?  Rank what is true among what is not, and say how sure the answer is.

A *query* is one link that was hidden, together with the pairs that could have been there instead: its candidates.  All
candidates of all queries stand in one flat list: ``scores``, ``queries`` (which query each belongs to, counted from 0)
and ``hidden`` (true for the one candidate of each query that is the hidden link).  The ranking is *filtered*: whoever
makes the list leaves out other links known to be true, which are no mistakes.  ``nan`` counts as the lowest score.

Every measure takes *weights*: draws × queries, how often each query counts.  Without them each counts once, and the
result has no axis of draws.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

__all__ = [
    "count_rivals",
    "draw_weights",
    "find_band",
    "find_ranks",
    "join_groups",
    "score_average_precision",
    "score_hits",
    "score_mean",
    "score_reciprocal_ranks",
    "score_roc_areas",
    "split_groups",
]


def find_ranks(scores: ArrayLike, queries: ArrayLike, hidden: ArrayLike) -> tuple[Floats, Numbers]:
    """Return the rank of each query's hidden link among its candidates, and how many candidates there are.

    The best has rank 1; tied candidates share the mean of their ranks, so that a score that says nothing ranks in the
    middle and not on top.

    >>> find_ranks([3.0, 1.0, 1.0, 0.0], [0, 0, 0, 0], [False, True, False, False])
    (array([2.5]), array([4]))

    Raises:
        ValueError: a query has not exactly one hidden link.
    """
    values, numbers, true = _flatten(scores, queries, hidden)
    own = _own_scores(values, numbers, true)
    sizes = np.bincount(numbers, minlength=len(own))
    better = np.bincount(numbers, weights=values > own[numbers], minlength=len(own))
    equal = np.bincount(numbers, weights=values == own[numbers], minlength=len(own))
    return 1.0 + better + (equal - 1.0) / 2.0, sizes.astype(np.int64)


def _flatten(scores: ArrayLike, queries: ArrayLike, hidden: ArrayLike) -> tuple[Floats, Numbers, NDArray[np.bool_]]:
    values = np.asarray(scores, dtype=float)
    known = np.where(np.isnan(values), -np.inf, values)
    return known, np.asarray(queries, dtype=np.int64), np.asarray(hidden, dtype=bool)


def _own_scores(values: Floats, queries: Numbers, hidden: NDArray[np.bool_]) -> Floats:
    count = int(queries.max(initial=-1)) + 1
    if not np.array_equal(np.sort(queries[hidden]), np.arange(count)):
        raise ValueError("each query needs exactly one hidden link")
    own = np.empty(count)
    own[queries[hidden]] = values[hidden]
    return own


def count_rivals(scores: ArrayLike, queries: ArrayLike, hidden: ArrayLike) -> tuple[Floats, Floats]:
    """Return what a list of all candidates of all queries holds down to each hidden link.

    Two matrices of queries × queries: entry (p, q) of the first is 1 if the hidden link of q scores as high as that of
    p or higher, and entry (p, q) of the second counts the candidates of q that do.

    Raises:
        ValueError: a query has not exactly one hidden link.
    """
    values, numbers, true = _flatten(scores, queries, hidden)
    own = _own_scores(values, numbers, true)
    order = np.lexsort((values, numbers))
    ordered, bounds = values[order], np.searchsorted(numbers[order], np.arange(len(own) + 1))
    parts = [ordered[start:end] for start, end in pairwise(bounds.tolist())]
    counts = [len(part) - np.searchsorted(part, own, side="left") for part in parts]
    above = np.stack(counts, axis=1).astype(float) if counts else np.zeros((0, 0))
    return (own[None, :] >= own[:, None]).astype(float), above


def score_mean(values: ArrayLike, weights: Floats | None = None) -> Floats:
    """Return the weighted mean of one value per query; ``nan`` without queries."""
    each = np.asarray(values, dtype=float)
    used = np.ones((1, len(each))) if weights is None else np.atleast_2d(weights)
    totals = used.sum(axis=1)
    means = np.divide(used @ each, totals, out=np.full(len(totals), np.nan), where=totals > 0)
    return np.asarray(means[0] if weights is None else means)


def score_reciprocal_ranks(ranks: ArrayLike) -> Floats:
    """Return the reciprocal rank of each query, in (0, 1]; its mean is the MRR.

    Source: Voorhees 1999, TREC-8, p. 77.
    """
    return np.asarray(1.0 / np.asarray(ranks, dtype=float))


def score_hits(ranks: ArrayLike, most: int) -> Floats:
    """Return for each query whether its hidden link stands among the first *most*, 0 or 1; its mean is Hits@k."""
    return (np.asarray(ranks, dtype=float) <= most).astype(float)


def score_roc_areas(ranks: ArrayLike, sizes: ArrayLike) -> Floats:
    """Return for each query the share of its other candidates that its hidden link beats, ties as half: its AUC.

    0.5 is chance, 1 the best.  ``nan`` where there is no other candidate.

    Source: Hanley & McNeil 1982, Radiology 143:29.
    """
    others = np.asarray(sizes, dtype=float) - 1.0
    lost = np.asarray(ranks, dtype=float) - 1.0
    beaten = np.divide(lost, others, out=np.full(others.shape, np.nan), where=others > 0)
    return np.asarray(1.0 - beaten)


def score_average_precision(own: Floats, above: Floats, weights: Floats | None = None) -> Floats:
    """Return the average precision of one list of all candidates of all queries, in (0, 1].

    The mean over hidden links of the precision down to each: hidden links that score as high or higher / all candidates
    that do.  Candidates of equal score are taken together, as scikit-learn does.  ``nan`` without queries.

    Args:
        own: first matrix of :func:`count_rivals`.
        above: second matrix of :func:`count_rivals`.
        weights: see the module.
    """
    count = len(own)
    used = np.ones((1, count)) if weights is None else np.atleast_2d(weights)
    held, all_held = used @ own.T, used @ above.T
    precision = np.divide(held, all_held, out=np.zeros(held.shape), where=all_held > 0)
    totals = used.sum(axis=1)
    means = np.divide((used * precision).sum(axis=1), totals, out=np.full(len(totals), np.nan), where=totals > 0)
    return np.asarray(means[0] if weights is None else means)


def join_groups(items: ArrayLike, labels: ArrayLike, count: int) -> Numbers:
    """Return a group for each of *count* items: those that share a label, directly or through others, are together.

    *items* and *labels* are parallel: item number and label number of each pair.  An item without a label is a group
    of its own.  Groups are numbered from 0 in the order of their first item.
    """
    from scipy.sparse.csgraph import connected_components

    first, second = np.asarray(items, dtype=np.int64), np.asarray(labels, dtype=np.int64)
    size = count + int(second.max(initial=-1)) + 1
    links = sparse.csr_array((np.ones(len(first)), (first, count + second)), shape=(size, size))
    _, found = connected_components(links, directed=False)
    _, start, numbers = np.unique(found[:count], return_index=True, return_inverse=True)
    return np.argsort(np.argsort(start))[numbers].astype(np.int64)


def split_groups(groups: ArrayLike, folds: int, seed: int) -> Numbers:
    """Return a fold, 0 to *folds* − 1, for each item: groups stay whole, at random, and folds are about equal.

    Groups are taken in random order, each by the fold that is smallest so far (of equal ones the first).

    Raises:
        ValueError: there are fewer than two folds.
    """
    if folds < 2:  # noqa: PLR2004
        raise ValueError("a split needs at least two folds")
    numbers = np.asarray(groups, dtype=np.int64)
    sizes = np.bincount(numbers)
    held, chosen = np.zeros(folds, dtype=np.int64), np.zeros(len(sizes), dtype=np.int64)
    for group in np.random.default_rng(seed).permutation(len(sizes)):
        chosen[group] = held.argmin()
        held[chosen[group]] += sizes[group]
    return chosen[numbers]


def draw_weights(groups: ArrayLike, draws: int, seed: int) -> Floats:
    """Return bootstrap weights, *draws* × items: how often each item's group was drawn, with replacement.

    Items of one group (links that one report tells of) are not independent, so groups are drawn, not items.

    Source: Field & Welsh 2007, J. R. Stat. Soc. B 69:369 (the cluster bootstrap).
    """
    numbers = np.asarray(groups, dtype=np.int64)
    count = int(numbers.max(initial=-1)) + 1
    if not count:
        return np.zeros((draws, 0))
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1.0 / count), size=draws)
    return np.asarray(drawn[:, numbers].astype(float))


def find_band(values: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """Return the middle share *level* of bootstrap values (percentile method); ``nan`` twice where all are ``nan``."""
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return float(low), float(high)
