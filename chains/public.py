"""What of a graph may be shown to everyone: all but what only sources say that its project marked as private."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import polars as pl

from chains.errors import EmptyGraph, Text
from chains.graph import KnowledgeGraph
from chains.inputs import STATEMENTS
from chains.names import CATALOGUE, expand_term, mint_iri
from chains.sheets.complete import OWN_TABLES
from chains.statements import parse_statements
from chains.subset import build_part

__all__ = ["keep_public", "public_graph"]

_TYPE: Final = f"<{expand_term('rdf:type')}>"
_ROUNDS: Final = 100


def public_graph(graph: KnowledgeGraph) -> KnowledgeGraph:
    """Return the graph without what only private sources say, built into the cache folder; itself if none is private.

    Raises:
        EmptyGraph: everything is private.
    """
    if not graph.private:
        return graph
    private = {mint_iri("source", key) for key in graph.private}
    rows = parse_statements((graph.folder / STATEMENTS).read_bytes())
    nodes = set(graph.network().nodes.get_column("iri"))
    kept = keep_public(rows, private, nodes)
    if kept.filter(~pl.col("s").str.starts_with(f"<{mint_iri('source', '')}")).is_empty():
        raise EmptyGraph(
            Text("所有来源都标为私有，没有可公开的内容", "every source is marked private: there is nothing to publish"),
            where=graph.name,
            remedy=Text("请检查 chains.toml 的 [source] private", "look at `private` under [source] in chains.toml"),
        )
    return build_part(graph, "public\0" + "\0".join(sorted(private)), graph.about, lambda: kept)


def keep_public(rows: pl.DataFrame, private: Collection[str], nodes: Collection[str]) -> pl.DataFrame:
    """Return the statements that may be shown, in their order.

    Private sources and what stands in their named graphs goes; then every thing that no public source says the class
    of, and each statement that names such a thing; a link or fact that loses one of the things it is about goes whole.
    Names that a project only mentions stay if something public mentions them.

    Args:
        rows: statements as columns ``s``, ``p``, ``o``, ``g``.
        private: IRIs of sources.
        nodes: IRIs of the things that are more than links: they stay though something they are linked to goes.
    """
    hidden = [f"<{iri}>" for iri in sorted(private)]
    things = [f"<{iri}>" for iri in sorted(nodes)]
    own = f"<{mint_iri('source', OWN_TABLES)}>"
    subjects = rows.get_column("s").unique()
    left = rows.filter(~pl.col("s").is_in(hidden), ~pl.col("g").is_in(hidden).fill_null(value=False))
    for _ in range(_ROUNDS):
        typed = left.filter(pl.col("p") == _TYPE).get_column("s").unique()
        gone = pl.concat([subjects.filter(~subjects.is_in(typed.implode())), pl.Series(hidden, dtype=pl.String)])
        named = left.filter((pl.col("g") != own).fill_null(value=True)).select(pl.col("o"), pl.col("s"))
        shown = pl.concat([named.get_column("o"), named.get_column("s")]).unique()
        mentioned = left.filter(pl.col("g") == own).get_column("s").unique()
        gone = pl.concat([gone, mentioned.filter(~mentioned.is_in(shown.implode()))]).unique()
        torn = left.filter(pl.col("o").is_in(gone.implode()), ~pl.col("s").is_in(things)).get_column("s").unique()
        gone = pl.concat([gone, torn]).unique()
        after = left.filter(~pl.col("s").is_in(gone.implode()), ~pl.col("o").is_in(gone.implode()))
        if after.height == left.height:
            break
        left = after
    return _without_idle_sources(left)


def _without_idle_sources(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the statements without descriptions of sources in whose graph nothing stands any more."""
    sources = rows.filter(pl.col("s").str.starts_with(f"<{mint_iri('source', '')}")).get_column("s").unique()
    used = rows.filter(~pl.col("s").is_in(sources.implode())).get_column("g").drop_nulls().unique()
    idle = sources.filter(~sources.is_in(used.implode()) & (sources != f"<{CATALOGUE}>"))
    return rows.filter(~pl.col("s").is_in(idle.implode()))
