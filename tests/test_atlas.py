"""The atlas as a folder: complete, the same on every run, replaced whole or not at all, and truly described."""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
import rdflib
from conftest import Run
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROV, RDF, VOID

from chains.errors import EmptyGraph, OutputError, Text
from chains.graph import KnowledgeGraph, open_graph
from chains.names import ID, ONTOLOGY
from chains.report import ATLAS_STEPS, Atlas, write_atlas
from chains.report.blocks import here, term, write_blocks
from chains.report.contents import count_contents
from chains.resources import SMALL_REGION, data_folder

SMALL = str(data_folder(SMALL_REGION))
# Terms of DCAT 3 that the namespace of rdflib, which is DCAT 2, does not have.
NEW_IN_DCAT_3 = {rdflib.URIRef(f"{DCAT}version")}
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
HOSTILE = '<img src=x onerror=alert(1)> "quoted" & \\ \u2028 {{ 7*7 }}'


@pytest.fixture(scope="module")
def atlas(small: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """The atlas of the small region."""
    return write_atlas(small, tmp_path_factory.mktemp("atlas") / "small", lang="zh")


@pytest.fixture(scope="module")
def catalogue(atlas: Atlas) -> rdflib.Graph:
    """Its catalogue, as rdflib reads it."""
    return rdflib.Graph().parse(atlas.folder / "catalogue.ttl")


class Page(HTMLParser):
    """Collects the links of a page, its ids, and what a browser would load."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.loaded: list[str] = []
        self.tags: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [found["id"] or ""] if "id" in found else []
        if tag == "a":
            self.links.append(found["href"] or "")
        self.loaded += [
            found[name] or "" for name in ("src", "href", "srcset", "data", "action") if name in found and tag != "a"
        ]


def turtle_graph(folder: Path, text: str) -> KnowledgeGraph:
    """The graph of a piece of Turtle."""
    path = folder / "made.ttl"
    path.write_text(
        f"@prefix ch: <{ONTOLOGY}> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n{text}", encoding="utf-8"
    )
    return open_graph(path)


# --- what is there


def test_atlas_has_every_part(atlas: Atlas):
    """The folder has the overview, pages, the map, the lists, the graph twice, every gap, and the catalogue."""
    parts = {path.name for path in atlas.folder.iterdir()}
    gaps = {"gaps.json", "gaps.ttl"}
    pages = {"cities", "chains", "alliances"}
    files = {"index.html", "map.html", "methods.html", "ontology.html", "graph.ttl", "graph.trig", "catalogue.ttl"}
    assert parts == {"lists"} | files | gaps | pages
    for listing in atlas.listings:
        for lang in ("zh", "en"):
            assert (atlas.folder / "lists" / f"{listing.name}.{lang}.csv").is_file()
            assert (atlas.folder / "lists" / f"{listing.name}.{lang}.md").is_file()
    assert len(list((atlas.folder / "lists" / "cities").glob("*.zh.csv"))) == 2


def test_csv_opens_in_excel(atlas: Atlas):
    """Every CSV file begins with a byte order mark and is rectangular."""
    files = list(atlas.folder.rglob("*.csv"))
    assert files
    for path in files:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert len({len(row) for row in csv.reader(file)}) == 1


def test_readme_says_how_the_lists_are_encoded(atlas: Atlas):
    """The lists' README explains the byte order mark and names every list."""
    text = (atlas.folder / "lists" / "README.md").read_text(encoding="utf-8")
    assert "byte order mark" in text
    assert "BOM" in text
    assert all(listing.name in text for listing in atlas.listings)


def test_city_lists_have_what_the_lists_say(atlas: Atlas):
    """A city's own list has exactly the entries about that city."""
    city = f"{ID}region/320400"
    expected = sum(entry.place == city for listing in atlas.listings for entry in listing.entries)
    with (atlas.folder / "lists" / "cities" / "320400.zh.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == expected > 0
    assert all("常州" in row["地点"] for row in rows)


# --- the overview page


def test_links_of_the_page_lead_somewhere(atlas: Atlas):
    """Every link of the page is a file of the atlas or a place in the page."""
    page = Page(atlas.folder / "index.html")
    assert len(page.links) > 20
    for link in page.links:
        path, _, fragment = link.partition("#")
        if path:
            assert (atlas.folder / unquote(path)).is_file(), link
        else:
            assert fragment in page.ids, link


def test_page_loads_nothing(atlas: Atlas):
    """The page needs no other file, and its policy allows only its own script and stylesheet."""
    path = atlas.folder / "index.html"
    text = path.read_text(encoding="utf-8")
    assert Page(path).loaded == ["data:,"]
    assert not re.search(r"@import|url\(", text)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    allowed = policy[1].replace("&#39;", "'")
    assert allowed.startswith("default-src 'none'; ")
    for tag, count in (("script", 2), ("style", 1)):
        contents = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(contents) == count
        digests = [base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() for content in contents]
        sums = " ".join(f"'sha256-{digest}'" for digest in digests)
        assert f"{tag}-src {sums};" in allowed
    assert not re.search(r"<[^>]+ (style|on\w+)=", text)


def test_page_is_in_both_languages(atlas: Atlas):
    """The page holds as many Chinese as English pieces, and opens in the language asked for."""
    text = (atlas.folder / "index.html").read_text(encoding="utf-8")
    assert text.count('class="zh"') == text.count('class="en"') > 50
    assert '<html lang="zh-CN" data-lang="zh">' in text


def test_page_shows_the_counts(atlas: Atlas, small: KnowledgeGraph):
    """The page shows the number of statements and the headline gaps with what would overturn them."""
    text = (atlas.folder / "index.html").read_text(encoding="utf-8")
    assert f"<dd>{len(small):,}</dd>" in text
    assert atlas.findings
    for finding in atlas.findings:
        assert finding.gap.overturn.zh in text


def test_hostile_labels_are_text_everywhere(tmp_path: Path):
    """A label with markup stays text in the page, in the lists and in the catalogue."""
    literal = str(ox.Literal(HOSTILE, language="zh"))
    graph = turtle_graph(
        tmp_path,
        f"""<{ID}region/1> a ch:City ; skos:prefLabel {literal} .
<{ID}organisation/1> a ch:University ; skos:prefLabel {literal} ; ch:inRegion <{ID}region/1> .
<{ID}area/1> a ch:Area ; skos:prefLabel {literal} .
<{ID}region/1> ch:partOf <{ID}area/1> .""",
    )
    atlas = write_atlas(graph, tmp_path / "atlas")
    page = (atlas.folder / "index.html").read_text(encoding="utf-8")
    assert "img" not in Page(atlas.folder / "index.html").tags
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "{{ 7*7 }}" in page
    for path in atlas.folder.rglob("*.md"):
        assert "<img" not in path.read_text(encoding="utf-8")
    assert len(rdflib.Graph().parse(atlas.folder / "catalogue.ttl")) > 20


# --- the catalogue


def test_catalogue_counts_are_true(atlas: Atlas, catalogue: rdflib.Graph):
    """Triples, subjects, objects, entities, classes and properties are those of the Turtle file."""
    data = rdflib.Graph().parse(atlas.folder / "graph.ttl")
    dataset = next(catalogue.subjects(DCAT.landingPage))
    expected = {
        VOID.triples: len(data),
        VOID.distinctSubjects: len(set(data.subjects())),
        VOID.distinctObjects: len(set(data.objects())),
        VOID.entities: len(set(data.subjects(RDF.type))),
        VOID.classes: len(set(data.objects(None, RDF.type))),
        VOID.properties: len(set(data.predicates())),
    }
    assert {name: int(catalogue.value(dataset, name)) for name in expected} == expected


def test_catalogue_partitions_are_true(atlas: Atlas, catalogue: rdflib.Graph):
    """Each class and each property has its number, and together they are the whole."""
    data = rdflib.Graph().parse(atlas.folder / "graph.ttl")
    parts = {catalogue.value(part, VOID["class"]): part for part in catalogue.objects(None, VOID.classPartition)}
    assert set(parts) == set(data.objects(None, RDF.type))
    for cls, part in parts.items():
        assert int(catalogue.value(part, VOID.entities)) == len(set(data.subjects(RDF.type, cls)))
    parts = {catalogue.value(part, VOID.property): part for part in catalogue.objects(None, VOID.propertyPartition)}
    assert set(parts) == set(data.predicates())
    for prop, part in parts.items():
        assert int(catalogue.value(part, VOID.triples)) == len(list(data.triples((None, prop, None))))


def test_catalogue_counts_statements_of_each_source(atlas: Atlas, catalogue: rdflib.Graph, small: KnowledgeGraph):
    """Each named graph of the TriG file is a subset with its number of statements, its title, URL and confidence."""
    quads = ox.parse(path=str(atlas.folder / "graph.trig"), format=ox.RdfFormat.TRIG)
    graphs = Counter(rdflib.URIRef(quad.graph_name.value) for quad in quads)
    subsets = {part: int(catalogue.value(part, VOID.triples)) for part in catalogue.objects(None, VOID.subset)}
    assert subsets == graphs
    assert sum(subsets.values()) == len(small)
    for iri, source in small.sources().items():
        if (part := rdflib.URIRef(iri)) in subsets:
            assert {str(title) for title in catalogue.objects(part, DCTERMS.title)} >= {source.title.zh}
            assert str(catalogue.value(part, rdflib.URIRef(f"{ONTOLOGY}confidence"))).endswith(source.confidence)
            assert source.url is None or rdflib.URIRef(source.url) in set(catalogue.objects(part, DCTERMS.source))


def test_catalogue_describes_every_file(atlas: Atlas, catalogue: rdflib.Graph):
    """Every file but the catalogue itself is a distribution with its true size, media type and SHA-256."""
    found = {}
    for file in catalogue.objects(None, DCAT.distribution):
        name = str(catalogue.value(file, DCTERMS.title))
        content = (atlas.folder / name).read_bytes()
        found[name] = content
        assert int(catalogue.value(file, DCAT.byteSize)) == len(content)
        assert str(catalogue.value(file, DCAT.downloadURL)) == (atlas.folder / name).as_uri()
        assert str(catalogue.value(file, DCAT.mediaType)).startswith("https://www.iana.org/assignments/media-types/")
        checksum = catalogue.value(file, SPDX.checksum)
        assert catalogue.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        assert str(catalogue.value(checksum, SPDX.checksumValue)) == hashlib.sha256(content).hexdigest()
    files = {path.relative_to(atlas.folder).as_posix() for path in atlas.folder.rglob("*") if path.is_file()}
    assert set(found) == files - {"catalogue.ttl"}


def test_catalogue_uses_defined_terms(catalogue: rdflib.Graph):
    """Every term of VoID, DCAT, PROV, FOAF and Dublin Core exists, and nothing is a blank node."""
    used = set(catalogue.predicates()) | set(catalogue.objects(None, RDF.type))
    checked = 0
    for namespace in (VOID, DCAT, PROV, FOAF, DCTERMS):
        for iri in used:
            if str(iri).startswith(str(namespace)):
                assert iri in namespace or iri in NEW_IN_DCAT_3, iri
                checked += 1
    assert checked > 20
    assert not [node for triple in catalogue for node in triple if isinstance(node, rdflib.BNode)]


def test_catalogue_reads_in_both_parsers(atlas: Atlas, catalogue: rdflib.Graph):
    """The parsers of rdflib and pyoxigraph read the same number of triples."""
    path = atlas.folder / "catalogue.ttl"
    quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri()))
    assert len(set(quads)) == len(catalogue)


def test_only_shipped_data_has_our_licence(catalogue: rdflib.Graph, tmp_path: Path):
    """The shipped tables are under the package's licence; of a person's own data nothing of the kind is said."""
    assert list(catalogue.objects(None, DCTERMS.license))
    own = write_atlas(turtle_graph(tmp_path, "<https://example.org/a> a ch:Enterprise ."), tmp_path / "atlas")
    described = rdflib.Graph().parse(own.folder / "catalogue.ttl")
    assert not list(described.objects(None, DCTERMS.license))
    assert not list(described.objects(None, DCTERMS.publisher))


def test_counts_of_contents_see_every_form_of_term(tmp_path: Path):
    """Blank nodes, quotes, brackets and languages in a literal are counted as one object each."""
    graph = turtle_graph(
        tmp_path,
        r"""<https://example.org/a> a ch:Enterprise ; skos:prefLabel "a <b> \" . ."@zh-Hans , "a <b> \" . ." ;
        skos:note [] , "1"^^<http://www.w3.org/2001/XMLSchema#integer> .""",
    )
    contents = count_contents(graph)
    assert (contents.triples, contents.subjects, contents.objects, contents.entities) == (5, 1, 5, 1)
    assert contents.sources == {}


def test_turtle_terms():
    """Terms get a prefix only where that needs no escape; a file's name is a relative IRI."""
    assert term("http://e.org/a.b", {"e": "http://e.org/"}) == "<http://e.org/a.b>"
    assert here("清单.csv") == "<%E6%B8%85%E5%8D%95.csv>"
    text = write_blocks(
        [("<http://e.org/s>", [("e:p", "1"), ("e:p", "2"), ("a", "e:C")])], {"e": "http://e.org/", "x": "http://x/"}
    )
    assert text == "@prefix e: <http://e.org/> .\n\n<http://e.org/s> e:p 1 , 2 ;\n    a e:C .\n"


# --- the same every time, whole or not at all


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_run_gives_the_same_bytes(tmp_path: Path):
    """Built anew under three hash seeds, the atlas is the same to the byte."""
    found = []
    for seed in ("0", "1", "12345"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "FOURCHAINS_CACHE": str(tmp_path / f"cache{seed}")}
        command = [sys.executable, "-m", "chains", "atlas", "--data", SMALL, "-o", f"atlas{seed}"]
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
        found.append(read_folder(tmp_path / f"atlas{seed}"))
    assert len(found[0]) > 40
    assert found[0] == found[1] == found[2]


def test_an_earlier_atlas_is_replaced_as_a_whole(small: KnowledgeGraph, tmp_path: Path):
    """What an earlier atlas had and the new one has not is gone."""
    write_atlas(small, tmp_path / "atlas")
    (tmp_path / "atlas" / "lists" / "old.csv").write_text("x", encoding="utf-8")
    write_atlas(small, tmp_path / "atlas", lang="zh")
    assert not (tmp_path / "atlas" / "lists" / "old.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["atlas"]


@pytest.mark.parametrize("name", ["letter.txt", "index.html", "lists"])
def test_a_folder_of_other_things_is_refused(small: KnowledgeGraph, tmp_path: Path, name: str):
    """A folder that is no atlas is left as it was, even if it has a page of the same name."""
    (tmp_path / name).write_text("dear", encoding="utf-8")
    with pytest.raises(OutputError):
        write_atlas(small, tmp_path)
    assert read_folder(tmp_path) == {name: b"dear"}


def test_a_place_that_cannot_be_written_is_said(small: KnowledgeGraph, tmp_path: Path):
    """A folder below a file is an error with the place and what to do."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        write_atlas(small, tmp_path / "file" / "atlas")
    assert "file" in caught.value.say("zh")
    assert caught.value.remedy is not None
    assert read_folder(tmp_path) == {"file": b"x"}


@pytest.mark.parametrize("stop", range(ATLAS_STEPS))
def test_interruption_leaves_the_earlier_atlas(small: KnowledgeGraph, tmp_path: Path, stop: int):
    """Ctrl-C at any step leaves the earlier atlas whole, and nothing beside it."""
    write_atlas(small, tmp_path / "atlas", lang="zh")
    before = read_folder(tmp_path)
    steps: list[Text] = []

    def interrupt(step: Text) -> None:
        steps.append(step)
        if len(steps) > stop:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atlas(small, tmp_path / "atlas", lang="en", progress=interrupt)
    assert read_folder(tmp_path) == before


def test_progress_tells_every_step_in_both_languages(small: KnowledgeGraph, tmp_path: Path):
    """The steps are as many as announced, and said in Chinese and English."""
    steps: list[Text] = []
    write_atlas(small, tmp_path / "atlas", progress=steps.append)
    assert len(steps) == ATLAS_STEPS
    assert all(re.search("[\u4e00-\u9fff]", step.zh) and step.en.isascii() for step in steps)


# --- graphs that are hardly there


def test_empty_graph_is_refused(tmp_path: Path):
    """A graph without a thing gives an error in both languages, and no folder."""
    graph = turtle_graph(tmp_path, "")
    with pytest.raises(EmptyGraph) as caught:
        write_atlas(graph, tmp_path / "atlas")
    assert "图谱" in caught.value.say("zh")
    assert not (tmp_path / "atlas").exists()


def test_one_thing_gives_an_atlas(tmp_path: Path):
    """A single thing without a place gives every part; the page says that there is no gap and has no table of cities."""
    atlas = write_atlas(turtle_graph(tmp_path, "<https://example.org/a> a ch:Enterprise ."), tmp_path / "atlas")
    page = Page(atlas.folder / "index.html")
    assert "findings" in page.ids
    assert "cities" not in page.ids
    assert (atlas.folder / "map.html").is_file()


def test_a_city_without_anything_is_a_row(tmp_path: Path):
    """A city with nothing in it has a row of zeros and an empty list."""
    atlas = write_atlas(
        turtle_graph(tmp_path, f'<{ID}region/1> a ch:City ; skos:prefLabel "甲"@zh .'), tmp_path / "atlas"
    )
    assert "cities" in Page(atlas.folder / "index.html").ids
    rows = (atlas.folder / "lists" / "cities" / "1.zh.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1


# --- the command


def test_command_tells_the_findings_and_where_to_look(run_chains: Run, tmp_path: Path):
    """The command says the main findings and the files on standard error, in the language asked for."""
    answer = run_chains("atlas", "--data", SMALL, "-o", str(tmp_path / "atlas"), "--lang", "zh")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert "最重要的几处" in answer.stderr
    assert "\n1. " in answer.stderr
    assert str(tmp_path / "atlas" / "index.html") in answer.stderr
    assert '<html lang="zh-CN"' in (tmp_path / "atlas" / "index.html").read_text(encoding="utf-8")


def test_command_opens_the_page(run_chains: Run, tmp_path: Path):
    """``--open`` hands the page to the browser of the desktop."""
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > "{tmp_path}/opened"\n', encoding="utf-8")
    opener.chmod(0o755)
    environment = os.environ | {"PATH": f"{opener.parent}{os.pathsep}{os.environ['PATH']}"}
    answer = run_chains("atlas", "--data", SMALL, "-o", str(tmp_path / "atlas"), "--open", env=environment)
    assert answer.returncode == 0
    for _ in range(50):
        if (tmp_path / "opened").is_file() and (tmp_path / "opened").read_text(encoding="utf-8"):
            break
        subprocess.run(["sleep", "0.1"], check=True)
    assert (tmp_path / "opened").read_text(encoding="utf-8") == str(tmp_path / "atlas" / "index.html")
