"""Skills short and in surplus: what a region asks for against what its institutions teach (METHODS, section 1).

A cell is a city, or the whole area, with counted demand.  Its mix of demand (see :mod:`chains.gaps.reading.demand`) is compared
with its mix of teaching (:mod:`chains.gaps.reading.teaching`), over the skills that the sample of postings could have seen:
those that it names anywhere.  With d(k) the postings that ask for skill k and s(k) the offerings that teach it,

* share gap = d(k) / sum d - s(k) / sum s;
* a skill is **short** if at least one posting asks for it, and either no offering teaches it, or its share of teaching
  is less than half its share of demand and chance does not explain that (adjusted p at most 0.05);
* it is **in surplus** if its share of demand is less than half its share of teaching and chance does not explain that.
  Surplus is only said of skills that at least one in a hundred postings of the sample names: of the others the sample
  says too little.  It weighs half, for postings seldom name what everybody is expected to know.

A skill that no programme on record names is perhaps taught under a broader name.  Where a broader or narrower skill
is taught in the cell, the gap says so and weighs less.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from chains.gaps.contract import GapKind, weigh_severity
from chains.gaps.reading.coverage import Coverage
from chains.gaps.reading.demand import count_demand
from chains.gaps.reading.places import Places
from chains.gaps.reading.teaching import count_offerings, count_teaching, related_skills
from chains.gaps.reading.things import Things
from chains.gaps.skills.closing import SkillCloser
from chains.gaps.skills.evidence import find_evidence
from chains.gaps.skills.words import SkillWords
from chains.measures.inference import adjust_p, round_p
from chains.measures.shares import FAR_LESS, count_unseen, score_distance_km, score_lack, score_mix_chance, score_shares
from chains.network import Network
from chains.records import Gap

__all__ = ["KINDS", "compare_skills", "find_skill_gaps"]

CHAINS: Final = ("education", "talent")
_LEAST_COMMON: Final = 0.01
_NEAR: Final = 0.5
"""What a shortage weighs less for a related skill that is taught: half at one step, a quarter at two."""
_SURPLUS: Final = 0.5
_SURE: Final = 0.05
_FEW: Final = 5.0
"""So many postings that name an untaught skill make its lack count half."""
_SMALL_SAMPLE: Final = 30.0
"""In a cell with so many postings in all a gap counts half: who asks for what is chance in fewer."""


def find_skill_gaps(network: Network) -> list[Gap]:
    """Return the skills short and in surplus in every city with counted demand, and in the whole area.

    ``observed`` and ``expected`` are the shares of teaching and of demand, in per cent; their difference is the share
    gap.  ``p`` is that of :func:`~chains.measures.shares.score_mix_chance`, adjusted over all cells and skills together.
    ``severity`` is 1 for the skill that the cell asks for most (teaches most) if all of it were lacking (in surplus).
    It is lowered by the chance p, or, for a skill that nobody teaches, by how few postings ask for it; by a small
    sample of postings in the cell; by a related skill that is taught; and by thin coverage.  ``fragility`` counts the
    unseen offerings (for a surplus: postings) that would lift the smaller share to half the larger.
    """
    places = Places(network)
    rows = _classify(compare_skills(network, places))
    things, coverage = Things(network), Coverage(network, places)
    words, closer = SkillWords(network, places, things), SkillCloser(network, places, things)
    grades = {cell: coverage.grade(cell, CHAINS) for cell in rows.get_column("cell").unique()}
    sources = _sources(network, places, rows)
    return [
        Gap(
            kind=row["kind"],
            subject=(things.iri(row["skill"]), row["cell"]),
            label=things.name(row["skill"]),
            region=row["cell"],
            chains=CHAINS,
            observed=round(100 * row["taught_share"], 3),
            expected=round(100 * row["asked_share"], 3),
            unit="percent_of_mix",
            null="same_mix",
            z=None,
            p=row["p"],
            p_adjusted=row["p_adjusted"],
            severity=weigh_severity(row["weight"], grades[row["cell"]]),
            fragility=row["fragility"],
            coverage=grades[row["cell"]],
            evidence=find_evidence(things.iri(row["skill"]), row),
            sources=sources[row["cell"]],
            sentence=words.sentence(row),
            overturn=words.overturn(row),
            closing=closer.close(row),
        )
        for row in rows.iter_rows(named=True)
    ]


KINDS: Final = (GapKind("skill_shortage", find_skill_gaps), GapKind("skill_surplus", find_skill_gaps))


def compare_skills(network: Network, places: Places | None = None) -> pl.DataFrame:
    """Return demand against teaching, one row for each cell with demand and each skill its sample could have seen.

    Columns, besides those of :func:`~chains.gaps.reading.demand.count_demand`: ``taught`` (offerings that develop the skill),
    ``offerings`` (those that develop any of the skills), ``taught_anywhere`` (in the whole network), ``asked_share``
    and ``taught_share`` in [0, 1], ``p`` and ``p_adjusted`` (``None`` where the cell neither asks for the skill nor
    teaches it: nothing was tested), ``nearest`` (IRI) and ``km`` of the nearest other city that teaches it,
    ``related``, ``steps``, ``broader`` and ``related_taught`` of the nearest related skill that the cell teaches.
    Sorted by cell and skill.

    >>> from chains.graph import open_graph
    >>> from chains.resources import data_folder
    >>> rows = compare_skills(open_graph(data_folder("small")).network())
    >>> set(rows.get_column("asked_share").is_between(0, 1)), rows.get_column("p").min() > 0
    ({True}, True)
    """
    places = places or Places(network)
    demand, teaching = count_demand(network, places), count_teaching(network, places)
    anywhere = network.links("develops-skill", "offers")
    rows = demand.join(teaching, on=["cell", "skill"], how="left").join(
        count_offerings(network, places, demand), on="cell", how="left"
    )
    rows = rows.join(_taught_anywhere(anywhere), on="skill", how="left").with_columns(
        pl.col("taught", "offerings", "taught_anywhere").fill_null(0)
    )
    rows = _with_shares(rows).sort("cell", "skill")
    rows = _with_related(rows, related_skills(network), teaching)
    return _with_nearest(_with_chance(rows), teaching, network, places).sort("cell", "skill")


def _taught_anywhere(links: pl.DataFrame) -> pl.DataFrame:
    offers = links.filter(pl.col("kind") == "offers").select("source", programme="target").unique()
    develops = links.filter(pl.col("kind") == "develops-skill").select(programme="source", skill="target").unique()
    return offers.join(develops, on="programme").group_by("skill").agg(taught_anywhere=pl.len())


def _with_shares(rows: pl.DataFrame) -> pl.DataFrame:
    totals = rows.group_by("cell").agg(all_asked=pl.col("asked").sum(), all_taught=pl.col("taught").sum())
    wide = rows.join(totals, on="cell").with_columns(pl.col("all_asked").round(6))
    return wide.with_columns(
        asked_share=pl.Series(score_shares(wide["asked"], wide["all_asked"])).round(9),
        taught_share=pl.Series(score_shares(wide["taught"], wide["all_taught"])).round(9),
    )


def _with_chance(rows: pl.DataFrame) -> pl.DataFrame:
    chance = score_mix_chance(rows["asked"], rows["all_asked"], rows["taught"], rows["all_taught"])
    tested = ((rows["asked"] > 0) | (rows["taught"] > 0)).to_list()
    p = [round_p(value) if known else None for value, known in zip(chance, tested, strict=True)]
    return rows.with_columns(
        p=pl.Series(p, dtype=pl.Float64), p_adjusted=pl.Series(adjust_p(p), dtype=pl.Float64, strict=False)
    )


def _with_related(rows: pl.DataFrame, related: pl.DataFrame, teaching: pl.DataFrame) -> pl.DataFrame:
    taught = teaching.rename({"skill": "related", "taught": "related_taught"})
    found = rows.select("cell", "skill").join(related, on="skill").join(taught, on=["cell", "related"])
    order = ["cell", "skill", "steps", "related_taught", "related"]
    best = found.sort(order, descending=[False, False, False, True, False]).unique(["cell", "skill"], keep="first")
    return rows.join(best, on=["cell", "skill"], how="left")


def _with_nearest(rows: pl.DataFrame, teaching: pl.DataFrame, network: Network, places: Places) -> pl.DataFrame:
    cities = network.regions.filter(pl.col("kind") == "city").sort("iri")
    km = score_distance_km(cities["latitude"], cities["longitude"])
    first, second = np.nonzero(np.isfinite(km))
    names = cities.get_column("iri")
    pairs = pl.DataFrame({"cell": names.gather(first), "nearest": names.gather(second), "km": km[first, second]})
    teachers = teaching.select("skill", nearest="cell").filter(pl.col("nearest").is_in(places.cities))
    far = pairs.filter(pl.col("cell") != pl.col("nearest")).join(teachers, on="nearest")
    best = far.sort("cell", "skill", "km", "nearest").unique(["cell", "skill"], keep="first", maintain_order=True)
    return rows.join(best, on=["cell", "skill"], how="left")


def _classify(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that are gaps, with ``kind``, ``weight`` in [0, 1] and ``fragility``."""
    unlikely = pl.col("p_adjusted").fill_null(1.0) <= _SURE
    fewer_taught = pl.col("taught_share") < FAR_LESS * pl.col("asked_share")
    fewer_asked = pl.col("asked_share") < FAR_LESS * pl.col("taught_share")
    untaught, common = pl.col("taught") == 0, pl.col("common") >= _LEAST_COMMON
    short = _weigh_shortage(rows).filter((pl.col("asked") >= 1) & (untaught | (fewer_taught & unlikely)))
    surplus = _weigh_surplus(rows).filter(common & fewer_asked & unlikely)
    return pl.concat([short, surplus]).sort("kind", "cell", "skill")


def _weigh_shortage(rows: pl.DataFrame) -> pl.DataFrame:
    asked, taught = rows["asked_share"].to_numpy(), rows["taught_share"].to_numpy()
    near = 1.0 - pl.lit(_NEAR).pow(pl.col("steps")).fill_null(0.0)
    # That nobody teaches a skill does not hang on what else is taught: only how much it is asked for is uncertain.
    named = pl.when(pl.col("taught") == 0).then(pl.col("asked") / (pl.col("asked") + _FEW)).otherwise(0.0)
    sure = pl.max_horizontal(1.0 - pl.col("p").fill_null(1.0), named)
    return rows.with_columns(
        kind=pl.lit("skill_shortage"),
        weight=_part("asked") * pl.Series(score_lack(taught, asked)) * sure * near * _sampled(),
        fragility=pl.Series(np.maximum(count_unseen(rows["taught"], rows["all_taught"], FAR_LESS * asked), 1)),
    )


def _weigh_surplus(rows: pl.DataFrame) -> pl.DataFrame:
    asked, taught = rows["asked_share"].to_numpy(), rows["taught_share"].to_numpy()
    sure = 1.0 - pl.col("p").fill_null(1.0)
    return rows.with_columns(
        kind=pl.lit("skill_surplus"),
        weight=_SURPLUS * _part("taught") * pl.Series(score_lack(asked, taught)) * sure * _sampled(),
        fragility=pl.Series(np.maximum(count_unseen(rows["asked"], rows["all_asked"], FAR_LESS * taught), 1)),
    )


def _sampled() -> pl.Expr:
    return pl.col("postings") / (pl.col("postings") + _SMALL_SAMPLE)


def _part(column: str) -> pl.Expr:
    return pl.col(column) / pl.col(column).max().over("cell")


def _sources(network: Network, places: Places, rows: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the sources read for each cell: its sample, and what says who offers what and what that develops."""
    located = network.nodes.select("region", source=pl.int_range(pl.len(), dtype=pl.UInt32)).drop_nulls()
    offers = network.links("offers").drop("region").join(located, on="source").join(places.cells, on="region")
    develops = network.links("develops-skill").select(target="source", by="graph").unique()
    parts = [
        rows.select("cell", "graph"),
        offers.select("cell", "graph"),
        offers.join(develops, on="target").select("cell", graph="by"),
    ]
    read = pl.concat(parts).unique().join(rows.select("cell").unique(), on="cell", how="semi")
    grouped = read.sort("cell", "graph").group_by("cell", maintain_order=True).agg("graph")
    return {cell: tuple(graphs) for cell, graphs in grouped.iter_rows()}
