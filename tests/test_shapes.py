"""The shapes: each with its examples, and the same verdicts as a SHACL processor of other people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from chains.graph import KnowledgeGraph
from chains.names import ID, PREFIXES
from chains.resources import ontology_folder
from chains.shapes import SHAPE, Rule, load_rules

ONTOLOGY = ontology_folder()
EXAMPLES = sorted((ONTOLOGY / "examples").glob("*.ttl"))
TERMS = [ONTOLOGY / "chains.ttl", *sorted(ONTOLOGY.glob("codes/*.ttl"))]
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")

Verdict = tuple[str, str, str, str]


def _quads(*paths: Path) -> list[ox.Quad]:
    return [quad for path in paths for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def terms() -> list[ox.Quad]:
    """The statements of the ontology and its codes."""
    return _quads(*TERMS)


@pytest.fixture(scope="module")
def rules(terms: list[ox.Quad]) -> tuple[Rule, ...]:
    """The rules of all shapes."""
    store = ox.Store()
    store.extend(terms)

    def subclasses(iri: str) -> list[str]:
        found = store.query(f"SELECT ?c {{ ?c rdfs:subClassOf* <{iri}> }}", prefixes=PREFIXES)
        return sorted({row["c"].value for row in found})

    return load_rules(ONTOLOGY, subclasses)


def _own_verdicts(rules: Iterable[Rule], quads: list[ox.Quad]) -> set[Verdict]:
    store = ox.Store()
    store.extend(quads)
    found = set()
    for rule in rules:
        answer = store.query(rule.query, prefixes=PREFIXES)
        names = {variable.value for variable in answer.variables}
        for row in answer:
            # A node shape's value is the thing itself; counts have none.
            value = row["value"] if "value" in names else None
            if (
                value is None
                and not rule.component.endswith("Count")
                and rule.component not in {"uniqueLang", "sparql"}
            ):
                value = row["this"]
            found.add((rule.shape, rule.component, row["this"].value, "" if value is None else value.value))
    return found


def _pyshacl_verdicts(quads: list[ox.Quad]) -> set[Verdict]:
    data = rdflib.Graph()
    data.parse(data=ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES), format="nt")
    shapes = rdflib.Graph().parse(ONTOLOGY / "shapes.ttl")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    # Only the results themselves: pyshacl also tells, as details, what fails inside a sh:node or sh:or.
    return {_read_result(report, shapes, result) for result in report.objects(None, SH.result)}


def _read_result(report: rdflib.Graph, shapes: rdflib.Graph, result: rdflib.term.Node) -> Verdict:
    shape = report.value(result, SH.sourceShape)
    parent = shapes.value(predicate=SH.property, object=shape)
    component = str(report.value(result, SH.sourceConstraintComponent)).removeprefix(str(SH))
    name = component.removesuffix("ConstraintComponent")
    value = report.value(result, SH.value)
    return (
        str(parent or shape).removeprefix(SHAPE),
        "sparql" if name == "SPARQL" else name[0].lower() + name[1:],
        str(report.value(result, SH.focusNode)),
        "" if value is None else str(value),
    )


def test_every_shape_has_a_valid_and_an_invalid_example():
    """The folder of examples holds two files for each shape, and nothing else."""
    shapes = re.findall(
        r"^shape:(S\d\d) a sh:NodeShape", (ONTOLOGY / "shapes.ttl").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(shapes) >= 40
    assert shapes == [f"S{number:02d}" for number in range(1, len(shapes) + 1)]
    wanted = {f"{shape}-{kind}.ttl" for shape in shapes for kind in ("valid", "invalid")}
    assert {path.name for path in (ONTOLOGY / "examples").iterdir()} == wanted


def test_every_rule_says_what_is_wrong_in_both_languages(rules: tuple[Rule, ...]):
    """A message is text in Chinese and another one in English, and names no IRI by accident."""
    assert len(rules) >= 200
    for rule in rules:
        assert re.search("[一-鿿]", rule.message.zh), rule.shape
        assert re.search("[a-z]{3}", rule.message.en), rule.shape
        assert not re.search("[一-鿿]", rule.message.en), rule.shape
        assert not rule.message.en.endswith("."), rule.shape


@pytest.mark.parametrize(
    "path", [path for path in EXAMPLES if path.stem.endswith("-valid")], ids=lambda path: path.stem
)
def test_valid_example_conforms_to_all_shapes(path: Path, rules: tuple[Rule, ...], terms: list[ox.Quad]):
    """Nothing is said of a valid example, not even a note."""
    assert _own_verdicts(rules, [*terms, *_quads(path)]) == set()


@pytest.mark.parametrize("path", [path for path in EXAMPLES if "-invalid" in path.stem], ids=lambda path: path.stem)
def test_invalid_example_breaks_every_rule_of_its_shape_and_no_other(
    path: Path, rules: tuple[Rule, ...], terms: list[ox.Quad]
):
    """An invalid example shows each way of breaking its shape, and breaks none else."""
    shape = path.stem.partition("-")[0]
    own = [rule for rule in rules if rule.shape == shape]
    quads = [*terms, *_quads(path)]
    assert {verdict[0] for verdict in _own_verdicts(rules, quads)} == {shape}
    silent = [(rule.component, rule.path) for rule in own if not _own_verdicts([rule], quads)]
    assert silent == []


def test_shapes_are_themselves_well_formed():
    """The file of shapes conforms to the shapes of SHACL."""
    shapes = rdflib.Graph().parse(ONTOLOGY / "shapes.ttl")
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


@pytest.mark.parametrize(
    "fault",
    [
        "sh:property [ sh:path ch:kind ; sh:minCount 'one' ]",
        "sh:property [ sh:path ch:kind ; sh:minCount 1 , 2 ]",
        "sh:property [ sh:minCount 1 ]",
        "sh:property [ sh:path ch:kind ; sh:nodeKind ch:Skill ]",
        "sh:severity 'bad'",
    ],
)
def test_broken_shape_breaks_the_shapes_of_shacl(fault: str):
    """A wrong shape is found by the shapes of SHACL, so that the test above means something."""
    prefixes = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("ch", "sh"))
    shapes = rdflib.Graph()
    shapes.parse(data=f"{prefixes}<{SHAPE}S99> a sh:NodeShape ; sh:targetClass ch:Skill ; {fault} .", format="turtle")
    with pytest.raises(pyshacl.errors.ReportableRuntimeError, match="MetaSHACL"):
        pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)


def test_ontology_alone_conforms(rules: tuple[Rule, ...], terms: list[ox.Quad]):
    """The ontology's own codes keep to the shapes."""
    assert _own_verdicts(rules, terms) == set()


@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_examples_get_the_verdicts_of_pyshacl(kind: str, rules: tuple[Rule, ...], terms: list[ox.Quad]):
    """All examples of a kind in one graph, each with IRIs of its own, get the same verdicts by both ways."""
    quads = list(terms)
    for path in EXAMPLES:
        if path.stem.endswith(f"-{kind}"):
            text = path.read_text(encoding="utf-8").replace(f"<{ID}", f"<{ID}{path.stem}/")
            quads += ox.parse(text, format=ox.RdfFormat.TURTLE)
    expected = _pyshacl_verdicts(quads)
    assert _own_verdicts(rules, quads) == expected
    assert len({verdict[0] for verdict in expected}) >= (1 if kind == "valid" else 45)


def _spoil(quads: list[ox.Quad]) -> list[ox.Quad]:
    """Return the statements with some left out, some led astray and some repeated with another value."""
    spoilt = []
    for number, quad in enumerate(quads):
        other = quads[(number * 7 + 3) % len(quads)]
        if number % 9 == 0:
            continue
        if number % 5 == 0:
            spoilt.append(ox.Quad(quad.subject, quad.predicate, other.object))
        if number % 14 == 0:
            spoilt.append(ox.Quad(quad.subject, other.predicate, other.object))
        if number % 17 != 0:
            spoilt.append(quad)
    return spoilt


def test_spoilt_region_gets_the_verdicts_of_pyshacl(
    small: KnowledgeGraph, rules: tuple[Rule, ...], terms: list[ox.Quad]
):
    """A region with hundreds of faults of many kinds is judged alike by both ways."""
    facts = [ox.Quad(triple.subject, triple.predicate, triple.object) for triple in small.triples()]
    quads = [*terms, *_spoil(facts)]
    expected = _pyshacl_verdicts(quads)
    assert len({verdict[0] for verdict in expected}) >= 15
    assert len(expected) >= 100
    assert _own_verdicts(rules, quads) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sh:targetClass ch:Skill ; sh:message 'x'@zh , 'x'@en ; sh:closed true", "closed"),
        (
            "sh:targetClass ch:Skill ; sh:message 'x'@zh , 'x'@en ; sh:property [ sh:path ch:kind ; sh:minCount 2 ]",
            "minCount",
        ),
        ("sh:targetClass ch:Skill ; sh:property [ sh:path ch:kind ; sh:minCount 1 ]", "message"),
        ("sh:message 'x'@zh , 'x'@en ; sh:property [ sh:path ch:kind ; sh:minCount 1 ]", "target"),
        (
            "sh:targetClass ch:Skill ; sh:property [ sh:path [ sh:zeroOrMorePath ch:kind ] ; sh:minCount 1 ]",
            "path",
        ),
        ("sh:targetClass ch:Skill ; sh:message 'x'@zh , 'x'@en ; sh:sparql [ sh:select 'SELECT $this' ]", "WHERE"),
    ],
)
def test_unknown_construct_is_refused(tmp_path: Path, text: str, said: str):
    """A shape that cannot be judged is an error, never passed over."""
    prefixes = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("ch", "sh"))
    (tmp_path / "shapes.ttl").write_text(f"{prefixes}<{SHAPE}S01> a sh:NodeShape ; {text} .", encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        load_rules(tmp_path, lambda iri: [iri])
