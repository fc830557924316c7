"""The evidence of continuity in SPARQL: the same sets and layers as :mod:`chains.gaps.reading.passages`, asked of the store.

Sub-selects keep each question small: without them the engine walks every path for every pair of ends.
"""

from __future__ import annotations

from typing import Final

from chains.gaps.reading.layers import INTENDED
from chains.gaps.reading.metapaths import Metapath
from chains.names import CODE

__all__ = [
    "ask_chain_enterprises",
    "ask_demand",
    "ask_enterprises",
    "ask_joined_enterprises",
    "ask_joined_outcomes",
    "ask_leading_programmes",
    "ask_segments",
    "ask_ways",
]

# A programme leads to what it names, to what that holds, and to what stands beside it in the same group.
_LEADS: Final = "ch:targetsOccupation/((^skos:broader)*|(skos:broader/^skos:broader))"
_ASKED: Final = "?demand ch:ofOccupation ?occupation . FILTER NOT EXISTS { ?demand ch:ofSkill ?skill }"
# Clusters and parks are active in industry chains, too.
_ORGANISATION: Final = "FILTER EXISTS { ?enterprise a/rdfs:subClassOf* ch:Organisation }"
_OUTCOME: Final = (
    "{ ?participation ch:participant ?enterprise ; ch:inProject ?outcome } UNION { ?outcome ch:hostedBy ?enterprise }"
)


def _place(region: str) -> str:
    return f"?place ch:partOf* <{region}> ."


def _offered(region: str) -> str:
    return f"""{{ SELECT DISTINCT ?programme WHERE {{
      {_place(region)} ?institution ch:inRegion ?place .
      ?offering ch:offeredBy ?institution ; ch:ofProgramme ?programme . }} }}"""


def ask_demand(region: str) -> str:
    """Return the query for the occupations asked for in a region, most postings first."""
    return f"""SELECT ?occupation ?chain ?count ?year WHERE {{
  {_place(region)} ?demand ch:inRegion ?place .
  {_ASKED}
  OPTIONAL {{ ?demand ch:inIndustryChain ?chain }}
  OPTIONAL {{ ?demand ch:count ?count }}
  OPTIONAL {{ ?demand ch:year ?year }}
}} ORDER BY DESC(?count) ?occupation ?chain ?year"""


def ask_joined_outcomes(region: str) -> str:
    """Return the query for the pairs of a programme and a project or platform that are joined in a region."""
    return f"""SELECT DISTINCT ?programme ?outcome WHERE {{
  {{ SELECT DISTINCT ?programme ?chain WHERE {{
    {{ SELECT DISTINCT ?occupation ?chain WHERE {{
      {_place(region)} ?demand ch:inRegion ?place ; ch:inIndustryChain ?chain .
      {_ASKED} }} }}
    ?programme {_LEADS} ?occupation .
    {_offered(region)} }} }}
  {{ SELECT DISTINCT ?chain ?outcome WHERE {{
    {_place(region)} ?enterprise ch:inRegion ?place ; ch:activeInChain ?chain .
    {_OUTCOME} }} }}
}} ORDER BY ?programme ?outcome"""


def ask_joined_enterprises(chain: str) -> str:
    """Return the query for the pairs of a programme and an enterprise with a project or platform in an industry chain."""
    return f"""SELECT DISTINCT ?programme ?enterprise WHERE {{
  {{ SELECT DISTINCT ?programme WHERE {{
    {{ SELECT DISTINCT ?occupation WHERE {{ ?demand ch:inIndustryChain <{chain}> . {_ASKED} }} }}
    ?programme {_LEADS} ?occupation .
    ?offering ch:ofProgramme ?programme . }} }}
  {{ SELECT DISTINCT ?enterprise WHERE {{ ?enterprise ch:activeInChain <{chain}> . {_OUTCOME} }} }}
}} ORDER BY ?programme ?enterprise"""


def ask_leading_programmes(region: str, occupation: str) -> str:
    """Return the query for the programmes offered in a region that lead to an occupation."""
    return f"""SELECT DISTINCT ?programme WHERE {{
  {{ SELECT DISTINCT ?programme WHERE {{ ?programme {_LEADS} <{occupation}> }} }}
  {_offered(region)}
}} ORDER BY ?programme"""


def ask_chain_enterprises(region: str, chain: str) -> str:
    """Return the query for the enterprises of an industry chain in a region."""
    return f"""SELECT DISTINCT ?enterprise WHERE {{
  {_place(region)} ?enterprise ch:inRegion ?place ; ch:activeInChain <{chain}> . {_ORGANISATION}
}} ORDER BY ?enterprise"""


def ask_enterprises(region: str) -> str:
    """Return the query for a region's enterprises of industry chains with their projects and platforms, if any."""
    return f"""SELECT ?enterprise ?chain ?outcome WHERE {{
  {_place(region)} ?enterprise ch:inRegion ?place ; ch:activeInChain ?chain . {_ORGANISATION}
  OPTIONAL {{ {_OUTCOME} }}
}} ORDER BY ?enterprise ?chain ?outcome"""


def ask_segments(region: str, chain: str) -> str:
    """Return the query for the segments of an industry chain in a region, their actors, and what each is tied to.

    ``?taught`` tells whether the actor works with an institution or shares an alliance, project or platform with one,
    ``?inventive`` whether it has a project or platform.  A live segment has an actor with both.
    """
    settled = f"FILTER NOT EXISTS {{ ?partnership ch:status <{CODE}partnership-status/{INTENDED}> }}"
    return f"""SELECT ?segment ?actor ?taught ?inventive WHERE {{
  {{ SELECT DISTINCT ?segment ?actor WHERE {{
    ?segment ch:segmentOf <{chain}> . ?actor ch:activeInSegment ?segment ; ch:inRegion <{region}> }} }}
  BIND(EXISTS {{
    {{ ?partnership ch:enterprise ?actor ; ch:institution ?school . {settled} }} UNION
    {{ ?partnership ch:enterprise ?actor ; ch:ofProgramme ?school . {settled} }} UNION
    {{ ?training ch:client ?actor ; ch:provider ?school }} UNION
    {{ ?one ch:member ?actor ; ch:inAlliance ?alliance . ?two ch:inAlliance ?alliance ; ch:member ?school }} UNION
    {{ ?one ch:participant ?actor ; ch:inProject ?project . ?two ch:inProject ?project ; ch:participant ?school }} UNION
    {{ ?platform ch:hostedBy ?actor , ?school }}
    ?school a ?class . ?class ch:inChain <{CODE}chains/education> .
  }} AS ?taught)
  BIND(EXISTS {{ {_OUTCOME.replace("?enterprise", "?actor")} }} AS ?inventive)
}} ORDER BY ?segment ?actor"""


def ask_ways(metapath: Metapath, region: str | None, chain: str | None) -> str:
    """Return the query that counts the ways of a tested route through a region and an industry chain, in one row.

    ``?teaching`` counts the ways from institutions to the industry chain, ``?results`` those from the chain to
    projects and platforms; ``?ways`` is their product, or the one that the route has.
    """
    parts = {"teaching": _count_teaching, "results": _count_results}
    ends = {"education": "teaching", "innovation": "results"}
    asked = [ends[name] for name in metapath.chains if name in ends]
    direct = "talent" not in metapath.chains
    selects = "\n  ".join(parts[name](region, chain, direct=direct) for name in asked)
    product = " * ".join(f"?{name}" for name in asked)
    return f"""SELECT {" ".join(f"?{name}" for name in asked)} ({product} AS ?ways) WHERE {{
  {selects}
}}"""


def _within(region: str | None, place: str) -> str:
    return "" if region is None else f"{place} ch:partOf* <{region}> ."


def _count_teaching(region: str | None, chain: str | None, *, direct: bool) -> str:
    """Return the sub-select that counts institutions with enterprises, or with programmes, occupations and demand."""
    active = "" if chain is None else f"?enterprise ch:activeInChain <{chain}> ."
    if direct:
        settled = f"FILTER NOT EXISTS {{ ?partnership ch:status <{CODE}partnership-status/{INTENDED}> }}"
        return f"""{{ SELECT (COUNT(*) AS ?teaching) WHERE {{ SELECT DISTINCT ?institution ?enterprise WHERE {{
    {{ SELECT DISTINCT ?institution ?enterprise WHERE {{
      {{ ?partnership ch:institution ?institution ; ch:enterprise ?enterprise . {settled} }}
      UNION {{ ?training ch:provider ?institution ; ch:client ?enterprise }} }} }}
    {active} {_ORGANISATION}
    FILTER EXISTS {{ ?institution a/rdfs:subClassOf* ch:EducationalInstitution }}
    FILTER EXISTS {{ ?institution ch:inRegion ?place . {_within(region, "?place")} }}
    FILTER EXISTS {{ ?enterprise ch:inRegion ?there . {_within(region, "?there")} }} }} }} }}"""
    return f"""{{ SELECT (COUNT(*) AS ?teaching) WHERE {{ SELECT DISTINCT ?institution ?programme ?occupation ?town WHERE {{
    {{ SELECT DISTINCT ?occupation ?town WHERE {{
      ?demand ch:inIndustryChain <{chain}> ; ch:inRegion ?town . {_ASKED} {_within(region, "?town")} }} }}
    {{ SELECT DISTINCT ?programme ?occupation WHERE {{ ?programme {_LEADS} ?occupation }} }}
    {{ SELECT DISTINCT ?institution ?programme WHERE {{
      ?offering ch:offeredBy ?institution ; ch:ofProgramme ?programme .
      ?institution ch:inRegion ?place . {_within(region, "?place")} }} }} }} }} }}"""


def _count_results(region: str | None, chain: str | None, *, direct: bool) -> str:  # noqa: ARG001  # as its sibling
    return f"""{{ SELECT (COUNT(*) AS ?results) WHERE {{ SELECT DISTINCT ?enterprise ?outcome WHERE {{
    {"" if chain is None else f"?enterprise ch:activeInChain <{chain}> ."} {_ORGANISATION}
    ?enterprise ch:inRegion ?there . {_within(region, "?there")}
    {_OUTCOME} }} }} }}"""
