"""What a region asks for, by skill, estimated from samples of postings.

Samples count postings by region and occupation, and apart from that by occupation and skill; nobody counted postings
by region and skill.  So a region is taken to ask for what its mix of occupations asks for in the whole sample::

    postings of region r that name skill k = sum over occupations o of  n(r, o) * named(o, k) / n(o)

with n(r, o) the postings for o in r, named(o, k) those for o that name k where the sample tells it, and n(o) the
postings for o there.  The rate is at most 1 (both counts are lower bounds).  Where a sample names no skill for an
occupation, those that the occupation requires stand in, each with rate 1.  Skills that are asked for by themselves add
their own count.

Counts of two samples, years or units are never added: a region is judged by its newest sample (then by the larger).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from chains.gaps.reading.places import Places
from chains.network import Network

__all__ = ["SAMPLE", "asked_occupations", "asked_skills", "count_demand", "naming_rates"]

SAMPLE: Final = ("graph", "year", "qualifier")
"""What tells a sample: its source, year and unit."""


def count_demand(network: Network, places: Places) -> pl.DataFrame:
    """Return how many postings ask for each skill in each cell, by the cell's newest sample; sorted.

    Columns: ``cell`` (IRI), the sample's ``graph``, ``year`` and ``qualifier``, ``skill`` (row number of the node),
    ``asked`` (postings that name it, estimated), ``postings`` (of the cell), ``common`` (the share of the whole
    sample's postings that name the skill).  A skill that the sample asks for anywhere has a row in each of its cells,
    if need be with 0: it is one that the sample could have seen.
    """
    asked, sizes = _by_region(network, places)
    seen = _seen_skills(asked, sizes)
    cells = _newest(sizes.join(places.cells, on="region").group_by("cell", *SAMPLE).agg(postings=pl.col("n").sum()))
    in_cells = asked.join(places.cells, on="region").group_by("cell", *SAMPLE, "skill").agg(pl.col("asked").sum())
    rows = cells.join(seen, on=SAMPLE, nulls_equal=True)
    known = rows.join(in_cells, on=["cell", *SAMPLE, "skill"], how="left", nulls_equal=True)
    # Sums of rates differ in their last bits with the order of the rows: nine decimals do not.
    asked_for = pl.col("asked").fill_null(0.0).round(9)
    columns = ["cell", *SAMPLE, "skill", asked_for, "postings", pl.col("common").round(9)]
    return known.select(columns).sort("cell", "skill")


def _by_region(network: Network, places: Places) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the postings that ask for a skill (``asked``), and all postings (``n``), by region and sample."""
    occupations, direct = asked_occupations(network), asked_skills(network)
    named = occupations.join(
        naming_rates(network, occupations, places), on=[*SAMPLE, "occupation"], nulls_equal=True
    ).select("region", *SAMPLE, "skill", asked=pl.col("n") * pl.col("rate"))
    asked = pl.concat([named, direct.rename({"n": "asked"})])
    counted = occupations.group_by("region", *SAMPLE).agg(pl.col("n").sum())
    # Skills asked for by themselves tell how many postings there are only where no occupation does.
    alone = direct.group_by("region", *SAMPLE).agg(pl.col("n").sum())
    rest = alone.join(counted, on=["region", *SAMPLE], how="anti", nulls_equal=True)
    return asked.group_by("region", *SAMPLE, "skill").agg(pl.col("asked").sum()), pl.concat([counted, rest])


def _seen_skills(asked: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    totals = sizes.group_by(SAMPLE).agg(pl.col("n").sum())
    amounts = asked.group_by(*SAMPLE, "skill").agg(pl.col("asked").sum())
    rows = amounts.join(totals, on=SAMPLE, nulls_equal=True)
    return rows.select(*SAMPLE, "skill", common=pl.col("asked") / pl.col("n"))


def _newest(sizes: pl.DataFrame) -> pl.DataFrame:
    ordered = sizes.sort("cell", "year", "postings", "graph", "qualifier", descending=[False, True, True, False, False])
    return ordered.unique("cell", keep="first", maintain_order=True)


def asked_occupations(network: Network) -> pl.DataFrame:
    """Return the counted demand for occupations: ``region`` (IRI), the sample, ``occupation``, ``n``.

    A demand that also names an industry chain is one link here; it is counted once, however many links it has.
    """
    return _asked(network, "region-asks-occupation", "occupation")


def asked_skills(network: Network) -> pl.DataFrame:
    """Return the counted demand for skills without an occupation: ``region`` (IRI), the sample, ``skill``, ``n``."""
    return _asked(network, "region-asks-skill", "skill")


def _asked(network: Network, kind: str, name: str) -> pl.DataFrame:
    links = network.links(kind).filter(pl.col("weight") > 0)
    # The same demand under one source is one row: parallel rows of it are the same statement read twice.
    regions = network.nodes.select(region="iri", source=pl.int_range(pl.len(), dtype=pl.UInt32))
    rows = links.unique(["source", "target", "link", *SAMPLE]).drop("region").join(regions, on="source")
    totals = rows.group_by("region", *SAMPLE, pl.col("target").alias(name)).agg(n=pl.col("weight").sum())
    return totals.sort("region", *SAMPLE, name)


def naming_rates(network: Network, occupations: pl.DataFrame, places: Places) -> pl.DataFrame:
    """Return the share of an occupation's postings that name a skill: the sample, ``occupation``, ``skill``, ``rate``.

    Where a sample counts one pair in several regions, the largest count is used, with the postings of that region.
    """
    named = network.links("postings-name-skill").filter(pl.col("weight") > 0)
    best = (
        named.rename({"source": "occupation", "target": "skill"})
        .sort("weight", "region", "link", descending=[True, False, False], nulls_last=True)
        .unique([*SAMPLE, "occupation", "skill"], keep="first", maintain_order=True)
    )
    wider = occupations.join(places.within, on="region").group_by(pl.col("cell").alias("region"), *SAMPLE, "occupation")
    counted = best.join(
        wider.agg(pl.col("n").sum()), on=["region", *SAMPLE, "occupation"], how="inner", nulls_equal=True
    )
    rates = counted.select(*SAMPLE, "occupation", "skill", rate=(pl.col("weight") / pl.col("n")).clip(0.0, 1.0))
    return pl.concat([rates, _required(network, occupations, rates)]).sort(*SAMPLE, "occupation", "skill")


def _required(network: Network, occupations: pl.DataFrame, rates: pl.DataFrame) -> pl.DataFrame:
    keys = [*SAMPLE, "occupation"]
    silent = occupations.select(keys).unique().join(rates.select(keys), on=keys, how="anti", nulls_equal=True)
    required = network.links("requires-skill").select(occupation="source", skill="target").unique()
    return silent.join(required, on="occupation").select(*keys, "skill", rate=pl.lit(1.0))
