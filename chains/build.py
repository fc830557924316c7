"""Build a knowledge graph: tables or an RDF file become a store on disk and edge tables beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import pyoxigraph as ox

from chains.atomic import replace_folder
from chains.errors import FaultyTables, Text
from chains.extract import extract_network, network_predicates
from chains.faults import CodeLists, find_faults
from chains.infer import INFERRED, infer_graph
from chains.inputs import FORMAT, META, STATEMENTS, GraphInput, is_built, package_version, read_rdf
from chains.names import BASE
from chains.network import FRAMES, Network
from chains.pieces import Pieces
from chains.records import Fault
from chains.resources import ontology_folder
from chains.schema import load_schema
from chains.statements import (
    STATEMENT_SCHEMA,
    map_tables,
    parse_statements,
    plain_triples,
    sort_statements,
    write_statements,
)
from chains.tables import TableSet, read_tables
from chains.tabulate import dump_json
from chains.terms import Terms, load_terms

if TYPE_CHECKING:
    from chains.sheets.reading import SheetSet

__all__ = [
    "BUILD_STEPS",
    "ONTOLOGY_GRAPH",
    "Progress",
    "build_graph",
    "check_tables",
    "ontology_terms",
    "open_sheets",
    "read_statements",
]

ONTOLOGY_GRAPH: Final = BASE + "ontology"
"""The named graph that holds the ontology and its codes in every graph that is opened."""

_TRIPLES: Final = "triples.nt"
"""The triples without their graphs: loaded into the store, then deleted."""

BUILD_STEPS: Final = 3
"""So many steps of building from tables are told."""

Progress = Callable[[Text], None]
"""Is told what is being done now."""


def _silent(_step: Text) -> None:
    """Tell nobody."""


@cache
def ontology_terms() -> Terms:
    """Return the terms of the shipped ontology."""
    return load_terms(ontology_folder())


def check_tables(folder: Path) -> tuple[TableSet, list[Fault]]:
    """Return the tables of a folder and every fault in them.

    Raises:
        UnreadableInput: there is no folder, or no table in it.
    """
    schema = load_schema(ontology_folder())
    tables = read_tables(folder, schema)
    return tables, find_faults(tables, schema, _code_lists())


@cache
def _code_lists() -> CodeLists:
    terms = ontology_terms()
    schemes = {
        field.codes for table in load_schema(ontology_folder()).values() for field in table.fields if field.codes
    }
    return {scheme: frozenset(terms.notations(scheme)) for scheme in sorted(schemes)}


def open_sheets(folder: Path, progress: Progress | None = None) -> SheetSet:
    """Return the tables that the spreadsheets of a folder make, and the account of their rows.

    Raises:
        UnreadableInput: there is no folder, or no spreadsheet in it; settings or mapping cannot be read.
        UnknownName: settings or mapping have an unknown key, table, column or code.
    """
    # Imported here: most graphs that are opened are made of tables, and built already.
    from chains.sheets.reading import read_sheets

    schema = load_schema(ontology_folder())
    return read_sheets(folder, schema, ontology_terms(), _code_lists(), ontology_folder(), progress)


def read_statements(
    given: GraphInput, progress: Progress = _silent, sheets: SheetSet | None = None
) -> Iterator[pl.DataFrame]:
    """Iterate over the statements of an input: distinct, sorted by subject, predicate, object, graph.

    No subject stands in two frames, and the frames come in order.  *sheets* is what the spreadsheets of the input make,
    if they were read already.

    Raises:
        FaultyTables: the tables hold faults; all of them are in the exception.
        UnreadableInput: the file or folder cannot be read.
    """
    progress(Text("读取", "reading"))
    if given.kind == "pages":
        # Each subject stands in one page, and the pages come in the order of their subjects.
        yield from (sort_statements(parse_statements(raw)) for raw in Pieces(given.path).read_all())
        return
    if given.kind == "rdf":
        quads = [quad for quad in read_rdf(given.path) if str(quad.graph_name) != f"<{ONTOLOGY_GRAPH}>"]
        frame = parse_statements(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
        yield sort_statements(frame)
        return
    tables, faults = _read_given(given, sheets)
    wrong = [fault for fault in faults if fault.level == "fault"]
    if wrong:
        raise FaultyTables(wrong, where=str(given.path))
    progress(Text("由表生成陈述", "mapping tables to statements"))
    yield from map_tables(tables.frames, load_schema(ontology_folder()), ontology_terms().denoted)


def _read_given(given: GraphInput, sheets: SheetSet | None) -> tuple[TableSet, list[Fault]]:
    if given.kind != "sheets":
        return check_tables(given.path)
    return (sheets or _open_usable(given.path)).tables, []


def _open_usable(folder: Path) -> SheetSet:
    from chains.sheets.keeping import require_rows

    return require_rows(open_sheets(folder), folder)


def build_graph(
    given: GraphInput, target: Path, *, progress: Progress | None = None, keep: bool = False, infer: bool = False
) -> None:
    """Build the graph of an input into the folder *target*, which it replaces as a whole when all is done.

    The folder holds the store, the statements as sorted N-Quads, and the edge tables as Parquet.  Whatever
    interrupts the build leaves *target* as it was.  With *keep* a graph that has come to lie there meanwhile stays.
    With *infer* the store also holds what follows by the ontology's axioms, in the named graph
    :data:`~chains.infer.INFERRED_GRAPH` alone: default graph, N-Quads and edge tables are the same with and without.

    Raises:
        FaultyTables, UnreadableInput: the input cannot be used.
        InputError: too much would be inferred.
        OutputError: the folder cannot be written, or holds something else than a built graph.
    """
    progress = progress or _silent
    sheets = _open_usable(given.path) if given.kind == "sheets" else None
    with replace_folder(target, is_built, Text("构建好的图谱", "a built graph"), keep=keep) as folder:
        count, structure = _write_lines(read_statements(given, progress, sheets), folder)
        progress(Text("装入存储，提取边表", "loading the store, extracting the edge tables"))
        with _loading(folder):
            _write_network(extract_network(structure, ontology_terms()), folder)
            del structure
            inferred = infer_graph(folder / STATEMENTS, _ontology(), folder / INFERRED) if infer else None
        meta: dict[str, object] = {
            "format": FORMAT,
            "version": package_version(),
            "name": given.name,
            "statements": count,
        }
        meta["digest"] = given.digest(ontology_folder())
        if inferred is not None:
            meta["inferred"] = asdict(inferred)
        if sheets is not None:
            from chains.sheets.keeping import keep_account

            meta |= keep_account(sheets, folder)
        (folder / META).write_text(dump_json(meta), encoding="utf-8")


def _write_lines(frames: Iterable[pl.DataFrame], folder: Path) -> tuple[int, pl.DataFrame]:
    """Write the statements, with and without graphs; return their number, and those that make the network."""
    count = 0
    predicates = sorted(f"<{iri}>" for iri in network_predicates(ontology_terms()))
    kept = [pl.DataFrame(schema=STATEMENT_SCHEMA)]
    for frame in frames:
        count += frame.height
        write_statements(frame, folder / STATEMENTS)
        write_statements(plain_triples(frame), folder / _TRIPLES)
        kept.append(frame.filter(pl.col("p").is_in(predicates)))
    return count, pl.concat(kept)


def _write_network(network: Network, folder: Path) -> None:
    for name in FRAMES:
        getattr(network, name).write_parquet(folder / f"{name}.parquet")


@contextmanager
def _loading(folder: Path) -> Iterator[None]:
    """Load the store while something else is done, and wait for it at the end."""
    store = ox.Store(str(folder / "store"))
    # Every statement goes in twice: into its source's graph, and into the default graph, where a triple that several
    # sources state stands once, so that plain queries count it once on any SPARQL engine.  The terms were checked
    # when they were read; lenient loading does not check them again.  The loader leaves the interpreter
    # free, so both files load at once.
    with ThreadPoolExecutor(max_workers=2) as pool:
        loads = [
            pool.submit(store.bulk_load, path=str(folder / name), format=ox.RdfFormat.N_QUADS, lenient=True)
            for name in (STATEMENTS, _TRIPLES)
        ]
        yield
    for load in loads:
        load.result()
    if (folder / INFERRED).is_file():
        store.bulk_load(path=str(folder / INFERRED), format=ox.RdfFormat.N_QUADS, lenient=True)
    store.bulk_extend(_ontology_quads())
    store.flush()
    (folder / _TRIPLES).unlink()


def _ontology() -> Iterator[ox.Quad]:
    folder = ontology_folder()
    for path in [folder / "chains.ttl", *sorted(folder.glob("codes/*.ttl"))]:
        yield from ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)


def _ontology_quads() -> Iterator[ox.Quad]:
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    for quad in _ontology():
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        yield quad
