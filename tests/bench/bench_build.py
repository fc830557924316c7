"""How fast a region is built, beside the same rows added to an rdflib graph one by one.

Run: ``python tests/bench/bench_build.py [TIMES]``; TIMES makes the region so many times as large (default 1).
Goals: rows to statements at least 10 times as fast as rdflib; opening a built store under 0.1 s; the whole build, to a
store that can be asked, beside the bare bulk load of the ready file.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path

import pyoxigraph as ox
import rdflib
from measure import run_apart, scale_tables, time_call

from chains.build import build_graph, check_tables, ontology_terms
from chains.graph import KnowledgeGraph
from chains.inputs import STATEMENTS, find_input
from chains.names import CODE, expand_term, mint_iri
from chains.resources import data_folder, ontology_folder
from chains.schema import Field, Table, load_schema
from chains.statements import map_tables

SCHEMA = load_schema(ontology_folder())


def add_rows_to_rdflib(folder: Path) -> int:
    """Add every row of a region to an rdflib graph, a triple at a time, and return the number of triples."""
    graph = rdflib.Graph()
    for name, table in SCHEMA.items():
        path = folder / f"{name}.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    _add_row(graph, row, table)
    return len(graph)


def _add_row(graph: rdflib.Graph, row: dict[str, str], table: Table) -> None:
    if table.subject:
        subject = _refer(table.field(table.subject), row[table.subject])
    else:
        subject = rdflib.URIRef(mint_iri(table.segment or "", *(row[name] for name in table.key)))
        graph.add((subject, rdflib.RDF.type, rdflib.URIRef(expand_term(table.cls or ""))))
    for field in table.fields:
        if field.role == "class":
            for cls in ontology_terms().denoted(field.codes or "", row[field.name]):
                graph.add((subject, rdflib.RDF.type, rdflib.URIRef(cls)))
        if field.property and row[field.name]:
            for part in row[field.name].split(field.separator) if field.separator else [row[field.name]]:
                graph.add((subject, rdflib.URIRef(expand_term(field.property)), _term(field, part, row)))


def _refer(field: Field, value: str) -> rdflib.URIRef:
    return rdflib.URIRef(mint_iri(SCHEMA[field.references or ""].segment or "", value))


def _term(field: Field, value: str, row: dict[str, str]) -> rdflib.term.Node:
    if field.references:
        return _refer(field, value)
    if field.codes:
        return rdflib.URIRef(f"{CODE}{field.codes}/{value}")
    if field.type == "url":
        return rdflib.URIRef(value)
    if field.type == "string":
        return rdflib.Literal(value, lang=row[field.lang_from] if field.lang_from else field.lang)
    kinds = {"integer": rdflib.XSD.integer, "number": rdflib.XSD.decimal, "year": rdflib.XSD.gYear}
    dates = {4: rdflib.XSD.gYear, 7: rdflib.XSD.gYearMonth, 10: rdflib.XSD.date}
    return rdflib.Literal(value, datatype=kinds.get(field.type) or dates[len(value)])


def map_columns(folder: Path) -> tuple[float, float, int]:
    """Return the seconds of reading and checking, those of mapping, and the number of statements."""
    terms = ontology_terms()
    read, (tables, _) = time_call(check_tables, folder)
    mapped, count = time_call(lambda: sum(part.height for part in map_tables(tables.frames, SCHEMA, terms.denoted)))
    return read, mapped, count


def build(folder: Path, target: Path) -> None:
    """Build a region into a folder."""
    build_graph(find_input(folder), target)


def count_triples(target: Path) -> int:
    """Return the number of distinct triples of a built graph."""
    return len(set(KnowledgeGraph(target).triples()))


def load_bare(lines: Path, target: Path) -> None:
    """Load ready N-Quads into a store on disk, and do nothing else."""
    ox.Store(str(target)).bulk_load(path=str(lines), format=ox.RdfFormat.N_QUADS, lenient=True)


def ask(target: Path) -> bool | None:
    """Open a built graph and ask it something."""
    return KnowledgeGraph(target).query("ASK { ?thing a ch:University }").boolean


def write_twice(lines: Path, target: Path) -> None:
    """Write statements with their graphs and without, as the build has the store load them."""
    with lines.open("rb") as given, target.open("wb") as out:
        for line in given:
            out.write(line)
            out.write(line[: line.rindex(b" <")] + b" .\n")


def report(folder: Path, work: Path) -> None:
    """Measure each stage in a process of its own and print it beside its peer."""
    peer, peer_memory, triples = run_apart(add_rows_to_rdflib, folder)
    _, _, (read, mapped, count) = run_apart(map_columns, folder)
    whole, memory, _ = run_apart(build, folder, work / "built")
    assert count_triples(work / "built") == triples
    write_twice(work / "built" / STATEMENTS, work / "load.nq")
    bare, _, _ = run_apart(load_bare, work / "load.nq", work / "bare")
    opened, _, _ = run_apart(ask, work / "built")
    print(f"{count:,} statements, {triples:,} triples; rdflib, row by row: {peer:.2f} s, {peer_memory:.0f} MiB")
    print(f"rows mapped to statements: {mapped:.2f} s ({peer / mapped:.1f} × rdflib, goal ≥ 10)")
    print(f"reading and checking the tables before that: {read:.2f} s")
    print(f"whole build to a store on disk: {whole:.2f} s ({peer / whole:.1f} × rdflib), {memory:.0f} MiB")
    print(f"the bare bulk load of the ready file: {bare:.2f} s ({bare / whole:.0%} of that, goal ≥ 80%)")
    print(f"opening the built store and asking: {opened:.3f} s (goal < 0.1)")


def main() -> None:
    """Print the times, memory and ratios of one run."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.TemporaryDirectory() as name:
        folder = data_folder()
        if times > 1:
            folder = Path(name) / "region"
            scale_tables(data_folder(), folder, times)
        report(folder, Path(name))


if __name__ == "__main__":
    main()
