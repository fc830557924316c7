"""Places × fields as the network has them: what each city counts of each class of programmes, segment or occupation.

============ ===================================== ==================================================================
kind         fields                                what is counted in a city
============ ===================================== ==================================================================
bachelor     classes of the bachelor catalogue     offerings: an institution with a programme, whatever the year
vocational   classes of the vocational catalogues  the same
segments     segments of the industry chains       organisations active in the segment
occupations  occupations asked for                 postings of one sample: that which counts in most cities
============ ===================================== ==================================================================

The two catalogues are kept apart: other institutions, other classes, and other holes in the record.  Industry chains
themselves are too few for relatedness to say anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from chains.errors import QueryError, Text
from chains.gaps.reading.demand import SAMPLE, asked_occupations
from chains.gaps.reading.places import Places
from chains.gaps.reading.teaching import list_offerings
from chains.gaps.specialisation.classes import class_name, class_of, is_vocational
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FIELD_KINDS", "Field", "FieldCounts", "count_fields"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: a class of programmes, a segment, an occupation.

    Attributes:
        key: code of a class, else the IRI.
        name: its name.
        node: number of the node that stands for it; for a class, the programme that is offered most.
    """

    key: str
    name: Text
    node: int


@dataclass(frozen=True, eq=False)
class FieldCounts:
    """Counts of one kind of field.

    Attributes:
        kind: a key of :data:`FIELD_KINDS`.
        places: IRIs of all cities, sorted.
        fields: those that any city counts, sorted by key.
        counts: places × fields.
        rows: what was counted, sorted: ``region``, ``key``, ``holder`` and ``thing`` (node numbers: institution and
            programme, organisation and segment, region and occupation), ``level`` of an offering, ``n``.
    """

    kind: str
    places: tuple[str, ...]
    fields: tuple[Field, ...]
    counts: NDArray[np.int64]
    rows: pl.DataFrame


def count_fields(network: Network, places: Places, kind: str) -> FieldCounts:
    """Return what each city counts of each field of a kind; without any field, a matrix without columns.

    Raises:
        QueryError: there is no such kind of field.
    """
    if kind not in FIELD_KINDS:
        known = " ".join(FIELD_KINDS)
        raise QueryError(
            Text(f"没有叫做 {kind!r} 的领域类别", f"there is no kind of field {kind!r}"),
            remedy=Text(f"可选：{known}", f"choose one of: {known}"),
        )
    rows = FIELD_KINDS[kind](network).filter(pl.col("region").is_in(places.cities))
    rows = rows.sort("region", "key", "holder", "thing")
    fields = _list_fields(network, rows)
    numbers = {field.key: number for number, field in enumerate(fields)}
    cities = {iri: number for number, iri in enumerate(places.cities)}
    counts = np.zeros((len(cities), len(fields)), dtype=np.int64)
    for region, key, amount in rows.group_by("region", "key").agg(pl.col("n").sum()).iter_rows():
        counts[cities[region], numbers[key]] = amount
    return FieldCounts(kind, places.cities, fields, counts, rows)


def _list_fields(network: Network, rows: pl.DataFrame) -> tuple[Field, ...]:
    amounts = rows.group_by("key", "thing").agg(pl.col("n").sum()).sort("n", "thing", descending=[True, False])
    best = amounts.unique("key", keep="first", maintain_order=True).sort("key")
    labels = network.nodes.select("label_zh", "label_en", thing=pl.int_range(pl.len(), dtype=pl.UInt32))
    named = best.join(labels, on="thing", how="left", maintain_order="left")
    return tuple(
        Field(key, Text(zh, en) if "/" in key else class_name(key), node)
        for key, node, zh, en in named.select("key", "thing", "label_zh", "label_en").iter_rows()
    )


def _iris(network: Network) -> pl.DataFrame:
    return network.nodes.select(thing=pl.int_range(pl.len(), dtype=pl.UInt32), iri="iri")


def _bachelor(network: Network) -> pl.DataFrame:
    return _classes(network).filter(~is_vocational(pl.col("key")))


def _vocational(network: Network) -> pl.DataFrame:
    return _classes(network).filter(is_vocational(pl.col("key")))


def _classes(network: Network) -> pl.DataFrame:
    offerings = list_offerings(network).select("region", "level", holder="institution", thing="programme")
    keyed = offerings.join(_iris(network), on="thing").with_columns(key=class_of(pl.col("iri")), n=pl.lit(1))
    return _order(keyed.drop_nulls("key"))


def _segments(network: Network) -> pl.DataFrame:
    links = network.links("active-in-segment").select(holder="source", thing="target").unique()
    regions = network.nodes.select("region", holder=pl.int_range(pl.len(), dtype=pl.UInt32)).drop_nulls()
    rows = links.join(regions, on="holder").join(_iris(network), on="thing")
    return _order(rows.with_columns(key=pl.col("iri"), level=pl.lit(None, pl.String), n=pl.lit(1)))


def _occupations(network: Network) -> pl.DataFrame:
    asked = asked_occupations(network)
    order = {"region": True, "year": True, "n": True, "graph": False, "qualifier": False}
    sizes = asked.group_by(SAMPLE).agg(pl.col("region").n_unique(), pl.col("n").sum())
    # Counts of two samples say nothing when they are set side by side.
    first = sizes.sort(*order, descending=list(order.values()), nulls_last=True).head(1).select(SAMPLE)
    rows = asked.join(first, on=SAMPLE, nulls_equal=True).rename({"occupation": "thing"})
    regions = network.nodes.select(region="iri", holder=pl.int_range(pl.len(), dtype=pl.UInt32))
    keyed = rows.join(_iris(network), on="thing").join(regions, on="region")
    return _order(keyed.with_columns(key=pl.col("iri"), level=pl.lit(None, pl.String)))


def _order(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("region", "key", "holder", "thing", "level", pl.col("n").cast(pl.Int64))


FIELD_KINDS: Final[Mapping[str, Callable[[Network], pl.DataFrame]]] = {
    "bachelor": _bachelor,
    "vocational": _vocational,
    "segments": _segments,
    "occupations": _occupations,
}
"""Reads the rows of each kind of field, by its name."""
