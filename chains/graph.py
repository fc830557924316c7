"""The knowledge graph: opened from tables, RDF or a built folder; queried, read as columns, or handed on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pyoxigraph as ox

from chains.build import Progress, build_graph
from chains.cache import cache_folder, drop_unused, mark_used
from chains.errors import Text, UnreadableInput
from chains.frames import Convertible, type_column
from chains.infer import INFERRED, Inferred
from chains.inputs import META, STATEMENTS, GraphInput, find_input, is_built
from chains.names import CATALOGUE, CODE, ONTOLOGY, PREFIXES
from chains.network import FRAMES, Network
from chains.records import Source
from chains.remote.address import is_address
from chains.resources import data_folder, ontology_folder
from chains.sparql import bind_parameters, check_query, syntax_error
from chains.tabulate import write_html

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

__all__ = ["KnowledgeGraph", "Results", "find_data", "open_graph"]


@dataclass(frozen=True, slots=True)
class Results(Convertible):
    """The answer to a query.

    As a frame it has typed columns: numbers are numbers, dates are dates (:func:`chains.frames.type_column`); *rows*
    keep the terms as they are.

    >>> graph = open_graph(data_folder("small"))
    >>> answer = graph.query("SELECT (COUNT(*) AS ?skills) WHERE { ?skill a ch:Skill }")
    >>> answer.to_polars().dtypes
    [Int64]

    Attributes:
        columns: names of the variables of a SELECT; empty otherwise.
        rows: solutions in the order of the query, a term or ``None`` for each column.
        triples: the answer to CONSTRUCT or DESCRIBE, sorted.
        boolean: the answer to ASK.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, ...], ...] = ()
    triples: tuple[ox.Triple, ...] | None = None
    boolean: bool | None = None

    def values(self) -> list[tuple[str | None, ...]]:
        """Return the rows as plain text: IRIs without brackets, literals without language and type."""
        return [tuple(None if term is None else _plain(term) for term in row) for row in self.rows]

    def to_polars(self) -> pl.DataFrame:
        """Return a Polars frame with a column for each variable of a SELECT, typed, in the order of the query.

        CONSTRUCT and DESCRIBE give the columns ``subject``, ``predicate``, ``object``, ``language`` and ``datatype``
        of text; ASK gives one row with the column ``answer``.
        """
        if self.boolean is not None:
            return pl.DataFrame({"answer": [self.boolean]})
        if self.triples is not None:
            return pl.DataFrame([_flatten(triple) for triple in self.triples], schema=_TRIPLE_SCHEMA, orient="row")
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        return pl.DataFrame([type_column(name, terms) for name, terms in zip(self.columns, columns, strict=True)])


def _plain(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


_TRIPLE_SCHEMA: Final = dict.fromkeys(("subject", "predicate", "object", "language", "datatype"), pl.String)


def _flatten(triple: ox.Triple) -> tuple[str | None, ...]:
    ends = (_plain(triple.subject), triple.predicate.value, _plain(triple.object))
    if isinstance(triple.object, ox.Literal):
        return (*ends, triple.object.language, triple.object.datatype.value)
    return (*ends, None, None)


@dataclass(frozen=True)
class KnowledgeGraph:
    """A knowledge graph of the four chains, in a built folder on disk.

    Open one with :func:`open_graph`.  Its default graph holds every distinct triple, and each named graph the
    statements of one source.

    >>> graph = open_graph(data_folder("small"))
    >>> graph.lookup("常州", "City")
    [('https://w3id.org/fourchains/id/region/320400', Text(zh='常州市', en='Changzhou'))]
    >>> graph.query("ASK { ?college a ch:VocationalCollege }").boolean
    True
    >>> sorted(graph.to_networkx().nodes)[0].rpartition("/")[0]
    'https://w3id.org/fourchains/id/alliance'
    """

    folder: Path
    about: Text | None = None
    """What the graph is about, if that is not told by what it holds."""

    @cached_property
    def _meta(self) -> Mapping[str, object]:
        return dict(json.loads((self.folder / META).read_text(encoding="utf-8")))

    @cached_property
    def store(self) -> ox.Store:
        """The embedded Oxigraph store, read only."""
        return ox.Store.read_only(str(self.folder / "store"))

    @property
    def digest(self) -> str:
        """SHA-256 of everything that the graph was built from, in hexadecimal."""
        return str(self._meta["digest"])

    @property
    def account(self) -> Mapping[str, Any] | None:
        """How many rows of spreadsheets were ``read`` and ``used``, and that in a sentence (``zh``, ``en``), if any were."""
        found = self._meta.get("account")
        return found if isinstance(found, dict) else None

    @property
    def decisions(self) -> Mapping[str, Any]:
        """What the settings of a project decide on its gaps: ``weights``, ``least_severity``, ``metapath``."""
        found = self._meta.get("gaps")
        return found if isinstance(found, dict) else {}

    @property
    def private(self) -> tuple[str, ...]:
        """Keys of the sources that the project marked as private."""
        found = self._meta.get("private")
        return tuple(map(str, found)) if isinstance(found, list) else ()

    @property
    def name(self) -> str:
        """Name of the folder or file that the graph was built from."""
        return str(self._meta["name"])

    @cached_property
    def title(self) -> Text:
        """What the graph is about: as given, else its largest region, or the name of the folder or file."""
        if self.about is not None:
            return self.about
        areas = self.network().regions.filter(pl.col("kind") == "area")
        row = next(areas.iter_rows(named=True), None)
        return Text(row["label_zh"], row["label_en"]) if row else Text(self.name, self.name)

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the title, and how many things each chain has."""
        chains = self.network().nodes.drop_nulls("chain").group_by("chain", "cls").len().sort("chain", "cls")
        note = f"{self.title.zh} · {self.title.en}: {len(self):,} statements"
        return write_html(("chain", "class", "things"), chains.rows(), note=note)

    def __len__(self) -> int:
        """Return the number of statements, each counted once for each source that makes it."""
        return int(str(self._meta["statements"]))

    @cached_property
    def _network(self) -> Network:
        frames = {name: pl.read_parquet(self.folder / f"{name}.parquet") for name in FRAMES}
        return Network(**frames)

    def network(self) -> Network:
        """Return the nodes, links and regions as columns."""
        return self._network

    def query(
        self, sparql: str, bindings: Mapping[str, ox.NamedNode | ox.Literal] | None = None, *, where: str = ""
    ) -> Results:
        """Return the answer to a SPARQL 1.1 query.

        The prefixes of :data:`chains.names.PREFIXES` need no declaration.  *bindings* gives parameters, which are
        written ``$name`` in the query, a value everywhere before the query runs.  *where* is the file or name that an
        error names.

        Raises:
            QueryError: the query has a syntax error, is an update, asks another server, or lacks a parameter.
        """
        text = bind_parameters(sparql, bindings or {})
        check_query(text, where=where)
        try:
            return _read_answer(self.store.query(text, prefixes=PREFIXES))
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise syntax_error(text, str(error), where=where) from error

    def quads(self) -> Iterator[ox.Quad]:
        """Iterate over the statements in their sources' graphs, sorted; the ontology is left out."""
        return iter(ox.parse(path=str(self.folder / STATEMENTS), format=ox.RdfFormat.N_QUADS, lenient=True))

    def triples(self) -> Iterator[ox.Triple]:
        """Iterate over the distinct triples, sorted; the ontology is left out."""
        before: ox.Triple | None = None
        for quad in self.quads():
            triple = quad.triple
            if triple != before:
                yield triple
            before = triple

    @property
    def inferred(self) -> Inferred | None:
        """How much was inferred when the graph was built; ``None`` if that was not asked for."""
        found = self._meta.get("inferred")
        return Inferred(**found) if isinstance(found, dict) else None

    def inferred_quads(self) -> Iterator[ox.Quad]:
        """Iterate over what was inferred, sorted, in the graph :data:`~chains.infer.INFERRED_GRAPH`; often nothing."""
        path = self.folder / INFERRED
        return iter(ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)) if path.is_file() else iter(())

    def sources(self) -> dict[str, Source]:
        """Return the sources of the statements by the IRI of their named graph."""
        return dict(self._sources)

    @cached_property
    def _sources(self) -> dict[str, Source]:
        answer = self.query(_SOURCES)
        return {row[0] or "": _read_source(row) for row in answer.values()}

    def lookup(self, label: str, cls: str | None = None) -> list[tuple[str, Text]]:
        """Return the things that have this label, alternative label or code, as IRI and label; sorted by IRI.

        A city is found with and without 市.  *cls* is the IRI or local name of the class to look in.
        """
        names = [label, label.removesuffix("市"), f"{label}市"] if cls and cls.endswith(_REGIONS) else [label]
        found = {row for name in dict.fromkeys(names) for row in self._lookup_one(name, cls)}
        return [(iri, Text(zh, en)) for iri, zh, en in sorted(found)]

    def _lookup_one(self, label: str, cls: str | None) -> list[tuple[str, str, str]]:
        bindings: dict[str, ox.NamedNode | ox.Literal] = {}
        if cls:
            bindings["cls"] = ox.NamedNode(cls if ":" in cls else ONTOLOGY + cls)
        terms = " ".join(str(ox.Literal(label, language=lang)) for lang in ("zh", "en")) + f" {ox.Literal(label)}"
        rows = self.query(_LOOKUP.replace("#LABELS#", terms), bindings).values()
        return [(iri or "", zh or en or label, en or zh or label) for iri, zh, en in rows]

    def to_rdflib(self, *, named: bool = False) -> rdflib.Graph:
        """Return the graph in rdflib: the distinct triples, or with *named* a Dataset with a graph for each source."""
        from chains.convert import to_rdflib

        return to_rdflib(self.quads() if named else self.triples(), named=named)

    def to_networkx(self) -> nx.MultiDiGraph:
        """Return the nodes and links in networkx, keyed by IRI, with labels, class, chain, source as attributes."""
        return self.network().to_networkx()


_REGIONS: Final = ("Region", "City", "Province", "Area")

_SOURCES: Final = f"""
SELECT ?source ?zh ?en ?confidence ?url WHERE {{
  GRAPH <{CATALOGUE}> {{
    ?source a ch:Source ; ch:confidence ?confidence .
    OPTIONAL {{ ?source skos:prefLabel ?zh FILTER(LANG(?zh) = "zh") }}
    OPTIONAL {{ ?source skos:prefLabel ?en FILTER(LANG(?en) = "en") }}
    OPTIONAL {{ ?source dct:source ?url }}
  }}
}} ORDER BY ?source ?zh ?en ?url"""

_LOOKUP: Final = """
SELECT DISTINCT ?thing ?zh ?en WHERE {
  VALUES ?label { #LABELS# }
  ?thing skos:prefLabel|skos:altLabel|skos:notation|ch:moeCode|ch:stockCode ?label .
  ?thing a $cls .
  OPTIONAL { ?thing skos:prefLabel ?zh FILTER(LANG(?zh) = "zh") }
  OPTIONAL { ?thing skos:prefLabel ?en FILTER(LANG(?en) = "en") }
  FILTER(STRSTARTS(STR($cls), STR(ch:)))
} ORDER BY ?thing ?zh ?en"""


def _read_source(row: tuple[str | None, ...]) -> Source:
    iri, zh, en, confidence, url = row
    name = (confidence or "").removeprefix(CODE + "confidence-classes/")
    known = {"stated": "stated", "derived": "derived"}
    title = Text(zh or en or iri or "", en or zh or iri or "")
    return Source(iri or "", title, known.get(name, "reported"), url)  # type: ignore[arg-type]


def _read_answer(answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Results:
    if isinstance(answer, ox.QueryBoolean):
        return Results(boolean=bool(answer))
    if isinstance(answer, ox.QueryTriples):
        return Results(triples=tuple(sorted(set(answer), key=str)))
    names = tuple(variable.value for variable in answer.variables)
    return Results(names, tuple(tuple(solution[name] for name in names) for solution in answer))


def open_graph(
    data: str | os.PathLike[str] | None = None,
    *,
    refresh: bool = False,
    progress: Progress | None = None,
    notice: Progress | None = None,
    infer: bool = False,
) -> KnowledgeGraph:
    """Return the knowledge graph of a folder of tables, an RDF file or a built folder; by default the shipped region.

    *data* may also be the address of a SPARQL 1.1 endpoint, ``https://host/sparql``: what it says in our vocabulary is
    read page by page and kept (:func:`chains.remote.fetching.fetch_pages`; needs the extra ``remote``); with *refresh*
    it is read anew.

    Tables, RDF files and copies of endpoints are built once into a cache folder (:mod:`chains.cache`), and again only
    when they, the ontology or this package changed.  *progress* is told each step of a build, *notice* what a person
    should know of an endpoint (by default it is logged).  With *infer* the graph also holds, in the named graph
    :data:`~chains.infer.INFERRED_GRAPH` alone, what follows by the ontology's axioms.

    Raises:
        UnreadableInput: nothing is there that a graph can be made from, or it was built without what *infer* asks for.
        FaultyTables: the tables hold faults.
        EndpointError: the endpoint gives no answer, or none that can be used.

    >>> open_graph(data_folder("small")).title.en
    'Yangtze River Delta'
    """
    given = find_data(data, refresh=refresh, progress=progress, notice=notice)
    if given.kind == "built":
        return _open_built(given.path, infer=infer)
    folder = cache_folder() / (given.digest(ontology_folder())[:32] + ("-inferred" if infer else ""))
    if not is_built(folder):
        build_graph(given, folder, progress=progress, keep=True, infer=infer)
        drop_unused(cache_folder())
    mark_used(folder)
    return KnowledgeGraph(folder)


def find_data(
    data: str | os.PathLike[str] | None,
    *,
    refresh: bool = False,
    progress: Progress | None = None,
    notice: Progress | None = None,
) -> GraphInput:
    """Return what a graph is made from; the parameters and errors are those of :func:`open_graph`."""
    if is_address(data):
        from chains.remote.fetching import fetch_pages

        return fetch_pages(str(data), refresh=refresh, progress=progress, notice=notice)
    return find_input(Path(data) if data is not None else data_folder())


def _open_built(folder: Path, *, infer: bool) -> KnowledgeGraph:
    graph = KnowledgeGraph(folder)
    if infer and graph.inferred is None:
        raise UnreadableInput(
            Text("这个图谱构建时没有做推理", "this graph was built without inference"),
            where=str(folder),
            remedy=Text(
                "请用 chains build --infer 由表或 RDF 文件重新构建",
                "build it again from its tables or RDF file with `chains build --infer`",
            ),
        )
    return graph
