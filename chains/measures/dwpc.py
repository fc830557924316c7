"""Degree-weighted path counts, of pairs of ends and of cells, and the permutations that are their null.

A *cell* is a set of starts, a set of goals, and for each set of nodes on the way the nodes that count in it: those of a
city, say.  Its weighted path count is the sum over all paths of the cell; each layer ``A`` weighs a link by
``r^-w c^-w`` with the degrees *r*, *c* of its ends (Himmelstein & Baranzini 2015, doi:10.1371/journal.pcbi.1004259).
Degrees are those of the whole layer, so permuting the links of a layer leaves the weights of its nodes as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from chains.measures.metapath import Layers, check_layers, to_ones
from chains.measures.shuffles import Shuffle, Shuffles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = [
    "Masks",
    "Weights",
    "damp_layer",
    "draw_walks",
    "permute_layers",
    "score_weighted_paths",
    "walk_cells",
    "walk_weighed",
    "weigh_degrees",
    "weigh_layers",
]

Masks = Sequence["Floats | None"]
"""For each set ``V_0 … V_k`` the nodes that count in each cell, as 0/1 (cells × nodes); ``None`` where all count."""


def score_weighted_paths(layers: Layers, damping: float = 0.5) -> sparse.csr_array:
    """Return the degree-weighted path counts between the ends: real numbers, ``|V_0|`` × ``|V_k|``.

    Each layer is replaced by ``diag(r^-w) A diag(c^-w)`` with *r* and *c* the degrees of its rows and columns and *w*
    the *damping*: paths through what is linked to everything count less.  0 gives :func:`count_paths`.  A node without
    links has no path.  Any entry of a layer other than 0 counts as one link.

    Raises:
        ValueError: there is no layer, adjacent layers do not fit, or *damping* is negative.

    Source: Himmelstein & Baranzini 2015, doi:10.1371/journal.pcbi.1004259.
    """
    check_layers(layers)
    paths = damp_layer(layers[0], damping)
    for layer in layers[1:]:
        paths = sparse.csr_array(paths @ damp_layer(layer, damping))
    return paths


def weigh_degrees(
    layer: sparse.csr_array, damping: float = 0.5, groups: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weight ``degree^-damping`` of each row and of each column of a layer; 0 for one without links.

    Columns of one number in *groups* are one node that is told apart (by place, say): all have the degree of the whole.

    Raises:
        ValueError: *damping* is negative: it would raise what it should lower.
    """
    if not damping >= 0:
        message = f"the damping exponent must be 0 or more, not {damping}"
        raise ValueError(message)
    degrees = [np.asarray(to_ones(layer).sum(axis=axis), dtype=np.float64) for axis in (1, 0)]
    if groups is not None:
        whole = np.zeros(int(groups.max(initial=-1)) + 1)
        np.add.at(whole, groups, degrees[1])
        degrees[1] = whole[groups]
    rows, columns = (
        np.power(degree, -float(damping), out=np.zeros(degree.shape), where=degree > 0) for degree in degrees
    )
    return rows, columns


def damp_layer(layer: sparse.csr_array, damping: float = 0.5) -> sparse.csr_array:
    """Return a layer with each link weighed by the degrees of its ends: ``diag(r^-w) A diag(c^-w)``.

    Raises:
        ValueError: *damping* is negative.
    """
    rows, columns = weigh_degrees(layer, damping)
    links = sparse.coo_array(to_ones(layer))
    values = rows[links.coords[0]] * columns[links.coords[1]]
    return sparse.csr_array((values, links.coords), shape=links.shape)


Weights = Sequence[tuple["Floats", "Floats"]]
"""For each layer the weights of its rows and of its columns."""


def weigh_layers(layers: Layers, damping: float = 0.5, groups: NDArray[np.int64] | None = None) -> Weights:
    """Return the weights of the rows and columns of each layer; *groups* are those of the columns of the last one.

    Raises:
        ValueError: *damping* is negative.
    """
    last = len(layers) - 1
    return [weigh_degrees(layer, damping, groups if place == last else None) for place, layer in enumerate(layers)]


def walk_cells(layers: Layers, masks: Masks, damping: float = 0.5) -> list[Floats]:
    """Return for each set ``V_0 … V_k`` the weighted number of paths from a cell's starts to each node: cells × nodes.

    Paths pass only nodes that count in the cell.  A sum over the goals of a cell is its weighted path count; *damping* 0
    counts paths.  As long as no mask tells the cells apart there is one row for all of them.

    Raises:
        ValueError: there is no layer, layers or masks do not fit, or *damping* is negative.
    """
    return walk_weighed(layers, masks, weigh_layers(layers, damping))


def walk_weighed(layers: Layers, masks: Masks, weights: Weights) -> list[Floats]:
    """Return what :func:`walk_cells` does, with weights that are given.

    Raises:
        ValueError: there is no layer, or layers or masks do not fit.
    """
    _check_masks(layers, masks)
    first = masks[0]
    walked = [np.ones((1, layers[0].shape[0])) if first is None else np.asarray(first, dtype=np.float64)]
    for layer, mask, (rows, columns) in zip(layers, masks[1:], weights, strict=True):
        # Sparse times dense is fast only from the left.
        arrived = (layer.T @ (walked[-1] * rows).T).T * columns
        walked.append(arrived if mask is None else arrived * mask)
    return walked


def _check_masks(layers: Layers, masks: Masks) -> None:
    check_layers(layers)
    if len(masks) != len(layers) + 1:
        message = f"{len(layers)} layers need {len(layers) + 1} masks, one for each set of nodes, not {len(masks)}"
        raise ValueError(message)


def permute_layers(
    layers: Layers, shuffles: Shuffles, names: Sequence[str] | None = None
) -> Iterator[list[sparse.csr_array]]:
    """Yield the layers once for each draw, their links permuted; every node keeps its degrees.

    *names* tells which layers are one and the same, read one way or the other, and so are permuted alike; without it
    each layer is permuted by itself.
    """
    streams = _find_shuffles(layers, shuffles, names)
    for drawn in zip(*streams, strict=True):
        yield [
            sparse.csr_array(shuffle.stack([indices]).T).astype(np.int64)
            for shuffle, indices in zip(streams, drawn, strict=True)
        ]


def _find_shuffles(layers: Layers, shuffles: Shuffles, names: Sequence[str] | None) -> list[Shuffle]:
    known = [str(number) for number in range(len(layers))] if names is None else names
    return [shuffles.of(layer, name) for layer, name in zip(layers, known, strict=True)]


def draw_walks(
    layers: Layers,
    masks: Masks,
    weights: Sequence[Weights],
    shuffles: Shuffles,
    names: Sequence[str] | None = None,
) -> Iterator[Floats]:
    """Yield what :func:`walk_weighed` gives at the goals with permuted layers, some draws at a time.

    Each array is draws × weights × cells × ``|V_k|``: the same draw is walked with all the weights.  There is one cell
    where no mask tells more.  Several draws are walked at once as blocks of one matrix, which is many times faster than
    one by one.  *names* are those of :func:`permute_layers`.

    Raises:
        ValueError: there is no layer, or layers or masks do not fit.
    """
    _check_masks(layers, masks)
    cells = max((len(mask) for mask in masks if mask is not None), default=1)
    factors = _factors(layers, masks, weights, cells)
    streams = _find_shuffles(layers, shuffles, names)
    draws = zip(*streams, strict=True)
    while batch := list(islice(draws, _BATCH)):
        arrived = np.tile(factors[0], (len(batch), 1))
        for shuffle, drawn, factor in zip(streams, zip(*batch, strict=True), factors[1:], strict=True):
            moved = (shuffle.stack(drawn) @ arrived).reshape(len(batch), *factor.shape)
            arrived = (moved * factor).reshape(-1, factor.shape[1])
        last = arrived.reshape(len(batch), layers[-1].shape[1], len(weights), cells)
        yield np.moveaxis(last, 1, -1)


_BATCH: Final = 16


def _factors(layers: Layers, masks: Masks, weights: Sequence[Weights], cells: int) -> list[Floats]:
    """Return for each set of nodes what a walk is multiplied with there: nodes × (exponents and cells)."""
    sizes = [layers[0].shape[0], *(layer.shape[1] for layer in layers)]
    found = []
    for place, (size, mask) in enumerate(zip(sizes, masks, strict=True)):
        factor = np.ones((size, len(weights), cells))
        if place:
            factor *= np.stack([known[place - 1][1] for known in weights], axis=1)[:, :, None]
        if place < len(layers):
            factor *= np.stack([known[place][0] for known in weights], axis=1)[:, :, None]
        if mask is not None:
            factor *= mask.T[:, None, :]
        found.append(factor.reshape(size, len(weights) * cells))
    return found
