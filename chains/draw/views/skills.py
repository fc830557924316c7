"""Bubbles: skills beside those that they go together with, sized by demand and coloured from shortage to surplus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from chains.draw.columns import text_pair
from chains.draw.views import Material, View
from chains.draw.views.bubbles import part_bubbles, place_bubbles
from chains.draw.views.skill_rows import Pair, ask_occupations, list_programmes, pair_skills, read_skills
from chains.draw.views.skill_words import WORDS
from chains.errors import Text
from chains.gaps.reading.demand import SAMPLE
from chains.gaps.skills.grading import grade_cells
from chains.names import compact_id

__all__ = ["GAP", "VIEW", "size_bubbles"]

_LARGEST: Final = 56.0
_SMALLEST: Final = 4.0
GAP: Final = 4.0
"""Least distance between two bubbles, before their places are rounded to whole units."""
_FLAT: Final = 1.8
_MARKS: Final = {"skill_shortage": 1, "skill_surplus": -1}


def size_bubbles(amounts: Sequence[float]) -> list[float]:
    """Return radii with areas in proportion to amounts, the largest 56; none is smaller than 4, so that all can be hit.

    >>> size_bubbles([100.0, 25.0, 0.0])
    [56.0, 28.0, 4.0]
    """
    most = max(amounts, default=0.0)
    if most <= 0:
        return [_SMALLEST] * len(amounts)
    return [round(max(_LARGEST * float(np.sqrt(amount / most)), _SMALLEST), 1) for amount in amounts]


@dataclass(frozen=True)
class _Sample:
    """One sample of postings: what the page gets of it, and where its skills stand before a place moves them apart."""

    told: Mapping[str, Any]
    spots: Mapping[int, tuple[float, float]]
    cells: frozenset[str]


def _data(material: Material) -> Mapping[str, Any] | None:
    network, places = material.network, material.survey.places
    rows = read_skills(network, places)
    if rows.is_empty():
        return None
    asks, rates = ask_occupations(network, places, rows)
    samples = [_read_sample(material, part, rates) for _, part in rows.group_by(SAMPLE, maintain_order=True)]
    rows = rows.with_columns(gap=pl.Series(_find_gaps(material, rows), dtype=pl.Int64))
    parts = {str(cell): part for (cell,), part in rows.partition_by("cell", as_dict=True).items()}
    cells = sorted(parts, key=lambda cell: (cell != places.area, -parts[cell].item(0, "postings"), cell))
    develops, offered = list_programmes(network, places, cells)
    grades = grade_cells(network, places, rows)
    own = {cell: number for number, sample in enumerate(samples) for cell in sample.cells}
    return {
        "samples": [sample.told for sample in samples],
        "cells": [
            {
                "id": compact_id(cell),
                "name": text_pair(places.name(cell)),
                "sample": own[cell],
                "grade": grades[cell],
                **_describe(material, parts[cell], samples[own[cell]].spots),
                "occupations": _of_cell(asks, cell),
                "programmes": _of_cell(offered, cell),
            }
            for cell in cells
        ],
        "develops": develops.to_dict(as_series=False),
    }


def _read_sample(material: Material, part: pl.DataFrame, rates: pl.DataFrame) -> _Sample:
    network = material.network
    skills = part.get_column("skill").unique().sort().to_list()
    pairs = pair_skills(network, material.survey.places, part.row(0, named=True), skills)
    own = rates.join(part.select(SAMPLE).head(1), on=SAMPLE, how="semi", nulls_equal=True)
    notes = {graph: [zh.rstrip("。"), en.rstrip(".")] for graph, zh, en in network.samples.iter_rows()}
    told = {
        "note": notes.get(part.item(0, "graph")),
        "pairs": {
            "a": [pair.first for pair in pairs],
            "b": [pair.second for pair in pairs],
            "theta": [pair.theta for pair in pairs],
            "shared": [pair.shared for pair in pairs],
            "drawn": [int(pair.drawn) for pair in pairs],
        },
        "rates": own.select("occupation", "skill", pl.col("rate").round(4)).to_dict(as_series=False),
    }
    return _Sample(told, _lay(part, skills, pairs), frozenset(part.get_column("cell")))


def _lay(part: pl.DataFrame, skills: Sequence[int], pairs: Sequence[Pair]) -> dict[int, tuple[float, float]]:
    """Return where the skills of a sample stand; every place of the sample begins from there."""
    amounts = dict(part.group_by("skill").agg(pl.col("asked").sum()).iter_rows())
    number = {skill: at for at, skill in enumerate(skills)}
    links = [(number[pair.first], number[pair.second], pair.theta) for pair in pairs if pair.drawn]
    spots = place_bubbles(size_bubbles([amounts[skill] for skill in skills]), links, gap=GAP, flat=_FLAT)
    return {skill: (float(x), float(y)) for skill, (x, y) in zip(skills, spots, strict=True)}


def _describe(material: Material, rows: pl.DataFrame, spots: Mapping[int, tuple[float, float]]) -> dict[str, Any]:
    """Return the columns of one place: a bubble for each skill, the largest first, so that small ones lie above."""
    ordered = rows.sort("asked", "taught", "skill", descending=[True, True, False])
    skills, asked = ordered.get_column("skill").to_list(), ordered.get_column("asked").to_list()
    radii = size_bubbles(asked)
    moved = np.rint(part_bubbles([spots[skill] for skill in skills], radii, gap=GAP)).astype(int)
    near, via = _find_near(ordered)
    return {
        "postings": ordered.item(0, "postings"),
        "offerings": ordered.item(0, "offerings"),
        "allAsked": round(ordered.item(0, "all_asked"), 2),
        "allTaught": ordered.item(0, "all_taught"),
        "skill": skills,
        "x": moved[:, 0].tolist(),
        "y": moved[:, 1].tolist(),
        "r": radii,
        "asked": [round(one, 2) for one in asked],
        "taught": ordered.get_column("taught").to_list(),
        "level": ordered.get_column("level").to_list(),
        "sure": ordered.get_column("sure").cast(pl.Int8).to_list(),
        "mark": [_MARKS.get(kind or "", 0) for kind in ordered.get_column("kind")],
        "gap": ordered.get_column("gap").to_list(),
        "p": ordered.get_column("p_adjusted").round_sig_figs(2).to_list(),
        "near": near,
        "via": via,
        "theta": ordered.get_column("theta").round(2).to_list(),
        "city": [material.tile_numbers.get(city, -1) for city in ordered.get_column("nearest")],
        "km": ordered.get_column("km").round(0).to_list(),
        "anywhere": ordered.get_column("taught_anywhere").to_list(),
    }


def _find_near(rows: pl.DataFrame) -> tuple[list[int], list[str]]:
    """Return the skill nearest to each that is not taught here, and how it is near; -1 and nothing where there is none."""
    near, via = [], []
    for row in rows.select("taught", "related", "broader", "companion").iter_rows(named=True):
        if row["taught"] or (row["related"] is None and row["companion"] is None):
            near.append(-1)
            via.append("")
        elif row["related"] is not None:
            near.append(row["related"])
            via.append("broader" if row["broader"] else "narrower")
        else:
            near.append(row["companion"])
            via.append("companion")
    return near, via


def _find_gaps(material: Material, rows: pl.DataFrame) -> list[int]:
    """Return the number of the gap that the page carries for each row; -1 where there is none."""
    index = material.network.index
    numbers = {
        (index.get(gap.subject[0]), gap.region): number
        for number, gap in enumerate(material.gaps)
        if gap.kind in _MARKS and gap.subject
    }
    return [numbers.get((skill, cell), -1) for cell, skill in rows.select("cell", "skill").iter_rows()]


def _of_cell(frame: pl.DataFrame, cell: str) -> dict[str, list[Any]]:
    return frame.filter(pl.col("cell") == cell).drop("cell").to_dict(as_series=False)


VIEW: Final = View("skills", Text("技能", "Skills"), WORDS, _data)
