"""Where each stands among the others by some score, and how many links would change that."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["count_joining_links", "score_standing"]

Floats = NDArray[np.float64]


def score_standing(scores: ArrayLike) -> Floats:
    """Return the share of the others that each surpasses, in [0, 1], along the last axis; a tie counts half.

    1 is the highest of all, 0 the lowest, and 1/2 where all are equal.  What has no score (``nan``) has no standing and
    does not count among the others; one that is alone has none either.

    >>> score_standing([0.2, 0.9, 0.5, float("nan")]).tolist()
    [0.0, 1.0, 0.5, nan]
    """
    values = np.asarray(scores, dtype=float)
    others = (~np.isnan(values)).sum(axis=-1, keepdims=True) - 1
    own, theirs = values[..., :, None], values[..., None, :]
    surpassed = (theirs < own).sum(axis=-1) + ((theirs == own).sum(axis=-1) - 1) / 2.0
    known = ~np.isnan(values) & (others > 0)
    return np.asarray(np.divide(surpassed, others, out=np.full(values.shape, np.nan), where=known))


def count_joining_links(unlinked: ArrayLike, further: int) -> int:
    """Return the fewest links by which *further* more nodes get a link to a node of another group.

    A link between two unlinked nodes of different groups serves both; beyond the pairs that can be made so, each link
    serves one.  At least one node of another group must be there for each to be joined to.

    Args:
        unlinked: number of nodes of each group without such a link.
        further: how many of them are to get one.

    Raises:
        ValueError: a number is negative, or fewer are unlinked than are to be linked.

    >>> count_joining_links([3, 2], 4), count_joining_links([3, 0], 2), count_joining_links([3, 2], 5)
    (2, 2, 3)
    """
    sizes = np.asarray(unlinked, dtype=np.int64)
    if further < 0 or (sizes < 0).any() or further > sizes.sum():
        raise ValueError("there must be enough unlinked nodes, and no number may be negative")
    whole = int(sizes.sum())
    pairs = min(whole // 2, whole - int(sizes.max(initial=0)))
    if further <= 2 * pairs:
        return -(-further // 2)
    return pairs + (further - 2 * pairs)
