"""The table of whole mixes: how well what is taught meets what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from chains.gaps.reading.demand import SAMPLE
from chains.gaps.reading.places import Places
from chains.gaps.skills.balance_columns import ABOUT, BY, COLUMNS, TITLE
from chains.gaps.skills.mixes import MIXES, read_mixes
from chains.gaps.skills.usage import number
from chains.gaps.tables import REGION, MeasureTable, pick_option, round_numbers
from chains.measures import balance
from chains.measures.reach import score_out_of_reach
from chains.names import compact_id
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["TABLE"]

_INDICES: Final[Mapping[str, Callable[[Floats, Floats], Floats]]] = {
    "coverage": balance.score_coverage,
    "overlap": balance.score_overlap,
    "dissimilarity": balance.score_dissimilarity,
    "divergence": balance.score_divergence,
    "mismatch": balance.score_mismatch,
    "entropy_gap": balance.score_entropy_gap,
}
_SCHEMA: Final = {
    REGION: pl.String,
    "thing": pl.String,
    "source": pl.String,
    "year": pl.Int32,
    "unit": pl.String,
    "postings": pl.Float64,
    "offerings": pl.Int64,
    "asked": pl.Float64,
    "taught": pl.Int64,
    "skills_asked": pl.Int64,
    "skills_taught": pl.Int64,
    **dict.fromkeys((*_INDICES, "chance", "out_of_reach", "ratio", "deviation"), pl.Float64),
    "why": pl.String,
}


def _make(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    by = pick_option(options, "by", MIXES)
    places = Places(network)
    rows = read_mixes(network, places, by)
    if rows.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    amounts = ("cell", "thing", *SAMPLE, "postings", "offerings")
    keys = rows.select(amounts).unique(["cell", "thing"], keep="first", maintain_order=True).with_row_index("mix")
    asked, taught, reach = _spread(rows, keys)
    sizes = keys["postings"].to_numpy(), keys["offerings"].to_numpy()
    found = {name: score(asked, taught) for name, score in _INDICES.items()}
    found["chance"] = balance.score_chance_dissimilarity(asked.sum(axis=1), taught)
    found["out_of_reach"] = score_out_of_reach(asked, reach)
    found["ratio"] = balance.score_vacancy_ratio(*sizes)
    found["deviation"] = _deviate(keys, *sizes, places)
    wide = keys.with_columns(
        thing=_name(keys["thing"], network),
        region="cell",
        source=pl.Series([None if graph is None else compact_id(graph) for graph in keys["graph"]], dtype=pl.String),
        unit="qualifier",
        asked=pl.Series(asked.sum(axis=1)).round(3),
        taught=pl.Series(taught.sum(axis=1)),
        skills_asked=pl.Series((asked > 0).sum(axis=1)),
        skills_taught=pl.Series((taught > 0).sum(axis=1)),
        **{name: round_numbers(values) for name, values in found.items()},
        why=pl.Series(list(_explain(asked, taught)), dtype=pl.String),
        first=pl.col("cell") == places.area if places.area else pl.lit(value=False),
    )
    ordered = wide.sort("first", "cell", "postings", "thing", descending=[True, False, True, False])
    return ordered.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())


def _spread(rows: pl.DataFrame, keys: pl.DataFrame) -> tuple[Floats, ...]:
    """Return what is asked for, taught, and out of reach: mixes × skills."""
    known = rows.join(keys.select("mix", "cell", "thing"), on=["cell", "thing"], nulls_equal=True)
    skills = rows.get_column("skill").unique().sort().to_list()
    ends = known["mix"].to_numpy(), number(known["skill"], skills)
    found = []
    for name in ("asked", "taught", "reach"):
        matrix = np.zeros((keys.height, len(skills)))
        matrix[ends] = known.get_column(name).cast(pl.Float64).fill_null(np.nan).to_numpy()
        found.append(matrix)
    return tuple(found)


def _name(things: pl.Series, network: Network) -> pl.Series:
    return network.nodes.get_column("iri").gather(things)


def _deviate(keys: pl.DataFrame, postings: Floats, offerings: Floats, places: Places) -> Floats:
    """Return the structural deviation of each mix among its like.

    These are the cities of one sample, or the things of one cell; the whole area is like nothing else.
    """
    alike = keys.select(
        pl.when(pl.col("thing").is_not_null())
        .then("cell")
        .when(pl.col("cell").is_in(places.cities))
        .then(pl.concat_str(SAMPLE, separator=" ", ignore_nulls=True))
        .alias("alike")
    )
    found = np.full(len(postings), np.nan)
    for _, part in alike.with_row_index("mix").drop_nulls().group_by("alike"):
        mixes = part["mix"].to_numpy()
        found[mixes] = balance.score_structural_deviation(postings[mixes], offerings[mixes])
    return found


def _explain(asked: Floats, taught: Floats) -> Iterator[str | None]:
    """Yield for each mix why it lacks indices."""
    for demand, supply in zip(asked.sum(axis=1) > 0, taught.sum(axis=1) > 0, strict=True):
        yield None if demand and supply else "no skill is taught on record" if demand else "no skill is asked for"


TABLE: Final = MeasureTable("skill_balance", TITLE, ABOUT, COLUMNS, _make, (BY,))
