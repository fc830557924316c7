"""Networkx to RDF and back: nothing is lost."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import networkx as nx
import numpy as np
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

import chains
from chains.errors import InputError
from chains.export.networkx_rdf import network_to_triples, triples_to_network
from chains.export.networkx_terms import NETWORK, TERMS
from chains.graph import KnowledgeGraph
from chains.names import ID

CLASSES = (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph)


def show(value: Any) -> str:
    """Return a value with its type, so that 1, 1.0 and True differ and NaN is itself; dictionaries have no order."""
    if isinstance(value, dict):
        return str(sorted((key, show(part)) for key, part in value.items()))
    return f"{type(value).__name__} {value!r}"


def listing(graph: nx.Graph) -> list[str]:
    """Return all that a graph holds: its class and attributes, nodes and edges in their order, with their types."""
    edges = graph.edges(data=True, keys=True) if graph.is_multigraph() else graph.edges(data=True)
    return [
        type(graph).__name__,
        show(graph.graph),
        *(f"{show(key)} {show(facts)}" for key, facts in graph.nodes(data=True)),
        *(" ".join(show(part) for part in edge) for edge in edges),
    ]


def there_and_back(graph: nx.Graph, form: str = "nt") -> nx.Graph:
    """Return a graph that was written in a format of RDF and read again."""
    text = chains.from_networkx(graph).serialize(format=form)
    return chains.to_networkx(rdflib.Graph().parse(data=text, format=form))


def test_region_comes_back(region: KnowledgeGraph):
    """All nodes, links and attributes of the whole region come back, in their order."""
    graph = region.to_networkx()
    again = triples_to_network(network_to_triples(graph))
    assert listing(again) == listing(graph)
    assert again.number_of_edges() == region.network().edges.height


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # raised within rdflib itself
@pytest.mark.parametrize("form", ["turtle", "xml", "json-ld", "nt"])
def test_small_region_comes_back_in_every_format(small: KnowledgeGraph, form: str):
    """Through rdflib and a file nothing is lost either."""
    graph = small.to_networkx()
    assert listing(there_and_back(graph, form)) == listing(graph)


def test_things_keep_their_names(small: KnowledgeGraph):
    """A thing of ours is its own IRI in the RDF, so that what was computed lies on it."""
    graph = small.to_networkx()
    nx.set_node_attributes(graph, nx.pagerank(nx.DiGraph(graph)), "rank")
    found = chains.from_networkx(graph) + small.to_rdflib()
    asked = """SELECT ?rank WHERE { ?x skos:prefLabel "常州信息职业技术学院"@zh ; attribute:_rank ?rank }"""
    ((rank,),) = found.query(asked)
    assert rank.toPython() == graph.nodes[f"{ID}organisation/4132012317"]["rank"]
    assert listing(chains.to_networkx(found)) == listing(graph)


def test_terms_are_defined():
    """Every term that is used is defined, with a label in both languages."""
    found = chains.from_networkx(nx.path_graph(2, create_using=nx.MultiDiGraph))
    used = {str(term) for triple in found for term in triple if str(term).startswith(NETWORK)}
    assert used == {NETWORK + name for name in TERMS}
    for name in TERMS:
        languages = {label.language for label in found.objects(rdflib.URIRef(NETWORK + name), rdflib.RDFS.label)}
        assert languages == {"zh", "en"}


_PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.binary(max_size=8),
    st.dates(),
    st.datetimes().map(lambda time: time.replace(fold=0)),  # which of two equal times is meant, RDF cannot say
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    st.lists(st.integers() | st.text(max_size=3) | st.none(), max_size=3),
    st.tuples(st.integers(), st.text(max_size=3)),
    st.dictionaries(st.text(max_size=3), st.booleans() | st.floats(allow_nan=False, allow_infinity=False), max_size=2),
)
_FACTS = st.dictionaries(st.text(max_size=6), _PLAIN, max_size=3)
_KEYS = st.one_of(
    st.integers(-3, 3),
    st.text(max_size=5),
    st.sampled_from(
        ["https://e.org/中 文", "https://e.org/中", "http://[", "https://w3id.org/fourchains/network/node/0"]
    ),
    st.tuples(st.integers(0, 2), st.text(max_size=2)),
    st.just(NETWORK + "Node"),
)


@st.composite
def networks(draw: st.DrawFn) -> nx.Graph:
    """A graph of any class, with loops and parallel edges, odd keys, and attributes of any plain type."""
    graph = draw(st.sampled_from(CLASSES))()
    graph.graph.update(draw(_FACTS))
    nodes = draw(st.lists(_KEYS, max_size=5, unique=True))
    for node in nodes:
        graph.add_node(node)
        graph.nodes[node].update(draw(_FACTS))
    for _ in range(draw(st.integers(0, 6)) if nodes else 0):
        ends = draw(st.sampled_from(nodes)), draw(st.sampled_from(nodes))
        key = (draw(st.none() | st.integers(0, 2) | st.text(max_size=2)),) if graph.is_multigraph() else ()
        graph.add_edge(*ends, *key)
        graph.edges[(*ends, *key)].update(draw(_FACTS)) if key != (None,) else None
    return graph


def in_order(graph: nx.Graph) -> list[str]:
    """Return a graph's listing with edges as sets of ends where they have no direction."""
    if graph.is_directed():
        return listing(graph)
    edges = graph.edges(data=True, keys=True) if graph.is_multigraph() else graph.edges(data=True)
    ends = sorted(" ".join([*sorted([show(a), show(b)]), *(show(part) for part in rest)]) for a, b, *rest in edges)
    return [*listing(graph)[: 2 + len(graph)], *ends]


@settings(max_examples=150, deadline=None)
@given(graph=networks())
def test_any_network_comes_back(graph: nx.Graph):
    """Whatever the class, keys, parallel edges and attributes, the triples tell the same graph."""
    again = triples_to_network(network_to_triples(graph))
    assert in_order(again) == in_order(graph)


@settings(max_examples=40, deadline=None)
@given(graph=networks())
def test_any_network_comes_back_through_rdflib(graph: nx.Graph):
    """Rdflib in between changes nothing."""
    assert in_order(chains.to_networkx(chains.from_networkx(graph))) == in_order(graph)


@pytest.mark.parametrize("cls", CLASSES)
def test_empty_graph_comes_back(cls: type[nx.Graph]):
    """A graph without a node is told with its class."""
    again = there_and_back(cls(name="nothing"))
    assert type(again) is cls
    assert again.graph == {"name": "nothing"}
    assert len(again) == 0


def test_types_stay_what_they_are():
    """One and one point nought and true differ, not-a-number is itself, a day is no time."""
    values = {
        "one": 1,
        "float": 1.0,
        "true": True,
        "nothing": None,
        "nan": math.nan,
        "inf": -math.inf,
        "minus": -0.0,
        "tiny": 5e-324,
        "long": 2**80,
        "day": dt.date(2024, 2, 29),
        "time": dt.datetime(2024, 2, 29, 1, 2, 3, 4, tzinfo=dt.UTC),
        "bytes": b"\x00\xff",
        "decimal": Decimal("1.50"),
        "tuple": (1, "二"),
        "list": [1, [2.5, None]],
        "": "the empty name",
        "odd name/中文 %41": '\x00 \r\n\t \\ " ]]> \U0001f600',
    }
    graph = nx.DiGraph()
    graph.add_node("x")
    graph.nodes["x"].update(values)
    assert listing(triples_to_network(network_to_triples(graph))) == listing(graph)


def test_numbers_of_numpy_become_plain():
    """A number that numpy computed is the same number of Python."""
    graph = nx.Graph()
    graph.add_node(1, a=np.int64(3), b=np.float64(0.1), c=np.bool_(True))  # noqa: FBT003  # a value, no switch
    assert show(there_and_back(graph).nodes[1]) == show({"a": 3, "b": 0.1, "c": True})


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"x": {1, 2}}, "type set"),
        ({"x": object()}, "type object"),
        ({"x": {1: "a"}}, "type dict"),
        ({"x": ((1,),)}, "type tuple"),
        ({"x": [math.nan]}, "type list"),
        ({"x": Decimal("NaN")}, "type Decimal"),
        ({"x": "\ud800"}, "surrogate"),
        ({3: "x"}, "no text"),
    ],
)
def test_what_rdf_cannot_hold_is_refused(attributes: dict[Any, Any], words: str):
    """A value or name without a form in RDF is an error that names the node and the attribute."""
    graph = nx.Graph()
    graph.add_node("here")
    graph.nodes["here"].update(attributes)
    with pytest.raises(InputError, match=words) as caught:
        chains.from_networkx(graph)
    assert "here" in caught.value.say("zh")


def test_other_rdf_is_refused(small: KnowledgeGraph):
    """RDF that tells no network is refused, with what would."""
    with pytest.raises(InputError, match="from_networkx"):
        chains.to_networkx(small.to_rdflib())
