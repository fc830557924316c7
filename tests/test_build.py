"""Building: every cell becomes the statement it should, once, in the same bytes, and never by halves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest

import chains.graph as graph_module
from chains.build import BUILD_STEPS, ONTOLOGY_GRAPH, build_graph, check_tables, ontology_terms, read_statements
from chains.cache import CACHE_VARIABLE
from chains.errors import FaultyTables, OutputError, Text, UnreadableInput
from chains.export import FORMATS, write_graph
from chains.graph import KnowledgeGraph, open_graph
from chains.inputs import META, STATEMENTS, GraphInput, find_input
from chains.names import CATALOGUE, CODE, expand_term, mint_iri
from chains.network import FRAMES
from chains.resources import DEFAULT_REGION, SMALL_REGION, data_folder, ontology_folder
from chains.schema import Field, Table, load_schema
from chains.statements import map_tables
from chains.tables import ROW

SCHEMA = load_schema(ontology_folder())
FILES = [META, *sorted(f"{name}.parquet" for name in FRAMES), STATEMENTS]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small region that a test may change."""
    return Path(shutil.copytree(data_folder(SMALL_REGION), tmp_path / "region"))


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def interrupt(*_told: object) -> None:
    """Be told something, and stop as Ctrl-C does."""
    raise KeyboardInterrupt


# --- the same mapping, cell by cell ---------------------------------------------------------------------------------


def map_by_hand(frames: dict[str, pl.DataFrame]) -> Iterator[ox.Quad]:
    """Map tables one cell at a time, as ontology/README.md tells it: slow, plain, and written independently."""
    for name, frame in frames.items():
        table = SCHEMA[name]
        for row in frame.drop(ROW).iter_rows(named=True):
            yield from _map_row(row, table)


def _map_row(row: dict[str, str | None], table: Table) -> Iterator[ox.Quad]:
    home = CATALOGUE if table.catalogue else mint_iri("source", row["source"] or "")
    if table.subject:
        subject = _refer(table.field(table.subject), row[table.subject] or "")
    else:
        subject = ox.NamedNode(mint_iri(table.segment or "", *(row[key] or "" for key in table.key)))
        classes = {expand_term(table.cls or "")}
        for field in table.fields:
            if field.role == "class":
                classes |= set(ontology_terms().denoted(field.codes or "", row[field.name] or ""))
        for iri in classes:
            yield _quad(subject, "rdf:type", ox.NamedNode(iri), home)
    for field in table.fields:
        value = row[field.name]
        if field.property is None or value is None:
            continue
        own = row[field.source_from] if field.source_from else None
        for part in value.split(field.separator) if field.separator else [value]:
            place = mint_iri("source", own) if own else home
            yield _quad(subject, field.property, _term(field, part.strip(), row), place)


def _quad(subject: ox.NamedNode, name: str, term: ox.NamedNode | ox.Literal, home: str) -> ox.Quad:
    return ox.Quad(subject, ox.NamedNode(expand_term(name)), term, ox.NamedNode(home))


def _refer(field: Field, value: str) -> ox.NamedNode:
    return ox.NamedNode(mint_iri(SCHEMA[field.references or ""].segment or "", value))


def _term(field: Field, value: str, row: dict[str, str | None]) -> ox.NamedNode | ox.Literal:
    if field.references:
        return _refer(field, value)
    if field.codes:
        return ox.NamedNode(f"{CODE}{field.codes}/{value}")
    if field.type == "url":
        return ox.NamedNode(value)
    if field.type == "string":
        lang = row[field.lang_from] if field.lang_from else field.lang
        return ox.Literal(value, language=lang) if lang else ox.Literal(value)
    if field.type == "date":
        kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
        return ox.Literal(value, datatype=ox.NamedNode(expand_term(f"xsd:{kind}")))
    if field.type == "number":
        whole, _, rest = value.partition(".")
        rest = rest.rstrip("0")
        value = f"{int(whole)}.{rest}" if rest else str(int(whole))
        value = f"-{value.lstrip('-')}" if whole.startswith("-") else value
    kind = {"integer": "integer", "number": "decimal", "year": "gYear"}[field.type]
    return ox.Literal(value, datatype=ox.NamedNode(expand_term(f"xsd:{kind}")))


@pytest.mark.parametrize("region", [SMALL_REGION, DEFAULT_REGION])
def test_every_cell_becomes_its_statement(region: str):
    """The mapping by columns says what the mapping by cells says: nothing more, nothing less, nothing else."""
    frames = dict(check_tables(data_folder(region))[0].frames)
    expected = set(map_by_hand(frames))
    built = set(open_graph(data_folder(region)).quads())
    assert built == expected


def test_statements_come_in_order_whatever_the_batch():
    """Batches of any size give the same statements in the same order, no subject in two of them."""
    frames = check_tables(data_folder(SMALL_REGION))[0].frames
    whole = pl.concat(map_tables(frames, SCHEMA, ontology_terms().denoted))
    assert whole.rows() == sorted(set(whole.rows()))
    for batch in (1, 3, 1000):
        parts = list(map_tables(frames, SCHEMA, ontology_terms().denoted, batch=batch))
        assert pl.concat(parts).equals(whole)
        subjects = [set(part.get_column("s")) for part in parts]
        assert sum(map(len, subjects)) == len(set().union(*subjects))


# --- what a built folder holds ----------------------------------------------------------------------------------------


def test_statements_are_counted_once_and_sorted(region: KnowledgeGraph):
    """The file of statements is sorted and without repetition, and as long as the graph says."""
    lines = (region.folder / STATEMENTS).read_bytes().splitlines()
    assert len(lines) == len(set(lines)) == len(region)
    subjects = [line.split(b" ", 1)[0] for line in lines]
    assert subjects == sorted(subjects)


def test_store_holds_every_statement_and_every_triple_once(small: KnowledgeGraph):
    """Each named graph has its source's statements; the default graph each distinct triple; the ontology is apart."""
    ontology = ox.NamedNode(ONTOLOGY_GRAPH)
    named = {quad for quad in small.store if not isinstance(quad.graph_name, ox.DefaultGraph)}
    assert {quad for quad in named if quad.graph_name != ontology} == set(small.quads())
    terms = {quad.triple for quad in named if quad.graph_name == ontology}
    default = {quad.triple for quad in small.store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    assert default == set(small.triples()) | terms
    assert terms


def test_same_files_for_every_hash_seed(tmp_path: Path):
    """Four processes with four hash seeds build the same bytes: statements, edge tables, description."""
    code = "import sys; from pathlib import Path; from chains.build import *; from chains.inputs import find_input\n"
    code += "build_graph(find_input(Path(sys.argv[1])), Path(sys.argv[2]))"
    seen = []
    for seed in "0123":
        target = tmp_path / f"built-{seed}"
        command = [sys.executable, "-c", code, str(data_folder(SMALL_REGION)), str(target)]
        subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": seed}, timeout=120)
        assert sorted(path.name for path in target.iterdir()) == sorted([*FILES, "store"])
        seen.append([(target / name).read_bytes() for name in FILES])
    assert all(run == seen[0] for run in seen[1:])


def test_building_the_region_twice_gives_the_same_bytes(region: KnowledgeGraph, tmp_path: Path):
    """The whole region, too, is a pure function of its tables."""
    build_graph(find_input(data_folder()), tmp_path / "again")
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (region.folder / name).read_bytes(), name


def test_order_of_rows_and_columns_does_not_matter(folder: Path, small: KnowledgeGraph):
    """The same facts in another order are the same graph."""
    for path in folder.glob("*.csv"):
        frame = pl.read_csv(path, infer_schema=False)
        frame.reverse().select(reversed(frame.columns)).write_csv(path)
    assert (open_graph(folder).folder / STATEMENTS).read_bytes() == (small.folder / STATEMENTS).read_bytes()


# --- cache --------------------------------------------------------------------------------------------------------------


def test_graph_is_built_once_and_again_only_when_something_changed(
    folder: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
):
    """The same bytes are not built again, whatever the clock says; a changed cell, another table or ontology is."""
    built: list[GraphInput] = []

    def count(given: GraphInput, target: Path, **options: object) -> None:
        built.append(given)
        build_graph(given, target, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(graph_module, "build_graph", count)
    first = open_graph(folder)
    os.utime(folder / "skills.csv", (0, 0))
    (folder / "notes.txt").write_text("no table", encoding="utf-8")
    assert open_graph(folder).folder == first.folder
    assert len(built) == 1
    path = folder / "skills.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Database technology", "Databases"), encoding="utf-8")
    second = open_graph(folder)
    assert second.digest != first.digest
    assert second.lookup("Databases")
    (folder / "policies.csv").unlink()
    assert open_graph(folder).digest not in {first.digest, second.digest}
    assert len(built) == 3
    assert len(list(own_cache.iterdir())) == 3


def test_digest_covers_the_ontology(folder: Path, tmp_path: Path):
    """Another ontology makes another graph of the same tables."""
    ontology = Path(shutil.copytree(ontology_folder(), tmp_path / "ontology"))
    given = find_input(folder)
    before = given.digest(ontology)
    assert before == given.digest(ontology_folder())
    with (ontology / "codes" / "chains.ttl").open("a", encoding="utf-8") as scheme:
        scheme.write("# changed\n")
    assert given.digest(ontology) != before


def test_cache_serves_another_process(own_cache: Path):
    """What one process built the next one opens, with no word of building."""
    code = "import sys, chains; print(len(chains.open_graph(sys.argv[1], progress=print)))"
    command = [sys.executable, "-c", code, str(data_folder(SMALL_REGION))]
    first, second = (
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout for _ in "12"
    )
    assert len(first.splitlines()) > 1
    assert second.splitlines() == first.splitlines()[-1:]


def test_built_folder_is_an_input(small: KnowledgeGraph, tmp_path: Path):
    """A folder that was built is opened as it lies there."""
    target = tmp_path / "deep" / "built"
    build_graph(find_input(data_folder(SMALL_REGION)), target)
    graph = open_graph(target)
    assert graph.folder == target
    assert set(graph.quads()) == set(small.quads())


def test_folder_of_another_version_is_refused(small: KnowledgeGraph, tmp_path: Path):
    """A built folder of another form says so, and what to do."""
    target = Path(shutil.copytree(small.folder, tmp_path / "built"))
    meta = json.loads((target / META).read_text(encoding="utf-8"))
    (target / META).write_text(json.dumps(meta | {"format": -1}), encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        open_graph(target)
    assert "chains build" in caught.value.say("en")


# --- all or nothing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", range(BUILD_STEPS))
def test_interrupted_build_leaves_nothing(tmp_path: Path, step: int):
    """Ctrl-C at any step of a first build leaves no folder and no work beside it."""
    steps: list[Text] = []

    def stop_at(told: Text) -> None:
        steps.append(told)
        if len(steps) > step:
            raise KeyboardInterrupt

    target = tmp_path / "place" / "built"
    with pytest.raises(KeyboardInterrupt):
        build_graph(find_input(data_folder(SMALL_REGION)), target, progress=stop_at)
    assert len(steps) == step + 1
    assert list(target.parent.iterdir()) == []


def test_build_interrupted_while_the_store_loads_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Ctrl-C while the edge tables are extracted and the store is loaded leaves no folder and no work beside it."""
    monkeypatch.setattr("chains.build.extract_network", interrupt)
    target = tmp_path / "place" / "built"
    with pytest.raises(KeyboardInterrupt):
        build_graph(find_input(data_folder(SMALL_REGION)), target)
    assert list(target.parent.iterdir()) == []


def test_interrupted_build_leaves_the_earlier_graph(folder: Path, tmp_path: Path):
    """Ctrl-C in a later build leaves the earlier graph as it was, usable."""
    target = tmp_path / "place" / "built"
    build_graph(find_input(folder), target)
    before = (target / STATEMENTS).read_bytes()
    (folder / "policies.csv").unlink()
    with pytest.raises(KeyboardInterrupt):
        build_graph(find_input(folder), target, progress=interrupt)
    assert list(target.parent.iterdir()) == [target]
    assert (target / STATEMENTS).read_bytes() == before
    assert open_graph(target).lookup("4132012317")


def test_faulty_tables_build_nothing(folder: Path, own_cache: Path):
    """Tables with faults raise all of them, and nothing is written."""
    path = folder / "offerings.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace(",2026,", ",soon,").replace(",2024,", ",then,"), encoding="utf-8"
    )
    with pytest.raises(FaultyTables) as caught:
        open_graph(folder)
    assert len(caught.value.faults) == 2
    assert "chains check" in caught.value.say("en")
    assert list(own_cache.iterdir()) == []


def test_build_replaces_only_a_built_folder(folder: Path, tmp_path: Path):
    """A folder that holds anything else is never replaced; a built or an empty one is."""
    target = tmp_path / "target"
    target.mkdir()
    build_graph(find_input(folder), target)
    (folder / "policies.csv").unlink()
    build_graph(find_input(folder), target)
    assert not open_graph(target).query("ASK { ?s a ch:Policy }").boolean
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="will not be replaced"):
        build_graph(find_input(folder), other)
    assert [path.name for path in other.iterdir()] == ["thesis.docx"]


def test_graph_that_came_meanwhile_is_kept(folder: Path, tmp_path: Path):
    """Where two processes build the same graph, the second leaves the first one's in place."""
    target = tmp_path / "place" / "built"

    def build_the_same(_step: Text) -> None:
        if not target.exists():
            build_graph(find_input(folder), target)
            (target / "first").touch()

    build_graph(find_input(folder), target, progress=build_the_same, keep=True)
    assert (target / "first").exists()
    assert list(target.parent.iterdir()) == [target]


def test_unwritable_place_is_said(folder: Path, tmp_path: Path):
    """A place below a file cannot be written: the error names it."""
    (tmp_path / "file").touch()
    with pytest.raises(OutputError) as caught:
        build_graph(find_input(folder), tmp_path / "file" / "built")
    assert str(tmp_path / "file" / "built") in caught.value.say("zh")


# --- RDF files as input -------------------------------------------------------------------------------------------------


def write(path: Path, text: str) -> Path:
    """Write a text and return where."""
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("space.ttl", "<https://e.org/a> <https://e.org/p> 1 .\n<https://e.org/a b> <https://e.org/p> 1 .", "line 2"),
        (
            "space.nt",
            '<https://e.org/a> <https://e.org/p> "1" .\n\n<https://e.org/a b> <https://e.org/p> "1" .',
            "line 3",
        ),
        ("open.ttl", "<https://e.org/a> <https://e.org/p> 1 .\n\n<https://e.org/a>", "line 3"),
        ("prefix.ttl", "x:a x:b x:c .", "line 1"),
        ("broken.rdf", "<rdf>", "namespaces"),
        ("broken.jsonld", "{", "line 1"),
        ("broken.nq.gz", "no gzip", "gzip"),
    ],
)
def test_broken_file_tells_its_place(tmp_path: Path, name: str, text: str, place: str):
    """An IRI with a space, or any other fault of syntax, names the file and the line, and says what to do."""
    with pytest.raises(UnreadableInput) as caught:
        open_graph(write(tmp_path / name, text))
    for lang in ("zh", "en"):
        assert name in caught.value.say(lang)
    assert place in caught.value.say("en")
    assert "suffix" in caught.value.say("en")


def test_url_with_a_space_names_file_row_and_column(folder: Path):
    """In a table, an IRI with a space is a fault with its row and column; nothing is built."""
    path = folder / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[3] = lines[3].replace("://", ":// ", 1)
    path.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(FaultyTables) as caught:
        open_graph(folder)
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == ("sources.csv", 4, "url")


def test_key_with_a_space_makes_a_good_iri(folder: Path):
    """A key may hold anything: what an IRI cannot hold is percent-encoded, and the same everywhere."""
    for path in (folder / "skills.csv", folder / "programme_skills.csv", folder / "technology_skills.csv"):
        path.write_text(
            path.read_text(encoding="utf-8").replace("computer-vision", 'C/C++ <"开发">_%20'.replace('"', "'")),
            encoding="utf-8",
        )
    graph = open_graph(folder)
    ((iri, _),) = graph.lookup("Computer vision")
    assert iri.endswith("/skill/C%2FC%2B%2B%20%3C%27开发%27%3E%5F%2520")
    assert graph.query(f"ASK {{ ?programme ch:developsSkill <{iri}> . ?technology ch:needsSkill <{iri}> }}").boolean


def test_triple_about_a_triple_is_refused(tmp_path: Path):
    """RDF 1.2's triples as objects are refused with words, not with a traceback."""
    path = write(
        tmp_path / "star.ttl", '<https://e.org/a> <https://e.org/p> <<( <https://e.org/a> <https://e.org/p> "x" )>> .'
    )
    with pytest.raises(UnreadableInput, match="triple as an object"):
        open_graph(path)


def test_byte_order_mark_is_no_fault(tmp_path: Path):
    """A file that an editor began with a byte order mark is read."""
    path = tmp_path / "marked.ttl"
    path.write_text('<https://e.org/a> <https://e.org/p> "x" .', encoding="utf-8-sig")
    assert len(open_graph(path)) == 1


def test_unknown_suffix_names_the_known_ones(tmp_path: Path):
    """A file of an unknown kind says which are known."""
    with pytest.raises(UnreadableInput) as caught:
        open_graph(write(tmp_path / "graph.owl", ""))
    assert ".ttl" in caught.value.say("en")


@pytest.mark.parametrize("name", ["nothing", "nothing.ttl"])
def test_missing_input_is_said(tmp_path: Path, name: str):
    """A path where nothing is says so."""
    with pytest.raises(UnreadableInput, match="no such file or folder"):
        open_graph(tmp_path / name)


def test_statements_without_a_source_stay_in_the_default_graph(tmp_path: Path):
    """Turtle names no source: each triple is one statement, and the store has it once."""
    path = write(tmp_path / "plain.ttl", "<https://e.org/a> a <https://w3id.org/fourchains/ontology#Skill> .")
    graph = open_graph(path)
    (quad,) = graph.quads()
    assert isinstance(quad.graph_name, ox.DefaultGraph)
    assert len(list(graph.store.quads_for_pattern(ox.NamedNode("https://e.org/a"), None, None))) == 1
    assert graph.network().nodes.get_column("cls").to_list() == ["Skill"]


def test_ontology_in_a_file_is_not_taken_for_data(tmp_path: Path, small: KnowledgeGraph):
    """A file that carries the ontology's own graph gives the same graph as one without it."""
    path = tmp_path / "with.nq"
    write_graph(small, path)
    with path.open("a", encoding="utf-8") as out:
        out.write(f'<https://e.org/a> <https://e.org/p> "term" <{ONTOLOGY_GRAPH}> .\n')
    assert set(open_graph(path).quads()) == set(small.quads())


@pytest.mark.parametrize(
    "text", ["", "<https://e.org/a> a <https://w3id.org/fourchains/ontology#Skill> ."], ids=["empty", "one node"]
)
def test_smallest_graphs_open_and_export(tmp_path: Path, text: str):
    """A graph of nothing, and one of a single node, can be opened, asked and written in every format."""
    graph = open_graph(write(tmp_path / "tiny.ttl", text))
    assert (len(graph), graph.network().nodes.height, graph.network().edges.height) == (bool(text), bool(text), 0)
    assert graph.query("ASK { ?s a ch:Skill }").boolean is bool(text)
    for form in (*FORMATS, "csv"):
        write_graph(graph, tmp_path / f"tiny-{form}", format=form)
    for suffix in ("ttl", "nt", "nq", "trig", "jsonld", "rdf"):
        path = (tmp_path / f"tiny-{suffix}").rename(tmp_path / f"again.{suffix}")
        assert set(open_graph(path).quads()) == set(graph.quads())


def test_reading_statements_says_each_step_once():
    """Reading tables tells two steps, in both languages."""
    steps: list[Text] = []
    frames = list(read_statements(find_input(data_folder(SMALL_REGION)), steps.append))
    assert sum(frame.height for frame in frames) == len(open_graph(data_folder(SMALL_REGION)))
    assert [step.en for step in steps] == ["reading", "mapping tables to statements"]
