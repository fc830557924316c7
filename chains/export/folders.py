"""The formats that are folders: how each is written, and how one that we wrote is told from any other folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from chains.errors import Text
from chains.export.crate import is_crate, write_crate
from chains.export.csvs import is_csv_folder, write_csv_folder
from chains.export.neo4j import is_neo4j_folder, write_neo4j_folder
from chains.export.parquet import is_parquet_folder, write_parquet_folder

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["FOLDERS", "FolderFormat"]

_Write: TypeAlias = "Callable[[KnowledgeGraph, Path, str | None, KnowledgeGraph | None], int]"


@dataclass(frozen=True, slots=True)
class FolderFormat:
    """One format of a folder.

    Attributes:
        write: writes a graph into an empty folder, with the day of publication and what the graph is a part of, if
            these are known; returns how much it wrote.
        is_ours: whether a folder holds what *write* wrote and nothing else, so that it may be replaced.
        what: what it is called.
    """

    write: _Write
    is_ours: Callable[[Path], bool]
    what: Text


FOLDERS: Final = {
    "csv": FolderFormat(
        lambda graph, folder, _date, _whole: write_csv_folder(graph, folder),
        is_csv_folder,
        Text("本程序写出的 CSV 文件夹", "a CSV folder of ours"),
    ),
    "parquet": FolderFormat(
        lambda graph, folder, _date, _whole: write_parquet_folder(graph, folder),
        is_parquet_folder,
        Text("本程序写出的 Parquet 文件夹", "a Parquet folder of ours"),
    ),
    "neo4j": FolderFormat(
        lambda graph, folder, _date, _whole: write_neo4j_folder(graph, folder),
        is_neo4j_folder,
        Text("本程序写出的 Neo4j 导入文件夹", "a folder of ours for Neo4j"),
    ),
    "ro-crate": FolderFormat(
        lambda graph, folder, date, whole: write_crate(graph, folder, date=date, whole=whole),
        is_crate,
        Text("本程序写出的 RO-Crate", "an RO-Crate of ours"),
    ),
}
"""The formats by name."""
