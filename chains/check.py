"""Check a graph against the SHACL shapes and the lint queries; what is wrong is told as faults in tables are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import pyoxigraph as ox

from chains.advice import advise, nearest_term
from chains.build import ontology_terms
from chains.errors import Text
from chains.graph import KnowledgeGraph
from chains.names import CODE, ONTOLOGY, compact_id, expand_term, shorten
from chains.queries import NamedQuery, load_queries
from chains.records import Fault
from chains.resources import ontology_folder
from chains.shapes import Rule, load_rules

__all__ = ["check_graph"]

_Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal

_DATA_LINT: Final = "lint_data_"
_NOTE: Final = "# level: note"
_CHUNK: Final = 500
_LONGEST_VALUE: Final = 80


@dataclass(frozen=True, slots=True)
class _Violation:
    """One thing that breaks one rule: the thing, and where they are known the property and its value."""

    code: str
    this: _Term
    path: str | None
    value: _Term | None
    message: Text
    lead: Text
    remedy: Text
    level: Literal["fault", "note"]


def check_graph(graph: KnowledgeGraph, file: str | None = None) -> list[Fault]:
    """Return every fault of a graph, by shape, property and thing; an empty list for a graph that keeps to all.

    The code of a fault is the id of the shape (``S19``) or the name of the lint query, its column the property, its
    value what stands there; the sentence names the thing and the source that states it.  *file* is the name to give
    for the input; without one it is the graph's.

    Verdicts are those of a SHACL processor over the graph's distinct triples and the ontology; where several
    constraints of a property fail for the same value, that is told once, and so is a code that a shape has told of.
    A graph with nothing in the terms of the ontology is a fault of its own: no shape would find anything in it.
    """
    name = file or graph.name
    shapes = list(_broken_shapes(graph))
    told = {(item.path, item.value) for item in shapes}
    lints = [item for item in _broken_lints(graph) if (item.path, item.value) not in told]
    distinct = {(item.code, item.path, item.this, item.value, item.message): item for item in [*shapes, *lints][::-1]}
    if not distinct and not _speaks_of_something(graph):
        return [_nothing(name)]
    ordered = sorted(distinct.values(), key=_place)
    names = _find_names(graph, ordered)
    return [_tell(item, name, names, _find_source(graph, item)) for item in ordered]


def _speaks_of_something(graph: KnowledgeGraph) -> bool:
    """Return whether any thing has a class or a property of ours; the ontology's own terms do not count."""
    type_ = ox.NamedNode(expand_term("rdf:type"))
    for name, term in ontology_terms().items():
        found: Iterator[ox.Quad] = iter(())
        if term.kind == "class":
            found = graph.store.quads_for_pattern(None, type_, ox.NamedNode(ONTOLOGY + name), None)
        elif term.kind == "property":
            found = graph.store.quads_for_pattern(None, ox.NamedNode(ONTOLOGY + name), None, None)
        if any(not str(quad.subject).startswith((f"<{ONTOLOGY}", f"<{CODE}")) for quad in found):
            return True
    return False


def _nothing(file: str) -> Fault:
    return Fault(
        code="nothing-known",
        file=file,
        row=0,
        column="",
        value="",
        what=Text("里面没有任何用四链术语描述的事物", "it describes nothing in the terms of Four Chains"),
        remedy=Text(
            "用 chains terms 所列的类和属性描述事物，例如 a ch:Skill",
            "describe things with the classes and properties that `chains terms` lists, such as a ch:Skill",
        ),
    )


def _place(item: _Violation) -> tuple[str, str, str, str]:
    return item.code, item.path or "", item.this.value, "" if item.value is None else item.value.value


def _broken_shapes(graph: KnowledgeGraph) -> Iterator[_Violation]:
    classes: dict[str, set[str]] = {}
    for sub, above in graph.query("SELECT ?sub ?above { ?sub rdfs:subClassOf+ ?above }").values():
        classes.setdefault(above or "", set()).add(sub or "")

    def subclasses(iri: str) -> Sequence[str]:
        return [iri, *sorted(classes.get(iri, set()) - {iri})]

    for rule in load_rules(ontology_folder(), subclasses):
        for this, path, value in _rows(graph, rule.query):
            property_ = path or rule.path
            remedy = advise(rule, property_, None if value is None else value.value)
            yield _Violation(rule.shape, this, property_, value, rule.message, _lead(rule), remedy, rule.level)


def _lead(rule: Rule) -> Text:
    """Return what stands between the message and the value."""
    if rule.component == "sparql":
        return Text("：", ": ")
    if rule.component == "node":
        return Text("；不在代码表中：", "; not in the code list: ")
    endings = {"minCount": Text("；现在没有", "; there is none"), "maxCount": Text("；现有多个", "; there are several")}
    return endings.get(rule.component) or Text("；现为 ", "; found: ")


def _broken_lints(graph: KnowledgeGraph) -> Iterator[_Violation]:
    for name, lint in load_queries().items():
        if name.startswith(_DATA_LINT):
            for this, path, value in _rows(graph, lint.sparql):
                yield _lint_violation(lint, this, path, value)


def _lint_violation(lint: NamedQuery, this: _Term, path: str | None, value: _Term | None) -> _Violation:
    near = nearest_term(value.value, path) if isinstance(value, ox.NamedNode) else None
    remedy = near or lint.note or Text("", "")
    level: Literal["fault", "note"] = "note" if _NOTE in lint.sparql else "fault"
    return _Violation(lint.name, this, path, value, lint.title, Text("：", ": "), remedy, level)


def _rows(graph: KnowledgeGraph, sparql: str) -> Iterator[tuple[_Term, str | None, _Term | None]]:
    """Iterate over the things that a query finds, with the property and the value where it names them."""
    answer = graph.query(sparql)
    for row in answer.rows:
        found = {name: term for name, term in zip(answer.columns, row, strict=True) if not isinstance(term, ox.Triple)}
        this, path = found["this"], found.get("path")
        if this is not None:
            yield this, None if path is None else path.value, found.get("value")


def _tell(item: _Violation, file: str, names: Mapping[str, Text], source: str | None) -> Fault:
    this, value = _describe(item.this, names), _describe(item.value, names)
    zh = f"{this.zh}：{item.message.zh}"
    en = f"{this.en}: {item.message.en}"
    if item.value is not None or not item.lead.en.endswith(": "):
        zh, en = zh + item.lead.zh + value.zh, en + item.lead.en + value.en
    if source is not None:
        zh, en = f"{zh}（来源：{source}）", f"{en} (source: {source})"
    return Fault(
        code=item.code,
        file=file,
        row=0,
        column=shorten(item.path) if item.path else "",
        value="" if item.value is None else shorten(item.value.value),
        what=Text(zh, en),
        remedy=item.remedy,
        level=item.level,
    )


def _describe(term: _Term | None, names: Mapping[str, Text]) -> Text:
    if term is None:
        return Text("", "")
    if isinstance(term, ox.Literal):
        text = _visible(str(ox.Literal(term.value[:_LONGEST_VALUE]))) + (
            "…" if len(term.value) > _LONGEST_VALUE else ""
        )
        return Text(text, text)
    short = shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)
    name = names.get(term.value)
    return Text(f"“{_visible(name.zh)}”（{short}）", f"“{_visible(name.en)}” ({short})") if name else Text(short, short)


def _visible(text: str) -> str:
    """Return a text in which characters that cannot be seen are written as their code."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04X}" for char in text)


def _find_names(graph: KnowledgeGraph, items: Iterable[_Violation]) -> dict[str, Text]:
    """Return the names of all things concerned, by IRI; a thing without a name is left out."""
    things = {str(term) for item in items for term in (item.this, item.value) if isinstance(term, ox.NamedNode)}
    labels: dict[str, dict[str, str]] = {}
    for part in _chunks(sorted(things)):
        for thing, label, lang in graph.query(_LABELS.replace("#THINGS#", " ".join(part))).values():
            labels.setdefault(thing or "", {}).setdefault(lang or "", label or "")
    return {thing: _choose(known) for thing, known in labels.items()}


_LABELS: Final = """
SELECT ?thing (STR(?label) AS ?text) (LANG(?label) AS ?lang) WHERE {
  VALUES ?thing { #THINGS# }
  ?thing skos:prefLabel|rdfs:label ?label .
} ORDER BY ?thing ?text"""


def _choose(labels: Mapping[str, str]) -> Text:
    rest = next(iter(labels.values()))
    zh = labels.get("zh") or labels.get("")
    en = labels.get("en") or labels.get("")
    return Text(zh or en or rest, en or zh or rest)


def _find_source(graph: KnowledgeGraph, item: _Violation) -> str | None:
    """Return the source, in short, of the value to blame, or else of the thing's class; the first if there are several."""
    if isinstance(item.this, ox.Literal):
        return None
    term = ox.NamedNode(item.path if item.path and item.value is not None else expand_term("rdf:type"))
    quads = graph.store.quads_for_pattern(item.this, term, item.value if item.path else None, None)
    graphs = sorted(quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode))
    return compact_id(graphs[0]) if graphs else None


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
