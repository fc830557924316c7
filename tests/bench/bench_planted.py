"""Does the engine find what was planted, and nothing else?  Prints the proof on invented regions as Markdown.

Run: ``python tests/bench/bench_planted.py [SEEDS] [PROCESSES]`` (20 and 1 unless told).  Each seed gives one region in
which nothing is planted and one for each effect.  Goals: of what is reported at most 5 % (plus sampling error) is
neither planted nor follows from it; recall is at least 0.9 at effects where the naive ranking finds less than 0.6;
where nothing is planted, at most 5 % of the tests raise an alarm.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from planted_regions import Planted, look_at_planted, look_at_untouched
from planted_report import report_precision, report_recall, report_suggestions, report_untouched
from planted_tests import Untouched

EFFECTS = (0.5, 0.75, 0.9, 1.0)


def run(seeds: int, processes: int) -> tuple[list[Untouched], list[Planted]]:
    """Return the counts of all regions, in the order of seeds and effects."""
    with ProcessPoolExecutor(processes) as pool:
        untouched = pool.map(look_at_untouched, range(seeds))
        planted = [pool.map(partial(look_at_planted, effect=effect), range(seeds)) for effect in EFFECTS]
        return list(untouched), [region for part in planted for region in part]


def main() -> None:
    """Print the report."""
    seeds, processes = (int(sys.argv[place]) if len(sys.argv) > place else usual for place, usual in ((1, 20), (2, 1)))
    untouched, planted = run(seeds, processes)
    parts = (
        report_untouched(untouched),
        *(report(planted) for report in (report_recall, report_suggestions, report_precision)),
    )
    for part in parts:
        print("\n".join(part), end="\n\n")


if __name__ == "__main__":
    main()
