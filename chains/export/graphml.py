"""GraphML, which Gephi, Cytoscape, yEd, igraph and networkx read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO, Final

import polars as pl

from chains.export.columns import XML_TYPES, link_columns, node_columns
from chains.export.markup import attribute, present_values, text, xml_types

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["write_graphml"]

_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def write_graphml(graph: KnowledgeGraph, out: BinaryIO) -> int:
    """Write the nodes and links with their attributes as GraphML; return how many nodes and links."""
    nodes, links = node_columns(graph), link_columns(graph)
    node_types = xml_types(nodes, XML_TYPES, ["id"])
    link_types = xml_types(links, XML_TYPES, ["source", "target"])
    out.write(_HEAD.encode())
    out.writelines(line.encode() for line in (*_keys("node", "n", node_types), *_keys("edge", "e", link_types)))
    out.write(b'<graph id="fourchains" edgedefault="directed">\n')
    out.writelines(line.encode() for line in _nodes(nodes, node_types))
    out.writelines(line.encode() for line in _links(links, link_types))
    out.write(b"</graph>\n</graphml>\n")
    return nodes.height + links.height


def _keys(element: str, letter: str, types: Mapping[str, str]) -> Iterator[str]:
    for place, (name, kind) in enumerate(types.items()):
        yield f'<key id="{letter}{place}" for="{element}" attr.name="{name}" attr.type="{kind}"/>\n'


def _nodes(frame: pl.DataFrame, types: Mapping[str, str]) -> Iterator[str]:
    keys = {name: f"n{place}" for place, name in enumerate(types)}
    for row in present_values(frame):
        yield f"<node id={attribute(row['id'])}>{_data(row, keys)}</node>\n"


def _links(frame: pl.DataFrame, types: Mapping[str, str]) -> Iterator[str]:
    keys = {name: f"e{place}" for place, name in enumerate(types)}
    for number, row in enumerate(present_values(frame)):
        ends = f"source={attribute(row['source'])} target={attribute(row['target'])}"
        yield f'<edge id="{number}" {ends}>{_data(row, keys)}</edge>\n'


def _data(row: Mapping[str, object], keys: Mapping[str, str]) -> str:
    return "".join(f'<data key="{key}">{text(row[name])}</data>' for name, key in keys.items() if name in row)
