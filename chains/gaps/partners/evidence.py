"""The query that shows a candidate pair: what fits, which skills both sides know, and that nothing links them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

__all__ = ["find_evidence"]

_QUERY: Final = """\
# chain: the industry chain that the enterprise is active in.
# fits: each programme that the institution offers of those meant for the industry chain or the segment.
# taught: each skill that its programmes develop and that postings of the industry chain name.
# linked: whatever links the two; there should be nothing.
SELECT DISTINCT ?side ?thing ?name WHERE {{
  {{
    VALUES ?thing {{ <{chain}> }}
    <{enterprise}> ch:activeInChain ?thing . BIND("chain" AS ?side)
  }} UNION {{
    VALUES ?thing {{ {programmes} }}
    ?offering ch:offeredBy <{institution}> ; ch:ofProgramme ?thing . BIND("fits" AS ?side)
  }} UNION {{
    {{ SELECT DISTINCT ?thing WHERE {{
      ?offering ch:offeredBy <{institution}> ; ch:ofProgramme ?programme .
      ?programme ch:developsSkill ?thing .
    }} }}
    {{ SELECT DISTINCT ?thing WHERE {{
      ?asked ch:inIndustryChain <{chain}> ; ch:ofOccupation ?occupation ; ch:count ?postings .
      ?named ch:ofOccupation ?occupation ; ch:ofSkill ?thing ; ch:count ?naming .
      FILTER(?postings > 0 && ?naming > 0)
    }} }}
    BIND("taught" AS ?side)
  }} UNION {{
    {{ ?thing ch:institution <{institution}> ; ch:enterprise <{enterprise}> }}
    UNION {{ ?thing ch:provider <{institution}> ; ch:client <{enterprise}> }}
    UNION {{ ?thing ch:hostedBy <{institution}> , <{enterprise}> }}
    UNION {{
      ?one ch:participant <{institution}> ; ch:inProject ?thing . ?other ch:participant <{enterprise}> ; ch:inProject ?thing
    }}
    BIND("linked" AS ?side)
  }}
  OPTIONAL {{ ?thing skos:prefLabel ?name . FILTER(LANG(?name) = "zh") }}
}} ORDER BY ?side ?thing
"""


def find_evidence(institution: str, enterprise: str, chain: str, programmes: Sequence[str]) -> str:
    """Return the query for a pair and the programmes that fit, all by IRI.

    Rows with ``side`` ``fits`` are the programmes that the sentence counts, those with ``taught`` the skills of which it
    names the first; there is no row with ``linked``.
    """
    named = " ".join(f"<{programme}>" for programme in programmes)
    return _QUERY.format(institution=institution, enterprise=enterprise, chain=chain, programmes=named)
