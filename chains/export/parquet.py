"""A folder of Parquet: nodes, edges, regions, sources, with the types of their columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from chains.export.columns import link_columns, node_columns, region_columns, source_columns

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["is_parquet_folder", "write_parquet_folder"]

_TABLES: Final = {
    "nodes.parquet": node_columns,
    "edges.parquet": link_columns,
    "regions.parquet": region_columns,
    "sources.parquet": source_columns,
}


def write_parquet_folder(graph: KnowledgeGraph, folder: Path) -> int:
    """Write the four tables (zstd, with statistics) into a folder; return the number of nodes and links.

    ``edges.parquet`` has the IRIs of both ends, as ``links.csv`` has them, so that it joins with ``nodes.parquet``.
    """
    frames = {name: read(graph) for name, read in _TABLES.items()}
    for name, frame in frames.items():
        frame.write_parquet(folder / name)
    return frames["nodes.parquet"].height + frames["edges.parquet"].height


def is_parquet_folder(folder: Path) -> bool:
    """Return whether a folder holds what :func:`write_parquet_folder` wrote and nothing else."""
    return {path.name for path in folder.iterdir()} == _TABLES.keys()
