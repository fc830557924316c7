"""Each city's fields against those of the other cities: what it is specialised in, and what is near to that.

A gap can only be a field that a city **lacks** altogether, that is **common** (at least a quarter of the cities that
have any field of the kind have it), in a city whose record is **broad** (specialised in at least ten fields).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.gaps.specialisation.fields import FieldCounts
from chains.measures.inference import round_p
from chains.measures.relatedness import DensityTest, compare_density
from chains.measures.specialisation import mark_specialised, score_location_quotients

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DRAWS", "LEAST_FIELDS", "LEAST_SHARE", "Comparison", "choose_cells", "compare_fields"]

DRAWS: Final = 999
"""Random matrices for each kind of field."""
LEAST_SHARE: Final = 0.25
LEAST_FIELDS: Final = 10


@dataclass(frozen=True, eq=False)
class Comparison:
    """One kind of field in all cities; arrays of places × fields.

    Attributes:
        found: the counts.
        quotients: location quotients.
        marks: where a city is specialised: a quotient of at least 1.
        test: relatedness density against random matrices.
        eligible: which cells could be a gap.
        p: chance of a density as high if nothing went together; ``nan`` where no draw differs.
    """

    found: FieldCounts
    quotients: NDArray[np.float64]
    marks: NDArray[np.bool_]
    test: DensityTest
    eligible: NDArray[np.bool_]
    p: NDArray[np.float64]


def compare_fields(found: FieldCounts, *, itself: bool = False, draws: int = DRAWS) -> Comparison:
    """Return one kind of field in all cities against random matrices.

    Args:
        found: the counts of :func:`~chains.gaps.specialisation.fields.count_fields`.
        itself: whether a field is near to itself (see :mod:`chains.measures.relatedness`).
        draws: number of random matrices.
    """
    quotients = score_location_quotients(found.counts)
    marks = mark_specialised(quotients)
    test = compare_density(marks, draws=draws, itself=itself)
    p = _round(test.p_above)
    return Comparison(found, quotients, marks, test, choose_cells(found) & np.isfinite(p), p)


def choose_cells(found: FieldCounts) -> NDArray[np.bool_]:
    """Return which cells could be a gap: a common field that a city with a broad record lacks."""
    having = found.counts > 0
    common = having.sum(axis=0) >= LEAST_SHARE * having.any(axis=1).sum()
    broad = mark_specialised(score_location_quotients(found.counts)).sum(axis=1) >= LEAST_FIELDS
    return np.asarray(~having & common[None, :] & broad[:, None])


def _round(values: NDArray[np.float64]) -> NDArray[np.float64]:
    rounded = [value if np.isnan(value) else round_p(value) for value in values.ravel().tolist()]
    return np.array(rounded, dtype=float).reshape(values.shape)
