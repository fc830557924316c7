"""Gaps as files of RDF."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import pyoxigraph as ox

from chains.atomic import replace_file
from chains.export.gap_rdf import gaps_to_quads
from chains.export.turtle import write_quads
from chains.records import Gap
from chains.tabulate import require_format

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["GAP_FORMATS", "write_gaps"]

GAP_FORMATS: Final = {
    "ttl": ox.RdfFormat.TURTLE,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}
"""The formats by name; ``nq`` and ``trig`` keep the gaps in their named graph."""


def write_gaps(
    gaps: Sequence[Gap],
    graph: KnowledgeGraph,
    path: str | os.PathLike[str] | BinaryIO,
    *,
    format: str = "ttl",  # noqa: A002  # the word that `--format` uses
    year: int | None = None,
) -> None:
    """Write gaps as RDF to a file or an open binary stream; the same gaps give the same bytes.

    A file that was there is replaced only when all is written.

    Raises:
        UnknownName: there is no such format.
        OutputError: it cannot be written there, or two different gaps have one identifier.
    """
    require_format(format, GAP_FORMATS)
    quads = gaps_to_quads(gaps, graph, year=year)
    if isinstance(path, (str, os.PathLike)):
        with replace_file(Path(path)) as out:
            write_quads(quads, out, GAP_FORMATS[format])
    else:
        write_quads(quads, path, GAP_FORMATS[format])
