"""How long candidate partners take: on the shipped region, and length-3 paths beside a plain Python loop.

Run: ``python tests/bench/bench_partners.py``.  Goals: the gap kind under 2 s, the test of all scores under 5 s, sparse
products at least 20 times as fast as sets in Python.  Processor seconds: on a busy machine they tell more than the clock.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable

import numpy as np
from scipy import sparse

from chains.gaps import find_gaps
from chains.gaps.partners.evaluation import evaluate_scorers
from chains.gaps.partners.pairing import Pairing
from chains.graph import open_graph
from chains.measures.linking import factorise_links, score_l3_two_mode


def take(call: Callable[[], object], times: int = 3) -> float:
    """Return the fewest processor seconds of several calls."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        call()
        seconds.append(time.process_time() - start)
    return min(seconds)


def draw_links(rows: int, columns: int, links: int) -> sparse.csr_array:
    """Return a random two-mode graph whose columns are popular by Zipf's law."""
    draws = np.random.default_rng(0)
    weights = 1.0 / np.arange(1, columns + 1)
    ends = draws.integers(0, rows, links), draws.choice(columns, links, p=weights / weights.sum())
    return sparse.csr_array((np.ones(links), ends), shape=(rows, columns))


def score_by_sets(links: sparse.csr_array) -> dict[tuple[int, int], float]:
    """Return L3 of every unlinked pair by walking from neighbour to neighbour."""
    rows: dict[int, set[int]] = defaultdict(set)
    columns: dict[int, set[int]] = defaultdict(set)
    for row, column in zip(*sparse.coo_array(links).coords, strict=True):
        rows[int(row)].add(int(column))
        columns[int(column)].add(int(row))
    found: dict[tuple[int, int], float] = defaultdict(float)
    for first, own in rows.items():
        for middle in own:
            for other in columns[middle]:
                weight = 1.0 / (len(columns[middle]) * len(rows[other])) ** 0.5
                for last in rows[other] - own:
                    found[first, last] += weight
    return found


def main() -> None:
    """Print the figures of the region and of random graphs."""
    network = open_graph().network()
    print(
        f"missing partnerships, shipped region: {take(lambda: find_gaps(network, kinds=['missing_partnership'])):.2f} s"
    )
    print(f"all scores under all protocols:       {take(lambda: evaluate_scorers(Pairing(network))):.2f} s")
    for rows, columns, links in ((600, 1200, 3_000), (2_000, 10_000, 20_000)):
        graph = draw_links(rows, columns, links)
        fast, slow = (
            take(lambda graph=graph: score_l3_two_mode(graph)),
            take(lambda graph=graph: score_by_sets(graph), 1),
        )
        walked = score_by_sets(graph)
        scores = score_l3_two_mode(graph)
        worst = max(abs(scores[pair] - value) for pair, value in list(walked.items())[::1000])
        factors = take(lambda graph=graph: factorise_links(graph, 16))
        print(
            f"{rows} x {columns}, {graph.nnz} links: L3 {fast:.3f} s, sets {slow:.2f} s, {slow / fast:.0f} x; "
            f"{scores.nnz} pairs, largest difference {worst:.0e}; SVD {factors:.2f} s"
        )


if __name__ == "__main__":
    main()
