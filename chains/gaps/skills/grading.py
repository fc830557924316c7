"""How complete the sources behind the skills of a cell are: its coverage grade for this family.

A cell is as well covered as the worst of

* the share of its institutions with any offering on record (:mod:`chains.gaps.reading.coverage`);
* the share of its offerings whose programme has any *skill* on record: those without are not seen to teach anything;
* its demand: postings are never all demand, and a source that says what it is a sample of is a sample, so either gives
  C at best, however many there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from chains.gaps.reading.coverage import Coverage, grade_share
from chains.gaps.reading.places import Places
from chains.gaps.reading.teaching import list_offerings
from chains.network import Network
from chains.records import COVERAGE_GRADES, CoverageGrade

__all__ = ["grade_cells"]

_SAMPLE_SHARE: Final = COVERAGE_GRADES["C"]


def grade_cells(network: Network, places: Places, cells: pl.DataFrame) -> Mapping[str, CoverageGrade]:
    """Return the grade of each cell: *cells* has ``cell`` (IRI), and the ``graph`` and ``qualifier`` of its demand."""
    coverage, taught = Coverage(network, places), _share_taught(network, places)
    samples = set(network.samples.get_column("graph"))
    found: dict[str, CoverageGrade] = {}
    for cell, graph, unit in cells.select("cell", "graph", "qualifier").unique().iter_rows():
        demand = _SAMPLE_SHARE if unit == "postings" or graph in samples else 1.0
        found[cell] = grade_share(min(coverage.share(cell, "education") or 0.0, taught.get(cell, 0.0), demand))
    return found


def _share_taught(network: Network, places: Places) -> dict[str, float]:
    known = network.links("develops-skill").get_column("source").unique().implode()
    offerings = list_offerings(network).join(places.cells, on="region")
    shares = offerings.group_by("cell").agg(share=pl.col("programme").is_in(known).mean())
    return dict(shares.iter_rows())
