"""Candidate partners: which pairs come into question, and which of them are worth a line in a list.

Who is a candidate is our own rule, simple enough to check by hand:

* the institution lies in the enterprise's city or at most :data:`NEAR_KM` away (from city centre to city centre);
* it offers a programme meant for the enterprise's industry chain or segment (:mod:`chains.gaps.reading.fitting`);
* the two have no partnership on record, established or intended, no training, and no project or platform together.

A scorer (:mod:`chains.gaps.partners.scorers`) tells which institution is the best for an enterprise.  Which enterprise
comes first is told by what it lacks: the **loss** of a pair of which n programmes fit is ``1 - 1/(1 + ln(1 + n))``, less
what distance takes away, divided by one more than the enterprise has partners.  So an enterprise without any partner,
with a close fit in its own city, comes first.  Skills say nothing here: postings are on record for some industry chains
only, and the others would fall behind for want of a sample.

The list names an enterprise once, an institution once for an industry chain and at most :data:`PER_INSTITUTION` times
in all, and at most :data:`PER_CELL` pairs of an industry chain in a city, so that it does not name the same few over and
over.  Of enterprises with an equal loss those come first that have most projects and platforms, then most links; what is
equal in all of that comes by its Chinese name, so that the list does not hang on how things are numbered.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from chains.gaps.partners.pairing import UNPLACED, Pairing
from chains.gaps.partners.scorers import DEFAULT, SCALE_KM, SCORERS
from chains.measures.fitting import score_decay, score_fit
from chains.measures.linking import pick_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "NEAR_KM",
    "PER_CELL",
    "PER_INSTITUTION",
    "Candidate",
    "choose_candidates",
    "describe_candidates",
    "find_candidates",
    "list_candidates",
]

NEAR_KM: Final = 60.0
PER_INSTITUTION: Final = 3
PER_CELL: Final = 3

_SCHEMA: Final = {
    "enterprise": pl.Int64,
    "institution": pl.Int64,
    "want": pl.Int64,
    "km": pl.Float64,
    "programmes": pl.Int64,
    "partners": pl.Int64,
    "ventures": pl.Int64,
    "links": pl.Int64,
    "loss": pl.Float64,
    "score": pl.Float64,
    "rank": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One pair that might work together; things are node numbers, cities IRIs.

    Attributes:
        city, home: where the enterprise and where the institution lies.
        chain: the industry chain of the enterprise that the institution fits best.
        programmes: what the institution offers that is meant for the segment or industry chain, closest first.
        named: whether these bear a word of it; else they lead to occupations that it asks for.
        covered: share of the skills asked for in the industry chain that the institution teaches; ``None`` if not known.
        skills: those skills, most asked for first.
        km: distance between the two cities; 0 in the same one.
        partners: number of institutions that the enterprise works, or means to work, with.
        ventures: number of projects and platforms of the enterprise.
        loss: in [0, 1], see the module.
    """

    enterprise: int
    institution: int
    chain: int
    city: str
    home: str
    programmes: tuple[int, ...]
    named: bool
    covered: float | None
    skills: tuple[int, ...]
    km: float
    partners: int
    ventures: int
    loss: float


def list_candidates(pairing: Pairing) -> list[Candidate]:
    """Return the list that this module describes, by the default scorer, greatest loss first."""
    return describe_candidates(pairing, choose_candidates(pairing, find_candidates(pairing)))


def find_candidates(pairing: Pairing, scorer: str = DEFAULT) -> pl.DataFrame:
    """Return all candidates: a row for each pair.

    Columns: ``enterprise`` and ``institution`` (their numbers in *pairing*), ``want`` (a place in the wants of
    :class:`~chains.gaps.reading.fitting.Fitting`), ``km``, ``programmes`` (that fit), ``partners``, ``ventures``
    (projects and platforms) and ``links`` (all on record) of the enterprise, ``loss``, ``score`` by *scorer* and ``rank`` (of the institution among the enterprise's candidates by score, the best
    is 1, ties share their mean).  Enterprises with the greatest loss first, then by rank.  Empty where nothing fits.
    """
    first, second = _find_pairs(pairing)
    want = pairing.fitting.choose_want(first, second)
    km, programmes = pairing.km(first, second), pairing.fitting.named[first, want].astype(np.int64)
    partners = pairing.partners[second]
    closeness = 1.0 - 1.0 / score_fit(programmes, 0.0)
    losses = closeness * score_decay(km, SCALE_KM) / (1.0 + partners)
    links = pairing.to_matrix(pairing.partnerships)
    rows = {
        "enterprise": second,
        "institution": first,
        "want": want,
        "km": km,
        "programmes": programmes,
        "partners": partners,
        "ventures": pairing.ventures[second],
        "links": pairing.links[second],
        "loss": losses.round(9),
        "score": SCORERS[scorer].score(pairing, links, first, second).round(9),
    }
    frame = pl.DataFrame(rows).with_columns(
        rank=pl.col("score").rank("average", descending=True).over("enterprise").cast(pl.Float64)
    )
    most = pl.col("loss").max().over("enterprise")
    typed = frame.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())
    called = _called(pairing, "enterprise", pairing.enterprises)
    calling = _called(pairing, "institution", pairing.institutions)
    return typed.sort(-most, -pl.col("ventures"), -pl.col("links"), called, "rank", -pl.col("loss"), calling)


def _called(pairing: Pairing, column: str, things: NDArray[np.int64]) -> pl.Expr:
    """Return the place of each thing of a column in the order of their names."""
    names = pairing.network.nodes[things].select("label_zh", "iri", place=pl.int_range(pl.len(), dtype=pl.Int64))
    order = names.sort("label_zh", "iri").get_column("place")
    return pl.col(column).replace_strict(order, pl.int_range(len(order), eager=True), return_dtype=pl.Int64)


def _find_pairs(pairing: Pairing) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the institutions and the enterprises of all candidates."""
    enterprises, wants = pairing.fitting.wanting
    offering = pairing.fitting.named > 0
    near = pairing.city_km <= NEAR_KM
    found = []
    for city in range(len(pairing.places.cities)):
        there = pairing.cities[enterprises] == city
        around = np.flatnonzero((pairing.homes != UNPLACED) & near[city][pairing.homes])
        rows, columns = np.nonzero(offering[around][:, wants[there]])
        found.append(np.stack([around[rows], enterprises[there][columns]]))
    pairs = np.unique(np.hstack([np.zeros((2, 0), dtype=np.int64), *found]), axis=1)
    known = pick_pairs(pairing.on_record, pairs[0], pairs[1]) != 0
    return pairs[0][~known], pairs[1][~known]


def choose_candidates(pairing: Pairing, candidates: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of :func:`find_candidates` that the list names, greatest loss first."""
    taken: Counter[tuple[str, object]] = Counter()
    chosen = []
    columns = candidates.select("enterprise", "institution", "want").iter_rows()
    for row, (enterprise, institution, want) in enumerate(columns):
        chain = pairing.fitting.wants[want].chain
        limits = {
            ("enterprise", enterprise): 1,
            ("institution", institution): PER_INSTITUTION,
            ("institution and chain", (institution, chain)): 1,
            ("city and chain", (int(pairing.cities[enterprise]), chain)): PER_CELL,
        }
        if all(taken[key] < most for key, most in limits.items()):
            taken.update(limits.keys())
            chosen.append(row)
    keys = [-pl.col("loss"), -pl.col("ventures"), -pl.col("links")]
    return candidates[chosen].sort(keys, maintain_order=True)


def describe_candidates(pairing: Pairing, candidates: pl.DataFrame) -> list[Candidate]:
    """Return rows of :func:`find_candidates` as records, in their order."""
    ends = candidates.get_column("institution"), candidates.get_column("enterprise")
    covered = pairing.fitting.cover(*(end.to_numpy() for end in ends))
    rows = zip(candidates.iter_rows(named=True), covered.tolist(), strict=True)
    return [_describe(pairing, row, share) for row, share in rows]


def _describe(pairing: Pairing, row: dict[str, float], covered: float) -> Candidate:
    enterprise, institution, want = int(row["enterprise"]), int(row["institution"]), int(row["want"])
    return Candidate(
        enterprise=int(pairing.enterprises[enterprise]),
        institution=int(pairing.institutions[institution]),
        chain=pairing.fitting.wants[want].chain,
        city=pairing.places.cities[pairing.cities[enterprise]],
        home=pairing.places.cities[pairing.homes[institution]],
        programmes=pairing.fitting.programmes(institution, want),
        named=pairing.fitting.wants[want].named,
        covered=None if np.isnan(covered) else covered,
        skills=pairing.fitting.skills(institution, want),
        km=row["km"],
        partners=int(row["partners"]),
        ventures=int(row["ventures"]),
        loss=row["loss"],
    )
