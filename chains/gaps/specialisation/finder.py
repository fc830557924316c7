"""Fields that a city lacks although what goes with them is there (METHODS, section 7).

For each kind of field (classes of the bachelor catalogue, classes of the vocational ones, segments of industry chains)
the cities' specialisations are a 0/1 matrix: location quotient at least 1.  The relatedness density around a field that
a city lacks tells how much of what goes with it elsewhere the city is specialised in; it is set against random matrices
with the same margins, of which only those count in which the city lacks the field, too.  Of the cells of
:func:`~chains.gaps.specialisation.compare.choose_cells` those two standard deviations beyond their mean are suggested, at
most three for a city.

**No chance is given.**  In the random matrices nothing goes together.  In any real region some fields do, and then
what is absent stands beside much that goes with it oftener than these matrices have it, whether or not the absence means
anything: in invented regions without a plant 7 % of the cells had p up to 0.05, and 5 of 20 regions an alarm at an
adjusted p of 0.05.  So z ranks what is worth a look; it does not test.

**What this does not do.**  It does not say that a city's industry calls for a class of programmes.  The only links on
record from industry chains to programmes lead through sampled postings for software jobs, which join every chain to
nearly every class of engineering; and where cities' classes of programmes are set against their segments of industry,
they agree no more than chance would have it.  So fields are related within one chain only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from chains.gaps.contract import SUGGESTED, GapKind, weigh_severity
from chains.gaps.reading.coverage import Coverage, grade_share
from chains.gaps.reading.places import Places
from chains.gaps.reading.things import Things
from chains.gaps.specialisation.closing import FieldCloser
from chains.gaps.specialisation.compare import Comparison, choose_cells, compare_fields
from chains.gaps.specialisation.evidence import find_evidence
from chains.gaps.specialisation.fields import FieldCounts, count_fields
from chains.gaps.specialisation.record import Record, Records
from chains.gaps.specialisation.words import Absence, label_absence, say_absence, say_overturn
from chains.network import Network
from chains.records import CoverageGrade, Gap

__all__ = ["KINDS", "find_absent_fields"]

LEAST: Final = 2.0
"""So many standard deviations beyond chance a density is at least."""
MOST: Final = 3
"""So many fields are suggested for a city at most."""
_CHAINS: Final = {"bachelor": "education", "vocational": "education", "segments": "industry"}
_READ: Final = {"bachelor": "offers", "vocational": "offers", "segments": "active-in-segment"}
_NEAR: Final = 3
"""So many near fields are named."""


def find_absent_fields(network: Network) -> list[Gap]:
    """Return the fields that a city lacks although most of what goes with them is there: at most three for each city.

    ``observed`` is the relatedness density, in per cent; ``expected`` its mean over the random matrices.  ``severity``
    is half the part of the density that is beyond chance, times how complete the record is: the share of the city's
    organisations of this kind that have any such record, times the estimated share of what they have that belongs to
    fields seen.  The coverage grade is that of the smaller of the two, or of the region if it is worse.
    ``fragility`` is 1: one unseen offering (an organisation in the segment) and the field is not absent.  ``sources``
    are those of all that was counted in the city.
    """
    places = Places(network)
    counts = {kind: count_fields(network, places, kind) for kind in _CHAINS}
    compared = [compare_fields(found) for found in counts.values() if choose_cells(found).any()]
    if not compared:
        return []
    things, coverage, records = Things(network), Coverage(network, places), Records(network, counts)
    tellers = [_Teller(one, places, things, coverage, records, FieldCloser(one, things)) for one in compared]
    return [tellers[number].tell(place, field) for number, place, field in _choose(compared)]


def _choose(compared: Sequence[Comparison]) -> list[tuple[int, int, int]]:
    """Return the cells with highest z of each city, over all kinds of field: kind, place and field, by number."""
    cells = [
        (-round(float(one.test.z[place, field]), 9), number, place, field)
        for number, one in enumerate(compared)
        for place, field in np.argwhere(one.eligible & (np.nan_to_num(one.test.z) >= LEAST)).tolist()
    ]
    own: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for _, number, place, field in sorted(cells):
        own[compared[number].found.places[place]].append((number, place, field))
    return [cell for city in own.values() for cell in city[:MOST]]


KINDS: Final = (GapKind("absent_related_field", find_absent_fields),)


@dataclass(frozen=True)
class _Teller:
    """Tells the gaps of one kind of field."""

    comparison: Comparison
    places: Places
    things: Things
    coverage: Coverage
    records: Records
    closer: FieldCloser

    @property
    def found(self) -> FieldCounts:
        return self.comparison.found

    def tell(self, place: int, field: int) -> Gap:
        """Return the gap of one cell."""
        kind, city, absent = self.found.kind, self.found.places[place], self.found.fields[field]
        test = self.comparison.test
        density, expected = (100 * float(part[place, field]) for part in (test.density, test.expected))
        z, near, record = float(test.z[place, field]), self._near(place, field), self.records.of(kind, city)
        grade = self._grade(city, record)
        lost = SUGGESTED * (1 - expected / density) * record.share * record.seen
        return Gap(
            kind="absent_related_field",
            subject=(self.things.iri(absent.node), city),
            label=label_absence(kind, absent.name),
            region=city,
            chains=(_CHAINS[kind],),
            observed=round(density, 3),
            expected=round(expected, 3),
            unit="percent_of_related",
            null="as_unrelated",
            z=round(z, 3),
            p=None,
            p_adjusted=None,
            severity=weigh_severity(lost, grade),
            fragility=1,
            coverage=grade,
            evidence=find_evidence(absent.key, [self.found.fields[number].key for number in near], city),
            sources=self._sources(city),
            sentence=say_absence(self._absence(place, field, near, record)),
            overturn=say_overturn(kind),
            closing=self.closer.close(place, field),
        )

    def _absence(self, place: int, field: int, near: list[int], record: Record) -> Absence:
        found, test = self.found, self.comparison.test
        return Absence(
            kind=found.kind,
            place=self.places.name(found.places[place]),
            field=found.fields[field].name,
            near=[(found.fields[number].name, int(found.counts[place, number])) for number in near],
            density=100 * float(test.density[place, field]),
            expected=100 * float(test.expected[place, field]),
            z=float(test.z[place, field]),
            cities=int((found.counts[:, field] > 0).sum()),
            record=record,
        )

    def _near(self, place: int, field: int) -> list[int]:
        """Return the fields that the city is specialised in and that go with a field most beyond chance."""
        test = self.comparison.test
        excess = np.where(self.comparison.marks[place], (test.near - test.near_expected)[field], -np.inf).round(9)
        order = np.argsort(-excess, kind="stable")[:_NEAR]
        return [int(number) for number in order if excess[number] > 0]

    def _grade(self, city: str, record: Record) -> CoverageGrade:
        return max(self.coverage.grade(city, [_CHAINS[self.found.kind]]), grade_share(min(record.share, record.seen)))

    def _sources(self, city: str) -> tuple[str, ...]:
        rows = self.found.rows
        holders = rows.filter(rows.get_column("region") == city).get_column("holder").unique()
        return self.things.sources(([_READ[self.found.kind]], holders))
