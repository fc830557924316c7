"""Indicators as tables: what the statistics say of the regions of one level, scaled on the reference ranges.

Cities and provinces have other statistics, so each level has a table of its own.  An indicator belongs to it if it has a
reference range (that marks it as fit for scoring) and if at least half of the level's regions have an annual value of it in
some year; a number that only one city publishes compares nobody.  Where several sources give a value, those of the best
confidence class count, and of several of these the mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from chains.errors import Text
from chains.measures.composite import scale_values
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["LEVELS", "Panel", "read_panels"]

LEVELS: Final = ("city", "province")
"""Kinds of region that are compared among themselves."""

_SHARED: Final = 0.5
_CONFIDENCES: Final = ("stated", "reported", "derived")


@dataclass(frozen=True)
class Panel:
    """The indicators of all regions of one level.

    Attributes:
        level: the kind of the regions.
        regions: IRI of the region of each row.
        years: year of each row; rows are sorted by region and year, and each has at least one value.
        indicators: IRI of each column, sorted.
        chains: chain of each column, a notation.
        names: name of each column.
        scaled: scores in [0, 1], shape (rows, indicators); ``nan`` where nothing is on record.
        values: the annual values as a frame: ``indicator``, ``region``, ``year``, ``value``, ``graph``; of several sources
            each has its row.
    """

    level: str
    regions: tuple[str, ...]
    years: Ints
    indicators: tuple[str, ...]
    chains: tuple[str, ...]
    names: tuple[Text, ...]
    scaled: Floats
    values: pl.DataFrame

    def columns_of(self, chain: str) -> Ints:
        """Return the places of the indicators of a chain."""
        return np.flatnonzero(np.array([own == chain for own in self.chains], dtype=bool))

    def rows_of(self, year: int) -> Ints:
        """Return the places of the rows of a year, by region."""
        return np.flatnonzero(self.years == year)


def read_panels(network: Network) -> Iterator[Panel]:
    """Yield the panel of each level that has any indicator with values, in the order of :data:`LEVELS`."""
    ranged = network.indicators.filter(
        pl.col("worst").is_not_null() & pl.col("best").is_not_null() & (pl.col("worst") != pl.col("best"))
    ).sort("iri")
    annual = network.observations.filter(pl.col("period").is_null() | (pl.col("period") == "annual"))
    known = _most_confident(annual.join(ranged.select(indicator="iri"), on="indicator", how="semi"))
    for level in LEVELS:
        places = network.regions.filter(pl.col("kind") == level).select(region="iri")
        own = known.join(places, on="region", how="semi")
        shares = own.group_by("indicator").agg(share=pl.col("region").n_unique() / max(places.height, 1))
        own = own.join(shares.filter(pl.col("share") >= _SHARED), on="indicator", how="semi")
        if own.height:
            columns = ranged.join(own.select(iri="indicator"), on="iri", how="semi").sort("iri")
            yield _make_panel(level, columns, own.sort("indicator", "region", "year", "graph", "value"))


def _most_confident(rows: pl.DataFrame) -> pl.DataFrame:
    ranks = {name: rank for rank, name in enumerate(_CONFIDENCES)}
    ranked = rows.with_columns(rank=pl.col("confidence").replace_strict(ranks, default=len(ranks)))
    best = pl.col("rank") == pl.col("rank").min().over("indicator", "region", "year")
    return ranked.filter(best).select("indicator", "region", "year", "value", "graph")


def _make_panel(level: str, columns: pl.DataFrame, values: pl.DataFrame) -> Panel:
    means = values.group_by("indicator", "region", "year").agg(pl.col("value").mean())
    rows = means.select("region", "year").unique().sort("region", "year").with_row_index("row")
    places = columns.select(indicator="iri").with_row_index("column")
    cells = means.join(rows, on=["region", "year"]).join(places, on="indicator")
    table = np.full((rows.height, columns.height), np.nan)
    table[cells["row"].to_numpy(), cells["column"].to_numpy()] = cells["value"].to_numpy()
    return Panel(
        level,
        tuple(rows["region"]),
        rows["year"].to_numpy().astype(np.int64),
        tuple(columns["iri"]),
        tuple(chain or "" for chain in columns["chain"]),
        tuple(Text(zh, en) for zh, en in columns.select("label_zh", "label_en").iter_rows()),
        scale_values(table, columns["worst"].to_numpy(), columns["best"].to_numpy()),
        values,
    )
