"""Exports: every format says what the graph says, reads in others' tools, and is the same on every run."""

from __future__ import annotations

import csv
import gzip
import io
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import networkx as nx
import polars as pl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import to_isomorphic

from chains.errors import OutputError, UnknownName
from chains.export import FORMATS, write_graph
from chains.graph import KnowledgeGraph, open_graph
from chains.inputs import RDF_FORMATS
from chains.resources import SMALL_REGION, data_folder

ID = "https://w3id.org/fourchains/id/"
PLAIN_RDF = ("ttl", "nt", "rdf")
NAMED_RDF = ("nq", "trig", "jsonld")
HARD = "<img src=x onerror=alert(1)> \"quoted\" 'too' & ]]> back\\slash\ttab\nline\r\nend \u2028 é 𠮷 😀 .\n@prefix x: <y> ."


def export(graph: KnowledgeGraph, form: str) -> bytes:
    """Return the graph in one of the formats of a single file."""
    out = io.BytesIO()
    write_graph(graph, out, format=form)
    return out.getvalue()


def parse(raw: bytes, form: str) -> list[ox.Quad]:
    """Return the quads that the store's parser reads."""
    return list(ox.parse(raw, format=RDF_FORMATS[f".{form}"]))


def parse_in_rdflib(raw: bytes, form: str) -> rdflib.Graph:
    """Return the triples that rdflib reads."""
    names = {"ttl": "turtle", "nt": "nt", "rdf": "xml"}
    return rdflib.Graph().parse(data=raw, format=names[form])


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, line ends within cells as they are."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """The small region with a skill and an organisation whose names try every format."""
    folder = Path(shutil.copytree(data_folder(SMALL_REGION), tmp_path_factory.mktemp("hard") / "region"))
    for table, column in (("skills", "name_en"), ("organisations", "name_zh")):
        rows = read_csv(folder / f"{table}.csv")
        rows[0][column] = HARD
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return open_graph(folder)


# --- what is written is what the graph holds ----------------------------------------------------------------------


@pytest.mark.parametrize("form", PLAIN_RDF)
def test_plain_formats_are_isomorphic_in_two_parsers(small: KnowledgeGraph, form: str):
    """Rdflib and pyoxigraph read the same graph from the file, and it is the one that was written."""
    raw = export(small, form)
    triples = {quad.triple for quad in parse(raw, form)}
    assert triples == set(small.triples())
    read = parse_in_rdflib(raw, form)
    assert len(read) == len(triples)
    assert to_isomorphic(read) == to_isomorphic(small.to_rdflib())


@pytest.mark.parametrize("form", NAMED_RDF)
def test_formats_with_sources_keep_every_statement(small: KnowledgeGraph, form: str):
    """Statements out are statements in, each in the graph of its source."""
    quads = parse(export(small, form), form)
    assert len(quads) == len(small)
    assert set(quads) == set(small.quads())


@pytest.mark.filterwarnings(
    "ignore:(Dataset|ConjunctiveGraph):DeprecationWarning"
)  # raised within rdflib's own parsers
@pytest.mark.parametrize(("form", "name"), [("trig", "trig"), ("nq", "nquads"), ("jsonld", "json-ld")])
def test_formats_with_sources_read_in_rdflib(small: KnowledgeGraph, form: str, name: str):
    """Rdflib finds the same sources with the same number of statements each."""
    dataset = rdflib.Dataset()
    dataset.parse(data=export(small, form), format=name)
    counted = {str(graph.identifier): len(graph) for graph in dataset.graphs() if len(graph)}
    assert counted == Counter(quad.graph_name.value for quad in small.quads())


@pytest.mark.parametrize("form", FORMATS)
def test_region_has_all_its_statements_in_every_format(region: KnowledgeGraph, form: str):
    """On the whole region, too, nothing is lost: the statements, or the nodes and links, are all there."""
    out = io.BytesIO()
    count = FORMATS[form](region, out)
    network = region.network()
    expected = {
        **dict.fromkeys(PLAIN_RDF, len(set(region.triples()))),
        **dict.fromkeys(NAMED_RDF, len(region)),
        **dict.fromkeys(("graphml", "gexf"), network.nodes.height + network.edges.height),
    }
    assert count == expected[form]
    if f".{form}" in RDF_FORMATS:
        assert len(set(parse(out.getvalue(), form))) == count


def test_turtle_of_the_region_is_the_same_graph_in_two_parsers(region: KnowledgeGraph):
    """Rdflib and pyoxigraph read the same sorted triples from the whole region's Turtle."""
    raw = export(region, "ttl")
    ours = sorted(str(quad.triple) for quad in parse(raw, "ttl"))
    lines = parse_in_rdflib(raw, "ttl").serialize(format="nt", encoding="utf-8")
    theirs = sorted(str(quad.triple) for quad in parse(lines, "nt"))
    assert len(ours) == len(set(region.triples()))
    assert ours == theirs


def test_region_has_no_blank_node(region: KnowledgeGraph):
    """Everything in the shipped region has a name."""
    assert not any(
        isinstance(term, ox.BlankNode) for triple in region.triples() for term in (triple.subject, triple.object)
    )


def test_turtle_is_written_to_be_read(small: KnowledgeGraph):
    """Prefixes come first and in order, each subject is a block of its own that begins with its type."""
    head, *blocks = export(small, "ttl").decode().strip().split("\n\n")
    names = [line.removeprefix("@prefix ").partition(":")[0] for line in head.splitlines()]
    assert names == sorted(set(names))
    assert {"ch", "skill", "skill-kinds"} <= set(names)
    assert len(blocks) == len({triple.subject for triple in small.triples()})
    assert all(block.splitlines()[0].split()[1] == "a" for block in blocks)
    assert any(block.startswith("skill:database-technology a ch:Skill ;") for block in blocks)


def test_turtle_shortens_every_iri_of_ours(small: KnowledgeGraph):
    """No IRI of ours is left whole where a prefix can stand."""
    body = export(small, "ttl").decode().partition("\n\n")[2]
    assert "<https://w3id.org/fourchains/" not in body.replace("<https://w3id.org/fourchains/id/source/catalogue>", "")


# --- networks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_network_formats_load_in_networkx(small: KnowledgeGraph, tmp_path: Path, form: str):
    """Networkx reads every node and link, parallel ones too, with typed attributes."""
    path = tmp_path / f"graph.{form}"
    write_graph(small, path)
    read = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form](path)
    network = small.network()
    assert read.is_directed()
    assert read.is_multigraph()
    assert (read.number_of_nodes(), read.number_of_edges()) == (network.nodes.height, network.edges.height)
    college = read.nodes[ID + "organisation/4132012317"]
    assert college["label"] == college["label_zh"] == "常州信息职业技术学院"
    assert college["label_en"] == "Changzhou College of Information Technology"
    assert (college["kind"], college["chain"], college["city_en"]) == ("VocationalCollege", "education", "Changzhou")
    assert college["latitude"] == pytest.approx(31.8158)
    asked = read.get_edge_data(ID + "region/320400", ID + "occupation/job-software-developer")
    ((_, link),) = asked.items()
    assert (link["kind"], link["year"], link["amount"]) == ("region-asks-occupation", 2024, 4.0)
    assert (link["stated_by"], link["confidence"]) == ("source/postings-2024-sample", "reported")


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_network_formats_hold_the_whole_region(region: KnowledgeGraph, tmp_path: Path, form: str):
    """The region's nodes and links all arrive in networkx, kind by kind."""
    path = tmp_path / f"graph.{form}"
    write_graph(region, path)
    read = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form](path)
    edges = region.network().edges
    assert set(read.nodes) == set(region.network().nodes.get_column("iri"))
    assert Counter(kind for *_, kind in read.edges(data="kind")) == Counter(edges.get_column("kind"))


def test_csv_folder_reads_back_unchanged(small: KnowledgeGraph, tmp_path: Path):
    """The four tables hold every node, link, region and source, value by value."""
    write_graph(small, tmp_path / "tables")
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == [
        "links.csv",
        "nodes.csv",
        "regions.csv",
        "sources.csv",
    ]
    network = small.network()
    nodes = pl.read_csv(tmp_path / "tables" / "nodes.csv")
    assert nodes.get_column("id").to_list() == network.nodes.get_column("iri").to_list()
    assert nodes.get_column("label_en").to_list() == network.nodes.get_column("label_en").to_list()
    links = pl.read_csv(tmp_path / "tables" / "links.csv")
    names = network.nodes.get_column("iri")
    assert links.get_column("source").to_list() == [names[place] for place in network.edges.get_column("source")]
    assert links.get_column("amount").cast(pl.Float64).equals(network.edges.get_column("weight").alias("amount"))
    assert len(read_csv(tmp_path / "tables" / "regions.csv")) == network.regions.height
    assert {row["id"] for row in read_csv(tmp_path / "tables" / "sources.csv")} == {
        iri.removeprefix(ID) for iri in small.sources()
    }


# --- names that try every format --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [*PLAIN_RDF, *NAMED_RDF])
def test_hard_names_survive_in_rdf(hard: KnowledgeGraph, form: str):
    """A name with markup, quotes, line ends, a tab, ``]]>`` and an emoji is the same text in every RDF format."""
    quads = parse(export(hard, form), form)
    names = [quad.object.value for quad in quads if quad.predicate.value.endswith("#prefLabel")]
    assert names.count(HARD) == 2
    assert {quad.triple for quad in quads} == set(hard.triples())


@pytest.mark.parametrize("form", PLAIN_RDF)
def test_hard_names_survive_in_rdflib(hard: KnowledgeGraph, form: str):
    """Rdflib reads the hard names as they are, too."""
    read = parse_in_rdflib(export(hard, form), form)
    assert list(read.objects(None, rdflib.SKOS.prefLabel)).count(rdflib.Literal(HARD, lang="en")) == 1
    assert len(read) == len(set(hard.triples()))


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_hard_names_survive_in_networks(hard: KnowledgeGraph, tmp_path: Path, form: str):
    """Networkx reads the hard names as they are."""
    path = tmp_path / f"graph.{form}"
    write_graph(hard, path)
    read = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form](path)
    assert read.nodes[ID + "skill/artificial-intelligence"]["label_en"] == HARD
    assert read.nodes[ID + "organisation/4132010285"]["label"] == HARD


def test_hard_names_survive_in_csv(hard: KnowledgeGraph, tmp_path: Path):
    """A CSV reader gives the hard names back as they are."""
    write_graph(hard, tmp_path / "tables")
    names = {row["id"]: row["label"] for row in read_csv(tmp_path / "tables" / "nodes.csv")}
    assert names[ID + "organisation/4132010285"] == HARD


def test_xml_refuses_what_it_cannot_hold(tmp_path: Path):
    """A character that XML 1.0 has no way to write is refused in RDF/XML, with another format named."""
    path = tmp_path / "control.ttl"
    path.write_text('<https://e.org/a> <https://e.org/p> "bell\\u0007" .', encoding="utf-8")
    graph = open_graph(path)
    with pytest.raises(OutputError, match=r"U\+0007") as caught:
        export(graph, "rdf")
    assert ".ttl" in caught.value.say("en")
    assert "不能写入 XML" in caught.value.say("zh")
    assert {quad.triple for quad in parse(export(graph, "ttl"), "ttl")} == set(graph.triples())


def test_xml_refuses_a_property_without_a_name(tmp_path: Path):
    """A property whose IRI ends in no XML name cannot be an element, and RDF/XML says so."""
    path = tmp_path / "number.ttl"
    path.write_text("<https://e.org/a> <https://e.org/123> <https://e.org/b> .", encoding="utf-8")
    with pytest.raises(OutputError, match="no name for an element"):
        export(open_graph(path), "rdf")


# --- round trips ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", NAMED_RDF)
def test_what_was_exported_builds_the_same_graph(small: KnowledgeGraph, tmp_path: Path, form: str):
    """A graph that is exported with its sources and opened again gives the same bytes in every format."""
    path = tmp_path / f"again.{form}"
    write_graph(small, path)
    again = open_graph(path)
    assert len(again) == len(small)
    for name in FORMATS:
        assert export(again, name) == export(small, name), name


@pytest.mark.parametrize("form", PLAIN_RDF)
def test_plain_export_is_a_fixed_point(small: KnowledgeGraph, tmp_path: Path, form: str):
    """A graph exported without its sources has the same triples, and its own export is itself."""
    first = tmp_path / f"first.{form}"
    write_graph(small, first)
    once = open_graph(first)
    assert set(once.triples()) == set(small.triples())
    assert export(once, form) == first.read_bytes()
    assert export(once, "nt") == export(small, "nt")


def test_foreign_turtle_is_a_fixed_point(tmp_path: Path):
    """Turtle with blank nodes, a list, typed and odd literals keeps its meaning and then its bytes."""
    path = tmp_path / "foreign.ttl"
    path.write_text(
        """@prefix e: <https://e.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        e:a e:knows [ e:name "b\\u0001\\u2028"@en-gb ; e:knows e:a ] ; e:list ( 1 01 1.0 1e0 true "x"^^e:type ) .
        e:a e:when "2025"^^xsd:gYear , "2025-06"^^xsd:gYearMonth ; e:name "c"@zh-hans , "" , "\\\\\\"" .
        <https://e.org/with%20space/%E4%B8%AD> e:name "percent" . <https://e.org/中文（括号）> e:name "汉字" .""",
        encoding="utf-8",
    )
    graph = open_graph(path)
    given = rdflib.Graph().parse(path)
    assert to_isomorphic(parse_in_rdflib(export(graph, "ttl"), "ttl")) == to_isomorphic(given)
    again = tmp_path / "again.ttl"
    write_graph(graph, again)
    assert export(open_graph(again), "ttl") == again.read_bytes()


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_gzipped_file_holds_the_same(small: KnowledgeGraph, tmp_path: Path, form: str):
    """A further suffix .gz compresses, the same bytes each time."""
    path, again = tmp_path / f"graph.{form}.gz", tmp_path / f"another.{form}.gz"
    write_graph(small, path)
    write_graph(small, again)
    assert gzip.decompress(path.read_bytes()) == export(small, form)
    assert path.read_bytes() == again.read_bytes()


def test_gzipped_file_can_be_opened(small: KnowledgeGraph, tmp_path: Path):
    """What was compressed is an input like any other."""
    path = tmp_path / "graph.nq.gz"
    write_graph(small, path)
    assert set(open_graph(path).quads()) == set(small.quads())


def test_suffix_is_read_whatever_its_case(small: KnowledgeGraph, tmp_path: Path):
    """``GRAPH.TTL`` is Turtle."""
    write_graph(small, str(tmp_path / "GRAPH.TTL"))
    assert (tmp_path / "GRAPH.TTL").read_bytes() == export(small, "ttl")


def test_unknown_suffix_names_the_formats(small: KnowledgeGraph, tmp_path: Path):
    """A suffix that is no format is refused with those that are, and nothing is written."""
    with pytest.raises(UnknownName) as caught:
        write_graph(small, tmp_path / "graph.owl")
    assert "ttl" in caught.value.say("en")
    assert list(tmp_path.iterdir()) == []


def test_csv_cannot_go_to_a_stream(small: KnowledgeGraph):
    """CSV is a folder; a stream is refused, with what to do."""
    with pytest.raises(OutputError, match="folder"):
        write_graph(small, io.BytesIO(), format="csv")


def test_file_is_replaced_only_when_all_is_written(tmp_path: Path):
    """An export that fails leaves the earlier file as it was, and nothing beside it."""
    source = tmp_path / "control.ttl"
    source.write_text('<https://e.org/a> <https://e.org/p> "bell\\u0007" .', encoding="utf-8")
    graph = open_graph(source)
    path = tmp_path / "out" / "graph.rdf"
    path.parent.mkdir()
    path.write_text("earlier", encoding="utf-8")
    with pytest.raises(OutputError):
        write_graph(graph, path)
    assert path.read_text(encoding="utf-8") == "earlier"
    assert list(path.parent.iterdir()) == [path]


def test_unwritable_place_is_said(small: KnowledgeGraph, tmp_path: Path):
    """A file where a folder should be, and a folder where a file should be, are errors that name the place."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        write_graph(small, tmp_path / "file" / "graph.ttl")
    assert str(tmp_path / "file" / "graph.ttl") in caught.value.say("en")
    (tmp_path / "graph.ttl").mkdir()
    with pytest.raises(OutputError, match="a folder, not a file"):
        write_graph(small, tmp_path / "graph.ttl")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_full_disk_is_said(small: KnowledgeGraph):
    """No space left is an error of the output, in words."""
    with pytest.raises(OutputError, match="No space left"):
        write_graph(small, "/dev/full", format="ttl")


def test_csv_folder_replaces_only_its_own(small: KnowledgeGraph, tmp_path: Path):
    """A folder that we wrote is replaced; one that holds anything else is left alone."""
    folder = tmp_path / "tables"
    write_graph(small, folder)
    write_graph(small, folder)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="will not be replaced"):
        write_graph(small, folder)
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [folder]


def test_file_behind_a_link_is_replaced_and_the_link_stays(small: KnowledgeGraph, tmp_path: Path):
    """Writing to a link writes what it points to."""
    (tmp_path / "real.nt").write_text("", encoding="utf-8")
    (tmp_path / "link.nt").symlink_to("real.nt")
    write_graph(small, tmp_path / "link.nt")
    assert (tmp_path / "link.nt").is_symlink()
    assert (tmp_path / "real.nt").read_bytes() == export(small, "nt")


# --- the same bytes on every run -----------------------------------------------------------------------------------------

_EXPORT_ALL = """
import sys
from pathlib import Path
from chains.export import FOLDERS, FORMATS, write_graph
from chains.graph import open_graph
graph = open_graph(sys.argv[1])
for form in (*FORMATS, *FOLDERS):
    write_graph(graph, Path(sys.argv[2]) / f"graph.{form}", format=form)
"""


def test_same_bytes_for_every_hash_seed(tmp_path: Path):
    """Three processes with three hash seeds and caches of their own write the same bytes in every format."""
    seen = []
    for seed in "012":
        folder = tmp_path / f"run-{seed}"
        folder.mkdir()
        environment = os.environ | {"PYTHONHASHSEED": seed, "FOURCHAINS_CACHE": str(tmp_path / f"cache-{seed}")}
        command = [sys.executable, "-c", _EXPORT_ALL, str(data_folder(SMALL_REGION)), str(folder)]
        subprocess.run(command, check=True, env=environment, timeout=120)
        seen.append({str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert len(seen[0]) == len(FORMATS) + 4 + 4 + 3 + 8  # CSV, Parquet, Neo4j, RO-Crate
    assert all(run == seen[0] for run in seen[1:])


# --- the command -----------------------------------------------------------------------------------------------------------


def test_command_writes_by_suffix_and_to_standard_output(run_chains, small: KnowledgeGraph, tmp_path: Path):
    """``chains export`` writes a file by its suffix, or any format to standard output; words go to standard error."""
    data = str(data_folder(SMALL_REGION))
    done = run_chains("export", "--data", data, "-o", str(tmp_path / "graph.trig"))
    assert (done.returncode, done.stdout) == (0, "")
    assert "graph.trig" in done.stderr
    assert (tmp_path / "graph.trig").read_bytes() == export(small, "trig")
    piped = run_chains("export", "--data", data, "-o", "-", "--format", "nt")
    assert piped.stdout.encode() == export(small, "nt")


def test_command_refuses_an_unknown_format(run_chains, tmp_path: Path):
    """An unknown format ends with exit code 1 and the known ones, in the language asked for."""
    done = run_chains(
        "export",
        "--data",
        str(data_folder(SMALL_REGION)),
        "-o",
        str(tmp_path / "x.ttl"),
        "--format",
        "turtle",
        "--lang",
        "zh",
    )
    assert done.returncode == 1
    assert "没有名为“turtle”的格式" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_command_stops_quietly_when_the_reader_has_enough():
    """A pipe that is closed early is no error."""
    command = f"{sys.executable} -m chains export -o - --format nq | head -c 100"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=120)
    assert (len(done.stdout), done.stderr) == (100, b"")
