"""Chains turned inward: more of a chain's cooperation stays within it than chance would give (METHODS, section 2).

In every cell the graph of cooperation (:mod:`chains.gaps.reading.layers`) is taken as it is and the chain labels of its
nodes are shuffled; the links within the chain then have the mean and variance of
:func:`~chains.measures.permutation.score_within_null`.  Cells with few linked nodes are not tested.  All cells and chains
are adjusted together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from chains.errors import Text
from chains.gaps.closing import Link
from chains.gaps.contract import GapKind, weigh_severity
from chains.gaps.density.closing import DensityCloser
from chains.gaps.density.evidence import DensityEvidence
from chains.gaps.reading.coverage import Coverage, grade_share
from chains.gaps.reading.layers import LAYERS, Layer
from chains.gaps.reading.places import Places
from chains.gaps.reading.things import Things
from chains.gaps.wording import CHAIN_NAMES
from chains.measures.inference import adjust_p, round_p
from chains.measures.permutation import EXACT_NODES, score_chance_below, score_within_null
from chains.measures.shrinkage import shrink
from chains.network import Network
from chains.records import Gap

__all__ = ["KINDS", "find_inward_chains", "measure_inward"]

LEVEL: Final = 0.05
_TWICE: Final = 2.0
"""A chain is reported only if at least twice as many of its links stay within it as chance would give."""


def find_inward_chains(network: Network) -> list[Gap]:
    """Return the chains of each cell with at least twice the links within that chance gives, adjusted p at most 0.05.

    ``observed`` and ``expected`` count links within the chain.  ``severity`` is the share of all of the chain's links
    that is within beyond chance (small numbers pulled towards 0), times the chance that this is no accident, and times the square root of the share of
    its nodes with any link on record.  ``fragility`` is the fewest links to other chains, not on record, after which fewer
    than twice the expected links would be within.
    """
    places, things = Places(network), Things(network)
    layers = {name: make(network, places) for name, make in LAYERS.items()}
    layer = layers["cooperation"]
    rows = measure_inward(layer).filter((pl.col("p_adjusted") <= LEVEL) & (pl.col("within") >= _TWICE * pl.col("mean")))
    coverage, evidence = Coverage(network, places), DensityEvidence(network, layers)
    closer = DensityCloser(network, layers, things)
    return [
        _gap(row, layer, places, coverage, evidence.within(row["chain"], row["cell"]), _close(row, layer, closer))
        for row in rows.iter_rows(named=True)
    ]


KINDS: Final = (GapKind("inward_chain", find_inward_chains),)


def measure_inward(layer: Layer) -> pl.DataFrame:
    """Return every tested cell and chain of a layer, sorted.

    Columns: ``cell``, ``chain``, ``n_a`` (its nodes), ``n``, ``m`` (links), ``turns``, ``within`` and ``across`` (links of
    the chain), ``mean``, ``variance``, ``z``, ``p`` (one-sided: so many within), ``p_adjusted``, ``linked`` (share of its
    nodes with any link on record).
    """
    simple = layer.links.select("cell", "first", "second").unique()
    labels = layer.nodes.select("cell", "node", "chain")
    ends = simple.join(labels, left_on=["cell", "first"], right_on=["cell", "node"])
    ends = ends.join(labels, left_on=["cell", "second"], right_on=["cell", "node"], suffix="_other")
    own = pl.concat(
        [ends.select("cell", chain=one, other=two) for one, two in (("chain", "chain_other"), ("chain_other", "chain"))]
    )
    same = pl.col("chain") == pl.col("other")
    # A link within a chain stands there twice, one to another chain once for each of the two.
    counts = own.group_by("cell", "chain").agg(within=same.sum() // 2, across=(~same).sum())
    degrees = pl.concat([simple.select("cell", node=end) for end in ("first", "second")]).group_by("cell", "node").len()
    turns = degrees.group_by("cell").agg(turns=(pl.col("len") * (pl.col("len") - 1)).sum(), linked_nodes=pl.len())
    sizes = layer.nodes.group_by("cell", "chain").agg(
        n_a=pl.len(), linked=pl.col("node").is_in(layer.recorded.implode()).mean()
    )
    totals = layer.nodes.group_by("cell").agg(n=pl.len()).join(simple.group_by("cell").agg(m=pl.len()), on="cell")
    rows = counts.join(sizes, on=["cell", "chain"]).join(totals, on="cell").join(turns, on="cell")
    rows = rows.filter(pl.col("linked_nodes") > EXACT_NODES).drop("linked_nodes").sort("cell", "chain")
    rows = rows.with_columns(pl.col("n_a", "n", "m", "turns", "within", "across").cast(pl.Int64))
    mean, variance = score_within_null(rows["n_a"], rows["n"], rows["m"], rows["turns"])
    rows = rows.with_columns(mean=pl.Series(mean), variance=pl.Series(variance)).filter(pl.col("variance") > 0)
    p = [
        round_p(value)
        for value in _chance_above(rows["within"].to_numpy(), rows["mean"].to_numpy(), rows["variance"].to_numpy())
    ]
    return rows.with_columns(
        z=(pl.col("within") - pl.col("mean")) / pl.col("variance").sqrt(),
        p=pl.Series(p, dtype=pl.Float64),
        p_adjusted=pl.Series(adjust_p(p), dtype=pl.Float64),
    )


_Numbers = np.ndarray[Any, np.dtype[np.float64]]


def _chance_above(within: _Numbers, mean: _Numbers, variance: _Numbers) -> _Numbers:
    """Return the chance, in (0, 1], of at least so many links within."""
    below = np.where(within > 0, score_chance_below(np.maximum(within - 1, 0), mean, variance), 0.0)
    return np.asarray(np.clip(1.0 - below, np.finfo(float).tiny, 1.0))


def _count_unseen(row: Mapping[str, Any]) -> int:
    """Return the fewest further links to other chains after which fewer than twice the expected links are within."""
    pairs = row["n_a"] * (row["n_a"] - 1) / (row["n"] * (row["n"] - 1))
    # The mean grows by this share with every link, wherever it falls.
    return max(int(np.floor(row["within"] / (_TWICE * pairs) - row["m"])) + 1, 1)


def _close(row: Mapping[str, Any], layer: Layer, closer: DensityCloser) -> tuple[Link, ...]:
    """Return links from the chain to the other chain of the cell that it has most to gain from: the largest."""
    there = layer.nodes.filter((pl.col("cell") == row["cell"]) & (pl.col("chain") != row["chain"]))
    sizes = there.group_by("chain").len().sort(["len", "chain"], descending=[True, False])
    if sizes.is_empty():
        return ()
    return closer.close({"layer": "cooperation", "cell": row["cell"], "a": row["chain"], "b": sizes["chain"][0]})


def _gap(
    row: Mapping[str, Any],
    layer: Layer,
    places: Places,
    coverage: Coverage,
    evidence: str,
    closing: tuple[Link, ...],
) -> Gap:
    grade = max(coverage.grade(row["cell"], (row["chain"],)), grade_share(row["linked"]))
    beyond = shrink(row["within"] - row["mean"], row["within"] + row["across"])
    lost = beyond * (1.0 - row["p_adjusted"]) * row["linked"] ** 0.5
    fragility = _count_unseen(row)
    read = layer.links.filter(pl.col("cell") == row["cell"]).get_column("graph")
    name = CHAIN_NAMES[row["chain"]]
    return Gap(
        kind="inward_chain",
        subject=(row["cell"],),
        label=Text(f"{name.zh}自循环", f"{name.en.removeprefix('the ')} turned inward"),
        region=row["cell"],
        chains=(row["chain"],),
        observed=float(row["within"]),
        expected=round(row["mean"], 3),
        unit="links",
        null="group_permutation",
        z=round(row["z"], 3),
        p=row["p"],
        p_adjusted=row["p_adjusted"],
        severity=weigh_severity(lost, grade),
        fragility=fragility,
        coverage=grade,
        evidence=evidence,
        sources=tuple(read.unique().sort().to_list()),
        sentence=_say(row, places, name),
        overturn=Text(
            f"若另有 {fragility:,} 条未记录的跨链链接，链内链接就不到偶然的两倍。",
            f"{fragility:,} more link{'s' if fragility != 1 else ''} to other chains would leave less than twice what chance "
            "gives within it.",
        ),
        closing=closing,
    )


def _say(row: Mapping[str, Any], places: Places, name: Text) -> Text:
    place, whole = places.name(row["cell"]), row["within"] + row["across"]
    return Text(
        f"{place.zh}：{name.zh}的单位有 {whole:,} 条合作链接，其中 {row['within']:,} 条留在链内；若链接与所属的链无关，"
        f"应有约 {row['mean']:.1f} 条。跨到其他链的只有 {row['across']:,} 条。",
        f"{place.en}: organisations of {name.en} have {whole:,} links of cooperation, of which {row['within']:,} stay within "
        f"it; if links fell without regard to chains, there would be about {row['mean']:.1f}. Only {row['across']:,} lead to "
        "other chains.",
    )
