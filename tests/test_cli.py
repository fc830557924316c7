"""The command line as a newcomer types it, mistakes included."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from conftest import Run

from chains.cli import cli
from chains.resources import SMALL_REGION, data_folder

SMALL = str(data_folder(SMALL_REGION))
COMMANDS = tuple(cli.list_commands(click.Context(cli)))


def test_help_lists_every_command(run_chains: Run):
    """The help names each command and shows examples."""
    answer = run_chains("--help")
    assert answer.returncode == 0
    assert all(f"  {name} " in answer.stdout for name in COMMANDS)
    assert "chains atlas" in answer.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_both_languages(run_chains: Run, name: str):
    """Each command tells in English and Chinese what it does, and gives an example."""
    answer = run_chains(name, "--help")
    assert answer.returncode == 0
    assert "--lang" in answer.stdout
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.stdout)
    assert f"chains {name}" in answer.stdout.split("Options:")[0]


def test_misspelt_command_names_the_nearest(run_chains: Run):
    """A misspelt command is misuse, and the nearest one is named."""
    answer = run_chains("atals")
    assert answer.returncode == 2
    assert "atlas" in answer.stderr


def test_info_counts_what_is_there(run_chains: Run):
    """The counts of ``info`` are those of the graph."""
    answer = run_chains("info", "--data", SMALL, "--format", "json")
    counts = json.loads(answer.stdout)
    assert counts["cities"] >= 1
    assert set(counts["nodes"]) >= {"education", "talent", "industry", "innovation"}


def test_info_speaks_chinese(run_chains: Run):
    """With ``--lang zh`` the names are Chinese."""
    assert "专业" in run_chains("info", "--data", SMALL, "--lang", "zh").stdout


def test_check_of_good_tables_ends_with_0(run_chains: Run):
    """Tables without a fault give exit code 0 and nothing on standard output."""
    answer = run_chains("check", SMALL)
    assert (answer.returncode, answer.stdout) == (0, "")
    assert "No faults" in answer.stderr


def test_check_of_bad_tables_ends_with_1(run_chains: Run, tmp_path: Path):
    """A fault gives exit code 1, with file, row and column."""
    (tmp_path / "regions.csv").write_text("id,kind,name_zh,source\n1,town,某镇,none\n", encoding="utf-8")
    answer = run_chains("check", str(tmp_path))
    assert answer.returncode == 1
    assert "regions.csv:row 2:kind" in answer.stdout


def test_check_shows_five_of_a_kind(run_chains: Run, tmp_path: Path):
    """Of a hundred faults of one kind five are shown, and how many more there are; ``--all`` shows them all."""
    lines = [f"{number},town,某镇,s" for number in range(100)]
    (tmp_path / "regions.csv").write_text("id,kind,name_zh,source\n" + "\n".join(lines) + "\n", encoding="utf-8")
    short = run_chains("check", str(tmp_path)).stdout
    assert short.count("regions.csv:row") == 5 + 1
    assert "95 more" in short
    assert run_chains("check", str(tmp_path), "--all").stdout.count(":kind:") == 100


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["info", "--data", "nowhere"], "no such file"),
        (["info", "--data", "."], "no tables"),
        (["gaps", "--data", SMALL, "--city", "北京"], "北京"),
        (["gaps", "--data", SMALL, "--kind", "skil_shortage"], "skill_shortage"),
        (["gaps", "--data", SMALL, "--between", "education:industri"], "industry"),
        (["query", "--data", SMALL, "SELECT"], "SELECT"),
        (["export", "--data", SMALL, "-o", "graph.xyz"], "xyz"),
    ],
)
def test_mistakes_are_answered_in_words(run_chains: Run, tmp_path: Path, words: list[str], hint: str):
    """A mistake gives exit code 1, no traceback, and words that help."""
    answer = run_chains(*words, cwd=tmp_path)
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert hint in answer.stderr


@pytest.mark.parametrize("words", [["gaps", "--between", "education"], ["gaps", "--top", "0"], ["map", "--nosuch"]])
def test_misuse_ends_with_2(run_chains: Run, words: list[str]):
    """Misuse of options gives exit code 2."""
    assert run_chains(*words, "--data", SMALL).returncode == 2


def test_errors_speak_chinese(run_chains: Run):
    """With ``--lang zh`` an error is told in Chinese."""
    assert "没有这个文件" in run_chains("info", "--data", "nowhere", "--lang", "zh").stderr


def test_query_syntax_error_tells_the_place(run_chains: Run):
    """A query with a syntax error says where it is."""
    answer = run_chains("query", "-", "--data", SMALL, input="SELECT ?s WHERE { ?s ?p }")
    assert answer.returncode == 1
    assert "1:" in answer.stderr


def test_query_reads_standard_input(run_chains: Run):
    """``-`` reads the query from standard input, and data goes to standard output alone."""
    answer = run_chains("query", "-", "--data", SMALL, "--format", "csv", input="SELECT (1 AS ?one) WHERE {}")
    assert answer.stdout.split() == ["one", "1"]


def test_gaps_json_has_the_fields_of_the_record(run_chains: Run):
    """The JSON of a gap has the fields that METHODS names."""
    answer = run_chains("gaps", "--data", SMALL, "--top", "1", "--format", "json")
    (gap,) = json.loads(answer.stdout)
    fields = "kind subject region chains observed expected null z p p_adjusted severity fragility coverage evidence sources sentence closing"
    assert set(fields.split()) <= set(gap)


def test_output_that_cannot_be_written_is_said(run_chains: Run, tmp_path: Path):
    """A place that cannot be written is an error in words."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    answer = run_chains("map", "--data", SMALL, "-o", str(tmp_path / "file" / "map.html"))
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert (tmp_path / "file").read_text(encoding="utf-8") == "x"


def test_atlas_does_not_replace_a_folder_of_other_things(run_chains: Run, tmp_path: Path):
    """A folder that holds other things is left as it was."""
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    answer = run_chains("atlas", "--data", SMALL, "-o", str(tmp_path))
    assert answer.returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_interrupted_build_leaves_nothing_half_written(tmp_path: Path):
    """Ctrl-C during a build ends with 130 and leaves what was there before."""
    target = tmp_path / "built"
    environment = os.environ | {"FOURCHAINS_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "chains", "build", "-o", str(target)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".chains-*")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "untouched" in words
    assert "Traceback" not in words
    assert list(tmp_path.iterdir()) == []


def test_graph_of_one_node_gives_an_atlas(run_chains: Run, tmp_path: Path):
    """A graph with a single thing still gives every page."""
    (tmp_path / "one.ttl").write_text(
        "<https://example.org/a> a <https://w3id.org/fourchains/ontology#Enterprise> ;\n"
        ' <http://www.w3.org/2004/02/skos/core#prefLabel> "甲"@zh .\n',
        encoding="utf-8",
    )
    answer = run_chains("atlas", "--data", str(tmp_path / "one.ttl"), "-o", str(tmp_path / "atlas"))
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "atlas" / "map.html").is_file()


@pytest.mark.parametrize("command", ["map", "atlas", "gaps", "measure mixing", "export --city 常州"])
def test_empty_graph_is_said(run_chains: Run, tmp_path: Path, command: str):
    """An RDF file without a statement cannot be drawn, and says so."""
    (tmp_path / "none.ttl").write_text("", encoding="utf-8")
    answer = run_chains(*command.split(), "--data", str(tmp_path / "none.ttl"), "-o", str(tmp_path / "out"))
    assert answer.returncode == 1
    assert "holds nothing" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "out").exists()


def test_reader_may_stop_early():
    """A reader such as ``head``, which closes the pipe early, is no error."""
    words = [sys.executable, "-m", "chains", "terms"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert process.wait(timeout=60) == 0


def test_broken_rdf_tells_the_line(run_chains: Run, tmp_path: Path):
    """A Turtle file with a syntax error tells the line."""
    (tmp_path / "bad.ttl").write_text("<a> <b> <c> .\n<a b> <c> <d> .\n", encoding="utf-8")
    answer = run_chains("info", "--data", str(tmp_path / "bad.ttl"))
    assert answer.returncode == 1
    assert "2" in answer.stderr
    assert "bad.ttl" in answer.stderr
