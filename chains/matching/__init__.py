"""Which known thing a written name means: sure, to be asked, or new.  Plain functions on lists of names.

>>> from chains.matching import KnownNames, Thing, find_matches
>>> known = KnownNames([Thing("a", "临江职业技术学院", ("临江职业技术学院", "临江职院"))])
>>> [match.outcome for match in find_matches(["临江职业技术学院 ", "临江职业技木学院", "东湖大学"], known)]
['sure', 'ask', 'new']
"""

from chains.matching.decisions import Decision, resolve_decisions
from chains.matching.graph_names import read_known
from chains.matching.known import KnownNames, Thing
from chains.matching.matches import Candidate, NameMatch, find_matches

__all__ = [
    "Candidate",
    "Decision",
    "KnownNames",
    "NameMatch",
    "Thing",
    "find_matches",
    "read_known",
    "resolve_decisions",
]
