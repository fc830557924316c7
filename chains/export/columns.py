"""The columns that the tables and the network formats share: nodes, links, regions and sources under plain names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from chains.names import compact_id

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["XML_TYPES", "link_columns", "node_columns", "region_columns", "source_columns"]

XML_TYPES: Final = {pl.String: "string", pl.Float64: "double", pl.Int32: "int"}
"""Type names that GraphML has in common with GEXF (which says ``integer`` for ``int``)."""


def node_columns(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return the nodes: ``id`` (IRI), ``label``, then what Gephi and Cytoscape show as attributes.

    ``latitude`` and ``longitude`` are those of the city it lies in, for a layout on a map; ``stated_by`` is the source.
    """
    network = graph.network()
    places = network.regions.select(
        pl.col("iri").alias("region"),
        pl.col("label_zh").alias("place"),
        pl.col("label_en").alias("place_en"),
        "latitude",
        "longitude",
    )
    joined = network.nodes.join(places, on="region", how="left", maintain_order="left")
    return joined.select(
        pl.col("iri").alias("id"),
        pl.col("label_zh").alias("label"),
        "label_zh",
        "label_en",
        pl.col("cls").alias("class"),
        "chain",
        "place",
        "place_en",
        "latitude",
        "longitude",
        "region",
        pl.col("graph").map_elements(compact_id, return_dtype=pl.String).alias("stated_by"),
    )


def link_columns(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return the links: ``source`` and ``target`` (IRIs), ``kind``, then what is known of each.

    ``amount`` counts what the kind of link counts (places, postings, people trained), so amounts of different kinds
    do not compare; it is therefore not called a weight, which network programs would use at once.
    """
    network = graph.network()
    names = network.nodes.get_column("iri")
    return network.edges.select(
        names.gather(network.edges["source"]).alias("source"),
        names.gather(network.edges["target"]).alias("target"),
        "kind",
        "year",
        pl.col("weight").alias("amount"),
        "qualifier",
        "status",
        "region",
        pl.col("link").alias("statement"),
        pl.col("graph").map_elements(compact_id, return_dtype=pl.String).alias("stated_by"),
        "confidence",
    )


def region_columns(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return the regions with their kind, labels, the region they are part of, and coordinates in degrees."""
    return graph.network().regions.rename({"iri": "id"})


def source_columns(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return the sources with their titles, confidence class and web address."""
    rows = [
        {
            "id": compact_id(source.iri),
            "title_zh": source.title.zh,
            "title_en": source.title.en,
            "confidence": source.confidence,
            "url": source.url,
        }
        for _, source in sorted(graph.sources().items())
    ]
    names = ("id", "title_zh", "title_en", "confidence", "url")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
