"""Where the chains do not connect: kinds of gap, found in a network and ranked.

Each family is one package (see :mod:`chains.gaps.contract`); :func:`find_gaps` runs those that were asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Final

import polars as pl

from chains.errors import Text, UnknownName
from chains.gaps.contract import GapKind, rank_gaps
from chains.gaps.reading.places import Places
from chains.network import Network
from chains.records import Gap
from chains.summary import CHAINS

__all__ = ["find_gaps", "load_kinds"]

# Packages in this one; each has KINDS.  A new family is a package and a name here.
_FAMILIES: Final[tuple[str, ...]] = (
    "skills",
    "density",
    "continuity",
    "failure",
)


@cache
def load_kinds() -> Mapping[str, GapKind]:
    """Return the kinds of gap by notation, in the order of their families."""
    modules = [import_module(f"chains.gaps.{family}") for family in _FAMILIES]
    return {kind.notation: kind for module in modules for kind in module.KINDS}


def find_gaps(
    network: Network,
    *,
    kinds: Sequence[str] | None = None,
    region: str | None = None,
    between: tuple[str, str] | None = None,
    top: int | None = None,
) -> list[Gap]:
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
    """
    if top is not None and top < 0:
        raise ValueError("top must not be negative")
    wanted = tuple(load_kinds()) if kinds is None else tuple(_check_kind(kind) for kind in kinds)
    chains = set() if between is None else {_check_chain(chain) for chain in between}
    cells = None if region is None else _cells_in(network, region)
    finders = dict.fromkeys(load_kinds()[kind].find for kind in wanted)
    gaps = [gap for find in finders for gap in find(network) if gap.kind in wanted]
    chosen = [gap for gap in gaps if chains <= set(gap.chains) and (cells is None or gap.region in cells)]
    return rank_gaps(chosen)[:top]


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
