"""The part of a graph that a person asks for by name: what concerns a city, a province, an alliance."""

from __future__ import annotations

from chains.errors import Text, UnknownName
from chains.gaps.reading.places import Places
from chains.graph import KnowledgeGraph
from chains.network import require_nodes
from chains.subset import add_linked, choose_things, subset_graph

__all__ = ["part_of"]


def part_of(graph: KnowledgeGraph, *, city: str | None = None, alliance: str | None = None) -> KnowledgeGraph:
    """Return the part of a graph that concerns a region and the members of an alliance, with all that is linked to it.

    Args:
        graph: the whole graph.
        city: name (with or without 市), code or IRI of a region; what lies in it is meant.
        alliance: name of an alliance; its members are meant.  With *city*, those of them that lie there.

    Raises:
        UnknownName: there is no such region or alliance; carries the nearest names.
        EmptyGraph: nothing is left.
    """
    network = graph.network()
    require_nodes(network, graph.name)
    places = Places(network)
    names: list[Text] = []
    regions = things = None
    if city is not None:
        cell = places.find(city)
        regions = places.within.filter(places.within["cell"] == cell).get_column("region").to_list()
        names.append(places.name(cell))
    if alliance is not None:
        iri, name = _find_alliance(graph, alliance)
        things = [iri]
        names.append(name)
    chosen = choose_things(network, regions=regions, things=things)
    about = Text(" · ".join(name.zh for name in names), " · ".join(name.en for name in names))
    return subset_graph(graph, add_linked(network, chosen), about)


def _find_alliance(graph: KnowledgeGraph, name: str) -> tuple[str, Text]:
    found = graph.lookup(name, "Alliance")
    if found:
        return found[0]
    rows = graph.network().nodes
    alliances = rows.filter(rows["cls"] == "Alliance").select("label_zh", "label_en").rows()
    known = sorted({label for row in alliances for label in row if label})
    raise UnknownName(name, known, kind=Text("联盟", "alliance"), listing="chains query ask_members_of_alliance")
