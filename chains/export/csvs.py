"""A folder of CSV: nodes, links, regions, sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from chains.export.columns import link_columns, node_columns, region_columns, source_columns

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["CSV_TABLES", "is_csv_folder", "write_csv_folder"]

CSV_TABLES: Final = {
    "nodes.csv": node_columns,
    "links.csv": link_columns,
    "regions.csv": region_columns,
    "sources.csv": source_columns,
}
"""The tables by file name: what makes each."""


def write_csv_folder(graph: KnowledgeGraph, folder: Path) -> int:
    """Write the four tables (UTF-8, RFC 4180, a header each) into a folder; return the number of nodes and links.

    Values stand as they are; a program reads them back unchanged.  Lists for a spreadsheet are those of the atlas.
    """
    counts = {name: _write(read(graph), folder / name) for name, read in CSV_TABLES.items()}
    return counts["nodes.csv"] + counts["links.csv"]


def _write(frame: pl.DataFrame, path: Path) -> int:
    frame.write_csv(path, line_terminator="\r\n")
    return frame.height


def is_csv_folder(folder: Path) -> bool:
    """Return whether a folder holds what :func:`write_csv_folder` wrote and nothing else."""
    names = {path.name for path in folder.iterdir()}
    return names <= CSV_TABLES.keys() and {"nodes.csv", "links.csv"} <= names
