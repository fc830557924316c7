"""How well institutions fit what enterprises want: the one place where that is scored.

What an enterprise itself asks for is nowhere on record, so it is matched through its industry chains:

* the **programmes** of an institution that bear a word of the industry chain, or of the enterprise's segments in it
  (:mod:`chains.gaps.reading.matching`).  Where no programme on record bears such a word, those that lead to an
  occupation which the industry chain asks for.  Words come first, because postings are samples: one of software jobs
  would make every programme in computing fit every industry chain;
* the share of the skills named by the postings of the industry chain that the programmes of the institution teach
  (**covered**; not known where fewer than :data:`~chains.gaps.reading.matching.LEAST_POSTINGS` postings count).

Both make the **fit** (:func:`~chains.measures.fitting.score_fit`).  An enterprise of several industry chains
counts by the one that an institution fits best.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from chains.gaps.reading.actors import Actors
from chains.gaps.reading.matching import Matching
from chains.gaps.reading.passages import Passages
from chains.measures.fitting import score_covered, score_fit
from chains.measures.metapath import to_ones

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

__all__ = ["Fitting", "Want"]


@dataclass(frozen=True, slots=True)
class Want:
    """What enterprises may want: programmes for an industry chain, and perhaps for segments in it.

    Attributes:
        chain: node number of the industry chain.
        programmes: node numbers of the programmes meant for it, closest first: segments before the chain.
        named: whether they bear a word of it; else they lead to occupations that it asks for.
    """

    chain: int
    programmes: tuple[int, ...]
    named: bool = True


class Fitting:
    """The institutions and enterprises of a network, counted from 0 in the order of their nodes, and how they fit."""

    def __init__(self, actors: Actors) -> None:
        self._actors = actors
        self.matching = Matching(actors)
        self.institutions = actors.institutions.get_column("node").to_numpy().astype(np.int64)
        self.enterprises = actors.enterprises.get_column("node").to_numpy().astype(np.int64)

    @cached_property
    def offers(self) -> sparse.csr_array:
        """Institutions × nodes: the programmes of each."""
        return to_ones(self._actors.network.to_sparse("offers")[self.institutions])

    @cached_property
    def taught(self) -> sparse.csr_array:
        """Institutions × nodes: the skills that any programme of each develops."""
        return to_ones(self.offers @ self._actors.network.to_sparse("develops-skill"))

    @cached_property
    def wants(self) -> list[Want]:
        """Everything that any enterprise of the regions wants; each once, in the order of the enterprises."""
        return list(self._members)

    @cached_property
    def _members(self) -> Mapping[Want, list[int]]:
        """The enterprises that want it, by number."""
        segments = self._actors.in_segment.select("enterprise", node="segment").unique()
        placed = segments.join(self._actors.segments, on="node").select("enterprise", "chain", "node")
        groups = placed.sort("node").group_by("enterprise", "chain").agg("node")
        active = self._actors.in_chain.select("enterprise", "chain").unique()
        rows = active.join(groups, on=["enterprise", "chain"], how="left").sort("enterprise", "chain")
        numbers = {node: number for number, node in enumerate(self.enterprises.tolist())}
        found: dict[Want, list[int]] = {}
        for enterprise, chain, own in rows.iter_rows():
            found.setdefault(self._want(chain, tuple(own or ())), []).append(numbers[enterprise])
        return found

    def _want(self, chain: int, segments: tuple[int, ...]) -> Want:
        named = (self.matching.named.get(node, ()) for node in (*segments, chain))
        programmes = tuple(dict.fromkeys(programme for part in named for programme in part))
        return Want(chain, programmes) if programmes else Want(chain, self._leading.get(chain, ()), named=False)

    @cached_property
    def _leading(self) -> Mapping[int, tuple[int, ...]]:
        """The programmes that lead to an occupation which an industry chain asks for, by industry chain."""
        passages = Passages(self._actors.network, self._actors.places)
        asks = passages.asked.by_chain(passages.asked.demand)
        ways = sparse.csc_array(passages.leads @ asks)
        return {
            chain: tuple(sorted(ways[:, [chain]].indices.tolist())) for chain in np.unique(ways.nonzero()[1]).tolist()
        }

    @cached_property
    def wanting(self) -> tuple[Numbers, Numbers]:
        """Who wants what: parallel arrays of enterprises and places in ``wants``, sorted."""
        pairs = sorted((one, want) for want, members in enumerate(self._members.values()) for one in members)
        both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    @cached_property
    def named(self) -> Floats:
        """Institutions × ``wants``: how many of the programmes meant for it are offered."""
        meant = sparse.lil_array((self.offers.shape[1], len(self.wants)))
        for place, want in enumerate(self.wants):
            meant[list(want.programmes), place] = 1.0
        return np.asarray((self.offers.astype(float) @ sparse.csr_array(meant)).toarray())

    @cached_property
    def covered(self) -> Floats:
        """Institutions × ``wants``: share of the skills asked for that each teaches; ``nan`` where it is not known."""
        chains = sorted({want.chain for want in self.wants})
        asked = sparse.lil_array((len(chains), self.offers.shape[1]))
        for row, chain in enumerate(chains):
            for skill, weight in self.matching.asked.get(chain, {}).items():
                asked[row, skill] = weight
        places = [chains.index(want.chain) for want in self.wants]
        return score_covered(self.taught, sparse.csr_array(asked))[:, places]

    @cached_property
    def _fits(self) -> Floats:
        # One more column: enterprises whose industry chain is not known want it.
        alone = np.ones((len(self.institutions), 1))
        return np.hstack([score_fit(self.named, self.covered), alone])

    @cached_property
    def _choices(self) -> Numbers:
        """Enterprises × the most that any wants: places in ``wants``, filled up with the last column of the fits."""
        enterprises, wants = self.wanting
        counts = np.bincount(enterprises, minlength=len(self.enterprises))
        found = np.full((len(self.enterprises), max(int(counts.max(initial=0)), 1)), len(self.wants), dtype=np.int64)
        places = np.arange(len(enterprises)) - (np.cumsum(counts) - counts)[enterprises]
        found[enterprises, places] = wants
        return found

    def choose_want(self, first: ArrayLike, second: ArrayLike) -> Numbers:
        """Return what institution *first* fits best of what enterprise *second* wants, for each pair: a place in ``wants``.

        Of equal ones the first; the number of wants where nothing is known that the enterprise wants.
        """
        choices = self._choices[np.asarray(second, dtype=np.int64)]
        fits = self._fits[np.asarray(first, dtype=np.int64)[:, None], choices]
        return np.asarray(choices[np.arange(len(choices)), fits.argmax(axis=1)])

    def fit(self, first: ArrayLike, second: ArrayLike) -> Floats:
        """Return how well each pair fits, 1 or more; 1 without any sign of it."""
        return np.asarray(self._fits[np.asarray(first, dtype=np.int64), self.choose_want(first, second)])

    def cover(self, first: ArrayLike, second: ArrayLike) -> Floats:
        """Return the share of the skills asked for that the institution of each pair teaches; ``nan`` if not known."""
        unknown = np.full((len(self.institutions), 1), np.nan)
        shares = np.hstack([self.covered, unknown])
        return np.asarray(shares[np.asarray(first, dtype=np.int64), self.choose_want(first, second)])

    def programmes(self, institution: int, want: int) -> tuple[int, ...]:
        """Return the programmes that an institution offers of those meant for a want, closest first."""
        offered = set(self.offers[[institution]].indices.tolist())
        return tuple(one for one in self.wants[want].programmes if one in offered)

    def skills(self, institution: int, want: int) -> tuple[int, ...]:
        """Return the skills asked for in a want's industry chain that an institution teaches, most asked for first."""
        asked = self.matching.asked.get(self.wants[want].chain, {})
        taught = self.taught[[institution]].indices.tolist()
        shared = (skill for skill in taught if asked.get(skill, 0.0) > 0)
        return tuple(sorted(shared, key=lambda skill: (-asked[skill], skill)))
