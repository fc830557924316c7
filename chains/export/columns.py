"""The columns that the tables and the network formats share: nodes, links, regions and sources under plain names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from chains.names import compact_id

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph
    from chains.network import Network

__all__ = ["XML_TYPES", "link_columns", "node_columns", "region_columns", "source_columns"]

XML_TYPES: Final = {pl.String: "string", pl.Float64: "double", pl.Int32: "int"}
"""Type names that GraphML has in common with GEXF (which says ``integer`` for ``int``)."""

_PLACE_COLUMNS: Final = ("city", "city_en", "province", "province_en", "latitude", "longitude")


def node_columns(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return the nodes: ``id`` (IRI), ``label``, then what Gephi and Cytoscape show as attributes.

    ``kind`` is the local name of the class, ``city`` and ``province`` where it lies, ``latitude`` and ``longitude``
    those of that city, for a layout on a map; ``year`` is the one it is of (a project, policy or platform), ``founded``
    that of an organisation's foundation; ``stated_by`` is the source.
    """
    network = graph.network()
    nodes = network.nodes.with_columns(place=pl.coalesce("region", "iri"))
    for more, key in ((_places(network), "place"), (_years(graph, "year"), "iri"), (_years(graph, "founded"), "iri")):
        nodes = nodes.join(more, left_on=key, right_on="thing", how="left", maintain_order="left")
    return nodes.select(
        pl.col("iri").alias("id"),
        pl.col("label_zh").alias("label"),
        "label_zh",
        "label_en",
        pl.col("cls").alias("kind"),
        "chain",
        *_PLACE_COLUMNS,
        "year",
        "founded",
        "region",
        pl.col("graph").map_elements(compact_id, return_dtype=pl.String).alias("stated_by"),
    )


def _places(network: Network) -> pl.DataFrame:
    """Return, for each region, the city and the province that it is or lies in, and its coordinates."""
    regions = {row["iri"]: row for row in network.regions.iter_rows(named=True)}
    rows = [_place(iri, regions) for iri in regions]
    names = ("thing", *_PLACE_COLUMNS)
    return pl.DataFrame(rows, schema={name: pl.Float64 if name.endswith("itude") else pl.String for name in names})


def _place(iri: str, regions: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    own = regions[iri]
    found: dict[str, Any] = {"thing": iri, "latitude": own["latitude"], "longitude": own["longitude"]}
    seen: set[str] = set()
    above: str | None = iri
    while above is not None and above in regions and above not in seen:
        seen.add(above)
        row = regions[above]
        found |= (
            {row["kind"]: row["label_zh"], f"{row['kind']}_en": row["label_en"]} if row["kind"] not in found else {}
        )
        above = row["part_of"]
    return {name: found.get(name) for name in ("thing", *_PLACE_COLUMNS)}


def _years(graph: KnowledgeGraph, name: str) -> pl.DataFrame:
    """Return the earliest year of each thing that has one, by a property of ours."""
    answer = graph.query(f"SELECT ?x (MIN(STR(?y)) AS ?year) WHERE {{ ?x ch:{name} ?y }} GROUP BY ?x")
    frame = pl.DataFrame(answer.values(), schema={"thing": pl.String, name: pl.String}, orient="row")
    return frame.with_columns(pl.col(name).str.slice(0, 4).cast(pl.Int32, strict=False))


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
