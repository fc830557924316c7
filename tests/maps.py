"""Small networks and gaps made by hand, for tests of the map."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Sequence
from typing import Any

import polars as pl

from chains.errors import Text
from chains.names import ID
from chains.network import EDGE_SCHEMA, NODE_SCHEMA, REGION_SCHEMA, Network
from chains.records import Gap, Source

__all__ = ["HOSTILE", "hostile_map", "make_gap", "make_network", "read_data"]

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "\"quoted\" 'twice' & more",
    "two\nlines\u2028three",
    "{{ 7 * 7 }} ${alert(3)}",
)
"""Names that would do harm if they were ever read as markup or code."""

CHAIN_OF = {
    "University": "education",
    "Programme": "education",
    "Skill": "talent",
    "Occupation": "talent",
    "Enterprise": "industry",
    "Project": "innovation",
}


def make_network(
    things: Sequence[tuple[str, str, str | None]],
    links: Sequence[tuple[str, str, str]] = (),
    cities: Sequence[tuple[str, float | None, float | None]] = (),
) -> Network:
    """Return a network of things (key, class, city), links (from, kind, to) and cities (key, longitude, latitude)."""
    regions = [
        {"iri": ID + key, "kind": "city", "part_of": None, "label_zh": f"{key}市", "label_en": key}
        | {"latitude": latitude, "longitude": longitude}
        for key, longitude, latitude in cities
    ]
    rows = [_node(key, cls, city) for key, cls, city in things] + [_node(key, "City", None) for key, *_ in cities]
    nodes = pl.DataFrame(rows, schema=NODE_SCHEMA).sort("iri")
    number = {iri: at for at, iri in enumerate(nodes["iri"])}
    edges = [
        {"source": number[ID + source], "target": number[ID + target], "kind": kind}
        | {"graph": ID + "source/made", "confidence": "stated"}
        for source, kind, target in links
    ]
    frame = pl.DataFrame(edges, schema=EDGE_SCHEMA).sort("kind", "source", "target")
    return Network(nodes, frame, pl.DataFrame(regions, schema=REGION_SCHEMA).sort("iri"))


def _node(key: str, cls: str, city: str | None) -> dict[str, str | None]:
    return {
        "iri": ID + key,
        "cls": cls,
        "chain": CHAIN_OF.get(cls),
        "label_zh": key,
        "label_en": key,
        "region": ID + city if city else None,
        "graph": ID + "source/made",
    }


def make_gap(subject: str, region: str | None = None, **given: Any) -> Gap:
    """Return a gap of the talent and education chains; *given* replaces single fields."""
    fields: dict[str, Any] = {
        "kind": "skill_shortage",
        "subject": (ID + subject,),
        "label": Text(subject, subject),
        "region": ID + region if region else None,
        "chains": ("education", "talent"),
        "observed": 0.0,
        "expected": 3.0,
        "unit": "links",
        "null": "label_permutation",
        "z": None,
        "p": None,
        "p_adjusted": None,
        "severity": 0.5,
        "fragility": 1,
        "coverage": "A",
        "evidence": "SELECT * WHERE { ?s ?p ?o }",
        "sources": (ID + "source/made",),
        "sentence": Text(f"{subject}无人教授。", f"Nobody teaches {subject}."),
        "overturn": Text("一条链接。", "One link."),
        "closing": (),
    }
    return Gap(**fields | given)


def hostile_map() -> tuple[Network, list[Gap], dict[str, Source]]:
    """Return a network, gaps and sources in which every text is hostile."""
    cities = [(f"city{number}", 118.0 + number, 31.0) for number in range(2)]
    things = [
        (f"thing{number}", cls, "city0")
        for number, cls in enumerate(["University", "Skill", "Enterprise", "Project", "<b>Odd</b>"])
    ]
    network = make_network(things, [("thing0", "partners-with", "thing2"), ("thing0", "<i>odd</i>", "thing3")], cities)
    names = pl.Series([HOSTILE[number % len(HOSTILE)] for number in range(network.nodes.height)])
    nodes = network.nodes.with_columns(label_zh=names, label_en=names + " (en)")
    regions = network.regions.with_columns(label_zh=pl.Series(HOSTILE[:2]), label_en=pl.Series(HOSTILE[1:3]))
    text = Text(HOSTILE[0], HOSTILE[1])
    gap = make_gap(
        "thing1",
        "city0",
        label=text,
        sentence=text,
        overturn=text,
        unit=HOSTILE[0],
        null=HOSTILE[1],
        evidence=HOSTILE[1],
        kind=HOSTILE[0],
        closing=((ID + "thing0", "develops-skill", ID + "thing1"),),
    )
    source = Source(ID + "source/made", text, "stated", "javascript:alert(4)")
    return Network(nodes, network.edges, regions), [gap], {source.iri: source}


def read_data(page: str) -> dict[str, Any]:
    """Return the data that a page carries."""
    packed = re.search(r'<script type="text/plain" id="data">([A-Za-z0-9+/=]+)</script>', page)
    assert packed is not None
    return dict(json.loads(gzip.decompress(base64.b64decode(packed[1]))))
