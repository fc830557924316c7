"""Does a chain run through?  Measures of a path of layers, on any sparse 0/1 matrices.

A *metapath* is a list of layers ``A_1 … A_k``: layer *i* has a row for each node of set ``V_(i-1)`` and a column for
each node of ``V_i``; an entry other than 0 is a link.  The *ends* are the sets ``V_0`` and ``V_k``; a pair of ends is
*joined* if at least one path leads from the one to the other through every layer.  Steps are counted from 1, as the
layers are.  Read backwards, the same path is :func:`reverse_layers`.

No layer may be missing.  An empty set of nodes is allowed: no path crosses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Layers",
    "check_layers",
    "count_arrivals",
    "count_paths",
    "find_dead_ends",
    "find_weakest_step",
    "join_ends",
    "reach_nodes",
    "reverse_layers",
    "score_complete_share",
    "score_completeness",
    "score_completions",
    "score_losses",
    "to_ones",
]

Layers = Sequence[sparse.csr_array]
"""Adjacent layers share a set of nodes: the columns of one are the rows of the next."""


def check_layers(layers: Layers) -> None:
    """Raise ``ValueError`` if there is no layer, or adjacent layers do not fit."""
    if not layers:
        raise ValueError("a path needs at least one layer")
    for step, (before, after) in enumerate(pairwise(layers), start=1):
        if before.shape[1] != after.shape[0]:
            message = f"layer {step} has {before.shape[1]} columns, layer {step + 1} has {after.shape[0]} rows"
            raise ValueError(message)


def to_ones(matrix: sparse.csr_array) -> sparse.csr_array:
    """Return a matrix with 1 (as an integer) wherever the given one is not 0; itself if it is one already."""
    if matrix.dtype == np.int64 and matrix.format == "csr" and matrix.has_canonical_format and (matrix.data == 1).all():
        return matrix
    clean = sparse.csr_array(matrix != 0)
    clean.eliminate_zeros()
    return clean.astype(np.int64)


def reverse_layers(layers: Layers) -> list[sparse.csr_array]:
    """Return the layers of the same path read backwards: the last one first, each transposed."""
    return [sparse.csr_array(layer.T) for layer in reversed(layers)]


def count_paths(layers: Layers) -> sparse.csr_array:
    """Return the number of paths between each pair of ends, ``A_1 A_2 … A_k``: integers, ``|V_0|`` × ``|V_k|``.

    Layers of 0 and 1 are assumed; any entry other than 0 counts as one link.

    Raises:
        ValueError: there is no layer, or adjacent layers do not fit.
    """
    check_layers(layers)
    paths = to_ones(layers[0])
    for layer in layers[1:]:
        paths = sparse.csr_array(paths @ to_ones(layer))
    return paths


def join_ends(layers: Layers) -> sparse.csr_array:
    """Return which ends are joined: 1 where at least one path leads from row to column, as integers.

    The same as ``count_paths(layers) > 0``, but no number grows beyond the size of a layer.
    """
    check_layers(layers)
    joined = to_ones(layers[0])
    for layer in layers[1:]:
        joined = to_ones(joined @ to_ones(layer))
    return joined


def score_complete_share(layers: Layers) -> float:
    """Return the complete-chain share: pairs of ends that are joined / all pairs of ends; in [0, 1].

    ``nan`` where one end has no node: there is no pair that could be joined.
    """
    joined = join_ends(layers)
    pairs = joined.shape[0] * joined.shape[1]
    return joined.nnz / pairs if pairs else float("nan")


def reach_nodes(layers: Layers) -> list[NDArray[np.bool_]]:
    """Return for each set ``V_0 … V_k`` which of its nodes a path from ``V_0`` enters; all of ``V_0``."""
    check_layers(layers)
    reached = [np.ones(layers[0].shape[0], dtype=bool)]
    for layer in layers:
        links = reached[-1].astype(np.int64) @ to_ones(layer)
        reached.append(np.asarray(links) > 0)
    return reached


def find_dead_ends(layers: Layers) -> list[NDArray[np.bool_]]:
    """Return for each step the dead ends: nodes of ``V_(step-1)`` that a path enters and no link leaves.

    The list has one array for each step, in order; nodes of ``V_0`` count as entered.  Dead ends of the other
    direction, what leaves and is never entered, are those of :func:`reverse_layers`.
    """
    reached = reach_nodes(layers)
    return [entered & ~_has_links(layer) for entered, layer in zip(reached[:-1], layers, strict=True)]


def _has_links(layer: sparse.csr_array) -> NDArray[np.bool_]:
    return np.asarray(np.diff(to_ones(layer).indptr) > 0)


def score_completions(layers: Layers) -> NDArray[np.float64]:
    """Return for each step the complete-chain share that its perfect completion would give; in [0, 1].

    Perfect completion of a step links every node before it with every node after it; nothing else changes.  A pair
    of ends is then joined exactly if a path leads from the one end up to the step and one from the step down to the
    other, so the share is ``reached(V_(i-1)) / |V_0|`` times ``reaching(V_i) / |V_k|``, where the first counts the
    starts with a path to the step, the second the goals with a path from it.  ``nan`` where an end has no node.
    """
    check_layers(layers)
    starts, goals = layers[0].shape[0], layers[-1].shape[1]
    if not starts or not goals:
        return np.full(len(layers), np.nan)
    before = count_arrivals(layers)
    after = count_arrivals(reverse_layers(layers))[::-1]
    return np.array([(first / starts) * (last / goals) for first, last in zip(before, after, strict=True)])


def count_arrivals(layers: Layers) -> list[int]:
    """Return for each step how many nodes of ``V_0`` have a path to any node right before it."""
    starts = layers[0].shape[0]
    return [starts, *(int(_has_links(join_ends(layers[:step])).sum()) for step in range(1, len(layers)))]


def find_weakest_step(layers: Layers) -> int | None:
    """Return the step, from 1, whose perfect completion would raise the complete-chain share most.

    Of equal ones the first.  ``None`` where no single step raises it: nothing is missing, an end has no node, or
    more than one step is broken.  The same question has the same answer by trying: fill each layer with ones.
    """
    gains = score_completions(layers) - score_complete_share(layers)
    if np.isnan(gains).any() or gains.max() <= 0:
        return None
    return int(gains.argmax()) + 1


def score_losses(layers: Layers, position: int) -> NDArray[np.float64]:
    """Return for each node of set ``V_position`` the share of the joined pairs that are lost if it leaves.

    A pair is lost if every path that joins it runs through the node; at an end, if the node belongs to it.  In
    [0, 1]; ``nan`` where no pair is joined.  Over an inner set the losses need not sum to 1.

    Raises:
        ValueError: *position* is not in 0 … k.
    """
    check_layers(layers)
    if not 0 <= position <= len(layers):
        message = f"position {position} is not in 0 … {len(layers)}"
        raise ValueError(message)
    joined = join_ends(layers)
    size = layers[position].shape[0] if position < len(layers) else joined.shape[1]
    if not joined.nnz:
        return np.full(size, np.nan)
    if position in {0, len(layers)}:
        return _shares(joined.sum(axis=0 if position else 1), joined.nnz)
    before, after = join_ends(layers[:position]), join_ends(layers[position:])
    # How many nodes of the set carry a pair; a node that alone carries it is its only way.
    single = sparse.csr_array((before @ after) == 1).astype(np.int64)
    return _shares(((before.T @ single) * after).sum(axis=1), joined.nnz)


def _shares(counts: ArrayLike, total: int) -> NDArray[np.float64]:
    return np.asarray(counts, dtype=np.float64) / total


def score_completeness(weights: ArrayLike, members: sparse.csr_array, entered: ArrayLike, left: ArrayLike) -> float:
    """Return how complete a chain of segments is in a place: ``Σ w_s·[s has a live member] / Σ w_s``, in [0, 1].

    A member of a segment is live if it is linked to the neighbour on one side (*entered*) and to that on the other
    (*left*).  *weights* are the sizes of the segments, *members* is the 0/1 matrix segments × local actors, the other
    two are one flag for each actor.  ``nan`` where the weights sum to 0.  This measure is our own definition.

    >>> members = sparse.csr_array([[1, 1, 0], [0, 0, 1]])
    >>> score_completeness([3, 1], members, [True, False, True], [True, True, False])
    0.75
    """
    live = np.asarray(entered, dtype=bool) & np.asarray(left, dtype=bool)
    sizes = np.asarray(weights, dtype=float)
    total = float(sizes.sum())
    return float(sizes @ (to_ones(members) @ live.astype(np.int64) > 0)) / total if total else float("nan")
