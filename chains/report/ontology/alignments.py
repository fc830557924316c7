"""The alignments: what other vocabularies have for our terms and codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

import pyoxigraph as ox

from chains.constraints import ShapeFacts
from chains.errors import Text
from chains.names import BASE, CODE, ONTOLOGY, PREFIXES, expand_term, shorten
from chains.report.ontology.words import RELATIONS

__all__ = ["Alignment", "AlignmentFile", "group_alignments", "list_files"]


@dataclass(frozen=True, slots=True)
class Alignment:
    """What another vocabulary has for a term: the relation in words, the outside term, and its short name."""

    relation: Text
    iri: str
    name: str


@dataclass(frozen=True, slots=True)
class AlignmentFile:
    """A file of alignments: its name, its title, where the other vocabulary is described, its pairs by our IRI."""

    name: str
    title: Text
    see: str | None
    pairs: tuple[tuple[str, Alignment], ...]


def list_files(folder: Path) -> tuple[AlignmentFile, ...]:
    """Return the files of a folder, by name."""
    return tuple(_describe(path) for path in sorted(folder.glob("*.ttl")))


def group_alignments(files: Iterable[AlignmentFile]) -> Mapping[str, Sequence[Alignment]]:
    """Return what the files say of each term and code of ours, by IRI."""
    found: dict[str, list[Alignment]] = defaultdict(list)
    for file in files:
        for iri, one in file.pairs:
            found[iri].append(one)
    return dict(found)


def _describe(path: Path) -> AlignmentFile:
    facts = ShapeFacts(path)
    own = ox.NamedNode(f"{BASE}alignments/{path.stem}")
    see = facts.first(own, expand_term("rdfs:seeAlso"))
    title = facts.text(own, expand_term("dct:title")) or Text(path.stem, path.stem)
    return AlignmentFile(path.stem, title, see.value if isinstance(see, ox.NamedNode) else None, tuple(_read(path)))


def _read(path: Path) -> Iterator[tuple[str, Alignment]]:
    """Iterate over the statements that join a term of ours and an outside one, sorted; anonymous classes are passed by."""
    parser = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    quads = sorted(parser, key=str)
    prefixes = {**PREFIXES, **parser.prefixes}
    for quad in quads:
        name = shorten(quad.predicate.value)
        words = RELATIONS.get(name, (Text(name, name), Text(name, name)))
        for own, other, relation in (
            (quad.subject, quad.object, words[0]),
            (quad.object, quad.subject, words[1]),
        ):
            if _is_ours(own) and isinstance(other, ox.NamedNode) and not other.value.startswith(BASE):
                yield own.value, Alignment(relation, other.value, _name(other.value, prefixes))


def _is_ours(node: object) -> TypeGuard[ox.NamedNode]:
    return isinstance(node, ox.NamedNode) and node.value.startswith((ONTOLOGY, CODE))


def _name(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return an outside IRI by the longest prefix that fits it."""
    fitting = [(len(base), prefix) for prefix, base in prefixes.items() if iri.startswith(base)]
    if not fitting:
        return iri
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"
