"""How well written names are matched with known things, and how fast: ``chains match``.

Run: ``python tests/bench/bench_match.py [N]``.  Goals: of what is taken for sure at least 0.99 is right; at least 0.95 of
the names of known things are sure, or asked about with the right thing to choose.

The names are those of ``tests/labelled_names.py``: real names and aliases of the region, spoilt as people spoil them,
aliases that are held out, and names of what is not known.  Thresholds are chosen on one half of the things (first
table) and judged on the other (second and third).  The peer is what many do: rapidfuzz's ``WRatio`` over all known names,
taken for sure from 90 on.  Last, N distinct misspellings of one city (a million if N is not given), with time and memory.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from labelled_names import TABLES, Tally, Written, labelled_names
from rapidfuzz import fuzz, process, utils

from chains.matching import KnownNames, NameMatch, find_matches, matches
from chains.matching.forms import is_han

PLAIN = {"as it is", "code", "not known, code"}
THRESHOLDS = ((50, 72), (60, 72), (66, 72), (70, 72), (75, 72), (66, 60), (66, 66), (66, 80))
OURS = (matches.LEAST_CHINESE, matches.LEAST_ENGLISH)
SURE = 90
PEER_NAMES = 4_000
SEED = 20250601

Matcher = Callable[[list[str], KnownNames], Iterable[NameMatch]]


def choose() -> Iterator[str]:
    """Give a row for each pair of thresholds, on the half that is there to choose on."""
    names = labelled_names(700)
    yield "| Chinese | English | recall of Chinese | recall of English | asked of what is not known |"
    yield "| ---: | ---: | ---: | ---: | ---: |"
    for chinese, english in THRESHOLDS:
        matches.LEAST_CHINESE, matches.LEAST_ENGLISH = chinese, english
        found = {True: Tally(), False: Tally()}
        for written, match in _match(names.known, [one for one in names.written if one.half == "choose"], find_matches):
            if written.kind not in PLAIN:
                found[is_han(written.text)].add(written, match)
        asked = sum(one.asked for one in found.values()), sum(one.negatives for one in found.values())
        yield f"| {chinese} | {english} | {found[True].recall:.3f} | {found[False].recall:.3f} | {asked[0]:,} of {asked[1]:,} |"
    matches.LEAST_CHINESE, matches.LEAST_ENGLISH = OURS


def report() -> Iterator[str]:
    """Give a row for each table and each way of writing, on the half that was kept apart."""
    names = labelled_names()
    found: dict[str, Tally] = defaultdict(Tally)
    start = time.perf_counter()
    own = [one for one in names.written if one.half == "report"]
    for written, match in _match(names.known, own, find_matches):
        for mark in (f"`{written.table}`", written.kind, "all", "all but what stands there as it is"):
            if mark != "all but what stands there as it is" or written.kind not in PLAIN:
                found[mark].add(written, match)
    took = time.perf_counter() - start
    yield from _rows(found)
    yield f"\n{len(own):,} names in {took:.1f} s: {len(own) / took:,.0f} a second."


def peer() -> Iterator[str]:
    """Give the rows of the peer and ours on the same sample of spoilt names."""
    names = labelled_names()
    spoilt = [one for one in names.written if one.half == "report" and one.kind not in PLAIN]
    sample = random.Random(SEED).sample(spoilt, PEER_NAMES)  # noqa: S311  # no secret
    found: dict[str, Tally] = {"ours": Tally(), "WRatio": Tally()}
    for mark, matcher in (("ours", find_matches), ("WRatio", _wratio)):
        for written, match in _match(names.known, sample, matcher):
            found[mark].add(written, match)
    yield from _rows(found)


def _wratio(texts: list[str], known: KnownNames) -> Iterator[NameMatch]:
    keys = {name: thing.key for thing in known.things for name in thing.names}
    for text in texts:
        near = process.extract(
            text, list(keys), scorer=fuzz.WRatio, processor=utils.default_process, limit=5, score_cutoff=70
        )
        candidates = tuple(matches.Candidate(keys[name], name, name, score, "like") for name, score, _ in near)
        sure = near and near[0][1] >= SURE
        outcome = "sure" if sure else "ask" if near else "new"
        yield NameMatch(text, outcome, "like", candidates[0].key if sure else None, candidates)


def _match(
    known: dict[str, KnownNames], written: list[Written], matcher: Matcher
) -> Iterator[tuple[Written, NameMatch]]:
    for table in TABLES:
        own = [one for one in written if one.table == table]
        yield from zip(own, matcher([one.text for one in own], known[table]), strict=True)


def _rows(found: dict[str, Tally]) -> Iterator[str]:
    yield "| names | of known things | sure | of them right | recall of sure + ask | not known | of them asked |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for mark, tally in sorted(found.items()):
        right = f"{tally.precision:.4f}" if tally.sure else "—"
        recall = f"{tally.recall:.3f}" if tally.positives else "—"
        yield f"| {mark} | {tally.positives:,} | {tally.sure:,} | {right} | {recall} | {tally.negatives:,} | {tally.asked:,} |"


def misspellings(count: int) -> Iterator[str]:
    """Give distinct misspellings of one city."""
    draw = random.Random(SEED)  # noqa: S311  # no secret
    seen: set[str] = set()
    letters = [chr(code) for code in range(0x4E00, 0x9FA5)]
    while len(seen) < count:
        name = list("江苏省常州市")
        for _ in range(draw.randint(1, 3)):
            name[draw.randrange(len(name))] = draw.choice(letters)
        text = "".join(name)
        if text not in seen:
            seen.add(text)
            yield text


def crowd(count: int) -> Iterator[str]:
    """Give time and memory for many misspellings of one city."""
    known = labelled_names().known["regions"]
    names = list(misspellings(count))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    counts: dict[str, int] = defaultdict(int)
    for match in find_matches(names, known):
        counts[match.outcome] += 1
    took = time.perf_counter() - start
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    yield f"{count:,} misspellings of one city: {took:.0f} s, {more:.0f} MB more at most; {dict(sorted(counts.items()))}."


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for part in (choose(), report(), peer(), crowd(number)):
        for line in part:
            sys.stdout.write(f"{line}\n")
        sys.stdout.write("\n")
        sys.stdout.flush()
