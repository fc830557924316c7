"""Which links would close a sparse pair of chains: suggestions by rule, not findings.

In the cooperation graph: the best linked actors of both chains that can be partners and are not linked yet, matched by
rank.  In the knowledge graph: things that bear the same name and are not linked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

import polars as pl

from chains.gaps.reading.layers import Layer
from chains.gaps.reading.things import Things
from chains.network import Network

__all__ = ["DensityCloser"]

_MOST: Final = 3
_Link = tuple[str, str, str]

# Who stands first in a partnership: the institution, then the research institute, then the enterprise.
_ORDER: Final = ("education", "innovation", "industry")
_NAMING: Final[Mapping[str, str]] = {"education": "develops-skill", "innovation": "needs-skill"}


class DensityCloser:
    """Suggests links for the rows of :func:`chains.gaps.density.finder.compare_pairs`."""

    def __init__(self, network: Network, layers: Mapping[str, Layer], things: Things) -> None:
        self._things = things
        self._layers = layers
        partners = network.links("partners-with")
        # Intended partnerships are no links yet, and need not be suggested either.
        self._agreed = list(partners.select("source", "target").unique().iter_rows())
        numbered = network.nodes.select("cls", "label_zh", node=pl.int_range(pl.len(), dtype=pl.UInt32))
        ends = pl.concat([partners.select(node=end) for end in ("source", "target")]).unique()
        classes = numbered.join(ends, on="node", how="semi").select("cls").unique()
        self._partners = numbered.join(classes, on="cls", how="semi").get_column("node")
        self._skills = network.links("develops-skill", "needs-skill", "requires-skill").get_column("target").unique()
        self._labels = numbered.select("node", label=pl.col("label_zh").str.to_lowercase())

    def close(self, row: Mapping[str, Any]) -> tuple[_Link, ...]:
        """Return at most three links, best first; none where nothing fits."""
        links = self._cooperation if row["layer"] == "cooperation" else self._knowledge
        return tuple(islice(links(row), _MOST))

    def _linked(self, row: Mapping[str, Any]) -> set[tuple[int, int]]:
        layer = self._layers[row["layer"]]
        rows = layer.links.filter(pl.col("cell") == row["cell"]).select("first", "second").unique()
        both = [*rows.iter_rows(), *self._agreed]
        return {pair for first, second in both for pair in ((first, second), (second, first))}

    def _cooperation(self, row: Mapping[str, Any]) -> Iterator[_Link]:
        linked = self._linked(row)
        first, second = sorted((row["a"], row["b"]), key=_ORDER.index)
        partners = list(self._ranked(row, second))
        for source in self._ranked(row, first):
            target = next((node for node in partners if (source, node) not in linked), None)
            if target is None:
                continue
            partners.remove(target)
            yield self._things.iri(source), "partners-with", self._things.iri(target)

    def _ranked(self, row: Mapping[str, Any], chain: str) -> list[int]:
        """Return the cell's nodes of a chain that can be partners, the best linked first."""
        layer = self._layers["cooperation"]
        there = (pl.col("cell") == row["cell"]) & (pl.col("chain") == chain)
        nodes = layer.nodes.filter(there & pl.col("node").is_in(self._partners.implode())).select("node")
        links = layer.links.filter(pl.col("cell") == row["cell"]).select("first", "second").unique()
        degrees = pl.concat([links.select(node=end) for end in ("first", "second")]).group_by("node").len()
        ranked = nodes.join(degrees, on="node", how="left").with_columns(pl.col("len").fill_null(0))
        return ranked.sort("len", "node", descending=[True, False]).get_column("node").to_list()

    def _knowledge(self, row: Mapping[str, Any]) -> Iterator[_Link]:
        outside = row["b"] if row["a"] == "talent" else row["a"]
        if outside not in _NAMING:
            return
        linked = self._linked(row)
        nodes = self._layers["knowledge"].nodes.filter(pl.col("cell") == row["cell"]).join(self._labels, on="node")
        skills = nodes.filter((pl.col("chain") == "talent") & pl.col("node").is_in(self._skills.implode()))
        same = (
            nodes.filter(pl.col("chain") == outside)
            .join(skills, on="label", suffix="_skill")
            .sort("node", "node_skill")
        )
        for node, skill in same.select("node", "node_skill").iter_rows():
            if (node, skill) not in linked:
                yield self._things.iri(node), _NAMING[outside], self._things.iri(skill)
