"""What the RDF formats share, and those of one statement a line: N-Triples and N-Quads."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol, TypeVar, cast

import pyoxigraph as ox

from chains.export.provenance import plain_triples
from chains.export.statements import canonical_quads, is_canonical
from chains.inputs import STATEMENTS
from chains.names import PREFIXES

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = [
    "Writer",
    "group_by_source",
    "put_types_first",
    "serialize",
    "write_nquads",
    "write_ntriples",
]

_Statement = TypeVar("_Statement", ox.Triple, ox.Quad)
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")


class Writer(Protocol):
    """What the serialiser writes to."""

    def write(self, chunk: bytes, /) -> int:
        """Take bytes and return how many."""

    def flush(self) -> None:
        """Pass on what can be passed on."""


def write_ntriples(graph: KnowledgeGraph, out: BinaryIO, *, sources: bool = False) -> int:
    """Write the distinct triples as canonical N-Triples (RDFC-1.0); return how many.

    With *sources* each is described with its sources, as :mod:`chains.export.provenance` tells.
    """
    triples = plain_triples(graph, sources=sources)
    if not sources or not is_canonical(graph):
        return serialize(triples, out, ox.RdfFormat.N_TRIPLES)
    # The descriptions come after the statements.  There are no blank nodes to name: the lines are sorted as they are.
    lines = sorted({f"{triple} .\n" for triple in triples})
    out.writelines(line.encode() for line in lines)
    return len(lines)


def write_nquads(graph: KnowledgeGraph, out: BinaryIO) -> int:
    """Write the statements with their sources as canonical N-Quads (RDFC-1.0); return how many."""
    if not is_canonical(graph):
        return serialize(canonical_quads(graph), out, ox.RdfFormat.N_QUADS)
    with (graph.folder / STATEMENTS).open("rb") as lines:
        shutil.copyfileobj(lines, out)
    return len(graph)


def serialize(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad],
    out: Writer,
    form: ox.RdfFormat,
    prefixes: Mapping[str, str] | None = None,
) -> int:
    """Write the statements in their order; return how many.  With *prefixes*, IRIs are shortened."""
    numbers = count()
    # Each statement takes a number with it, so that it is counted without a step of Python for each.
    counted = cast("Iterator[ox.Quad]", map(itemgetter(0), zip(statements, numbers, strict=False)))
    # The serialiser asks of what it writes to no more than a Writer has.
    ox.serialize(counted, cast("BinaryIO", out), format=form, prefixes=dict(prefixes) if prefixes else None)
    return next(numbers)


def put_types_first(statements: Iterable[_Statement]) -> Iterator[_Statement]:
    """Give the statements of each subject in a row with its types first: a reader wants to know what a thing is."""
    for _, own in groupby(statements, attrgetter("subject")):
        rest: list[_Statement] = []
        for statement in own:
            if statement.predicate == _TYPE:
                yield statement
            else:
                rest.append(statement)
        yield from rest


def group_by_source(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the quads grouped by source; within a source they keep their order."""
    return sorted(quads, key=lambda quad: str(quad.graph_name))
