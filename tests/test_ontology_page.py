"""The page of the ontology: complete, linked, safe, the same on every run, and at home in a browser."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rdflib
from browser import Visit, visit
from conftest import Run

from chains.names import CODE, ONTOLOGY
from chains.report.ontology import fill_ontology
from chains.report.ontology.diagram import BOX_WIDTH, Diagram, draft_diagram
from chains.report.ontology.gathering import gather_ontology
from chains.report.ontology.record import Entry, Ontology
from chains.report.ontology.words import SECTIONS
from chains.resources import ontology_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "<img src=x onerror=alert(1)>"
SKOS = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")


@pytest.fixture(scope="module")
def told() -> Ontology:
    """What the page tells."""
    return gather_ontology(ontology_folder())


@pytest.fixture(scope="module")
def page() -> str:
    """The page as `chains terms --html` writes it."""
    return fill_ontology(ontology_folder(), lang="zh")


@pytest.fixture(scope="module")
def picture(told: Ontology) -> Diagram:
    """The diagram in it."""
    return draft_diagram(told.terms, [entry.term.name for entry in told.entries], told.implied)


@pytest.fixture
def altered(tmp_path: Path) -> Path:
    """A copy of the ontology, to be changed."""
    return Path(shutil.copytree(ontology_folder(), tmp_path / "ontology"))


def entry_of(told: Ontology, name: str) -> Entry:
    """What is told of a term."""
    return next(entry for entry in told.entries if entry.term.name == name)


def ids_of(page: str) -> list[str]:
    """All ids of a page."""
    return [html.unescape(name) for name in re.findall(r'\sid="([^"]+)"', page)]


# --- what it tells


def test_everything_has_its_place(page: str):
    """The IRI of every class, property and code, as rdflib reads them, resolves in the page, and every shape has an anchor."""
    graph = rdflib.Graph()
    for path in (ontology_folder() / "chains.ttl", *sorted(ontology_folder().glob("codes/*.ttl"))):
        graph.parse(path)
    shapes = rdflib.Graph().parse(ontology_folder() / "shapes.ttl")
    subjects = {str(one) for one in graph.subjects()}
    wanted = {iri.removeprefix(ONTOLOGY).removeprefix(CODE) for iri in subjects if iri.startswith((ONTOLOGY, CODE))}
    wanted |= {str(one).rsplit("/", 1)[-1] for one in shapes.subjects() if "/shape/" in str(one)}
    assert len(wanted) > 300
    assert wanted <= set(ids_of(page))


def test_every_word_is_shown(page: str):
    """Every label, definition and example of the ontology stands in the page."""
    graph = rdflib.Graph().parse(ontology_folder() / "chains.ttl")
    words = {
        str(text) for part in (rdflib.RDFS.label, SKOS.definition, SKOS.example) for text in graph.objects(None, part)
    }
    assert len(words) > 400
    assert {word for word in words if str(html.escape(word, quote=False)) not in html.unescape(page)} == set()


def test_links_lead_somewhere(page: str):
    """No id stands twice, and every link within the page has its end."""
    ids = ids_of(page)
    links = {html.unescape(link) for link in re.findall(r'href="#([^"]+)"', page)}
    assert len(ids) == len(set(ids))
    assert links
    assert links <= set(ids)


def test_says_what_it_is(page: str):
    """Version, namespace, prefix, licence and citation head the page."""
    head = html.unescape(page[: page.index('id="the-diagram"')])
    graph = rdflib.Graph().parse(ontology_folder() / "chains.ttl")
    own = rdflib.URIRef(ONTOLOGY.removesuffix("#"))
    for part in (rdflib.OWL.versionInfo, rdflib.OWL.versionIRI, rdflib.DCTERMS.license, rdflib.DCTERMS.creator):
        assert str(graph.value(own, part)) in head
    assert f"@prefix ch: <{ONTOLOGY}>" in head
    assert f"The Four Chains ontology, version {graph.value(own, rdflib.OWL.versionInfo)}." in head


def test_relations_of_a_class(told: Ontology):
    """An institution's kinds, properties, links, alignments and shapes stand with it."""
    entry = entry_of(told, "EducationalInstitution")
    assert {ONTOLOGY + name for name in ("University", "VocationalCollege", "SecondaryVocationalSchool")} == set(
        entry.children
    )
    assert {"offers", "partners-with"} <= set(entry.links)
    assert ("schema:EducationalOrganization", "narrower than") in {
        (one.name, one.relation.en) for one in entry.alignments
    }
    assert {"S01", "S07"} <= set(entry.shapes)


def test_relations_of_a_property(told: Ontology):
    """Shapes find a property through paths, targets and queries; a shape's code list is where its values come from."""
    assert entry_of(told, "moeCode").shapes == ("S04", "S05")
    assert "skill-kinds" in entry_of(told, "kind").schemes
    assert entry_of(told, "requiredBy").inverses == (ONTOLOGY + "requiresSkill",)
    assert ONTOLOGY + "requiredBy" in entry_of(told, "requiresSkill").inverses
    assert any(len(steps) > 1 for entry in told.entries for steps in entry.compositions)


def test_disjoint_classes_stand_with_each_other(told: Ontology):
    """A class lists what nothing can be beside it, also where that is said of many at once, and never itself."""
    entry = entry_of(told, "City")
    assert {ONTOLOGY + "Area", ONTOLOGY + "Province"} <= set(entry.disjoint)
    assert ONTOLOGY + "City" not in entry.disjoint
    for one in told.entries:
        assert all(one.term.iri in entry_of(told, other.removeprefix(ONTOLOGY)).disjoint for other in one.disjoint)


def test_alignments_read_both_ways(told: Ontology):
    """An outside class below ours is narrower, so ours is broader than it."""
    found = {one.name: one.relation.en for one in entry_of(told, "Skill").alignments}
    assert found["esco:Skill"] == "broader than"
    assert found["skos:Concept"] == "narrower than"


def test_banners_have_titles(told: Ontology):
    """Every banner of the file has a title in both languages, and no term stands outside of one."""
    assert {section.key for section in told.sections} <= set(SECTIONS) - {"others"}


def test_retired_terms_say_what_to_use(altered: Path):
    """A deprecated term keeps its place and names what takes it."""
    path = altered / "chains.ttl"
    path.write_text(
        path.read_text(encoding="utf-8")
        + 'ch:OldSkill a owl:Class ; rdfs:subClassOf ch:Entity ; rdfs:label "旧技能"@zh , "Old skill"@en ;\n'
        + "    owl:deprecated true ; dct:isReplacedBy ch:Skill .\n",
        encoding="utf-8",
    )
    page = fill_ontology(altered)
    told = gather_ontology(altered)
    assert 'id="OldSkill"' in page
    retired = page[page.index('id="the-retired"') :]
    assert retired.index("Old skill") < retired.index('href="#Skill"') < retired.index('id="the-codes"')
    assert [term.name for term in told.retired] == ["OldSkill"]
    boxes = draft_diagram(told.terms, [entry.term.name for entry in told.entries]).boxes
    assert all("OldSkill" not in {box.name, *box.kinds} for box in boxes)


# --- the diagram


def test_diagram_has_every_class(told: Ontology, picture: Diagram):
    """Each class below the root is a box or stands in that of its superclass; none twice."""
    shown = [name for box in picture.boxes for name in (box.name, *box.kinds)]
    assert sorted(shown) == sorted(set(told.terms.classes) - {"Entity"})


def test_diagram_has_every_link(told: Ontology, picture: Diagram):
    """Each kind of link starts at the boxes of its first classes and ends at those of its last."""
    rows = {(box.name, row.label.en): set(row.targets) for box in picture.boxes for row in box.rows}
    kinds = {kind.notation: kind for kind in told.terms.link_kinds}
    assert {kind.label.en for kind in kinds.values()} <= {label for _, label in rows}
    assert rows["Programme", kinds["develops-skill"].label.en] == {"Skill"}
    assert rows["Skill", kinds["narrower-than"].label.en] == {"Skill"}
    assert rows["EducationalInstitution", kinds["offers"].label.en] == {"Programme"}
    lines = {(edge.source, edge.target) for edge in picture.edges}
    assert lines == {(name, end) for (name, _), ends in rows.items() for end in ends if end != name}


def test_boxes_do_not_overlap(picture: Diagram):
    """No box lies on another, and all lie within the picture; a chain's boxes share a column."""
    for one, other in combinations(picture.boxes, 2):
        beside = one.x + BOX_WIDTH <= other.x or other.x + BOX_WIDTH <= one.x
        assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y, (one.name, other.name)
    assert all(box.x >= 0 and box.x + BOX_WIDTH < picture.width for box in picture.boxes)
    assert all(box.y + box.height <= picture.height for box in picture.boxes)
    for chain in ("education", "talent", "industry", "innovation"):
        assert len({box.x for box in picture.boxes if box.chain == chain}) == 1


# --- safe and stable


def test_names_are_escaped(altered: Path):
    """Markup in a label is shown as text, in cards, code lists and diagram."""
    for name, label in (("chains.ttl", '"技能"@zh , "Skill"@en'), ("codes/chains.ttl", '"人才链"@zh')):
        path = altered / name
        text = path.read_text(encoding="utf-8")
        assert label in text
        path.write_text(text.replace(label, label.replace('"@zh', f'{HOSTILE}"@zh')), encoding="utf-8")
    page = fill_ontology(altered)
    assert HOSTILE not in page
    assert page.count(html.escape(HOSTILE, quote=False)) > 3


def test_nothing_comes_from_outside(page: str):
    """The page has a policy that lets nothing in, and asks for nothing."""
    assert "default-src 'none'" in html.unescape(page[: page.index("</head>")])
    assert re.findall(r"<(?:script|img|iframe|object|embed)[^>]*\ssrc=|@import|url\((?!data:)", page) == []
    assert [
        tag for tag in re.findall(r"<link[^>]*>", page) if 'rel="canonical"' not in tag and "data:," not in tag
    ] == []
    assert " style=" not in page


def test_same_bytes_on_every_run(page: str, tmp_path: Path):
    """The page does not depend on the order of hashes."""
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.html"
        subprocess.run(
            [sys.executable, "-m", "chains", "terms", "--html", str(path), "--lang", "zh"],
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        assert path.read_text(encoding="utf-8") == page


def test_command_takes_one_request(run_chains: Run, tmp_path: Path):
    """`chains terms --html` with a text beside it is misuse, and writes nothing."""
    path = tmp_path / "page.html"
    refused = run_chains("terms", "Skill", "--html", str(path))
    assert refused.returncode == 2
    assert "--html" in refused.stderr
    assert not path.exists()


# --- in the browser


@pytest.fixture(scope="module")
def opened(chromium: Browser, page: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """The page, open at 390 pixels at one of its terms."""
    path = tmp_path_factory.mktemp("ontology") / "ontology.html"
    path.write_text(page, encoding="utf-8")
    with visit(chromium, width=390, reduced_motion="reduce") as found:
        found.open(path, "#developsSkill")
        yield found


@pytest.mark.browser
def test_opens_at_a_term(opened: Visit):
    """An IRI with its fragment opens at the term; nothing is asked for or complained of, and a phone is wide enough."""
    assert opened.page.locator("#developsSkill").evaluate("(card) => card.matches(':target')")
    top = opened.page.locator("#developsSkill").evaluate("(card) => card.getBoundingClientRect().top")
    assert 0 < top < 200
    assert (opened.requests, opened.complaints) == ([], [])
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_finds_terms_and_codes(opened: Visit):
    """What is typed leaves the terms and codes that have it; a link to a hidden one shows all again."""
    page = opened.page
    page.locator("#term-search").fill("学徒")
    shown = page.locator("[data-find]:visible")
    assert 0 < shown.count() < 10
    assert page.locator("#search-count").inner_text() == f"找到 {shown.count()} 个"
    assert page.locator("#Region:visible").count() == 0
    page.evaluate("location.hash = '#Region'")
    page.locator("#Region").wait_for(state="visible")
    assert page.locator("#term-search").input_value() == ""


@pytest.mark.browser
def test_changes_its_language(opened: Visit):
    """The button shows the other language, in the diagram too, and only that."""
    opened.page.get_by_role("button", name="English").click()
    assert opened.page.locator(".diagram text.en:visible").count() > 40
    assert opened.page.locator(".diagram text.zh:visible").count() == 0
    assert opened.page.locator("h1").inner_text() == "The Four Chains ontology"
    assert opened.complaints == []


@pytest.mark.browser
def test_lights_the_lines_of_a_class(opened: Visit):
    """To point at a box of the diagram brings out the lines that start or end there, and no others."""
    opened.page.locator('[data-class="Skill"] .name:visible').hover()
    ends = opened.page.locator(".edge.lit").evaluate_all(
        "(lines) => lines.map(({ dataset }) => [dataset.from, dataset.to])"
    )
    assert ends
    assert all("Skill" in pair for pair in ends)
    assert opened.complaints == []
