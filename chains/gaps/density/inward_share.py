"""How much of each chain's cooperation stays within it, and how much would if everyone met whoever (METHODS, section 2).

The actors are organisations; a platform belongs to its host and is no partner of it.  Two are tied as partners, or by a
project, an alliance or a platform that they share.  Those of a chain in a cell have links within the chain and to
others, wherever the other end lies.

The null keeps the degrees of every two-mode layer (:mod:`chains.measures.joined`): each organisation has as many
partners, projects, alliances and platforms as on record, each project, alliance and platform as many members, but who
meets whom is chance.  Shuffled chain labels would not do here: some chains are recorded far more fully than others, and
partnerships only between institutions and enterprises; either would look like a preference.

The null does not keep in which cities partners lie.  On six invented regions without any preference of a chain for itself
(seeds 201 to 206), but with local alliances, 3 to 17 % of the cells had p up to 0.05: a chain that crowds in a city meets
its like there.  So p tells of chance among degrees, not of a preference, and no gap is reported from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from chains.gaps.reading.cooperation import COOPERATING
from chains.gaps.reading.places import Places
from chains.gaps.reading.ties import DIRECT, SHARED, Ties
from chains.gaps.reading.two_mode import read_two_mode
from chains.measures.inference import adjust_p, round_p
from chains.measures.joined import count_sides, draw_pairs, find_distinct, list_pairs
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["LEAST_LINKS", "measure_inward"]

LEVEL: Final = 0.05
LEAST_LINKS: Final = 10
"""A chain with fewer links in a cell is not tested: a share of so few says nothing."""
DRAWS: Final = 999
_SEED: Final = 20_180_818
_TIE: Final = 1e-9

_SCHEMA: Final = {
    "cell": pl.String,
    "chain": pl.String,
    "within": pl.Int64,
    "across": pl.Int64,
    "share": pl.Float64,
    "expected": pl.Float64,
    "z": pl.Float64,
    "p": pl.Float64,
    "unseen": pl.Int64,
}


def measure_inward(network: Network, places: Places, draws: int = DRAWS) -> pl.DataFrame:
    """Return every chain with a link in each city and in the whole area, sorted by ``cell`` and ``chain``.

    Columns: ``within`` and ``across`` (links, see above), ``share`` (within over all, in [0, 1]), ``expected`` (its mean
    over the draws), ``z``, ``p`` (one-sided: so large a share, ``(b + 1) / (m + 1)``), ``unseen``: the fewest further links
    to other chains with which p would be above 0.05, the null left as it is; and ``p_adjusted``.  The test's columns are
    null where a chain has fewer than 10 links, or the same share in all draws.
    """
    actors = _Actors.of(network, places)
    layers = read_two_mode(network, DIRECT, SHARED)
    seen = actors.count(list_pairs(layers))
    drawn = np.concatenate([actors.count(pairs) for pairs in draw_pairs(layers, draws, _SEED)])
    rows = [
        {"cell": cell, "chain": chain} | _test(seen[0, place, number], drawn[:, place, number])
        for place, cell in enumerate(actors.cells)
        for number, chain in enumerate(COOPERATING)
        if seen[0, place, number].any()
    ]
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort("cell", "chain")
    return frame.with_columns(p_adjusted=pl.Series(adjust_p(frame["p"].to_list()), dtype=pl.Float64))


@dataclass(frozen=True)
class _Actors:
    """The organisations, as columns over all nodes.

    Attributes:
        cells: IRIs of the cities, and of the whole area behind them.
        inside: the number of the city of each node, and that of the area; -1 outside.
        groups: the number of the chain of each node, -1 where it has none.
        kept: which nodes are organisations with a chain.
    """

    cells: tuple[str, ...]
    inside: tuple[Ints, Ints]
    groups: Ints
    kept: NDArray[np.bool_]

    @classmethod
    def of(cls, network: Network, places: Places) -> _Actors:
        """Return the organisations of a network."""
        cells = list(places.cities)
        if places.area is not None and places.area not in cells:
            cells.append(places.area)
        nodes = network.nodes.select("region", "chain", node=pl.int_range(pl.len()))
        placed = nodes.join(places.cells, on="region").select("node", cell=_number("cell", cells))
        city, area = (np.full(nodes.height, -1, dtype=np.int64) for _ in range(2))
        for numbers, wanted in (
            (city, pl.col("cell") < len(places.cities)),
            (area, pl.col("cell") >= len(places.cities)),
        ):
            rows = placed.filter(wanted)
            numbers[rows["node"].to_numpy()] = rows["cell"].to_numpy()
        groups = nodes.select(_number("chain", COOPERATING)).to_series().to_numpy()
        return cls(tuple(cells), (city, area), groups, Ties(network).organisations & (groups >= 0))

    def count(self, pairs: tuple[Ints, Ints]) -> Ints:
        """Return the links within and across: draws × cells × chains × 2."""
        distinct, shape = find_distinct(pairs, self.kept), (len(self.cells), len(COOPERATING))
        sides = [count_sides(distinct, numbers, self.groups, shape) for numbers in self.inside]
        return np.stack([one + other for one, other in zip(*sides, strict=True)], axis=-1)


def _number(column: str, known: Sequence[str]) -> pl.Expr:
    """Return the place of each value among those known, -1 for others."""
    places = {value: place for place, value in enumerate(known)}
    return pl.col(column).replace_strict(places, default=-1, return_dtype=pl.Int64)


def _test(seen: Ints, drawn: Ints) -> dict[str, Any]:
    """Return the test of one cell and chain: links within and across, on record (2) and in the draws (draws × 2)."""
    within, across = (int(count) for count in seen)
    counts = {"within": within, "across": across, "share": within / (within + across)}
    totals = drawn.sum(axis=1)
    shares = np.divide(drawn[:, 0], totals, out=np.zeros(len(totals)), where=totals > 0)
    spread = float(shares.std())
    if within + across < LEAST_LINKS or spread <= _TIE:
        return counts
    p, mean = _chance(shares, counts["share"]), float(shares.mean())
    return counts | {
        "expected": mean,
        "z": (counts["share"] - mean) / spread,
        "p": round_p(p),
        "unseen": _count_unseen(shares, within, across),
    }


def _chance(shares: Floats, share: float) -> float:
    return (int((shares >= share - _TIE).sum()) + 1) / (len(shares) + 1)


def _count_unseen(shares: Floats, within: int, across: int) -> int:
    """Return the fewest further links across that lift p above the level."""
    most = int(np.ceil(within / max(float(shares[shares > 0].min(initial=1.0)), _TIE))) + 1
    low, high = 0, max(most - within - across, 1)
    while low < high:
        middle = (low + high) // 2
        if _chance(shares, within / (within + across + middle)) > LEVEL:
            high = middle
        else:
            low = middle + 1
    return low
