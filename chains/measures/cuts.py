"""What holds a network together: articulation points and what they cut off, ways that share no node.

For plain networkx graphs and sparse matrices.  Bridges, articulation points and k-cores themselves are those of
networkx (``bridges``, ``articulation_points``, ``core_number``); what is here is what it lacks.  What is left when many
leave: :mod:`chains.measures.robustness`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

__all__ = ["count_disjoint_ways", "find_bottlenecks", "find_pieces"]


def find_pieces(
    graph: nx.Graph, counted: Collection[Any] | None = None, most: int | None = None
) -> dict[Any, list[list[Any]]]:
    """Return for each articulation point the pieces that its component falls into if it leaves, as lists of nodes.

    Only the nodes in *counted* are listed (all, if it is not given), and only pieces with at least one of them and at
    most *most*.  All articulation points are done in one walk over the blocks of the graph: time is linear in nodes and
    links, plus what is listed.  Points, pieces and the nodes in them keep the order of the graph's nodes.

    >>> import networkx as nx
    >>> find_pieces(nx.path_graph(4))
    {1: [[0], [2, 3]], 2: [[0, 1], [3]]}
    >>> find_pieces(nx.path_graph(4), most=1)
    {1: [[0]], 2: [[3]]}
    """
    rank = {node: place for place, node in enumerate(graph)}
    listed = set(rank if counted is None else counted)
    limit = len(rank) if most is None else most
    found: dict[Any, list[list[Any]]] = {}
    tree = _block_tree(graph, rank)
    for component in _tree_components(tree):
        for point, spans in _point_spans(tree, component, listed):
            pieces = [sorted(piece, key=rank.__getitem__) for piece in spans if 0 < len(piece) <= limit]
            found[point] = sorted(pieces, key=lambda piece: rank[piece[0]])
    return {point: found[point] for point in sorted(found, key=rank.__getitem__) if found[point]}


def _block_tree(graph: nx.Graph, rank: dict[Any, int]) -> nx.Graph:
    """Return the forest of blocks and articulation points; each tree node has its own ``members`` of the graph."""
    import networkx as nx

    points = set(nx.articulation_points(graph))
    blocks = sorted(sorted(rank[node] for node in block) for block in nx.biconnected_components(graph))
    nodes, tree = list(graph), nx.Graph()
    for number, block in enumerate(blocks):
        tree.add_node(("block", number), members=[nodes[place] for place in block if nodes[place] not in points])
        for point in (nodes[place] for place in block if nodes[place] in points):
            tree.add_node(("point", point), members=[point])
            tree.add_edge(("block", number), ("point", point))
    return tree


def _tree_components(tree: nx.Graph) -> Iterator[list[tuple[Any, Any]]]:
    """Yield for each tree of a forest its nodes with their parents, every subtree in one run."""
    import networkx as nx

    seen: set[Any] = set()
    for root in tree:
        if root not in seen:
            parents = nx.dfs_predecessors(tree, root)
            order = list(nx.dfs_preorder_nodes(tree, root))
            seen.update(order)
            yield [(node, parents.get(node)) for node in order]


def _point_spans(
    tree: nx.Graph, component: list[tuple[Any, Any]], listed: set[Any]
) -> Iterator[tuple[Any, list[list[Any]]]]:
    """Yield each articulation point with the listed nodes of the pieces around it."""
    flat = [[member for member in tree.nodes[node]["members"] if member in listed] for node, _ in component]
    starts = np.concatenate([[0], np.cumsum([len(members) for members in flat])])
    whole = [member for members in flat for member in members]
    ends, children = _subtree_ends(component), _children(component)
    for place, (node, parent) in enumerate(component):
        if node[0] == "point":
            below = [whole[starts[child] : starts[ends[child]]] for child in children[place]]
            above = [whole[: starts[place]] + whole[starts[ends[place]] :]] if parent is not None else []
            yield node[1], below + above


def _children(component: list[tuple[Any, Any]]) -> list[list[int]]:
    places = {node: place for place, (node, _) in enumerate(component)}
    found: list[list[int]] = [[] for _ in component]
    for place, (_, parent) in enumerate(component):
        if parent is not None:
            found[places[parent]].append(place)
    return found


def _subtree_ends(component: list[tuple[Any, Any]]) -> list[int]:
    """Return for each place the place right after the run of its subtree."""
    places = {node: place for place, (node, _) in enumerate(component)}
    ends = list(range(1, len(component) + 1))
    for place in range(len(component) - 1, 0, -1):
        parent = places[component[place][1]]
        ends[parent] = max(ends[parent], ends[place])
    return ends


def count_disjoint_ways(links: sparse.csr_array, first: NDArray[np.int64], second: NDArray[np.int64]) -> int:
    """Return the largest number of ways from one set of nodes to another of which no two share a node.

    *links* is the symmetric matrix of a network, *first* and *second* are node numbers.  Ends count as nodes of a way:
    each begins at another node of *first* and ends at another of *second*; a node of both is a way by itself.  By
    Menger's theorem this is also the smallest number of nodes whose removal leaves no way.  Computed as the largest
    flow on the split graph, in which each node is a link of capacity 1 (Ford & Fulkerson 1962).
    """
    return find_bottlenecks(links, first, second)[0]


def find_bottlenecks(
    links: sparse.csr_array, first: NDArray[np.int64], second: NDArray[np.int64]
) -> tuple[int, NDArray[np.int64]]:
    """Return the number of disjoint ways between two sets of nodes, and the nodes without which there is one fewer.

    These are the nodes of the smallest sets whose removal leaves no way.  With the largest flow found, a node is one of
    them exactly if the flow runs through it and no other way leads from its entrance to its exit in what is left of the
    split graph: then entrance and exit are no strongly connected part of it.
    """
    from scipy.sparse.csgraph import connected_components, maximum_flow

    size = links.shape[0]
    if not len(first) or not len(second):
        return 0, np.zeros(0, dtype=np.int64)
    split = _split_nodes(links, first, second)
    result = maximum_flow(split, 2 * size, 2 * size + 1)
    left = sparse.csr_array(split - result.flow)
    left.eliminate_zeros()
    parts = connected_components(left, directed=True, connection="strong")[1]
    used = np.asarray(result.flow[np.arange(size), np.arange(size) + size]).ravel() > 0
    return int(result.flow_value), np.flatnonzero(used & (parts[:size] != parts[size : 2 * size]))


def _split_nodes(links: sparse.csr_array, first: NDArray[np.int64], second: NDArray[np.int64]) -> sparse.csr_matrix:
    """Return the split graph: node v is v, where ways enter, and v + n, where they leave; then the source and the sink."""
    size = links.shape[0]
    nodes, (rows, columns) = np.arange(size), sparse.coo_array(links).coords
    source, sink = 2 * size, 2 * size + 1
    tails = np.concatenate([nodes, rows + size, np.full(len(first), source), np.asarray(second) + size])
    heads = np.concatenate([nodes + size, columns, first, np.full(len(second), sink)])
    ones = np.ones(len(tails), dtype=np.int32)
    return sparse.csr_matrix(sparse.csr_array((ones, (tails, heads)), shape=(sink + 1, sink + 1)))
