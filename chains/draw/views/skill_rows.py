"""What the bubbles of skills stand for: demand and teaching by place, what goes together, who asks and who teaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from chains.gaps.reading.demand import SAMPLE, asked_occupations, naming_rates
from chains.gaps.reading.places import Places
from chains.gaps.reading.teaching import list_offerings
from chains.gaps.skills.compare import compare_skills
from chains.gaps.skills.usage import count_usage, relate_skills
from chains.gaps.skills.weighing import find_short_and_surplus
from chains.network import Network

__all__ = [
    "FAR",
    "SURE",
    "Pair",
    "ask_occupations",
    "list_programmes",
    "pair_skills",
    "read_skills",
]

SURE: Final = 0.05
FAR: Final = 4.0
"""From this ratio of the two shares on a skill is far short, or in large surplus; from half of it on short, or in surplus."""
_LEAST_THETA: Final = 0.5
_BEST: Final = 2
"""So many links of each skill, its strongest, are drawn."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two skills that go together.

    Attributes:
        first, second: row numbers of their nodes, the smaller first.
        theta: complementarity, in [0.5, 1].
        shared: occupations that ask for both more than others do.
        drawn: whether it is among the strongest of one of both.
    """

    first: int
    second: int
    theta: float
    shared: int
    drawn: bool


def read_skills(network: Network, places: Places) -> pl.DataFrame:
    """Return the skills of each place with counted demand: those that are asked for or taught there.

    The columns of :func:`~chains.gaps.skills.compare.compare_skills`, and

    * ``level``: 2 where the share of demand is at least four times that of teaching, 1 at least twice, or where the place
      teaches a broader or narrower skill but not this one (perhaps under the other's name), 0 where neither is twice the other, −1 and −2 where that of teaching is at least two or four times as large.
      The demand for narrower skills counts for a skill that is taught more than it is asked for;
    * ``kind`` of the gap that the list of gaps has for it, or null;
    * ``sure``: whether chance alone would hardly do that (adjusted p at most 0.05).  Below 0 only a reported surplus is
      sure: of other skills the sample sees too little.

    Sorted by cell and skill.
    """
    rows = compare_skills(network, places).filter((pl.col("asked") > 0) | (pl.col("taught") > 0))
    kinds = find_short_and_surplus(rows).select("cell", "skill", "kind").unique(["cell", "skill"], keep="first")
    told = rows.with_columns(_level()).join(kinds, on=["cell", "skill"], how="left")
    seen = (pl.col("level") >= 0) | (pl.col("kind") == "skill_surplus").fill_null(value=False)
    return told.with_columns(sure=(pl.col("p_adjusted").fill_null(1.0) <= SURE) & seen).sort("cell", "skill")


def _level() -> pl.Expr:
    asked, taught = pl.col("asked_share").fill_nan(0.0), pl.col("taught_share").fill_nan(0.0)
    wide = pl.when(pl.col("all_asked") > 0).then(pl.col("asked_wide") / pl.col("all_asked")).otherwise(0.0)
    return (
        pl.when((pl.col("taught") == 0) & pl.col("related").is_not_null())
        .then(1)
        .when(asked >= FAR * taught)
        .then(2)
        .when(asked >= FAR / 2 * taught)
        .then(1)
        .when(taught >= FAR * wide)
        .then(-2)
        .when(taught >= FAR / 2 * wide)
        .then(-1)
        .otherwise(0)
        .alias("level")
    )


def pair_skills(network: Network, places: Places, sample: Mapping[str, object], skills: Sequence[int]) -> list[Pair]:
    """Return which of some skills go together by one sample, in the order of their numbers.

    A pair has a complementarity of at least one half; at least two occupations share it.
    """
    usage = count_usage(network, places)
    for name in SAMPLE:
        usage = usage.filter(pl.col(name).eq_missing(pl.lit(sample[name], usage.schema[name])))
    known = sorted({*skills, *usage.get_column("skill").to_list()})
    theta, shared = (matrix.toarray() for matrix in relate_skills(usage, known))
    inside = np.isin(known, list(skills))
    kept = (theta >= _LEAST_THETA) & inside[:, None] & inside[None, :]
    np.fill_diagonal(kept, val=False)
    best = np.zeros_like(kept)
    for row in range(len(known)):
        near = np.flatnonzero(kept[row])
        order = np.lexsort((near, -shared[row, near], -theta[row, near].round(9)))
        best[row, near[order[:_BEST]]] = True
    best |= best.T
    return [
        Pair(known[one], known[two], round(float(theta[one, two]), 4), int(shared[one, two]), bool(best[one, two]))
        for one, two in zip(*np.nonzero(np.triu(kept)), strict=True)
    ]


def ask_occupations(network: Network, places: Places, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what each place asks for by occupation, and how often each occupation names a skill.

    *rows* are those of :func:`read_skills`; only the sample by which a cell is judged counts for it.  The first has
    ``cell``, ``occupation`` and ``n`` (postings), the second the sample, ``occupation``, ``skill`` and ``rate``, in
    (0, 1].  The sum of ``n × rate`` over the occupations is what is asked for; both are sorted.
    """
    asks = asked_occupations(network)
    cells = rows.select("cell", *SAMPLE).unique()
    here = asks.join(places.cells, on="region").join(cells, on=["cell", *SAMPLE], how="semi", nulls_equal=True)
    counts = here.group_by("cell", "occupation").agg(pl.col("n").sum()).sort("cell", "occupation")
    rates = naming_rates(network, asks, places).join(cells, on=SAMPLE, how="semi", nulls_equal=True)
    return counts, rates.sort(*SAMPLE, "occupation", "skill")


def list_programmes(network: Network, places: Places, cells: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return which programme develops which skill, and how many institutions of each place offer it.

    The first has ``programme`` and ``skill``, of programmes that any of *cells* offers; the second ``cell``,
    ``programme`` and ``offerings``, of programmes that develop any skill.  Both are sorted.
    """
    develops = network.links("develops-skill").select(programme="source", skill="target").unique()
    placed = list_offerings(network).join(places.cells, on="region").filter(pl.col("cell").is_in(list(cells)))
    offered = placed.join(develops, on="programme", how="semi").group_by("cell", "programme").agg(offerings=pl.len())
    taught = develops.join(offered, on="programme", how="semi").sort("programme", "skill")
    return taught, offered.sort("cell", "programme")
