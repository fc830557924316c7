"""Matrix: two heat maps, of pairs of chains by city and of skills by city.

The pairs are those of the measure table ``density``, against shuffled chain labels.  The map of skills is another look at
the data of the bubbles (:mod:`chains.draw.views.skills`): its script reads them there, so that they are in the page once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from chains.draw.columns import text_columns
from chains.draw.overview import SLOTS
from chains.draw.views import Material, View
from chains.draw.views.matrix_words import WORDS
from chains.errors import Text
from chains.gaps.contract import order_chains
from chains.gaps.density.finder import compare_pairs
from chains.gaps.reading.coverage import Coverage, grade_share
from chains.gaps.reading.demand import asked_occupations
from chains.gaps.reading.layers import LAYERS, Layer
from chains.gaps.reading.places import Places
from chains.names import compact_id

__all__ = ["VIEW", "tell_pairs"]

_GAP: Final = "sparse_chain_pair"
_PAIR: Final = ("layer", "a", "b")
_DIGITS: Final = {"mean": 6, "z": 6, "p": 4, "p_adjusted": 4, "recorded": 4}


def tell_pairs(layers: Mapping[str, Layer], places: Sequence[str], coverage: Coverage) -> pl.DataFrame:
    """Return every pair of chains in every place, also where nothing can be tested.

    Columns: ``cell`` (IRI), ``layer``, ``a``, ``b``; ``n_a``, ``n_b`` (things of each chain) and ``m`` (links of the layer)
    there, 0 where there are none; ``n``, ``observed``, ``mean``, ``z``, ``p``, ``p_adjusted``, ``recorded``, ``thin`` and
    ``fragility`` of :func:`~chains.gaps.density.finder.compare_pairs`, null where the place was not tested; ``grade`` (A to
    D) as the gaps have it, null likewise.  Sorted as *places* are, then by the pairs of the layers.
    """
    pairs = [{"layer": name, "a": a, "b": b} for name, layer in layers.items() for a, b in layer.pairs]
    if not places or not pairs:
        return pl.DataFrame()
    schema = dict.fromkeys(_PAIR, pl.String)
    cells = pl.DataFrame({"cell": places}).join(pl.DataFrame(pairs, schema=schema), how="cross", maintain_order="left")
    rows = _with_sizes(cells, layers).join(
        compare_pairs(dict(layers)).drop("n_a", "n_b", "m"),
        on=["cell", *_PAIR],
        how="left",
        maintain_order="left",
    )
    grades = [_grade(row, coverage) for row in rows.iter_rows(named=True)]
    return rows.with_columns(grade=pl.Series(grades, dtype=pl.String))


def _with_sizes(cells: pl.DataFrame, layers: Mapping[str, Layer]) -> pl.DataFrame:
    sizes = pl.concat(
        layer.nodes.group_by("cell", "chain").agg(size=pl.len()).with_columns(layer=pl.lit(name))
        for name, layer in layers.items()
    )
    links = pl.concat(
        layer.links.select("cell", "first", "second")
        .unique()
        .group_by("cell")
        .agg(m=pl.len())
        .with_columns(layer=pl.lit(name))
        for name, layer in layers.items()
    )
    rows = cells.join(links, on=["cell", "layer"], how="left", maintain_order="left")
    for end in ("a", "b"):
        side = sizes.select("cell", "layer", pl.col("chain").alias(end), pl.col("size").alias(f"n_{end}"))
        rows = rows.join(side, on=["cell", "layer", end], how="left", maintain_order="left")
    return rows.with_columns(pl.col("n_a", "n_b", "m").fill_null(0).cast(pl.Int64))


def _grade(row: Mapping[str, Any], coverage: Coverage) -> str | None:
    if row["z"] is None:
        return None
    return max(coverage.grade(row["cell"], (row["a"], row["b"])), grade_share(row["recorded"]))


def _data(material: Material) -> Mapping[str, Any] | None:
    network, places = material.network, material.survey.places
    layers = {name: make(network, places) for name, make in LAYERS.items()}
    if all(layer.links.is_empty() for layer in layers.values()) and asked_occupations(network).is_empty():
        return None
    shown = [*([places.area] if places.area else []), *(city for city in places.cities if city != places.area)]
    rows = tell_pairs(layers, shown, material.survey.coverage)
    if rows.is_empty():
        return None
    pairs = rows.select(_PAIR).unique(maintain_order=True)
    return {
        "places": _place_columns(material, shown),
        "area": int(places.area is not None),
        "pairs": {
            "layer": pairs.get_column("layer").to_list(),
            "a": [SLOTS.index(chain) for chain in pairs.get_column("a")],
            "b": [SLOTS.index(chain) for chain in pairs.get_column("b")],
        },
        "cells": _cell_columns(rows, material),
    }


def _place_columns(material: Material, shown: Sequence[str]) -> dict[str, Any]:
    """Return the places: names, short IRIs, the numbers of their tiles (-1: none) and their provinces."""
    places = material.survey.places
    above = [_province(places, place) for place in shown]
    return text_columns(places.name(place) for place in shown) | {
        "id": [compact_id(place) for place in shown],
        "tile": [material.tile_numbers.get(place, -1) for place in shown],
        "province": text_columns(above),
    }


def _province(places: Places, place: str) -> Text:
    """Return the name of the region right above a city, unless that is the whole area; nothing for the area itself."""
    higher = [region for region in places.above(place)[1:] if region != places.area]
    return places.name(higher[0]) if higher else Text("", "")


def _cell_columns(rows: pl.DataFrame, material: Material) -> dict[str, list[Any]]:
    numbers = {(gap.region, gap.chains): number for number, gap in enumerate(material.gaps) if gap.kind == _GAP}
    found = [numbers.get((cell, order_chains((a, b))), -1) for cell, a, b in rows.select("cell", "a", "b").iter_rows()]
    rounded = rows.with_columns(pl.col(name).round_sig_figs(digits) for name, digits in _DIGITS.items())
    thin = [-1 if chain is None else SLOTS.index(chain) for chain in rows.get_column("thin")]
    names = ("n_a", "n_b", "n", "m", "observed", "mean", "z", "p", "p_adjusted", "recorded", "fragility", "grade")
    return {name: rounded.get_column(name).to_list() for name in names} | {"thin": thin, "gap": found}


VIEW: Final = View("matrix", Text("矩阵", "Matrix"), WORDS, _data)
