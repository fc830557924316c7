"""Networks and tables for other tools: GraphML, GEXF, Parquet, Neo4j, each opened by the tool itself."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import igraph
import networkx as nx
import pandas as pd
import polars as pl
import pytest

from chains.draw.palette import CHAIN_STYLES
from chains.errors import OutputError
from chains.export import FOLDERS, write_graph
from chains.graph import KnowledgeGraph, open_graph
from chains.names import ID

COLLEGE = ID + "organisation/4132012317"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"


@pytest.fixture(scope="module")
def folder(small: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small region in every format of this file."""
    folder = tmp_path_factory.mktemp("out")
    for name in ("graph.graphml", "graph.gexf"):
        write_graph(small, folder / name)
    for name in ("parquet", "neo4j"):
        write_graph(small, folder / name, format=name)
    return folder


# --- networks


def test_nodes_carry_chain_kind_place_names_and_years(region: KnowledgeGraph, tmp_path: Path):
    """The attributes that Gephi shows are there for the whole region, each with its type."""
    write_graph(region, tmp_path / "graph.gexf")
    read = nx.read_gexf(tmp_path / "graph.gexf")
    college = read.nodes[COLLEGE]
    assert (college["kind"], college["chain"]) == ("VocationalCollege", "education")
    assert (college["city"], college["city_en"]) == ("常州市", "Changzhou")
    assert (college["province"], college["province_en"]) == ("江苏省", "Jiangsu")
    assert (college["label_zh"], college["label_en"]) == (
        "常州信息职业技术学院",
        "Changzhou College of Information Technology",
    )
    years = [year for _, year in read.nodes(data="year") if year is not None]
    assert len(years) > 500
    assert all(isinstance(year, int) and 1900 < year < 2100 for year in years)
    assert any(isinstance(year, int) for *_, year in read.edges(data="year"))
    assert isinstance(college["latitude"], float)


def test_graphml_opens_in_igraph(folder: Path, small: KnowledgeGraph):
    """Igraph reads the same nodes, links and attributes."""
    graph = igraph.Graph.Read_GraphML(str(folder / "graph.graphml"))
    network = small.network()
    assert graph.is_directed()
    assert (graph.vcount(), graph.ecount()) == (network.nodes.height, network.edges.height)
    college = graph.vs.find(id=COLLEGE)
    assert (college["kind"], college["city"], college["chain"]) == ("VocationalCollege", "常州市", "education")
    assert (college["city_en"], college["province"]) == ("Changzhou", "江苏省")
    years = [year for year in graph.es["year"] if isinstance(year, float) and year > 0]
    assert all(1900 < year < 2100 for year in years)
    assert years
    assert Counter(graph.es["kind"]) == Counter(network.edges.get_column("kind"))


def test_graphml_keeps_to_its_schema(folder: Path):
    """Keys come before the graph, nodes before edges; every value has a declared key of its element."""
    root = ET.parse(folder / "graph.graphml").getroot()  # noqa: S314  # our own file
    names = [child.tag.removeprefix(GRAPHML) for child in root]
    assert names == ["key"] * (len(names) - 1) + ["graph"]
    keys = {key.get("id"): (key.get("for"), key.get("attr.type")) for key in root.iter(f"{GRAPHML}key")}
    assert len(keys) == len(names) - 1
    assert {kind for _, kind in keys.values()} <= {"boolean", "int", "long", "float", "double", "string"}
    ids = [node.get("id") for node in root.iter(f"{GRAPHML}node")]
    assert len(set(ids)) == len(ids)
    for element, owner in (("node", "node"), ("edge", "edge")):
        for thing in root.iter(f"{GRAPHML}{element}"):
            used = [data.get("key") for data in thing]
            assert len(used) == len(set(used))
            assert {keys[key][0] for key in used} <= {owner}
            assert owner == "node" or {thing.get("source"), thing.get("target")} <= set(ids)


def test_gexf_keeps_to_its_schema(folder: Path):
    """Elements, their order and their attributes are those that the schema of GEXF 1.3 allows."""
    root = ET.parse(folder / "graph.gexf").getroot()  # noqa: S314  # our own file
    assert (root.tag, root.get("version")) == (f"{GEXF}gexf", "1.3")
    assert [child.tag for child in root] == [f"{GEXF}meta", f"{GEXF}graph"]
    graph = root[1]
    assert [child.tag.removeprefix(GEXF) for child in graph] == ["attributes", "attributes", "nodes", "edges"]
    declared = {block.get("class"): {a.get("id"): a.get("type") for a in block} for block in graph[:2]}
    assert {kind for block in declared.values() for kind in block.values()} <= {"string", "integer", "double"}
    ids = {node.get("id") for node in graph[2]}
    for thing in (*graph[2], *graph[3]):
        owner = "node" if thing.tag == f"{GEXF}node" else "edge"
        first, *rest = thing
        assert first.tag == f"{GEXF}attvalues"
        assert {value.get("for") for value in first} <= declared[owner].keys()
        assert [child.tag for child in rest] == ([f"{VIZ}color", f"{VIZ}shape"] if owner == "node" else [])
        assert owner == "node" or {thing.get("source"), thing.get("target")} <= ids


def test_gexf_looks_like_the_map(folder: Path):
    """A thing has the colour and the shape of its chain, and networkx reads the colour."""
    college = nx.read_gexf(folder / "graph.gexf").nodes[COLLEGE]
    colour = CHAIN_STYLES["education"].colour
    red, green, blue = (college["viz"]["color"][part] for part in "rgb")
    assert f"#{red:02x}{green:02x}{blue:02x}" == colour
    shapes = {"disc", "triangle", "square", "diamond", "hexagon"}
    text = (folder / "graph.gexf").read_text(encoding="utf-8")
    assert set(re.findall(r'<viz:shape value="(\w+)"/>', text)) <= shapes


# --- Parquet


def test_parquet_opens_in_polars_and_pandas(folder: Path, small: KnowledgeGraph):
    """Both read the same typed tables, and edges join with nodes."""
    network = small.network()
    nodes, edges = (pl.read_parquet(folder / "parquet" / f"{name}.parquet") for name in ("nodes", "edges"))
    assert (nodes.height, edges.height) == (network.nodes.height, network.edges.height)
    assert edges.schema["year"] == pl.Int32
    assert edges.schema["amount"] == pl.Float64
    assert edges.join(nodes, left_on="source", right_on="id", how="anti").is_empty()
    assert edges.join(nodes, left_on="target", right_on="id", how="anti").is_empty()
    frame = pd.read_parquet(folder / "parquet" / "edges.parquet")
    assert frame["kind"].tolist() == edges.get_column("kind").to_list()
    assert sorted(path.name for path in (folder / "parquet").iterdir()) == [
        "edges.parquet",
        "nodes.parquet",
        "regions.parquet",
        "sources.parquet",
    ]


def test_parquet_says_what_csv_says(folder: Path, small: KnowledgeGraph, tmp_path: Path):
    """The two folders hold the same values."""
    write_graph(small, tmp_path / "tables")
    for table, text in (("nodes", "nodes"), ("edges", "links"), ("regions", "regions"), ("sources", "sources")):
        typed = pl.read_parquet(folder / "parquet" / f"{table}.parquet")
        plain = pl.read_csv(tmp_path / "tables" / f"{text}.csv", schema=typed.schema)
        assert plain.equals(typed)


# --- Neo4j


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file by column."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_neo4j_header_names_roles_and_types(folder: Path):
    """The header is what the import tool asks: identifiers, labels, ends, types, arrays."""
    nodes, edges = (
        (folder / "neo4j" / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0].split(",")
        for name in ("nodes", "edges")
    )
    assert (nodes[0], nodes[-1]) == ("iri:ID", ":LABEL")
    assert edges[:3] == [":START_ID", ":END_ID", ":TYPE"]
    assert {"alt_labels:string[]", "latitude:double", "year:int", "label_zh", "chain"} <= set(nodes)
    assert {"year:int", "amount:double", "confidence"} <= set(edges)
    for name in (*nodes, *edges):
        assert re.fullmatch(r"(iri:ID|:[A-Z_]+|[a-z_]+(:(int|double|string\[\]))?)", name)


def test_neo4j_rows_are_the_network(folder: Path, small: KnowledgeGraph):
    """Identifiers are unique, every link joins two of them, and labels are the class and those above it."""
    nodes, edges = read_rows(folder / "neo4j" / "nodes.csv"), read_rows(folder / "neo4j" / "edges.csv")
    names = {row["iri:ID"] for row in nodes}
    assert len(names) == len(nodes) == small.network().nodes.height
    assert len(edges) == small.network().edges.height
    assert {row[end] for row in edges for end in (":START_ID", ":END_ID")} <= names
    college = next(row for row in nodes if row["iri:ID"] == COLLEGE)
    assert college[":LABEL"].split(";") == ["VocationalCollege", "EducationalInstitution", "Organisation"]
    kinds = {row["kind"]: row[":TYPE"] for row in edges}
    assert kinds["region-asks-occupation"] == "REGION_ASKS_OCCUPATION"
    assert all(re.fullmatch(r"[A-Z_]+", name) for name in kinds.values())


def test_neo4j_arrays_hold_other_names(region: KnowledgeGraph, tmp_path: Path):
    """Other names are an array, split by the delimiter that the command names."""
    write_graph(region, tmp_path / "neo4j", format="neo4j")
    script = (tmp_path / "neo4j" / "import.sh").read_text(encoding="utf-8")
    (delimiter,) = re.findall(r'--array-delimiter="(.+?)"', script)
    found = {
        (row["iri:ID"], name)
        for row in read_rows(tmp_path / "neo4j" / "nodes.csv")
        for name in row["alt_labels:string[]"].split(delimiter)
        if name
    }
    network = set(region.network().nodes.get_column("iri"))
    asked = region.query("SELECT ?x (STR(?l) AS ?n) WHERE { ?x skos:altLabel ?l }").values()
    assert found == {(iri, name) for iri, name in asked if iri in network}
    assert len(found) > 500


def test_neo4j_delimiter_is_one_that_no_name_holds(tmp_path: Path):
    """A name with the usual delimiter in it is kept whole: another delimiter is used, and the command says which."""
    path = tmp_path / "one.ttl"
    path.write_text(
        f"""@prefix ch: <https://w3id.org/fourchains/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <{ID}skill/a> a ch:Skill ; skos:prefLabel "a"@en ; skos:altLabel "b;c"@en , "d"@en .""",
        encoding="utf-8",
    )
    write_graph(open_graph(path), tmp_path / "neo4j", format="neo4j")
    (row,) = read_rows(tmp_path / "neo4j" / "nodes.csv")
    assert row["alt_labels:string[]"] == "b;c|d"
    assert '--array-delimiter="|"' in (tmp_path / "neo4j" / "import.sh").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell")
def test_neo4j_script_calls_the_tool(folder: Path, tmp_path: Path):
    """The script is valid shell and calls the tool in its own folder, with the database and further options."""
    tool = tmp_path / "neo4j-admin"
    tool.write_text('#!/bin/sh\necho "$PWD" "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    script = str(folder / "neo4j" / "import.sh")
    answer = subprocess.run(
        ["sh", script, "chains", "--overwrite-destination"],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
    )
    words = answer.stdout.split()
    assert words[0] == str(folder / "neo4j")
    assert words[1:4] == ["database", "import", "full"]
    assert {"--nodes=nodes.csv", "--relationships=edges.csv", "--overwrite-destination"} <= set(words)
    assert words[-1] == "chains"


# --- folders


@pytest.mark.parametrize("form", FOLDERS)
def test_folder_replaces_only_its_own(small: KnowledgeGraph, tmp_path: Path, form: str):
    """A folder that we wrote is replaced; one that holds anything else is left alone."""
    folder = tmp_path / "out"
    write_graph(small, folder, format=form)
    write_graph(small, folder, format=form)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="will not be replaced"):
        write_graph(small, folder, format=form)
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [folder]


def test_parquet_is_known_by_its_suffix(small: KnowledgeGraph, tmp_path: Path):
    """A path that ends in .parquet is a folder of Parquet."""
    write_graph(small, tmp_path / "graph.parquet")
    assert (tmp_path / "graph.parquet" / "nodes.parquet").is_file()
