"""The page's data as columns: numbers that point into short tables of names, instead of an object for each thing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from chains.build import ontology_terms
from chains.draw.codes import LinkCodes
from chains.draw.members import Members
from chains.draw.overview import SLOTS
from chains.draw.tiles import Tile
from chains.errors import Text
from chains.names import compact_id
from chains.network import Network
from chains.records import Source

__all__ = [
    "capitalise",
    "chain_names",
    "edge_columns",
    "node_columns",
    "source_columns",
    "text_columns",
    "text_pair",
    "tile_columns",
]

_REST: Final = Text("其他", "other things")


class _Table:
    """A table of names, numbered in the order in which they were first asked for."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}

    def column(self, values: pl.Series) -> list[int]:
        """Return the number of each value; -1 for null."""
        return values.replace_strict(self.numbers, default=-1, return_dtype=pl.Int32).to_list()


def text_columns(texts: Iterable[Text]) -> dict[str, list[str]]:
    """Return two columns; an English name that is the same as the Chinese one is left empty."""
    kept = list(texts)
    return {"zh": [text.zh for text in kept], "en": ["" if text.en == text.zh else text.en for text in kept]}


def text_pair(text: Text) -> list[str]:
    """Return a text as the page's scripts read it: Chinese, English."""
    return [text.zh, text.en]


def chain_names() -> list[Text]:
    """Return the name of each slot."""
    terms = ontology_terms()
    return [capitalise(terms.code("chains", chain).label if chain else _REST) for chain in SLOTS]


def capitalise(text: Text) -> Text:
    """Return a name as it stands at the head of a list.

    >>> capitalise(Text("教育链", "education chain")).en
    'Education chain'
    """
    return Text(text.zh, text.en[:1].upper() + text.en[1:])


def tile_columns(tiles: Sequence[Tile]) -> dict[str, Any]:
    """Return the tiles: names, kind, position, and the short form of the region's IRI."""
    return text_columns(tile.name for tile in tiles) | {
        "kind": [tile.kind for tile in tiles],
        "x": [tile.x for tile in tiles],
        "y": [tile.y for tile in tiles],
        "id": [compact_id(tile.region) if tile.region else "" for tile in tiles],
    }


def source_columns(sources: Mapping[str, Source], used: Iterable[str]) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the sources that are used, and the number of each; one that nobody described is known by its IRI."""
    names = sorted(set(used))
    known = [sources.get(iri) or Source(iri, Text(compact_id(iri), compact_id(iri)), "reported") for iri in names]
    columns = text_columns(source.title for source in known) | {
        "confidence": [source.confidence for source in known],
        "url": [source.url or "" for source in known],
    }
    return columns, {iri: number for number, iri in enumerate(names)}


def node_columns(
    network: Network, members: Members, slots: pl.Series, order: Sequence[int], sources: Mapping[str, int]
) -> dict[str, Any]:
    """Return the nodes in their order, with their classes as a table and the tiles each belongs to as lists.

    ``tile`` is where a thing lies (-1: nowhere), and for a region its own tile; ``thing`` is 0 for regions.
    ``first`` and ``tiles`` say where it belongs: node *n* to ``tiles[first[n]:first[n + 1]]``.
    """
    nodes = network.nodes
    classes = _order_classes(nodes.with_columns(slots, located=pl.Series(members.tile) >= 0))
    terms = ontology_terms()
    labels = [capitalise(terms[name].label) if name in terms else Text(name, name) for name, _ in classes]
    table = _Table(name for name, _ in classes)
    belongs = members.belongs.sorted_indices()
    names = nodes.select(
        zh="label_zh", en=pl.when(pl.col("label_en") == pl.col("label_zh")).then(pl.lit("")).otherwise("label_en")
    ).with_columns(pl.all().fill_null(""))
    return {
        "id": [compact_id(iri) for iri in nodes["iri"]],
        "zh": names["zh"].to_list(),
        "en": names["en"].to_list(),
        "class": table.column(nodes["cls"]),
        "classes": text_columns(labels) | {"slot": [slot for _, slot in classes]},
        "slot": slots.to_list(),
        "thing": [int(thing) for thing in members.things],
        "tile": members.tile.tolist(),
        "order": list(order),
        "source": nodes["graph"].replace_strict(sources, default=-1, return_dtype=pl.Int32).to_list(),
        "first": belongs.indptr.tolist(),
        "tiles": belongs.indices.tolist(),
    }


def _order_classes(nodes: pl.DataFrame) -> list[tuple[str, int]]:
    """Return the classes with their slots: by chain, those that lie somewhere first, then by name."""
    classes = nodes.group_by("cls").agg(pl.col("slot").min(), pl.col("located").mean())
    ordered = classes.sort("slot", -pl.col("located").round(3), "cls", nulls_last=True)
    return [(name, slot) for name, slot, _ in ordered.iter_rows() if name is not None]


def edge_columns(network: Network, sources: Mapping[str, int], codes: LinkCodes) -> dict[str, Any]:
    """Return the links in their order; -1 or null stands for what is not known."""
    edges = network.edges
    kinds = _Table(edges["kind"].unique().sort())
    weights = [_short(weight) for weight in edges["weight"]]
    return {
        "source": edges["source"].to_list(),
        "target": edges["target"].to_list(),
        "kind": kinds.column(edges["kind"]),
        "year": edges["year"].to_list(),
        "weight": weights,
        "qualifier": codes.column(edges, "qualifier"),
        "status": codes.column(edges, "status"),
        "stated": edges["graph"].replace_strict(sources, default=-1, return_dtype=pl.Int32).to_list(),
        "kinds": kind_names(kinds.numbers),
    }


def kind_names(kinds: Iterable[str]) -> dict[str, Any]:
    """Return notation and names of link kinds; one that the ontology does not know is called by its notation."""
    known = {kind.notation: kind.label for kind in ontology_terms().link_kinds}
    names = list(kinds)
    return {"id": names} | text_columns(capitalise(known.get(name, Text(name, name))) for name in names)


def _short(number: float | None) -> float | int | None:
    if number is None or not math.isfinite(number):
        return None
    return int(number) if number == int(number) else round(number, 3)
