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
# A line of canonical N-Quads: only a literal holds a blank, and its last quote is the last one before the graph.
_LINE: Final = r'^(?<s>\S+) (?<p>\S+) (?<o><[^>]*>|_:\S+|".*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?)(?: (?<g><[^>]*>))? \.$'


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
    lines = pl.scan_csv(
        graph.folder / STATEMENTS,
        has_header=False,
        separator="\1",
        quote_char=None,
        infer_schema=False,
        new_columns=["line"],
    )
    terms = lines.select(pl.col("line").str.extract_groups(_LINE)).unnest("line").collect()
    return terms.with_columns(pl.when(pl.col("g") != "").then("g"))


def _count(frame: pl.DataFrame, column: str) -> dict[str, int]:
    rows = frame.drop_nulls(column).group_by(column).len().sort(column)
    return {name.strip("<>"): count for name, count in rows.iter_rows()}
