"""Cities whose statistics look well while their links are missing (METHODS, section 6).

Two standings of each city are compared (:mod:`chains.gaps.coordination.standings`): by the coordination degree of its
statistics, which uses no link, and by the share of its organisations that work across chains.  A gap is reported where the
statistics put it in the upper half and the links put it lower, beyond the band.  The reverse, links ahead of the statistics,
is no missing connection: the table ``disagreement`` tells it.

There is no random null: what is drawn anew is the measurement, not a world without the gap.
"""

from __future__ import annotations

from typing import Final

from chains.gaps.contract import GapKind, weigh_severity
from chains.gaps.coordination.closing import close_city
from chains.gaps.coordination.comparing import UPPER_HALF, Comparison, compare_cities
from chains.gaps.coordination.evidence import ask_city, find_sources
from chains.gaps.coordination.standings import Standings
from chains.gaps.coordination.words import overturn_conflict, say_conflict
from chains.gaps.reading.actors import Actors
from chains.gaps.reading.coverage import grade_share
from chains.gaps.reading.fitting import Fitting
from chains.gaps.reading.survey import Survey
from chains.network import Network
from chains.records import CoverageGrade, Gap
from chains.summary import CHAINS

__all__ = ["KINDS", "find_conflicts"]


def find_conflicts(network: Network) -> list[Gap]:
    """Return the cities whose links fall behind their statistics, beyond the band.

    ``observed`` and ``expected`` are the standings by links and by statistics, in per cent.  ``severity`` is the lower end of
    the band of their difference, weighed by the coverage grade: that of the share of indicators on record or of the share
    of organisations with any tie on record (to whomever, wherever), whichever is lower.  ``fragility`` is exact
    (:meth:`~chains.gaps.coordination.standings.Standings.count_links_to_overturn`).
    """
    survey = Survey.of(network)
    found = compare_cities(survey)
    if found is None or found.standings is None:
        return []
    standings, fitting = found.standings, Fitting(Actors(network))
    return [
        _record(survey, found, standings, fitting, city)
        for city in range(len(standings.cities))
        if standings.low[city] > 0 and standings.by_statistics[city] >= UPPER_HALF
    ]


def _record(survey: Survey, found: Comparison, standings: Standings, fitting: Fitting, city: int) -> Gap:
    region, linked = standings.cities[city], standings.linked[city]
    grade, links = _grade(survey, found, standings, city), standings.count_links_to_overturn(city)
    return Gap(
        kind="coordination_conflict",
        subject=(region,),
        label=survey.places.name(region),
        region=region,
        chains=CHAINS,
        observed=round(100 * float(standings.by_links[city]), 3),
        expected=round(100 * float(standings.by_statistics[city]), 3),
        unit="percent_surpassed",
        null="same_standing",
        z=None,
        p=None,
        p_adjusted=None,
        severity=weigh_severity(float(standings.low[city]), grade),
        fragility=links,
        coverage=grade,
        evidence=ask_city(region, found.year, found.panel.indicators),
        sources=find_sources(survey, found.panel, region, found.year, linked.here),
        sentence=say_conflict(survey, found, standings, city),
        overturn=overturn_conflict(links),
        closing=survey.unseen(close_city(survey, fitting, linked)),
    )


def _grade(survey: Survey, found: Comparison, standings: Standings, city: int) -> CoverageGrade:
    place = standings.places[city]
    indicators = found.scores.used[place] / (found.scores.used[place] + found.scores.missing[place])
    tied = survey.ties.tied[standings.linked[city].here.nodes].mean()
    return grade_share(float(min(indicators, tied)))


KINDS: Final = (GapKind("coordination_conflict", find_conflicts),)
