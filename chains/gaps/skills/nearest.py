"""What is nearest to a skill that a cell does not teach: a related skill that it teaches, a city that teaches it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from chains.gaps.reading.demand import SAMPLE
from chains.gaps.reading.places import Places
from chains.gaps.skills.usage import count_usage, number, relate_skills
from chains.measures.reach import Reach, score_reach
from chains.measures.shares import score_distance_km
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["join_nearest"]

_SCHEMA: Final = {
    "cell": pl.String,
    "skill": pl.UInt32,
    "companion": pl.UInt32,
    "theta": pl.Float64,
    "shared": pl.Int64,
    "companion_taught": pl.Int64,
    "nearest": pl.String,
    "km": pl.Float64,
    "reach": pl.Float64,
}


def join_nearest(rows: pl.DataFrame, teaching: pl.DataFrame, network: Network, places: Places) -> pl.DataFrame:
    """Return *rows*, of cells and skills, with what is nearest to each; in their order.

    Columns: ``companion``, the skill that the cell teaches and that goes together with this one most (``theta``,
    ``shared`` occupations, ``companion_taught`` offerings); ``nearest``, the nearest other city that teaches the skill,
    and its ``km``; ``reach``, the distance-weighted gap of :func:`~chains.measures.reach.score_reach`.  Null where there
    is none, and where a distance is not known.  Nothing is near to the whole area, for all cities lie in it.
    """
    cells = places.cells.get_column("cell").unique().sort().to_list()
    km, usage = _measure_km(network, places, cells), count_usage(network, places)
    parts = [pl.DataFrame(schema=_SCHEMA)]
    for _, part in rows.group_by(SAMPLE, maintain_order=True):
        skills = part.get_column("skill").unique().sort().to_list()
        named = usage.join(part.select(SAMPLE).head(1), on=SAMPLE, how="semi", nulls_equal=True)
        theta, shared = relate_skills(named, skills)
        taught = _spread(teaching, cells, skills)
        found = _list(score_reach(taught, theta, km), taught, shared.toarray(), cells, skills)
        # A city has one sample: what another sample sees is not asked about it.
        parts.append(found.join(part.select("cell").unique(), on="cell", how="semi"))
    return rows.join(pl.concat(parts), on=["cell", "skill"], how="left", maintain_order="left")


def _measure_km(network: Network, places: Places, cells: list[str]) -> Floats:
    """Return the distances of cells; the whole area is near to none, unless it is itself a city."""
    wanted = pl.DataFrame({"iri": cells}, schema={"iri": pl.String})
    known = wanted.join(network.regions, on="iri", how="left", maintain_order="left")
    km = score_distance_km(known["latitude"], known["longitude"])
    areas = [place for place, cell in enumerate(cells) if cell not in places.cities]
    km[areas, :] = km[:, areas] = np.inf
    return km


def _spread(teaching: pl.DataFrame, cells: Sequence[str], skills: Sequence[int]) -> Floats:
    """Return how many offerings teach each skill: cells × skills."""
    known = teaching.filter(pl.col("cell").is_in(cells) & pl.col("skill").is_in(skills))
    found = np.zeros((len(cells), len(skills)))
    places = number(known.get_column("cell"), cells), number(known.get_column("skill"), skills)
    found[places] = known.get_column("taught").to_numpy()
    return found


def _list(
    found: Reach, taught: Floats, shared: NDArray[np.int64], cells: Sequence[str], skills: Sequence[int]
) -> pl.DataFrame:
    line, column = (axis.ravel() for axis in np.indices(taught.shape))
    skill, place = found.skill.ravel(), found.place.ravel()
    known = pl.DataFrame(
        {
            "cell": pl.Series(cells, dtype=pl.String).gather(line),
            "skill": pl.Series(skills, dtype=pl.UInt32).gather(column),
            "companion": pl.Series(skills, dtype=pl.UInt32).gather(skill.clip(0)),
            "theta": found.theta.ravel(),
            "shared": shared[column, skill],
            "companion_taught": taught[line, skill].astype(np.int64),
            "nearest": pl.Series(cells, dtype=pl.String).gather(place.clip(0)),
            "km": found.km.ravel(),
            "reach": found.gap.ravel(),
        },
        schema=_SCHEMA,
    )
    none = {"companion": skill < 0, "theta": skill < 0, "shared": skill < 0, "companion_taught": skill < 0}
    none |= {"nearest": place < 0, "km": place < 0, "reach": np.isnan(found.gap.ravel())}
    gone = [pl.when(~pl.Series(marks)).then(pl.col(name)).alias(name) for name, marks in none.items()]
    # Nine decimals, for the last bits of a distance may differ between machines.
    return known.with_columns(gone).with_columns(pl.col("theta", "reach").round(9))
