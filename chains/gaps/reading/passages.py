"""The way from education to innovation, as layers: programmes, occupations, enterprises, projects and platforms.

For a region, the sets of nodes are

=============  ======================================================================================================
programmes     offered by an institution of the region, and *comparable*: they lead to an occupation that is asked for
               anywhere in the graph.  Of other programmes the demand on record could have seen nothing.
occupations    asked for in the region
enterprises    of the region: organisations that are active in an industry chain, and all others of the industry chain
outcomes       projects that an organisation of the region takes part in; platforms that it hosts or that lie there
               and have a host on record
=============  ======================================================================================================

and the layers between them

1. a programme *leads to* an occupation if it names it, names one that holds it, or names one beside it in the same
   group (a programme for software developers leads to Java developers).  Skills are no stations of this way: one
   widespread skill would join nearly every programme to every occupation.  They are compared by the skills family;
2. an occupation leads to an enterprise if the region's demand names an industry chain for it in which the enterprise
   is active;
3. an enterprise leads to an outcome if it takes part in the project or hosts the platform.

For an industry chain the programmes are those offered anywhere, the occupations those that the chain asks for, and
enterprises are both the third set and the goal: layer 3 leads from an enterprise to itself if it has any outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy import sparse

from chains.gaps.reading.asked import Asked
from chains.gaps.reading.places import Places
from chains.gaps.reading.ties import find_organisations
from chains.measures.metapath import to_ones
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Nodes = NDArray[np.int64]

__all__ = ["STEPS", "Passage", "Passages"]

STEPS = (("education", "talent"), ("talent", "industry"), ("industry", "innovation"))
"""The chains that each step joins."""


@dataclass(frozen=True)
class Passage:
    """The way through one region, or through one industry chain: node numbers of each set, and the layers.

    Attributes:
        institutions: those of the region that offer any programme; all for an industry chain.
        region: IRI of the region; of the whole area, or ``None``, for an industry chain.
        industry_chain: node number of the industry chain, if it is one.
        postings: postings for each of the occupations in the region's newest counted sample; 0 where the sample
            counts none.
        offerings: number of institutions that offer each of the programmes.
    """

    region: str | None
    industry_chain: int | None
    institutions: Nodes
    programmes: Nodes
    occupations: Nodes
    enterprises: Nodes
    outcomes: Nodes
    layers: tuple[sparse.csr_array, ...]
    postings: NDArray[np.float64]
    offerings: NDArray[np.int64]


class Passages:
    """Every passage of a network."""

    def __init__(self, network: Network, places: Places) -> None:
        self.network = network
        self.places = places
        self.asked = Asked(network, places)
        self.offers = to_ones(network.to_sparse("offers"))
        self.active = to_ones(network.to_sparse("active-in-chain"))
        self.outcomes = to_ones(network.to_sparse("participates-in") + network.to_sparse("hosted-by").T)
        self._size = network.nodes.height

    @cached_property
    def leads(self) -> sparse.csr_array:
        """Programmes × occupations, by node number: which programme leads to which occupation."""
        named = to_ones(self.network.to_sparse("targets-occupation"))
        broader = to_ones(self.network.to_sparse("narrower-than"))
        found, within = named, named
        while within.nnz:
            # One level further down; what was found before is not followed again, so that a cycle ends.
            step = to_ones(within @ broader.T)
            within = to_ones(step - step.multiply(found))
            found = to_ones(found + within)
        return to_ones(found + named @ broader @ broader.T)

    @cached_property
    def comparable(self) -> NDArray[np.bool_]:
        """Which nodes are programmes that lead to an occupation that is asked for anywhere."""
        return np.asarray(self.leads @ self.asked.seen.astype(np.int64)) > 0

    @cached_property
    def industry_chains(self) -> NDArray[np.int64]:
        """Node numbers of the industry chains: what enterprises are active in, or what asks for occupations."""
        asked = self.asked.demand.get_column("chain").drop_nulls().unique().to_numpy()
        return np.union1d(self.network.links("active-in-chain").get_column("target").unique().to_numpy(), asked)

    def regions_within(self, region: str | None) -> NDArray[np.bool_]:
        """Return which nodes are a region or one that lies in it; without a region, all regions."""
        inside = list(self.places.names) if region is None else self.asked.inside(region)
        return self.network.nodes.get_column("iri").is_in(inside).to_numpy()

    @cached_property
    def technologies(self) -> sparse.csr_array:
        """Projects and platforms × technologies, by node number: what each works on."""
        return to_ones(self.network.to_sparse("uses-technology"))

    @cached_property
    def projects(self) -> NDArray[np.bool_]:
        """Which nodes are projects."""
        found = np.zeros(self._size, dtype=bool)
        found[self.network.links("participates-in").get_column("target").to_numpy()] = True
        return found

    def share_of_shared_projects(self, passage: Passage) -> float | None:
        """Return the share of a passage's projects that name more than one organisation; ``None`` without projects."""
        projects = passage.outcomes[self.projects[passage.outcomes]]
        named = np.asarray(self.outcomes.sum(axis=0))[projects]
        return float((named > 1).mean()) if len(projects) else None

    def nodes_in(self, region: str) -> NDArray[np.bool_]:
        """Return which nodes lie in a region or in one that lies in it."""
        return (
            self.network.nodes.get_column("region").is_in(self.asked.inside(region)).fill_null(value=False).to_numpy()
        )

    @cached_property
    def industry(self) -> NDArray[np.bool_]:
        """Which nodes are organisations that are active in an industry chain, or of the industry chain and placed."""
        chain = (self.network.nodes.get_column("chain") == "industry").fill_null(value=False).to_numpy()
        placed = self.network.nodes.get_column("region").is_not_null().to_numpy()
        active = np.diff(self.active.indptr) > 0
        return np.asarray(find_organisations(self.network) & ((chain & placed) | active))

    def through_region(self, region: str) -> Passage:
        """Return the passage of a region."""
        if region not in self._known:
            self._known[region] = self._through_region(region)
        return self._known[region]

    @cached_property
    def _known(self) -> dict[str, Passage]:
        return {}

    def _through_region(self, region: str) -> Passage:
        here = self.nodes_in(region)
        offered = np.asarray(here.astype(np.int64) @ self.offers)
        demand = self.asked.demand.filter(pl.col("region").is_in(self.asked.inside(region)))
        results = np.asarray(here.astype(np.int64) @ self.outcomes) > 0
        hosted = np.asarray(self.outcomes.sum(axis=0)) > 0
        return self._assemble(
            region,
            None,
            institutions=np.flatnonzero(here & (np.diff(self.offers.indptr) > 0)),
            programmes=np.flatnonzero((offered > 0) & self.comparable),
            demand=demand,
            enterprises=np.flatnonzero(here & self.industry),
            outcomes=np.flatnonzero(results | (here & hosted)),
            offered=offered,
        )

    def through_chain(self, chain: int) -> Passage:
        """Return the passage of an industry chain, in the whole graph."""
        offered = np.asarray(self.offers.sum(axis=0))
        members = np.asarray(self.active[:, [chain]].toarray()).ravel() > 0
        return self._assemble(
            self.places.area,
            chain,
            institutions=np.flatnonzero(np.diff(self.offers.indptr) > 0),
            programmes=np.flatnonzero((offered > 0) & self.comparable),
            demand=self.asked.demand.filter(pl.col("chain") == chain),
            enterprises=np.flatnonzero(members & self.industry),
            outcomes=None,
            offered=offered,
        )

    def _assemble(
        self,
        region: str | None,
        chain: int | None,
        *,
        institutions: Nodes,
        programmes: Nodes,
        demand: pl.DataFrame,
        enterprises: Nodes,
        outcomes: Nodes | None,
        offered: NDArray[np.int64],
    ) -> Passage:
        occupations = demand.get_column("occupation").unique().sort().to_numpy().astype(np.int64)
        hiring = to_ones(self.asked.by_chain(demand)[occupations] @ self.active[enterprises].T)
        last = self._goals(enterprises) if outcomes is None else self.outcomes[enterprises][:, outcomes]
        return Passage(
            region,
            chain,
            institutions,
            programmes,
            occupations,
            enterprises,
            enterprises if outcomes is None else outcomes,
            (self.leads[programmes][:, occupations], hiring, sparse.csr_array(last)),
            self.asked.count_postings(region, chain)[occupations],
            offered[programmes],
        )

    def _goals(self, enterprises: Nodes) -> sparse.csr_array:
        active = np.diff(self.outcomes.indptr)[enterprises] > 0
        places = np.flatnonzero(active)
        ones = np.ones(len(places), dtype=np.int64)
        return sparse.csr_array((ones, (places, places)), shape=(len(enterprises), len(enterprises)))
