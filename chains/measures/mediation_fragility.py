"""How many unseen links would end it that one node alone joins two groups (:mod:`chains.measures.mediation`).

Any link between two nodes of the network may be the unseen one: a second broker's link to either side, a link that makes
one of the joined a broker itself, a direct link that makes mediation needless.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from chains.measures.brokerage import to_links
from chains.measures.mediation import NEARLY_ALL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Ints = NDArray[np.int64]

__all__ = ["count_links_to_share", "score_link_effects"]

_EFFORT: Final = 300
"""So many networks are tried in the search for the fewest links."""

_NEVER: Final = -(2**40)
"""The effect of a link that there is already."""


class _State:
    """A network in which links are added: dense, since it is small or seldom needed.

    The *room* is ``Σ`` over pairs of what each adds to ``share · joined - alone``, times the denominator of the share, so
    that it is an integer: the broker is no longer alone once it is above 0.
    """

    def __init__(self, links: Flags, across: Flags, broker: int, share: Fraction) -> None:
        self.links, self.across, self.broker, self.share = links, across, broker, share
        common = links.astype(np.int64) @ links.astype(np.int64)
        open_ = across & ~links
        own = open_ & np.outer(links[broker], links[broker])
        self.alone = own & (common == 1)
        self.others = open_ & (common > 0) & ~self.alone
        self.free = open_ & (common == 0)

    @property
    def room(self) -> int:
        """The room; each pair stands in the matrices twice."""
        top, bottom = self.share.numerator, self.share.denominator
        return (top * int(self.others.sum()) - (bottom - top) * int(self.alone.sum())) // 2

    @property
    def joined(self) -> int:
        """Number of joined pairs."""
        return (int(self.others.sum()) + int(self.alone.sum())) // 2

    @property
    def ended(self) -> bool:
        """Whether the broker joins alone less than the share, or there is nothing to join."""
        return self.room > 0 or not self.joined

    def effects(self, *, bound: bool = False) -> Ints:
        """Return what a new link between each two nodes adds to the room; with *bound*, what it adds without taking any.

        A link *x*-*y* lets *x* join *y* to its neighbours and *y* join *x* to its own, and ends the need to join the two.
        """
        top, bottom = self.share.numerator, self.share.denominator
        links = self.links.astype(np.int64)
        gains = links @ (top * self.free + bottom * self.alone).astype(np.int64)
        taken = 0 if bound else (bottom - top) * (links[self.broker] @ self.free.astype(np.int64))
        gains[self.broker] = -taken
        closed = (bottom - top) * self.alone.astype(np.int64) - (0 if bound else top * self.others.astype(np.int64))
        found = gains + gains.T + closed
        found[self.links | np.eye(len(found), dtype=bool)] = _NEVER
        return np.asarray(found)

    def add(self, first: int, second: int) -> _State:
        """Return the network with one more link."""
        links = self.links.copy()
        links[first, second] = links[second, first] = True
        return _State(links, self.across, self.broker, self.share)

    def kinds(self) -> Ints:
        """Return a number for each node; equal ones have equal groups and neighbours, so they may be exchanged."""
        rows = np.concatenate([self.links, self.across], axis=1)
        rows = np.concatenate([rows, (np.arange(len(rows)) == self.broker)[:, None]], axis=1)
        return np.unique(np.packbits(rows, axis=1), axis=0, return_inverse=True)[1].ravel()


def score_link_effects(
    links: sparse.csr_array, first: Flags, second: Flags, broker: int, share: Fraction = NEARLY_ALL
) -> Ints:
    """Return for each two nodes what a new link between them would add to ``share · joined - alone``, as an integer.

    The unit is 1 / the denominator of the share.  Above 0: the broker's share falls; a pair that is linked already, or no
    pair at all, has the lowest integer.  Nodes × nodes, dense.
    """
    return _make_state(links, first, second, broker, share).effects()


def _make_state(links: sparse.csr_array, first: Flags, second: Flags, broker: int, share: Fraction) -> _State:
    across = np.outer(first, second)
    return _State(to_links(links).toarray() > 0, across | across.T, broker, share)


def count_links_to_share(
    links: sparse.csr_array,
    first: Flags,
    second: Flags,
    broker: int,
    share: Fraction = NEARLY_ALL,
    effort: int = _EFFORT,
) -> int:
    """Return the fewest links that must be added before a broker joins alone less than a share of the joined pairs.

    0 if it does not now.  Exact: all sets of links are tried, smallest first, leaving out those that cannot reach far
    enough.  The room that *k* links gain is at most the sum of what each would gain alone, and a whole pair for every two
    that make a new way together; no three of them do so with each other (their ends would be of three groups, or linked),
    so there are at most ``k² / 4`` such pairs (Mantel 1907).  Beyond *effort* networks tried, the number that is not ruled
    out yet: a lower bound.
    """
    whole = to_links(links)
    linked = np.diff(whole.indptr) > 0
    search, count = _Search(effort), 0
    while True:
        nodes = np.flatnonzero(linked | _keep_isolated(linked, first, second, 2 * count))
        inner = whole[nodes][:, nodes]
        state = _make_state(inner, first[nodes], second[nodes], int(np.searchsorted(nodes, broker)), share)
        if search.reaches(state, count) is not False:
            return count
        count += 1


def _keep_isolated(linked: Flags, first: Flags, second: Flags, most: int) -> Flags:
    """Return for each group *most* nodes without a link: new links may end there, and one is like another."""
    kept = np.zeros(len(linked), dtype=bool)
    for group in (first, second, ~first & ~second):
        kept[np.flatnonzero(group & ~linked)[:most]] = True
    return kept


class _Search:
    """Tries sets of links until one ends it, or the effort is used up."""

    def __init__(self, effort: int) -> None:
        self._left = effort
        self._seen: dict[tuple[bytes, int], bool] = {}

    def reaches(self, state: _State, count: int) -> bool | None:
        """Return whether some *count* links or fewer end it; ``None`` if that was not found out."""
        if state.ended or not count:
            return state.ended
        if count == 1:
            last = np.argwhere(np.triu(state.alone))[: 1 if state.joined == 1 else 0].tolist()
            gained = bool(state.room + state.effects().max(initial=0) > 0)
            return gained or any(state.add(*pair).ended for pair in last)
        key = (np.packbits(state.links).tobytes(), count)
        if key not in self._seen:
            if not self._left:
                return None
            self._left -= 1
            found = self._try(state, count)
            if found is None:
                return None
            self._seen[key] = found
        return self._seen[key]

    def _try(self, state: _State, count: int) -> bool | None:
        bound = np.triu(state.effects(bound=True), k=1)
        together = state.share.denominator * (count * count // 4)
        best = np.sort(np.partition(bound.ravel(), -count)[-count:]) if bound.size >= count else bound.ravel()
        # With as many links as pairs all may be closed, which leaves no room at all.
        least = 1 if count < state.joined else 0
        if state.room + int(np.maximum(best, 0).sum()) + together < least:
            return False
        # One link of any set that ends it gains at least its part of what is needed: begin with that one.
        needed = -(-(least - state.room - together) // count)
        unknown = False
        for first, second in _list_links(state, bound, needed):
            found = self.reaches(state.add(first, second), count - 1)
            if found:
                return True
            unknown = unknown or found is None
        return None if unknown else False


def _list_links(state: _State, bound: Ints, needed: int) -> list[tuple[int, int]]:
    """Return the links that gain so much, most first, one for all that are alike."""
    rows, columns = np.nonzero(np.triu(~state.links, k=1) & (bound >= needed))
    kinds = state.kinds()
    ends = np.sort(np.stack([kinds[rows], kinds[columns]], axis=1), axis=1)
    chosen = np.unique(ends, axis=0, return_index=True)[1]
    order = chosen[np.lexsort((chosen, -bound[rows, columns][chosen]))]
    return list(zip(rows[order].tolist(), columns[order].tolist(), strict=True))
