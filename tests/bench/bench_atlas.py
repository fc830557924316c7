"""How long ``chains atlas`` takes on the shipped region, with nothing cached and again, and how much memory it takes.

Run: ``python tests/bench/bench_atlas.py``.  Goals: cold under 30 s, warm under 10 s, memory under 1.5 GiB.  Processor
seconds stand beside: on a busy machine they tell more than the clock.  The steps are those of the warm run.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from chains.cache import CACHE_VARIABLE
from chains.graph import open_graph
from chains.report import write_atlas

WARM_RUNS = 3


def run_atlas(folder: Path, environment: Mapping[str, str]) -> tuple[float, float, float]:
    """Return wall seconds, processor seconds and peak memory in MiB of one run, as a whole process."""
    command = [sys.executable, "-m", "chains", "atlas", "-o", str(folder)]
    quiet = (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
    start = time.perf_counter()
    process = os.posix_spawn(sys.executable, command, environment, file_actions=[quiet])
    _, status, usage = os.wait4(process, 0)
    if status:
        message = f"chains atlas ended with {os.waitstatus_to_exitcode(status)}"
        raise SystemExit(message)
    seconds = time.perf_counter() - start
    # Linux gives kibibytes, macOS bytes.
    scale = 1024 if sys.platform == "darwin" else 1
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024 / scale


def time_steps(folder: Path) -> list[tuple[str, float]]:
    """Return the processor seconds of each step of a warm run in this process."""
    graph = open_graph()
    marks: list[tuple[str, float]] = []
    write_atlas(graph, folder, progress=lambda step: marks.append((step.en, time.process_time())))
    marks.append(("", time.process_time()))
    return [(name, end - start) for (name, start), (_, end) in pairwise(marks)]


def main() -> None:
    """Print the figures of one run with an empty cache and of the best of three after it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ[CACHE_VARIABLE] = str(folder / "cache")
        cold = run_atlas(folder / "atlas", os.environ)
        warm = min(run_atlas(folder / "atlas", os.environ) for _ in range(WARM_RUNS))
        for label, goal, (wall, processor, memory) in (("cold", 30, cold), ("warm", 10, warm)):
            print(
                f"{label}: {wall:.1f} s (goal < {goal}), {processor:.1f} s of processor, {memory:,.0f} MiB (goal < 1,536)"
            )
        for step, seconds in time_steps(folder / "atlas"):
            print(f"  {step}: {seconds:.2f} s of processor")


if __name__ == "__main__":
    main()
