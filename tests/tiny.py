"""Hand-made networks, a few things and links written down as short names; and a gap to be changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from chains.errors import Text
from chains.names import ID
from chains.network import EDGE_SCHEMA, NODE_SCHEMA, REGION_SCHEMA, Network
from chains.records import Gap

CLASSES = {
    "school": ("University", "education"),
    "programme": ("Programme", "education"),
    "occupation": ("Occupation", "talent"),
    "chain": ("IndustryChain", "industry"),
    "segment": ("Segment", "industry"),
    "firm": ("Enterprise", "industry"),
    "project": ("Project", "innovation"),
    "platform": ("Platform", "innovation"),
    "institute": ("ResearchInstitute", "innovation"),
    "alliance": ("Alliance", None),
    "city": ("City", None),
}
"""Class and chain of a thing by the first word of its name: ``firm-a`` is an enterprise."""

GRAPH = f"{ID}source/tiny"


def iri(name: str) -> str:
    """The IRI of a thing by its short name."""
    return f"{ID}thing/{name}"


def make_network(
    links: Iterable[tuple[str, str, str]],
    places: Mapping[str, Iterable[str]] | None = None,
    alone: Iterable[str] = (),
    demand: Iterable[tuple[str, str, str | None, float | None]] = (),
) -> Network:
    """A network of these links (kind, source, target).

    *places* tells which things lie in which city; *alone* adds things without links; *demand* is one row for each
    demand: city, occupation, industry chain, postings.
    """
    links, places, demand = list(links), {city: list(names) for city, names in (places or {}).items()}, list(demand)
    rows = [_edge(kind, source, target) for kind, source, target in links]
    for number, (city, occupation, chain, postings) in enumerate(demand):
        facts = {"link": f"{ID}demand/{number}", "weight": postings, "region": iri(city), "year": 2024}
        rows.append(_edge("region-asks-occupation", city, occupation, facts))
        if chain is not None:
            rows.append(_edge("chain-asks-occupation", chain, occupation, facts))
    lying = {name: city for city, names in places.items() for name in names}
    names = {end for row in rows for end in (row["source"], row["target"])} | set(lying) | set(places) | set(alone)
    order = {name: number for number, name in enumerate(sorted(names, key=iri))}
    edges = [row | {"source": order[row["source"]], "target": order[row["target"]]} for row in rows]
    nodes = [_node(name, lying.get(name)) for name in order]
    cities = [
        {"iri": iri(city), "kind": "city", "part_of": None, "label_zh": f"{city}市", "label_en": city}
        | {"latitude": 31.0 + number, "longitude": 120.0}
        for number, city in enumerate(sorted(places))
    ]
    frames = ((nodes, NODE_SCHEMA), (edges, EDGE_SCHEMA), (cities, REGION_SCHEMA))
    return Network(*(pl.DataFrame(found, schema=schema, orient="row") for found, schema in frames))


def _edge(kind: str, source: str, target: str, facts: Mapping[str, object] | None = None) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(EDGE_SCHEMA)
    return (
        row | {"kind": kind, "source": source, "target": target, "graph": GRAPH, "confidence": "stated"} | (facts or {})
    )


def _node(name: str, city: str | None) -> dict[str, object]:
    cls, chain = CLASSES[name.partition("-")[0]]
    labels = {"label_zh": f"{name}（中）", "label_en": name}
    place = {"region": None if city is None else iri(city), "graph": GRAPH}
    return {"iri": iri(name), "cls": cls, "chain": chain} | labels | place


def make_gap(**changes: object) -> Gap:
    """A gap with every field filled, some of them changed."""
    gap = Gap(
        kind="skill_shortage",
        subject=(f"{ID}skill/java",),
        label=Text("爪哇", "Java"),
        region=f"{ID}region/1",
        chains=("education", "talent"),
        observed=1.5,
        expected=9.25,
        unit="percent_of_demand",
        null="label_permutation",
        z=None,
        p=0.01,
        p_adjusted=0.02,
        severity=0.5,
        fragility=3,
        coverage="B",
        evidence="# taught\nSELECT ?s\n  WHERE { ?s ?p ?o }",
        sources=(f"{ID}source/a", f"{ID}source/b"),
        sentence=Text("甲市：需要的比教的多。", "City A asks for more than it teaches."),
        overturn=Text("再查到 3 条。", "Three more."),
        closing=((f"{ID}organisation/1", "offers", f"{ID}programme/1"),),
    )
    return replace(gap, **changes)  # type: ignore[arg-type]
