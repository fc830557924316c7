"""The pyvis network of the overview, filled directly: positions are given, nothing is computed in the browser."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from chains.draw.overview import SLOTS, Bubble, Overview, Pair
from chains.draw.palette import CHAIN_STYLES, GAP_COLOUR, NEUTRAL, ChainStyle, style_of
from chains.draw.tiles import Tile
from chains.records import Gap

if TYPE_CHECKING:
    from pyvis.network import Network as PyvisNetwork

__all__ = ["OPTIONS", "draw_overview", "gap_look", "sum_links"]

# Where a chain's bubble stands in its tile: the chains run round a square in their order, the rest in the middle.
_OFFSETS: Final = ((-46, -20), (46, -20), (46, 60), (-46, 60), (0, 20))
_SMALLEST, _LARGEST, _LARGEST_REST = 9, 32, 15
_LINK_COLOUR: Final = "#66758c"


def _group(style: ChainStyle, *, filled: bool) -> dict[str, Any]:
    ground = style.colour if filled else "#ffffff"
    edge = "#ffffff" if filled else style.colour
    return {"shape": style.shape, "color": {"background": ground, "border": edge}, "borderWidth": 1 if filled else 2}


_STYLES: Final = (*CHAIN_STYLES.values(), NEUTRAL)
OPTIONS: Final[Mapping[str, Any]] = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    # The page moves the painted picture itself; what vis-network paints meanwhile has no links.
    "interaction": {
        "dragNodes": False,
        "dragView": False,
        "zoomView": False,
        "selectable": False,
        "hover": False,
        "hideEdgesOnDrag": True,
        "hideEdgesOnZoom": True,
    },
    "nodes": {"chosen": False, "shapeProperties": {"interpolation": False}},
    "edges": {"chosen": False, "smooth": False, "color": {"color": _LINK_COLOUR, "inherit": False}},
    "groups": {style.name: _group(style, filled=True) for style in _STYLES}
    | {f"{style.name}-linked": _group(style, filled=False) for style in _STYLES},
}
"""Options of vis-network for every view: no physics, and a group (shape and colour) for each chain."""


def draw_overview(overview: Overview, tiles: Sequence[Tile], gaps: Sequence[Gap]) -> PyvisNetwork:
    """Return the overview as a pyvis network.

    A bubble is the node ``"tile:slot"``; its area grows with the number of things.  A link between bubbles is the edge
    ``"link:N"``, N counting the pairs; a gap between two bubbles is the dashed edge ``"gap:N"``, as wide as severe.
    """
    from pyvis.network import Network as PyvisNetwork

    picture = PyvisNetwork(directed=True, cdn_resources="in_line")
    picture.set_options(json.dumps(OPTIONS))
    most = max((b.located + b.linked for b in overview.bubbles if tiles[b.tile].kind == "city"), default=0)
    for bubble in overview.bubbles:
        tile, style = tiles[bubble.tile], style_of(SLOTS[bubble.slot])
        x, y = _OFFSETS[bubble.slot]
        name = f"{bubble.tile}:{bubble.slot}"
        # pyvis puts the name where a label is missing; the page writes its own labels.
        picture.add_node(
            name, label=" ", group=style.name, shape=style.shape, x=tile.x + x, y=tile.y + y, size=_radius(bubble, most)
        )
    for number, (pair, count) in enumerate(sum_links(overview).items()):
        _add_edge(picture, f"link:{number}", pair, **_link_look(pair, count))
    for number, (pair, numbers) in enumerate(overview.gaps.items()):
        severity = max(gaps[gap].severity for gap in numbers)
        _add_edge(picture, f"gap:{number}", pair, **gap_look(severity))
    return picture


def _radius(bubble: Bubble, most: int) -> float:
    largest = _LARGEST if SLOTS[bubble.slot] else _LARGEST_REST
    share = min((bubble.located + bubble.linked) / max(most, 1), 1.0)
    return round(min(_SMALLEST, largest) + (largest - min(_SMALLEST, largest)) * math.sqrt(share), 1)


def sum_links(overview: Overview) -> dict[Pair, int]:
    """Return the number of linked pairs of things behind each pair of bubbles, in the order of the pairs."""
    counts: defaultdict[Pair, int] = defaultdict(int)
    for *pair, _kind, count in overview.links.iter_rows():
        counts[pair[0], pair[1], pair[2], pair[3]] += count
    return dict(sorted(counts.items()))


def _link_look(pair: Pair, count: int) -> dict[str, Any]:
    width = round(1 + 2.2 * math.log10(count), 1)
    if pair[0] == pair[2]:
        return {"width": width}
    # Between tiles: pale and bent, so that it can be followed past the tiles in between.
    return {
        "width": width,
        "color": {"color": _LINK_COLOUR, "opacity": 0.28},
        "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.12},
    }


def gap_look(severity: float) -> dict[str, Any]:
    """Return how a missing link is drawn: dashed, bent off the link beside it, wider and stronger the more severe."""
    return {
        "dashes": [8, 6],
        "color": {"color": GAP_COLOUR, "opacity": round(0.4 + 0.6 * severity, 2)},
        "width": round(1.5 + 3.5 * severity, 1),
        "smooth": {"enabled": True, "type": "curvedCCW", "roundness": 0.28},
    }


def _add_edge(picture: PyvisNetwork, name: str, pair: Pair, **look: Any) -> None:
    picture.add_edge(f"{pair[0]}:{pair[1]}", f"{pair[2]}:{pair[3]}", id=name, arrows="", **look)
