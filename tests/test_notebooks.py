"""Every notebook runs from a clean kernel on the shipped region, and is kept as its readers need it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from chains.gaps.keeping import gaps_of
from chains.graph import KnowledgeGraph

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SECONDS = 120
"""What one cell may take before it counts as hung; a whole notebook takes a quarter of this where nothing else runs."""

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
# The client closes its loop and its sockets when it is collected, which Python tells; nothing of ours is left open.
quiet = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


def _read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def _codes(path: Path) -> list[str]:
    return [cell.source for cell in _read(path).cells if cell.cell_type == "code"]


def _run(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """Run a notebook in a kernel of its own, which starts in an empty folder, and return it with its outputs."""
    client = NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": folder}})
    return client.execute()


def test_there_are_notebooks():
    """The four notebooks for researchers, planners and exporters are there, beside the first look."""
    assert {path.stem for path in NOTEBOOKS} >= {"questions", "paper", "planner", "exports", "first_look"}


def test_each_notebook_is_listed():
    """The README of the folder names every notebook, and no other."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(\w+)\.ipynb`", text)) == {path.stem for path in NOTEBOOKS}


@pytest.fixture(scope="module")
def measured(region: KnowledgeGraph) -> KnowledgeGraph:
    """The shipped region, built, with its gaps beside it as after any atlas."""
    gaps_of(region)
    return region


@quiet
@each_notebook
def test_notebook_runs_from_a_clean_kernel(path: Path, measured: KnowledgeGraph, tmp_path: Path):
    """Every cell runs, in order, in a fresh process; nothing is told as an error, nothing is left in the folder."""
    done = _run(_read(path), tmp_path)
    outputs = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    assert list(tmp_path.iterdir()) == []


@quiet
def test_failing_cell_is_seen(tmp_path: Path):
    """A cell that raises fails the run: the test above would notice."""
    bad = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("assert 1 == 2")])
    with pytest.raises(CellExecutionError, match="AssertionError"):
        _run(bad, tmp_path)


@each_notebook
def test_outputs_are_stripped(path: Path):
    """No output, no count of runs and no trace of an editor is kept."""
    notebook = _read(path)
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}
    for cell in notebook.cells:
        assert not cell.metadata
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@each_notebook
def test_nothing_is_defined(path: Path):
    """A notebook shows what the package does: it defines no function and no class."""
    for code in _codes(path):
        defined = [
            node
            for node in ast.walk(ast.parse(code))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda)
        ]
        assert defined == []


@each_notebook
def test_opens_with_what_it_answers(path: Path):
    """The first cell has a title, says what the notebook answers, and tells it in Chinese too."""
    first = _read(path).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert "**What it answers.**" in first.source
    assert re.search(r"\*\*中文摘要。\*\*.*[\u4e00-\u9fff]{6}", first.source)


@each_notebook
def test_no_network_and_no_path_of_a_machine(path: Path):
    """No cell asks another host, installs anything, or names a folder of somebody's machine."""
    for code in _codes(path):
        assert not re.search(r"requests|urlopen|urllib|socket|!pip|%pip|subprocess", code)
        assert not re.search(r"""["'](/|~|[A-Z]:\\)\w""", code)
