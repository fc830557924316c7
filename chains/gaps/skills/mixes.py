"""Demand and teaching as whole mixes of skills: of each region, and there of each occupation and industry chain.

The demand of an occupation is that of its postings in the cell; its teaching is that of the cell's offerings whose
programme leads to it (see :mod:`chains.gaps.reading.passages`).  Of an industry chain it is the postings that name the
chain, and the offerings whose programme leads to an occupation that these ask for anywhere.  All come from the one sample
by which the cell is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from chains.gaps.reading.demand import SAMPLE, asked_occupations, naming_rates
from chains.gaps.reading.passages import Passages
from chains.gaps.reading.places import Places
from chains.gaps.reading.teaching import list_offerings
from chains.gaps.skills.compare import compare_skills
from chains.network import Network

__all__ = ["MIXES", "read_mixes"]

_KEYS: Final = ("cell", "thing")


def read_mixes(network: Network, places: Places, by: str) -> pl.DataFrame:
    """Return the skills that each mix asks for or teaches, one row for each; sorted by cell, thing and skill.

    Columns: ``cell`` (IRI), ``thing`` (row number of the occupation or industry chain; null by region), the sample,
    ``postings`` and ``offerings`` (those with any skill of the sample) of the mix, ``skill``, ``asked``, ``taught``, and
    ``reach`` (see :func:`~chains.gaps.skills.nearest.join_nearest`), which is the cell's, whatever the thing.

    Args:
        network: the graph.
        places: its regions.
        by: a key of :data:`MIXES`.
    """
    return MIXES[by](network, places).sort("cell", "thing", "skill")


def _by_region(network: Network, places: Places) -> pl.DataFrame:
    rows = compare_skills(network, places).filter((pl.col("asked") > 0) | (pl.col("taught") > 0))
    names = ("cell", *SAMPLE, "postings", "offerings", "skill", "asked", "taught", "reach")
    return rows.select(*names, thing=pl.lit(None, pl.UInt32))


def _by_occupation(network: Network, places: Places) -> pl.DataFrame:
    asks = asked_occupations(network).with_columns(thing="occupation")
    return _by_thing(network, places, asks)


def _by_chain(network: Network, places: Places) -> pl.DataFrame:
    links = network.links("chain-asks-occupation").filter(pl.col("weight") > 0)
    # The same demand under one source is one row: parallel rows of it are the same statement read twice.
    once = links.unique(["source", "target", "link", *SAMPLE]).drop_nulls("region")
    asks = once.group_by("region", *SAMPLE, thing="source", occupation="target").agg(n=pl.col("weight").sum())
    return _by_thing(network, places, asks)


MIXES: Final[Mapping[str, Callable[[Network, Places], pl.DataFrame]]] = {
    "region": _by_region,
    "occupation": _by_occupation,
    "industry_chain": _by_chain,
}
"""What mixes are read for."""


def _by_thing(network: Network, places: Places, asks: pl.DataFrame) -> pl.DataFrame:
    """Return the mixes of things that ask for occupations: *asks* has region, sample, thing, occupation and ``n``."""
    seen = compare_skills(network, places).select("cell", *SAMPLE, "skill", "reach")
    samples = seen.select("cell", *SAMPLE).unique()
    here = asks.join(places.cells, on="region").join(samples, on=["cell", *SAMPLE], how="semi", nulls_equal=True)
    counts = here.group_by(*_KEYS, *SAMPLE).agg(postings=pl.col("n").sum())
    rates = naming_rates(network, asked_occupations(network), places)
    named = here.join(rates, on=[*SAMPLE, "occupation"], nulls_equal=True)
    asked = named.group_by(*_KEYS, "skill").agg(asked=(pl.col("n") * pl.col("rate")).sum().round(9))
    leading = _lead(network, places, asks.select("thing", "occupation").unique())
    taught = _taught(network, places, leading, seen).join(counts, on=list(_KEYS), how="semi")
    offerings = taught.select(*_KEYS, "institution", "programme").unique().group_by(_KEYS).agg(offerings=pl.len())
    given = taught.group_by(*_KEYS, "skill").agg(taught=pl.len())
    rows = asked.join(given, on=[*_KEYS, "skill"], how="full", coalesce=True)
    wide = counts.join(rows, on=list(_KEYS)).join(offerings, on=list(_KEYS), how="left")
    filled = wide.with_columns(pl.col("asked").fill_null(0.0), pl.col("taught", "offerings").fill_null(0))
    return filled.join(seen.select("cell", "skill", "reach"), on=["cell", "skill"])


def _lead(network: Network, places: Places, asks: pl.DataFrame) -> pl.DataFrame:
    """Return which ``programme`` leads to which ``thing``: to an occupation that it asks for."""
    leads = Passages(network, places).leads.tocoo()
    pairs = pl.DataFrame(
        {"programme": leads.row, "occupation": leads.col}, schema={"programme": pl.UInt32, "occupation": pl.UInt32}
    )
    return pairs.join(asks, on="occupation").select("programme", "thing").unique()


def _taught(network: Network, places: Places, leading: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """Return each offering of a cell that leads to a thing, with each skill of the cell's sample that it develops."""
    offerings = list_offerings(network).join(places.cells, on="region").join(leading, on="programme")
    develops = network.links("develops-skill").select(programme="source", skill="target").unique()
    rows = offerings.join(develops, on="programme").join(seen.select("cell", "skill"), on=["cell", "skill"], how="semi")
    return rows.select(*_KEYS, "institution", "programme", "skill")
