"""The ontology as software: every term whole and used, every text in both languages, every name defined."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCAT, GEO, ORG, PROV, SDO, SKOS, VOID
from term_table import README, renew

from chains.inputs import package_version
from chains.names import BASE, CODE, ONTOLOGY, PREFIXES, expand_term
from chains.queries import load_queries
from chains.resources import DEFAULT_REGION, SMALL_REGION, data_folder, ontology_folder
from chains.schema import Field, Table, load_schema
from chains.terms import LinkKind, Terms, load_terms

FOLDER = ontology_folder()
PACKAGE = FOLDER.parent / "chains"
TURTLE = sorted(FOLDER.rglob("*.ttl"))
TERM_FILES = [FOLDER / "chains.ttl", *sorted(FOLDER.glob("codes/*.ttl"))]
TERMS = load_terms(FOLDER)
SCHEMA = load_schema(FOLDER)
ALIGNMENTS = sorted((FOLDER / "alignments").glob("*.ttl"))
LINTS = sorted(
    name
    for name, query in load_queries().items()
    if name.startswith("lint_") and {column.name for column in query.columns} >= {"this"}
)
SKOS_CONCEPT = expand_term("skos:Concept")


def _store() -> ox.Store:
    store = ox.Store()
    for path in TERM_FILES:
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


def _local(path: Path) -> str:
    return str(path.relative_to(FOLDER))


# --- the files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TURTLE, ids=_local)
def test_turtle_parses_alike_in_two_parsers(path: Path):
    """Every Turtle file parses in rdflib and in pyoxigraph, to the same number of statements, and is not empty."""
    count = len(rdflib.Graph().parse(path))
    assert count > 0
    assert len(list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))) == count


def test_nothing_is_collected_from_nowhere():
    """The lists that these tests run over are all there."""
    assert len(TURTLE) > 120
    assert len(TERMS.classes) > 30
    assert len(TERMS.schemes) == len(list(FOLDER.glob("codes/*.ttl"))) == 26
    assert len(ALIGNMENTS) == len(OUTSIDE) == 10
    assert len(LINTS) >= 14
    assert len(SCHEMA) > 35


# --- the lint queries ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LINTS)
def test_lint_finds_nothing_in_the_ontology(name: str):
    """The ontology and its code lists pass every lint query."""
    rows = list(_store().query(load_queries()[name].sparql, prefixes=PREFIXES))
    assert [str(row) for row in rows] == []


Spoil = Callable[[ox.Store], None]
_CH = {
    name: ox.NamedNode(ONTOLOGY + name)
    for name in ("Skill", "Segment", "Entity", "year", "kind", "hasCourse", "nothing")
}
_CRAFT = ox.NamedNode(CODE + "skill-kinds/craft")


def _node(term: str) -> ox.NamedNode:
    return ox.NamedNode(expand_term(term))


def _without(subject: ox.NamedNode, term: str, keep: Callable[[ox.Quad], bool] = lambda _: False) -> Spoil:
    def spoil(store: ox.Store) -> None:
        gone = [quad for quad in store.quads_for_pattern(subject, _node(term), None) if not keep(quad)]
        assert gone
        for quad in gone:
            store.remove(quad)

    return spoil


def _with(subject: ox.NamedNode, term: str, value: ox.NamedNode | ox.Literal) -> Spoil:
    return lambda store: store.add(ox.Quad(subject, _node(term), value))


def _is_english(quad: ox.Quad) -> bool:
    return isinstance(quad.object, ox.Literal) and quad.object.language == "en"


SPOILT: list[tuple[str, Spoil, str]] = [
    ("lint_missing_label", _without(_CH["Skill"], "rdfs:label", _is_english), ONTOLOGY + "Skill"),
    ("lint_missing_label", _without(_CRAFT, "skos:prefLabel"), _CRAFT.value),
    ("lint_missing_definition", _without(_CH["year"], "skos:definition", _is_english), ONTOLOGY + "year"),
    ("lint_missing_definition", _without(_CRAFT, "skos:definition"), _CRAFT.value),
    ("lint_repeated_text", _with(_CH["Skill"], "rdfs:label", ox.Literal("ability", language="en")), ONTOLOGY + "Skill"),
    ("lint_untranslated", _with(_CRAFT, "skos:prefLabel", ox.Literal("craft", language="zh")), _CRAFT.value),
    ("lint_untranslated", _with(_CRAFT, "skos:definition", ox.Literal("手艺", language="en")), _CRAFT.value),
    ("lint_untranslated", _with(_CH["Skill"], "rdfs:label", ox.Literal("Skill")), ONTOLOGY + "Skill"),
    ("lint_missing_domain_range", _without(_CH["hasCourse"], "rdfs:domain"), ONTOLOGY + "hasCourse"),
    ("lint_missing_domain_range", _without(_CH["year"], "rdfs:range"), ONTOLOGY + "year"),
    ("lint_wrong_range", _with(_CH["year"], "rdfs:range", _CH["Skill"]), ONTOLOGY + "year"),
    ("lint_wrong_range", _with(_CH["hasCourse"], "rdfs:range", _node("xsd:string")), ONTOLOGY + "hasCourse"),
    ("lint_missing_defined_by", _without(_CH["kind"], "rdfs:isDefinedBy"), ONTOLOGY + "kind"),
    ("lint_class_without_chain", _without(_CH["Skill"], "inChain"), ONTOLOGY + "Skill"),
    (
        "lint_class_without_chain",
        _with(_CH["Skill"], "acrossChains", ox.Literal("true", datatype=_node("xsd:boolean"))),
        ONTOLOGY + "Skill",
    ),
    ("lint_class_without_parent", _without(_CH["Segment"], "rdfs:subClassOf"), ONTOLOGY + "Segment"),
    ("lint_class_without_parent", _with(_CH["Entity"], "rdfs:subClassOf", _CH["Skill"]), ONTOLOGY + "Skill"),
    ("lint_orphan_code", _without(_CRAFT, "skos:inScheme"), _CRAFT.value),
    ("lint_orphan_code", _without(_CRAFT, "skos:notation"), _CRAFT.value),
    (
        "lint_orphan_code",
        _with(ox.NamedNode(CODE + "moods"), "rdf:type", _node("skos:ConceptScheme")),
        CODE + "moods",
    ),
    (
        "lint_incomplete_link_kind",
        _without(ox.NamedNode(CODE + "link-kinds/offers"), "targetProperty"),
        CODE + "link-kinds/offers",
    ),
    ("lint_data_undefined_term", _with(_CH["Skill"], "rdfs:subClassOf", _CH["nothing"]), ONTOLOGY + "Skill"),
    ("lint_data_undefined_term", _with(_CRAFT, "nothing", _CH["Skill"]), _CRAFT.value),
    ("lint_data_undefined_term", _with(_CRAFT, "rdf:type", _CH["nothing"]), _CRAFT.value),
    (
        "lint_data_undefined_term",
        _with(ox.NamedNode("https://example.org/a"), "kind", ox.NamedNode(CODE + "skill-kinds/none")),
        "https://example.org/a",
    ),
    (
        "lint_data_untyped_thing",
        _with(ox.NamedNode("https://example.org/a"), "kind", _CRAFT),
        "https://example.org/a",
    ),
    (
        "lint_data_undescribed_source",
        lambda store: store.add(
            ox.Quad(_CRAFT, _node("rdf:type"), _CH["Skill"], ox.NamedNode("https://example.org/source"))
        ),
        "https://example.org/source",
    ),
]


@pytest.mark.parametrize(
    ("name", "spoil", "guilty"), SPOILT, ids=[f"{name}-{n}" for n, (name, _, _) in enumerate(SPOILT)]
)
def test_lint_finds_what_was_spoilt(name: str, spoil: Spoil, guilty: str):
    """A copy of the ontology with one fault makes the lint query name the guilty term."""
    store = _store()
    spoil(store)
    found = {row["this"].value for row in store.query(load_queries()[name].sparql, prefixes=PREFIXES)}
    assert guilty in found


def test_every_lint_is_seen_to_work():
    """No lint query lacks a spoilt copy."""
    assert {name for name, _, _ in SPOILT} == set(LINTS)


# --- terms ---------------------------------------------------------------------------------------------


def test_names_of_terms_do_not_clash():
    """No code list has the name of a property or class: each could hide the other when looked up by name."""
    kinds = "owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty skos:ConceptScheme skos:Concept"
    defined = {
        quad.subject.value
        for kind in kinds.split()
        for quad in _store().quads_for_pattern(None, _node("rdf:type"), _node(kind))
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith((ONTOLOGY, CODE))
    }
    assert {term.iri for term in TERMS.values()} == defined


def test_labels_of_siblings_differ():
    """No two classes and no two codes of a list go by the same name; properties may, on different classes."""
    for lang in ("zh", "en"):
        seen: dict[tuple[str, str], str] = {}
        for name, term in TERMS.items():
            if term.kind != "property":
                group = name.partition("/")[0] if term.kind == "code" else term.kind
                key = (group, term.label.say(lang).casefold())
                assert key not in seen, (name, seen.get(key))
                seen[key] = name


def test_ends_of_properties_are_classes_of_ours_or_well_known():
    """Domains and ranges are our classes, datatypes, or the few classes of RDF, OWL and SKOS."""
    outside = {"owl:Thing", "owl:Class", "rdf:Property", "skos:Concept", "foaf:Document", "rdfs:Literal"}
    outside |= {"rdf:PlainLiteral"}
    outside |= {"xsd:string", "xsd:integer", "xsd:decimal", "xsd:double", "xsd:boolean"}
    known = {ONTOLOGY + name for name in TERMS.classes} | {expand_term(term) for term in outside}
    ends = {end for term in TERMS.values() if term.kind == "property" for end in (term.domain, term.range)}
    assert ends <= known


def test_every_property_is_filled_by_something():
    """A property is a column of a table, follows by an axiom, describes gaps and plans, or annotates terms and codes."""
    columns = {expand_term(field.property) for table in SCHEMA.values() for field in table.fields if field.property}
    gaps = {ONTOLOGY + name for name in ("Gap", "MissingLink", "Plan", "Action")}
    annotations = {SKOS_CONCEPT, expand_term("owl:Class"), expand_term("owl:Thing")}
    store = _store()
    axioms = [_node("owl:inverseOf"), _node("owl:propertyChainAxiom")]
    unused = [
        term.name
        for term in TERMS.values()
        if term.kind == "property" and term.iri not in columns and term.domain not in gaps | annotations
        if not any(any(store.quads_for_pattern(ox.NamedNode(term.iri), axiom, None)) for axiom in axioms)
    ]
    assert unused == []


def test_every_class_is_made_by_something():
    """A class is that of a table, is denoted by a code, stands above one of these, or describes gaps and plans."""
    made = {table.cls for table in SCHEMA.values() if table.cls}
    made |= {term.denotes.removeprefix(ONTOLOGY) for term in TERMS.values() if term.denotes}
    above = {name for cls in made for name in TERMS.superclasses(cls)}
    assert set(TERMS.classes) - made - above == {"Gap", "MissingLink", "Plan", "Action"}


# --- what uses the terms -------------------------------------------------------------------------------


def _defined() -> set[str]:
    names = {term.iri for term in TERMS.values()}
    return names | {ONTOLOGY.removesuffix("#"), ONTOLOGY, CODE}


def _iris_of(path: Path) -> Iterator[str]:
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith((ONTOLOGY, CODE)):
                yield term.value


@pytest.mark.parametrize("path", [path for path in TURTLE if "-invalid" not in path.stem], ids=_local)
def test_every_iri_of_ours_in_turtle_is_defined(path: Path):
    """Ontology, codes, shapes, valid examples and alignments name no term or code that is not there."""
    assert set(_iris_of(path)) <= _defined()


def test_every_iri_of_ours_in_invalid_examples_is_defined():
    """What is wrong with an invalid example is its shape, never a misspelt term."""
    paths = [path for path in TURTLE if "-invalid" in path.stem]
    assert len(paths) >= 45
    for path in paths:
        assert set(_iris_of(path)) <= _defined(), path.name


_NAME = re.compile(r"""(?<![\w:/#-])ch:(\w+)""")
_FULL = re.compile(re.escape(ONTOLOGY) + r"(\w+)")
_PASTED = re.compile(r"""\bONTOLOGY\b\}?\s*\+?\s*["']?(\w+)["']""")
_CODE = re.compile(re.escape(CODE) + r"([a-z-]+/\w[\w-]*)")
TEXTS = sorted(
    [*FOLDER.glob("queries/*.rq"), *FOLDER.glob("*.md"), FOLDER / "shapes.ttl", *PACKAGE.rglob("*.py")]
    + [path for path in PACKAGE.rglob("*") if path.suffix in {".j2", ".js", ".html"}]
)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(FOLDER.parent)))
def test_every_term_named_in_queries_and_code_is_defined(path: Path):
    """A query, a sentence or the package names no term of ours that the ontology lacks."""
    text = path.read_text(encoding="utf-8")
    names = {match for pattern in (_NAME, _FULL, _PASTED) for match in pattern.findall(text)}
    assert {name for name in names if name not in TERMS} == set()
    assert {code for code in _CODE.findall(text) if code not in TERMS} == set()


def _fields() -> Iterator[tuple[Table, Field]]:
    return ((table, field) for table in SCHEMA.values() for field in table.fields)


def test_every_term_of_the_tables_is_defined():
    """Classes and properties that the tables' schema names are in the ontology; outside prefixes are known."""
    for table in SCHEMA.values():
        assert table.cls is None or table.cls in TERMS.classes
    for table, field in _fields():
        if field.property and ":" not in field.property:
            assert TERMS[field.property].kind == "property", (table.name, field.name)
        elif field.property:
            assert field.property.partition(":")[0] in PREFIXES


def test_schema_uses_every_key_it_knows():
    """The tables' files hold no key that the README does not explain."""
    text = README.read_text(encoding="utf-8")
    for path in FOLDER.glob("tables/*.toml"):
        for table in tomllib.loads(path.read_text(encoding="utf-8")).values():
            keys = {key for field in table["fields"].values() for key in field} | (set(table) - {"fields"})
            assert {key for key in keys if f"`{key}`" not in text and f"{key} =" not in text} == {"graph"} & keys


def test_every_code_list_of_the_tables_exists():
    """A column with codes names a list that is there, and each list is used by a column, a term or a record."""
    used = {field.codes for _, field in _fields() if field.codes}
    assert used <= set(TERMS.schemes)
    assert set(TERMS.schemes) - used == {"action-kinds", "coverage-grades", "gap-kinds", "link-kinds"}


@pytest.mark.parametrize("region", [DEFAULT_REGION, SMALL_REGION])
def test_every_notation_in_the_data_is_defined(region: str):
    """Each code that a shipped table uses is in its list."""
    seen = 0
    for table, field in _fields():
        path = data_folder(region) / f"{table.name}.csv"
        if not field.codes or not path.is_file():
            continue
        column = pl.read_csv(path, infer_schema=False).get_column(field.name).drop_nulls().unique()
        values = {part for value in column for part in (value.split(field.separator) if field.separator else [value])}
        assert values <= set(TERMS.notations(field.codes)), (table.name, field.name)
        seen += len(values)
    assert seen > 40


@pytest.mark.parametrize("kind", TERMS.link_kinds, ids=lambda kind: kind.notation)
def test_link_kind_fits_the_ends_of_its_properties(kind: LinkKind):
    """The classes that a kind of link joins are those that its properties allow."""
    if kind.via_property:
        ends = [(kind.from_classes, kind.via_property, True), (kind.to_classes, kind.via_property, False)]
    else:
        ends = [(kind.from_classes, kind.source_property, False), (kind.to_classes, kind.target_property, False)]
        assert _fits(kind.via_class or "", TERMS[kind.source_property or ""].domain)
        assert _fits(kind.via_class or "", TERMS[kind.target_property or ""].domain)
    for classes, property_, at_start in ends:
        if property_ is None or not property_.startswith(ONTOLOGY):
            continue
        term = TERMS[property_]
        for cls in classes:
            assert _fits(cls, term.domain if at_start else term.range), (cls, property_)


def _fits(cls: str, end: str | None) -> bool:
    name = cls.removeprefix(ONTOLOGY)
    return end is not None and end.removeprefix(ONTOLOGY) in {name, *TERMS.superclasses(name)}


# --- alignments ----------------------------------------------------------------------------------------

ALLOWED = {
    expand_term(term)
    for term in ("rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:seeAlso", "skos:closeMatch", "skos:broadMatch")
}
OUTSIDE = {
    "dcat": str(DCAT),
    "elm": "http://data.europa.eu/snb/model/elm/",
    "esco": "http://data.europa.eu/esco/",
    "geosparql": str(GEO),
    "org": str(ORG),
    "prov": str(PROV),
    "schema": str(SDO),
    "skos": str(SKOS),
    "vivo": "http://vivoweb.org/ontology/core#",
    "void": str(VOID),
}


def _aligned(path: Path) -> list[tuple[str, str, str]]:
    header = f"{BASE}alignments/{path.stem}"
    triples = []
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        # Declarations of outside terms join nothing.
        if quad.subject != ox.NamedNode(header) and quad.predicate != _node("rdf:type"):
            assert isinstance(quad.object, ox.NamedNode)
            assert isinstance(quad.subject, ox.NamedNode)
            triples.append((quad.subject.value, quad.predicate.value, quad.object.value))
    return triples


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_alignment_joins_our_terms_with_one_vocabulary(path: Path):
    """Each statement has a term of ours on one side and a term of that vocabulary on the other."""
    base = OUTSIDE[path.stem]
    triples = _aligned(path)
    assert triples
    for subject, predicate, object_ in triples:
        assert predicate in ALLOWED
        ours, theirs = (subject, object_) if subject.startswith(BASE) else (object_, subject)
        assert ours in _defined()
        assert theirs.startswith(base)


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_alignment_joins_like_with_like(path: Path):
    """Classes go with classes, properties with properties, and only codes are matched."""
    for subject, predicate, object_ in _aligned(path):
        ours, theirs = (subject, object_) if subject.startswith(BASE) else (object_, subject)
        kind = TERMS[ours].kind
        wanted = {
            "rdfs:subClassOf": "class",
            "rdfs:subPropertyOf": "property",
            "skos:closeMatch": "code",
            "skos:broadMatch": "code",
        }
        for term, expected in wanted.items():
            assert predicate != expand_term(term) or kind == expected
        if kind in {"class", "property"}:
            name = re.split("[#/]", theirs)[-1]
            assert name[0].isupper() == (kind == "class")


def test_alignments_make_no_cycle():
    """All alignments together with our own class tree are still a tree: nothing lies below itself."""
    parents: dict[str, set[str]] = {}
    for path in [FOLDER / "chains.ttl", *ALIGNMENTS]:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if quad.predicate == _node("rdfs:subClassOf"):
                parents.setdefault(str(quad.subject), set()).add(str(quad.object))
    for start, direct in parents.items():
        above, waiting = set(), list(direct)
        while waiting:
            cls = waiting.pop()
            if cls not in above:
                above.add(cls)
                waiting += parents.get(cls, ())
        assert start not in above


# --- documentation and versions ------------------------------------------------------------------------


def test_term_table_is_current():
    """The README lists the terms as they are; if not, run ``python tests/term_table.py``."""
    text = README.read_text(encoding="utf-8")
    assert renew(text) == text, "the table of terms is out of date: run `python tests/term_table.py`"
    assert all(f"| `{name}` |" in text for name in TERMS.classes)


def test_versions_agree():
    """Ontology, shapes, changelogs and package have one version."""
    version = package_version()
    wanted = {"chains.ttl": f"/ontology/{version}>", "shapes.ttl": f'owl:versionInfo "{version}"'}
    for name, mark in wanted.items():
        assert mark in (FOLDER / name).read_text(encoding="utf-8")
    assert f'owl:versionInfo "{version}"' in (FOLDER / "chains.ttl").read_text(encoding="utf-8")
    for path in (FOLDER / "CHANGELOG.md", FOLDER.parent / "CHANGELOG.md"):
        assert re.search(r"^## (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)[1] == version  # type: ignore[index]


def test_readme_names_every_folder():
    """The README tells of everything that lies in the folder."""
    text = README.read_text(encoding="utf-8")
    parts = {path.name for path in FOLDER.iterdir()} - {"README.md"}
    assert {part for part in parts if f"`{part}" not in text} == set()
    assert isinstance(TERMS, Terms)
