"""The ties of organisations as two-mode layers: partners, and members of projects, alliances and platforms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy import sparse

from chains.gaps.reading.layers import INTENDED
from chains.measures.joined import TwoMode
from chains.network import Network

__all__ = ["read_two_mode"]


def read_two_mode(network: Network, direct: Sequence[str], shared: Sequence[str] = ()) -> list[TwoMode]:
    """Return a layer for each kind of link that the network has; partnerships that are only intended are no links.

    Args:
        network: the nodes and links; actors are node numbers.
        direct: kinds of link that join their source to their target.
        shared: kinds of link from a member to what it belongs to, which join the members among themselves; of
            ``hosted-by``, which leads the other way, the hosts of a platform are the members.
    """
    layers = [_read(network, kind, shared=False) for kind in direct] + [
        _read(network, kind, shared=True) for kind in shared
    ]
    return [layer for layer in layers if layer.links.nnz]


def _read(network: Network, kind: str, *, shared: bool) -> TwoMode:
    settled = pl.col("status").is_null() | (pl.col("status") != INTENDED)
    pairs = network.links(kind).filter(settled).select("source", "target").unique().sort("source", "target")
    ends = [pairs[end].to_numpy().astype(np.int64) for end in ("source", "target")]
    if shared and kind == "hosted-by":
        ends.reverse()
    (rows, row_of), (columns, column_of) = (np.unique(end, return_inverse=True) for end in ends)
    ones = np.ones(pairs.height, dtype=np.int64)
    links = sparse.csr_array((ones, (row_of, column_of)), shape=(len(rows), len(columns)))
    return TwoMode(links, rows, columns, shared=shared)
