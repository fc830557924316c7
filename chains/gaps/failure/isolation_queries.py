"""The evidence of isolation and of single points of failure in SPARQL."""

from __future__ import annotations

from collections.abc import Iterable

from chains.gaps.reading.tie_patterns import match_partners, match_ties
from chains.names import CODE

__all__ = ["ask_outcomes", "ask_shared_ties", "ask_tied_organisations", "ask_ties", "ask_untied"]


def ask_ties(node: str) -> str:
    """Return the query for every tie of an organisation; no row means that it has none."""
    return f"""SELECT DISTINCT ?link ?other WHERE {{
    {match_ties(f"<{node}>")}
}} ORDER BY ?link ?other"""


def ask_untied(organisations: Iterable[str]) -> str:
    """Return the query for those of some organisations (IRIs) that have no tie: while the gap holds, all of them."""
    named = " ".join(f"<{iri}>" for iri in organisations)
    return f"""SELECT DISTINCT ?organisation WHERE {{
  VALUES ?organisation {{ {named} }}
  MINUS {{ SELECT DISTINCT ?organisation WHERE {{
    {match_ties("?organisation")} }} }}
}} ORDER BY ?organisation"""


def ask_outcomes(region: str) -> str:
    """Return the query for the projects and platforms of a city that no organisation of the industry chain belongs to."""
    return f"""SELECT ?outcome WHERE {{
  {{ SELECT DISTINCT ?outcome WHERE {{
    {{ ?here ch:inRegion <{region}> . ?participation ch:participant ?here ; ch:inProject ?outcome }} UNION
    {{ ?here ch:inRegion <{region}> . ?outcome ch:hostedBy ?here }} UNION
    {{ ?outcome ch:inRegion <{region}> ; ch:hostedBy ?anyone }} }} }}
  MINUS {{ SELECT DISTINCT ?outcome WHERE {{
    ?class ch:inChain <{CODE}chains/industry> . ?firm a ?class .
    {{ ?part ch:participant ?firm ; ch:inProject ?outcome }} UNION {{ ?outcome ch:hostedBy ?firm }} }} }}
}} ORDER BY ?outcome"""


def ask_shared_ties(node: str) -> str:
    """Return the query for whoever is tied to an organisation, and how many organisations each is tied to in all."""
    return f"""SELECT ?other (COUNT(DISTINCT ?third) AS ?ties) WHERE {{
  {{ SELECT DISTINCT ?other WHERE {{ {match_partners(f"<{node}>", "?other")} FILTER(?other != <{node}>) }} }}
  {match_partners("?other", "?third")}
  FILTER(?third != ?other)
}} GROUP BY ?other ORDER BY ?ties ?other"""


def ask_tied_organisations() -> str:
    """Return the query for every organisation and the number of organisations that it is tied to, most first."""
    return f"""SELECT ?organisation (COUNT(DISTINCT ?other) AS ?ties) WHERE {{
  {match_partners("?organisation", "?other")}
  FILTER(?other != ?organisation)
}} GROUP BY ?organisation ORDER BY DESC(?ties) ?organisation"""
