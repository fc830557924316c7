"""The query that shows an absent field: what the city has that goes with it, and which cities have the field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chains.gaps.specialisation.classes import codes_of
from chains.names import ID

__all__ = ["find_evidence"]

_CLASSES: Final = """\
# here: each offering of the region in the classes that go with the missing one.
# missing: each offering of the region in the missing class; there should be none.
# elsewhere: the cities with any offering in the missing class, and how many.
SELECT ?side ?city ?class ?institution ?programme ?offerings WHERE {{
  {{
    SELECT DISTINCT ?side ?class ?institution ?programme WHERE {{
      VALUES (?side ?class) {{ {here} {missing} }}
      ?programme a ch:Programme .
      FILTER(?class = SUBSTR(STRAFTER(STR(?programme), "{path}"), 1, 4))
      ?offering ch:ofProgramme ?programme ; ch:offeredBy ?institution .
      ?institution ch:inRegion/ch:partOf* <{cell}> .
    }}
  }} UNION {{
    SELECT ("elsewhere" AS ?side) ?city (COUNT(*) AS ?offerings) WHERE {{
      {{ SELECT DISTINCT ?city ?institution ?programme WHERE {{
        VALUES ?class {{ {codes} }}
        ?programme a ch:Programme .
        FILTER(?class = SUBSTR(STRAFTER(STR(?programme), "{path}"), 1, 4))
        ?offering ch:ofProgramme ?programme ; ch:offeredBy ?institution .
        ?institution ch:inRegion ?city . ?city a ch:City .
      }} }}
    }} GROUP BY ?city
  }}
}} ORDER BY ?side ?city ?class ?institution ?programme
"""

_SEGMENTS: Final = """\
# here: each organisation of the region in the segments that go with the missing one.
# missing: each organisation of the region in the missing segment; there should be none.
# elsewhere: the cities with any organisation in the missing segment, and how many.
SELECT ?side ?city ?segment ?organisation ?organisations WHERE {{
  {{
    SELECT DISTINCT ?side ?segment ?organisation WHERE {{
      VALUES (?side ?segment) {{ {here} {missing} }}
      ?organisation ch:activeInSegment ?segment ; ch:inRegion/ch:partOf* <{cell}> .
    }}
  }} UNION {{
    SELECT ("elsewhere" AS ?side) ?city (COUNT(DISTINCT ?organisation) AS ?organisations) WHERE {{
      ?organisation ch:activeInSegment {codes} ; ch:inRegion ?city . ?city a ch:City .
    }} GROUP BY ?city
  }}
}} ORDER BY ?side ?city ?segment ?organisation
"""


def find_evidence(missing: str, near: Sequence[str], cell: str) -> str:
    """Return the query for a field that is missing in a city, and the fields there that go with it, by their keys.

    Rows with ``side`` ``here`` are what the sentence counts of the near fields; those with ``elsewhere`` are the cities
    that it counts.
    """
    classes = "/" not in missing
    pairs = {
        side: " ".join(f'("{side}" {term})' for key in keys for term in _terms(key))
        for side, keys in (("here", near), ("missing", [missing]))
    }
    query = _CLASSES if classes else _SEGMENTS
    return query.format(**pairs, codes=" ".join(_terms(missing)), cell=cell, path=f"{ID}programme/")


def _terms(key: str) -> list[str]:
    return [f"<{key}>"] if "/" in key else [f'"{code}"' for code in codes_of(key)]
