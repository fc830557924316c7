"""Write the graph in the formats that other programs read: one function for each format, found by suffix."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from chains.atomic import replace_file, replace_folder
from chains.errors import OutputError, Text, UnknownName
from chains.export.csvs import is_csv_folder, write_csv_folder
from chains.export.gexf import write_gexf
from chains.export.graphml import write_graphml
from chains.export.jsonld import write_jsonld
from chains.export.rdf import write_nquads, write_ntriples
from chains.export.rdfxml import write_rdfxml
from chains.export.turtle import write_trig, write_turtle

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["FORMATS", "write_graph"]

FORMATS: Final[dict[str, Callable[[KnowledgeGraph, BinaryIO], int]]] = {
    "ttl": write_turtle,
    "nt": write_ntriples,
    "nq": write_nquads,
    "trig": write_trig,
    "jsonld": write_jsonld,
    "rdf": write_rdfxml,
    "graphml": write_graphml,
    "gexf": write_gexf,
}
"""The formats of a single file, by suffix; ``csv`` is a folder.  Each function returns how much it wrote."""

_CSV: Final = "csv"


def write_graph(
    graph: KnowledgeGraph,
    path: str | os.PathLike[str] | BinaryIO,
    *,
    format: str | None = None,  # noqa: A002
) -> None:
    """Write the graph to a file, a folder of CSV, or an open binary stream.

    The format is told by the suffix (a further ``.gz`` compresses), or by *format*; a path without a suffix is a
    folder of CSV.  ``nq``, ``trig`` and ``jsonld`` keep the source of every statement, ``ttl``, ``nt`` and ``rdf``
    have the distinct triples; ``graphml``, ``gexf`` and ``csv`` the nodes and links.  The ontology is left out.
    The same graph gives the same bytes.  A file that was there is replaced only when all is written.

    Raises:
        UnknownName: there is no such format.
        OutputError: it cannot be written there, or not in that format.
    """
    if isinstance(path, (str, os.PathLike)):
        _write_path(graph, Path(path), format)
    else:
        _write_stream(graph, path, _known(format or "ttl"))


def _write_path(graph: KnowledgeGraph, path: Path, asked: str | None) -> None:
    name = _known(asked) if asked else _format_of(path)
    if name == _CSV:
        with replace_folder(path, is_csv_folder, Text("本程序写出的 CSV 文件夹", "a CSV folder of ours")) as folder:
            write_csv_folder(graph, folder)
        return
    with replace_file(path) as out, _compressed(out, path) as stream:
        FORMATS[name](graph, stream)


def _write_stream(graph: KnowledgeGraph, out: BinaryIO, name: str) -> None:
    if name == _CSV:
        raise OutputError(
            Text("CSV 是一个文件夹，不能写入数据流", "CSV is a folder and cannot go to a stream"),
            remedy=Text("请给出文件夹的路径", "give the path of a folder"),
        )
    FORMATS[name](graph, out)


def _format_of(path: Path) -> str:
    suffix = Path(path.name.removesuffix(".gz")).suffix
    return _known(suffix[1:].lower()) if suffix else _CSV


def _known(name: str) -> str:
    if name in FORMATS or name == _CSV:
        return name
    raise UnknownName(name, [*FORMATS, _CSV], kind=Text("格式", "format"))


@contextmanager
def _compressed(out: BinaryIO, path: Path) -> Iterator[BinaryIO]:
    if path.suffix != ".gz":
        yield out
        return
    # Without a name and a time in its header, the same graph gives the same bytes.
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as stream:
        yield stream  # type: ignore[misc]
