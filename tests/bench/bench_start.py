"""How long ``chains --help`` takes, beside a bare click program.

Run: ``python tests/bench/bench_start.py``.  Goal: at most 1.5 times.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE = '''
import click

@click.group()
def cli():
    """A bare program."""

@cli.command()
def one():
    """One command."""

cli()
'''
RUNS = 15


def time_command(command: list[str]) -> float:
    """Return how many seconds a command takes, as a whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and their ratio, the two measured in turn."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        pairs = [
            (
                time_command([sys.executable, "-m", "chains", "--help"]),
                time_command([sys.executable, str(bare), "--help"]),
            )
            for _ in range(RUNS)
        ]
    ours, peers = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"chains --help {ours * 1000:.0f} ms, bare click {peers * 1000:.0f} ms, ratio {ratio:.2f} (goal ≤ 1.5)")


if __name__ == "__main__":
    main()
