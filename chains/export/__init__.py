"""Write the graph in the formats that other programs read: one function for each format, found by suffix."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from chains.atomic import replace_file, replace_folder
from chains.errors import OutputError, Text, UnknownName
from chains.export.folders import FOLDERS
from chains.export.gexf import write_gexf
from chains.export.graphml import write_graphml
from chains.export.jsonld import write_jsonld
from chains.export.rdf import write_nquads, write_ntriples
from chains.export.rdfxml import write_rdfxml
from chains.export.statements import digest_graph
from chains.export.turtle import write_trig, write_turtle

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["FOLDERS", "FORMATS", "digest_graph", "find_format", "has_sources", "require_canonical", "write_graph"]

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
"""The formats of a single file, by suffix; those of :data:`FOLDERS` are folders.  Each returns how much it wrote."""

_DESCRIBING: Final[dict[str, Callable[[KnowledgeGraph, BinaryIO], int]]] = {
    "ttl": partial(write_turtle, sources=True),
    "nt": partial(write_ntriples, sources=True),
    "rdf": partial(write_rdfxml, sources=True),
}
_NAMED: Final = ("nq", "trig", "jsonld")
_CANONICAL: Final = ("nq", "nt")
_ALL: Final = (*FORMATS, *FOLDERS)


def write_graph(
    graph: KnowledgeGraph,
    path: str | os.PathLike[str] | BinaryIO,
    *,
    format: str | None = None,  # noqa: A002
    provenance: bool = False,
    date: str | None = None,
    whole: KnowledgeGraph | None = None,
) -> None:
    """Write the graph to a file, a folder of tables, or an open binary stream.

    The format is told by the suffix (a further ``.gz`` compresses), or by *format*; a path without a suffix is a
    folder of CSV.  ``nq``, ``trig`` and ``jsonld`` keep the source of every statement, ``ttl``, ``nt`` and ``rdf``
    have the distinct triples; ``graphml``, ``gexf``, ``csv``, ``parquet`` and ``neo4j`` the nodes and links; ``ro-crate``
    is a folder to publish.  The ontology is left out.  The same graph gives the same bytes; ``nq`` and ``nt`` are the
    canonical form of RDFC-1.0.  What was there is replaced only when all is written.

    Args:
        graph: what is written.
        path: where to.
        format: one of :data:`FORMATS` or :data:`FOLDERS`.
        provenance: describe the sources of every statement in ``ttl``, ``nt`` and ``rdf`` too
            (:mod:`chains.export.provenance`).
        date: day of publication, for ``ro-crate``; by default that of the newest source.
        whole: what the graph is a part of, for ``ro-crate``.

    Raises:
        UnknownName: there is no such format.
        OutputError: it cannot be written there, or not in that format.
    """
    if not isinstance(path, (str, os.PathLike)):
        name = find_format(None, format or "ttl")
        _require_stream(name)
        _writer(name, provenance=provenance)(graph, path)
        return
    name = find_format(path, format)
    if name in FOLDERS:
        if provenance:
            _refuse_provenance(name)
        kind = FOLDERS[name]
        with replace_folder(Path(path), kind.is_ours, kind.what) as folder:
            kind.write(graph, folder, date, whole)
        return
    write = _writer(name, provenance=provenance)
    with replace_file(Path(path)) as out, _compressed(out, Path(path)) as stream:
        write(graph, stream)


def find_format(path: str | os.PathLike[str] | None, asked: str | None = None) -> str:
    """Return the name of a format: as asked, or by the suffix of a path; ``csv`` for a folder.

    Raises:
        UnknownName: there is no such format.
    """
    if asked is None:
        given = os.fspath(path or "")
        suffix = "" if given.endswith(("/", "\\")) else Path(Path(given).name.removesuffix(".gz")).suffix
        asked = suffix[1:].lower() or "csv"
    if asked not in _ALL:
        raise UnknownName(asked, _ALL, kind=Text("格式", "format"), listing=" ".join(_ALL))
    return asked


def has_sources(name: str, *, provenance: bool = False) -> bool:
    """Return whether a format keeps the sources of the statements; with *provenance* also those that can."""
    return name in _NAMED or name not in _DESCRIBING or provenance


def require_canonical(name: str) -> None:
    """Stop unless a format is the canonical form of RDFC-1.0.

    Raises:
        OutputError: it is another one.
    """
    if name not in _CANONICAL:
        raise OutputError(
            Text(f"{name} 没有规范形式", f"{name} has no canonical form"),
            remedy=Text("请用 nq（保留来源）或 nt", "choose nq, which keeps the sources, or nt"),
        )


def _writer(name: str, *, provenance: bool) -> Callable[[KnowledgeGraph, BinaryIO], int]:
    if not provenance or name in _NAMED:
        return FORMATS[name]
    if name not in _DESCRIBING:
        _refuse_provenance(name)
    return _DESCRIBING[name]


def _refuse_provenance(name: str) -> None:
    raise OutputError(
        Text(f"{name} 不能保留每条陈述的来源", f"{name} cannot keep the source of every statement"),
        remedy=Text("请用 ttl、nt、rdf、trig、nq 或 jsonld", "choose ttl, nt, rdf, trig, nq or jsonld"),
    )


def _require_stream(name: str) -> None:
    if name in FOLDERS:
        raise OutputError(
            Text(f"{name} 是一个文件夹，不能写入数据流", f"{name} is a folder and cannot go to a stream"),
            remedy=Text("请给出文件夹的路径", "give the path of a folder"),
        )


@contextmanager
def _compressed(out: BinaryIO, path: Path) -> Iterator[BinaryIO]:
    if path.suffix != ".gz":
        yield out
        return
    # Without a name and a time in its header, the same graph gives the same bytes.
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as stream:
        yield stream  # type: ignore[misc]
