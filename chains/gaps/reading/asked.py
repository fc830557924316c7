"""What a place, or an industry chain, asks for: the demand for occupations, and the postings that count it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy import sparse

from chains.build import ontology_terms
from chains.errors import Text
from chains.gaps.reading.demand import asked_occupations
from chains.gaps.reading.places import Places
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Asked"]


class Asked:
    """The demand for occupations in a network."""

    def __init__(self, network: Network, places: Places) -> None:
        self._network = network
        self._places = places
        self._size = network.nodes.height

    def inside(self, region: str) -> list[str]:
        """Return the IRIs of a region and of those that lie in it; none for an unknown one."""
        return self._insides.get(region, [])

    @cached_property
    def demand(self) -> pl.DataFrame:
        """Each demand for an occupation: ``region`` (IRI), ``occupation``, ``chain`` (node number or null)."""
        asked = self._network.links("region-asks-occupation").select("source", "link", occupation="target")
        chains = self._network.links("chain-asks-occupation").select("link", chain="source").drop_nulls()
        regions = self._network.nodes.select(region="iri", source=pl.int_range(pl.len(), dtype=pl.UInt32))
        rows = asked.join(regions, on="source").join(chains, on="link", how="left")
        return rows.select("region", "occupation", "chain").unique().sort("region", "occupation", "chain")

    @cached_property
    def seen(self) -> NDArray[np.bool_]:
        """Which nodes are occupations that are asked for anywhere."""
        asked = np.zeros(self._size, dtype=bool)
        asked[self.demand.get_column("occupation").to_numpy()] = True
        return asked

    @cached_property
    def _insides(self) -> dict[str, list[str]]:
        groups = self._places.within.group_by("cell").agg("region")
        return {cell: sorted(regions) for cell, regions in groups.iter_rows()}

    def unit_of(self, region: str | None, occupation: int) -> Text:
        """Return what the demand for an occupation in a region is counted in: the name of the first unit on record."""
        rows = self._network.links("region-asks-occupation").filter(pl.col("target") == occupation)
        if region is not None:
            rows = rows.filter(pl.col("region").is_in(self.inside(region)))
        units = sorted(rows.get_column("qualifier").drop_nulls().unique())
        known = ontology_terms().notations("demand-units")
        return next(
            (ontology_terms().code("demand-units", unit).label for unit in units if unit in known),
            Text("需求", "demand"),
        )

    def chains_asking(self, region: str | None, occupations: NDArray[np.int64]) -> list[int]:
        """Return the industry chains that ask for any of these occupations in a region, by number."""
        rows = self.demand.filter(pl.col("occupation").is_in(occupations.tolist()))
        if region is not None:
            rows = rows.filter(pl.col("region").is_in(self.inside(region)))
        return rows.get_column("chain").drop_nulls().unique().sort().to_list()

    def postings_by_chain(self, region: str | None) -> dict[int, float]:
        """Return the industry chains that ask for occupations in a region, with the postings of the largest sample."""
        rows = self._network.links("chain-asks-occupation")
        if region is not None:
            rows = rows.filter(pl.col("region").is_in(self.inside(region)))
        samples = rows.group_by("source", "graph", "year", "qualifier").agg(pl.col("weight").sum())
        counts = samples.group_by("source").agg(pl.col("weight").max()).sort("source")
        return {int(chain): float(postings or 0) for chain, postings in counts.iter_rows()}

    def by_chain(self, demand: pl.DataFrame) -> sparse.csr_array:
        """Return occupations × industry chains, by node number: which chain the demand names for which occupation."""
        pairs = demand.drop_nulls().select("occupation", "chain").unique()
        ends = (pairs["occupation"].to_numpy(), pairs["chain"].to_numpy())
        return sparse.csr_array((np.ones(pairs.height, dtype=np.int64), ends), shape=(self._size, self._size))

    def count_postings(self, region: str | None, industry_chain: int | None = None) -> NDArray[np.float64]:
        """Return the postings for each node as an occupation, in the newest sample of a region or an industry chain."""
        counts = np.zeros(self._size)
        rows = (
            self._counted_by_chain.filter(pl.col("chain") == industry_chain)
            if industry_chain is not None
            else self._counted(region)
        )
        counts[rows.get_column("occupation").to_numpy()] = rows.get_column("n").to_numpy()
        return counts

    def _counted(self, region: str | None) -> pl.DataFrame:
        rows = self._samples
        if region is not None:
            rows = rows.filter(pl.col("region").is_in(self.inside(region)))
        return _newest(rows)

    @cached_property
    def _samples(self) -> pl.DataFrame:
        return asked_occupations(self._network)

    @cached_property
    def _counted_by_chain(self) -> pl.DataFrame:
        links = self._network.links("chain-asks-occupation").filter(pl.col("weight") > 0)
        rows = links.select("graph", "year", "qualifier", chain="source", occupation="target", n="weight")
        groups = rows.group_by("chain", maintain_order=True)
        parts = [_newest(part).with_columns(chain=pl.lit(key[0], pl.UInt32)) for key, part in groups]
        return pl.concat(parts) if parts else rows.select("occupation", "n", "chain")


def _newest(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the postings by occupation in the newest of several samples (then the larger): ``occupation``, ``n``."""
    sample = ["graph", "year", "qualifier"]
    sizes = rows.group_by(sample).agg(pl.col("n").sum())
    order = {"year": True, "n": True, "graph": False, "qualifier": False}
    first = sizes.sort(*order, descending=list(order.values()), nulls_last=True).head(1).select(sample)
    chosen = rows.join(first, on=sample, nulls_equal=True)
    return chosen.group_by("occupation").agg(pl.col("n").sum()).sort("occupation")
