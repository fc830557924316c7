"""What every kind of gap keeps to: how it is found, what its numbers mean, in which order gaps are listed.

A *family* is a package in this one.  It holds

* one finder, ``Callable[[Network], list[Gap]]``, which measures every cell of the network, tests the family as a
  whole (Benjamini-Hochberg over all cells tested together) and words the result;
* ``KINDS``, a tuple of :class:`GapKind`.  Kinds that come out of one measure share one finder: it runs once.

What it measures with (``score_``, ``count_``) are functions on arrays and sparse matrices in :mod:`chains.measures`;
what it reads (places, demand, ties, ...) comes from :mod:`chains.gaps.reading`.

Conventions of the records:

* ``kind`` is a notation of the code scheme ``gap-kinds``; ``unit`` and ``null`` are keys of
  :data:`chains.gaps.wording.UNITS` and :data:`chains.gaps.wording.NULLS`.
* ``chains`` stands in the order of the four chains: use :func:`order_chains`.
* ``severity`` is :func:`weigh_severity` of the share of the matter that is lost and of the coverage grade: a loss seen
  in poor sources ranks below the same loss seen in good ones.
* ``p`` is in (0, 1], never 0, and ``None`` where no honest null exists; ``p_adjusted`` is ``None`` exactly where ``p``
  is.
* ``sources`` are the sorted distinct ``graph`` values of the links that were read.
* ``evidence`` runs on ``KnowledgeGraph.query`` without prefix declarations; ORDER BY makes its rows stable.
* A network without the matter in question gives an empty list: no warning, no zero in disguise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from chains.network import Network
from chains.records import CoverageGrade, Gap
from chains.summary import CHAINS

__all__ = [
    "GRADE_WEIGHTS",
    "SUGGESTED",
    "SUGGESTIONS",
    "Finder",
    "GapKind",
    "order_chains",
    "rank_gaps",
    "weigh_severity",
]

Finder = Callable[[Network], list[Gap]]

GRADE_WEIGHTS: Final[Mapping[CoverageGrade, float]] = {"A": 1.0, "B": 0.9, "C": 0.8, "D": 0.6}
"""What a loss counts for when the sources behind it are so complete; a convention of ours."""

SUGGESTED: Final = 0.5
"""What a suggestion weighs less than a finding; a convention of ours."""

SUGGESTIONS: Final = frozenset({"missing_partnership", "absent_related_field"})
"""Kinds that name chances to take, the best few of many: take one, and the next best is named in its place."""


@dataclass(frozen=True, slots=True)
class GapKind:
    """One kind of gap.

    Attributes:
        notation: its notation in the code scheme ``gap-kinds``.
        find: returns the gaps of this kind, and perhaps of others that the same measure yields, in any order.
    """

    notation: str
    find: Finder


def weigh_severity(lost: float, coverage: CoverageGrade) -> float:
    """Return a severity in [0, 1]: the share lost, weighed by the coverage grade, to four decimals.

    Four decimals, so that the last bits of a sum, which may differ between machines, do not change the order.
    A share outside [0, 1] is cut to it.

    >>> weigh_severity(0.5, "A"), weigh_severity(0.5, "D")
    (0.5, 0.3)
    """
    return round(min(max(lost, 0.0), 1.0) * GRADE_WEIGHTS[coverage], 4)


def order_chains(chains: Iterable[str]) -> tuple[str, ...]:
    """Return distinct chains in the order education, talent, industry, innovation; others follow by name.

    >>> order_chains(["industry", "education", "industry"])
    ('education', 'industry')
    """
    places = {chain: place for place, chain in enumerate(CHAINS)}
    return tuple(sorted(set(chains), key=lambda chain: (places.get(chain, len(CHAINS)), chain)))


def rank_gaps(gaps: Iterable[Gap]) -> list[Gap]:
    """Return gaps by severity, highest first; equal ones by p, kind, region, subject and sentence."""
    return sorted(gaps, key=_rank)


def _rank(gap: Gap) -> tuple[float, float, str, str, tuple[str, ...], str]:
    chance = 1.0 if gap.p_adjusted is None else gap.p_adjusted
    return (-gap.severity, chance, gap.kind, gap.region or "", gap.subject, gap.sentence.en)
