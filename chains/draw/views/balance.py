"""Coordination: what the statistics of a place say of its chains, against what its links say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from chains.draw.columns import text_pair
from chains.draw.views import Material, View
from chains.draw.views.balance_rows import (
    SCHEME,
    compare_years,
    describe_basis,
    describe_city,
    describe_scores,
    name_years,
)
from chains.draw.views.balance_words import WORDS
from chains.errors import Text
from chains.gaps.coordination.columns import FINDING_WORDS
from chains.gaps.coordination.comparing import Comparison
from chains.gaps.coordination.scores import score_year, weigh_panel
from chains.gaps.reading.indicators import Panel, read_panels
from chains.gaps.reading.survey import Survey
from chains.measures.coupling import GRADES
from chains.names import compact_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["VIEW"]

_GAP: Final = "coordination_conflict"


def _data(material: Material) -> Mapping[str, Any] | None:
    survey = material.survey
    levels = [level for level in (_cities(material), _provinces(survey)) if level is not None]
    if not levels:
        return None
    return {
        "grades": [text_pair(grade) for grade in GRADES],
        "findings": {code: text_pair(text) for code, text in FINDING_WORDS.items()},
        "levels": levels,
    }


def _cities(material: Material) -> dict[str, Any] | None:
    """Return the cities by year; ``None`` where there are no statistics of cities."""
    survey = material.survey
    compared = compare_years(survey)
    if not compared:
        return None
    gaps = {gap.region: number for number, gap in enumerate(material.gaps) if gap.kind == _GAP}
    cities = survey.places.cities
    return {
        "id": "city",
        "places": [
            {
                "id": compact_id(city),
                "name": text_pair(survey.places.name(city)),
                "tile": material.tile_numbers.get(city, -1),
                "gap": gaps.get(city, -1),
            }
            for city in cities
        ],
        "years": [_year(survey, found, cities) for found in compared],
    }


def _year(survey: Survey, found: Comparison, cities: tuple[str, ...]) -> dict[str, Any]:
    return {
        "year": found.year,
        "basis": describe_basis(found.panel, found.year),
        "compared": 0 if found.standings is None else len(found.standings.cities),
        "rows": [describe_city(survey, found, city) for city in cities],
    }


def _provinces(survey: Survey) -> dict[str, Any] | None:
    """Return the provinces by year; ``None`` where there are no statistics of provinces."""
    panel = next((panel for panel in read_panels(survey.network) if panel.level == "province"), None)
    if panel is None:
        return None
    regions, weights = sorted(set(panel.regions)), weigh_panel(panel, SCHEME)
    return {
        "id": "province",
        "places": [
            {"id": compact_id(region), "name": text_pair(survey.places.name(region)), "tile": -1, "gap": -1}
            for region in regions
        ],
        "years": [_scores(panel, weights, year, regions) for year in name_years(panel)],
    }


def _scores(panel: Panel, weights: NDArray[np.float64], year: int, regions: list[str]) -> dict[str, Any]:
    scores = score_year(panel, weights, year)
    place = {panel.regions[int(row)]: at for at, row in enumerate(scores.rows)}
    none = {"d": None, "low": None, "high": None, "u": [None] * np.shape(scores.u)[1], "why": None}
    rows = [describe_scores(scores, place[region]) if region in place else none for region in regions]
    return {"year": year, "basis": describe_basis(panel, year), "rows": rows}


VIEW: Final = View("balance", Text("协调", "Coordination"), WORDS, _data)
