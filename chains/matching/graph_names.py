"""The names and codes by which a graph knows its things, table by table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from chains.errors import EmptyGraph, Text
from chains.matching.known import KnownNames, Thing

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["KINDS", "read_known"]

KINDS: Final = {
    "organisations": ("Organisation",),
    "regions": ("City", "Province", "Region"),
    "programmes": ("Programme",),
    "occupations": ("Occupation",),
    "skills": ("Skill",),
    "industries": ("Industry",),
}
"""Tables whose names can be matched, with the classes of their rows; of equal names the first class is meant."""

_PLACES: Final = "regions"
_NAMES: Final = """
SELECT DISTINCT ?thing ?preferred ?name ?lang WHERE {
  ?thing a ch:%s .
  { ?thing skos:prefLabel ?label BIND(true AS ?preferred) } UNION { ?thing skos:altLabel ?label BIND(false AS ?preferred) }
  BIND(STR(?label) AS ?name) BIND(LANG(?label) AS ?lang)
}"""
_CODES: Final = """
SELECT DISTINCT ?thing ?code WHERE {
  ?thing a ch:%s ; skos:notation|ch:moeCode|ch:stockCode|ch:rorId ?node BIND(STR(?node) AS ?code)
}"""
_ABOVE: Final = "SELECT ?thing (MIN(STR(?place)) AS ?above) WHERE { ?thing a ch:%s ; ch:partOf ?place } GROUP BY ?thing"
_MEMBERS: Final = "SELECT DISTINCT ?thing WHERE { ?thing a ch:%s }"


def read_known(graph: KnowledgeGraph, table: str) -> KnownNames:
    """Return the things of one of :data:`KINDS`, keyed by IRI, with labels in all languages, other and former names, codes.

    Raises:
        EmptyGraph: the graph has no such thing with a name.
    """
    classes = KINDS[table]
    names: dict[str, list[str]] = {}
    # The preferred Chinese name comes first, and is what a thing is called.
    rows = sorted(
        graph.query(_NAMES % classes[-1]).values(), key=lambda row: (row[0], row[1] != "true", row[3] != "zh", row[2])
    )
    for thing, _, name, _ in rows:
        names.setdefault(thing or "", []).append(name or "")
    codes: dict[str, list[str]] = {thing: _own_key(thing) for thing in names}
    for thing, code in sorted(graph.query(_CODES % classes[-1]).values()):
        codes.setdefault(thing or "", []).append(code or "")
    above: dict[str, str | None] = {}
    if table == _PLACES:
        above = {thing or "": place for thing, place in graph.query(_ABOVE % classes[-1]).values()}
    ranks = dict.fromkeys(names, len(classes) - 1)
    for rank, cls in reversed(list(enumerate(classes[:-1]))):
        ranks |= {thing or "": rank for (thing,) in graph.query(_MEMBERS % cls).values()}
    things = [
        Thing(
            thing,
            called[0],
            tuple(dict.fromkeys(called)),
            tuple(dict.fromkeys(codes[thing])),
            above.get(thing),
            ranks[thing],
        )
        for thing, called in sorted(names.items())
    ]
    if not things:
        raise EmptyGraph(
            Text(f"图谱的“{table}”里没有名称", f"the graph has no names of “{table}”"),
            where=graph.name,
            remedy=Text("请给出有这些内容的图谱（--data）", "give a graph that has them (--data)"),
        )
    return KnownNames(things, places=table == _PLACES)


def _own_key(iri: str) -> list[str]:
    """Return an IRI and the key in it: either may stand in a cell."""
    key = unquote(iri.rsplit("/", 1)[-1])
    return [iri, key] if key.isascii() else [iri]
