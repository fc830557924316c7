"""JSON-LD 1.1 in compacted form, with the context of the ontology written into the document: it needs no network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import pyoxigraph as ox

from chains.export.context import load_context
from chains.export.rdf import group_by_source
from chains.export.statements import canonical_quads
from chains.inputs import STATEMENTS
from chains.names import expand_term
from chains.resources import ontology_folder

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["write_jsonld"]

_BLOCK: Final = 1 << 20
_TYPE: Final = expand_term("rdf:type")
_STRING: Final = expand_term("xsd:string")
_INTEGER: Final = expand_term("xsd:integer")
_BOOLEAN: Final = expand_term("xsd:boolean")
_WHOLE: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")


def write_jsonld(graph: KnowledgeGraph, out: BinaryIO) -> int:
    """Write the statements as JSON-LD, one named graph for each source, one thing a line; return how many.

    Properties have the short names of ``ontology/context.jsonld``, texts are maps by language, IRIs are prefixed names.
    A value that a short name would change (a text where the ontology has a link) stands under the property's whole IRI.

    Raises:
        InputError: blank nodes are too much alike to be named.
    """
    words = _Words(_usable_context(graph))
    out.write(f'{{"@context": {_dump(words.context)},\n"@graph": ['.encode())
    count, separator = 0, "\n"
    for home, own in groupby(group_by_source(canonical_quads(graph)), attrgetter("graph_name")):
        things = list(_things(own, words))
        count += sum(number for number, _ in things)
        lines = ",\n".join(_dump(thing) for _, thing in things)
        if not isinstance(home, ox.DefaultGraph):
            lines = f'{{"@id": {_dump(words.node(home))}, "@graph": [\n{lines}\n]}}'
        out.write((separator + lines).encode())
        separator = ",\n"
    out.write(b"\n]}\n")
    return count


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _usable_context(graph: KnowledgeGraph) -> dict[str, Any]:
    """Return the context without prefixes that are the scheme of an IRI of the graph, such as ``geo:31.2,120.4``."""
    context = load_context(ontology_folder())
    prefixes = [name for name, value in context.items() if isinstance(value, str) and not name.startswith("@")]
    schemes = re.compile(f"<({'|'.join(map(re.escape, prefixes))}):(?!//)".encode())
    met: set[str] = set()
    with (graph.folder / STATEMENTS).open("rb") as lines:
        while block := lines.read(_BLOCK) + lines.readline():
            met |= {scheme.decode() for scheme in schemes.findall(block)}
    return {name: _spell_out(value, context, met) for name, value in context.items() if _scheme(name) not in met}


def _scheme(name: str) -> str:
    return name.partition(":")[0]


def _spell_out(value: Any, context: Mapping[str, Any], met: set[str]) -> Any:
    """Return a definition whose type does not need a prefix that goes."""
    kind = value.get("@type", "") if isinstance(value, dict) else ""
    if _scheme(kind) not in met:
        return value
    return value | {"@type": context[_scheme(kind)] + kind.partition(":")[2]}


def _things(quads: Iterable[ox.Quad], words: _Words) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each subject as a JSON object, with the number of its statements."""
    for subject, own in groupby(quads, attrgetter("subject")):
        values: dict[str, list[Any]] = {}
        number = 0
        for quad in own:
            number += 1
            key, value = words.fact(quad.predicate.value, quad.object)
            values.setdefault(key, []).append(value)
        types = {"@type": values.pop("@type")} if "@type" in values else {}
        listed = types | values
        yield number, {"@id": words.node(subject)} | {key: words.gather(key, found) for key, found in listed.items()}


class _Words:
    """How IRIs, properties and values are written under a context."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self.context = context
        self._prefixes = {
            value: name for name, value in context.items() if isinstance(value, str) and not name.startswith("@")
        }
        self._terms = {
            value["@id"]: (name, value.get("@type"), "@container" in value)
            for name, value in context.items()
            if isinstance(value, dict)
        }
        self._maps = frozenset(name for name, _, container in self._terms.values() if container)
        self._vocabulary = str(context["@vocab"])

    def node(self, term: ox.NamedNode | ox.BlankNode) -> str:
        """Return a node as ``@id`` has it."""
        return str(term) if isinstance(term, ox.BlankNode) else self._shorten(term.value)

    def _shorten(self, iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix, local = self._prefixes.get(iri[:cut]), iri[cut:]
        return f"{prefix}:{local}" if prefix and local else iri

    def _kind(self, iri: str) -> str:
        """Return a class or datatype: the ontology's own need no prefix."""
        local = iri.removeprefix(self._vocabulary)
        bare = local != iri and local.isidentifier() and local not in self.context
        return local if bare else self._shorten(iri)

    def fact(self, predicate: str, value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> tuple[str, Any]:
        """Return the key and the JSON value of one fact."""
        if predicate == _TYPE and not isinstance(value, ox.Literal):
            return "@type", self._kind(value.value) if isinstance(value, ox.NamedNode) else str(value)
        name, kind, container = self._terms.get(predicate, (predicate, None, False))
        if not isinstance(value, ox.Literal):
            said = self.node(value)  # type: ignore[arg-type]  # no triple is an object: the reader refuses it
            return (name, said) if kind == "@id" else (predicate, {"@id": said})
        return self._literal(predicate, value, (name, kind, container))

    def _literal(self, predicate: str, value: ox.Literal, term: tuple[str, str | None, bool]) -> tuple[str, Any]:
        name, kind, container = term
        if value.language:
            if container and value.direction is None:
                return name, (value.language, value.value)
            way = {"@direction": str(value.direction)} if value.direction else {}
            return predicate, {"@value": value.value, "@language": value.language} | way
        datatype = value.datatype.value
        if kind is not None and kind != "@id" and self._expand(kind) == datatype:
            return name, _native(datatype, value.value)
        if datatype == _STRING:
            return (name, value.value) if kind is None and not container else (predicate, {"@value": value.value})
        typed = {"@value": value.value, "@type": self._kind(datatype)}
        return (predicate if container else name), typed

    def _expand(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        return str(self.context[prefix]) + local if prefix in self.context else name

    def gather(self, key: str, values: list[Any]) -> Any:
        """Return the values of one key: a map by language, one value as it is, or a list."""
        if key not in self._maps:
            return values[0] if len(values) == 1 else values
        texts: dict[str, list[str]] = {}
        for lang, text in values:
            texts.setdefault(lang, []).append(text)
        return {lang: found[0] if len(found) == 1 else found for lang, found in texts.items()}


def _native(datatype: str, lexical: str) -> str | int | bool:
    """Return a number or truth value as JSON has it, where reading it back gives the same literal."""
    if datatype == _INTEGER and _WHOLE.fullmatch(lexical):
        return int(lexical)
    return lexical == "true" if datatype == _BOOLEAN and lexical in {"true", "false"} else lexical
