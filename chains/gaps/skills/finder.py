"""Skills short and in surplus: what a region asks for against what its institutions teach (METHODS, section 1).

A cell is a city, or the whole area, with counted demand.  Its mix of demand (see :mod:`chains.gaps.reading.demand`) is
compared with its mix of teaching (:mod:`chains.gaps.reading.teaching`), over the skills that the sample of postings could
have seen: those that it names anywhere.  What counts as a gap, and how much it weighs, stands in
:mod:`chains.gaps.skills.weighing`.

A skill that no programme on record names is perhaps taught under a broader name.  Where a broader or narrower skill
is taught in the cell, the gap says so and weighs less.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from chains.gaps.contract import GapKind, weigh_severity
from chains.gaps.reading.places import Places
from chains.gaps.reading.things import Things
from chains.gaps.skills.closing import SkillCloser
from chains.gaps.skills.compare import compare_skills
from chains.gaps.skills.evidence import find_evidence
from chains.gaps.skills.grading import grade_cells
from chains.gaps.skills.weighing import find_short_and_surplus
from chains.gaps.skills.words import SkillWords
from chains.network import Network
from chains.records import Gap

__all__ = ["KINDS", "compare_skills", "find_skill_gaps"]

CHAINS: Final = ("education", "talent")


def find_skill_gaps(network: Network) -> list[Gap]:
    """Return the skills short and in surplus in every city with counted demand, and in the whole area.

    ``observed`` and ``expected`` are the shares of teaching and of demand, in per cent; their difference is the share
    gap.  ``p`` is that of :func:`~chains.measures.shares.score_mix_chance`, adjusted over all cells and skills together
    (:func:`~chains.measures.discrete.adjust_discrete_p`).
    ``severity`` is the weight of :mod:`chains.gaps.skills.weighing`, lowered by thin coverage
    (:mod:`chains.gaps.skills.grading`); 1 is the skill that a well recorded cell asks for most, if many postings do and
    nothing like it is taught.  ``fragility`` counts the unseen offerings (for a surplus: postings) that would lift the
    smaller share to half the larger.
    """
    places = Places(network)
    rows = find_short_and_surplus(compare_skills(network, places))
    things = Things(network)
    words, closer = SkillWords(network, places, things), SkillCloser(network, places, things)
    grades = grade_cells(network, places, rows)
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
