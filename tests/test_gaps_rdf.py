"""Gaps as RDF: every field there and back, valid, in a named graph of their own, and never taken for facts."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st
from tiny import make_gap

from chains.answers import answer_query
from chains.check import check_graph
from chains.errors import InputError, OutputError, Text, UnknownName
from chains.export.gap_files import GAP_FORMATS, write_gaps
from chains.export.gap_rdf import gap_graph, gap_iri, gaps_to_quads
from chains.export.gap_reading import read_gaps
from chains.gaps import find_gaps
from chains.gaps.keeping import gaps_of
from chains.graph import KnowledgeGraph, open_graph
from chains.inputs import RDF_FORMATS, STATEMENTS, package_version
from chains.names import CATALOGUE, CODE, ID, expand_term
from chains.queries import load_queries
from chains.records import Gap
from chains.resources import SMALL_REGION, data_folder, ontology_folder

sys.path.insert(0, str(Path(__file__).parent / "golden"))
from write import example_values  # the writer of golden answers knows an example of every parameter

SMALL = str(data_folder(SMALL_REGION))
HARD = make_gap(
    label=Text('"引号" \\ <b>', "tab\tand 'quotes'"),
    region=None,
    observed=0.1 + 0.2,
    expected=1e-12,
    z=-37.25,
    p=2.25631e-264,
    p_adjusted=1.0,
    severity=0.00005,
    fragility=0,
    coverage="D",
    subject=(f"{ID}skill/z", f"{ID}skill/a", f"{ID}region/320400"),
    evidence='# a comment\nSELECT ?s WHERE {\n\t?s rdfs:label "x" .\n}\n',
    closing=(
        (f"{ID}programme/z", "develops-skill", f"{ID}skill/z"),
        (f"{ID}programme/a", "develops-skill", f"{ID}skill/a"),
    ),
)


@pytest.fixture(scope="module")
def region_gaps(region: KnowledgeGraph) -> list[Gap]:
    """Every gap of the shipped region."""
    return gaps_of(region)


@pytest.fixture(scope="module")
def small_gaps(small: KnowledgeGraph) -> list[Gap]:
    """Every gap of the small region."""
    return gaps_of(small)


@pytest.fixture(scope="module")
def both(small: KnowledgeGraph, small_gaps: list[Gap], tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """The small region with its gaps written into it."""
    path = tmp_path_factory.mktemp("both") / "both.nq"
    path.write_bytes((small.folder / STATEMENTS).read_bytes() + written(small_gaps, small, "nq"))
    return open_graph(path)


def written(gaps: Sequence[Gap], graph: KnowledgeGraph, form: str) -> bytes:
    """The gaps in one of the formats."""
    out = io.BytesIO()
    write_gaps(gaps, graph, out, format=form)
    return out.getvalue()


def read(raw: bytes, form: str) -> list[Gap]:
    """The gaps that a file holds."""
    return read_gaps(ox.parse(raw, format=RDF_FORMATS[f".{form}"]))


# --- identifiers ----------------------------------------------------------------------------------------


def test_identifiers_are_unique(region_gaps: list[Gap], small_gaps: list[Gap]):
    """No two gaps of a region have one identifier, and each is the kind and eight digits."""
    for gaps in (region_gaps, small_gaps):
        assert gaps
        assert len({gap.id for gap in gaps}) == len(gaps)
        assert all(re.fullmatch(rf"{gap.kind}-[0-9a-f]{{8}}", gap.id) for gap in gaps)


def test_identifier_is_told_by_what_a_gap_is_about():
    """Kind, region, chains and subjects make the identifier; figures, words and the order of subjects do not."""
    gap = make_gap(subject=("a", "b"))
    assert gap.id == make_gap(subject=("b", "a"), severity=0.1, p=None, sentence=Text("另一句。", "Other.")).id
    others = [{"kind": "isolated"}, {"region": None}, {"chains": ("industry",)}, {"subject": ("a",)}]
    assert len({gap.id, *(replace(gap, **change).id for change in others)}) == 5  # type: ignore[arg-type]


def test_identifier_stays_as_it_is():
    """An identifier that was written down last year is the same this year."""
    assert make_gap().id == "skill_shortage-7964b497"


def test_json_begins_with_the_identifier(small_gaps: list[Gap]):
    """The record as JSON has the identifier first."""
    assert all(next(iter(gap.to_dict().items())) == ("id", gap.id) for gap in small_gaps)


# --- there and back -------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", GAP_FORMATS)
def test_every_gap_of_the_region_comes_back(region: KnowledgeGraph, region_gaps: list[Gap], form: str):
    """Each field of each gap is the same after writing and reading, and so is the order of the gaps."""
    assert read(written(region_gaps, region, form), form) == region_gaps


@pytest.mark.parametrize("form", GAP_FORMATS)
def test_hard_values_come_back(small: KnowledgeGraph, form: str):
    """Tiny chances, absent values, quotes, line ends and the order of subjects and links survive every format."""
    assert read(written([HARD], small, form), form) == [HARD]


numbers = st.floats(allow_nan=False)
chances = st.none() | st.floats(min_value=0, max_value=1, exclude_min=True)
# What RDF cannot hold at all: lone surrogates and the null character.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(numbers, numbers, st.none() | numbers, chances, st.floats(0, 1), st.integers(0), texts)
def test_any_number_and_text_comes_back(
    observed: float, expected: float, z: float | None, p: float | None, severity: float, fragility: int, text: str
):
    """Whatever floats, whole numbers and texts a gap has, none changes on the way."""
    folder = KnowledgeGraph(Path("nowhere"))
    folder.__dict__["_meta"] = {"digest": "0", "name": "x"}
    folder.__dict__["title"] = Text("甲", "A")
    facts = {"z": z, "p": p, "p_adjusted": p, "severity": severity, "fragility": fragility, "label": Text(text, text)}
    gap = make_gap(observed=observed, expected=expected, **facts)
    quads = gaps_to_quads([gap], folder)
    assert read_gaps(
        ox.parse(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"", format=ox.RdfFormat.N_QUADS)
    ) == [gap]


def test_other_tools_read_the_same(small: KnowledgeGraph, small_gaps: list[Gap]):
    """Rdflib finds as many gaps in the Turtle, and the same chance to the last digit."""
    graph = rdflib.Graph().parse(data=written([*small_gaps, HARD], small, "ttl"), format="turtle")
    assert len(set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(expand_term("ch:Gap"))))) == len(small_gaps) + 1
    chance = graph.value(rdflib.URIRef(gap_iri(HARD)), rdflib.URIRef(expand_term("pValue")))
    assert chance is not None
    assert chance.toPython() == HARD.p


def test_same_gaps_give_the_same_bytes(small: KnowledgeGraph, small_gaps: list[Gap]):
    """The order of the gaps does not matter to the file."""
    for form in GAP_FORMATS:
        assert written(small_gaps, small, form) == written(small_gaps[::-1], small, form)


def test_a_gap_that_lacks_a_field_is_named(small: KnowledgeGraph, small_gaps: list[Gap]):
    """Statements that make only half a gap are an error that tells which gap it is."""
    severity = ox.NamedNode(expand_term("severity"))
    quads = [quad for quad in gaps_to_quads(small_gaps[:1], small) if quad.predicate != severity]
    with pytest.raises(InputError, match="lacks a field") as caught:
        read_gaps(quads)
    assert small_gaps[0].id in caught.value.where


def test_a_gap_with_an_unknown_grade_is_named(small: KnowledgeGraph, small_gaps: list[Gap]):
    """A coverage grade that does not exist is an error of its gap."""
    grade, none = ox.NamedNode(expand_term("coverageGrade")), ox.NamedNode(f"{CODE}coverage-grades/Z")
    quads = [
        ox.Quad(quad.subject, quad.predicate, none if quad.predicate == grade else quad.object, quad.graph_name)
        for quad in gaps_to_quads(small_gaps[:1], small)
    ]
    with pytest.raises(InputError, match="wrong one"):
        read_gaps(quads)


def test_no_gap_is_no_error(small: KnowledgeGraph):
    """No gap gives a file that tells of none, and statements without a gap give none."""
    assert read(written([], small, "trig"), "trig") == []
    assert read_gaps(small.quads()) == []


def test_two_gaps_with_one_identifier_are_refused(small: KnowledgeGraph):
    """Two different gaps that would share an IRI are an error; the same gap twice is not."""
    gap = make_gap()
    with pytest.raises(OutputError, match=gap.id):
        gaps_to_quads([gap, replace(gap, severity=0.1)], small)
    assert gaps_to_quads([gap, gap], small) == gaps_to_quads([gap], small)


def test_unknown_format_names_the_known(small: KnowledgeGraph):
    """A format that gaps cannot be written in is an error."""
    with pytest.raises(UnknownName) as caught:
        write_gaps([], small, io.BytesIO(), format="tll")
    assert "ttl" in caught.value.nearest


# --- valid, and in a graph of their own -----------------------------------------------------------------


def test_gaps_conform_to_the_shapes(region: KnowledgeGraph, region_gaps: list[Gap], tmp_path: Path):
    """A gap of each kind is valid by pyshacl against our shapes, and all gaps are by our own check."""
    kinds = {gap.kind: gap for gap in reversed(region_gaps)}
    data = rdflib.Graph().parse(data=written(list(kinds.values()), region, "ttl"), format="turtle")
    for path in (ontology_folder() / "chains.ttl", *sorted(ontology_folder().glob("codes/*.ttl"))):
        data.parse(path)
    conforms, _, text = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(ontology_folder() / "shapes.ttl"))
    assert conforms, text
    write_gaps(region_gaps, region, tmp_path / "gaps.nq", format="nq")
    assert check_graph(open_graph(tmp_path / "gaps.nq")) == []


def test_a_spoilt_gap_does_not_conform(small: KnowledgeGraph, small_gaps: list[Gap], tmp_path: Path):
    """The check sees a gap whose severity is above 1."""
    write_gaps([replace(small_gaps[0], severity=1.5)], small, tmp_path / "gaps.ttl")
    assert [fault.code for fault in check_graph(open_graph(tmp_path / "gaps.ttl"))] == ["S44"]


@pytest.mark.parametrize("form", ["nq", "trig"])
def test_gaps_lie_in_a_graph_of_their_own(small: KnowledgeGraph, small_gaps: list[Gap], form: str):
    """Every statement about a gap lies in the graph of gaps; the catalogue describes that graph and nothing else."""
    own = gap_graph(small)
    quads = list(ox.parse(written(small_gaps, small, form), format=RDF_FORMATS[f".{form}"]))
    about = {quad.subject.value for quad in quads if quad.graph_name == ox.NamedNode(own)}
    assert {quad.graph_name.value for quad in quads} == {own, CATALOGUE}
    assert all(iri.startswith((f"{ID}gap/", f"{ID}missing-link/")) for iri in about)
    described = {quad.subject.value for quad in quads if quad.graph_name == ox.NamedNode(CATALOGUE)}
    assert own in described
    assert not described & about


def test_graph_of_gaps_is_described_without_a_clock(small: KnowledgeGraph, small_gaps: list[Gap]):
    """The named graph is a derived source with the software's version and the graph's digest, and with no time."""
    quads = [quad for quad in gaps_to_quads(small_gaps, small) if quad.graph_name == ox.NamedNode(CATALOGUE)]
    values = {quad.object.value for quad in quads if not isinstance(quad.object, ox.Triple)}
    assert {package_version(), small.digest, f"{CODE}confidence-classes/derived"} <= values
    predicates = {quad.predicate.value for quad in quads}
    assert {expand_term(f"prov:{name}") for name in ("wasGeneratedBy", "wasAssociatedWith", "used")} <= predicates
    types = {str(quad.object.datatype.value) for quad in quads if isinstance(quad.object, ox.Literal)}
    assert not any("date" in kind.lower() or "time" in kind.lower() for kind in types)


def test_gaps_of_an_earlier_year_say_so(small: KnowledgeGraph, small_gaps: list[Gap]):
    """Gaps as of a year lie in another graph, whose title names the year."""
    quads = gaps_to_quads(small_gaps, small, year=2024)
    own = gap_graph(small, 2024)
    assert own.endswith("-2024") != gap_graph(small).endswith("-2024")
    titles = [quad.object.value for quad in quads if quad.subject == ox.NamedNode(own) and "2024" in str(quad.object)]
    assert titles


# --- never taken for facts ------------------------------------------------------------------------------


def test_a_graph_with_gaps_has_the_same_network(small: KnowledgeGraph, both: KnowledgeGraph):
    """Gaps add no node, link, region or sample to what measures read."""
    for name in ("nodes", "edges", "regions", "samples"):
        assert getattr(both.network(), name).equals(getattr(small.network(), name))


def test_a_graph_with_gaps_has_the_same_gaps(both: KnowledgeGraph, small_gaps: list[Gap]):
    """Gaps are found again as they were, with the gaps in the graph; and their evidence gives the same rows."""
    assert find_gaps(both.network()) == small_gaps


def test_evidence_is_the_same_beside_gaps(small: KnowledgeGraph, both: KnowledgeGraph, small_gaps: list[Gap]):
    """No evidence query counts a gap."""
    for gap in small_gaps:
        assert both.query(gap.evidence).values() == small.query(gap.evidence).values()


@pytest.mark.parametrize("name", [name for name in load_queries() if name.startswith(("ask_", "gap_"))])
def test_named_queries_are_the_same_beside_gaps(small: KnowledgeGraph, both: KnowledgeGraph, name: str):
    """No question of the library takes a gap for a fact; what tells all about a thing tells its gaps, too."""
    query = load_queries()[name]
    answers = [answer_query(graph, query, example_values(query)).values() for graph in (small, both)]
    if name in {"ask_about", "ask_sources"}:
        assert set(answers[0]) <= set(answers[1])
        assert all(
            any("gap" in (cell or "") or "Gap" in (cell or "") for cell in row)
            for row in set(answers[1]) - set(answers[0])
        )
    else:
        assert answers[0] == answers[1]


def test_things_are_looked_up_by_name_as_before(small: KnowledgeGraph, both: KnowledgeGraph):
    """A name is that of a thing, never of a gap about it."""
    for name in ("DSP", "常州信息职业技术学院", "常州"):
        assert both.lookup(name) == small.lookup(name) != []


def test_gaps_are_a_derived_source(small: KnowledgeGraph, both: KnowledgeGraph):
    """The graph of gaps is the one source more, and it is derived."""
    more = set(both.sources()) - set(small.sources())
    assert more == {gap_graph(small)}
    assert both.sources()[gap_graph(small)].confidence == "derived"


def test_gaps_alone_hold_nothing_to_analyse(small: KnowledgeGraph, small_gaps: list[Gap], tmp_path: Path):
    """A file of gaps opens, and has no node and no gap of its own."""
    write_gaps(small_gaps, small, tmp_path / "gaps.trig", format="trig")
    alone = open_graph(tmp_path / "gaps.trig")
    assert alone.network().nodes.is_empty()
    assert find_gaps(alone.network()) == []
    assert read_gaps(alone.quads()) == small_gaps


# --- the command ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", GAP_FORMATS)
def test_command_writes_rdf(run_chains: Run, tmp_path: Path, small_gaps: list[Gap], form: str):
    """``chains gaps --format ttl`` writes the gaps that were asked for."""
    path = tmp_path / f"gaps.{form}"
    answer = run_chains("gaps", "--data", SMALL, "--city", "常州", "--format", form, "-o", str(path))
    assert answer.returncode == 0, answer.stderr
    assert read(path.read_bytes(), form) == [gap for gap in small_gaps if gap.region == f"{ID}region/320400"]


def test_command_lists_identifiers(run_chains: Run, small_gaps: list[Gap]):
    """Every format of the list has the identifiers: the table their digits, the others all of them."""
    for form in ("csv", "tsv", "md"):
        text = run_chains("gaps", "--data", SMALL, "--format", form).stdout
        assert all(gap.id in text for gap in small_gaps)
    table = run_chains("gaps", "--data", SMALL).stdout
    assert all(f"\n{gap.id.rpartition('-')[2]}  " in table for gap in small_gaps)
    records = json.loads(run_chains("gaps", "--data", SMALL, "--format", "json").stdout)
    assert [record["id"] for record in records] == [gap.id for gap in small_gaps]


def test_faulty_place_to_write_is_told(run_chains: Run, tmp_path: Path):
    """A folder where a file should be is an error in words."""
    shutil.copytree(SMALL, tmp_path / "folder")
    answer = run_chains("gaps", "--data", SMALL, "--format", "ttl", "-o", str(tmp_path / "folder"))
    assert answer.returncode == 1
    assert "folder" in answer.stderr
    assert "Traceback" not in answer.stderr
