"""What cells call things of a graph: a city, an occupation, a programme; each name is looked up once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from chains.errors import Text, UnknownName, UnreadableInput
from chains.names import expand_term, mint_iri

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["default_region", "find_region", "programmes_of", "resolver"]

_CACHED: Final = 100_000
_TYPED: Final = "SELECT ?c WHERE { $thing a ?c } LIMIT 1"


def resolver(graph: KnowledgeGraph, *classes: str) -> Callable[[str], str | None]:
    """Return a function that gives the IRI of what a name, code or key means, ``None`` if nothing or several things.

    *classes* are local names; what the first of them has comes first.  A city and the province of the same name count
    as the city.
    """

    @lru_cache(maxsize=_CACHED)
    def resolve(name: str) -> str | None:
        if not name:
            return None
        for cls in classes:
            found = [iri for iri, _ in graph.lookup(name, cls)]
            if len(found) == 1:
                return found[0]
            own = mint_iri(cls.lower(), name)
            if not found and _is_there(graph, own):
                return own
        return None

    return resolve


def _is_there(graph: KnowledgeGraph, iri: str) -> bool:
    import pyoxigraph as ox

    return bool(graph.query(_TYPED, {"thing": ox.NamedNode(iri)}).rows)


def find_region(graph: KnowledgeGraph, name: str) -> str:
    """Return the IRI of a region by its name or code.

    Raises:
        UnknownName: the graph has no such region; carries the nearest.
    """
    found = resolver(graph, "City", "Province", "Area", "Region")(name)
    if found is None:
        regions = graph.network().regions
        known = [*regions.get_column("label_zh"), *regions.get_column("label_en")]
        raise UnknownName(name, set(known), kind=Text("地区", "region"))
    return found


def default_region(graph: KnowledgeGraph) -> str:
    """Return the IRI of the one region that no other holds.

    Raises:
        UnreadableInput: there is none, or there are several.
    """
    regions = graph.network().regions
    tops = regions.filter(regions.get_column("part_of").is_null()).get_column("iri").to_list()
    if len(tops) != 1:
        raise UnreadableInput(
            Text(f"图谱里有 {len(tops)} 个最大的地区", f"the graph has {len(tops)} regions that no other holds"),
            where=graph.name,
            remedy=Text("请用 --region 指明需求在哪里", "say with --region where the demand is"),
        )
    return str(tops[0])


def programmes_of(graph: KnowledgeGraph, iri: str) -> list[str]:
    """Return the programmes that a thing stands for: itself, or those that have the course."""
    import pyoxigraph as ox

    course, programme = ox.NamedNode(iri), ox.NamedNode(expand_term("hasCourse"))
    having = graph.query(
        "SELECT DISTINCT ?p WHERE { ?p $has $course } ORDER BY ?p", {"has": programme, "course": course}
    )
    return [str(row[0]) for row in having.values()] or [iri]
