"""GEXF 1.3, the format of Gephi; it carries no date, so that the same graph gives the same bytes.

Each chain has its colour and shape of the map, so that the network opens as the map shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO, Final

import polars as pl

from chains.draw.palette import CHAIN_STYLES, NEUTRAL, ChainStyle
from chains.export.columns import XML_TYPES, link_columns, node_columns
from chains.export.markup import attribute, present_values, text, xml_types

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["write_gexf"]

_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
"""
_TYPES: Final = XML_TYPES | {pl.Int32: "integer"}


def write_gexf(graph: KnowledgeGraph, out: BinaryIO) -> int:
    """Write the nodes and links with their attributes as GEXF; return how many nodes and links."""
    nodes, links = node_columns(graph), link_columns(graph)
    node_types = xml_types(nodes, _TYPES, ["id", "label"])
    link_types = xml_types(links, _TYPES, ["source", "target"])
    out.write(_HEAD.encode())
    title = f"{graph.title.zh} {graph.title.en}"
    out.write(f"<meta><creator>Four Chains</creator><description>{text(title)}</description></meta>\n".encode())
    out.write(b'<graph defaultedgetype="directed" mode="static">\n')
    out.writelines(line.encode() for line in (*_declare("node", node_types), *_declare("edge", link_types)))
    out.write(b"<nodes>\n")
    out.writelines(line.encode() for line in _nodes(nodes, node_types))
    out.write(b"</nodes>\n<edges>\n")
    out.writelines(line.encode() for line in _links(links, link_types))
    out.write(b"</edges>\n</graph>\n</gexf>\n")
    return nodes.height + links.height


def _declare(element: str, types: Mapping[str, str]) -> Iterator[str]:
    yield f'<attributes class="{element}" mode="static">\n'
    for name, kind in types.items():
        yield f'<attribute id="{name}" title="{name}" type="{kind}"/>\n'
    yield "</attributes>\n"


def _nodes(frame: pl.DataFrame, types: Mapping[str, str]) -> Iterator[str]:
    looks: dict[object, str] = {name: _look(style) for name, style in CHAIN_STYLES.items()}
    neutral = _look(NEUTRAL)
    for row in present_values(frame):
        look = looks.get(row.get("chain"), neutral)
        yield f"<node id={attribute(row['id'])} label={attribute(row['label'])}>{_values(row, types)}{look}</node>\n"


def _look(style: ChainStyle) -> str:
    red, green, blue = bytes.fromhex(style.colour.removeprefix("#"))
    shape = "disc" if style.shape == "dot" else style.shape
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/><viz:shape value="{shape}"/>'


def _links(frame: pl.DataFrame, types: Mapping[str, str]) -> Iterator[str]:
    for number, row in enumerate(present_values(frame)):
        ends = f"source={attribute(row['source'])} target={attribute(row['target'])}"
        # ``kind`` keeps parallel links of different kinds apart; ``label`` is what Gephi draws on the link.
        kind = f"kind={attribute(row['kind'])} label={attribute(row['kind'])}"
        yield f'<edge id="{number}" {ends} {kind}>{_values(row, types)}</edge>\n'


def _values(row: Mapping[str, object], types: Mapping[str, str]) -> str:
    values = "".join(f'<attvalue for="{name}" value={attribute(row[name])}/>' for name in types if name in row)
    return f"<attvalues>{values}</attvalues>"
