"""The query that shows a skill gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from chains.extract import UNSTATED

__all__ = ["find_evidence"]

_QUERY: Final = """\
# taught: each institution of the region and programme that teaches the skill.
# asked: by occupation, the postings in the region, and how many of the sampled postings name the skill.
SELECT ?side ?institution ?programme ?occupation ?postings ?naming ?sampled WHERE {{
  {{
    SELECT DISTINCT ("taught" AS ?side) ?institution ?programme WHERE {{
      ?programme ch:developsSkill <{skill}> .
      ?offering ch:ofProgramme ?programme ; ch:offeredBy ?institution .
      ?institution ch:inRegion/ch:partOf* <{cell}> .
    }}
  }} UNION {{
    SELECT ("asked" AS ?side) ?occupation ?postings ?naming ?sampled WHERE {{
      {{ SELECT ?occupation (MAX(?m) AS ?naming) WHERE {{
          {sample} ?a ch:ofOccupation ?occupation ; ch:ofSkill <{skill}> ; ch:count ?m ; ch:unit ?unit{year} {end}
          {unit}
      }} GROUP BY ?occupation }}
      {{ SELECT ?occupation (SUM(?n) AS ?postings) WHERE {{
          {sample} ?b ch:ofOccupation ?occupation ; ch:inRegion ?city ; ch:count ?n ; ch:unit ?unit{year} {end}
          MINUS {{ ?b ch:ofSkill ?other }} {unit}
          ?city ch:partOf* <{cell}> .
      }} GROUP BY ?occupation }}
      {{ SELECT ?occupation (SUM(?k) AS ?sampled) WHERE {{
          {sample} ?c ch:ofOccupation ?occupation ; ch:count ?k ; ch:unit ?unit{year} {end}
          MINUS {{ ?c ch:ofSkill ?other }} {unit}
      }} GROUP BY ?occupation }}
    }}
  }} UNION {{
    SELECT ("asked" AS ?side) (SUM(?n) AS ?postings) WHERE {{
      {sample} ?d ch:ofSkill <{skill}> ; ch:inRegion ?city ; ch:count ?n ; ch:unit ?unit{year} {end}
      MINUS {{ ?d ch:ofOccupation ?other }} {unit}
      ?city ch:partOf* <{cell}> .
    }} HAVING (COUNT(?d) > 0)
  }}
}} ORDER BY ?side ?institution ?programme ?occupation
"""


def find_evidence(skill: str, row: Mapping[str, Any]) -> str:
    """Return the query that shows a row of :func:`chains.gaps.skills.compare.compare_skills` on the graph itself.

    Rows with ``side`` ``taught`` name an institution and a programme: there are as many as the gap counts.  Rows with
    ``asked`` name an occupation: the sum of ``postings * min(1, naming / sampled)`` is what the gap counts as asked
    for.  A row without an occupation counts postings that ask for the skill by itself.
    """
    named = row["graph"] != UNSTATED
    unit = f'FILTER(STRENDS(STR(?unit), "/{row["qualifier"]}"))' if row["qualifier"] else ""
    year = f' ; ch:year ?year FILTER(STRSTARTS(STR(?year), "{row["year"]}"))' if row["year"] else ""
    sample, end = (f"GRAPH <{row['graph']}> {{", "}") if named else ("", ".")
    return _QUERY.format(skill=skill, cell=row["cell"], sample=sample, end=end, year=year, unit=unit)
