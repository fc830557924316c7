"""A networkx graph in RDF and back, with nothing lost: keys, parallel links, the types of attributes, the order.

Each node and each edge is a resource with its key, its place in the order, and a property for each attribute; a node
whose key is an IRI is that IRI, so what is computed in networkx (a rank, a community) lies on the things themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

import pyoxigraph as ox

from chains.errors import InputError, Text
from chains.export.networkx_terms import ATTRIBUTE, NETWORK, TERMS, decode_value, encode_value, network_term
from chains.names import BASE, expand_term

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

__all__ = ["from_networkx", "network_to_triples", "to_networkx", "triples_to_network"]

_HOME: Final = BASE + "network/"
_SELF: Final = ox.NamedNode(_HOME + "self")
_TYPE: Final = ox.NamedNode(expand_term("rdf:type"))
_LABEL: Final = ox.NamedNode(expand_term("rdfs:label"))
_IRI: Final = re.compile(r"https?://[^\x00-\x20<>\"{}|\\^`\x7f-\x9f\ud800-\udfff]+")
_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def from_networkx(graph: nx.Graph) -> rdflib.Graph:
    """Return a networkx graph of any of its four classes as RDF; :func:`to_networkx` gives it back, equal.

    Keys of nodes and edges may be of any type that :func:`chains.export.networkx_terms.encode_value` knows, so may the
    values of attributes, of the graph too; names of attributes are text.

    Raises:
        InputError: a key, name or value is of another type.
    """
    from chains.convert import to_rdflib

    found = to_rdflib(network_to_triples(graph), named=False)
    found.bind("network", NETWORK)
    found.bind("attribute", ATTRIBUTE)
    return found


def to_networkx(graph: rdflib.Graph) -> nx.Graph:
    """Return the networkx graph that :func:`from_networkx` wrote, read back from any format of RDF.

    Raises:
        InputError: it is no such graph.
    """
    raw = graph.serialize(format="nt", encoding="utf-8")
    return triples_to_network(quad.triple for quad in ox.parse(raw, format=ox.RdfFormat.N_TRIPLES, lenient=True))


def network_to_triples(graph: nx.Graph) -> Iterator[ox.Triple]:
    """Iterate over the triples of :func:`from_networkx`, in the order of the nodes and edges.

    Raises:
        InputError: a key, name or value has no form in RDF.
    """
    for name, (kind, label) in TERMS.items():
        term = network_term(name)
        yield ox.Triple(term, _TYPE, ox.NamedNode(expand_term(kind)))
        yield ox.Triple(term, _LABEL, ox.Literal(label.zh, language="zh"))
        yield ox.Triple(term, _LABEL, ox.Literal(label.en, language="en"))
    yield ox.Triple(_SELF, _TYPE, network_term("Network"))
    yield ox.Triple(_SELF, network_term("directed"), ox.Literal(graph.is_directed()))
    yield ox.Triple(_SELF, network_term("multigraph"), ox.Literal(graph.is_multigraph()))
    yield from _attributes(_SELF, graph.graph, "graph")
    nodes = {}
    for place, (key, facts) in enumerate(graph.nodes(data=True)):
        nodes[key] = _name_node(key, place)
        yield from _thing(nodes[key], "Node", place, key, facts)
    edges = graph.edges(data=True, keys=True) if graph.is_multigraph() else graph.edges(data=True)
    for place, (start, end, *key, facts) in enumerate(edges):
        own = ox.NamedNode(f"{_HOME}edge/{place}")
        yield ox.Triple(own, network_term("from"), nodes[start])
        yield ox.Triple(own, network_term("to"), nodes[end])
        yield from _thing(own, "Edge", place, key[0] if key else None, facts)


def _name_node(key: object, place: int) -> ox.NamedNode:
    if isinstance(key, str) and _IRI.fullmatch(key) and not key.startswith(BASE + "network"):
        try:
            return ox.NamedNode(key)
        except ValueError:
            pass  # it only looked like one
    return ox.NamedNode(f"{_HOME}node/{place}")


def _thing(own: ox.NamedNode, kind: str, place: int, key: object, facts: dict[Any, object]) -> Iterator[ox.Triple]:
    where = f"{kind} {key!r}"
    yield ox.Triple(own, _TYPE, network_term(kind))
    yield ox.Triple(own, network_term("place"), ox.Literal(place))
    yield ox.Triple(own, network_term("key"), encode_value(key, where))
    yield from _attributes(own, facts, where)


def _attributes(own: ox.NamedNode, facts: dict[Any, object], where: str) -> Iterator[ox.Triple]:
    for name, value in facts.items():
        if not isinstance(name, str):
            raise InputError(
                Text(f"属性名 {name!r} 不是文本", f"the name of the attribute {name!r} is no text"),
                where=where,
                remedy=Text("请改用文本作属性名", "name attributes with text"),
            )
        # An empty name must not make the bare namespace, which "quote" would.
        property_ = ox.NamedNode(ATTRIBUTE + "_" + quote(name, safe="", errors="surrogatepass"))
        yield ox.Triple(own, property_, encode_value(value, f"{where}, {name}"))


def triples_to_network(triples: Iterable[ox.Triple]) -> nx.Graph:
    """Return the networkx graph that its triples tell, of the class that it was.

    Raises:
        InputError: they do not tell a network.
    """
    import networkx as nx

    facts: dict[_Term, dict[ox.NamedNode, _Term]] = {}
    members: dict[_Term, list[_Term]] = {network_term("Node"): [], network_term("Edge"): []}
    for triple in triples:
        if triple.predicate == _TYPE and triple.object in members:
            members[triple.object].append(triple.subject)
        facts.setdefault(triple.subject, {}).setdefault(triple.predicate, triple.object)
    own = facts.get(_SELF)
    if own is None:
        raise InputError(
            Text("这里没有网络", "there is no network in it"),
            remedy=Text("请给出 chains.from_networkx 写出的 RDF", "give RDF that chains.from_networkx wrote"),
        )
    directed, multi = (decode_value(own[network_term(name)], "graph") for name in ("directed", "multigraph"))
    classes = {(0, 0): nx.Graph, (1, 0): nx.DiGraph, (0, 1): nx.MultiGraph, (1, 1): nx.MultiDiGraph}
    graph = classes[directed, multi]()
    graph.graph.update(_read_attributes(own))
    keys = {}
    for node, told in _in_order(facts, members[network_term("Node")]):
        keys[node] = decode_value(told[network_term("key")], str(node))
        graph.add_node(keys[node])
        graph.nodes[keys[node]].update(_read_attributes(told))
    for edge, told in _in_order(facts, members[network_term("Edge")]):
        start, end = keys[told[network_term("from")]], keys[told[network_term("to")]]
        key = (decode_value(told[network_term("key")], str(edge)),) if multi else ()
        graph.add_edge(start, end, *key)
        graph.edges[(start, end, *key)].update(_read_attributes(told))
    return graph


def _in_order(
    facts: dict[_Term, dict[ox.NamedNode, _Term]], members: list[_Term]
) -> list[tuple[_Term, dict[ox.NamedNode, _Term]]]:
    place = network_term("place")
    found = [(node, facts[node]) for node in members]
    return sorted(found, key=lambda pair: int(decode_value(pair[1][place], str(pair[0]))))


def _read_attributes(told: dict[ox.NamedNode, _Term]) -> dict[str, Any]:
    start = ATTRIBUTE + "_"
    return {
        unquote(name.value.removeprefix(start), errors="surrogatepass"): decode_value(value, name.value)
        for name, value in told.items()
        if name.value.startswith(start)
    }
