"""The ties of organisations: partnerships, trainings, alliances, projects and platforms.

An organisation is tied to another directly (a partnership, a training) or through something that both belong to (an
alliance, a project, a platform).  A partnership that is only intended ties nobody yet; but whoever has one does not
stand alone, so :attr:`Ties.tied` counts it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from scipy import sparse

from chains.build import ontology_terms
from chains.gaps.reading.layers import INTENDED
from chains.measures.metapath import to_ones
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DIRECT", "SHARED", "Ties", "find_organisations"]

DIRECT: Final = ("partners-with", "trains-for")
SHARED: Final = ("member-of", "participates-in", "hosted-by")
_TOP: Final = "Organisation"


def find_organisations(network: Network) -> NDArray[np.bool_]:
    """Return which nodes of a network are organisations, by their class in the ontology."""
    terms = ontology_terms()
    classes = [name for name in terms.classes if _TOP in {name, *terms.superclasses(name)}]
    return network.nodes.get_column("cls").is_in(classes).to_numpy()


class Ties:
    """Who is tied to whom in a network."""

    kinds = (*DIRECT, "programme-serves", *SHARED)

    def __init__(self, network: Network) -> None:
        self._network = network
        self._size = network.nodes.height

    @cached_property
    def _settled(self) -> Network:
        """The network without what is only intended."""
        settled = pl.col("status").is_null() | (pl.col("status") != INTENDED)
        return Network(self._network.nodes, self._network.links(*self.kinds).filter(settled))

    @cached_property
    def joint(self) -> sparse.csr_array:
        """Organisations × what they belong to: alliances, projects, platforms; 0/1, by node number."""
        forward = self._network.to_sparse("member-of", "participates-in")
        return to_ones(forward + self._network.to_sparse("hosted-by").T)

    @cached_property
    def links(self) -> sparse.csr_array:
        """Every tie, also that of an organisation to an alliance, project or platform: symmetric 0/1, by node number."""
        one_way = self._settled.to_sparse(*DIRECT) + self.joint
        return to_ones(one_way + one_way.T)

    @cached_property
    def between(self) -> sparse.csr_array:
        """Organisations × organisations: tied directly, or through something that both belong to; no diagonal."""
        direct = self._settled.to_sparse(*DIRECT)
        both = to_ones(direct + direct.T + self.joint @ self.joint.T)
        both.setdiag(0)
        both.eliminate_zeros()
        return both

    def across(self, first: str, second: str, here: NDArray[np.int64]) -> sparse.csr_array:
        """Return the ties between things of two chains of which at least one lies *here*: first × second, by number.

        Organisations are tied as in :attr:`between`, and to the projects and platforms that they belong to.
        """
        near = np.zeros(self._size, dtype=bool)
        near[here] = True
        rows, columns = self._pairs
        kept = self._of_chain(first)[rows] & self._of_chain(second)[columns] & (near[rows] | near[columns])
        ones = np.ones(int(kept.sum()), dtype=np.int64)
        return sparse.csr_array((ones, (rows[kept], columns[kept])), shape=(self._size, self._size))

    @cached_property
    def _pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Both ends of every tie among organisations, projects, platforms and alliances, each way."""
        rows, columns = sparse.coo_array(to_ones(self.between + self.joint + self.joint.T)).coords
        return rows.astype(np.int64), columns.astype(np.int64)

    def _of_chain(self, chain: str) -> NDArray[np.bool_]:
        if chain not in self._chains:
            found = (self._network.nodes.get_column("chain") == chain).fill_null(value=False)
            self._chains[chain] = found.to_numpy()
        return self._chains[chain]

    @cached_property
    def _chains(self) -> dict[str, NDArray[np.bool_]]:
        return {}

    @cached_property
    def to_education(self) -> NDArray[np.bool_]:
        """Which nodes are tied to something of the education chain, or run a programme together with it."""
        served = np.asarray(self._settled.to_sparse("programme-serves").astype(np.int64).sum(axis=0)) > 0
        return served | (np.asarray(self.between @ self._of_chain("education").astype(np.int64)) > 0)

    @cached_property
    def to_innovation(self) -> NDArray[np.bool_]:
        """Which nodes take part in a project or host a platform."""
        innovation = self._of_chain("innovation").astype(np.int64)
        return np.asarray(self.joint @ innovation) > 0

    @cached_property
    def tied(self) -> NDArray[np.bool_]:
        """Which nodes have any tie at all, an intended one included."""
        ends = self._network.links(*self.kinds).select("source", "target")
        found = np.zeros(self._size, dtype=bool)
        found[pl.concat([ends["source"], ends["target"]]).to_numpy()] = True
        return found

    @cached_property
    def organisations(self) -> NDArray[np.bool_]:
        """Which nodes are organisations, by their class."""
        return find_organisations(self._network)

    def organisations_of(self, chain: str) -> NDArray[np.bool_]:
        """Return which nodes are organisations of a chain."""
        return self.organisations & self._of_chain(chain)

    def share_tied(self, region: str, chain: str) -> float:
        """Return the share of a chain's organisations that lie in a region itself with any tie on record; 0 for none."""
        counted, tied = self.count_tied(region, chain)
        return tied / counted if counted else 0.0

    def count_tied(self, region: str | None, chain: str) -> tuple[int, int]:
        """Return how many organisations of a chain lie in a region itself, and how many of them have any tie on record.

        Without a region: those of the whole graph, wherever they lie.
        """
        if region is not None:
            return self._tied_by_region.get((region, chain), (0, 0))
        everyone = self.organisations_of(chain)
        return int(everyone.sum()), int(self.tied[everyone].sum())

    def share_tied_anywhere(self, chain: str) -> float:
        """Return the share of a chain's organisations with any tie on record, wherever they lie; 0 for none."""
        everyone = self.organisations_of(chain)
        return float(self.tied[everyone].mean()) if everyone.any() else 0.0

    @cached_property
    def _tied_by_region(self) -> dict[tuple[str, str], tuple[int, int]]:
        frame = self._network.nodes.select("region", "chain", tied=pl.Series(self.tied))
        rows = frame.filter(pl.Series(self.organisations)).drop_nulls().group_by("region", "chain")
        counts = rows.agg(pl.len(), tied=pl.col("tied").sum())
        return {(region, chain): (counted, tied) for region, chain, counted, tied in counts.iter_rows()}
