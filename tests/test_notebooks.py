"""Every notebook runs, cell by cell, on the shipped region."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT

from chains.graph import KnowledgeGraph

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks():
    """The list of notebooks is not empty."""
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_runs(path: Path, region: KnowledgeGraph):
    """The code cells run one after another without an error."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {"__name__": "__main__"}
    codes = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert codes
    for number, code in enumerate(codes):
        exec(compile(code, f"{path.name}:{number}", "exec"), names)  # noqa: S102
