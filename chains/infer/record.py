"""The graph of what was inferred: its statements, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl
import pyoxigraph as ox

from chains.infer.axioms import Axioms, read_axioms
from chains.infer.closure import find_contradictions, infer_statements
from chains.names import BASE, CODE, ID, expand_term, shorten
from chains.statements import parse_statements, sort_statements, write_statements

__all__ = ["INFERRED", "INFERRED_GRAPH", "Inferred", "infer_graph"]

INFERRED: Final = "inferred.nq"
"""The file of a built graph that holds what was inferred, if it was asked for."""

INFERRED_GRAPH: Final = ID + "source/inferred"
"""The named graph of what was inferred.  The default graph, all counts and all gaps leave it out."""

_RULES: Final = "https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules"
_ONTOLOGY: Final = BASE + "ontology"


@dataclass(frozen=True, slots=True)
class Inferred:
    """How much was inferred.

    Attributes:
        statements: distinct statements; *rules* and *properties* (``rdf:type`` for classes) tell them apart.
        contradictions: pairs of disjoint classes that some thing is of; what follows of such a thing is worth nothing.
        examples: the first five things in contradiction, each with the two classes.
    """

    statements: int
    rules: Mapping[str, int]
    properties: Mapping[str, int]
    contradictions: int = 0
    examples: Sequence[str] = ()


def infer_graph(statements: Path, ontology: Iterable[ox.Quad], target: Path) -> Inferred:
    """Write what follows from a file of N-Quads by the axioms of the ontology, as sorted N-Quads in one named graph.

    The graph says of itself that it is derived, by which rules, and from which sources.  What the statements or the
    ontology say already is not repeated.

    Raises:
        InputError: a property chain would join too many pairs.
    """
    terms = list(ontology)
    axioms = read_axioms(terms)
    stated = _relevant(parse_statements(statements.read_bytes()), axioms)
    own = parse_statements(ox.serialize((quad.triple for quad in terms), format=ox.RdfFormat.N_QUADS) or b"")
    derived = infer_statements(pl.concat([stated, own]), axioms)
    about_ontology = own.get_column("s").unique()
    derived = derived.filter(~pl.col("s").is_in(about_ontology.implode()))
    rows = derived.select("s", "p", "o", g=pl.lit(f"<{INFERRED_GRAPH}>"))
    sources = stated.get_column("g").drop_nulls().unique().sort().to_list()
    wrong = find_contradictions(pl.concat([frame.select("s", "p", "o") for frame in (stated, own, derived)]), axioms)
    examples = [": ".join((names[0], ", ".join(names[1:]))) for names in map(_short, wrong.head(5).iter_rows())]
    inferred = Inferred(derived.height, _count(derived, "rule"), _count(derived, "p"), wrong.height, examples)
    write_statements(sort_statements(pl.concat([rows, _describe(inferred, sources)])), target)
    return inferred


def _short(names: Iterable[str]) -> list[str]:
    return [shorten(name.strip("<>")) for name in names]


def _relevant(statements: pl.DataFrame, axioms: Axioms) -> pl.DataFrame:
    return statements.filter(pl.col("p").is_in(sorted(f"<{name}>" for name in axioms.properties)))


def _count(derived: pl.DataFrame, column: str) -> dict[str, int]:
    rows = derived.group_by(column).len().sort("len", column, descending=[True, False])
    return {shorten(name.strip("<>")): count for name, count in rows.iter_rows()}


def _describe(inferred: Inferred, sources: Iterable[str]) -> pl.DataFrame:
    """Return what the graph says of itself, as statements in it."""
    graph, run = f"<{INFERRED_GRAPH}>", f"<{INFERRED_GRAPH}/run>"
    rules = ", ".join(inferred.rules)
    rows = [
        (graph, "rdf:type", _iri("ch:Source")),
        (graph, "skos:prefLabel", '"由本体公理推出的陈述"@zh'),
        (graph, "skos:prefLabel", '"Statements inferred by the axioms of the ontology"@en'),
        (graph, "skos:note", f'"按 OWL 2 RL 规则推出，未见于任何来源：{rules}。"@zh'),
        (graph, "skos:note", f'"Inferred by rules of OWL 2 RL; no source states it: {rules}."@en'),
        (graph, "ch:publisherName", '"Four Chains"'),
        (graph, "ch:confidence", f"<{CODE}confidence-classes/derived>"),
        (graph, "void:triples", f'"{inferred.statements}"^^{_iri("xsd:integer")}'),
        (graph, "prov:wasGeneratedBy", run),
        (run, "rdf:type", _iri("prov:Activity")),
        (run, "prov:used", f"<{_ONTOLOGY}>"),
        (run, "dct:conformsTo", f"<{_RULES}>"),
        *((run, "dct:identifier", f'"{rule}"') for rule in inferred.rules),
        *((graph, "prov:wasDerivedFrom", source) for source in sources),
    ]
    return pl.DataFrame(
        [(subject, _iri(term), value, graph) for subject, term, value in rows],
        schema=dict.fromkeys(("s", "p", "o", "g"), pl.String),
        orient="row",
    )


def _iri(term: str) -> str:
    return f"<{expand_term(term)}>"
