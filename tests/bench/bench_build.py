"""How fast the shipped region is built, beside the same statements added to an rdflib graph one by one.

Run: ``python tests/bench/bench_build.py``.  Goals: rows to statements and edge tables at least 10 times as fast as
rdflib; opening a built store under 0.1 s; the store's loading is shown beside the bare bulk load of the same file.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyoxigraph as ox
import rdflib

from chains.build import build_graph, check_tables, ontology_terms, read_statements
from chains.extract import extract_network
from chains.graph import KnowledgeGraph
from chains.inputs import find_input
from chains.names import ONTOLOGY, expand_term, mint_iri
from chains.resources import data_folder, ontology_folder
from chains.schema import Field, Table, load_schema
from chains.statements import write_statements


def time_call(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many seconds a call takes, and what it returns."""
    start = time.perf_counter()
    value = call()
    return time.perf_counter() - start, value


def add_rows_to_rdflib() -> int:
    """Add every row of the region to an rdflib graph, a triple at a time, and return the number of triples."""
    graph = rdflib.Graph()
    schema = load_schema(ontology_folder())
    tables, _ = check_tables(data_folder())
    for name, frame in tables.frames.items():
        table = schema[name]
        for row in frame.iter_rows(named=True):
            _add_row(graph, row, table, schema)
    return len(graph)


def _add_row(graph: rdflib.Graph, row: dict[str, Any], table: Table, schema: Any) -> None:
    if table.subject:
        target = schema[table.field(table.subject).references]
        subject = rdflib.URIRef(mint_iri(target.segment, row[table.subject]))
    else:
        subject = rdflib.URIRef(mint_iri(table.segment or "", *(row[name] or "" for name in table.key)))
        graph.add((subject, rdflib.RDF.type, rdflib.URIRef(ONTOLOGY + (table.cls or ""))))
    for field in table.fields:
        if field.property and row[field.name] is not None:
            graph.add((subject, rdflib.URIRef(expand_term(field.property)), _object(field, row, schema)))


def _object(field: Field, row: dict[str, Any], schema: Any) -> rdflib.term.Node:
    value = row[field.name]
    if field.references:
        return rdflib.URIRef(mint_iri(schema[field.references].segment, value))
    if field.codes or field.type == "url":
        return rdflib.URIRef(value)
    if field.type == "string":
        return rdflib.Literal(value, lang=row[field.lang_from] if field.lang_from else field.lang)
    kind = {"integer": rdflib.XSD.integer, "number": rdflib.XSD.decimal}.get(field.type, rdflib.XSD.gYear)
    return rdflib.Literal(value, datatype=kind)


def _bulk_load_alone(statements: pl.DataFrame, folder: Path) -> float:
    lines = folder / "lines.nq"
    write_statements(statements, lines)
    write_statements(statements.select("s", "p", "o", g=pl.lit(None, pl.String)).unique(), lines)
    store = ox.Store(str(folder / "bare"))
    seconds, _ = time_call(lambda: store.bulk_load(path=str(lines), format=ox.RdfFormat.N_QUADS, lenient=True))
    return seconds


def main() -> None:
    """Print the times and ratios of one run."""
    given = find_input(data_folder())
    terms = ontology_terms()
    mapped, statements = time_call(lambda: read_statements(given))
    extracted, _ = time_call(lambda: extract_network(statements, terms))
    peer, triples = time_call(add_rows_to_rdflib)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole, _ = time_call(lambda: build_graph(given, folder / "built"))
        bare = _bulk_load_alone(statements, folder)
        opened, _ = time_call(lambda: KnowledgeGraph(folder / "built").query("ASK { ?s a ch:University }"))
    print(f"{statements.height:,} statements; rdflib, one by one: {peer:.2f} s for {triples:,} triples")
    print(f"rows to statements {mapped:.2f} s ({peer / mapped:.1f} × rdflib), edge tables {extracted:.2f} s")
    print(
        f"whole build with store {whole:.2f} s ({peer / whole:.1f} × rdflib); bulk load of the ready file {bare:.2f} s"
    )
    print(f"opening the built store and asking: {opened:.3f} s (goal < 0.1)")


if __name__ == "__main__":
    main()
