"""Which occupations use which skills, and which skills go together, by the postings of each sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import polars as pl

from chains.gaps.reading.demand import SAMPLE, asked_occupations, naming_rates
from chains.gaps.reading.places import Places
from chains.measures.complementarity import count_shared, score_complementarity
from chains.network import Network

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy import sparse

__all__ = ["LEAST_SHARED", "count_usage", "number", "relate_skills"]

LEAST_SHARED: Final = 2
"""So many occupations must share two skills before they count as related: what one occupation names says nothing."""


def count_usage(network: Network, places: Places) -> pl.DataFrame:
    """Return how many postings for each occupation name each skill: the sample, ``occupation``, ``skill``, ``named``.

    Estimated as in :mod:`chains.gaps.reading.demand`, over all regions of the sample; sorted.
    """
    occupations = asked_occupations(network)
    keys = [*SAMPLE, "occupation"]
    sizes = occupations.group_by(keys).agg(pl.col("n").sum())
    rows = naming_rates(network, occupations, places).join(sizes, on=keys, nulls_equal=True)
    return rows.select(*keys, "skill", named=(pl.col("n") * pl.col("rate")).round(9)).sort(*keys, "skill")


def relate_skills(usage: pl.DataFrame, skills: Sequence[int]) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return the complementarity of each two of some skills, and how many occupations share them; skills × skills.

    *usage* are the rows of :func:`count_usage` of one sample; *skills* those of its skills, and perhaps others, which
    then go with nothing.  Pairs that fewer than :data:`LEAST_SHARED` occupations share have no complementarity.
    """
    from scipy import sparse

    jobs = usage.get_column("occupation").unique().sort().to_list()
    ends = number(usage.get_column("occupation"), jobs), number(usage.get_column("skill"), skills)
    amounts = sparse.csr_array((usage.get_column("named").to_numpy(), ends), shape=(len(jobs), len(skills)))
    return score_complementarity(amounts, LEAST_SHARED), count_shared(amounts)


def number(values: pl.Series, known: Sequence[str] | Sequence[int]) -> NDArray[np.int64]:
    """Return the place of each value in a list that holds them all."""
    return values.replace_strict(known, range(len(known)), return_dtype=pl.Int64).to_numpy()
