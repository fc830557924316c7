"""The interactive map: one page, made with pyvis, that opens without a network."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from chains.draw.codes import LinkCodes
from chains.draw.columns import (
    chain_names,
    edge_columns,
    node_columns,
    source_columns,
    text_columns,
    text_pair,
    tile_columns,
)
from chains.draw.gap_rows import MOST_GAPS, gap_rows
from chains.draw.industries import industry_columns
from chains.draw.members import Members, find_members
from chains.draw.order import order_things
from chains.draw.overview import SLOTS, Overview, chain_slots, make_overview
from chains.draw.page import fill_page
from chains.draw.palette import style_of
from chains.draw.picture import draw_overview, sum_links
from chains.draw.sounds import sound_columns
from chains.draw.tiles import Tile, lay_tiles
from chains.draw.views import Material, load_views
from chains.draw.words import WORDS
from chains.errors import Lang, Text
from chains.network import Network
from chains.records import Gap, Source

__all__ = ["MapPage", "draw_map"]


class MapPage(str):
    """The text of a map's page: a plain string that Jupyter shows as the map itself."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        # The frame may run the page's own scripts and nothing else: it has no access to the notebook around it.
        page = html.escape(self, quote=True)
        return f'<iframe srcdoc="{page}" sandbox="allow-scripts allow-downloads" width="100%" height="720"></iframe>'


def draw_map(
    network: Network,
    gaps: Sequence[Gap],
    *,
    lang: Lang = "en",
    title: Text | None = None,
    sources: Mapping[str, Source] | None = None,
) -> MapPage:
    """Return the map of a network and its gaps as one HTML page that needs nothing else.

    The page opens on an overview: a tile for each city, with a bubble for each chain, links between them, and gaps as
    dashed missing links.  A bubble leads to its things, in a lane for each chain.  The same input gives the same bytes.

    Args:
        network: what to draw; an empty network gives a page that says so.
        gaps: the gaps, most severe first; the page takes the first 2,000.
        lang: the language that the page opens in; it holds both.
        title: what the map is about.
        sources: the sources by the IRI of their named graph (:meth:`chains.graph.KnowledgeGraph.sources`).
    """
    shown = list(gaps[:MOST_GAPS])
    tiles = lay_tiles(network)
    members = find_members(network, tiles)
    overview = make_overview(network, tiles, members, shown)
    heading = title or Text("四链图谱", "The four chains")
    graph = _graph_data(network, tiles, members, shown, sources or {})
    kinds = graph["edges"]["kinds"]["id"]
    material = Material(network, shown, tiles)
    found = {view.notation: view.data(material) for view in load_views()}
    words = {**WORDS, **{key: text for view in load_views() for key, text in view.words.items()}}
    data = graph | {
        "views": {name: part for name, part in found.items() if part is not None},
        "viewNames": {view.notation: text_pair(view.title) for view in load_views()},
        "title": text_pair(heading),
        "gapCount": len(gaps),
        "overview": _overview_data(overview, tiles, shown, kinds),
        "words": {key: text_pair(text) for key, text in words.items()},
    }
    return MapPage(fill_page(data, lang=lang, title=heading))


def _graph_data(
    network: Network, tiles: Sequence[Tile], members: Members, gaps: Sequence[Gap], sources: Mapping[str, Source]
) -> dict[str, Any]:
    stated = chain(network.nodes["graph"].drop_nulls(), network.edges["graph"].drop_nulls())
    source_table, numbers = source_columns(sources, chain(stated, *(gap.sources for gap in gaps)))
    codes = LinkCodes()
    edges = edge_columns(network, numbers, codes)
    order = order_things(network).tolist()
    return {
        "chains": text_columns(chain_names()) | {"id": [style_of(name).name for name in SLOTS]},
        "confidence": _confidence_names(),
        "tiles": tile_columns(tiles),
        "nodes": node_columns(network, members, chain_slots(network), order, numbers),
        "edges": edges,
        "codes": text_columns(codes.names()),
        "industries": industry_columns(network),
        "sounds": sound_columns([name or "" for name in network.nodes["label_zh"]] + [tile.name.zh for tile in tiles]),
        "sources": source_table,
        "gaps": gap_rows(network, tiles, gaps, edges["kinds"]["id"], numbers),
    }


def _overview_data(
    overview: Overview, tiles: Sequence[Tile], gaps: Sequence[Gap], kinds: Sequence[str]
) -> dict[str, Any]:
    nodes, edges, *_, options = draw_overview(overview, tiles, gaps).get_network_data()
    pairs = {pair: number for number, pair in enumerate(sum_links(overview))}
    rows = list(overview.links.iter_rows())
    return {
        "nodes": nodes,
        "edges": edges,
        "options": json.loads(options),
        "bubbles": [[bubble.tile, bubble.slot, bubble.located, bubble.linked] for bubble in overview.bubbles],
        "pairs": [list(pair) for pair in pairs],
        "counts": [[pairs[row[0], row[1], row[2], row[3]], kinds.index(row[4]), row[5]] for row in rows],
        "gaps": [[list(pair), list(numbers)] for pair, numbers in overview.gaps.items()],
    }


def _confidence_names() -> dict[str, list[str]]:
    from chains.build import ontology_terms

    terms = ontology_terms()
    codes = terms.notations("confidence-classes")
    return {code: text_pair(terms.code("confidence-classes", code).label) for code in codes}
