"""What is marked private never leaves: ``chains export --public`` in every format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from sheeting import codes, read, write_csv

from chains import open_graph
from chains.cli import cli
from chains.errors import EmptyGraph, UnknownName, UnreadableInput
from chains.graph import KnowledgeGraph
from chains.names import mint_iri
from chains.public import keep_public, public_graph
from chains.statements import parse_statements

SECRETS = ("Geheim", "Nirgendwo", "1999", "Hidden Skill", "secret")
FILES = ("ttl", "nt", "nq", "trig", "jsonld", "rdf", "graphml", "gexf")
FOLDERS = ("csv", "parquet", "neo4j", "ro-crate")


def write_project(folder: Path, private: str = '["secret.csv", "secret-partners.csv"]') -> Path:
    """Write a project with two public tables and two private ones."""
    settings = f'[region]\nname_en = "Valley"\n[source]\nprivate = {private}\n'
    (folder / "chains.toml").write_text(settings, encoding="utf-8")
    write_csv(folder, "colleges.csv", [["school name", "city"], ["Riverside Polytechnic", "Linden"]])
    write_csv(folder, "firms.csv", [["company name", "city"], ["Nordwerk GmbH", "Linden"]])
    firms = [
        ["company name", "city", "founded"],
        ["Geheim GmbH", "Nirgendwo", "1987"],
        ["Nordwerk GmbH", "Linden", "1999"],
    ]
    write_csv(folder, "secret.csv", firms)
    write_csv(
        folder,
        "partnerships.csv",
        [["institution", "enterprise", "kind"], ["Riverside Polytechnic", "Nordwerk GmbH", "apprenticeship"]],
    )
    write_csv(folder, "secret-partners.csv", [["institution", "enterprise"], ["Riverside Polytechnic", "Geheim GmbH"]])
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with private sources."""
    made = tmp_path_factory.mktemp("valley")
    mapped = "".join(
        f'[[sheet]]\nfile = "{name}.csv"\ntable = "{table}"\n[sheet.columns]\n{columns}\n'
        for name, table, columns in (
            ("secret", "organisations", '"company name" = "name_zh"\n"city" = "region"\n"founded" = "founded"'),
            ("secret-partners", "partnerships", '"institution" = "institution"\n"enterprise" = "enterprise"'),
        )
    )
    fills = mapped.replace('"organisations"\n', '"organisations"\nfill = { kind = "enterprise" }\n')
    fills = fills.replace('"partnerships"\n', '"partnerships"\nfill = { kind = "apprenticeship" }\n')
    (made / "columns.toml").write_text(fills, encoding="utf-8")
    return write_project(made)


@pytest.fixture(scope="module")
def whole(folder: Path) -> KnowledgeGraph:
    """Its graph."""
    return open_graph(folder)


def run(*words: str | Path) -> Result:
    """Run a command that is to speak English."""
    return CliRunner().invoke(cli, [*map(str, words), "--lang", "en"])


def texts(path: Path) -> Iterator[str]:
    """Iterate over all that stands in what was written, names of files too."""
    for file in [path] if path.is_file() else sorted(path.rglob("*")):
        yield str(file.relative_to(path.parent))
        if file.suffix == ".parquet":
            yield pl.read_parquet(file).write_json()
        elif file.is_file():
            yield file.read_text(encoding="utf-8")


def found_in(path: Path) -> set[str]:
    """Return the secrets that stand in what was written."""
    text = "\n".join(texts(path)).replace("http://www.w3.org/1999/", "")
    return {secret for secret in SECRETS if secret in text}


@pytest.mark.parametrize("name", FILES + FOLDERS)
def test_nothing_private_in_any_format(folder: Path, tmp_path: Path, name: str):
    """Neither names nor values nor links of private sources stand in what is written; without --public they do."""
    more = ("--date", "2026-01-01") if name == "ro-crate" else ()
    for public in (True, False):
        path = tmp_path / f"{'public' if public else 'all'}{'' if name in FOLDERS else f'.{name}'}"
        done = run("export", "--data", folder, "-o", path, "--format", name, *more, *["--public"][: int(public)])
        assert done.exit_code == 0, done.output
        assert bool(found_in(path)) != public, found_in(path)
        assert "Riverside Polytechnic" in "\n".join(texts(path))


def test_public_things_and_links_stay(whole: KnowledgeGraph):
    """What public sources say is all there: things, links, places that they mention, and their sources."""
    kept = public_graph(whole)
    labels = set(kept.network().nodes.get_column("label_en").drop_nulls()) | set(
        kept.network().nodes.get_column("label_zh").drop_nulls()
    )
    assert {"Riverside Polytechnic", "Nordwerk GmbH"} <= labels
    assert len(kept.query("SELECT ?p WHERE { ?p a ch:Partnership }").rows) == 1
    assert len(whole.query("SELECT ?p WHERE { ?p a ch:Partnership }").rows) == 2
    assert {source.title.en for source in kept.sources().values()} < {s.title.en for s in whole.sources().values()}


def test_only_statements_of_the_whole_stay(whole: KnowledgeGraph):
    """Nothing is added, and the rest is as it was."""
    assert set(map(str, public_graph(whole).quads())) < set(map(str, whole.quads()))


def test_values_of_a_private_row_stay_apart(folder: Path):
    """A private row of a public thing does not fill its blanks, and that is noted."""
    sheets = read(folder)
    assert "kept-apart" in codes(sheets, "note")
    assert sheets.private


def test_without_private_sources_all_is_written(tmp_path: Path, small: KnowledgeGraph):
    """A graph without marks is written whole, and that is said."""
    assert public_graph(small) is small
    done = run("export", "--data", small.folder, "-o", tmp_path / "a.nt", "--public")
    assert "No source is marked private" in done.stderr


def test_misspelt_name_is_refused(folder: Path, tmp_path: Path):
    """A name that is no source would show what is to be hidden: it stops, with the nearest."""
    for path in folder.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "columns.toml").write_bytes((folder / "columns.toml").read_bytes())
    (tmp_path / "chains.toml").write_text('[source]\nprivate = ["secrets.csv"]\n', encoding="utf-8")
    with pytest.raises(UnknownName, match=r"secrets\.csv") as caught:
        read(tmp_path)
    assert "secret.csv" in caught.value.nearest


@pytest.mark.parametrize("private", ["true", '"secret.csv"', "[1]", '[""]'])
def test_private_is_a_list_of_names(tmp_path: Path, private: str):
    """Anything but a list of names is refused with what to write."""
    write_project(tmp_path, private)
    with pytest.raises(UnreadableInput, match="private"):
        read(tmp_path)


def test_all_private_is_told(folder: Path, tmp_path: Path):
    """Where nothing is left, nothing is written."""
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    names = ", ".join(f'"{path.name}"' for path in sorted(folder.glob("*.csv")) if not path.name.startswith("rejected"))
    (tmp_path / "chains.toml").write_text(f"[source]\nprivate = [{names}]\n", encoding="utf-8")
    done = run("export", "--data", tmp_path, "-o", tmp_path / "out.ttl", "--public")
    assert isinstance(done.exception, EmptyGraph)
    assert not (tmp_path / "out.ttl").exists()


def test_link_goes_with_what_it_is_about():
    """A public link to a thing that only a private source describes goes whole; other things stay."""
    lines = [
        "<x:link> <x:with> <x:hidden> <x:public> .",
        "<x:link> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <x:Link> <x:public> .",
        "<x:hidden> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <x:Thing> <x:private> .",
        "<x:shown> <x:knows> <x:hidden> <x:public> .",
        "<x:shown> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <x:Thing> <x:public> .",
        '<x:shown> <x:age> "3" <x:private> .',
    ]
    kept = keep_public(parse_statements("\n".join(lines) + "\n"), {"x:private"}, {"x:shown", "x:hidden"})
    assert kept.select("s", "p").rows() == [("<x:shown>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>")]


def test_graph_knows_its_private_sources(whole: KnowledgeGraph):
    """The built graph remembers keys of private sources, each of which it describes."""
    assert whole.private
    assert {mint_iri("source", key) for key in whole.private} <= set(whole.sources())
