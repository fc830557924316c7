"""Ends of the chain that are joined by fewer ways than the numbers of links of their nodes would give by chance.

Three routes are tested together: the whole way from education to innovation, the short cut by which institutions work
with enterprises, and the last part from industry chains to projects and platforms; each in every region and industry
chain (:mod:`chains.gaps.continuity.ways`).  A cell in which even no way at all would be no surprise is not tested
(:func:`~chains.measures.hurdle.can_be_low`); over all others the chances are adjusted together, each test charged for
the p that it can reach (:func:`~chains.measures.discrete.adjust_bounded_p`).  A part is not
listed where the whole way through the same cell is.

What is tested is the weighted number of ways; ``observed`` and ``expected`` are numbers of ways.  ``severity`` is the
part of the weighted ways that is missing, times the chance that this is no accident, times the square root of the share
of organisations with any link of the scarcest step on record: what few have on record may be a hole in the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from chains.gaps.continuity.along import rank_gains, share_recorded
from chains.gaps.continuity.queries import ask_ways
from chains.gaps.continuity.thin_closing import close_passage
from chains.gaps.continuity.thin_words import name_cell, overturn_thin, say_thin
from chains.gaps.continuity.ways import DRAWS, SEED, CellNull, Ways
from chains.gaps.contract import order_chains, weigh_severity
from chains.gaps.reading.coverage import grade_share
from chains.gaps.reading.metapaths import DEFAULT, parse_metapath
from chains.gaps.reading.routes import Router
from chains.gaps.reading.survey import Survey
from chains.measures.discrete import adjust_bounded_p
from chains.measures.hurdle import can_be_low, score_hurdle_tails, score_least_chance, score_lower_bound
from chains.measures.inference import round_p
from chains.measures.shuffles import Shuffles
from chains.measures.unseen import count_links_needed
from chains.network import Network
from chains.records import CoverageGrade, Gap

__all__ = ["LEVEL", "ROUTES", "ThinCell", "compare_routes", "find_thin_passages"]

LEVEL: Final = 0.05
"""Adjusted p up to which a cell is reported."""

ROUTES: Final = (DEFAULT, "education>industry", "industry>innovation")
"""The routes that are tested together; the whole way first."""


@dataclass(frozen=True)
class ThinCell:
    """One cell of one route, tested.

    Attributes:
        ways, null: the route and what permuted layers give.
        row, column: which region and which industry chain of them.
        p, p_adjusted: the chance of so few weighted ways; ``None`` where none would be no surprise.
    """

    ways: Ways
    null: CellNull
    row: int
    column: int
    p: float | None
    p_adjusted: float | None

    @property
    def region(self) -> str | None:
        """IRI of its region."""
        return self.ways.regions[self.row]

    @property
    def chain(self) -> int | None:
        """Node number of its industry chain."""
        return self.ways.chains[self.column]

    def of(self, values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
        """Return the value of this cell."""
        return float(values[self.row, self.column])

    @property
    def lost(self) -> float:
        """The part of the weighted ways that is missing, in [0, 1]; 0 where there are as many as expected or more."""
        return max(1.0 - self.of(self.ways.score()) / self.of(self.null.weighted.mean), 0.0)


def find_thin_passages(network: Network) -> list[Gap]:
    """Return the cells with fewer weighted ways than permuted links give, adjusted p at most 0.05; in no order."""
    survey = Survey.of(network)
    thin = [cell for cell in compare_routes(survey) if (cell.p_adjusted or 1.0) <= LEVEL and cell.lost > 0]
    whole = {(cell.region, cell.chain) for cell in thin if _is_whole(cell)}
    return [_record(survey, cell) for cell in thin if _is_whole(cell) or (cell.region, cell.chain) not in whole]


def _is_whole(cell: ThinCell) -> bool:
    return cell.ways.route.metapath == parse_metapath(DEFAULT)


def compare_routes(survey: Survey, routes: Iterable[str] = ROUTES, draws: int = DRAWS) -> list[ThinCell]:
    """Return every cell of some routes that any permuted way passes, with the chances adjusted over all of them."""
    router = Router(survey)
    found = [Ways(survey, router.find(parse_metapath(route))) for route in routes]
    shuffles = Shuffles(draws, SEED)
    cells = [cell for ways in found if ways.crossable for cell in _test(ways, ways.draw(shuffles))]
    least = [cell.of(score_least_chance(cell.null.weighted)) for cell in cells]
    adjusted = adjust_bounded_p([cell.p for cell in cells], least)
    return [
        ThinCell(cell.ways, cell.null, cell.row, cell.column, cell.p, value)
        for cell, value in zip(cells, adjusted, strict=True)
    ]


def _test(ways: Ways, null: CellNull) -> Iterator[ThinCell]:
    few, _ = score_hurdle_tails(ways.score(), null.weighted)
    able = can_be_low(null.weighted, LEVEL)
    for row, column in np.argwhere(null.weighted.nonzero > 0).tolist():
        p = round_p(float(few[row, column])) if able[row, column] else None
        yield ThinCell(ways, null, row, column, p, None)


def _record(survey: Survey, cell: ThinCell) -> Gap:
    ways, weighted = cell.ways, cell.null.weighted
    grade, recorded = _grade(survey, cell), share_recorded(ways, cell.row)
    subject = survey.things.iris_of([cell.chain] if cell.chain is not None else [])
    needed = _count_needed(cell)
    return Gap(
        kind="thin_passage",
        subject=subject or tuple(region for region in [cell.region] if region is not None),
        label=name_cell(survey, cell.region, cell.chain),
        region=cell.region,
        chains=order_chains(ways.route.metapath.chains),
        observed=round(cell.of(ways.score(0.0)), 3),
        expected=round(cell.of(cell.null.counted.mean), 3),
        unit="paths",
        null="links_permuted",
        z=round((cell.of(ways.score()) - cell.of(weighted.mean)) / cell.of(weighted.spread), 3),
        p=cell.p,
        p_adjusted=cell.p_adjusted,
        severity=weigh_severity(cell.lost * (1.0 - (cell.p_adjusted or 1.0)) * recorded**0.5, grade),
        fragility=needed or 0,
        coverage=grade,
        evidence=ask_ways(
            ways.route.metapath, cell.region, None if cell.chain is None else survey.things.iri(cell.chain)
        ),
        sources=_sources(survey, cell),
        sentence=say_thin(survey, ways, cell.null, cell.row, cell.column),
        overturn=overturn_thin(survey, ways, cell.row, needed),
        closing=survey.unseen(close_passage(survey, ways, cell.null, cell.row, cell.column)),
    )


def _count_needed(cell: ThinCell) -> int | None:
    bound = cell.of(score_lower_bound(cell.null.weighted, LEVEL))
    values = [cell.of(half) for half in cell.ways.halves()]
    return count_links_needed(values, rank_gains(cell.ways, cell.row, cell.column), bound)


def _grade(survey: Survey, cell: ThinCell) -> CoverageGrade:
    """Return the worst of the shares on record of what the route passes, as a grade."""
    chains = cell.ways.route.metapath.chains
    shares = [survey.coverage.share(cell.region, chain) or 0.0 for chain in chains]
    passage = None if cell.region is None else survey.passages.through_region(cell.region)
    if passage is not None and "talent" in chains:
        shares.append(len(passage.occupations) / max(int(survey.passages.asked.seen.sum()), 1))
    if passage is not None and "innovation" in chains:
        shared = survey.passages.share_of_shared_projects(passage)
        shares += [] if shared is None else [shared]
    return grade_share(min([*shares, share_recorded(cell.ways, cell.row)]))


def _sources(survey: Survey, cell: ThinCell) -> tuple[str, ...]:
    route = cell.ways.route
    read = []
    for place, kinds in enumerate(route.kinds):
        mask = cell.ways.mask(place)
        nodes = route.nodes[place] if mask is None else route.nodes[place][mask[cell.row] > 0]
        read.append((kinds, nodes))
    return survey.things.sources(*read)
