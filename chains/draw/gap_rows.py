"""The gaps as the page shows them: names in both languages, and numbers for things, kinds, places and sources."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from chains.build import ontology_terms
from chains.draw.columns import capitalise, text_pair
from chains.draw.overview import SLOTS
from chains.draw.picture import gap_look
from chains.draw.tiles import Tile, number_tiles
from chains.errors import Text
from chains.gaps.wording import NULLS, UNITS
from chains.network import Network
from chains.records import Gap

__all__ = ["MOST_GAPS", "gap_rows"]

MOST_GAPS: Final = 2000
"""So many gaps, the most severe ones, are in the page; it says how many there are in all."""


def gap_rows(
    network: Network, tiles: Sequence[Tile], gaps: Sequence[Gap], kinds: Sequence[str], sources: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return the gaps in the given order.

    ``about`` and the ends of ``closing`` are numbers of nodes; what is not in the network is left out there.
    ``tile`` is -1 for a gap of the whole graph.
    """
    index = network.index
    places = number_tiles(tiles)
    numbers = {kind: number for number, kind in enumerate(kinds)}
    terms = ontology_terms()
    known = set(terms.notations("gap-kinds"))

    def name_kind(kind: str) -> Text:
        return terms.code("gap-kinds", kind).label if kind in known else Text(kind, kind)

    return [
        {
            "kind": text_pair(capitalise(name_kind(gap.kind))),
            "label": text_pair(gap.label),
            "sentence": text_pair(gap.sentence),
            "overturn": text_pair(gap.overturn),
            "tile": places.get(gap.region or "", -1),
            "slots": [SLOTS.index(chain) for chain in gap.chains if chain in SLOTS],
            "about": [index[iri] for iri in gap.subject if iri in index],
            "closing": [
                [index[subject], numbers.get(kind, -1), index[target]]
                for subject, kind, target in gap.closing
                if subject in index and target in index
            ],
            "severity": gap.severity,
            "width": gap_look(gap.severity)["width"],
            "opacity": gap_look(gap.severity)["color"]["opacity"],
            "observed": _finite(gap.observed),
            "expected": _finite(gap.expected),
            "unit": text_pair(UNITS.get(gap.unit, Text(gap.unit, gap.unit))),
            "null": text_pair(NULLS.get(gap.null, Text(gap.null, gap.null))),
            "p": _finite(gap.p_adjusted),
            "fragility": gap.fragility,
            "coverage": gap.coverage,
            "sources": [sources[iri] for iri in gap.sources if iri in sources],
            "evidence": gap.evidence,
        }
        for gap in gaps
    ]


def _finite(number: float | None) -> float | None:
    """Return a number as JSON can hold it; one that is not finite is not known."""
    return number if number is not None and math.isfinite(number) else None
