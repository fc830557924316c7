"""How many unseen links would overturn a finding on a path of layers.

A missing statement is not a fact: each finding tells the smallest number of links, not yet on record, that would make
it false.  Exact, also where that takes an integer program.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from chains.measures.dwpc import Masks, Weights, walk_weighed
from chains.measures.metapath import (
    Layers,
    check_layers,
    count_arrivals,
    find_weakest_step,
    join_ends,
    reverse_layers,
    to_ones,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["count_cover", "count_links_needed", "count_missing_links", "count_step_links", "rank_link_gains"]


def count_missing_links(layers: Layers) -> int:
    """Return the smallest number of links that must be added before any pair of ends is joined; 0 if one is.

    A set without nodes counts as having one that is linked to nothing: an unseen node needs unseen links.
    """
    check_layers(layers)
    # Cheapest way to each node: an existing link costs nothing, a missing one costs 1.
    cost = np.zeros(max(layers[0].shape[0], 1), dtype=np.int64)
    for layer in layers:
        after = np.full(max(layer.shape[1], 1), cost.min() + 1)
        links = sparse.coo_array(to_ones(layer))
        np.minimum.at(after, links.coords[1], cost[links.coords[0]])
        cost = after
    return int(cost.min())


def count_step_links(layers: Layers, step: int) -> int | None:
    """Return the smallest number of links that must be added at a step before it is no longer the weakest.

    That is: before :func:`find_weakest_step` gives another answer.  ``None`` if the step is not the weakest, or no
    number of links at it would change the answer.

    Completing step *j* joins ``s_j · g_j`` pairs, with *s_j* starts that reach it and *g_j* goals reached from it.
    A link added at step *i* changes neither *s_i* nor *g_i*; it can raise *g_j* of an earlier step and *s_j* of a
    later one, each by what its own ends reach.  So the answer is the smallest number of reaches that cover enough
    goals, or starts, for some other step to draw level (an earlier one) or ahead (a later one); or, at the first
    step, to join all that it can join.
    """
    if find_weakest_step(layers) != step:
        return None
    starts, goals = count_arrivals(layers), count_arrivals(reverse_layers(layers))[::-1]
    bound = starts[step - 1] * goals[step - 1]
    onward, back = layers[step:], reverse_layers(layers[: step - 1])
    found = [_count_raise(layers[before + 1 :], onward, -(-bound // starts[before])) for before in range(step - 1)]
    found += [
        _count_raise(reverse_layers(layers[:later]), back, bound // goals[later] + 1)
        for later in range(step, len(layers))
        if goals[later]
    ]
    if step == 1:
        found.append(_count_all(layers))
    return min((count for count in found if count is not None), default=None)


def _count_raise(whole: Layers, rest: Layers, needed: int) -> int | None:
    """Return how many nodes from which *rest* leads on must be linked before *whole* reaches so many of its ends.

    *whole* runs from some set to the ends, *rest* is its part after the step that gets the links.
    """
    ends = whole[-1].shape[1]
    known = np.asarray(join_ends(whole).sum(axis=0)) > 0
    reaches = join_ends(rest) if rest else sparse.eye_array(ends, dtype=np.int64, format="csr")
    return count_cover(sparse.csr_array(reaches[:, np.flatnonzero(~known)]), needed - int(known.sum()))


def _count_all(layers: Layers) -> int | None:
    """Return how many links at the first step join every start with every goal that the later steps reach."""
    reaches = (
        join_ends(layers[1:]) if len(layers) > 1 else sparse.eye_array(layers[0].shape[1], dtype=np.int64, format="csr")
    )
    reachable = np.asarray(reaches.sum(axis=0)) > 0
    joined = join_ends(layers).toarray() > 0
    counts = [
        count_cover(sparse.csr_array(reaches[:, np.flatnonzero(reachable & ~row)]), int((reachable & ~row).sum()))
        for row in joined
    ]
    return None if any(count is None for count in counts) else sum(count or 0 for count in counts)


def count_cover(sets: sparse.csr_array, needed: int) -> int | None:
    """Return the smallest number of sets whose union has at least so many elements; ``None`` if all have fewer.

    *sets* is the 0/1 matrix sets × elements.  Exact: where taking the largest set again and again meets the bound that
    their sizes set, that is the answer; else an integer program finds it (partial set cover is NP-hard in general).

    >>> count_cover(sparse.csr_array([[1, 1, 0], [0, 1, 1], [1, 0, 0]]), 3)
    2
    """
    clean = to_ones(sets)
    if needed <= 0:
        return 0
    clean = clean[np.flatnonzero(np.diff(clean.indptr))]
    taken = _cover_greedily(clean, needed)
    if taken is None:
        return None
    # No smaller number of sets is large enough, even if none of them overlapped.
    sizes = np.sort(np.diff(clean.indptr))[::-1].cumsum()
    least = int(np.searchsorted(sizes, needed)) + 1
    return taken if taken == least else _solve_cover(clean, needed)


def _cover_greedily(sets: sparse.csr_array, needed: int) -> int | None:
    """Return how many sets cover so many elements if each time the one that adds most is taken."""
    covered, taken = np.zeros(sets.shape[1], dtype=bool), 0
    while int(covered.sum()) < needed:
        gains = np.asarray(sets @ (~covered).astype(np.int64))
        best = int(gains.argmax()) if len(gains) else 0
        if not len(gains) or not gains[best]:
            return None
        if gains[best] == 1:
            # From here on every set adds at most one element; as many as are missing, if there are so many.
            rest, missing = (
                int((np.bincount(sets.indices, minlength=len(covered))[~covered] > 0).sum()),
                needed - int(covered.sum()),
            )
            return taken + missing if rest >= missing else None
        covered[sets.indices[sets.indptr[best] : sets.indptr[best + 1]]] = True
        taken += 1
    return taken


def _solve_cover(sets: sparse.csr_array, needed: int) -> int:
    from scipy.optimize import Bounds, LinearConstraint, milp

    count, elements = sets.shape
    # Choose sets x and elements y: an element counts only if a chosen set has it.
    held = sparse.hstack([sets.T, -sparse.eye_array(elements)], format="csc")
    enough = sparse.csr_array(np.concatenate([np.zeros(count), np.ones(elements)])[None, :])
    result = milp(
        np.concatenate([np.ones(count), np.zeros(elements)]),
        constraints=[LinearConstraint(held, lb=0.0), LinearConstraint(enough, lb=needed)],
        integrality=np.ones(count + elements),
        bounds=Bounds(0, 1),
    )
    return round(float(result.fun))


def rank_link_gains(layers: Layers, masks: Masks, goals: Floats, weights: Weights) -> Floats:
    """Return the most that 0, 1, 2, … links not on record, all at one step, add to the weighted path count of a cell.

    Links at one step add up, since a path takes one link of each; so each entry is exact: at each step the links are
    taken in the order of what they add, and the best step counts.  *weights* stay those on record (see
    :func:`~chains.measures.dwpc.weigh_layers`); a node without a link weighs as one with one.  *masks* are those of a
    single cell, one row each; *goals* weighs the nodes of ``V_k``, one row.
    """
    ends = goals if masks[-1] is None else goals * masks[-1]
    known = [(np.where(rows > 0, rows, 1.0), np.where(columns > 0, columns, 1.0)) for rows, columns in weights]
    turned = [(columns, rows) for rows, columns in reversed(known)]
    before = walk_weighed(layers, masks, known)
    after = walk_weighed(reverse_layers(layers), [ends, *reversed(masks[:-1])], turned)[::-1]
    steps = [
        _rank_gains(layer, first.ravel() * rows, second.ravel() * columns)
        for layer, first, second, (rows, columns) in zip(layers, before[:-1], after[1:], known, strict=True)
    ]
    longest = max(len(gains) for gains in steps)
    return np.asarray(np.max([np.pad(gains, (0, longest - len(gains)), mode="edge") for gains in steps], axis=0))


def _rank_gains(layer: sparse.csr_array, before: Floats, after: Floats) -> Floats:
    rows, columns = np.flatnonzero(before), np.flatnonzero(after)
    missing = to_ones(layer)[rows][:, columns].toarray() == 0
    gains = np.sort(np.outer(before[rows], after[columns])[missing])[::-1]
    return np.concatenate([[0.0], gains.cumsum()])


def count_links_needed(values: Sequence[float], gains: Sequence[Floats], bound: float) -> int | None:
    """Return the fewest links that lift a product of one or two weighted path counts above *bound*; ``None`` if none do.

    *values* are the counts on record, *gains* what 0, 1, 2, … links add to each of them.

    >>> count_links_needed([2.0, 0.0], [np.array([0.0, 1.0]), np.array([0.0, 3.0, 4.0])], 7.0)
    2
    """
    first = values[0] + gains[0]
    if len(values) == 1:
        enough = np.flatnonzero(first > bound)
        return int(enough[0]) if len(enough) else None
    second = values[1] + gains[1]
    needed = np.divide(bound, first, out=np.full(first.shape, np.inf), where=first > 0)
    others = np.searchsorted(second, needed, side="right")
    totals = (np.arange(len(first)) + others)[others < len(second)]
    return int(totals.min()) if len(totals) else None
