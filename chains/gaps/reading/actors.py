"""Who is active in which industry chain and segment, where, and linked to which institutions and projects."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import polars as pl

from chains.build import ontology_terms
from chains.gaps.reading.places import Places
from chains.gaps.reading.things import Things
from chains.network import Network

__all__ = ["Actors", "classes_under"]


def classes_under(name: str) -> list[str]:
    """Return a class and all its subclasses, by local name, sorted.

    >>> classes_under("EducationalInstitution")
    ['EducationalInstitution', 'SecondaryVocationalSchool', 'University', 'VocationalCollege']
    """
    terms = ontology_terms()
    return [cls for cls in terms.classes if cls == name or name in terms.superclasses(cls)]


class Actors:
    """The enterprises of a network and what joins them to the other chains, as columns of node numbers.

    Every frame is sorted by its columns; ``graph`` is the source of the link.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.places = Places(network)
        self.things = Things(network)

    def nodes_of(self, cls: str) -> pl.DataFrame:
        """Return the nodes of a class and its subclasses: node, iri, label_zh, label_en, region."""
        numbered = self.network.nodes.with_columns(node=pl.int_range(pl.len(), dtype=pl.UInt32))
        chosen = numbered.filter(pl.col("cls").is_in(classes_under(cls)))
        return chosen.select("node", "iri", "label_zh", "label_en", "region")

    def links(self, kind: str, source: str, target: str) -> pl.DataFrame:
        """Return the links of a kind with their ends named as asked, and ``graph``."""
        edges = self.network.links(kind).select(pl.col("source").alias(source), pl.col("target").alias(target), "graph")
        return edges.unique().sort(source, target, "graph")

    @cached_property
    def enterprises(self) -> pl.DataFrame:
        """The enterprises: node, iri, label_zh, label_en, region."""
        return self.nodes_of("Enterprise")

    @cached_property
    def institutions(self) -> pl.DataFrame:
        """The educational institutions: node, iri, label_zh, label_en, region."""
        return self.nodes_of("EducationalInstitution")

    @cached_property
    def segments(self) -> pl.DataFrame:
        """The segments with the industry chain of each: node, iri, label_zh, label_en, chain."""
        chains = self.links("segment-of", "node", "chain").unique("node", keep="first", maintain_order=True)
        return self.nodes_of("Segment").drop("region").join(chains.select("node", "chain"), on="node").sort("node")

    @cached_property
    def in_segment(self) -> pl.DataFrame:
        """Which enterprise of the network's regions is active in which segment: enterprise, segment, region, graph."""
        return self._placed(self.links("active-in-segment", "enterprise", "segment"))

    @cached_property
    def in_chain(self) -> pl.DataFrame:
        """Which enterprise of the network's regions is active in which industry chain: enterprise, chain, region, graph."""
        return self._placed(self.links("active-in-chain", "enterprise", "chain"))

    def _placed(self, links: pl.DataFrame) -> pl.DataFrame:
        placed = self.enterprises.filter(pl.col("region").is_not_null()).select(enterprise="node", region="region")
        return links.join(placed, on="enterprise", how="inner").sort(links.columns)

    @cached_property
    def partnerships(self) -> pl.DataFrame:
        """Which institution works, or means to work, with which enterprise: institution, enterprise, graph."""
        return self.links("partners-with", "institution", "enterprise")

    @cached_property
    def ventures(self) -> pl.DataFrame:
        """Which enterprise takes part in a project or hosts a platform: enterprise, venture, graph."""
        projects = self.links("participates-in", "enterprise", "venture")
        platforms = self.links("hosted-by", "venture", "enterprise").select(projects.columns)
        both = pl.concat([projects, platforms])
        return both.join(self.enterprises.select(enterprise="node"), on="enterprise", how="semi").sort(both.columns)

    @cached_property
    def supplies(self) -> pl.DataFrame:
        """Which segment supplies which: segment, to, graph."""
        return self.links("supplies-to", "segment", "to")

    @cached_property
    def known_segments(self) -> Mapping[tuple[str | None, int], float]:
        """Share of an industry chain's enterprises whose segment is on record, by region (``None``: all) and chain."""
        known = self.in_segment.get_column("enterprise").unique().implode()
        rows = self.in_chain.select("enterprise", "chain", "region").unique()
        rows = rows.with_columns(known=pl.col("enterprise").is_in(known).cast(pl.Float64))
        whole = rows.with_columns(region=pl.lit(None, pl.String))
        shares = pl.concat([rows, whole]).group_by("region", "chain").agg(pl.col("known").mean())
        return {(region, chain): share for region, chain, share in shares.iter_rows()}
