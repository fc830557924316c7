"""How long it takes to choose a hundred actions, and how often the gain of one is worked out, beside the plain greedy choice.

Run: ``python tests/bench/bench_plan.py [SCALE]`` (1 is the shipped region; above that, an invented one of so many times
its cities).  Goals: a hundred actions of the region in under 10 s, of ten times the region in under 2 minutes, both with the
reading of what comes into question; at least fifty times fewer evaluations than looking at every action at every step.
"""

from __future__ import annotations

import sys
import time

from chains import open_graph
from chains.network import Network
from chains.plan.costs import read_costs
from chains.plan.limits import Limits
from chains.plan.objectives import OBJECTIVES, make_problem
from chains.plan.scope import set_scope
from chains.plan.solving import solve
from chains.simulate import simulate_region
from chains.simulate.score import read_network

SEED, CITIES, ACTIONS = 7, 41, 100


def load(scale: int) -> Network:
    """Return the shipped region, or an invented one."""
    if scale == 1:
        return open_graph().network()
    return read_network(simulate_region(SEED, cities=scale * CITIES, orders=()).tables)


def main() -> None:
    """Print seconds, candidates, the certificate and the ratio of evaluations."""
    scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    network = load(scale)
    start = time.perf_counter()
    setting = OBJECTIVES["skills"].read(set_scope(network, []))
    problem = make_problem(setting, read_costs())
    read = time.perf_counter() - start
    found = solve(problem, Limits(most=ACTIONS), seconds=0)
    whole = time.perf_counter() - start
    plain = len(found.items) * len(problem.costs)
    print(
        f"scale {scale}: {len(found.items)} of {len(problem.costs):,} actions, {problem.contributions.shape[1]:,} elements: "
        f"{whole:.1f} s ({read:.1f} s of them to read), gain {found.gain:.1f}, guaranteed {found.guaranteed:.3f}; "
        f"{found.evaluations:,} evaluations, plain greedy {plain:,}: {plain / found.evaluations:.0f} times fewer"
    )


if __name__ == "__main__":
    main()
