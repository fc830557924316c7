"""Candidate partners: an enterprise and an institution near it that fit each other and do not work together yet.

Who is a candidate is our own rule, simple enough to check by hand:

* the institution lies in the enterprise's city or at most :data:`NEAR_KM` away (from city centre to city centre);
* it offers a programme that bears a word of the enterprise's industry chain or segment
  (:mod:`chains.gaps.reading.matching`);
* no partnership between the two is on record, established or intended.

One pair is better than another, looked at in this order: if the enterprise has no partner at all; if the two are
nearer; if the fitting programmes teach more of what the industry chain asks for; if more programmes fit; if the
enterprise takes part in more projects and platforms.  The list has at most :data:`PER_ENTERPRISE` pairs of an
enterprise and :data:`PER_INSTITUTION` of an institution, so that it does not name the same few over and over.  It
begins with the best pair of every city and industry chain, those with most enterprises first, then come the second
best, and so on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from chains.gaps.reading.actors import Actors
from chains.gaps.reading.matching import Matching
from chains.report.distances import Distances

__all__ = ["NEAR_KM", "PER_ENTERPRISE", "PER_INSTITUTION", "Candidate", "choose_candidates", "find_candidates"]

NEAR_KM: Final = 60.0
PER_ENTERPRISE: Final = 2
PER_INSTITUTION: Final = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """One pair that might work together; things are node numbers, cities IRIs.

    Attributes:
        city, home: where the enterprise and where the institution lies.
        programmes: what the institution offers that bears the name of the segment or industry chain, closest first.
        covered: share of what the industry chain asks for that these programmes teach; ``None`` if not known.
        skills: those that they teach, most asked for first.
        km: distance between the two cities; 0 in the same one.
        partners: number of institutions that the enterprise works with.
        ventures: number of projects and platforms of the enterprise.
    """

    enterprise: int
    institution: int
    chain: int
    city: str
    home: str
    programmes: tuple[int, ...]
    covered: float | None
    skills: tuple[int, ...]
    km: float
    partners: int
    ventures: int


def find_candidates(actors: Actors, matching: Matching) -> list[Candidate]:
    """Return all candidates, best first; empty without enterprises in cities or without programmes that fit."""
    return sorted(_Search(actors, matching).run(), key=_rank)


def _rank(candidate: Candidate) -> tuple[float, ...]:
    return (
        candidate.partners > 0,
        candidate.km,
        -(candidate.covered or 0.0),
        -len(candidate.programmes),
        -candidate.ventures,
        candidate.enterprise,
        candidate.institution,
        candidate.chain,
    )


def choose_candidates(ranked: Iterable[Candidate]) -> list[Candidate]:
    """Return the list that this module describes, of candidates that come best first."""
    taken: Counter[tuple[str, int]] = Counter()
    cells: dict[tuple[str, int], list[Candidate]] = defaultdict(list)
    pairs = set()
    for candidate in ranked:
        pair = (candidate.enterprise, candidate.institution)
        limits = (
            ("enterprise", candidate.enterprise, PER_ENTERPRISE),
            ("institution", candidate.institution, PER_INSTITUTION),
        )
        if pair not in pairs and all(taken[role, node] < most for role, node, most in limits):
            pairs.add(pair)
            taken.update((role, node) for role, node, _ in limits)
            cells[candidate.city, candidate.chain].append(candidate)
    return _take_turns(cells)


def _take_turns(cells: Mapping[tuple[str, int], Sequence[Candidate]]) -> list[Candidate]:
    """Return the first of each cell, larger cells first, then the second of each, and so on."""
    order = sorted(cells, key=lambda cell: (-len({one.enterprise for one in cells[cell]}), cell))
    rounds = max(map(len, cells.values()), default=0)
    return [cells[cell][turn] for turn in range(rounds) for cell in order if turn < len(cells[cell])]


class _Search:
    """Looks at every enterprise and every institution near it."""

    def __init__(self, actors: Actors, matching: Matching) -> None:
        self._actors = actors
        self._matching = matching
        self._near = _near_cities(actors)
        self._local = _group(actors.institutions.select("region", "node").drop_nulls().iter_rows())
        self._known = set(actors.partnerships.select("enterprise", "institution").iter_rows())
        self._partners = Counter(enterprise for enterprise, _ in self._known)
        self._ventures = Counter(actors.ventures.select("enterprise", "venture").unique().get_column("enterprise"))
        rows = actors.in_segment.select("enterprise", node="segment").unique().join(actors.segments, on="node")
        self._segments = _group(
            ((enterprise, chain), segment)
            for enterprise, chain, segment in rows.select("enterprise", "chain", "node").sort(pl.all()).iter_rows()
        )

    def run(self) -> Iterator[Candidate]:
        """Iterate over the candidates, by enterprise."""
        active = self._actors.in_chain.filter(pl.col("region").is_in(self._actors.places.cities))
        rows = active.select("enterprise", "chain", "region").unique().sort(pl.all())
        for enterprise, chain, city in rows.iter_rows():
            places = [*self._segments.get((enterprise, chain), ()), chain]
            wanted = list(dict.fromkeys(one for place in places for one in self._matching.named.get(place, ())))
            for home, km in self._near.get(city, ()):
                for institution in self._local.get(home, ()):
                    offered = self._matching.taught.get(institution, frozenset())
                    programmes = tuple(one for one in wanted if one in offered)
                    if programmes and (enterprise, institution) not in self._known:
                        yield self._describe(enterprise, institution, chain, (city, home), programmes, km)

    def _describe(
        self,
        enterprise: int,
        institution: int,
        chain: int,
        ends: tuple[str, str],
        programmes: tuple[int, ...],
        km: float,
    ) -> Candidate:
        covered, skills = self._matching.cover(programmes, chain) or (None, [])
        return Candidate(
            enterprise=enterprise,
            institution=institution,
            chain=chain,
            city=ends[0],
            home=ends[1],
            programmes=programmes,
            covered=covered,
            skills=tuple(skills),
            km=km,
            partners=self._partners[enterprise],
            ventures=self._ventures[enterprise],
        )


def _near_cities(actors: Actors) -> Mapping[str, list[tuple[str, float]]]:
    distances = Distances(actors.network)
    cities = actors.places.cities
    return {
        city: [(other, km) for other in cities if (km := distances.km(city, other)) is not None and km <= NEAR_KM]
        for city in cities
    }


def _group(pairs: Iterable[tuple[object, int]]) -> Mapping[object, list[int]]:
    found: dict[object, list[int]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
