"""The organisations of a cell and who of them is tied to whom: the network in which brokers and cores are looked for.

The nodes are those of the cooperation layer (:mod:`chains.gaps.reading.layers`) that are organisations: a platform is no
third party beside its host, it ties those who host it together.  Two are tied as in
:attr:`chains.gaps.reading.ties.Ties.between`; both lie in the cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from chains.gaps.reading.layers import LAYERS
from chains.gaps.reading.survey import Survey

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

__all__ = ["COOPERATING", "Cooperation", "read_cooperation"]

COOPERATING = ("education", "industry", "innovation")
"""The chains that have organisations."""


@dataclass(frozen=True)
class Cooperation:
    """The organisations of one cell.

    Attributes:
        cell: IRI of a city, or of the whole area.
        nodes: their node numbers, sorted.
        chains: the chain of each.
        links: who is tied to whom: symmetric 0/1, by place in *nodes*.
    """

    cell: str
    nodes: NDArray[np.int64]
    chains: NDArray[np.str_]
    links: csr_array

    @property
    def tied(self) -> NDArray[np.int64]:
        """Places of those with any tie in the cell."""
        return np.flatnonzero(np.diff(self.links.indptr))


def read_cooperation(survey: Survey) -> Iterator[Cooperation]:
    """Yield the organisations of each cell that has any, by the IRI of the cell."""
    actors = LAYERS["cooperation"](survey.network, survey.places).nodes
    kept = actors.filter(pl.Series(survey.ties.organisations[actors["node"].to_numpy()], dtype=pl.Boolean))
    for (cell,), rows in sorted(kept.partition_by("cell", as_dict=True).items()):
        ordered = rows.sort("node")
        nodes = ordered["node"].to_numpy().astype(np.int64)
        chains = ordered["chain"].to_numpy().astype(np.str_)
        yield Cooperation(str(cell), nodes, chains, survey.ties.between[nodes][:, nodes])
