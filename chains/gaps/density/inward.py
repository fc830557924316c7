"""Chains turned inward: more of a chain's cooperation stays within it than if everyone met whoever.

This is no kind of gap that :func:`chains.gaps.find_gaps` reports.  On ten invented regions in which nothing was planted
(seeds 201 to 210, 24 cities) five had findings at an adjusted p of 0.05, so its chances do not hold what they say; and
the shipped region has none at that level.  The finder stays for those who want to study it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from chains.gaps.closing import Link
from chains.gaps.contract import weigh_severity
from chains.gaps.density.closing import DensityCloser
from chains.gaps.density.inward_share import measure_inward
from chains.gaps.density.inward_words import ask_links, find_label, say_finding, say_overturn
from chains.gaps.reading.coverage import grade_share
from chains.gaps.reading.layers import LAYERS
from chains.gaps.reading.survey import Survey
from chains.measures.shrinkage import shrink
from chains.network import Network
from chains.records import Gap

__all__ = ["LEVEL", "find_inward_chains"]

LEVEL: Final = 0.05
"""Adjusted p up to which a chain is returned, as for the other kinds."""


def find_inward_chains(network: Network) -> list[Gap]:
    """Return the chains whose links stay within them more than chance would give, for every city and the whole area.

    See :mod:`chains.gaps.density.inward_share` for what is compared.  ``observed`` counts the links within, ``expected``
    what part of all the chain's links would be within.  ``severity`` is the share of the links that is within beyond
    that (small numbers pulled towards 0), times the chance that this is no accident, times the square root of the share
    of the chain's organisations with any link on record; the coverage grade is that of this share.
    """
    survey = Survey.of(network)
    rows = measure_inward(network, survey.places).filter((pl.col("p_adjusted") <= LEVEL) & (pl.col("z") > 0))
    if rows.is_empty():
        return []
    layers = {name: make(network, survey.places) for name, make in LAYERS.items()}
    closer = DensityCloser(network, layers, survey.things)
    return [_gap(row, survey, _close(row, survey, closer)) for row in rows.iter_rows(named=True)]


def _gap(row: Mapping[str, Any], survey: Survey, closing: tuple[Link, ...]) -> Gap:
    cell, chain, links = row["cell"], row["chain"], row["within"] + row["across"]
    members = _members(survey, cell, chain)
    tied = int(survey.ties.tied[members].sum())
    recorded = tied / len(members) if members else 0.0
    grade = grade_share(recorded)
    beyond = shrink(row["within"] - row["expected"] * links, links)
    return Gap(
        kind="inward_chain",
        subject=(cell,),
        label=find_label(chain),
        region=cell,
        chains=(chain,),
        observed=float(row["within"]),
        expected=round(row["expected"] * links, 3),
        unit="links",
        null="meetings_permuted",
        z=round(row["z"], 3),
        p=row["p"],
        p_adjusted=row["p_adjusted"],
        severity=weigh_severity(beyond * (1.0 - row["p_adjusted"]) * recorded**0.5, grade),
        fragility=row["unseen"],
        coverage=grade,
        evidence=ask_links(cell, chain),
        sources=survey.things.sources((survey.ties.kinds, members)),
        sentence=say_finding(row, survey.places.name(cell), tied, len(members)),
        overturn=say_overturn(row["unseen"]),
        closing=closing,
    )


def _members(survey: Survey, cell: str, chain: str) -> list[int]:
    inside = survey.places.cells.filter(pl.col("cell") == cell)["region"].implode()
    there = survey.network.nodes.select(pl.col("region").is_in(inside).fill_null(value=False)).to_series().to_numpy()
    return np.flatnonzero(there & survey.ties.organisations_of(chain)).tolist()


def _close(row: Mapping[str, Any], survey: Survey, closer: DensityCloser) -> tuple[Link, ...]:
    """Return partnerships of the chain with the cell's largest other chain that has any to offer."""
    others = [chain for chain in ("education", "industry", "innovation") if chain != row["chain"]]
    others.sort(key=lambda chain: (-len(_members(survey, row["cell"], chain)), chain))
    pairs = ({"layer": "cooperation", "cell": row["cell"], "a": row["chain"], "b": other} for other in others)
    return next((links for links in map(closer.close, pairs) if links), ())
