"""Where one organisation alone stands between two chains (METHODS, section 5).

In every cell (city, or the whole area) the organisations and their ties there are read
(:mod:`chains.gaps.reading.cooperation`).  A pair of organisations of two chains is *joined* if it has no tie and a common
partner in the cell.  A gap is reported where one organisation alone joins at least nine tenths of the pairs, and

* at least six pairs are joined: fewer may be one consortium;
* it joins alone at least two organisations on each side: a single one that has no other partner is a matter of its own
  (``single_point_of_failure``), not of mediation between chains.

The rule has no random null: whoever has many ties where others have few stands alone between chains under almost any
null that keeps the ties.  The table ``mediation`` tells what shuffled chain labels would give.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.gaps.brokers.closing import close_mediation
from chains.gaps.brokers.evidence import ask_joined_pairs
from chains.gaps.brokers.words import overturn_broker, say_broker
from chains.gaps.contract import GapKind, order_chains, weigh_severity
from chains.gaps.reading.cooperation import COOPERATING, Cooperation, read_cooperation
from chains.gaps.reading.coverage import grade_share
from chains.gaps.reading.survey import Survey
from chains.measures.mediation import Mediation, measure_mediation
from chains.measures.mediation_fragility import count_links_to_share
from chains.measures.shrinkage import shrink
from chains.network import Network
from chains.records import CoverageGrade, Gap

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["KINDS", "Between", "find_lone_brokers", "measure_cells"]

_LEAST_PAIRS: Final = 6
_LEAST_ENDS: Final = 2
_SHARED_ALIKE: Final = 50.0


@dataclass(frozen=True)
class Between:
    """Who stands between two chains in one cell."""

    here: Cooperation
    pair: tuple[str, str]
    mediation: Mediation

    @property
    def ends(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Places of the organisations of each chain that the broker alone joins, sorted."""
        pairs = self.mediation.pairs
        alone = pairs.alone == self.mediation.broker
        ends = np.union1d(pairs.first[alone], pairs.second[alone])
        return ends[self.here.chains[ends] == self.pair[0]], ends[self.here.chains[ends] == self.pair[1]]

    @property
    def is_gap(self) -> bool:
        """Whether it is reported."""
        enough = self.mediation.joined >= _LEAST_PAIRS and self.mediation.is_lone()
        return enough and min(len(side) for side in self.ends) >= _LEAST_ENDS


def measure_cells(survey: Survey) -> Iterator[Between]:
    """Yield every cell and pair of chains that both have an organisation there, by cell and pair."""
    for here in read_cooperation(survey):
        present = [chain for chain in COOPERATING if (here.chains == chain).any()]
        for first, second in combinations(present, 2):
            found = measure_mediation(here.links, here.chains == first, here.chains == second)
            yield Between(here, (first, second), found)


def find_lone_brokers(network: Network) -> list[Gap]:
    """Return the pairs of chains of a cell that nearly only one organisation joins.

    ``observed`` is the percentage of the joined pairs that it joins alone, ``expected`` what each of two would have.
    ``fragility`` is exact (:func:`~chains.measures.mediation_fragility.count_links_to_share`).  The coverage grade counts the
    share of the organisations with any tie on record, in the thinner of the two chains.
    """
    survey = Survey.of(network)
    return [_record(survey, between) for between in measure_cells(survey) if between.is_gap]


def _record(survey: Survey, between: Between) -> Gap:
    here, pair, mediation = between.here, between.pair, between.mediation
    place = -1 if mediation.broker is None else mediation.broker
    broker, first, second = int(here.nodes[place]), here.chains == pair[0], here.chains == pair[1]
    left, right = (here.nodes[side].tolist() for side in between.ends)
    links = count_links_to_share(here.links, first, second, place)
    grade = _grade(survey, here.cell, pair)
    return Gap(
        kind="lone_broker",
        subject=survey.things.iris_of((broker, *left, *right)),
        label=survey.things.name(broker),
        region=here.cell,
        chains=order_chains(pair),
        observed=round(100 * mediation.share, 3),
        expected=_SHARED_ALIKE,
        unit="percent_of_joined",
        null="shared_mediation",
        z=None,
        p=None,
        p_adjusted=None,
        severity=weigh_severity(shrink(mediation.alone, mediation.joined), grade),
        fragility=links,
        coverage=grade,
        evidence=ask_joined_pairs(here.cell, *pair),
        sources=survey.things.sources((survey.ties.kinds, (broker, *left, *right))),
        sentence=say_broker(survey, here.cell, pair, broker, (left, right), (mediation.alone, mediation.joined)),
        overturn=overturn_broker(links),
        closing=survey.unseen(close_mediation(survey, here, pair, mediation)),
    )


def _grade(survey: Survey, cell: str, pair: tuple[str, str]) -> CoverageGrade:
    counts = [survey.ties.count_tied(cell if cell in survey.places.cities else None, chain) for chain in pair]
    return grade_share(min(tied / whole if whole else 0.0 for whole, tied in counts))


KINDS: Final = (GapKind("lone_broker", find_lone_brokers),)
