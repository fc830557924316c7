"""How fast each format is written, Turtle and TriG beside rdflib's serialisers of the same graph.

Run: ``python tests/bench/bench_export.py [TIMES]``; TIMES makes the region so many times as large (default 1).
Goals: Turtle at least 10 times as fast as rdflib, memory that does not grow with the graph.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure import run_apart, scale_tables, time_call

from chains.build import build_graph
from chains.export import FORMATS, write_graph
from chains.graph import KnowledgeGraph
from chains.inputs import find_input
from chains.resources import data_folder

PEERS = {"ttl": "turtle", "nt": "nt", "rdf": "xml"}


def write(built: Path, target: Path, form: str) -> int:
    """Open a built graph, write it in a format, and return the size in bytes."""
    write_graph(KnowledgeGraph(built), target, format=form)
    return sum(path.stat().st_size for path in target.glob("*")) if target.is_dir() else target.stat().st_size


def write_in_rdflib(built: Path, target: Path, form: str) -> float:
    """Return the seconds that rdflib's serialiser takes, the graph being in its memory already."""
    graph = KnowledgeGraph(built).to_rdflib()
    seconds, _ = time_call(lambda: graph.serialize(target, format=PEERS[form], encoding="utf-8"))
    return seconds


def report(built: Path, work: Path) -> None:
    """Measure each format in a process of its own and print it beside its peer."""
    for form in (*FORMATS, "csv"):
        seconds, memory, size = run_apart(write, built, work / f"graph.{form}", form)
        line = f"{form:8}{seconds:7.2f} s {memory:6.0f} MiB {size / 1e6:8.1f} MB"
        if form in PEERS:
            _, peer_memory, peer = run_apart(write_in_rdflib, built, work / "peer", form)
            line += f"   rdflib {peer:6.2f} s, {peer_memory:.0f} MiB: {peer / seconds:.1f} ×"
        print(line + (" (goal ≥ 10)" if form == "ttl" else ""))


def main() -> None:
    """Print the times, memory and ratios of one run."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder = data_folder()
        if times > 1:
            folder = work / "region"
            scale_tables(data_folder(), folder, times)
        build_graph(find_input(folder), work / "built")
        print(f"{len(KnowledgeGraph(work / 'built')):,} statements")
        report(work / "built", work)


if __name__ == "__main__":
    main()
