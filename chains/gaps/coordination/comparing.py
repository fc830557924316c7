"""The cities of a network by their statistics and by their links, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chains.gaps.coordination.scores import YearScores
from chains.gaps.coordination.standings import (
    LinkedCity,
    Standings,
    compare_standings,
    count_linked,
    score_latest,
)
from chains.gaps.reading.cooperation import read_cooperation
from chains.gaps.reading.indicators import Panel, read_panels
from chains.gaps.reading.survey import Survey

__all__ = ["UPPER_HALF", "Comparison", "compare_cities"]

UPPER_HALF: Final = 0.5
"""From this standing on the statistics of a city count as fine."""


@dataclass(frozen=True)
class Comparison:
    """The cities of a network.

    Attributes:
        panel: the statistics of the cities.
        year: the year that is compared.
        scores: of that year.
        linked: the links of each city that has organisations, by IRI.
        standings: of the cities that can be compared; ``None`` where these are too few.
    """

    panel: Panel
    year: int
    scores: YearScores
    linked: dict[str, LinkedCity]
    standings: Standings | None

    def place_of(self, city: str) -> int | None:
        """Return the place of a city in the scores; ``None`` where the year has no statistics of it."""
        return next((at for at, row in enumerate(self.scores.rows) if self.panel.regions[row] == city), None)


def compare_cities(survey: Survey, scheme: str = "entropy") -> Comparison | None:
    """Return the comparison of the cities; ``None`` where there are no statistics of cities."""
    panel = next((panel for panel in read_panels(survey.network) if panel.level == "city"), None)
    if panel is None:
        return None
    year, scores = score_latest(panel, scheme)
    cities = set(survey.places.cities)
    linked = {here.cell: count_linked(here) for here in read_cooperation(survey) if here.cell in cities}
    regions = [panel.regions[row] for row in scores.rows]
    return Comparison(panel, year, scores, linked, compare_standings(scores, regions, linked))
