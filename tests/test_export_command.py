"""``chains export``: every option, and what is said when it is misused."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chains.cli import cli
from chains.errors import ChainsError, OutputError, UnknownName
from chains.export import digest_graph, write_graph
from chains.graph import KnowledgeGraph
from chains.part import part_of, take_subset
from chains.resources import SMALL_REGION, data_folder

SKILLS = "CONSTRUCT WHERE { ?x a ch:Skill ; skos:prefLabel ?name }"


def export(*words: str) -> Result:
    """Run ``chains export`` on the small region."""
    return CliRunner().invoke(cli, ["export", "--data", str(data_folder(SMALL_REGION)), "--lang", "en", *words])


def expected(graph: KnowledgeGraph, folder: Path, form: str) -> bytes:
    """Return what the library writes."""
    write_graph(graph, folder / f"expected.{form}")
    return (folder / f"expected.{form}").read_bytes()


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (("--subset", "city=常州"), {"cities": ["常州"]}),
        (("--city", "常州"), {"cities": ["常州"]}),
        (("--subset", "chain=教育链", "--subset", "CHAIN=talent"), {"chains": ["education", "talent"]}),
        (("--subset", "kind = Skill"), {"kinds": ["Skill"]}),
        (("--subset", "city=常州", "--subset", "kind=组织"), {"cities": ["常州"], "kinds": ["Organisation"]}),
        (("--subset", SKILLS), {"construct": [SKILLS]}),
        (("--subset", f"construct={SKILLS}"), {"construct": [SKILLS]}),
        (("--city", "常州", "--subset", "CONSTRUCT WHERE { ?x a ch:City }"), {
            "cities": ["常州"],
            "construct": ["CONSTRUCT WHERE { ?x a ch:City }"],
        }),
    ],
)  # fmt: skip
def test_subset(small: KnowledgeGraph, tmp_path: Path, words: tuple[str, ...], asked: dict[str, list[str]]):
    """Each way to name a part writes that part, alone or with another."""
    done = export("-o", str(tmp_path / "part.nq"), *words)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "part.nq").read_bytes() == expected(take_subset(small, **asked), tmp_path, "nq")


def test_subset_by_alliance_is_the_older_option(small: KnowledgeGraph, tmp_path: Path):
    """``--alliance A`` and ``--subset alliance=A`` are one thing."""
    asked = "SELECT (STR(?name) AS ?n) WHERE { ?a a ch:Alliance ; skos:prefLabel ?name } LIMIT 1"
    ((name,),) = small.query(asked).values()
    for words in (("--alliance", name or ""), ("--subset", f"alliance={name}")):
        done = export("-o", str(tmp_path / "part.nq"), *words)
        assert done.exit_code == 0, done.output
        assert (tmp_path / "part.nq").read_bytes() == expected(part_of(small, alliance=name), tmp_path, "nq")


@pytest.mark.parametrize("prefix", ["", "construct="])
def test_subset_by_a_file(small: KnowledgeGraph, tmp_path: Path, prefix: str):
    """A file with a CONSTRUCT is read, with comments and prefixes before it."""
    query = tmp_path / "skills.rq"
    query.write_text(f"# skills\nPREFIX x: <https://e.org/>\n{SKILLS}", encoding="utf-8")
    done = export("-o", str(tmp_path / "part.nt"), "--subset", f"{prefix}{query}")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "part.nt").read_bytes() == expected(take_subset(small, construct=[SKILLS]), tmp_path, "nt")


@pytest.mark.parametrize(
    ("word", "said", "code"),
    [
        ("kinds=Skill", "Did you mean kind=…?", 2),
        ("Skill", "Known: city=…", 2),
        ("city=", "names no city", 2),
        ("kind=Skil", "Skill", 1),
        ("chain=educaton", "education", 1),
        ("city=常洲", "常州", 1),
        ("missing.rq", "cannot be read", 1),
        ("SELECT ?x WHERE { ?x ?y ?z }", "no CONSTRUCT", 1),
    ],
)
def test_subset_that_is_not_understood(tmp_path: Path, word: str, said: str, code: int):
    """A word that names no part is answered with the nearest, and nothing is written."""
    done = export("-o", str(tmp_path / "part.nq"), "--subset", word)
    assert done.exit_code == code
    told = done.exception.say("en") if isinstance(done.exception, ChainsError) else " ".join(done.output.split())
    assert said in told
    assert list(tmp_path.iterdir()) == []


def test_digest_alone_and_with_a_file(small: KnowledgeGraph, tmp_path: Path):
    """The digest is printed alone on standard output; it is that of the canonical form of what the format holds."""
    assert export("--digest").stdout == f"{digest_graph(small)}\n"
    for form, named in (("trig", True), ("ttl", False), ("nq", True), ("nt", False), ("gexf", True)):
        done = export("--digest", "-o", str(tmp_path / f"graph.{form}"))
        assert done.stdout == f"{digest_graph(small, named=named)}\n", form
    for form in ("nq", "nt"):
        raw = (tmp_path / f"graph.{form}").read_bytes()
        assert hashlib.sha256(raw).hexdigest() == digest_graph(small, named=form == "nq")


def test_digest_does_not_mix_with_the_output(small: KnowledgeGraph):
    """With the graph on standard output, the digest goes to standard error."""
    done = export("--digest", "-o", "-", "--format", "nq")
    assert hashlib.sha256(done.stdout_bytes).hexdigest() == digest_graph(small)
    assert done.stderr == f"{digest_graph(small)}\n"


def test_digest_of_a_part(small: KnowledgeGraph):
    """The digest is that of the part that was asked for."""
    assert export("--digest", "--subset", "kind=Skill").stdout.strip() == digest_graph(
        take_subset(small, kinds=["Skill"])
    )


def test_canonical_form(small: KnowledgeGraph, tmp_path: Path):
    """``--canonical`` is N-Quads on standard output, and refuses a format that has no canonical form."""
    done = export("--canonical", "-o", "-")
    assert hashlib.sha256(done.stdout_bytes).hexdigest() == digest_graph(small)
    assert export("--canonical", "-o", str(tmp_path / "graph.nt.gz")).exit_code == 0
    assert isinstance(export("--canonical", "-o", str(tmp_path / "graph.ttl")).exception, OutputError)
    assert [path.name for path in tmp_path.iterdir()] == ["graph.nt.gz"]


def test_provenance_in_turtle(tmp_path: Path):
    """``--provenance`` describes the sources in Turtle."""
    assert export("-o", str(tmp_path / "graph.ttl"), "--provenance").exit_code == 0
    assert "prov:wasDerivedFrom source:" in (tmp_path / "graph.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("form", "file"),
    [("csv", "links.csv"), ("parquet", "edges.parquet"), ("neo4j", "import.sh"), ("ro-crate", "graph.trig")],
)
def test_folders(tmp_path: Path, form: str, file: str):
    """Each format of a folder is written into the folder that is named."""
    assert export("-o", f"{tmp_path / 'out'}/", "--format", form).exit_code == 0
    assert (tmp_path / "out" / file).is_file()


def test_crate_of_a_part_tells_its_whole(small: KnowledgeGraph, tmp_path: Path):
    """The crate of a part, on a day that is given, names the graph that it was taken from."""
    done = export("-o", str(tmp_path / "crate"), "--format", "ro-crate", "--city", "常州", "--date", "2026-02-03")
    assert done.exit_code == 0, done.output
    text = (tmp_path / "crate" / "ro-crate-metadata.json").read_text(encoding="utf-8")
    assert digest_graph(small) in text
    assert '"datePublished": "2026-02-03"' in text


def test_where_to_write_must_be_said():
    """Without an output and without a digest there is nothing to do."""
    done = export()
    assert done.exit_code == 2
    assert "-o PATH" in done.output


def test_unknown_format_names_the_known_ones(tmp_path: Path):
    """An unknown suffix or name is answered with the nearest and with all formats, in both languages."""
    for words in (("-o", str(tmp_path / "graph.parq")), ("-o", str(tmp_path / "x"), "--format", "parq")):
        error = export(*words).exception
        assert isinstance(error, UnknownName)
        assert error.nearest == ("parquet",)
        for lang in ("en", "zh"):
            assert "ttl nt nq trig jsonld rdf graphml gexf csv parquet neo4j ro-crate" in error.say(lang)
    assert list(tmp_path.iterdir()) == []
