"""Demand for skills as whole mixes: of regions, of occupations, of industry chains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from chains.gaps.reading.demand import SAMPLE, asked_occupations, count_demand, naming_rates
from chains.gaps.reading.places import Places
from chains.network import Network

__all__ = ["MIXES"]


def _by_region(network: Network, places: Places) -> pl.DataFrame:
    return count_demand(network, places).select("cell", "postings", "skill", "asked", key="cell")


def _by_occupation(network: Network, places: Places) -> pl.DataFrame:
    occupations = asked_occupations(network)
    rates = naming_rates(network, occupations, places)
    totals = occupations.group_by(*SAMPLE, "occupation").agg(postings=pl.col("n").sum())
    rows = totals.join(rates, on=[*SAMPLE, "occupation"], nulls_equal=True)
    return _largest(rows.with_columns(asked=pl.col("rate") * pl.col("postings"), thing="occupation"), network, places)


def _by_chain(network: Network, places: Places) -> pl.DataFrame:
    rates = naming_rates(network, asked_occupations(network), places)
    links = network.links("chain-asks-occupation").filter(pl.col("weight") > 0)
    asks = links.group_by(*SAMPLE, thing="source", occupation="target").agg(n=pl.col("weight").sum())
    totals = asks.group_by(*SAMPLE, "thing").agg(postings=pl.col("n").sum())
    named = asks.join(rates, on=[*SAMPLE, "occupation"], nulls_equal=True)
    asked = named.group_by(*SAMPLE, "thing", "skill").agg(asked=(pl.col("n") * pl.col("rate")).sum())
    return _largest(totals.join(asked, on=[*SAMPLE, "thing"], nulls_equal=True), network, places)


def _largest(rows: pl.DataFrame, network: Network, places: Places) -> pl.DataFrame:
    """Return the rows of each thing's largest sample; it is compared with what the whole area teaches."""
    order = ["thing", "postings", *SAMPLE]
    best = rows.sort(order, descending=[False, True, False, False, False], nulls_last=True)
    kept = best.select("thing", *SAMPLE).unique("thing", keep="first", maintain_order=True)
    iris = network.nodes.select(key="iri", thing=pl.int_range(pl.len(), dtype=pl.UInt32))
    chosen = rows.join(kept, on=["thing", *SAMPLE], nulls_equal=True).join(iris, on="thing")
    area = pl.lit(places.area, dtype=pl.String)
    return chosen.select(area.alias("cell"), "postings", "skill", pl.col("asked").round(9), "key")


MIXES: Final[Mapping[str, Callable[[Network, Places], pl.DataFrame]]] = {
    "region": _by_region,
    "occupation": _by_occupation,
    "industry_chain": _by_chain,
}
"""How the demand is read: ``key`` (IRI), ``skill`` (node), ``asked`` and ``postings``, and ``cell``: where it is taught."""
