"""The README: what it shows is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from conftest import ROOT, Run

from chains.graph import KnowledgeGraph
from chains.summary import summarise

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str]]:
    """Return each command of the console blocks with the output shown under it."""
    parts = [part for block in blocks("console") for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part]
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]


def test_readme_has_examples():
    """There are commands, Python lines and a picture to test."""
    assert len(examples()) >= 4
    assert blocks("python")
    assert blocks("mermaid")
    assert len(blocks("sh")) == 1


@pytest.mark.parametrize(("command", "shown"), examples(), ids=lambda text: text.splitlines()[0] if text else "silent")
def test_command_prints_what_is_shown(
    run_chains: Run, tmp_path: Path, region: KnowledgeGraph, command: str, shown: str
):
    """A command of the README ends with 0 and prints the lines shown, in their order, where ``…`` stands for any."""
    words = shlex.split(command)
    assert words[0] == "chains"
    answer = run_chains(*words[1:], cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    printed = answer.stdout.splitlines()
    for part in re.split(r"^\s*…\s*$", shown, flags=re.MULTILINE):
        wanted = [line.rstrip() for line in part.strip("\n").splitlines()]
        found = [line.rstrip() for line in printed]
        starts = [place for place in range(len(found) + 1) if found[place : place + len(wanted)] == wanted]
        assert starts, f"not printed: {part}"
        printed = printed[starts[0] + len(wanted) :]


@pytest.mark.parametrize("code", blocks("python"))
def test_python_lines_run(code: str, region: KnowledgeGraph):
    """The Python lines run one after another, and where a comment tells the value it is true."""
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)  # noqa: S102
    for line in code.splitlines():
        expression, arrow, value = line.partition("  # ")
        if arrow:
            assert repr(eval(expression, names)) == value.strip()  # noqa: S307


def test_picture_counts_what_the_graph_holds(region: KnowledgeGraph):
    """The numbers in the picture are those of the shipped region."""
    (picture,) = blocks("mermaid")
    summary = summarise(region)
    letters = {"E": "education", "T": "talent", "I": "industry", "N": "innovation"}
    shown = re.findall(r'^\s*([ETIN]) -\S* ?-*\|"([\d,]+)"\| ([ETIN])$', picture, re.MULTILINE)
    pairs = {(letters[first], letters[second]): int(count.replace(",", "")) for first, count, second in shown}
    assert pairs == {pair: count for pair, count in summary.pairs.items() if pair in pairs}
    assert len(pairs) == len(summary.pairs)
    nodes = {cls: count for classes in summary.nodes.values() for cls, count in classes.items()}
    institutions = nodes["University"] + nodes["VocationalCollege"] + nodes["SecondaryVocationalSchool"]
    numbers = {int(text.replace(",", "")) for text in re.findall(r"([\d,]+) [a-z]", picture)}
    things = ("Programme", "Occupation", "Skill", "Enterprise", "IndustryChain", "Project", "Platform")
    assert numbers == {institutions} | {nodes[name] for name in things}


def test_two_commands_are_those_of_the_script():
    """Both commands are the set-up script, with words that it takes."""
    (block,) = blocks("sh")
    commands = [shlex.split(line, comments=True) for line in block.splitlines()]
    assert [words[0] for words in commands] == [".ci/run", ".ci/run"]
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    known = set(re.findall(r"^    (\w+)\)", script.read_text(encoding="utf-8"), re.MULTILINE))
    assert {word for words in commands for word in words[1:2]} <= known


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_links_lead_somewhere(target: str):
    """Every relative link leads to a file."""
    assert (ROOT / target).exists()
