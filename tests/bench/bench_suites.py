"""The W3C's suites of SPARQL 1.1 and RDF 1.1: does any interface of ours lose what bare pyoxigraph can do?

Run: ``python tests/bench/bench_suites.py FOLDER``; where FOLDER comes from is told in ``tests/w3c/README.md``.  Prints the
tests of each suite, how many the engine accepts, and each difference; goal: none.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from suites import REFUSED, Outcome, read_suites, run


def main() -> None:
    """Print counts and differences."""
    suites: dict[str, list[Outcome]] = defaultdict(list)
    for case in read_suites(Path(sys.argv[1]).resolve()):
        suites[case.suite].append(run(case))
    print("| suite | tests | accepted by the engine | lost by us |\n| --- | --- | --- | --- |")
    for suite, found in suites.items():
        accepted = sum(one.engine != REFUSED for one in found)
        print(f"| {suite} | {len(found)} | {accepted} | {sum(bool(one.lost) for one in found)} |")
    found = [one for outcomes in suites.values() for one in outcomes]
    print(f"{len(found):,} tests, {sum(one.engine != REFUSED for one in found):,} accepted by the engine")
    for one in found:
        for interface in one.lost:
            print(f"differs: {one.case.suite} {one.case.name}, {interface}")


if __name__ == "__main__":
    main()
