"""How like two names are, and which known names a written one is like at all: never every name with every other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.matching.forms import Form, is_han

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

__all__ = ["NameIndex", "is_short_form", "score_forms"]

_CHUNK: Final = 2_000
"""So many names are compared at a time; memory grows with this number times that of the known names."""
_NEAREST: Final = 12
_TOO_COMMON: Final = 0.25
_FEW: Final = 200
_MANY: Final = 2_000
_MOVED: Final = 90.0
_SOUND: Final = 85.0
_BRIEF: Final = 4
_LONGER: Final = 75.0
_SHORT: Final = 70.0
_SHORTER: Final = 15.0
_BEGINS: Final = 5.0
_LEAST_SHORT: Final = 2


def _features(core: str) -> list[str]:
    """Return what two names that are alike share: single characters and pairs of Chinese ones, triples of letters."""
    if is_han(core):
        return list(dict.fromkeys([*core, *(first + second for first, second in pairwise(core))]))
    padded = f" {core} "
    return list(dict.fromkeys(padded[place : place + 3] for place in range(max(1, len(padded) - 2))))


def is_short_form(short: str, long: str) -> bool:
    """Return whether all characters of one name stand in another in this order.

    >>> is_short_form("昊海生科", "昊海生物科技"), is_short_form("海昊", "昊海生物科技")
    (True, False)
    """
    rest = iter(long)
    return all(letter in rest for letter in short)


def score_forms(written: Sequence[Form], known: Sequence[Form]) -> NDArray[np.float32]:
    """Return how like the names of each pair are, from 0 to 100.

    100 less the share of characters that would have to be typed anew, deleted, inserted or swapped with their neighbour
    (optimal string alignment), of the longer name; of English names the better of two: words in their order, and in
    that of the alphabet.  Where that is less, by what makes names of one thing differ much:

    * 90: the same characters in another order (天地自动化常州);
    * 85: Chinese names of at most four characters that sound the same (常洲);
    * 70 to 90: short names, whose characters, or English words, all stand in the other in this order (昊海生科), more
      the longer they are, and if they begin alike;
    * 75: more before or after a known name.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if not written:
        return np.zeros(0, dtype=np.float32)

    def alike(left: list[str], right: list[str]) -> NDArray[np.float32]:
        found = process.cpdist(left, right, scorer=OSA.normalized_similarity, dtype=np.float32)
        return np.asarray(found, dtype=np.float32) * 100

    scores = alike([form.core for form in written], [form.core for form in known])
    ordered = [place for place, form in enumerate(written) if form.words]
    if ordered:
        in_order = alike([written[place].words for place in ordered], [known[place].words for place in ordered])
        scores[ordered] = np.maximum(scores[ordered], in_order)
    for place in np.flatnonzero(scores < _MOVED).tolist():
        scores[place] = max(scores[place], _score_parts(written[place].core, known[place].core))
    return scores


def _score_parts(written: str, known: str) -> float:
    if len(written) == len(known):
        if sorted(written) == sorted(known):
            return _MOVED
        return _SOUND if len(known) <= _BRIEF and is_han(known) and _sound(written) == _sound(known) else 0.0
    if not is_han(known):
        return _score_words(written.split(), known.split())
    if _LEAST_SHORT <= len(written) < len(known):
        return _short(len(written) / len(known), begin=written[0] == known[0]) if is_short_form(written, known) else 0.0
    return _LONGER if known in written and len(known) >= _LEAST_SHORT else 0.0


def _score_words(written: list[str], known: list[str]) -> float:
    if set(written) <= set(known):
        return _short(len(written) / len(known), begin=False)
    return _LONGER if set(known) <= set(written) and len(known) >= _LEAST_SHORT else 0.0


def _short(share: float, *, begin: bool) -> float:
    return _SHORT + _SHORTER * share + (_BEGINS if begin else 0.0)


@lru_cache(maxsize=1 << 12)
def _sound(name: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(name))


class NameIndex:
    """Known names by their features: of a written name only those are compared that share the rarest of its features."""

    def __init__(self, cores: Sequence[str]) -> None:
        self.cores = list(cores)
        places: dict[str, list[int]] = {}
        for row, core in enumerate(self.cores):
            for feature in _features(core):
                places.setdefault(feature, []).append(row)
        # What very many names share tells little, and would be most of the work.
        most = max(_FEW, min(int(_TOO_COMMON * len(self.cores)), _MANY))
        kept = {feature: rows for feature, rows in places.items() if len(rows) <= most}
        self._columns = {feature: place for place, feature in enumerate(kept)}
        counts = np.array([len(rows) for rows in kept.values()], dtype=np.float64)
        self._weights = np.log1p(len(self.cores) / np.maximum(counts, 1)).astype(np.float32)
        self._known = self._matrix(list(kept.values()))

    def _matrix(self, rows: list[list[int]]) -> csr_array:
        from scipy.sparse import csr_array

        ends = np.cumsum([0, *map(len, rows)])
        members = np.array([row for listed in rows for row in listed], dtype=np.int32)
        values = np.repeat(self._weights, np.diff(ends)) if rows else np.zeros(0, dtype=np.float32)
        return csr_array((values, members, ends), shape=(len(rows), len(self.cores)))

    def nearest(self, cores: Sequence[str]) -> Iterator[NDArray[np.int64]]:
        """Iterate over the places of the known names that share most with each name, at most twelve, best first."""
        for start in range(0, len(cores), _CHUNK):
            yield from self._nearest(cores[start : start + _CHUNK])

    def _nearest(self, cores: Sequence[str]) -> Iterator[NDArray[np.int64]]:
        from scipy.sparse import csr_array

        found = [[self._columns[one] for one in _features(core) if one in self._columns] for core in cores]
        ends = np.cumsum([0, *map(len, found)])
        columns = np.array([column for listed in found for column in listed], dtype=np.int32)
        written = csr_array(
            (np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(cores), len(self._weights))
        )
        shared = (written @ self._known).tocsr()
        shared.sort_indices()
        sizes = np.array([len(core) for core in self.cores], dtype=np.float32)
        for row in range(len(cores)):
            begin, end = shared.indptr[row], shared.indptr[row + 1]
            known, weights = shared.indices[begin:end], shared.data[begin:end]
            # Of names that share as much, the shorter has less that is not shared.
            weights = weights / np.sqrt(sizes[known] + 4)
            if len(known) > _NEAREST:
                kept = np.sort(np.argpartition(-weights, _NEAREST)[:_NEAREST])
                known, weights = known[kept], weights[kept]
            yield known[np.argsort(-weights, kind="stable")].astype(np.int64)
