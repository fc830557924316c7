"""Nodes of a network by number: what they are called, and which sources speak of their links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from chains.errors import Text
from chains.gaps.wording import join_names
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    _Column = NDArray[np.int64]

__all__ = ["Things"]


class Things:
    """The nodes of a network, by their number."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.iris: list[str] = network.nodes.get_column("iri").to_list()
        self._zh: list[str] = network.nodes.get_column("label_zh").to_list()
        self._en: list[str] = network.nodes.get_column("label_en").to_list()

    def name(self, node: int) -> Text:
        """Return the name of one node."""
        return Text(self._zh[node], self._en[node])

    def names(self, nodes: Iterable[int]) -> list[Text]:
        """Return the names of several nodes, in their order."""
        return [self.name(int(node)) for node in nodes]

    def join(self, nodes: Sequence[int], most: int = 3) -> Text:
        """Return the names of several nodes as part of a sentence: at most so many, and that there are more."""
        names = self.names(nodes)
        shown, more = names[:most], len(names) - most
        zh = "、".join(name.zh for name in shown) + ("等" if more > 0 else "")
        # A company is often called “…, Ltd.”: then semicolons keep the names apart.
        if not any("," in name.en for name in shown):
            return Text(zh, join_names(names, most).en)
        en = "; ".join(name.en for name in shown) + (f"; and {more} more" if more > 0 else "")
        return Text(zh, en)

    def iri(self, node: int) -> str:
        """Return the IRI of one node."""
        return self.iris[int(node)]

    def iris_of(self, nodes: Iterable[int]) -> tuple[str, ...]:
        """Return the IRIs of several nodes, in their order."""
        return tuple(self.iris[int(node)] for node in nodes)

    @cached_property
    def _links(self) -> Mapping[str, tuple[_Column, _Column, _Column]]:
        """Source, target and number of the named graph of every link, by kind."""
        return {
            str(kind): tuple(frame[name].to_numpy().astype(np.int64) for name in ("source", "target", "_code"))  # type: ignore[misc]
            for (kind,), frame in self._coded.partition_by("kind", as_dict=True).items()
        }

    @cached_property
    def _coded(self) -> pl.DataFrame:
        codes = {graph: code for code, graph in enumerate(self._graphs)}
        code = pl.col("graph").replace_strict(codes, return_dtype=pl.Int64) if codes else pl.lit(0)
        return self._network.edges.select("kind", "source", "target", _code=code)

    @cached_property
    def _graphs(self) -> list[str]:
        return self._network.edges.get_column("graph").unique().sort().to_list()

    def sources(self, *read: tuple[Sequence[str], Iterable[int]]) -> tuple[str, ...]:
        """Return the named graphs of links that were read, sorted.

        Each of *read* names kinds of link and the nodes at one of whose ends they were looked for.
        """
        found: set[int] = set()
        for kinds, nodes in read:
            chosen = np.zeros(len(self.iris), dtype=bool)
            chosen[np.fromiter((int(node) for node in nodes), dtype=np.int64)] = True
            for kind in kinds:
                if kind in self._links:
                    sources, targets, codes = self._links[kind]
                    found.update(np.unique(codes[chosen[sources] | chosen[targets]]).tolist())
        return tuple(self._graphs[code] for code in sorted(found))
