"""RDF formats: Turtle, N-Triples, RDF/XML with the distinct triples; N-Quads, TriG, JSON-LD with their sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar

import pyoxigraph as ox

from chains.errors import OutputError, Text
from chains.names import CODE, ID, PREFIXES

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = [
    "find_prefixes",
    "write_jsonld",
    "write_nquads",
    "write_ntriples",
    "write_rdfxml",
    "write_trig",
    "write_turtle",
]

_Statement = TypeVar("_Statement", ox.Triple, ox.Quad)
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")


def write_turtle(graph: KnowledgeGraph, out: BinaryIO) -> int:
    """Write the distinct triples as Turtle, grouped by subject, its type first; return how many."""
    prefixes = find_prefixes(graph.triples())
    lines = _Readable(out)
    count = _serialize(_types_first(graph.triples()), lines, ox.RdfFormat.TURTLE, prefixes)
    lines.close()
    return count


def write_ntriples(graph: KnowledgeGraph, out: BinaryIO) -> int:
    """Write the distinct triples as N-Triples, one a line, sorted; return how many."""
    return _serialize(graph.triples(), out, ox.RdfFormat.N_TRIPLES)


def write_rdfxml(graph: KnowledgeGraph, out: BinaryIO) -> int:
    """Write the distinct triples as RDF/XML; return how many.

    Raises:
        OutputError: a predicate or a label cannot be written in XML 1.0.
    """
    triples = (triple for triple in graph.triples() if _check_element(triple.predicate.value))
    return _serialize(triples, _CleanXml(out), ox.RdfFormat.RDF_XML, PREFIXES)


def write_nquads(graph: KnowledgeGraph, out: BinaryIO) -> int:
    """Write the statements with their sources as N-Quads, one a line, sorted; return how many."""
    return _serialize(graph.quads(), out, ox.RdfFormat.N_QUADS)


def write_trig(graph: KnowledgeGraph, out: BinaryIO) -> int:
    """Write the statements as TriG, one block for each source; return how many."""
    prefixes = find_prefixes(graph.quads())
    lines = _Readable(out)
    count = _serialize(_types_first(_by_source(graph.quads())), lines, ox.RdfFormat.TRIG, prefixes)
    lines.close()
    return count


def write_jsonld(graph: KnowledgeGraph, out: BinaryIO) -> int:
    """Write the statements as JSON-LD (expanded form), one named graph for each source; return how many."""
    count = _serialize(_types_first(_by_source(graph.quads())), out, ox.RdfFormat.JSON_LD)
    out.write(b"\n")
    return count


def _serialize(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad],
    out: BinaryIO | _Readable | _CleanXml,
    form: ox.RdfFormat,
    prefixes: dict[str, str] | None = None,
) -> int:
    counter = _Counter()
    ox.serialize(counter.each(statements), out, format=form, prefixes=prefixes)  # type: ignore[arg-type, type-var]
    return counter.count


class _Counter:
    """Counts what passes through."""

    count = 0

    def each(self, items: Iterable[_Statement]) -> Iterator[_Statement]:
        for item in items:
            self.count += 1
            yield item


def _types_first(statements: Iterable[_Statement]) -> Iterator[_Statement]:
    """Give the statements of each subject in a row with its types first: a reader wants to know what a thing is."""
    for _, own in groupby(statements, attrgetter("subject")):
        rest: list[_Statement] = []
        for statement in own:
            if statement.predicate == _TYPE:
                yield statement
            else:
                rest.append(statement)
        yield from rest


def _by_source(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the quads grouped by source; within a source they keep their order."""
    return sorted(quads, key=lambda quad: str(quad.graph_name))


# --- prefixes -------------------------------------------------------------------------------------------------

_SEGMENT: Final = re.compile(f"(?:{re.escape(ID)}|{re.escape(CODE)})([a-z][a-z0-9-]*)/")


def find_prefixes(statements: Iterable[ox.Triple] | Iterable[ox.Quad]) -> dict[str, str]:
    r"""Return the prefixes that the statements need: ours, and one for each segment of instances and codes.

    A prefix for each segment (``skill:java``) reads better than one for all, which would need ``id:skill\/java``.
    """
    found = {_prefix_of(namespace): namespace for namespace in sorted(_namespaces(statements))}
    return {prefix: namespace for prefix, namespace in sorted(found.items()) if prefix}


def _namespaces(statements: Iterable[ox.Triple] | Iterable[ox.Quad]) -> set[str]:
    found: set[str] = set()
    for statement in statements:
        found.add(_namespace(statement.predicate.value))
        for term in (statement.subject, statement.object):
            if isinstance(term, ox.NamedNode):
                found.add(_namespace(term.value))
            elif isinstance(term, ox.Literal):
                found.add(_namespace(term.datatype.value))
        if isinstance(statement, ox.Quad) and isinstance(statement.graph_name, ox.NamedNode):
            found.add(_namespace(statement.graph_name.value))
    return found


def _namespace(iri: str) -> str:
    # Both separators: a term of a hash namespace has no slash after the hash.
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


@cache
def _prefix_of(namespace: str) -> str:
    for prefix, known in PREFIXES.items():
        if namespace == known:
            return prefix
    match = _SEGMENT.fullmatch(namespace)
    if match is None:
        return ""
    return f"{match[1]}-" if match[1] in PREFIXES else match[1]


# --- what the serialiser leaves to do ---------------------------------------------------------------------------


class _Readable:
    """Passes Turtle or TriG on with sorted prefixes (the serialiser writes them in the order of a hash) and a blank
    line after each subject.
    """  # noqa: D205

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._held = b""
        self._prefixes: list[bytes] | None = []

    def write(self, chunk: bytes) -> int:
        # Only whole lines go on; a line end inside a literal is escaped, so every line end is the writer's own.
        whole, end, self._held = (self._held + chunk).rpartition(b"\n")
        self._pass(whole + end)
        return len(chunk)

    def _pass(self, lines: bytes) -> None:
        while self._prefixes is not None and lines:
            if not lines.startswith(b"@prefix "):
                self._write_prefixes()
                break
            line, _, lines = lines.partition(b"\n")
            self._prefixes.append(line + b"\n")
        self._out.write(lines.replace(b" .\n", b" .\n\n"))

    def _write_prefixes(self) -> None:
        self._out.write(b"".join(sorted(self._prefixes or [])) + b"\n")
        self._prefixes = None

    def flush(self) -> None:
        self._out.flush()

    def close(self) -> None:
        """Pass on what was held back; the file itself stays open."""
        if self._prefixes is not None:
            self._write_prefixes()
        self._out.write(self._held)


class _CleanXml:
    """Passes XML on with carriage returns kept as such, and refuses characters that XML 1.0 cannot hold."""

    _FORBIDDEN: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._tail = b""

    def write(self, chunk: bytes) -> int:
        window = self._tail + chunk
        if match := self._FORBIDDEN.search(window):
            code = ord(match[0].decode())
            raise _not_in_xml(Text(f"有一个字符 U+{code:04X}", f"a text holds the character U+{code:04X}"))
        self._tail = window[-2:]
        # A reader of XML turns a bare carriage return into a line feed.
        self._out.write(chunk.replace(b"\r", b"&#13;"))
        return len(chunk)

    def flush(self) -> None:
        self._out.flush()


@cache
def _check_element(iri: str) -> bool:
    if not re.search(r"[^\W\d][\w.\-]*$", iri):
        raise _not_in_xml(Text(f"属性 {iri} 没有可用的名称", f"the property {iri} has no name for an element"))
    return True


def _not_in_xml(what: Text) -> OutputError:
    return OutputError(
        Text(f"{what.zh}，不能写入 XML 1.0", f"{what.en}, which XML 1.0 cannot hold"),
        remedy=Text("请换一种格式，例如 .ttl", "choose another format, for example .ttl"),
    )
