"""The evidence of mediation in SPARQL."""

from __future__ import annotations

from chains.gaps.reading.tie_patterns import match_partners
from chains.names import CODE

__all__ = ["ask_joined_pairs"]


def ask_joined_pairs(cell: str, first: str, second: str) -> str:
    """Return the query for the pairs of organisations of two chains that third parties of a cell join, with each of these.

    All three lie in the cell, the pair itself has no tie.  Chains are given by their notation.
    """
    return f"""SELECT DISTINCT ?first ?second ?broker WHERE {{
  {_ask_side(cell, first, "?first")}
  {_ask_side(cell, second, "?second")}
  FILTER(?first != ?second)
  FILTER NOT EXISTS {{ {match_partners("?first", "?second")} }}
}} ORDER BY ?first ?second ?broker"""


def _ask_side(cell: str, chain: str, end: str) -> str:
    """Return the sub-select of the organisations of a chain with the partners of each, both in the cell."""
    return f"""{{ SELECT DISTINCT {end} ?broker WHERE {{
    ?place ch:partOf* <{cell}> . {end} ch:inRegion ?place .
    FILTER EXISTS {{ {end} a/ch:inChain <{CODE}chains/{chain}> }}
    {match_partners(end, "?broker")}
    ?broker ch:inRegion/ch:partOf* <{cell}> . FILTER({end} != ?broker) }} }}"""
