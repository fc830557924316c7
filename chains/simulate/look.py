"""A network as the naive rankings read it: who has how many links, and the shares of skills."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from chains.gaps.reading.survey import Survey
from chains.gaps.skills.finder import compare_skills
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Look", "Unit"]

Unit = frozenset[str]
"""What could be the gap: IRIs, and the names of chains."""


class Look:
    """A network as the naive rankings read it."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.survey = Survey.of(network)
        self.iris = self.survey.things.iris

    @property
    def degree(self) -> NDArray[np.int64]:
        """Number of links of each node, of any kind."""
        return self.survey.candidates.prominence

    @cached_property
    def skills(self) -> pl.DataFrame:
        """Shares of demand and teaching, by city and skill."""
        rows = compare_skills(self.network, self.survey.places)
        return rows.filter(pl.col("cell").is_in(self.survey.places.cities))

    def nodes(self, *classes: str) -> NDArray[np.int64]:
        """Return the nodes of some classes, by number."""
        return np.flatnonzero(self.network.nodes.get_column("cls").is_in(classes).to_numpy())

    def by_degree(self, nodes: NDArray[np.int64], *, highest: bool = False) -> list[int]:
        """Return nodes by degree, lowest first unless told; equal ones in the order given."""
        keys = -self.degree[nodes] if highest else self.degree[nodes]
        return [int(node) for node in nodes[np.argsort(keys, kind="stable")]]
