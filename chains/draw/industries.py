"""What belongs to an industry chain, from education to innovation, for the filter of the map.

A chain's segments; what is active in the chain or in a segment; the projects and platforms of these; the occupations
that the chain asks for, with the skills that they require; the programmes that lead to these occupations or serve the
chain; and the institutions that offer them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["find_members", "industry_columns"]


def find_members(network: Network, chain: int) -> NDArray[np.int64]:
    """Return the numbers of the nodes that belong to an industry chain (itself by number), ascending."""
    start = np.array([chain], dtype=np.int64)
    segments = _linked(network, start, "segment-of", forwards=False)
    active = _join(
        _linked(network, start, "active-in-chain", forwards=False),
        _linked(network, segments, "active-in-segment", forwards=False),
    )
    outcomes = _join(
        _linked(network, active, "participates-in", forwards=True),
        _linked(network, active, "hosted-by", forwards=False),
    )
    occupations = _linked(network, start, "chain-asks-occupation", forwards=True)
    skills = _linked(network, occupations, "requires-skill", forwards=True)
    programmes = _join(
        _linked(network, occupations, "targets-occupation", forwards=False),
        _linked(network, _join(start, segments), "programme-serves", forwards=False),
    )
    institutions = _linked(network, programmes, "offers", forwards=False)
    return _join(start, segments, active, outcomes, occupations, skills, programmes, institutions)


def industry_columns(network: Network) -> dict[str, Any]:
    """Return the industry chains of a network (``node``) and what belongs to each (``members``)."""
    nodes = network.nodes.with_row_index().filter(pl.col("cls") == "IndustryChain")["index"].to_list()
    return {"node": nodes, "members": [find_members(network, node).tolist() for node in nodes]}


def _linked(network: Network, nodes: NDArray[np.int64], kind: str, *, forwards: bool) -> NDArray[np.int64]:
    links = network.links(kind)
    source, target = links["source"].to_numpy().astype(np.int64), links["target"].to_numpy().astype(np.int64)
    start, end = (source, target) if forwards else (target, source)
    return np.unique(end[np.isin(start, nodes)])


def _join(*parts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.unique(np.concatenate(parts))
