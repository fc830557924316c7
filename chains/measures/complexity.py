"""How complex places and fields are: the complexity index of Hidalgo and Hausmann, and Fitness.

Both read a 0/1 matrix, places × fields, that tells which fields a place is specialised in.  They were made for about
130 countries and hundreds of products.  **With a few dozen rows they say little**: one field more or less moves a place
far, so look at the diagnostics, and never make a headline of a rank.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from chains.measures.specialisation import Matrix, to_dense

__all__ = ["Complexity", "Fitness", "score_complexity", "score_fitness"]

Floats: TypeAlias = NDArray[np.float64]

_EQUAL: Final = 1e-9
_LEAST_ROWS: Final = 2
_STABLE: Final = 1e-6


@dataclass(frozen=True, eq=False)
class Complexity:
    """Complexity of places and fields, and what it rests on.

    Attributes:
        places: economic complexity index (ECI) of each place: mean 0, standard deviation 1 over the places.
        fields: complexity index (PCI) of each field, on the scale of *places*: the index of a place is the mean of the
            index of its fields.
        rows, columns: how many places and fields have anything; the others are ``nan``.
        pieces: into how many connected pieces the two-mode graph falls; the index is only told for one.
        eigenvalues: the second and third largest of the matrix place → field → place (the largest is 1), ``nan`` where
            there is none.  The index is the second eigenvector; the nearer the two are, the less it is determined.
        correlation: of the index of places with their diversity; its sign sets the sign of the index, and a value near
            1 says that the index tells little beyond diversity.
    """

    places: Floats
    fields: Floats
    rows: int
    columns: int
    pieces: int
    eigenvalues: tuple[float, float]
    correlation: float

    @property
    def eigengap(self) -> float:
        """Difference of the second and third eigenvalues, in [0, 1]."""
        return self.eigenvalues[0] - self.eigenvalues[1]


def score_complexity(present: Matrix) -> Complexity:
    """Return the complexity index of places (ECI) and fields (PCI), by the eigenvector method, with its diagnostics.

    With *D* the diagonal matrices of the row and column sums, ECI is the eigenvector of ``D_c^-1 M D_p^-1 M'`` to the
    second largest eigenvalue, here taken from the singular vectors of ``D_c^-½ M D_p^-½``, which are real and stable.
    The sign is such that the index grows with diversity; where diversity is the same everywhere or does not go with the
    index at all, such that the first place is not negative.

    All values are ``nan`` where there is no index: fewer than two places or fields with anything, a graph in several
    pieces (the vector would only tell the pieces apart), places that all have the same fields, or second and third
    eigenvalues that are equal.

    The package ecomplexity gives the same numbers for a connected graph (same sign, mean and deviation of the places,
    PCI on the scale of ECI); it gives arbitrary numbers for a graph in pieces, and drops empty rows and columns.

    >>> found = score_complexity([[1, 1, 1], [1, 1, 0], [1, 0, 0]])
    >>> found.places.round(3).tolist(), round(found.correlation, 3)
    ([1.225, 0.0, -1.225], 1.0)

    Source: Hidalgo & Hausmann 2009, doi:10.1073/pnas.0900943106; Hausmann et al. 2014, The Atlas of Economic
    Complexity; on what it measures Mealy et al. 2019, doi:10.1126/sciadv.aau1705.
    """
    marks = (to_dense(present) != 0).astype(float)
    rows, columns = np.flatnonzero(marks.any(axis=1)), np.flatnonzero(marks.any(axis=0))
    inner = marks[np.ix_(rows, columns)]
    places, fields = np.full(marks.shape[0], np.nan), np.full(marks.shape[1], np.nan)
    pieces = _count_pieces(inner)
    index, values = _second_vector(inner)
    correlation = float("nan")
    if index is not None and pieces == 1:
        correlation, sign = _orient(inner, index)
        raw = _average(inner, index)
        mean, deviation = raw.mean(), raw.std()
        places[rows] = sign * (raw - mean) / deviation
        fields[columns] = sign * (index - mean) / deviation
    return Complexity(places, fields, len(rows), len(columns), pieces, values, correlation)


def _second_vector(marks: Floats) -> tuple[Floats | None, tuple[float, float]]:
    """Return the index of fields before it is scaled, if there is one, and the second and third eigenvalues."""
    if min(marks.shape) < _LEAST_ROWS:
        return None, (float("nan"), float("nan"))
    rows, columns = np.sqrt(marks.sum(axis=1)), np.sqrt(marks.sum(axis=0))
    _, singular, vectors = np.linalg.svd(marks / rows[:, None] / columns[None, :], full_matrices=False)
    values = np.concatenate([singular**2, [np.nan]])
    second, third = float(values[1]), float(values[2])
    if second < _EQUAL or second - third < _EQUAL:
        return None, (second, third)
    return vectors[1] / columns, (second, third)


def _average(marks: Floats, index: Floats) -> Floats:
    """Return the mean index of the fields of each place."""
    return np.asarray(marks @ index / marks.sum(axis=1))


def _orient(marks: Floats, index: Floats) -> tuple[float, float]:
    """Return the correlation of the index of places with diversity once the sign is set, and the sign."""
    raw, diversity = _average(marks, index), marks.sum(axis=1)
    spread = raw.std() * diversity.std()
    known = spread > _EQUAL * np.abs(raw).max()
    correlation = float(np.mean((raw - raw.mean()) * (diversity - diversity.mean())) / spread) if known else 0.0
    if abs(correlation) > _EQUAL:
        return abs(correlation), 1.0 if correlation > 0 else -1.0
    return float("nan") if not known else 0.0, 1.0 if raw[0] >= raw.mean() else -1.0


def _count_pieces(marks: Floats) -> int:
    if not marks.size:
        return 0
    links = sparse.csr_array(marks)
    whole = sparse.block_array([[None, links], [links.T, None]], format="csr")
    return int(connected_components(whole, directed=False, return_labels=False))


@dataclass(frozen=True, eq=False)
class Fitness:
    """Fitness of places and complexity of fields.

    Attributes:
        places: fitness of each place, 0 or more, mean 1 over the places that have anything; others ``nan``.
        fields: complexity of each field, 0 or more, mean 1 over the fields that any place has; others ``nan``.
        rounds: how many rounds were run.
        settled: whether no value moved by more than a millionth in the last round.
    """

    places: Floats
    fields: Floats
    rounds: int
    settled: bool


def score_fitness(present: Matrix, rounds: int = 1000) -> Fitness:
    """Return the fitness of places and the complexity of fields, by at most so many rounds of the nonlinear map.

    Beginning with 1 everywhere, each round takes ``F_c = Σ_p M_cp Q_p`` and ``Q_p = 1 / Σ_c M_cp / F_c`` of the round
    before, each divided by its mean.  In many matrices the values of some places sink to 0 slowly and without end
    (Pugliese et al. 2016, doi:10.1016/j.chaos.2016.01.001): ``settled`` tells.  Without any field all values are ``nan``.

    >>> found = score_fitness([[1, 1], [1, 0]], rounds=1)
    >>> found.places.round(3).tolist(), found.fields.round(3).tolist()
    ([1.333, 0.667], [0.667, 1.333])

    Source: Tacchella et al. 2012, doi:10.1038/srep00723.
    """
    marks = (to_dense(present) != 0).astype(float)
    rows, columns = np.flatnonzero(marks.any(axis=1)), np.flatnonzero(marks.any(axis=0))
    inner = marks[np.ix_(rows, columns)]
    strength, worth, ran, moved = np.ones(len(rows)), np.ones(len(columns)), 0, np.inf
    while inner.size and ran < rounds and moved > _STABLE:
        before = np.concatenate([strength, worth])
        strength, worth = _scale(inner @ worth), _scale(_invert(inner.T @ _invert(strength)))
        moved, ran = float(np.abs(np.concatenate([strength, worth]) - before).max()), ran + 1
    places, fields = np.full(marks.shape[0], np.nan), np.full(marks.shape[1], np.nan)
    places[rows], fields[columns] = strength, worth
    return Fitness(places, fields, ran, bool(moved <= _STABLE))


def _scale(values: Floats) -> Floats:
    return np.asarray(values / values.mean())


def _invert(values: Floats) -> Floats:
    """Return 1 over each value; what sank to 0 stands for the smallest number there is."""
    return np.asarray(1.0 / np.maximum(values, np.finfo(float).tiny))
