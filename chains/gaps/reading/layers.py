"""The two graphs in which pairs of chains are compared, for each cell.

Shuffled labels are a fair measure only among things that could be linked to each other alike.  A graph of everything
is not: its talent chain is knit of thousands of links from occupations to skills, so any other pair would look sparse.
Hence two graphs, each a simple undirected one:

**cooperation** (education, industry and innovation): what lies in the cell and belongs to a class that cooperation
joins anywhere: institutions, enterprises, associations, research institutes, platforms.  Two are linked by a
partnership or training (intended partnerships do not count), by a project or an alliance that both take part in, or as
a platform and its host.  Both ends lie in the cell.

**knowledge** (talent with each of the others): the programmes offered in the cell, the occupations counted demand asks
for there with the skills that postings for them name, the industry chains that are active or ask there, and the
technologies that its platforms, and projects of its organisations, work on.  Only links that cross chains count: a
programme develops a skill or leads to an occupation, an industry chain asks for an occupation in the cell, a
technology needs a skill or an occupation.  That links within a chain are left out, while shuffled labels could make
some, errs on the side of too few findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from chains.gaps.reading.demand import asked_occupations, asked_skills
from chains.gaps.reading.places import Places
from chains.gaps.reading.teaching import list_offerings
from chains.network import Network

__all__ = ["DIRECT", "INTENDED", "LAYERS", "SHARED", "Layer", "cooperation_ties"]

DIRECT: Final = ("partners-with", "trains-for", "hosted-by")
SHARED: Final = ("participates-in", "member-of")
INTENDED: Final = "intended"
"""Status of a partnership that does not exist yet."""

_LINK: Final = {"cell": pl.String, "first": pl.UInt32, "second": pl.UInt32, "graph": pl.String}


@dataclass(frozen=True)
class Layer:
    """One graph for every cell.

    Attributes:
        name: ``cooperation`` or ``knowledge``.
        pairs: the pairs of chains that are compared in it.
        nodes: ``cell``, ``node`` (row number) and ``chain``, distinct and sorted.
        links: ``cell``, ``first`` < ``second``, and ``graph`` (source); a link has a row for each of its sources.
        recorded: nodes with any link of this kind on record, to whatever node and in whatever cell.
    """

    name: str
    pairs: tuple[tuple[str, str], ...]
    nodes: pl.DataFrame
    links: pl.DataFrame
    recorded: pl.Series


def _cooperation(network: Network, places: Places) -> Layer:
    ties = cooperation_ties(network)
    numbered = network.nodes.select("cls", "chain", "region", node=pl.int_range(pl.len(), dtype=pl.UInt32))
    ends = pl.concat([ties.select(node="first"), ties.select(node="second"), _members(network)]).unique()
    classes = numbered.join(ends, on="node", how="semi").select("cls").unique()
    actors = numbered.drop_nulls(["chain", "region"]).join(classes, on="cls", how="semi")
    nodes = actors.join(places.cells, on="region").select("cell", "node", "chain").unique().sort("cell", "node")
    pairs = (("education", "industry"), ("education", "innovation"), ("industry", "innovation"))
    return Layer("cooperation", pairs, nodes, _within_cells(ties, nodes), _ends(ties))


def _ends(*links: pl.DataFrame) -> pl.Series:
    return pl.concat([frame.get_column(end) for frame in links for end in ("first", "second")]).unique().sort()


def cooperation_ties(network: Network) -> pl.DataFrame:
    """Return the links of cooperation, wherever their ends lie: ``first`` < ``second`` (nodes) and ``graph`` (source)."""
    agreed = pl.col("status").is_null() | (pl.col("status") != INTENDED)
    direct = network.links(*DIRECT).filter(agreed).select(first="source", second="target", graph="graph")
    shared = [_partners(network, kind) for kind in SHARED]
    return _undirected(pl.concat([direct, *shared]))


def _members(network: Network) -> pl.DataFrame:
    return network.links(*SHARED).select(node="source")


def _partners(network: Network, kind: str) -> pl.DataFrame:
    """Return the pairs that take part in the same thing, with the sources of both links."""
    links = network.links(kind).select("source", "target", "graph").unique()
    both = links.join(links, on="target", suffix="_other").filter(pl.col("source") != pl.col("source_other"))
    rows = [both.select(first="source", second="source_other", graph=name) for name in ("graph", "graph_other")]
    return pl.concat(rows)


def _undirected(links: pl.DataFrame) -> pl.DataFrame:
    low, high = pl.min_horizontal("first", "second"), pl.max_horizontal("first", "second")
    ordered = links.select(
        *(name for name in links.columns if name == "cell"), low.alias("first"), high.alias("second"), "graph"
    )
    return ordered.filter(pl.col("first") != pl.col("second")).unique()


def _within_cells(links: pl.DataFrame, nodes: pl.DataFrame) -> pl.DataFrame:
    """Return the links whose ends both belong to a cell; links that have a cell of their own stay in it."""
    on = ["cell"] if "cell" in links.columns else []
    first, second = nodes.select("cell", first="node"), nodes.select("cell", second="node")
    rows = links.join(first, on=[*on, "first"]).join(second, on=["cell", "second"])
    return rows.select(list(_LINK)).sort("cell", "first", "second", "graph")


def _knowledge(network: Network, places: Places) -> Layer:
    parts = {
        "education": list_offerings(network).join(places.cells, on="region").select("cell", node="programme"),
        "talent": _asked_for(network, places),
        "industry": _active(network, places),
        "innovation": _worked_on(network, places),
    }
    plain = network.links("develops-skill", "targets-occupation", "needs-skill", "needs-occupation")
    everywhere = _undirected(plain.select(first="source", second="target", graph="graph"))
    asks = network.links("chain-asks-occupation").join(places.cells, on="region")
    local = _undirected(asks.select("cell", first="source", second="target", graph="graph"))
    named = [part.select("cell", "node", chain=pl.lit(chain)) for chain, part in parts.items()]
    nodes = pl.concat(named).unique().sort("cell", "node")
    links = pl.concat([_within_cells(everywhere, nodes), _within_cells(local, nodes)]).unique()
    pairs = (("education", "talent"), ("talent", "industry"), ("talent", "innovation"))
    return Layer("knowledge", pairs, nodes, links.sort("cell", "first", "second", "graph"), _ends(everywhere, local))


def _asked_for(network: Network, places: Places) -> pl.DataFrame:
    occupations = asked_occupations(network).join(places.cells, on="region").select("cell", node="occupation").unique()
    naming = network.links("postings-name-skill").select(node="source", skill="target").unique()
    named = occupations.join(naming, on="node").select("cell", node="skill")
    alone = asked_skills(network).join(places.cells, on="region").select("cell", node="skill")
    return pl.concat([occupations, named, alone])


def _placed(network: Network, places: Places) -> pl.DataFrame:
    numbered = network.nodes.select("region", node=pl.int_range(pl.len(), dtype=pl.UInt32)).drop_nulls()
    return numbered.join(places.cells, on="region").select("cell", "node")


def _active(network: Network, places: Places) -> pl.DataFrame:
    active = network.links("active-in-chain").select(node="source", chain="target")
    there = _placed(network, places).join(active, on="node").select("cell", node="chain")
    asks = network.links("chain-asks-occupation").join(places.cells, on="region").select("cell", node="source")
    return pl.concat([there, asks])


def _worked_on(network: Network, places: Places) -> pl.DataFrame:
    placed = _placed(network, places)
    projects = network.links("participates-in").select(node="source", project="target")
    works = pl.concat([placed, placed.join(projects, on="node").select("cell", node="project")]).unique()
    uses = network.links("uses-technology").select(node="source", technology="target")
    return works.join(uses, on="node").select("cell", node="technology")


LAYERS: Final[Mapping[str, Callable[[Network, Places], Layer]]] = {"cooperation": _cooperation, "knowledge": _knowledge}
"""Makes each layer, by its name."""
