"""What a graph holds, counted for its catalogue: triples, entities, classes, properties, statements by source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from chains.graph import KnowledgeGraph
from chains.inputs import STATEMENTS
from chains.names import expand_term

__all__ = ["Contents", "count_contents"]

_TYPE: Final = f"<{expand_term('rdf:type')}>"
# A named graph at the end of a line; an object that is an IRI has no blank before it, and a literal does not end so.
_GRAPH: Final = r" (<[^<> ]*>)$"


@dataclass(frozen=True, slots=True)
class Contents:
    """Counts of one graph, each over its distinct triples; the ontology is left out.

    Attributes:
        triples, subjects, objects: distinct triples, their distinct subjects and objects.
        entities: distinct subjects that have a type.
        classes: number of entities of each class, by IRI, sorted.
        properties: number of triples with each property, by IRI, sorted.
        sources: number of statements in each named graph, by IRI, sorted.
    """

    triples: int
    subjects: int
    objects: int
    entities: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    sources: Mapping[str, int]


def count_contents(graph: KnowledgeGraph) -> Contents:
    """Return the counts of a graph."""
    quads = _read_quads(graph)
    triples = quads.select("s", "p", "o").unique()
    typed = triples.filter(pl.col("p") == _TYPE)
    return Contents(
        triples=triples.height,
        subjects=triples.get_column("s").n_unique(),
        objects=triples.get_column("o").n_unique(),
        entities=typed.get_column("s").n_unique(),
        classes=_count(typed, "o"),
        properties=_count(triples, "p"),
        sources=_count(quads, "g"),
    )


def _read_quads(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return the statements as their terms: s, p, o, g; g is null outside every named graph."""
    line = pl.col("line").str.strip_suffix(" .")
    graph_name = pl.col("rest").str.extract(_GRAPH)
    lines = pl.scan_csv(
        graph.folder / STATEMENTS,
        has_header=False,
        separator="\1",
        quote_char=None,
        infer_schema=False,
        new_columns=["line"],
    )
    # Of subject and predicate neither holds a blank; whatever follows them is the object and the graph.
    parts = lines.select(line.str.splitn(" ", 3).struct.rename_fields(["s", "p", "rest"])).unnest("line")
    with_graph = parts.with_columns(g=graph_name)
    object_length = pl.col("rest").str.len_chars() - pl.col("g").str.len_chars().fill_null(-1) - 1
    return with_graph.select("s", "p", o=pl.col("rest").str.slice(0, object_length), g="g").collect()


def _count(frame: pl.DataFrame, column: str) -> dict[str, int]:
    rows = frame.drop_nulls(column).group_by(column).len().sort(column)
    return {name.strip("<>"): count for name, count in rows.iter_rows()}
