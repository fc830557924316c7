"""Turtle and TriG: prefixes in order, a block for each subject, its type first."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import polars as pl
import pyoxigraph as ox

from chains.export.provenance import STATEMENT_NODES, plain_triples
from chains.export.rdf import group_by_source, put_types_first, serialize
from chains.export.statements import canonical_quads
from chains.inputs import STATEMENTS
from chains.names import CODE, ID, PREFIXES

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["find_prefixes", "write_quads", "write_trig", "write_turtle"]


def write_turtle(graph: KnowledgeGraph, out: BinaryIO, *, sources: bool = False) -> int:
    """Write the distinct triples as Turtle, grouped by subject, its type first; return how many.

    Turtle has no named graphs.  With *sources* each statement is described by an ``rdf:Statement`` with its sources:
    :mod:`chains.export.provenance` tells why that way, and has the inverse.
    """
    prefixes = find_prefixes(graph.folder / STATEMENTS)
    if sources:
        prefixes |= {"rdf": PREFIXES["rdf"], "prov": PREFIXES["prov"], "statement": STATEMENT_NODES}
        prefixes = dict(sorted(prefixes.items()))
    triples = put_types_first(plain_triples(graph, sources=sources))
    return _write(triples, out, ox.RdfFormat.TURTLE, prefixes)


def write_trig(graph: KnowledgeGraph, out: BinaryIO) -> int:
    """Write the statements as TriG, one block for each source; return how many."""
    prefixes = find_prefixes(graph.folder / STATEMENTS)
    return _write(put_types_first(group_by_source(canonical_quads(graph))), out, ox.RdfFormat.TRIG, prefixes)


def write_quads(quads: Sequence[ox.Quad], out: BinaryIO, form: ox.RdfFormat) -> int:
    """Write quads, sorted by subject, as N-Quads, TriG or Turtle; return how many statements that makes.

    Turtle cannot tell in which graph a statement lies: there a triple that stands in several is written once.
    """
    if form == ox.RdfFormat.N_QUADS:
        return serialize(quads, out, form)
    prefixes = _prefixes_in(io.BytesIO(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""))
    if form == ox.RdfFormat.TURTLE:
        return _write(put_types_first(dict.fromkeys(quad.triple for quad in quads)), out, form, prefixes)
    return _write(put_types_first(group_by_source(quads)), out, form, prefixes)


def _write(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad], out: BinaryIO, form: ox.RdfFormat, prefixes: dict[str, str]
) -> int:
    return serialize(statements, _Blocks(out, prefixes), form, prefixes)


_SEGMENT: Final = re.compile(f"(?:{re.escape(ID)}|{re.escape(CODE)})([a-z][a-z0-9-]*)/")
_BLOCK: Final = 1 << 20
"""Bytes that are looked through at a time."""


def find_prefixes(path: Path) -> dict[str, str]:
    r"""Return the prefixes that a file of N-Quads needs: ours, and one for each segment of instances and codes.

    A prefix for each segment (``skill:java``) reads better than one for all, which would need ``id:skill\/java``.
    """
    told = path.stat()
    return dict(_read_prefixes(path, told.st_size, told.st_mtime_ns))


@lru_cache(maxsize=8)
def _read_prefixes(path: Path, _size: int, _changed: int) -> Mapping[str, str]:
    """Return the prefixes of a file as it is now: Turtle and TriG of one graph need the same."""
    with path.open("rb") as lines:
        return _prefixes_in(lines)


def _prefixes_in(lines: BinaryIO) -> dict[str, str]:
    found: set[str] = set()
    while block := lines.read(_BLOCK) + lines.readline():
        found |= _find_namespaces(block)
    named = {_name_prefix(namespace): namespace for namespace in sorted(found)}
    return {prefix: named[prefix] for prefix in sorted(named) if prefix}


def _find_namespaces(block: bytes) -> set[str]:
    # A text that holds an IRI in angle brackets may bring a prefix that is not needed; it does no harm.
    lines = pl.read_csv(
        io.BytesIO(block), has_header=False, separator="\1", quote_char=None, schema={"line": pl.String}
    )
    spaces = lines.select(pl.col("line").str.extract_all(r'<[^<> "]*[/#]').explode().unique())
    return {space[1:] for space in spaces.to_series().drop_nulls()}


def _name_prefix(namespace: str) -> str:
    for prefix, known in PREFIXES.items():
        if namespace == known:
            return prefix
    match = _SEGMENT.fullmatch(namespace)
    if match is None:
        return ""
    return f"{match[1]}-" if match[1] in PREFIXES else match[1]


class _Blocks:
    """Passes Turtle or TriG on, with the prefixes in order and an empty line after each subject.

    The serialiser writes the prefixes too, in the order of a hash; those lines are dropped.
    """

    def __init__(self, out: BinaryIO, prefixes: dict[str, str]) -> None:
        self._out = out
        self._held = b""
        self._dropping = True
        out.writelines(f"@prefix {prefix}: <{namespace}> .\n".encode() for prefix, namespace in prefixes.items())
        out.write(b"\n")

    def write(self, chunk: bytes) -> int:
        # Only whole lines go on; a line end inside a literal is escaped, so every line end is the writer's own.
        lines, end, self._held = (self._held + chunk).rpartition(b"\n")
        lines += end
        while self._dropping and lines:
            self._dropping = lines.startswith(b"@prefix ")
            if self._dropping:
                lines = lines.partition(b"\n")[2]
        self._out.write(lines.replace(b" .\n", b" .\n\n"))
        return len(chunk)

    def flush(self) -> None:
        self._out.flush()
