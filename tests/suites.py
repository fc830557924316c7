"""The W3C's test suites of SPARQL 1.1 and RDF 1.1, run through our interfaces and through bare pyoxigraph.

What is asked is not whether the engine is right, but whether we lose anything that it can do: each test is carried out
both ways, and whatever comes out must be the same.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pyoxigraph as ox

from chains.canonical import canonical_lines
from chains.errors import ChainsError
from chains.export.turtle import write_quads
from chains.graph import KnowledgeGraph
from chains.inputs import RDF_FORMATS, read_rdf
from chains.names import PREFIXES
from chains.serve.messages import Job
from chains.serve.worker import answer

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
QUERIES = ("QueryEvaluationTest", "CSVResultFormatTest", "PositiveSyntaxTest", "NegativeSyntaxTest")
REFUSED = "refused"
LEFT_OUT = frozenset({"service", "syntax-fed"})
"""Suites of SERVICE, which we refuse, and which bare pyoxigraph would ask other machines for."""


@dataclass(frozen=True)
class Case:
    """One test: its suite, what kind it is, the file with a query or with RDF, and the data that a query is asked of."""

    suite: str
    name: str
    kind: str
    file: Path
    data: tuple[Path, ...] = ()
    named: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What bare pyoxigraph gave and what each of our interfaces did."""

    case: Case
    engine: object
    ours: dict[str, object]

    @property
    def lost(self) -> list[str]:
        """The interfaces that give something else."""
        return [name for name, found in self.ours.items() if found != self.engine]


def read_suites(folder: Path) -> Iterator[Case]:
    """Yield the tests of all manifests below a folder that ask a query, or read RDF."""
    for path in sorted(folder.rglob("manifest.ttl")):
        if path.parent.name in LEFT_OUT:
            continue
        manifest = ox.Store()
        manifest.load(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())
        suite = path.parent.relative_to(folder).as_posix()
        for quad in sorted(manifest.quads_for_pattern(None, ox.NamedNode(MF + "action"), None), key=str):
            kind = _kind(manifest, quad.subject)
            case = _read_case(manifest, quad, suite, kind)
            if case is not None:
                yield case


def _kind(manifest: ox.Store, test: Any) -> str:
    kinds = manifest.quads_for_pattern(test, ox.NamedNode(PREFIXES["rdf"] + "type"), None)
    return "".join(sorted(str(quad.object.value).rpartition("#")[2] for quad in kinds))


def _read_case(manifest: ox.Store, quad: ox.Quad, suite: str, kind: str) -> Case | None:
    def files(name: str) -> tuple[Path, ...]:
        found = manifest.quads_for_pattern(quad.object, ox.NamedNode(QT + name), None)
        return tuple(sorted(_path(one.object) for one in found if isinstance(one.object, ox.NamedNode)))

    name = str(quad.subject).rpartition("#")[2].rstrip(">")
    if kind.startswith(QUERIES):
        query = files("query") or ((_path(quad.object),) if isinstance(quad.object, ox.NamedNode) else ())
        return (
            Case(suite, name, kind, query[0], files("data"), files("graphData"))
            if query and query[0].is_file() and query[0].suffix == ".rq"
            else None
        )
    if kind.startswith("Test") and isinstance(quad.object, ox.NamedNode) and _path(quad.object).suffix in RDF_FORMATS:
        return Case(suite, name, kind, _path(quad.object))
    return None


def _path(node: Any) -> Path:
    return Path(unquote(urlparse(node.value).path))


def run_query(case: Case) -> Outcome:
    """Ask a query of pyoxigraph, of a :class:`KnowledgeGraph`, and of a process of the endpoint."""
    store = ox.Store()
    for path in filter(Path.exists, case.data):
        store.load(path=str(path), format=RDF_FORMATS[path.suffix], base_iri=path.as_uri())
    for path in filter(Path.exists, case.named):
        store.load(
            path=str(path),
            format=RDF_FORMATS[path.suffix],
            base_iri=path.as_uri(),
            to_graph=ox.NamedNode(path.as_uri()),
        )
    # Our interfaces take no base, as a query that has been written down brings its own.
    text = f"BASE <{case.file.as_uri()}>\n{case.file.read_text(encoding='utf-8')}"
    graph = KnowledgeGraph(case.file.parent)
    vars(graph)["store"] = store
    return Outcome(
        case,
        _try(lambda: _normal(store.query(text))),
        {"graph.query": _try(lambda: _read_results(graph, text)), "endpoint": _ask_endpoint(store, text)},
    )  # fmt: skip


def _try(work: Callable[[], object]) -> object:
    try:
        return work()
    except (SyntaxError, ValueError, RuntimeError, ChainsError):
        return REFUSED


def _normal(found: Any) -> object:
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QueryTriples):
        return _lines(ox.Quad(*triple) for triple in found)
    names = [variable.value for variable in found.variables]
    return names, Counter(tuple(_text(row[name]) for name in names) for row in found)


def _text(term: Any) -> str | None:
    """Return a term as our interfaces give it: without its type, blank nodes without the names that engines invent."""
    return None if term is None else "_" if isinstance(term, ox.BlankNode) else str(getattr(term, "value", term))


def _lines(quads: Iterable[ox.Quad]) -> list[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(f"{quad} ." for quad in dataset)


def _read_results(graph: KnowledgeGraph, text: str) -> object:
    found = graph.query(text)
    if found.boolean is not None:
        return found.boolean
    if found.triples is not None:
        return _lines(ox.Quad(*triple) for triple in found.triples)
    return list(found.columns), Counter(tuple(_text(term) for term in row) for row in found.rows)


def _ask_endpoint(store: ox.Store, text: str) -> object:
    found = answer(store, Job(text, accept="application/sparql-results+json, application/n-triples"))
    if found.status != 200:
        return REFUSED
    if found.media.startswith("application/n-triples"):
        return _lines(ox.parse(found.body, format=ox.RdfFormat.N_TRIPLES, lenient=True))
    told = json.loads(found.body)
    if "boolean" in told:
        return told["boolean"]
    names = told["head"]["vars"]
    return names, Counter(tuple(_json_text(row.get(name)) for name in names) for row in told["results"]["bindings"])


def _json_text(term: dict[str, str] | None) -> str | None:
    return None if term is None else "_" if term["type"] == "bnode" else term["value"]


def run_rdf(case: Case) -> Outcome:
    """Read a file with pyoxigraph and with our reader, name its blank nodes both ways, and write and read it again."""
    form, base = RDF_FORMATS[case.file.suffix], case.file.resolve().as_uri()
    raw = case.file.read_bytes()

    def write_again() -> object:
        out = io.BytesIO()
        write_quads(read_rdf(case.file), out, ox.RdfFormat.TRIG)
        return _lines(ox.parse(out.getvalue(), format=ox.RdfFormat.TRIG, lenient=True))

    return Outcome(
        case,
        _try(lambda: _lines(ox.parse(raw, format=form, base_iri=base))),
        {
            "read_rdf": _try(lambda: sorted(f"{quad} ." for quad in read_rdf(case.file))),
            "canonical_lines": _try(lambda: canonical_lines(ox.Dataset(ox.parse(raw, format=form, base_iri=base)))),
            "write_quads": _try(write_again),
        },
    )


def run(case: Case) -> Outcome:
    """Carry out a test."""
    return run_query(case) if case.kind.startswith(QUERIES) else run_rdf(case)
