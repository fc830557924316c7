"""How long it takes to draw a two-mode layer with its degrees kept, beside the same trades in plain Python sets.

Run: ``python tests/bench/bench_curveball.py``.  Goal: at least 20 times as fast on the layers of the shipped region.

The peer is the algorithm as published (Strona et al. 2014, doi:10.1038/ncomms5114): two rows at random, a set for each.
Both make ten trades for each row of the same side from one matrix to the next, and return the matrices.  What is
measured makes further trades before the first, which count as its time.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

import numpy as np
from scipy import sparse

from chains import open_graph
from chains.measures import curveball

LAYERS = {
    "institutions x programmes": ("offers",),
    "programmes x skills": ("develops-skill",),
    "organisations x projects": ("participates-in",),
    "institutions x enterprises": ("partners-with",),
}
TRADES = 10
GOAL = 20
DRAWS, PEER_DRAWS, RUNS = 400, 3, 5


def load_layer(kinds: tuple[str, ...]) -> sparse.csr_array:
    """Return the links of some kinds without empty rows and columns, with those as rows that are to trade."""
    links = open_graph().network().to_sparse(*kinds) != 0
    rows, columns = (np.flatnonzero(links.sum(axis=axis)) for axis in (1, 0))
    core = sparse.csr_array(links[rows][:, columns]).astype(np.int64)
    ease = [curveball._score_ease(core.sum(axis=axis)) for axis in (1, 0)]
    return core if ease[0] >= ease[1] else sparse.csr_array(core.T)


def trade(rows: list[set[int]], chance: random.Random) -> None:
    """Let two rows deal out anew what only one of them has."""
    first, second = chance.sample(range(len(rows)), 2)
    common = rows[first] & rows[second]
    free = list(rows[first] ^ rows[second])
    chance.shuffle(free)
    kept = len(rows[first]) - len(common)
    rows[first], rows[second] = common | set(free[:kept]), common | set(free[kept:])


def draw_plainly(layer: sparse.csr_array, draws: int) -> list[sparse.csr_array]:
    """Return matrices drawn by trades of Python sets."""
    rows = [set(columns.tolist()) for columns in np.split(layer.indices, layer.indptr[1:-1])]
    chance = random.Random(1)  # noqa: S311  # no secret
    found = []
    for _ in range(draws):
        for _ in range(TRADES * len(rows) // 2):
            trade(rows, chance)
        indices = np.array([column for row in rows for column in sorted(row)])
        found.append(sparse.csr_array((np.ones(layer.nnz, dtype=np.int64), indices, layer.indptr), shape=layer.shape))
    return found


def draw(layer: sparse.csr_array, draws: int) -> list[sparse.csr_array]:
    """Return matrices drawn by what is measured."""
    return list(curveball.draw_margins(layer, draws, np.random.default_rng(1), trades_per_row=TRADES))


def time_draw(
    call: Callable[[sparse.csr_array, int], list[sparse.csr_array]], layer: sparse.csr_array, draws: int
) -> float:
    """Return the milliseconds for each draw."""
    start = time.perf_counter()
    call(layer, draws)
    return 1000 * (time.perf_counter() - start) / draws


def main() -> None:
    """Print for each layer the medians, and the median of the ratios of runs made in turn."""
    for name, kinds in LAYERS.items():
        layer = load_layer(kinds)
        pairs = [(time_draw(draw, layer, DRAWS), time_draw(draw_plainly, layer, PEER_DRAWS)) for _ in range(RUNS)]
        ours, peers = (statistics.median(times) for times in zip(*pairs, strict=True))
        ratio = statistics.median(peer / one for one, peer in pairs)
        print(
            f"{name} ({layer.shape[0]} x {layer.shape[1]}, {layer.nnz} links): {ours:.2f} ms a draw, plain sets "
            f"{peers:.1f} ms, {ratio:.1f} times (goal ≥ {GOAL})"
        )


if __name__ == "__main__":
    main()
