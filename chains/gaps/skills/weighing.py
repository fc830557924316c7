"""Which rows of demand against teaching are gaps, how much they weigh, and what would overturn them.

With d(k) the postings that ask for skill k and s(k) the offerings that teach it, a skill is

* **short** if at least one posting asks for it, and either no offering teaches it, or its share of teaching is less than
  half its share of demand and chance does not explain that (adjusted p at most 0.05);
* **in surplus** if its share of demand, together with that of its narrower skills, is less than half its share of
  teaching and chance does not explain that.  Postings name tools where programmes name subjects: a skill whose narrower
  skills are asked for is asked for.  Surplus is only said of skills that at least one in a hundred postings of the
  sample names: of the others the sample says too little.

The weight, in [0, 1], is a product of

* how much at least is asked for (taught), by the lower confidence bound :func:`~chains.measures.shares.count_surely`, as a
  part of the largest amount asked for (taught) in the cell: four postings count as one, five hundred nearly in full;
* of it, the part that is lacking (in surplus);
* for a shortage, what a broader or narrower skill that is taught leaves: half at one step, three quarters at two;
* for a surplus, a half, for postings seldom name what everybody is expected to know, and how well the sample sees the
  skill: one that a twentieth of its postings names counts half.

A further offering never raises the weight of a short skill if it raises the skill's share of teaching: the chance p
chooses the gaps, all of them as unlikely as not to matter, and does not weigh them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from chains.measures.shares import FAR_LESS, count_surely, count_unseen, score_lack, score_shares

__all__ = ["find_short_and_surplus"]

_LEAST_COMMON: Final = 0.01
_NEAR: Final = 0.5
"""What a shortage weighs less for a related skill that is taught: half at one step, a quarter at two."""
_SURPLUS: Final = 0.5
_SEEN: Final = 0.05
"""A skill that this share of the sample's postings names counts half as a surplus."""
_SURE: Final = 0.05


def find_short_and_surplus(rows: pl.DataFrame) -> pl.DataFrame:
    """Return those rows of :func:`~chains.gaps.skills.compare.compare_skills` that are gaps.

    With ``kind``, ``weight`` in [0, 1] and ``fragility``: the unseen offerings (for a surplus: postings) that would lift
    the smaller share to half the larger.  Sorted by kind, cell and skill.
    """
    wide = pl.Series("wide_share", score_shares(rows["asked_wide"], rows["all_asked"])).round(9)
    rows = rows.with_columns(wide)
    unlikely = pl.col("p_adjusted").fill_null(1.0) <= _SURE
    fewer_taught = pl.col("taught_share") < FAR_LESS * pl.col("asked_share")
    fewer_asked = pl.col("wide_share") < FAR_LESS * pl.col("taught_share")
    untaught, common = pl.col("taught") == 0, pl.col("common") >= _LEAST_COMMON
    short = _weigh_shortage(rows).filter((pl.col("asked") >= 1) & (untaught | (fewer_taught & unlikely)))
    surplus = _weigh_surplus(rows).filter(common & fewer_asked & unlikely)
    return pl.concat([short, surplus]).sort("kind", "cell", "skill")


def _weigh_shortage(rows: pl.DataFrame) -> pl.DataFrame:
    asked, taught = rows["asked_share"].to_numpy(), rows["taught_share"].to_numpy()
    near = 1.0 - pl.lit(_NEAR).pow(pl.col("steps")).fill_null(0.0)
    return rows.with_columns(
        kind=pl.lit("skill_shortage"),
        weight=_part(rows["asked"]) * pl.Series(score_lack(taught, asked)) * near,
        fragility=pl.Series(np.maximum(count_unseen(rows["taught"], rows["all_taught"], FAR_LESS * asked), 1)),
    )


def _weigh_surplus(rows: pl.DataFrame) -> pl.DataFrame:
    asked, taught = rows["wide_share"].to_numpy(), rows["taught_share"].to_numpy()
    seen = pl.col("common") / (pl.col("common") + _SEEN)
    return rows.with_columns(
        kind=pl.lit("skill_surplus"),
        weight=_SURPLUS * _part(rows["taught"]) * pl.Series(score_lack(asked, taught)) * seen,
        fragility=pl.Series(np.maximum(count_unseen(rows["asked_wide"], rows["all_asked"], FAR_LESS * taught), 1)),
    )


def _part(amounts: pl.Series) -> pl.Expr:
    return pl.Series(count_surely(amounts)) / pl.col(amounts.name).max().over("cell")
