"""RDF/XML, for programs that read nothing newer."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, Final

import pyoxigraph as ox

from chains.errors import OutputError, Text
from chains.export.provenance import plain_triples
from chains.export.rdf import serialize
from chains.names import PREFIXES

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["write_rdfxml"]


def write_rdfxml(graph: KnowledgeGraph, out: BinaryIO, *, sources: bool = False) -> int:
    """Write the distinct triples as RDF/XML; return how many.

    With *sources* each is described with its sources, as :mod:`chains.export.provenance` tells.

    Raises:
        OutputError: a predicate or a label cannot be written in XML 1.0.
    """
    triples = (triple for triple in plain_triples(graph, sources=sources) if _check_element(triple.predicate.value))
    return serialize(triples, _CleanXml(out), ox.RdfFormat.RDF_XML, PREFIXES)


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
