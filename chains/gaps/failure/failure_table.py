"""The table of each organisation with a partner: what would be lost if it left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import numpy as np
import polars as pl

from chains.errors import Text
from chains.gaps.failure.shares import measure_shares
from chains.gaps.failure.ways import measure_ways
from chains.gaps.reading.survey import Survey
from chains.gaps.tables import REGION, MeasureTable, column, round_number
from chains.measures.cuts import find_pieces
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FAILURE"]


def _make(network: Network, _options: Mapping[str, str]) -> pl.DataFrame:
    survey = Survey.of(network)
    ties = survey.ties
    tied = (np.diff(ties.between.indptr) + np.diff(ties.joint.indptr) > 0) & ties.organisations
    nodes = np.flatnonzero(tied)
    columns = _tell_place(survey, nodes) | _tell_network(survey, nodes) | _tell_region(survey, nodes)
    frame = pl.DataFrame({name: columns[name] for name in _SCHEMA}, schema=_SCHEMA)
    return frame.sort("cut_off", "dependents", "partners", "organisation", descending=[True, True, True, False])


def _tell_place(survey: Survey, nodes: NDArray[np.int64]) -> dict[str, list[Any]]:
    return {
        REGION: [survey.city_of(node) for node in nodes.tolist()],
        "organisation": [survey.things.iri(node) for node in nodes.tolist()],
        "chain": survey.network.nodes.get_column("chain").gather(nodes).to_list(),
    }


def _tell_network(survey: Survey, nodes: NDArray[np.int64]) -> dict[str, list[Any]]:
    """Return what each organisation is to the network of all, wherever they lie."""
    links = survey.ties.between[nodes][:, nodes]
    graph, degrees = nx.from_scipy_sparse_array(links), np.diff(links.indptr)
    ends = np.array([end for bridge in nx.bridges(graph) for end in bridge], dtype=np.int64)
    pieces = find_pieces(graph)
    sizes = {point: sorted(len(piece) for piece in parts) for point, parts in pieces.items()}
    everyone = range(len(nodes))
    return {
        "partners": degrees.tolist(),
        "core": list(nx.core_number(graph).values()),
        "bridges": np.bincount(ends, minlength=len(nodes)).tolist(),
        "pieces": [
            len(sizes[node]) if node in sizes else min(degree, 1) for node, degree in enumerate(degrees.tolist())
        ],
        "dependents": np.asarray(links @ (degrees == 1).astype(np.int64)).tolist(),
        "cut_off": [sum(sizes.get(node, [])[:-1]) for node in everyone],
    }


def _tell_region(survey: Survey, nodes: NDArray[np.int64]) -> dict[str, list[Any]]:
    """Return what each organisation is to its own city."""
    regions = [survey.city_of(node) for node in nodes.tolist()]
    cities = sorted({city for city in regions if city is not None} & set(survey.places.cities))
    shares = {city: measure_shares(survey, city) for city in cities}
    pairs: dict[tuple[str, int], list[str]] = {}
    for place in cities:
        for ways in measure_ways(survey, place):
            for node in ways.bottlenecks:
                pairs.setdefault((place, node), []).append("-".join(ways.pair))
    found: dict[str, list[Any]] = {"share": [], "share_without": [], "bottleneck": [], "why": []}
    for node, region in zip(nodes.tolist(), regions, strict=True):
        city = region or ""
        known = shares.get(city)
        found["share"].append(round_number(known.share) if known else None)
        found["share_without"].append(round_number(known.without(node)) if known else None)
        found["bottleneck"].append(" ".join(pairs.get((city, node), ())) or None)
        found["why"].append("lies in no city" if known is None else None if known.pairs else "nothing to join there")
    return found


_SCHEMA: Final = {
    **dict.fromkeys((REGION, "organisation", "chain"), pl.String),
    **dict.fromkeys(("partners", "core", "bridges", "pieces", "dependents", "cut_off"), pl.Int64),
    **dict.fromkeys(("share", "share_without"), pl.Float64),
    **dict.fromkeys(("bottleneck", "why"), pl.String),
}

FAILURE: Final = MeasureTable(
    "failure",
    Text("某单位退出会怎样", "what is lost if an organisation leaves"),
    Text(
        "在全域合作网络中：合作方、所在 k 核、桥、退出后断成几片、切断多少单位；在本市：它退出前后贯通的专业与项目、平台的比例，以及两条链之间"
        "互不相交的通路是否因它而少一条（Menger 定理，最大流）。只列有合作方、项目、平台或联盟的单位。",
        "In the network of all organisations: partners, core number, bridges, into how many pieces it would fall and how many it "
        "would cut off; in its own city: the share of pairs of a programme and a project or platform that are joined, with and "
        "without it, and whether two chains would have one way fewer that shares no node with the others (Menger's theorem, "
        "maximum flow). Organisations with a partner, project, platform or alliance.",
    ),
    (
        column(REGION, "城市", "city", "单位所在的地区。", "The region that the organisation lies in.", names=True),
        column("organisation", "单位", "organisation", "退出的单位。", "The organisation that leaves.", names=True),
        column("chain", "所属链", "chain", "单位所属的链。", "The chain of the organisation."),
        column(
            "partners", "合作方", "partners", "合作单位数，不限地区。", "Number of organisations tied to it, anywhere."
        ),
        column(
            "core",
            "核数",
            "core number",
            "所在最深的 k 核：核内每个单位至少有 k 个合作方在核内。",
            "Largest k such that it belongs to a group in which each has at least k partners.",
        ),
        column(
            "bridges",
            "桥",
            "bridges",
            "它的联系中一断网络就断开的条数。",
            "Ties of it whose loss alone would split the network.",
        ),
        column(
            "pieces",
            "断成几片",
            "pieces",
            "它退出后，原来与它连在一起的单位断成几片；不少于 2 即割点。",
            "Pieces that those who hang together with it would fall into; from 2 on it is an articulation point.",
        ),
        column(
            "dependents", "只靠它的单位", "dependents", "唯一合作方是它的单位数。", "Partners of it that have no other."
        ),
        column(
            "cut_off",
            "切断的单位",
            "cut off",
            "它退出后与剩余最大一片断开的单位数。",
            "Organisations that would be cut off from the largest of the pieces.",
        ),
        column(
            "share",
            "贯通比例",
            "complete-chain share",
            "本市专业与项目、平台的各对中经职业和企业贯通的比例，0 至 1。",
            "Share of the pairs of a programme and a project or platform of its city that are joined by way of occupations and "
            "enterprises, 0 to 1.",
        ),
        column(
            "share_without",
            "退出后比例",
            "share without it",
            "它退出后还贯通的比例。",
            "Share that would still be joined.",
        ),
        column(
            "bottleneck",
            "通路减少",
            "bottleneck of",
            "它退出后互不相交的通路少一条的链对。",
            "Pairs of chains that would have one way fewer that shares no node with the others.",
        ),
        column("why", "说明", "why", "为何没有比例。", "Why there is no share."),
    ),
    _make,
)
