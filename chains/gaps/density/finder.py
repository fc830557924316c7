"""Pairs of chains with fewer links than chance would give (METHODS, section 2).

In every cell (city, or the whole area) the graphs of :mod:`chains.gaps.reading.layers` are taken as they are, and the chain
labels of their nodes are shuffled: how many links would then join the two chains?  Mean and variance are exact
(:mod:`chains.measures.permutation`); the chance of so few links is exact for graphs with few linked nodes, and otherwise
that of the count distribution with this mean and variance.  All cells and pairs of both graphs are tested together,
each charged for what its counts can give (:mod:`chains.measures.discrete`): most have too few links to be significant.
A cell without links, without nodes of one chain, or without any variance is not tested.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from chains.gaps.contract import GapKind, order_chains, weigh_severity
from chains.gaps.density.closing import DensityCloser
from chains.gaps.density.evidence import DensityEvidence
from chains.gaps.density.words import DensityWords
from chains.gaps.reading.coverage import Coverage, grade_share
from chains.gaps.reading.layers import LAYERS, Layer
from chains.gaps.reading.places import Places
from chains.gaps.reading.things import Things
from chains.measures.discrete import Steps, adjust_discrete_p
from chains.measures.inference import round_p
from chains.measures.permutation import (
    EXACT_NODES,
    count_unseen_links,
    list_null,
    score_chance_below,
    score_pair_null,
)
from chains.network import Network
from chains.records import CoverageGrade, Gap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["KINDS", "compare_pairs", "find_sparse_pairs"]

LEVEL: Final = 0.05
"""Adjusted p up to which a pair is reported."""


def find_sparse_pairs(network: Network) -> list[Gap]:
    """Return the pairs of chains linked less than chance, with an adjusted p of at most 0.05, for every cell.

    ``observed`` counts linked pairs of nodes, ``expected`` is their mean under shuffled labels.  ``severity`` is the
    part of the expected links that is missing, times the chance that this is no accident, times the square root of the
    share of nodes with any link of the kind on record (in the thinner of the two chains): what few have on record may be
    a hole in the data.  So a first link on record makes the gap smaller (``observed``, ``z``), but can make it surer and
    its severity higher.  The coverage grade is that of this share, or of the region if it is worse.
    """
    places, things = Places(network), Things(network)
    layers = {name: make(network, places) for name, make in LAYERS.items()}
    rows = compare_pairs(layers).filter((pl.col("p_adjusted") <= LEVEL) & (pl.col("observed") < pl.col("mean")))
    coverage, words = Coverage(network, places), DensityWords(places)
    closer, evidence = DensityCloser(network, layers, things), DensityEvidence(network, layers)
    return [
        _gap(row, _grade(row, coverage), evidence, words, closer, _sources(layers[row["layer"]], row["cell"]))
        for row in rows.iter_rows(named=True)
    ]


KINDS: Final = (GapKind("sparse_chain_pair", find_sparse_pairs),)


def _grade(row: dict[str, Any], coverage: Coverage) -> CoverageGrade:
    return max(coverage.grade(row["cell"], (row["a"], row["b"])), grade_share(row["recorded"]))


def _gap(
    row: dict[str, Any],
    grade: CoverageGrade,
    evidence: DensityEvidence,
    words: DensityWords,
    closer: DensityCloser,
    sources: tuple[str, ...],
) -> Gap:
    pair = (row["a"], row["b"])
    lost = (1.0 - row["observed"] / row["mean"]) * (1.0 - row["p_adjusted"]) * row["recorded"] ** 0.5
    return Gap(
        kind="sparse_chain_pair",
        subject=(row["cell"],),
        label=words.label(pair),
        region=row["cell"],
        chains=order_chains(pair),
        observed=float(row["observed"]),
        expected=round(row["mean"], 3),
        unit="links",
        null="label_permutation",
        z=round(row["z"], 3),
        p=row["p"],
        p_adjusted=row["p_adjusted"],
        severity=weigh_severity(lost, grade),
        fragility=row["fragility"],
        coverage=grade,
        evidence=evidence.find(row["layer"], pair, row["cell"]),
        sources=sources,
        sentence=words.sentence(row),
        overturn=words.overturn(row),
        closing=closer.close(row),
    )


def compare_pairs(layers: dict[str, Layer]) -> pl.DataFrame:
    """Return every tested cell and pair of chains of some layers, sorted by layer, cell and pair.

    Columns: ``layer``, ``cell``, the chains ``a`` and ``b``, ``n_a``, ``n_b``, ``n`` (nodes), ``m`` (links),
    ``observed``, ``mean``, ``variance``, ``z``, ``p`` (one-sided: so few links), ``p_adjusted``, ``fragility`` (see
    :func:`~chains.measures.permutation.count_unseen_links`), and ``recorded``: the share of the nodes of the chain ``thin``
    that have any link of the layer on record, with whatever node; ``thin`` is the chain of the two with the lower
    share, the talent chain left aside (what is asked for is its record).
    """
    parts = [_measure(layer).with_columns(layer=pl.lit(name)) for name, layer in sorted(layers.items())]
    rows = pl.concat(parts).sort("layer", "cell", "a", "b")
    counts = rows.get_column("observed").to_list()
    chances = [_chances(row, layers[row["layer"]]) for row in rows.iter_rows(named=True)]
    p = [round_p(float(below[count])) for count, below in zip(counts, chances, strict=True)]
    adjusted = adjust_discrete_p(p, [_list_steps(below) for below in chances], range(len(p)))
    unseen = [count_unseen_links(count, below) for count, below in zip(counts, chances, strict=True)]
    return rows.with_columns(
        z=(pl.col("observed") - pl.col("mean")) / pl.col("variance").sqrt(),
        p=pl.Series(p, dtype=pl.Float64),
        p_adjusted=pl.Series(adjusted, dtype=pl.Float64),
        fragility=pl.Series(unseen, dtype=pl.Int64),
    )


def _measure(layer: Layer) -> pl.DataFrame:
    """Return the counts, mean and variance of each cell and pair that can be tested."""
    simple = layer.links.select("cell", "first", "second").unique()
    degrees = pl.concat([simple.select("cell", node=end) for end in ("first", "second")]).group_by("cell", "node").len()
    turns = degrees.group_by("cell").agg(turns=(pl.col("len") * (pl.col("len") - 1)).sum())
    totals = layer.nodes.group_by("cell").agg(n=pl.len())
    cells = totals.join(simple.group_by("cell").agg(m=pl.len()), on="cell").join(turns, on="cell")
    sizes = layer.nodes.group_by("cell", "chain").len()
    labels = layer.nodes.select("cell", "node", "chain")
    ends = simple.join(labels, left_on=["cell", "first"], right_on=["cell", "node"])
    ends = ends.join(labels, left_on=["cell", "second"], right_on=["cell", "node"], suffix="_other")
    parts = [_count_pair(layer, pair, cells, sizes, ends) for pair in layer.pairs]
    rows = pl.concat(parts).with_columns(pl.col("n", "m", "n_a", "n_b", "turns").cast(pl.Int64))
    mean, variance = score_pair_null(rows["n_a"], rows["n_b"], rows["n"], rows["m"], rows["turns"])
    tested = rows.with_columns(mean=pl.Series(mean), variance=pl.Series(variance))
    return tested.filter((pl.col("variance") > 0) & (pl.col("mean") > 0)).drop("turns")


def _count_pair(
    layer: Layer, pair: tuple[str, str], cells: pl.DataFrame, sizes: pl.DataFrame, ends: pl.DataFrame
) -> pl.DataFrame:
    a, b = pair
    joins = ((pl.col("chain") == a) & (pl.col("chain_other") == b)) | (
        (pl.col("chain") == b) & (pl.col("chain_other") == a)
    )
    observed = ends.filter(joins).group_by("cell").agg(observed=pl.len())
    rows = cells.join(_size(sizes, a, "n_a"), on="cell").join(_size(sizes, b, "n_b"), on="cell")
    rows = rows.join(observed, on="cell", how="left").join(_recorded(layer, pair), on="cell")
    return rows.with_columns(pl.col("observed").fill_null(0).cast(pl.Int64), a=pl.lit(a), b=pl.lit(b))


def _size(sizes: pl.DataFrame, chain: str, name: str) -> pl.DataFrame:
    return sizes.filter(pl.col("chain") == chain).select("cell", pl.col("len").alias(name))


def _recorded(layer: Layer, pair: tuple[str, str]) -> pl.DataFrame:
    outside = layer.nodes.filter(pl.col("chain").is_in([chain for chain in pair if chain != "talent"]))
    shares = outside.group_by("cell", "chain").agg(recorded=pl.col("node").is_in(layer.recorded.implode()).mean())
    thinnest = shares.sort("cell", "recorded", "chain").unique("cell", keep="first", maintain_order=True)
    return thinnest.rename({"chain": "thin"})


def _list_steps(below: Floats) -> Steps:
    """Return what a test can give: the chance of at most so many links, and of just so many, for each number."""
    return below, np.diff(below, prepend=0.0)


def _chances(row: dict[str, Any], layer: Layer) -> Floats:
    """Return the chance of at most so many links, for each number from 0 on."""
    links = layer.links.filter(pl.col("cell") == row["cell"]).select("first", "second").unique()
    if len(np.unique(links.to_numpy())) <= EXACT_NODES:
        null = list_null(links.to_numpy().astype(np.int64), row["n_a"], row["n_b"], row["n"])
        return np.asarray(np.minimum(np.cumsum(null), 1.0))
    return score_chance_below(np.arange(row["m"] + 1), row["mean"], row["variance"])


def _sources(layer: Layer, cell: str) -> tuple[str, ...]:
    read = layer.links.filter(pl.col("cell") == cell).get_column("graph")
    return tuple(read.unique().sort().to_list())
