"""The graphs that the benchmark of the map draws, and the page that pyvis itself makes of one."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
from pyvis.network import Network as PyvisNetwork

from chains.draw.palette import style_of
from chains.graph import open_graph
from chains.network import Network
from chains.simulate import simulate_region, write_region

LINKS_PER_THING = 4
SEED, SCALE = 7, 6.0

Places = dict[str, list[float]]


def choose_network(things: int) -> Network:
    """Return so many things with four links for each: of the shipped region, or of an invented one where it is small."""
    network = open_graph().network()
    if network.nodes.height - network.regions.height < things:
        with tempfile.TemporaryDirectory() as folder:
            write_region(simulate_region(SEED, scale=SCALE, orders=()), Path(folder) / "region")
            network = open_graph(Path(folder) / "region").network()
    return choose_things(network, things)


def choose_things(network: Network, things: int) -> Network:
    """Return the best linked things and, spread evenly over all links among them, four for each."""
    ends = pl.concat([network.edges["source"], network.edges["target"]]).value_counts().rename({"source": "index"})
    ranked = (
        network.nodes.with_row_index()
        .join(ends, on="index", how="left")
        .filter(~pl.col("iri").is_in(network.regions["iri"].implode()))
    )
    kept = ranked.sort(pl.col("count").fill_null(0), "index", descending=[True, False]).head(things).sort("index")
    numbers = dict(zip(kept["index"], range(kept.height), strict=True))
    both = pl.col("source").is_in(list(numbers)) & pl.col("target").is_in(list(numbers))
    edges = network.edges.filter(both).unique(["source", "target", "kind"], maintain_order=True)
    most = LINKS_PER_THING * kept.height
    if edges.height > most:
        edges = edges[[number * edges.height // most for number in range(most)]]
    ends_of_kept = pl.col("source", "target").replace_strict(numbers, return_dtype=pl.UInt32)
    return Network(kept.select(network.nodes.columns), edges.with_columns(ends_of_kept), network.regions)


def spread_things(network: Network) -> Places:
    """Return a place for each thing, in columns as wide as they are high, for pages that are too large for our lanes."""
    rows = max(int((network.nodes.height * 9) ** 0.5), 1)
    return {str(number): [216.0 * (number // rows), 24.0 * (number % rows)] for number in range(network.nodes.height)}


def draw_plain(network: Network, places: Places) -> str:
    """Return the page that pyvis itself makes of the same things at the same places, without physics."""
    picture = PyvisNetwork(height="900px", width="100%", directed=True, cdn_resources="in_line")
    picture.toggle_physics(status=False)
    for number, row in enumerate(network.nodes.iter_rows(named=True)):
        style, (x, y) = style_of(row["chain"]), places[str(number)]
        node = {"id": number, "label": row["label_zh"], "x": x, "y": y}
        picture.nodes.append(node | {"shape": style.shape, "color": style.colour, "size": 6.5})
    for source, target in network.edges.select("source", "target").iter_rows():
        picture.edges.append({"from": source, "to": target, "arrows": "to"})
    return picture.generate_html()
