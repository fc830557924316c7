"""Statements out of texts written to a file that is a graph, by itself or together with the graph of the skills."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from chains.atomic import replace_file
from chains.errors import EmptyGraph, Text, UnreadableInput
from chains.names import CATALOGUE, CODE, PREFIXES, expand_term
from chains.tagging.tally import Tally, by_source

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["source_key", "write_tally"]

_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_UPWARDS: Final = frozenset(ox.NamedNode(expand_term(name)) for name in ("partOf", "skos:broader"))
_TYPE: Final = ox.NamedNode(expand_term("rdf:type"))


def _describe_things(graph: KnowledgeGraph, things: Iterable[str]) -> list[ox.Quad]:
    """Return names, kinds and codes of things and of the regions that hold them, with the sources of these statements.

    With it, statements about these things are a graph of their own.
    """
    parents = dict(graph.network().regions.select("iri", "part_of").iter_rows())
    kept = set(things)
    for thing in list(kept):
        place: str | None = thing
        while place is not None and place in parents:
            kept.add(place)
            place = parents[place]
    found = {
        quad
        for iri in kept
        for quad in graph.store.quads_for_pattern(ox.NamedNode(iri), None, None, None)
        if isinstance(quad.graph_name, ox.NamedNode) and _stays(quad, kept)
    }
    catalogue = ox.NamedNode(CATALOGUE)
    for source in {quad.graph_name for quad in found}:
        if isinstance(source, ox.NamedNode):
            found.update(graph.store.quads_for_pattern(source, None, None, catalogue))
    return sorted(found, key=by_source)


def _stays(quad: ox.Quad, kept: set[str]) -> bool:
    value = quad.object
    if isinstance(value, ox.Literal) or quad.predicate == _TYPE:
        return True
    if not isinstance(value, ox.NamedNode):
        return False
    return value.value.startswith(CODE) or (quad.predicate in _UPWARDS and value.value in kept)


def source_key(given: str | None, kind: str, name: str) -> str:
    """Return the key of the source: as given, or made of what the texts are; letters, digits, points and hyphens.

    Raises:
        UnreadableInput: the key that was given has other characters.

    >>> source_key(None, "tag-demand", "ads 2025")
    'tag-demand-ads-2025'
    """
    if given is not None:
        if not _KEY.fullmatch(given):
            raise UnreadableInput(
                Text(f"来源标识“{given}”不合格式", f"“{given}” is no key of a source"),
                remedy=Text("只用字母、数字、点和连字符", "use letters, digits, points and hyphens only"),
            )
        return given
    plain = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()
    # A name in Chinese leaves nothing: its digest stands for it.
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return "-".join(part for part in (kind, plain, "" if name.isascii() else digest) if part)


def write_tally(graph: KnowledgeGraph, tally: Tally, path: Path, *, whole: bool) -> int:
    """Write the statements as N-Quads or TriG, and return how many of them are new.

    With *whole* all statements of the graph come first; else what it says about the things that are named, so that
    the file is a graph of its own.

    Raises:
        EmptyGraph: there is no statement; nothing is written.
        OutputError: the file cannot be written.
    """
    made = tally.quads()
    if not tally.counts:
        raise EmptyGraph(
            Text(
                "没有可写的陈述：文本里没有能对应的技能",
                "there is nothing to state: no text names a skill that has a place",
            ),
            where=str(path),
            remedy=Text(
                "请查看清单；供给还需要 --id-column 指明专业", "look at the list; supply needs --id-column too"
            ),
        )
    base = graph.quads() if whole else iter(_describe_things(graph, tally.things()))
    form = ox.RdfFormat.N_QUADS if path.suffix.lower() == ".nq" else ox.RdfFormat.TRIG
    with replace_file(path) as out:
        ox.serialize(chain(base, made), out, format=form, prefixes=None if form == ox.RdfFormat.N_QUADS else PREFIXES)
    return len(made)
