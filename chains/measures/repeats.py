"""Paths that come back to a kind of node: counted without those that come back to the same node.

Where a set of nodes stands more than once on a metapath (programme > skill > programme), the product of its layers
counts walks, and a walk may visit a node twice.  Paths may not.  The sum over walks whose repeated positions hold
distinct nodes follows by Möbius inversion over the partitions of these positions: a partition says which positions
hold one node, and weighs ``Π (-1)^(b-1) (b-1)!`` over its blocks of *b* positions (Rota 1964, doi:10.1007/BF00531932).
The walks of a partition are the homomorphisms of a small graph of blocks; it is contracted by products of matrices
along its interior blocks, and entry by entry along parallel links.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise, product
from math import factorial
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from chains.measures.dwpc import damp_layer
from chains.measures.metapath import Layers, check_layers, to_ones

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["count_distinct_paths", "score_distinct_paths"]

_Edges = dict[tuple[int, int], sparse.csr_array]


def count_distinct_paths(layers: Layers, sets: Sequence[Hashable]) -> sparse.csr_array:
    """Return the number of paths between each pair of ends that visit no node twice: integers, ``|V_0|`` × ``|V_k|``.

    *sets* names the set of nodes at each position ``0 … k``; positions of one name hold the same nodes in the same
    order, positions of two names have no node in common.  Without a repeated name this is
    :func:`~chains.measures.metapath.count_paths`.

    Raises:
        ValueError: layers and sets do not fit, or the metapath comes back so often that its repeats cannot be
            contracted (four sets that are all joined to each other).
    """
    return _sum_partitions([to_ones(layer) for layer in layers], sets)


def score_distinct_paths(layers: Layers, sets: Sequence[Hashable], damping: float = 0.5) -> sparse.csr_array:
    """Return the degree-weighted path counts of the paths that visit no node twice: ``|V_0|`` × ``|V_k|``.

    As :func:`count_distinct_paths`, with the links weighed by :func:`~chains.measures.dwpc.damp_layer`; differences
    that are 0 but for rounding are 0.

    Raises:
        ValueError: as :func:`count_distinct_paths`; or *damping* is negative.
    """
    weighed = _sum_partitions([damp_layer(layer, damping) for layer in layers], sets)
    if len(set(sets)) < len(sets) and weighed.nnz:
        weighed.data[np.abs(weighed.data) < 1e-12 * np.abs(weighed.data).max()] = 0.0  # rounding
        weighed.eliminate_zeros()
    return weighed


def _sum_partitions(layers: Layers, sets: Sequence[Hashable]) -> sparse.csr_array:
    check_layers(layers)
    _check_sets(layers, sets)
    places: dict[Hashable, list[int]] = {}
    for place, name in enumerate(sets):
        places.setdefault(name, []).append(place)
    shape = (layers[0].shape[0], layers[-1].shape[1])
    whole = sparse.csr_array(shape, dtype=layers[0].dtype)
    for partition in product(*(_partitions(group) for group in places.values())):
        blocks = [block for part in partition for block in part]
        sign = 1
        for block in blocks:
            sign *= (-1) ** (len(block) - 1) * factorial(len(block) - 1)
        whole = sparse.csr_array(whole + sign * _contract(layers, blocks))
    whole.eliminate_zeros()
    return whole


def _check_sets(layers: Layers, sets: Sequence[Hashable]) -> None:
    if len(sets) != len(layers) + 1:
        message = f"{len(layers)} layers join {len(layers) + 1} sets of nodes, not {len(sets)}"
        raise ValueError(message)
    sizes = [layers[0].shape[0], *(layer.shape[1] for layer in layers)]
    known: dict[Hashable, int] = {}
    for name, size in zip(sets, sizes, strict=True):
        if known.setdefault(name, size) != size:
            message = f"the set {name} has {known[name]} nodes at one place and {size} at another"
            raise ValueError(message)


def _partitions(places: list[int]) -> Iterator[list[list[int]]]:
    """Yield the partitions of a list into blocks."""
    if not places:
        yield []
        return
    first, rest = places[0], places[1:]
    for partition in _partitions(rest):
        yield [[first], *partition]
        for number, block in enumerate(partition):
            yield [*partition[:number], [first, *block], *partition[number + 1 :]]


def _contract(layers: Layers, blocks: list[list[int]]) -> sparse.csr_array:
    """Return the weighted number of walks whose positions in one block hold one node."""
    block_of = {place: number for number, block in enumerate(blocks) for place in block}
    sizes = [layers[0].shape[0], *(layer.shape[1] for layer in layers)]
    loops = [np.ones(sizes[block[0]], dtype=layers[0].dtype) for block in blocks]
    edges: _Edges = {}
    for layer, (before, after) in zip(layers, pairwise(range(len(sizes))), strict=True):
        _join(edges, loops, block_of[before], block_of[after], layer)
    first, last = block_of[0], block_of[len(layers)]
    while inner := {end for pair in edges for end in pair} - {first, last}:
        _eliminate(edges, loops, inner)
    if first == last:
        return _diagonal(loops[first])
    between = edges[min(first, last), max(first, last)]
    turned = between if first < last else between.T
    return sparse.csr_array(_diagonal(loops[first]) @ turned @ _diagonal(loops[last]))


def _diagonal(values: NDArray[np.generic]) -> sparse.csr_array:
    return sparse.csr_array(sparse.diags_array(values, dtype=values.dtype))


def _join(edges: _Edges, loops: list[NDArray[np.generic]], first: int, last: int, links: sparse.csr_array) -> None:
    """Add links between two blocks; those beside others count where both are, those within one block on its nodes."""
    if first == last:
        loops[first] = loops[first] * links.diagonal()
        return
    if first > last:
        first, last, links = last, first, links.T
    known = edges.get((first, last))
    edges[first, last] = sparse.csr_array(links if known is None else known.multiply(links))


def _eliminate(edges: _Edges, loops: list[NDArray[np.generic]], inner: set[int]) -> None:
    """Take out one block within that is joined to at most two others."""
    around = {block: [pair for pair in sorted(edges) if block in pair] for block in sorted(inner)}
    block = min(around, key=lambda one: (len(around[one]), one))
    if len(around[block]) > 2:  # noqa: PLR2004  # a block with two neighbours is a product of matrices
        raise ValueError("this metapath comes back too often for its repeated nodes to be subtracted")
    sides = [(first + last - block, _toward(edges.pop((first, last)), block == last)) for first, last in around[block]]
    weight = _diagonal(loops[block])
    if len(sides) == 1:
        ((other, links),) = sides
        loops[other] = loops[other] * np.asarray((links @ weight).sum(axis=1))
        return
    (first, before), (last, after) = sides
    _join(edges, loops, first, last, sparse.csr_array(before @ weight @ after.T))


def _toward(links: sparse.csr_array, forward: bool) -> sparse.csr_array:  # noqa: FBT001  # private
    """Return links with the eliminated block as their columns."""
    return links if forward else sparse.csr_array(links.T)
