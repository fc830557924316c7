"""What the picture of coordination shows: each city by its statistics and by its links, and each province year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from chains.draw.columns import text_pair
from chains.errors import Text
from chains.gaps.coordination.columns import WHY_WORDS
from chains.gaps.coordination.comparing import Comparison, compare_cities
from chains.gaps.coordination.disagreement_table import judge_difference
from chains.gaps.coordination.scores import BAND, YearScores, score_year, weigh_panel
from chains.gaps.coordination.standings import Standings, compare_standings
from chains.gaps.coordination.words import say_conflict
from chains.gaps.reading.indicators import Panel
from chains.gaps.reading.survey import Survey
from chains.measures.coupling import GRADES, grade_coordination
from chains.measures.resampling import find_band
from chains.summary import CHAINS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["SCHEME", "compare_years", "describe_basis", "describe_city", "describe_scores", "name_years"]

SCHEME: Final = "entropy"
"""How indicators are weighed, as in the lists of gaps."""

_BANDS: Final = ("statistics", "links", "share")


def name_years(panel: Panel) -> list[int]:
    """Return the years that a panel speaks of, ascending."""
    return [int(year) for year in np.unique(panel.years)]


def compare_years(survey: Survey) -> list[Comparison]:
    """Return the comparison of the cities by the statistics of each year with any degree, ascending.

    The links have no year: each comparison has all on record.  Empty where there are no statistics of cities.
    """
    latest = compare_cities(survey, SCHEME)
    if latest is None:
        return []
    weights = weigh_panel(latest.panel, SCHEME)
    years = name_years(latest.panel)
    found = [latest if year == latest.year else _compare_year(latest, weights, year) for year in years]
    return [one for one in found if not np.isnan(one.scores.d["standard"]).all()]


def _compare_year(latest: Comparison, weights: Floats, year: int) -> Comparison:
    panel, scores = latest.panel, score_year(latest.panel, weights, year)
    regions = [panel.regions[row] for row in scores.rows]
    return Comparison(panel, year, scores, latest.linked, compare_standings(scores, regions, latest.linked))


def describe_scores(scores: YearScores, place: int) -> dict[str, Any]:
    """Return the statistics of one region: degree and band, the four scores (per chain), in [0, 1], and why not, if so."""
    why = scores.why[place]
    return {
        "d": _number(scores.d["standard"][place]),
        "low": _number(scores.low[place]),
        "high": _number(scores.high[place]),
        "u": [_number(value) for value in scores.u[place]],
        "why": None if why is None else text_pair(WHY_WORDS[why]),
    }


def describe_city(survey: Survey, found: Comparison, city: str) -> dict[str, Any]:
    """Return one city by its statistics and by its links.

    Besides :func:`describe_scores`: ``organisations`` and those ``linked`` across chains; ``share`` of these with its
    band, in [0, 1]; the standings ``statistics`` and ``links`` and their ``difference``, each as [value, low, high];
    ``finding``, a key of ``FINDING_WORDS``; ``sentence``.  What is not known is ``None``.
    """
    place, own = found.place_of(city), found.linked.get(city)
    row: dict[str, Any] = {"d": None, "low": None, "high": None, "u": [None] * len(CHAINS)}
    row |= {"why": text_pair(WHY_WORDS["no_statistics"])} if place is None else describe_scores(found.scores, place)
    row |= {
        "organisations": 0 if own is None else len(own.linked),
        "linked": 0 if own is None else int(own.linked.sum()),
    }
    row |= dict.fromkeys((*_BANDS, "difference", "finding", "sentence"))
    standings = found.standings
    if standings is not None and city in standings.cities:
        return row | _stand(survey, found, standings, standings.cities.index(city))
    if row["why"] is None:
        alone = own is None or not own.comparable
        row["why"] = text_pair(WHY_WORDS["one_chain" if alone else "few_cities"])
    return row


def _stand(survey: Survey, found: Comparison, standings: Standings, at: int) -> dict[str, Any]:
    drawn = {
        "statistics": (standings.by_statistics, standings.drawn),
        "links": (standings.by_links, standings.drawn_links),
        "share": (np.array([one.share for one in standings.linked]), standings.shares),
    }
    row: dict[str, Any] = {}
    for name, (values, draws) in drawn.items():
        value, (low, high) = float(values[at]), find_band(draws[:, at], BAND)
        # Where nothing is linked, all draws of the share are above it.
        row[name] = [_number(value), _number(min(float(low), value)), _number(max(float(high), value))]
    least, most = float(standings.low[at]), float(standings.high[at])
    by_statistics = float(standings.by_statistics[at])
    finding = judge_difference(least, most, by_statistics)
    said = (
        say_conflict(survey, found, standings, at) if finding == "links_missing" else _say(survey, found, standings, at)
    )
    difference = by_statistics - float(standings.by_links[at])
    return row | {
        "difference": [_number(difference), _number(least), _number(most)],
        "finding": finding,
        "sentence": text_pair(said),
    }


def _say(survey: Survey, found: Comparison, standings: Standings, at: int) -> Text:
    """Return both standings of a city in a sentence, without a verdict."""
    name, row = survey.places.name(standings.cities[at]), standings.places[at]
    degree = float(found.scores.d["standard"][row])
    grade, cities = GRADES[int(grade_coordination(degree))], len(standings.cities)
    linked, whole = int(standings.linked[at].linked.sum()), len(standings.linked[at].linked)
    by_statistics, by_links = (int((one > one[at]).sum()) + 1 for one in (standings.by_statistics, standings.by_links))
    share = f"{100 * linked / whole:.0f}%"
    return Text(
        f"{name.zh}：{found.year} 年统计指标的四链协调度为 {degree:.2f}（{grade.zh}），在可比的 {cities} 市中列第 {by_statistics}；"
        f"有记录的 {whole} 个单位里有 {linked} 个（{share}）在本地与别的链的单位有合作，列第 {by_links}。",
        f"{name.en}: by the statistics of {found.year} the four chains have a coordination degree of {degree:.2f} ({grade.en}), "
        f"rank {by_statistics} of the {cities} cities that can be compared; of {whole} organisations on record {linked} "
        f"({share}) work with one of another chain here, rank {by_links}.",
    )


def describe_basis(panel: Panel, year: int) -> list[dict[str, Any]]:
    """Return how many indicators of each chain have a value in a year, and the name of one that is alone."""
    known = np.asarray(~np.isnan(panel.scaled[panel.rows_of(year)]).all(axis=0))
    rows = []
    for chain in CHAINS:
        own = [int(column) for column in panel.columns_of(chain) if known[column]]
        rows.append(
            {"chain": chain, "count": len(own), "only": text_pair(panel.names[own[0]]) if len(own) == 1 else None}
        )
    return rows


def _number(value: float | np.floating[Any]) -> float | None:
    """Return a number to four decimals; the last bits of a sum may differ between machines."""
    return round(float(value), 4) if np.isfinite(value) else None
