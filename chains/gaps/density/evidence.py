"""The query that lists the links between two chains in a cell: its short answer is the gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from chains.gaps.reading.layers import INTENDED, Layer
from chains.names import CODE, ONTOLOGY
from chains.network import Network

__all__ = ["DensityEvidence"]

_TIES: Final = """\
{{ ?p ch:institution {x} ; ch:enterprise {y} . MINUS {{ ?p ch:status <{intended}> }} }}
    UNION {{ ?t ch:provider {x} ; ch:client {y} }}
    UNION {{ {x} ch:hostedBy {y} }}"""

_COOPERATION: Final = """\
# Each row is a linked pair of actors of the two chains.
SELECT DISTINCT ?first ?second WHERE {{
  {{ SELECT ?first WHERE {{ VALUES ?a {{ {a} }} ?first a ?a ; ch:inRegion/ch:partOf* <{cell}> }} }}
  {{ SELECT ?first ?second WHERE {{
    {forth}
    UNION {back}
    UNION {{ ?u ch:participant ?first ; ch:inProject ?o . ?v ch:inProject ?o ; ch:participant ?second }}
    UNION {{ ?u ch:member ?first ; ch:inAlliance ?o . ?v ch:inAlliance ?o ; ch:member ?second }}
  }} }}
  {{ SELECT ?second WHERE {{ VALUES ?b {{ {b} }} ?second a ?b ; ch:inRegion/ch:partOf* <{cell}> }} }}
}} ORDER BY ?first ?second
"""

_ASKED: Final = """\
{{ SELECT DISTINCT {x} WHERE {{
    {{ ?d ch:ofOccupation {x} ; ch:count ?n ; ch:inRegion/ch:partOf* <{cell}> . MINUS {{ ?d ch:ofSkill ?any }} }}
    UNION {{
      ?d ch:ofOccupation ?o ; ch:count ?n ; ch:inRegion/ch:partOf* <{cell}> . MINUS {{ ?d ch:ofSkill ?any }}
      ?e ch:ofOccupation ?o ; ch:ofSkill {x} .
    }}
    UNION {{ ?d ch:ofSkill {x} ; ch:count ?n ; ch:inRegion/ch:partOf* <{cell}> . MINUS {{ ?d ch:ofOccupation ?any }} }}
    FILTER(?n > 0)
  }} }}"""

_KNOWLEDGE: Final = """\
# Each row is a link between the two chains, among what belongs to the region.
SELECT DISTINCT ?first ?second WHERE {{
  {talent}
  {other}
}} ORDER BY ?first ?second
"""

# What belongs to the region in each chain, and how it is linked to {x} of the talent chain.
_OTHERS: Final[Mapping[str, str]] = {
    "education": """\
{y} ch:developsSkill|ch:targetsOccupation {x} .
  {{ SELECT DISTINCT {y} WHERE {{ ?f ch:ofProgramme {y} ; ch:offeredBy/ch:inRegion/ch:partOf* <{cell}> }} }}""",
    "industry": """\
{{ SELECT DISTINCT {x} {y} WHERE {{
    ?c ch:inIndustryChain {y} ; ch:ofOccupation {x} ; ch:inRegion/ch:partOf* <{cell}> . MINUS {{ ?c ch:ofSkill ?any }}
  }} }}""",
    "innovation": """\
{y} ch:needsSkill|ch:needsOccupation {x} .
  {{ SELECT DISTINCT {y} WHERE {{
    {{ ?w ch:usesTechnology {y} ; ch:inRegion/ch:partOf* <{cell}> }}
    UNION {{ ?w ch:usesTechnology {y} . ?q ch:inProject ?w ; ch:participant/ch:inRegion/ch:partOf* <{cell}> }}
  }} }}""",
}


class DensityEvidence:
    """Queries for the rows of :func:`chains.gaps.density.finder.compare_pairs`."""

    def __init__(self, network: Network, layers: Mapping[str, Layer]) -> None:
        classes = network.nodes.select("cls", node=pl.int_range(pl.len(), dtype=pl.UInt32))
        nodes = layers["cooperation"].nodes.select("node", "chain").unique().join(classes, on="node")
        known = nodes.select("chain", "cls").unique().sort("chain", "cls")
        self._classes: dict[str, list[str]] = dict(known.group_by("chain", maintain_order=True).agg("cls").iter_rows())

    def find(self, layer: str, pair: tuple[str, str], cell: str) -> str:
        """Return the query with a row for each linked pair of nodes: there are as many as the gap has observed."""
        return self._cooperation(pair, cell) if layer == "cooperation" else _knowledge(pair, cell)

    def within(self, chain: str, cell: str) -> str:
        """Return the query with a row for each linked pair of actors of one chain."""
        text = self._cooperation((chain, chain), cell)
        return text.replace("} ORDER BY", "  FILTER(STR(?first) < STR(?second))\n} ORDER BY").replace(
            "the two chains", "the chain"
        )

    def _cooperation(self, pair: tuple[str, str], cell: str) -> str:
        intended = f"{CODE}partnership-status/{INTENDED}"
        a, b = (" ".join(f"<{ONTOLOGY}{cls}>" for cls in self._classes.get(chain, ())) for chain in pair)
        forth = _TIES.format(x="?first", y="?second", intended=intended)
        back = _TIES.format(x="?second", y="?first", intended=intended)
        return _COOPERATION.format(a=a, b=b, cell=cell, forth=forth, back=back)


def _knowledge(pair: tuple[str, str], cell: str) -> str:
    names = {"x": "?first", "y": "?second"} if pair[0] == "talent" else {"x": "?second", "y": "?first"}
    outside = pair[1] if pair[0] == "talent" else pair[0]
    return _KNOWLEDGE.format(
        talent=_ASKED.format(cell=cell, **names), other=_OTHERS[outside].format(cell=cell, **names)
    )
