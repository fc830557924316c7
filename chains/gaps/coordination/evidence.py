"""What a conflict rests on: the statistics and the links of a city, in SPARQL, and their sources."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from chains.gaps.reading.cooperation import COOPERATING, Cooperation
from chains.gaps.reading.indicators import Panel
from chains.gaps.reading.survey import Survey
from chains.gaps.reading.tie_patterns import match_partners
from chains.names import CODE

__all__ = ["ask_city", "find_sources"]


def ask_city(region: str, year: int, indicators: Iterable[str]) -> str:
    """Return the query for what a city's two standings rest on.

    A row with ``?indicator`` is a value of its statistics in that year.  A row with ``?organisation`` is one of its
    organisations that has a tie there to one of another chain; ``?chain`` is its chain.
    """
    listed = " ".join(f"<{indicator}>" for indicator in indicators)
    chains = " ".join(f"<{CODE}chains/{chain}>" for chain in COOPERATING)
    return f"""# The statistics, and the organisations that work with one of another chain in the city.
SELECT ?indicator ?value ?organisation ?chain WHERE {{
  {{ VALUES ?indicator {{ {listed} }}
    ?observation ch:ofIndicator ?indicator ; ch:inRegion <{region}> ; ch:year "{year}"^^xsd:gYear ; ch:value ?value .
    OPTIONAL {{ ?observation ch:period ?period }} FILTER(COALESCE(?period = <{CODE}periods/annual>, true)) }}
  UNION {{ SELECT DISTINCT ?organisation ?chain WHERE {{
    VALUES ?chain {{ {chains} }}
    ?class ch:inChain ?chain . ?organisation a ?class ; ch:inRegion/ch:partOf* <{region}> .
    {match_partners("?organisation", "?partner")}
    ?partner ch:inRegion/ch:partOf* <{region}> ; a ?other .
    ?other ch:inChain ?second . VALUES ?second {{ {chains} }} FILTER(?second != ?chain) }} }}
}} ORDER BY ?indicator ?value ?chain ?organisation"""


def find_sources(survey: Survey, panel: Panel, region: str, year: int, here: Cooperation) -> tuple[str, ...]:
    """Return the named graphs of the values and ties that were read of a city, sorted."""
    values = panel.values.filter((pl.col("region") == region) & (pl.col("year") == year))
    ties = survey.things.sources((survey.ties.kinds, here.nodes.tolist()))
    return tuple(sorted({*values.get_column("graph"), *ties}))
