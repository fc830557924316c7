"""A folder of CSV that ``neo4j-admin database import full`` reads, with the command.

The header names what each column is, as the import tool asks: ``:ID``, ``:LABEL``, ``:START_ID``, ``:END_ID``, ``:TYPE``,
and the type of a property after its name.  Source: Neo4j Operations Manual, *Import*, for Neo4j 5 and later.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from chains.build import ontology_terms
from chains.export.columns import link_columns, node_columns
from chains.terms import Terms

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["is_neo4j_folder", "write_neo4j_folder"]

_FILES: Final = ("nodes.csv", "edges.csv", "import.sh")
_TYPES: Final[dict[type[pl.DataType], str]] = {pl.Float64: ":double", pl.Int32: ":int"}
# The tool's own first: it is what other loaders expect.  A name may hold it, and then the next is used.
_DELIMITERS: Final = {";": ";", "|": "|", "\t": "TAB", "\x1f": "U+001F"}
_SCRIPT: Final = """#!/bin/sh
# 导入 Neo4j 5 及以上：停止目标数据库，然后运行  sh import.sh [数据库名] [更多选项，如 --overwrite-destination]
# Imports into Neo4j 5 or later: stop the database, then run  sh import.sh [database] [options such as --overwrite-destination]
cd "$(dirname "$0")" || exit 1
database="${{1:-neo4j}}"
[ $# -gt 0 ] && shift
exec neo4j-admin database import full --nodes=nodes.csv --relationships=edges.csv \\
    --id-type=string --array-delimiter="{delimiter}" --multiline-fields=true "$@" "$database"
"""


def write_neo4j_folder(graph: KnowledgeGraph, folder: Path) -> int:
    """Write ``nodes.csv``, ``edges.csv`` and ``import.sh`` into a folder; return the number of nodes and links.

    A node is identified by its IRI, has its class and the classes above it as labels, its other names as an array.  A
    link has its kind as type: ``offers`` is ``OFFERS``.  Absent values are absent properties.
    """
    nodes, links = _with_names(graph, node_columns(graph)), link_columns(graph)
    delimiter = _delimiter(nodes.get_column("alt_labels"))
    labels = _labels(ontology_terms(), nodes.get_column("kind").unique().to_list(), delimiter)
    nodes = nodes.with_columns(
        pl.col("alt_labels").list.join(delimiter),
        pl.col("kind").replace_strict(labels, return_dtype=pl.String).alias(":LABEL"),
    )
    kinds = pl.col("kind").str.replace_all("-", "_").str.to_uppercase()
    ends = {"source": ":START_ID", "target": ":END_ID", "type": ":TYPE"}
    links = links.with_columns(type=kinds).select("source", "target", "type", pl.exclude("source", "target", "type"))
    _write(nodes, {"id": "iri:ID", "alt_labels": "alt_labels:string[]"}, folder / "nodes.csv")
    _write(links, ends, folder / "edges.csv")
    script = _SCRIPT.format(delimiter=_DELIMITERS[delimiter])
    (folder / "import.sh").write_text(script, encoding="utf-8", newline="\n")
    return nodes.height + links.height


def _with_names(graph: KnowledgeGraph, nodes: pl.DataFrame) -> pl.DataFrame:
    answer = graph.query("SELECT DISTINCT ?x (STR(?name) AS ?text) WHERE { ?x skos:altLabel ?name } ORDER BY ?x ?text")
    names = pl.DataFrame(answer.values(), schema={"id": pl.String, "alt_labels": pl.String}, orient="row")
    listed = names.group_by("id", maintain_order=True).agg("alt_labels")
    return nodes.join(listed, on="id", how="left", maintain_order="left")


def _delimiter(names: pl.Series) -> str:
    """Return the first delimiter that no name holds."""
    texts = names.drop_nulls().explode()
    free = (mark for mark in _DELIMITERS if not texts.str.contains(mark, literal=True).any())
    return next(free, "\x1f")


def _labels(terms: Terms, classes: list[str], delimiter: str) -> Mapping[str, str]:
    above = {name: [other for other in terms.superclasses(name) if terms.superclasses(other)] for name in classes}
    return {name: delimiter.join((name, *others)) for name, others in above.items()}


def _write(frame: pl.DataFrame, roles: dict[str, str], path: Path) -> None:
    header = {name: f"{name}{_TYPES.get(dtype.base_type(), '')}" for name, dtype in frame.schema.items()}
    frame.rename(header | roles).write_csv(path, line_terminator="\n")


def is_neo4j_folder(folder: Path) -> bool:
    """Return whether a folder holds what :func:`write_neo4j_folder` wrote and nothing else."""
    return {path.name for path in folder.iterdir()} == set(_FILES)
