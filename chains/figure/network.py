"""The network of a city: its organisations, who works with whom, and who works with nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from chains.draw.palette import THEMES, style_of
from chains.errors import Text
from chains.figure.contract import Figure, Plot
from chains.figure.marks import chain_marker, write_names
from chains.gaps.reading.layers import cooperation_ties
from chains.naming import name_code
from chains.summary import CHAINS

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["FIGURE", "read_ties"]

_NAMED: Final = 12
_SEED: Final = 7
_ROUNDS: Final = 200
_MOST_BY_LENGTH: Final = 250
_SMALLEST: Final = 10.0
_LARGEST: Final = 110.0
_STEP: Final = 9.0


def read_ties(plot: Plot) -> tuple[list[int], list[int], list[tuple[int, int]]]:
    """Return the organisations of the region, those elsewhere that they cooperate with, and the ties of the former.

    All by node number, sorted.  Organisations are the things of the classes that cooperation joins anywhere; a tie has
    at least one end in the region, the smaller number first.
    """
    classes = plot.network.nodes.get_column("cls")
    pairs = cooperation_ties(plot.network).select("first", "second").unique().sort("first", "second")
    joined = pl.concat([pairs["first"], pairs["second"]]).unique()
    actors = classes.is_in(classes.gather(joined).unique().implode()).to_numpy()
    own = set(np.flatnonzero(actors & plot.survey.passages.nodes_in(plot.region or "")).tolist())
    ties = [(one, two) for one, two in pairs.iter_rows() if one in own or two in own]
    others = sorted({end for tie in ties for end in tie} - own)
    return sorted(own), others, ties


def _draw(plot: Plot) -> None:
    import networkx as nx
    from matplotlib.collections import PathCollection

    own, others, ties = read_ties(plot)
    if not ties:
        raise plot.refuse(Text("没有单位之间合作的记录", "no cooperation of organisations is on record"))
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from(ties)
    places = _lay_out(graph)
    chains = plot.network.nodes.get_column("chain").to_list()
    axes, theme = plot.axes, THEMES["light"]
    axes.axis("off")
    axes.set_aspect("equal")
    for one, two in ties:
        across = chains[one] != chains[two]
        axes.plot(
            *zip(places[one], places[two], strict=True),
            zorder=1,
            linewidth=0.7 if across else 0.5,
            color=theme["edge-front" if across else "edge"],
            linestyle="-" if across else (0, (2, 2)),
            alpha=0.5,
        )
    inside = set(own)
    for chain in (*CHAINS, None):
        for local in (True, False):
            chosen = [node for node in graph if chains[node] == chain and (node in inside) == local]
            if chosen:
                _scatter(plot, graph, places, chosen, chain, local=local)
    legend = axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), handletextpad=0.3)
    for handle in legend.legend_handles:
        if isinstance(handle, PathCollection):
            handle.set_sizes([22])
    _caption(plot, own, others, ties, chains)
    _name_hubs(plot, graph, places, inside)


def _lay_out(graph: nx.Graph[int]) -> dict[int, tuple[float, float]]:
    """Return a place for each node: parts that hang together side by side, each by springs, the largest in the middle."""
    import networkx as nx

    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part[0]))
    found: dict[int, tuple[float, float]] = {}
    angle, ring = 0.0, 1.0
    for number, part in enumerate(parts):
        radius = float(np.sqrt(len(part) / len(parts[0])))
        spring = _lay_part(graph.subgraph(part))
        centre = (0.0, 0.0)
        if number:
            # Around the largest part, each taking as much of the circle as it needs.
            own = max(radius, 0.12)
            distance = ring + own + 0.15
            angle += 2 * float(np.arcsin(min(own / distance, 1.0)))
            if angle > 2 * np.pi:
                angle, ring = 2 * float(np.arcsin(min(own / distance, 1.0))), ring + 0.5
            centre = (distance * float(np.cos(angle)), distance * float(np.sin(angle)))
            angle += 2 * float(np.arcsin(min(own / distance, 1.0)))
        for node in part:
            x, y = spring[node]
            found[node] = (centre[0] + radius * float(x), centre[1] + radius * float(y))
    return found


def _lay_part(part: nx.Graph[int]) -> dict[int, Any]:
    """Return places in [-1, 1]: by path length (Kamada & Kawai 1989), or by springs where that would take too long."""
    import networkx as nx

    if len(part) <= _MOST_BY_LENGTH:
        return dict(nx.kamada_kawai_layout(part))
    return dict(nx.spring_layout(part, seed=_SEED, iterations=_ROUNDS, k=2.2 / np.sqrt(len(part))))


def _scatter(
    plot: Plot,
    graph: nx.Graph[int],
    places: dict[int, tuple[float, float]],
    chosen: list[int],
    chain: str | None,
    *,
    local: bool,
) -> None:
    colour = style_of(chain).colour
    most = max(degree for _, degree in graph.degree)
    step = min(_STEP, (_LARGEST - _SMALLEST) / most)
    name = plot.say(name_code("chains", chain) if chain else Text("跨链", "across the chains"))
    where = plot.say(Text("本地", "here") if local else Text("外地", "elsewhere"))
    plot.axes.scatter(
        [places[node][0] for node in chosen],
        [places[node][1] for node in chosen],
        s=[_SMALLEST + step * graph.degree[node] for node in chosen] if local else 12,
        marker=chain_marker(chain),
        facecolor=colour if local else "white",
        edgecolor="white" if local else colour,
        linewidths=0.4 if local else 0.8,
        zorder=3 if local else 2,
        label=plot.say(Text(f"{name}，{where}（{len(chosen)}）", f"{name}, {where} ({len(chosen)})")),
    )


def _name_hubs(plot: Plot, graph: nx.Graph[int], places: dict[int, tuple[float, float]], inside: set[int]) -> None:
    iris = plot.network.nodes.get_column("iri").to_list()
    hubs = sorted((node for node in graph if node in inside), key=lambda node: (-graph.degree[node], node))[:_NAMED]
    write_names(plot.axes, [(*places[node], plot.name(iris[node])) for node in hubs], 6.0, clear=list(places.values()))


def _caption(plot: Plot, own: list[int], others: list[int], ties: list[tuple[int, int]], chains: list[Any]) -> None:
    tied = {end for tie in ties for end in tie}
    alone = [node for node in own if node not in tied]
    across = sum(chains[one] != chains[two] for one, two in ties)
    counts = [(name_code("chains", chain), sum(chains[node] == chain for node in alone)) for chain in CHAINS]
    zh = "、".join(f"{name.zh} {count}" for name, count in counts if count)
    en = ", ".join(f"{name.en} {count}" for name, count in counts if count)
    plot.caption(
        Text(f"{plot.place}：谁与谁合作", f"{plot.place}: who works with whom"),
        Text(
            f"有记录的单位与平台 {len(own):,} 个，{len(ties):,} 对合作（伙伴、同一项目或联盟、平台与依托单位），其中跨链 {across:,} 对（实线）、"
            f"同链 {len(ties) - across:,} 对（虚线）；空心是外地的 {len(others):,} 个。面积随合作对数增大。图中没有画出 {len(alone):,} 个没有"
            f"合作记录的（{zh}）：没有记录不等于没有合作。",
            f"{len(own):,} organisations and platforms on record, {len(ties):,} pairs that cooperate (partners, the same project "
            f"or alliance, a platform and its host): {across:,} across chains (solid), {len(ties) - across:,} within one (dashed); "
            f"hollow are {len(others):,} elsewhere. The area grows with the number of ties. Not drawn are {len(alone):,} without any "
            f"on record ({en}), which may still cooperate.",
        ),
    )


FIGURE: Final = Figure(
    "network",
    Text("城市合作网络", "Network of a city"),
    Text(
        "一个城市的单位之间、以及与外地单位之间的合作，合作最多的标出名称。",
        "The cooperation of a city's organisations with each other and elsewhere; those with most ties are named.",
    ),
    18.0,
    13.0,
    _draw,
    needs_region=True,
)
