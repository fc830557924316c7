"""The statements of a graph in canonical order, their blank nodes named as RDFC-1.0 names them, and their digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from chains.canonical import canonical_lines
from chains.inputs import STATEMENTS

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["canonical_quads", "canonical_triples", "digest_graph", "is_canonical", "sort_triples"]

_BLOCK: Final = 1 << 20
# A blank node, or a character that canonical N-Quads has an escape for.  A text that looks like one costs time only.
_NOT_PLAIN: Final = re.compile(rb"(?m)^_:| _:|[\x00-\x09\x0b-\x1f\x7f]|\xef\xbf[\xbe\xbf]")
# Whatever it finds holds one of these, and looking for them one by one takes a seventh of its time.
_SIGNS: Final = (b"_:", b"\xef\xbf", *(bytes([code]) for code in (*range(0x0A), *range(0x0B, 0x20), 0x7F)))


def canonical_quads(graph: KnowledgeGraph) -> Iterator[ox.Quad]:
    """Iterate over the statements in the order of canonical N-Quads; the ontology is left out.

    Raises:
        InputError: blank nodes are too much alike to be named.
    """
    return graph.quads() if is_canonical(graph) else _parse(canonical_lines(graph.quads()))


def canonical_triples(graph: KnowledgeGraph) -> Iterator[ox.Triple]:
    """Iterate over the distinct triples in the order of canonical N-Triples; the ontology is left out.

    Blank nodes are named by the triples alone, without the graphs that they lie in.

    Raises:
        InputError: blank nodes are too much alike to be named.
    """
    return graph.triples() if is_canonical(graph) else sort_triples(graph.triples())


def sort_triples(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Iterate over triples in the order of canonical N-Triples, their blank nodes named by all of them.

    Raises:
        InputError: blank nodes are too much alike to be named.
    """
    quads = (ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    return (quad.triple for quad in _parse(canonical_lines(quads)))


def _parse(lines: list[str]) -> Iterator[ox.Quad]:
    return iter(ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS, lenient=True))


def is_canonical(graph: KnowledgeGraph) -> bool:
    """Return whether the statements as they were built are canonical N-Quads: they have no blank node."""
    path = graph.folder / STATEMENTS
    told = path.stat()
    return _is_plain(path, told.st_size, told.st_mtime_ns)


@lru_cache(maxsize=8)
def _is_plain(path: Path, _size: int, _changed: int) -> bool:
    with path.open("rb") as lines:
        while block := lines.read(_BLOCK) + lines.readline():
            if any(sign in block for sign in _SIGNS) and _NOT_PLAIN.search(block):
                return False
    return True


def digest_graph(graph: KnowledgeGraph, *, named: bool = True) -> str:
    """Return the SHA-256 of the graph's canonical form (RDFC-1.0) in hexadecimal, the same for every isomorphic graph.

    With *named* it covers the statements with their sources, without it the distinct triples.

    Raises:
        InputError: blank nodes are too much alike to be named.
    """
    if named and is_canonical(graph):
        with (graph.folder / STATEMENTS).open("rb") as lines:
            return hashlib.file_digest(lines, "sha256").hexdigest()
    state = hashlib.sha256()
    statements = canonical_quads(graph) if named else canonical_triples(graph)
    for statement in statements:
        state.update(f"{statement} .\n".encode())
    return state.hexdigest()
