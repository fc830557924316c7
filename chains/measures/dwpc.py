"""Degree-weighted path counts, of pairs of ends and of cells, and the permutations that are their null.

A *cell* is a set of starts, a set of goals, and for each set of nodes on the way the nodes that count in it: those of a
city, say.  Its weighted path count is the sum over all paths of the cell; each layer ``A`` weighs a link by
``r^-w c^-w`` with the degrees *r*, *c* of its ends (Himmelstein & Baranzini 2015, doi:10.1371/journal.pcbi.1004259).
Degrees are those of the whole layer, so permuting the links of a layer leaves the weights of its nodes as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from chains.measures.metapath import Layers, check_layers, to_ones

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Masks", "damp_layer", "permute_layers", "score_weighted_paths", "walk_cells", "weigh_degrees"]

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


def weigh_degrees(layer: sparse.csr_array, damping: float = 0.5) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weight ``degree^-damping`` of each row and of each column of a layer; 0 for one without links.

    Raises:
        ValueError: *damping* is negative: it would raise what it should lower.
    """
    if not damping >= 0:
        message = f"the damping exponent must be 0 or more, not {damping}"
        raise ValueError(message)
    degrees = [np.asarray(to_ones(layer).sum(axis=axis), dtype=np.float64) for axis in (1, 0)]
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


def walk_cells(layers: Layers, masks: Masks, damping: float = 0.5) -> list[Floats]:
    """Return for each set ``V_0 … V_k`` the weighted number of paths from a cell's starts to each node: cells × nodes.

    Paths pass only nodes that count in the cell.  ``masks[0]`` tells the starts, and the number of cells.  A sum over
    the goals of a cell is its weighted path count; *damping* 0 counts paths.

    Raises:
        ValueError: there is no layer, layers or masks do not fit, or *damping* is negative.
    """
    check_layers(layers)
    if len(masks) != len(layers) + 1 or masks[0] is None:
        raise ValueError("there must be a mask for each set of nodes, and one for the starts")
    walked = [np.asarray(masks[0], dtype=np.float64)]
    for layer, mask in zip(layers, masks[1:], strict=True):
        rows, columns = weigh_degrees(layer, damping)
        # Sparse times dense is fast only from the left.
        arrived = (layer.T @ (walked[-1] * rows).T).T * columns
        walked.append(arrived if mask is None else arrived * mask)
    return walked


def permute_layers(layers: Layers, draws: int, rng: np.random.Generator) -> Iterator[list[sparse.csr_array]]:
    """Yield the layers so many times with their links permuted, each by itself; every node keeps its degrees.

    Curveball trades are made between the rows of a layer, or between its columns where those are fewer: the ensemble
    of matrices with these margins is the same.
    """
    streams = [
        _permute(to_ones(layer), draws, stream) for layer, stream in zip(layers, rng.spawn(len(layers)), strict=True)
    ]
    for _ in range(draws):
        yield [next(stream) for stream in streams]


def _permute(layer: sparse.csr_array, draws: int, rng: np.random.Generator) -> Iterator[sparse.csr_array]:
    from chains.measures.curveball import draw_margins

    rows, columns = (np.flatnonzero(np.asarray(layer.sum(axis=axis))) for axis in (1, 0))
    core = sparse.csr_array(layer[rows][:, columns])
    turned = len(rows) > len(columns)
    for drawn in draw_margins(sparse.csr_array(core.T) if turned else core, draws, rng):
        links = sparse.coo_array(drawn)
        first, second = reversed(links.coords) if turned else links.coords
        ends = (rows[first], columns[second])
        yield sparse.csr_array((np.ones(len(ends[0]), dtype=np.int64), ends), shape=layer.shape)
