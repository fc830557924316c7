"""Demand for skills set against teaching, cell by cell: counts, shares, chance, and what is near to each skill."""

from __future__ import annotations

import polars as pl

from chains.gaps.reading.demand import count_demand
from chains.gaps.reading.places import Places
from chains.gaps.reading.teaching import count_offerings, count_teaching, related_skills
from chains.gaps.skills.nearest import join_nearest
from chains.measures.discrete import adjust_discrete_p
from chains.measures.inference import round_p
from chains.measures.shares import list_mix_tests, score_shares
from chains.network import Network

__all__ = ["compare_skills"]


def compare_skills(network: Network, places: Places | None = None) -> pl.DataFrame:
    """Return demand against teaching, one row for each cell with demand and each skill its sample could have seen.

    Columns, besides those of :func:`~chains.gaps.reading.demand.count_demand`:

    * ``taught`` (offerings that develop the skill), ``offerings`` (those that develop any of the skills),
      ``taught_anywhere`` (in the whole network);
    * ``all_asked`` and ``all_taught``, the sums over skills, and the shares of them ``asked_share`` and ``taught_share``
      in [0, 1];
    * ``asked_wide``: postings that ask for the skill or for a narrower one, at most all postings of the cell;
    * ``p`` and ``p_adjusted`` (by :func:`~chains.measures.discrete.adjust_discrete_p`; ``None`` where the cell neither
      asks for the skill nor teaches it: nothing was tested).  Of a skill that is asked for less than it is taught, the
      narrower ones count as asked for, too;
    * ``related``, ``steps``, ``broader`` and ``related_taught`` of the nearest broader or narrower skill that the cell
      teaches;
    * those of :func:`~chains.gaps.skills.nearest.join_nearest`.

    Sorted by cell and skill.

    >>> from chains.graph import open_graph
    >>> from chains.resources import data_folder
    >>> rows = compare_skills(open_graph(data_folder("small")).network())
    >>> set(rows.get_column("asked_share").is_between(0, 1)), rows.get_column("p").min() > 0
    ({True}, True)
    """
    places = places or Places(network)
    demand, teaching = count_demand(network, places), count_teaching(network, places)
    related = related_skills(network)
    rows = demand.join(teaching, on=["cell", "skill"], how="left")
    rows = rows.join(count_offerings(network, places, demand), on="cell", how="left")
    rows = rows.join(_taught_anywhere(network), on="skill", how="left")
    rows = rows.with_columns(pl.col("taught", "offerings", "taught_anywhere").fill_null(0)).sort("cell", "skill")
    rows = _with_chance(_with_wide(_with_shares(rows), related))
    rows = _with_related(rows, related, teaching)
    return join_nearest(rows, teaching, network, places).sort("cell", "skill")


def _taught_anywhere(network: Network) -> pl.DataFrame:
    offers = network.links("offers").select("source", programme="target").unique()
    develops = network.links("develops-skill").select(programme="source", skill="target").unique()
    return offers.join(develops, on="programme").group_by("skill").agg(taught_anywhere=pl.len())


def _with_shares(rows: pl.DataFrame) -> pl.DataFrame:
    totals = rows.group_by("cell").agg(all_asked=pl.col("asked").sum(), all_taught=pl.col("taught").sum())
    wide = rows.join(totals, on="cell", maintain_order="left").with_columns(pl.col("all_asked").round(6))
    return wide.with_columns(
        asked_share=pl.Series(score_shares(wide["asked"], wide["all_asked"])).round(9),
        taught_share=pl.Series(score_shares(wide["taught"], wide["all_taught"])).round(9),
    )


def _with_wide(rows: pl.DataFrame, related: pl.DataFrame) -> pl.DataFrame:
    narrower = related.filter("broader").select("skill", broad="related").join(rows, on="skill")
    sums = narrower.group_by("cell", skill="broad").agg(narrow=pl.col("asked").sum())
    joined = rows.join(sums, on=["cell", "skill"], how="left", maintain_order="left")
    total = (pl.col("asked") + pl.col("narrow").fill_null(0.0)).round(6)
    return joined.with_columns(asked_wide=pl.min_horizontal(total, "postings")).drop("narrow")


def _with_chance(rows: pl.DataFrame) -> pl.DataFrame:
    chance, steps, which = list_mix_tests(_count_for_test(rows), rows["all_asked"], rows["taught"], rows["all_taught"])
    tested = ((rows["asked"] > 0) | (rows["taught"] > 0)).to_list()
    p = [round_p(value) if known else None for value, known in zip(chance, tested, strict=True)]
    # Most cells ask for and teach so little of a skill that nothing could be told: such tests cost the others nothing.
    adjusted = adjust_discrete_p(p, steps, which)
    return rows.with_columns(
        p=pl.Series(p, dtype=pl.Float64), p_adjusted=pl.Series(adjusted, dtype=pl.Float64, strict=False)
    )


def _count_for_test(rows: pl.DataFrame) -> pl.Series:
    """Return what is asked of each skill; where that is less than is taught, with its narrower skills, up to as much."""
    even = pl.min_horizontal("asked_wide", pl.col("taught_share") * pl.col("all_asked"))
    fewer = pl.col("asked_share") < pl.col("taught_share")
    told = pl.when(fewer).then(pl.max_horizontal("asked", even)).otherwise("asked")
    return rows.select(told.alias("asked")).to_series()


def _with_related(rows: pl.DataFrame, related: pl.DataFrame, teaching: pl.DataFrame) -> pl.DataFrame:
    taught = teaching.rename({"skill": "related", "taught": "related_taught"})
    found = rows.select("cell", "skill").join(related, on="skill").join(taught, on=["cell", "related"])
    order = ["cell", "skill", "steps", "related_taught", "related"]
    best = found.sort(order, descending=[False, False, False, True, False]).unique(["cell", "skill"], keep="first")
    return rows.join(best, on=["cell", "skill"], how="left")
