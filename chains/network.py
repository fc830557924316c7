"""The graph as columns: nodes, links and regions, with projections to sparse matrices and networkx."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from chains.errors import EmptyGraph, Text

if TYPE_CHECKING:
    import networkx as nx
    from scipy.sparse import csr_array

__all__ = [
    "EDGE_SCHEMA",
    "FRAMES",
    "INDICATOR_SCHEMA",
    "NODE_SCHEMA",
    "OBSERVATION_SCHEMA",
    "REGION_SCHEMA",
    "SAMPLE_SCHEMA",
    "Network",
    "require_nodes",
]

NODE_SCHEMA = {
    "iri": pl.String,
    "cls": pl.String,
    "chain": pl.String,
    "label_zh": pl.String,
    "label_en": pl.String,
    "region": pl.String,
    "graph": pl.String,
}
EDGE_SCHEMA = {
    "source": pl.UInt32,
    "target": pl.UInt32,
    "kind": pl.String,
    "year": pl.Int32,
    "weight": pl.Float64,
    "region": pl.String,
    "qualifier": pl.String,
    "status": pl.String,
    "link": pl.String,
    "graph": pl.String,
    "confidence": pl.String,
}
REGION_SCHEMA = {
    "iri": pl.String,
    "kind": pl.String,
    "part_of": pl.String,
    "label_zh": pl.String,
    "label_en": pl.String,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
}
SAMPLE_SCHEMA = {"graph": pl.String, "note_zh": pl.String, "note_en": pl.String}
INDICATOR_SCHEMA = {
    "iri": pl.String,
    "chain": pl.String,
    "kind": pl.String,
    "label_zh": pl.String,
    "label_en": pl.String,
    "worst": pl.Float64,
    "best": pl.Float64,
    "graph": pl.String,
}
OBSERVATION_SCHEMA = {
    "indicator": pl.String,
    "region": pl.String,
    "year": pl.Int32,
    "period": pl.String,
    "value": pl.Float64,
    "graph": pl.String,
    "confidence": pl.String,
}


@dataclass(frozen=True)
class Network:
    """The knowledge graph as tables, ready for measures.

    Attributes:
        nodes: one row for each thing that has a place in a chain (and the regions, alliances and clusters, whose
            ``chain`` is null), sorted by ``iri``.  ``cls`` is the local name of its most specific class, ``region``
            the IRI of the city (or province) it lies in, ``graph`` the source of its type.
        edges: one row for each link between two nodes.  ``source`` and ``target`` are row numbers in ``nodes``;
            ``kind`` is a notation in the scheme ``link-kinds``; ``region`` is the link's own region (of a demand);
            ``qualifier`` the notation of its kind, role or unit; ``status`` of a partnership; ``link`` the IRI of
            the node that stands for the link, null for a plain triple; ``graph`` its source, ``confidence`` that
            source's class.  Sorted by kind, source, target, link, graph.
        regions: one row for each region: ``kind`` is ``area``, ``province`` or ``city``; coordinates in degrees.
        samples: what the counted links of a source (``graph``) are a sample of, in words, where that is stated.
        indicators: one row for each statistical indicator, sorted by ``iri``: its ``chain`` and ``kind`` (notations),
            names, and the ends of its reference range where it has one (less is better if ``best`` is below ``worst``).
        observations: what was observed: ``indicator`` and ``region`` (IRIs), ``year``, ``period`` (a notation, mostly
            ``annual``), ``value`` in the indicator's unit, source and confidence; sorted by these.

    A small one made by hand:

    >>> nodes = pl.DataFrame({"iri": ["college", "programme"]}, schema_overrides=NODE_SCHEMA)
    >>> edges = pl.DataFrame({"source": [0], "target": [1], "kind": ["offers"]}, schema_overrides=EDGE_SCHEMA)
    >>> network = Network(nodes, edges)
    >>> network.to_sparse("offers").toarray().tolist()
    [[0, 1], [0, 0]]
    >>> list(network.to_networkx().edges)
    [('college', 'programme', 0)]
    """

    nodes: pl.DataFrame
    edges: pl.DataFrame
    regions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REGION_SCHEMA))
    samples: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SAMPLE_SCHEMA))
    indicators: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=INDICATOR_SCHEMA))
    observations: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OBSERVATION_SCHEMA))

    @cached_property
    def index(self) -> dict[str, int]:
        """Row number of each node by its IRI."""
        return {iri: number for number, iri in enumerate(self.nodes.get_column("iri"))}

    def links(self, *kinds: str) -> pl.DataFrame:
        """Return the edges of these kinds (all edges without any), in their order."""
        return self.edges.filter(pl.col("kind").is_in(kinds)) if kinds else self.edges

    def to_sparse(self, *kinds: str) -> csr_array:
        """Return the 0/1 matrix, nodes × nodes, of the links of these kinds; parallel links count once.

        Row *i*, column *j* is 1 where a link leads from node *i* to node *j*.
        """
        import numpy as np
        from scipy.sparse import csr_array

        pairs = self.links(*kinds).select("source", "target").unique().sort("source", "target")
        ones = np.ones(pairs.height, dtype=np.int8)
        shape = (self.nodes.height, self.nodes.height)
        return csr_array((ones, (pairs["source"].to_numpy(), pairs["target"].to_numpy())), shape=shape)

    def to_networkx(self) -> nx.MultiDiGraph:
        """Return the nodes and links in networkx.

        Nodes are keyed by IRI and carry ``label_zh``, ``label_en``, ``cls``, ``chain``, ``region`` and ``graph``;
        links are keyed by number and carry ``kind`` and whatever else is known of them.  Absent values are left
        out, so that every writer of networkx accepts the graph.
        """
        import networkx as nx

        graph = nx.MultiDiGraph()
        for row in self.nodes.iter_rows(named=True):
            graph.add_node(row.pop("iri"), **_present(row))
        names = self.nodes.get_column("iri").to_list()
        for row in self.edges.iter_rows(named=True):
            graph.add_edge(names[row.pop("source")], names[row.pop("target")], **_present(row))
        return graph


FRAMES = tuple(frame.name for frame in fields(Network))
"""Names of the frames of a network, in their order."""


def require_nodes(network: Network, name: str) -> None:
    """Stop where a network, of the graph *name*, has nothing to analyse or draw.

    Raises:
        EmptyGraph: it has no node.
    """
    if not network.nodes.height:
        raise EmptyGraph(
            Text("图谱里什么也没有", "the graph holds nothing that could be analysed or drawn"),
            where=name,
            remedy=Text("请检查 --data 所给的内容", "check what --data gives"),
        )


def _present(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if value is not None}
