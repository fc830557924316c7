"""Where the chains do not connect: kinds of gap, found in a network and ranked.

Each family is one package (see :mod:`chains.gaps.contract`); :func:`find_gaps` runs those that were asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final

import polars as pl

from chains.errors import QueryError, Text, UnknownName
from chains.gaps.contract import GapKind, rank_gaps
from chains.gaps.listing import GapList
from chains.gaps.reading.places import Places
from chains.gaps.tables import REGION, MeasureTable, fill_options
from chains.network import Network
from chains.records import Gap
from chains.summary import CHAINS

__all__ = ["choose_gaps", "find_gaps", "find_table", "load_kinds", "load_tables", "measure"]

# Packages in this one; each has KINDS, or TABLES, or both.  A new family is a package and a name here.
_FAMILIES: Final[tuple[str, ...]] = (
    "skills",
    "density",
    "continuity",
    "failure",
    "brokers",
    "coordination",
    "specialisation",
    "partners",
)


@cache
def load_kinds() -> Mapping[str, GapKind]:
    """Return the kinds of gap by notation, in the order of their families."""
    return {kind.notation: kind for family in _load_families() for kind in getattr(family, "KINDS", ())}


@cache
def load_tables() -> Mapping[str, MeasureTable]:
    """Return the tables of measures by notation, in the order of their families."""
    return {table.notation: table for family in _load_families() for table in getattr(family, "TABLES", ())}


def find_table(notation: str) -> MeasureTable:
    """Return a table of measures by its notation.

    Raises:
        UnknownName: there is no such table; carries the nearest names.
    """
    tables = load_tables()
    if notation not in tables:
        raise UnknownName(notation, tables, kind=Text("测度", "measure"), listing="chains measure")
    return tables[notation]


def _load_families() -> list[ModuleType]:
    return [import_module(f"chains.gaps.{family}") for family in _FAMILIES]


def measure(
    network: Network, notation: str, given: Mapping[str, str] | None = None, *, region: str | None = None
) -> pl.DataFrame:
    """Return a table of measures of a network; things and regions stand there by their IRI.

    Args:
        network: the nodes, links and regions of a graph.
        notation: which table: a key of :func:`load_tables`.
        given: values of its options; the defaults are taken for the rest.
        region: only rows of this region and of those that lie in it: name (with or without 市), code or IRI.

    Raises:
        UnknownName: there is no such table, option or region; carries the nearest names.
        QueryError: the value of an option cannot be used, or the table has no rows by region.

    >>> from chains.graph import open_graph
    >>> from chains.resources import data_folder
    >>> table = measure(open_graph(data_folder("small")).network(), "completeness")
    >>> table.select("organisations", "segments", "present").dtypes
    [Int64, Int64, Int64]
    """
    table = find_table(notation)
    cells = None if region is None else _cells_in(network, region)
    if cells is not None and all(column.name != REGION for column in table.columns):
        raise QueryError(
            Text(f"测度 {notation} 不分地区", f"the measure {notation} has no rows by region"),
            remedy=Text("请去掉 --city", "leave out --city"),
        )
    rows = table.make(network, fill_options(table, given or {}))
    if cells is None:
        return rows
    return rows.filter(pl.col(REGION).is_in([cell for cell in cells if cell is not None]))


def find_gaps(
    network: Network,
    *,
    kinds: Sequence[str] | None = None,
    region: str | None = None,
    between: tuple[str, str] | None = None,
    top: int | None = None,
) -> GapList:
    """Return the gaps of a network, most severe first; the order is total, so it is the same on every run.

    Every measure reads the whole network and tests all its cells together; what was asked for is chosen afterwards,
    so a gap has the same p and severity in every list.

    Args:
        network: the nodes, links and regions of a graph.
        kinds: only these kinds, by notation in the scheme ``gap-kinds``.
        region: only gaps measured in this region or in one that lies in it: name (with or without 市), code or IRI.
        between: only gaps that concern both of these chains, in either order.
        top: at most this many.

    Raises:
        UnknownName: there is no such kind, region or chain; carries the nearest names.
        ValueError: *top* is negative.

    >>> from chains.graph import open_graph
    >>> from chains.resources import data_folder
    >>> gaps = find_gaps(open_graph(data_folder("small")).network(), region="常州", between=("education", "talent"))
    >>> [gap.severity for gap in gaps] == sorted((gap.severity for gap in gaps), reverse=True)
    True
    """
    # A mistake is told before the long search.
    choose_gaps((), network, kinds=kinds, region=region, between=between, top=top)
    finders = dict.fromkeys(load_kinds()[kind].find for kind in (load_kinds() if kinds is None else kinds))
    gaps = [gap for find in finders for gap in find(network)]
    return choose_gaps(gaps, network, kinds=kinds, region=region, between=between, top=top)


def choose_gaps(
    gaps: Iterable[Gap],
    network: Network,
    *,
    kinds: Sequence[str] | None = None,
    region: str | None = None,
    between: tuple[str, str] | None = None,
    top: int | None = None,
) -> GapList:
    """Return those of the gaps of a network that are asked for, most severe first; see :func:`find_gaps`.

    Raises:
        UnknownName: there is no such kind, region or chain; carries the nearest names.
        ValueError: *top* is negative.
    """
    if top is not None and top < 0:
        raise ValueError("top must not be negative")
    wanted = set(load_kinds()) if kinds is None else {_check_kind(kind) for kind in kinds}
    chains = set() if between is None else {_check_chain(chain) for chain in between}
    cells = None if region is None else _cells_in(network, region)
    chosen = [
        gap
        for gap in gaps
        if gap.kind in wanted and chains <= set(gap.chains) and (cells is None or gap.region in cells)
    ]
    return GapList(rank_gaps(chosen)[:top])


def _check_kind(kind: str) -> str:
    if kind not in load_kinds():
        raise UnknownName(
            kind, load_kinds(), kind=Text("断点类别", "kind of gap"), listing="chains terms --codes gap-kinds"
        )
    return kind


def _check_chain(chain: str) -> str:
    if chain not in CHAINS:
        raise UnknownName(chain, CHAINS, kind=Text("链", "chain"), listing=", ".join(CHAINS))
    return chain


def _cells_in(network: Network, region: str) -> set[str | None]:
    places = Places(network)
    cell = places.find(region)
    inside = set(places.within.filter(pl.col("cell") == cell).get_column("region"))
    # A gap without a region was measured on the whole graph, which is what the whole area means.
    return inside | ({None} if cell == places.area else set())
